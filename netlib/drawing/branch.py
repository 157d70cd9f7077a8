"""A value that is used in several places: each way to E has its share in the derivative."""

import numpy as np
from numpy.typing import ArrayLike

from netlib.drawing.colours import BLUE
from netlib.drawing.marks import Place
from netlib.drawing.svg import Drawing, decimal, element, formula, setting
from netlib.letters import E, W, o, s, sigma

RADIUS, STEP = 24.0, 92.0


def branch(signals: ArrayLike, column: ArrayLike, j: int = 0) -> Drawing:
    """Return hidden node j with the sums that hear it, and what comes back to it from each.

    signals: sigma_1, (n_2,). column: what w_1j ... w_nj are in W_1, (n_2,). j: counted from 0.
    Raises ValueError when the two are not equally long.
    Source: "we continue build sigma_0 from sigma_1": J(s_1;o_1) has a row for each of the sums.
    """
    back, ways = np.asarray(signals, dtype=float), np.asarray(column, dtype=float)
    if back.shape != ways.shape or back.ndim != 1:
        raise ValueError(f"column is {ways.shape}, but must be as long as signals, {back.shape}")
    middle = 60 + STEP * (len(back) - 1) / 2
    start, goal, lines, terms = (70.0, middle), (730.0, middle), list[str](), list[str]()
    for k, (signal, w) in enumerate(zip(back, ways, strict=True)):
        at = (400.0, 60 + STEP * k)
        lines += [_way(start, at), _way(at, goal)]
        beside = 24 if at[1] > middle else -22
        for a, b, label in (
            (start, at, f"{W(1)[k, j].drawn} = {setting(w)}"),
            (at, goal, f"{sigma(1)[k].drawn} = {decimal(signal)}"),
        ):
            x, y = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2 + beside
            lines.append(formula(x, y, label, text_anchor="middle"))
        lines += _node(at, s(1)[k].drawn)
        terms.append(f"({decimal(signal)})({setting(w)})")
    lines += _node(start, o(1)[j].drawn) + _node(goal, E.drawn)
    share, whole = " + ".join(terms), decimal(float(back @ ways))
    below, name = 60 + STEP * (len(back) - 1) + 58, o(1)[j].drawn
    lines.append(formula(46, below, f"∂E/∂{name} = {share} = *{whole}*", font_size=17))
    words = (
        f"Hidden node {j + 1} is used in {len(back)} sums, so {len(back)} ways lead from it to E. "
        f"Along each comes a signal, times the weight of that way, and they add up: "
        f"{share} = {whole}."
    )
    return Drawing(800, below + 26, "A value with several ways to E", words, tuple(lines))


def _way(a: Place, b: Place) -> str:
    """Return a line from circle to circle, its arrow at a: the way back."""
    (x0, y0), (x1, y1) = a, b
    length = float(np.hypot(x1 - x0, y1 - y0))
    dx, dy = (x1 - x0) / length, (y1 - y0) / length
    tip, end = (x0 + RADIUS * dx, y0 + RADIUS * dy), (x1 - RADIUS * dx, y1 - RADIUS * dy)
    wings = "".join(
        f"M{tip[0]:.1f} {tip[1]:.1f}l{9 * dx - side * dy:.1f} {9 * dy + side * dx:.1f}"
        for side in (4.5, -4.5)
    )
    path = f"M{tip[0]:.1f} {tip[1]:.1f}L{end[0]:.1f} {end[1]:.1f}{wings}"
    return element("path", d=path, fill="none", stroke=BLUE, stroke_width=2)


def _node(at: Place, name: str) -> list[str]:
    """Return a circle and the name of what it holds."""
    circle = element("circle", cx=at[0], cy=at[1], r=RADIUS, fill="none", stroke="currentColor")
    return [circle, formula(at[0], at[1], name, text_anchor="middle")]
