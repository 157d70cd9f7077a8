"""The judges that work with numbers: plain loops, the complex step, the Taylor test.

They know the definitions in `networks` and nothing of netlib; they get plain arrays.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from netlib.checks import Array
from netlib.derivation.judges import loops
from netlib.derivation.networks import LAST, LAYER, ONE, Names, Network, Slope, depends, evaluate
from netlib.numerical import STEP, complex_step

RELATIVE, ABSOLUTE = 1e-12, 1e-15  # of the largest entry; and for what is nearly zero
# No two the same, since equal sizes hide a transposed matrix.
SIZES = {"n_0": 4, "n_1": 3, "n_2": 2, "n_3": 5, "n_4": 6, "n_i": 4, "n_j": 3, "n_x": 5, "B": 7}
FAR = 1e4  # sums of numbers that large are far out on both sides
LOOPS = {ONE: loops.one_sample, LAYER: loops.layer, LAST: loops.last}  # all others are layers


@dataclass(frozen=True, eq=False)
class Sample:
    """Numbers for a network: every letter and every result by its id, the sizes by their names.

    far: its sums are so far out that nothing moves there, but netlib must still get it right.
    Nothing can be written into its arrays, since many share them.
    """

    network: Network
    values: Mapping[str, Any]
    far: bool = False

    def __post_init__(self) -> None:
        for value in self.values.values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)


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
    "f": _phi,  # any function; with numbers, this one
    "imaginary_slope": lambda f, x: f(x + 1j * STEP).imag / STEP,
    "cost": lambda a: a.size,
}


def sample(
    network: Network, sizes: Mapping[str, int] = SIZES, seed: int = 0, scale: float = 1.0
) -> dict[str, Any]:
    """Return numbers for what a network is given, and what the loops make of them.

    Every letter and every result by its id, each an array; the sizes by their names.
    """
    rng = np.random.default_rng(seed)
    shapes = {name: tuple(sizes[n] for n in shape) for name, shape in network.given.items()}
    given: dict[str, Any] = {k: scale * rng.normal(size=shape) for k, shape in shapes.items()}
    if "far" in given:
        given["far"] = np.linspace(-800, -0.5, len(given["far"]))
    by_loops = LOOPS.get(network, loops.layers)({k: value.tolist() for k, value in given.items()})
    return {**sizes, **{name: np.array(value) for name, value in by_loops.items()}, **given}


@cache
def samples(network: Network) -> tuple[Sample, ...]:
    """Return what a network is judged with: each size is once the smallest and once the largest.

    The smallest is 1, of a batch too, and the largest 9; the last sample is far out.
    """
    letters = sorted({n for shape in network.given.values() for n in shape})
    ranks = [*range(1, len(letters)), 9]
    turned = [letters[k:] + letters[:k] for k in range(len(letters))]
    sizes = [SIZES, *(SIZES | dict(zip(order, ranks, strict=True)) for order in turned)]
    near = [Sample(network, sample(network, these, k)) for k, these in enumerate(sizes)]
    return (*near, Sample(network, sample(network, scale=FAR), far=True))


def for_every_weight(worked_out: Callable[[Mapping[str, int]], Array], W: Array) -> Array:
    """Return what comes out for the indices i and j of each w_ij, along the last two axes."""
    found = [[worked_out({"i": i, "j": j}) for j in range(W.shape[1])] for i in range(W.shape[0])]
    return np.moveaxis(np.array(found), (0, 1), (-2, -1))


def judges(
    sample: Sample, answer: str, shape: Sequence[str], means: str | Slope, slope: Slope | None
) -> dict[str, Callable[[Array], bool]]:
    """Return each judge that applies, by its name: a function of the numbers that were found.

    answer: the name of what the loops found. shape, means: those of the result. slope: the
    derivative that it means, alone or among other things.
    """
    values = sample.values

    def fits(a: Array) -> bool:
        weights = values[slope.by].shape if slope is not None and slope.entry else ()
        return a.shape == (*(values[n] for n in shape), *weights)

    found = {"shape": fits, "loops": lambda a: close(a, values[answer])}
    if slope is not None and not sample.far:
        meaning = partial(from_given, sample, means, sample.network.definitions, slope)
        found["complex step"] = lambda a: close(a, meaning())
    if isinstance(means, Slope) and not sample.far:
        found["Taylor slope"] = lambda a: fits(a) and _predicts(sample, means, a)
    return found


def from_given(
    sample: Sample, line: str | Slope, known: Mapping[str, str], slope: Slope | None
) -> Array:
    """Return a line's numbers, worked out from what the network is given and nothing else.

    known: a formula for each other letter. slope: the derivative that D is in it, or of which it is
    a formula. Raises FloatingPointError where a number is none.
    """
    if isinstance(line, Slope):
        return measured(sample, line)
    values = sample.values
    names = FUNCTIONS | {n: values[n] for n in (*SIZES, *sample.network.given)}
    if slope is not None and not slope.entry:
        names |= {"D": measured(sample, slope)}

    def worked_out(place: Mapping[str, int]) -> Array:
        with np.errstate(over="ignore", invalid="raise", divide="raise"):
            return np.asarray(evaluate(line, Names({**names, **place}, known)))

    if slope is None or not slope.entry:
        return worked_out({})
    return for_every_weight(worked_out, values[slope.by])


@cache
def measured(sample: Sample, slope: Slope) -> Array:
    """Return a derivative, by a complex step for each entry of what it is by."""
    D = complex_step(moved(sample, slope), sample.values[slope.by])
    return D @ sample.values[slope.along] if slope.along else D


def _predicts(sample: Sample, slope: Slope, found: Array) -> bool:
    """Return whether `of` moves with `by` as the slope that was found says: the Taylor test."""
    y = sample.values[slope.by]
    if slope.along:
        d, change = sample.values[slope.along], found
    else:
        d = np.random.default_rng(y.size).normal(size=y.shape)
        change = np.tensordot(found, d, axes=d.ndim)
    return taylor_slope(moved(sample, slope), y, d, change) > 1.9


def moved(sample: Sample, slope: Slope) -> Callable[[Array], Array]:
    """Return `of` as a function of `by`: what depends on it follows, all else stays as it is."""
    by, known = slope.by, sample.network.definitions
    fixed = {k: v for k, v in sample.values.items() if not depends(k, by, known)}
    return lambda moved: evaluate(slope.of, Names(FUNCTIONS | fixed | {by: moved}, known))


def close(a: ArrayLike, b: ArrayLike) -> bool:
    """Return whether two finite arrays of one shape agree to 1e-12 of the largest entry."""
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape or not (np.isfinite(a).all() and np.isfinite(b).all()):
        return False
    return bool(np.abs(a - b).max() <= max(RELATIVE * np.abs(b).max(), ABSOLUTE))


def taylor_slope(f: Callable[[Array], Array], y: Array, d: Array, predicted: Array) -> float:
    """Return the power of the step h with which f(y + h d) - f(y) - h predicted falls.

    predicted: the change of f that the derivative promises for d. The power is 2 for a right
    derivative, 1 for a wrong one, and infinite where f is linear and nothing is left to fall.
    """
    here = f(y)
    return order(lambda h: f(y + h * d) - here - h * predicted, float(np.abs(here).max()))


def order(missed: Callable[[float], Array], size: float = 1.0) -> float:
    """Return the power of the step h with which missed(h) falls; infinite if it is nothing.

    size: of what it is a difference of; below 1e-13 of that, or of 1, it is nothing.
    """
    steps = [2.0**-k for k in range(9, 14)]
    found = [float(np.abs(missed(h)).max()) for h in steps]
    if np.max(found) <= 1e-13 * max(1.0, size):
        return np.inf
    return float(np.polyfit(np.log(steps), np.log(np.maximum(found, 1e-300)), 1)[0])
