"""The network as nodes and edges, and the error signal as bands that run back along them."""

from collections.abc import Collection, Sequence
from itertools import pairwise, product

import numpy as np

from netlib.checks import Array
from netlib.drawing.marks import PLAIN, Marks, Place, shown, sign_colour
from netlib.drawing.svg import Drawing, decimal, element, formula, setting, text
from netlib.letters import W, o, s

Places = list[list[Place]]
RADIUS = 20.0


def places(sizes: Sequence[int], box: tuple[float, float, float, float]) -> Places:
    """Return where each node stands: layers from left to right, each in the middle of the box.

    sizes: (n_0, ..., n_L). box: x, y, width, height, the middles of the outermost nodes on it.
    """
    x, y, width, height = box
    across, step = width / max(len(sizes) - 1, 1), height / max(max(sizes) - 1, 1)
    tops = [y + (height - step * (n - 1)) / 2 for n in sizes]
    return [[(x + across * i, tops[i] + step * k) for k in range(n)] for i, n in enumerate(sizes)]


def edges(
    weights: Sequence[Array], at: Places, marks: Marks = PLAIN, faint: Collection[int] = ()
) -> list[str]:
    """Return a line for each weight, as wide as it is large, dashed when it is below zero.

    weights: W_i (n_{i+1}, n_i). faint: indices of matrices whose lines step back. A weight that can
    be moved gets a wide invisible line as well, so that it is easily hit.
    """
    lines = []
    for i, matrix in enumerate(weights):
        for k, j in np.ndindex(matrix.shape):
            letter, w = W(i)[k, j], float(matrix[k, j])
            (x0, y0), (x1, y1) = at[i][j], at[i + 1][k]
            length = float(np.hypot(x1 - x0, y1 - y0))  # from rim to rim, not through the nodes
            dx, dy = RADIUS * (x1 - x0) / length, RADIUS * (y1 - y0) / length
            path = f"M{x0 + dx:.1f} {y0 + dy:.1f}L{x1 - dx:.1f} {y1 - dy:.1f}"
            inside = element(
                "path", d=path, stroke=sign_colour(w),
                stroke_opacity=1 if letter in marks.lit else 0.15 if i in faint else 0.4,
                stroke_width=round(min(0.6 + 1.8 * abs(w), 9), 2) if np.isfinite(w) else 9,
                stroke_dasharray="5 4" if w < 0 else None,
            )  # fmt: skip
            if handle := marks.handle(letter):
                inside += element("path", d=path, stroke="transparent", stroke_width=12)
            lines.append(element("g", inside, **handle))
    return lines


def nodes(values: Sequence[Array], at: Places, marks: Marks = PLAIN) -> list[str]:
    """Return a circle for each node with its output inside, filled as far up as it is large.

    values: o_0, o_1, ..., each (n_i,). What is lit has a thick rim, what is hidden a question mark.
    """
    lines = []
    for i, layer in enumerate(values):
        for k, value in enumerate(layer):
            letter, (x, y) = o(i)[k], at[i][k]
            hidden, thick = letter in marks.hidden, 3 if letter in marks.lit else 1.2
            rim = {"fill": "transparent", "stroke": "currentColor", "stroke_width": thick}
            circle = element("circle", cx=x, cy=y, r=RADIUS, **rim)
            look = {"font_size": 10.5, "text_anchor": "middle"}
            if hidden:
                inside = circle + text(x, y, "?", **look)
            else:
                number = shown(x, y, letter, value, decimal if i else setting, **look)
                inside = _filled(x, y, float(value)) + circle + number
            lines.append(element("g", inside, **marks.handle(letter)))
    return lines


def _filled(x: float, y: float, value: float) -> str:
    """Return the lower part of a node's circle, as high as the value from 0 to 1 says."""
    part = float(np.clip(value, 0, 1)) if np.isfinite(value) else 0.0
    up = RADIUS * (1 - 2 * part)  # where the level stands, from the middle downward
    half, level = (RADIUS**2 - up * up) ** 0.5, f"{y + up:.1f}"
    arc = f"A{RADIUS:.1f} {RADIUS:.1f} 0 {int(part > 0.5)} 0 {x + half:.1f} {level}"
    path = f"M{x - half:.1f} {level}{arc}Z"
    return element("path", d=path, fill="currentColor", fill_opacity=0.14)


def bands(
    parts: Array, source: list[Place], goal: list[Place], scale: float, i: int, marks: Marks = PLAIN
) -> list[str]:
    """Return a band for each part, from the node it leaves to the node where it is added up.

    parts: (n_{i+1}, n_i), sigma_i[k] * W_i[k, j]; each column is a sum. source: places of the
    nodes on the right; goal: those on the left. scale: units of the drawing for 1. At the goal
    the parts above zero are piled upward from the middle, those below zero downward and striped;
    a bar as long as what is left over stands there. i: the layer of the weights they go through.
    """
    lines, parts = [], np.nan_to_num(parts)
    widths = np.minimum(np.abs(parts) * scale, 200)
    leaves = np.cumsum(widths, axis=1) - widths / 2 - widths.sum(axis=1, keepdims=True) / 2
    for j, (x0, y0) in enumerate(goal):
        left, pile = x0 + RADIUS + 6, {True: 0.0, False: 0.0}
        for k, (x1, y1) in enumerate(source):
            wide, up = float(widths[k, j]), bool(parts[k, j] >= 0)
            y = y0 + (-1 if up else 1) * (pile[up] + wide / 2)
            pile[up] += wide
            start, right = y1 + float(leaves[k, j]), x1 - RADIUS - 1
            bend = (left + right) / 2
            curve = f"{bend:.1f} {start:.1f} {bend:.1f} {y:.1f} {left:.1f} {y:.1f}"
            band = element(
                "path", d=f"M{right:.1f} {start:.1f}C{curve}", fill="none",
                stroke=sign_colour(parts[k, j]), stroke_width=f"{max(wide, 0.3):.2f}",
                stroke_opacity=0.95 if W(i)[k, j] in marks.lit else 0.6,
                stroke_dasharray=None if up else "3 2", pointer_events="none",
            )  # fmt: skip
            lines.append(band)
        rest = pile[True] - pile[False]
        box = {"x": left - 5, "y": y0 - max(rest, 0.0), "width": 4, "height": max(abs(rest), 0.5)}
        lines.append(element("rect", **box, fill="currentColor"))
    return lines


def scale_of(parts: Sequence[Array], widest: float) -> float:
    """Return the largest power of two at which no pile of bands is wider than that.

    A power of two, so that bands grow and shrink with their numbers, not with the scale.
    """
    sides = [np.maximum(np.nan_to_num(side), 0) for p in parts for side in (p, -p)]
    largest = max((side.sum(axis=0).max(initial=0.0) for side in sides), default=0.0)
    return float(2.0 ** np.floor(np.log2(widest / largest))) if largest > 1e-12 else 1.0


def sketch(sizes: Sequence[int]) -> Drawing:
    """Return a network as nodes that are numbered and edges that are all alike.

    sizes: (n_0, ..., n_L). Raises ValueError for fewer than two layers.
    """
    if len(sizes) < 2:
        raise ValueError(f"sizes is {tuple(sizes)}, but a network needs at least n_0 and n_1")
    width, height = 240.0 * (len(sizes) - 1), 62.0 * (max(sizes) - 1)
    at, lines = places(sizes, (70, 76, width, height)), list[str]()
    name = {"text_anchor": "middle", "font_size": 18}
    for i, (left, right) in enumerate(pairwise(at)):
        lines.append(formula((left[0][0] + right[0][0]) / 2, 28, W(i).drawn, **name))
        for (x1, y1), (x0, y0) in product(right, left):
            path = f"M{x0 + RADIUS:.1f} {y0:.1f}L{x1 - RADIUS:.1f} {y1:.1f}"
            lines.append(element("path", d=path, stroke="currentColor", stroke_width=0.7))
    for i, layer in enumerate(at):
        letters = f"{s(i - 1).drawn}, {o(i).drawn}" if i else o(i).drawn
        lines.append(formula(layer[0][0], 28, letters, **name))
        for k, (x, y) in enumerate(layer, 1):
            lines.append(
                element("circle", cx=x, cy=y, r=RADIUS, fill="none", stroke="currentColor")
            )
            lines.append(text(x, y, str(k), text_anchor="middle"))
    counts = ", ".join(map(str, sizes))
    words = (
        f"A network whose layers have {counts} nodes, each connected with all of the next layer."
    )
    return Drawing(width + 140, height + 110, "A network", words, tuple(lines))
