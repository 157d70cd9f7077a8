"""The plane of notebook 07's points: what is answered everywhere in it, and each node's border."""

from collections.abc import Sequence

import numpy as np

from netlib.checks import Array
from netlib.drawing.colours import BLUE, VERMILLION
from netlib.drawing.images import signed_image
from netlib.drawing.marks import sign_colour
from netlib.drawing.plot import Plot
from netlib.drawing.svg import element, place, text
from netlib.explore.training_tasks import EDGE, Dataset
from netlib.forward import forward_unchecked

CELLS = 40  # of the plane, each way
HALO = "#f2f2f2"  # around points that stand on an image, which is the same on light and dark

Point = tuple[float, float]


def plane(x: float, y: float, side: float) -> Plot:
    """Return a square that stands for the plane, its upper left corner at (x, y)."""
    return Plot(x, y, side, side, (-EDGE, EDGE), (-EDGE, EDGE))


def answer_map(at: Plot, weights: Sequence[Array], samples: Dataset) -> list[str]:
    """Return the plane coloured by which output is larger, and the samples on it."""
    o_2 = forward_unchecked(weights, grid()).o[2]
    difference = (o_2[:, 0] - o_2[:, 1]).reshape(CELLS, CELLS)
    return [
        signed_image((at.x, at.y, at.width, at.height), difference, 1.0),
        *_points(at, samples, HALO),
        *_points(at, samples),
    ]


def grid() -> Array:
    """Return (x, y, 1) of the middle of each cell of the plane, row by row from the top."""
    middles = EDGE * (2 * (np.arange(CELLS) + 0.5) / CELLS - 1)
    x, y = np.meshgrid(middles, middles[::-1])
    return np.stack([x.ravel(), y.ravel(), np.ones(x.size)], axis=1)


def borders(at: Plot, weights: Sequence[Array], samples: Dataset) -> list[str]:
    """Return the samples, and the line of each hidden node with an arrow to its upper side.

    A line is wide and blue where the node's output speaks for the first answer, dashed and orange
    where for the second. Nodes whose line is out of sight leave an empty element.
    """
    W_0, W_1 = weights
    lines, arrows = [], []
    for k, (row, vote) in enumerate(zip(W_0, W_1[0] - W_1[1], strict=True)):
        ends = chord(row)
        places = [at.at(x, y) for x, y in ends or ()]
        lines.append(_border(places, float(vote)) if ends else element("path"))
        arrows.append(_arrow(at, places, row, float(vote), k) if ends else element("g"))
    box = {"x": at.x, "y": at.y, "stroke_opacity": 0.4, "width": at.width, "height": at.height}
    frame = element("rect", **box, fill="none", stroke="currentColor")
    return [frame, *_points(at, samples, opacity=0.35), *lines, *arrows]


def chord(row: Array) -> tuple[Point, Point] | None:
    """Return the ends of w_1 x + w_2 y + w_3 = 0 inside the plane, or None where it is not seen.

    row: (w_1, w_2, w_3).
    """
    length = float(np.hypot(row[0], row[1]))
    if length < 1e-12:
        return None
    a, b, c = (float(w) / length for w in row)
    low, high = -np.inf, np.inf  # how far along (-b, a) from the foot (-a c, -b c)
    for foot, way in ((-a * c, -b), (-b * c, a)):
        if abs(way) < 1e-12:
            if abs(foot) > EDGE:
                return None
            continue
        first, last = sorted(((-EDGE - foot) / way, (EDGE - foot) / way))
        low, high = max(low, first), min(high, last)
    if low >= high:
        return None
    return (-a * c - b * low, -b * c + a * low), (-a * c - b * high, -b * c + a * high)


def _border(ends: Sequence[Point], vote: float) -> str:
    """Return the line between two places. vote: how much its node speaks for the first answer."""
    (x0, y0), (x1, y1) = ends
    return element(
        "path",
        d=f"M{place(x0)} {place(y0)}L{place(x1)} {place(y1)}",
        stroke=sign_colour(vote),
        stroke_width=f"{min(1 + 0.25 * abs(vote), 4):.1f}",
        stroke_dasharray=None if vote >= 0 else "6 4",
    )


def _arrow(at: Plot, ends: Sequence[Point], row: Array, vote: float, k: int) -> str:
    """Return an arrow from that line to its upper side, and the node's number, counted from 1.

    row: the node's weights. vote: as in `_border`. k: its index; not all arrows stand in the
    middle, and none in the words around the plane.
    """
    (x0, y0), (x1, y1) = ends
    along = 0.3 + 0.4 * (3 * k % 8) / 7
    x, y = x0 + along * (x1 - x0), y0 + along * (y1 - y0)
    right, down = np.array([row[0], -row[1]]) / np.hypot(row[0], row[1])
    a, b, c, d = 5 * right, 5 * down, 4 * right, 4 * down
    path = (
        f"M{place(x)} {place(y)}l{16 * right:.1f} {16 * down:.1f}l{d - a:.1f} {-b - c:.1f}"
        f"m{-2 * d:.1f} {2 * c:.1f}l{a + d:.1f} {b - c:.1f}"
    )
    arrow = element("path", d=path, fill="none", stroke=sign_colour(vote), stroke_width=1.5)
    x, y = x + 24 * right, y + 24 * down
    across = float(np.clip(x, at.x + 8, at.x + at.width - 8))
    upward = float(np.clip(y, at.y + 8, at.y + at.height - 8))
    number = text(across, upward, str(k + 1), font_size=11, text_anchor="middle")
    return element("g", (arrow if (across, upward) == (x, y) else "") + number)


def _points(at: Plot, samples: Dataset, halo: str = "", opacity: float = 1) -> list[str]:
    """Return the samples as two elements: discs for the first label, crosses for the second."""
    lines = []
    marks = ((0, "h0", BLUE, 6.0), (1, "m-2.5-2.5l5 5m-5 0l5-5", VERMILLION, 1.8))
    for label, mark, colour, wide in marks:
        places = (at.at(x, y) for x, y, _ in samples.inputs[samples.labels == label])
        path = "".join(f"M{place(x)} {place(y)}{mark}" for x, y in places)
        look = {"stroke": halo or colour, "stroke_width": wide + (2 if halo else 0)}
        ends = {"fill": "none", "stroke_linecap": "round", "stroke_opacity": opacity}
        lines.append(element("path", d=path, **look, **ends))
    return lines
