"""What is judged: the numbers of a result's code over netlib's functions, and of its formula."""

from collections.abc import Callable, Mapping
from functools import reduce
from importlib import import_module
from numbers import Number
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from netlib.checks import Array
from netlib.derivation.judges import numbers
from netlib.derivation.results import RESULTS, Result, formulas

# A name that two modules know is taken from the later one, which is where it was written.
MODULES = ("descent", "backward", "jacobian", "error", "forward")
Values = Mapping[str, Any]


def of_netlib(result: Result, values: Values) -> Array:
    """Return the numbers of a result's code: of netlib's functions, called with loops' letters.

    It gets what a step of the derivation is given, and no letter that stands for its own answer.
    """
    network, means = result.network, result.means
    answers = {r.letter for r in RESULTS.values() if (r.network, r.means) == (network, means)}
    letters = {*network.given, *network.definitions, "G", "sigma_1", "sigma_0"} - answers
    names = {name: values[name] for name in letters & values.keys()} | netlib_now()
    return _worked_out(result, values, result.code, names, {})


def of_formula(result: Result, values: Values) -> Array:
    """Return the numbers of a result's formula, worked out from what is given alone."""
    known = {**formulas(result.network), **result.network.definitions}
    names = numbers.FUNCTIONS | {n: values[n] for n in (*numbers.SIZES, *result.network.given)}
    return _worked_out(result, values, result.formula, names, known)


def _worked_out(
    result: Result, values: Values, code: str, names: Values, known: Mapping[str, str]
) -> Array:
    if result.slope is None or not result.slope.entry:
        return numbers.worked_out(code, names, known)
    return numbers.for_every_weight(
        lambda place: numbers.worked_out(code, {**names, **place}, known), values[result.slope.by]
    )


def netlib_now() -> dict[str, Any]:
    """Return netlib's functions, looked up now: a changed netlib is what is judged."""
    found: dict[str, Any] = {"count": count, **PRODUCTS, "len": len}
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


PRODUCTS: dict[str, Callable[..., Any]] = {
    "from_the_left": lambda *factors: reduce(lambda a, b: a @ b, factors),
    "from_the_right": lambda *factors: reduce(lambda a, b: b @ a, reversed(factors)),
}
