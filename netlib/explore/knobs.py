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


def handles(knobs: Iterable[Knob], state: State) -> Handles:
    """Return the attributes of all that is moved or pressed in the drawing itself."""
    return {
        k.ref: press(k.ref, k.label) if k.kind == "button" else dial(k, looked_up(state, k.ref))
        for k in knobs
        if not k.beside
    }
