"""Exercises that can be worked out with other numbers: rightly, or with one of the mistakes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from netlib.checks import Array
from netlib.exercises.checking import value_of
from netlib.exercises.exercise import Case, Letters
from netlib.exercises.registry import EXERCISES
from netlib.exercises.varied import VARIED

Parts = tuple[Array, ...]

# What an exercise asks for, behind the name of a part where it has several.
ASKED: Mapping[str, str] = {
    "01.3": "without hidden node k",
    "02.3": "the outputs, where each sample is a column",
    "03.1": "E",
    "03.4": "",
    "04.1": "the Jacobian J(o_1;s_0)",
    "04.3": "the Jacobian of tanh, from its outputs",
    "04.4": "the slope of phi at the sums s",
    "04.6": "the Jacobian of a softmax, from its outputs",
    "05.1": "∂E/∂W_1",
    "05.3": "∂E/∂W_1",
    "05.4": "sigma_1 of the cross-entropy",
    "05.6": "the part of the right step's fall that the transposed step reaches",
    "05.7": "the gradient of the bias",
    "06.2": "sigma_0",
    "06.3": "∂E/∂W_0",
    "06.4": "∂E/∂W, where W_0 = W and W_1 is W transposed",
    "06.6": "the three counts: multiplications forward, backward, forward passes of differences",
    "06.7": "where s_1 = W_1 o_1 + V o_0",
    "07.4": "the new W after a step with decay",
}


@dataclass(frozen=True)
class Problem:
    """An exercise that can be worked out for any numbers: rightly, or with one of the mistakes.

    read: makes arrays, one for each part, of what a solution returns.
    """

    id: str
    asked: str
    parts: tuple[str, ...]
    letters: tuple[Letters, ...]
    right: Any
    wrong: Mapping[str, Any]
    read: Callable[[Any], Any]

    def worked_out(self, of: Any, letters: Letters) -> Parts | None:
        """Return what the solution or a mistake leads to; None where it stops."""
        try:
            with np.errstate(all="ignore"):
                found = self.read(value_of(of, Case("", letters)))
        except Exception:  # a mistake may stop at anything
            return None
        return found if isinstance(found, tuple) else (found,)


def problems(id: str) -> Iterator[Problem]:
    """Yield the exercise, then the others of its chapter and of the one before."""
    if id in VARIED:
        v = VARIED[id]
        read = _listed if v.parts == ("",) else _each
        yield Problem(id, v.asked, v.parts, (v.letters,), v.right, v.wrong, read)
    for other in sorted(ASKED, key=lambda other: (other != id, other[:2] != id[:2])):
        if int(id[:2]) - int(other[:2]) in (0, 1):
            e = EXERCISES[other]
            parts = getattr(e.kind, "parts", ()) or ("",)
            cases = tuple(case.letters for case in e.cases) or (e.given,)
            wrong = {m.name: m.wrong for m in e.mistakes}
            yield Problem(other, ASKED[other], parts, cases, e.solution, wrong, e.kind.read)


def _listed(value: Any) -> Parts:
    return (np.asarray(value),)


def _each(values: Any) -> Parts:
    return tuple(map(np.asarray, values))


def other_numbers(letters: Letters, sizes: tuple[int, int], rng: np.random.Generator) -> Letters:
    """Return other numbers of the same kinds, in smaller arrays that fit as these do."""
    lengths = sorted({n for value in letters.values() for n in np.shape(value)})
    smaller = {n: sizes[k % 2] for k, n in enumerate(lengths)}
    whole = iter(rng.permutation(np.arange(2, 10)).tolist())  # none of them twice
    found: dict[str, Any] = {}
    for letter, value in letters.items():
        if letter in ("i", "j", "k"):  # a place in an array
            found[letter] = value
        elif isinstance(value, int):
            found[letter] = next(whole)
        elif isinstance(value, tuple):  # sizes of layers
            found[letter] = tuple(next(whole) for _ in value[:3])
        else:
            shape = tuple(smaller[n] for n in np.shape(value))
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
