"""Matrices, braces, bars and plots, each a list of SVG lines at a place that the caller chooses.

A symbol names the numbers: each is written with `data-shows="sigma_0[1]"`, so that a program can
read a drawing back. `handles` gives the numbers that can be moved their attributes, by that name.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from netlib.checks import Array
from netlib.drawing.colours import BLUE, VERMILLION
from netlib.drawing.svg import decimal, element, formula, setting, text

Handles = Mapping[str, Mapping[str, object]]


def sign_colour(value: float) -> str:
    """Return blue for numbers from zero up, vermillion below; a minus or a dash says it as well."""
    return BLUE if value >= 0 else VERMILLION


def address(symbol: str, index: Sequence[int]) -> str:
    """Return the name of one number, as code writes it: `W_0[1,2]`, `o_1[0]`, `E`."""
    return symbol + (f"[{','.join(map(str, index))}]" if index else "")


def parts(name: str) -> tuple[str, tuple[int, ...]]:
    """Return the symbol and the index of what `address` made: `W_0[1,2]` is (W_0, (1, 2))."""
    symbol, _, index = name.partition("[")
    return symbol, tuple(map(int, index.rstrip("]").split(","))) if index else ()


def shown(
    x: float,
    y: float,
    symbol: str,
    value: float,
    /,
    write: Callable[[float], str] = decimal,
    **attributes: object,
) -> str:
    """Return a number as text that a program can read back by the symbol's name."""
    return text(x, y, write(value), data_shows=symbol, **attributes)


def matrix(
    x: float,
    y: float,
    values: Array,
    symbol: str,
    *,
    label: str = "",
    cell: tuple[float, float] = (54, 24),
    row: bool = False,
    top: float | None = None,
    lit: Collection[str] = (),
    hidden: Collection[str] = (),
    handles: Handles | None = None,
    write: Callable[[float], str] = decimal,
) -> list[str]:
    """Return a matrix in brackets, its upper left corner at (x, y), each cell tinted by its value.

    values: (rows, columns); or (n,), drawn as a column, as a row with `row`. symbol: names the
    cells; label: a formula written above, the shape below. cell: width and height. top: the size
    of number that has the full tint, the largest when None. lit, hidden: names of cells with a
    frame, and of cells that are not shown yet. write: how a number becomes text.
    """
    w, h = cell
    grid = values if values.ndim == 2 else values[np.newaxis] if row else values[:, np.newaxis]
    rows, columns = grid.shape
    right, bottom = x + columns * w, y + rows * h
    lines = _brackets(x - 3, y - 2, right + 3, bottom + 2)
    if label:
        lines.append(formula((x + right) / 2, y - 15, label, text_anchor="middle"))
    size = float(np.max(np.abs(grid[np.isfinite(grid)]), initial=0)) if top is None else top
    for i, j in np.ndindex(rows, columns):
        name = address(symbol, (i, j) if values.ndim == 2 else (j if row else i,))
        lines.append(
            _cell(
                (x + j * w, y + i * h, w, h),
                name,
                float(grid[i, j]),
                size,
                name in lit,
                name in hidden,
                (handles or {}).get(name, {}),
                write,
            )
        )
    return lines


def _brackets(left: float, top: float, right: float, bottom: float) -> list[str]:
    """Return the two square brackets around a matrix, as one element."""
    tick = 5
    path = (
        f"M{left + tick:.1f} {top:.1f}H{left:.1f}V{bottom:.1f}h{tick}"
        f"M{right - tick:.1f} {top:.1f}H{right:.1f}V{bottom:.1f}h{-tick}"
    )
    return [element("path", d=path, fill="none", stroke="currentColor", stroke_width=1.2)]


def _cell(
    box: tuple[float, float, float, float],
    name: str,
    value: float,
    size: float,
    lit: bool,
    hidden: bool,
    handle: Mapping[str, object],
    write: Callable[[float], str],
) -> str:
    """Return one cell: its tint, its number, and a frame when it is lit."""
    x, y, w, h = box
    strength = min(abs(value) / size, 1) if size > 0 and np.isfinite(value) else 0.0
    tint = element(
        "rect",
        x=x + 1,
        y=y + 1,
        width=w - 2,
        height=h - 2,
        rx=3,
        fill=sign_colour(value),
        fill_opacity=0 if hidden else round(0.45 * strength, 2),
        stroke="currentColor" if lit else "none",
        stroke_width=2,
    )
    number = text if hidden else None
    letter = 0.7 if lit else 0.62  # bold ones are wider
    font = round(min(12.0, (w - 4) / (letter * len(write(value)))), 1)
    inside = (
        number(x + w / 2, y + h / 2, "·", font_size=font, text_anchor="middle")
        if number
        else shown(
            x + w / 2,
            y + h / 2,
            name,
            value,
            write=write,
            font_size=font,
            text_anchor="middle",
            font_weight="bold" if lit else None,
        )
    )
    return element("g", tint + inside, **handle)


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
    x: float, y: float, length: float, symbol: str, value: float, top: float, label: str
) -> list[str]:
    """Return a bar from a zero line at x: to the right above zero, to the left and hollow below.

    length: how long a bar of the size `top` is; longer ones are cut there. The label stands
    before the line, the number behind the longest bar.
    """
    part = float(np.clip(value / top, -1, 1)) * length if top > 0 and np.isfinite(value) else 0.0
    return [
        formula(x - length - 8, y, label, text_anchor="end", font_size=14),
        element(
            "rect",
            x=x + min(part, 0),
            y=y - 6.0,
            width=abs(part),
            height=12,
            fill=sign_colour(value),
            fill_opacity=0.75 if value >= 0 else 0.15,
            stroke=sign_colour(value),
        ),
        element("path", d=f"M{x:.1f} {y - 9:.1f}v18", stroke="currentColor"),
        shown(x + length + 8, y, symbol, value),
    ]


def tagged(symbol: str, value: float, write: Callable[[float], str] = setting) -> str:
    """Return a number as a piece of a longer text, to be read back by the symbol's name."""
    return element("tspan", escape(write(value)), data_shows=symbol)


def arrow(start: tuple[float, float], end: tuple[float, float], **attributes: object) -> str:
    """Return an arrow between two places; one that is shorter than its head is only a line."""
    (x0, y0), (x1, y1) = start, end
    path = f"M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}"
    length = float(np.hypot(x1 - x0, y1 - y0))
    if length > 8:
        dx, dy = 8 * (x1 - x0) / length, 8 * (y1 - y0) / length
        (a, b), (c, d) = (x1 - dx - dy / 2, y1 - dy + dx / 2), (x1 - dx + dy / 2, y1 - dy - dx / 2)
        path += f"M{a:.1f} {b:.1f}L{x1:.1f} {y1:.1f}L{c:.1f} {d:.1f}"
    return element("path", d=path, fill="none", **attributes)


@dataclass(frozen=True)
class Plot:
    """A rectangle of the drawing that stands for a rectangle of numbers.

    x, y, width, height: where it is drawn. across, upward: (low, high), the numbers at its edges.
    """

    x: float
    y: float
    width: float
    height: float
    across: tuple[float, float]
    upward: tuple[float, float]

    def at(self, a: float, b: float) -> tuple[float, float]:
        """Return the place of the numbers (a, b); what is far outside stays near the edge."""
        (a0, a1), (b0, b1) = self.across, self.upward
        right = float(np.clip((a - a0) / (a1 - a0), -0.2, 1.2))
        up = float(np.clip((b - b0) / (b1 - b0), -0.2, 1.2))
        return self.x + right * self.width, self.y + (1 - up) * self.height

    def line(self, across: Array, upward: Array, **attributes: object) -> str:
        """Return the curve through the points; those that are no number are left out."""
        places = [self.at(a, b) for a, b in zip(across, upward, strict=True) if np.isfinite(b)]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        return element("polyline", points=points, fill="none", **attributes)

    def frame(
        self, ticks: Sequence[float], rungs: Sequence[float], across: str, upward: str
    ) -> list[str]:
        """Return the axes: ticks below, rungs at the left, a formula for each."""
        bottom, path = self.y + self.height, ""
        lines = []
        for a in ticks:
            x, _ = self.at(a, self.upward[0])
            path += f"M{x:.1f} {bottom:.1f}v4"
            lines.append(text(x, bottom + 12, f"{a:g}", font_size=11, text_anchor="middle"))
        for b in rungs:
            _, y = self.at(self.across[0], b)
            path += f"M{self.x:.1f} {y:.1f}h-4"
            lines.append(text(self.x - 7, y, f"{b:g}", font_size=11, text_anchor="end"))
        path += f"M{self.x:.1f} {self.y:.1f}v{self.height:.1f}h{self.width:.1f}"
        axes = element("path", d=path, fill="none", stroke="currentColor")
        lines.append(formula(self.x + self.width, bottom + 27, across, text_anchor="end"))
        lines.append(formula(self.x - 4, self.y - 12, upward))
        return [axes, *(line.replace(">-", ">\N{MINUS SIGN}") for line in lines)]
