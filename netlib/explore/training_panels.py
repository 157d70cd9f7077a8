"""What notebook 07's explorer draws of a training: answers, hidden nodes, curves, gradients."""

from collections.abc import Sequence

import numpy as np

from netlib.checks import Array
from netlib.drawing.colours import BLUE, VERMILLION
from netlib.drawing.images import ink_image, signed_image
from netlib.drawing.marks import shown
from netlib.drawing.plot import Plot
from netlib.drawing.svg import element, formula, place, setting, text
from netlib.explore.model import Numbers
from netlib.explore.training_plane import answer_map, borders, square
from netlib.explore.training_run import ACCURACY, ANSWERS, MEAN_SLOPE, TEST_ACCURACY, Training
from netlib.explore.training_tasks import POINTS
from netlib.letters import E, Letter, W, dE_d, norm

SIDE = 240.0  # of the two square panels
LEFT, MIDDLE, RIGHT, TOP = 20.0, 295.0, 610.0, 44.0
LEAST = 1e-12  # where the logarithmic bars begin


def answers(state: Training, n: Numbers) -> list[str]:
    """Return the left panel: the plane coloured by what is answered, or digits with answers."""
    if state.what == POINTS:
        plane = answer_map(square(LEFT, TOP, SIDE), state.weights, state.task.train)
        dark, light = "the first output is larger, as for ●;", "the second one, as for ×"
        notes = f"dark blue: {dark}", f"light orange: {light}"
        return _panel(LEFT, "What it answers, everywhere", plane, *notes)
    test, lines = state.task.test, []
    wide, high = 46.0, SIDE / 4
    for row in range(4):
        five = test.inputs[5 * row : 5 * row + 5].reshape(5, 28, 28)
        lines.append(ink_image((LEFT, TOP + row * high, 5 * wide, wide), np.hstack(list(five))))
    for k, answer in enumerate(n[ANSWERS]):
        x, y = LEFT + (k % 5 + 0.5) * wide, TOP + (k // 5) * high + wide + 7
        wrong = answer != test.labels[k]
        look = {"text_anchor": "middle", "font_weight": "bold" if wrong else None}
        number = shown(x, y, ANSWERS[k], answer, setting, **look)
        lines.append(element("g", number + (text(x + 7, y, "✗") if wrong else "")))
    note = "below each: its largest output; ✗: wrong"
    return _panel(LEFT, "What it reads: twenty test digits", lines, note)


def hidden_nodes(state: Training) -> list[str]:
    """Return the middle panel: each hidden node's line in the plane, or its weights as an image."""
    if state.what == POINTS:
        lines = borders(square(MIDDLE, TOP, SIDE), state.weights, state.task.train)
        notes = (
            "its output is ½ on the line, more at the arrow;",
            "solid blue speaks for ●, dashed orange for ×",
        )
    else:
        W_0, size, lines = state.weights[0], SIDE / 4, []
        top = float(np.quantile(np.abs(W_0), 0.99))
        for k, row in enumerate(W_0):
            box = (MIDDLE + k % 4 * size, TOP + k // 4 * size, size - 4, size - 4)
            lines.append(signed_image(box, row.reshape(28, 28), top, image_rendering="pixelated"))
        notes = "a row of W₀ each: ink on dark blue excites it,", "ink on light orange quietens it"
    return _panel(MIDDLE, "What each hidden node looks for", lines, *notes)


def curves(state: Training) -> list[str]:
    """Return the right panel: E and the accuracies over epochs, their ends written above."""
    learned = state.task
    steps, error, accuracy, test_accuracy = np.array([*state.curve, state.latest]).T
    epochs = steps / learned.epoch
    end = next(e for e in (5, 10, 20, 50, 100, 200, 500) if epochs[-1] <= e)
    top = max(0.6, 0.15 * learned.sizes[2])  # outputs of ½ make E an eighth of their number
    above = Plot(RIGHT, 72, 220, 70, (0, end), (0, top))
    below = Plot(RIGHT, 214, 220, 70, (0, end), (0, 1))
    seen, others = (f"{len(samples.labels):,}" for samples in (learned.train, learned.test))
    blue = {"stroke": BLUE, "stroke_width": 2}
    dashed = {"stroke": VERMILLION, "stroke_width": 2, "stroke_dasharray": "5 3"}
    return [
        _title(RIGHT, "How it went"),
        *above.frame([], (0, 0.25, 0.5) if top < 1 else (0, 0.5, 1), "", E.drawn),
        *_curve(above, epochs, error, **blue),
        *_legend(58, "mean error", E, error[-1]),
        text(RIGHT, 166, "answered right"),
        *below.frame([0, end / 2, end], (0, 0.5, 1), "epochs", ""),
        *_curve(below, epochs, accuracy, **blue),
        *_legend(182, f"of the {seen} it sees", ACCURACY, accuracy[-1], **blue),
        *_curve(below, epochs, test_accuracy, **dashed),
        *_legend(198, f"of {others} others", TEST_ACCURACY, test_accuracy[-1], **dashed),
    ]


def _curve(plot: Plot, epochs: Array, values: Array, **stroke: object) -> list[str]:
    """Return a curve and a dot at its end."""
    x, y = plot.at(epochs[-1], values[-1])
    dot = element("circle", cx=x, cy=y, r=3, stroke="none")
    return [plot.line(epochs, values, **stroke), dot]


def _legend(y: int, label: str, letter: Letter, value: float, **stroke: object) -> list[str]:
    """Return what a curve is and its last number, behind a piece of its line if it has a stroke."""
    line = element("path", d=f"M{place(RIGHT)} {y}h22", fill="none", **stroke)
    number = shown(RIGHT + 220, y, letter, value, text_anchor="end", font_weight="bold")
    return [*([line] if stroke else []), text(RIGHT + 28, y, label), number]


def gradient_sizes(n: Numbers) -> list[str]:
    """Return four bars on a logarithmic scale, in the order of the backward pass."""
    x, y, width = 170.0, 362.0, 560.0
    heading = "The gradient in the backward pass: each mark is a hundred times the one before"
    lines = [_title(LEFT, heading, 338)]
    for mark in range(-12, 1, 2):
        across = x + _part(10.0**mark) * width
        path = f"M{place(across)} {y - 10}v88"
        lines.append(element("path", d=path, stroke="currentColor", stroke_opacity=0.25))
        power = f"10^{{\N{MINUS SIGN}{-mark}}}" if mark else "1"
        lines.append(formula(across, y + 88, power, text_anchor="middle", font_size=12))
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
        lines.append(shown(x + width + 14, y, letter, value))
        y += 20
    return lines


def _part(value: float) -> float:
    """Return where a size lies between LEAST and 1 on the logarithmic scale, 0 to 1."""
    return float(np.clip(1 - np.log10(max(value, LEAST)) / np.log10(LEAST), 0, 1))


def _panel(x: float, title: str, lines: Sequence[str], *notes: str) -> list[str]:
    """Return what is drawn in a square, under its title, and the notes below it."""
    y = TOP + SIDE + 12
    below = [text(x, y + 15 * row, note, font_size=11) for row, note in enumerate(notes)]
    return [_title(x, title), *lines, *below]


def _title(x: float, words: str, y: float = TOP - 14) -> str:
    return text(x, y, words, font_size=13, font_weight="bold")
