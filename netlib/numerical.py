"""Derivatives found by moving the input: the check that knows nothing of the chain rule."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from netlib.checks import Array

STEP = 1e-30


def complex_step(f: Callable[[Array], ArrayLike], x: ArrayLike) -> Array:
    """Return the derivative of every entry of f(x) with respect to every entry of x.

    f: takes an array of x's shape, returns a number or an array, and must accept complex input.
    x: any shape, real. Returns the shape of f(x) followed by the shape of x: for two vectors the
    Jacobian (len f, len x), for a number and a matrix the shape of the matrix.
    Source: Im f(x + ih) / h; W. Squire and G. Trapp, SIAM Review 40 (1998), 110-112. Nothing is
    subtracted, so nothing cancels and h can be far below the rounding of x.
    """
    x = np.asarray(x, dtype=np.float64)
    columns = []
    for k in np.ndindex(x.shape):
        moved = x.astype(np.complex128)
        moved[k] += 1j * STEP
        columns.append(np.asarray(f(moved)).imag / STEP)
    derivative = np.stack(columns, axis=-1)
    return derivative.reshape((*derivative.shape[:-1], *x.shape))
