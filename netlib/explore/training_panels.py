"""What notebook 07's explorer draws of a training: answers, hidden nodes, curves, gradients."""

from collections.abc import Sequence

import numpy as np

from netlib.checks import Array
from netlib.drawing.colours import SOFT
from netlib.drawing.images import ink_image, signed_image
from netlib.drawing.marks import Marks, shown
from netlib.drawing.panel import Panel
from netlib.drawing.plot import Plot
from netlib.drawing.stations import NARROW
from netlib.drawing.svg import element, formula, place, setting, text
from netlib.explore.model import Numbers
from netlib.explore.training_plane import answer_map, borders, square
from netlib.explore.training_run import ACCURACY, ANSWERS, MEAN_SLOPE, TEST_ACCURACY, Training
from netlib.explore.training_tasks import POINTS
from netlib.letters import E, Letter, W, dE_d, norm

SIDE, ROOM = 184.0, 256.0  # of the two square pictures; how wide their panels are
TOP = 24.0  # where the pictures begin, below their titles
LEAST = 1e-12  # where the logarithmic bars begin


def answers(state: Training, n: Numbers, marks: Marks) -> Panel:
    """Return the plane coloured by what is answered, or digits with the answers below them."""
    if state.what == POINTS:
        plane = answer_map(square(0, TOP, SIDE), state.weights, state.task.train)
        notes = ["dark blue: the first output is larger, as for ●"]
        notes.append("light orange: the second, as for ×")
        return _picture("answers", "What it answers, everywhere", plane, notes)
    test, lines = state.task.test, []
    wide, high = SIDE / 4 - 14, SIDE / 4
    for row in range(4):
        five = test.inputs[5 * row : 5 * row + 5].reshape(5, 28, 28)
        lines.append(ink_image((0, TOP + row * high, 5 * wide, wide), np.hstack(list(five))))
    for k, answer in enumerate(n[ANSWERS]):
        x, y = (k % 5 + 0.5) * wide, TOP + (k // 5) * high + wide + 7
        wrong = answer != test.labels[k]
        weight = "bold" if wrong else None
        number = shown(x, y, ANSWERS[k], answer, setting, text_anchor="middle", font_weight=weight)
        lines.append(element("g", number + (text(x + 6, y, "✗") if wrong else "")))
    note = "below each: its largest output; ✗: wrong"
    return _picture("answers", "What it reads: twenty test digits", lines, [note])


def hidden_nodes(state: Training, narrow: bool) -> Panel:
    """Return each hidden node's line in the plane, or its weights as an image."""
    if state.what == POINTS:
        lines = borders(square(0, TOP, SIDE), state.weights, state.task.train)
        notes = ["output ½ on the line, more at the arrow"]
        notes.append("solid blue speaks for ●, dashed orange for ×")
    else:
        W_0, size, lines = state.weights[0], SIDE / 4, []
        top = float(np.quantile(np.abs(W_0), 0.99))
        for k, row in enumerate(W_0):
            box = (k % 4 * size, TOP + k // 4 * size, size - 4, size - 4)
            lines.append(signed_image(box, row.reshape(28, 28), top, image_rendering="pixelated"))
        notes = ["a row of W₀ each: ink on dark blue excites,"]
        notes.append("ink on light orange quietens it")
    return _picture("nodes", "What each hidden node looks for", lines, notes, beside=not narrow)


def curves(state: Training, marks: Marks, narrow: bool) -> Panel:
    """Return E and the accuracies over epochs, their ends written above."""
    learned = state.task
    steps, error, accuracy, test_accuracy = np.array([*state.curve, state.latest]).T
    epochs = steps / learned.epoch
    end = next(e for e in (5, 10, 20, 50, 100, 200, 500) if epochs[-1] <= e)
    top = max(0.6, 0.15 * learned.sizes[2])  # outputs of ½ make E an eighth of their number
    wide = NARROW - 50 if narrow else 216.0
    above, below = (Plot(36, y, wide, 50, (0, end), (0, high)) for y, high in ((46, top), (154, 1)))
    seen, others = (f"{len(samples.labels):,}" for samples in (learned.train, learned.test))
    solid = {"stroke": "currentColor", "stroke_width": 2}
    dashed = solid | {"stroke_dasharray": "5 3"}
    right, sees, rest = 36 + wide, f"right, of the {seen} it sees", f"of {others} others"
    lines = [
        _title("How it went"),
        *above.frame([], (0, 0.25, 0.5) if top < 1 else (0, 0.5, 1), "", ""),
        *_curve(above, epochs, error, **solid),
        *_legend(28, right, "E, mean error", E, error[-1], marks),
        *below.frame([0, end / 2, end], (0, 0.5, 1), "", ""),
        *_curve(below, epochs, accuracy, **solid),
        *_legend(112, right, sees, ACCURACY, accuracy[-1], marks, **solid),
        *_curve(below, epochs, test_accuracy, **dashed),
        *_legend(130, right, rest, TEST_ACCURACY, test_accuracy[-1], marks, **dashed),
        text(right, 232, "epochs", text_anchor="end", **SOFT),
    ]
    return Panel("curves", right + 14, 246, lines, beside=not narrow)


def _curve(plot: Plot, epochs: Array, values: Array, **stroke: object) -> list[str]:
    """Return a curve and a dot at its end."""
    x, y = plot.at(epochs[-1], values[-1])
    dot = element("circle", cx=x, cy=y, r=3, stroke="none")
    return [plot.line(epochs, values, **stroke), dot]


def _legend(
    y: int, right: float, label: str, letter: Letter, value: float, marks: Marks, **stroke: object
) -> list[str]:
    """Return what a curve is and its last number, behind a piece of its line if it has a stroke."""
    line = element("path", d=f"M36 {y}h22", fill="none", **stroke)
    bold = {"text_anchor": "end", "font_weight": "bold"}
    number = shown(right, y, letter, value, marks=marks, **bold)
    return [*([line] if stroke else []), text(64 if stroke else 36, y, label), number]


def gradient_sizes(n: Numbers, marks: Marks, narrow: bool) -> Panel:
    """Return four bars on a logarithmic scale, in the order of the backward pass."""
    x, y, width = (134.0, 34.0, 150.0) if narrow else (150.0, 34.0, 560.0)
    heading = "The gradient in the backward pass" + ", on a logarithmic scale" * (not narrow)
    lines = [_title(heading)]
    for mark in range(-12, 1, 4 if narrow else 2):
        across = x + _part(10.0**mark) * width
        path = f"M{place(across)} {y - 10}v80"
        lines.append(element("path", d=path, stroke="currentColor", stroke_opacity=0.25))
        power = f"10^{{\N{MINUS SIGN}{-mark}}}" if mark else "1"
        lines.append(formula(across, y + 80, power, text_anchor="middle", font_size=12.5))
    bars = [
        (MEAN_SLOPE[2], "mean o_2 (1 − o_2)", 0.15),
        (norm(dE_d(W(1))), f"length of {dE_d(W(1)).drawn}", 0.6),
        (MEAN_SLOPE[1], "mean o_1 (1 − o_1)", 0.15),
        (norm(dE_d(W(0))), f"length of {dE_d(W(0)).drawn}", 0.6),
    ]
    for letter, label, opacity in bars:
        value = float(n[letter])
        box = {"x": x, "y": y - 6, "width": _part(value) * width, "height": 12}
        look = {"fill": "currentColor", "fill_opacity": opacity, "stroke": "currentColor"}
        lines.append(formula(x - 10, y, label, text_anchor="end", font_size=14))
        lines.append(element("rect", **box, **look))
        lines.append(shown(x + width + 14, y, letter, value, marks=marks))
        y += 19
    return Panel("gradients", NARROW if narrow else 812, 126, lines)


def _part(value: float) -> float:
    """Return where a size lies between LEAST and 1 on the logarithmic scale, 0 to 1."""
    return float(np.clip(1 - np.log10(max(value, LEAST)) / np.log10(LEAST), 0, 1))


def _picture(
    name: str, title: str, lines: Sequence[str], notes: Sequence[str], beside: bool = False
) -> Panel:
    """Return what is drawn in a square, under its title, and the notes below it."""
    y = TOP + SIDE + 12
    below = [text(0, y + 16 * row, note, **SOFT) for row, note in enumerate(notes)]
    return Panel(name, ROOM, y + 26, [_title(title), *lines, *below], beside)


def _title(words: str) -> str:
    return text(0, 9, words, font_size=13, font_weight="bold")
