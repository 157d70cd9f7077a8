import math
from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netlib.checks import Array
from netlib.forward import forward, forward_unchecked, logistic, weighted_sum
from tests.networks import SIZES, TEACHING_INPUT, TEACHING_WEIGHTS, random_network


def test_logistic_at_known_points() -> None:
    # phi(log 3) = 1 / (1 + 1/3), phi(-log 3) its complement.
    s = [0, math.log(3), -math.log(3), 1000, -1000, np.inf, -np.inf]
    np.testing.assert_allclose(logistic(s), [0.5, 0.75, 0.25, 1, 0, 1, 0], rtol=1e-15)


def test_logistic_keeps_small_values_on_the_left() -> None:
    # Far on the left phi(s) is exp(s) to all digits; 1 - (something near 1) would give 0.
    np.testing.assert_allclose(logistic([-50.0, -700.0]), np.exp([-50.0, -700.0]), rtol=1e-15)


@given(st.floats(-700, 700))
def test_logistic_is_symmetric_and_rises(s: float) -> None:
    assert logistic(s) + logistic(-s) == pytest.approx(1, abs=1e-15)
    assert logistic(s) <= logistic(s + 1)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex128])
@pytest.mark.parametrize("shape", [(), (3,), (2, 3)])
def test_logistic_keeps_kind_and_shape(dtype: type, shape: tuple[int, ...]) -> None:
    o = logistic(np.full(shape, 1000, dtype=dtype))
    assert o.dtype == dtype
    assert o.shape == shape


def test_whole_numbers_are_taken_as_floats() -> None:
    np.testing.assert_array_equal(logistic(np.array([1, 2], np.uint8)), logistic([1.0, 2.0]))


@pytest.mark.parametrize("s", [-1000.0, -3.0, 0.0, 3.0, 1000.0])
def test_logistic_takes_a_complex_step(s: float) -> None:
    # phi'(s) = 1 / (2 + 2 cosh s), the derivative in a form without phi.
    expected = 0.0 if abs(s) > 700 else 1 / (2 + 2 * math.cosh(s))
    assert logistic(s + 1e-30j).imag / 1e-30 == pytest.approx(expected, rel=1e-14)


def test_weighted_sum_by_hand() -> None:
    W = [[1, 2, 3], [10, 20, 30]]
    np.testing.assert_array_equal(weighted_sum(W, [1, 0, -1]), [-2, -20])
    np.testing.assert_array_equal(weighted_sum(W, [[1, 0, -1], [0, 1, 0]]), [[-2, -20], [2, 20]])


@pytest.mark.parametrize("sizes", SIZES)
def test_forward_is_the_loops_over_indices(sizes: tuple[int, ...]) -> None:
    weights, o_0, _ = random_network(sizes, batch=3)
    trace = forward(weights, o_0)
    assert len(trace.o) == len(trace.s) + 1 == len(sizes)
    for b in range(3):
        o = list(o_0[b])
        for i, W in enumerate(weights):
            s = [math.fsum(W[k, j] * o[j] for j in range(len(o))) for k in range(len(W))]
            o = [1 / (1 + math.exp(-x)) for x in s]
            np.testing.assert_allclose(trace.s[i][b], s, rtol=1e-12, atol=1e-14)
            np.testing.assert_allclose(trace.o[i + 1][b], o, rtol=1e-12)


@pytest.mark.parametrize("sizes", SIZES)
def test_a_batch_is_its_samples_and_the_unchecked_way_the_same(sizes: tuple[int, ...]) -> None:
    weights, o_0, _ = random_network(sizes, batch=5)
    batch = forward(weights, o_0)
    for b in range(5):
        for together, alone in zip(batch.o, forward(weights, o_0[b]).o, strict=True):
            np.testing.assert_allclose(together[b], alone, rtol=1e-13)
    for checked, unchecked in zip(batch.o, forward_unchecked(weights, o_0).o, strict=True):
        np.testing.assert_array_equal(checked, unchecked)


def test_forward_takes_the_weights_as_one_stack() -> None:
    stack: Any = np.arange(8.0).reshape(2, 2, 2)
    expected = forward([stack[0], stack[1]], [1, 2]).o[2]
    np.testing.assert_array_equal(forward(stack, [1, 2]).o[2], expected)


def test_a_trace_cannot_be_changed_by_accident() -> None:
    with pytest.raises(FrozenInstanceError):
        forward(TEACHING_WEIGHTS, TEACHING_INPUT).o = ()  # type: ignore[misc]


def test_forward_keeps_float32() -> None:
    trace = forward([W.astype(np.float32) for W in TEACHING_WEIGHTS], np.float32(TEACHING_INPUT))
    assert {a.dtype for a in trace.o + trace.s} == {np.dtype(np.float32)}


W_0, W_1 = TEACHING_WEIGHTS
NOT_FINITE = np.where(W_1 == 1.3, np.nan, W_1)


@pytest.mark.parametrize(
    ("weights", "o_0", "message"),
    [
        ([W_0, np.ones((2, 4))], TEACHING_INPUT,
         "W_1 is (2, 4), but o_1 has 3 entries: W_1 must be (2, 3)"),
        ([W_0, NOT_FINITE], TEACHING_INPUT, "W_1[1, 2] is nan, but every entry must be finite"),
        ([W_0[0]], TEACHING_INPUT, "W_0 is (4,), but must be (outputs, inputs), each at least 1"),
        ([W_0, np.ones((0, 3))], TEACHING_INPUT, "W_1 is (0, 3), but must be (outputs, inputs)"),
        ([], TEACHING_INPUT, "weights is empty, but a network needs at least W_0"),
        (W_0, TEACHING_INPUT, "weights is one matrix, but must be a list of them"),
        ({"W_0": W_0}, TEACHING_INPUT, "weights is a dict, but must be a list of matrices: [W_0,"),
        ("W_0", TEACHING_INPUT, "weights is a str, but must be a list of matrices: [W_0, W_1, "),
        ([[[1, 2], [3]]], [1, 2], "W_0 must be an array, but its rows differ in length"),
        ([W_0, W_1], [1, 2, 3], "o_0 is (3,), but must be (4,), or (B, 4) for a batch"),
        ([W_0, W_1], np.ones((2, 2, 4)), "o_0 is (2, 2, 4), but must be (4,), or (B, 4)"),
        ([W_0, W_1], 1.0, "o_0 is (), but must be (4,), or (B, 4) for a batch"),
        ([W_0, W_1], np.ones((0, 4)), "o_0 is (0, 4): an empty batch, but B must be at least 1"),
        ([W_0, W_1], [1, 2, np.inf, 4], "o_0[2] is inf, but every entry must be finite"),
        ([W_0, W_1], ["a", "b", "c", "d"], "o_0 must hold numbers, but holds a str"),
        ([W_0, W_1], None, "o_0 must hold numbers, but holds a NoneType"),
    ],
)  # fmt: skip
def test_forward_refuses_in_the_seeds_letters(
    weights: list[Array], o_0: Array, message: str
) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011, the text is compared below
        forward(weights, o_0)
    assert message in str(refused.value)


def test_weighted_sum_refuses_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match=r"o is \(3,\), but must be \(4,\), or \(B, 4\)"):
        weighted_sum(W_0, [1, 2, 3])
    with pytest.raises(ValueError, match=r"W is \(4,\), but must be a matrix"):
        weighted_sum(W_0[0], [1, 2, 3])
