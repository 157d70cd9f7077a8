"""Notebook 06: the whole network, and the error signal in its backward pass."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from netlib.checks import Array
from netlib.drawing.marks import Marks
from netlib.drawing.network import bands, edges, nodes, places, scale_of
from netlib.drawing.svg import decimal, setting
from netlib.explore.flow_panels import E_BEFORE, band_scale, layer, targets, weight_gradients
from netlib.explore.knobs import LARGEST, Knob, entries, handles
from netlib.explore.model import Explorer, Numbers, Panel
from netlib.explore.state import State
from netlib.explore.teaching_network import O_0, W_0, W_1, T
from netlib.explore.walk import arriving, walk, walked, words, worked
from netlib.letters import E, G, Letter, W, dE_d, norm, o, sigma, t

NETWORK = (60.0, 84.0, 570.0, 215.0)  # x, y, width and height of the nodes' middles


@dataclass(frozen=True, kw_only=True, eq=False)
class Flow(State):
    """A network, its sample, and how far the walk back has come."""

    weights: tuple[Array, ...] = (W_0, W_1)
    o_0: Array = field(default_factory=O_0.copy)
    t: Array = field(default_factory=T.copy)
    focus: Letter = W(1)[0, 1]
    layers: int = 2
    step: int = 6  # how many letters of the walk are computed
    rate: float = 1.0
    before: float = 0.0  # E where the last step down began, 0 if none was made


def knobs(state: Flow) -> list[Knob]:
    """Return weights, inputs and targets, the walk, and what changes the whole network."""
    cells = [W(i)[k] for i, w in enumerate(state.weights) for k in np.ndindex(w.shape)]
    outputs = [o(i + 1)[k] for i, w in enumerate(state.weights) for k in range(len(w))]
    look = [(x, f"what comes to {x.prose}") for x in outputs]
    look += [(x, x.prose) for x in (G[0], G[1])]
    look += [(dE_d(w), f"the gradient of {w.prose}") for w in cells]
    return [
        *(k for i, w in enumerate(state.weights) for k in entries(W(i), w, -5, 5, 0.1)),
        *entries(o(0), state.o_0, 0, 1, 0.05),
        *entries(t, state.t, 0, 1, 0.05),
        *(Knob(x, f"spell out {what}", "focus", beside=False) for x, what in look),
        Knob("step", "steps back", "slider", 0, len(walk(state.layers)), 1, whole=True),
        Knob("next", "next step", "button"),
        Knob("down", "one step down", "button"),
        Knob("rate", "rate", "slider", 0.5, 20, 0.5),
        Knob("layers", "layers of weights", "slider", 1, 6, 1, whole=True),
        Knob("double", "weights × 2", "button"),
        Knob("halve", "weights ÷ 2", "button"),
    ]


def settled(state: Flow, of: Letter | str) -> Flow:
    """Return the state with another network after `layers`, and E compared with nothing."""
    if of == "layers":
        L = state.layers
        state = replace(state, weights=network_of(L), step=len(walk(L)), focus=W(L - 1)[0, 1])
    if of == "step":
        state = replace(state, focus=arrived_at(state))
    return replace(state, before=0.0)


def pressed(state: Flow, button: Letter | str) -> Flow:
    """Return the state a step of the walk further, a step down, or with other weights."""
    end = len(walk(state.layers))
    if button == "next":
        state = replace(state, step=min(state.step + 1, end))
        return replace(state, focus=arrived_at(state))
    if button == "down":
        n = shows(state)
        weights = tuple(w - state.rate * n[dE_d(W(i))] for i, w in enumerate(state.weights))
        return replace(state, weights=weights, before=float(n[E]), step=end)
    factor = 2.0 if button == "double" else 0.5
    weights = tuple(np.clip(w * factor, -LARGEST, LARGEST) for w in state.weights)
    return replace(state, weights=weights, before=0.0)


def network_of(layers: int) -> tuple[Array, ...]:
    """Return the weights to start with: for two layers the notebooks' own, else drawn by a seed."""
    if layers == 2:
        return W_0, W_1
    sizes, rng = [4, *[3] * (layers - 1), 2], np.random.default_rng(layers)
    # as large as in notebook 06's puzzle: by them alone a signal neither dies nor explodes
    return tuple(rng.normal(0, n**-0.5, (m, n)).round(2) for n, m in pairwise(sizes))


def arrived_at(state: Flow) -> Letter:
    """Return the first number that the last step computed, E before the first step."""
    letter = [E, *walk(state.layers)][state.step]
    return E if letter == E else letter[0, 0] if letter.weight else letter[0]


def shows(state: Flow) -> dict[Letter, Array]:
    """Return all numbers of the way forward and back."""
    return walked(state.weights, state.o_0, state.t) | {E_BEFORE: np.asarray(state.before)}


def spelled_out(focus: Letter, done: Collection[Letter]) -> Letter:
    """Return the letter whose formula belongs to the one in focus, or the last one computed."""
    wanted = G if focus.whole == t else focus.whole
    if w := focus.weight:
        wanted = dE_d(w.whole)
    elif focus.kind == "o" and focus.layer:
        wanted = sigma(focus.layer - 1)
    return wanted if wanted in done else [E, *done][-1]


def linked(focus: Letter, n: Numbers) -> set[Letter]:
    """Return the letters that belong to the one in focus: those which its number is made of."""
    if (w := focus.weight) and w.at:
        (k, j), i = w.at, w.layer or 0
        return {o(i)[j], o(i + 1)[k], w, dE_d(w)}
    if focus.kind == "product":  # what arrives at a node, through a column of weights
        matrix, (j,) = focus.of[1], focus.at
        return {o(matrix.layer)[j]} | {matrix[k, j] for k in range(len(n[matrix]))}
    if focus.kind in ("s", "sigma") and focus.layer is not None:
        return {o(focus.layer + 1)[focus.at]}
    return {focus}


def draw(state: Flow, n: Numbers) -> list[Panel]:
    """Return the network with the bands, the step spelled out, and the weight gradients."""
    L, weights = state.layers, state.weights
    done = walk(L)[: state.step]
    marks = Marks(linked(state.focus, n), (), handles(knobs(state), state))
    outputs = [n[o(i)] for i in range(L + 1)]
    at = places([len(values) for values in outputs], NETWORK)
    flowing = [i for i in range(L - 1, 0, -1) if arriving(i) in done]
    network = edges(weights, at, marks, flowing) + nodes(outputs, at, marks)
    network += targets(at[L], n, marks, done)
    for i in range(L + 1):
        network += layer(i, at[i], n, L, done)
    flows = {i: n[sigma(i)][:, np.newaxis] * weights[i] for i in range(1, L)}
    scale = scale_of(list(flows.values()), 30)
    for i in flowing:
        network += bands(flows[i], at[i + 1], at[i], scale, i, marks)
    if L > 1 and sigma(L - 1) in done:
        network += band_scale(scale)
    formula = worked(spelled_out(state.focus, done), state.focus, n, L).drawn(40, 368)
    gradients = weight_gradients(L, n, marks, done)
    return [
        Panel("network", 860, 354, network),
        Panel("formula", 860, 58, formula, y=354),
        Panel("gradients", 860, 128 if L <= 3 else 238, gradients, y=412),
    ]


def describe(state: Flow, n: Numbers) -> str:
    """Return what the last step did, and what a step down or the depth have come to."""
    L, now, before = state.layers, float(n[E]), state.before
    if before:
        fell = "rose: the step was too large. It went" if before < now else "fell"
        change = f"E {fell} from {decimal(before)} to {decimal(now)}."
        return f"One step down with rate {setting(state.rate)}: {change} {words(E, n, L)}"
    said = words(spelled_out(state.focus, walk(L)[: state.step]), n, L)
    if L <= 2 or state.step < len(walk(L)):
        return said
    first, last = float(n[norm(sigma(0))]), float(n[norm(sigma(L - 1))])
    if not first or not last:
        return f"Where the first weights are, nothing of the signal is left: it is 0. {said}"
    way, times = "shrinks" if first < last else "grows", max(first, last) / min(first, last)
    end = f"{decimal(first)} at the first weights, by a factor of {setting(times)}."
    return f"From |σ| = {decimal(last)} at the output the signal {way} to {end} {said}"


EXPLORER = Explorer(
    title="Gradient flow",
    try_this=(
        "Try this: set “steps back” to 0 and press “next step”, again and again; work out one "
        "number of each step by hand. Click a node or a cell to have it spelled out, drag a line "
        "and see which bands follow. Last, press “one step down” until E hardly moves."
    ),
    start=Flow, knobs=knobs, shows=shows, draw=draw, describe=describe, pressed=pressed,
    settled=settled,
    moments={
        "forward only": [{"ref": "step", "set": 0}],
        "back through the weights": [{"ref": "step", "set": 3}, {"ref": "o_1[0]", "focus": True}],
        "all of it": [{"ref": "dE/dW_0[1,2]", "focus": True}],
    },
)  # fmt: skip
