"""Derivatives measured by moving the input: a check that does not need the chain rule."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from netlib import checks
from netlib.checks import Array

STEP = 1e-30
Function = Callable[[Array], Any]


def complex_step(f: Callable[[Array], ArrayLike], x: ArrayLike) -> Array:
    """Return the derivative of every entry of f(x) with respect to every entry of x.

    f: takes an array of x's shape, returns a number or an array; it must accept complex input and
    be analytic: sums, products, quotients, exp; not abs, max or the conjugate.
    x: any shape, real. Returns the shape of f(x) followed by the shape of x: for two vectors the
    Jacobian (len f, len x), for a number and a matrix the shape of the matrix.
    Raises ValueError when x is empty, or holds something else than finite real numbers.
    Source: Im f(x + ih) / h; J. Lyness and C. Moler (1967); W. Squire and G. Trapp, SIAM Review 40
    (1998), 110-112. The method subtracts nothing (f itself may), so h can be far below the rounding
    of x, down to about 1e-300.
    """
    x = _floats(x)
    columns = []
    for k in np.ndindex(x.shape):
        moved = x.astype(np.complex128)
        moved[k] += 1j * STEP
        columns.append(np.asarray(f(moved)).imag / STEP)
    derivative = np.stack(columns, axis=-1)
    return derivative.reshape((*derivative.shape[:-1], *x.shape))


def _floats(x: ArrayLike) -> Array:
    """Return x in float64 if it is real, finite and not empty."""
    array = checks.real("x", x).astype(np.float64)
    if array.size == 0:
        raise ValueError(f"x is {array.shape}, but must have at least one entry")
    return array


@dataclass(frozen=True, repr=False)
class GradientReport:
    """Whether a gradient is right, which is its truth value; `said`, its repr, is why not.

    measured: the gradient that was found, the shape of x.
    """

    right: bool
    said: str
    measured: Array

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        return self.said


def gradient_check(f: Function, x: ArrayLike, gradient: ArrayLike | Function) -> GradientReport:
    """Return whether this is the gradient of f at x: a report, which is true or false.

    f: takes an array of x's shape and returns one number, always the same for the same x. x: any
    shape, real. gradient: an array of the shape of x, or a function of x that returns one.
    It is compared with a complex step, if f takes complex numbers and the step agrees with
    differences in a random direction; else with central differences, an entry at a time. At a kink,
    as abs(x) has at 0, any slope between those of its two sides is right.
    Raises ValueError when f is no such function, or when x or the gradient hold something else than
    finite real numbers; never because a gradient is wrong.
    """
    x = _floats(x)
    if not callable(f):
        raise ValueError(f"f is a {type(f).__name__}, but must be a function")
    f_x, again = _value(f, x), _value(f, x)
    if f_x != again:
        raise ValueError(f"f(x) is {f_x}, and then {again}: the same x must give the same number")
    g = checks.real("gradient", gradient(x.copy()) if callable(gradient) else gradient)
    with warnings.catch_warnings(action="ignore"), np.errstate(all="ignore"):
        measured, slack, eps, how = _measured(f, x, f_x)
    eps = max(eps, float(np.finfo(g.dtype).eps))
    allowed = slack + eps**0.5 * np.abs(measured) + eps**0.75 * np.abs(measured).max()
    allowed += 2e-16 * max(1, abs(f_x))  # where all should be zero
    if g.shape == x.shape:
        off = np.abs(g - measured)
        if (off <= allowed).all():
            return GradientReport(True, f"right: all {x.size} entries agree with {how}", measured)
        k = np.unravel_index((off - allowed).argmax(), x.shape)
        entry, digits = [int(n) for n in k] or "", 6 if off[k] > 1e-5 * abs(measured[k]) else 15
        said = f"{(off > allowed).sum()} of {x.size} entries are off, most of all gradient{entry}: "
        said += f"it is {g[k] + 0.0:.{digits}g}, but {measured[k]:.{digits}g} by {how}"
    else:
        said = f"gradient is {g.shape}, but x is {x.shape}: gradient must be {x.shape}"
    for turned, words in ((g, ""), (g.T, "; it is transposed, as outer(a, b) for outer(b, a)")):
        if (factor := shared_factor(turned, measured, allowed)) is not None:
            said += words + _often(factor, eps**0.25)
            break
    return GradientReport(False, f"wrong: {said}", measured)


def shared_factor(found: Array, right: Array, allowed: Array) -> float | None:
    """Return the one factor by which all entries are off, 0 where all are zero; None for no such.

    found: what is compared with right. allowed: what each entry of right may be off.
    Source: the factor that leaves the smallest sum of squares.
    """
    largest = np.abs(right).max(initial=0)
    if found.shape != right.shape or not largest > 0:
        return None
    unit = right / largest  # so that no square gets too small, or too large
    factor = float(np.real(np.vdot(unit, found) / np.vdot(unit, unit)) / largest)
    fits = np.abs(found - factor * right) <= max(1, abs(factor)) * allowed
    return factor if fits.all() else None


# What every entry is, by how many times what it must be, and what that often means.
FACTORS = {
    0: "zero, often a gradient that was never filled",
    2: "twice what it must be, often the 2 of a square without the ½ in front of it",
    0.5: "half of what it must be, often a ½ too many, or a square whose 2 was left out",
    -1: "minus what it must be, often t - o for o - t, or the step down instead of the slope",
}


def _often(factor: float, tolerance: float) -> str:
    """Return in words the factor that all entries share; nothing for 1."""
    if abs(factor - 1) <= tolerance:
        return ""
    for known, words in FACTORS.items():
        if abs(factor - known) <= tolerance:
            return f"; every entry is {words}"
    larger = max(factor, 1 / factor)
    B, times, often = round(larger), f"{factor:.3g}", ""
    if B > 2 and abs(larger - B) <= tolerance * B:
        times, often = f"{B}", f", often the sum over a batch of {B} instead of its mean"
        if factor < 1:
            times, often = f"1/{B}", f", often one division too many by a batch of {B}"
    return f"; every entry is {times} times what it must be{often}"


def _value(f: Function, x: Array) -> float:
    """Return f(x) if it is one finite real number."""
    value = checks.real("f(x)", f(x.copy()))
    if value.size != 1:
        raise ValueError(f"f(x) is {value.shape}, but must be one number, as E is")
    return float(value.reshape(()))


def _measured(f: Function, x: Array, f_x: float) -> tuple[Array, Array, float, str]:
    """Return the gradient, what each entry may be off, the rounding of f, and how it was found."""
    d = np.random.default_rng(0).normal(size=x.shape)
    try:
        by_step = complex_step(f, x).reshape(x.shape)
        slope, slack, eps, kink = _slope(f, x, f_x, d)
        size = np.abs(by_step * d).sum()
        if not kink and abs(np.vdot(by_step, d) - slope) <= 10 * slack + eps**0.5 * size:
            return by_step, np.zeros(x.shape), np.finfo(float).eps, "a complex step"
    except Exception:  # f takes no complex numbers; what it raises then may be anything
        pass
    each = [_slope(f, x, f_x, (np.arange(x.size) == k).reshape(x.shape)) for k in range(x.size)]
    slopes, slacks, roundings, _ = np.transpose(each).reshape(4, *x.shape)
    return slopes, slacks, roundings.max(), "central differences"


def _slope(f: Function, x: Array, f_x: float, d: Array) -> tuple[float, float, float, bool]:
    """Return the slope of f along d, what it may be off, f's rounding, and whether f has a kink."""
    # Too large a step h leaves terms out, a small one loses digits: best is where neighbours agree.
    reach = np.abs(x[d != 0]).max()
    h = max(1.0, reach) * 10.0 ** -np.arange(2, 13)
    found = [f_x]
    for step in (*h, *-h):
        try:
            found.append(_value(f, x + step * d))
        except Exception:  # x lies at the edge of where f is defined
            found.append(np.nan)
    values = np.array(found)
    ahead, behind = np.split(values[1:], 2)
    single = np.all((values.astype(np.float32) == values) | np.isnan(values))
    eps = float(np.finfo(np.float32 if single else np.float64).eps)
    slope, bend = (ahead - behind) / (2 * h), np.abs(ahead - 2 * f_x + behind) / h
    noise = eps * (np.nanmax(np.abs(values)) + np.abs(slope) * reach) / h
    off = np.abs(np.diff(slope)) + noise[1:]
    if np.isnan(off).all():
        raise ValueError(f"f is no number where x is moved by {h[-1]:g}")
    k = int(np.nanargmin(off)) + 1
    kink = bool(bend[k] > 0.5 * bend[k - 1] and bend[k] > 10 * noise[k])  # smooth: a tenth of it
    return slope[k], 10 * off[k - 1] + kink * bend[k] / 2, eps, kink
