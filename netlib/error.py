"""Notebook 03: the error E of an output, and its gradient G(E;o_2)."""

import numpy as np
from numpy.typing import ArrayLike

from netlib import checks
from netlib.checks import Array


def squared_error(o_L: ArrayLike, t: ArrayLike) -> Array:
    """Return E = ½ Σ (o_L - t)², one number per sample.

    o_L, t: (n_L,) gives a scalar; (B, n_L) gives (B,), E_b of each sample, not their mean; and so
    on for more leading axes.
    Raises ValueError when t has another shape than o_L, one is not finite, or the batch is empty.
    Source: "we use the sum of squares as error measure", with the ½ that makes its G true.
    """
    o_L, t = _checked(o_L, t)
    return 0.5 * np.square(o_L - t).sum(axis=-1)


def error_gradient(o_L: ArrayLike, t: ArrayLike) -> Array:
    """Return G(E;o_L) = (o_L - t)ᵀ, the gradient of E with respect to the output: a row.

    o_L, t: (n_L,) gives (n_L,), read as a row; (B, n_L) gives (B, n_L), row b belongs to E_b.
    Raises ValueError when t has another shape than o_L, one is not finite, or the batch is empty.
    Source: "G(E;o_2) = | dE;do_2_1 ... dE;do_2_n2 |".
    """
    o_L, t = _checked(o_L, t)
    return o_L - t


def _checked(o_L: ArrayLike, t: ArrayLike) -> tuple[Array, Array]:
    """Return both as arrays, once t is known to be finite and of the shape of o_L."""
    o_L = checks.not_empty("o_L", checks.numbers("o_L", o_L))
    return o_L, checks.shape("t", t, o_L.shape, f"o_L is {o_L.shape}")
