"""Matrices as boxes drawn to scale, and the joins between factors, where sizes must meet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from netlib.drawing.svg import element, formula, text
from netlib.drawing.typeface import formula_width


@dataclass(frozen=True)
class Scale:
    """How large boxes are drawn: the side of a row or column, the room for a join, the letters."""

    unit: float = 10.5
    gap: float = 52.0
    letters: float = 15.0


WIDE, TIGHT = Scale(), Scale(7.5, 40.0, 13.0)


@dataclass(frozen=True)
class Box:
    """A matrix: its label as a formula, its (rows, columns), and these two as markup.

    mark: the cell with a dot in it, (row, column) from 0. handle: attributes that make the box
    one that can be pressed; it gets a round arrow. lit: whether it is framed.
    """

    label: str
    size: tuple[int, int]
    written: tuple[str, str]
    mark: tuple[int, int] | None = None
    handle: Mapping[str, object] = field(default_factory=dict)
    lit: bool = False

    def room(self, scale: Scale) -> float:
        """Return how wide the box is with its label."""
        turns = 20.0 if self.handle else 0.0
        label = formula_width(self.label, scale.letters) + turns
        return max(self.size[1] * scale.unit, label, 36.0)


def meet(a: Box, b: Box) -> bool:
    """Return whether a is as wide as b is high, so that their product exists."""
    return a.size[1] == b.size[0]


def join(x: float, y: float, left: str, right: str, fits: bool) -> str:
    """Return two sizes, as markup, where they meet: in a frame, broken and bold if they differ."""
    frame = {"x": x - 19, "y": y - 10, "width": 38, "height": 20, "rx": 4}
    inside = element("rect", **frame, fill="currentColor", fill_opacity=0.07 if fits else 0,
                     **_stroke(fits, 1))  # fmt: skip
    words, weight = f"{left} {'=' if fits else '≠'} {right}", None if fits else "bold"
    inside += element("text", words, x=x, y=y + 4, text_anchor="middle", font_weight=weight)
    return element("g", inside)


def _stroke(fits: bool, width: float) -> dict[str, object]:
    """Return how the edge of a join is drawn: dashed where its sizes don't fit."""
    return {"stroke": "currentColor", "stroke_width": width,
            "stroke_dasharray": None if fits else "3 3"}  # fmt: skip


def factor(x: float, y: float, box: Box, joins: Sequence[bool | None], scale: Scale) -> str:
    """Return a box around (x, y), the edges that meet a neighbour drawn thick, dashed if in vain.

    joins: whether its height and its width fit what they meet; None where they meet nothing.
    """
    (rows, columns), unit = box.size, scale.unit
    high, wide = rows * unit, columns * unit
    left, top = x - wide / 2, y - high / 2
    grid = "".join(f"M{left:.1f} {top + k * unit:.1f}h{wide:.1f}" for k in range(rows + 1))
    grid += "".join(f"M{left + k * unit:.1f} {top:.1f}v{high:.1f}" for k in range(columns + 1))
    inside = element("rect", x=left, y=top, width=wide, height=high, fill_opacity=0.07,
                     stroke="currentColor" if box.lit else "none", stroke_width=5)  # fmt: skip
    inside += element("path", d=grid, stroke="currentColor", stroke_opacity=0.45)
    for fits, edge in zip(joins, (f"v{high:.1f}", f"m0 {high:.1f}h{wide:.1f}"), strict=True):
        if fits is not None:
            inside += element("path", d=f"M{left:.1f} {top:.1f}{edge}", **_stroke(fits, 3))
    if box.mark:
        down, right = ((k + 0.5) * unit for k in box.mark)
        inside += element("circle", cx=left + right, cy=top + down, r=min(3.5, unit * 0.32))
    turns = 9.0 if box.handle else 0.0
    label = {"text_anchor": "middle", "font_size": scale.letters}
    inside += formula(x - turns, top - 14, box.label, **label)
    sizes = f"{box.written[0]} × {box.written[1]}"
    inside += element("text", sizes, x=x, y=top + high + 17, text_anchor="middle")
    if box.handle:
        end = x + formula_width(box.label, scale.letters) / 2 + 1
        arrow = f"M{end + 4:.1f} {top - 17:.1f}a5 5 0 1 0 1 5m-5 -5.5h5v-5"
        inside += element("path", d=arrow, fill="none", stroke="currentColor", stroke_width=1.4)
        half = box.room(scale) / 2
        around = {"x": x - half, "y": top - 24, "width": 2 * half, "height": high + 44}
        inside += element("rect", fill="transparent", **around)
    return element("g", inside, **box.handle)


def product(
    x: float, y: float, factors: Sequence[Box], result: Box | None, wrong: bool, scale: Scale = WIDE
) -> tuple[list[str], list[tuple[float, float]]]:
    """Return the factors, a join between each two, and their product; and where factors stand.

    x: the left end; y: the middle. result: None where there can't be one. The product is "refused"
    then, and where a join doesn't fit, and called wrong where it does but shouldn't be trusted.
    Beside the lines, (left, right) of each factor.
    """
    fits = [meet(a, b) for a, b in pairwise(factors)]
    lines, ends = [], []
    for k, (box, *joins) in enumerate(zip(factors, [None, *fits], [*fits, None], strict=True)):
        if k:
            sizes = factors[k - 1].written[1], box.written[0]
            lines.append(join(x + scale.gap / 2, y, *sizes, fits[k - 1]))
            x += scale.gap
        room = box.room(scale)
        lines.append(factor(x + room / 2, y, box, joins, scale))
        ends.append((x, x + room))
        x += room
    lines.append(formula(x + 14, y, "=", text_anchor="middle"))
    if not all(fits) or result is None:
        return [*lines, verdict(x + 54, y, "refused")], ends
    middle = x + 28 + result.room(scale) / 2
    below = y + result.size[0] * scale.unit / 2 + 32
    lines.append(factor(middle, y, result, (None, None), scale))
    return [*lines, verdict(middle, below, "wrong" if wrong else "")], ends


def difference(x: float, y: float, a: Box, b: Box, wrong: bool, scale: Scale = WIDE) -> list[str]:
    """Return a minus b: both their rows and their columns must be as many.

    x: the left end; y: the middle. wrong: as in `product`.
    """
    fits = [of_a == of_b for of_a, of_b in zip(a.size, b.size, strict=True)]
    middle = x + a.room(scale) + scale.gap / 2
    lines = [
        factor(x + a.room(scale) / 2, y, a, fits, scale),
        formula(middle, y, "−", text_anchor="middle"),
        factor(middle + (scale.gap + b.room(scale)) / 2, y, b, fits, scale),
    ]
    for k, (word, down) in enumerate((("rows", -1), ("columns", 1))):
        lines.append(join(middle, y + 21 * down, a.written[k], b.written[k], fits[k]))
        lines.append(text(middle, y + 40 * down, word, text_anchor="middle"))
    return [*lines, verdict(middle, y + 58, "wrong" if wrong else "" if all(fits) else "refused")]


def verdict(x: float, y: float, word: str) -> str:
    """Return a word that says what is the matter, or an empty line of the drawing."""
    return text(x, y, word, text_anchor="middle", font_weight="bold")
