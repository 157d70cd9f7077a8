"""What a student passes, read as what was asked for, kind by kind.

A difference is told without the solution: of a number found by pencil only whether it is too
large or too small; of a function's result, tried on numbers nobody sees, more (`compared`).
"""

from dataclasses import dataclass
from types import GeneratorType
from typing import Any, Protocol

import numpy as np

from netlib.checks import Array
from netlib.exercises.compared import compared, elsewhere, first_off, times
from netlib.exercises.written import Ambiguous, as_float, numbers, plain
from netlib.numerical import shared_factor

ORDINAL = ("first", "second", "third", "fourth", "fifth", "sixth")  # no digits beside an answer
COUNTS = {1: "one", 2: "two", 3: "three", 4: "four"}
NOT_NUMBERS = {
    "U": "is text, but not a number: take the quotes away, and all words",
    "c": "is complex, but it must be real",
    "b": "is True or False, but numbers are asked for",
}
SAME_FACTOR = "All these numbers are off by one and the same factor."
PERCENT = "Is this in percent? A part of one is asked for: write it as such, or with the sign %."


class Unclear(ValueError):
    """An answer that cannot be read; says why, in the student's words."""


class Kind(Protocol):
    """How answers of one kind are read and compared; parts: the names of several results."""

    parts: tuple[str, ...] = ()

    def read(self, answer: Any) -> Any:
        """Return the answer as it is compared; raise Unclear when it is no such answer."""

    def difference(self, answer: Any, solution: Any) -> str:
        """Return where two read answers differ first, in words; "" when they agree."""

    def typed(self, value: Any) -> Any:
        """Return what a solution or a mistake leads to as a student gives it."""
        return value

    def explains(self, wrong: Any, answer: Any, solution: Any) -> bool:
        """Return whether the mistake that leads to `wrong` has led to this answer."""
        return not self.difference(answer, wrong)

    def place(self, answer: Any, solution: Any) -> str:
        """Return where in an answer a known mistake is, as it stands before its message."""
        return ""

    def which(self, answer: Any, solution: Any) -> str:
        """Return which of several results is off, as it stands before how it may have come."""
        return ""

    def times(self, answer: Any, wrong: Any) -> str:
        """Return how many times that of a mistake an answer is, in words; "" where it is not."""
        return ""

    def chips(self, answer: Any) -> tuple[str, ...]:
        """Return who says that an answer is right, where that is more than the solution."""
        return ()


def untouched(answer: Any) -> bool:
    """Return whether this still is the stub's `...`, None, empty text, or a list of these."""
    if isinstance(answer, list | tuple):
        return bool(answer) and all(map(untouched, answer))
    return answer is None or answer is ... or (isinstance(answer, str) and not answer.strip())


def items(answer: Any, count: int, what: str, example: str = "") -> list[Any]:
    """Return a list of so many answers, none of them still open; raise Unclear for another."""
    listed = isinstance(answer, list | tuple)
    if not listed or len(answer) != count:
        has = f"has {len(answer)}" if listed else "is no list"
        raise Unclear(f"A list of {count} {what} is asked for{example}, and this {has}.")
    for k, item in enumerate(answer):
        if untouched(item):
            raise Unclear(f"The {ORDINAL[k]} of the {count} {what} is still open.")
    return list(answer)


@dataclass(frozen=True)
class Decimals(Kind):
    """A number or an array found by pencil, to so many decimals.

    names: those of the numbers in a list, as Markdown.
    """

    digits: int
    names: tuple[str, ...] = ()

    @property
    def tolerance(self) -> float:
        """How far off an entry may be."""
        return 1.1 * 10.0**-self.digits

    def typed(self, value: Any) -> Array:
        """Return the numbers to so many decimals."""
        return np.asarray(value, dtype=np.float64).round(self.digits) + 0.0

    def read(self, answer: Any) -> Array:
        """Return the answer as an array; a number may be written as text, "1/3" or "81 %"."""
        try:
            return _array(numbers(answer))
        except Ambiguous as complaint:
            raise Unclear(str(complaint)) from None

    def difference(self, answer: Array, solution: Array) -> str:
        """Return the first entry that differs, and which way."""
        if np.squeeze(answer).shape == np.squeeze(solution).shape:
            answer = answer.reshape(solution.shape)  # a column, or one more pair of brackets
        if answer.shape != solution.shape:
            return _other_shape(answer, solution)
        tolerance = np.full(solution.shape, self.tolerance)
        k = first_off(answer, solution, tolerance)
        if k is None:
            return ""
        if solution.size > 1 and first_off(answer, -solution, tolerance) is None:
            return "Every sign is the other one."
        if solution.size > 1 and shared_factor(answer, solution, tolerance):
            return SAME_FACTOR
        if elsewhere(answer, solution, tolerance):
            return "The numbers are right, but not all at their places."
        if not solution.ndim and 0 < solution < 1 and abs(answer / 100 - solution) <= tolerance:
            return PERCENT
        places = ("This", "The {} number", "The entry in the {} row, {} column,")
        place = places[len(k)].format(*(ORDINAL[i] for i in k))
        nearly = abs(answer[k] - solution[k]) < 0.01 * abs(solution[k])
        nearly = nearly and solution[k] != int(solution[k])
        if solution[k] and abs(answer[k] + solution[k]) <= tolerance[k]:
            return f"{place} has the wrong sign."
        way = "too large" if answer[k] > solution[k] else "too small"
        return f"{place} is {f'a little {way}: keep more digits on the way' if nearly else way}."

    def which(self, answer: Array, solution: Array) -> str:
        """Return the first number that differs."""
        return self.difference(answer, solution) + " "


@dataclass(frozen=True)
class Arrays(Kind):
    """What a function returns: a number or an array; with `parts`, a tuple of one for each name.

    It must agree to a millionth of each entry, or to `within`.
    """

    parts: tuple[str, ...] = ()
    within: float = 1e-12

    def read(self, answer: Any) -> tuple[Array, ...]:
        """Return one array for each part."""
        if not self.parts:
            return (_array(answer),)
        if isinstance(answer, GeneratorType):
            raise Unclear("This is a generator: put a return in place of yield.")
        if not isinstance(answer, list | tuple):
            both = " and ".join(self.parts)
            raise Unclear(f"{both} are asked for: return both, with a comma between them.")
        what = f"results ({', '.join(self.parts)})"
        return tuple(map(_array, items(answer, len(self.parts), what)))

    def difference(self, answer: tuple[Array, ...], solution: tuple[Array, ...]) -> str:
        """Return which part differs first, and what all its entries share, or one of them."""
        right: list[str] = []
        for name, a, b in zip(self.parts or ("",), answer, solution, strict=True):
            if said := compared(a, b, self.within):
                are = f"{' and '.join(right)} {'is' if len(right) == 1 else 'are'} right. "
                where = f"{name}: {said}" if name else said[:1].upper() + said[1:]
                return are * bool(right) + where
            right.append(name)
        return ""

    def which(self, answer: tuple[Array, ...], solution: tuple[Array, ...]) -> str:
        """Return which parts are right, and which are not."""
        pairs = zip(self.parts, answer, solution, strict=False)
        off = {name: bool(compared(a, b, self.within)) for name, a, b in pairs}
        right, wrong = (
            " and ".join(n for n in off if off[n] is is_off) for is_off in (False, True)
        )
        return f"{right} is right, {wrong} is not. " if right else ""

    def times(self, answer: tuple[Array, ...], wrong: tuple[Array, ...]) -> str:
        """Return what all entries of the one result share."""
        a, b = answer[0], wrong[0]
        alone = not self.parts and a.shape == b.shape and b.size > 1
        return times(a, b, self.within) if alone else ""


def _other_shape(answer: Array, solution: Array) -> str:
    """Return what is said of an answer by pencil that has another shape."""
    if solution.ndim == 1 and answer.ndim < 2:
        count = COUNTS[len(solution)]
        many = COUNTS.get(answer.size, "another number of them")
        return (
            f"A list of {count} numbers is asked for, with a comma and a space between them, "
            f"and this has {many}."
        )
    if solution.ndim:
        return (
            "This has a different shape: how many numbers are asked for, in which rows and columns?"
        )
    if answer.shape == (2,):
        return (
            "One number is asked for, and these are two. For Python a comma stands between two "
            "numbers: decimals begin with a point, and thousands have no mark."
        )
    return "One number is asked for, and this is an array."


def _array(answer: Any) -> Array:
    """Return the answer as an array of finite real numbers."""
    if isinstance(answer, GeneratorType):
        raise Unclear("This is a generator: a yield, or a for in round brackets, gives no numbers.")
    if callable(answer):
        raise Unclear("This is a function, but numbers are asked for: pass what it returns.")
    try:
        array = np.asarray(answer)
    except Exception:
        if isinstance(answer, tuple):
            side = f"These are {len(answer)} results side by side"
            raise Unclear(f"{side}, but one array is asked for.") from None
        raise Unclear("This is no array of numbers: do all its rows have one length?") from None
    if array.dtype == object and array.size and all(map(plain, array.flat)):
        array = np.array([as_float(item) for item in array.flat]).reshape(array.shape)
    if array.dtype.kind in NOT_NUMBERS:
        raise Unclear(f"This {NOT_NUMBERS[array.dtype.kind]}.")
    if array.dtype.kind not in "fiu" or not array.size:
        if any(map(untouched, array.flat)):
            raise Unclear("One of the numbers is still open.")
        verb = "holds" if array.ndim else "is"
        other = array.size and f"{verb} a {type(array.flat[0]).__name__}"
        raise Unclear(f"Numbers are asked for, and this {other or 'is empty'}.")
    if not np.isfinite(array).all():
        raise Unclear("This holds nan or infinity: was something divided by zero, or too large?")
    return array.astype(np.float64)


@dataclass(frozen=True)
class Choice(Kind):
    """One letter of those that the question offers."""

    letters: str

    def read(self, answer: Any) -> str:
        """Return the letter, in capitals."""
        letter = answer.strip(" ().").upper() if isinstance(answer, str) else ""
        if len(letter) != 1 or letter not in self.letters:
            first, last = self.letters[0], self.letters[-1]
            raise Unclear(f'One letter from "{first}" to "{last}" is asked for, in quotes.')
        return letter

    def difference(self, answer: str, solution: str) -> str:
        """Return that it is not the one."""
        return "" if answer == solution else "This is not the one."
