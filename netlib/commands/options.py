"""Options that several commands have, and what is read from them: numbers, and files of weights."""

import argparse
import math
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from netlib.chapters import CHAPTERS

# What paper and quizzes are made with: the package that each module comes in.
TOOLS = {
    "pypandoc": "pypandoc-binary", "typst": "typst", "pypdf": "pypdf", "nbformat": "nbformat",
    "segno": "segno",
}  # fmt: skip


def require(*modules: str) -> None:
    """Raise ValueError, saying how to install them, for modules of TOOLS that are missing."""
    missing = [TOOLS[module] for module in modules if find_spec(module) is None]
    if missing:
        packages = " ".join(missing)
        raise ValueError(f"a tool is missing; install it with: python -m pip install {packages}")


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add --json, which is false unless it is given."""
    parser.add_argument("--json", action="store_true", help="print JSON and nothing else")


def number(kind: type, wanted: str, fits: Callable[[Any], bool]) -> Callable[[str], Any]:
    """Return a reader of such numbers, which raises ArgumentTypeError for a text that is none."""

    def read(text: str) -> Any:
        try:
            value = kind(text)
        except ValueError:
            value = math.nan
        if not fits(value):
            raise argparse.ArgumentTypeError(f"is {text or 'empty'}, but must be {wanted}")
        return value

    return read


from_1 = number(int, "a whole number from 1", lambda n: n >= 1)
from_0 = number(int, "a whole number from 0", lambda n: n >= 0)
above_0 = number(float, "a number above 0", lambda x: 0 < x < math.inf)


def chapter(text: str) -> str:
    """Return the number of a chapter; raises ArgumentTypeError for another text."""
    if text not in CHAPTERS:
        wanted = f"one of {', '.join(CHAPTERS)}"
        raise argparse.ArgumentTypeError(f"is {text or 'empty'}, but must be {wanted}")
    return text


def loaded(path: Path) -> list[Any]:
    """Return the weights of a file; raises ValueError when they are of no network for digits."""
    from netlib.files import load

    weights = load(path)
    sizes = [weights[0].shape[1], *map(len, weights)]
    if (sizes[0], sizes[-1]) != (784, 10):
        found = "-".join(map(str, sizes))
        raise ValueError(f"{path} is a network {found}, but must be 784-...-10")
    return weights
