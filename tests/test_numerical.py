"""The gradient check, given right and wrong gradients of functions whose slopes are known."""

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from netlib.backward import backward
from netlib.checks import Array
from netlib.error import squared_error
from netlib.forward import forward
from netlib.numerical import complex_step, gradient_check
from tests.networks import loop_gradient, random_network

WEIGHTS, O_0, T = random_network((4, 3, 2), batch=7)
# Found by loops over indices, which know no array.
RIGHT = np.mean([loop_gradient(WEIGHTS, o, t, 0) for o, t in zip(O_0, T, strict=True)], axis=0)


def E(W_0: Array) -> Any:
    return squared_error(forward([W_0, WEIGHTS[1]], O_0).o[-1], T).mean()


def real_E(W_0: Array) -> float:
    """Refuse complex numbers, so that differences are taken."""
    return float(E(np.array([[float(w) for w in row] for row in W_0])))


def single_E(W_0: Array) -> float:
    """Compute in float32, and not say so."""
    weights = [np.float32(W_0.real), np.float32(WEIGHTS[1])]
    return float(squared_error(forward(weights, np.float32(O_0)).o[-1], np.float32(T)).mean())


FUNCTIONS = pytest.mark.parametrize(
    ("f", "how"),
    [(E, "a complex step"), (real_E, "central differences"), (single_E, "central differences")],
)


@FUNCTIONS
def test_a_right_gradient_is_right(f: Callable[[Array], Any], how: str) -> None:
    tolerance = 1e-4 if f is single_E else 1e-10 if f is real_E else 1e-15
    for gradient in (RIGHT, RIGHT.tolist(), np.float32(RIGHT), lambda W_0: RIGHT):
        report = gradient_check(f, WEIGHTS[0], gradient)
        assert report
        assert repr(report) == f"right: all 12 entries agree with {how}"
        np.testing.assert_allclose(report.measured, RIGHT, rtol=1e-12, atol=tolerance)
    assert gradient_check(
        f, WEIGHTS[0].tolist(), backward(WEIGHTS, forward(WEIGHTS, O_0), T).weights[0]
    )


@FUNCTIONS
@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (2, "every entry is twice what it must be, often the 2 of a square without the ½"),
        (0.5, "every entry is half of what it must be, often a ½ too many"),
        (-1, "every entry is minus what it must be, often t - o for o - t"),
        (0, "every entry is zero, often a gradient that was never filled"),
        (7, "every entry is 7 times what it must be, often the sum over a batch of 7"),
        (1 / 7, "every entry is 1/7 times what it must be, often one division too many by a batch"),
        (1.37, "every entry is 1.37 times what it must be"),
        (-2, "every entry is -2 times what it must be"),
    ],
)
@pytest.mark.parametrize("transposed", [False, True])
def test_a_factor_that_all_share_is_said(
    f: Callable[[Array], Any], how: str, factor: float, words: str, transposed: bool
) -> None:
    gradient = factor * RIGHT.T if transposed else factor * RIGHT
    report = gradient_check(f, WEIGHTS[0], gradient)
    assert not report
    assert words in repr(report)
    assert ("transposed" in repr(report)) == transposed
    if not transposed:
        k = np.unravel_index(np.abs(RIGHT).argmax(), RIGHT.shape)
        n = r"\d+" if f is single_E else "12"  # of small entries its digits say nothing
        assert re.search(
            rf"{n} of 12 entries are off, most .* gradient\[{k[0]}, {k[1]}\]: ", report.said
        )
        assert how in repr(report)


def test_a_transposed_square_matrix_is_said_too() -> None:
    A = np.array([[1.0, 2, 3], [4, 5, 6], [7, 8, 10]])

    def f(x: Array) -> Any:
        return (A * x).sum()

    assert gradient_check(f, np.ones((3, 3)), A)
    report = gradient_check(f, np.ones((3, 3)), A.T)
    assert "6 of 9 entries are off, most of all gradient[0, 2]: it is 7, but 3" in repr(report)
    assert repr(report).endswith("; it is transposed, as outer(a, b) for outer(b, a)")


@FUNCTIONS
def test_one_wrong_entry_is_named(f: Callable[[Array], Any], how: str) -> None:
    wrong = RIGHT.copy()
    wrong[2, 1] += 0.25
    report = gradient_check(f, WEIGHTS[0], wrong)
    assert not report
    assert "1 of 12 entries are off, most of all gradient[2, 1]: it is 0.24" in repr(report)
    assert "every entry" not in repr(report)


def test_a_small_error_is_seen_and_all_its_digits_shown() -> None:
    x, wrong = [1.0, 2.0, 3.0], [2.0, 4.000001, 6.0]
    report = gradient_check(lambda x: (x * x).sum(), x, wrong)
    assert not report
    assert "1 of 3 entries are off, most of all gradient[1]: it is 4.000001, but 4 by" in repr(
        report
    )


def test_a_wrong_shape_is_part_of_the_report() -> None:
    report = gradient_check(E, WEIGHTS[0], RIGHT[0])
    assert not report
    assert repr(report) == "wrong: gradient is (4,), but x is (3, 4): gradient must be (3, 4)"
    assert not gradient_check(E, WEIGHTS[0], 0.0)
    assert not gradient_check(E, WEIGHTS[0], np.ones((2, 3, 4)))


CASES: dict[str, tuple[Callable[[Any], Any], Any, Any]] = {
    "a number": (np.sin, 0.5, math.cos(0.5)),
    "a number for a function of math": (math.sin, 0.5, math.cos(0.5)),
    "whole numbers": (lambda x: (x**2).sum(), [1, 2], [2, 4]),
    "an array of one number": (lambda x: x[:1] ** 2, [3.0, 1.0], [6, 0]),
    "abs": (lambda x: np.abs(x).sum(), [1.0, -2.0], [1, -1]),
    "max": (lambda x: x.max(), [1.0, -2.0, 3.0], [0, 0, 1]),
    "relu": (lambda x: np.maximum(x, 0).sum(), [1.0, -2.0], [1, 0]),
    "the real part alone": (lambda x: (x.real**2).sum(), [1.0, -2.0], [2, -4]),
    "what numpy makes of it as floats": (lambda x: np.asarray(x, float).sum(), [1.0, 2], [1, 1]),
    "a constant": (lambda x: 3.0, [1.0, 2.0], [0, 0]),
    "the lowest point": (lambda x: (x**2).sum(), [0.0, 0.0], [0, 0]),
    "a steep wave": (lambda x: math.sin(1000 * x), 1.0, 1000 * math.cos(1000)),
    "near the edge": (lambda x: math.log(x), 1e-8, 1e8),
    "large and small": (lambda x: (np.asarray(x, float) ** 2).sum(), [1e9, 2], [2e9, 4]),
    "changes its input": (lambda x: x.sort() or x.sum(), [3.0, 1.0], [1, 1]),
}


@pytest.mark.parametrize("case", CASES)
def test_functions_of_every_kind(case: str) -> None:
    f, x, right = CASES[case]
    before = np.array(x)
    assert gradient_check(f, x, right)
    wrong = gradient_check(f, x, np.add(right, 0.5))
    assert not wrong or case in {"near the edge", "large and small"}  # of 1e8, a half is nothing
    assert np.array_equal(x, before)


def test_at_a_kink_each_slope_between_its_sides_is_right() -> None:
    for f in (lambda x: np.abs(x).sum(), lambda x: np.abs(x[0]) + x[1] ** 2):
        for slope in (-1, 0, 0.3, 1):
            assert gradient_check(f, [0.0, 0.0], [slope, 0]), slope
        for slope in (-1.2, 1.2):
            assert not gradient_check(f, [0.0, 0.0], [slope, 0]), slope
    assert not gradient_check(lambda x: np.abs(x[0]) + x[1] ** 2, [0.0, 0.0], [0, 0.1])


@pytest.mark.parametrize(
    ("f", "x", "gradient", "message"),
    [
        (lambda x: x, [1.0, 2.0], [1, 1], r"f\(x\) is \(2,\), but must be one number, as E is"),
        (lambda x: None, [1.0], [1], r"f\(x\) must hold numbers, but holds a NoneType"),
        (lambda x: "7", [1.0], [1], r"f\(x\) must hold numbers, but holds a str"),
        (lambda x: np.nan, [1.0], [1], r"f\(x\) is nan, but every entry must be finite"),
        (lambda x: 1j, [1.0], [1], r"f\(x\) is complex, but must be real"),
        (lambda x: np.random.default_rng().random(), [1.0], [1], r"f\(x\) is .*, and then "),
        (3.0, [1.0], [1], "f is a float, but must be a function"),
        (np.sum, [], [], r"x is \(0,\), but must have at least one entry"),
        (np.sum, [1.0, np.nan], [1, 1], r"x\[1\] is nan"),
        (np.sum, "ab", [1, 1], "x must hold numbers, but holds a str"),
        (np.sum, [1j], [1], "x is complex, but must be real"),
        (np.sum, [1.0], None, "gradient must hold numbers, but holds a NoneType"),
        (np.sum, [1.0], [np.inf], r"gradient\[0\] is inf, but every entry must be finite"),
        (np.sum, [1.0], [1j], "gradient is complex, but must be real"),
        (lambda x: 1.0 if x[0] == 1 else np.nan, [1.0], [1], "f is no number where x is moved"),
    ],
)
def test_what_cannot_be_checked_is_refused(f: Any, x: Any, gradient: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        gradient_check(f, x, gradient)


def test_an_error_of_the_function_itself_is_its_own() -> None:
    with pytest.raises(ZeroDivisionError):
        gradient_check(lambda x: 1 / 0, [1.0], [1])


def test_a_complex_step_of_vectors_and_matrices() -> None:
    A = np.array([[1.0, 2], [3, 4], [5, 6]])
    np.testing.assert_allclose(complex_step(lambda x: A @ x, [0.1, 0.2]), A, rtol=1e-15)
    np.testing.assert_allclose(complex_step(lambda x: (A * x).sum(), A), A, rtol=1e-15)
