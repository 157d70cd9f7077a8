"""The numbers in an exercise's texts, written as they follow from what the exercise is given.

A cell's metadata "numbers" says, for each number in it from the top down, what it is: an expression
in the exercise's letters, maybe with a format ("copied:.2f"); or the number itself, where it is one
for any letters ("1" of 1 - o). An array stands for as many numbers as it has. Words from two to
twelve are numbers; indices, headings, and the names of exercises and notebooks are none.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from netlib.exercises.checking import value_of
from netlib.exercises.exercise import Exercise, Formula
from netlib.exercises.fresh import holds
from netlib.exercises.registry import EXERCISES

KEY = "numbers"  # of a cell's metadata
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
         "eleven", "twelve")  # fmt: skip
DIGITS = r"\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:_\d{3})*(?:\.\d+)?"
NUMBER = re.compile(
    # No number of the exercise's: headings, hints' names, indices, fractions that are names.
    r"^\#\#\#\ .*$|<summary>.*?</summary>|check\(\"[\d.]+\"|_\{[^}]*\}|\\tfrac\d\d|notebook\ \d\d"
    rf"|(?P<sign>(?<=\s)[-+−]\ (?=\d)|(?<![\w)\]}}.])[-−])?(?<![\w.])(?P<digits>{DIGITS})(?![\w])"
    rf"|\b(?P<word>{'|'.join(WORDS[2:])})\b",
    re.MULTILINE | re.IGNORECASE | re.VERBOSE,
)


class Misstated(ValueError):
    """A text whose numbers are not those of its exercise; says which."""


def found(source: str) -> list[re.Match[str]]:
    """Return each number in a text, with its sign."""
    return [m for m in NUMBER.finditer(source) if m["digits"] or m["word"]]


def stated(exercise: Exercise, names: Sequence[str], source: str) -> str:
    """Return a text with the exercise's numbers in the places of those that it has.

    names: what they are, as in a cell's metadata. Raises Misstated where the text has more numbers
    than that, or fewer, or where it isn't true with them.
    """
    if not holds(exercise):
        condition = exercise.others.such_that.replace("\n", ", ")
        raise Misstated(f"its words are true only where {condition}")
    there = found(source)
    meant = list(_meant(exercise, names))
    if len(there) != len(meant):
        raise Misstated(
            f"{len(there)} numbers stand there ({', '.join(m[0] for m in there)}), but its "
            f"metadata “{KEY}” say what {len(meant)} are"
        )
    parts, at = [], 0
    for match, (name, value, form) in zip(there, meant, strict=True):
        parts.append(source[at : match.start()])
        minus = "−" if "−" in source and parts[-1][-1:] != "`" else "-"
        parts.append(match[0] if value is None else _written(match, value, form, minus))
        if value is None and name != (match["digits"] or match["word"].lower()):
            raise Misstated(f"says {match[0]}, where its metadata “{KEY}” have {name}")
        at = match.end()
    return "".join(parts) + source[at:]


def objection(exercise: Exercise, names: Sequence[str], source: str) -> str:
    """Return which number in a text is not the exercise's, and where to change it; "" for none."""
    try:
        right = stated(exercise, names, source)
    except Misstated as error:
        return str(error)
    pairs = zip(found(source), found(right), list(_meant(exercise, names)), strict=True)
    for said, true, (name, _, _) in pairs:
        if said[0] != true[0]:
            return (
                f"says {said[0]}, where the exercise has {name} = {true[0]}: change it in "
                f"netlib/exercises/chapter_{exercise.id[:2]}.py, and run make notebooks"
            )
    return ""


def verify(notebook: str, cells: Iterable[Any]) -> None:
    """Raise Misstated, naming notebook and cell, for a cell that says other numbers."""
    for cell, exercise, names in bound(cells):
        if said := objection(exercise, names, cell.source):
            raise Misstated(f"{notebook}, cell {cell.id}: {said}")


def bound(cells: Iterable[Any]) -> Iterator[tuple[Any, Exercise, Sequence[str]]]:
    """Yield the cells whose metadata say what their numbers are, of which exercise, and what."""
    for cell in cells:
        exercise = EXERCISES.get(cell.metadata.get("exercise", ""))
        if exercise and KEY in cell.metadata:
            yield cell, exercise, cell.metadata[KEY]


def restated(exercise: Exercise, names: Sequence[str], source: str) -> str:
    """Return a text of which the exercise's numbers have changed; as `stated`, but for its order.

    Raises Misstated where its own numbers have changed places, since they would be changed back.
    """
    right = stated(exercise, names, source)
    old, new = ([m[0] for m in found(text)] for text in (source, right))
    if old != new and sorted(old) == sorted(new):
        raise Misstated(f"its numbers changed places: change those of its metadata “{KEY}” as well")
    return right


def _meant(exercise: Exercise, names: Sequence[str]) -> Iterator[tuple[str, float | None, str]]:
    """Yield what each number is: its name, value and format; no value for a number itself."""
    for name in names:
        if re.fullmatch(rf"{DIGITS}|{'|'.join(WORDS)}", name):
            yield name, None, ""
            continue
        match = re.fullmatch(r"(.*?)(?::([,.\d]*[df]?))?", name)
        assert match
        value = np.asarray(_value(exercise, match[1]), dtype=float)
        for k in np.ndindex(value.shape):
            place = f"[{', '.join(map(str, k))}]" if k else ""
            yield f"{match[1]}{place}", float(value[k]), match[2] or ""


def _value(exercise: Exercise, name: str) -> Any:
    """Return what an expression is for the exercise's letters, "answer" its right answer."""
    letters = dict(exercise.given)
    if "answer" in name:
        letters["answer"] = value_of(exercise.solution, exercise.tried_on[0])
    try:
        return Formula(name)(**letters)
    except Exception as error:
        raise Misstated(f"its metadata “{KEY}” have {name!r}, which is no formula here") from error


def _written(match: re.Match[str], value: float, form: str, minus: str) -> str:
    """Return a value as it is written where another number stands."""
    value = round(value, 9) + 0.0
    if match["word"] and value in range(2, len(WORDS)):
        word = WORDS[int(value)]
        return word.capitalize() if match[0][0].isupper() else word
    digits = f"{abs(value):{form}}" if form else f"{abs(value):.12g}"
    sign = match["sign"] or ""
    if sign[1:]:  # between two numbers
        return f"{minus if value < 0 else '+'} {digits}" if value else f"{sign}{digits}"
    return f"{minus if value < 0 else ''}{digits}"
