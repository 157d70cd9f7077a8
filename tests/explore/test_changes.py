"""What the last act changed is marked and said until the next, and can be undone."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from netlib.explore import EXPLORERS
from netlib.explore.changes import moves, told
from netlib.explore.model import Look
from netlib.explore.stage import FAULT, Stage
from netlib.letters import E, W, o
from tests.explore.pictures import panel

ALL = pytest.mark.parametrize("chapter", sorted(EXPLORERS))


def triangles(explorer: Stage) -> list[int]:
    """Return the way of each triangle that the page shows."""
    svg = "".join(p["svg"] for p in explorer.panels)
    return [int(way) for way in re.findall(r'data-moved="(-?1)"', svg)]


def first_slider(explorer: Stage) -> str:
    return next(ref for ref, kind in explorer.reach().items() if kind == "slider" and "[" in ref)


def test_what_rose_and_what_fell() -> None:
    before = {W(0): np.array([[1.0, 2.0]]), E: np.array(0.5), o(1): np.array([0.25])}
    after = {W(0): np.array([[1.5, 2.0]]), E: np.array(0.4), o(1): np.array([0.250001])}
    assert moves(before, after) == {W(0)[0, 0]: 1, E: -1}
    assert (
        told(moves(before, after), before, after, {W(0)}, ())
        == "w₁₁ of W₀: 1 → 1.5. With it changed E."
    )
    assert told(moves(before, after), before, after, {W(0)}, {E}) == "w₁₁ of W₀: 1 → 1.5."
    assert told({}, before, before, {W(0)}, ()) == ""


def test_small_numbers_move_where_their_digits_do() -> None:
    def of(x: float) -> dict[Any, Any]:
        return {E: np.array(x)}

    assert moves(of(2.04e-5), of(2.13e-5)) == {E: 1}
    assert moves(of(2.04e-5), of(2.0401e-5)) == {}
    assert moves(of(0.3), of(0.30001)) == {}


def test_networks_of_other_sizes_are_not_compared() -> None:
    assert moves({o(0): np.zeros(3)}, {o(0): np.ones(4)}) == {}
    assert moves({o(0): np.zeros(3)}, {o(0): np.ones(3), o(1): np.ones(2)}) == {}


@pytest.mark.parametrize("chapter", ["02", "03", "04", "05", "06"])
def test_marks_stay_until_the_next_act(chapter: str) -> None:
    explorer = EXPLORERS[chapter]()
    assert triangles(explorer) == []
    assert explorer.changed == ""
    ref = first_slider(explorer)
    explorer.act([{"ref": ref, "steps": 2}])
    marked, said = triangles(explorer), explorer.changed
    assert marked
    assert said
    explorer.act([{"ref": ref, "focus": True}])
    assert (len(triangles(explorer)), explorer.changed) == (len(marked), said)
    explorer.act([{"ref": "reset", "press": 1}, {"ref": ref, "steps": 0}])
    assert explorer.changed != said or triangles(explorer) != marked


def test_a_drag_is_compared_with_where_it_began_and_undone_at_once() -> None:
    explorer = EXPLORERS["06"]()
    start = explorer.numbers()["W_0"][0, 0]
    for value in (0.6, 0.7, 0.8):
        explorer.act([{"ref": "W_0[0,0]", "set": value, "snap": True}], gesture="a drag")
    assert explorer.changed.startswith(f"w₁₁ of W₀: {start:.4g} → 0.8.")
    explorer.act([{"ref": "o_0[0]", "steps": -1}])
    explorer.act([{"ref": "undo", "press": 1}])
    assert explorer.numbers()["W_0"][0, 0] == 0.8
    explorer.act([{"ref": "undo", "press": 1}])
    assert explorer.numbers()["W_0"][0, 0] == start
    assert explorer.complaint == ""


def test_two_quick_presses_of_undo_are_added_up_by_the_page_and_undo_two() -> None:
    explorer = EXPLORERS["06"]()
    for _ in range(3):
        explorer.act([{"ref": "W_0[0,0]", "steps": 1}])
    explorer.act([{"ref": "undo", "press": 2}])
    assert explorer.numbers()["W_0"][0, 0] == pytest.approx(0.6)
    explorer.act([{"ref": "undo", "press": "often"}])
    assert "“often” is not a number" in explorer.complaint
    explorer.act([{"ref": "undo", "press": 9}])
    assert explorer.numbers()["W_0"][0, 0] == 0.5
    assert explorer.complaint == ""


def test_a_page_that_becomes_narrow_where_nothing_can_be_drawn_is_told_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def draw(state: Any, n: Any, look: Look) -> Any:
        if look.narrow and state.step == 0:
            raise RuntimeError("no room")
        return right(state, n, look)

    right = EXPLORERS["06"].draw
    explorer = replace(EXPLORERS["06"], draw=draw)()
    explorer._receive(explorer, {"narrow": True}, [])
    explorer.act([{"ref": "step", "set": 0}])
    assert explorer.complaint == FAULT
    assert "no room" in caplog.text
    caplog.clear()


@ALL
def test_every_gesture_can_be_undone_and_where_there_is_none_it_is_off(chapter: str) -> None:
    explorer = EXPLORERS[chapter]()

    def off() -> bool:
        said: bool = next(i["off"] for i in explorer.inputs if i["ref"] == "undo")
        assert said == ("undo" not in explorer.reach())
        return said

    assert off()
    explorer.act([{"ref": "undo", "press": 1}])
    assert explorer.complaint == "There is nothing to undo."
    pictures: list[str] = []
    for ref, kind in explorer.reach().items():
        if kind not in ("slider", "number") or len(pictures) == 3:
            continue
        for steps in (1, -2):  # one of them moves it
            before = explorer.picture
            explorer.act([{"ref": ref, "steps": steps}])
            if explorer.picture != before:
                pictures.append(before)
                break
    explorer.act([{"ref": "reset", "press": 1}])
    assert not off()
    for before in reversed(pictures):
        while explorer.picture != before:
            assert not off()
            explorer.act([{"ref": "undo", "press": 1}])
    assert explorer.complaint == ""


def test_a_fault_of_ours_leaves_nothing_to_undo(caplog: pytest.LogCaptureFixture) -> None:
    explorer = EXPLORERS["06"]()

    def falls_over(_: Any) -> Any:
        raise RuntimeError("out of paint")

    explorer.change(falls_over)
    assert next(i["off"] for i in explorer.inputs if i["ref"] == "undo")
    assert "out of paint" in caplog.text
    caplog.clear()


def test_what_is_not_computed_yet_is_not_said_to_change() -> None:
    explorer = EXPLORERS["06"]()
    explorer.act([{"ref": "step", "set": 1}, {"ref": "W_0[0,0]", "set": 2}])
    assert "G" in explorer.changed
    assert "σ" not in explorer.changed
    assert "∂E" not in explorer.changed
    assert panel(explorer, "gradients").count("data-moved") == 0
