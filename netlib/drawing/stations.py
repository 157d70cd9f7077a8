"""The chain of an explorer: a box for each result, in the order in which one leads to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from netlib.drawing.colours import FINE, FRESH, SOFT
from netlib.drawing.panel import Panel
from netlib.drawing.svg import element, formula
from netlib.drawing.typeface import formula_width

Progress = Literal["done", "now", "coming"]
NARROW, GAP, ARROW = 358.0, 12.0, 7.0  # the width of a narrow chain; the room between two boxes
LOOKS: Mapping[str, Mapping[str, object]] = {
    "done": {"fill": "currentColor", "fill_opacity": 0.05, "stroke": "currentColor",
             "stroke_opacity": 0.18},
    "now": {**FRESH, "stroke": "currentColor", "stroke_width": 2.2},
    "coming": {"fill": "transparent", **FINE, "stroke_dasharray": "2 3"},
}  # fmt: skip


@dataclass(frozen=True)
class Station:
    """A result: its name, and below it what it took to get there, both as formulas.

    state: "done", "now" or "coming". handle: the attributes that make it a button. short: the name
    where there is less room, the name itself when empty.
    """

    name: str
    by: str = ""
    state: Progress = "done"
    handle: Mapping[str, object] = field(default_factory=dict)
    short: str = ""


def stations(
    row: Sequence[Station], narrow: bool = False, width: float = 812.0, slim: bool = False
) -> Panel:
    """Return the boxes from left to right, an arrow between each two.

    width: of the wide form, in which each says what it took, unless it is slim. The slim and the
    narrow form have names alone, and go on in further rows where there is no room for them.
    """
    alone = slim or narrow
    wide, high, gap = (NARROW, 44.0, ARROW) if narrow else (width, 27.0 if slim else 50.0, GAP)
    each = len(row)
    if alone:
        gap = ARROW
        longest = max(formula_width(s.short or s.name, 14) for s in row)
        rows = -(-len(row) // max(1, int((wide + gap) // (longest + 8 + gap))))
        each = -(-len(row) // rows)  # as many in each row
    box, lines = (wide - gap * (each - 1)) / each, list[str]()
    for k, station in enumerate(row):
        x, y = (box + gap) * (k % each), (high + gap) * (k // each)
        lines.append(_box(station, x, y, box, high, alone))
        if k % each:
            path = f"M{x - gap / 2 - 2:.1f} {y + high / 2 - 4:.1f}l4 4l-4 4"
            lines.append(element("path", d=path, fill="none", stroke="currentColor"))
    return Panel("chain", wide, -(-len(row) // each) * (high + gap) - gap, lines)


def _box(station: Station, x: float, y: float, wide: float, high: float, alone: bool) -> str:
    """Return one box with its name, and unless that stands alone with what it took."""
    box = {"x": x + 1.5, "y": y + 1.5, "width": wide - 3, "height": high - 3, "rx": 6}
    inside = element("rect", **box, **LOOKS[station.state])
    name, middle = station.short or station.name if alone else station.name, x + wide / 2
    alone, look = alone or not station.by, {"text_anchor": "middle"}
    size = _fitting(name, 14 if alone else 17, wide)
    inside += formula(middle, y + high / 2 if alone else y + 16.5, name, **look, font_size=size)
    if not alone:
        size, soft = _fitting(station.by, 13, wide), {} if station.state == "now" else SOFT
        inside += formula(middle, y + 36.5, station.by, **look, **soft, font_size=size)
    current = {"aria_current": "step"} if station.state == "now" else {}
    return element("g", inside, **station.handle, **current)


def _fitting(source: str, size: float, wide: float) -> float:
    """Return the size at which a formula is no wider than its box."""
    return min(size, round(size * (wide - 8) / formula_width(source, size), 1))
