import asyncio
import threading
from collections.abc import Iterator
from typing import ClassVar

import numpy as np
import pytest

from netlib.checks import Array
from netlib.drawing.pieces import shown
from netlib.drawing.svg import Drawing
from netlib.explore.knobs import Knob, State
from netlib.explore.playing import PAUSE, Playing, play_button
from tests.loops import apart, on_a_loop


class Counter(Playing):
    """Counts as it plays, up to 1000; at 13 it fails."""

    title = "Counter"
    try_this = "Press play."
    start: ClassVar[State] = {"k": 0, "playing": False}
    moments: ClassVar = {"start": {}}

    def knobs(self, state: State) -> list[Knob]:
        return [play_button(state), Knob("k", "k", "number", 0, 1000, 1, whole=True)]

    def pressed(self, state: State, ref: str) -> State:
        return {**state, "playing": not state["playing"]}

    def further(self, state: State) -> State:
        if state["k"] == 13:
            raise RuntimeError("thirteen")
        return {**state, "k": state["k"] + 1, "playing": state["k"] + 1 < 1000}

    def shows(self, state: State) -> dict[str, Array]:
        return {"k": np.array(state["k"])}

    def check(self, state: State) -> None:
        assert 0 <= state["k"] <= 1000

    def draw(self, state: State) -> Drawing:
        line = shown(0, 0, "k", state["k"])
        return Drawing(10, 10, self.title, f"k is {state['k']}", (line,))


def press(explorer: Playing, ref: str = "play") -> None:
    explorer._receive(explorer, {"id": "test", "events": [{"ref": ref, "press": 1}]}, [])


def play_label(explorer: Playing) -> str:
    return next(knob["label"] for knob in explorer.inputs if knob["ref"] == "play")


@pytest.fixture
def counter() -> Iterator[Counter]:
    explorer = Counter()
    yield explorer
    explorer.close()


async def until(explorer: Playing, k: int) -> None:
    for _ in range(500):
        if explorer.state["k"] >= k:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"it never came to {k}")


def others() -> set["asyncio.Task[None]"]:
    return asyncio.all_tasks() - {asyncio.current_task()}


def test_it_plays_until_it_is_paused_and_leaves_nothing_running(counter: Counter) -> None:
    async def watch() -> None:
        press(counter)
        assert play_label(counter) == "pause"
        await until(counter, 3)
        press(counter)
        paused_at = counter.state["k"]
        assert play_label(counter) == "play"
        await asyncio.sleep(3 * PAUSE)
        assert counter.state["k"] == paused_at
        assert not others()

    on_a_loop(watch())


def test_pressed_again_at_once_it_plays_once_and_not_twice(counter: Counter) -> None:
    async def watch() -> None:
        for _ in range(5):
            press(counter)  # play, pause, play, pause, play
        await asyncio.sleep(2 * PAUSE)
        assert len(others()) == 1
        assert counter.state["k"] >= 1

    on_a_loop(watch())


def test_the_reader_is_heard_while_it_plays(counter: Counter) -> None:
    async def watch() -> None:
        press(counter)
        await until(counter, 2)
        counter.set_state({"k": 500})
        await until(counter, 502)
        counter.set_state({"k": "much"})
        await until(counter, counter.state["k"] + 2)
        assert counter.complaint == "“much” is not a number; k stays as it was."

    on_a_loop(watch())


def test_it_stops_by_itself_at_the_end_and_where_it_fails(counter: Counter) -> None:
    async def watch(start: int) -> int:
        counter.set_state({"k": start})
        press(counter)
        async with asyncio.timeout(10):
            while counter.state["playing"]:
                await asyncio.sleep(PAUSE / 4)
        return int(counter.state["k"])

    assert on_a_loop(watch(998)) == 1000
    assert counter.complaint == ""
    assert on_a_loop(watch(12)) == 13
    assert counter.complaint == "It stopped: thirteen."
    assert play_label(counter) == "play"


def test_another_one_made_or_played_or_its_own_end_stops_it(counter: Counter) -> None:
    async def watch() -> None:
        press(counter)
        second = Counter()
        assert not counter.state["playing"]
        press(second)
        press(counter)
        assert not second.state["playing"]
        counter.close()
        second.close()
        await asyncio.sleep(2 * PAUSE)
        assert not others()

    on_a_loop(watch())


def test_it_plays_again_after_the_loop_it_played_on_is_gone(counter: Counter) -> None:
    async def begin() -> None:
        press(counter)
        await until(counter, 1)

    async def again() -> None:
        press(counter)  # it still says "pause"
        press(counter)
        await until(counter, counter.state["k"] + 1)

    on_a_loop(begin())
    on_a_loop(again())


def test_a_pause_from_another_thread_is_never_lost(counter: Counter) -> None:
    slow = threading.Event()
    further = Counter.further

    def slowly(state: State) -> State:
        slow.set()
        # Long enough for the other thread to come in between, if nothing held it back.
        threading.Event().wait(0.05)
        return further(counter, state)

    def pause() -> None:
        slow.wait()
        press(counter)

    counter.further = slowly  # type: ignore[method-assign]

    async def watch() -> None:
        press(counter)
        other = threading.Thread(target=pause)
        other.start()
        await asyncio.sleep(0.2)
        other.join()
        assert not counter.state["playing"]

    on_a_loop(watch())


def test_without_an_event_loop_play_says_what_it_needs(counter: Counter) -> None:
    apart(lambda: press(counter))
    assert counter.complaint == "“Play” needs a notebook; the other buttons work everywhere."
    assert not counter.state["playing"]
    assert play_label(counter) == "play"


def test_it_is_driven_with_a_loop_and_without_and_then_plays_no_more(counter: Counter) -> None:
    async def within() -> int:
        moved = counter.drive()
        await asyncio.sleep(2 * PAUSE)
        assert not others()
        return moved

    assert apart(counter.drive) == on_a_loop(within()) == 6  # play, three numbers and a step, reset
    assert counter.state == {"k": 0, "playing": False}
