"""Many small images on one sheet: digits, or the weights of units that look at digits."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from netlib import checks


def sheet(
    rows: ArrayLike, captions: Sequence[str] = (), *, columns: int = 10, signed: bool = False
) -> Figure:
    """Return a figure of the rows, each drawn as a square image, from left to right.

    rows: (N, side²), ink from 0 to 1; or signed, blue below zero and yellow above (in print
    dark and light), all on one scale. captions: none, or one for each row. columns: images side
    by side.
    Raises ValueError when there is no row, a row is no square, or captions and rows differ in
    number.
    """
    rows = np.atleast_2d(np.asarray(rows))
    side = round(rows.shape[1] ** 0.5)
    if side * side != rows.shape[1]:
        raise ValueError(f"a row of {rows.shape[1]} numbers is no square image")
    if len(rows) == 0:
        raise ValueError("there are no images")
    columns = checks.whole_number("columns", columns)
    if captions and len(captions) != len(rows):
        raise ValueError(f"there are {len(rows)} images, but {len(captions)} captions")
    lines = -(-len(rows) // columns)
    inches = min(1.2, 8 / columns)  # ten images side by side fill a page
    size = (inches * columns, (1.25 if captions else 1.05) * inches * lines)
    figure, axes = plt.subplots(lines, columns, figsize=size, squeeze=False, layout="constrained")
    top = float(np.quantile(np.abs(rows), 0.99)) if signed else 1.0
    colours, low = ("cividis", -top) if signed else ("gray_r", 0.0)
    for k, ax in enumerate(axes.flat):
        ax.set_axis_off()
        if k < len(rows):
            ax.imshow(rows[k].reshape(side, side), cmap=colours, vmin=low, vmax=top)
            if captions:
                ax.set_title(captions[k], fontsize=9)
    return figure
