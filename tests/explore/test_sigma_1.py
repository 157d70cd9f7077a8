"""Explorer 05: its numbers by loops and complex steps, and the page's layout."""

import math
import re

import numpy as np
import pytest
from numpy.typing import ArrayLike

from netlib.checks import Array
from netlib.error import squared_error
from netlib.explore import EXPLORERS
from netlib.explore.model import Numbers
from netlib.explore.sigma_1 import COLUMN, LANDED, OutputLayer, shows
from netlib.explore.stage import Stage
from netlib.explore.transposed_delta import DELTA, DIFFERENCE, FALL, FALL_WITH_DELTA, GRADIENT
from netlib.forward import forward, logistic
from netlib.letters import E, G, W, o, s, sigma, t
from netlib.numerical import complex_step
from tests.networks import TEACHING_INPUT, TEACHING_TARGET, TEACHING_WEIGHTS, loop_gradient

RATE = 0.1


def check(state: OutputLayer, n: Numbers) -> None:
    """Assert the way forward by loops, all slopes by complex steps, delta cell by cell."""
    weights, heard, goal = state.W_1, state.o_1, state.t
    sums, outputs = layer(weights, heard)
    close(n[s(1)], sums)
    close(n[o(2)], outputs)
    close(n[G], [x - y for x, y in zip(outputs, goal, strict=True)])
    close(n[E], error(weights, heard, goal))
    close(n[sigma(1)], complex_step(lambda x: squared_error(logistic(x), goal), n[s(1)]))
    by_step = complex_step(lambda x: squared_error(forward([x], heard).o[1], goal), weights)
    k = state.i - 1, state.j - 1
    close(n[GRADIENT], by_step)
    close(n[LANDED], by_step[k])
    close(n[COLUMN], complex_step(lambda x: x @ heard, weights)[:, *k])
    before, size = error(weights, heard, goal), max(1.0, float(n[E]))
    close(n[FALL], before - error(weights - RATE * by_step, heard, goal), size)
    expected = {W(1), o(1), s(1), o(2), t, G, sigma(1), COLUMN, LANDED, GRADIENT, E, FALL}
    if state.transposed:
        expected |= {DELTA}
        rows, columns = by_step.shape
        close(n[DELTA], [[by_step[i, j] for i in range(rows)] for j in range(columns)])
        if rows == columns:
            expected |= {DIFFERENCE, FALL_WITH_DELTA}
            pairs = [abs(by_step[i, j] - by_step[j, i]) for i in range(rows) for j in range(i)]
            close(n[DIFFERENCE], max(pairs), max(1.0, float(np.abs(by_step).max())))
            after = error(weights - RATE * by_step.T, heard, goal)
            close(n[FALL_WITH_DELTA], before - after, size)
    assert set(n) == expected


def layer(weights: Array, heard: Array) -> tuple[list[float], list[float]]:
    """Return weighted sums and outputs of one layer, by loops."""
    sums = [sum(float(w) * float(x) for w, x in zip(row, heard, strict=True)) for row in weights]
    return sums, [1 / (1 + math.exp(-x)) if x > -700 else 0.0 for x in sums]


def error(weights: Array, heard: Array, goal: Array) -> float:
    """Return E of one layer, by loops."""
    _, outputs = layer(weights, heard)
    return sum((x - float(y)) ** 2 for x, y in zip(outputs, goal, strict=True)) / 2


def close(found: Array, expected: ArrayLike, size: float = 1.0) -> None:
    """Assert two arrays alike but for rounding, of what is as large as they, or as `size`."""
    expected = np.asarray(expected)
    rounding = 1e-12 * max(size, float(np.abs(expected).max()))
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=rounding)


def made(**state: object) -> Stage:
    explorer = EXPLORERS["05"]()
    explorer.set_state(state)
    assert not explorer.complaint
    return explorer


def now(explorer: Stage) -> OutputLayer:
    assert isinstance(explorer.state, OutputLayer)
    return explorer.state


def written(explorer: Stage, symbol: str) -> list[str]:
    return re.findall(rf'data-shows="{re.escape(symbol)}"[^>]*>([^<]*)<', explorer.picture)


def test_the_gradient_is_that_of_the_teaching_network() -> None:
    numbers = EXPLORERS["05"]().numbers()
    by_loops = loop_gradient(TEACHING_WEIGHTS, TEACHING_INPUT, TEACHING_TARGET, 1)
    np.testing.assert_allclose(numbers["dE/dW_1"], by_loops, rtol=1e-12)
    np.testing.assert_allclose(numbers["sigma_1"], [-0.0823, 0.1478], atol=5e-5)  # as in 05


def test_one_number_lands_in_the_cell_of_its_weight() -> None:
    explorer = EXPLORERS["05"]()
    assert "(−0.0823)(0.4875) = −0.0401" in explorer.sentence
    explorer.act([{"ref": "W_1[1,2]", "press": 1}])
    assert (now(explorer).i, now(explorer).j) == (2, 3)
    numbers = explorer.numbers()
    o = numbers["o_1"][2]
    np.testing.assert_array_equal(numbers["J(s_1;w_ij)"], [0, o])
    assert numbers["dE/dw_ij"] == numbers["dE/dW_1"][1, 2]
    assert written(explorer, "dE/dw_ij") == written(explorer, "dE/dW_1[1,2]")
    assert "lands in row 2, column 3" in explorer.sentence


def test_what_hears_nothing_and_what_has_no_error_say_so() -> None:
    explorer = made(**{"o_1[1]": 0.0})
    assert "o₁,₂ is 0: through w₁₂ nothing is heard" in explorer.sentence
    assert not explorer.numbers()["dE/dW_1"][:, 1].any()
    target = float(EXPLORERS["05"]().numbers()["o_2"][0])
    explorer = made(**{"t[0]": target})
    assert "o₂,₁ is what it should be" in explorer.sentence
    assert not explorer.numbers()["dE/dW_1"][0].any()
    explorer = made(**{"o_1[0]": -1e6})
    assert "o₂,₁ is saturated" in explorer.sentence


def test_at_4_3_2_the_pages_layout_is_refused() -> None:
    explorer = made(transposed=True)
    assert explorer.numbers()["delta"].shape == (3, 2)
    assert "its delta is 3 × 2, but W₁ is 2 × 3" in explorer.sentence
    assert "refused" in explorer.sentence
    words = re.sub(r"<[^>]+>", "", explorer.picture)
    assert "2 ≠ 3" in words
    assert "3 ≠ 2" in words
    assert not written(explorer, "fall with delta")


def test_at_3_3_3_it_passes_and_is_wrong() -> None:
    explorer = made(transposed=True, sizes="3-3-3")
    numbers = explorer.numbers()
    gradient, delta = numbers["dE/dW_1"], numbers["delta"]
    np.testing.assert_array_equal(delta, gradient.T)
    pairs = [abs(gradient[i, j] - gradient[j, i]) for i in range(3) for j in range(i)]
    assert numbers["largest difference"] == max(pairs)
    # A step of a rate that goes to 0 lowers E by the rate times <gradient, direction>.
    first_order = 0.1 * (gradient * gradient).sum(), 0.1 * (gradient * delta).sum()
    falls = float(numbers["fall"]), float(numbers["fall with delta"])
    np.testing.assert_allclose(falls, first_order, rtol=0.05)
    assert 0 < falls[1] < falls[0]
    assert "≠" not in explorer.picture
    assert "6 of its 9 cells are wrong" in explorer.sentence
    assert explorer.picture.count('stroke-dasharray="4 3"') == 6  # one mark per wrong cell
    assert ">wrong<" in explorer.picture


def test_where_delta_happens_to_be_right_nothing_is_marked() -> None:
    explorer = made(transposed=True, sizes="3-3-3", o_1=[0, 0, 0])
    assert "happens to be right" in explorer.sentence
    assert 'stroke-dasharray="4 3"' not in explorer.picture
    assert ">wrong<" not in explorer.picture


def test_sizes_change_and_come_back() -> None:
    explorer = made(**{"t[0]": 0.25, "sizes": "3-3-3", "i": 3})
    assert explorer.numbers()["t"].tolist() == [0.25, 0, 0]
    explorer.set_state({"sizes": "4-3-2"})
    assert explorer.numbers()["t"].tolist() == [0.25, 0]
    assert now(explorer).i == 2
    np.testing.assert_array_equal(explorer.numbers()["W_1"], TEACHING_WEIGHTS[1])


@pytest.mark.parametrize("extreme", [1e6, -1e6, 1e-300])
def test_extreme_numbers_are_shown(extreme: float) -> None:
    for sizes in ("4-3-2", "3-3-3"):
        explorer = made(**{"sizes": sizes, "transposed": True, "o_1[1]": extreme, "t[1]": extreme})
        check(now(explorer), shows(now(explorer)))
        assert "nan" not in explorer.picture.lower()
    explorer.set_state({"o_1[0]": "nan"})
    assert "must be a finite number" in explorer.complaint


def test_the_largest_picture_is_small_and_moments_differ() -> None:
    explorer = made(transposed=True, sizes="3-3-3")
    assert len(explorer.picture.encode()) < 60_000
    frames = explorer.frames()
    assert len({svg for _, svg, _ in frames}) == len({words for *_, words in frames}) == 3
    assert frames[2][1] == explorer.picture
