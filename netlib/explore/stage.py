"""The stage that every explorer plays on: a drawing that answers, redrawn in Python.

The browser's half, `stage.js`, shows the SVG and the native inputs below it, and reports what the
reader moves; it knows nothing of networks. An explorer is a state, which numbers it shows, a
drawing of them, and the knobs that may be moved.
"""

import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import numpy as np
import traitlets

from netlib.checks import Array
from netlib.drawing.pieces import address
from netlib.drawing.svg import Drawing, decimal, setting, still
from netlib.explore.knobs import Knob, State, as_input, chosen, like, looked_up, put, snapped, tried

RESET = Knob("reset", "start over", "button")


class Explorer(anywidget.AnyWidget):
    """One picture that answers, made without arguments; subclasses say what it shows.

    title: names it. try_this: the line that says what to try. start: the state it begins with, a
    dict of plain values and arrays; where it has a "focus", that is the name of the number which
    was touched last, and the stage has a field to type it. moments: named changes of the start,
    for paper.
    """

    _esm = Path(__file__).with_name("stage.js")
    _css = Path(__file__).with_name("stage.css")

    title: ClassVar[str]
    try_this: ClassVar[str]
    start: ClassVar[State]
    moments: ClassVar[Mapping[str, State]]

    # JupyterLab may answer for a widget in a thread of its own (a subshell), where cells run in
    # another; two of them must not change a state at once.
    _lock: ClassVar = threading.RLock()

    hint = traitlets.Unicode().tag(sync=True)
    picture = traitlets.Unicode().tag(sync=True)
    sentence = traitlets.Unicode().tag(sync=True)
    complaint = traitlets.Unicode().tag(sync=True)
    inputs: Any = traitlets.List().tag(sync=True)

    def __init__(self) -> None:
        super().__init__(hint=self.try_this)
        self.state: State = dict(self.start)
        self._show(self.state)
        self.on_msg(self._receive)

    # What a subclass says; each is a function of the state alone.

    def knobs(self, state: State) -> list[Knob]:
        """Return everything that can be moved in this state."""
        raise NotImplementedError

    def shows(self, state: State) -> dict[str, Array]:
        """Return the arrays that the drawing shows, by their symbols, computed by netlib."""
        raise NotImplementedError

    def draw(self, state: State) -> Drawing:
        """Return the drawing of the state and its sentence."""
        raise NotImplementedError

    def pressed(self, state: State, ref: str) -> State:
        """Return the state after a button, or an element that can be clicked, was pressed."""
        raise NotImplementedError

    def check(self, state: State) -> None:
        """Assert that what `shows` returned is what netlib says by another way."""
        raise NotImplementedError

    def settled(self, state: State, ref: str) -> State:
        """Return the state made whole after the knob was set: where one choice changes others."""
        return state

    def anew(self, state: State) -> State:
        """Return the state that “start over” leads to."""
        return dict(self.start)

    # What everybody may ask.

    def numbers(self) -> dict[str, Array]:
        """Return the arrays that are shown now, by their symbols: `W_1`, `sigma_0`."""
        return self.shows(self.state)

    def frames(self) -> list[tuple[str, str, str]]:
        """Return its named moments for paper: (name, SVG, sentence) each."""
        pictures = (
            (name, self.draw(dict(self.start) | dict(m))) for name, m in self.moments.items()
        )
        return [(name, drawing.svg, drawing.words) for name, drawing in pictures]

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Set knobs or whole arrays by their names, as the browser would.

        What can't be set is left as it was, and `complaint` says why.
        """
        self._change([{"ref": ref, "set": value} for ref, value in state.items()])

    def drive(self) -> int:
        """Move every knob to both ends and the middle, assert what is shown, return how often.

        The state is the same afterwards. Raises AssertionError where a number in the drawing
        isn't the one that netlib computes.
        """
        before, moved = self.state, 0
        for knob in [*self.knobs(before), RESET]:
            for event in tried(knob):
                self._receive(self, {"id": "drive", "events": [event]}, [])
                assert not self.complaint, f"{knob.ref}: {self.complaint}"
                self.check(self.state)
                check_picture(self.picture, self.numbers())
                moved += 1
            self.state = before
            self._show(before)
        return moved

    def __repr__(self) -> str:
        lines = [f"{symbol} = {_one_line(array)}" for symbol, array in self.numbers().items()]
        return "\n".join([f"{self.title}: {self.sentence}", *lines])

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        live = super()._repr_mimebundle_(**kwargs)
        data, metadata = still(self.picture, self.sentence, self._width, repr(self))
        if live is not None:
            live_data, live_metadata = live if isinstance(live, tuple) else (live, {})
            data, metadata = dict(live_data) | data, dict(live_metadata) | metadata
        return data, metadata

    # How it answers.

    def _receive(self, _: object, content: Mapping[str, Any], __: Sequence[Any]) -> None:
        try:
            self._change(content["events"])
        finally:
            self.send({"done": content["id"]})

    def _change(self, events: Iterable[Mapping[str, Any]]) -> None:
        """Apply the events one after the other and show the result, or say what was wrong."""
        with self._lock:
            state, complaint = self.state, ""
            for event in events:
                try:
                    state = self._applied(state, event)
                except ValueError as error:
                    complaint = str(error)
            try:
                self._show(state, complaint)
            except Exception as error:  # a drawing that fails is said in words, not in a log
                self.complaint = f"This can't be drawn ({error}); it stays as it was."

    def _applied(self, state: State, event: Mapping[str, Any]) -> State:
        """Return the state after one event; raise ValueError, in the reader's words, if none."""
        ref = str(event["ref"])
        if ref == RESET.ref:
            return self.anew(state)
        knob = {k.ref: k for k in self.knobs(state)}.get(ref)
        if "focus" in event:
            touches_a_number = knob is not None and not knob.beside
            return {**state, "focus": ref} if "focus" in state and touches_a_number else state
        if "press" in event:
            for _ in range(min(int(event["press"]), 1000)):
                state = self.pressed(state, ref)
            return state
        if knob is None and ref in state:
            value: Any = like(ref, state[ref], event["set"])
        elif knob is None:
            raise ValueError(f"there is nothing called {ref} here")
        elif "steps" in event:
            value = snapped(knob, looked_up(state, ref) + int(event["steps"]) * knob.step)
        else:
            value = chosen(knob, event["set"], exactly="snap" not in event)
        return self.settled(put(state, ref, value), ref)

    def _show(self, state: State, complaint: str = "") -> None:
        drawing = self.draw(state)
        inputs = [as_input(k, state) for k in [*self._typed(state), *self._beside(state)]]
        self._width = drawing.width
        self.state = state
        with self.hold_sync():
            self.picture, self.sentence = drawing.svg, drawing.words
            self.complaint, self.inputs = complaint, inputs

    def _beside(self, state: State) -> list[Knob]:
        return [*(k for k in self.knobs(state) if k.beside), RESET]

    def _typed(self, state: State) -> list[Knob]:
        """Return a field for the number in focus, so that it can be typed as well as dragged."""
        touched = [k for k in self.knobs(state) if k.ref == state.get("focus") and not k.beside]
        return [replace(k, kind="number") for k in touched if k.kind == "slider"]


def check_picture(picture: str, numbers: Mapping[str, Array]) -> None:
    """Assert that every number which the picture writes is the one of that name.

    Raises AssertionError naming the number, as it is written and as it should be.
    """
    expected = {
        address(symbol, k): float(array[k])
        for symbol, array in numbers.items()
        for k in np.ndindex(array.shape)
    }
    written = re.findall(r'data-shows="([^"]*)"[^>]*>([^<]*)<', picture)
    assert written, "the picture shows no numbers"
    for name, words in written:
        assert name in expected, f"{name} is written, but not among the numbers"
        right = {decimal(expected[name]), setting(expected[name])}
        assert words in right, f"{name} is written as {words}, not {sorted(right)}"


def _one_line(array: Array) -> str:
    """Return the array with four digits each, zero never below zero."""
    four: Any = {"float_kind": lambda x: f"{x + 0.0:.4g}"}
    return " ".join(np.array2string(array, max_line_width=10**6, formatter=four).split())
