"""Explorer 06: its numbers by plain loops, its walk, and what it spells out."""

import math
import re

import numpy as np
import pytest
from numpy.typing import ArrayLike

from netlib.drawing.svg import decimal
from netlib.explore import EXPLORERS
from netlib.explore.flow_panels import E_BEFORE
from netlib.explore.gradient_flow import EXPLORER, Flow, linked, shows, spelled_out
from netlib.explore.model import Numbers
from netlib.explore.walk import arriving, walk
from netlib.letters import E, G, W, dE_d, norm, o, s, sigma, t


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
    close(n[E_BEFORE], state.before)
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
    formulas = [spelled(explorer.picture)]
    for letter in walk(depth):
        explorer.act([{"ref": "next", "press": 1}])
        assert explorer.complaint == ""
        formulas.append(spelled(explorer.picture))
        array = explorer.numbers()[letter.code]
        first = float(array.flat[0])
        assert formulas[-1][1].endswith(f"= {decimal(first)}")
    assert len(set(formulas)) == len(walk(depth)) + 1
    for k in range(len(walk(depth)), 0, -1):
        assert spelled(explorer.picture) == formulas[k]
        explorer.act([{"ref": "step", "steps": -1}])
    assert spelled(explorer.picture) == formulas[0]


def spelled(picture: str) -> tuple[str, ...]:
    """Return the two lines of the formula, without their markup."""
    lines = re.findall(r'<text x="40" y="(?:373|401)[^>]*>(.*?)</text>', picture)
    return tuple(re.sub(r"<[^>]+>", "", line) for line in lines)


def test_targets_and_misses_can_be_in_focus() -> None:
    explorer = EXPLORERS["06"]()
    for ref in ("t[1]", "G[1]"):
        explorer.act([{"ref": ref, "focus": True}])
        assert explorer.complaint == ""
        assert spelled(explorer.picture)[0] == "G2 = o2,2 − t2"


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
        assert explorer.numbers()["E before"] == 0


def test_a_signal_that_shrinks_is_said_with_its_factor() -> None:
    state, _ = EXPLORER.act(Flow(), [{"ref": "layers", "set": 6}])
    n = shows(state)
    factor = float(n[norm(sigma(5))] / n[norm(sigma(0))])
    assert f"by a factor of {factor:.4g}" in EXPLORER.picture(state).words
