"""Notebook 03: the bowl E(o_2) from above, and how much of a step G predicts and misses."""

from typing import Any, ClassVar

import numpy as np

from netlib.checks import Array
from netlib.drawing.bowl import arrows, bowl, marks
from netlib.drawing.pieces import Handles, Plot, bar, matrix, shown
from netlib.drawing.svg import Drawing, decimal, formula, setting, text
from netlib.error import error_gradient, squared_error
from netlib.explore.knobs import Knob, State, at_place, entries, handles
from netlib.explore.network_state import O_0, W_0, W_1, T
from netlib.explore.stage import Explorer
from netlib.forward import forward
from netlib.numerical import complex_step

PLOT = Plot(44, 26, 330, 330, (0, 1), (0, 1))
RATE = 0.25
SMALLEST = 1e-3  # no step is halved below this; rounding would show in what is missed


class ErrorBowl(Explorer):
    """Two points of a bowl: where the network stands, and where a step would lead."""

    title = "Error bowl"
    try_this = (
        "Try this: drag the ring at the tip of Δ. The third bar is what E really does, the second "
        "what G predicts. Then press “halve the step”, and again: what happens to “missed”? "
        "Drag o₂ and the target too, or a number in the brackets up and down."
    )
    start: ClassVar[State] = {
        "o_2": forward([W_0, W_1], O_0).o[2],
        "Delta": np.array([0.2, -0.1]),
        "t": T,
        "without_half": False,
        "beyond": False,
        "focus": "Delta[0]",
    }
    moments: ClassVar = {
        "a step": {},
        "half the step": {"Delta": np.array([0.1, -0.05])},
        "too long a step": {"o_2": np.array([0.8, 0.3]), "Delta": np.array([-0.3, -0.3])},
        "without the ½": {"without_half": True},
    }

    def knobs(self, state: State) -> list[Knob]:
        """Return both outputs, the step (as far as the square goes), the target, the ½."""
        o_2 = state["o_2"]
        return [
            *entries("o_2", o_2, 0, 1, 0.01),
            *(
                Knob(
                    f"Delta[{k}]", f"Δ{'₁₂'[k]}", "slider", -o_2[k], 1 - o_2[k], 0.01, beside=False
                )
                for k in range(2)
            ),
            *entries("t", state["t"], 0, 1, 0.05),
            Knob("halve", "halve the step", "button"),
            Knob("down", "one step down: o₂ − ¼ G", "button"),
            Knob("without_half", "E without the ½", "switch"),
        ]

    def pressed(self, state: State, ref: str) -> State:
        """Return the state with half the step, or with o_2 a quarter of G further down."""
        n, state = self.shows(state), {**state, "beyond": False}
        if ref == "halve":
            smaller = n["Delta"] / 2
            return {**state, "Delta": smaller} if np.abs(smaller).max() > SMALLEST else state
        if ref == "down":
            return {**state, "o_2": state["o_2"] - RATE * n["G"]}
        return state

    def settled(self, state: State, ref: str) -> State:
        """Return the state with outputs and targets from 0 to 1, and whether one was beyond."""
        inside = {symbol: np.clip(state[symbol], 0, 1) for symbol in ("o_2", "t")}
        beyond = any(not np.array_equal(inside[symbol], state[symbol]) for symbol in inside)
        return {**state, **inside, "beyond": beyond}

    def shows(self, state: State) -> dict[str, Array]:
        """Return E and G, the step and what it changes, what G and a wrong gradient miss of it.

        The step ends at the edge of the square. misses, misses_wrong: (3,), for the step, half
        of it and a quarter.
        """
        o_2, t, double = state["o_2"], state["t"], 1 + state["without_half"]
        Delta = np.clip(state["Delta"], -o_2, 1 - o_2) + 0.0  # no zero below zero
        E, G = double * squared_error(o_2, t), double * error_gradient(o_2, t)
        wrong = (3 - double) * error_gradient(o_2, t)
        steps = [Delta, Delta / 2, Delta / 4]
        changes = np.array([double * squared_error(o_2 + d, t) - E for d in steps])
        return {
            "o_2": o_2,
            "t": t,
            "Delta": Delta,
            "E": np.asarray(E),
            "G": G,
            "GDelta": np.asarray(G @ Delta),
            "change": np.asarray(changes[0]),
            "missed": np.asarray(changes[0] - G @ Delta),
            "misses": changes - [G @ d for d in steps],
            "misses_wrong": changes - [wrong @ d for d in steps],
        }

    def check(self, state: State) -> None:
        """Assert E by its definition, G by a complex step, what is missed by multiplying out."""
        n, factor = self.shows(state), 1.0 if state["without_half"] else 0.5
        o_2, t, Delta, G = n["o_2"], n["t"], n["Delta"], n["G"]

        def error(o: Array) -> Array:
            return factor * ((o[0] - t[0]) ** 2 + (o[1] - t[1]) ** 2)

        close: Any = {"rtol": 1e-12, "atol": 1e-15}
        np.testing.assert_allclose(n["E"], error(o_2), **close)
        np.testing.assert_allclose(G, complex_step(error, o_2), **close)
        np.testing.assert_allclose(n["change"], n["GDelta"] + n["missed"], **close)
        parts = factor * Delta @ Delta * np.array([1, 1 / 4, 1 / 16])
        np.testing.assert_allclose(n["misses"], parts, **close)
        off = (G - G * (0.5 if state["without_half"] else 2)) @ Delta * np.array([1, 1 / 2, 1 / 4])
        np.testing.assert_allclose(n["misses_wrong"], parts + off, **close)

    def draw(self, state: State) -> Drawing:
        """Return the bowl with its handles; beside it the row times the column, and the bars."""
        n, knobs = self.shows(state), {k.ref: k for k in self.knobs(state)}
        o_2, Delta, t, G = n["o_2"], n["Delta"], n["t"], n["G"]
        names = {"t": "target t", "Delta": "trial step Δ", "o_2": "output o₂"}
        grips = {symbol: _grip(symbol, n[symbol], knobs, names[symbol]) for symbol in names}
        lines = bowl(PLOT, t, G, 1 if state["without_half"] else 0.5)
        lines += [*arrows(PLOT, o_2, Delta, G), *marks(PLOT, o_2, Delta, t, grips)]
        lines += _vectors(n, state["without_half"], handles(knobs.values(), state))
        lines += _bars(n, state["without_half"])
        lines += _halvings(n, state["without_half"])
        return Drawing(860, 420, self.title, describe(state, n), tuple(lines))


def _grip(symbol: str, value: Array, knobs: dict[str, Knob], label: str) -> dict[str, object]:
    """Return the attributes of a mark that follows the pointer through the square."""
    across = (knobs[f"{symbol}[0]"], PLOT.x, PLOT.x + PLOT.width)
    upward = (knobs[f"{symbol}[1]"], PLOT.y + PLOT.height, PLOT.y)
    return at_place(across, upward, (float(value[0]), float(value[1])), label)


def _vectors(n: dict[str, Array], without_half: bool, hands: Handles) -> list[str]:
    """Return o_2 and t, and the row G times the column Delta, each number in its place."""
    y = 48.0
    lines = matrix(424, y, n["o_2"], "o_2", label="o_2", cell=(56, 24), top=2, handles=hands)
    lines += matrix(
        496, y, n["t"], "t", label="t", cell=(44, 24), top=2, handles=hands, write=setting
    )
    label = "G = 2(o_2 − t)" if without_half else "G = o_2 − t"
    lines += matrix(570, y + 12, n["G"], "G", label=label, cell=(56, 24), row=True, top=2)
    lines += matrix(
        704, y, n["Delta"], "Delta", label="Δ", cell=(56, 24), top=2, handles=hands, write=setting
    )
    lines.append(formula(693, y + 24, "·", text_anchor="middle"))
    lines.append(formula(776, y + 24, "=", text_anchor="middle"))
    lines.append(shown(790, y + 24, "GDelta", float(n["GDelta"])))
    return lines


def _bars(n: dict[str, Array], without_half: bool) -> list[str]:
    """Return E, what G predicts, what happens and what is missed, as bars on one scale."""
    (a, b), (c, d), (g, h), (p, q) = n["o_2"], n["t"], n["G"], n["Delta"]
    half = "" if without_half else "½ "
    E = float(n["E"])
    rows = (
        ("E", "E here", f"{half}(({decimal(a)} − {setting(c)})² + ({decimal(b)} − {setting(d)})²)"),
        (
            "GDelta",
            "predicted: G Δ",
            f"({decimal(g)})({setting(p)}) + ({decimal(h)})({setting(q)})",
        ),
        (
            "change",
            "really: Δ\N{HAIR SPACE}E",
            f"E(o_2 + Δ) − E(o_2) = {decimal(E + float(n['change']))} − {decimal(E)}",
        ),
        (
            "missed",
            "missed",
            f"Δ\N{HAIR SPACE}E − G Δ = {half}|Δ|² = {half}(({setting(p)})² + ({setting(q)})²)",
        ),
    )
    top = _full(max(abs(float(n[symbol])) for symbol, _, _ in rows))
    lines = [text(668, 128, f"full bar: {top:g}", font_size=10.5, text_anchor="end")]
    for k, (symbol, label, plugged) in enumerate(rows):
        y = 146.0 + 46 * k
        lines += bar(578, y, 90, symbol, float(n[symbol]), top, label)
        lines.append(formula(488, y + 20, plugged, font_size=14, fill_opacity=0.8))
    return lines


def _full(size: float) -> float:
    """Return the number of 1, 2, 5, 10, ... that is next above the size."""
    if size == 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(size))
    return float(next(m * power for m in (1, 2, 5, 10) if m * power >= size * (1 - 1e-12)))


def _halvings(n: dict[str, Array], without_half: bool) -> list[str]:
    """Return what the right and the wrong gradient miss of the step, its half and its quarter."""
    right, wrong = ("2(o_2 − t)", "o_2 − t") if without_half else ("o_2 − t", "2(o_2 − t)")
    wrong = f"the page’s {wrong}" if without_half else wrong
    rows = (("misses", f"missed by {right}"), ("misses_wrong", f"by {wrong}"))
    lines = [
        formula(x, 336, label, font_size=14, text_anchor="end")
        for x, label in ((640, "Δ"), (712, "Δ/2"), (784, "Δ/4"))
    ]
    for k, (symbol, label) in enumerate(rows):
        y, values = 360.0 + 24 * k, n[symbol]
        lines.append(formula(572, y, label, font_size=14, text_anchor="end"))
        for x, i in ((640, 0), (712, 1), (784, 2)):
            lines.append(
                shown(x, y, f"{symbol}[{i}]", values[i], setting, text_anchor="end", font_size=11)
            )
        lines.append(text(798, y, _falls(values), font_size=11))
    return lines


def _falls(values: Array) -> str:
    """Return how the last number compares with the one before."""
    part = values[2] / values[1] if values[1] else np.nan
    return "÷ 4" if abs(part - 0.25) < 0.01 else "about ÷ 2" if 0.4 < part < 0.6 else ""


def describe(state: State, n: dict[str, Array]) -> str:
    """Return what the drawing shows, in words, and what was kept inside the square."""
    words = _step(n, state["without_half"])
    if (np.abs(state["Delta"] - n["Delta"]) > 1e-9).any():
        words += " The step ends at the edge of the square, where outputs end."
    if state["beyond"]:
        words += " Outputs and targets lie between 0 and 1: what was beyond stands at the edge."
    return words


def _step(n: dict[str, Array], without_half: bool) -> str:
    """Return what the step does to E, what G says it would, and what follows from that."""
    E, predicted, change, missed = (float(n[s]) for s in ("E", "GDelta", "change", "missed"))
    p, q = (setting(x) for x in n["Delta"])
    here = f"E is {decimal(E)} here."
    bottom = bool(np.abs(n["G"]).max() < 1e-9)
    if bottom:
        here = f"o₂ is the target, the bottom of the bowl: E and G are {'next to ' * (E > 0)}zero."
    if np.abs(n["Delta"]).max() < 1e-9:
        return f"{here} The step Δ is zero, so nothing changes: drag its ring away from o₂."
    if bottom:
        return (
            f"{here} The step Δ = ({p}, {q}) goes up by {decimal(change)}, and G misses all of it."
        )
    words = (
        f"{here} The step Δ = ({p}, {q}) changes it by {decimal(change)}; G Δ "
        f"says {decimal(predicted)} and misses {setting(missed)}."
    )
    if without_half:
        first, second = (setting(x) for x in n["misses_wrong"][:2])
        return (
            f"Without the ½, G must be 2(o₂ − t). {words} The page writes o₂ − t all the same: "
            f"that misses {first}, and with half the step still {second}."
        )
    if E + change < 1e-9:
        return f"{words} The step leads to the target, and E falls by half of what G says."
    if abs(predicted) < 0.05 * missed:
        return f"{words} The step runs along the ring: G sees next to no change in it."
    if predicted < 0 < change:
        return f"{words} G promises less error and E grows all the same: the step is too long."
    if np.abs(n["Delta"]).max() <= 2 * SMALLEST:
        return f"{words} So short a step is nearly straight: G tells almost all of it."
    return f"{words} Halve the step, and what is missed falls to a quarter."
