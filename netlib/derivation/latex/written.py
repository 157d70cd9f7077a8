r"""What is written, judged: all sides agree in every network, and the first is the result's own.

Nothing here knows netlib's chapters or another spelling of a result.
"""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from netlib.derivation import loops
from netlib.derivation.latex import reader, setting
from netlib.derivation.latex.expression import Expression, World, evaluate
from netlib.derivation.latex.numbers import TRIES, same, scaled, world
from netlib.derivation.latex.reader import Equation
from netlib.derivation.latex.setting import Misshapen, Setting
from netlib.derivation.latex.tokens import Unreadable
from netlib.derivation.networks import BATCH, DEEP, LAYER, ONE, Network
from netlib.derivation.numerical import STEP
from netlib.derivation.results import Result

SMALL = tuple(2.0**-k for k in range(8, 13))  # what changes are scaled by where an equation is ≈
TINY = 1e-12  # no letter of any network is so small
# The words before the three results that count.
TITLES = {
    "count_left": "from the left", "count_right": "from the right", "count_vectors": "as vectors",
}  # fmt: skip


def spoken_of(latex: str, network: Network = ONE) -> list[Setting]:
    """Return the settings that a formula about a network is judged in."""
    return setting.settings(latex, network is BATCH, network is DEEP, network is LAYER)


def read(latex: str, network: Network = ONE) -> list[Equation]:
    """Return the equations of a display, in the last of the settings that it speaks of.

    Raises Unreadable for what is not in the grammar, Misshapen for what does not fit.
    """
    return reader.read(latex, spoken_of(latex, network)[-1])


@dataclass(frozen=True)
class Verdict:
    """Whether what is written holds; if not, why; and how often two sides were compared."""

    ok: bool
    why: str = ""
    compared: int = 0


def judge(
    latex: str, result: Result | None = None, network: Network | None = None, *, step: bool = False
) -> Verdict:
    """Return whether what a display says holds, in many networks.

    result: what it must be about: as many equations, each of which begins with the value that it
    has there. network: BATCH for a display like `s_0 = o_0 W_0^T`, which doesn't show that its
    letters are those of a batch; the result's where there is one. step: it is one side alone, which
    the result's first side must be equal to.
    """
    compared = 0
    try:
        network = network or (result.network if result else ONE)
        settings = spoken_of(result.latex if result else latex, network)
        if not step and spoken_of(latex, network) != settings:
            raise Misshapen(f"this speaks of other networks than {result.id if result else ''}")
        for about in settings:
            equations = reader.read(latex, about)
            counts = result is not None and result.id in TITLES
            if not step and not counts and any(len(e.sides) < 2 for e in equations):
                raise Unreadable("one side is no equation")
            for which in TRIES:
                here = world(about, which)
                with np.errstate(all="ignore"):
                    wrong = [why for e in equations for why in disagreements(e, here)]
                    if result and not wrong:
                        wrong = list(strays(equations, here, about, result, step))
                if wrong:
                    return Verdict(False, f"{wrong[0]} ({_sizes(here, about)})", compared)
                compared += sum(len(e.sides) for e in equations)
    except (Unreadable, Misshapen) as error:
        return Verdict(False, str(error), compared)
    return Verdict(True, "", compared)


def strays(
    equations: Sequence[Equation], here: World, about: Setting, result: Result, step: bool
) -> Iterator[str]:
    """Yield what ties equations not to the result that they should be."""
    expected = anchors(result.id, here, about)[: 1 if step else None]
    if len(expected) != len(equations):
        yield f"{result.id} is {len(expected)} equations, here are {len(equations)}"
    for e, value in zip(equations, expected, strict=False):
        side = e.sides[-1 if r"\leftarrow" in e.signs else 0]
        if result.id.startswith("dE_along"):  # what grows with the change at first
            found = np.imag(evaluate(e.over(side), scaled(here, 1j * STEP))) / STEP
        else:
            found = evaluate(e.over(side), here)
        if not same(found, value):
            yield f"{side.text} is not what {result.id} is about"
        if e.title != TITLES.get(result.id, "") and not step:
            yield f"the words before {result.id} are “{TITLES.get(result.id, '')}”"


def disagreements(e: Equation, here: World) -> Iterator[str]:
    """Yield each side of an equation that is not the one before it, and each wrong name."""
    for a, name in e.named:
        if not same(evaluate(e.over(name), here), evaluate(e.over(a), here)):
            yield f"{a.text} is braced as {name.text}, but is not that"
    for k, (a, b) in enumerate(itertools.pairwise(map(e.over, e.sides)), 1):
        cut = e.cut and k == len(e.sides) - 1
        changed = [n for side in (a, b) for part in side.every() for n in part.names]
        if e.signs[k] == r"\approx" and not any(n[:2] == "d_" or n == "h" for n in changed):
            yield "≈ where nothing changes"
        elif e.signs[k] == r"\approx" or cut:
            fell = order(a, b, here)
            if not fell > (2.9 if cut else 1.9):
                term = "what is not finite" if math.isnan(fell) else f"a term of order {fell:.1f}"
                yield f"{e.sides[k].text} misses {e.sides[k - 1].text} by {term}"
        elif e.signs[k] == "=" and (why := difference(evaluate(a, here), evaluate(b, here))):
            yield f"{e.sides[k].text} is not {e.sides[k - 1].text}: {why}"


def difference(right: Any, wrong: Any) -> str:
    """Return in words how a value differs from another of its shape, or "" if it doesn't."""
    right, wrong = np.asarray(right), np.asarray(wrong)
    if np.abs([right, wrong]).max() < TINY:
        return "both are nothing, or too small to be told apart"
    if same(right, wrong):
        return ""
    if not np.isfinite(wrong).all():
        return "it is not finite"
    if same(-wrong, right):
        return "its sign is the other one"
    there = np.abs(right) > 1e-9 * np.abs(right).max()
    ratio = wrong[there] / right[there]
    simple = Fraction(float(ratio.real.flat[0])).limit_denominator(20) if ratio.size else 0
    if simple and np.allclose(wrong, float(simple) * right, rtol=1e-9):
        return f"it is {simple} times what it should be"
    k = np.unravel_index(np.argmax(np.abs(right - wrong)), right.shape)
    place = f"entry {', '.join(str(n + 1) for n in k)} " if k else "it "
    return f"{place}is {wrong[k]:.4g} instead of {right[k]:.4g}"


def order(a: Expression, b: Expression, here: World) -> float:
    """Return the power of the changes with which the difference of two sides falls."""
    missed = []
    for scale in SMALL:
        small = scaled(here, scale)
        missed.append(float(np.abs(evaluate(a, small) - evaluate(b, small)).max()))
    if np.max(missed) <= 1e-13:
        return math.inf
    return float(np.polyfit(np.log(SMALL), np.log(np.maximum(missed, 1e-300)), 1)[0])


def anchors(name: str, here: World, about: Setting) -> tuple[Any, ...]:
    """Return what each equation of a result begins with, by loops; after ← it is the other side."""
    v, x, h, i = here.names, here.names["x"], here.names["h"], about.i or 0
    match name:
        case "s_0":
            return v["s_0"], v["s_0"]
        case "o_1":
            return v["o_1"], loops.phi(x)
        case "phi_left":
            return (loops.phi(x),)
        case "phi_prime":
            return loops.slope(x), 1 - loops.phi(x)
        case "complex_step":
            return v["f"](x + 1j * h), v["f'"](x)
        case "J_s1_w" | "J_s0_w":  # i and j come first in an equation
            return (np.moveaxis(v[name], 0, -1),)
        case "step":
            return (v[f"W_{i}"] - v["eta"] * v[f"dE_dW_{i}"],)
    layered = {
        "sigma_last": f"sigma_{about.L - 1}", "sigma_before": f"sigma_{i - 1}",
        "dE_dW_i": f"dE_dW_{i}", "any_depth": "dE_dW_0",
    }  # fmt: skip
    return (v[layered.get(name, name)],)


def _sizes(here: World, about: Setting) -> str:
    """Return the network that something was tried in, in words."""
    names = [f"n_{m}" for m in range(about.L + 1)] + ["B"] * about.batch
    layer = [f"i = {about.i}"] if about.i is not None else []
    return ", ".join([*(f"{n} = {here.names[n]}" for n in names), *layer])
