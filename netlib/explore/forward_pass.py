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
    return [
        *(k for i, w in enumerate(state.weights) for k in entries(W(i), w, -3, 3, 0.1)),
        *entries(o(0), state.o_0, 0, 1, 0.05),
        *(Knob(x, f"show how {x.prose} is made", "focus", beside=False) for x in STEPS),
        Knob("step", "computed so far", "slider", 0, len(STEPS), 1, whole=True),
        Knob("next", "next number", "button"),
    ]


def pressed(state: Forward, _: Letter | str) -> Forward:
    """Return the state one number further on, that number in focus."""
    step = min(state.step + 1, len(STEPS))
    return replace(state, step=step, focus=STEPS[step - 1])


def shows(state: Forward) -> dict[Letter, Array]:
    """Return weights, inputs, sums and outputs."""
    trace, weights = forward(state.weights, state.o_0), enumerate(state.weights)
    made = {s(0): trace.s[0], o(1): trace.o[1], s(1): trace.s[1], o(2): trace.o[2]}
    return {W(i): w for i, w in weights} | {o(0): state.o_0} | made


def draw(state: Forward, n: Numbers) -> list[Panel]:
    """Return the network, its matrices, and the sum in focus with its numbers plugged in."""
    hidden = frozenset(STEPS[state.step :])
    marks = Marks(linked(state.focus, n), hidden, handles(knobs(state), state))
    at, products = places((4, 3, 2), (50, 75, 290, 230)), list[str]()
    network = edges(state.weights, at, marks) + nodes([n[o(i)] for i in range(3)], at, marks)
    small = {"font_size": 10, "text_anchor": "middle", "fill_opacity": 0.75}
    for i, layer in enumerate(at):
        network.append(formula(layer[0][0], 24, o(i).drawn, text_anchor="middle", font_size=18))
        for k, (x, y) in enumerate(layer):
            if i and s(i - 1)[k] not in hidden:
                network.append(shown(x, y + 28, s(i - 1)[k], n[s(i - 1)][k], **small))
    for i, middle in ((0, 96.0), (1, 229.0)):
        W_i = Matrix(W(i), n[W(i)], cell=(42, 24), top=1.5, write=setting)
        o_i = Matrix(o(i), n[o(i)], top=1.5, write=decimal if i else setting)
        s_i, out = (Matrix(x, n[x], top=1.5) for x in (s(i), o(i + 1)))
        products += in_a_row(420, middle, [W_i, o_i, "=", s_i, "φ", out], marks)
    return [
        Panel("network", 400, 334, network),
        Panel("products", 460, 334, products, x=400),
        Panel("formula", 860, 66, _sum(state.focus, n, hidden), y=334),
    ]


def _sum(focus: Letter, n: Numbers, hidden: frozenset[Letter]) -> list[str]:
    """Return the sum that the focus belongs to: in letters, with its numbers, and its output."""
    i, k, j = place_of(focus)

    def written(x: Letter) -> str:
        write = setting if x.kind == "W" or x.whole == o(0) else decimal
        return "?" if x in hidden else write(n[x.whole][x.at])

    pairs = [(W(i)[k, m], o(i)[m]) for m in range(len(n[o(i)]))]
    terms = [(f"{w.drawn} {x.drawn}", f"({written(w)})({written(x)})") for w, x in pairs]
    total, out = s(i)[k], o(i + 1)[k]
    spelled = sum_of(total.drawn, terms, written(total), bold=-1 if j is None else j)
    size = min(17, 1600 / (len(spelled.numbers) + 20))  # a digit is half as wide as it is high
    lines = spelled.drawn(30, 344, apart=21, size=size)
    end = "" if out in hidden else f"{out.drawn} = φ({written(total)}) = {written(out)}"
    return [*lines, formula(30, 386, end, font_size=size)]


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
    try_this=(
        "Try this: drag a line of the network up or down, or reach it with Tab and use the arrow "
        "keys. Which numbers follow, and which don’t? Then set “computed so far” to 0, press “next "
        "number”, and say each before you see it."
    ),
    start=Forward, knobs=knobs, shows=shows, draw=draw, describe=describe, pressed=pressed,
    moments={
        "the first sum": [{"ref": "step", "set": 1}, {"ref": W(0)[0, 1].code, "focus": True}],
        "the hidden layer": [{"ref": "step", "set": 6}, {"ref": W(0)[2, 3].code, "focus": True}],
        "all of it": [{"ref": W(1)[0, 1].code, "focus": True}],
    },
)  # fmt: skip
