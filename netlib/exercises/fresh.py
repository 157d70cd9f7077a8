"""Other numbers for an exercise, drawn until the check tells all its known mistakes apart."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from netlib.checks import Array
from netlib.exercises.checking import judged, value_of
from netlib.exercises.exercise import Exercise, Formula, Letters

DRAWS = 1000  # before there seem to be no such numbers


def fresh(exercise: Exercise, rng: np.random.Generator) -> Exercise:
    """Return the exercise with other numbers, as they may be; itself where all of them are fixed.

    Raises ValueError where none are found with which each known mistake has a value of its own.
    """
    if not exercise.given.keys() - exercise.others.fixed:
        return exercise
    for _ in range(DRAWS):
        draw = exercise.others.draw
        letters = draw(rng) if draw else other_numbers(exercise.given, rng, exercise.others.fixed)
        drawn = replace(exercise, given=letters)
        if holds(drawn) and told_apart(drawn):
            return drawn
    raise ValueError(f"{exercise.id}: {DRAWS} draws gave no numbers that tell its mistakes apart")


def holds(exercise: Exercise) -> bool:
    """Return whether the exercise's texts are true with its numbers."""
    return bool(Formula(exercise.others.such_that)(**exercise.given))


def told_apart(exercise: Exercise) -> bool:
    """Return whether the check names what each known mistake leads to, and finds no other."""
    (case,), kind = exercise.tried_on, exercise.kind
    found = {m.name: kind.typed(value_of(m.wrong, case)) for m in exercise.mistakes}
    right = kind.typed(value_of(exercise.solution, case))
    named = (judged(exercise, value).mistake == name for name, value in found.items())
    return bool(judged(exercise, right)) and all(named)


def smaller(letters: Letters, sizes: tuple[int, int], rng: np.random.Generator) -> Letters:
    """Return other numbers of the same kinds, in arrays of these sizes that fit as these do."""
    lengths = sorted({n for value in letters.values() for n in np.shape(value)})
    return other_numbers(letters, rng, lengths={n: sizes[k % 2] for k, n in enumerate(lengths)})


def other_numbers(
    letters: Letters,
    rng: np.random.Generator,
    fixed: tuple[str, ...] = (),
    lengths: Mapping[int, int] | None = None,
) -> Letters:
    """Return other numbers of the same kinds.

    fixed: the letters that keep theirs. lengths: what the lengths of arrays become, where they
    don't stay.
    """
    whole = iter(rng.permutation(np.arange(2, 10)).tolist())  # none of them twice
    found: dict[str, Any] = {}
    for letter, value in letters.items():
        if letter in ("i", "j", "k", *fixed):  # a place in an array
            found[letter] = value
        elif isinstance(value, int):
            found[letter] = next(whole)
        elif isinstance(value, tuple):  # sizes of layers
            found[letter] = tuple(next(whole) for _ in value)
        else:
            shape = tuple((lengths or {}).get(n, n) for n in np.shape(value))
            found[letter] = _drawn(letter, np.asarray(value), shape, rng)
    return found


def _drawn(letter: str, like: Array, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Return numbers with one decimal at most, of the size that those of this letter have."""
    if letter == "t":
        return rng.integers(0, 2, shape).astype(float)
    if ((like >= 0) & (like <= 1)).all():
        return rng.integers(1, 10, shape) / 10
    least = 1 if (np.abs(like) < 1).all() or letter[0] in "Gs" else 5  # tenths
    return rng.integers(1, 5, shape) * least * rng.choice([-1, 1], shape) / 10
