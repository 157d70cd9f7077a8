"""Notebook 05: sigma_1 times the column of one weight is one number, and where it lands."""

from dataclasses import dataclass, field, replace

import numpy as np

from netlib.backward import output_sigma, weight_gradient
from netlib.checks import Array
from netlib.drawing.colours import SOFT, line_of, tint_of
from netlib.drawing.marks import Marks, Place, shown, underlay
from netlib.drawing.matrix import Matrix, in_a_row
from netlib.drawing.panel import Panel
from netlib.drawing.spelled import Term, spelled
from netlib.drawing.stations import NARROW
from netlib.drawing.svg import decimal, element, formula, setting
from netlib.error import error_gradient, squared_error
from netlib.explore import transposed_delta
from netlib.explore.about import about_knob, chain_about
from netlib.explore.knobs import Knob, entries, handles
from netlib.explore.model import Explorer, Look, Numbers
from netlib.explore.state import State
from netlib.explore.teaching_network import O_0, W_0, W_1, T
from netlib.explore.terms import terms
from netlib.explore.transposed_delta import GRADIENT
from netlib.forward import forward
from netlib.jacobian import weight_jacobian
from netlib.letters import E, G, J, Letter, W, dE_d, o, s, sigma, t, w_ij

# W_1 and t of a network of these sizes; o_1 has three entries in both.
SIZES = {
    "4-3-2": (W_1, T),
    "3-3-3": (np.vstack([W_1, [0.5, -1.2, 0.7]]), np.append(T, 0.0)),
}
COLUMN, LANDED = J(s(1), w_ij), dE_d(w_ij)
CHAIN = (
    (o(1), "given"), (s(1), "W_1 o_1"), (o(2), "φ(s_1)"), (G, "o_2 − t"),
    (sigma(1), "· J(o_2;s_1)"), (LANDED, "· J(s_1;w_{ij})"), (GRADIENT, "σ_1 o_1^T"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class OutputLayer(State):
    """What the output layer hears and should say, and the weight that is chosen.

    i, j: its row and column in W_1, counted from 1. transposed: whether the page's delta is there.
    about: the letter that is spelled out.
    """

    o_1: Array = field(default_factory=lambda: forward([W_0], O_0).o[1])
    t: Array = field(default_factory=T.copy)
    i: int = 1
    j: int = 2
    sizes: str = "4-3-2"
    transposed: bool = False
    focus: Letter = o(1)[1]
    about: Letter = LANDED

    @property
    def W_1(self) -> Array:
        """The weights, which the sizes decide."""
        return SIZES[self.sizes][0]

    @property
    def chosen(self) -> tuple[int, int]:
        """The index of the weight, counted from 0."""
        return self.i - 1, self.j - 1


def knobs(state: OutputLayer) -> list[Knob]:
    """Return o_1 and t to drag, the weights to click, and the choices below."""
    rows, columns = state.W_1.shape
    weights = (W(1)[k] for k in np.ndindex(rows, columns))
    return [
        *entries(o(1), state.o_1, 0, 1, 0.05),
        *entries(t, state.t, 0, 1, 0.05),
        *(Knob(w, f"choose {w.prose}", "button", beside=False) for w in weights),
        Knob("i", "row", "number", 1, rows, 1, whole=True, group="weight"),
        Knob("j", "column", "number", 1, columns, 1, whole=True, group="weight"),
        Knob("sizes", "layers", "choice", options=tuple(SIZES), group="layers"),
        Knob("transposed", "transposed", "switch", group="the page’s layout"),
        about_knob(CHAIN),
    ]


def pressed(state: OutputLayer, of: Letter | str) -> OutputLayer:
    """Return the state with another weight chosen."""
    i, j = of.at if isinstance(of, Letter) else state.chosen
    return replace(state, i=i + 1, j=j + 1)


def settled(state: OutputLayer, _: Letter | str) -> OutputLayer:
    """Return the state with t as large as the sizes say; its entries are kept."""
    target = SIZES[state.sizes][1]
    kept = np.append(state.t, target[len(state.t) :])[: len(target)]
    return replace(state, t=kept, i=min(state.i, len(target)))


def shows(state: OutputLayer) -> dict[Letter, Array]:
    """Return all from o_1 to the weight gradient, and what a step along it does to E."""
    trace = forward([state.W_1], state.o_1)
    o_2 = trace.o[1]
    error = error_gradient(o_2, state.t)
    error_signal = output_sigma(error, o_2)
    column = weight_jacobian(state.o_1, *state.chosen, len(state.W_1))
    n = {W(1): state.W_1, o(1): state.o_1, s(1): trace.s[0], o(2): o_2, t: state.t, G: error}
    n |= {sigma(1): error_signal, COLUMN: column, LANDED: np.asarray(error_signal @ column)}
    n |= {GRADIENT: weight_gradient(error_signal, state.o_1), E: squared_error(o_2, state.t)}
    return n | transposed_delta.shows(n, state.transposed)


def draw(state: OutputLayer, n: Numbers, look: Look) -> list[Panel]:
    """Return the way to sigma_1, its product with the column, and a step along the gradient.

    In the page's layout, delta stands where the product did.
    """
    i, j = k = state.chosen
    lit = {W(1)[k], GRADIENT[k], o(1)[j], *(x[i] for x in (s(1), o(2), t, G, sigma(1), COLUMN))}
    fresh = {state.about}
    marks = Marks(lit, handles=handles(knobs(state), state), fresh=fresh, moved=look.moved)
    row = [(x, f"· {J(s(1), W(1)[k]).drawn}" if x == LANDED else by) for x, by in CHAIN]
    names = {LANDED: GRADIENT[k].drawn}
    panels = [chain_about(row, state.about, look.narrow, names), _forward(n, marks, look.narrow)]
    if state.transposed:
        panels.append(transposed_delta.layouts(n, k, marks, look.narrow))
    else:
        panels.append(_product(n, k, marks, look.narrow))
        panels.append(spelled([_terms(state.about, n, k)], look.narrow))
    return [*panels, transposed_delta.falls(n, marks, look.narrow)]


def _forward(n: Numbers, marks: Marks, narrow: bool) -> Panel:
    """Return W_1 o_1 = s_1, o_2, t, G and sigma_1, from left to right, narrow in three rows."""
    column = (47.0 if narrow else 50.0, 23)
    W_1 = Matrix(W(1), n[W(1)], cell=(38, 23), write=setting)
    o_1, s_1, o_2 = (Matrix(x, n[x], cell=column) for x in (o(1), s(1), o(2)))
    goal = Matrix(t, n[t], cell=(38, 23), write=setting)
    miss = Matrix(G, n[G], "G(E;o_2)", column, row=True)
    signal = Matrix(sigma(1), n[sigma(1)], "σ_1 = G J(o_2;s_1)", column, row=True)
    if not narrow:
        row: list[Matrix | str] = [W_1, o_1, "=", s_1, "φ", o_2, "−", goal, "→", miss, "→", signal]
        return Panel("forward", 812, 102, in_a_row(8, 64, row, marks, 15))
    lines = in_a_row(6, 64, [W_1, o_1, "=", s_1], marks, 15)
    lines += in_a_row(22, 170, ["φ", o_2, "−", goal], marks, 15)
    lines += in_a_row(196, 170, ["→", miss], marks, 15)
    return Panel("forward", NARROW, 300, lines + in_a_row(40, 262, ["→", signal], marks, 18))


def _product(n: Numbers, k: tuple[int, int], marks: Marks, narrow: bool) -> Panel:
    """Return sigma_1 J(s_1;w_ij), and the number that flows into its cell of the gradient."""
    rows, columns = n[W(1)].shape
    value, name = float(n[LANDED]), J(s(1), W(1)[k]).drawn
    cell = (60.0, 26.0)
    table = Matrix(GRADIENT, n[GRADIENT], "", cell, factors=(sigma(1), o(1)))
    wide = 44.0 if narrow and rows > 2 else 54.0
    signal = Matrix(sigma(1), n[sigma(1)], cell=(wide, 26.0), row=True)
    column = Matrix(COLUMN, n[COLUMN], name, (wide, 26.0))
    y = 94.0
    if narrow:
        (x, x_table), y_table = (46.0, 50.0), y + 26 * rows / 2 + 100
        start, end = (x, y + 38), (x_table + cell[0] * (k[1] + 0.5), y_table - 25)
        width, height, x_signal = NARROW, y_table + table.height + 34, 108.0
        title = (46.0, y_table + table.height + 20)
    else:
        x, x_table, y_table = 400.0, 50.0, y - table.height / 2
        start, end = (x - 42, y), (x_table + table.width + 9, y_table + cell[1] * (k[0] + 0.5))
        width, height, x_signal = 812.0, 142.0, 490.0
        title = (0.0, y_table - 34)
    middle, soft = {"text_anchor": "middle"}, {"text_anchor": "middle", "font_size": 13, **SOFT}
    size = {"x": x - 38, "y": y - 15, "width": 76, "height": 30, "rx": 5}
    lines = [
        *_flow(start, end, value, narrow),
        formula(*title, f"{GRADIENT.drawn}   ({rows} × {columns}, like {W(1).drawn})"),
        *table.drawn(x_table, y_table, marks),
        formula(x, y - 30, GRADIENT[k].drawn, **middle),
        underlay(x - 38, y - 15, 76, 30),
        element("rect", **size, fill="none", stroke="currentColor", stroke_width=2.2),
        shown(x, y, LANDED, value, marks=marks, **middle, font_weight="bold", font_size=15),
        formula(x, y + 27, "1 × 1", **soft),
        formula((x + 38 + x_signal) / 2 - 2, y, "=", **middle, font_size=18),
        *in_a_row(x_signal, y, [signal, "·", column], marks, gap=20),
        formula(x_signal + signal.width / 2, y + 27, f"1 × {rows}", **soft),
    ]
    return Panel("product", width, height, lines)


def _flow(start: Place, end: Place, value: float, down: bool) -> list[str]:
    """Return a band from the product to its place: dashed below zero, a thin line at zero."""
    (a, b), (c, d) = start, end
    tip = (c, d - 9) if down else (c + 9, d)
    bend = [(a, (b + d) / 2), (c, (b + d) / 2)] if down else [((a + c) / 2, b), ((a + c) / 2, d)]
    path = f"M{a:.1f} {b:.1f}C" + " ".join(f"{x:.1f} {y:.1f}" for x, y in [*bend, tip])
    look = {"stroke_width": 7 if value else 2, "stroke_dasharray": None if value >= 0 else "9 3.5"}
    head = f"M{c:.1f} {d:.1f}" + ("l-8 -10h16z" if down else "l10 -8v16z")
    return [
        element("path", d=path, fill="none", **line_of(value), **look),
        element("path", d=head, **tint_of(value)),
    ]


def _terms(about: Letter, n: Numbers, k: tuple[int, int]) -> list[Term]:
    """Return how one number of a letter is made: that of the chosen weight, or of its row."""
    i, j = k
    if about == o(1):
        heard = decimal(float(n[o(1)][j]))
        return [Term(o(1)[j].drawn, heard, "is heard through this weight", result=True)]
    if about != LANDED:
        return terms(about, W(1)[k], n, 2)
    found = [Term(GRADIENT[k].drawn, decimal(float(n[LANDED])), "one number", result=True)]
    for r, (x, entry) in enumerate(zip(n[sigma(1)], n[COLUMN], strict=True)):
        own, sign = r == i, "+" if r else "="
        where = "at its end" if own else "elsewhere"
        found.append(Term(sigma(1)[r].drawn, f"({decimal(x)})", f"signal {where}", sign))
        word = "output at its beginning" if own else "it isn’t heard there"
        letters = o(1)[j].drawn if own else "0"
        found.append(Term(letters, f"({decimal(entry)})", word, "·"))
    return found


def describe(state: OutputLayer, n: Numbers) -> str:
    """Return what the drawing shows, in words."""
    if state.transposed:
        return transposed_delta.describe(n)
    i, j = k = state.chosen
    w, signal, heard = Letter("w")[k].prose, sigma(1)[i].prose, o(1)[j].prose
    if n[o(1)][j] == 0:
        return (
            f"{heard} is 0: through {w} nothing is heard, so its column J(s₁;{w}) is zero and "
            f"∂E/∂{w} is 0. So is all of column {j + 1} of ∂E/∂W₁."
        )
    if n[sigma(1)][i] == 0:
        why = "is what it should be" if n[G][i] == 0 else "is saturated, its slope is 0"
        return f"{o(2)[i].prose} {why}: so {signal} is 0, and row {i + 1} of ∂E/∂W₁ with it."
    factors = f"({decimal(n[sigma(1)][i])})({decimal(n[o(1)][j])})"
    return (
        f"{w} moves {s(1)[i].prose} alone, so its column J(s₁;{w}) has {heard} in row {i + 1} and "
        f"zeros elsewhere. σ₁ times it is one number, {signal} {heard} = {factors} = "
        f"{decimal(float(n[LANDED]))}. It lands in row {i + 1}, column {j + 1} of ∂E/∂W₁, "
        f"where {w} stands in W₁."
    )


def tied(x: Letter, n: Numbers) -> set[Letter]:
    """Return what belongs to a number: for a weight, all that meets in it."""
    if x.kind == "W":
        (i, j) = x.at
        return {x, GRADIENT[x.at], o(1)[j], s(1)[i], sigma(1)[i]}
    return {x}


TRANSPOSED = {"ref": "transposed", "set": True}
EXPLORER = Explorer(
    title="sigma_1",
    tries=(
        "Click a cell of W₁. Which entry of its column J isn’t zero, and where does it land?",
        "Drag an entry of o₁ down to 0: what becomes of the gradient?",
        "Switch on the page’s layout, and compare 4-3-2 with 3-3-3.",
        "Press each box of the chain, and work the number out before you read it.",
    ),
    start=OutputLayer, knobs=knobs, shows=shows, draw=draw, describe=describe, pressed=pressed,
    settled=settled, tied=tied,
    moments={
        "one number lands": [],
        "the page’s layout, refused": [TRANSPOSED],
        "the page’s layout, unnoticed": [TRANSPOSED, {"ref": "sizes", "set": "3-3-3"}],
    },
)  # fmt: skip
