"""A question about a mistake, with other numbers than the exercise in which it was made.

The exercise's solution and its known mistakes are functions of letters: both are worked out for
small numbers that nobody has seen, and the question is for a place where they differ.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from netlib.checks import Array
from netlib.derivation.slips import SLIPS
from netlib.exercises.exercise import Letters
from netlib.exercises.problems import Problem, other_numbers, problems
from netlib.exercises.registry import EXERCISES
from netlib.exercises.varied import VARIED

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
    """Yield questions about a mistake, those of its own exercise first."""
    for problem in problems(id):
        if mistake in problem.wrong:
            for sizes in SIZES:
                for letters in problem.letters:
                    others = other_numbers(letters, sizes, rng)
                    if asked := _asked(problem, mistake, others, rng):
                        yield asked


def _asked(
    problem: Problem, mistake: str, letters: Letters, rng: np.random.Generator
) -> Question | None:
    """Return the question for a place where solution and mistake differ, if there is one."""
    right = problem.worked_out(problem.right, letters)
    wrong = problem.worked_out(problem.wrong[mistake], letters)
    messages = {m.name: m.message for m in EXERCISES[problem.id].mistakes}
    for k, (a, b) in enumerate(zip(right or (), wrong or (), strict=False)):
        place = _differs(a, b, rng)
        if (answer := _told(a, place)) == (tempting := _told(b, place)):
            continue
        if place is not None and a.dtype.kind == "f" and 0 < abs(a[place]) < LEAST:
            continue
        replies = {tempting: f"{_called(mistake)}: {messages[mistake]}"}
        for name, other in problem.wrong.items():
            found = problem.worked_out(other, letters)
            if found and name in messages and (place is None or found[k].shape == a.shape):
                replies.setdefault(_told(found[k], place), f"{_called(name)}: {messages[name]}")
        if place is not None and a.dtype.kind == "f":
            for value in (2 * a[place], -a[place], a[place] / 2):
                replies.setdefault(_said(value), ONCE_MORE)
        others = [option for option in replies if option != answer][: MOST - 1]
        numbers = sum(np.size(value) for value in letters.values())
        samples = ", of the mean error of these samples"
        several = problem.id in OF_THE_MEAN and np.ndim(next(iter(letters.values()))) == 2
        text = f"As in exercise {problem.id}: {_given(letters)}. Which is "
        text += f"{_where(place, a)}{_subject(problem, k)}{samples * several}?"
        options = tuple(rng.permutation([answer, *others]).tolist())
        said = {option: replies[option] for option in others}
        return Question(mistake, numbers, text, options, answer, said)
    return None


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
    return value if isinstance(value, str) else f"{value + 0.0:.4g}"


def _given(letters: Letters) -> str:
    """Return the letters with their numbers, as they are typed."""
    values = {name: np.asarray(value).round(1).tolist() for name, value in letters.items()}
    return "; ".join(f"{name} = {value}" for name, value in values.items())


def _subject(problem: Problem, k: int) -> str:
    """Return what is asked for, of several parts the k-th."""
    part = problem.parts[k]
    words = (problem.asked, part) if problem.id in VARIED else (part, problem.asked)
    return " ".join(filter(None, words))


def _where(place: tuple[int, ...] | None, array: Array) -> str:
    """Return which entry is asked for, counted from 1, or that it is the shape."""
    if place is None:
        return "the shape of "
    if array.ndim == 2:
        return f"the entry in row {place[0] + 1}, column {place[1] + 1}, of "
    return f"entry {place[0] + 1} of " if place else ""
