"""What the prediction of a gradient leaves over, by the size of the step: right from wrong."""

from collections.abc import Callable, Mapping

import matplotlib.pyplot as plt
import numpy as np

from netlib.checks import Array
from netlib.drawing.colours import BLUE, VERMILLION
from netlib.drawing.picture import Picture

STEPS = 2.0 ** -np.arange(9)  # smaller ones would show rounding
END = slice(-4, None)  # where a slope is read


def remainder(
    f: Callable[[Array], Array], x: Array, way: Array, gradients: Mapping[str, Array]
) -> Picture:
    """Return a picture of the remainders of f along the way, for steps that halve.

    f: a function with one number as its value. x: where it is taken. way: the first step, of the
    shape of x. gradients: by what they are called, each of the shape of x; the first is drawn
    solid. The words give each line's slope at its end, on logarithmic axes: 2 for a right gradient,
    1 for a wrong one.
    Raises ValueError when a shape is not that of x.
    Source: Taylor's formula, f(x + hd) = f(x) + h f'(x) d + O(h²).
    """
    for name, array in {"the way": way, **gradients}.items():
        if np.shape(array) != np.shape(x):
            raise ValueError(f"{name} is {np.shape(array)}, but must be {np.shape(x)}, as x is")
    changes = np.array([f(x + h * way) - f(x) for h in STEPS])
    figure, ax = plt.subplots(figsize=(6.5, 3))
    said = []
    styles = [("o-", BLUE), ("s--", VERMILLION), ("^:", VERMILLION)]
    for (name, gradient), (style, colour) in zip(gradients.items(), styles, strict=False):
        left_over = np.abs(changes - STEPS * np.sum(gradient * way))
        slope = np.polyfit(np.log(STEPS[END]), np.log(left_over[END]), 1)[0]
        ax.loglog(STEPS, left_over, style, color=colour, label=f"{name}: slope {slope:.1f}")
        said.append(f"{name} with slope {slope:.1f}")
    ax.set(xlabel="step, as a part of the first", ylabel="remainder")
    ax.legend()
    words = f"The remainder against the step, on logarithmic axes, falls as it halves: {said[0]}"
    return Picture(figure, f"{words}; {', '.join(said[1:])}." if said[1:] else f"{words}.")
