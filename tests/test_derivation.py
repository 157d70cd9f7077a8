import numpy as np
import pytest

from netlib.derivation.seed import seed_lines, seed_page
from netlib.numerical import complex_step


def test_complex_step_of_functions_with_known_derivatives() -> None:
    x = np.array([0.3, -1.2])
    jacobian = complex_step(lambda x: np.array([x[0] * x[1], np.sin(x[0]), x[1] ** 3]), x)
    expected = [[x[1], x[0]], [np.cos(x[0]), 0], [0, 3 * x[1] ** 2]]
    np.testing.assert_allclose(jacobian, expected, rtol=1e-15, atol=0)


def test_complex_step_gives_a_gradient_the_shape_of_its_matrix() -> None:
    W = np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(complex_step(lambda W: (W**2).sum(), W), 2 * W)
    assert complex_step(lambda W: W @ np.ones(3), W).shape == (2, 2, 3)


def test_complex_step_of_a_number_by_a_number() -> None:
    np.testing.assert_allclose(complex_step(np.sin, np.array(0.3)), np.cos(0.3), rtol=1e-15)


def test_complex_step_takes_whole_numbers() -> None:
    np.testing.assert_array_equal(complex_step(lambda x: x**2, [1, 2]), [[2, 0], [0, 4]])


def test_the_page_is_whole() -> None:
    assert seed_page().startswith("This is my neural net playground")
    assert seed_page().rstrip().endswith("which gives the delta for the hidden layer.")
    assert seed_lines("o_0 output 0").endswith("layer of input nodes")
    assert seed_lines("n0 -", 2) == "n0 - nodes in layer 0\nn1 - nodes in layer 1"
    assert seed_lines("which gives") == "which gives the delta for the hidden layer."


@pytest.mark.parametrize(
    ("first", "count"), [("no such line", 1), ("which gives the delta", 2), ("n0 -", 0)]
)
def test_a_line_that_is_not_there(first: str, count: int) -> None:
    with pytest.raises(ValueError, match=f"the page has no {count} lines from one that begins"):
        seed_lines(first, count)
