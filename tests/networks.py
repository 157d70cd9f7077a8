"""Networks for the tests, and the network written out in loops, which knows no netlib."""

import cmath
from itertools import pairwise

import numpy as np

from netlib.checks import Array

# Neighbouring layers differ in size, since equal ones hide a transposed gradient; depth 1 to 4.
SIZES = [(3, 2), (4, 3, 2), (5, 2, 4, 3), (3, 6, 2, 5, 4)]

TEACHING_WEIGHTS = [
    np.array([[0.5, -1.0, 0.3, 0.8], [-0.7, 0.4, 1.2, -0.2], [0.9, 0.6, -0.5, -1.1]]),
    np.array([[1.1, -0.8, 0.4], [-0.6, 0.9, 1.3]]),
]
TEACHING_INPUT = np.array([0.9, 0.1, 0.5, 0.3])
TEACHING_TARGET = np.array([1.0, 0.0])


def random_network(
    sizes: tuple[int, ...], batch: int | None = None
) -> tuple[list[Array], Array, Array]:
    """Weights, inputs and targets drawn for these sizes; for one sample when batch is None."""
    rng = np.random.default_rng(sizes)
    weights = [rng.normal(size=(m, n)) for n, m in pairwise(sizes)]
    samples = () if batch is None else (batch,)
    return weights, rng.normal(size=(*samples, sizes[0])), rng.uniform(size=(*samples, sizes[-1]))


def loop_error(weights: list[Array], o_0: Array, t: Array) -> complex:
    """E of one sample by loops over indices, from the definitions alone."""
    o = [complex(x) for x in o_0]
    for W in weights:
        s = [sum(W[i, j] * o[j] for j in range(W.shape[1])) for i in range(W.shape[0])]
        o = [1 / (1 + cmath.exp(-x)) for x in s]
    return 0.5 * sum((o[k] - t[k]) ** 2 for k in range(len(t)))


def loop_gradient(weights: list[Array], o_0: Array, t: Array, layer: int) -> Array:
    """dE/dW of one layer, each entry by a complex step through the loops."""
    gradient = np.zeros(weights[layer].shape)
    for i, j in np.ndindex(gradient.shape):
        moved = [W.astype(complex) for W in weights]
        moved[layer][i, j] += 1e-30j
        gradient[i, j] = loop_error(moved, o_0, t).imag / 1e-30
    return gradient
