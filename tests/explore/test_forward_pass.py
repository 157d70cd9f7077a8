"""Explorer 02: its numbers by the definition, term by term."""

import math
import re

import numpy as np
import pytest

from netlib.drawing.panel import WIDTH
from netlib.drawing.stations import NARROW
from netlib.drawing.svg import decimal
from netlib.explore import EXPLORERS
from netlib.explore.forward_pass import EXPLORER, STEPS, Forward, linked, shows
from netlib.explore.model import Numbers
from netlib.letters import Letter, W, o, s
from tests.explore.pictures import panel, texts


def check(state: Forward, n: Numbers) -> None:
    """Assert each sum and output of the state against its definition."""
    values = list(state.o_0)
    for i, matrix in enumerate(state.weights):
        terms = [[float(w) * x for w, x in zip(row, values, strict=True)] for row in matrix]
        np.testing.assert_allclose(n[s(i)], [sum(row) for row in terms], rtol=1e-12, atol=1e-12)
        values = [1 / (1 + math.exp(-x)) if x > -700 else 0.0 for x in map(float, map(sum, terms))]
        np.testing.assert_allclose(n[o(i + 1)], values, rtol=1e-12, atol=1e-300)


def test_a_weight_lights_all_that_meets_in_it() -> None:
    n = shows(Forward())
    assert linked(W(1)[0, 2], n) == {W(1)[0, 2], o(1)[2], s(1)[0]}
    assert linked(o(0)[1], n) == {o(0)[1], *(W(0)[k, 1] for k in range(3))}
    row = {W(1)[1, j] for j in range(3)}
    assert linked(s(1)[1], n) == linked(o(2)[1], n) == row | {s(1)[1], o(2)[1]}


def test_numbers_come_one_after_the_other_and_are_all_there_before() -> None:
    explorer = EXPLORERS["02"]()
    explorer.act([{"ref": "step", "set": 0}])
    assert set(explorer.numbers()) == {"W_0", "W_1", "o_0", "s_0", "o_1", "s_1", "o_2"}
    for k, letter in enumerate(STEPS, 1):
        explorer.act([{"ref": "next", "press": 1}])
        assert explorer.state.focus == letter
        assert explorer.picture.count(f'data-shows="{letter.code}"') >= 1
        if k < len(STEPS):
            assert f'data-shows="{STEPS[k].code}"' not in explorer.picture
            assert f"The last is {letter.prose}" in explorer.sentence
    explorer.act([{"ref": "next", "press": 1}])
    assert not explorer.complaint


@pytest.mark.parametrize("focus", [*STEPS, W(0)[1, 2], W(1)[1, 2], o(0)[3]], ids=str)
def test_what_is_not_computed_yet_is_nowhere_given_away(focus: Letter) -> None:
    explorer = EXPLORERS["02"]()
    numbers = shows(Forward())
    for step in range(len(STEPS)):
        explorer.act([{"ref": "step", "set": step}, {"ref": focus.code, "focus": True}])
        assert not explorer.complaint
        for letter in STEPS[step:]:
            assert decimal(numbers[letter.whole][letter.at]) not in explorer.picture


@pytest.mark.parametrize("narrow", [False, True])
def test_long_numbers_break_their_sum_rather_than_leave_the_picture(narrow: bool) -> None:
    explorer = EXPLORERS["02"]()
    explorer._receive(explorer, {"narrow": narrow}, [])
    explorer.set_state({"W_0": np.full((3, 4), -1.2346e-6), "o_0": np.full(4, -1.2346e-6)})
    explorer.act([{"ref": "s_0[0]", "focus": True}])
    written = texts(panel(explorer, "formula"))
    assert written.count("(−1.235e−6)") == 8
    right = NARROW if narrow else WIDTH
    places = [float(x) for x in re.findall(r'<text x="([\d.]+)"', panel(explorer, "formula"))]
    assert max(places) < right - 30


def test_a_moment_is_what_a_reader_can_do() -> None:
    for (name, events), (_, svg, _) in zip(
        EXPLORER.moments.items(), EXPLORER.frames(), strict=True
    ):
        live = EXPLORERS["02"]()
        live.act(events)
        assert live.picture == svg, name
