"""Notebook 02: focus a weight, and its edge, its cell and its term of the sum light up together."""

from dataclasses import dataclass, field, replace

from netlib.checks import Array
from netlib.drawing.marks import Marks, tag
from netlib.drawing.matrix import Matrix, in_a_row
from netlib.drawing.network import edges, nodes, places
from netlib.drawing.panel import Panel
from netlib.drawing.spelled import spelled
from netlib.drawing.stations import NARROW, Progress, Station, stations
from netlib.drawing.svg import decimal, formula, setting
from netlib.explore.knobs import Knob, entries, handles
from netlib.explore.model import Explorer, Look, Numbers
from netlib.explore.state import State
from netlib.explore.teaching_network import O_0, W_0, W_1
from netlib.explore.terms import terms
from netlib.forward import forward
from netlib.letters import Letter, W, o, s

# What is computed, in the order in which it is: the sums of a layer, then its outputs.
STEPS = tuple(x[k] for x, n in ((s(0), 3), (o(1), 3), (s(1), 2), (o(2), 2)) for k in range(n))

CHAIN = ((o(0), "given"), (s(0), "W_0 o_0"), (o(1), "φ(s_0)"), (s(1), "W_1 o_1"), (o(2), "φ(s_1)"))


@dataclass(frozen=True, kw_only=True, eq=False)
class Forward(State):
    """Weights and inputs, the number in focus, and how many numbers are computed so far."""

    weights: tuple[Array, ...] = (W_0, W_1)
    o_0: Array = field(default_factory=O_0.copy)
    focus: Letter = W(0)[0, 1]
    step: int = len(STEPS)


def knobs(state: Forward) -> list[Knob]:
    """Return all weights and inputs, and the way from number to number."""
    end = len(STEPS)
    return [
        *(k for i, w in enumerate(state.weights) for k in entries(W(i), w, -3, 3, 0.1)),
        *entries(o(0), state.o_0, 0, 1, 0.05),
        *(Knob(x, f"show how {x.prose} is made", "focus", beside=False) for x in STEPS),
        Knob("step", "numbers computed", "number", 0, end, 1, whole=True, group="numbers computed"),
        Knob("back", "‹ back", "button", group="walk"),
        Knob("next", "next ›", "button", group="walk", main=True),
    ]


def pressed(state: Forward, button: Letter | str) -> Forward:
    """Return the state one number further on, or back, the last number in focus."""
    step = min(max(state.step + (1 if button == "next" else -1), 0), len(STEPS))
    return replace(state, step=step, focus=STEPS[step - 1] if step else state.focus)


def shows(state: Forward) -> dict[Letter, Array]:
    """Return weights, inputs, sums and outputs."""
    trace, weights = forward(state.weights, state.o_0), enumerate(state.weights)
    made = {s(0): trace.s[0], o(1): trace.o[1], s(1): trace.s[1], o(2): trace.o[2]}
    return {W(i): w for i, w in weights} | {o(0): state.o_0} | made


def unsaid(state: Forward) -> set[Letter]:
    """Return the letters of which no number is computed yet."""
    return {x.whole for x in STEPS[state.step :]} - {x.whole for x in STEPS[: state.step]}


def draw(state: Forward, n: Numbers, look: Look) -> list[Panel]:
    """Return the chain, the network, its matrices, and the sum in focus with its numbers."""
    hidden = frozenset(STEPS[state.step :])
    fresh = {STEPS[state.step - 1].whole} if 0 < state.step < len(STEPS) else set()
    marks = Marks(linked(state.focus, n), hidden, handles(knobs(state), state), fresh, look.moved)
    i, k, _ = place_of(state.focus)
    lines = [terms(x, s(i)[k], n, 2, hidden) for x in (s(i), o(i + 1))]
    return [
        _chain(state.step, look.narrow),
        _network(state, n, marks, look.narrow),
        _products(n, marks, look.narrow),
        spelled(lines, look.narrow),
    ]


def _chain(step: int, narrow: bool) -> Panel:
    """Return the five letters, each a box that leads to where all of its numbers are there."""
    ends = {x.whole: k for k, x in enumerate(STEPS, 1)}
    row, begun = [], 0
    for letter, by in CHAIN:
        end = ends.get(letter, 0)
        state: Progress = "done" if step > end else "coming" if step < begun else "now"
        handle = {"data_ref": "step", "data_set": end, "aria_label": f"go to {letter.prose}"}
        row.append(Station(letter.drawn, by, state, handle))
        begun = end + 1
    return stations(row, narrow, 600)


def _network(state: Forward, n: Numbers, marks: Marks, narrow: bool) -> Panel:
    """Return the network, each sum in a tag at its node."""
    outputs = [(o(i), n[o(i)]) for i in range(3)]
    width, height = (NARROW, 400.0) if narrow else (344.0, 276.0)
    along, middle, apart = (34.0, 170.0, 302.0), 146.0, {4: 63.0, 3: 80.0, 2: 104.0}
    if narrow:
        along, middle, apart = (36.0, 180.0, 330.0), 184.0, {4: 90.0, 3: 112.0, 2: 140.0}
    at = places((4, 3, 2), along, [middle] * 3, apart, down=narrow)
    lines = edges(state.weights, at, marks) + nodes(outputs, at, marks)
    for i in (0, 1):
        for k, (x, y) in enumerate(at[i + 1]):
            lines.append(tag(x - 41, y + 23, 82, [(s(i)[k], float(n[s(i)][k]))], marks))
    for (letter, _), spots in zip(outputs, at, strict=True):
        head = (16.0, spots[0][1]) if narrow else (spots[0][0], 14.0)
        lines.append(formula(*head, letter.drawn, text_anchor="middle", font_size=18))
    return Panel("network", width, height, lines)


def _products(n: Numbers, marks: Marks, narrow: bool) -> Panel:
    """Return W_0 o_0 and W_1 o_1 with their sums and outputs, as matrices."""
    lines, middle = list[str](), 92.0
    for i in (0, 1):
        small, gap = (36.0, 11.0) if narrow else (42.0, 15.0)
        wide = 47.0 if narrow else 54.0
        W_i = Matrix(W(i), n[W(i)], cell=(small, 24), top=1.5, write=setting)
        o_i = Matrix(o(i), n[o(i)], cell=(wide, 24), top=1.5, write=decimal if i else setting)
        s_i, out = (Matrix(x, n[x], cell=(wide, 24), top=1.5) for x in (s(i), o(i + 1)))
        lines += in_a_row(6, middle, [W_i, o_i, "=", s_i, "φ", out], marks, gap)
        middle += 128
    return Panel("products", NARROW if narrow else 454, 262, lines, beside=not narrow)


def place_of(focus: Letter) -> tuple[int, int, int | None]:
    """Return the layer, row and (for one weight or input) column of the sum that is spelled out."""
    i = focus.layer or 0
    if i and focus.kind == "o":  # an output is spelled out by the sum it is made of
        i -= 1
    return i, focus.node(i + 1, 2) or 0, focus.node(i, 2)


def linked(focus: Letter, n: Numbers) -> set[Letter]:
    """Return the letters that belong to the one in focus: for a weight, all that meets in it."""
    i, k, j = place_of(focus)
    if j is None:
        return {W(i)[k, m] for m in range(len(n[o(i)]))} | {s(i)[k], o(i + 1)[k]}
    if focus.kind == "W":
        return {focus, o(i)[j], s(i)[k]}
    return {focus} | {W(0)[row, j] for row in range(len(n[W(0)]))}


def describe(state: Forward, n: Numbers) -> str:
    """Return what the drawing shows, in words."""
    if state.step == 0:
        return "A network of 4, 3 and 2 nodes. Nothing is computed yet; the inputs are there."
    if state.step < len(STEPS):
        last = STEPS[state.step - 1]
        value = f"{last.prose} = {decimal(n[last.whole][last.at])}"
        return f"{state.step} of {len(STEPS)} numbers are computed. The last is {value}."
    i, k, j = place_of(state.focus)
    total, says = decimal(n[s(i)][k]), f"The outputs are {' and '.join(map(decimal, n[o(2)]))}."
    if j is None:
        made = f"{s(i)[k].prose} = {total} is row {k + 1} of {W(i).prose} times {o(i).prose}"
        out = o(i + 1)[k]
        squashed = f", and {out.prose} = φ({total}) = {decimal(n[out.whole][out.at])}"
        return f"{made}{squashed if state.focus.kind == 'o' else ''}. {says}"
    w = n[W(i)][k, j]
    hears = f"node {k + 1} of layer {i + 1} hears node {j + 1} of layer {i}"
    adds = f"it adds {decimal(w * n[o(i)][j])} to the sum {total}"
    return f"The weight {W(i)[k, j].prose} is {setting(w)}. Through it {hears}: {adds}. {says}"


EXPLORER = Explorer(
    title="Forward pass",
    tries=(
        "Drag a line of the network up or down. Which numbers follow, and which don’t?",
        "Go back to o₀, then press “next”, again and again: say each number before you see it.",
        "Click a cell of W₁: which row and which column meet in it? Read the sum below.",
        "Drag an input to 0. Which weights don’t matter any more?",
    ),
    start=Forward, knobs=knobs, shows=shows, draw=draw, describe=describe, pressed=pressed,
    unsaid=unsaid, tied=linked,
    moments={
        "the first sum": [{"ref": "step", "set": 1}, {"ref": W(0)[0, 1].code, "focus": True}],
        "the hidden layer": [{"ref": "step", "set": 6}, {"ref": W(0)[2, 3].code, "focus": True}],
        "all of it": [{"ref": W(1)[0, 1].code, "focus": True}],
    },
)  # fmt: skip
