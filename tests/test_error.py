import numpy as np
import pytest

from netlib.checks import Array
from netlib.error import error_gradient, squared_error


def test_error_and_gradient_by_hand() -> None:
    # ½ (0.3² + 0.4²) = 0.125
    assert squared_error([1.3, 0.4], [1, 0]) == pytest.approx(0.125, rel=1e-14)
    np.testing.assert_allclose(error_gradient([1.3, 0.4], [1, 0]), [0.3, 0.4], rtol=1e-14)


def test_a_batch_has_one_error_a_sample() -> None:
    o_L, t = [[1.3, 0.4], [1.0, 2.0]], [[1.0, 0.0], [1.0, 0.0]]
    np.testing.assert_allclose(squared_error(o_L, t), [0.125, 2.0], rtol=1e-14)
    np.testing.assert_allclose(error_gradient(o_L, t), [[0.3, 0.4], [0.0, 2.0]], rtol=1e-14)


def test_unsigned_numbers_do_not_wrap_around() -> None:
    o_L, t = np.array([0, 1], np.uint8), np.array([1, 0], np.uint8)
    np.testing.assert_array_equal(error_gradient(o_L, t), [-1, 1])


def test_gradient_is_what_a_complex_step_finds() -> None:
    rng = np.random.default_rng(3)
    o_L, t = rng.normal(size=5), rng.normal(size=5)
    steps = [squared_error(o_L + 1e-30j * row, t).imag / 1e-30 for row in np.eye(5)]
    np.testing.assert_allclose(error_gradient(o_L, t), steps, rtol=1e-13)


@pytest.mark.parametrize("function", [squared_error, error_gradient])
def test_an_empty_batch_is_refused(function: type) -> None:
    with pytest.raises(ValueError, match=r"o_L is \(0, 2\): an empty batch"):
        function(np.ones((0, 2)), np.ones((0, 2)))


@pytest.mark.parametrize("function", [squared_error, error_gradient])
@pytest.mark.parametrize(
    ("t", "message"),
    [
        ([1, 0, 0], r"t is \(3,\), but o_L is \(2,\): t must be \(2,\)"),
        (1.0, r"t is \(\), but o_L is \(2,\): t must be \(2,\)"),
        ([np.nan, 0], r"t\[0\] is nan, but every entry must be finite"),
    ],
)
def test_wrong_targets_are_refused(function: type, t: Array, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        function([0.5, 0.5], t)
