"""Notebook 02: focus a weight, and its edge, its cell and its term of the sum light up together."""

from typing import Any, ClassVar

import numpy as np

from netlib.checks import Array
from netlib.drawing.network import edges, nodes, places
from netlib.drawing.pieces import Handles, address, matrix, parts, shown
from netlib.drawing.svg import Drawing, decimal, formula, setting
from netlib.explore.knobs import Knob, State, entries, handles, named, said
from netlib.explore.network_state import O_0, W_0, W_1
from netlib.explore.stage import Explorer
from netlib.forward import forward, logistic

# What is computed, in the order in which it is: the sums of a layer, then its outputs.
STEPS = tuple(
    address(symbol, (k,))
    for symbol, n in (("s_0", 3), ("o_1", 3), ("s_1", 2), ("o_2", 2))
    for k in range(n)
)
OUTPUTS = tuple(name for name in STEPS if name.startswith("o"))


class ForwardPass(Explorer):
    """Ten numbers, computed one after the other, each linked with all that it is made of."""

    title = "Forward pass"
    try_this = (
        "Try this: drag a line of the network up or down, or reach it with Tab and use the arrow "
        "keys. Which numbers follow, and which don’t? Then set “computed so far” to 0, press “next "
        "number”, and say each before you see it."
    )
    start: ClassVar[State] = {"W_0": W_0, "W_1": W_1, "o_0": O_0, "focus": "W_0[0,1]", "step": 10}
    moments: ClassVar = {
        "the first sum": {"step": 1, "focus": "W_0[0,1]"},
        "the hidden layer": {"step": 6, "focus": "W_0[2,3]"},
        "all of it": {"focus": "W_1[0,1]"},
    }

    def knobs(self, state: State) -> list[Knob]:
        """Return all weights and inputs, and how many numbers are computed so far."""
        return [
            *(k for i in (0, 1) for k in entries(f"W_{i}", state[f"W_{i}"], -3, 3, 0.1)),
            *entries("o_0", state["o_0"], 0, 1, 0.05),
            *(Knob(o, f"show how {said(o)} is made", "button", beside=False) for o in OUTPUTS),
            Knob("step", "computed so far", "slider", 0, len(STEPS), 1, whole=True),
            Knob("next", "next number", "button"),
        ]

    def pressed(self, state: State, ref: str) -> State:
        """Return the state one number further on, or with a node in focus."""
        if ref != "next":
            return {**state, "focus": ref}
        step = min(state["step"] + 1, len(STEPS))
        return {**state, "step": step, "focus": STEPS[step - 1]}

    def shows(self, state: State) -> dict[str, Array]:
        """Return weights, inputs, sums and outputs."""
        trace = forward([state["W_0"], state["W_1"]], state["o_0"])
        found = {name: state[name] for name in ("W_0", "W_1", "o_0")}
        for i in (0, 1):
            found |= {f"s_{i}": trace.s[i], f"o_{i + 1}": trace.o[i + 1]}
        return found

    def check(self, state: State) -> None:
        """Assert each sum and output against the definition, term by term."""
        n = self.shows(state)
        for i in (0, 1):
            W, o, s = n[f"W_{i}"], n[f"o_{i}"], n[f"s_{i}"]
            terms = [sum(W[k, j] * o[j] for j in range(len(o))) for k in range(len(s))]
            assert np.allclose(s, terms, rtol=1e-12, atol=1e-12)
            assert np.allclose(n[f"o_{i + 1}"], [logistic(x) for x in terms], rtol=1e-12)

    def draw(self, state: State) -> Drawing:
        """Return the network, its matrices, and the sum in focus with its numbers plugged in."""
        n = self.shows(state)
        lit = linked(state["focus"])
        hidden = set(STEPS[state["step"] :])
        hands = handles(self.knobs(state), state)
        at = places((4, 3, 2), (50, 75, 290, 230))
        lines = edges([n["W_0"], n["W_1"]], at, lit=lit, handles=hands)
        lines += nodes([n["o_0"], n["o_1"], n["o_2"]], at, lit=lit, hidden=hidden, handles=hands)
        for i, layer in enumerate(at):
            lines.append(formula(layer[0][0], 24, f"o_{i}", text_anchor="middle", font_size=18))
            for k, (x, y) in enumerate(layer):
                name = address(f"s_{i - 1}", (k,))
                if i and name not in hidden:
                    lines.append(_sum_below(x, y + 28, name, n[f"s_{i - 1}"][k]))
        for i, y in ((0, 60.0), (1, 205.0)):
            lines += _layer(n, i, y, lit, hidden, hands)
        return Drawing(
            860, 400, self.title, describe(state, n), (*lines, *_sum(state["focus"], n, hidden))
        )


def linked(focus: str) -> set[str]:
    """Return the names that belong to the one in focus: for a weight, all that meets in it."""
    symbol, k = parts(focus)
    layer = int(symbol[-1])
    if symbol.startswith("W"):
        return {focus, address(f"o_{layer}", k[1:]), address(f"s_{layer}", k[:1])}
    if layer == 0 and symbol == "o_0":
        return {focus} | {address("W_0", (i, k[0])) for i in range(3)}
    i = layer - 1 if symbol.startswith("o") else layer
    row = {address(f"W_{i}", (k[0], j)) for j in range(4 - i)}
    return row | {address(f"s_{i}", k), address(f"o_{i + 1}", k)}


def _sum_below(x: float, y: float, name: str, value: float) -> str:
    return shown(x, y, name, value, font_size=10, text_anchor="middle", fill_opacity=0.75)


def _layer(
    n: dict[str, Array], i: int, y: float, lit: set[str], hidden: set[str], hands: Handles
) -> list[str]:
    """Return W_i o_i = s_i, and o_{i+1} behind an arrow, as matrices with readable cells."""
    common: dict[str, Any] = {"lit": lit, "hidden": hidden, "handles": hands}
    W, o = n[f"W_{i}"], n[f"o_{i}"]
    middle = y + 12 * len(W)
    x = 420.0
    lines = matrix(
        x, y, W, f"W_{i}", label=f"W_{i}", cell=(42, 24), top=1.5, write=setting, **common
    )
    x += 42 * W.shape[1] + 16
    write = setting if i == 0 else decimal
    down = middle - 12 * len(o)
    lines += matrix(
        x, down, o, f"o_{i}", label=f"o_{i}", cell=(54, 24), top=1.5, write=write, **common
    )
    for symbol, sign in ((f"s_{i}", "="), (f"o_{i + 1}", "φ")):
        lines.append(formula(x + 70, middle, sign, text_anchor="middle"))
        x += 86
        lines += matrix(x, y, n[symbol], symbol, label=symbol, cell=(54, 24), top=1.5, **common)
    return lines


def _sum(focus: str, n: dict[str, Array], hidden: set[str]) -> list[str]:
    """Return the sum that the focus belongs to, letter by letter and with its numbers."""
    i, k, j = place_of(focus)
    W, o, s = n[f"W_{i}"], n[f"o_{i}"], n[f"s_{i}"]
    letters, plugged = [], []
    for m in range(len(o)):
        bold = "*" if m == j else ""
        letters.append(f"{bold}w_{{{k + 1}{m + 1}}} o_{{{i},{m + 1}}}{bold}")
        factor = setting(o[m]) if i == 0 else decimal(o[m])
        plugged.append(f"{bold}({setting(W[k, m])})({factor}){bold}")
    name, result = f"s_{{{i},{k + 1}}}", decimal(s[k])
    if address(f"s_{i}", (k,)) in hidden:
        result = "?"
    lines = [
        formula(30, 350, f"{name} = {' + '.join(letters)}", font_size=17),
        formula(30, 382, f"{name} = {' + '.join(plugged)} = {result}", font_size=17),
    ]
    out = address(f"o_{i + 1}", (k,))
    if out not in hidden:
        end = f"o_{{{i + 1},{k + 1}}} = φ({result}) = {decimal(n[f'o_{i + 1}'][k])}"
        lines.append(formula(640, 382, end, font_size=17))
    return lines


def place_of(focus: str) -> tuple[int, int, int | None]:
    """Return the layer, row and (for one weight or input) column of the sum that is spelled out."""
    symbol, k = parts(focus)
    layer = int(symbol[-1])
    if symbol.startswith("W"):
        return layer, k[0], k[1]
    if symbol == "o_0":
        return 0, 0, k[0]
    return (layer - 1 if symbol.startswith("o") else layer), k[0], None


def describe(state: State, n: dict[str, Array]) -> str:
    """Return what the drawing shows, in words."""
    if state["step"] < len(STEPS):
        done = state["step"]
        if done == 0:
            return "A network of 4, 3 and 2 nodes. Nothing is computed yet; the inputs are there."
        name = STEPS[done - 1]
        symbol, index = parts(name)
        words = f"{done} of {len(STEPS)} numbers are computed. The last is {said(name)}"
        return f"{words} = {decimal(n[symbol][index])}."
    i, k, j = place_of(state["focus"])
    if j is None:
        words = f"{named(f's_{i}', (k,))} adds up row {k + 1} of {named(f'W_{i}', ())} times o_{i}"
        return f"{words}: {decimal(n[f's_{i}'][k])}. The network says {_list(n['o_2'])}."
    w = n[f"W_{i}"][k, j]
    return (
        f"The weight {named(f'W_{i}', (k, j))} is {setting(w)}. Through it node {k + 1} of layer "
        f"{i + 1} hears node {j + 1} of layer {i}: it adds {decimal(w * n[f'o_{i}'][j])} to "
        f"the sum {decimal(n[f's_{i}'][k])}. The network says {_list(n['o_2'])}."
    )


def _list(values: Array) -> str:
    return " and ".join(text for text in map(decimal, values))
