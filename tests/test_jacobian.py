import numpy as np
import pytest

from netlib.jacobian import logistic_jacobian, weight_jacobian, weighted_sum_jacobian
from tests.networks import TEACHING_WEIGHTS


def test_logistic_jacobian_by_hand() -> None:
    expected = [[0.25, 0, 0], [0, 0.1875, 0], [0, 0, 0]]
    np.testing.assert_array_equal(logistic_jacobian([0.5, 0.75, 1.0]), expected)


def test_logistic_jacobian_is_what_a_complex_step_finds() -> None:
    s = np.array([-2.0, 0.3, 5.0])
    columns = [(1 / (1 + np.exp(-(s + 1e-30j * e)))).imag / 1e-30 for e in np.eye(3)]
    J = logistic_jacobian(1 / (1 + np.exp(-s)))
    np.testing.assert_allclose(J, np.transpose(columns), rtol=1e-12, atol=1e-300)


def test_weighted_sum_jacobian_is_the_matrix_and_not_the_same_memory() -> None:
    W = TEACHING_WEIGHTS[0].copy()
    o = np.array([0.9, 0.1, 0.5, 0.3])
    columns = [W @ (o + e) - W @ o for e in np.eye(4)]  # exact steps: W o is linear in o
    J = weighted_sum_jacobian(W)
    np.testing.assert_allclose(J, np.transpose(columns), atol=1e-14)
    J[0, 0] = 99
    assert W[0, 0] == 0.5


def test_weight_jacobian_is_a_column_with_o_j_in_row_i() -> None:
    W, o = TEACHING_WEIGHTS[1], np.array([2.0, 3.0, 5.0])
    for i, j in np.ndindex(W.shape):
        moved = W.copy()
        moved[i, j] += 1  # an exact step: W o is linear in w_ij
        np.testing.assert_allclose(weight_jacobian(o, i, j, 2), moved @ o - W @ o, atol=1e-14)


def test_kinds_of_numbers() -> None:
    o = np.array([0.5, 0.25], np.float32)
    assert weight_jacobian(o, 0, 1, 2).dtype == logistic_jacobian(o).dtype == np.float32
    assert weighted_sum_jacobian([[1, 2]]).dtype == np.float64


def test_a_batch_has_no_jacobian() -> None:
    with pytest.raises(ValueError, match=r"o is \(5, 3\), but must be a vector .* one sample"):
        logistic_jacobian(np.ones((5, 3)))
    with pytest.raises(ValueError, match=r"W is \(5, 3, 2\), but must be a matrix .* one sample"):
        weighted_sum_jacobian(np.ones((5, 3, 2)))
    with pytest.raises(ValueError, match=r"o is \(5, 3\), but must be a vector .* one sample"):
        weight_jacobian(np.ones((5, 3)), 0, 0, 2)
    with pytest.raises(ValueError, match=r"o is \(0,\), but must be a vector"):
        logistic_jacobian([])


@pytest.mark.parametrize(("i", "j"), [(2, 0), (0, 3)])
def test_a_weight_that_is_not_there_is_refused(i: int, j: int) -> None:
    with pytest.raises(ValueError, match=rf"w\[{i}, {j}\] is no entry of W, which is \(2, 3\)"):
        weight_jacobian([1.0, 2.0, 3.0], i, j, 2)


@pytest.mark.parametrize(
    ("i", "j", "rows", "message"),
    [
        (-1, 0, 2, "i is -1, but must be a whole number from 0"),
        (0, 1.0, 2, "j is 1.0, but must be a whole number from 0"),
        (0, 0, 0, "rows is 0, but must be a whole number from 1"),
    ],
)
def test_what_is_no_index_is_refused(i: int, j: int, rows: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        weight_jacobian([1.0, 2.0, 3.0], i, j, rows)
