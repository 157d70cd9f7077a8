"""The stage: shows any explorer in a notebook, and hands it what the reader does.

The browser's half, `stage.js`, shows the SVG and the native inputs below it, and reports what the
reader moves; it knows nothing of networks.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import numpy as np
import traitlets

from netlib.checks import Array
from netlib.drawing.svg import still
from netlib.explore.model import Event, Explorer
from netlib.explore.play import Player
from netlib.explore.state import State

LOG = logging.getLogger(__name__)
FAULT = (
    "The picture can’t follow there. That is a fault in this explorer, not in what you did: it "
    "stays as it was, and “start over” works."
)


class Stage(anywidget.AnyWidget):
    """An explorer, live: its picture, sentence and inputs follow its state."""

    _esm = Path(__file__).with_name("stage.js")
    _css = Path(__file__).with_name("stage.css")

    # JupyterLab may answer for a widget in a thread of its own (a subshell), where cells run in
    # another; two of them must not change a state at once.
    lock: ClassVar = threading.RLock()

    hint = traitlets.Unicode().tag(sync=True)
    picture = traitlets.Unicode().tag(sync=True)
    sentence = traitlets.Unicode().tag(sync=True)
    complaint = traitlets.Unicode().tag(sync=True)
    inputs: Any = traitlets.List().tag(sync=True)

    def __init__(self, explorer: Explorer[Any]) -> None:
        super().__init__(hint=explorer.try_this)
        self.explorer = explorer
        self.state: State = explorer.start()
        self._player = Player(self) if explorer.further else None
        self._shown(self.state)
        self.on_msg(self._receive)

    def numbers(self) -> dict[str, Array]:
        """Return all numbers of the state by their letters, `W_1`, `sigma_0`, drawn yet or not."""
        return {x.code: np.array(a) for x, a in self.explorer.shows(self.state).items()}

    def frames(self) -> list[tuple[str, str, str]]:
        """Return its named moments for paper: (name, SVG, sentence) each."""
        return self.explorer.frames()

    def reach(self) -> dict[str, str]:
        """Return all that can be moved, pressed or put in focus now, and its kind."""
        return self.explorer.reach(self.state)

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Set knobs or whole arrays by their names.

        What can't be set is left as it was, and `complaint` says why.
        """
        self.act([{"ref": ref, "set": value} for ref, value in state.items()])

    def act(self, events: Iterable[Event]) -> None:
        """Do what the browser sends: dicts {"ref": name, one of "set", "steps", "press", "focus"}.

        What can't be done is left as it was, and `complaint` says why.
        """
        self.change(lambda: self.explorer.act(self.state, events))

    def change(self, make: Callable[[], tuple[State, str]]) -> None:
        """Show the state that is made, and what to complain of.

        Where it can't be made or drawn, that is a fault of ours: the reader keeps the picture and
        is told so, and the log has the cause.
        """
        with self.lock:
            before = self.state
            try:
                state, complaint = make()
                if self._player:
                    state = self._player.ready(before, state)
                self._shown(state, complaint)
            except Exception:
                LOG.exception("%s failed in %r", self.explorer.title, before)
                if self._player:
                    self._player.stop()
                self._shown(self.state, FAULT)
            if self._player:
                self._player.follow(before, self.state)

    def close(self) -> None:
        """Stop playing, and take the explorer off the page."""
        if self._player:
            self._player.stop()
        super().close()

    def _receive(self, _: object, content: Mapping[str, Any], __: Sequence[Any]) -> None:
        if "left" in content:  # the notebook is not seen any more
            if self._player:
                self._player.pause()
            return
        try:
            self.act(content["events"])
        finally:
            self.send({"done": content["id"]})

    def _shown(self, state: State, complaint: str = "") -> None:
        drawing, inputs = self.explorer.picture(state), self.explorer.inputs(state)
        self._width, self.state = drawing.width, state
        with self.hold_sync():
            self.picture, self.sentence = drawing.svg, drawing.words
            self.complaint, self.inputs = complaint, inputs

    def __repr__(self) -> str:
        lines = [f"{name} = {_one_line(array)}" for name, array in self.numbers().items()]
        return "\n".join([f"{self.explorer.title}: {self.sentence}", *lines])

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        live = super()._repr_mimebundle_(**kwargs)
        data, metadata = still(self.picture, self.sentence, self._width, repr(self))
        if live is not None:
            live_data, live_metadata = live if isinstance(live, tuple) else (live, {})
            data, metadata = dict(live_data) | data, dict(live_metadata) | metadata
        return data, metadata


def _one_line(array: Array) -> str:
    """Return the array with four digits each, zero never below zero."""
    four: Any = {"float_kind": lambda x: f"{x + 0.0:.4g}"}
    return " ".join(np.array2string(array, max_line_width=10**6, formatter=four).split())
