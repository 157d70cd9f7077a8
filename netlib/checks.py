"""Refuse what breaks a promise of the notation, and say so in the derivation's letters.

Each check returns what it was given, as an array or a number, or raises a ValueError that names the
symbol, what it is and what it must be. Public functions take lists, arrays, all that NumPy reads.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import inf, isqrt
from numbers import Number
from sys import float_info
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

Array = NDArray[Any]


def whole_number(symbol: str, value: Any, least: int = 1) -> int:
    """Return the value if it is a whole number, not below the least."""
    value = value[()] if isinstance(value, np.ndarray) else value  # a number, if it has no axes
    if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < least:
        raise ValueError(f"{symbol} is {value!r}, but must be a whole number from {least}")
    return int(value)


def number(symbol: str, value: Any, least: float = -inf) -> float:
    """Return the value if it is one real and finite number, not below the least."""
    value = value[()] if isinstance(value, np.ndarray) else value
    real = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    if not real or not max(least, -float_info.max) <= value <= float_info.max:
        wanted = "a finite number" if least == -inf else f"a number from {least:g}"
        raise ValueError(f"{symbol} is {value!r}, but must be {wanted}")
    return float(value)


def layer_sizes(sizes: Iterable[int]) -> list[int]:
    """Return [n_0, ..., n_L] if these are at least two whole numbers from 1."""
    n = list(sizes) if isinstance(sizes, Iterable) else []
    if len(n) < 2:
        raise ValueError(f"sizes is {sizes!r}, but a network needs at least n_0 and n_1")
    return [whole_number(f"n_{i}", size) for i, size in enumerate(n)]


def numbers(symbol: str, value: ArrayLike, *, infinite: bool = False) -> Array:
    """Return the value as an array of finite floats; float32 and complex stay as they are."""
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{symbol} must be an array, but its rows differ in length") from None
    except Exception as error:  # what another library's array raises, which may be anything
        raise ValueError(f"{symbol} cannot be made an array: {error}") from error
    if array.dtype.kind not in "fc":
        return array.astype(np.float64) if array.dtype.kind in "iub" else _of_objects(symbol, array)
    # If the sum is finite, all entries are (one pass); if not, it may have overflowed. No product
    # here, which BLAS would share out to threads that wait for each other.
    with np.errstate(over="ignore", invalid="ignore"):
        total = array.sum()
    if not np.isfinite(total):
        wrong = np.isnan(array) if infinite else ~np.isfinite(array)
        if wrong.any():
            needed = "a number" if infinite else "finite"
            raise ValueError(f"{_first(symbol, array, wrong)}, but every entry must be {needed}")
    return array


def _first(symbol: str, array: Array, wrong: Array) -> str:
    """Return which entry is the first wrong one, and what it is."""
    where = [int(k) for k in np.argwhere(wrong)[0]]
    return f"{symbol}{where if where else ''} is {array[tuple(where)]}"


def _of_objects(symbol: str, array: Array) -> Array:
    """Return an array of Python's own numbers, such as fractions, as one of floats."""
    others = [entry for entry in array.ravel().tolist() if not isinstance(entry, Number)]
    if others or array.dtype.kind != "O":
        kind = type(others[0]).__name__ if others else array.dtype.name
        raise ValueError(f"{symbol} must hold numbers, but holds a {kind}")
    try:
        is_complex = any(isinstance(entry, complex) for entry in array.flat)
        return numbers(symbol, array.astype(np.complex128 if is_complex else np.float64))
    except OverflowError:
        raise ValueError(f"{symbol} holds a number that is too large for a float") from None
    except TypeError:  # numbers with an arithmetic of their own: one that counts its products
        return array


def real(symbol: str, value: ArrayLike) -> Array:
    """Return what `numbers` does, if it is not complex."""
    array = numbers(symbol, value)
    if array.dtype.kind == "c":
        raise ValueError(f"{symbol} is complex, but must be real here")
    return array


def matrices(weights: Sequence[ArrayLike]) -> list[Array]:
    """Return the weights as a list of arrays of numbers, of any shapes."""
    if isinstance(weights, np.ndarray) and weights.ndim == 2:
        raise ValueError("weights is one matrix, but must be a list of them: [W_0, W_1, ...]")
    if isinstance(weights, Mapping | str) or not isinstance(weights, Iterable):
        kind = type(weights).__name__
        raise ValueError(f"weights is a {kind}, but must be a list of matrices: [W_0, W_1, ...]")
    return [numbers(f"W_{i}", W) for i, W in enumerate(weights)]


def network(weights: Sequence[ArrayLike]) -> list[Array]:
    """Return the weights as arrays whose shapes follow each other: W_i is (n_{i+1}, n_i)."""
    Ws = matrices(weights)
    if not Ws:
        raise ValueError("weights is empty, but a network needs at least W_0")
    for i, W in enumerate(Ws):
        if W.ndim != 2 or W.size == 0:
            raise ValueError(f"W_{i} is {W.shape}, but must be (outputs, inputs), each at least 1")
        if i and W.shape[1] != (n := len(Ws[i - 1])):
            needed = f"o_{i} has {n} entries: W_{i} must be {(len(W), n)}"
            raise ValueError(f"W_{i} is {W.shape}, but {needed}")
    return Ws


def real_network(weights: Sequence[ArrayLike]) -> list[Array]:
    """Return what `network` does, if no matrix is complex."""
    return [real(f"W_{i}", W) for i, W in enumerate(network(weights))]


def samples(symbol: str, value: ArrayLike, n: int | None = None) -> Array:
    """Return the value as one sample (n,) or a batch (B, n) with B at least 1; n may be any."""
    array = numbers(symbol, value)
    if array.ndim not in (1, 2) or n not in (None, array.shape[-1]):
        name = "n" if n is None else n
        needed = f"({name},), or (B, {name}) for a batch"
        raise ValueError(f"{symbol} is {array.shape}, but must be {needed}")
    return not_empty(symbol, array)


def rows(symbol: str, value: ArrayLike, n: int, dtype: DTypeLike | None = None) -> Array:
    """Return the value as an array (N, n) of real numbers, in this type, N from 1."""
    array = real(symbol, value)
    if array.ndim != 2 or array.shape[1] != n or len(array) == 0:
        raise ValueError(f"{symbol} is {array.shape}, but must be (N, {n}), a row per sample")
    if dtype is None or array.dtype == dtype:
        return array
    with np.errstate(over="ignore"):  # too large for the type becomes infinite
        return numbers(symbol, array.astype(dtype))


def labels(symbol: str, value: ArrayLike, n: int) -> Array:
    """Return the value as an array (N,) of whole numbers from 0 to n - 1."""
    numbers(symbol, value)
    array = np.asarray(value)
    if array.ndim != 1 or array.size == 0:
        raise ValueError(f"{symbol} is {array.shape}, but must be (N,), a label per sample")
    wrong = (array < 0) | (array >= n) | (array.dtype.kind not in "iu")
    if wrong.any():
        wanted = f"whole numbers from 0 to {n - 1}"
        raise ValueError(f"{_first(symbol, array, wrong)}, but labels must be {wanted}")
    return array


def square_images(images: Array) -> int:
    """Return the side of images that can be changed in place: an array (N, side²) of floats."""
    if not isinstance(images, np.ndarray) or images.dtype.kind != "f" or images.ndim != 2:
        raise ValueError("images must be an array of floats (N, side²), and is changed in place")
    side = isqrt(images.shape[1])
    if side * side != images.shape[1] or side == 0:
        found = f"a row of {images.shape[1]} numbers is no square image"
        raise ValueError(f"images is {images.shape}: {found}")
    return side


def not_empty(symbol: str, array: Array) -> Array:
    """Return the array if it has entries along at least one axis."""
    if array.ndim == 0:
        raise ValueError(f"{symbol} is one number, but must be (n,), or (B, n) for a batch")
    if array.size == 0:
        raise ValueError(f"{symbol} is {array.shape}: an empty batch, but B must be at least 1")
    return array


def one_sample(symbol: str, value: ArrayLike, dimensions: int) -> Array:
    """Return the value as the vector (1) or matrix (2 dimensions) of one sample, not a batch."""
    array = numbers(symbol, value)
    if array.ndim != dimensions or array.size == 0:
        kind = "a vector (n,)" if dimensions == 1 else "a matrix (rows, columns)"
        raise ValueError(f"{symbol} is {array.shape}, but must be {kind}: one sample at a time")
    return array


def shape(symbol: str, value: ArrayLike, needed: tuple[int, ...], because: str) -> Array:
    """Return the value as an array of the shape that is needed; nothing is broadcast.

    because: the fact that makes it so, "o_L is (2,)".
    """
    array = numbers(symbol, value)
    if array.shape != needed:
        raise ValueError(f"{symbol} is {array.shape}, but {because}: {symbol} must be {needed}")
    return array
