"""The network as nodes and edges, and the error signal as bands that run back along them."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from netlib.checks import Array
from netlib.drawing.pieces import Handles, address, shown, sign_colour
from netlib.drawing.svg import decimal, element, setting, text

Places = list[list[tuple[float, float]]]
RADIUS = 20.0


def places(sizes: Sequence[int], box: tuple[float, float, float, float]) -> Places:
    """Return where each node stands: layers from left to right, each in the middle of the box.

    sizes: (n_0, ..., n_L). box: x, y, width, height, the middles of the outermost nodes on it.
    """
    x, y, width, height = box
    step = height / max(max(sizes) - 1, 1)
    found = []
    for i, n in enumerate(sizes):
        across = x + width * i / max(len(sizes) - 1, 1)
        top = y + (height - step * (n - 1)) / 2
        found.append([(across, top + step * k) for k in range(n)])
    return found


def edges(
    weights: Sequence[Array],
    at: Places,
    *,
    lit: Collection[str] = (),
    handles: Handles | None = None,
) -> list[str]:
    """Return a line for each weight, as wide as it is large, dashed when it is below zero.

    weights: W_i (n_{i+1}, n_i). lit: names of weights drawn dark, with their number. A weight
    that can be moved gets a wide invisible line as well, so that it is easily hit.
    """
    lines = []
    for i, W in enumerate(weights):
        for k, j in np.ndindex(W.shape):
            name = address(f"W_{i}", (k, j))
            w = float(W[k, j])
            (x0, y0), (x1, y1) = at[i][j], at[i + 1][k]
            length = float(np.hypot(x1 - x0, y1 - y0))  # from rim to rim, not through the nodes
            dx, dy = RADIUS * (x1 - x0) / length, RADIUS * (y1 - y0) / length
            path = f"M{x0 + dx:.1f} {y0 + dy:.1f}L{x1 - dx:.1f} {y1 - dy:.1f}"
            handle = (handles or {}).get(name, {})
            inside = element(
                "path",
                d=path,
                stroke=sign_colour(w),
                stroke_opacity=1 if name in lit else 0.4,
                stroke_width=round(min(0.6 + 1.8 * abs(w), 9), 2) if np.isfinite(w) else 9,
                stroke_dasharray="5 4" if w < 0 else None,
            )
            if handle:
                inside += element("path", d=path, stroke="transparent", stroke_width=12)
            lines.append(element("g", inside, **handle))
    return lines


def nodes(
    values: Sequence[Array],
    at: Places,
    symbol: str = "o",
    *,
    lit: Collection[str] = (),
    hidden: Collection[str] = (),
    handles: Handles | None = None,
) -> list[str]:
    """Return a circle for each node with its number inside, filled as far up as it is large.

    values: one array per layer, (n_i,). lit, hidden: names with a thick rim; names not shown yet.
    """
    lines = []
    for i, layer in enumerate(values):
        for k, value in enumerate(layer):
            name = address(f"{symbol}_{i}", (k,))
            (x, y), r = at[i][k], RADIUS
            inside = "" if name in hidden else _filled(x, y, r, float(value))
            inside += element(
                "circle",
                cx=x,
                cy=y,
                r=r,
                fill="transparent",
                stroke="currentColor",
                stroke_width=3 if name in lit else 1.2,
            )
            number = {"font_size": 10.5, "text_anchor": "middle"}
            inside += (
                text(x, y, "?", **number)
                if name in hidden
                else shown(x, y, name, float(value), decimal if i else setting, **number)
            )
            lines.append(element("g", inside, **(handles or {}).get(name, {})))
    return lines


def _filled(x: float, y: float, r: float, value: float) -> str:
    """Return the lower part of a circle, as high as the value from 0 to 1 says."""
    part = float(np.clip(value, 0, 1)) if np.isfinite(value) else 0.0
    up = r * (1 - 2 * part)  # where the level stands, from the middle downward
    half = (r * r - up * up) ** 0.5
    level = f"{y + up:.1f}"
    arc = f"A{r:.1f} {r:.1f} 0 {int(part > 0.5)} 0 {x + half:.1f} {level}"
    path = f"M{x - half:.1f} {level}{arc}Z"
    return element("path", d=path, fill="currentColor", fill_opacity=0.14)


def bands(
    parts: Array,
    source: Sequence[tuple[float, float]],
    goal: Sequence[tuple[float, float]],
    scale: float,
    symbol: str,
    *,
    lit: Collection[str] = (),
    widest: float = 40.0,
) -> list[str]:
    """Return a band for each part, from the node it leaves to the node it is added up in.

    parts: (n_{i+1}, n_i), sigma_i[k] * W_i[k, j]; a column is a sum. source: places of the nodes
    on the right; goal: those on the left. scale: pixels for 1. At the goal the parts above zero
    are piled upward from the middle, those below zero downward and striped, so that what is left
    over is seen. No pile is higher than `widest`. symbol: names the bands.
    """
    lines = []
    for j in range(parts.shape[1]):
        (x0, y0), pile = goal[j], {True: 0.0, False: 0.0}
        column = np.nan_to_num(parts[:, j])
        high = max(column[column > 0].sum(), -column[column < 0].sum()) * scale
        fit = scale if high <= widest else scale * widest / high
        for k, part in enumerate(column):
            wide, up = abs(part) * fit, part >= 0
            y = y0 + (-1 if up else 1) * (pile[up] + wide / 2)
            pile[up] += wide
            (x1, y1), name = source[k], address(symbol, (k, j))
            left, right = x0 + RADIUS + 1, x1 - RADIUS - 1
            bend = (left + right) / 2
            path = (
                f"M{right:.1f} {y1:.1f}C{bend:.1f} {y1:.1f} {bend:.1f} {y:.1f} {left:.1f} {y:.1f}"
            )
            lines.append(
                element(
                    "path",
                    d=path,
                    fill="none",
                    stroke=sign_colour(part),
                    stroke_width=f"{max(wide, 0.4):.2f}",
                    stroke_opacity=0.9 if name in lit else 0.55,
                    stroke_dasharray=None if up else "3 2",
                )
            )
    return lines


def names_of(values: Mapping[str, Array]) -> set[str]:
    """Return the name of every number of these arrays."""
    return {
        address(symbol, index)
        for symbol, array in values.items()
        for index in np.ndindex(array.shape)
    }
