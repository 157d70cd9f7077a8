"""Play and pause: an explorer that goes on by itself, on the event loop that answers the reader."""

import asyncio
from typing import TYPE_CHECKING, ClassVar
from weakref import WeakSet

from netlib.explore.knobs import Knob
from netlib.explore.state import State, value_of, with_value

if TYPE_CHECKING:
    from netlib.explore.stage import Stage

PAUSE = 0.08  # seconds between two pictures, in which the kernel hears everything else


class Player:
    """Goes on with a stage while its state is `playing`."""

    # A cell that is run again makes another explorer, and nothing tells the old one that it is no
    # longer seen. So whoever is made, or begins to play, stops the others.
    _all: ClassVar["WeakSet[Player]"] = WeakSet()

    def __init__(self, stage: "Stage") -> None:
        self.stage = stage
        self._task: asyncio.Task[None] | None = None
        with stage.lock:
            self._pause_others()
            self._all.add(self)

    def ready(self, before: State, state: State) -> State:
        """Return the state; where there is no loop to play on, the next one instead, paused."""
        if _begins(before, state) and event_loop() is None and self.stage.explorer.further:
            state = with_value(self.stage.explorer.further(state), "playing", False)
        return state

    def follow(self, before: State, state: State) -> None:
        """Begin to go on where the state begins to play."""
        loop = event_loop()
        if _begins(before, state) and loop:
            self._pause_others()
            self._task = loop.create_task(self._play())  # an older one sees that it isn't this

    def stop(self) -> None:
        """Play no more."""
        self.stage.state = with_value(self.stage.state, "playing", False)

    def pause(self) -> None:
        """Pause as the button does, if it plays."""
        with self.stage.lock:
            if _playing(self.stage.state):
                self.stage.act([{"ref": "play", "press": 1}])

    async def _play(self) -> None:
        while _playing(self.stage.state) and self._task is asyncio.current_task():
            self.stage.change(self._next, gesture=self)
            await asyncio.sleep(PAUSE)

    def _next(self, state: State) -> tuple[State, str]:
        """Return the next state, or the same if it was paused while the lock was waited for."""
        further = self.stage.explorer.further
        if further and _playing(state):
            state = further(state)
        return state, self.stage.complaint

    def _pause_others(self) -> None:
        for other in self._all - {self}:
            other.pause()


def play_button(playing: bool) -> Knob:
    """Return the button that begins and ends it."""
    return Knob("play", "pause" if playing else "play", "button", group="Learn", main=True)


def event_loop() -> asyncio.AbstractEventLoop | None:
    """Return the loop that runs, as one does in a notebook's kernel, or None."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _playing(state: State) -> bool:
    return bool(value_of(state, "playing"))


def _begins(before: State, state: State) -> bool:
    return _playing(state) and not _playing(before)
