"""What is judged: the numbers of a result's code over netlib's functions, and of its formula."""

from collections.abc import Callable, Mapping
from importlib import import_module
from numbers import Number
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from netlib.checks import Array
from netlib.derivation.judges.numbers import Sample, for_every_weight, from_given
from netlib.derivation.networks import Slope, evaluate, reached
from netlib.derivation.results import RESULTS, Result, formulas

# A name that two modules know is taken from the later one, which is where it was written.
MODULES = ("descent", "backward", "jacobian", "error", "forward")
ARGUMENTS = {"G", *(f"sigma_{i}" for i in range(4))}  # what a step of the derivation may begin with


def of_netlib(result: Result, sample: Sample) -> Array:
    """Return the numbers of a result's code: of netlib's functions, called with loops' letters.

    There are the letters that a step of the derivation begins with, and none that stands for its
    own answer. Raises FloatingPointError where a number overflows or is none.
    """
    network, means, values = result.network, result.means, sample.values
    answers = {r.letter for r in RESULTS.values() if (r.network, r.means) == (network, means)}
    letters = {*network.given, *network.definitions, *ARGUMENTS} - answers - {result.letter}
    functions = netlib_now()
    if not reached(result.code, {}) & functions.keys():
        raise LookupError(f"{result.code} calls nothing of netlib")
    names = {name: values[name] for name in letters & values.keys()} | functions | HELPERS

    def worked_out(place: Mapping[str, int]) -> Array:
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            return np.asarray(evaluate(result.code, {**names, **place}), dtype=np.float64)

    if result.slope is None or not result.slope.entry:
        return worked_out({})
    return for_every_weight(worked_out, values[result.slope.by])


def of_line(result: Result, sample: Sample, line: str | Slope | None = None) -> Array:
    """Return the numbers of a result's formula or of another line, from what is given alone."""
    known = {k: f for k, f in formulas(result.network).items() if k != result.letter}
    known |= result.network.definitions
    return from_given(sample, result.formula if line is None else line, known, result.slope)


def netlib_now() -> dict[str, Any]:
    """Return netlib's functions, looked up now: a changed netlib is what is judged."""
    found: dict[str, Any] = {}
    for name in MODULES:
        names = vars(import_module(f"netlib.{name}"))
        found |= {name: thing for name, thing in names.items() if callable(thing)}
    return found


class Counted:
    """A number that counts, in the list it was given, each multiplication it takes part in."""

    def __init__(self, value: float, done: list[int]) -> None:
        self.value, self.done = value, done

    def __mul__(self, other: "Counted") -> "Counted":
        self.done[0] += 1
        return Counted(self.value * other.value, self.done)

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(self.value + other.value, self.done)

    def __rsub__(self, other: float) -> "Counted":
        return Counted(other - self.value, self.done)


Number.register(Counted)


def count(function: Callable[..., Any], *arrays: ArrayLike) -> int:
    """Return how many multiplications a function makes with the entries of these arrays."""
    done = [0]
    counted = np.vectorize(lambda x: Counted(x, done), otypes=[object])
    function(*(counted(np.asarray(a)) for a in arrays))
    return done[0]


HELPERS: dict[str, Callable[..., Any]] = {
    "len": len,
    "count": count,
}
