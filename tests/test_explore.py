"""What holds for every explorer: driven by the events that a browser would send."""

import gc
import threading
import time
import tracemalloc
import warnings
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from netlib.drawing.svg import Drawing
from netlib.explore import EXPLORERS
from netlib.explore.forward_pass import ForwardPass
from netlib.explore.knobs import Knob, State, chosen, named, snapped, tried
from netlib.explore.stage import Explorer, check_picture

ALL = pytest.mark.parametrize("chapter", sorted(EXPLORERS))


def send(explorer: Explorer, *events: dict[str, Any]) -> list[Any]:
    """Send the events as the browser does, and return what came back."""
    answers: list[Any] = []
    explorer.send = lambda content, buffers=None: answers.append(content)
    explorer._receive(explorer, {"id": "view 1 1", "events": list(events)}, [])
    return answers


def children(picture: str) -> list[Any]:
    return list(ElementTree.fromstring(picture))


@ALL
def test_its_picture_is_one_element_a_line_under_sixty_kilobytes(chapter: str) -> None:
    explorer = EXPLORERS[chapter]()
    lines = explorer.picture.split("\n")
    assert len(lines) == len(children(explorer.picture)) + 2
    for line in lines[1:-1]:
        ElementTree.fromstring(line)
    assert len(explorer.picture.encode()) < 60_000
    title, desc = children(explorer.picture)[:2]
    assert title.text == explorer.title
    assert desc.text == explorer.sentence
    assert len(explorer.sentence.split()) >= 8


@ALL
def test_its_picture_needs_no_style_sheet_and_is_legible_on_dark(chapter: str) -> None:
    for _, picture, _ in EXPLORERS[chapter]().frames():
        assert "<style" not in picture
        assert "var(" not in picture
        assert "url(" not in picture
        for colour in ("white", "#fff", "black", "#000"):
            assert f'"{colour}' not in picture.lower()


@ALL
def test_every_control_moves_and_shows_what_netlib_says(chapter: str) -> None:
    explorer = EXPLORERS[chapter]()
    before = explorer.picture
    knobs = explorer.knobs(explorer.state)
    assert explorer.drive() >= sum(len(tried(knob)) for knob in knobs)
    assert explorer.picture == before


@ALL
def test_each_knob_changes_something(chapter: str) -> None:
    explorer = EXPLORERS[chapter]()
    for knob in explorer.knobs(explorer.state):
        if knob.kind == "button":
            continue
        seen = set()
        for event in tried(knob):
            send(explorer, event)
            seen.add(explorer.picture + str(explorer.inputs))
        assert len(seen) > 1, knob.ref
        send(explorer, {"ref": "reset", "press": 1})


@ALL
def test_what_is_no_number_is_refused_in_words(chapter: str) -> None:
    explorer = EXPLORERS[chapter]()
    before = explorer.picture
    numeric = [k for k in explorer.knobs(explorer.state) if k.kind in ("slider", "number")]
    assert numeric
    for knob in numeric:
        for nonsense in ("abc", "", "nan", float("nan"), float("inf"), None):
            explorer.set_state({knob.ref: nonsense})
            assert knob.label in explorer.complaint
            assert explorer.picture == before
    explorer.set_state({"no such thing": 1})
    assert "no such thing" in explorer.complaint


@ALL
def test_extreme_numbers_are_drawn_and_described(chapter: str) -> None:
    explorer = EXPLORERS[chapter]()
    handles = [k for k in explorer.knobs(explorer.state) if k.kind in ("slider", "number")]
    for value in (1e300, -1e300, 0):
        for knob in handles:
            if knob.ref not in {k.ref for k in explorer.knobs(explorer.state)}:
                continue  # another size of network has other weights
            explorer.set_state({knob.ref: value})
            assert not explorer.complaint
            assert len(explorer.picture.encode()) < 80_000
            assert "nan" not in explorer.picture
            ElementTree.fromstring(explorer.picture)
        check_picture(explorer.picture, explorer.numbers())


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


@ALL
def test_updates_leave_nothing_behind(chapter: str, capsys: pytest.CaptureFixture[str]) -> None:
    explorer = EXPLORERS[chapter]()
    events = tried(next(k for k in explorer.knobs(explorer.state) if k.kind != "button"))

    def many(times: int) -> None:
        for k in range(times):
            send(explorer, events[k % 2])
        gc.collect()

    many(20)
    tracemalloc.start()
    many(10)
    before = tracemalloc.get_traced_memory()[0]
    many(30)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 20_000, "bytes kept over 30 updates"
    assert capsys.readouterr() == ("", "")


class Broken(ForwardPass):
    """An explorer whose drawing fails once a number is large."""

    def draw(self, state: Any) -> Drawing:
        """Return the drawing, or fail."""
        if state["W_0"][0, 0] > 2:
            raise RuntimeError("out of paint")
        return super().draw(state)


def test_a_drawing_that_fails_is_said_and_the_picture_stays() -> None:
    explorer = Broken()
    before = explorer.picture
    answers = send(explorer, {"ref": "W_0[0,0]", "set": 2.5})
    assert answers == [{"done": "view 1 1"}]
    assert "out of paint" in explorer.complaint
    assert explorer.picture == before
    assert explorer.numbers()["W_0"][0, 0] == 0.5
    send(explorer, {"ref": "W_0[0,0]", "set": 1.5})
    assert explorer.complaint == ""
    assert explorer.numbers()["W_0"][0, 0] == 1.5


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
    explorer = EXPLORERS["02"]()
    numbers = explorer.numbers()
    check_picture(explorer.picture, numbers)
    with pytest.raises(AssertionError, match=r"o_2\[0\] is written as 0.6419"):
        check_picture(explorer.picture, numbers | {"o_2": np.array([0.6420, 0.6848])})
    with pytest.raises(AssertionError, match="s_1"):
        check_picture(explorer.picture, {k: v for k, v in numbers.items() if k != "s_1"})
    with pytest.raises(AssertionError, match="no numbers"):
        check_picture("<svg></svg>", numbers)


def test_knobs_keep_to_what_they_can_be() -> None:
    size = Knob("n", "n", "slider", 1, 8, 1, whole=True)
    assert (snapped(size, 99), snapped(size, -3), snapped(size, 2.6)) == (8, 1, 3)
    assert isinstance(snapped(size, 2.6), int)
    colour = Knob("c", "colour", "choice", options=("red", "blue"))
    assert chosen(colour, "red") == "red"
    with pytest.raises(ValueError, match="colour can be red, blue, but not green"):
        chosen(colour, "green")


def test_names_count_from_one() -> None:
    assert named("W_0", (0, 1)) == "w₁₂ of W₀"
    assert named("sigma_1", (1,)) == "σ₁,₂"
    assert named("t", (0,)) == "t₁"
    assert named("W_3", ()) == "W₃"


def test_nothing_warns() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for chapter in EXPLORERS:
            EXPLORERS[chapter]().frames()


def test_a_drag_and_a_cell_at_the_same_moment_both_count(monkeypatch: pytest.MonkeyPatch) -> None:
    explorer = EXPLORERS["02"]()
    true = explorer.draw

    def slowly(state: State) -> Drawing:
        time.sleep(0.002)
        return true(state)

    monkeypatch.setattr(explorer, "draw", slowly)

    def move(entry: str) -> None:
        for value in np.linspace(-1, 1, 21).round(1):
            explorer.set_state({entry: value})

    threads = [threading.Thread(target=move, args=[f"W_0[{row},0]"]) for row in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert explorer.state["W_0"][:, 0].tolist() == [1, 1, 1]
    check_picture(explorer.picture, explorer.numbers())
