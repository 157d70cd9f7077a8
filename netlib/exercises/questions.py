"""A question about a mistake, with other numbers than the exercise in which it was made.

The exercise's solution and its known mistakes are formulas: both are worked out for small numbers
that nobody has seen, and the question is for a place where they differ.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from netlib.checks import Array
from netlib.derivation.slips import SLIPS
from netlib.exercises.answers import Decimals
from netlib.exercises.checking import value_of
from netlib.exercises.exercise import Case, Exercise, Letters, Mistake, computed
from netlib.exercises.fresh import smaller
from netlib.exercises.registry import EXERCISES
from netlib.exercises.shapes import Shapes
from netlib.exercises.variants import made

SAID = {mistake.name: mistake.message for mistake in EXERCISES["05.5"].mistakes}
# A derivation's mistakes, as numbers.
IN_NUMBERS = computed(
    "05.5", Decimals(4),
    "sigma_1[i - 1] * o_1[j - 1]",
    "One entry of the signal times one of the outputs.",
    *(Mistake(name, wrong, SAID[name]) for name, wrong in {
        "E4": "sigma_1[j - 1] * o_1[j - 1]",
        "the output at the wrong end": "sigma_1[i - 1] * o_1[i - 1]",
        "E5": "sigma_1[j - 1] * o_1[i - 1]",
        "the slope once more": "sigma_1[i - 1] * o_1[j - 1] * (1 - o_1[j - 1])",
    }.items()),
    given={"sigma_1": [0.2, -0.1], "o_1": [0.5, 0.3], "i": 2, "j": 1},
    asked="∂E/∂w_ij, of a weight in W_1",
)  # fmt: skip
OF_THE_MEAN = ("05.3", "05.7", "06.3")  # in a batch
LONG = 16  # numbers that are given: a shorter question about the same mistake is better
LEAST = 0.001  # what is smaller is no number for a pencil
SIZES = ((2, 3), (3, 2), (2, 2))  # of arrays; square where a mistake stops at shapes that differ
MOST = 4  # options
ONCE_MORE = "Work it out once more, a step a line."


@dataclass(frozen=True)
class Question:
    """A question, its options, the right one, and what is said to each of the others.

    mistake: the name of the one it is about. numbers: how many are given.
    """

    mistake: str
    numbers: int
    text: str
    options: tuple[str, ...]
    right: str
    replies: Mapping[str, str]

    def reply(self, option: str) -> str:
        """Return what is said to an option."""
        if option == self.right:
            return f"Right. The mistake was: {_called(self.mistake)}."
        return f"Not yet. {self.replies[option]}"


def question(id: str, mistake: str, rng: np.random.Generator) -> Question | None:
    """Return a question about the mistake of an exercise; None where numbers can't ask for it."""
    found = _questions(id, mistake, rng)
    first = next(found, None)
    if first is None or first.numbers <= LONG:
        return first
    return next((other for other in found if other.numbers <= LONG), first)


def _questions(id: str, mistake: str, rng: np.random.Generator) -> Iterator[Question]:
    """Yield questions about a mistake: of its own exercise, then of others near to it."""
    known = [IN_NUMBERS if e.id == IN_NUMBERS.id else e for e in EXERCISES.values()]
    for exercise in sorted(known, key=lambda e: (e.id != id, e.id[:2] != id[:2])):
        near = int(id[:2]) - int(exercise.id[:2]) in (0, 1)
        if not near or not (exercise.asked or exercise.kind.parts):
            continue
        for wrong in (m for m in (*exercise.mistakes, *made(exercise)) if m.name == mistake):
            for sizes, case in product(SIZES, exercise.tried_on):
                if asked := _asked(exercise, wrong, smaller(case.letters, sizes, rng), rng):
                    yield asked


def _asked(
    exercise: Exercise, mistake: Mistake, letters: Letters, rng: np.random.Generator
) -> Question | None:
    """Return the question for a place where solution and mistake differ, if there is one."""
    right = _worked_out(exercise, exercise.solution, letters)
    wrong = _worked_out(exercise, mistake.wrong, letters)
    for k, (a, b) in enumerate(zip(right, wrong, strict=False)):
        place = _differs(a, b, rng)
        if (answer := _told(a, place)) == (tempting := _told(b, place)):
            continue
        if place is not None and a.dtype.kind == "f" and 0 < abs(a[place]) < LEAST:
            continue
        replies = {tempting: _reply(mistake)}
        for other in exercise.mistakes:
            found = _worked_out(exercise, other.wrong, letters)
            if found and (place is None or found[k].shape == a.shape):
                replies.setdefault(_told(found[k], place), _reply(other))
        if place is not None and a.dtype.kind == "f":
            for value in (2 * a[place], -a[place], a[place] / 2):
                replies.setdefault(_said(value), ONCE_MORE)
        others = [option for option in replies if option != answer][: MOST - 1]
        numbers = sum(np.size(value) for value in letters.values())
        samples = ", of the mean error of these samples"
        several = exercise.id in OF_THE_MEAN and np.ndim(next(iter(letters.values()))) == 2
        text = f"As in exercise {exercise.id}: {_given(letters)}. Which is "
        text += f"{_where(place, a)}{_subject(exercise, k)}{samples * several}?"
        options = tuple(rng.permutation([answer, *others]).tolist())
        said = {option: replies[option] for option in others}
        return Question(mistake.name, numbers, text, options, answer, said)
    return None


def _worked_out(exercise: Exercise, of: Any, letters: Letters) -> tuple[Array, ...]:
    """Return what the solution or a mistake leads to, an array for each part; none if it stops."""
    try:
        with np.errstate(all="ignore"):
            found = exercise.kind.read(value_of(of, Case("", letters)))
    except Exception:  # a mistake may stop at anything
        return ()
    if isinstance(exercise.kind, Shapes):
        return tuple(np.array(" x ".join(map(str, shape))) for shape in found)
    return found if isinstance(found, tuple) else (found,)


def _reply(mistake: Mistake) -> str:
    """Return what is said to an option that a mistake leads to."""
    said = mistake.message
    return said if said.endswith(f"when {mistake.name}.") else f"{_called(mistake.name)}: {said}"


def _called(name: str) -> str:
    """Return the name of a mistake as a reader knows it, who has met the page's slips by number."""
    return f"slip {name} of the page" if name in SLIPS and name[1:].isdigit() else name


def _differs(a: Array, b: Array, rng: np.random.Generator) -> tuple[int, ...] | None:
    """Return a place where two arrays differ, () if they don't; None if their shapes differ."""
    if a.shape != b.shape:
        return None
    places = [place for place in np.ndindex(a.shape) if _told(a, place) != _told(b, place)]
    return places[rng.integers(len(places))] if places else (0,) * a.ndim


def _told(array: Array, place: tuple[int, ...] | None) -> str:
    """Return an entry as an option says it, or the shape where no place is asked for."""
    if place is None:
        return " x ".join(map(str, array.shape)) or "one number"
    return _said(array[place])


def _said(value: Any) -> str:
    return str(value) if isinstance(value, str) else f"{value + 0.0:.4g}"


def _given(letters: Letters) -> str:
    """Return the letters with their numbers, as they are typed."""
    values = {name: np.asarray(value).round(1).tolist() for name, value in letters.items()}
    return "; ".join(f"{name} = {value}" for name, value in values.items())


def _subject(exercise: Exercise, k: int) -> str:
    """Return what is asked for, of several parts the k-th."""
    part = (exercise.kind.parts or ("",))[k]
    words = (exercise.asked, part) if isinstance(exercise.kind, Shapes) else (part, exercise.asked)
    return " ".join(filter(None, words))


def _where(place: tuple[int, ...] | None, array: Array) -> str:
    """Return which entry is asked for, counted from 1, or that it is the shape."""
    if place is None:
        return "the shape of "
    if array.ndim == 2:
        return f"the entry in row {place[0] + 1}, column {place[1] + 1}, of "
    return f"entry {place[0] + 1} of " if place else ""
