"""The page's delta, the weight gradient laid out transposed, and what a step along it would do."""

from dataclasses import replace

import numpy as np

from netlib.checks import Array
from netlib.drawing.colours import VERMILLION
from netlib.drawing.factors import Box, difference
from netlib.drawing.marks import Marks, bar, tagged
from netlib.drawing.matrix import Matrix
from netlib.drawing.svg import decimal, element, formula, text
from netlib.error import squared_error
from netlib.explore.model import Numbers
from netlib.forward import forward
from netlib.letters import E, Letter, W, dE_d, o, sigma, t

RATE = 0.1  # of the step
CELL = Matrix.cell  # its width and height, in every matrix here
DELTA, DIFFERENCE = Letter("delta"), Letter("largest difference")
FALL, FALL_WITH_DELTA = Letter("fall"), Letter("fall with delta")
GRADIENT = dE_d(W(1))


def shows(n: Numbers, transposed: bool) -> dict[Letter, Array]:
    """Return by how much a step lowers E; if transposed, also the page's delta and its step.

    delta is (n_1, n_2): o_1 runs down, sigma_1 across. Its largest difference from the gradient
    and what its step does are there only where it has the shape of W_1.
    Source: "the search direction for W_1 is given by delta", with its subscripts mended.
    """
    found = {FALL: fall(n, n[GRADIENT])}
    if transposed:
        delta = found[DELTA] = np.outer(n[o(1)], n[sigma(1)])
        if delta.shape == n[W(1)].shape:
            found[DIFFERENCE] = np.abs(delta - n[GRADIENT]).max()
            found[FALL_WITH_DELTA] = fall(n, delta)
    return found


def fall(n: Numbers, D: Array) -> Array:
    """Return by how much E is lower with W_1 - rate * D than with W_1."""
    o_2 = forward([n[W(1)] - RATE * D], n[o(1)]).o[1]
    return np.asarray(n[E] - squared_error(o_2, n[t]))


def differ(n: Numbers) -> Array:
    """Return which cells of delta are not those of the gradient, but for rounding."""
    size = np.abs(n[GRADIENT]).max()
    return ~np.isclose(n[DELTA], n[GRADIENT], rtol=1e-9, atol=1e-12 * size)


def product_table(
    x: float, middle: float, matrix: Matrix, factors: tuple[Letter, Letter], marks: Marks
) -> list[str]:
    """Return a matrix of products, with the name of its factor at each row and column.

    factors: the vector of the rows' factors and that of the columns'.
    """
    (rows, columns), (w, h), (down, across) = matrix.grid.shape, matrix.cell, factors
    top, title = middle - h * rows / 2, matrix.label or matrix.letter.drawn
    names = [(x - 12, top + h * (r + 0.5), down[r], "end") for r in range(rows)]
    names += [(x + w * (c + 0.5), top - 13, across[c], "middle") for c in range(columns)]
    return [
        *replace(matrix, label="").drawn(x, top, marks),
        formula(x + w * columns / 2, top - 33, title, text_anchor="middle"),
        *(formula(a, b, name.drawn, text_anchor=to, font_size=14) for a, b, name, to in names),
    ]


def draw(x: float, middle: float, n: Numbers, k: tuple[int, int]) -> list[str]:
    """Return the step of W_1, whether its sizes fit, what E does; and delta, if it is there.

    x: the left end of the cells. k: the weight that is chosen, counted from 0.
    """
    rule = f"M20 {middle - 84:.1f}H840"
    lines = [element("path", d=rule, stroke="currentColor", stroke_opacity=0.3)]
    D, place = (DELTA, k[::-1]) if DELTA in n else (GRADIENT, k)
    unnoticed = DIFFERENCE in n and bool(differ(n).any())
    lines += difference(330, middle, _box(W(1), n, k), _box(D, n, place), unnoticed)
    lines += _falls(middle, n)
    if D == GRADIENT:
        lines.append(formula(x, middle - 14, "∂E/∂W_1 = outer(σ_1, o_1)"))
        return [*lines, formula(x, middle + 14, "row i is σ_{1,i} o_1^T")]
    delta = Matrix(D, n[D], "delta, as on the page")
    lines += product_table(x, middle, delta, (o(1), sigma(1)), Marks({D[place]}))
    return lines + _wrong_cells(x, middle, n) if DIFFERENCE in n else lines


def _box(letter: Letter, n: Numbers, mark: tuple[int, int]) -> Box:
    rows, columns = n[letter].shape
    return Box(letter.drawn, (rows, columns), (str(rows), str(columns)), mark)


def _falls(middle: float, n: Numbers) -> list[str]:
    """Return E and, as bars, by how much a step lowers it."""
    words = f"E is {tagged(E, float(n[E]), decimal)}. A step at rate {RATE} lowers it by"
    steps = [(FALL, GRADIENT, middle - 14), (FALL_WITH_DELTA, DELTA, middle + 18)]
    top = max(abs(float(n[letter])) for letter, _, _ in steps if letter in n)
    lines = [element("text", words, x=560.0, y=middle - 40)]
    for letter, D, y in steps:
        if letter in n:
            lines += bar(700, y, 60, letter, float(n[letter]), top, D.drawn)
        elif D in n:
            lines.append(formula(632, y, D.drawn, text_anchor="end", font_size=14))
            look = {"font_weight": "bold", "fill": VERMILLION}
            lines.append(text(700, y, "no step can be taken", **look))
    return lines


def _wrong_cells(x: float, middle: float, n: Numbers) -> list[str]:
    """Return a dashed frame with a corner on each cell that is wrong, and the largest mistake."""
    (w, h), rows = CELL, len(n[DELTA])
    top, lines = middle - h * rows / 2, []
    for r, c in np.argwhere(differ(n)):
        left, up = float(x + w * c + 2), float(top + h * r + 2)
        frame = {"x": left, "y": up, "width": w - 4, "height": h - 4}
        inside = element("rect", fill="none", stroke_dasharray="4 3", **frame)
        inside += element("path", d=f"M{left:.1f} {up:.1f}h8l-8 8z", fill=VERMILLION)
        mark = {"stroke": VERMILLION, "stroke_width": 1.4, "pointer_events": "none"}
        lines.append(element("g", inside, **mark))
    worst = tagged(DIFFERENCE, float(n[DIFFERENCE]), decimal)
    words = f"dashed cells are wrong, at most by {worst}" if lines else f"largest mistake: {worst}"
    return [*lines, element("text", words, x=x, y=top + h * rows + 20)]


def describe(n: Numbers) -> str:
    """Return what is wrong with delta, and who notices, in words."""
    (rows, columns), (high, wide) = n[W(1)].shape, n[DELTA].shape
    words = f"On the page o₁ runs down and σ₁ across: its delta is {high} × {wide}"
    if DIFFERENCE not in n:
        step = f"The step W₁ − {RATE} delta is refused, so the layout can't go unnoticed."
        return f"{words}, but W₁ is {rows} × {columns}. {step}"
    words += ". So is W₁, and the step passes every check of shapes"
    if not (wrong := int(differ(n).sum())):
        return f"{words}. Here delta happens to be right; change an entry of o₁ or t."
    by, true, page = (decimal(float(n[x])) for x in (DIFFERENCE, FALL, FALL_WITH_DELTA))
    falls = f"It lowers E by {page}, the true gradient by {true}."
    if 0 < n[FALL_WITH_DELTA] < n[FALL]:
        falls = f"It lowers E all the same, but only by {page} instead of {true}."
    return f"{words}. But {wrong} of its {high * wide} cells are wrong, at most by {by}. {falls}"
