"""Matrices with their numbers, laid in a row; and a number worked out, in letters, then in numbers.

Every explorer and figure that shows `W_0 o_0 = s_0` or `s = w o + w o = 0.7` uses these two pieces.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from netlib.checks import Array
from netlib.drawing.marks import PLAIN, Marks, Write, shown, sign_colour
from netlib.drawing.svg import decimal, element, formula, text
from netlib.letters import Letter


@dataclass(frozen=True, eq=False)
class Matrix:
    """A matrix in brackets, each cell tinted by its value.

    letter: names it and its cells. values: (rows, columns); or (n,), a column, or a row with `row`.
    label: the formula above it, the letter itself when None. cell: width and height. top: the size
    of number that has the full tint, the largest when None.
    """

    letter: Letter
    values: Array
    label: str | None = None
    cell: tuple[float, float] = (54, 24)
    row: bool = False
    top: float | None = None
    write: Write = decimal

    @property
    def grid(self) -> Array:
        """The values as (rows, columns)."""
        grid = np.atleast_2d(self.values)
        return grid if self.row or self.values.ndim == 2 else grid.T

    @property
    def width(self) -> float:
        """How wide its cells are together."""
        return self.cell[0] * self.grid.shape[1]

    def drawn(self, x: float, y: float, marks: Marks = PLAIN) -> list[str]:
        """Return it with the upper left corner of its cells at (x, y)."""
        (w, h), (rows, columns) = self.cell, self.grid.shape
        lines = [_brackets(x - 3, y - 2, x + self.width + 3, y + rows * h + 2)]
        if label := self.letter.drawn if self.label is None else self.label:
            lines.append(formula(x + self.width / 2, y - 15, label, text_anchor="middle"))
        finite = np.abs(self.grid[np.isfinite(self.grid)])
        size = float(np.max(finite, initial=0)) if self.top is None else self.top
        for i, j in np.ndindex(rows, columns):
            letter = self.letter[(i, j) if self.values.ndim == 2 else max(i, j)]
            value = float(self.grid[i, j])
            strength = min(abs(value) / size, 1) if size > 0 and np.isfinite(value) else 0.0
            lines.append(self._cell(x + j * w, y + i * h, letter, value, strength, marks))
        return lines

    def _cell(
        self, x: float, y: float, letter: Letter, value: float, strength: float, marks: Marks
    ) -> str:
        """Return one cell: its tint, its number, and a frame when it is lit."""
        (w, h), lit, hidden = self.cell, letter in marks.lit, letter in marks.hidden
        inside = element(
            "rect", x=x + 1, y=y + 1, width=w - 2, height=h - 2, rx=3, fill=sign_colour(value),
            fill_opacity=0 if hidden else round(0.45 * strength, 2),
            stroke="currentColor" if lit else "none", stroke_width=2,
        )  # fmt: skip
        letters = (0.7 if lit else 0.62) * len(self.write(value))  # bold ones are wider
        look = {"font_size": round(min(12.0, (w - 4) / letters), 1), "text_anchor": "middle"}
        if hidden:
            inside += text(x + w / 2, y + h / 2, "·", **look)
        else:
            look["font_weight"] = "bold" if lit else None
            inside += shown(x + w / 2, y + h / 2, letter, value, self.write, **look)
        return element("g", inside, **marks.handle(letter))


def _brackets(left: float, top: float, right: float, bottom: float) -> str:
    """Return the two square brackets around a matrix, as one element."""
    path = f"M{left + 5:.1f} {top:.1f}H{left:.1f}V{bottom:.1f}h5"
    path += f"M{right - 5:.1f} {top:.1f}H{right:.1f}V{bottom:.1f}h-5"
    return element("path", d=path, fill="none", stroke="currentColor", stroke_width=1.2)


def in_a_row(
    x: float, middle: float, parts: Iterable[Matrix | str], marks: Marks = PLAIN, gap: float = 16
) -> list[str]:
    """Return matrices and the signs between them from left to right, all around one middle line.

    x: the left end of the first one's cells. gap: between two matrices, and on each side of a sign.
    """
    lines = []
    for part in parts:
        if isinstance(part, str):
            lines.append(formula(x, middle, part, text_anchor="middle"))
            x += gap
        else:
            lines += part.drawn(x, middle - part.cell[1] * len(part.grid) / 2, marks)
            x += part.width + gap
    return lines


@dataclass(frozen=True)
class Worked:
    """A number worked out: its name, what it is in letters, the same with numbers, what comes out.

    All in the markup of `formula`.
    """

    name: str
    letters: str
    numbers: str
    result: str

    def drawn(self, x: float, y: float, apart: float = 28, size: float = 17) -> list[str]:
        """Return the line of letters at (x, y), and the line of numbers that much below."""
        lines = (self.letters, f"{self.numbers} = {self.result}")
        named = [f"{self.name} = {line}" for line in lines]
        return [formula(x, y + k * apart, line, font_size=size) for k, line in enumerate(named)]


def sum_of(name: str, terms: Sequence[tuple[str, str]], result: str, bold: int = -1) -> Worked:
    """Return a sum worked out, one of its terms bold.

    terms: each in letters and with its numbers. bold: the index of the bold one, none if -1.
    """
    marked = [[f"*{x}*" for x in term] if k == bold else term for k, term in enumerate(terms)]
    letters, numbers = (" + ".join(column) for column in zip(*marked, strict=True))
    return Worked(name, letters, numbers, result)
