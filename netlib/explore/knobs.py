"""What a reader can move: knobs, the values they take, and the marks that make them handles."""

from collections.abc import Iterable
from dataclasses import dataclass
from json import dumps
from typing import Any, Literal

import numpy as np

from netlib.checks import Array
from netlib.drawing.svg import setting
from netlib.explore.state import State, value_of
from netlib.letters import Letter

Kind = Literal["slider", "number", "choice", "switch", "button", "focus"]
LARGEST = 1e6  # of numbers that are typed; nothing in a network of this kind needs more
NUMERIC: tuple[Kind, ...] = ("slider", "number")


class Refused(ValueError):
    """What a reader asked for can't be done; it says why in the reader's words."""


@dataclass(frozen=True)
class Knob:
    """One thing that can be moved, pressed or put in focus.

    of: the entry that it moves, or the name of a setting or a button. label: what it is to a
    reader. kind: "slider" (low, high, step), "number" (typed, from low to high), "choice" (of
    options), "switch", "button", or "focus" for a number that can only be looked at. beside:
    whether it has a native input below the drawing; if not, it is a handle in the drawing. whole:
    whether only whole numbers make sense.
    """

    of: Letter | str
    label: str
    kind: Kind = "slider"
    low: float = 0.0
    high: float = 1.0
    step: float = 0.05
    options: tuple[Any, ...] = ()
    beside: bool = True
    whole: bool = False
    group: str = ""
    main: bool = False

    @property
    def ref(self) -> str:
        """Its name at the browser's door."""
        return self.of.code if isinstance(self.of, Letter) else self.of

    @property
    def handle(self) -> Letter | None:
        """The number of the drawing that it is, which can be put in focus; None beside it."""
        return self.of if isinstance(self.of, Letter) and not self.beside else None


def entries(letter: Letter, array: Array, low: float, high: float, step: float) -> list[Knob]:
    """Return a knob for each number of an array, to be moved in the drawing."""
    cells = (letter[k] for k in np.ndindex(array.shape))
    return [Knob(x, x.prose, "slider", low, high, step, beside=False) for x in cells]


def chosen(knob: Knob, value: object, exactly: bool = True) -> Any:
    """Return the value as the knob takes it; raise Refused if it can't.

    exactly: whether a number in the drawing keeps all its digits, and may lie beyond the ends
    of what can be dragged; typed numbers do.
    """
    if knob.kind in ("button", "focus"):
        does = "pressed" if knob.kind == "button" else "looked at"
        raise Refused(f"{knob.label} can be {does}, but not set.")
    if knob.kind in ("switch", "choice"):
        options = knob.options or (True, False)
        for option in options:
            if str(option) == str(value) or (isinstance(value, float) and option == value):
                return option
        listed = ", ".join(map(str, options)) if knob.options else "on or off"
        raise Refused(f"{knob.label} can be {listed}, but not {value}.")
    x = _number(knob.label, value)
    if exactly and knob.handle:
        return float(np.clip(x, -LARGEST, LARGEST))
    return snapped(knob, x)


def _number(label: str, value: object) -> float:
    try:
        x = float(str(value).strip().replace("\N{MINUS SIGN}", "-").replace(",", "."))
    except ValueError:
        raise Refused(f"“{value}” is not a number; {label} stays as it was.") from None
    if not np.isfinite(x):
        raise Refused(f"{label} must be a finite number, not {value}; it stays as it was.")
    return x


def snapped(knob: Knob, x: float) -> float | int:
    """Return the nearest value that the knob can have."""
    x = float(np.clip(round(x / knob.step) * knob.step, knob.low, knob.high))
    return round(x) if knob.whole else round(x, 6)


def count(label: str, value: object) -> int:
    """Return a number of steps or presses, at most a thousand; raise Refused if it is none."""
    return int(np.clip(round(_number(label, value)), -1000, 1000))


def array_like(letter: Letter, old: Array, value: object) -> Array:
    """Return a whole array as the letter takes it; raise Refused if its shape is another."""
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise Refused(f"{letter.code} must be finite numbers; it stays as it was.") from None
    if array.shape != old.shape:
        raise Refused(f"{letter.code} is {array.shape}, but must be {old.shape} here.")
    if not np.isfinite(array).all():
        raise Refused(f"{letter.code} must be finite numbers; it stays as it was.")
    return array


def as_input(knob: Knob, state: State) -> dict[str, Any]:
    """Return what the browser needs to know of a native input."""
    value: Any = None if knob.kind == "button" else value_of(state, knob.of)
    number = isinstance(value, float | int) and not isinstance(value, bool)
    return {
        "ref": knob.ref, "label": knob.label, "kind": knob.kind,
        "value": str(value) if knob.kind == "choice" else value,
        "text": setting(value) if number else "",
        "low": knob.low, "high": knob.high, "step": knob.step,
        "options": [str(option) for option in knob.options], "group": knob.group, "main": knob.main,
    }  # fmt: skip


def handles(knobs: Iterable[Knob], state: State) -> dict[Letter, dict[str, object]]:
    """Return the attributes of all that is moved or pressed in the drawing itself.

    A number is dragged up and down, or moved by arrow keys: the browser makes it a slider, with
    its ends and value, for keyboards and screen readers.
    """
    found: dict[Letter, dict[str, object]] = {}
    for knob in knobs:
        if letter := knob.handle:
            found[letter] = {"data_ref": knob.ref, "aria_label": knob.label}
            if knob.kind in NUMERIC:
                ends = f"{value_of(state, letter):.6g} {knob.low:g} {knob.high:g}"
                found[letter]["data_dial"] = ends
    return found


def at_place(
    label: str,
    across: tuple[Knob, float, float, float] | None = None,
    upward: tuple[Knob, float, float, float] | None = None,
) -> dict[str, object]:
    """Return the attributes of an element that follows the pointer, across, upward or both ways.

    across, upward: the knob, what it is set to, and the places, in the drawing's units, of its low
    and high end. Arrow keys move it along the way they point.
    """
    marks: dict[str, object] = {"aria_label": label}
    for name, way in (("data_x", across), ("data_y", upward)):
        if way:
            knob, value, low, high = way
            places = [round(float(x), 4) for x in (value, low, high, knob.low, knob.high)]
            marks[name] = dumps([knob.ref, *places])
            marks.setdefault("data_ref", knob.ref)
    return marks
