"""Notebook 04: every Jacobian J(x;y) of the chain as a real matrix, rows x, columns y.

A Jacobian belongs to one sample. They are here to be seen and checked; `netlib.backward`
gets the same numbers without ever building them.
"""

import numpy as np
from numpy.typing import ArrayLike

from netlib import checks
from netlib.checks import Array


def logistic_jacobian(o: ArrayLike) -> Array:
    """Return J(o;s) = diag(o (1 - o)) from the output o = phi(s), not from s.

    o: (n,), one sample. Returns (n, n). Raises ValueError for a batch.
    Source: "J(o_2;s_1) = diag( o_2_1(1 - o_2_1) ... o_2_n2(1 - o_2_n2) )".
    """
    o = checks.one_sample("o", o, 1)
    return np.diag(o * (1 - o))


def weighted_sum_jacobian(W: ArrayLike) -> Array:
    """Return J(s;o) = W, for s = W o: a linear step is its own Jacobian.

    W: (outputs, inputs). Returns a copy, (outputs, inputs). Raises ValueError for a batch.
    Source: "ds_1_i;do_1_j = w_ij" and "= W_1".
    """
    return checks.one_sample("W", W, 2).copy()


def weight_jacobian(o: ArrayLike, i: int, j: int, rows: int) -> Array:
    """Return J(s;w_ij), for s = W o: zero but for row i, which is o_j.

    o: (inputs,), one sample. i: row of the weight, from 0 to rows - 1. j: its column, from 0.
    rows: how many entries s has. Returns (rows,), read as a column.
    Raises ValueError for a batch, or when W has no row i or no column j.
    Source: "matrix element where only w_ij is nonzero"; it is a column, and o_j is what is nonzero.
    """
    o = checks.one_sample("o", o, 1)
    rows = checks.whole_number("rows", rows)
    i, j = checks.whole_number("i", i, 0), checks.whole_number("j", j, 0)
    if i >= rows or j >= len(o):
        raise ValueError(f"w[{i}, {j}] is no entry of W, which is ({rows}, {len(o)})")
    column = np.zeros(rows, dtype=o.dtype)
    column[i] = o[j]
    return column
