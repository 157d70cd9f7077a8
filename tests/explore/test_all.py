"""What holds for every explorer: driven by the events that a browser would send."""

import gc
import logging
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from netlib.drawing.panel import WIDTH, Panel, rows_of
from netlib.drawing.stations import NARROW
from netlib.explore import EXPLORERS
from netlib.explore.forward_pass import EXPLORER as FORWARD_PASS
from netlib.explore.forward_pass import Forward
from netlib.explore.knobs import NUMERIC, Knob, Refused, chosen, snapped
from netlib.explore.model import Event, Look, Numbers
from netlib.explore.stage import FAULT, Stage
from netlib.explore.state import value_of
from netlib.letters import W, s
from tests.explore.pictures import check_picture, written
from tests.explore.visits import tried

ALL = pytest.mark.parametrize("chapter", sorted(EXPLORERS))


def send(explorer: Stage, *events: Event) -> list[Any]:
    """Send the events as the browser does, and return what came back."""
    answers: list[Any] = []
    explorer.send = lambda content, buffers=None: answers.append(content)
    explorer._receive(explorer, {"id": "view 1 1", "events": list(events)}, [])
    return answers


def drawn(explorer: Any, state: Any) -> str:
    return str(explorer.picture(state).svg) + str(explorer.inputs(state))


def children(picture: str) -> list[Any]:
    return list(ElementTree.fromstring(picture))


@ALL
@pytest.mark.parametrize("narrow", [False, True])
def test_its_panels_are_one_element_a_line_under_sixty_kilobytes(
    chapter: str, narrow: bool
) -> None:
    explorer = EXPLORERS[chapter]()
    explorer._receive(explorer, {"narrow": narrow}, [])
    assert explorer.panels[0]["name"] == "chain"
    for panel in explorer.panels:
        lines = panel["svg"].split("\n")
        assert len(lines) == len(children(panel["svg"])) + 2
        for line in lines[1:-1]:
            ElementTree.fromstring(line)
    assert sum(len(panel["svg"].encode()) for panel in explorer.panels) < 60_000
    title, desc = children(explorer.picture)[:2]
    assert title.text == explorer.explorer.title
    assert desc.text == explorer.sentence
    assert len(explorer.sentence.split()) >= 8


@ALL
@pytest.mark.parametrize("narrow", [False, True])
def test_each_arrangement_has_the_room_it_needs_and_writes_the_same_numbers(
    chapter: str, narrow: bool
) -> None:
    explorer = EXPLORERS[chapter]
    for events in explorer.moments.values():
        state, _ = explorer.act(explorer.start(), events)
        numbers = explorer.shows(state)
        panels = explorer.draw(state, numbers, Look(narrow))
        for row in rows_of(panels):
            across = sum(panel.width for panel in row)
            assert across <= (NARROW if narrow else WIDTH), [panel.name for panel in row]
        drawn = {name for panel in panels for name, _ in written(panel.svg)}
        assert drawn == {name for name, _ in written(explorer.picture(state).svg)}
        for panel in panels:
            if "data-shows" in panel.svg:
                check_picture(panel.svg, numbers)


@ALL
def test_every_colour_plays_a_role_that_is_another_colour_on_dark(chapter: str) -> None:
    roles = {"paper", "fresh", "line", "pale", "tint", "cover"}
    for _, picture, _ in EXPLORERS[chapter]().frames():
        assert "<style" not in picture
        assert "var(" not in picture
        assert "url(" not in picture
        for node in ElementTree.fromstring(picture).iter():
            for paint in ("fill", "stroke"):
                if node.get(paint, "").startswith("#"):
                    assert roles & set(node.get("class", "").split()), node.attrib


@ALL
def test_at_most_one_button_is_the_next_thing_to_do(chapter: str) -> None:
    explorer = EXPLORERS[chapter]
    knobs = explorer.knobs(explorer.start())
    assert sum(knob.main for knob in knobs) <= 1
    for knob in knobs:
        assert knob.group or not knob.beside, knob.ref
    for task in explorer.tries:
        assert len(task) <= 130


@ALL
def test_a_box_of_the_chain_does_something_and_complains_of_nothing(chapter: str) -> None:
    explorer = EXPLORERS[chapter]()
    (chain,) = (panel["svg"] for panel in explorer.panels if panel["name"] == "chain")
    boxes = [
        (node.get("data-ref"), node.get("data-set"))
        for node in ElementTree.fromstring(chain).iter()
        if node.get("data-ref")
    ]
    assert len(boxes) >= 3
    assert len(set(boxes)) == len(boxes)
    seen = set()
    for ref, value in boxes:
        event = {"ref": ref, "press": 1} if value is None else {"ref": ref, "set": value}
        send(explorer, event)
        assert explorer.complaint == ""
        seen.add(str(explorer.panels))
    assert len(seen) == len(boxes), "each leads somewhere else"


@ALL
def test_each_knob_changes_something(chapter: str) -> None:
    explorer = EXPLORERS[chapter]
    state = explorer.start()
    for knob in explorer.knobs(state):
        events = tried(knob) or [{"ref": knob.ref, "focus": True}, {"ref": knob.ref, "press": 1}]
        seen = set()
        for event in events:
            moved, complaint = explorer.act(state, [event])
            assert not complaint
            seen.add(drawn(explorer, moved))
        if chapter != "04" or knob.kind != "button":
            before = drawn(explorer, state)
            assert len(seen | {before}) > 1 or knob.of == state.focus, knob.ref


@ALL
def test_what_is_no_number_is_refused_in_words(chapter: str) -> None:
    explorer = EXPLORERS[chapter]()
    before = explorer.panels
    numeric = [k for k in explorer.explorer.knobs(explorer.state) if k.kind in NUMERIC]
    assert numeric
    for knob in numeric:
        nonsense: Any
        for nonsense in ("abc", "", "nan", float("nan"), float("inf"), None, [], {}):
            explorer.set_state({knob.ref: nonsense})
            assert knob.label in explorer.complaint
            assert explorer.panels == before


WRONG = [
    {"ref": "no such thing", "set": 1},
    {"ref": "no such thing", "press": 1},
    {"ref": "no such thing", "focus": True},
    {"ref": "focus", "set": "no such thing"},
    {"ref": "W_9[0,0]", "set": 1},
    {"ref": "sigma_9[0]", "focus": True},
    {"ref": None},
    {"ref": ["a"], "set": 1},
    {},
    "W_0[0,0]",
    {"ref": "reset"},
    {"ref": "reset", "set": 1},
    {"ref": "reset", "steps": 1},
    {"ref": "reset", "press": "often"},
]


@ALL
@pytest.mark.parametrize("event", WRONG, ids=str)
def test_what_does_not_exist_fails_at_one_door_in_words(chapter: str, event: Any) -> None:
    explorer = EXPLORERS[chapter]()
    before = explorer.picture
    explorer.act([event])
    assert explorer.complaint
    assert "Error" not in explorer.complaint
    assert "literal" not in explorer.complaint
    assert explorer.picture == before
    if isinstance(event, dict) and "no such thing" in str(event):
        assert explorer.complaint == "There is nothing called “no such thing” here."


@ALL
def test_a_number_that_is_computed_can_not_be_set(chapter: str) -> None:
    explorer = EXPLORERS[chapter]()
    reach, before = explorer.reach(), explorer.picture
    for name, array in explorer.numbers().items():
        for k in np.ndindex(array.shape):
            ref = name + (f"[{','.join(map(str, k))}]" if k else "")
            if ref in reach:
                continue
            explorer.set_state({ref: 0.5})
            assert "can’t be set" in explorer.complaint, ref
            assert explorer.picture == before


@ALL
def test_every_ref_in_reach_takes_focus_and_does_what_its_kind_says(chapter: str) -> None:
    explorer = EXPLORERS[chapter]()
    for ref, kind in explorer.reach().items():
        assert kind in ("slider", "number", "choice", "switch", "button", "focus")
        explorer.act([{"ref": ref, "focus": True}])
        assert explorer.complaint == "", ref
        steps = {"ref": ref, "steps": 1}
        explorer.act([steps])
        assert bool(explorer.complaint) == (kind not in NUMERIC), ref
        explorer.act([{"ref": "reset", "press": 1}])


@ALL
def test_steps_past_an_end_stop_there(chapter: str) -> None:
    explorer = EXPLORERS[chapter]
    state = explorer.start()
    for knob in explorer.knobs(state):
        if knob.kind in NUMERIC:
            for far, end in ((10**9, knob.high), (-(10**9), knob.low)):
                moved, complaint = explorer.act(state, [{"ref": knob.ref, "steps": far}])
                assert not complaint
                there = float(value_of(moved, knob.of))
                assert abs(there - end) <= knob.step or knob.step * 1000 < abs(end)


@pytest.mark.parametrize(("chapter", "mark"), [("01", "a5 5 0 1 0"), ("04", "l-5 4l5 4")])
def test_nothing_on_paper_looks_as_if_it_could_be_moved(chapter: str, mark: str) -> None:
    explorer = EXPLORERS[chapter]()
    assert mark in explorer.picture, "it is drawn live"
    assert not any(mark in svg for _, svg, _ in explorer.frames())


@ALL
def test_its_frames_are_different_and_leave_it_alone(chapter: str) -> None:
    explorer = EXPLORERS[chapter]()
    before = repr(explorer)
    frames = explorer.frames()
    assert 3 <= len(frames) <= 4
    for column in zip(*frames, strict=True):
        assert len(set(column)) == len(frames)
    assert repr(explorer) == before


@ALL
def test_its_repr_is_the_same_every_time_and_holds_the_sentence(chapter: str) -> None:
    one, two = EXPLORERS[chapter](), EXPLORERS[chapter]()
    assert repr(one) == repr(two)
    assert one.sentence in repr(one)
    for symbol in one.numbers():
        assert f"\n{symbol} = " in repr(one)


@ALL
def test_a_notebook_stores_picture_sentence_and_numbers(chapter: str) -> None:
    explorer = EXPLORERS[chapter]()
    data, metadata = explorer._repr_mimebundle_()
    assert data["image/svg+xml"] == explorer.picture
    assert data["text/plain"] == repr(explorer)
    assert explorer.sentence.split()[0] in data["text/html"]
    assert metadata["image/png"]["alt"] == explorer.sentence


@pytest.mark.slow
@ALL
def test_updates_leave_nothing_behind(
    chapter: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("netlib.explore.stage.KEPT", 8)  # states that can be come back to
    explorer = EXPLORERS[chapter]()
    knobs = explorer.explorer.knobs(explorer.state)
    events = tried(next(k for k in knobs if k.kind in (*NUMERIC, "choice")))

    def many(times: int) -> None:
        for k in range(times):
            send(explorer, events[k % 2])
        gc.collect()

    tracemalloc.start()
    many(20)
    kept = [tracemalloc.get_traced_memory()[0]]
    for _ in range(3):  # what is kept grows each time; what a cache takes up, once
        many(30)
        kept.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert min(np.diff(kept)) < 20_000, "bytes kept over 30 updates"
    assert capsys.readouterr() == ("", "")


def out_of_paint(state: Forward, n: Numbers, look: Look) -> Sequence[Panel]:
    """Draw the forward pass, but fail once a number is large."""
    if state.weights[0][0, 0] > 2:
        raise RuntimeError("out of paint")
    return FORWARD_PASS.draw(state, n, look)


def test_a_fault_of_ours_is_said_truly_logged_and_the_picture_stays(
    caplog: pytest.LogCaptureFixture,
) -> None:
    explorer = replace(FORWARD_PASS, draw=out_of_paint)()
    before = explorer.picture
    with caplog.at_level(logging.ERROR, "netlib"):
        answers = send(explorer, {"ref": "W_0[0,0]", "set": 2.5})
    assert answers == [{"done": "view 1 1"}]
    assert explorer.complaint == FAULT
    assert "out of paint" in caplog.text
    caplog.clear()
    assert explorer.picture == before
    assert explorer.numbers()["W_0"][0, 0] == 0.5
    send(explorer, {"ref": "W_0[0,0]", "set": 1.5})
    assert explorer.complaint == ""
    assert explorer.numbers()["W_0"][0, 0] == 1.5


def test_a_fault_in_pressing_is_one_of_ours_too(caplog: pytest.LogCaptureFixture) -> None:
    def falls_over(state: Forward, _: object) -> Forward:
        return replace(state, step=1 // 0)

    explorer = replace(FORWARD_PASS, pressed=falls_over)()
    send(explorer, {"ref": "next", "press": 1})
    assert explorer.complaint == FAULT
    assert "ZeroDivisionError" in caplog.text
    caplog.clear()


def test_nothing_in_explore_needs_jupyter_but_the_stage() -> None:
    code = (
        "import sys\n"
        "for name in ('anywidget', 'ipywidgets', 'IPython', 'traitlets'):\n"
        "    sys.modules[name] = None\n"
        "from netlib.explore import EXPLORERS\n"
        "print(sum(len(EXPLORERS[c].frames()) for c in EXPLORERS))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == sum(len(EXPLORERS[c].moments) for c in EXPLORERS)


def test_one_explorer_does_not_load_the_others() -> None:
    code = (
        "import sys\nfrom netlib.explore import EXPLORERS\nEXPLORERS['05'].frames()\n"
        "print(sorted(m for m in sys.modules if m.startswith('netlib.explore.')))\n"
        "print('PIL' in sys.modules, 'tqdm' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert "gradient_flow" not in done.stdout
    assert "training" not in done.stdout
    assert done.stdout.endswith("False False\n"), done.stdout + done.stderr


def test_steps_and_presses_are_counted() -> None:
    explorer = EXPLORERS["02"]()
    send(explorer, {"ref": "W_0[0,0]", "steps": 3}, {"ref": "W_1[1,2]", "steps": -2})
    assert explorer.numbers()["W_0"][0, 0] == pytest.approx(0.8)
    assert explorer.numbers()["W_1"][1, 2] == pytest.approx(1.1)
    send(explorer, {"ref": "step", "set": 0}, {"ref": "next", "press": 4})
    assert explorer.sentence.startswith("4 of 10 numbers are computed.")


def test_a_drag_snaps_and_typing_does_not() -> None:
    explorer = EXPLORERS["02"]()
    send(explorer, {"ref": "W_0[0,0]", "set": 0.4321, "snap": True})
    assert explorer.numbers()["W_0"][0, 0] == pytest.approx(0.4)
    send(explorer, {"ref": "W_0[0,0]", "set": "0,4321"})
    assert explorer.numbers()["W_0"][0, 0] == 0.4321
    send(explorer, {"ref": "W_0[0,0]", "set": 99, "snap": True})
    assert explorer.numbers()["W_0"][0, 0] == 3


def test_one_bad_event_does_not_stop_the_others() -> None:
    explorer = EXPLORERS["02"]()
    send(explorer, {"ref": "W_0[0,0]", "set": "x"}, {"ref": "W_0[0,1]", "set": 1})
    assert explorer.numbers()["W_0"][0].tolist() == [0.5, 1, 0.3, 0.8]
    assert "w₁₁ of W₀" in explorer.complaint


def test_whole_arrays_can_be_set_if_they_fit() -> None:
    explorer = EXPLORERS["02"]()
    explorer.set_state({"o_0": [1, 0, 0, 0]})
    assert explorer.numbers()["s_0"].tolist() == [0.5, -0.7, 0.9]
    explorer.set_state({"o_0": [1, 0, 0]})
    assert "o_0 is (3,), but must be (4,)" in explorer.complaint


def test_the_state_of_one_is_not_that_of_another() -> None:
    one, two = EXPLORERS["02"](), EXPLORERS["02"]()
    one.set_state({"W_0[0,0]": -2})
    assert two.numbers()["W_0"][0, 0] == 0.5
    assert EXPLORERS["02"]().numbers()["W_0"][0, 0] == 0.5


def test_a_wrong_number_in_a_picture_is_found() -> None:
    picture, numbers = FORWARD_PASS.picture(Forward()).svg, FORWARD_PASS.shows(Forward())
    check_picture(picture, numbers)
    wrong = numbers | {s(1): np.array([0.5839, 0.7759])}
    with pytest.raises(AssertionError, match=r"s_1\[0\] is written as"):
        check_picture(picture, wrong)
    with pytest.raises(AssertionError, match="s_1"):
        check_picture(picture, {k: v for k, v in numbers.items() if k != s(1)})
    with pytest.raises(AssertionError, match="no numbers"):
        check_picture("<svg></svg>", numbers)


def test_knobs_keep_to_what_they_can_be() -> None:
    size = Knob("n", "n", "slider", 1, 8, 1, whole=True)
    assert (snapped(size, 99), snapped(size, -3), snapped(size, 2.6)) == (8, 1, 3)
    assert isinstance(snapped(size, 2.6), int)
    colour = Knob("c", "colour", "choice", options=("red", "blue"))
    assert chosen(colour, "red") == "red"
    with pytest.raises(Refused, match="colour can be red, blue, but not green"):
        chosen(colour, "green")


def test_a_drag_and_a_cell_at_the_same_moment_both_count() -> None:
    def slowly(state: Forward, n: Numbers, look: Look) -> Sequence[Panel]:
        time.sleep(0.002)
        return FORWARD_PASS.draw(state, n, look)

    explorer = replace(FORWARD_PASS, draw=slowly)()

    def move(entry: str) -> None:
        for value in np.linspace(-1, 1, 21).round(1):
            explorer.set_state({entry: value})

    threads = [threading.Thread(target=move, args=[W(0)[row, 0].code]) for row in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert explorer.numbers()["W_0"][:, 0].tolist() == [1, 1, 1]
    check_picture(explorer.picture, FORWARD_PASS.shows(explorer.state))  # type: ignore[arg-type]


def test_a_switch_is_on_or_off_and_a_choice_takes_its_number() -> None:
    bowl, training = EXPLORERS["03"](), EXPLORERS["07"]()
    bowl.set_state({"without_half": "perhaps"})
    assert bowl.complaint == "E without the ½ can be on or off, but not perhaps."
    bowl.set_state({"without_half": True})
    assert bowl.complaint == ""
    for rate in (3.0, "30", 30):
        training.set_state({"rate": rate})
        assert training.complaint == ""
    training.set_state({"rate": np.array([1.0, 3.0])})
    assert "can be 0.1, 0.3, 1" in training.complaint
