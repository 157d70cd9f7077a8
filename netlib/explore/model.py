"""An explorer as data: a state, what can be moved in it, which numbers it shows, how it is drawn.

All of it is pure functions, so that paper, web page, slides and tests need no widget; `stage` shows
any explorer in a notebook. What a reader does arrives as events, dicts as the browser sends them:
{"ref": name, one of "set": value, "steps": n, "press": n, "focus": True}.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic

import numpy as np

from netlib.checks import Array
from netlib.drawing.svg import Drawing
from netlib.explore.knobs import (
    NUMERIC,
    Knob,
    Refused,
    array_like,
    as_input,
    chosen,
    count,
    snapped,
)
from netlib.explore.state import S, value_of, with_value
from netlib.letters import Letter

if TYPE_CHECKING:
    from netlib.explore.stage import Stage

Event = Mapping[str, Any]
Numbers = Mapping[Letter, Array]
RESET = Knob("reset", "start over", "button")


@dataclass(frozen=True)
class Panel:
    """A part of an explorer's picture: its name, its lines of SVG, and the box they stand in."""

    name: str
    width: float
    height: float
    lines: Sequence[str]
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True, eq=False)
class Explorer(Generic[S]):
    """One picture that answers.

    title: names it. try_this: the line that says what to try. start: makes the state it begins
    with. knobs: all that can be moved in a state. shows: the numbers of a state, computed by
    netlib, those that aren't drawn yet included. draw: the panels. describe: the sentence that says
    what they show. moments: by name, what to do from the start on for a picture on paper. pressed:
    the state after a button, by its name. settled: the state made whole after a knob was moved,
    where one choice changes others. restarted: the state that “start over” leads to. further: the
    next state while a state's `playing` is true.
    """

    title: str
    try_this: str
    start: Callable[[], S]
    knobs: Callable[[S], Sequence[Knob]]
    shows: Callable[[S], dict[Letter, Array]]
    draw: Callable[[S, Numbers], Sequence[Panel]]
    describe: Callable[[S, Numbers], str]
    moments: Mapping[str, Sequence[Event]]
    pressed: Callable[[S, Letter | str], S] = lambda state, of: state
    settled: Callable[[S, Letter | str], S] = lambda state, of: state
    restarted: Callable[[S], S] | None = None
    further: Callable[[S], S] | None = None

    def __call__(self) -> "Stage":
        """Return it live, as a widget for a notebook."""
        from netlib.explore.stage import Stage  # the one module that needs Jupyter

        return Stage(self)

    def picture(self, state: S) -> Drawing:
        """Return the whole picture of a state, its panels side by side."""
        numbers = self.shows(state)
        panels = self.draw(state, numbers)
        width, height = max(p.x + p.width for p in panels), max(p.y + p.height for p in panels)
        lines = tuple(line for panel in panels for line in panel.lines)
        return Drawing(width, height, self.title, self.describe(state, numbers), lines)

    def frames(self) -> list[tuple[str, str, str]]:
        """Return its named moments for paper: (name, SVG, sentence) each.

        Raises ValueError where a moment can't be reached.
        """
        found = []
        for name, events in self.moments.items():
            state, complaint = self.act(self.start(), events)
            if complaint:
                raise ValueError(f"{self.title}, {name}: {complaint}")
            drawing = self.picture(state)
            found.append((name, drawing.svg, drawing.words))
        return found

    def reach(self, state: S) -> dict[str, str]:
        """Return all that can be moved, pressed or put in focus in a state, and its kind."""
        return {knob.ref: knob.kind for knob in [*self.knobs(state), RESET]}

    def inputs(self, state: S) -> list[dict[str, Any]]:
        """Return the native inputs of a state: a field for the number in focus, then the others."""
        knobs = self.knobs(state)
        typed = [
            replace(k, kind="number")
            for k in knobs
            if k.handle and k.handle == state.focus and k.kind in NUMERIC
        ]
        beside = [*typed, *(k for k in knobs if k.beside), RESET]
        return [as_input(k, state) for k in beside]

    def act(self, state: S, events: Iterable[Event]) -> tuple[S, str]:
        """Return the state after the events, one after the other, and what could not be done.

        An event that can't be done changes nothing; the others are done all the same.
        """
        complaint = ""
        for event in events:
            try:
                state = self._after(state, event)
            except Refused as refused:
                complaint = str(refused)
        return state, complaint

    def _after(self, state: S, event: Event) -> S:
        """Return the state after one event. Raises Refused, in the reader's words."""
        if not isinstance(event, Mapping):
            raise Refused(f"{event!r} is no event: it must be a dict with a “ref”.")
        ref = str(event.get("ref"))
        if ref == "focus":  # {"ref": "focus", "set": "W_0[1,2]"} is the same as focusing it
            ref, event = str(event.get("set")), {"focus": True}
        knobs = {k.ref: k for k in [*self.knobs(state), RESET]}
        if ref not in knobs:
            return self._whole_array(state, ref, event)
        knob = knobs[ref]
        if "focus" in event:
            return _focused(state, knob)
        if "press" in event:
            return self._pressed(state, knob, count(knob.label, event["press"]))
        if "steps" in event:
            if knob.kind not in NUMERIC:
                raise Refused(f"{knob.label} can't be moved in steps.")
            moved = value_of(state, knob.of) + count(knob.label, event["steps"]) * knob.step
            return self._put(state, knob.of, snapped(knob, moved))
        if "set" in event:
            value = chosen(knob, event["set"], exactly="snap" not in event)
            return self._put(state, knob.of, value)
        raise Refused(f"Nothing was said to be done with {knob.label}.")

    def _pressed(self, state: S, knob: Knob, times: int) -> S:
        if knob is RESET:
            return self.restarted(state) if self.restarted else self.start()
        if knob.kind == "focus":
            return _focused(state, knob)
        if knob.kind != "button":
            raise Refused(f"{knob.label} is moved, not pressed.")
        for _ in range(times):
            state = self.pressed(state, knob.of)
        return state

    def _put(self, state: S, of: Letter | str, value: Any) -> S:
        return self.settled(with_value(state, of, value), of)

    def _whole_array(self, state: S, ref: str, event: Event) -> S:
        """Return the state with all entries of an array set at once, as a cell may do."""
        cells = [k.of for k in self.knobs(state) if isinstance(k.of, Letter) and k.kind in NUMERIC]
        known = {letter.whole.code: letter.whole for letter in cells if letter.at}
        if ref not in known:
            for letter, array in self.shows(state).items():
                for k in ((), *np.ndindex(array.shape)):
                    if letter[k].code == ref:
                        raise Refused(f"{letter[k].prose} is computed and can’t be set.")
            raise Refused(f"There is nothing called “{ref}” here.")
        if "set" not in event:
            raise Refused(f"Of {ref} single entries can be moved.")
        letter = known[ref]
        return self._put(state, letter, array_like(letter, value_of(state, letter), event["set"]))


def _focused(state: S, knob: Knob) -> S:
    """Return the state with the knob in focus, if it is a number of the drawing."""
    return replace(state, focus=knob.handle) if knob.handle else state
