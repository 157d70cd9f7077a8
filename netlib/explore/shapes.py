"""Notebook 01: every symbol of the chain drawn to scale, and the joins where sizes must meet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from netlib.checks import Array
from netlib.drawing.colours import SOFT
from netlib.drawing.factors import TIGHT, WIDE, Box, difference, meet, product
from netlib.drawing.marks import PLAIN, Marks, brace, tagged
from netlib.drawing.panel import Panel
from netlib.drawing.stations import NARROW
from netlib.drawing.svg import element, text
from netlib.explore.about import about_knob, chain_about
from netlib.explore.knobs import Knob, handles
from netlib.explore.model import Explorer, Look, Numbers
from netlib.explore.state import State
from netlib.letters import E, G, J, Letter, W, dE_d, o, s, sigma, t, transposed, w_ij
from netlib.letters import n as size_of
from netlib.notation import shapes

SYMBOLS = (
    *(o(0), o(1), o(2), s(0), s(1), W(0), W(1), t, E, G),
    *(sigma(0), sigma(1), dE_d(W(0)), dE_d(W(1))),
)
STEP = dE_d(W(0))  # what is subtracted from W_0, not multiplied
NOTHING = Letter("nothing")  # is transposed
TURNABLE = (W(0), W(1), J(s(1), o(1)), STEP)
JACOBIANS = (J(o(2), s(1)), J(s(1), o(1)), J(o(1), s(0)))
CHAIN = (G, *JACOBIANS, J(s(0), w_ij))
FORWARD = (((W(0), o(0)), s(0)), ((W(1), o(1)), s(1)))
BACKWARD = (CHAIN, dE_d(w_ij))
# On a narrow page the chain goes on with what it has come to.
ROWS = (
    (CHAIN[:2], sigma(1)), ((sigma(1), *CHAIN[2:4]), sigma(0)), ((sigma(0), CHAIN[4]), dE_d(w_ij)),
)  # fmt: skip
RESULTS = (*(o(0), s(0), o(1), s(1), o(2), E, G, sigma(1), sigma(0), dE_d(W(1)), dE_d(W(0))),)
HIGH, TOP = 8 * WIDE.unit, 42.0  # of the largest matrix; where it begins


@dataclass(frozen=True, kw_only=True, eq=False)
class LayerSizes(State):
    """How many nodes each layer has, which symbol is transposed, which is spoken of."""

    n_0: int = 4
    n_1: int = 3
    n_2: int = 2
    turned: Letter = NOTHING
    about: Letter = NOTHING


def knobs(_: LayerSizes) -> list[Knob]:
    """Return the sizes, which symbol is transposed, and those that are when clicked."""
    return [
        *(
            Knob(f"n_{i}", x.prose, "number", 1, 8, 1, whole=True, group="nodes in each layer")
            for i, x in enumerate(map(size_of, range(3)))
        ),
        Knob("turned", "transposed", "choice", options=(NOTHING, *TURNABLE), group="transposed"),
        Knob("square", "make it square", "button", group="all layers"),
        *(Knob(x, f"transpose {x.prose}", "button", beside=False) for x in TURNABLE),
        about_knob([(x, "") for x in RESULTS]),
    ]


def pressed(state: LayerSizes, of: Letter | str) -> LayerSizes:
    """Return the state with layers of one size, or with a symbol transposed or set right."""
    if isinstance(of, Letter):
        return replace(state, turned=NOTHING if state.turned == of else of)
    size = max(state.n_1, 2)  # a single number is its own transpose
    return replace(state, n_0=size, n_1=size, n_2=size)


def shows(state: LayerSizes) -> dict[Letter, Array]:
    """Return the shape of every symbol, of every Jacobian, and of what is transposed."""
    shape = shapes((state.n_0, state.n_1, state.n_2))
    found = {x: shape[x.code] for x in SYMBOLS}
    found |= {jacobian: found[jacobian.of[0]] + found[jacobian.of[1]] for jacobian in JACOBIANS}
    found |= {J(s(0), w_ij): (*found[s(0)], 1), dE_d(w_ij): ()}
    if state.turned != NOTHING:
        found[transposed(state.turned)] = found[state.turned][::-1]
    return {x: np.array(sizes, dtype=int) for x, sizes in found.items()}


def draw(state: LayerSizes, n: Numbers, look: Look) -> list[Panel]:
    """Return the chain, both forward products, a step of W_0, and the factors with their braces."""
    turned, narrow = state.turned, look.narrow
    marks = Marks({state.about}, handles={} if look.still else handles(knobs(state), state))
    unnoticed = turned != NOTHING and n[turned][0] == n[turned][1] > 1
    row = [(x, "{} × {}".format(*box_of(x, n).size)) for x in RESULTS]
    return [
        chain_about(row, state.about, narrow),
        _forward(n, turned, marks, unnoticed, narrow),
        _step(n, turned, marks, unnoticed, narrow),
        _backward(n, turned, marks, unnoticed, narrow),
    ]


def _forward(n: Numbers, turned: Letter, marks: Marks, unnoticed: bool, narrow: bool) -> Panel:
    """Return W_0 o_0 and W_1 o_1 as boxes, from layer to layer."""
    lines = []
    for i, (factors, result) in enumerate(FORWARD):
        x, top = (4.0, 160.0 * i) if narrow else (4.0 + 282 * i, 0.0)
        lines.append(text(x, top + 10, f"forward, from layer {i} to {i + 1}", **SOFT))
        boxes = [box_of(letter, n, turned, marks) for letter in factors]
        y = top + TOP + HIGH / 2
        drawn, _ = product(
            x, y, boxes, box_of(result, n, marks=marks), unnoticed and turned in factors
        )
        lines += drawn
    return Panel("forward", NARROW if narrow else 560, 306 if narrow else 148, lines)


def _step(n: Numbers, turned: Letter, marks: Marks, unnoticed: bool, narrow: bool) -> Panel:
    """Return W_0 minus its gradient: not multiplied, so both sizes must be the same."""
    boxes = box_of(W(0), n, marks=replace(marks, handles={})), box_of(STEP, n, turned, marks)
    lines = [text(2, 10, "a step of W₀, against its gradient", **SOFT)]
    lines += difference(2, TOP + HIGH / 2, *boxes, unnoticed and turned == STEP)
    return Panel("step", 248, 148, lines, beside=not narrow)


def _backward(n: Numbers, turned: Letter, marks: Marks, unnoticed: bool, narrow: bool) -> Panel:
    """Return the chain's factors from E to one weight; narrow in three products."""
    lines = [text(4, 10, "backward, from E to one weight", **SOFT)]
    wrong = unnoticed and turned in CHAIN
    if narrow:
        y, broken = 78.0, False
        for factors, letter in ROWS:
            boxes = [box_of(x, n, turned, marks) for x in factors[broken:]]
            here = wrong and turned in factors
            made = None if broken else box_of(letter, n, marks=marks)
            drawn, _ = product(4, y, boxes, made, here, TIGHT)
            lines += drawn
            broken = broken or not all(meet(a, b) for a, b in pairwise(boxes))
            y += 130
        return Panel("backward", NARROW, 390, lines)
    boxes = [box_of(letter, n, turned, marks) for letter in CHAIN]
    result = box_of(BACKWARD[1], n, marks=marks)
    drawn, ends = product(4, TOP + HIGH / 2, boxes, result, wrong)
    says = text(808, 10, "● is w₁₂: its place is row 1, column 2", text_anchor="end", **SOFT)
    return Panel("backward", 812, 214, [*lines, says, *drawn, *_braces(ends, n, turned)])


def box_of(x: Letter, n: Numbers, turned: Letter = NOTHING, marks: Marks = PLAIN) -> Box:
    """Return the symbol as a matrix: a vector is a column, but what E is derived by lies down.

    What can be transposed has a dot where w_12 is.
    """
    over = x == turned
    name, mark = (transposed(x), (1, 0)) if over else (x, (0, 1))
    sizes = [(int(size), tagged(name[k], size)) for k, size in enumerate(n[name])]
    ones = [(1, "1")] * (2 - len(sizes))
    (rows, high), (columns, wide) = ones + sizes if x.kind in ("G", "sigma") else sizes + ones
    label = "G(E;o_2)" if x == G else name.drawn
    dot = mark if x in TURNABLE and mark[0] < rows and mark[1] < columns else None
    return Box(label, (rows, columns), (high, wide), dot, marks.handle(x), x in marks.lit)


def _braces(ends: Sequence[tuple[float, float]], n: Numbers, turned: Letter) -> list[str]:
    """Return sigma_1 and sigma_0 under the factors that they are made of, with their sizes."""
    lines, y = [], TOP + (HIGH + WIDE.unit * max(n[s(0)][0], n[s(1)][0])) / 2 + 24
    for i, last in ((1, 1), (0, 3)):
        (left, _), (_, right) = ends[0], ends[last]
        words = f"1 × {tagged(sigma(i)[0], n[sigma(i)][0])}"
        if turned == J(s(1), o(1)) and i == 0:
            rows, columns = n[turned]
            words = "refused" if rows != columns else f"{words}, wrong" if rows > 1 else words
        lines += brace(left, right, y, sigma(i).drawn)
        lines.append(element("text", words, x=(left + right) / 2 + 16, y=y + 26))
        y += 34
    return lines


def describe(state: LayerSizes, n: Numbers) -> str:
    """Return what the drawing shows, in words."""
    turned = state.turned
    if turned == NOTHING:
        return _all_fits(n) if state.about == NOTHING else _spoken_of(state.about, n)
    words, what = f"{turned.prose} is transposed", "step" if turned == STEP else "product"
    rows, columns = n[turned]
    if rows == columns == 1:
        return f"{words}, but one number is its own transpose: here alone the {what} stays right."
    if rows == columns:
        return (
            f"{words}, and nothing complains: it’s {_by(n[turned])} either way. The {what} "
            "goes through and is wrong all the same: w₁₂, the dot, stands where w₂₁ belongs."
        )
    words += f": {_by(n[transposed(turned)])} instead of {_by(n[turned])}"
    if turned != STEP:
        broken = "; ".join(_broken(n, turned))
        return f"{words}. {broken}. The product is refused, and the mistake is found."
    if 1 in (rows, columns):
        numpy = f"NumPy alone would stretch both to {_by([max(rows, columns)] * 2)}"
        return f"{words}, the shape of W₀. The step must be refused; {numpy} and say nothing."
    rule = "What is subtracted must have the same shape"
    return f"{words}, the shape of W₀. {rule}, so the step is refused, and the mistake is found."


def _all_fits(n: Numbers) -> str:
    """Return the shapes of the chain; and which would go unnoticed if it were transposed."""
    *sizes, last = [_by(box_of(x, n).size) for x in CHAIN]
    words = (
        f"Everything fits. The chain of {', '.join(sizes)} and {last} leaves 1 × 1: "
        f"∂E/∂wᵢⱼ is one number. ∂E/∂W₀ has the shape of W₀, {_by(n[W(0)])}."
    )
    square = [x.prose for x in (W(0), W(1)) if n[x][0] == n[x][1] > 1]
    if not square:
        return words
    are = "are" if len(square) == 2 else "is"
    return f"{words} But {' and '.join(square)} {are} square and would fit transposed as well."


def _spoken_of(x: Letter, n: Numbers) -> str:
    """Return what shape a symbol has, and why."""
    shape, i = _by(box_of(x, n).size), x.layer or 0
    node = "one entry for each node of layer"
    match x.kind:
        case "E":
            why = "one number, whatever the layers are"
        case "o" | "s":
            why = f"a column, {node} {i + (x.kind == 's')}"
        case "G":
            why = (
                "the derivative of a number by a vector, so it lies down: one entry for each output"
            )
        case "sigma":
            why = f"a row as G is, {node} {i + 1}, for it is ∂E/∂{s(i).prose}"
        case _:
            return (
                f"{x.prose} is {shape}: it keeps the shape of {x.of[0].prose}, for it is "
                "subtracted from it, entry by entry."
            )
    return f"{x.prose} is {shape}: {why}."


def _broken(n: Numbers, turned: Letter) -> list[str]:
    """Return, in words, each join at which the sizes don't meet."""
    found = []
    for x, y in (pair for factors, _ in (*FORWARD, BACKWARD) for pair in pairwise(factors)):
        a, b = box_of(x, n, turned), box_of(y, n, turned)
        if not meet(a, b):
            sizes = ((a.size[1], "column"), (b.size[0], "row"))
            columns, rows = (f"{k} {word}{'s' if k > 1 else ''}" for k, word in sizes)
            found.append(f"{x.prose} has {columns}, but {y.prose} has {rows}")
    return found


def _by(sizes: Iterable[int]) -> str:
    return " × ".join(str(int(k)) for k in sizes)


TURN = {"ref": J(s(1), o(1)).code, "press": 1}
EXPLORER = Explorer(
    title="Shapes",
    tries=(
        "Change the nodes of a layer, and say each shape before you read it.",
        "Click a box with a round arrow: that transposes it. Where is it noticed?",
        "Press “make it square”, and transpose again. And now?",
        "Press each box of the chain: is it a column, a row, or a matrix, and why?",
    ),
    start=LayerSizes, knobs=knobs, shows=shows, draw=draw, describe=describe, pressed=pressed,
    moments={
        "everything fits": [],
        "a factor transposed": [TURN],
        "transposed and square": [TURN, {"ref": "square", "press": 1}],
    },
)  # fmt: skip
