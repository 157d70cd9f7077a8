"""Matrices with their numbers, alone or laid in a row; a matrix of products with its factors."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from netlib.checks import Array
from netlib.drawing.colours import FINE, SOFT, tint_of
from netlib.drawing.marks import PLAIN, Marks, Write, shown, underlay
from netlib.drawing.svg import decimal, element, formula, text
from netlib.drawing.typeface import formula_width, words_width
from netlib.letters import Letter


@dataclass(frozen=True, eq=False)
class Matrix:
    """A matrix in brackets, each cell tinted by its value; cells still to come are dotted.

    letter: names it and its cells. values: (rows, columns); or (n,), a column, or a row with `row`.
    label: the formula above it, the letter itself when None. cell: width and height. top: the size
    of number that has the full tint, the largest when None. factors: of a matrix of products, the
    vector of its rows' factors and that of its columns', named in the margins like the heads of a
    multiplication table.
    """

    letter: Letter
    values: Array
    label: str | None = None
    cell: tuple[float, float] = (54, 24)
    row: bool = False
    top: float | None = None
    write: Write = decimal
    factors: tuple[Letter, Letter] | None = None

    @property
    def grid(self) -> Array:
        """The values as (rows, columns)."""
        grid = np.atleast_2d(self.values)
        return grid if self.row or self.values.ndim == 2 else grid.T

    @property
    def width(self) -> float:
        """How wide its cells are together."""
        return self.cell[0] * self.grid.shape[1]

    @property
    def height(self) -> float:
        """How high its cells are together."""
        return self.cell[1] * self.grid.shape[0]

    def drawn(self, x: float, y: float, marks: Marks = PLAIN) -> list[str]:
        """Return it with the upper left corner of its cells at (x, y)."""
        (w, h), (rows, columns) = self.cell, self.grid.shape
        fresh = self.letter.whole in marks.fresh
        lines = [_brackets(x - 4, y - 3, x + self.width + 4, y + rows * h + 3, fresh)]
        up = y - 15 if self.factors is None else y - 32
        if label := self.letter.drawn if self.label is None else self.label:
            middle, half = x + self.width / 2, formula_width(label, 16) / 2 + 5
            lines += [underlay(middle - half, up - 11, 2 * half, 22)] if fresh else []
            lines.append(formula(middle, up, label, text_anchor="middle"))
        lines += self._margins(x, y, marks)
        finite = np.abs(self.grid[np.isfinite(self.grid)])
        size = float(np.max(finite, initial=0)) if self.top is None else self.top
        for i, j in np.ndindex(rows, columns):
            value = float(self.grid[i, j])
            strength = min(abs(value) / size, 1) if size > 0 and np.isfinite(value) else 0.0
            lines.append(
                self._cell(x + j * w, y + i * h, self._entry(i, j), value, strength, marks)
            )
        return lines

    def _entry(self, i: int, j: int) -> Letter:
        return self.letter[(i, j) if self.values.ndim == 2 else max(i, j)]

    def _margins(self, x: float, y: float, marks: Marks) -> list[str]:
        """Return the names of the factors: those of the cells that are lit stand out."""
        if self.factors is None:
            return []
        (w, h), (rows, columns), (down, across) = self.cell, self.grid.shape, self.factors
        lit = [k for k in np.ndindex(rows, columns) if self._entry(*k) in marks.lit]
        names = [(x - 12, y + h * (r + 0.5), down[r], "end", r in (i for i, _ in lit))
                 for r in range(rows)]  # fmt: skip
        names += [(x + w * (c + 0.5), y - 12, across[c], "middle", c in (j for _, j in lit))
                  for c in range(columns)]  # fmt: skip
        return [
            formula(a, b, name.drawn, text_anchor=to, font_size=13, **({} if on else SOFT))
            for a, b, name, to, on in names
        ]

    def _cell(
        self, x: float, y: float, letter: Letter, value: float, strength: float, marks: Marks
    ) -> str:
        """Return one cell: its tint, its number, and a frame when it is lit."""
        (w, h), lit, hidden = self.cell, letter in marks.lit, letter in marks.hidden
        box = {"x": x + 1, "y": y + 1, "width": w - 2, "height": h - 2, "rx": 3}
        if hidden:
            inside = element("rect", **box, fill="transparent", **FINE, stroke_dasharray="2 3")
            inside += text(x + w / 2, y + h / 2, "·", text_anchor="middle", **SOFT)
            return element("g", inside, **marks.handle(letter))
        shade = 0.38 * strength + 0.07 * min(1.0, 10 * strength)  # small ones are seen too
        inside = element("rect", **box, **tint_of(value), fill_opacity=round(shade, 2))
        if lit:
            inside += element("rect", **box, fill="none", stroke="currentColor", stroke_width=2.2)
        words = self.write(value)
        mark = 5 if letter in marks.moved else 0
        look = {
            "font_size": _fitting(words, w - 5 - mark, lit), "text_anchor": "middle",
            "font_weight": "bold" if lit else None,
        }  # fmt: skip
        inside += shown(x + (w - mark) / 2, y + h / 2, letter, value, self.write, marks, **look)
        return element("g", inside, **marks.handle(letter))


def _fitting(words: str, room: float, bold: bool) -> float:
    """Return the size at which a number fits into its cell, from 9.4, which is legible, to 12.5."""
    return max(9.4, min(12.5, round(12.5 * room / words_width(words, 12.5, bold), 1)))


def _brackets(left: float, top: float, right: float, bottom: float, fresh: bool = False) -> str:
    """Return the two square brackets around a matrix, as one element."""
    path = f"M{left + 5:.1f} {top:.1f}H{left:.1f}V{bottom:.1f}h5"
    path += f"M{right - 5:.1f} {top:.1f}H{right:.1f}V{bottom:.1f}h-5"
    wide = 2.4 if fresh else 1.2
    return element("path", d=path, fill="none", stroke="currentColor", stroke_width=wide)


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
