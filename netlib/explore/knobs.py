"""What a reader can move: knobs, the marks that make an element a handle, and their new values.

A name stands for a value of the state: `rate`, a whole array `W_0`, or one of its entries
`W_0[1,2]`, counted from 0 as in code.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from netlib.checks import Array
from netlib.drawing.pieces import Handles, address, parts
from netlib.drawing.svg import setting

State = Mapping[str, Any]
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
LARGEST = 1e6  # of numbers that are typed; nothing in a network of this kind needs more


@dataclass(frozen=True)
class Knob:
    """One thing that can be moved: a number of the drawing, or an input below it.

    ref: its name in the state: `rate`, or one entry of an array, `W_0[1,2]`. label: what it is to
    a reader. kind: "slider" (low, high, step), "number" (typed, from low to high), "choice" (of
    options), "switch" or "button". beside: whether the stage shows a native input for it; if
    not, it is a handle in the drawing. whole: whether only whole numbers make sense.
    """

    ref: str
    label: str
    kind: str = "slider"
    low: float = 0.0
    high: float = 1.0
    step: float = 0.05
    options: tuple[str, ...] = ()
    beside: bool = True
    whole: bool = False


def entries(symbol: str, array: Array, low: float, high: float, step: float) -> list[Knob]:
    """Return a knob for each number of an array, to be moved in the drawing."""
    return [
        Knob(address(symbol, k), named(symbol, k), "slider", low, high, step, beside=False)
        for k in np.ndindex(array.shape)
    ]


def named(symbol: str, index: Sequence[int]) -> str:
    """Return how a reader calls a number, counting from 1: `w₁₂ of W₀`, `o₀,₁`."""
    name, _, layer = symbol.partition("_")
    name = {"sigma": "σ"}.get(name, name) + layer.translate(LOWERED)
    ones = "".join(str(k + 1) for k in index).translate(LOWERED)
    if not index:
        return name
    if symbol.startswith("W"):
        return f"w{ones} of {name}"
    return f"{name},{ones}" if layer else f"{name}{ones}"


def said(name: str) -> str:
    """Return how a reader calls the number of that name: `s_0[2]` is s₀,₃."""
    return named(*parts(name))


def dial(knob: Knob, value: float) -> dict[str, object]:
    """Return the attributes of an element that is dragged up and down, or moved by arrow keys.

    The browser's half makes it a slider, with its ends and value, for keyboards and readers.
    """
    ends = f"{value:.6g} {knob.low:g} {knob.high:g}"
    return {"data_ref": knob.ref, "aria_label": knob.label, "data_dial": ends}


def at_place(
    across: tuple[Knob, float, float] | None,
    upward: tuple[Knob, float, float] | None,
    values: tuple[float, float],
    label: str,
) -> dict[str, object]:
    """Return the attributes of an element that follows the pointer, across, upward or both ways.

    across, upward: the knob and the places, in the drawing's units, of its low and high end.
    values: what the knobs are set to now. Arrow keys move it along the way they point.
    """
    marks: dict[str, object] = {"aria_label": label}
    for name, way, value in (("data_x", across, values[0]), ("data_y", upward, values[1])):
        if way:
            knob, low, high = way
            marks[name] = f"{knob.ref} {value:.6g} {low:.1f} {high:.1f} {knob.low:g} {knob.high:g}"
            marks.setdefault("data_ref", knob.ref)
    return marks


def press(ref: str, label: str) -> dict[str, object]:
    """Return the attributes of an element that is clicked, or pressed with Enter or Space."""
    return {"data_ref": ref, "aria_label": label}


def tried(knob: Knob) -> list[dict[str, Any]]:
    """Return the events that move a knob to both ends and the middle, or through its options."""
    if knob.kind == "button":
        return [{"ref": knob.ref, "press": 1}]
    if knob.kind == "switch":
        return [{"ref": knob.ref, "set": on} for on in (True, False, True)]
    if knob.kind == "choice":
        return [{"ref": knob.ref, "set": option} for option in knob.options]
    middle = (knob.low + knob.high) / 2
    ends = (knob.low, round(middle) if knob.whole else middle, knob.high)
    return [{"ref": knob.ref, "set": value} for value in ends] + [{"ref": knob.ref, "steps": -1}]


def looked_up(state: State, ref: str) -> Any:
    """Return the value that a name stands for: a number, a word, a whole array."""
    symbol, index = parts(ref)
    return float(state[symbol][index]) if index else state[symbol]


def put(state: State, ref: str, value: Any) -> State:
    """Return the state with the value under that name; arrays are copied, never written into."""
    symbol, index = parts(ref)
    if index:
        array = np.array(state[symbol], dtype=float)
        array[index] = value
        value = array
    return {**state, symbol: value}


def _number(label: str, value: object) -> float:
    try:
        x = float(str(value).strip().replace("\N{MINUS SIGN}", "-").replace(",", "."))
    except ValueError:
        raise ValueError(f"“{value}” is not a number; {label} stays as it was.") from None
    if not np.isfinite(x):
        raise ValueError(f"{label} must be a finite number, not {value}; it stays as it was.")
    return x


def chosen(knob: Knob, value: object, exactly: bool = True) -> Any:
    """Return the value as the knob takes it; raise ValueError, in the reader's words, if not.

    exactly: whether a number in the drawing keeps all its digits, and may lie beyond the ends
    of what can be dragged; typed numbers do.
    """
    if knob.kind == "switch":
        return bool(value)
    if knob.kind == "choice":
        if value not in knob.options:
            raise ValueError(f"{knob.label} can be {', '.join(knob.options)}, but not {value}.")
        return value
    x = _number(knob.label, value)
    if exactly and not knob.beside:
        return float(np.clip(x, -LARGEST, LARGEST))
    return snapped(knob, x)


def snapped(knob: Knob, x: float) -> float | int:
    """Return the nearest value that the knob can have."""
    x = float(np.clip(round(x / knob.step) * knob.step, knob.low, knob.high))
    return round(x) if knob.whole else round(x, 6)


def like(ref: str, old: Any, new: Any) -> Any:
    """Return a whole value of the state, if it is of the kind and shape that it had."""
    if not isinstance(old, np.ndarray):
        if type(old) is not type(new):
            raise ValueError(f"{ref} is {old!r} and can't become {new!r}.")
        return new
    array = np.asarray(new, dtype=float)
    if array.shape != old.shape:
        raise ValueError(f"{ref} is {array.shape}, but must be {old.shape} here.")
    if not np.isfinite(array).all():
        raise ValueError(f"{ref} must be finite numbers; it stays as it was.")
    return array


def as_input(knob: Knob, state: State) -> dict[str, Any]:
    """Return what the browser needs to know of a native input."""
    value = None if knob.kind == "button" else looked_up(state, knob.ref)
    shape = {"low": knob.low, "high": knob.high, "step": knob.step, "options": list(knob.options)}
    written = (
        setting(value) if isinstance(value, float | int) and not isinstance(value, bool) else ""
    )
    return {
        "ref": knob.ref,
        "label": knob.label,
        "kind": knob.kind,
        "value": value,
        "text": written,
    } | shape


def handles(knobs: Iterable[Knob], state: State) -> Handles:
    """Return the attributes of all that is moved or pressed in the drawing itself."""
    return {
        k.ref: press(k.ref, k.label) if k.kind == "button" else dial(k, looked_up(state, k.ref))
        for k in knobs
        if not k.beside
    }
