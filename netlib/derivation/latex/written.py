r"""What is written, judged with numbers: all sides of an equation agree, and the first is what the
result is about.

Every letter's value comes from plain loops, every derivative from a complex step through the
definitions in `networks`; nothing of netlib's chapters and of no other spelling of a result.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np

from netlib.derivation import loops, oracles
from netlib.derivation.expressions import Names, depends
from netlib.derivation.latex.expression import Expression, evaluate
from netlib.derivation.latex.grammar import Clause, Unreadable, clauses, every
from netlib.derivation.latex.sized import Equation, Misshapen, Setting, equation
from netlib.derivation.networks import BATCH, DEEP, LAYER, ONE, Network, layers
from netlib.derivation.numerical import STEP, complex_step
from netlib.derivation.results import Result

# In a network of any depth every size is once the largest and once the smallest, and no two are
# the same; a batch is of 7 samples, of 1, 2 and 3.
WIDTHS = ((3, 5, 4, 2, 1), (4, 3, 1, 5, 6), (1, 3, 4, 2, 5), (3, 1, 5, 2, 4))
BATCHES = (7, 1, 2, 3)
SMALL = tuple(2.0**-k for k in range(8, 13))  # what changes are scaled by where an equation is ≈


def _phi(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def _slope(x: Any) -> Any:
    return _phi(x + 1j * STEP).imag / STEP


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "phi": _phi, "phi'": _slope, "exp": np.exp, "Im": np.imag, "diag": np.diag,
    "f": np.sin, "f'": np.cos, "f''": lambda x: -np.sin(x),  # some function
    "outer": lambda a, b: a[:, None] * b, "delta": lambda a, b: float(a == b),
    "total": lambda v: v.sum(axis=-1),
    "weigh": lambda W, o: np.stack([(row * o).sum(axis=-1) for row in W], axis=-1),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Numbers:
    """A network of random numbers: the values of its letters, and of its results by their ids."""

    network: Network
    values: Mapping[str, Any]
    functions: Mapping[str, Callable[..., Any]]
    slopes: dict[tuple[str, str], Any]

    def number(self, text: str) -> Any:
        """Return a number that is written out."""
        return np.float64(text)

    def letter(self, name: str) -> Any:
        """Return the value of a letter."""
        return self.values[name]

    def index(self, text: str) -> int:
        """Return an index, from 0, that is 1 or a size."""
        return int(text) - 1 if text.isdigit() else self.values[text] - 1

    def over(self, size: str, f: Callable[[int], Any]) -> Any:
        """Return the array of f at every index."""
        return np.array([f(k) for k in range(self.values[size])])

    def summed(self, size: str, f: Callable[[int], Any]) -> Any:
        """Return the sum of f over every index."""
        return sum(f(k) for k in range(self.values[size]))

    def at(self, y: str, value: Any) -> "Numbers":
        """Return the network in which y has another value, and all that is worked out from it."""
        known = self.network.definitions
        kept = {k: v for k, v in self.values.items() if k == y or not depends(k, y, known)}
        values = Names({**self.functions, **kept, y: value}, known)
        return Numbers(self.network, values, self.functions, {})

    def slope(self, y: str, f: Callable[["Numbers"], Any]) -> Any:
        """Return the derivative by a letter, by a complex step for each of its entries."""
        return complex_step(lambda value: f(self.at(y, value)), self.values[y])

    def derivative(self, x: str, y: str) -> Any:
        """Return the derivative of one letter by another, measured once."""
        if (x, y) not in self.slopes:
            self.slopes[x, y] = self.slope(y, lambda moved: moved.letter(x))
        return self.slopes[x, y]

    def changed(self, scale: complex) -> "Numbers":
        """Return the network with its changes, and h, scaled."""
        changes = {k: v * scale for k, v in self.values.items() if k[:2] == "d_" or k == "h"}
        return Numbers(self.network, {**self.values, **changes}, self.functions, self.slopes)


@cache
def world(setting: Setting, which: int) -> Numbers:
    """Return one of the networks that every equation is tried in."""
    sizes = {f"n_{m}": n for m, n in enumerate(WIDTHS[which])} | {"B": BATCHES[which], "n_x": 3}
    network = layers(setting.L, setting.batch)
    rng = np.random.default_rng(which)
    if setting.batch:
        values = oracles.sample(BATCH, sizes, which)
        values["E_bar"] = values["E"].mean()
        network = Network(network.given, {**network.definitions, "E_bar": "total(E) / B"})
    elif setting.L == 2:
        values = oracles.sample(ONE, sizes, which)
        values |= {"eta": values["rate"], "d_o_2": values["do"], "d_s_1": values["ds"]}
    else:
        shapes = {k: tuple(sizes[n] for n in shape) for k, shape in network.given.items()}
        values = {k: rng.normal(size=shape) for k, shape in shapes.items()}
        Ws = [values[f"W_{m}"].tolist() for m in range(setting.L)]
        found = loops.network(Ws, values["o_0"].tolist(), values["t"].tolist())
        values |= {k: np.array(v) for k, v in found.items()}
    free = {k: rng.normal(size=np.shape(v)) for k, v in values.items() if k[:2] in ("o_", "s_")}
    changes = {f"d_{k}": v for k, v in free.items()}
    rest = {"x": rng.normal(), "h": rng.normal(), "eta": rng.random(), "1j": 1j}
    return Numbers(network, {**changes, **rest, **values, **sizes}, FUNCTIONS, {})


# What a formula is about


def settings(read: Sequence[Clause], network: Network) -> list[Setting]:
    """Return what a formula speaks of: a batch, every depth for L, every layer for i."""
    nodes = [n for clause in read for n in every(clause)]
    layered = [n.words[1] for n in nodes if n.kind == "letter" and len(n.words) > 1
               and n.words[0] in ("o", "s", "sigma", "W")]  # fmt: skip
    if network is BATCH:
        return [Setting(batch=True)]
    if network is DEEP or any("L" in text for text in layered):
        dots = any(n.kind == "dots" for n in nodes)
        return [Setting(L) for L in range(2 if dots else 1, 5)]
    if network is LAYER or any("i" in text for text in layered):
        least = int("i-1" in layered)
        return [Setting(L, i=i) for L in range(1, 5) for i in range(least, L)]
    return [Setting()]


def read(latex: str, network: Network = ONE, setting: Setting | None = None) -> list[Equation]:
    """Return the equations of a display in a network, or in one setting.

    Raises Unreadable for what is not in the grammar, Misshapen for what does not fit.
    """
    found = clauses(latex)
    about = setting or settings(found, network)[-1]
    return [equation(clause, about) for clause in found]


@dataclass(frozen=True)
class Verdict:
    """Whether what is written holds; if not, why; and how often two sides were compared."""

    ok: bool
    why: str = ""
    compared: int = 0


def judge(latex: str, result: Result | None = None, network: Network | None = None) -> Verdict:
    """Return whether what a display says holds, in many networks.

    result: what it must be about: as many equations, each of which begins with the value that it
    has there. network: BATCH for a display like `s_0 = o_0 W_0^T`, which doesn't show that its
    letters are those of a batch; the result's where there is one.
    """
    compared = 0
    try:
        found = clauses(latex)
        for about in settings(found, network or (result.network if result else ONE)):
            equations = [equation(clause, about) for clause in found]
            for which in range(len(WIDTHS)):
                here = world(about, which)
                with np.errstate(all="ignore"):
                    wrong = "".join(itertools.islice(complaints(equations, here, about, result), 1))
                if wrong:
                    return Verdict(False, f"{wrong} ({_sizes(here, about)})", compared)
                compared += sum(len(e.sides) for e in equations)
    except (Unreadable, Misshapen) as error:
        return Verdict(False, str(error), compared)
    return Verdict(True, "", compared)


def complaints(
    equations: Sequence[Equation], here: Numbers, about: Setting, result: Result | None
) -> Iterator[str]:
    """Yield what does not hold in one network, in words."""
    for e in equations:
        yield from disagreements(e, here)
    if result is None:
        return
    expected = anchors(result.id, here, about)
    if len(expected) != len(equations):
        yield f"{result.id} is {len(expected)} equations, here are {len(equations)}"
    for e, value in zip(equations, expected, strict=False):
        side, there = e.sides[-1 if r"\leftarrow" in e.signs else 0], here
        if result.id.startswith("dE_along"):  # what grows with the change at first
            first = evaluate(e.over(side), here.changed(1j * STEP))
            found = np.imag(first) / STEP
        else:
            found = evaluate(e.over(side), there)
        if not oracles.close(found, value):
            yield f"{side.text} is not what {result.id} is about"
        if e.title != TITLES.get(result.id, ""):
            yield f"the words before {result.id} are “{TITLES.get(result.id, '')}”"


def disagreements(e: Equation, here: Numbers) -> Iterator[str]:
    """Yield each side of an equation that is not the one before it, and each wrong name."""
    for a, name in e.named:
        if not oracles.close(evaluate(e.over(name), here), evaluate(e.over(a), here)):
            yield f"{a.text} is braced as {name.text}, but is not that"
    for k, (a, b) in enumerate(itertools.pairwise(map(e.over, e.sides)), 1):
        cut = e.cut and k == len(e.sides) - 1
        if e.signs[k] == r"\approx" or cut:
            fell = order(a, b, here)
            if fell < (2.9 if cut else 1.9):
                yield f"{e.sides[k].text} misses {e.sides[k - 1].text} by a term of order {fell:.1f}"
        elif e.signs[k] == "=":
            first, second = evaluate(a, here), evaluate(b, here)
            if not oracles.close(second, first):
                yield f"{e.sides[k].text} is not {e.sides[k - 1].text}: {difference(first, second)}"


def difference(right: Any, wrong: Any) -> str:
    """Return in words how a value differs from another of its shape."""
    right, wrong = np.asarray(right), np.asarray(wrong)
    if not np.isfinite(wrong).all():
        return "it is not finite"
    if oracles.close(-wrong, right):
        return "its sign is the other one"
    there = np.abs(right) > 1e-9 * np.abs(right).max()
    ratio = wrong[there] / right[there]
    simple = Fraction(float(ratio.real.flat[0])).limit_denominator(20) if ratio.size else 0
    if simple and np.allclose(wrong, float(simple) * right, rtol=1e-9):
        return f"it is {simple} times what it should be"
    k = np.unravel_index(np.argmax(np.abs(right - wrong)), right.shape)
    place = f"entry {', '.join(str(n + 1) for n in k)} " if k else "it "
    return f"{place}is {wrong[k]:.4g} instead of {right[k]:.4g}"


def order(a: Expression, b: Expression, here: Numbers) -> float:
    """Return the power of the changes with which the difference of two sides falls."""
    missed = []
    for scale in SMALL:
        small = here.changed(scale)
        missed.append(float(np.abs(evaluate(a, small) - evaluate(b, small)).max()))
    if max(missed) <= 1e-13:
        return math.inf
    return float(np.polyfit(np.log(SMALL), np.log(np.maximum(missed, 1e-300)), 1)[0])


# The words before the three that count.
TITLES = {
    "count_left": "from the left", "count_right": "from the right", "count_vectors": "as vectors",
}  # fmt: skip


def anchors(name: str, here: Numbers, about: Setting) -> tuple[Any, ...]:
    """Return what each equation of a result begins with, by loops; after ← it is the other side."""
    v, x, h = here.values, here.values["x"], here.values["h"]
    if name in ("J_s1_w", "J_s0_w"):  # i and j come first in an equation
        return (np.moveaxis(v[name], 0, -1),)
    if name in ("step", "sigma_last", "any_depth", "sigma_before", "dE_dW_i"):
        i, last = about.i or 0, about.L - 1
        letter = {"sigma_last": f"sigma_{last}", "any_depth": "dE_dW_0", "dE_dW_i": f"dE_dW_{i}"}
        if name == "step":
            return (v[f"W_{i}"] - v["eta"] * v[f"dE_dW_{i}"],)
        return (v[letter.get(name, f"sigma_{i - 1}")],)
    several = {
        "s_0": lambda: (v["s_0"], v["s_0"]), "o_1": lambda: (v["o_1"], loops.phi(x)),
        "phi_left": lambda: (loops.phi(x),), "complex_step": lambda: (np.sin(x + 1j * h), np.cos(x)),
        "phi_prime": lambda: (loops.slope(x), 1 - loops.phi(x)),
    }  # fmt: skip
    return several[name]() if name in several else (v[name],)


def _sizes(here: Numbers, about: Setting) -> str:
    """Return the network that something was tried in, in words."""
    sizes = [f"n_{m} = {here.values[f'n_{m}']}" for m in range(about.L + 1)]
    batch = [f"B = {here.values['B']}"] if about.batch else []
    return ", ".join([*sizes, *batch, *([f"i = {about.i}"] if about.i is not None else [])])
