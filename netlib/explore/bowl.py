"""What explorer 03 draws: the bowl of E from above; prediction and remainder as bars."""

import numpy as np

from netlib.checks import Array
from netlib.drawing.colours import GREY
from netlib.drawing.marks import Marks, Place, arrow, bar, shown
from netlib.drawing.matrix import Matrix, in_a_row
from netlib.drawing.plot import Plot
from netlib.drawing.svg import decimal, element, formula, setting, text
from netlib.explore.model import Numbers
from netlib.letters import Delta, E, G, Letter, o, t

PLOT = Plot(44, 26, 330, 330, (0, 1), (0, 1))
WINDOW = {"x": PLOT.x, "y": PLOT.y, "width": PLOT.width, "height": PLOT.height}
PREDICTED, CHANGE, REMAINDER = Letter("GDelta"), Letter("change"), Letter("remainder")
REMAINDERS, REMAINDERS_WRONG = (
    Letter("remainders"),
    Letter("remainders_wrong"),
)  # of the step, ½ of it and ¼
RINGS = (0.2, 0.4, 0.6, 0.8, 1.0, 1.2)  # their radii
ARROW = 0.4  # G and -G are drawn at this part of their length


def error_bowl(n: Numbers, without_half: bool, marks: Marks) -> list[str]:
    """Return the whole picture; marks has a handle for each of o_2, Delta and t."""
    bowl = _rings(n, without_half) + _arrows(n) + _grips(n, marks)
    beside = _vectors(n, without_half, marks) + _bars(n, without_half)
    return bowl + beside + _halvings(n, without_half)


def _rings(n: Numbers, without_half: bool) -> list[str]:
    """Return the square of outputs with rings of equal error around the target, and their E."""
    x, y = PLOT.at(*n[t])
    middle = {"cx": x - PLOT.x, "cy": y - PLOT.y}
    look = {"fill": "none", "stroke": GREY}
    rings = "".join(element("circle", **middle, r=r * PLOT.width, **look) for r in RINGS)
    lines = PLOT.frame((0, 0.5, 1), (0, 0.5, 1), o(2)[0].drawn, o(2)[1].drawn)
    edge = {"fill": "none", "stroke": "currentColor", "stroke_opacity": 0.3}
    # the inner svg cuts off what sticks out
    lines += [element("rect", **WINDOW, **edge), element("svg", rings, **WINDOW)]
    number = {"font_size": 10.5, "text_anchor": "middle", "fill_opacity": 0.8}
    for r in RINGS:
        point = n[t] + (r + 0.04) * _labelled_way(n[t], n[G])
        height = f"{r**2 if without_half else r**2 / 2:.2g}" if _well_inside(point) else ""
        lines.append(text(*PLOT.at(*point), height, **number))
    return lines


def _labelled_way(target: Array, gradient: Array) -> Array:
    """Return the way to the corner that is farthest from the target, turned a little off G."""
    way = np.where(target > 0.5, 0, 1) - target
    (a, b), (g, h) = way / np.linalg.norm(way), gradient
    along_G = abs(a * h - b * g) < 0.2 * (a * g + b * h)
    turn = np.array([[0.96, 0.28], [-0.28, 0.96]]) if along_G else np.eye(2)
    return turn @ [a, b]


def _well_inside(point: Array) -> bool:
    return bool(np.all((point > 0.02) & (point < 0.93)))


def _arrows(n: Numbers) -> list[str]:
    """Return the arrows from o_2 with their names: faintly G, cut off; -G; and the step, dashed."""
    here, there = PLOT.at(*n[o(2)]), PLOT.at(*(n[o(2)] + n[Delta]))
    down, up = (PLOT.at(*(n[o(2)] + part * n[G])) for part in (-ARROW, ARROW))
    start, end = ((x - PLOT.x, y - PLOT.y) for x, y in (here, up))
    faint = arrow(start, end, stroke="currentColor", stroke_width=2, stroke_opacity=0.35)
    long_enough = bool(np.hypot(*n[G]) > 0.15)
    whole = long_enough and _well_inside(n[o(2)] + ARROW * n[G])
    below = 20 if there[1] >= here[1] else -20
    return [
        element("svg", faint, **WINDOW),
        arrow(here, down, stroke="currentColor", stroke_width=3),
        arrow(here, there, stroke="currentColor", stroke_width=1.5, stroke_dasharray="5 3"),
        _beside(up, here, there, f"{ARROW} G" if whole else ""),
        _beside(down, here, there, f"−{ARROW} G" if long_enough else ""),
        _beside(here, down, there, o(2).drawn),
        formula(there[0], there[1] + below, Delta.drawn, text_anchor="middle"),
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


def _grips(n: Numbers, marks: Marks) -> list[str]:
    """Return what can be moved: the target, a ring at the end of the step, a dot at o_2 on top."""
    (a, b), (p, q) = PLOT.at(*n[t]), PLOT.at(*n[o(2)])
    x, y = PLOT.at(*(n[o(2)] + n[Delta]))
    ring = {"fill": "transparent", "stroke": "currentColor"}
    cross = element("path", d=f"M{a - 9:.1f} {b:.1f}h18M{a:.1f} {b - 9:.1f}v18", **ring)
    target = element("circle", cx=a, cy=b, r=9, **ring) + cross
    tip = element("circle", cx=x, cy=y, r=10, **ring, stroke_width=2)
    tip += element("circle", cx=x, cy=y, r=2, fill="currentColor")
    dot = element("circle", cx=p, cy=q, r=7, fill=GREY, stroke="currentColor", stroke_width=2)
    aside, anchor = (16, "start") if a < PLOT.x + 60 else (-16, "end")
    return [
        text(a + aside, b - 9, "target t", text_anchor=anchor),
        element("g", target, **marks.handle(t)),
        element("g", tip, **marks.handle(Delta)),
        element("g", dot, **marks.handle(o(2))),
    ]


def _vectors(n: Numbers, without_half: bool, marks: Marks) -> list[str]:
    """Return o_2 and t, and the row G times the column Delta, each number in its place."""
    label, wide = "G = 2(o_2 − t)^T" if without_half else "G = (o_2 − t)^T", (56, 24)
    output = Matrix(o(2), n[o(2)], cell=wide, top=2)
    target = Matrix(t, n[t], cell=(44, 24), top=2, write=setting)
    gradient = Matrix(G, n[G], label, cell=wide, row=True, top=2)
    step = Matrix(Delta, n[Delta], cell=wide, top=2, write=setting)
    lines = in_a_row(424, 72, [output, target], marks)
    lines += in_a_row(570, 72, [gradient, "·", step], marks, gap=11)
    result = shown(790, 72, PREDICTED, float(n[PREDICTED]))
    return [*lines, formula(776, 72, "=", text_anchor="middle"), result]


def _bars(n: Numbers, without_half: bool) -> list[str]:
    """Return E, what G predicts, what happens and the remainder, as bars on one scale."""
    (a, b), (g, h) = map(decimal, n[o(2)]), map(decimal, n[G])
    (c, d), (p, q) = map(setting, n[t]), map(setting, n[Delta])
    half, space = "" if without_half else "½ ", "\N{HAIR SPACE}"
    before, after = decimal(float(n[E])), decimal(float(n[E] + n[CHANGE]))
    rows = {
        E: ("E here", f"{half}(({a} − {c})² + ({b} − {d})²)"),
        PREDICTED: ("predicted: G Δ", f"({g})({p}) + ({h})({q})"),
        CHANGE: (f"really: Δ{space}E", f"E(o_2 + Δ) − E(o_2) = {after} − {before}"),
        REMAINDER: ("remainder", f"Δ{space}E − G Δ = {half}|Δ|² = {half}(({p})² + ({q})²)"),
    }
    top = _full(max(abs(float(n[letter])) for letter in rows))
    lines = [text(668, 128, f"full bar: {top:g}", font_size=10.5, text_anchor="end")]
    for k, (letter, (label, plugged)) in enumerate(rows.items()):
        y = 146.0 + 46 * k
        lines += bar(578, y, 90, letter, float(n[letter]), top, label)
        lines.append(formula(488, y + 20, plugged, font_size=14, fill_opacity=0.8))
    return lines


def _full(size: float) -> float:
    """Return the number of 1, 2, 5, 10, ... that is next above the size."""
    if size == 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(size))
    return float(next(m * power for m in (1, 2, 5, 10) if m * power >= size * (1 - 1e-12)))


def _halvings(n: Numbers, without_half: bool) -> list[str]:
    """Return the remainders of both gradients for the step, its half and its quarter."""
    page, double = "o_2 − t", "2(o_2 − t)"
    right, wrong = (double, f"the page’s {page}") if without_half else (page, double)
    columns = {640.0: "Δ", 712.0: "Δ/2", 784.0: "Δ/4"}
    rows = {360.0: (REMAINDERS, f"remainder of {right}"), 384.0: (REMAINDERS_WRONG, f"of {wrong}")}
    label = {"font_size": 14, "text_anchor": "end"}
    number = {"text_anchor": "end", "font_size": 11}
    lines = [formula(x, 336, name, **label) for x, name in columns.items()]
    for y, (letter, name) in rows.items():
        lines.append(formula(572, y, name, **label))
        for k, x in enumerate(columns):
            lines.append(shown(x, y, letter[k], n[letter][k], setting, **number))
        _, half, quarter = n[letter]
        part = quarter / half if half else np.nan
        falls = "÷ 4" if abs(part - 0.25) < 0.01 else "about ÷ 2" if 0.4 < part < 0.6 else ""
        lines.append(text(798, y, falls, font_size=11))
    return lines
