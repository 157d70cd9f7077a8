"""Play and pause: a counter that goes on by itself, on event loops of its own."""

import asyncio
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from netlib.drawing.marks import shown
from netlib.drawing.panel import Panel
from netlib.explore.knobs import Knob
from netlib.explore.model import Explorer
from netlib.explore.play import PAUSE, play_button
from netlib.explore.stage import FAULT, Stage
from netlib.explore.state import State
from netlib.letters import Letter
from tests.loops import apart, on_a_loop

K = Letter("k")


@dataclass(frozen=True, kw_only=True, eq=False)
class Count(State):
    """How far it has counted."""

    k: int = 0
    playing: bool = False


def further(state: Count) -> Count:
    """Count one further, up to 1000; fail at 13."""
    if state.k == 13:
        raise RuntimeError("thirteen")
    return replace(state, k=state.k + 1, playing=state.k + 1 < 1000)


COUNTER = Explorer(
    title="Counter",
    tries=("Press play.",),
    start=Count,
    knobs=lambda state: [
        play_button(state.playing),
        Knob("k", "k", "number", 0, 1000, 1, whole=True),
    ],
    shows=lambda state: {K: np.array(state.k)},
    draw=lambda state, n, look: [Panel("number", 10, 10, [shown(0, 0, K, state.k)])],
    describe=lambda state, n: f"k is {state.k}",
    moments={"start": []},
    pressed=lambda state, of: replace(state, playing=not state.playing),
    further=further,
)


def press(stage: Stage, times: int = 1) -> None:
    stage.act([{"ref": "play", "press": times}])


def play_label(stage: Stage) -> str:
    return next(str(knob["label"]) for knob in stage.inputs if knob["ref"] == "play")


@pytest.fixture
def counter() -> Iterator[Any]:
    stage = COUNTER()
    yield stage
    stage.close()


async def until(stage: Any, k: int) -> None:
    for _ in range(500):
        if stage.state.k >= k:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"it never came to {k}")


def others() -> set["asyncio.Task[None]"]:
    return asyncio.all_tasks() - {asyncio.current_task()}


def test_it_plays_until_it_is_paused_and_leaves_nothing_running(counter: Any) -> None:
    async def watch() -> None:
        press(counter)
        assert play_label(counter) == "pause"
        await until(counter, 3)
        press(counter)
        paused_at = counter.state.k
        assert play_label(counter) == "play"
        await asyncio.sleep(3 * PAUSE)
        assert counter.state.k == paused_at
        assert not others()

    on_a_loop(watch())


def test_pressed_again_at_once_it_plays_once_and_not_twice(counter: Any) -> None:
    async def watch() -> None:
        for _ in range(5):
            press(counter)  # play, pause, play, pause, play
        await asyncio.sleep(2 * PAUSE)
        assert len(others()) == 1
        press(counter, 2)  # in one message: pause and play
        await asyncio.sleep(2 * PAUSE)
        assert len(others()) == 1
        assert counter.state.k >= 2

    on_a_loop(watch())


def test_the_reader_is_heard_while_it_plays(counter: Any) -> None:
    async def watch() -> None:
        press(counter)
        await until(counter, 2)
        counter.set_state({"k": 500})
        await until(counter, 502)
        counter.set_state({"k": "much"})
        await until(counter, counter.state.k + 2)
        assert counter.complaint == "“much” is not a number; k stays as it was."

    on_a_loop(watch())


def test_it_stops_by_itself_at_the_end_and_where_it_fails(
    counter: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async def watch(start: int) -> int:
        counter.set_state({"k": start})
        press(counter)
        async with asyncio.timeout(10):
            while counter.state.playing:
                await asyncio.sleep(PAUSE / 4)
        await asyncio.sleep(2 * PAUSE)
        assert not others()
        return int(counter.state.k)

    assert on_a_loop(watch(998)) == 1000
    assert (counter.complaint, play_label(counter)) == ("", "play")
    assert not caplog.records
    with caplog.at_level(logging.ERROR):
        assert on_a_loop(watch(12)) == 13
    assert (counter.complaint, play_label(counter)) == (FAULT, "play")
    (record,) = caplog.records
    assert "Counter failed in Count(" in record.getMessage()
    assert record.exc_info
    assert str(record.exc_info[1]) == "thirteen"
    assert on_a_loop(watch(20 + 978)) == 1000  # and it can be played again


def test_another_one_made_or_played_or_its_own_end_stops_it(counter: Any) -> None:
    async def watch() -> None:
        press(counter)
        second: Any = COUNTER()
        assert not counter.state.playing
        assert play_label(counter) == "play"
        press(second)
        press(counter)
        assert not second.state.playing
        assert play_label(second) == "play"
        counter.close()
        second.close()
        await asyncio.sleep(2 * PAUSE)
        assert not others()

    on_a_loop(watch())


def test_it_plays_again_after_the_loop_it_played_on_is_gone(counter: Any) -> None:
    async def begin() -> None:
        press(counter)
        await until(counter, 1)

    async def again() -> None:
        press(counter)  # it still says "pause"
        press(counter)
        await until(counter, counter.state.k + 1)

    on_a_loop(begin())
    on_a_loop(again())


def test_a_pause_from_another_thread_is_never_lost() -> None:
    slow = threading.Event()

    def slowly(state: Count) -> Count:
        slow.set()
        # Long enough for the other thread to come in between, if nothing held it back.
        threading.Event().wait(0.05)
        return further(state)

    counter: Any = replace(COUNTER, further=slowly)()

    def pause() -> None:
        slow.wait()
        press(counter)

    async def watch() -> None:
        press(counter)
        other = threading.Thread(target=pause)
        other.start()
        await asyncio.sleep(0.2)
        other.join()
        assert not counter.state.playing
        assert counter.state.k == 1

    on_a_loop(watch())
    counter.close()


def test_a_pause_holds_that_came_while_the_next_picture_waited(counter: Any) -> None:
    paused_at = []

    def pause() -> None:
        with counter.lock:
            threading.Event().wait(3 * PAUSE)  # the player now waits for the lock
            press(counter)
            paused_at.append(counter.state.k)

    async def watch() -> None:
        press(counter)
        other = threading.Thread(target=pause)
        other.start()
        await asyncio.sleep(6 * PAUSE)
        other.join()
        assert not counter.state.playing
        assert [counter.state.k] == paused_at

    on_a_loop(watch())


def test_without_an_event_loop_each_press_shows_the_next_picture(counter: Any) -> None:
    for k in (1, 2):
        apart(lambda: press(counter))
        assert counter.complaint == ""
        assert counter.state.k == k
    assert not counter.state.playing
    assert play_label(counter) == "play"
