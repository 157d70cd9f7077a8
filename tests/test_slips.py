"""The known slips: who catches them, what they compute, and what they do to a training."""

import numpy as np
import pytest

from netlib.derivation.arena import RIGHT, WRONG, arena, standings, trained
from netlib.derivation.catching import CHECKS, catches, gradients, table
from netlib.derivation.judges.numbers import sample
from netlib.derivation.networks import BATCH, ONE
from netlib.derivation.results import RESULTS
from netlib.derivation.seed import notation, seed_page
from netlib.derivation.slips import KINDS, SLIPS, STAND_INS, Slip
from netlib.digits import load_digits
from tests.quotes import in_page

NUMBERS = {"loops", "symbolic", "complex step", "Taylor slope"}
# By hand: what each check can see of each slip, and what it cannot.
CAUGHT = {
    "E1": NUMBERS,
    "E2": NUMBERS | {"shape 4-3-2"},
    "E3": NUMBERS | {"shape 4-3-2", "shape 3-3-3", "E goes down"},  # no step can be taken
    "E4": NUMBERS | {"shape 4-3-2", "notation"},
    "E5": NUMBERS | {"shape 4-3-2", "notation"},
    "E6": {"notation"},
    "E7": {"shape 4-3-2", "symbolic", "notation"},  # and in a square network it is right
    "E8": NUMBERS | {"notation"},
    "E9": {"notation"},
    "E10": {"E goes down"},
    "E11": NUMBERS,
    "E12": set(),
    "E13": NUMBERS,
    "sign": NUMBERS | {"E goes down"},
    "factor 2": NUMBERS,
    "no slope at the output": NUMBERS,
    "no slope in the hidden layer": NUMBERS,
    "slope at the wrong place": NUMBERS,
    "transposed": NUMBERS | {"shape 4-3-2"},
    "updated W_1": NUMBERS,
    "sum over the batch": NUMBERS,
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=lambda slip: slip.id)
def test_who_catches_it(slip: Slip) -> None:
    caught = catches(slip)
    assert set(caught) == set(CHECKS)
    assert {check for check, yes in caught.items() if yes} == CAUGHT[slip.id]


def test_all_are_there_and_speak_plainly() -> None:
    assert set(CAUGHT) == set(SLIPS)
    sorted_out = [id for ids in KINDS.values() for id in ids]
    assert list(SLIPS)[:13] == sorted_out, "in the order of their kinds"
    assert sorted(sorted_out, key=lambda id: int(id[1:])) == [f"E{k}" for k in range(1, 14)]
    assert {SLIPS[id].kind for id in STAND_INS} == {"error", "left out"}
    for id, slip in SLIPS.items():
        assert slip.id == id
        assert slip.spoils in RESULTS
        assert 20 < len(slip.message) < 100
        assert slip.message.endswith(".")
        assert in_page(slip.page)
        assert bool(slip.page) == (slip.id.startswith("E") and slip.id != "E12")


def test_a_slip_is_a_function_of_what_a_student_has() -> None:
    sigma_1, o_1 = np.array([1.0, -2.0]), np.array([3.0, 4.0, 5.0])
    wrong = SLIPS["transposed"](sigma_1=sigma_1, o_1=o_1)
    np.testing.assert_array_equal(wrong, [[3, -6], [4, -8], [5, -10]])
    np.testing.assert_array_equal(SLIPS["sign"](o_2=np.ones(2), t=np.zeros(2)), [-1, -1])
    with pytest.raises(ValueError, match=r"transposed is outer\(o_1, sigma_1\): o_1 is missing"):
        SLIPS["transposed"](sigma_1=sigma_1)
    with pytest.raises(ValueError, match="E6 is no formula"):
        SLIPS["E6"]()


@pytest.mark.parametrize("network", [ONE, BATCH])
def test_without_a_slip_the_gradients_are_right(network: object) -> None:
    values = sample(network)  # type: ignore[arg-type]
    given = {name: values[name] for name in ("W_0", "W_1", "o_0", "t", "B")}
    for i, found in enumerate(gradients(None, given, network)):  # type: ignore[arg-type]
        np.testing.assert_allclose(found, values[f"dE_dW_{i}"], rtol=1e-12, atol=1e-15)


def test_notation_of_the_page_and_of_what_is_well_written() -> None:
    assert {"))", "G(e;", "o_2_n3", "t_m", "sigma_1_n3", "w_nm"} <= set(notation(seed_page()))
    assert notation("G(E;o_2) = | (o_2_1 - t_1) ... (o_2_n2 - t_n2) |, sigma_1_n2 o_1_n1") == []


def test_the_table_has_a_row_for_each() -> None:
    head, line, *rows = table().splitlines()
    assert [cell.strip() for cell in head.strip("|").split("|")] == ["slip", "kind", *CHECKS]
    assert set(line) <= set("|- ")
    assert len(rows) == len(SLIPS)
    for slip, row in zip(SLIPS.values(), rows, strict=True):
        assert row.count("|") == len(CHECKS) + 3
        assert row.count(" ✓ ") == len(CAUGHT[slip.id])


@pytest.mark.slow
def test_most_wrong_gradients_learn_and_one_learns_faster_at_a_small_rate() -> None:
    digits = load_digits()
    x, t = digits.train.inputs[:3000], digits.train.targets[:3000]
    test = digits.test.inputs[:1000], digits.test.targets[:1000]
    runs = list(arena(x, t, *test, epochs=3))
    assert [run.letter for run in runs] == list("ABCDEFG")
    assert sorted(run.made for run in runs) == sorted([RIGHT, *WRONG])
    assert [run.made for run in runs] != [RIGHT, *WRONG]
    by_made = {run.made: run for run in runs}
    assert all(len(run.error) == len(run.accuracy) == 4 for run in runs)
    assert len({run.accuracy[0] for run in runs}) == 1
    learned = {made for made, run in by_made.items() if run.error[-1] < 0.3 * run.error[0]}
    assert learned == {RIGHT, *WRONG} - {"sign"}
    assert by_made["sign"].accuracy[-1] < 0.2
    assert by_made["no slope at the output"].accuracy[1] > by_made[RIGHT].accuracy[1] + 0.1
    assert by_made["transposed"].accuracy[-1] < by_made[RIGHT].accuracy[-1] - 0.2
    again = trained(runs[0].made, x, t, *test, epochs=3)
    assert again.accuracy == runs[0].accuracy
    assert RIGHT not in repr(runs)
    assert standings(runs).count("\n") == 8


def test_the_arena_refuses_what_does_not_fit() -> None:
    x, t = np.ones((20, 784)), np.ones((20, 10))
    with pytest.raises(ValueError, match="test_inputs is"):
        trained(RIGHT, x, t, x[:, 1:], t)
    with pytest.raises(ValueError, match="targets is"):
        trained(RIGHT, x, t[:, 1:], x, t)
    with pytest.raises(ValueError, match="targets is"):
        trained(RIGHT, x, t[1:], x, t)
