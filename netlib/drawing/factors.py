"""Matrices as boxes drawn to scale, and the joins between factors, where sizes must meet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from netlib.drawing.colours import BLUE, VERMILLION
from netlib.drawing.svg import element, formula, text

UNIT, GAP = 13.0, 54.0  # the side of one row or column; the room for a join


@dataclass(frozen=True)
class Box:
    """A matrix: its label as a formula, its (rows, columns), and these two as markup.

    mark: the cell with a dot in it, (row, column) from 0. handle: attributes that make the box
    one that can be pressed; it gets a round arrow.
    """

    label: str
    size: tuple[int, int]
    written: tuple[str, str]
    mark: tuple[int, int] | None = None
    handle: Mapping[str, object] = field(default_factory=dict)

    @property
    def lettering(self) -> float:
        """About how wide the label is."""
        return 7.0 * sum(letter not in "_^{}" for letter in self.label)

    @property
    def room(self) -> float:
        """How wide the box is with its label."""
        return max(self.size[1] * UNIT, self.lettering, 38.0)


def meet(a: Box, b: Box) -> bool:
    """Return whether a is as wide as b is high, so that their product exists."""
    return a.size[1] == b.size[0]


def join(x: float, y: float, left: str, right: str, fits: bool) -> str:
    """Return two sizes, as markup, where they meet: lit if they are equal, hatched if not."""
    frame = {"x": x - 22, "y": y - 11, "width": 44, "height": 22, "rx": 4}
    fill = {"fill": BLUE, "fill_opacity": 0.2 if fits else 0}
    inside = element("rect", **frame, **fill, **_stroke(fits, 2))
    strokes = () if fits else np.arange(x - 22, x + 15, 6)
    hatching = "".join(f"M{a:.1f} {y + 11:.1f}l8 -22.0" for a in strokes)
    inside += element("path", d=hatching, stroke=VERMILLION, stroke_opacity=0.45)
    words, weight = f"{left} {'=' if fits else '≠'} {right}", None if fits else "bold"
    inside += element("text", words, x=x, y=y + 4, text_anchor="middle", font_weight=weight)
    return element("g", inside)


def _stroke(fits: bool, width: int) -> dict[str, object]:
    """Return how the edge of a join is drawn: dashed where its sizes don't fit."""
    colour, dashes = (BLUE, None) if fits else (VERMILLION, "4 3")
    return {"stroke": colour, "stroke_width": width, "stroke_dasharray": dashes}


def factor(x: float, y: float, box: Box, joins: Sequence[bool | None]) -> str:
    """Return a box around (x, y), the edges that meet a neighbour drawn thick, dashed if in vain.

    joins: whether its height and its width fit what they meet; None where they meet nothing.
    """
    (rows, columns), (high, wide) = box.size, (box.size[0] * UNIT, box.size[1] * UNIT)
    left, top = x - wide / 2, y - high / 2
    grid = "".join(f"M{left:.1f} {top + k * UNIT:.1f}h{wide:.1f}" for k in range(rows + 1))
    grid += "".join(f"M{left + k * UNIT:.1f} {top:.1f}v{high:.1f}" for k in range(columns + 1))
    inside = element("rect", x=left, y=top, width=wide, height=high, fill_opacity=0.07)
    inside += element("path", d=grid, stroke="currentColor", stroke_opacity=0.45)
    for fits, edge in zip(joins, (f"v{high:.1f}", f"m0 {high:.1f}h{wide:.1f}"), strict=True):
        if fits is not None:
            inside += element("path", d=f"M{left:.1f} {top:.1f}{edge}", **_stroke(fits, 4))
    if box.mark:
        down, right = ((k + 0.5) * UNIT for k in box.mark)
        inside += element("circle", cx=left + right, cy=top + down, r=3.5)
    inside += formula(x, top - 15, box.label, text_anchor="middle", font_size=15)
    sizes = f"{box.written[0]} × {box.written[1]}"
    inside += element("text", sizes, x=x, y=top + high + 17, text_anchor="middle")
    if box.handle:
        end = x + box.lettering / 2 + 12
        arrow = f"M{end + 4:.1f} {top - 18:.1f}a5 5 0 1 0 1 5m-5 -5.5h5v-5"
        inside += element("path", d=arrow, fill="none", stroke="currentColor", stroke_width=1.4)
        around = {"x": x - 32, "y": top - 26, "width": end + 40 - x, "height": high + 48}
        inside += element("rect", fill="transparent", **around)
    return element("g", inside, **box.handle)


def product(
    x: float, y: float, factors: Sequence[Box], result: Box, wrong: bool
) -> tuple[list[str], list[tuple[float, float]]]:
    """Return the factors, a join between each two, and their product; and where factors stand.

    x: the left end; y: the middle. The product is "refused" where a join doesn't fit, and called
    wrong where it does but shouldn't be trusted. Beside the lines, (left, right) of each factor.
    """
    fits = [meet(a, b) for a, b in pairwise(factors)]
    lines, ends = [], []
    for k, (box, *joins) in enumerate(zip(factors, [None, *fits], [*fits, None], strict=True)):
        if k:
            sizes = factors[k - 1].written[1], box.written[0]
            lines.append(join(x + GAP / 2, y, *sizes, fits[k - 1]))
            x += GAP
        lines.append(factor(x + box.room / 2, y, box, joins))
        ends.append((x, x + box.room))
        x += box.room
    lines.append(formula(x + 14, y, "=", text_anchor="middle"))
    middle = x + 28 + result.room / 2
    if not all(fits):
        return [*lines, verdict(middle + 6, y, "refused")], ends
    below = y + result.size[0] * UNIT / 2 + 32
    lines.append(factor(middle, y, result, (None, None)))
    return [*lines, verdict(middle, below, "wrong" if wrong else "")], ends


def difference(x: float, y: float, a: Box, b: Box, wrong: bool) -> list[str]:
    """Return a minus b: both their rows and their columns must be as many.

    x: the left end; y: the middle. wrong: as in `product`.
    """
    fits = [of_a == of_b for of_a, of_b in zip(a.size, b.size, strict=True)]
    middle = x + a.room + GAP / 2
    lines = [
        factor(x + a.room / 2, y, a, fits),
        formula(middle, y, "−", text_anchor="middle"),
        factor(middle + GAP / 2 + b.room / 2, y, b, fits),
    ]
    for k, (word, down) in enumerate((("rows", -1), ("columns", 1))):
        lines.append(join(middle, y + 22 * down, a.written[k], b.written[k], fits[k]))
        lines.append(text(middle, y + 42 * down, word, font_size=11, text_anchor="middle"))
    return [*lines, verdict(middle, y + 58, "wrong" if wrong else "" if all(fits) else "refused")]


def verdict(x: float, y: float, word: str) -> str:
    """Return a word that says what is the matter, or an empty line of the drawing."""
    return text(x, y, word, text_anchor="middle", font_weight="bold", fill=VERMILLION)
