"""The page of text that this series derives anew, with its slips."""

from importlib import resources


def seed_page() -> str:
    """Return the original derivation as its author wrote it, line by line.

    Source: the page itself, kept as seed.txt beside this module.
    """
    return resources.files("netlib.derivation").joinpath("seed.txt").read_text(encoding="utf-8")


def seed_lines(first: str, count: int = 1) -> str:
    """Return `count` lines of the page, from the one that begins with `first`.

    Raises ValueError when no line begins so, or the page ends before.
    """
    lines = seed_page().splitlines()
    for k, line in enumerate(lines):
        if line.startswith(first) and 1 <= count <= len(lines) - k:
            return "\n".join(lines[k : k + count])
    raise ValueError(f"the page has no {count} lines from one that begins with {first!r}")
