from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from netlib.derivation.seed import seed_lines, seed_page
from netlib.numerical import complex_step
from tests.quotes import in_page


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


def test_the_page_is_whole_and_its_characters_are_the_authors() -> None:
    page = seed_page()
    assert page.startswith("This is my neural net playground")
    assert page.rstrip().endswith("which gives the delta for the hidden layer.")
    one_space = "\n".join(" ".join(line.split()) for line in page.splitlines())
    assert sha256(one_space.encode()).hexdigest().startswith("702fd0fd2d1fb8d6e24850f0e07b1e70")
    assert seed_lines("n0 -", 2) == "n0 - nodes in layer 0\nn1 - nodes in layer 1"
    assert seed_lines("which gives") == "which gives the delta for the hidden layer."


def test_the_brackets_of_its_matrices_and_braces_stand_where_they_belong() -> None:
    first, *others = seed_lines("dE;dw_ij", 7).splitlines()
    until = {"sigma_1": "J(o_2;s_1)", "sigma_0": "J(o_1;s_0)"}
    for brace in others[3:5]:
        last = until[brace.strip("+- ")]
        assert brace.index("+") == first.index("G(") - 1
        assert len(brace) == others[2].index(last) + len(last)
    for name, rows in [("W_0 =", 5), ("delta", 5), ("J(s_1;o_1) =", 5), ("G(E;o_2) =", 3)]:
        lines = page_around(name, rows)
        assert lines[0].index("+-") == lines[-1].index("+-") == lines[rows // 2].index("|")
        assert lines[0].index("-+") + 1 == lines[rows // 2].index("|", lines[0].index("+-") + 1)


def page_around(name: str, rows: int) -> list[str]:
    """Return the rows of the page with the one that begins so in the middle."""
    lines = seed_page().splitlines()
    k = next(k for k, line in enumerate(lines) if line.startswith(name))
    return lines[k - rows // 2 : k + rows // 2 + 1]


def test_a_quote_is_found_however_it_is_set() -> None:
    assert in_page("G(E;o_2) = | dE;do_2_1 ... dE;do_2_n2 | =")
    assert in_page("o_1 output 1:\n  Output of activation func")
    assert not in_page("o_1 output 2")


def test_its_licence_is_at_hand_and_beside_it() -> None:
    root = Path(__file__).parent.parent
    notice = (root / "NOTICE").read_text()
    assert notice == (root / "netlib" / "derivation" / "NOTICE").read_text()
    assert "Copyright (c) 2019 Christopher Dyken" in notice
    assert notice.endswith((root / "LICENSE").read_text().split("\n\n", 2)[2])


@pytest.mark.parametrize(
    ("first", "count"), [("no such line", 1), ("which gives the delta", 2), ("n0 -", 0)]
)
def test_a_line_that_is_not_there(first: str, count: int) -> None:
    with pytest.raises(ValueError, match=f"the page has no {count} lines from one that begins"):
        seed_lines(first, count)
