"""What gradients miss of a change, by the size of the step: the slope tells right from wrong."""

from collections.abc import Callable, Mapping

import matplotlib.pyplot as plt
import numpy as np

from netlib.checks import Array
from netlib.drawing.colours import BLUE, VERMILLION
from netlib.drawing.picture import Picture

STEPS = 2.0 ** -np.arange(9)  # smaller ones would show rounding


def remainder(
    f: Callable[[Array], Array], x: Array, way: Array, gradients: Mapping[str, Array]
) -> Picture:
    """Return a picture of what each gradient misses of f along the way, for steps that halve.

    f: a function with one number as its value. x: where it is taken. way: the first step, of the
    shape of x. gradients: by what they are called, each of the shape of x; the first is drawn
    solid. The words give each line's slope on powers: 2 for a right gradient, 1 for a wrong one.
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
        missed = np.abs(changes - STEPS * np.sum(gradient * way))
        slope = np.polyfit(np.log(STEPS[3:]), np.log(missed[3:]), 1)[0]
        ax.loglog(STEPS, missed, style, color=colour, label=f"{name}: slope {slope:.1f}")
        said.append(f"{name} with slope {slope:.1f}")
    ax.set(xlabel="size of the step", ylabel="what it misses")
    ax.legend()
    words = f"What is missed against the step, on scales of powers, falls as it halves: {said[0]}"
    return Picture(figure, f"{words}; {', '.join(said[1:])}." if said[1:] else f"{words}.")
