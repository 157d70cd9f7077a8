"""The plane of notebook 07's points: what is answered everywhere in it, and each node's border."""

from collections.abc import Mapping, Sequence

import numpy as np

from netlib.checks import Array
from netlib.drawing.colours import line_of
from netlib.drawing.images import signed_image
from netlib.drawing.labels import Frame, Label, labelled
from netlib.drawing.marks import Place
from netlib.drawing.plot import Plot
from netlib.drawing.svg import element, place
from netlib.explore.training_tasks import EDGE, Dataset
from netlib.forward import forward_unchecked

CELLS = 40  # of the plane, each way
# Of points that stand on an image, which is the same on light and dark, and around them.
DARK = {"stroke": "#1b1b1b", "class_": "cover"}
HALO = {"stroke": "#f2f2f2", "class_": "cover"}
INK = {"stroke": "currentColor"}


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
        *_points(at, samples, HALO, 2),
        *_points(at, samples, DARK),
    ]


def borders(at: Plot, weights: Sequence[Array], samples: Dataset) -> list[str]:
    """Return the samples, and the line of each hidden node with an arrow and its number, from 1.

    A line is wide and blue where the node's output speaks for the first answer, dashed and orange
    where for the second. Nodes whose line is out of sight leave an empty element.
    """
    W_0, W_1 = weights
    lines, arrows, numbers = list[str](), list[str](), list[Label]()
    for k, (row, vote) in enumerate(zip(W_0, W_1[0] - W_1[1], strict=True)):
        ends = [at.at(x, y) for x, y in chord(row)]
        lines.append(_border(ends, vote) if ends else element("path"))
        arrow, tip, way = _arrow(at, ends, row, vote, k) if ends else ("", (0.0, 0.0), 0.0)
        arrows.append(arrow or element("g"))
        numbers.append(Label(str(k + 1) if ends else "", tip, way))
    box = {"x": at.x, "y": at.y, "stroke_opacity": 0.4, "width": at.width, "height": at.height}
    frame = element("rect", **box, fill="none", stroke="currentColor")
    points = _points(at, samples, INK | {"stroke_opacity": 0.35})
    inside = Frame(at.x, at.y, at.x + at.width, at.y + at.height)
    return [frame, *points, *lines, *arrows, *labelled(numbers, [], inside)]


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
    look = line_of(vote) | {"stroke_width": wide, "stroke_dasharray": dashes}
    return element("path", d=f"M{path}", fill="none", **look)


def _arrow(
    at: Plot, ends: Sequence[Place], row: Array, vote: float, k: int
) -> tuple[str, Place, float]:
    """Return an arrow from that line to its upper side, its foot, and the angle it points to."""
    start, end = np.array(ends)
    x, y = start + (0.3 + 0.4 * (3 * k % 8) / 7) * (end - start)  # not all in the middle
    right, down = np.array([row[0], -row[1]]) / np.hypot(row[0], row[1])
    a, b, c, d = 5 * right, 5 * down, 4 * right, 4 * down
    path = (
        f"M{place(x)} {place(y)}l{16 * right:.1f} {16 * down:.1f}l{d - a:.1f} {-b - c:.1f}"
        f"m{-2 * d:.1f} {2 * c:.1f}l{a + d:.1f} {b - c:.1f}"
    )
    arrow = element("path", d=path, fill="none", **line_of(vote), stroke_width=1.5)
    tip = np.array([x + 24 * right, y + 24 * down])
    edge = np.array([[at.x + 8, at.y + 8], [at.x + at.width - 8, at.y + at.height - 8]])
    inside = bool(((tip >= edge[0]) & (tip <= edge[1])).all())  # else it would stand in the words
    foot = (float(x + 8 * right), float(y + 8 * down))
    return arrow if inside else "", foot, float(np.arctan2(-down, right))


def _points(
    at: Plot, samples: Dataset, look: Mapping[str, object], wider: float = 0.0
) -> list[str]:
    """Return the samples as two elements: discs for the first label, crosses for the second."""
    lines = []
    for label, (mark, wide) in enumerate((("h0", 6.0), ("m-2.5-2.5l5 5m-5 0l5-5", 1.8))):
        places = (at.at(x, y) for x, y, _ in samples.inputs[samples.labels == label])
        path = "".join(f"M{place(x)} {place(y)}{mark}" for x, y in places)
        ends = {"fill": "none", "stroke_linecap": "round", "stroke_width": wide + wider}
        lines.append(element("path", d=path, **look, **ends))
    return lines
