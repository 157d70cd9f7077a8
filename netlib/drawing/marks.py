"""The small marks that drawings are made of: a number that can be read back, a tag, braces, bars.

Each is a line of SVG, or a few, at a place that the caller chooses. A number carries the letter
that it belongs to, `data-shows="sigma_0[1]"`, so that a program can read a drawing back; if the
last act moved it, a small triangle beside it says which way.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np

from netlib.drawing.colours import BLUE, FINE, FRESH, PAPER, VERMILLION, tint_of
from netlib.drawing.svg import decimal, element, formula, setting, text
from netlib.drawing.typeface import words_width
from netlib.letters import Letter

Write = Callable[[float], str]  # how a number becomes text
Place = tuple[float, float]
NUMBER = 12.0  # the size of numbers and labels in a drawing


@dataclass(frozen=True)
class Marks:
    """What a state marks in a drawing.

    lit: letters that are drawn strongly. hidden: letters whose numbers aren't shown yet. handles:
    the attributes of what can be moved or pressed. fresh: whole letters that the last step has
    computed. moved: entries that the last act has changed, 1 for up and -1 for down.
    """

    lit: Collection[Letter] = ()
    hidden: Collection[Letter] = ()
    handles: Mapping[Letter, Mapping[str, object]] = field(default_factory=dict)
    fresh: Collection[Letter] = ()
    moved: Mapping[Letter, int] = field(default_factory=dict)

    def handle(self, letter: Letter) -> Mapping[str, object]:
        """Return the attributes that make it a handle, none if it is not one."""
        return self.handles.get(letter, {})


PLAIN = Marks()


def sign_colour(value: float) -> str:
    """Return blue for numbers from zero up, vermillion below; a minus or a dash says it as well."""
    return BLUE if value >= 0 else VERMILLION


def shown(
    x: float, y: float, letter: Letter, value: float, write: Write = decimal, /,
    marks: Marks = PLAIN, **look: object,
) -> str:  # fmt: skip
    """Return a number as text that a program can read back by its letter.

    A triangle behind it, if it moved, does not change where it stands.
    """
    words = write(float(value))
    number = text(x, y, words, data_shows=letter.code, **look)
    if not (way := marks.moved.get(letter)):
        return number
    size = float(str(look.get("font_size", NUMBER)))
    wide = words_width(words, size, bold=look.get("font_weight") == "bold")
    part = {"middle": 0.5, "end": 0.0}.get(str(look.get("text_anchor")), 1.0)
    return element("g", number + moved(x + part * wide + 1.5, y, way, 0.42 * size))


def moved(x: float, y: float, way: int, size: float = 5) -> str:
    """Return a small triangle with its left corner at x: the number beside it rose, or fell."""
    half, tall = size / 2, size * way
    path = f"M{x:.1f} {y + tall / 2:.1f}l{half:.1f} {-tall:.1f}l{half:.1f} {tall:.1f}z"
    return element("path", d=path, data_moved=way)


def underlay(x: float, y: float, width: float, height: float) -> str:
    """Return the ground of what the last step has computed."""
    box = {"x": float(x), "y": float(y), "width": float(width), "height": float(height), "rx": 3}
    return element("rect", **box, **FRESH)


def tag(
    x: float, y: float, width: float, entries: Sequence[tuple[Letter, float]], marks: Marks = PLAIN,
    **handle: object,
) -> str:  # fmt: skip
    """Return letters and their numbers in a small box of their own, which lines can't cross.

    x, y: its upper left corner. entries: those in `marks.hidden` are left out, and take no room;
    with none left there is no box. handle: attributes, where the box as a whole is one.
    """
    rows = [(letter, value) for letter, value in entries if letter not in marks.hidden]
    if not rows:
        return element("g")
    box = {"x": float(x), "y": float(y), "width": float(width), "height": 16.0 * len(rows) + 2}
    inside = element("rect", **box, rx=4, **PAPER, **FINE)
    for k, (letter, value) in enumerate(rows):
        middle, fresh = y + 9 + 16.0 * k, letter.whole in marks.fresh
        if fresh:
            inside += underlay(x + 1.5, middle - 7.5, width - 3, 15)
        inside += formula(x + 6, middle, letter.whole.drawn, font_size=12.5)
        look = {"text_anchor": "end", "font_weight": "bold" if fresh else None}
        inside += shown(x + width - 10, middle, letter, value, marks=marks, **look)
    return element("g", inside, **handle)


def tagged(letter: Letter, value: float, write: Write = setting) -> str:
    """Return a number as a piece of a longer text, to be read back by its letter."""
    return element("tspan", escape(write(float(value))), data_shows=letter.code)


def brace(left: float, right: float, y: float, label: str, *, above: bool = False) -> list[str]:
    """Return a brace under (or above) what stands from left to right, a formula at its tip."""
    middle, q = (left + right) / 2, min(6.0, (right - left) / 4)
    v = -q if above else q
    path = (
        f"M{left:.1f} {y:.1f}q0 {v:.1f} {q:.1f} {v:.1f}H{middle - q:.1f}q{q:.1f} 0 {q:.1f} {v:.1f}"
        f"q0 {-v:.1f} {q:.1f} {-v:.1f}H{right - q:.1f}q{q:.1f} 0 {q:.1f} {-v:.1f}"
    )
    tip = y + 2 * v + (-10 if above else 10)
    return [
        element("path", d=path, fill="none", stroke="currentColor"),
        formula(middle, tip, label, text_anchor="middle", font_size=14),
    ]


def bar(
    x: float, y: float, length: float, letter: Letter, value: float, top: float, label: str,
    marks: Marks = PLAIN,
) -> list[str]:  # fmt: skip
    """Return a bar from a zero line at x: to the right above zero, to the left and hollow below.

    length: how long a bar of the size `top` is; longer ones are cut there. The label stands
    before the line, the number behind the longest bar.
    """
    part = float(np.clip(value / top, -1, 1)) * length if top > 0 and np.isfinite(value) else 0.0
    filled = 0.75 if value >= 0 else 0.15
    box = {"x": x + min(part, 0), "y": y - 6.0, "width": abs(part), "height": 12}
    return [
        formula(x - length - 8, y, label, text_anchor="end", font_size=14),
        element("rect", **box, **tint_of(value), fill_opacity=filled, stroke=sign_colour(value)),
        element("path", d=f"M{x:.1f} {y - 9:.1f}v18", stroke="currentColor"),
        shown(x + length + 8, y, letter, value, marks=marks),
    ]


def arrow(start: Place, end: Place, **look: object) -> str:
    """Return an arrow between two places; one that is shorter than its head is only a line."""
    (x0, y0), (x1, y1) = start, end
    path = f"M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}"
    length = float(np.hypot(x1 - x0, y1 - y0))
    if length > 8:
        dx, dy = 8 * (x1 - x0) / length, 8 * (y1 - y0) / length
        (a, b), (c, d) = (x1 - dx - dy / 2, y1 - dy + dx / 2), (x1 - dx + dy / 2, y1 - dy - dx / 2)
        path += f"M{a:.1f} {b:.1f}L{x1:.1f} {y1:.1f}L{c:.1f} {d:.1f}"
    return element("path", d=path, fill="none", **look)
