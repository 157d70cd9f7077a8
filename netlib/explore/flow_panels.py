"""The panels of notebook 06: the walk as a chain, the network with its bands, weight gradients."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from netlib.drawing.colours import SOFT
from netlib.drawing.marks import Marks, Place, shown, tag, underlay
from netlib.drawing.matrix import Matrix
from netlib.drawing.network import RADIUS, Places, bands, edges, nodes, places, scale_of
from netlib.drawing.panel import Panel
from netlib.drawing.stations import NARROW, Progress, Station, stations
from netlib.drawing.svg import decimal, element, formula, text
from netlib.drawing.typeface import formula_width
from netlib.explore.model import Numbers
from netlib.explore.walk import arriving, factor_of, walk
from netlib.letters import E, G, W, dE_d, o, sigma, t

APART = {2: 104.0, 3: 83.0, 4: 63.0}  # two nodes of a layer, by how many it has
ACROSS = {2: 150.0, 3: 118.0, 4: 90.0}  # the same where layers stand below each other
TAG, SIGNAL, MISS = 98.0, 78.0, 80.0  # widths


def chain_of(L: int, step: int, narrow: bool) -> Panel:
    """Return the walk, its letters boxes that lead there when they are pressed."""
    row = []
    for k, letter in enumerate([E, *walk(L)]):
        state: Progress = "done" if k < step else "now" if k == step else "coming"
        handle = {"data_ref": "step", "data_set": k, "aria_label": f"go to {letter.prose}"}
        short = letter.drawn.replace("∂E/∂", "∂")
        row.append(Station(letter.drawn, factor_of(letter, L), state, handle, short))
    return stations(row, narrow, 640, slim=L > 2)


@dataclass(frozen=True)
class Layout:
    """Where nodes stand, those of t last, and how large the network is; down: layer below layer."""

    at: Places
    width: float
    height: float
    down: bool


def layout(sizes: Sequence[int], narrow: bool) -> Layout:
    """Return the places of a network's nodes and of its targets."""
    L = len(sizes) - 1
    if narrow:
        ys = [36.0, *(158.0 + 150 * i for i in range(L))]
        middles = [*[190.0] * L, 170.0]  # the outputs have their tags at the right
        down = places(sizes, ys, middles, ACROSS, down=True)
        targets = [(x, y + 92) for x, y in down[-1]]
        return Layout([*down, targets], NARROW, ys[-1] + 160, True)
    width = 548.0 if L <= 2 else 812.0
    xs = [34 + (width - 180) * i / L for i in range(L + 1)]
    middles = [150.0, *[135.0] * (L - 1), 136.0]
    across = places(sizes, xs, middles, APART)
    targets = [(width - 26, y) for _, y in across[-1]]
    return Layout([*across, targets], width, 284.0 if L <= 2 else 278.0, False)


def network(n: Numbers, L: int, marks: Marks, before: float, narrow: bool) -> Panel:
    """Return the network, what has come back to its nodes, the bands, and E.

    before: E where the last step down began, 0 if none was made.
    """
    layers = [o(i) for i in range(L + 1)]
    place = layout([len(n[x]) for x in layers], narrow)
    at, weights = place.at, [n[W(i)] for i in range(L)]
    flowing = [i for i in range(1, L) if arriving(i)[0] not in marks.hidden]
    lines = edges(weights, at, marks, flowing)
    flows = {i: n[sigma(i)][:, np.newaxis] * weights[i] for i in range(1, L)}
    scale = scale_of(list(flows.values()), 30)
    for i in flowing:
        clear = 44.0 if narrow else 6.0
        lines += bands(flows[i], at[i + 1], at[i], scale, i, marks, narrow, clear)
    lines += [_wire(*ends) for ends in zip(at[L], at[L + 1], strict=True)]
    lines += nodes([(x, n[x]) for x in [*layers, t]], at, marks)
    for i in range(1, L + 1):
        lines += [_came_back(i, k, spot, n, L, marks, narrow) for k, spot in enumerate(at[i])]
    lines += [_miss(k, *ends, n, marks) for k, ends in enumerate(zip(at[L], at[-1], strict=True))]
    for name, spots in zip([*layers, t], at, strict=True):
        head = (16.0, spots[0][1]) if narrow else (spots[0][0], 16.0)
        lines.append(formula(*head, name.drawn, text_anchor="middle", font_size=18))
    lines += _error(place, n, marks, before)
    if flowing:
        x, y = (4.0, at[L][0][1] - 56) if narrow else (0.0, place.height - 14)
        says = decimal(10 / scale)
        lines.append(element("rect", x=x, y=y, width=10, height=10, fill="currentColor", **SOFT))
        if narrow:
            lines.append(text(x, y + 22, says, **SOFT))
        else:
            lines.append(text(x + 16, y + 5, f"a band this wide: {says}", **SOFT))
    return Panel("network", place.width, place.height, lines)


def _wire(start: Place, end: Place) -> str:
    """Return the line between an output and its target."""
    (a, b), (c, d) = start, end
    x, y = (RADIUS, 0) if b == d else (0, RADIUS)
    path = f"M{a + x:.1f} {b + y:.1f}L{c - x:.1f} {d - y:.1f}"
    return element("path", d=path, fill="none", stroke="currentColor", stroke_width=1.1)


def _came_back(i: int, k: int, spot: Place, n: Numbers, L: int, marks: Marks, narrow: bool) -> str:
    """Return what has come back to a node: through the weights behind it, and times its slope."""
    x, y = spot
    signal = (sigma(i - 1)[k], n[sigma(i - 1)][k])
    if i < L:
        back = (arriving(i)[k], n[arriving(i)][k])
        return tag(x - TAG / 2, y + RADIUS + 3, TAG, [back, signal], marks)
    left, top = (x + RADIUS + 4, y - 9) if narrow else (x - 14, y + RADIUS + 3)
    return tag(left, top, SIGNAL, [signal], marks)


def _miss(k: int, start: Place, end: Place, n: Numbers, marks: Marks) -> str:
    """Return G between an output and its target; a box that can be pressed before it is there."""
    (a, b), (c, d) = start, end
    x, y = ((a + c) / 2 - MISS / 2, b - 30) if b == d else (a - MISS / 2, (b + d) / 2 - 9)
    handle = marks.handle(G[k])
    if G[k] in marks.hidden:
        box = {"x": x, "y": y, "width": MISS, "height": 18, "fill": "transparent"}
        return element("g", element("rect", **box), **handle)
    return tag(x, y, MISS, [(G[k], n[G][k])], marks, **handle)


def _error(place: Layout, n: Numbers, marks: Marks, before: float) -> list[str]:
    """Return E at the lower right, and what it was before a step down."""
    right, y = place.width - 12, place.height - (28 if place.down else 24)
    size, words = 15.0 if place.down else 17.0, decimal(float(n[E]))
    name = f"{E.drawn} ="
    start = right - formula_width(words, size) - 6
    lines = []
    if E in marks.fresh:
        left = start - formula_width(name, size) - 6
        lines.append(underlay(left, y - 11, right + 6 - left, 22))
    lines.append(formula(start, y, name, text_anchor="end", font_size=size))
    number = {"text_anchor": "end", "font_size": size}
    lines.append(shown(right, y, E, float(n[E]), marks=marks, **number))
    if before:
        lines.append(text(right, y + 17, f"before: {decimal(before)}", text_anchor="end", **SOFT))
    return lines


def gradients(n: Numbers, which: Sequence[int], marks: Marks, narrow: bool) -> Panel:
    """Return the weight gradients of some layers, one below the other, like multiplication tables.

    Each has the letters of its factors in the margins: the signals down, the outputs across.
    """
    lines, y, right = list[str](), 48.0, 262.0
    alone = len(which) == 1 and not narrow  # its name beside the heads of its columns
    if alone:
        y, right = 26.0, 296.0
    for i in which:
        letter = dE_d(W(i))
        columns = n[letter].shape[1]
        matrix = Matrix(letter, n[letter], "", (54, 23), factors=(sigma(i), o(i)))
        up = y - 12 if alone else y - 33
        if letter in marks.fresh:
            lines.append(underlay(-3, up - 11, formula_width(letter.drawn, 16) + 8, 22))
        lines.append(formula(1, up, letter.drawn))
        if not alone:
            made = f"σ_{i} o_{i}^T  ({len(n[letter])} × {columns})"
            lines.append(formula(right, up, made, text_anchor="end", font_size=13, **SOFT))
        lines += matrix.drawn(right - 4 - 54 * 4, y, marks)
        y += matrix.height + 60
    return Panel("gradients", right + 4, y - 54, lines, beside=not narrow)
