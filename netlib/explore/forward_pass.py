"""Notebook 02: focus a weight, and its edge, its cell and its term of the sum light up together."""

from dataclasses import dataclass, field, replace

from netlib.checks import Array
from netlib.drawing.marks import Marks, shown
from netlib.drawing.matrix import Matrix, in_a_row, sum_of
from netlib.drawing.network import edges, nodes, places
from netlib.drawing.svg import decimal, formula, setting
from netlib.explore.knobs import Knob, entries, handles
from netlib.explore.model import Explorer, Numbers, Panel
from netlib.explore.state import State
from netlib.explore.teaching_network import O_0, W_0, W_1
from netlib.forward import forward
from netlib.letters import Letter, W, o, s

# What is computed, in the order in which it is: the sums of a layer, then its outputs.
STEPS = tuple(x[k] for x, n in ((s(0), 3), (o(1), 3), (s(1), 2), (o(2), 2)) for k in range(n))


@dataclass(frozen=True, kw_only=True, eq=False)
class Forward(State):
    """Weights and inputs, the number in focus, and how many numbers are computed so far."""

    weights: tuple[Array, ...] = (W_0, W_1)
    o_0: Array = field(default_factory=O_0.copy)
    focus: Letter = W(0)[0, 1]
    step: int = len(STEPS)


def knobs(state: Forward) -> list[Knob]:
    """Return all weights and inputs, and how many numbers are computed so far."""
    made = [Knob(x, f"show how {x.prose} is made", "focus", beside=False) for x in STEPS]
    return [
        *(k for i, w in enumerate(state.weights) for k in entries(W(i), w, -3, 3, 0.1)),
        *entries(o(0), state.o_0, 0, 1, 0.05),
        *made,
        Knob("step", "computed so far", "slider", 0, len(STEPS), 1, whole=True),
        Knob("next", "next number", "button"),
    ]


def pressed(state: Forward, _: Letter | str) -> Forward:
    """Return the state one number further on, that number in focus."""
    step = min(state.step + 1, len(STEPS))
    return replace(state, step=step, focus=STEPS[step - 1])


def shows(state: Forward) -> dict[Letter, Array]:
    """Return weights, inputs, sums and outputs."""
    trace = forward(state.weights, state.o_0)
    found = {W(i): w for i, w in enumerate(state.weights)} | {o(0): state.o_0}
    for i in (0, 1):
        found |= {s(i): trace.s[i], o(i + 1): trace.o[i + 1]}
    return found


def draw(state: Forward, n: Numbers) -> list[Panel]:
    """Return the network, its matrices, and the sum in focus with its numbers plugged in."""
    hidden = frozenset(STEPS[state.step :])
    marks = Marks(linked(state.focus, n), hidden, handles(knobs(state), state))
    at = places((4, 3, 2), (50, 75, 290, 230))
    network, products = edges([n[W(0)], n[W(1)]], at, marks), list[str]()
    network += nodes([n[o(0)], n[o(1)], n[o(2)]], at, marks)
    for i, layer in enumerate(at):
        name = o(i).drawn
        network.append(formula(layer[0][0], 24, name, text_anchor="middle", font_size=18))
        for k, (x, y) in enumerate(layer):
            if i and s(i - 1)[k] not in hidden:
                look = {"font_size": 10, "text_anchor": "middle", "fill_opacity": 0.75}
                network.append(shown(x, y + 28, s(i - 1)[k], n[s(i - 1)][k], **look))
    for i, y in ((0, 60.0), (1, 205.0)):
        W_i = Matrix(W(i), n[W(i)], cell=(42, 24), top=1.5, write=setting)
        o_i = Matrix(o(i), n[o(i)], top=1.5, write=setting if i == 0 else decimal)
        s_i, out = (Matrix(x, n[x], top=1.5) for x in (s(i), o(i + 1)))
        middle = y + 12 * len(W_i.values)
        products += in_a_row(420, middle, [W_i, o_i, "=", s_i, "φ", out], marks)
    return [
        Panel("network", 400, 334, network),
        Panel("products", 460, 334, products, x=400),
        Panel("formula", 860, 66, _sum(state.focus, n, hidden), y=334),
    ]


def _sum(focus: Letter, n: Numbers, hidden: frozenset[Letter]) -> list[str]:
    """Return the sum that the focus belongs to, letter by letter and with its numbers."""
    i, k, j = place_of(focus)
    terms = [
        (
            f"{W(i)[k, m].drawn} {o(i)[m].drawn}",
            f"({setting(n[W(i)][k, m])})({setting(x) if i == 0 else decimal(x)})",
        )
        for m, x in enumerate(n[o(i)])
    ]
    result = "?" if s(i)[k] in hidden else decimal(n[s(i)][k])
    bold = -1 if j is None else j
    lines = sum_of(s(i)[k].drawn, terms, result, bold).drawn(30, 350, apart=32)
    out = o(i + 1)[k]
    if out not in hidden:
        end = f"{out.drawn} = φ({result}) = {decimal(n[out.whole][k])}"
        lines.append(formula(640, 382, end, font_size=17))
    return lines


def place_of(focus: Letter) -> tuple[int, int, int | None]:
    """Return the layer, row and (for one weight or input) column of the sum that is spelled out."""
    i = focus.layer or 0
    match focus.kind:
        case "W":
            return i, focus.at[0], focus.at[1]
        case "o" if i == 0:
            return 0, 0, focus.at[0]
        case "o":
            return i - 1, focus.at[0], None
        case _:
            return i, focus.at[0], None


def linked(focus: Letter, n: Numbers) -> set[Letter]:
    """Return the letters that belong to the one in focus: for a weight, all that meets in it."""
    i, k, j = place_of(focus)
    if focus.kind == "W" and j is not None:
        return {focus, o(i)[j], s(i)[k]}
    if focus.whole == o(0):
        return {focus} | {W(0)[row, focus.at[0]] for row in range(len(n[W(0)]))}
    return {W(i)[k, m] for m in range(len(n[o(i)]))} | {s(i)[k], o(i + 1)[k]}


def describe(state: Forward, n: Numbers) -> str:
    """Return what the drawing shows, in words."""
    if state.step == 0:
        return "A network of 4, 3 and 2 nodes. Nothing is computed yet; the inputs are there."
    if state.step < len(STEPS):
        last = STEPS[state.step - 1]
        words = f"{state.step} of {len(STEPS)} numbers are computed. The last is {last.prose}"
        return f"{words} = {decimal(n[last.whole][last.at])}."
    i, k, j = place_of(state.focus)
    total, says = decimal(n[s(i)][k]), f"The network says {_list(n[o(2)])}."
    if j is None:
        row = f"row {k + 1} of {W(i).prose} times o_{i}"
        return f"{s(i)[k].prose} adds up {row}: {total}. {says}"
    w = n[W(i)][k, j]
    return (
        f"The weight {W(i)[k, j].prose} is {setting(w)}. Through it node {k + 1} of layer "
        f"{i + 1} hears node {j + 1} of layer {i}: it adds {decimal(w * n[o(i)][j])} to "
        f"the sum {total}. {says}"
    )


def _list(values: Array) -> str:
    return " and ".join(map(decimal, values))


EXPLORER = Explorer(
    title="Forward pass",
    try_this=(
        "Try this: drag a line of the network up or down, or reach it with Tab and use the arrow "
        "keys. Which numbers follow, and which don’t? Then set “computed so far” to 0, press “next "
        "number”, and say each before you see it."
    ),
    start=Forward,
    knobs=knobs,
    shows=shows,
    draw=draw,
    describe=describe,
    moments={
        "the first sum": [{"ref": "step", "set": 1}, {"ref": W(0)[0, 1].code, "focus": True}],
        "the hidden layer": [{"ref": "step", "set": 6}, {"ref": W(0)[2, 3].code, "focus": True}],
        "all of it": [{"ref": W(1)[0, 1].code, "focus": True}],
    },
    pressed=pressed,
)
