"""What notebook 07's explorer draws of a training: answers, hidden nodes, curves, gradients."""

from collections.abc import Mapping

import numpy as np

from netlib.checks import Array
from netlib.drawing.colours import BLUE, VERMILLION
from netlib.drawing.images import ink_image, signed_image
from netlib.drawing.pieces import Plot, shown, sign_colour
from netlib.drawing.svg import element, formula, place, setting, text
from netlib.explore.knobs import State
from netlib.explore.lessons import EDGE, POINTS, Lesson, Samples, lesson
from netlib.explore.network_state import weights_of
from netlib.forward import forward_unchecked

Numbers = Mapping[str, Array]
SIDE = 240.0  # of the two square panels
LEFT, MIDDLE, RIGHT, TOP = 20.0, 295.0, 610.0, 44.0
CELLS = 40  # of the plane, each way
ASKED = 20  # test digits that are shown with their answers
HALO = "#f2f2f2"  # around points that stand on an image, which is the same on light and dark
LEAST = 1e-12  # where the logarithmic bars begin


def answers(state: State, n: Numbers) -> list[str]:
    """Return the left panel: the plane coloured by what is answered, or digits with answers."""
    if state["what"] == POINTS:
        o_2 = forward_unchecked(weights_of(state), grid()).o[2]
        field = (o_2[:, 0] - o_2[:, 1]).reshape(CELLS, CELLS)
        return [
            _title(LEFT, "What it answers, everywhere"),
            signed_image((LEFT, TOP, SIDE, SIDE), field, 1.0),
            *_points(lesson(POINTS).train, LEFT, HALO),
            *_points(lesson(POINTS).train, LEFT),
            _note(LEFT, 0, "dark blue: the first output is larger, as for ●;"),
            _note(LEFT, 1, "light orange: the second one, as for ×"),
        ]
    test, lines = lesson(state["what"]).test, [_title(LEFT, "What it reads: twenty test digits")]
    wide, high = 46.0, SIDE / 4
    for row in range(4):
        five = test.inputs[5 * row : 5 * row + 5].reshape(5, 28, 28)
        box = (LEFT, TOP + row * high, 5 * wide, wide)
        lines.append(ink_image(box, np.hstack(list(five))))
    for k in range(ASKED):
        x, y = LEFT + (k % 5 + 0.5) * wide, TOP + (k // 5) * high + wide + 7
        wrong = n["answers"][k] != test.labels[k]
        weight = "bold" if wrong else None
        number = shown(
            x,
            y,
            f"answers[{k}]",
            n["answers"][k],
            setting,
            text_anchor="middle",
            font_weight=weight,
        )
        lines.append(element("g", number + (text(x + 7, y, "✗") if wrong else "")))
    return [*lines, _note(LEFT, 0, "below each: its largest output; ✗: wrong")]


def answers_shown(state: State) -> dict[str, Array]:
    """Return the digits that the network reads in the images shown, if it learns digits."""
    if state["what"] == POINTS:
        return {}
    asked = lesson(state["what"]).test.inputs[:ASKED]
    return {"answers": forward_unchecked(weights_of(state), asked).o[2].argmax(axis=1)}


def grid() -> Array:
    """Return (x, y, 1) of the middle of each cell of the plane, row by row from the top."""
    middles = EDGE * (2 * (np.arange(CELLS) + 0.5) / CELLS - 1)
    x, y = np.meshgrid(middles, middles[::-1])
    return np.stack([x.ravel(), y.ravel(), np.ones(x.size)], axis=1)


def hidden_nodes(state: State) -> list[str]:
    """Return the middle panel: each hidden node's line in the plane, or its weights as an image."""
    W_0, W_1 = weights_of(state)
    lines = [_title(MIDDLE, "What each hidden node looks for")]
    if state["what"] != POINTS:
        size, top = SIDE / 4, float(np.quantile(np.abs(W_0), 0.99))
        for k, row in enumerate(W_0):
            box = (MIDDLE + k % 4 * size, TOP + k // 4 * size, size - 4, size - 4)
            image = row.reshape(28, 28)
            lines.append(signed_image(box, image, top, image_rendering="pixelated"))
        lines.append(_note(MIDDLE, 0, "a row of W₀ each: ink on dark blue excites it,"))
        return [*lines, _note(MIDDLE, 1, "ink on light orange quietens it")]
    frame = {"width": SIDE, "height": SIDE, "fill": "none", "stroke": "currentColor"}
    lines.append(element("rect", x=MIDDLE, y=TOP, stroke_opacity=0.4, **frame))
    lines += _points(lesson(POINTS).train, MIDDLE, opacity=0.35)
    votes = W_1[0] - W_1[1]
    lines += [_border(row, float(vote)) for row, vote in zip(W_0, votes, strict=True)]
    lines += [
        _arrow(row, float(vote), k) for k, (row, vote) in enumerate(zip(W_0, votes, strict=True))
    ]
    return [
        *lines,
        _note(MIDDLE, 0, "its output is ½ on the line, more at the arrow;"),
        _note(MIDDLE, 1, "solid blue speaks for ●, dashed orange for ×"),
    ]


def _border(row: Array, vote: float) -> str:
    """Return the line w_1 x + w_2 y + w_3 = 0, if it is in sight.

    row: (w_1, w_2, w_3). vote: how much the node's output speaks for the first answer.
    """
    ends = chord(row)
    if ends is None:
        return element("path")
    (x0, y0), (x1, y1) = (_at(MIDDLE, x, y) for x, y in ends)
    return element(
        "path",
        d=f"M{place(x0)} {place(y0)}L{place(x1)} {place(y1)}",
        stroke=sign_colour(vote),
        stroke_width=f"{min(1 + 0.25 * abs(vote), 4):.1f}",
        stroke_dasharray=None if vote >= 0 else "6 4",
    )


def _arrow(row: Array, vote: float, k: int) -> str:
    """Return an arrow from that line to its upper side, and the node's number, counted from 1.

    row, vote: as in `_border`. k: the node's index; not all arrows stand in the middle.
    """
    ends = chord(row)
    if ends is None:
        return element("g")
    (x0, y0), (x1, y1) = (_at(MIDDLE, x, y) for x, y in ends)
    along = 0.3 + 0.4 * (3 * k % 8) / 7
    x, y = x0 + along * (x1 - x0), y0 + along * (y1 - y0)
    length = float(np.hypot(row[0], row[1]))
    right, down = row[0] / length, -row[1] / length
    head = f"l{-5 * right + 4 * down:.1f} {-5 * down - 4 * right:.1f}"
    head += (
        f"m{-8 * down:.1f} {8 * right:.1f}l{5 * right + 4 * down:.1f} {5 * down - 4 * right:.1f}"
    )
    path = f"M{place(x)} {place(y)}l{16 * right:.1f} {16 * down:.1f}{head}"
    arrow = element("path", d=path, fill="none", stroke=sign_colour(vote), stroke_width=1.5)
    x, y = float(x + 24 * right), float(y + 24 * down)
    across = float(np.clip(x, MIDDLE + 8, MIDDLE + SIDE - 8))
    down = float(np.clip(y, TOP + 8, TOP + SIDE - 8))
    if (across, down) != (x, y):
        arrow = ""  # it would stand in the words around the plane
    number = text(across, down, str(k + 1), font_size=11, text_anchor="middle")
    return element("g", arrow + number)


def chord(row: Array) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Return the ends of w_1 x + w_2 y + w_3 = 0 inside the plane, or None where it is not seen.

    row: (w_1, w_2, w_3).
    """
    length = float(np.hypot(row[0], row[1]))
    if length < 1e-12:
        return None
    a, b, c = (float(w) / length for w in row)
    low, high = -np.inf, np.inf  # how far along (-b, a) from the foot (-a c, -b c)
    for foot, way in ((-a * c, -b), (-b * c, a)):
        if abs(way) < 1e-12:
            if abs(foot) > EDGE:
                return None
            continue
        first, last = sorted(((-EDGE - foot) / way, (EDGE - foot) / way))
        low, high = max(low, first), min(high, last)
    if low >= high:
        return None
    return (-a * c - b * low, -b * c + a * low), (-a * c - b * high, -b * c + a * high)


def _points(samples: Samples, left: float, halo: str = "", opacity: float = 1) -> list[str]:
    """Return the samples as two elements: discs for the first label, crosses for the second."""
    lines = []
    for label, mark, colour, wide in (
        (0, "h0", BLUE, 6.0),
        (1, "m-2.5-2.5l5 5m-5 0l5-5", VERMILLION, 1.8),
    ):
        places = (_at(left, x, y) for x, y, _ in samples.inputs[samples.labels == label])
        path = "".join(f"M{place(x)} {place(y)}{mark}" for x, y in places)
        look = {"stroke": halo or colour, "stroke_width": wide + (2 if halo else 0)}
        ends = {"fill": "none", "stroke_linecap": "round", "stroke_opacity": opacity}
        lines.append(element("path", d=path, **look, **ends))
    return lines


def _at(left: float, x: float, y: float) -> tuple[float, float]:
    """Return the place in the drawing of a point of the plane."""
    return left + SIDE * (x + EDGE) / (2 * EDGE), TOP + SIDE * (EDGE - y) / (2 * EDGE)


def curves(state: State, n: Numbers) -> list[str]:
    """Return the right panel: E and the accuracies over epochs, their ends written above."""
    to_learn = lesson(state["what"])
    last = [state["steps"], *(float(n[name]) for name in ("E", "accuracy", "test accuracy"))]
    curve = np.vstack([state["curve"], last])
    epochs = curve[:, 0] / to_learn.epoch
    end = next(e for e in (5, 10, 20, 50, 100, 200, 500) if epochs[-1] <= e)
    top = max(0.6, 0.15 * to_learn.sizes[2])  # outputs of ½ make E an eighth of their number
    E = Plot(RIGHT, 72, 220, 70, (0, end), (0, top))
    rungs = (0, 0.25, 0.5) if top < 1 else (0, 0.5, 1)
    lines = [_title(RIGHT, "How it went"), *E.frame([], rungs, "", "E")]
    lines.append(E.line(epochs, curve[:, 1], stroke=BLUE, stroke_width=2))
    lines += _end(E, epochs[-1], last[1])
    lines.append(text(RIGHT + 28, 58, "mean error"))
    lines.append(shown(RIGHT + 220, 58, "E", last[1], text_anchor="end", font_weight="bold"))
    lines.append(text(RIGHT, 166, "answered right"))
    part = Plot(RIGHT, 214, 220, 70, (0, end), (0, 1))
    lines += part.frame([0, end / 2, end], (0, 0.5, 1), "epochs", "")
    for k, (name, label, colour, dash) in enumerate(_samples(to_learn)):
        y = 182 + 16 * k
        stroke = {"stroke": colour, "stroke_width": 2, "stroke_dasharray": dash}
        lines.append(part.line(epochs, curve[:, 2 + k], **stroke))
        lines += _end(part, epochs[-1], last[2 + k])
        lines.append(element("path", d=f"M{place(RIGHT)} {y}h22", fill="none", **stroke))
        lines.append(text(RIGHT + 28, y, label))
        lines.append(
            shown(RIGHT + 220, y, name, last[2 + k], text_anchor="end", font_weight="bold")
        )
    return lines


def _samples(to_learn: Lesson) -> list[tuple[str, str, str, str | None]]:
    """Return for both accuracies: the name, a label, a colour and dashes."""
    seen, others = len(to_learn.train.labels), len(to_learn.test.labels)
    return [
        ("accuracy", f"of the {seen:,} it sees", BLUE, None),
        ("test accuracy", f"of {others:,} others", VERMILLION, "5 3"),
    ]


def _end(plot: Plot, across: float, upward: float) -> list[str]:
    x, y = plot.at(across, upward)
    return [element("circle", cx=x, cy=y, r=3, stroke="none")]


def sizes_of_slopes(n: Numbers) -> list[str]:
    """Return four bars on a logarithmic scale, in the order of the way back."""
    x, y, width = 170.0, 362.0, 560.0
    lines = [
        _heading(
            20, 338, "The gradient on its way back: each mark is a hundred times the one before"
        )
    ]
    for mark in range(-12, 1, 2):
        across = x + _part(10.0**mark) * width
        lines.append(
            element("path", d=f"M{place(across)} {y - 10}v88", stroke="currentColor",
                    stroke_opacity=0.25)
        )  # fmt: skip
        power = f"10^{{{mark}}}".replace("-", "\N{MINUS SIGN}") if mark else "1"
        lines.append(formula(across, y + 88, power, text_anchor="middle", font_size=12))
    for name, label in ROWS:
        value = float(n[name])
        lines.append(formula(x - 10, y, label, text_anchor="end", font_size=14))
        slope = name.startswith("mean")
        lines.append(
            element("rect", x=x, y=y - 6, width=_part(value) * width, height=12,
                    fill="currentColor", fill_opacity=0.15 if slope else 0.6,
                    stroke="currentColor")
        )  # fmt: skip
        lines.append(shown(x + width + 14, y, name, value))
        y += 20
    return lines


ROWS = (
    ("mean o_2(1-o_2)", "mean o_2 (1 − o_2)"),
    ("|dE/dW_1|", "length of ∂E/∂W_1"),
    ("mean o_1(1-o_1)", "mean o_1 (1 − o_1)"),
    ("|dE/dW_0|", "length of ∂E/∂W_0"),
)


def _part(value: float) -> float:
    """Return where a size lies between LEAST and 1 on the logarithmic scale, 0 to 1."""
    return float(np.clip(1 - np.log10(max(value, LEAST)) / np.log10(LEAST), 0, 1))


def _heading(x: float, y: float, words: str) -> str:
    return text(x, y, words, font_size=13, font_weight="bold")


def _title(x: float, words: str) -> str:
    return _heading(x, TOP - 14, words)


def _note(x: float, row: int, words: str) -> str:
    return text(x, TOP + SIDE + 12 + 15 * row, words, font_size=11)
