"""The page's delta, the weight gradient laid out transposed, and what a step along it would do."""

from dataclasses import replace

import numpy as np

from netlib.checks import Array
from netlib.drawing.colours import SOFT
from netlib.drawing.factors import Box, difference
from netlib.drawing.marks import Marks, bar, shown, tagged
from netlib.drawing.matrix import Matrix
from netlib.drawing.panel import Panel
from netlib.drawing.stations import NARROW
from netlib.drawing.svg import decimal, element, formula, text
from netlib.error import squared_error
from netlib.explore.model import Numbers
from netlib.forward import forward
from netlib.letters import E, Letter, W, dE_d, o, sigma, t

RATE = 0.1  # of the step
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


def layouts(n: Numbers, k: tuple[int, int], marks: Marks, narrow: bool) -> Panel:
    """Return the gradient, the page's delta, and whether a step along delta fits.

    k: the weight that is chosen, counted from 0.
    """
    cell = (54.0, 24.0)
    gradient = Matrix(GRADIENT, n[GRADIENT], cell=cell, factors=(sigma(1), o(1)))
    delta = Matrix(DELTA, n[DELTA], "delta, as on the page", cell, factors=(o(1), sigma(1)))
    marks = replace(marks, lit={GRADIENT[k], DELTA[k[::-1]]})
    places = [(44.0, 50.0), (44.0, 210.0)] if narrow else [(44.0, 50.0), (300.0, 50.0)]
    step = (40.0, 390.0) if narrow else (580.0, 76.0)
    lines = gradient.drawn(*places[0], marks) + delta.drawn(*places[1], marks)
    unnoticed = DIFFERENCE in n and bool(differ(n).any())
    boxes = _box(W(1), n, k), _box(DELTA, n, k[::-1])
    lines += difference(*step, *boxes, unnoticed)
    if DIFFERENCE in n:
        lines += _wrong_cells(*places[1], cell, n)
    return Panel("layouts", NARROW if narrow else 812, 460 if narrow else 150, lines)


def _box(letter: Letter, n: Numbers, mark: tuple[int, int]) -> Box:
    rows, columns = n[letter].shape
    return Box(letter.drawn, (rows, columns), (str(rows), str(columns)), mark)


def falls(n: Numbers, marks: Marks, narrow: bool) -> Panel:
    """Return E and, as bars, by how much a step lowers it."""
    steps = [(FALL, GRADIENT), (FALL_WITH_DELTA, DELTA)]
    top = max(abs(float(n[letter])) for letter, _ in steps if letter in n)
    lines, y = [formula(0, 14, "E ="), shown(33, 14, E, float(n[E]), marks=marks)], 14.0
    lines.append(text(92, 14, f"A step at rate {RATE} lowers it by", **SOFT))
    x = 190.0 if narrow else 420.0
    for letter, D in steps:
        if D not in n:
            continue
        y += 28 if narrow else 0
        if letter in n:
            lines += bar(x, y, 64, letter, float(n[letter]), top, D.drawn, marks)
        else:
            lines.append(formula(x - 72, y, D.drawn, text_anchor="end", font_size=14))
            lines.append(text(x - 60, y, "no step can be taken", font_weight="bold"))
        x += 0 if narrow else 228
    return Panel("falls", NARROW if narrow else 812, y + 14, lines)


def _wrong_cells(x: float, top: float, cell: tuple[float, float], n: Numbers) -> list[str]:
    """Return a dashed frame with a corner on each cell that is wrong, and the largest mistake."""
    (w, h), rows, lines = cell, len(n[DELTA]), list[str]()
    for r, c in np.argwhere(differ(n)):
        left, up = float(x + w * c + 2), float(top + h * r + 2)
        frame = {"x": left, "y": up, "width": w - 4, "height": h - 4}
        inside = element("rect", fill="none", stroke_dasharray="4 3", **frame)
        inside += element("path", d=f"M{left:.1f} {up:.1f}h8l-8 8z", fill="currentColor")
        mark = {"stroke": "currentColor", "stroke_width": 1.4, "pointer_events": "none"}
        lines.append(element("g", inside, **mark))
    worst = tagged(DIFFERENCE, float(n[DIFFERENCE]), decimal)
    words = f"dashed cells are wrong, at most by {worst}" if lines else f"largest mistake: {worst}"
    return [*lines, element("text", words, x=x, y=top + h * rows + 22)]


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
