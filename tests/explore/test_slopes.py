import numpy as np
import pytest

from netlib.explore.model import Numbers
from netlib.explore.slopes import EXPLORER, SLOPES, Slopes, shows
from netlib.explore.stage import Stage
from netlib.forward import logistic
from netlib.letters import G, o, sigma, t
from netlib.numerical import complex_step
from tests.explore.pictures import panel


def check(state: Slopes, n: Numbers) -> None:
    """Assert J against a complex step, as far as 1 - o has digits, and sigma_1 = G J by hand."""
    digits = float(np.finfo(n[o(2)].dtype).eps)
    assert digits == np.finfo(np.float32 if state.single else np.float64).eps
    np.testing.assert_allclose(n[o(2)], logistic(state.s_1), rtol=32 * digits, atol=digits)
    np.testing.assert_allclose(n[SLOPES], complex_step(logistic, state.s_1), 4 * digits, digits)
    np.testing.assert_allclose(n[G], n[o(2)] - n[t], rtol=digits)
    by_hand = [sum(n[G][i] * n[SLOPES][i, j] for i in range(2)) for j in range(2)]
    np.testing.assert_allclose(n[sigma(1)], by_hand, rtol=4 * digits)


def made(**state: object) -> Stage:
    explorer = EXPLORER()
    explorer.set_state(state)
    assert not explorer.complaint
    return explorer


def phi(s: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-s))


def test_the_matrix_is_the_jacobian_and_sigma_the_product() -> None:
    numbers = made(s_1=[-2.5, 1.25], t=[0.3, 0.8]).numbers()
    J = complex_step(phi, [-2.5, 1.25])
    np.testing.assert_allclose(numbers["J"], J, rtol=1e-13)
    expected = (phi(np.array([-2.5, 1.25])) - [0.3, 0.8]) @ J
    np.testing.assert_allclose(numbers["sigma_1"], expected, rtol=1e-13)
    assert (numbers["J"][0, 1], numbers["J"][1, 0]) == (0, 0)


def cell_tint(explorer: Stage) -> float:
    """Return how strongly the cell of node 2 in J is filled."""
    cell = f'data-shows="{SLOPES[1, 1].code}"'
    line = next(line for line in panel(explorer, "product").split("\n") if cell in line)
    return float(line.split('fill-opacity="')[1].split('"')[0])


def test_a_cell_fades_as_its_node_saturates() -> None:
    tints = [cell_tint(made(s_1=[s, s])) for s in (0, 2, 4, 9.21)]
    assert tints == sorted(tints, reverse=True)
    assert tints[0] > 0.4  # a quarter is the largest slope there is
    assert 0.2 < tints[1] < 0.3  # and this one is 0.42 of it
    assert tints[-1] == 0


@pytest.mark.parametrize(
    ("s", "words"),
    [
        (0, "in the steep middle: its slope is 0.2500, and G = 0.5000 becomes 0.1250"),
        (3, "on the bend"),
        (9.21, "on the flat right end"),
        (9.21, "and it hardly learns"),
        (-9.21, "on the flat left end"),
        (36, "beyond the picture) is on the flat right end"),
        (37, "o is exactly 1 in this machine and the slope exactly zero (truly 8.53e−17)"),
        (-800, "o is exactly 0 in this machine and the slope exactly zero (truly it never is)"),
    ],
)
def test_each_part_of_the_curve_has_its_own_words(s: float, words: str) -> None:
    sentence = made(s_1=[0, s]).sentence
    assert words in sentence.partition("Node 2")[2]


def test_a_node_that_is_right_is_not_said_to_be_stuck() -> None:
    assert "hardly learns" not in made(s_1=[6, -6]).sentence


def test_single_precision_ends_at_17_on_the_right_alone() -> None:
    # The gap below 1 is 2^-24 in single precision: 1 + e is 1 when e = exp(-s) is at most that.
    wall = 24 * np.log(2)
    assert 16 < wall < 17
    inside, outside = (made(single=True, s_1=[-s, s]).numbers() for s in (wall - 0.1, wall + 0.1))
    assert inside["J"].dtype == outside["J"].dtype == np.float32
    assert inside["J"][1, 1] > 0
    assert outside["J"][1, 1] == 0
    assert outside["o_2"][1] == 1
    np.testing.assert_allclose(outside["J"][0, 0], np.exp(-wall - 0.1), rtol=1e-5)
    assert made(s_1=[0, 17]).numbers()["J"][1, 1] > 0  # in double precision it stands at 37
    assert "single precision" in made(single=True).sentence
    assert "single precision" not in made().sentence


def test_single_precision_reaches_farther() -> None:
    for single, reach in ((False, 10), (True, 20)):
        explorer = made(single=single)
        explorer.act([{"ref": "s_1[1]", "set": 99, "snap": True}])
        assert explorer.numbers()["s_1"][1] == reach


def test_the_worst_picture_is_small() -> None:
    assert len(made(single=True, s_1=[-3.3333, 7.7777]).picture.encode()) < 60_000


@pytest.mark.parametrize("at", [-1e6, -745, -104, -88, 16.5, 37, 710, 1e6])
@pytest.mark.parametrize("single", [False, True])
def test_what_it_shows_is_right_at_the_ends(at: float, single: bool) -> None:
    state = Slopes(s_1=np.array([at, -at]), t=np.array([0.3, 0.7]), single=single)
    check(state, shows(state))


def test_the_check_finds_a_slope_of_the_wrong_thing(monkeypatch: pytest.MonkeyPatch) -> None:
    def of_the_sum(o: np.ndarray) -> np.ndarray:
        s = np.log(o / (1 - o))
        return np.diag(s * (1 - s))

    monkeypatch.setattr("netlib.explore.slopes.logistic_jacobian", of_the_sum)
    with pytest.raises(AssertionError):
        check(Slopes(), shows(Slopes()))
