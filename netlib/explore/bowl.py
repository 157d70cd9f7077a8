"""What explorer 03 draws: the bowl of E from above; prediction and remainder as bars."""

import numpy as np

from netlib.checks import Array
from netlib.drawing.colours import PAPER, SOFT
from netlib.drawing.labels import Frame, Label, labelled
from netlib.drawing.marks import Marks, Place, arrow, bar, shown
from netlib.drawing.matrix import Matrix, in_a_row
from netlib.drawing.panel import Panel
from netlib.drawing.plot import Plot
from netlib.drawing.spelled import Term
from netlib.drawing.stations import NARROW
from netlib.drawing.svg import decimal, element, formula, setting, text
from netlib.explore.model import Numbers
from netlib.letters import Delta, E, G, Letter, o, t

PREDICTED, CHANGE, REMAINDER = Letter("GDelta"), Letter("change"), Letter("remainder")
REMAINDERS, REMAINDERS_WRONG = (
    Letter("remainders"),
    Letter("remainders_wrong"),
)  # of the step, ½ of it and ¼
NAMES = {REMAINDER: f"{CHANGE.drawn} − {PREDICTED.drawn}"}
CHAIN = (
    (o(2), "given"), (E, "½ |o_2 − t|^2"), (G, "(o_2 − t)^T"), (Delta, "trial step"),
    (PREDICTED, "predicted"), (CHANGE, "really"), (REMAINDER, "the remainder"),
)  # fmt: skip
RINGS = (0.2, 0.4, 0.6, 0.8, 1.0, 1.2)  # their radii
ARROW = 0.4  # G and -G are drawn at this part of their length


def plot_of(narrow: bool) -> Plot:
    """Return the square of outputs."""
    side = 286.0 if narrow else 232.0
    return Plot(40, 22, side, side, (0, 1), (0, 1))


def bowl(n: Numbers, without_half: bool, marks: Marks, narrow: bool) -> Panel:
    """Return the square of outputs with rings of equal error, and what can be moved on it.

    marks has a handle for each of o_2, Delta and t.
    """
    plot = plot_of(narrow)
    window = {"x": plot.x, "y": plot.y, "width": plot.width, "height": plot.height}
    lines = plot.frame((0, 0.5, 1), (0, 0.5, 1), o(2)[0].drawn, o(2)[1].drawn)
    lines.append(element("svg", _rings(n, plot), **window))  # it cuts off what sticks out
    lines += _arrows(n, plot)
    ends = [plot.at(*point) for point in (n[t], n[o(2)], n[o(2)] + n[Delta])]
    inside = Frame(plot.x + 1, plot.y + 1, plot.x + plot.width - 1, plot.y + plot.height - 1)
    lines += labelled(_labels(n, plot, without_half), ends, inside)
    lines += _grips(ends, marks)
    return Panel("bowl", plot.x + plot.width + 18, plot.y + plot.height + 36, lines)


def _rings(n: Numbers, plot: Plot) -> str:
    """Return rings of equal error around the target."""
    x, y = plot.at(*n[t])
    look = {"fill": "none", "stroke": "currentColor", "stroke_opacity": 0.45}
    middle = {"cx": x - plot.x, "cy": y - plot.y}
    return "".join(element("circle", **middle, r=r * plot.width, **look) for r in RINGS)


def _arrows(n: Numbers, plot: Plot) -> list[str]:
    """Return the arrows from o_2: faintly G, cut off; -G; and the step, dashed."""
    here, there = plot.at(*n[o(2)]), plot.at(*(n[o(2)] + n[Delta]))
    down, up = (plot.at(*(n[o(2)] + part * n[G])) for part in (-ARROW, ARROW))
    start, end = ((x - plot.x, y - plot.y) for x, y in (here, up))
    window = {"x": plot.x, "y": plot.y, "width": plot.width, "height": plot.height}
    ink = {"stroke": "currentColor"}
    return [
        element("svg", arrow(start, end, **ink, stroke_width=2, stroke_opacity=0.35), **window),
        arrow(here, down, **ink, stroke_width=3),
        arrow(here, there, **ink, stroke_width=1.5, stroke_dasharray="5 3"),
    ]


def _labels(n: Numbers, plot: Plot, without_half: bool) -> list[Label]:
    """Return what is written into the bowl, the most important first."""
    here, gradient = n[o(2)], n[G]
    long_enough = bool(np.hypot(*gradient) > 0.15)
    along = float(np.arctan2(gradient[1], gradient[0]))
    down, up = here - ARROW * gradient, here + ARROW * gradient
    seen = long_enough and bool(np.all((up > 0.02) & (up < 0.98)))
    found = [
        Label(o(2).drawn, plot.at(*here), along + np.pi / 2),
        Label(Delta.drawn, plot.at(*(here + n[Delta])), float(np.arctan2(*n[Delta][::-1]))),
        Label("target t", plot.at(*n[t]), float(np.arctan2(*(0.5 - n[t])[::-1]))),
        Label(f"−{ARROW} G" if long_enough else "", plot.at(*down), along + np.pi, optional=True),
        Label(f"{ARROW} G" if seen else "", plot.at(*up), along, optional=True),
    ]
    way = _corner(n[t], gradient)
    for r in RINGS:
        point = n[t] + r * way
        inside = bool(np.all((point > 0.04) & (point < 0.96)))
        height = f"{r**2 if without_half else r**2 / 2:.2g}" if inside else ""
        found.append(Label(height, plot.at(*point), float(np.arctan2(*way[::-1])), optional=True))
    return found


def _corner(target: Array, gradient: Array) -> Array:
    """Return the way to the corner that is farthest from the target, turned a little off G."""
    way = np.where(target > 0.5, 0, 1) - target
    (a, b), (g, h) = way / np.linalg.norm(way), gradient
    along_G = abs(a * h - b * g) < 0.2 * (a * g + b * h)
    turn = np.array([[0.96, 0.28], [-0.28, 0.96]]) if along_G else np.eye(2)
    return np.asarray(turn @ [a, b])


def _grips(ends: list[Place], marks: Marks) -> list[str]:
    """Return what can be moved: the target, a ring at the end of the step, a dot at o_2 on top."""
    (a, b), (p, q), (x, y) = ends
    ring = {"fill": "transparent", "stroke": "currentColor"}
    cross = element("path", d=f"M{a - 5:.1f} {b:.1f}h10M{a:.1f} {b - 5:.1f}v10", **ring)
    target = element("circle", cx=a, cy=b, r=9, **ring) + cross
    tip = element("circle", cx=x, cy=y, r=10, **ring, stroke_width=2)
    tip += element("circle", cx=x, cy=y, r=2, fill="currentColor")
    dot = element("circle", cx=p, cy=q, r=7, **PAPER, stroke="currentColor", stroke_width=3)
    grips = ((target, t), (tip, Delta), (dot, o(2)))
    return [element("g", inside, **marks.handle(letter)) for inside, letter in grips]


def numbers(n: Numbers, without_half: bool, marks: Marks, narrow: bool) -> Panel:
    """Return G times Delta, what it predicts beside what happens, and the remainders of halves."""
    label = "G = 2(o_2 − t)^T" if without_half else "G = (o_2 − t)^T"
    cell = (54.0, 24.0)
    output = Matrix(o(2), n[o(2)], cell=cell, top=2)
    target = Matrix(t, n[t], cell=(44, 24), top=2, write=setting)
    gradient = Matrix(G, n[G], label, cell=cell, row=True, top=2)
    step = Matrix(Delta, n[Delta], cell=cell, top=2, write=setting)
    product: list[Matrix | str] = [gradient, "·", step, "="]
    lines = in_a_row(8, 58, [output, "−", target], marks, 12)
    across, down = (8.0, 152.0) if narrow else (176.0, 58.0)
    lines += in_a_row(across, down, product, marks, 12)
    look = {"font_weight": "bold" if PREDICTED in marks.fresh else None}
    lines.append(shown(across + 214, down, PREDICTED, float(n[PREDICTED]), marks=marks, **look))
    y = 202.0 if narrow else 112.0
    lines += _bars(n, 196.0 if narrow else 232.0, y, 60.0 if narrow else 90.0, marks)
    lines += (_halvings_tall if narrow else _halvings)(n, without_half, y + 112, marks)
    width, height = (NARROW, y + 224) if narrow else (490.0, y + 184)
    return Panel("numbers", width, height, lines, beside=not narrow)


def _bars(n: Numbers, x: float, y: float, length: float, marks: Marks) -> list[str]:
    """Return E, what G predicts, what happens and the remainder, as bars on one scale."""
    rows = {
        E: "E here", PREDICTED: f"predicted: {PREDICTED.drawn}", CHANGE: f"really: {CHANGE.drawn}",
        REMAINDER: "remainder",
    }  # fmt: skip
    top = _full(max(abs(float(n[letter])) for letter in rows))
    lines = [text(x + length, y - 10, f"full bar: {top:g}", text_anchor="end", **SOFT)]
    for k, (letter, label) in enumerate(rows.items()):
        lines += bar(x, y + 8 + 25 * k, length, letter, float(n[letter]), top, label, marks)
    return lines


def _full(size: float) -> float:
    """Return the number of 1, 2, 5, 10, ... that is next above the size."""
    if size == 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(size))
    return float(next(m * power for m in (1, 2, 5, 10) if m * power >= size * (1 - 1e-12)))


def _rows(without_half: bool) -> tuple[tuple[Letter, str], tuple[Letter, str]]:
    """Return the two lines of remainders, and what each is the remainder of."""
    page, double = "o_2 − t", "2(o_2 − t)"
    right, wrong = (double, f"the page’s {page}") if without_half else (page, double)
    return (REMAINDERS, f"remainder of {right}"), (REMAINDERS_WRONG, f"of {wrong}")


def _falls(remainders: Array) -> str:
    """Return how much smaller half the step makes it."""
    _, half, quarter = remainders
    part = quarter / half if half else np.nan
    return "÷ 4" if abs(part - 0.25) < 0.01 else "about ÷ 2" if 0.4 < part < 0.6 else ""


def _halvings(n: Numbers, without_half: bool, y: float, marks: Marks) -> list[str]:
    """Return the remainders of both gradients for the step, its half and its quarter."""
    columns, end = {262.0: "Δ", 340.0: "Δ/2", 418.0: "Δ/4"}, {"text_anchor": "end"}
    lines = [formula(x, y + 10, name, **end, font_size=14) for x, name in columns.items()]
    for k, (letter, name) in enumerate(_rows(without_half)):
        middle = y + 34 + 24 * k
        lines.append(formula(184, middle, name, **end, font_size=14))
        for j, x in enumerate(columns):
            value = float(n[letter][j])
            lines.append(shown(x, middle, letter[j], value, setting, marks=marks, **end))
        lines.append(text(432, middle, _falls(n[letter])))
    return lines


def _halvings_tall(n: Numbers, without_half: bool, y: float, marks: Marks) -> list[str]:
    """Return the same for a narrow page, the name of a line above its numbers."""
    columns, end, lines = (
        {90.0: "Δ", 190.0: "Δ/2", 290.0: "Δ/4"},
        {"text_anchor": "end"},
        list[str](),
    )
    lines += [formula(x, y + 6, name, **end, font_size=14) for x, name in columns.items()]
    for k, (letter, name) in enumerate(_rows(without_half)):
        middle = y + 28 + 46 * k
        lines.append(formula(8, middle, name, font_size=14))
        lines.append(text(350, middle, _falls(n[letter]), **end))
        for j, x in enumerate(columns):
            value = float(n[letter][j])
            lines.append(shown(x, middle + 22, letter[j], value, setting, marks=marks, **end))
    return lines


def terms(about: Letter, n: Numbers, without_half: bool) -> list[list[Term]]:
    """Return how the numbers of a letter are made: of a vector, entry by entry."""
    double, half = "2 · " if without_half else "", "" if without_half else "½"
    outs, goals, steps = n[o(2)], n[t], n[Delta]

    def result(name: str, value: float, word: str) -> Term:
        return Term(name, decimal(value), word, result=True)

    if about in (o(2), Delta):
        word = "output" if about == o(2) else "step of output"
        return [[result(about[k].drawn, float(n[about][k]), f"{word} {k + 1}")] for k in range(2)]
    if about == G:
        return [
            [
                result(G[k].drawn, float(n[G][k]), "slope of E"),
                Term(f"{double}({o(2)[k].drawn}", f"{double}({decimal(outs[k])}", "is", "="),
                Term(f"{t[k].drawn})", f"{setting(goals[k])})", "should be", "−"),
            ]
            for k in range(2)
        ]
    if about == PREDICTED:
        line = [result(PREDICTED.drawn, float(n[PREDICTED]), "predicted")]
        for k in range(2):
            line.append(Term(G[k].drawn, f"({decimal(n[G][k])})", "slope", "+" if k else "="))
            line.append(Term(Delta[k].drawn, f"({setting(steps[k])})", "step", "·"))
        return [line]
    if about == CHANGE:
        after = float(n[E] + n[CHANGE])
        return [[
            result(CHANGE.drawn, float(n[CHANGE]), "really"),
            Term("E(o_2 + Δ)", decimal(after), "behind the step", "="),
            Term("E(o_2)", decimal(float(n[E])), "here", "−"),
        ]]  # fmt: skip
    if about == E:
        line = [result("E", float(n[E]), "error")]
        misses = [f"({decimal(outs[k])} − {setting(goals[k])})²" for k in range(2)]
        squares = [
            (f"({o(2)[k].drawn} − {t[k].drawn})^2", misses[k], "miss of output") for k in range(2)
        ]
    else:
        line = [result(NAMES[REMAINDER], float(n[REMAINDER]), "remainder")]
        squares = [
            (f"{Delta[k].drawn}^2", f"({setting(steps[k])})²", "step of output") for k in range(2)
        ]
    for k, (letters, numbers, word) in enumerate(squares):
        sign = f"+ {half}" if k else f"= {half}"
        line.append(Term(letters, numbers, f"{word} {k + 1}", sign.strip()))
    return [line]
