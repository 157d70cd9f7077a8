"""The gradients of netlib against a library that never heard of it."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from netlib.backward import backward
from netlib.checks import Array
from netlib.forward import forward
from tests.networks import random_network


def mean_error(weights: list[Array], o_0: Array, t: Array) -> Array:
    o = o_0
    for W in weights:
        o = 1 / (1 + anp.exp(-anp.dot(o, W.T)))
    return 0.5 * anp.mean(anp.sum((o - t) ** 2, axis=-1))


@pytest.mark.parametrize("batch", [None, 7])
@pytest.mark.parametrize("depth", [1, 2, 3, 4, 5])
def test_weight_gradients_at_any_depth(depth: int, batch: int | None) -> None:
    weights, o_0, t = random_network((4, 3, 2, 5, 6, 3)[: depth + 1], batch)
    expected = autograd.grad(mean_error)(weights, o_0, t)
    found = backward(weights, forward(weights, o_0), t).weights
    assert len(found) == len(expected) == depth
    for ours, theirs in zip(found, expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-11, atol=1e-15)
