"""Every state that a reader can reach is drawn, and says what netlib computes by another way."""

from typing import Any

import numpy as np
import pytest

from netlib.checks import Array
from netlib.explore import EXPLORERS
from netlib.letters import Letter
from tests.explore.visits import check, gestures, visit, visit_all, visit_each_step

ALL = pytest.mark.parametrize("chapter", sorted(EXPLORERS))


@pytest.mark.slow
@ALL
def test_every_reachable_state_is_drawn(chapter: str, record_property: Any) -> None:
    visited = visit_all(chapter, number=60, every=False)
    record_property("figures", f"explorer {chapter}: {visited} states visited")
    assert visited > 100


@ALL
def test_random_gestures_are_drawn(chapter: str) -> None:
    for state, _ in gestures(chapter, number=20, seed=1):
        visit(chapter, state)


@pytest.mark.slow
@pytest.mark.parametrize("depth", range(1, 7))
def test_every_step_is_drawn_with_every_name_in_focus(depth: int, record_property: Any) -> None:
    visited = visit_each_step(depth, every=depth <= 3)
    record_property("figures", f"explorer 06, {depth} layers: {visited} steps with a focus visited")
    assert visited > 50


@ALL
def test_a_number_that_is_off_is_found_by_the_independent_computation(chapter: str) -> None:
    state: Any = EXPLORERS[chapter].start()
    numbers: dict[Letter, Array] = EXPLORERS[chapter].shows(state)
    given = {"W_0", "W_1", "o_0", "t"} | {f"n_{i}" for i in range(3)}
    check(chapter, state, numbers)
    for letter, array in numbers.items():
        if letter.code in given or letter.code in vars(state) or array.size == 0:
            continue  # what the reader sets is the same on both sides
        off = array + (1 if array.dtype.kind == "i" else 1e-3 + np.abs(array) * 1e-3)
        with pytest.raises(AssertionError):
            check(chapter, state, numbers | {letter: off.astype(array.dtype)})


@ALL
def test_a_picture_with_a_wrong_number_is_found(chapter: str, monkeypatch: Any) -> None:
    explorer = EXPLORERS[chapter]
    state = explorer.start()
    right = explorer.draw
    wrong = {x: a + 1 for x, a in explorer.shows(state).items()}
    object.__setattr__(explorer, "draw", lambda state, n, look: right(state, wrong, look))
    try:
        with pytest.raises(AssertionError, match="is written as"):
            visit(chapter, state)
    finally:
        object.__setattr__(explorer, "draw", right)
