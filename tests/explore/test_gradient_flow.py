"""Explorer 06: its numbers by plain loops, its walk, and what it spells out."""

import math
import re

import numpy as np
import pytest
from numpy.typing import ArrayLike

from netlib.drawing.svg import decimal
from netlib.explore import EXPLORERS
from netlib.explore.gradient_flow import EXPLORER, Flow, linked, shows, spelled_out
from netlib.explore.model import Numbers
from netlib.explore.stage import Stage
from netlib.explore.walk import arriving, walk
from netlib.letters import E, G, W, dE_d, norm, o, s, sigma, t
from tests.explore.pictures import panel, texts, written


def check(state: Flow, n: Numbers) -> None:
    """Assert every number of the way forward and back, each by a loop over its indices."""
    L = len(state.weights)
    outputs = [[float(x) for x in state.o_0]]
    for i, matrix in enumerate(state.weights):
        sums = [sum(float(w) * x for w, x in zip(row, outputs[-1], strict=True)) for row in matrix]
        outputs.append([1 / (1 + math.exp(-x)) if x > -700 else 0.0 for x in sums])
        close(n[s(i)], sums)
        close(n[o(i + 1)], outputs[-1])
    misses = [x - float(goal) for x, goal in zip(outputs[L], state.t, strict=True)]
    close(n[G], misses)
    close(n[E], sum(m * m for m in misses) / 2)
    back = misses
    for i in range(L - 1, -1, -1):
        signal = [b * x * (1 - x) for b, x in zip(back, outputs[i + 1], strict=True)]
        close(n[sigma(i)], signal)
        close(n[norm(sigma(i))], math.sqrt(sum(x * x for x in signal)))
        close(n[dE_d(W(i))], [[x * y for y in outputs[i]] for x in signal])
        columns = range(len(outputs[i]))
        back = [
            sum(x * float(state.weights[i][k, j]) for k, x in enumerate(signal)) for j in columns
        ]
        if i:
            close(n[arriving(i)], back)


def close(found: ArrayLike, expected: ArrayLike) -> None:
    np.testing.assert_allclose(np.asarray(found), np.asarray(expected), rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("depth", range(1, 7))
def test_every_step_spells_out_the_number_it_computed(depth: int) -> None:
    explorer = EXPLORERS["06"]()
    explorer.set_state({"layers": depth, "step": 0})
    formulas = [spelled(explorer)]
    for letter in walk(depth):
        explorer.act([{"ref": "next", "press": 1}])
        assert explorer.complaint == ""
        formulas.append(spelled(explorer))
        array = explorer.numbers()[letter.code]
        first = float(array.flat[0])
        assert formulas[-1][1] == decimal(first)
    assert len(set(map(tuple, formulas))) == len(walk(depth)) + 1
    for k in range(len(walk(depth)), 0, -1):
        assert spelled(explorer) == formulas[k]
        explorer.act([{"ref": "step", "steps": -1}])
    assert spelled(explorer) == formulas[0]


def spelled(explorer: Stage) -> list[str]:
    """Return what the formula panel writes: the letters of the result, its number, and so on."""
    return texts(panel(explorer, "formula"))


def test_targets_and_misses_can_be_in_focus() -> None:
    explorer = EXPLORERS["06"]()
    for ref in ("t[1]", "G[1]"):
        explorer.act([{"ref": ref, "focus": True}])
        assert explorer.complaint == ""
        assert spelled(explorer)[0] == "G2"
        assert {"o2,2", "t2"} < set(spelled(explorer))


def test_the_focus_is_spelled_out_where_it_is_computed_already() -> None:
    done = walk(2)
    assert spelled_out(W(0)[1, 2], done) == dE_d(W(0))
    assert spelled_out(o(1)[0], done) == sigma(0)
    assert spelled_out(t[0], done) == G
    assert spelled_out(o(0)[0], done) == done[-1]
    assert spelled_out(W(0)[1, 2], done[:3]) == arriving(1)
    assert spelled_out(W(0)[1, 2], []) == E


def test_what_a_number_is_made_of_is_lit() -> None:
    n = shows(Flow())
    assert linked(W(1)[0, 2], n) == {W(1)[0, 2], dE_d(W(1))[0, 2], o(1)[2], o(2)[0]}
    assert linked(arriving(1)[2], n) == {o(1)[2], W(1)[0, 2], W(1)[1, 2]}
    assert linked(sigma(1)[0], n) == {o(2)[0]}
    assert linked(G[0], n) == {G[0]}


def test_after_a_drag_E_is_compared_with_nothing() -> None:
    explorer = EXPLORERS["06"]()
    explorer.act([{"ref": "down", "press": 1}])
    assert "E fell from" in explorer.sentence
    for event in ({"ref": "o_0[0]", "set": 0.2, "snap": True}, {"ref": "t[0]", "steps": -1}):
        explorer.act([{"ref": "down", "press": 1}, event])
        assert "fell" not in explorer.sentence
        assert "before" not in "".join(texts(explorer.picture))


def test_a_signal_that_shrinks_is_said_with_its_factor() -> None:
    state, _ = EXPLORER.act(Flow(), [{"ref": "layers", "set": 6}])
    n = shows(state)
    factor = float(n[norm(sigma(5))] / n[norm(sigma(0))])
    assert f"by a factor of {factor:.4g}" in EXPLORER.picture(state).words


def test_a_box_of_the_chain_leads_to_its_step_at_every_depth() -> None:
    for depth in range(1, 7):
        explorer = EXPLORERS["06"]()
        explorer.set_state({"layers": depth})
        for narrow in (True, False):
            explorer._receive(explorer, {"narrow": narrow}, [])
            boxes = re.findall(r'data-ref="step" data-set="(\d+)"', panel(explorer, "chain"))
            assert list(map(int, boxes)) == list(range(3 * depth + 1))
        for k, letter in enumerate([E, *walk(depth)]):
            explorer.act([{"ref": "step", "set": k}])
            assert explorer.complaint == ""
            entry = {"E": letter, "dE": letter[0, 0]}.get(letter.kind, letter[0])
            assert spelled(explorer)[0] == entry.drawn.replace("_", "").translate(PLAIN)


PLAIN = str.maketrans("", "", "{}")


def test_a_step_back_undoes_a_step_forward() -> None:
    explorer = EXPLORERS["06"]()
    explorer.act([{"ref": "step", "set": 2}])
    before = explorer.picture
    for button in ("next", "back"):
        explorer.act([{"ref": button, "press": 1}])
    assert explorer.picture == before


@pytest.mark.parametrize("depth", range(1, 7))
def test_both_arrangements_write_the_same_numbers(depth: int) -> None:
    explorer = EXPLORERS["06"]()
    explorer.set_state({"layers": depth})
    for step in range(3 * depth + 1):
        explorer.act([{"ref": "step", "set": step}])
        wide = sorted(written(explorer.picture))
        explorer._receive(explorer, {"narrow": True}, [])
        assert sorted(written("".join(p["svg"] for p in explorer.panels))) == wide
        explorer._receive(explorer, {"narrow": False}, [])
