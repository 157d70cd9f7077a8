"""The loop's own step, which fills arrays made beforehand: the numbers of `backward`."""

from collections.abc import Sequence

import numpy as np
import pytest

from netlib.backward import backward
from netlib.checks import Array
from netlib.descent import buffered, one_step, split_into_batches, step_down
from netlib.forward import forward
from tests.networks import random_network

DEPTHS = [
    (4, 2),
    (4, 3, 2),
    (5, 4, 3, 2),
    (3, 5, 4, 2, 3),
    (2, 3, 4, 5, 3, 2),
    (4, 3, 5, 2, 4, 3, 2),
]


def down(weights: Sequence[Array], o_0: Array, t: Array, rate: float) -> list[Array]:
    """Return the weights one step down the gradient of `backward`."""
    slopes = backward(weights, forward(weights, o_0), t).weights
    return [W - rate * dE for W, dE in zip(weights, slopes, strict=True)]


@pytest.mark.parametrize("sizes", DEPTHS)
@pytest.mark.parametrize(("dtype", "rounding"), [(np.float64, 1e-12), (np.float32, 1e-5)])
def test_a_step_is_that_of_backward_at_any_depth(
    sizes: tuple[int, ...], dtype: type, rounding: float
) -> None:
    weights, o_0, t = random_network(sizes, batch=7)
    given: list[Array] = [W.astype(dtype) for W in weights]
    before = [W.copy() for W in given]
    moved = one_step(given, o_0.astype(dtype), t.astype(dtype), 70.0)
    for W, expected, old in zip(moved, down(weights, o_0, t, 70.0), before, strict=True):
        assert W.dtype == dtype
        np.testing.assert_allclose(W, expected, rtol=rounding, atol=10 * rounding)
        assert np.abs(expected - old).max() > 100 * rounding  # it moved at all
    assert all(np.array_equal(a, b) for a, b in zip(given, before, strict=True))


def test_one_sample_is_a_batch_of_one() -> None:
    weights, o_0, t = random_network((4, 3, 2))
    for W, expected in zip(one_step(weights, o_0, t, 2.0), down(weights, o_0, t, 2.0), strict=True):
        np.testing.assert_allclose(W, expected, rtol=1e-12)


def test_batches_share_a_workspace_and_do_not_disturb_each_other() -> None:
    weights, o_0, t = random_network((4, 3, 2), batch=8)
    moved = buffered(weights)
    batches = split_into_batches(moved, o_0, t, 3)
    assert [len(batch.t) for batch in batches] == [3, 3, 2]
    for batch in batches:
        step_down(moved, batch, 0.5)
    for rows in (slice(0, 3), slice(3, 6), slice(6, 8)):
        weights = down(weights, o_0[rows], t[rows], 0.5)
    for W, expected in zip(moved.matrices, weights, strict=True):
        np.testing.assert_allclose(W, expected, rtol=1e-12)
    # What each said before its step is kept, for the error of the epoch.
    assert not np.array_equal(batches[0].o[-1], batches[1].o[-1])


def test_far_out_phi_is_zero_or_one() -> None:
    W, o_0 = np.array([[1.0], [-1.0]], np.float32), np.array([[500.0]], np.float32)
    moved = buffered([W])
    (batch,) = split_into_batches(moved, o_0, np.zeros((1, 2), np.float32), 1)
    with np.errstate(over="ignore"):
        step_down(moved, batch, 1.0)
    assert batch.o[1].tolist() == [[1.0, 0.0]]
    assert np.array_equal(moved.matrices[0], W)  # saturated: no slope, no step
