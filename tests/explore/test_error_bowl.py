import re

import numpy as np
import pytest

from netlib.checks import Array
from netlib.explore.bowl import CHANGE, PREDICTED, REMAINDER, REMAINDERS, REMAINDERS_WRONG, plot_of
from netlib.explore.error_bowl import EXPLORER, Bowl, shows
from netlib.explore.model import Numbers
from netlib.explore.stage import Stage
from netlib.letters import Delta, E, G, o, t
from netlib.numerical import complex_step
from tests.explore.pictures import panel, texts


def check(state: Bowl, n: Numbers) -> None:
    """Assert E by its definition, G by a complex step, the remainder by multiplying out."""
    factor = 1.0 if state.without_half else 0.5
    output, target, step = n[o(2)], n[t], n[Delta]

    def error(x: Array) -> Array:
        return factor * ((x[0] - target[0]) ** 2 + (x[1] - target[1]) ** 2)

    def close(found: Array, expected: Array) -> None:
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-15)

    assert np.all((output + step >= 0) & (output + step <= 1))
    close(n[E], error(output))
    close(n[G], complex_step(error, output))
    close(n[PREDICTED], n[G][0] * step[0] + n[G][1] * step[1])
    close(n[CHANGE], n[PREDICTED] + n[REMAINDER])
    parts = factor * (step[0] ** 2 + step[1] ** 2) * np.array([1, 1 / 4, 1 / 16])
    close(n[REMAINDER], parts[0])
    close(n[REMAINDERS], parts)
    wrong = n[G] * (0.5 if state.without_half else 2)
    off = sum((n[G] - wrong) * step) * np.array([1, 1 / 2, 1 / 4])
    close(n[REMAINDERS_WRONG], parts + off)


def made(**state: object) -> Stage:
    explorer = EXPLORER()
    explorer.set_state(state)
    assert not explorer.complaint
    return explorer


def press(explorer: Stage, ref: str, times: int = 1) -> None:
    explorer.act([{"ref": ref, "press": times}])
    assert not explorer.complaint


def test_the_first_step_is_that_of_the_notebook() -> None:
    numbers = made().numbers()
    by_hand = {"E": 0.2986, "GDelta": -0.1401, "change": -0.1151, "remainder": 0.0250}
    for symbol, value in by_hand.items():
        assert numbers[symbol].shape == ()
        np.testing.assert_allclose(numbers[symbol], value, atol=5e-5)
    np.testing.assert_allclose(numbers["G"], [-0.3581, 0.6848], atol=5e-5)


@pytest.mark.parametrize("without_half", [False, True])
def test_the_remainder_is_the_square_of_the_step(without_half: bool) -> None:
    numbers = made(
        o_2=[0.25, 0.75], t=[0.5, 0], Delta=[0.25, -0.5], without_half=without_half
    ).numbers()
    factor = 1 if without_half else 0.5
    G = complex_step(lambda o: factor * ((o - [0.5, 0]) ** 2).sum(), [0.25, 0.75])
    np.testing.assert_allclose(numbers["G"], G, rtol=1e-14)
    assert numbers["E"] == factor * (1 / 16 + 9 / 16)
    assert numbers["remainder"] == factor * (1 / 16 + 1 / 4)
    np.testing.assert_array_equal(numbers["remainders"], numbers["remainder"] / [1, 4, 16])


def test_the_pages_gradient_predicts_half_of_the_change_without_the_half() -> None:
    explorer = made(Delta=[0.004, -0.002], without_half=True)
    numbers = explorer.numbers()
    page = (numbers["o_2"] - numbers["t"]) @ numbers["Delta"]
    assert numbers["remainders_wrong"][0] == pytest.approx(numbers["change"] - page)
    first, second, third = numbers["remainders_wrong"]
    assert second / first == pytest.approx(0.5, abs=0.01)  # it falls like the step,
    assert third / second == pytest.approx(0.5, abs=0.01)
    assert numbers["remainders"][1] / numbers["remainders"][0] == pytest.approx(
        0.25
    )  # not its square
    assert "The page writes (o₂ − t)ᵀ all the same" in explorer.sentence
    assert "÷ 4" in explorer.picture
    assert "about ÷ 2" in explorer.picture


def test_half_the_step_and_no_smaller_than_rounding_allows() -> None:
    explorer = made()
    press(explorer, "halve", 2)
    np.testing.assert_allclose(explorer.numbers()["Delta"], [0.05, -0.025])
    assert explorer.numbers()["remainder"] == pytest.approx(0.025 / 16)
    press(explorer, "halve", 100)
    assert 0.001 < explorer.numbers()["Delta"][0] < 0.002
    assert "nearly straight" in explorer.sentence


@pytest.mark.parametrize(("without_half", "left"), [(False, 0.75), (True, 0.5)])
def test_one_step_down_goes_toward_the_target(without_half: bool, left: float) -> None:
    explorer = made(without_half=without_half, t=[0.5, 0.25])
    before = explorer.numbers()
    press(explorer, "down")
    after = explorer.numbers()
    np.testing.assert_allclose(after["o_2"] - after["t"], left * (before["o_2"] - before["t"]))
    np.testing.assert_array_equal(after["Delta"], before["Delta"])
    assert after["E"] == pytest.approx(left**2 * before["E"])
    press(explorer, "down", 1000)
    assert "the bottom of the bowl" in explorer.sentence


def test_the_step_stays_when_o_2_moves_and_ends_at_the_edge() -> None:
    explorer = made(o_2=[0.9, 0.5])
    np.testing.assert_allclose(explorer.numbers()["Delta"], [0.1, -0.1])
    assert "ends at the edge" in explorer.sentence
    explorer.set_state({"o_2[0]": 0.3})
    np.testing.assert_array_equal(explorer.numbers()["Delta"], [0.2, -0.1])
    assert "edge" not in explorer.sentence


def test_outputs_and_targets_stay_in_the_square_and_it_says_so() -> None:
    explorer = made(**{"o_2[0]": 7, "t[1]": -1e9})
    numbers = explorer.numbers()
    assert (numbers["o_2"][0], numbers["t"][1]) == (1, 0)
    assert "what was beyond stands at the edge" in explorer.sentence
    explorer.set_state({"o_2[1]": 0.5})
    assert "beyond" not in explorer.sentence


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"o_2": [1, 0]}, "E and G are zero. The step Δ is zero"),
        ({"Delta": [0, 0]}, "The step Δ is zero"),
        ({"o_2": [1, 0], "Delta": [-0.2, 0.1]}, "grow by 0.0250, and G predicts none of it"),
        ({"o_2": [0.8, 0.3], "Delta": [0.2, -0.3]}, "E falls by half of what G predicts"),
        ({"o_2": [0.8, 0.3], "Delta": [-0.3, -0.2]}, "runs along the ring"),
        ({"o_2": [0.8, 0.3], "Delta": [-0.3, -0.3]}, "the step is too long"),
        ({}, "falls to a quarter"),
    ],
)
def test_special_steps_have_their_own_words(state: dict[str, object], words: str) -> None:
    assert words in made(**state).sentence


def test_the_rings_are_circles_of_equal_error() -> None:
    side, factor = plot_of(narrow=False).width, 0.5
    explorer = made(t=[0.5, 0.5])
    radii = [
        float(r) for r in re.findall(r'<circle [^>]*r="([\d.]+)" fill="none"', explorer.picture)
    ]
    written = texts(panel(explorer, "bowl"))
    assert len(radii) == 6
    for r in radii[:2]:  # the others leave too little room for a number
        assert f"{factor * (r / side) ** 2:.2g}" in written


def test_the_worst_picture_is_small() -> None:
    explorer = made(t=[0.35, 0.65], o_2=[0.123456, 0.654321], Delta=[0.3333, -0.1111])
    explorer.act([{"ref": "without_half", "set": True}])
    assert len(explorer.picture.encode()) < 60_000


def test_the_check_finds_a_wrong_gradient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("netlib.explore.error_bowl.error_gradient", lambda o, t: 2 * (o - t))
    with pytest.raises(AssertionError):
        check(Bowl(), shows(Bowl()))
