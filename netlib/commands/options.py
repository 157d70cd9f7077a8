"""Options that several commands have, and numbers read from them."""

import argparse
import math
from collections.abc import Callable
from typing import Any


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
