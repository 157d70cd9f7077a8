"""Explorer 01: its shapes against real arrays of those sizes, and its joins by multiplying."""

import re
from itertools import pairwise

import numpy as np
import pytest

from netlib.backward import backward
from netlib.checks import Array
from netlib.drawing.factors import meet
from netlib.drawing.svg import formula
from netlib.explore import EXPLORERS
from netlib.explore.model import Numbers
from netlib.explore.shapes import BACKWARD, FORWARD, NOTHING, TURNABLE, LayerSizes, box_of
from netlib.explore.stage import Stage
from netlib.forward import forward
from netlib.jacobian import logistic_jacobian, weight_jacobian, weighted_sum_jacobian
from netlib.letters import E, G, J, Letter, W, dE_d, o, s, sigma, t, transposed, w_ij


def check(state: LayerSizes, n: Numbers) -> None:
    """Assert each shape against an array that netlib computes, each join by calculating."""
    made, turned = network(state), state.turned
    used = dict(made)
    if turned != NOTHING:
        used[turned] = made[turned].T
        assert tuple(n[transposed(turned)]) == used[turned].shape
    assert set(n) == set(made) | ({transposed(turned)} - {transposed(NOTHING)})
    for letter, array in made.items():
        assert tuple(n[letter]) == array.shape, f"{letter.prose} is {array.shape}, not {n[letter]}"
    for factors, _ in (*FORWARD, BACKWARD):
        for a, b in pairwise(factors):
            fits = meet(box_of(a, n, turned), box_of(b, n, turned))
            assert fits == multiplies(used[a], used[b]), f"{a.prose} times {b.prose}"
    step = dE_d(W(0))
    fits = box_of(W(0), n).size == box_of(step, n, turned).size
    assert fits == (made[W(0)].shape == used[step].shape)


def network(state: LayerSizes) -> dict[Letter, Array]:
    """Return the arrays of a network of these sizes, as netlib computes them."""
    weights = [np.ones((state.n_1, state.n_0)), np.ones((state.n_2, state.n_1))]
    trace, target = forward(weights, np.ones(state.n_0)), np.zeros(state.n_2)
    gradients = backward(weights, trace, target)
    made = {t: target, G: trace.o[2] - target, o(2): trace.o[2], E: np.array(0.5)}
    for i in (0, 1):
        made |= {W(i): weights[i], o(i): trace.o[i], s(i): trace.s[i]}
        made |= {sigma(i): gradients.sigma[i], dE_d(W(i)): gradients.weights[i]}
    return made | {
        J(o(2), s(1)): logistic_jacobian(trace.o[2]),
        J(s(1), o(1)): weighted_sum_jacobian(weights[1]),
        J(o(1), s(0)): logistic_jacobian(trace.o[1]),
        J(s(0), w_ij): weight_jacobian(trace.o[0], 0, 0, state.n_1)[:, np.newaxis],
        dE_d(w_ij): gradients.weights[0][0, 0],
    }


def multiplies(a: Array, b: Array) -> bool:
    """Return whether the product of these two exists."""
    try:
        return bool(np.isfinite(a @ b).all())
    except ValueError:
        return False


def made(**state: object) -> Stage:
    explorer = EXPLORERS["01"]()
    explorer.set_state(state)
    assert not explorer.complaint
    return explorer


def now(explorer: Stage) -> LayerSizes:
    assert isinstance(explorer.state, LayerSizes)
    return explorer.state


def joins(explorer: Stage) -> list[str]:
    """Return the joins as they are written: forward, of the step, of the chain."""
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


def test_every_join_fits_until_a_factor_is_turned_over() -> None:
    right = made()
    assert joins(right) == ["4 = 4", "3 = 3", "3 = 3", "4 = 4", "2 = 2", "2 = 2", "3 = 3", "3 = 3"]
    assert "Everything fits" in right.sentence
    wrong = made(turned="J(s_1;o_1)")
    assert [j for j in joins(wrong) if "≠" in j] == ["2 ≠ 3", "2 ≠ 3"]
    assert "J(s₁;o₁) is transposed: 3 × 2 instead of 2 × 3" in wrong.sentence
    assert "refused" in wrong.sentence
    np.testing.assert_array_equal(wrong.numbers()["J(s_1;o_1).T"], [3, 2])


@pytest.mark.parametrize("turned", [x.code for x in TURNABLE])
def test_a_square_hides_it(turned: str) -> None:
    explorer = made(turned=turned)
    assert "mistake is found" in explorer.sentence
    assert "≠" in explorer.picture
    explorer.act([{"ref": "square", "press": 1}])
    state = now(explorer)
    assert (state.n_0, state.n_1, state.n_2) == (3, 3, 3)
    assert "≠" not in explorer.picture
    assert "goes through and is wrong all the same" in explorer.sentence
    assert ">wrong<" in explorer.picture


@pytest.mark.parametrize("turned", [x.code for x in TURNABLE])
def test_one_number_cannot_be_upside_down(turned: str) -> None:
    explorer = made(n_0=1, n_1=1, n_2=1, turned=turned)
    assert "is its own transpose" in explorer.sentence
    assert "wrong" not in explorer.picture
    assert "≠" not in explorer.picture
    explorer.act([{"ref": "square", "press": 1}])
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
    explorer = EXPLORERS["01"]()
    before = explorer.picture
    assert 'data-ref="W_0"' in before
    for turned in (W(0), NOTHING):
        explorer.act([{"ref": "W_0", "press": 1}])
        assert now(explorer).turned == turned
    assert explorer.picture == before


def test_what_is_no_size_is_refused_in_words() -> None:
    explorer = EXPLORERS["01"]()
    for value in ("nan", "many"):
        explorer.set_state({"n_1": value})
        assert "n₁" in explorer.complaint
    explorer.set_state({"turned": "E"})
    assert "not E" in explorer.complaint
    assert explorer.numbers()["W_0"].tolist() == [3, 4]
    explorer.set_state({"n_1": 1e9})
    assert now(explorer).n_1 == 8


def test_the_largest_picture_is_small_and_moments_differ() -> None:
    explorer = made(n_0=8, n_1=8, n_2=8, turned="W_0")
    assert len(explorer.picture.encode()) < 60_000
    frames = explorer.frames()
    assert len({svg for _, svg, _ in frames}) == len({words for *_, words in frames}) == 3
