"""What stands around the network of notebook 06: targets, signals, weight gradients, a scale."""

from collections.abc import Collection, Sequence

import numpy as np

from netlib.drawing.marks import Marks, Place, shown
from netlib.drawing.matrix import Matrix
from netlib.drawing.svg import decimal, element, formula, setting, text
from netlib.explore.model import Numbers
from netlib.explore.walk import arriving
from netlib.letters import E, G, Letter, W, dE_d, norm, o, sigma, t

E_BEFORE = Letter("E before")  # where the last step down began


def targets(at: Sequence[Place], n: Numbers, marks: Marks, done: Collection[Letter]) -> list[str]:
    """Return the targets right of the outputs, between each and its output its G, and E below."""
    middle = {"text_anchor": "middle"}
    lines = [formula(780, 34, t.drawn, font_size=18, **middle)]
    for k, (x, y) in enumerate(at):
        path = f"M{x + 20:.1f} {y:.1f}H760"
        lines.append(element("path", d=path, stroke="currentColor", fill="none"))
        circle = element("circle", cx=780.0, cy=y, r=20, fill="transparent", stroke="currentColor")
        number = shown(780, y, t[k], n[t][k], setting, font_size=10.5, **middle)
        lines.append(element("g", circle + number, **marks.handle(t[k])))
        miss = element("rect", x=670.0, y=y - 22, width=60, height=44, fill="transparent")
        if G in done:
            miss += formula(700, y - 11, G[k].drawn, font_size=14, **middle)
            miss += shown(700, y + 11, G[k], n[G][k], **middle)
        else:
            miss += text(700, y + 11, "·", **middle)
        lines.append(element("g", miss, **marks.handle(G[k])))
    lines.append(formula(742, 330, "E =", font_size=17, text_anchor="end"))
    lines.append(shown(748, 330, E, float(n[E]), font_size=15))
    earlier = float(n[E_BEFORE])
    lines.append(text(742, 350, "before" if earlier else "", font_size=11, text_anchor="end"))
    number = shown(748, 350, E_BEFORE, earlier, font_size=11) if earlier else text(0, 0, "")
    return [*lines, number]


def layer(i: int, at: Sequence[Place], n: Numbers, L: int, done: Collection[Letter]) -> list[str]:
    """Return a layer's name, and below its nodes what has come back to them."""
    x = at[0][0]
    lines = [formula(x, 34, o(i).drawn, text_anchor="middle", font_size=18)]
    if i == 0:
        return lines
    x -= 26 if i < L else 0  # clear of the bands, which arrive from the right
    signal = sigma(i - 1)
    for k, (_, y) in enumerate(at):
        for letter, down in ((arriving(i), 31), (signal, 43)):
            lines += _labelled(x, y + down, letter[k], n, letter in done, named=L <= 3)
    return lines + _labelled(x, 330, norm(signal), n, signal in done, named=True)


def _labelled(x: float, y: float, entry: Letter, n: Numbers, there: bool, named: bool) -> list[str]:
    """Return a formula and its number beside it, or the number alone, once it is computed."""
    nothing, letter = text(x, y, ""), entry.whole
    if not there:
        return [nothing, nothing]
    value = float(n[letter][entry.at])
    if not named:
        return [nothing, shown(x, y, entry, value, font_size=10, text_anchor="middle")]
    label = formula(x - 3, y, letter.drawn, font_size=12, text_anchor="end")
    return [label, shown(x + 1, y, entry, value, font_size=10.5)]


def weight_gradients(L: int, n: Numbers, marks: Marks, done: Collection[Letter]) -> list[str]:
    """Return the weight gradients, each a matrix laid out like its weights; three in a row."""
    gradients = [dE_d(W(i)) for i in range(L)]
    coming = {x[k] for x in gradients if x not in done for k in np.ndindex(n[x].shape)}
    marks, lines = Marks(marks.lit, coming, marks.handles), list[str]()
    for first in range(0, L, 3):
        group = gradients[first : first + 3]
        columns, x = sum(n[letter].shape[1] for letter in group), 40.0
        width = min(62.0, (790 - 36 * len(group)) / columns)
        for letter in group:
            matrix = Matrix(letter, n[letter], cell=(width, 24))
            lines += matrix.drawn(x, 452.0 + 110 * (first // 3), marks)
            x += matrix.width + 36
    return lines


def band_scale(scale: float) -> list[str]:
    """Return what a band of ten units' width stands for."""
    mark = element("rect", x=500.0, y=363.0, width=10, height=10, fill="currentColor", opacity=0.4)
    return [mark, text(516, 368, f"a band this wide is {decimal(10 / scale)}", font_size=11)]
