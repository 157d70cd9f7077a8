"""Answers that are shapes of matrices and vectors: how they are read and compared."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from netlib.exercises.answers import ORDINAL, Kind, Unclear, items
from netlib.exercises.compared import Shape

SIZES = r"\d+(?:\s*[x×X*]\s*\d+)?"  # of one shape


@dataclass(frozen=True)
class Shapes(Kind):
    """A list of shapes, as tuples or as text: (3, 4), "3 x 4", "3".

    A vector has two spellings: where one row or one column of n is right, so is NumPy's (n,).
    parts: what the shapes are of.
    """

    parts: tuple[str, ...]

    def read(self, answer: Any) -> tuple[Shape, ...]:
        """Return a tuple for each shape."""
        if isinstance(answer, str) and answer.strip():  # all in one text, "3 x 4, 4 x 4, 4, 1 x 4"
            bracketed = re.findall(r"\([^()]*\)", answer)
            apart = re.split(r"[,;\n]", answer.strip().strip("[]"))
            answer = bracketed or (apart if len(apart) > 1 else re.findall(SIZES, answer))
        if isinstance(answer, np.ndarray):
            answer = answer.tolist()
        listed = items(answer, len(self.parts), "shapes", ', such as ["8 x 9", "9"] for two')
        return tuple(map(_shape, listed))

    def difference(self, answer: tuple[Shape, ...], solution: tuple[Shape, ...]) -> str:
        """Return which shape is the first that differs."""
        k = _first(answer, solution)
        if k is None:
            return ""
        if len(answer[k]) != len(solution[k]) and solution[k][0] != 1:
            return f"The {ORDINAL[k]} shape needs two sizes: how many rows, how many columns?"
        same = [a == b for a, b in zip(answer[k], solution[k], strict=False)]
        right = "rows" if same[0] else "columns" if same[-1] else ""
        rest = f": its {right} are right, so look at the other size" if any(same) else ""
        return f"The {ORDINAL[k]} shape is not right yet{rest}."

    def explains(self, wrong: Any, answer: Any, solution: Any) -> bool:
        """Return whether the mistake explains the first shape that is not right."""
        k = _first(answer, solution)
        return k is not None and _agree(answer[k], wrong[k])

    def place(self, answer: Any, solution: Any) -> str:
        """Return which shape is the first that is not right."""
        k = _first(answer, solution)
        return "" if k is None else f"The {ORDINAL[k]} shape: "


def _first(a: tuple[Shape, ...], b: tuple[Shape, ...]) -> int | None:
    return next((k for k in range(len(b)) if not _agree(a[k], b[k])), None)


def _agree(a: Shape, b: Shape) -> bool:
    """Return whether a is b, or NumPy's (n,) for a row or a column of n."""
    return a == b or (len(a) == 1 and b in ((1, *a), (*a, 1)))


def _shape(item: Any) -> Shape:
    """Return a shape from a tuple, a whole number, or text such as "3 x 4" and "(3, 4)"."""
    numbers = list(item) if isinstance(item, tuple | list) else [item]
    if isinstance(item, str):
        text = item.strip().strip("()[]").rstrip(",")
        numbers = [n.strip() for n in re.split(r"\s*(?:[x×X*,]|by)\s*|\s+", text)] if text else []
    try:
        return tuple(int(str(n)) for n in numbers)
    except ValueError:
        raise Unclear('A shape is written as "3 x 4" or (3, 4), and one number as "3".') from None
