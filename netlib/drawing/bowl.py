"""The bowl of a squared error over two outputs, from above: rings, arrows, three marks to move."""

import numpy as np

from netlib.checks import Array
from netlib.drawing.colours import GREY
from netlib.drawing.pieces import Handles, Plot, arrow
from netlib.drawing.svg import element, formula, text

RINGS = (0.2, 0.4, 0.6, 0.8, 1.0, 1.2)  # their radii
ARROW = 0.4  # G and -G are drawn at this part of their length

Place = tuple[float, float]


def bowl(plot: Plot, t: Array, G: Array, factor: float) -> list[str]:
    """Return the square of outputs with rings of equal error around the target, and their E.

    t, G: (2,); the numbers on the rings stay clear of the arrow -G. factor: of the sum of
    squares, ½ or 1.
    """
    middle = plot.at(*t)
    rings = "".join(
        element(
            "circle",
            cx=middle[0] - plot.x,
            cy=middle[1] - plot.y,
            r=r * plot.width,
            fill="none",
            stroke=GREY,
        )
        for r in RINGS
    )
    lines = plot.frame((0, 0.5, 1), (0, 0.5, 1), "o_{2,1}", "o_{2,2}")
    edge = {"fill": "none", "stroke": "currentColor", "stroke_opacity": 0.3}
    lines += [element("rect", **_window(plot), **edge), element("svg", rings, **_window(plot))]
    way = _labelled_way(t, G)
    for r in RINGS:
        point = t + (r + 0.04) * way
        height = f"{factor * r**2:.2g}" if _well_inside(point) else ""
        x, y = plot.at(*point)
        lines.append(text(x, y, height, font_size=10.5, text_anchor="middle", fill_opacity=0.8))
    return lines


def _window(plot: Plot) -> dict[str, object]:
    """Return the place of the plot; an inner `svg` of that place cuts off what sticks out."""
    return {"x": plot.x, "y": plot.y, "width": plot.width, "height": plot.height}


def _labelled_way(t: Array, G: Array) -> Array:
    """Return the way to the corner that is farthest from t, turned a little off G."""
    way = np.where(t > 0.5, 0, 1) - t
    a, b = way / np.linalg.norm(way)
    across, along = a * G[1] - b * G[0], a * G[0] + b * G[1]
    turn = np.array([[0.96, 0.28], [-0.28, 0.96]]) if abs(across) < 0.2 * along else np.eye(2)
    return turn @ [a, b]


def _well_inside(point: Array) -> bool:
    return bool(np.all((point > 0.02) & (point < 0.93)))


def arrows(plot: Plot, o_2: Array, Delta: Array, G: Array) -> list[str]:
    """Return the arrows from o_2, each with its name: faintly G, -G, and the step, dashed.

    o_2, Delta, G: (2,). G is cut off at the edge of the square.
    """
    here, there = plot.at(*o_2), plot.at(*(o_2 + Delta))
    down, up = (plot.at(*(o_2 + part * G)) for part in (-ARROW, ARROW))
    (x, y), (a, b) = ((px - plot.x, py - plot.y) for px, py in (here, up))
    faint = arrow((x, y), (a, b), stroke="currentColor", stroke_width=2, stroke_opacity=0.35)
    long_enough = bool(np.hypot(*G) > 0.15)
    whole = long_enough and _well_inside(o_2 + ARROW * G)
    below = 20 if there[1] >= here[1] else -20
    return [
        element("svg", faint, **_window(plot)),
        arrow(here, down, stroke="currentColor", stroke_width=3),
        arrow(here, there, stroke="currentColor", stroke_width=1.5, stroke_dasharray="5 3"),
        _beside(up, here, there, f"{ARROW} G" if whole else ""),
        _beside(down, here, there, f"−{ARROW} G" if long_enough else ""),
        _beside(here, down, there, "o_2"),
        formula(there[0], there[1] + below, "Δ", text_anchor="middle"),
    ]


def marks(plot: Plot, o_2: Array, Delta: Array, t: Array, handles: Handles) -> list[str]:
    """Return what can be moved: the target, a ring at the end of the step, a dot at o_2 on top.

    o_2, Delta, t: (2,). handles: the attributes of each, by these names.
    """
    (a, b), (x, y), (p, q) = plot.at(*t), plot.at(*(o_2 + Delta)), plot.at(*o_2)
    ring = {"fill": "transparent", "stroke": "currentColor"}
    cross = element("path", d=f"M{a - 9:.1f} {b:.1f}h18M{a:.1f} {b - 9:.1f}v18", **ring)
    target = element("circle", cx=a, cy=b, r=9, **ring) + cross
    tip = element("circle", cx=x, cy=y, r=10, **ring, stroke_width=2)
    tip += element("circle", cx=x, cy=y, r=2, fill="currentColor")
    dot = element("circle", cx=p, cy=q, r=7, fill=GREY, stroke="currentColor", stroke_width=2)
    right = a < plot.x + 60
    anchor = "start" if right else "end"
    return [
        text(a + (16 if right else -16), b - 9, "target t", text_anchor=anchor),
        element("g", target, **handles["t"]),
        element("g", tip, **handles["Delta"]),
        element("g", dot, **handles["o_2"]),
    ]


def _beside(end: Place, other: Place, there: Place, label: str) -> str:
    """Return a label beside one end of an arrow, on the side where `there` is not."""
    (x, y), (a, b), (c, d) = end, other, there
    length = float(np.hypot(a - x, b - y))
    dx, dy = ((a - x) / length, (b - y) / length) if length > 1 else (0.7, 0.7)
    away = 16 + 2 * len(label)
    side = away if dx * (d - y) - dy * (c - x) <= 0 else -away
    at = x - side * dy, y + side * dx
    return formula(*at, label, text_anchor="middle", font_size=15, pointer_events="none")
