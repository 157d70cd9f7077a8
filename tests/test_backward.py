import numpy as np
import pytest

from netlib.backward import backward, output_sigma, previous_sigma, weight_gradient
from netlib.forward import forward
from netlib.jacobian import logistic_jacobian, weighted_sum_jacobian
from netlib.notation import shapes
from tests.networks import (
    SIZES,
    TEACHING_INPUT,
    TEACHING_TARGET,
    TEACHING_WEIGHTS,
    loop_gradient,
    random_network,
)


def test_teaching_network() -> None:
    # sigma_0 to four decimals, worked out by hand from the chain.
    gradients = backward(
        TEACHING_WEIGHTS, forward(TEACHING_WEIGHTS, TEACHING_INPUT), TEACHING_TARGET
    )
    np.testing.assert_allclose(gradients.sigma[0], [-0.0392, 0.0497, 0.0390], atol=5e-5)


@pytest.mark.parametrize("sizes", SIZES)
def test_one_sample_is_what_loops_and_a_complex_step_find(sizes: tuple[int, ...]) -> None:
    weights, o_0, t = random_network(sizes)
    gradients = backward(weights, forward(weights, o_0), t)
    for i in range(len(weights)):
        expected = loop_gradient(weights, o_0, t, i)
        np.testing.assert_allclose(gradients.weights[i], expected, rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("sizes", SIZES)
def test_a_batch_is_the_mean_of_its_samples(sizes: tuple[int, ...]) -> None:
    weights, o_0, t = random_network(sizes, batch=3)
    gradients, promised = backward(weights, forward(weights, o_0), t), shapes(sizes, batch=3)
    for i in range(len(weights)):
        mean = sum(loop_gradient(weights, o_0[b], t[b], i) for b in range(3)) / 3
        np.testing.assert_allclose(gradients.weights[i], mean, rtol=1e-10, atol=1e-15)
        assert gradients.sigma[i].shape == promised[f"sigma_{i}"]
        for b in range(3):
            alone = backward(weights, forward(weights, o_0[b]), t[b])
            np.testing.assert_allclose(gradients.sigma[i][b], alone.sigma[i], rtol=1e-12)


@pytest.mark.parametrize("sizes", SIZES)
def test_sigma_is_the_product_of_the_jacobians(sizes: tuple[int, ...]) -> None:
    weights, o_0, t = random_network(sizes)
    trace = forward(weights, o_0)
    row = trace.o[-1] - t
    gradients = backward(weights, trace, t)
    for i in reversed(range(len(weights))):
        row = row @ logistic_jacobian(trace.o[i + 1])
        np.testing.assert_allclose(gradients.sigma[i], row, rtol=1e-12)
        row = row @ weighted_sum_jacobian(weights[i])


def test_float32_stays_and_nothing_given_is_changed() -> None:
    weights, o_0, t = random_network((4, 3, 2), batch=5)
    weights, o_0, t = (
        [W.astype(np.float32) for W in weights],
        o_0.astype(np.float32),
        t.astype(np.float32),
    )
    before = [a.copy() for a in (*weights, o_0, t)]
    gradients = backward(weights, forward(weights, o_0), t)
    assert {g.dtype for g in gradients.sigma + gradients.weights} == {np.dtype(np.float32)}
    assert all(np.array_equal(a, b) for a, b in zip((*weights, o_0, t), before, strict=True))


def test_weights_may_be_nested_lists() -> None:
    trace = forward(TEACHING_WEIGHTS, TEACHING_INPUT)
    lists = [W.tolist() for W in TEACHING_WEIGHTS]
    assert np.array_equal(
        backward(lists, trace, [1, 0]).weights[0],
        backward(TEACHING_WEIGHTS, trace, TEACHING_TARGET).weights[0],
    )


def test_backward_refuses_what_does_not_fit() -> None:
    weights, trace = TEACHING_WEIGHTS, forward(TEACHING_WEIGHTS, TEACHING_INPUT)
    with pytest.raises(ValueError, match=r"t is \(1,\), but o_2 is \(2,\): t must be \(2,\)"):
        backward(weights, trace, [1.0])
    with pytest.raises(ValueError, match=r"t\[1\] is nan"):
        backward(weights, trace, [1.0, np.nan])
    with pytest.raises(ValueError, match=r"t is \(2,\), but o_2 is \(6, 2\)"):
        backward(weights, forward(weights, np.ones((6, 4))), TEACHING_TARGET)
    with pytest.raises(ValueError, match=r"W_1 is \(3, 2\), but .*: W_1 must be \(2, 3\)"):
        backward([weights[0], weights[1].T], trace, TEACHING_TARGET)
    with pytest.raises(ValueError, match="weights has 1 matrices, but the trace was made by 2"):
        backward(weights[:1], trace, TEACHING_TARGET)


def test_each_step_refuses_what_does_not_fit() -> None:
    one, batch = np.ones(2), np.ones((5, 2))
    with pytest.raises(ValueError, match=r"G is \(2,\), but o_L is \(5, 2\)"):
        output_sigma(one, batch)
    with pytest.raises(ValueError, match=r"o is \(3,\), but sigma is \(5, 2\)"):
        previous_sigma(batch, np.ones((2, 3)), np.ones(3))
    with pytest.raises(ValueError, match=r"W is \(4, 3\), .*: W must be \(2, 3\)"):
        previous_sigma(one, np.ones((4, 3)), np.ones(3))
    with pytest.raises(ValueError, match=r"o is \(3,\), but sigma is \(5, 2\)"):
        weight_gradient(batch, np.ones(3))
    with pytest.raises(ValueError, match=r"sigma is \(0, 2\): an empty batch"):
        weight_gradient(np.ones((0, 2)), np.ones((0, 3)))
