"""Notebook 06: the whole network, and the error signal in its backward pass."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from netlib.checks import Array
from netlib.drawing.marks import Marks
from netlib.drawing.panel import Panel
from netlib.drawing.spelled import spelled
from netlib.drawing.svg import decimal, setting
from netlib.explore.flow_panels import chain_of, gradients, network
from netlib.explore.knobs import LARGEST, Knob, entries, handles
from netlib.explore.model import Explorer, Look, Numbers
from netlib.explore.state import State
from netlib.explore.teaching_network import O_0, W_0, W_1, T
from netlib.explore.terms import layer_of, terms
from netlib.explore.walk import walk, walked, words
from netlib.letters import E, G, Letter, W, dE_d, norm, o, sigma, t


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
    end = len(walk(state.layers))
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
        Knob("step", "steps back", "slider", 0, end, 1, beside=False, whole=True),
        Knob("back", "‹ back", "button", group="walk"),
        Knob("next", "next ›", "button", group="walk", main=True),
        Knob("rate", "rate", "number", 0.5, 20, 0.5, group="Learn"),
        Knob("down", "step down", "button", group="Learn"),
        Knob("layers", "layers", "number", 1, 6, 1, whole=True, group="layers"),
        Knob("double", "× 2", "button", group="all weights"),
        Knob("halve", "÷ 2", "button", group="all weights"),
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
    if button in ("next", "back"):
        step = state.step + (1 if button == "next" else -1)
        state = replace(state, step=int(np.clip(step, 0, end)), before=0.0)
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
    return walked(state.weights, state.o_0, state.t)


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


def tied(x: Letter, n: Numbers) -> set[Letter]:
    """Return what belongs to a number: for a node, all weights that come to it or leave it."""
    found = linked(x, n) | {x}
    if x.kind == "o" and x.at:
        found |= {w[k] for w, array in n.items() if w.kind == "W" for k in np.ndindex(array.shape)
                  if (w.layer, k[1]) == (x.layer, x.at[0]) or
                  ((w.layer or 0) + 1, k[0]) == (x.layer, x.at[0])}  # fmt: skip
    return found


def unsaid(state: Flow) -> set[Letter]:
    """Return the letters of the walk that aren't computed yet, and the lengths, which are read."""
    lengths = {norm(sigma(i)) for i in range(state.layers)}
    return {*walk(state.layers)[state.step :], *lengths}


def draw(state: Flow, n: Numbers, look: Look) -> list[Panel]:
    """Return the walk, the network with the bands, the weight gradients, the step spelled out."""
    L, narrow, to_come = state.layers, look.narrow, walk(state.layers)[state.step :]
    hidden = {x[k] for x in to_come for k in np.ndindex(n[x].shape)}
    fresh = {[E, *walk(L)][state.step]}
    marks = Marks(linked(state.focus, n), hidden, handles(knobs(state), state), fresh, look.moved)
    made = spelled_out(state.focus, walk(L)[: state.step])
    line = terms(made, state.focus, n, L)
    flow = network(n, L, marks, state.before, narrow)
    if L <= 2:
        tables = gradients(n, range(L), marks, narrow)
        return [chain_of(L, state.step, narrow), flow, tables, spelled([line], narrow)]
    i = layer_of((state.focus.weight or made).whole, L)
    formula = spelled([line], narrow, 500)
    return [chain_of(L, state.step, narrow), flow, formula, gradients(n, [i], marks, narrow)]


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
    tries=(
        "Go back to E, then press “next”, again and again. Work out one number of each step by "
        "hand first.",
        "Point at a line of the network: which band and which cells belong to it?",
        "Click a node or a cell to have it spelled out. Drag a line up and down: which bands "
        "follow, and which don’t?",
        "Press “step down” until E hardly moves.",
        "Take five layers. How much of the signal is left at the first weights?",
    ),
    start=Flow, knobs=knobs, shows=shows, draw=draw, describe=describe, pressed=pressed,
    settled=settled, unsaid=unsaid, tied=tied,
    moments={
        "forward only": [{"ref": "step", "set": 0}],
        "back through the weights": [{"ref": "step", "set": 3}, {"ref": "o_1[0]", "focus": True}],
        "all of it": [{"ref": "dE/dW_0[1,2]", "focus": True}],
    },
)  # fmt: skip
