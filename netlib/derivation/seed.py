"""The page of text that this series derives anew, and what is not well written on it.

The page is the README of toynet by Christopher Dyken (github.com/cdyk/toynet, 2019, MIT licence:
see NOTICE).
"""

import re
from importlib import resources
from textwrap import dedent


def seed_page() -> str:
    """Return the original derivation line by line, its matrices set as its author set them.

    Source: the page itself, kept as seed.txt beside this module.
    """
    return resources.files("netlib.derivation").joinpath("seed.txt").read_text(encoding="utf-8")


def seed_lines(first: str, count: int = 1) -> str:
    """Return `count` lines of the page, from the one that begins with `first`, set to the left.

    Raises ValueError when no line begins so, or the page ends before.
    """
    lines = seed_page().splitlines()
    for k, line in enumerate(lines):
        if line.strip().startswith(first) and 1 <= count <= len(lines) - k:
            return dedent("\n".join(lines[k : k + count]))
    raise ValueError(f"the page has no {count} lines from one that begins with {first!r}")


def notation(text: str) -> list[str]:
    """Return what a text of the page's kind writes that no letter allows.

    A vector of layer i ends at the size of that layer and has one index; an error is E; W_i has
    rows and columns that count nodes of layers; what closes was open.
    """
    ends = {"o_1": "n1", "o_2": "n2", "s_0": "n1", "s_1": "n2", "sigma_0": "n1", "sigma_1": "n2"}
    found = [
        f"{vector}_{end}"
        for vector, end in re.findall(r"(?<![a-z])d?(o_\d|s_\d|sigma_\d|t)_(n\d|m|ij)", text)
        if end != ends.get(vector, "n2")
    ]
    found += re.findall(r"(?<![a-z])o_\d_(?!\w)|w_\w*[nm]\w*|G\(e;", text)
    return sorted({*found, *re.findall(r"^\)+$", text, flags=re.MULTILINE)})
