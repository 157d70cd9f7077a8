"""Two results compared: the first place where they differ, and what all that differs shares.

A factor, a sign, rows and columns exchanged are said in words that need no numbers.
"""

import numpy as np

from netlib.checks import Array
from netlib.numerical import shared_factor

Shape = tuple[int, ...]


def compared(a: Array, b: Array, within: float) -> str:
    """Return how a function's result differs from what it should be; "" when they agree."""
    tolerance = 1e-6 * np.abs(b) + within
    if a.shape != b.shape:
        if a.T.shape == b.shape and first_off(a.T, b, tolerance) is None:
            return "the numbers are right, but rows and columns are exchanged."
        if a.size == b.size and first_off(a.ravel(), b.ravel(), tolerance.ravel()) is None:
            return f"the numbers are right, but in the shape {a.shape}; {b.shape} is needed."
        return f"the shape is {a.shape}, but {b.shape} is needed."
    k = first_off(a, b, tolerance)
    if k is None:
        return ""
    every = "every entry" if k else "this"
    if said := times(a, b, within):
        return f"{every} {said}."
    if not a.any():
        return f"{every} is zero."
    if a.ndim == 2 and a.T.shape == b.shape and first_off(a.T, b, tolerance) is None:
        return "the numbers are right, but rows and columns are exchanged."
    if first_off(np.abs(a), np.abs(b), tolerance) is None:
        return "the sizes are right, but some signs are not."
    if elsewhere(a, b, tolerance):
        return "the numbers are right, but not all at their places."
    by = a[k] - b[k]
    if k and b.size > 1 and first_off(a - by, b, tolerance) is None:
        return f"every entry is too {'large' if by > 0 else 'small'} by {abs(by):.3g}."
    place = f"entry [{', '.join(map(str, k))}]" if k else "this"
    digits = next(d for d in (3, 6, 9) if d == 9 or f"{a[k]:.{d}g}" != f"{b[k]:.{d}g}")
    return f"{place} is {a[k]:.{digits}g}, but {b[k]:.{digits}g} is needed."


def times(a: Array, b: Array, within: float) -> str:
    """Return in words how many times what they should be all entries are; "" where that differs."""
    factor = shared_factor(a, b, 1e-6 * np.abs(b) + within) or 0.0
    if abs(factor) < 1e-6 or abs(factor - 1) < 1e-6:  # what is less is as good as nothing
        return ""
    simple = min(abs(x - round(x)) for x in (factor, 1 / factor)) < 1e-4
    if b.size == 1 and not simple:  # of a single number, any other is that by chance
        return ""
    if abs(factor + 1) < 1e-4:
        return "has the other sign"
    size = abs(factor)
    whole = size < 1 and abs(1 / size - round(1 / size)) < 1e-4
    many = f"1/{round(1 / size)} as" if whole else f"{size:.3g} times as"
    many = {2: "twice as", 0.5: "half as"}.get(round(size, 6), many)
    return f"is {many} large as it should be" + " and has the other sign" * (factor < 0)


def elsewhere(a: Array, b: Array, tolerance: Array) -> bool:
    """Return whether these are the right numbers, in another order."""
    by_size = [np.sort(x, axis=None) for x in (a, b, tolerance)]
    return b.size > 1 and first_off(*by_size) is None


def first_off(answer: Array, solution: Array, tolerance: Array) -> Shape | None:
    """Return the index of the first entry that is further off than it may be."""
    off = np.argwhere(np.abs(answer - solution) > tolerance)
    return tuple(map(int, off[0])) if len(off) else None
