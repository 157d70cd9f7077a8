"""What a student passes, read as what was asked for; and the first place where two answers differ.

A difference is told without the right answer: of a number found by pencil only whether it is too
large or too small, of a function's result by how much, since nobody sees what it was tried on.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from netlib.checks import Array

Shape = tuple[int, ...]
ORDINAL = ("first", "second", "third", "fourth", "fifth", "sixth")  # no digits beside an answer
NOT_NUMBERS = {
    "U": "is text, but numbers are asked for: leave away the quotes",
    "c": "is complex, but it must be real",
}


class Unclear(ValueError):
    """An answer that cannot be read; says why, in the student's words."""


class Kind(Protocol):
    """How answers of one kind are read and compared."""

    def read(self, answer: Any) -> Any:
        """Return the answer as it is compared; raise Unclear when it is no such answer."""

    def difference(self, given: Any, right: Any) -> str:
        """Return where two read answers differ first, in words; "" when they agree."""

    def made(self, given: Any, wrong: Any, right: Any) -> bool:
        """Return whether the given answer is what the mistake that leads to `wrong` gives."""


def untouched(answer: Any) -> bool:
    """Return whether this still is the stub's `...`, None, empty text, or a list of these."""
    if isinstance(answer, list | tuple):
        return bool(answer) and all(map(untouched, answer))
    return answer is None or answer is ... or (isinstance(answer, str) and not answer.strip())


def items(answer: Any, count: int, what: str) -> list[Any]:
    """Return a list of so many answers, none of them still open; raise Unclear for another."""
    if not isinstance(answer, list | tuple) or len(answer) != count:
        has = f"has {len(answer)}" if isinstance(answer, list | tuple) else "is something else"
        raise Unclear(f"A list of {count} {what} is asked for, and this {has}.")
    for k, item in enumerate(answer):
        if untouched(item):
            raise Unclear(f"The {ORDINAL[k]} of the {count} {what} is still open.")
    return list(answer)


@dataclass(frozen=True)
class Numbers:
    """A number or an array; with `parts`, a tuple of one for each name.

    digits: decimals asked of a pencil, None for what a function returns, which must agree to a
    millionth of each entry, or to `within`.
    """

    digits: int | None = None
    parts: tuple[str, ...] = ()
    within: float = 1e-12

    def read(self, answer: Any) -> tuple[Array, ...]:
        """Return one array for each part."""
        if not self.parts:
            return (_array(answer),)
        return tuple(
            map(_array, items(answer, len(self.parts), f"results ({', '.join(self.parts)})"))
        )

    def difference(self, given: tuple[Array, ...], right: tuple[Array, ...]) -> str:
        """Return the first entry that differs: by how much for a function, else which way."""
        for name, a, b in zip(self.parts or ("",), given, right, strict=True):
            if self.digits is not None and a.size == b.size:
                a = a if np.squeeze(a).shape != np.squeeze(b).shape else a.reshape(b.shape)
            if a.shape != b.shape:
                return self._other_shape(name or "This", a.shape, b.shape)
            differs = np.abs(a - b) > self._tolerance(b)
            if differs.any():
                k = tuple(int(i) for i in np.argwhere(differs)[0])
                return f"{self._place(name, k)} {self._how(float(a[k]), float(b[k]))}."
        return ""

    def made(self, given: tuple[Array, ...], wrong: tuple[Array, ...], _: object) -> bool:
        """Return whether the two agree everywhere."""
        return not self.difference(given, wrong)

    def _tolerance(self, right: Array) -> Array:
        if self.digits is None:
            return 1e-6 * np.abs(right) + self.within
        return np.full(right.shape, 1.1 * 10.0**-self.digits)

    def _other_shape(self, name: str, given: Shape, right: Shape) -> str:
        if self.digits is None:
            return f"{name} has the shape {given}, but {right} is needed."
        if not right:
            return "One number is asked for, and this is an array."
        return "This has another shape: how many numbers are asked for, in which rows and columns?"

    def _place(self, name: str, k: Shape) -> str:
        if not k:
            return name or "This"
        if self.digits is None:
            return f"{name or 'Entry '}[{', '.join(map(str, k))}]"
        if len(k) == 1:
            return f"The {ORDINAL[k[0]]} number"
        return f"The entry in the {ORDINAL[k[0]]} row, {ORDINAL[k[1]]} column,"

    def _how(self, given: float, right: float) -> str:
        if right and abs(given + right) <= self._tolerance(np.array(right)):
            return "has the wrong sign"
        way = "too large" if given > right else "too small"
        if self.digits is None:
            return f"is {way} by {abs(given - right):.3g}"
        nearly = abs(given - right) < 0.03 * abs(right)
        return f"is a little {way}: keep more digits on the way" if nearly else f"is {way}"


def _array(answer: Any) -> Array:
    """Return the answer as an array of finite real numbers."""
    if callable(answer):
        raise Unclear("This is a function, but numbers are asked for: pass what it returns.")
    try:
        array = np.asarray(answer)
    except Exception:
        raise Unclear("This is no array of numbers: do all its rows have one length?") from None
    if array.dtype.kind in NOT_NUMBERS:
        raise Unclear(f"This {NOT_NUMBERS[array.dtype.kind]}.")
    if array.dtype.kind not in "fiu" or not array.size:
        if any(map(untouched, array.flat)):
            raise Unclear("A number of this is still open.")
        what = (
            f"holds something else ({type(array.flat[0]).__name__})" if array.size else "is empty"
        )
        raise Unclear(f"Numbers are asked for, and this {what}.")
    if not np.isfinite(array).all():
        raise Unclear("This holds nan or infinity: was something divided by zero, or too large?")
    return array.astype(np.float64)


@dataclass(frozen=True)
class Shapes:
    """A list of shapes, as tuples or as text: (3, 4), "3 x 4", "3"."""

    count: int

    def read(self, answer: Any) -> tuple[Shape, ...]:
        """Return a tuple for each shape."""
        return tuple(map(_shape, items(answer, self.count, "shapes")))

    def difference(self, given: tuple[Shape, ...], right: tuple[Shape, ...]) -> str:
        """Return which shape is the first that differs."""
        k = _first(given, right)
        return "" if k is None else f"The {ORDINAL[k]} shape is not right yet."

    def made(
        self, given: tuple[Shape, ...], wrong: tuple[Shape, ...], right: tuple[Shape, ...]
    ) -> bool:
        """Return whether the mistake explains the first shape that is not right."""
        k = _first(given, right)
        return k is not None and given[k] == wrong[k]


def _first(a: tuple[Shape, ...], b: tuple[Shape, ...]) -> int | None:
    return next((k for k in range(len(b)) if a[k] != b[k]), None)


def _shape(item: Any) -> Shape:
    """Return a shape from a tuple, a whole number, or text such as "3 x 4" and "(3, 4)"."""
    numbers = list(item) if isinstance(item, tuple | list) else [item]
    if isinstance(item, str):
        text = item.strip().strip("()[]").rstrip(",")
        numbers = [n.strip() for n in re.split(r"[x×X*,]|by", text)] if text else []
    try:
        return tuple(int(str(n)) for n in numbers)
    except ValueError:
        raise Unclear('A shape is written as "3 x 4" or (3, 4), and one number as "3".') from None


@dataclass(frozen=True)
class Choice:
    """One letter of those that the question offers."""

    letters: str

    def read(self, answer: Any) -> str:
        """Return the letter, in capitals."""
        letter = answer.strip(" ().").upper() if isinstance(answer, str) else ""
        if len(letter) != 1 or letter not in self.letters:
            first, last = self.letters[0], self.letters[-1]
            raise Unclear(f'One letter from "{first}" to "{last}" is asked for, in quotes.')
        return letter

    def difference(self, given: str, right: str) -> str:
        """Return that it is another one."""
        return "" if given == right else "It is another one."

    def made(self, given: str, wrong: str, _: object) -> bool:
        """Return whether the two are the same letter."""
        return given == wrong


def returned(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Return what a function makes of copies of the arguments, without NumPy's warnings."""
    copies = [a.copy() if isinstance(a, np.ndarray) else a for a in arguments]
    with np.errstate(all="ignore"):
        return function(*copies)
