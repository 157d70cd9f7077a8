"""Notebook 05: sigma_1 times the column of one weight is one number, and where it lands."""

from dataclasses import dataclass, field, replace

import numpy as np

from netlib.backward import output_sigma, weight_gradient
from netlib.checks import Array
from netlib.drawing.marks import Marks, arrow, shown, sign_colour
from netlib.drawing.matrix import Matrix, in_a_row, sum_of
from netlib.drawing.svg import decimal, element, formula, setting
from netlib.error import error_gradient, squared_error
from netlib.explore import transposed_delta
from netlib.explore.knobs import Knob, entries, handles
from netlib.explore.model import Explorer, Numbers, Panel
from netlib.explore.state import State
from netlib.explore.teaching_network import O_0, W_0, W_1, T
from netlib.explore.transposed_delta import CELL, GRADIENT, product_table
from netlib.forward import forward
from netlib.jacobian import weight_jacobian
from netlib.letters import E, G, J, Letter, W, dE_d, o, s, sigma, t, w_ij

# W_1 and t of a network of these sizes; o_1 has three entries in both.
SIZES = {
    "4-3-2": (W_1, T),
    "3-3-3": (np.vstack([W_1, [0.5, -1.2, 0.7]]), np.append(T, 0.0)),
}
COLUMN, LANDED = J(s(1), w_ij), dE_d(w_ij)
LEFT, RIGHT = 70.0, 604.0  # where W_1 and its gradient stand, and where G and sigma_1 do
FORWARD, BACK, STEP = 82.0, 226.0, 430.0  # the middles of the three rows of the drawing
GAP = 17.0  # between a matrix and the sign behind it


@dataclass(frozen=True, kw_only=True, eq=False)
class OutputLayer(State):
    """What the output layer hears and should say, and the weight that is chosen.

    i, j: its row and column in W_1, counted from 1. transposed: whether the page's delta is there.
    """

    o_1: Array = field(default_factory=lambda: forward([W_0], O_0).o[1])
    t: Array = field(default_factory=T.copy)
    i: int = 1
    j: int = 2
    sizes: str = "4-3-2"
    transposed: bool = False
    focus: Letter = o(1)[1]

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
        Knob("i", "row i", "slider", 1, rows, 1, whole=True),
        Knob("j", "column j", "slider", 1, columns, 1, whole=True),
        Knob("sizes", "layers", "choice", options=tuple(SIZES)),
        Knob("transposed", "the page’s layout (transposed)", "switch"),
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


def draw(state: OutputLayer, n: Numbers) -> list[Panel]:
    """Return the way to sigma_1, its product with the column, and a step along the gradient."""
    i, j = k = state.chosen
    lit = {W(1)[k], GRADIENT[k], o(1)[j], *(x[i] for x in (s(1), o(2), t, G, sigma(1), COLUMN))}
    marks = Marks(lit, handles=handles(knobs(state), state))
    lines = [*_forward(n, marks), *_backward(n, k, marks), *_product(n, k)]
    lines += transposed_delta.draw(LEFT, STEP, n, k)
    return [Panel("picture", 860, 500, lines)]


def _forward(n: Numbers, marks: Marks) -> list[str]:
    """Return W_1 o_1 = s_1, o_2 and G, from left to right; what can be dragged has arrows."""
    row: list[Matrix | str] = [
        Matrix(W(1), n[W(1)], write=setting),
        *(Matrix(o(1), n[o(1)]), "=", Matrix(s(1), n[s(1)]), "φ", Matrix(o(2), n[o(2)]), "−"),
        Matrix(t, n[t], write=setting),
    ]
    beside = LEFT + 4 * CELL[0] + GAP + 7  # o_1; t is three columns further
    lines = in_a_row(LEFT, FORWARD, row, marks, GAP)
    lines.append(_grips(beside, len(n[o(1)])))
    lines.append(_grips(beside + 3 * (CELL[0] + 2 * GAP), len(n[t])))
    lines.append(arrow((RIGHT - 22, FORWARD), (RIGHT - 8, FORWARD), stroke="currentColor"))
    return lines + in_a_row(RIGHT, FORWARD, [Matrix(G, n[G], "G(E;o_2)", row=True)], marks)


def _grips(x: float, rows: int) -> str:
    """Return a small arrow up and one down beside each cell of a column."""
    middles = [FORWARD + CELL[1] * (r - (rows - 1) / 2) for r in range(rows)]
    up_down = ((y + 2 * way, 5 * way) for y in middles for way in (-1, 1))
    path = "".join(f"M{x - 3:.1f} {y:.1f}l3 {tip}l3 {-tip}z" for y, tip in up_down)
    return element("path", d=path, fill_opacity=0.6, pointer_events="none")


def _backward(n: Numbers, k: tuple[int, int], marks: Marks) -> list[str]:
    """Return sigma_1 J(s_1;w_ij), and the number that flows into its cell of the gradient."""
    rows, value = len(n[W(1)]), float(n[LANDED])
    across, end = RIGHT + CELL[0] * rows / 2, LEFT + CELL[0] * len(n[o(1)])
    column = Matrix(COLUMN, n[COLUMN], J(s(1), W(1)[k]).drawn)
    middle = {"text_anchor": "middle"}
    frame = {"x": 480, "y": BACK - 15, "width": 72, "height": 30, "rx": 5}
    return [
        arrow((across, FORWARD + 18), (across, BACK - 38), stroke="currentColor"),
        formula(across + 12, FORWARD + 44, "J(o_2;s_1) =", font_size=15),
        formula(across + 12, FORWARD + 66, "diag(o_2 (1 − o_2))", font_size=15),
        *_flow(end, BACK + CELL[1] * (k[0] - (rows - 1) / 2), value),
        *product_table(LEFT, BACK, Matrix(GRADIENT, n[GRADIENT]), (sigma(1), o(1)), marks),
        formula(516, BACK - 32, GRADIENT[k].drawn, **middle),
        element("rect", fill="none", stroke="currentColor", stroke_width=2, **frame),
        shown(516, BACK, LANDED, value, **middle, font_weight="bold", font_size=13),
        formula(578, BACK, "=", **middle),
        *in_a_row(RIGHT, BACK, [Matrix(sigma(1), n[sigma(1)], row=True), column], marks, gap=24),
    ]


def _flow(x: float, y: float, value: float) -> list[str]:
    """Return a band from the product to its row: striped below zero, a thin line at zero."""
    x += 8  # past the bracket
    path = f"M478 {BACK:.1f}C360 {BACK:.1f} 360 {y:.1f} {x + 9:.1f} {y:.1f}"
    colour, dashes = sign_colour(value), None if value >= 0 else "9 4"
    band = {"stroke": colour, "stroke_width": 8 if value else 2, "stroke_opacity": 0.4}
    return [
        element("path", d=path, fill="none", stroke_dasharray=dashes, **band),
        element("path", d=f"M{x:.1f} {y:.1f}l9 -8v16z", fill=colour, fill_opacity=0.7),
    ]


def _product(n: Numbers, k: tuple[int, int]) -> list[str]:
    """Return sigma_1 J(s_1;w_ij), letter by letter and with its numbers."""
    i, j = k
    terms = []
    for r, (signal, entry) in enumerate(zip(n[sigma(1)], n[COLUMN], strict=True)):
        letters = f"{sigma(1)[r].drawn} {o(1)[j].drawn if r == i else '· 0'}"
        terms.append((letters, f"({decimal(signal)})({decimal(entry)})"))
    worked = sum_of(GRADIENT[k].drawn, terms, decimal(float(n[LANDED])), bold=i)
    whole = f"{sigma(1).drawn} {J(s(1), W(1)[k]).drawn}"
    return replace(worked, letters=f"{whole} = {worked.letters}").drawn(70, 298, apart=26)


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


TRANSPOSED = {"ref": "transposed", "set": True}
EXPLORER = Explorer(
    title="sigma_1",
    try_this=(
        "Try this: click a cell of W₁. Which entry of its column J isn’t zero, and where does the "
        "product land? Drag an entry of o₁ down to 0: what becomes of the gradient? Then switch on "
        "the page’s layout, and compare 4-3-2 with 3-3-3."
    ),
    start=OutputLayer, knobs=knobs, shows=shows, draw=draw, describe=describe, pressed=pressed,
    settled=settled,
    moments={
        "one number lands": [],
        "the page’s layout, refused": [TRANSPOSED],
        "the page’s layout, unnoticed": [TRANSPOSED, {"ref": "sizes", "set": "3-3-3"}],
    },
)  # fmt: skip
