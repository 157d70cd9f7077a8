"""An explorer that goes on by itself: play and pause, on the event loop that answers the reader."""

import asyncio
from typing import ClassVar
from weakref import WeakSet

from netlib.explore.knobs import Knob, State
from netlib.explore.stage import Explorer

PAUSE = 0.08  # seconds between two pictures, in which the kernel hears everything else


class Playing(Explorer):
    """An explorer whose state has "playing"; a subclass says what comes next while it is true.

    Everything else is a function of the state, as it is in every explorer.
    """

    # A cell that is run again makes another explorer, and nothing tells the old one that it is no
    # longer seen. So whoever is made, or begins to play, stops the others.
    _made: ClassVar["WeakSet[Playing]"] = WeakSet()
    _task: "asyncio.Task[None] | None" = None

    def __init__(self) -> None:
        super().__init__()
        with self._lock:
            self._alone()
            self._made.add(self)

    def further(self, state: State) -> State:
        """Return the state of the next picture, not playing any more where this is the last.

        It must be quick, some 50 ms: nobody is heard meanwhile.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Stop playing, and take the explorer off the page."""
        self.state = {**self.state, "playing": False}
        super().close()

    def drive(self) -> int:
        """Do as every explorer does; outside a notebook, on an event loop of its own to play on."""
        with self._lock:
            return super().drive() if event_loop() else asyncio.run(self._driven())

    async def _driven(self) -> int:
        return super().drive()

    def _show(self, state: State, complaint: str = "") -> None:
        """Show the state; where it begins to play, begin to go further."""
        loop, begins = event_loop(), state["playing"] and not self.state["playing"]
        if begins and loop is None:
            state, begins = {**state, "playing": False}, False
            complaint = "“Play” needs a notebook; the other buttons work everywhere."
        super()._show(state, complaint)
        if begins and loop:
            self._alone()
            self._task = loop.create_task(self._play())  # an older one sees that it isn't this

    async def _play(self) -> None:
        while self.state["playing"] and self._task is asyncio.current_task():
            with self._lock:
                self._next()
            await asyncio.sleep(PAUSE)

    def _next(self) -> None:
        """Show the next picture, unless it was paused while the lock was waited for."""
        if not self.state["playing"]:
            return
        try:
            self._show(self.further(self.state), self.complaint)
        except Exception as error:  # said in words, where nobody would see a traceback
            self._show({**self.state, "playing": False}, f"It stopped: {error}.")

    def _alone(self) -> None:
        for other in list(self._made):
            if other is not self and other.state["playing"]:
                other.set_state({"playing": False})


def play_button(state: State) -> Knob:
    """Return the button that begins and ends it."""
    return Knob("play", "pause" if state["playing"] else "play", "button")


def event_loop() -> asyncio.AbstractEventLoop | None:
    """Return the loop that runs, as one does in a notebook's kernel, or None."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
