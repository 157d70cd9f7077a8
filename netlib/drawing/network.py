"""The network as nodes and edges, and the error signal as bands that run back along them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, product

import numpy as np

from netlib.checks import Array
from netlib.drawing.colours import PAPER, line_of, pale_line_of
from netlib.drawing.marks import PLAIN, Marks, Place, moved, shown
from netlib.drawing.svg import Drawing, decimal, element, formula, setting, text
from netlib.letters import Letter, W, o, s

Places = list[list[Place]]
RADIUS = 20.0


def places(
    sizes: Sequence[int], along: Sequence[float], middles: Sequence[float],
    apart: Mapping[int, float], down: bool = False,
) -> Places:  # fmt: skip
    """Return where each node stands: layers from left to right, or from top to bottom.

    sizes: (n_0, ..., n_L). along: where each layer stands on that way; middles: the middle of each
    across it. apart: the room from node to node, by how many the layer has.
    """
    at = [
        [(x, middle + apart[n] * (k - (n - 1) / 2)) for k in range(n)]
        for n, x, middle in zip(sizes, along, middles, strict=True)
    ]
    return [[(b, a) for a, b in layer] for layer in at] if down else at


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
            lit, under = letter in marks.lit, i in faint
            wide = min(0.6 + 1.3 * abs(w), 8) if np.isfinite(w) else 8
            inside = element(
                "path", d=path, fill="none", **line_of(w),
                stroke_opacity=0.22 if under else None,
                stroke_width=round(wide + (1.4 if lit and not under else 0), 2),
                stroke_dasharray="6 4" if w < 0 else None,
            )  # fmt: skip
            if handle := marks.handle(letter):
                inside += element("path", d=path, stroke="transparent", stroke_width=14)
            lines.append(element("g", inside, **handle, data_tie=letter.code, data_part="line"))
    return lines


def nodes(values: Sequence[tuple[Letter, Array]], at: Places, marks: Marks = PLAIN) -> list[str]:
    """Return a circle for each node with its output inside, filled as far up as it is large.

    values: each layer's letter, o_0, o_1, ..., t, and its numbers (n_i,). What is lit has a thick
    rim, what is hidden a question mark.
    """
    lines = []
    for (name, layer), spots in zip(values, at, strict=True):
        write = decimal if name.kind == "o" and name.layer else setting
        for k, (value, (x, y)) in enumerate(zip(layer, spots, strict=True)):
            letter = name[k]
            thick = 2.6 if letter in marks.lit else 1.1
            rim = {"fill": "none", "stroke": "currentColor", "stroke_width": thick}
            inside = element("circle", cx=x, cy=y, r=RADIUS, **PAPER)
            circle = element("circle", cx=x, cy=y, r=RADIUS, **rim)
            look = {"font_size": 12, "text_anchor": "middle"}
            if letter in marks.hidden:
                inside += circle + text(x, y, "?", **look)
            else:
                still = replace(marks, moved={})  # the triangle stands outside the circle
                inside += _filled(x, y, float(value)) + circle
                inside += shown(x, y, letter, value, write, still, **look)
                if way := marks.moved.get(letter):
                    inside += moved(x - RADIUS - 8, y - 11, way, 7)
            lines.append(element("g", inside, **marks.handle(letter), data_tie=letter.code))
    return lines


def _filled(x: float, y: float, value: float) -> str:
    """Return the lower part of a node's circle, as high as the value from 0 to 1 says."""
    part = float(np.clip(value, 0, 1)) if np.isfinite(value) else 0.0
    up = RADIUS * (1 - 2 * part)  # where the level stands, from the middle downward
    half, level = (RADIUS**2 - up * up) ** 0.5, f"{y + up:.1f}"
    arc = f"A{RADIUS:.1f} {RADIUS:.1f} 0 {int(part > 0.5)} 0 {x + half:.1f} {level}"
    path = f"M{x - half:.1f} {level}{arc}Z"
    return element("path", d=path, fill="currentColor", fill_opacity=0.12)


def bands(
    parts: Array, source: list[Place], goal: list[Place], scale: float, i: int,
    marks: Marks = PLAIN, down: bool = False, clear: float = 6,
) -> list[str]:  # fmt: skip
    """Return a band for each part, from the node it leaves to the node where it is added up.

    parts: (n_{i+1}, n_i), sigma_i[k] * W_i[k, j]; each column is a sum. source: places of the nodes
    behind the weights; goal: those before them. scale: units of the drawing for 1. At the goal the
    parts above zero are piled to one side of the middle, those below zero to the other and dashed;
    a bar as long as what is left over stands there. i: the layer of the weights they go through.
    down: whether layers stand below each other. clear: how far from the goal's rim they end.
    """
    lines, last, parts = list[str](), list[str](), np.nan_to_num(parts)
    widths = np.minimum(np.abs(parts) * scale, 200)
    leaves = np.cumsum(widths, axis=1) - widths / 2 - widths.sum(axis=1, keepdims=True) / 2
    for j, spot in enumerate(goal):
        # along: the way from layer to layer; aside: across it
        along, aside = spot[::-1] if down else spot
        end, pile = along + RADIUS + clear, {True: 0.0, False: 0.0}
        for k, from_ in enumerate(source):
            wide, up = float(widths[k, j]), bool(parts[k, j] >= 0)
            y = aside + (-1 if up else 1) * (pile[up] + wide / 2)
            pile[up] += wide
            begin, beside = from_[::-1] if down else from_
            x0, y0 = begin - RADIUS - 1, beside + float(leaves[k, j])
            curve = _curve((x0, y0), (end, y), down)
            lit = W(i)[k, j] in marks.lit
            (last if lit else lines).append(_band(curve, float(parts[k, j]), wide, W(i)[k, j], lit))
        rest = pile[True] - pile[False]
        long, thick = max(abs(rest), 1.0), 4.0
        start = aside - max(rest, 0.0)
        box = (start, end - 5, long, thick) if down else (end - 5, start, thick, long)
        size = dict(zip(("x", "y", "width", "height"), box, strict=True))
        lines.append(element("rect", **size, fill="currentColor"))
    return lines + last


def _curve(start: Place, end: Place, down: bool) -> str:
    """Return a path that leaves and arrives along the way from layer to layer."""
    (a, b), (c, d) = start, end
    bend = (a + c) / 2
    points = [(a, b), (bend, b), (bend, d), (c, d)]
    first, *others = (f"{y:.1f} {x:.1f}" if down else f"{x:.1f} {y:.1f}" for x, y in points)
    return f"M{first}C{' '.join(others)}"


def _band(curve: str, value: float, wide: float, weight: Letter, lit: bool) -> str:
    """Return one band: an edge of full colour and a pale inside, or full colour if it is lit."""
    look = {"d": curve, "fill": "none", "stroke_dasharray": None if value >= 0 else "9 3.5"}
    inside = element("path", **look, **line_of(value), stroke_width=f"{max(wide, 0.8):.2f}")
    if not lit and wide > 3:
        inside += element("path", **look, **pale_line_of(value), stroke_width=f"{wide - 2.4:.2f}")
    return element("g", inside, data_tie=weight.code, data_part="band", pointer_events="none")


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
    along, middles = [70 + 240.0 * i for i in range(len(sizes))], [76 + height / 2] * len(sizes)
    at, lines = places(sizes, along, middles, dict.fromkeys(sizes, 62.0)), list[str]()
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
