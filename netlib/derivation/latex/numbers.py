"""The networks of random numbers that every equation is tried in: the samples of the judges.

Every letter's value comes from plain loops, every derivative from a complex step through the
definitions in `networks`.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from netlib.derivation.judges import numbers
from netlib.derivation.latex.expression import World
from netlib.derivation.latex.setting import Setting
from netlib.derivation.networks import BATCH, ONE, Names, Network, layers
from netlib.numerical import STEP, complex_step

_phi = numbers.FUNCTIONS["phi"]
FUNCTIONS: dict[str, Callable[..., Any]] = numbers.FUNCTIONS | {
    "phi'": lambda x: _phi(x + 1j * STEP).imag / STEP, "Im": np.imag,
    # some function with no symmetry of its own
    "f": lambda x: np.sin(x) + x**2, "f'": lambda x: np.cos(x) + 2 * x,
    "f''": lambda x: 2 - np.sin(x),
    "delta": lambda a, b: float(a == b), "number": np.float64,
}  # fmt: skip


@cache
def worlds(about: Setting) -> tuple[World, ...]:
    """Return the networks, each size once the smallest in them and once the largest.

    Their letters, what changes these (d_), and every result by its id.
    """
    network = BATCH if about.batch else ONE if about.L == 2 else layers(about.L)
    near = [sample.values for sample in numbers.samples(network) if not sample.far]
    return tuple(_world(network, dict(values), k) for k, values in enumerate(near))


def _world(network: Network, values: dict[str, Any], seed: int) -> World:
    """Return a network with these values of its letters and results."""
    rng = np.random.default_rng((seed, 1))  # nothing that the sample has drawn already
    free = {f"d_{k}": rng.normal(size=v.shape) for k, v in values.items() if k[:2] in ("o_", "s_")}
    free |= {"x": rng.normal(), "h": rng.normal(), "eta": values["rate"], "1j": 1j}
    if "do" in values:
        free |= {"d_o_2": values["do"], "d_s_1": values["ds"]}
    makers = {
        "index": lambda k: (1 if k == "1" else values[k]) - 1,
        "over": lambda n, f: np.array([f(k) for k in range(values[n])]),
        "sum": lambda n, f: sum(f(k) for k in range(values[n])),
    }
    names = Names({**FUNCTIONS, **free, **values, **makers}, network.definitions)
    return World(network, names, complex_step)


def scaled(here: World, factor: complex) -> World:
    """Return a world in which all changes, and h, are scaled."""
    changes = {k: v * factor for k, v in here.names.items() if k[:2] == "d_" or k == "h"}
    return World(here.network, {**here.names, **changes}, here.differentiate, here.known)
