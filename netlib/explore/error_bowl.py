"""Notebook 03: the bowl E(o_2) from above, and how much of a step G predicts, and the remainder."""

from dataclasses import dataclass, field, replace

import numpy as np

from netlib.checks import Array
from netlib.drawing.marks import Marks
from netlib.drawing.panel import Panel
from netlib.drawing.spelled import spelled
from netlib.drawing.svg import decimal, setting
from netlib.error import error_gradient, squared_error
from netlib.explore.about import about_knob, chain_about
from netlib.explore.bowl import (
    CHAIN,
    CHANGE,
    NAMES,
    PREDICTED,
    REMAINDER,
    REMAINDERS,
    REMAINDERS_WRONG,
    bowl,
    numbers,
    plot_of,
    terms,
)
from netlib.explore.knobs import Knob, at_place, entries, handles
from netlib.explore.model import Explorer, Look, Numbers
from netlib.explore.state import State
from netlib.explore.teaching_network import O_0, W_0, W_1, T
from netlib.forward import forward
from netlib.letters import Delta, E, G, Letter, o, t

RATE = 0.25
SMALLEST = 1e-3  # no step is halved below this; rounding would show in the remainder


@dataclass(frozen=True, kw_only=True, eq=False)
class Bowl(State):
    """Where the network stands, where a step would lead, the target, and whether E has its ½."""

    focus: Letter = Delta[0]
    o_2: Array = field(default_factory=lambda: forward([W_0, W_1], O_0).o[2])
    Delta: Array = field(default_factory=lambda: np.array([0.2, -0.1]))
    t: Array = field(default_factory=T.copy)
    without_half: bool = False
    about: Letter = REMAINDER
    beyond: bool = False  # an output or a target was just set outside the square


def knobs(state: Bowl) -> list[Knob]:
    """Return both outputs, the step (as far as the square goes), the target, the ½."""
    steps = zip(entries(Delta, state.Delta, 0, 1, 0.01), state.o_2, strict=True)
    return [
        *entries(o(2), state.o_2, 0, 1, 0.01),
        *(replace(step, low=-here, high=1 - here) for step, here in steps),
        *entries(t, state.t, 0, 1, 0.05),
        Knob("halve", "halve the step", "button", group="trial step"),
        Knob("down", "step down: o₂ − ¼ G", "button", group="Learn"),
        Knob("without_half", "E without the ½", "switch", group="the page’s E"),
        about_knob(CHAIN),
    ]


def pressed(state: Bowl, button: Letter | str) -> Bowl:
    """Return the state with half the step, or with o_2 a quarter of G further down."""
    n, state = shows(state), replace(state, beyond=False)
    if button == "down":
        return replace(state, o_2=state.o_2 - RATE * n[G])
    half = n[Delta] / 2
    return replace(state, Delta=half) if np.abs(half).max() > SMALLEST else state


def settled(state: Bowl, _: Letter | str) -> Bowl:
    """Return the state with outputs and targets from 0 to 1, and whether one was beyond."""
    output, target = np.clip(state.o_2, 0, 1), np.clip(state.t, 0, 1)
    beyond = (output != state.o_2).any() or (target != state.t).any()
    return replace(state, o_2=output, t=target, beyond=bool(beyond))


def shows(state: Bowl) -> dict[Letter, Array]:
    """Return E and G, the step as far as the square goes, what it changes and the remainder."""
    double, output, target = 1 + state.without_half, state.o_2, state.t
    step = np.clip(state.Delta, -output, 1 - output) + 0.0  # no zero below zero
    page = error_gradient(output, target)
    right, wrong = double * page, (3 - double) * page
    steps = np.array([step, step / 2, step / 4])
    error, *errors = (double * squared_error(output + d, target) for d in (0 * step, *steps))
    changes = np.array(errors) - error
    return {
        o(2): output, t: target, Delta: step, E: error, G: right,
        PREDICTED: np.asarray(right @ step), CHANGE: changes[0],
        REMAINDER: changes[0] - right @ step,
        REMAINDERS: changes - steps @ right, REMAINDERS_WRONG: changes - steps @ wrong,
    }  # fmt: skip


def unsaid(_: Bowl) -> set[Letter]:
    """Return the letters of the small table, which repeats the remainder."""
    return {REMAINDERS, REMAINDERS_WRONG}


def draw(state: Bowl, n: Numbers, look: Look) -> list[Panel]:
    """Return the chain, the bowl, the bars, and a letter spelled out.

    Numbers can be moved, and three marks follow the pointer.
    """
    moved, plot = {knob.of: knob for knob in knobs(state)}, plot_of(look.narrow)
    found = handles(moved.values(), state)
    for x, label in ((t, "target t"), (Delta, "trial step Δ"), (o(2), "output o₂")):
        across = (moved[x[0]], n[x][0], plot.x, plot.x + plot.width)
        upward = (moved[x[1]], n[x][1], plot.y + plot.height, plot.y)
        found[x] = at_place(label, across, upward)
    marks = Marks({state.focus}, (), found, {state.about}, look.moved)
    return [
        chain_about(CHAIN, state.about, look.narrow, NAMES),
        bowl(n, state.without_half, marks, look.narrow),
        numbers(n, state.without_half, marks, look.narrow),
        spelled(terms(state.about, n, state.without_half), look.narrow),
    ]


def describe(state: Bowl, n: Numbers) -> str:
    """Return what the drawing shows, in words, and what was kept inside the square."""
    said, advice = _step(state, n)
    notes = []
    if (np.abs(state.Delta - n[Delta]) > 1e-9).any():
        notes.append("The step ends at the edge of the square.")
    if state.beyond:
        notes.append("Outputs lie between 0 and 1: what was beyond stands at the edge.")
    return " ".join([said, *(notes or [advice] * bool(advice))])


def _step(state: Bowl, n: Numbers) -> tuple[str, str]:
    """Return what the step does to E and what G predicts, and what follows from that."""
    predicted, change, remainder = (float(n[x]) for x in (PREDICTED, CHANGE, REMAINDER))
    (p, q), size = map(setting, n[Delta]), np.abs(n[Delta]).max()
    here = f"E is {decimal(float(n[E]))} here."
    bottom = bool(np.abs(n[G]).max() < 1e-9)
    if bottom:
        almost = "next to " if n[E] > 0 else ""
        here = f"o₂ is the target, the bottom of the bowl: E and G are {almost}zero."
    if size < 1e-9:
        return f"{here} The step Δ is zero, so nothing changes: drag its ring away from o₂.", ""
    here = f"{here} The step Δ = ({p}, {q})"
    if bottom:
        return f"{here} makes E grow by {decimal(change)}, and G predicts none of it.", ""
    if state.without_half:
        first, second = map(setting, n[REMAINDERS_WRONG][:2])
        return (
            "Without the ½, G must be 2(o₂ − t)ᵀ. The page writes (o₂ − t)ᵀ all the same: that "
            f"leaves a remainder of {first}, and with half the step still {second}."
        ), ""
    says = f"G Δ predicts {decimal(predicted)}; the remainder is {setting(remainder)}."
    words = f"{here} changes it by {decimal(change)}; {says}"
    if n[E] + change < 1e-9:
        return words, "The step leads to the target, and E falls by half of what G predicts."
    if abs(predicted) < 0.05 * remainder:
        return words, "The step runs along the ring: G predicts next to no change."
    if predicted < 0 < change:
        return words, "G promises less error and E grows all the same: the step is too long."
    if size <= 2 * SMALLEST:
        return words, "So short a step is nearly straight: G predicts almost all of the change."
    return words, "Halve the step, and the remainder falls to a quarter."


EXPLORER = Explorer(
    title="Error bowl",
    tries=(
        "Drag the ring at the tip of Δ: where does E really change as G predicts, and where not?",
        "Press “halve the step”, and again: what happens to the remainder?",
        "Drag o₂ and the target too, or a number in the brackets up and down.",
        "Switch to E without the ½. What must G be now, and what does the page’s G leave over?",
    ),
    start=Bowl, knobs=knobs, shows=shows, draw=draw, describe=describe, pressed=pressed,
    settled=settled, unsaid=unsaid,
    moments={
        "a step": [],
        "half the step": [{"ref": "halve", "press": 1}],
        "too long a step": [
            {"ref": "o_2", "set": (0.8, 0.3)}, {"ref": "Delta", "set": (-0.3, -0.3)}
        ],
        "without the ½": [{"ref": "without_half", "set": True}],
    },
)  # fmt: skip
