"""The page's delta, the weight gradient laid out transposed, and what a step along it would do."""

from collections.abc import Mapping

import numpy as np

from netlib.checks import Array
from netlib.drawing.colours import VERMILLION
from netlib.drawing.factors import Box, difference
from netlib.drawing.pieces import address, bar, matrix, tagged
from netlib.drawing.svg import decimal, element, formula, text
from netlib.error import squared_error
from netlib.forward import forward

RATE = 0.1  # of the step
CELL = (54.0, 24.0)


def shows(
    W_1: Array, o_1: Array, t: Array, sigma_1: Array, gradient: Array, transposed: bool
) -> dict[str, Array]:
    """Return by how much a step lowers E; if transposed, also the page's delta and its step.

    delta is (n_1, n_2): o_1 runs down, sigma_1 across. Its largest difference from the gradient
    and what its step does are there only where it has the shape of W_1.
    Source: "the search direction for W_1 is given by delta", with its subscripts mended.
    """
    found = {"fall": fall(W_1, o_1, t, gradient)}
    if transposed:
        delta = found["delta"] = np.outer(o_1, sigma_1)
        if delta.shape == W_1.shape:
            found["largest difference"] = np.abs(delta - gradient).max()
            found["fall with delta"] = fall(W_1, o_1, t, delta)
    return found


def fall(W_1: Array, o_1: Array, t: Array, D: Array) -> Array:
    """Return by how much E is lower with W_1 - rate * D than with W_1."""
    before, after = (squared_error(forward([W], o_1).o[1], t) for W in (W_1, W_1 - RATE * D))
    return np.asarray(before - after)


def differ(n: Mapping[str, Array]) -> Array:
    """Return which cells of delta are not those of the gradient, but for rounding."""
    size = np.abs(n["dE/dW_1"]).max()
    return ~np.isclose(n["delta"], n["dE/dW_1"], rtol=1e-9, atol=1e-12 * size)


def product_table(
    x: float,
    middle: float,
    values: Array,
    symbol: str,
    title: str,
    names: tuple[str, str],
    lit: tuple[int, int],
) -> list[str]:
    """Return a matrix of products, with the name of its factor at each row and column.

    names: the letter of the rows' factors and that of the columns', both of layer 1.
    """
    (rows, columns), (w, h) = values.shape, CELL
    top = middle - h * rows / 2
    lines = matrix(x, top, values, symbol, cell=CELL, lit={address(symbol, lit)})
    lines.append(formula(x + w * columns / 2, top - 33, title, text_anchor="middle"))
    for r in range(rows):
        name = f"{names[0]}_{{1,{r + 1}}}"
        lines.append(formula(x - 12, top + h * (r + 0.5), name, text_anchor="end", font_size=14))
    for c in range(columns):
        name, at = f"{names[1]}_{{1,{c + 1}}}", x + w * (c + 0.5)
        lines.append(formula(at, top - 13, name, text_anchor="middle", font_size=14))
    return lines


def draw(x: float, middle: float, n: Mapping[str, Array], k: tuple[int, int]) -> list[str]:
    """Return the step of W_1, whether its sizes fit, what E does; and delta, if it is there.

    x: the left end of the cells. k: the weight that is chosen, counted from 0.
    """
    rule = f"M20 {middle - 84:.1f}H840"
    lines = [element("path", d=rule, stroke="currentColor", stroke_opacity=0.3)]
    over = "delta" in n
    label, D, place = ("delta", n["delta"], k[::-1]) if over else ("∂E/∂W_1", n["dE/dW_1"], k)
    unnoticed = "largest difference" in n and bool(differ(n).any())
    lines += difference(330, middle, _box("W_1", n["W_1"], k), _box(label, D, place), unnoticed)
    lines += _falls(middle, n)
    if not over:
        lines.append(formula(x, middle - 14, "∂E/∂W_1 = outer(σ_1, o_1)"))
        return [*lines, formula(x, middle + 14, "row i is o_1 times σ_{1,i}")]
    lines += product_table(x, middle, D, "delta", "delta, as on the page", ("o", "σ"), place)
    return lines + _wrong_cells(x, middle, n) if "largest difference" in n else lines


def _box(label: str, M: Array, mark: tuple[int, int]) -> Box:
    rows, columns = M.shape
    return Box(label, (rows, columns), (str(rows), str(columns)), mark)


def _falls(middle: float, n: Mapping[str, Array]) -> list[str]:
    """Return E and, as bars, by how much a step lowers it."""
    E = tagged("E", float(n["E"]), decimal)
    words = f"E is {E}. A step at rate {RATE} lowers it by"
    lines = [element("text", words, x=560.0, y=middle - 40)]
    top = max(abs(float(n[name])) for name in ("fall", "fall with delta") if name in n)
    lines += bar(700, middle - 14, 60, "fall", float(n["fall"]), top, "∂E/∂W_1")
    if "fall with delta" in n:
        page = float(n["fall with delta"])
        return lines + bar(700, middle + 18, 60, "fall with delta", page, top, "delta")
    if "delta" in n:
        lines.append(formula(632, middle + 18, "delta", text_anchor="end", font_size=14))
        refused = {"font_weight": "bold", "fill": VERMILLION}
        lines.append(text(700, middle + 18, "no step can be taken", **refused))
    return lines


def _wrong_cells(x: float, middle: float, n: Mapping[str, Array]) -> list[str]:
    """Return a dashed frame with a corner on each cell that is wrong, and the largest mistake."""
    (w, h), top = CELL, middle - CELL[1] * len(n["delta"]) / 2
    lines = []
    for r, c in np.argwhere(differ(n)):
        left, up = float(x + w * c + 2), float(top + h * r + 2)
        frame = {"x": left, "y": up, "width": w - 4, "height": h - 4}
        inside = element("rect", fill="none", stroke_dasharray="4 3", **frame)
        inside += element("path", d=f"M{left:.1f} {up:.1f}h8l-8 8z", fill=VERMILLION)
        mark = {"stroke": VERMILLION, "stroke_width": 1.4, "pointer_events": "none"}
        lines.append(element("g", inside, **mark))
    worst = tagged("largest difference", float(n["largest difference"]), decimal)
    words = f"dashed cells are wrong, at most by {worst}" if lines else f"largest mistake: {worst}"
    return [*lines, element("text", words, x=x, y=top + h * len(n["delta"]) + 20)]


def describe(n: Mapping[str, Array]) -> str:
    """Return what is wrong with delta, and who notices, in words."""
    (rows, columns), (high, wide) = n["W_1"].shape, n["delta"].shape
    words = f"On the page o₁ runs down and σ₁ across: its delta is {high} × {wide}"
    if "largest difference" not in n:
        return (
            f"{words}, but W₁ is {rows} × {columns}. The step W₁ − {RATE} delta is refused, and "
            "the mistake is found."
        )
    words += ". So is W₁, and the step passes every check of shapes"
    wrong = int(differ(n).sum())
    if not wrong:
        return f"{words}. Here delta happens to be right; change an entry of o₁ or t."
    true, page = float(n["fall"]), float(n["fall with delta"])
    if 0 < page < true:
        falls = f"It lowers E all the same, but only by {decimal(page)} instead of {decimal(true)}."
    else:
        falls = f"It lowers E by {decimal(page)}, the true gradient by {decimal(true)}."
    return (
        f"{words}. But {wrong} of its {high * wide} cells are wrong, at most by "
        f"{decimal(float(n['largest difference']))}. {falls}"
    )
