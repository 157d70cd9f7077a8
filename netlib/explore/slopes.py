"""Notebook 04: the slope of phi at each sum, and the Jacobian whose cells fade with it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np

from netlib.backward import output_sigma
from netlib.checks import Array
from netlib.drawing.colours import BLUE, GREY, VERMILLION
from netlib.drawing.pieces import Plot, brace, matrix
from netlib.drawing.svg import Drawing, decimal, element, formula, setting, text
from netlib.error import error_gradient
from netlib.explore.knobs import Knob, State, at_place, entries, said
from netlib.explore.network_state import T
from netlib.explore.stage import Explorer
from netlib.forward import logistic
from netlib.jacobian import logistic_jacobian
from netlib.numerical import complex_step

REACH = {False: 10, True: 20}  # of the curves; in single precision far enough to see the zero
STEEP, FLAT = 0.15, 0.01  # slopes of what is called the middle and a flat end


class Slopes(Explorer):
    """Two points on the S of phi; their slopes are the diagonal of J(o_2;s_1)."""

    title = "Slopes of the activation"
    try_this = (
        "Try this: drag point 2 along the curve to the right, until its cell has faded. It says "
        "nearly 1 and should say 0: what is left of its G in σ₁? Then switch to single precision "
        "and drag on."
    )
    start: ClassVar[State] = {
        "s_1": np.array([0.6, 3.0]),
        "t": T,
        "single": False,
        "focus": "s_1[1]",
    }
    moments: ClassVar = {
        "near the middle": {"s_1": np.array([-0.5, 0.6])},
        "undecided and decided": {"s_1": np.array([0.0, 9.21])},
        "two flat ends": {"s_1": np.array([-7.0, 6.0])},
        "exactly zero": {"s_1": np.array([-18.0, 18.0]), "single": True},
    }

    def knobs(self, state: State) -> list[Knob]:
        """Return both sums, both targets, and the precision."""
        reach = REACH[state["single"]]
        return [
            *entries("s_1", state["s_1"], -reach, reach, 0.1),
            *(replace(k, beside=True) for k in entries("t", state["t"], 0, 1, 0.1)),
            Knob("single", "single precision (about 7 digits)", "switch"),
        ]

    def pressed(self, state: State, ref: str) -> State:
        """Return the state: there is nothing to press."""
        return state

    def shows(self, state: State) -> dict[str, Array]:
        """Return sums and outputs, the matrix, and the row G before and behind it."""
        kind = np.float32 if state["single"] else np.float64
        s_1, t = state["s_1"].astype(kind), state["t"].astype(kind)
        o_2 = logistic(s_1)
        G = error_gradient(o_2, t)
        found = {"s_1": s_1, "o_2": o_2, "t": t, "G": G, "J": logistic_jacobian(o_2)}
        return found | {"sigma_1": output_sigma(G, o_2)}

    def check(self, state: State) -> None:
        """Assert J against a complex step, as far as 1 - o has digits, and sigma_1 = G J."""
        n = self.shows(state)
        digits = float(np.finfo(n["o_2"].dtype).eps)
        true = complex_step(logistic, state["s_1"])
        np.testing.assert_allclose(n["J"], true, rtol=4 * digits, atol=digits)
        np.testing.assert_allclose(n["sigma_1"], n["G"] @ n["J"], rtol=4 * digits)

    def draw(self, state: State) -> Drawing:
        """Return both curves with the points on them, and the product beside them."""
        n, reach = self.shows(state), REACH[state["single"]]
        lines = [*_curves(n, reach, self.knobs(state)), *_product(n), *_spelled(n)]
        return Drawing(860, 420, self.title, describe(state, n), tuple(lines))


def _curves(n: dict[str, Array], reach: int, knobs: Sequence[Knob]) -> list[str]:
    """Return phi with a tangent at each point, and below it the slope at the same sums."""
    across = (-float(reach), float(reach))
    above = Plot(46, 40, 360, 170, across, (0, 1))
    below = Plot(46, 262, 360, 100, across, (0, 0.25))
    ticks = [reach * part for part in (-1, -0.5, 0, 0.5, 1)]
    sums = np.linspace(*across, 121)
    o = logistic(sums)
    lines = above.frame((), (0, 0.5, 1), "", "o = φ(s)")  # its sums are those below
    lines.append(above.line(sums, o, stroke=BLUE, stroke_width=2))
    lines += below.frame(ticks, (0, 0.25), "s", "slope o(1 − o)")
    lines.append(below.line(sums, o * (1 - o), stroke=VERMILLION, stroke_width=2))
    points = []
    for k in range(2):
        s, o_k, slope = float(n["s_1"][k]), float(n["o_2"][k]), float(n["J"][k, k])
        seen = float(np.clip(s, *across))  # a point that was typed farther out stands at the edge
        ends = np.clip(seen + np.array([-0.2, 0.2]) * reach, *across)
        tangent = o_k + slope * (ends - seen)
        lines.append(above.line(ends, tangent, stroke="currentColor", stroke_width=1.5))
        (x, y), (_, z) = above.at(seen, o_k), below.at(seen, slope)
        drop = f"M{x:.1f} {y:.1f}V{z:.1f}"
        lines.append(element("path", d=drop, stroke="currentColor", stroke_dasharray="2 3"))
        lines.append(_dot(x, z, k + 1, 7))
        way = (knobs[k], above.x, above.x + above.width)
        label = f"sum {said(f's_1[{k}]')}, along the curve"
        points.append(element("g", _grip(x, y, k + 1), **at_place(way, None, (s, 0.0), label)))
    return [*lines, *points]


def _dot(x: float, y: float, name: int, r: float) -> str:
    """Return a point with the number of its node."""
    circle = element("circle", cx=x, cy=y, r=r, fill=GREY, stroke="currentColor")
    number = text(x, y, str(name), font_size=10, font_weight="bold", text_anchor="middle")
    return element("g", circle + number)


def _grip(x: float, y: float, name: int) -> str:
    """Return a point that looks as if it could be moved to both sides."""
    arrows = f"M{x - 14:.1f} {y - 4:.1f}l-5 4l5 4M{x + 14:.1f} {y - 4:.1f}l5 4l-5 4"
    wide = element("circle", cx=x, cy=y, r=20, fill="transparent")
    tips = element("path", d=arrows, fill="none", stroke="currentColor", stroke_width=1.5)
    return wide + tips + _dot(x, y, name, 9)


def _product(n: dict[str, Array]) -> list[str]:
    """Return o_2 and t as columns, and below them the row G times the matrix J."""
    lines = matrix(500, 48, n["s_1"], "s_1", label="s_1", cell=(58, 26), top=40, write=setting)
    lines.append(formula(585, 74, "φ", text_anchor="middle"))
    lines += matrix(612, 48, n["o_2"], "o_2", label="o_2", cell=(66, 26), top=2)
    lines += matrix(710, 48, n["t"], "t", label="t", cell=(48, 26), top=2, write=setting)
    y, cell = 156.0, (62.0, 36.0)
    common: Any = {"cell": cell, "row": True}
    lines += matrix(440, y + 18, n["G"], "G", label="G = o_2 − t", top=2, **common)
    lines += matrix(580, y, n["J"], "J", label="J(o_2;s_1)", cell=cell, top=0.25)
    lines.append(formula(717, y + 36, "=", text_anchor="middle"))
    lines += matrix(730, y + 18, n["sigma_1"], "sigma_1", label="σ_1", top=0.25, **common)
    return [*lines, *brace(440, 704, y + 80, "σ_1 = G J(o_2;s_1)")]


def _spelled(n: dict[str, Array]) -> list[str]:
    """Return for each node how its cell and its sigma are made, with the numbers plugged in."""
    lines = []
    for k in range(2):
        o, G, J, sigma = n["o_2"][k], n["G"][k], n["J"][k, k], n["sigma_1"][k]
        y, name = 300.0 + 58 * k, f"o_{{2,{k + 1}}}"
        lines += [
            _dot(448, y, k + 1, 7),
            formula(
                466,
                y,
                f"{name} (1 − {name}) = ({decimal(o)})({decimal(1 - o)}) = {decimal(J)}",
                font_size=15,
            ),
            formula(
                466,
                y + 24,
                f"σ_{{1,{k + 1}}} = ({decimal(G)})({decimal(J)}) = {decimal(sigma)}",
                font_size=15,
            ),
        ]
    return lines


def describe(state: State, n: dict[str, Array]) -> str:
    """Return what the drawing shows, in words: node by node, and what single precision does."""
    words = " ".join(_node(n, k, REACH[state["single"]]) for k in range(2))
    if not state["single"]:
        return words
    return f"{words} In single precision 1 − o is exactly zero from a sum of about 17 on."


def _node(n: dict[str, Array], k: int, reach: int) -> str:
    """Return where the node stands on the curve, and what that does to its error."""
    s, o, slope = float(n["s_1"][k]), float(n["o_2"][k]), float(n["J"][k, k])
    G, sigma = decimal(n["G"][k]), decimal(n["sigma_1"][k])
    beyond = ", beyond the picture" if abs(s) > reach else ""
    name = f"Node {k + 1} (sum {setting(s)}{beyond})"
    end = f"the flat {'right' if s > 0 else 'left'} end"
    if slope == 0:
        small = float(logistic(-abs(s)))  # on the left nothing is subtracted
        true = f"(truly {decimal(small)})" if small else "(truly it never is)"
        return (
            f"{name} is so far out on {end} that o is exactly {setting(o)} in this machine and the "
            f"slope exactly zero {true}: of G = {G} nothing is left."
        )
    if slope < FLAT:
        learns = ", and it hardly learns, however wrong it is" if abs(n["G"][k]) > 0.5 else ""
        slope_is = f"its slope is {decimal(slope)}"
        return f"{name} is on {end}: {slope_is}, so of G = {G} only {sigma} is left{learns}."
    where = "in the steep middle" if slope > STEEP else "on the bend"
    return f"{name} is {where}: its slope is {decimal(slope)}, and G = {G} becomes {sigma}."
