"""Labels beside their points, none on another: moved around the point, and away with a leader."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from netlib.drawing.colours import PAPER
from netlib.drawing.marks import Place
from netlib.drawing.svg import element, formula
from netlib.drawing.typeface import formula_width

FAR = (19.0, 27.0, 38.0, 52.0, 70.0)  # from the point; from the third on with a leader
SIZE, POINT = 14.0, 10.0  # of letters; the room that a point keeps around it


@dataclass(frozen=True)
class Label:
    """What is written near a point. way: where it would stand best, an angle; 0 is to the right."""

    text: str
    point: Place
    way: float = 0.0
    optional: bool = False  # left out rather than led away


@dataclass(frozen=True)
class Frame:
    """A rectangle: its left, top, right and bottom."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Frame") -> bool:
        """Return whether both have a point in common."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def holds(self, other: "Frame") -> bool:
        """Return whether the other lies inside."""
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom


def around(point: Place, x: float = POINT, y: float = POINT) -> Frame:
    """Return the rectangle around a point that reaches so far to each side."""
    return Frame(point[0] - x, point[1] - y, point[0] + x, point[1] + y)


def labelled(labels: Sequence[Label], points: Sequence[Place], inside: Frame) -> list[str]:
    """Return the labels, an element each, those named first in the best places.

    points: what no label may stand on. inside: where they may stand. Behind each is paper, so that
    no line goes through it; leaders come before all of them.
    """
    taken, leaders, lines = [around(point) for point in points], list[str](), list[str]()
    for label in labels:
        place = next(_free(label, taken, inside), None) if label.text else None
        if place is None:
            leaders.append(element("path"))
            lines.append(element("g"))
            continue
        (x, y), led = place
        half = formula_width(label.text, SIZE) / 2 + 2
        box = around((x, y), half, 9)
        taken.append(box)
        size = {"x": box.left, "y": box.top, "width": 2 * half, "height": 18.0, "rx": 3}
        (a, b), ink = label.point, {"stroke": "currentColor", "stroke_width": 0.8}
        path = f"M{a:.1f} {b:.1f}L{x:.1f} {y:.1f}"
        leaders.append(element("path", d=path, **ink) if led else element("path"))
        inner = element("rect", **size, **PAPER)
        inner += formula(x, y, label.text, text_anchor="middle", font_size=SIZE)
        lines.append(element("g", inner, pointer_events="none"))
    return leaders + lines


def _free(label: Label, taken: list[Frame], inside: Frame) -> Iterator[tuple[Place, bool]]:
    """Yield the places where the label stands on nothing, best first, and if it is led there."""
    half = formula_width(label.text, SIZE) / 2 + 2
    (x, y), turns = label.point, sorted(np.arange(-7, 9), key=abs)
    for far in FAR[:2] if label.optional else FAR:
        for turn in turns:
            angle = label.way + turn * np.pi / 8
            # as far from the point as its own width needs there
            reach = far + (half - 9) * abs(np.cos(angle))
            at = float(x + reach * np.cos(angle)), float(y - reach * np.sin(angle))
            box = around(at, half, 9)
            if inside.holds(box) and not any(box.meets(other) for other in taken):
                yield at, far > FAR[1]
