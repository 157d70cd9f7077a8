"""Notebook 05: sigma_1 times the column of one weight is one number, and where it lands."""

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from netlib.backward import backward, output_sigma, weight_gradient
from netlib.checks import Array
from netlib.drawing.pieces import Handles, address, matrix, parts, shown, sign_colour
from netlib.drawing.svg import Drawing, decimal, element, formula, setting
from netlib.error import error_gradient, squared_error
from netlib.explore import page_layout
from netlib.explore.knobs import Knob, State, entries, handles, named, said
from netlib.explore.network_state import O_0, W_0, W_1, T
from netlib.explore.page_layout import CELL, product_table
from netlib.explore.stage import Explorer
from netlib.forward import forward
from netlib.jacobian import weight_jacobian
from netlib.numerical import complex_step

# W_1 and t of a network of these sizes; o_1 has three entries in both.
SIZES = {
    "4-3-2": (W_1, T),
    "3-3-3": (np.vstack([W_1, [0.5, -1.2, 0.7]]), np.append(T, 0.0)),
}
LEFT, RIGHT = 70.0, 604.0  # where W_1 and its gradient stand, and where G and sigma_1 do
FORWARD, BACK, STEP = 82.0, 226.0, 430.0  # the middles of the three rows of the drawing


class Sigma1(Explorer):
    """The weight gradient of W_1, entry by entry, and the page's layout of it."""

    title = "sigma_1"
    try_this = (
        "Try this: click a cell of W₁. Which entry of its column J isn’t zero, and where does the "
        "product land? Drag an entry of o₁ down to 0: what becomes of the gradient? Then turn on "
        "the page’s layout, and compare 4-3-2 with 3-3-3."
    )
    start: ClassVar[State] = {
        "W_1": W_1,
        "o_1": forward([W_0], O_0).o[1],
        "t": T,
        "i": 1,
        "j": 2,
        "sizes": "4-3-2",
        "transposed": False,
        "focus": "o_1[1]",
    }
    moments: ClassVar = {
        "one number lands": {},
        "the page’s layout, refused": {"transposed": True},
        "the page’s layout, unnoticed": {
            "transposed": True,
            "sizes": "3-3-3",
            "W_1": SIZES["3-3-3"][0],
            "t": SIZES["3-3-3"][1],
        },
    }

    def knobs(self, state: State) -> list[Knob]:
        """Return o_1 and t to drag, the weights to click, and the choices below."""
        rows, columns = state["W_1"].shape
        weights = [address("W_1", k) for k in np.ndindex(rows, columns)]
        return [
            *entries("o_1", state["o_1"], 0, 1, 0.05),
            *entries("t", state["t"], 0, 1, 0.05),
            *(Knob(w, f"choose {said(w)}", "button", beside=False) for w in weights),
            Knob("i", "row i", "slider", 1, rows, 1, whole=True),
            Knob("j", "column j", "slider", 1, columns, 1, whole=True),
            Knob("sizes", "layers", "choice", options=tuple(SIZES)),
            Knob("transposed", "the page’s layout (transposed)", "switch"),
        ]

    def pressed(self, state: State, ref: str) -> State:
        """Return the state with another weight chosen."""
        i, j = parts(ref)[1]
        return {**state, "i": i + 1, "j": j + 1}

    def settled(self, state: State, ref: str) -> State:
        """Return the state with W_1 and t as large as was chosen; entries of t are kept."""
        (W, t), old = SIZES[state["sizes"]], state["t"]
        n = len(W)
        if len(old) == n:
            return state
        return {**state, "W_1": W, "t": np.append(old, t[len(old) :])[:n], "i": min(state["i"], n)}

    def shows(self, state: State) -> dict[str, Array]:
        """Return all from o_1 to the weight gradient, and what a step along it does to E."""
        W, o_1, t = state["W_1"], state["o_1"], state["t"]
        trace = forward([W], o_1)
        o_2 = trace.o[1]
        G = error_gradient(o_2, t)
        sigma_1 = output_sigma(G, o_2)
        J = weight_jacobian(o_1, state["i"] - 1, state["j"] - 1, len(W))
        gradient = weight_gradient(sigma_1, o_1)
        found = {"W_1": W, "o_1": o_1, "s_1": trace.s[0], "o_2": o_2, "t": t, "G": G}
        found |= {"sigma_1": sigma_1, "J(s_1;w_ij)": J, "dE/dw_ij": np.asarray(sigma_1 @ J)}
        found |= {"dE/dW_1": gradient, "E": squared_error(o_2, t)}
        return found | page_layout.shows(W, o_1, t, sigma_1, gradient, state["transposed"])

    def check(self, state: State) -> None:
        """Assert the gradient against `backward` and complex steps, and the page's against it."""
        n, W, o_1, t = self.shows(state), state["W_1"], state["o_1"], state["t"]
        k = state["i"] - 1, state["j"] - 1
        by_step = complex_step(lambda M: squared_error(forward([M], o_1).o[1], t), W)
        rounding = 1e-12 * max(1.0, float(np.abs(by_step).max()))
        assert np.allclose(n["dE/dW_1"], by_step, rtol=1e-9, atol=rounding)
        assert np.allclose(n["dE/dw_ij"], by_step[k], rtol=1e-9, atol=rounding)
        column = complex_step(lambda M: M @ o_1, W)[:, *k]
        assert np.allclose(n["J(s_1;w_ij)"], column, rtol=1e-12)
        gradients = backward([W], forward([W], o_1), t)
        assert np.array_equal(n["sigma_1"], gradients.sigma[0])
        assert np.array_equal(n["dE/dW_1"], gradients.weights[0])
        assert "delta" not in n or np.array_equal(n["delta"].T, gradients.weights[0])

    def draw(self, state: State) -> Drawing:
        """Return the way to sigma_1, its product with the column, and a step along the gradient."""
        n, hands = self.shows(state), handles(self.knobs(state), state)
        k = state["i"] - 1, state["j"] - 1
        lines = [*_forward(n, k, hands), *_backward(n, k), *_formulas(n, k)]
        lines += page_layout.draw(LEFT, STEP, n, k)
        return Drawing(860, 500, self.title, describe(state, n), tuple(lines))


def _placed(
    x: float, middle: float, values: Array, symbol: str, label: str, k: tuple[int, int], **rest: Any
) -> list[str]:
    """Return a matrix in the middle of a row of the drawing, what belongs to w_ij with a frame."""
    lit = {address(symbol, {"W_1": k, "o_1": k[1:]}.get(symbol, k[:1]))}
    y = middle - CELL[1] * (1 if rest.get("row") else len(values)) / 2
    return matrix(x, y, values, symbol, label=label, cell=CELL, lit=lit, **rest)


def _forward(n: Mapping[str, Array], k: tuple[int, int], hands: Handles) -> list[str]:
    """Return W_1 o_1 = s_1, o_2 and G, from left to right; what can be dragged has arrows."""
    lines = _placed(LEFT, FORWARD, n["W_1"], "W_1", "W_1", k, write=setting, handles=hands)
    x = LEFT + 3 * CELL[0] + 18
    for symbol, sign in (("o_1", "="), ("s_1", "φ"), ("o_2", "−"), ("t", "")):
        write = setting if symbol == "t" else decimal
        lines += _placed(x, FORWARD, n[symbol], symbol, symbol, k, write=write, handles=hands)
        if symbol in ("o_1", "t"):
            lines.append(_grips(x + CELL[0] + 8, len(n[symbol])))
        lines.append(formula(x + 72, FORWARD, sign, text_anchor="middle"))
        x += 87
    arrow = f"M{RIGHT - 22:.1f} {FORWARD:.1f}h14m-5 -4l5 4l-5 4"
    lines.append(element("path", d=arrow, fill="none", stroke="currentColor"))
    return lines + _placed(RIGHT, FORWARD, n["G"], "G", "G(E;o_2)", k, row=True)


def _grips(x: float, rows: int) -> str:
    """Return a small arrow up and one down beside each cell of a column."""
    middles = [FORWARD + CELL[1] * (r - (rows - 1) / 2) for r in range(rows)]
    path = "".join(
        f"M{x - 3:.1f} {y - 2:.1f}l3 -5l3 5zM{x - 3:.1f} {y + 2:.1f}l3 5l3 -5z" for y in middles
    )
    return element("path", d=path, fill_opacity=0.6, pointer_events="none")


def _backward(n: Mapping[str, Array], k: tuple[int, int]) -> list[str]:
    """Return sigma_1 J(s_1;w_ij), and the number that flows into its cell of the gradient."""
    (i, j), rows = k, len(n["W_1"])
    value, w = float(n["dE/dw_ij"]), f"w_{{{i + 1}{j + 1}}}"
    across = RIGHT + CELL[0] * rows / 2
    down = f"M{across:.1f} {FORWARD + 18:.1f}V{BACK - 44:.1f}m-4 -6l4 6l4 -6"
    lines = [
        element("path", d=down, fill="none", stroke="currentColor"),
        formula(across + 12, FORWARD + 44, "J(o_2;s_1) =", font_size=15),
        formula(across + 12, FORWARD + 66, "diag(o_2 (1 − o_2))", font_size=15),
        *_flow(LEFT + CELL[0] * len(n["o_1"]), BACK + CELL[1] * (i - (rows - 1) / 2), value),
    ]
    lines += product_table(LEFT, BACK, n["dE/dW_1"], "dE/dW_1", "∂E/∂W_1", ("σ", "o"), k)
    frame = {"x": 480, "y": BACK - 15, "width": 72, "height": 30, "rx": 5}
    number: dict[str, Any] = {"text_anchor": "middle", "font_weight": "bold", "font_size": 13}
    lines += [
        formula(516, BACK - 32, f"∂E/∂{w}", text_anchor="middle"),
        element("rect", fill="none", stroke="currentColor", stroke_width=2, **frame),
        shown(516, BACK, "dE/dw_ij", value, **number),
        formula(578, BACK, "=", text_anchor="middle"),
    ]
    lines += _placed(RIGHT, BACK, n["sigma_1"], "sigma_1", "σ_1", k, row=True)
    x = RIGHT + CELL[0] * rows + 24
    return lines + _placed(x, BACK, n["J(s_1;w_ij)"], "J(s_1;w_ij)", f"J(s_1;{w})", k)


def _flow(x: float, y: float, value: float) -> list[str]:
    """Return a band from the product to its row: striped below zero, a thin line at zero."""
    x += 8  # past the bracket
    path = f"M478 {BACK:.1f}C360 {BACK:.1f} 360 {y:.1f} {x + 9:.1f} {y:.1f}"
    colour = sign_colour(value)
    band = {"stroke": colour, "stroke_width": 8 if value else 2, "stroke_opacity": 0.4}
    dashes = None if value >= 0 else "9 4"
    return [
        element("path", d=path, fill="none", stroke_dasharray=dashes, **band),
        element("path", d=f"M{x:.1f} {y:.1f}l9 -8v16z", fill=colour, fill_opacity=0.7),
    ]


def _formulas(n: Mapping[str, Array], k: tuple[int, int]) -> list[str]:
    """Return the product, letter by letter and with its numbers."""
    (i, j), sigma, J = k, n["sigma_1"], n["J(s_1;w_ij)"]
    w, letters, numbers = f"w_{{{i + 1}{j + 1}}}", [], []
    for r in range(len(sigma)):
        bold, heard = ("*", f"o_{{1,{j + 1}}}") if r == i else ("", "· 0")
        letters.append(f"{bold}σ_{{1,{r + 1}}} {heard}{bold}")
        numbers.append(f"{bold}({decimal(sigma[r])})({decimal(J[r])}){bold}")
    result = decimal(float(n["dE/dw_ij"]))
    return [
        formula(70, 298, f"∂E/∂{w} = σ_1 J(s_1;{w}) = {' + '.join(letters)}", font_size=17),
        formula(70, 324, f"∂E/∂{w} = {' + '.join(numbers)} = {result}", font_size=17),
    ]


def describe(state: State, n: Mapping[str, Array]) -> str:
    """Return what the drawing shows, in words."""
    if "delta" in n:
        return page_layout.describe(n)
    i, j = state["i"] - 1, state["j"] - 1
    w = named("W_1", (i, j)).split()[0]
    sigma, o = named("sigma_1", (i,)), named("o_1", (j,))
    if n["o_1"][j] == 0:
        return (
            f"{o} is 0: through {w} nothing is heard, so its column J(s₁;{w}) is zero and "
            f"∂E/∂{w} is 0. So is all of column {j + 1} of ∂E/∂W₁."
        )
    if n["sigma_1"][i] == 0:
        why = "is what it should be" if n["G"][i] == 0 else "is saturated, its slope is 0"
        return f"{named('o_2', (i,))} {why}: so {sigma} is 0, and row {i + 1} of ∂E/∂W₁ with it."
    factors = f"({decimal(n['sigma_1'][i])})({decimal(n['o_1'][j])})"
    return (
        f"{w} moves {named('s_1', (i,))} alone, so its column J(s₁;{w}) has {o} in row {i + 1} and "
        f"zeros elsewhere. σ₁ times it is one number, {sigma} {o} = {factors} = "
        f"{decimal(float(n['dE/dw_ij']))}. It lands in row {i + 1}, column {j + 1} of ∂E/∂W₁, "
        f"where {w} stands in W₁."
    )
