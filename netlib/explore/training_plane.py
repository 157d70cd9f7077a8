"""The plane of notebook 07's points: what is answered everywhere in it, and each node's border."""

from collections.abc import Sequence

import numpy as np

from netlib.checks import Array
from netlib.drawing.colours import BLUE, VERMILLION
from netlib.drawing.images import signed_image
from netlib.drawing.marks import Place, sign_colour
from netlib.drawing.plot import Plot
from netlib.drawing.svg import element, place, text
from netlib.explore.training_tasks import EDGE, Dataset
from netlib.forward import forward_unchecked

CELLS = 40  # of the plane, each way
HALO = "#f2f2f2"  # around points that stand on an image, which is the same on light and dark


def square(x: float, y: float, side: float) -> Plot:
    """Return a square that stands for the plane, its upper left corner at (x, y)."""
    return Plot(x, y, side, side, (-EDGE, EDGE), (-EDGE, EDGE))


def answer_map(at: Plot, weights: Sequence[Array], samples: Dataset) -> list[str]:
    """Return the plane coloured by which output is larger, and the samples on it."""
    middles = EDGE * (2 * (np.arange(CELLS) + 0.5) / CELLS - 1)  # of the cells, (x, y, 1) each
    x, y = np.meshgrid(middles, middles[::-1])
    o_2 = forward_unchecked(weights, np.stack([x, y, np.ones_like(x)], axis=-1).reshape(-1, 3)).o[2]
    difference = (o_2[:, 0] - o_2[:, 1]).reshape(CELLS, CELLS)
    return [
        signed_image((at.x, at.y, at.width, at.height), difference, 1.0),
        *_points(at, samples, HALO),
        *_points(at, samples),
    ]


def borders(at: Plot, weights: Sequence[Array], samples: Dataset) -> list[str]:
    """Return the samples, and the line of each hidden node with an arrow to its upper side.

    A line is wide and blue where the node's output speaks for the first answer, dashed and orange
    where for the second. Nodes whose line is out of sight leave an empty element.
    """
    W_0, W_1 = weights
    lines, arrows = [], []
    for k, (row, vote) in enumerate(zip(W_0, W_1[0] - W_1[1], strict=True)):
        ends = [at.at(x, y) for x, y in chord(row)]
        lines.append(_border(ends, vote) if ends else element("path"))
        arrows.append(_arrow(at, ends, row, vote, k) if ends else element("g"))
    box = {"x": at.x, "y": at.y, "stroke_opacity": 0.4, "width": at.width, "height": at.height}
    frame = element("rect", **box, fill="none", stroke="currentColor")
    return [frame, *_points(at, samples, opacity=0.35), *lines, *arrows]


def chord(row: Array) -> list[tuple[float, float]]:
    """Return the ends of w_1 x + w_2 y + w_3 = 0 inside the plane, none where it is not seen.

    row: (w_1, w_2, w_3).
    """
    with np.errstate(all="ignore"):  # parallel to an edge, it meets it at infinity, or NaN
        a, b, c = row / np.hypot(row[0], row[1])
        foot, way = np.array([-a * c, -b * c]), np.array([-b, a])  # nearest to 0; its direction
        first, last = np.sort([(-EDGE - foot) / way, (EDGE - foot) / way], axis=0)
        low, high = first.max(), last.min()
    return [tuple((foot + far * way).tolist()) for far in (low, high)] if low < high else []


def _border(ends: Sequence[Place], vote: float) -> str:
    """Return the line between two places. vote: how much its node speaks for the first answer."""
    path = "L".join(f"{place(x)} {place(y)}" for x, y in ends)
    wide, dashes = f"{min(1 + 0.25 * abs(vote), 4):.1f}", None if vote >= 0 else "6 4"
    look = {"stroke": sign_colour(vote), "stroke_width": wide, "stroke_dasharray": dashes}
    return element("path", d=f"M{path}", **look)


def _arrow(at: Plot, ends: Sequence[Place], row: Array, vote: float, k: int) -> str:
    """Return an arrow from that line to its upper side, and the node's number, counted from 1."""
    start, end = np.array(ends)
    x, y = start + (0.3 + 0.4 * (3 * k % 8) / 7) * (end - start)  # not all in the middle
    right, down = np.array([row[0], -row[1]]) / np.hypot(row[0], row[1])
    a, b, c, d = 5 * right, 5 * down, 4 * right, 4 * down
    path = (
        f"M{place(x)} {place(y)}l{16 * right:.1f} {16 * down:.1f}l{d - a:.1f} {-b - c:.1f}"
        f"m{-2 * d:.1f} {2 * c:.1f}l{a + d:.1f} {b - c:.1f}"
    )
    arrow = element("path", d=path, fill="none", stroke=sign_colour(vote), stroke_width=1.5)
    tip = np.array([x + 24 * right, y + 24 * down])
    seen = np.clip(tip, (at.x + 8, at.y + 8), (at.x + at.width - 8, at.y + at.height - 8))
    number = text(seen[0], seen[1], str(k + 1), font_size=11, text_anchor="middle")
    inside = bool((seen == tip).all())  # else the arrow would stand in the words around the plane
    return element("g", (arrow if inside else "") + number)


def _points(at: Plot, samples: Dataset, halo: str = "", opacity: float = 1) -> list[str]:
    """Return the samples as two elements: discs for the first label, crosses for the second."""
    lines = []
    marks = (("h0", BLUE, 6.0), ("m-2.5-2.5l5 5m-5 0l5-5", VERMILLION, 1.8))
    for label, (mark, colour, wide) in enumerate(marks):
        places = (at.at(x, y) for x, y, _ in samples.inputs[samples.labels == label])
        path = "".join(f"M{place(x)} {place(y)}{mark}" for x, y in places)
        look = {"stroke": halo or colour, "stroke_width": wide + (2 if halo else 0)}
        ends = {"fill": "none", "stroke_linecap": "round", "stroke_opacity": opacity}
        lines.append(element("path", d=path, **look, **ends))
    return lines
