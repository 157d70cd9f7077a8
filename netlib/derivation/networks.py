"""The networks that the derivation speaks of: what is given, and what each thing is.

Every definition is what the letter means, node by node (`weigh`, `phi`, a sum of squares); that
s_0 = W_0 o_0 or that sigma_1 is a product are results, and stand in `results`.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Network:
    """given: the shape of each letter that is given. definitions: a formula for each other."""

    given: Mapping[str, tuple[str, ...]]
    definitions: Mapping[str, str]


def layers(L: int, batch: bool = False) -> Network:
    """Return the network of L weight matrices, for one sample or a batch of B."""
    B = ("B",) if batch else ()
    given: dict[str, tuple[str, ...]] = {"o_0": (*B, "n_0"), "t": (*B, f"n_{L}")}
    given |= {f"W_{i}": (f"n_{i + 1}", f"n_{i}") for i in range(L)}
    defined = {f"s_{i}": f"weigh(W_{i}, o_{i})" for i in range(L)}
    defined |= {f"o_{i + 1}": f"phi(s_{i})" for i in range(L)}
    return Network(given, defined | {"E": f"total((o_{L} - t) ** 2) / 2"})


_TWO = layers(2)
ONE = Network(
    # do, ds: changes of an output, of a sum; x: a number; far: some on the left; rate: of a step
    {**_TWO.given, "do": ("n_2",), "ds": ("n_2",), "x": (), "far": ("n_x",), "rate": ()},
    {**_TWO.definitions, "phi_x": "1 / (1 + exp(-x))"},
)
BATCH = layers(2, batch=True)
DEEP = layers(3)
# Any layer of any network: s is s_{i-1}, and what E does with s_i is known by sigma_i alone.
LAYER = Network(
    {"s": ("n_i",), "W_i": ("n_j", "n_i"), "sigma_i": ("n_j",)},
    {"o_i": "phi(s)", "s_i": "weigh(W_i, o_i)", "E": "total(sigma_i * s_i)"},
)
