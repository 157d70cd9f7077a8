"""The judges that work with numbers: plain loops, the complex step, the Taylor test.

They know the definitions in `networks` and nothing of netlib; they get plain arrays.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from netlib.checks import Array
from netlib.derivation.judges import loops
from netlib.derivation.networks import (
    BATCH,
    DEEP,
    LAYER,
    ONE,
    Names,
    Network,
    Shape,
    Slope,
    depends,
    evaluate,
)
from netlib.numerical import STEP, complex_step

RELATIVE, ABSOLUTE = 1e-12, 1e-15  # of the largest entry; and for what is nearly zero
# No two the same, since equal sizes hide a transposed matrix.
SIZES = {"n_0": 4, "n_1": 3, "n_2": 2, "n_3": 5, "n_i": 4, "n_j": 3, "n_x": 5, "B": 7}
LOOPS = {ONE: loops.one_sample, BATCH: loops.batch, DEEP: loops.deep, LAYER: loops.layer}


def _phi(s: Array) -> Array:
    return 1 / (1 + np.exp(-s))


def _weigh(W: Array, o: Array) -> Array:
    return np.stack([(row * o).sum(axis=-1) for row in W], axis=-1)


def _diag(v: Array) -> Array:
    return np.eye(len(v)) * v


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "phi": _phi,
    "exp": np.exp,
    "total": lambda v: v.sum(axis=-1),
    "weigh": _weigh,
    "outer": lambda a, b: a.T @ b / len(a) if a.ndim == 2 else a[:, None] * b,
    "diag": _diag,
    "slopes": lambda o: _diag(o * (1 - o)),
    "unit": lambda i, like: np.eye(len(like))[i],
    "eye": lambda a, b: np.eye(len(a), len(b)),
    "imaginary_slope": lambda x: _phi(x + 1j * STEP).imag / STEP,
}


def sample(network: Network, sizes: Mapping[str, int] = SIZES, seed: int = 0) -> dict[str, Any]:
    """Return numbers for what a network is given, and what the loops make of them.

    Every letter and every result by its id, each an array; the sizes by their names.
    """
    rng = np.random.default_rng(seed)
    shapes = {name: tuple(sizes[n] for n in shape) for name, shape in network.given.items()}
    given: dict[str, Any] = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    if "far" in given:
        given["far"] = np.linspace(-800, -0.5, len(given["far"]))
    by_loops = LOOPS[network]({name: value.tolist() for name, value in given.items()})
    return {**sizes, **{name: np.array(value) for name, value in by_loops.items()}, **given}


def worked_out(formula: str, names: Mapping[str, Any], definitions: Mapping[str, str]) -> Array:
    """Return a formula's numbers over these names, and over those that are only defined.

    Raises FloatingPointError where a number overflows or is none.
    """
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        return np.asarray(evaluate(formula, Names(names, definitions)), dtype=np.float64)


def for_every_weight(worked_out: Callable[[Mapping[str, int]], Array], W: Array) -> Array:
    """Return what comes out for the indices i and j of each w_ij, along the last two axes."""
    found = [[worked_out({"i": i, "j": j}) for j in range(W.shape[1])] for i in range(W.shape[0])]
    return np.moveaxis(np.array(found), (0, 1), (-2, -1))


def judges(
    network: Network,
    values: Mapping[str, Any],
    answer: str,
    shape: Shape,
    means: str | Slope,
    slope: Slope | None,
) -> dict[str, Callable[[Array], bool]]:
    """Return each judge that applies, by its name: a function of the numbers that were found.

    values: a `sample` of the network. answer: the name of what the loops found. shape, means: those
    of the result. slope: the derivative that it means, alone or among other things.
    """
    whole = tuple(values[n] for n in shape)
    if slope is not None and slope.entry:
        whole += values[slope.by].shape
    found: dict[str, Callable[[Array], bool]] = {
        "shape": lambda a: a.shape == whole,
        "loops": lambda a: close(a, values[answer]),
    }
    if slope is not None:
        found["complex step"] = lambda a: close(a, _measured_meaning(network, values, means, slope))
    if isinstance(means, Slope):
        found["Taylor slope"] = lambda a: a.shape == whole and _predicts(network, values, means, a)
    return found


def _measured_meaning(
    network: Network, values: Mapping[str, Any], means: str | Slope, slope: Slope
) -> Array:
    """Return what a result means, its derivative measured by a complex step."""
    D = complex_step(moved(network, values, slope.of, slope.by), values[slope.by])
    if isinstance(means, Slope):
        return D @ values[slope.along] if slope.along else D
    return np.asarray(evaluate(means, {**FUNCTIONS, **values, "D": D}))


def _predicts(network: Network, values: Mapping[str, Any], slope: Slope, found: Array) -> bool:
    """Return whether its first letter moves with its second as the slope that was found says."""
    y = values[slope.by]
    if slope.along:
        d, change = values[slope.along], found
    else:
        d = np.random.default_rng(y.size).normal(size=y.shape)
        change = np.tensordot(found, d, axes=d.ndim)
    return taylor_slope(moved(network, values, slope.of, slope.by), y, d, change) > 1.9


def close(a: ArrayLike, b: ArrayLike) -> bool:
    """Return whether two arrays have one shape and agree to 1e-12 of the largest entry."""
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape or not np.isfinite(a).all():
        return False
    return bool(np.abs(a - b).max() <= max(RELATIVE * np.abs(b).max(), ABSOLUTE))


def moved(network: Network, values: Mapping[str, Any], x: str, y: str) -> Callable[[Array], Array]:
    """Return x as a function of y: what depends on y follows it, all else stays as in values."""
    fixed = {k: v for k, v in values.items() if not depends(k, y, network.definitions)}
    return lambda moved: evaluate(x, Names(FUNCTIONS | fixed | {y: moved}, network.definitions))


def taylor_slope(f: Callable[[Array], Array], y: Array, d: Array, predicted: Array) -> float:
    """Return the power of the step h with which f(y + h d) - f(y) - h predicted falls.

    predicted: the change of f that the derivative promises for d. The power is 2 for a right
    derivative, 1 for a wrong one, and infinite where f is linear and nothing is left to fall.
    """
    here, h = f(y), np.array([2.0**-k for k in range(7, 13)])
    missed = [np.abs(f(y + step * d) - here - step * predicted).max() for step in h]
    if max(missed) <= 1e-13 * max(1.0, float(np.abs(here).max())):
        return np.inf
    return float(np.polyfit(np.log(h), np.log(np.maximum(missed, 1e-300)), 1)[0])
