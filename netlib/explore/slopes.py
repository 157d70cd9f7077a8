"""Notebook 04: the slope of phi at each sum, and the Jacobian whose cells fade with it."""

from dataclasses import dataclass, field, replace

import numpy as np

from netlib.backward import output_sigma
from netlib.checks import Array
from netlib.drawing.colours import PAPER
from netlib.drawing.labels import Frame, Label, labelled
from netlib.drawing.marks import Marks, Place, brace
from netlib.drawing.matrix import Matrix, in_a_row
from netlib.drawing.panel import Panel
from netlib.drawing.plot import Plot
from netlib.drawing.spelled import Term, spelled
from netlib.drawing.svg import decimal, element, setting, text
from netlib.error import error_gradient
from netlib.explore.about import about_knob, chain_about
from netlib.explore.knobs import Knob, at_place, entries
from netlib.explore.model import Explorer, Look, Numbers
from netlib.explore.state import State
from netlib.explore.teaching_network import T
from netlib.explore.terms import terms
from netlib.forward import logistic
from netlib.jacobian import logistic_jacobian
from netlib.letters import G, Letter, o, s, sigma, t

SLOPES = Letter("J")  # J(o_2;s_1)
SIGNAL = sigma(1)
STEEP, FLAT = 0.15, 0.01  # slopes of what is called the middle and a flat end
CHAIN = (
    (s(1), "given"), (o(2), "φ(s_1)"), (G, "o_2 − t"), (SLOPES, "o_2 (1 − o_2)"),
    (sigma(1), "G · J(o_2;s_1)"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class Slopes(State):
    """Two sums, which are two points on the S of phi; their targets, and the precision."""

    focus: Letter = s(1)[1]
    s_1: Array = field(default_factory=lambda: np.array([0.6, 3.0]))
    t: Array = field(default_factory=T.copy)
    single: bool = False
    about: Letter = SIGNAL

    @property
    def reach(self) -> float:
        """How far the curves go; in single precision far enough to see the zero."""
        return 20.0 if self.single else 10.0


def knobs(state: Slopes) -> list[Knob]:
    """Return both sums, both targets, and the precision."""
    return [
        *entries(s(1), state.s_1, -state.reach, state.reach, 0.1),
        *(
            replace(k, kind="number", beside=True, group="targets")
            for k in entries(t, state.t, 0, 1, 0.1)
        ),
        Knob("single", "single (about 7 digits)", "switch", group="precision"),
        about_knob(CHAIN),
    ]


def shows(state: Slopes) -> dict[Letter, Array]:
    """Return sums and outputs, the matrix, and the row G before and behind it."""
    sums, target = (x.astype(np.float32 if state.single else float) for x in (state.s_1, state.t))
    o_2 = logistic(sums)
    gradient = error_gradient(o_2, target)
    found = {s(1): sums, o(2): o_2, t: target, G: gradient, SLOPES: logistic_jacobian(o_2)}
    return found | {sigma(1): output_sigma(gradient, o_2)}


def draw(state: Slopes, n: Numbers, look: Look) -> list[Panel]:
    """Return the chain, both curves with the points, the product, and a letter spelled out."""
    marks = Marks({state.focus, *(x[state.focus.at[0]] for x in (o(2), G, sigma(1)))},
                  fresh={state.about}, moved=look.moved)  # fmt: skip
    return [
        chain_about(CHAIN, state.about, look.narrow),
        _curves(state, n, look),
        _product(n, marks, look.narrow),
        spelled([_terms(state.about, k, n) for k in range(2)], look.narrow),
    ]


def _curves(state: Slopes, n: Numbers, look: Look) -> Panel:
    """Return phi with a tangent at each point, and below it the slope at the same sums."""
    across, points = (-state.reach, state.reach), list[str]()
    wide = 300.0 if look.narrow else 340.0
    above = Plot(46, 30, wide, 128, across, (0, 1))
    below = Plot(46, 196, wide, 60, across, (0, 0.25))
    sums = np.linspace(*across, 121)
    out = logistic(sums)
    ink = {"stroke": "currentColor"}
    lines = [_dashes(above, below, n, k, across) for k in range(2)]
    lines += above.frame((), (0, 0.5, 1), "", "o = φ(s)")  # its sums are those below
    lines.append(above.line(sums, out, **ink, stroke_width=2))
    lines += below.frame(sums[::30].tolist(), (0, 0.25), "s", "slope o(1 − o)")
    lines.append(below.line(sums, out * (1 - out), **ink, stroke_width=2))
    seen = np.clip(n[s(1)], *across)  # a point that was typed farther out is at the edge
    near = bool(abs(seen[0] - seen[1]) < 0.06 * (across[1] - across[0]))
    spots, shadows = list[Place](), list[Place]()
    for k, knob in enumerate(knobs(state)[:2]):
        at, out_k, slope = float(seen[k]), float(n[o(2)][k]), float(n[SLOPES][k, k])
        ends = np.clip(at + np.array([-0.2, 0.2]) * state.reach, *across)
        spots.append(above.at(at, out_k))
        shadows.append(below.at(at, slope))
        lines.append(above.line(ends, out_k + slope * (ends - at), **ink, stroke_width=1.1))
        lines.append(_dot(shadows[k], k, 8, numbered=not near))
        way = (knob, float(n[s(1)][k]), above.x, above.x + above.width)
        handle = at_place(f"sum {knob.label}, along the curve", way)
        grip = _dot(spots[k], k, 9, not near) if look.still else _grip(spots[k], k, not near)
        points.append(element("g", grip, **handle))
    # On each other, points have their numbers beside them.
    inside = Frame(50, 18, 50 + wide, 264)
    for both in (spots, shadows):
        beside = [Label(str(k + 1) if near else "", at, np.pi / 2) for k, at in enumerate(both)]
        points += labelled(beside, both, inside)
    return Panel("curves", wide + 58, 288, lines + points)


def _dashes(above: Plot, below: Plot, n: Numbers, k: int, across: tuple[float, float]) -> str:
    """Return the line that joins a node's point on the one curve with that on the other."""
    seen = float(np.clip(n[s(1)][k], *across))
    (x, y), (_, z) = above.at(seen, float(n[o(2)][k])), below.at(seen, float(n[SLOPES][k, k]))
    path = f"M{x:.1f} {y:.1f}V{z:.1f}"
    return element("path", d=path, stroke="currentColor", stroke_dasharray="2 3")


def _dot(at: Place, k: int, r: float, numbered: bool) -> str:
    """Return a point with the number of its node on it, or without."""
    circle = element("circle", cx=at[0], cy=at[1], r=r, **PAPER, stroke="currentColor")
    number = text(*at, str(k + 1) if numbered else "", font_weight="bold", text_anchor="middle")
    return element("g", circle + number)


def _grip(at: Place, k: int, numbered: bool) -> str:
    """Return a point that looks as if it could be moved to both sides."""
    x, y = at
    arrows = f"M{x - 14:.1f} {y - 4:.1f}l-5 4l5 4M{x + 14:.1f} {y - 4:.1f}l5 4l-5 4"
    wide = element("circle", cx=x, cy=y, r=20, fill="transparent")
    tips = element("path", d=arrows, fill="none", stroke="currentColor", stroke_width=1.5)
    return wide + tips + _dot(at, k, 9, numbered)


def _product(n: Numbers, marks: Marks, narrow: bool) -> Panel:
    """Return s_1, o_2 and t as columns, and below them the row G times the matrix J."""
    w, gap = (49.0, 11.0) if narrow else (57.0, 15.0)
    columns: list[Matrix | str] = [
        Matrix(s(1), n[s(1)], cell=(w, 27), top=40, write=setting), "φ",
        Matrix(o(2), n[o(2)], cell=(w, 27), top=2), "−",
        Matrix(t, n[t], cell=(w, 27), top=2, write=setting),
    ]  # fmt: skip
    row = Matrix(G, n[G], "G = (o_2 − t)^T", (w, 30), row=True, top=2)
    jacobian = Matrix(SLOPES, n[SLOPES], "J(o_2;s_1)", (w, 30), top=0.25)
    product = Matrix(sigma(1), n[sigma(1)], cell=(w, 30), row=True, top=0.25)
    lines = in_a_row(8, 66, columns, marks, gap)
    lines += in_a_row(8, 186, [row, jacobian, "=", product], marks, gap)
    lines += brace(4, 12 + 4 * w + gap, 226, f"{sigma(1).drawn} = G J(o_2;s_1)")
    return Panel("product", 6 * w + 4 * gap, 266, lines, beside=not narrow)


def _terms(about: Letter, k: int, n: Numbers) -> list[Term]:
    """Return how one node's entry of a letter is made, with its numbers."""
    out, value, slope = o(2)[k].drawn, n[o(2)][k], decimal(n[SLOPES][k, k])
    if about == s(1):
        at = setting(n[s(1)][k])
        return [Term(s(1)[k].drawn, at, f"the sum of node {k + 1}", result=True)]
    if about == SLOPES:
        return [
            Term(f"slope_{k + 1}", slope, f"entry {k + 1},{k + 1} of J", result=True),
            Term(out, decimal(value), "output", "="),
            Term(f"(1 − {out})", decimal(1 - value), "what it lacks to 1", "·"),
        ]
    if about == SIGNAL:
        made = Term(SIGNAL[k].drawn, decimal(n[SIGNAL][k]), "signal", result=True)
        miss = Term(G[k].drawn, decimal(n[G][k]), "the miss", "=")
        return [made, miss, Term(f"slope_{k + 1}", slope, "o (1 − o)", "·")]
    return terms(about, o(2)[k], n, 2)


def describe(state: Slopes, n: Numbers) -> str:
    """Return what the drawing shows, in words: the node in focus, and what precision does."""
    k = state.focus.at[0]
    other, slope = 1 - k, float(n[SLOPES][k, k])
    brief = f"Node {other + 1} has the slope {decimal(n[SLOPES][other, other])}."
    words = [brief, _node(n, k, state.reach)] if k else [_node(n, k, state.reach), brief]
    if state.single and slope:
        words.append("In single precision 1 − o is exactly zero from a sum of about 17 on.")
    return " ".join(words)


def _node(n: Numbers, k: int, reach: float) -> str:
    """Return where the node stands on the curve, and what that does to its error."""
    at, slope = float(n[s(1)][k]), float(n[SLOPES][k, k])
    gradient, left = decimal(n[G][k]), decimal(n[sigma(1)][k])
    beyond = ", beyond the picture" if abs(at) > reach else ""
    name = f"Node {k + 1} (sum {setting(at)}{beyond})"
    end = f"the flat {'right' if at > 0 else 'left'} end"
    if slope == 0:
        small = float(logistic(-abs(at)))  # on the left nothing is subtracted
        true = f"(truly {decimal(small)})" if small else "(truly it never is)"
        zero = f"o is exactly {setting(n[o(2)][k])} in this machine and the slope exactly zero"
        return f"{name} is so far out that {zero} {true}: of G = {gradient} nothing is left."
    if slope < FLAT:
        learns = ", and it hardly learns" if abs(n[G][k]) > 0.5 else ""
        what = f"its slope is {decimal(slope)}, so of G = {gradient} only {left} is left"
        return f"{name} is on {end}: {what}{learns}."
    where = "in the steep middle" if slope > STEEP else "on the bend"
    return f"{name} is {where}: its slope is {decimal(slope)}, and G = {gradient} becomes {left}."


EXPLORER = Explorer(
    title="Slopes of the activation",
    tries=(
        "Drag point 2 along the curve to the right, until its cell of J has faded.",
        "It says nearly 1 and should say 0: what is left of its G in σ₁?",
        "Switch to single precision, and drag on. What becomes of 1 − o?",
        "Where on the curve is the slope largest, and how large is it there?",
    ),
    start=Slopes, knobs=knobs, shows=shows, draw=draw, describe=describe,
    moments={
        "near the middle": [{"ref": s(1).code, "set": (-0.5, 0.6)}],
        "undecided and decided": [{"ref": s(1).code, "set": (0, 9.21)}],
        "two flat ends": [{"ref": s(1).code, "set": (-7, 6)}],
        "exactly zero": [{"ref": "single", "set": True}, {"ref": s(1).code, "set": (-18, 18)}],
    },
)  # fmt: skip
