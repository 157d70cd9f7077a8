"""The stage: shows any explorer in a notebook, and hands it what the reader does.

The browser's half, `stage.js`, arranges the panels and the native inputs below them, and reports
what the reader moves; it knows nothing of networks.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache, partial
from itertools import groupby
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import numpy as np
import traitlets

from netlib.checks import Array
from netlib.drawing.prose import leaning
from netlib.drawing.svg import still
from netlib.drawing.typeface import faces
from netlib.explore.changes import moves, told
from netlib.explore.knobs import NUMERIC, Knob, Refused, count
from netlib.explore.links import state_from, state_text
from netlib.explore.model import UNDO, Event, Explorer, Look
from netlib.explore.play import Player
from netlib.explore.state import State, with_value
from netlib.letters import Letter

LOG = logging.getLogger(__name__)
FAULT = (
    "The picture can’t follow there. That is a fault in this explorer, not in what you did: it "
    "stays as it was, and “start over” works."
)


KEPT = 100  # gestures that can be undone


@cache
def style_sheet() -> str:
    """Return the CSS of all explorers, with the letters that their drawings are set in."""
    return faces() + Path(__file__).with_name("stage.css").read_text("utf-8")


class Stage(anywidget.AnyWidget):
    """An explorer, live: its picture, sentence and inputs follow its state."""

    _esm = Path(__file__).with_name("stage.js")
    _css = style_sheet()

    # JupyterLab may answer for a widget in a thread of its own (a subshell), where cells run in
    # another; two of them must not change a state at once.
    lock: ClassVar = threading.RLock()

    title = traitlets.Unicode().tag(sync=True)
    tries: Any = traitlets.List().tag(sync=True)
    panels: Any = traitlets.List().tag(sync=True)
    sentence = traitlets.Unicode().tag(sync=True)
    words = traitlets.Unicode().tag(sync=True)  # the sentence as HTML
    changed = traitlets.Unicode().tag(sync=True)
    complaint = traitlets.Unicode().tag(sync=True)
    inputs: Any = traitlets.List().tag(sync=True)
    ties: Any = traitlets.Dict().tag(sync=True)

    def __init__(self, explorer: Explorer[Any]) -> None:
        super().__init__(title=explorer.title, tries=[leaning(line) for line in explorer.tries])
        self.explorer = explorer
        self.state: State = explorer.start()
        self._past: list[State] = []  # before each of the last gestures
        self._compared = self.state  # what the marks of what moved compare with
        self._gesture: object = None
        self._narrow = False  # the browser says whether its page is
        self._player = Player(self) if explorer.further else None
        self._show(self.state, self.state)
        self.on_msg(self._receive)

    def numbers(self) -> dict[str, Array]:
        """Return all numbers of the state by their letters, `W_1`, `sigma_0`, drawn yet or not."""
        return {x.code: np.array(a) for x, a in self.explorer.shows(self.state).items()}

    @property
    def picture(self) -> str:
        """The panels as one picture, as they are stored and printed."""
        return self.explorer.picture(self.state).svg

    def frames(self) -> list[tuple[str, str, str]]:
        """Return its named moments for paper: (name, SVG, sentence) each."""
        return self.explorer.frames()

    def reach(self) -> dict[str, str]:
        """Return all that can be moved, pressed or put in focus now, and its kind."""
        reach = self.explorer.reach(self.state)
        return reach if self._past else {r: kind for r, kind in reach.items() if r != UNDO.ref}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Set knobs or whole arrays by their names.

        What can't be set is left as it was, and `complaint` says why.
        """
        self.act([{"ref": ref, "set": value} for ref, value in state.items()])

    def go_to(self, text: str) -> None:
        """Show the state of an address, as `links.state_text` writes it, or the start and why."""
        with self.lock:
            state, complaint = state_from(self.explorer, text)
            self._show(state, state, complaint, [])

    def act(self, events: Iterable[Event], gesture: object = None) -> None:
        """Do what the browser sends: dicts {"ref": name, one of "set", "steps", "press", "focus"}.

        What can't be done is left as it was, and `complaint` says why. gesture: events of the same
        one, of a drag, are undone together; None for one of its own.
        """
        for undo, some in groupby(events, _is_undo):
            if undo:
                self._undo(some)
            else:
                self.change(partial(self.explorer.act, events=list(some)), gesture)

    def change(self, make: Callable[[State], tuple[State, str]], gesture: object = None) -> None:
        """Show the state that is made of this one, and what to complain of.

        Where it can't be made or drawn, that is a fault of ours: the reader keeps the picture and
        is told so, and the log has the cause.
        """
        with self.lock:
            before = self.state
            try:
                state, complaint = make(before)
                if self._player:
                    state = self._player.ready(before, state)
                acts = _differ(before, state)
                new = acts and (gesture is None or gesture != self._gesture)
                past = [*self._past, before][-KEPT:] if new else self._past
                self._show(state, before if new else self._compared, complaint, past)
                self._gesture = gesture if acts else self._gesture
            except Exception:
                LOG.exception("%s failed in %r", self.explorer.title, before)
                if self._player:
                    self._player.stop()
                self._show(self.state, self._compared, FAULT)
            if self._player:
                self._player.follow(before, self.state)

    def close(self) -> None:
        """Stop playing, and take the explorer off the page."""
        if self._player:
            self._player.stop()
        super().close()

    def _undo(self, presses: Iterable[Event]) -> None:
        """Show the state before the last gestures; say so where there are none."""
        with self.lock:
            now = self.state
            try:
                gestures = sum(count(UNDO.label, event["press"]) for event in presses)
            except Refused as refused:
                self._show(now, self._compared, str(refused))
                return
            left = max(len(self._past) - max(gestures, 0), 0)
            earlier, past = self._past[left:], self._past[:left]
            if self._player and earlier:
                self._player.stop()
                earlier[0] = with_value(earlier[0], "playing", False)
            if earlier:
                self._gesture = None
                self._show(earlier[0], now, "", past)
            else:
                self._show(now, self._compared, "There is nothing to undo.")

    def _receive(self, _: object, content: Mapping[str, Any], __: Sequence[Any]) -> None:
        if "left" in content:  # the notebook is not seen any more
            if self._player:
                self._player.pause()
            return
        if "address" in content:
            self.send({"state": state_text(self.explorer, self.state)})
            return
        if "narrow" in content:
            self._narrow = bool(content["narrow"])
            self.change(lambda state: (state, self.complaint))
            return
        try:
            self.act(content["events"], content.get("gesture"))
        finally:
            self.send({"done": content["id"]})

    def _show(
        self, state: State, compared: State, complaint: str = "", past: list[State] | None = None
    ) -> None:
        """Show a state, and what has moved since the one that it is compared with.

        past: the states that can be come back to from now on, those of before when None.
        """
        explorer, numbers = self.explorer, self.explorer.shows(state)
        earlier = numbers if state is compared else explorer.shows(compared)
        moved, knobs = moves(earlier, numbers), explorer.knobs(state)
        look = Look(self._narrow, moved)
        panels = explorer.draw(state, numbers, look)
        sentence = explorer.describe(state, numbers)
        changed = told(moved, earlier, numbers, _settable(knobs), explorer.unsaid(state))
        drawn = [{"name": p.name, "beside": p.beside, "svg": p.svg} for p in panels]
        self.state, self._compared = state, compared
        self._past = self._past if past is None else past
        inputs = [
            i | {"off": i["ref"] == UNDO.ref and not self._past} for i in explorer.inputs(state)
        ]
        with self.hold_sync():
            self.panels, self.sentence, self.words = drawn, sentence, leaning(sentence)
            self.changed, self.complaint = changed, complaint
            self.inputs = inputs
            if len(self.ties) != sum(knob.handle is not None for knob in knobs):  # other handles
                self.ties = explorer.ties(state, numbers)

    def __repr__(self) -> str:
        lines = [f"{name} = {_one_line(array)}" for name, array in self.numbers().items()]
        return "\n".join([f"{self.explorer.title}: {self.sentence}", *lines])

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        live = super()._repr_mimebundle_(**kwargs)
        drawing = self.explorer.picture(self.state)
        data, metadata = still(drawing.svg, self.sentence, drawing.width, repr(self))
        if live is not None:
            live_data, live_metadata = live if isinstance(live, tuple) else (live, {})
            data, metadata = dict(live_data) | data, dict(live_metadata) | metadata
        return data, metadata


def _is_undo(event: Event) -> bool:
    return isinstance(event, Mapping) and event.get("ref") == UNDO.ref and "press" in event


def _differ(before: State, after: State) -> bool:
    """Return whether more than the focus is another."""
    names = (x.name for x in fields(before) if x.name != "focus")
    return any(getattr(before, name) is not getattr(after, name) for name in names)


def _settable(knobs: Iterable[Knob]) -> set[Letter]:
    """Return the whole letters that a reader can set."""
    return {k.of.whole for k in knobs if isinstance(k.of, Letter) and k.kind in NUMERIC}


def _one_line(array: Array) -> str:
    """Return the array with four digits each, zero never below zero."""
    four: Any = {"float_kind": lambda x: f"{x + 0.0:.4g}"}
    return " ".join(np.array2string(array, max_line_width=10**6, formatter=four).split())
