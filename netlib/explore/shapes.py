"""Notebook 01: every symbol of the chain drawn to scale, and the joins where sizes must meet."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np

from netlib.backward import backward
from netlib.checks import Array
from netlib.drawing.factors import UNIT, Box, alike, difference, meet, product
from netlib.drawing.pieces import Handles, brace, tagged
from netlib.drawing.svg import Drawing, element, text
from netlib.explore.knobs import LOWERED, Knob, State, handles
from netlib.explore.stage import Explorer
from netlib.forward import forward
from netlib.jacobian import logistic_jacobian, weight_jacobian, weighted_sum_jacobian
from netlib.notation import shapes

NOTHING = "nothing"
TURNABLE = ("W_0", "W_1", "J(s_1;o_1)", "dE/dW_0")
CHAIN = ("G", "J(o_2;s_1)", "J(s_1;o_1)", "J(o_1;s_0)", "J(s_0;w_ij)")
# Factors, their product, and where the first one stands.
PRODUCTS: tuple[tuple[tuple[str, ...], str, tuple[float, float]], ...] = (
    (("W_0", "o_0"), "s_0", (20, 106)),
    (("W_1", "o_1"), "s_1", (296, 106)),
    (CHAIN, "dE/dw_ij", (20, 284)),
)
CAPTIONS = (
    (20, 14, "forward, from layer 0 to 1"),
    (296, 14, "forward, from layer 1 to 2"),
    (580, 14, "a step of W₀, against its gradient"),
    (20, 200, "backward, from E to one weight"),
    (620, 410, "● is w₁₂: its place is row 1, column 2"),
)


class Shapes(Explorer):
    """The products of the chain, forward and backward, as boxes whose edges must meet."""

    title = "Shapes"
    try_this = (
        "Try this: move a slider, and say each shape before you read it. Then click a box with a "
        "round arrow: that turns it over. Who notices? Press “make it square”. Who notices now?"
    )
    start: ClassVar[State] = {"n_0": 4, "n_1": 3, "n_2": 2, "turned": NOTHING}
    moments: ClassVar = {
        "everything fits": {},
        "a factor turned over": {"turned": "J(s_1;o_1)"},
        "turned over and square": {"n_0": 3, "n_1": 3, "n_2": 3, "turned": "J(s_1;o_1)"},
    }

    def knobs(self, state: State) -> list[Knob]:
        """Return the sizes, which factor is turned over, and those that turn when clicked."""
        layer: dict[str, Any] = {"low": 1, "high": 8, "step": 1, "whole": True}
        return [
            *(Knob(f"n_{i}", f"nodes in layer {i}", **layer) for i in range(3)),
            Knob("turned", "turned over:", "choice", options=(NOTHING, *TURNABLE)),
            Knob("square", "make it square", "button"),
            *(Knob(s, f"turn {prose(s)} over", "button", beside=False) for s in TURNABLE),
        ]

    def pressed(self, state: State, ref: str) -> State:
        """Return the state with layers of one size, or with a factor turned over or back."""
        if ref != "square":
            return {**state, "turned": NOTHING if state["turned"] == ref else ref}
        n = max(state["n_1"], 2)  # a single number can't be upside down
        return {**state, "n_0": n, "n_1": n, "n_2": n}

    def shows(self, state: State) -> dict[str, Array]:
        """Return the shape of every symbol, of every Jacobian, and of what is turned over."""
        found = shapes(_sizes(state))
        for x, y in (("o_2", "s_1"), ("s_1", "o_1"), ("o_1", "s_0")):
            found[f"J({x};{y})"] = found[x] + found[y]
        found |= {"J(s_0;w_ij)": (*found["s_0"], 1), "dE/dw_ij": ()}
        if state["turned"] != NOTHING:
            found[f"{state['turned']}.T"] = found[state["turned"]][::-1]
        return {symbol: np.array(shape, dtype=int) for symbol, shape in found.items()}

    def check(self, state: State) -> None:
        """Assert the shapes against a network of these sizes, and the joins by calculating."""
        n, made, turned = self.shows(state), _network(_sizes(state)), state["turned"]
        for symbol, array in made.items():
            assert tuple(n[symbol]) == array.shape, f"{symbol} is {array.shape}, not {n[symbol]}"
        used = made | ({turned: made[turned].T} if turned != NOTHING else {})
        for factors, _, _ in PRODUCTS:
            for a, b in pairwise(factors):
                fits = meet(_box(a, n, turned), _box(b, n, turned))
                assert fits == _multiplies(used[a], used[b]), f"{a} times {b}"
        fits = all(alike(_box("W_0", n, NOTHING), _box("dE/dW_0", n, turned)))
        assert fits == (made["W_0"].shape == used["dE/dW_0"].shape)

    def draw(self, state: State) -> Drawing:
        """Return both forward products, a step of W_0, and the chain with its braces."""
        n, turned = self.shows(state), state["turned"]
        hands = handles(self.knobs(state), state)
        unnoticed = turned != NOTHING and n[turned][0] == n[turned][1] > 1
        lines = [text(x, y, words, fill_opacity=0.75) for x, y, words in CAPTIONS]
        for factors, result, (x, y) in PRODUCTS:
            boxes = [_box(symbol, n, turned, hands) for symbol in factors]
            wrong = unnoticed and turned in factors
            drawn, ends = product(x, y, boxes, _box(result, n, NOTHING), wrong)
            lines += drawn
        step = _box("W_0", n, NOTHING), _box("dE/dW_0", n, turned, hands)
        lines += difference(580, 106, *step, unnoticed and turned == "dE/dW_0")
        lines += _braces(ends, n, turned)
        return Drawing(860, 440, self.title, describe(n, turned), tuple(lines))


def prose(symbol: str) -> str:
    """Return a symbol of the derivation as it is written in a sentence: ∂E/∂W₀, J(s₁;o₁)."""
    lowered = symbol.replace("w_ij", "wᵢⱼ").replace("dE/d", "∂E/∂").replace("_", "")
    return lowered.translate(LOWERED)


def _sizes(state: State) -> tuple[int, int, int]:
    return state["n_0"], state["n_1"], state["n_2"]


def _network(sizes: Sequence[int]) -> dict[str, Array]:
    """Return the arrays of a network of these sizes, as netlib computes them."""
    n_0, n_1, n_2 = sizes
    weights, t = [np.ones((n_1, n_0)), np.ones((n_2, n_1))], np.zeros(n_2)
    trace = forward(weights, np.ones(n_0))
    gradients = backward(weights, trace, t)
    found = {"t": t, "G": trace.o[2] - t, "o_2": trace.o[2]}
    for i, W in enumerate(weights):
        found |= {f"W_{i}": W, f"o_{i}": trace.o[i], f"s_{i}": trace.s[i]}
        found |= {f"sigma_{i}": gradients.sigma[i], f"dE/dW_{i}": gradients.weights[i]}
    return found | {
        "J(o_2;s_1)": logistic_jacobian(trace.o[2]),
        "J(s_1;o_1)": weighted_sum_jacobian(weights[1]),
        "J(o_1;s_0)": logistic_jacobian(trace.o[1]),
        "J(s_0;w_ij)": weight_jacobian(trace.o[0], 0, 0, n_1)[:, np.newaxis],
    }


def _multiplies(a: Array, b: Array) -> bool:
    """Return whether the product of these two exists."""
    try:
        return bool(np.isfinite(a @ b).all())
    except ValueError:
        return False


def _box(symbol: str, n: Mapping[str, Array], turned: str, hands: Handles | None = None) -> Box:
    """Return the symbol as a matrix: a vector stands up as a column, but G lies down as a row.

    What can be turned over has a dot where w_12 is.
    """
    over = symbol == turned
    name = f"{symbol}.T" if over else symbol
    sizes = [int(size) for size in n[name]]
    written = [tagged(f"{name}[{k}]", size) for k, size in enumerate(sizes)]
    more = 2 - len(sizes)
    rows, columns = [1] * more + sizes if symbol == "G" else sizes + [1] * more
    above, across = ["1"] * more + written if symbol == "G" else written + ["1"] * more
    label = symbol.replace("dE/d", "∂E/∂").replace("w_ij", "w_{ij}")
    label = {"G": "G(E;o_2)"}.get(label, label) + ("^T" if over else "")
    mark = (1, 0) if over else (0, 1)
    has_mark = symbol in TURNABLE and mark[0] < rows and mark[1] < columns
    return Box(
        label,
        (rows, columns),
        (above, across),
        mark if has_mark else None,
        (hands or {}).get(symbol, {}),
    )


def _braces(ends: Sequence[tuple[float, float]], n: Mapping[str, Array], turned: str) -> list[str]:
    """Return sigma_1 and sigma_0 under the factors that they are made of, with their sizes."""
    lines, y = [], 312 + UNIT * max(n["s_0"][0], n["s_1"][0]) / 2
    for symbol, last in (("sigma_1", 1), ("sigma_0", 3)):
        (left, _), (_, right) = ends[0], ends[last]
        words = f"1 × {tagged(f'{symbol}[0]', n[symbol][0])}"
        if turned == "J(s_1;o_1)" and symbol == "sigma_0":
            rows, columns = n[turned]
            words = "refused" if rows != columns else f"{words}, wrong" if rows > 1 else words
        lines += brace(left, right, y, symbol.replace("sigma", "σ"))
        lines.append(element("text", words, x=(left + right) / 2 + 16, y=y + 26))
        y += 38
    return lines


def describe(n: Mapping[str, Array], turned: str) -> str:
    """Return what the drawing shows, in words."""
    if turned == NOTHING:
        sizes = [_by(_box(symbol, n, turned).size) for symbol in CHAIN]
        words = (
            f"Everything fits. The chain of {', '.join(sizes[:-1])} and {sizes[-1]} leaves 1 × 1: "
            f"∂E/∂wᵢⱼ is one number. ∂E/∂W₀ has the shape of W₀, {_by(n['W_0'])}."
        )
        square = [prose(s) for s in ("W_0", "W_1") if n[s][0] == n[s][1] > 1]
        if not square:
            return words
        are = "are square and" if len(square) == 2 else "is square and"
        return f"{words} But {' and '.join(square)} {are} would fit upside down as well."
    words, what = f"{prose(turned)} is turned over", "step" if turned == "dE/dW_0" else "product"
    rows, columns = n[turned]
    if rows == columns == 1:
        return f"{words}, but one number can’t be upside down: here alone the {what} stays right."
    if rows == columns:
        return (
            f"{words}, and nothing complains: it’s {_by(n[turned])} either way. The {what} "
            "goes through and is wrong all the same: w₁₂, the dot, stands where w₂₁ belongs."
        )
    words += f": {_by(n[f'{turned}.T'])} instead of {_by(n[turned])}"
    if what == "step" and 1 in (rows, columns):
        return (
            f"{words}, the shape of W₀. The step must be refused; NumPy alone would stretch both "
            f"to {max(rows, columns)} × {max(rows, columns)} and say nothing."
        )
    if what == "step":
        return (
            f"{words}, the shape of W₀. What is subtracted must have the same shape, so the step "
            "is refused, and the mistake is found."
        )
    broken = [
        f"{prose(a)} has {_counted(_box(a, n, turned).size[1], 'column')}, but {prose(b)} has "
        f"{_counted(_box(b, n, turned).size[0], 'row')}"
        for factors, _, _ in PRODUCTS
        for a, b in pairwise(factors)
        if not meet(_box(a, n, turned), _box(b, n, turned))
    ]
    return f"{words}. {'; '.join(broken)}. The product is refused, and the mistake is found."


def _by(size: Sequence[int] | Array) -> str:
    return " × ".join(str(int(k)) for k in size)


def _counted(n: int, word: str) -> str:
    return f"{n} {word}" if n == 1 else f"{n} {word}s"
