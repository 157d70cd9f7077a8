"""What stands around the network of notebook 06: targets, signals, weight gradients, a scale."""

import numpy as np

from netlib.checks import Array
from netlib.drawing.pieces import Handles, address, matrix, parts, shown
from netlib.drawing.svg import decimal, element, formula, setting, text


def targets(
    outputs: list[tuple[float, float]], n: dict[str, Array], L: int, hands: Handles, done: list[str]
) -> list[str]:
    """Return the targets at the right, the miss between each and its output, and E above."""
    lines = [formula(780, 34, "t", text_anchor="middle", font_size=18)]
    for k, (x, y) in enumerate(outputs):
        lines.append(
            element("path", d=f"M{x + 20:.1f} {y:.1f}H760", stroke="currentColor", fill="none")
        )
        circle = element("circle", cx=780.0, cy=y, r=20, fill="transparent", stroke="currentColor")
        name = address("t", (k,))
        number = shown(780, y, name, n["t"][k], setting, font_size=10.5, text_anchor="middle")
        lines.append(element("g", circle + number, **hands[name]))
        if "G" in done:
            lines.append(formula(700, y - 11, f"G_{k + 1}", font_size=14, text_anchor="middle"))
            lines.append(shown(700, y + 11, address("G", (k,)), n["G"][k], text_anchor="middle"))
        else:
            lines += [text(700, y - 11, ""), text(700, y + 11, "")]
    lines.append(formula(742, 330, "E =", font_size=17, text_anchor="end"))
    lines.append(shown(748, 330, "E", float(n["E"]), font_size=15))
    earlier = float(n["E before"])
    lines.append(text(742, 350, "before" if earlier else "", font_size=11, text_anchor="end"))
    lines.append(shown(748, 350, "E before", earlier, font_size=11) if earlier else text(0, 0, ""))
    return lines


def layer(
    i: int, at: list[tuple[float, float]], n: dict[str, Array], L: int, done: list[str]
) -> list[str]:
    """Return a layer's name, and below its nodes what has come back to them."""
    x = at[0][0]
    lines = [formula(x, 34, f"o_{i}", text_anchor="middle", font_size=18)]
    if i == 0:
        return lines
    x -= 26 if i < L else 0  # clear of the bands, which arrive from the right
    signal, arrived = f"sigma_{i - 1}", f"sigma_{i} W_{i}"
    for k, (_, y) in enumerate(at):
        for symbol, label, down in ((arrived, f"σ_{i} W_{i}", 31), (signal, f"σ_{i - 1}", 43)):
            name = address(symbol, (k,))
            lines += _labelled(x, y + down, label, name, n, symbol in done, named=L <= 3)
    size = f"|sigma_{i - 1}|"
    lines += _labelled(x, 330, f"|σ_{i - 1}|", size, n, signal in done, named=True)
    return lines


def _labelled(
    x: float, y: float, label: str, name: str, n: dict[str, Array], there: bool, named: bool
) -> list[str]:
    """Return a formula and its number beside it, or the number alone, once it is computed."""
    if not there:
        return [text(x, y, ""), text(x, y, "")]
    symbol, k = parts(name)
    value = float(n[symbol][k])
    if not named:
        return [text(x, y, ""), shown(x, y, name, value, font_size=10, text_anchor="middle")]
    return [
        formula(x - 3, y, label, font_size=12, text_anchor="end"),
        shown(x + 1, y, name, value, font_size=10.5),
    ]


def weight_gradients(
    weights: list[Array], n: dict[str, Array], lit: set[str], done: list[str], hands: Handles
) -> list[str]:
    """Return the weight gradients, each a matrix laid out like its weights; three in a row."""
    lines, y = [], 452.0
    for first in range(0, len(weights), 3):
        group = range(first, min(first + 3, len(weights)))
        columns = sum(weights[i].shape[1] for i in group)
        cell = (min(62.0, (790 - 36 * len(group)) / columns), 24)
        x = 40.0
        for i in group:
            symbol = f"dE/dW_{i}"
            names = {address(symbol, k) for k in np.ndindex(weights[i].shape)}
            lines += matrix(
                x,
                y,
                n[symbol],
                symbol,
                label=f"∂E/∂W_{i}",
                cell=cell,
                lit=lit,
                hidden=set() if symbol in done else names,
                handles=hands,
            )
            x += cell[0] * weights[i].shape[1] + 36
        y += 3 * 24 + 38
    return lines


def band_scale(scale: float, visible: bool) -> list[str]:
    """Return what a band of ten units' width stands for."""
    if not visible:
        return []
    words = f"a band this wide is {decimal(10 / scale)}"
    mark = element("rect", x=500.0, y=363.0, width=10, height=10, fill="currentColor", opacity=0.4)
    return [mark, text(516, 368, words, font_size=11)]
