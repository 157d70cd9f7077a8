"""Notebook 06: the whole network, and the error signal on its way back through it."""

from itertools import pairwise
from typing import ClassVar

import numpy as np

from netlib.backward import backward
from netlib.checks import Array
from netlib.drawing.network import bands, edges, nodes, places, scale_of
from netlib.drawing.pieces import address, parts
from netlib.drawing.svg import Drawing, decimal, formula, setting
from netlib.error import squared_error
from netlib.explore.knobs import Knob, State, entries, handles, said
from netlib.explore.network_state import O_0, W_0, W_1, T, weights_of
from netlib.explore.stage import Explorer
from netlib.explore.surroundings import band_scale, layer, targets, weight_gradients
from netlib.explore.walk import spelled, walk, walked, words
from netlib.forward import forward
from netlib.numerical import complex_step

NETWORK = (60.0, 84.0, 570.0, 215.0)  # x, y, width and height of the nodes' middles


class GradientFlow(Explorer):
    """Forward values, the signal back as bands, and each weight gradient landing in its cell."""

    title = "Gradient flow"
    try_this = (
        "Try this: set “steps back” to 0 and press “next step”, again and again; work out one "
        "number of each step by hand. Click a node or a cell to have it spelled out, drag a line "
        "and see which bands follow. Last, press “one step down” until E hardly moves."
    )
    start: ClassVar[State] = {
        "W_0": W_0, "W_1": W_1, "o_0": O_0, "t": T, "focus": "W_1[0,1]", "layers": 2, "step": 6,
        "rate": 1.0, "before": 0.0,
    }  # fmt: skip
    moments: ClassVar = {
        "forward only": {"step": 0},
        "back through the weights": {"step": 3, "focus": "o_1[0]"},
        "all of it": {"focus": "dE/dW_0[1,2]"},
    }

    def knobs(self, state: State) -> list[Knob]:
        """Return weights, inputs and targets, the walk, and what changes the whole network."""
        weights, L = weights_of(state), state["layers"]
        cells = [(i, k) for i, W in enumerate(weights) for k in np.ndindex(W.shape)]
        outputs = [(i + 1, k) for i, W in enumerate(weights) for k in range(len(W))]
        return [
            *(k for i, W in enumerate(weights) for k in entries(f"W_{i}", W, -5, 5, 0.1)),
            *entries("o_0", state["o_0"], 0, 1, 0.05),
            *entries("t", state["t"], 0, 1, 0.05),
            *(_spell(address(f"o_{i}", (k,)), "what comes to ") for i, k in outputs),
            *(_spell(address(f"dE/dW_{i}", k), "") for i, k in cells),
            Knob("step", "steps back", "slider", 0, len(walk(L)), 1, whole=True),
            Knob("next", "next step", "button"),
            Knob("down", "one step down", "button"),
            Knob("rate", "rate", "slider", 0.5, 20, 0.5),
            Knob("layers", "layers of weights", "slider", 1, 6, 1, whole=True),
            Knob("double", "weights × 2", "button"),
            Knob("halve", "weights ÷ 2", "button"),
        ]

    def settled(self, state: State, ref: str) -> State:
        """Return the state with another network after `layers`, and E compared with nothing."""
        if ref == "layers":
            kept = {name: value for name, value in state.items() if not name.startswith("W_")}
            weights = {f"W_{i}": W for i, W in enumerate(network_of(state["layers"]))}
            L = len(weights)
            state = kept | weights | {"step": len(walk(L)), "focus": f"W_{L - 1}[0,1]"}
        if ref == "step":
            state = {**state, "focus": arrived_at(state["step"], state)}
        return {**state, "before": 0.0}

    def pressed(self, state: State, ref: str) -> State:
        """Return the state a step of the walk further, a step down, or with other weights."""
        weights = weights_of(state)
        if ref == "next":
            step = min(state["step"] + 1, len(walk(state["layers"])))
            return {**state, "step": step, "focus": arrived_at(step, state)}
        if ref in ("double", "halve"):
            factor = 2.0 if ref == "double" else 0.5
            bounded = {f"W_{i}": np.clip(W * factor, -1e6, 1e6) for i, W in enumerate(weights)}
            return {**state, **bounded, "before": 0.0}
        if ref == "down":
            n = walked(weights, state["o_0"], state["t"])
            moved = {f"W_{i}": W - state["rate"] * n[f"dE/dW_{i}"] for i, W in enumerate(weights)}
            return {**state, **moved, "before": float(n["E"]), "step": len(walk(len(weights)))}
        return {**state, "focus": ref}

    def shows(self, state: State) -> dict[str, Array]:
        """Return all numbers of the way forward and back."""
        before = {"E before": np.asarray(state["before"])}
        return walked(weights_of(state), state["o_0"], state["t"]) | before

    def check(self, state: State) -> None:
        """Assert the walk against `backward`, and one weight against a complex step."""
        n, weights, t = self.shows(state), weights_of(state), state["t"]
        gradients = backward(weights, forward(weights, state["o_0"]), t)
        for i in range(len(weights)):
            assert np.allclose(n[f"sigma_{i}"], gradients.sigma[i], rtol=1e-12, atol=0)
            assert np.allclose(n[f"dE/dW_{i}"], gradients.weights[i], rtol=1e-12, atol=0)

        def error_of(W: Array) -> Array:
            return squared_error(forward([W, *weights[1:]], state["o_0"]).o[-1], t)

        by_step = complex_step(error_of, weights[0])
        off = np.abs(n["dE/dW_0"] - by_step).max()
        assert off <= 1e-9 * np.abs(by_step).max() + 1e-15

    def draw(self, state: State) -> Drawing:
        """Return the network with the bands, the step spelled out, and the weight gradients."""
        n, L = self.shows(state), state["layers"]
        done = walk(L)[: state["step"]]
        now = spelled_out(state["focus"], done)
        hands = handles(self.knobs(state), state)
        lit = linked(state["focus"])
        weights = weights_of(state)
        at = places([len(n[f"o_{i}"]) for i in range(L + 1)], NETWORK)
        flowing = {i for i in range(1, L) if f"sigma_{i} W_{i}" in done}
        lines = edges(weights, at, lit=lit, handles=hands, faint=flowing)
        lines += nodes([n[f"o_{i}"] for i in range(L + 1)], at, lit=lit, handles=hands)
        lines += targets(at[L], n, L, hands, done)
        for i in range(L + 1):
            lines += layer(i, at[i], n, L, done)
        letters, plugged = spelled(now, state["focus"], n, L)
        lines += [formula(40, 368, letters, font_size=17), formula(40, 396, plugged, font_size=17)]
        lines += weight_gradients(weights, n, lit, done, hands)
        flows = [n[f"sigma_{i}"][:, np.newaxis] * weights[i] for i in range(1, L)]
        scale = scale_of(flows, 30)
        for i in range(L - 1, 0, -1):
            if i in flowing:
                lines += bands(flows[i - 1], at[i + 1], at[i], scale, f"W_{i}", lit)
        lines += band_scale(scale, bool(flows) and f"sigma_{L - 1}" in done)
        height = 540 if L <= 3 else 650
        return Drawing(860, height, self.title, describe(state, n, now), tuple(lines))


def _spell(ref: str, what: str) -> Knob:
    name = ref.removeprefix("dE/d")
    label = f"spell out {what}{said(ref)}" if what else f"spell out the gradient of {said(name)}"
    return Knob(ref, label, "button", beside=False)


def network_of(layers: int) -> list[Array]:
    """Return the weights to start with: the notebooks' own for two layers, else drawn with a seed.

    They are as large as those of notebook 06's puzzle, so that a signal neither dies nor explodes
    by the weights alone.
    """
    if layers == 2:
        return [W_0, W_1]
    sizes = [4, *[3] * (layers - 1), 2]
    rng = np.random.default_rng(layers)
    return [rng.normal(0, n**-0.5, (m, n)).round(2) for n, m in pairwise(sizes)]


def arrived_at(step: int, state: State) -> str:
    """Return the name of the first number that the step computed."""
    if step == 0:
        return "E"
    symbol = walk(state["layers"])[step - 1]
    return address(symbol, (0, 0) if symbol.startswith("dE") else (0,))


def spelled_out(focus: str, done: list[str]) -> str:
    """Return the symbol whose formula belongs to the name in focus, or the last one computed."""
    symbol, _ = parts(focus)
    i = int(symbol[-1]) if symbol[-1].isdigit() else 0
    wanted = {"W": f"dE/dW_{i}", "o": f"sigma_{i - 1}"}.get(symbol[0], symbol)
    return wanted if wanted in done else done[-1] if done else "E"


def linked(focus: str) -> set[str]:
    """Return the names that belong to the one in focus: those which its number is made of."""
    symbol, k = parts(focus)
    if not k or symbol[-1] in "Gt":
        return {focus}
    i = int(symbol[-1])
    if len(k) == 2:
        ends = {address(f"o_{i}", k[1:]), address(f"o_{i + 1}", k[:1])}
        return ends | {address(f"W_{i}", k), address(f"dE/dW_{i}", k)}
    if " " in symbol:  # what arrives at a node, through a column of weights
        return {address(f"o_{i}", k)} | {address(f"W_{i}", (row, *k)) for row in range(3)}
    return {address(f"o_{i}" if symbol[0] == "o" else f"o_{i + 1}", k)}


def describe(state: State, n: dict[str, Array], now: str) -> str:
    """Return what the last step did, and what a step down or the depth have come to."""
    L = state["layers"]
    E, before = float(n["E"]), state["before"]
    if before:
        fell = "rose: the step was too large. It went" if before < E else "fell"
        return (
            f"One step down with rate {setting(state['rate'])}: E {fell} from {decimal(before)} "
            f"to {decimal(E)}. {words('E', n, L)}"
        )
    said_now = words(now, n, L)
    if L > 2 and state["step"] == len(walk(L)):
        first, last = float(n["|sigma_0|"]), float(n[f"|sigma_{L - 1}|"])
        if first and last:
            way = "shrinks" if first < last else "grows"
            times = setting(max(first, last) / min(first, last))
            return (
                f"From |σ| = {decimal(last)} at the output the signal {way} to {decimal(first)} "
                f"at the first weights, by a factor of {times}. {said_now}"
            )
        return f"Where the first weights are, nothing of the signal is left: it is 0. {said_now}"
    return said_now
