import re

import numpy as np
import pytest

from netlib.drawing.svg import formula
from netlib.explore.shapes import NOTHING, TURNABLE, Shapes


def made(**state: object) -> Shapes:
    explorer = Shapes()
    explorer.set_state(state)
    assert not explorer.complaint
    return explorer


def joins(explorer: Shapes) -> list[str]:
    """Return the joins as they are written: forward, of the chain, of the step."""
    words = re.sub(r"<[^>]+>", "", explorer.picture)
    return re.findall(r"\d [=≠] \d", words)


def test_the_shapes_are_those_of_the_derivation() -> None:
    numbers = made(n_0=5, n_1=7, n_2=2).numbers()
    # rows = output, columns = input; J(x;y) has the rows of x and the columns of y
    expected = {"W_0": [7, 5], "W_1": [2, 7], "dE/dW_0": [7, 5], "G": [2], "sigma_0": [7]}
    expected |= {"J(o_2;s_1)": [2, 2], "J(s_1;o_1)": [2, 7], "J(o_1;s_0)": [7, 7]}
    expected |= {"J(s_0;w_ij)": [7, 1]}
    for symbol, shape in expected.items():
        np.testing.assert_array_equal(numbers[symbol], shape, symbol)


def test_it_survives_every_knob() -> None:
    assert Shapes().drive() > 20


def test_every_join_fits_until_a_factor_is_turned_over() -> None:
    right = made()
    assert joins(right) == ["4 = 4", "3 = 3", "2 = 2", "2 = 2", "3 = 3", "3 = 3", "3 = 3", "4 = 4"]
    assert "Everything fits" in right.sentence
    wrong = made(turned="J(s_1;o_1)")
    assert [j for j in joins(wrong) if "≠" in j] == ["2 ≠ 3", "2 ≠ 3"]
    assert "J(s₁;o₁) is turned over: 3 × 2 instead of 2 × 3" in wrong.sentence
    assert "refused" in wrong.sentence
    np.testing.assert_array_equal(wrong.numbers()["J(s_1;o_1).T"], [3, 2])


@pytest.mark.parametrize("turned", TURNABLE)
def test_a_square_hides_it(turned: str) -> None:
    explorer = made(turned=turned)
    assert "mistake is found" in explorer.sentence
    assert "≠" in explorer.picture
    explorer._change([{"ref": "square", "press": 1}])
    assert [explorer.state[f"n_{i}"] for i in range(3)] == [3, 3, 3]
    assert "≠" not in explorer.picture
    assert "goes through and is wrong all the same" in explorer.sentence
    assert ">wrong<" in explorer.picture


@pytest.mark.parametrize("turned", TURNABLE)
def test_one_number_cannot_be_upside_down(turned: str) -> None:
    explorer = made(n_0=1, n_1=1, n_2=1, turned=turned)
    assert "can’t be upside down" in explorer.sentence
    assert "wrong" not in explorer.picture
    assert "≠" not in explorer.picture
    explorer._change([{"ref": "square", "press": 1}])
    assert "wrong all the same" in explorer.sentence  # so the button never makes it 1 × 1


def test_what_numpy_would_stretch_is_refused() -> None:
    explorer = made(n_0=1, n_1=3, turned="dE/dW_0")
    assert (np.ones((3, 1)) - np.ones((1, 3))).shape == (3, 3)
    assert "NumPy alone would stretch both to 3 × 3" in explorer.sentence
    assert "refused" in explorer.picture


def test_an_exponent_stands_above_the_index_before_it() -> None:
    shifts = re.findall(r'dy="([^"]*)"', formula(0, 0, "W_0^T a", font_size=20))
    assert [float(dy) for dy in shifts] == [5, -12, 7]  # down, up past the line, back to it


def test_a_click_turns_over_and_back() -> None:
    explorer = Shapes()
    before = explorer.picture
    assert 'data-ref="W_0"' in before
    for turned in ("W_0", NOTHING):
        explorer._change([{"ref": "W_0", "press": 1}])
        assert explorer.state["turned"] == turned
    assert explorer.picture == before


def test_what_is_no_size_is_refused_in_words() -> None:
    explorer = Shapes()
    for value in ("nan", "many"):
        explorer.set_state({"n_1": value})
        assert "nodes in layer 1" in explorer.complaint
    explorer.set_state({"turned": "E"})
    assert "not E" in explorer.complaint
    assert explorer.numbers()["W_0"].tolist() == [3, 4]
    explorer.set_state({"n_1": 1e9})
    assert explorer.state["n_1"] == 8


def test_the_largest_picture_is_small_and_moments_differ() -> None:
    explorer = made(n_0=8, n_1=8, n_2=8, turned="W_0")
    assert len(explorer.picture.encode()) < 60_000
    frames = explorer.frames()
    assert len({svg for _, svg, _ in frames}) == len({words for *_, words in frames}) == 3
