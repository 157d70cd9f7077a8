"""Numbers as people write them: "81 %", "1/3", "0,19", "2; 3", fractions and decimals."""

import math
import re
from decimal import Decimal
from fractions import Fraction
from numbers import Real
from typing import Any

SIGNED = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+")


class Ambiguous(ValueError):
    """A number that can be read in two ways."""


def number(text: str) -> float | None:
    """Return the number that a text is, None where it is none.

    Raises Ambiguous for a comma that may separate thousands or decimals.
    """
    if text.endswith("%"):
        part = number(text[:-1])
        return None if part is None else part / 100
    if THOUSANDS.fullmatch(text):
        raise Ambiguous("A comma before three digits can be read in two ways: leave it out.")
    text = re.sub(r"^([-+]?\d+),(\d+)$", r"\1.\2", text)
    if whole := re.fullmatch(rf"({SIGNED})/({SIGNED})", text):
        above, below = map(float, whole.groups())
        return above / below if below else None
    return float(text) if re.fullmatch(SIGNED, text) else None


def numbers(answer: Any) -> Any:
    """Return an answer with the numbers that are written as text, and lists of them, as numbers.

    What can't be read is returned as it is. Raises Ambiguous.
    """
    if isinstance(answer, list | tuple):
        return [numbers(item) for item in answer]
    if isinstance(answer, Fraction | Decimal):
        return as_float(answer)
    if not isinstance(answer, str):
        return answer
    inside = answer.strip().strip("[]()")
    listed = inside != answer.strip() or inside.count(",") > 1
    if listed and not re.search(r"[;\s]", inside) and not THOUSANDS.fullmatch(inside):
        inside = inside.replace(",", " ")  # "[2,3]"
    text = re.sub(r"\s+%", "%", inside.replace("\N{MINUS SIGN}", "-"))
    text = re.sub(r"\s*/\s*", "/", re.sub(r"(?<=\d) (?=\d{3}(?:\s\d{3})*$)", "", text))
    found = [number(item) for item in re.split(r"\s*;\s*|,\s+|\s+", text.strip())]
    if None in found:
        return answer
    return found[0] if len(found) == 1 else found


def as_float(item: Any) -> float:
    """Return a number of any kind as a float, infinity where it is too large for one."""
    try:
        return float(item)
    except OverflowError:
        return math.inf


def plain(item: Any) -> bool:
    """Return whether this is a number of a kind that arrays don't hold, such as a fraction."""
    return isinstance(item, Real | Decimal) and not isinstance(item, bool)
