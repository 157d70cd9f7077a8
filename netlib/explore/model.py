"""An explorer as data: a state, what can be moved in it, which numbers it shows, how it is drawn.

All of it is pure functions, so that paper, web page, slides and tests need no widget; `stage` shows
any explorer in a notebook. What a reader does arrives as events, dicts as the browser sends them:
{"ref": name, one of "set": value, "steps": n, "press": n, "focus": True}.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic

import numpy as np

from netlib.checks import Array
from netlib.drawing.panel import Panel, sheet_of
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
UNDO = Knob("undo", "undo", "button")
RESET = Knob("reset", "start over", "button")


@dataclass(frozen=True)
class Look:
    """How a picture is looked at: on a narrow page or a wide one, and what the last act moved.

    moved: entries, 1 for those that rose and -1 for those that fell. still: whether nothing can be
    moved in it, as on paper, so that no mark says it could.
    """

    narrow: bool = False
    moved: Mapping[Letter, int] = field(default_factory=dict)
    still: bool = False


WIDE, STILL = Look(), Look(still=True)


@dataclass(frozen=True, eq=False)
class Explorer(Generic[S]):
    """One picture that answers.

    title: names it. tries: what to try, one task each. start: makes the state it begins with.
    knobs: all that can be moved in a state. shows: the numbers of a state, computed by netlib,
    those that aren't drawn yet included. draw: the panels in the order in which they are read; the
    first is the chain. describe: the sentence that says what they show. moments: by name, what to
    do from the start on for a picture on paper. pressed: the state after a button, by its name.
    settled: the state made whole after a knob was moved, where one choice changes others.
    restarted: the state that “start over” leads to. further: the next state while a state's
    `playing` is true. unsaid: whole letters that aren't drawn yet, or aren't to be spoken of.
    tied: what belongs to a letter and stays, when the pointer is on it and all else steps back.
    """

    title: str
    tries: Sequence[str]
    start: Callable[[], S]
    knobs: Callable[[S], Sequence[Knob]]
    shows: Callable[[S], dict[Letter, Array]]
    draw: Callable[[S, Numbers, Look], Sequence[Panel]]
    describe: Callable[[S, Numbers], str]
    moments: Mapping[str, Sequence[Event]]
    pressed: Callable[[S, Letter | str], S] = lambda state, of: state
    settled: Callable[[S, Letter | str], S] = lambda state, of: state
    restarted: Callable[[S], S] | None = None
    further: Callable[[S], S] | None = None
    unsaid: Callable[[S], Collection[Letter]] = lambda state: ()
    tied: Callable[[Letter, Numbers], Collection[Letter]] = lambda letter, n: (letter,)

    def __post_init__(self) -> None:
        # A state never changes, and is asked for its knobs and numbers several times.
        for name in ("knobs", "shows"):
            object.__setattr__(self, name, lru_cache(maxsize=8)(getattr(self, name)))

    def __call__(self) -> "Stage":
        """Return it live, as a widget for a notebook."""
        from netlib.explore.stage import Stage  # the one module that needs Jupyter

        return Stage(self)

    def picture(self, state: S, look: Look = WIDE) -> Drawing:
        """Return the whole picture of a state, its panels on one sheet."""
        numbers = self.shows(state)
        panels = self.draw(state, numbers, look)
        return sheet_of(panels, self.title, self.describe(state, numbers))

    def frames(self) -> list[tuple[str, str, str]]:
        """Return its named moments for paper: (name, SVG, sentence) each.

        Raises ValueError where a moment can't be reached.
        """
        found = []
        for name, events in self.moments.items():
            state, complaint = self.act(self.start(), events)
            if complaint:
                raise ValueError(f"{self.title}, {name}: {complaint}")
            drawing = self.picture(state, STILL)
            found.append((name, drawing.svg, drawing.words))
        return found

    def reach(self, state: S) -> dict[str, str]:
        """Return all that can be moved, pressed or put in focus in a state, and its kind."""
        return {knob.ref: knob.kind for knob in [*self.knobs(state), UNDO, RESET]}

    def ties(self, state: S, n: Numbers) -> dict[str, list[str]]:
        """Return for each number that can be pointed at the names of those that belong to it."""
        letters = (knob.handle for knob in self.knobs(state))
        return {x.code: sorted(y.code for y in self.tied(x, n)) for x in letters if x}

    def inputs(self, state: S) -> list[dict[str, Any]]:
        """Return the native inputs of a state: a field for the number in focus, then the others."""
        knobs = self.knobs(state)
        typed = [
            replace(k, kind="number", group=k.label)
            for k in knobs
            if k.handle and k.handle == state.focus and k.kind in NUMERIC
        ]
        beside = [*typed, *(k for k in knobs if k.beside), UNDO, RESET]
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
        knobs = {k.ref: k for k in [*self.knobs(state), UNDO, RESET]}
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
        if knob is UNDO:
            return state  # whoever shows the states knows those before
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
