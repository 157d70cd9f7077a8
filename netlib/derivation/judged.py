"""What is judged: the functions of netlib as they are at this moment, and what they cost."""

from collections.abc import Callable
from functools import reduce
from importlib import import_module
from numbers import Number
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

# A name that two modules know is taken from the later one, which is where it was written.
MODULES = ("descent", "backward", "jacobian", "error", "forward")


def netlib_now() -> dict[str, Any]:
    """Return every name of netlib's chapters, looked up now: a changed netlib is what is judged."""
    found: dict[str, Any] = {}
    for name in MODULES:
        found |= vars(import_module(f"netlib.{name}"))
    return found | {"count": count, **PRODUCTS, "len": len, "abs": abs}


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
