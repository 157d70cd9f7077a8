"""Refuse what breaks a promise of the notation, and say so in the derivation's letters."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]


def whole_number(symbol: str, value: object, least: int = 1) -> int:
    """Return the value if it is a whole number, not below the least.

    Raises ValueError that names the symbol and what it is.
    """
    if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < least:
        raise ValueError(f"{symbol} is {value!r}, but must be a whole number from {least}")
    return int(value)


def numbers(symbol: str, value: ArrayLike) -> Array:
    """Return the value as an array of floats, float32 and complex kept as they are.

    Any shape. Raises ValueError, naming the symbol, when an entry is not a number.
    """
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{symbol} must be an array, but its rows differ in length") from None
    if array.dtype.kind not in "fciub":
        kind = type(array.flat[0]).__name__ if array.size else array.dtype.name
        raise ValueError(f"{symbol} must hold numbers, but holds a {kind}")
    return array if array.dtype.kind in "fc" else array.astype(np.float64)


def finite(symbol: str, array: Array) -> Array:
    """Return the array; raise ValueError that names the first entry that is NaN or infinite."""
    # A finite sum shows in half the time that all entries are; another one decides nothing.
    with np.errstate(over="ignore", invalid="ignore"):
        all_finite = np.isfinite(array.sum()) or np.isfinite(array).all()
    if not all_finite:
        where = [int(k) for k in np.argwhere(~np.isfinite(array))[0]]
        entry = f"{symbol}{where if where else ''}"
        raise ValueError(f"{entry} is {array[tuple(where)]}, but every entry must be finite")
    return array


def real(symbol: str, array: Array) -> Array:
    """Return the array; raise ValueError that names the symbol if it is complex."""
    if array.dtype.kind == "c":
        raise ValueError(f"{symbol} is complex, but must be real here")
    return array


def network(weights: Sequence[ArrayLike]) -> list[Array]:
    """Return the weights as arrays whose shapes follow each other: W_i is (n_{i+1}, n_i).

    Raises ValueError, naming W_i, its shape and the shape it needs, when one does not fit.
    """
    if isinstance(weights, np.ndarray) and weights.ndim == 2:
        raise ValueError("weights is one matrix, but must be a list of them: [W_0, W_1, ...]")
    Ws = [finite(f"W_{i}", numbers(f"W_{i}", W)) for i, W in enumerate(weights)]
    if not Ws:
        raise ValueError("weights is empty, but a network needs at least W_0")
    for i, W in enumerate(Ws):
        if W.ndim != 2 or W.size == 0:
            raise ValueError(f"W_{i} is {W.shape}, but must be (outputs, inputs), each at least 1")
        if i:
            n = len(Ws[i - 1])
            shape(f"W_{i}", W, (len(W), n), f"o_{i} has {n} entries")
    return Ws


def samples(symbol: str, array: Array, n: int) -> Array:
    """Return the array if it is one sample (n,) or a batch (B, n) with B at least 1.

    Raises ValueError that names the symbol, its shape and the shape it needs.
    """
    if array.ndim not in (1, 2) or array.shape[-1] != n:
        raise ValueError(f"{symbol} is {array.shape}, but must be ({n},), or (B, {n}) for a batch")
    return not_empty(symbol, array)


def rows(symbol: str, value: ArrayLike, n: int) -> Array:
    """Return the value as an array (N, n) of real and finite numbers with at least one row.

    Raises ValueError that names the symbol, its shape and the shape it needs.
    """
    array = real(symbol, numbers(symbol, value))
    if array.ndim != 2 or array.shape[1] != n or len(array) == 0:
        raise ValueError(f"{symbol} is {array.shape}, but must be (N, {n}), a row per sample")
    return finite(symbol, array)


def not_empty(symbol: str, array: Array) -> Array:
    """Return the array if it has entries; raise ValueError that names the symbol if not."""
    if array.size == 0:
        raise ValueError(f"{symbol} is {array.shape}: an empty batch, but B must be at least 1")
    return array


def one_sample(symbol: str, array: Array, dimensions: int) -> Array:
    """Return the array if it belongs to one sample; a Jacobian has no batch.

    dimensions: 1 for a vector, 2 for a matrix. Raises ValueError that names the symbol.
    """
    if array.ndim != dimensions or array.size == 0:
        kind = "a vector (n,)" if dimensions == 1 else "a matrix (rows, columns)"
        raise ValueError(f"{symbol} is {array.shape}, but must be {kind}: one sample at a time")
    return array


def shape(symbol: str, array: Array, needed: tuple[int, ...], because: str) -> Array:
    """Return the array if it has the shape that is needed; nothing is broadcast.

    because: the fact that makes it so, "o_L is (2,)".
    Raises ValueError that names the symbol, its shape, the fact and the shape it needs.
    """
    if array.shape != needed:
        raise ValueError(f"{symbol} is {array.shape}, but {because}: {symbol} must be {needed}")
    return array
