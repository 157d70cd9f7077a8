"""The networks of random numbers that every equation is tried in.

Every letter's value comes from plain loops, every derivative from a complex step through the
definitions in `networks`.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from netlib.derivation import loops, oracles
from netlib.derivation.expressions import Names
from netlib.derivation.latex.expression import World
from netlib.derivation.latex.setting import Setting
from netlib.derivation.networks import BATCH, ONE, Network, layers
from netlib.derivation.numerical import STEP, complex_step

# At any depth every size is once the largest and once the smallest, and no two are the same.
WIDTHS = ((3, 5, 4, 2, 1), (4, 3, 1, 5, 6), (1, 3, 4, 2, 5), (3, 1, 5, 2, 4))
BATCHES = (7, 1, 2, 3)
TRIES = range(len(WIDTHS))


def _phi(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "phi": _phi, "phi'": lambda x: _phi(x + 1j * STEP).imag / STEP, "exp": np.exp, "Im": np.imag,
    # some function with no symmetry of its own
    "f": lambda x: np.sin(x) + x**2, "f'": lambda x: np.cos(x) + 2 * x,
    "f''": lambda x: 2 - np.sin(x),
    "outer": lambda a, b: a[:, None] * b, "diag": np.diag, "delta": lambda a, b: float(a == b),
    "total": lambda v: v.sum(axis=-1), "number": np.float64,
    "weigh": lambda W, o: np.stack([(row * o).sum(axis=-1) for row in W], axis=-1),
}  # fmt: skip


@cache
def world(about: Setting, which: int) -> World:
    """Return one of the networks: its letters, what changes them (d_), its results by their ids."""
    sizes = {f"n_{m}": n for m, n in enumerate(WIDTHS[which])} | {"B": BATCHES[which], "n_x": 3}
    network = layers(about.L, about.batch)
    rng = np.random.default_rng((which, 1))  # nothing that `sample` has drawn already
    changes: dict[str, Any] = {}
    if about.batch:
        values = oracles.sample(BATCH, sizes, which)
        values["E_bar"] = values["E"].mean()
        network = with_mean(network)
    elif about.L == 2:
        values = oracles.sample(ONE, sizes, which)
        changes = {"eta": values["rate"], "d_o_2": values["do"], "d_s_1": values["ds"]}
    else:
        shapes = {k: tuple(sizes[n] for n in shape) for k, shape in network.given.items()}
        values = {k: rng.normal(size=shape) for k, shape in shapes.items()}
        Ws = [values[f"W_{m}"].tolist() for m in range(about.L)]
        found = loops.network(Ws, values["o_0"].tolist(), values["t"].tolist())
        values |= {k: np.array(v) for k, v in found.items()}
    free = {f"d_{k}": rng.normal(size=v.shape) for k, v in values.items() if k[:2] in ("o_", "s_")}
    numbers = {"x": rng.normal(), "h": rng.normal(), "eta": rng.random(), "1j": 1j}
    makers = {
        "index": lambda k: (1 if k == "1" else sizes[k]) - 1,
        "over": lambda n, f: np.array([f(k) for k in range(sizes[n])]),
        "sum": lambda n, f: sum(f(k) for k in range(sizes[n])),
    }
    names = {**FUNCTIONS, **makers, **numbers, **values, **free, **changes, **sizes}
    return World(network, Names(names, network.definitions), complex_step)


def same(a: Any, b: Any) -> bool:
    """Return whether two arrays have one shape and are equal but for rounding; both finite."""
    return oracles.close(a, b) and oracles.close(b, a)


def with_mean(network: Network) -> Network:
    """Return the network of a batch with the mean of E, which its results speak of."""
    return Network(network.given, {**network.definitions, "E_bar": "total(E) / B"})


def scaled(here: World, factor: complex) -> World:
    """Return a world in which all changes, and h, are scaled."""
    changes = {k: v * factor for k, v in here.names.items() if k[:2] == "d_" or k == "h"}
    return World(here.network, {**here.names, **changes}, here.differentiate, here.known)
