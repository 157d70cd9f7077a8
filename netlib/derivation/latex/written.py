r"""What is written, judged: all sides agree in every network, and the first is the result's own.

Nothing here knows netlib's chapters or another spelling of a result.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from netlib.derivation.judges import loops
from netlib.derivation.judges.numbers import close, order
from netlib.derivation.latex import reader
from netlib.derivation.latex.expression import Expression, World, evaluate
from netlib.derivation.latex.numbers import scaled, worlds
from netlib.derivation.latex.pieces import Misshapen, Unreadable
from netlib.derivation.latex.reader import Equation
from netlib.derivation.latex.setting import Setting, spoken_of
from netlib.derivation.networks import ONE, Network
from netlib.numerical import STEP, shared_factor

TINY = 1e-12  # no letter of any network is so small
# The words before the three results that count.
TITLES = {
    "count_forward": "the forward pass", "count_signals": "the error signals",
    "count_gradients": "the weight gradients",
}  # fmt: skip


def read(latex: str, network: Network = ONE) -> list[Equation]:
    """Return the equations of a display, in the last of the settings that it speaks of.

    Raises Unreadable for what is not in the grammar, Misshapen for what does not fit.
    """
    return reader.read(latex, spoken_of(latex, network)[-1])


def objection(latex: str, name: str = "", network: Network = ONE) -> str:
    """Return why what a display says does not hold in each of many networks, or "".

    name: the letter of the result that it must be about: as many equations, each of which begins
    with the value that it has there. network: that of the result, or BATCH for a display like
    `s_0 = o_0 W_0^T`, which doesn't show that its letters are those of a batch.
    """
    try:
        settings = spoken_of(latex, network, name)
        if name not in ("", "step") and network is ONE and settings != [Setting()]:
            raise Misshapen(f"this speaks of other networks than {name}")
        for about in settings:
            equations = reader.read(latex, about)
            if name not in TITLES and any(len(e.sides) < 2 for e in equations):
                raise Unreadable("one side is no equation")
            for here in worlds(about):
                with np.errstate(all="ignore"):
                    wrong = [why for e in equations for why in disagreements(e, here)]
                    if name and not wrong:
                        wrong = list(strays(equations, here, about, name))
                if wrong:
                    return f"{wrong[0]} ({_sizes(here, about)})"
    except Unreadable as error:
        return str(error)
    return ""


def strays(equations: Sequence[Equation], here: World, about: Setting, name: str) -> Iterator[str]:
    """Yield what ties equations not to the result that they should be."""
    expected = anchors(name, here, about)
    if len(expected) != len(equations):
        yield f"{name} is {len(expected)} equations, here are {len(equations)}"
    for e, value in zip(equations, expected, strict=False):
        side = e.sides[-1 if r"\leftarrow" in e.signs else 0]
        if name.startswith("dE_along"):  # what grows with the change at first
            found = np.imag(evaluate(e.over(side), scaled(here, 1j * STEP))) / STEP
        else:
            found = evaluate(e.over(side), here)
        if not close(found, value):
            yield f"{side.text} is not what {name} is about"
        if e.title != TITLES.get(name, ""):
            yield f"the words before {name} are “{TITLES.get(name, '')}”"


def disagreements(e: Equation, here: World) -> Iterator[str]:
    """Yield each side of an equation that is not the one before it, and each wrong name."""
    for a, name in e.named:
        if not close(evaluate(e.over(name), here), evaluate(e.over(a), here)):
            yield f"{a.text} is braced as {name.text}, but is not that"
    for k, (a, b) in enumerate(pairwise(map(e.over, e.sides)), 1):
        cut = e.cut and k == len(e.sides) - 1
        changed = [n for side in (a, b) for part in side.every() for n in part.names]
        if e.signs[k] == r"\approx" and not any(n[:2] == "d_" or n == "h" for n in changed):
            yield "≈ where nothing changes"
        elif cut and e.signs[k] != "=":
            yield "≈ before what ends in dots"
        elif e.signs[k] == r"\approx" or cut:
            left_out = Expression("subtract", (a, b))
            fell = order(lambda h, e=left_out: evaluate(e, scaled(here, h)))  # type: ignore[misc]
            if not fell > (2.9 if cut else 1.9):
                term = "what is not finite" if math.isnan(fell) else f"a term of order {fell:.1f}"
                yield f"{e.sides[k].text} differs from {e.sides[k - 1].text} by {term}"
        elif e.signs[k] == "=" and (why := difference(evaluate(a, here), evaluate(b, here))):
            yield f"{e.sides[k].text} is not {e.sides[k - 1].text}: {why}"


def difference(right: Any, wrong: Any) -> str:
    """Return in words how a value differs from another of its shape, or "" if it doesn't."""
    right, wrong = np.asarray(right), np.asarray(wrong)
    if np.abs([right, wrong]).max() < TINY:
        return "both are nothing, or too small to be told apart"
    if close(right, wrong):
        return ""
    if not np.isfinite(wrong).all():
        return "it is not finite"
    if close(-wrong, right):
        return "its sign is the other one"
    factor = shared_factor(wrong, right, np.full(right.shape, 1e-9 * np.abs(right).max()))
    simple = Fraction(factor or 0).limit_denominator(20)
    if simple and factor and abs(simple / factor - 1) < 1e-9:
        return f"it is {simple} times what it should be"
    k = np.unravel_index(np.argmax(np.abs(right - wrong)), right.shape)
    place = f"entry {', '.join(str(n + 1) for n in k)} " if k else "it "
    return f"{place}is {wrong[k]:.4g} instead of {right[k]:.4g}"


def anchors(name: str, here: World, about: Setting) -> tuple[Any, ...]:
    """Return what each equation of a result begins with, by loops; after ← it is the other side."""
    v, x, i = here.names, here.names["x"], about.i or 0
    special: dict[str, Callable[[], tuple[Any, ...]]] = {
        "s_0": lambda: (v["s_0"],) * (1 if about.batch else 2),
        "o_1": lambda: (v["o_1"], loops.phi(x)),
        "phi_left": lambda: (loops.phi(x),),
        "phi_prime": lambda: (loops.slope(x), 1 - loops.phi(x)),
        "complex_step": lambda: (v["f"](x + 1j * v["h"]), v["f'"](x)),
        # i and j come first in an equation
        "J_s1_w": lambda: (np.moveaxis(v["J_s1_w"], 0, -1),),
        "J_s0_w": lambda: (np.moveaxis(v["J_s0_w"], 0, -1),),
    }
    if name in special:
        return special[name]()
    layered = {
        "sigma_last": f"sigma_{about.L - 1}", "sigma_before": f"sigma_{i - 1}",
        "dE_dW_i": f"dE_dW_{i}", "any_depth": "dE_dW_0", "step": f"step_{i}",
    }  # fmt: skip
    return (v[layered.get(name, name)],)


def _sizes(here: World, about: Setting) -> str:
    """Return the network that something was tried in, in words."""
    names = [f"n_{m}" for m in range(about.L + 1)] + ["B"] * about.batch
    layer = [f"i = {about.i}"] if about.i is not None else []
    return ", ".join([*(f"{n} = {here.names[n]}" for n in names), *layer])
