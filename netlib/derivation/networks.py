"""What a formula is worth, and the networks that the derivation speaks of.

A formula is one line of Python in the derivation's letters, "sigma_1 @ W_1", worked out over
whatever they stand for: arrays, or symbols. A network defines each letter as what it means, node by
node (`weigh`, `phi`, a sum of squares); that s_0 = W_0 o_0 is a result, and stands in `results`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import CodeType
from typing import Any

Shape = tuple[str, ...]


@cache
def _compiled(formula: str) -> CodeType:
    return compile(formula, f"<{formula}>", "eval")


def evaluate(formula: str, names: Mapping[str, Any]) -> Any:
    """Return the formula's value over these names; raises NameError for a letter without one."""
    return eval(_compiled(formula), {"__builtins__": {}}, names)


class Names(dict[str, Any]):
    """Names and their values; a name that is only defined is worked out when first asked for."""

    def __init__(self, given: Mapping[str, Any], definitions: Mapping[str, str]) -> None:
        super().__init__(given)
        self.definitions = definitions

    def __missing__(self, name: str) -> Any:
        if name not in self.definitions:
            raise KeyError(name)
        self[name] = evaluate(self.definitions[name], self)
        return self[name]


def reached(formula: str, definitions: Mapping[str, str]) -> set[str]:
    """Return the names in a formula, in the definitions of those, and so on."""
    names = set(_compiled(formula).co_names)
    return names.union(*(reached(definitions[n], definitions) for n in names if n in definitions))


def depends(name: str, on: str, definitions: Mapping[str, str]) -> bool:
    """Return whether a name is worked out from another one, directly or through others."""
    return name in definitions and on in reached(definitions[name], definitions)


def differentiates(function: str, of: str, by: str, definitions: Mapping[str, str]) -> bool:
    """Return whether the derivative of a formula by a letter needs that of this function."""
    if by not in reached(of, definitions):
        return False
    names = set(_compiled(of).co_names)
    inner = (definitions[name] for name in names - {by} if name in definitions)
    return function in names or any(differentiates(function, d, by, definitions) for d in inner)


@dataclass(frozen=True)
class Slope:
    """The derivative D(of, by), and nothing else; of: a formula. by: a letter.

    entry: only the one by the weight w_ij of `by`. along: times this change of `by`, a letter.
    """

    of: str
    by: str
    entry: bool = False
    along: str = ""

    def __str__(self) -> str:
        acts = "[..., i, j]" if self.entry else f" @ {self.along}" if self.along else ""
        return f"D({self.of}, {self.by}){acts}"


@dataclass(frozen=True, eq=False)
class Network:
    """given: the shape of each letter that is given. definitions: a formula for each other."""

    given: Mapping[str, Shape]
    definitions: Mapping[str, str]


@cache
def layers(L: int, batch: bool = False) -> Network:
    """Return the network of L weight matrices, for one sample or a batch of B."""
    B = ("B",) if batch else ()
    given: dict[str, Shape] = {"o_0": (*B, "n_0"), "t": (*B, f"n_{L}")}
    given |= {f"W_{i}": (f"n_{i + 1}", f"n_{i}") for i in range(L)} | {"rate": ()}
    defined = {f"s_{i}": f"weigh(W_{i}, o_{i})" for i in range(L)}
    defined |= {f"o_{i + 1}": f"phi(s_{i})" for i in range(L)}
    errors = {"E": f"total((o_{L} - t) ** 2) / 2"} | ({"E_bar": "total(E) / B"} if batch else {})
    return Network(given, defined | errors)


_TWO = layers(2)
ONE = Network(
    # do, ds: changes of an output, of a sum; x: a number; far: very negative sums
    {**_TWO.given, "do": ("n_2",), "ds": ("n_2",), "x": (), "far": ("n_x",)},
    {**_TWO.definitions, "phi_x": "1 / (1 + exp(-x))"},
)
BATCH = layers(2, batch=True)
DEEP = layers(3)
# Any layer of any network: s is s_{i-1}, and what E does with s_i is known by sigma_i alone.
LAYER = Network(
    {"s": ("n_i",), "W_i": ("n_j", "n_i"), "sigma_i": ("n_j",)},
    {"o_i": "phi(s)", "s_i": "weigh(W_i, o_i)", "E": "total(sigma_i * s_i)"},
)
# The last layer of any network: o is whatever comes into it, s is s_{L-1}.
LAST = Network(
    {"o": ("n_i",), "W": ("n_j", "n_i"), "t": ("n_j",)},
    {"s": "weigh(W, o)", "o_L": "phi(s)", "E": "total((o_L - t) ** 2) / 2"},
)
