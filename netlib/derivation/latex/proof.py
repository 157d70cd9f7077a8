"""What is written, proven with symbols for every size at once.

It knows the definitions in `networks` and no result, but for one: the slope of phi, where phi is
not written out, which is proven here. Needs SymPy: raises ModuleNotFoundError without it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import sympy

from netlib.derivation.judges import symbols
from netlib.derivation.judges.symbolic import ANY_SIZE, letters
from netlib.derivation.judges.symbols import Symbols
from netlib.derivation.latex import reader
from netlib.derivation.latex.expression import World, evaluate
from netlib.derivation.latex.reader import Equation
from netlib.derivation.latex.setting import Setting, spoken_of
from netlib.derivation.networks import BATCH, LAYER, ONE, Names, Network, layers
from netlib.derivation.networks import evaluate as value_of

# LAYER, a layer with an unknown upstream, in the letters of layer 1 of two.
LAYER_1 = Network(
    {"s_0": ("n_1",), "W_1": ("n_2", "n_1"), "sigma_1": ("n_2",)},
    {"o_1": "phi(s_0)", "s_1": "weigh(W_1, o_1)", "E": "total(sigma_1 * s_1)"},
)
STEP = sympy.Symbol("step", real=True)  # what every change is multiplied by


def prove(latex: str, network: Network = ONE, formula: str = "") -> bool:
    """Return whether all sides of what a display says are proven equal, for every size.

    formula: what one side alone, or the new value of W_0, is proven to be, as Python. L is each up
    to 3, i a layer with an unknown upstream. Raises what `read` does.
    """
    if network is LAYER:
        return proof(reader.read(latex, Setting(2, i=1)), LAYER_1)
    settings = [at for at in spoken_of(latex, network) if at.i is None and at.L < 4]
    return all(
        proof(reader.read(latex, at), BATCH if at.batch else layers(at.L), formula)
        for at in settings or [Setting(2, i=0)]
    )


def proof(equations: Sequence[Equation], network: Network, formula: str = "") -> bool:
    """Return whether equations in a network are proven. formula: see `prove`."""
    return all(_proven(e, network, formula) for e in equations)


def _proven(e: Equation, network: Network, formula: str) -> bool:
    """Return whether all sides of an equation are proven equal."""
    written_out = any(part.op == "exp" for side in e.sides for part in side.every())
    if not written_out and not slope_of_phi():
        return False
    here = algebra(network, _logistic if written_out else symbols.phi)
    sides = [evaluate(e.over(side), here) for side in e.sides]
    if len(sides) == 1 or r"\leftarrow" in e.signs:
        return bool(formula) and symbols.equal(sides[-1], value_of(formula, here.names))
    orders = [2 if sign == r"\approx" else 0 for sign in e.signs[1:]]
    orders[-1] = 3 if e.cut else orders[-1]
    return all(
        _close(a, b, n) if n else symbols.equal(a, b)
        for (a, b), n in zip(pairwise(sides), orders, strict=True)
    )


def _close(a: Symbols, b: Symbols, n: int) -> bool:
    """Return whether two sides and their first n - 1 slopes agree where nothing changes."""

    def at_first(e: Symbols, times: int) -> Symbols:
        return Symbols(
            e.shape, lambda *k: sympy.expand(e.entry(*k)).diff(STEP, times).subs(STEP, 0)
        )

    return all(symbols.equal(at_first(a, m), at_first(b, m)) for m in range(n))


@cache
def algebra(network: Network, phi: Callable[[Any], Any]) -> World:
    """Return a network in symbols, all worked out from what it is given and nothing else.

    phi: the logistic function, written out or a function with its slope. sigma_i and G are
    derivatives of E, and no results.
    """
    x, h = (sympy.Symbol(name, real=True) for name in "xh")
    f = sympy.Function("f")(x)  # any function, by its series

    def slope(at: Any) -> Any:
        free = sympy.Dummy(real=True)
        return phi(free).diff(free).subs(free, at)

    def summed(n: str, f: Callable[[Any], Symbols]) -> Symbols:
        shape = f(symbols.letter("k")).shape
        return Symbols(shape, lambda *k: symbols.summed(n, lambda m: f(m).entry(*k)))

    def over(n: str, f: Callable[[Any], Symbols]) -> Symbols:
        shape = (n, *f(symbols.letter("k")).shape)
        return Symbols(shape, lambda k, *rest: f(k).entry(*rest))

    def series(at: Any, n: int = 0) -> Any:
        return sum(f.diff(x, n + k) * (at - x) ** k / sympy.factorial(k) for k in range(4))

    entrywise = {
        "phi": phi, "phi'": slope, "f": series, "f'": lambda at: series(at, 1),
        "f''": lambda at: series(at, 2), "Im": lambda a: sympy.expand(a).coeff(sympy.I),
    }  # fmt: skip
    known = letters(network, {}, None, ANY_SIZE)
    formulas, scalars = network.definitions, {"x": x, "h": h * STEP, "1j": sympy.I}
    known |= {name: symbols.entrywise(function) for name, function in entrywise.items()}
    known |= {name: _scalar(value) for name, value in scalars.items()} | {
        "over": over, "sum": summed, "number": lambda text: _scalar(sympy.Rational(text)),
        "index": lambda k: 1 if k == "1" else symbols.size(k),
        "delta": lambda a, b: _scalar(sympy.KroneckerDelta(a, b)),
        "eta": symbols.symbol("rate", ()),
    }  # fmt: skip
    worked_out = Names(known, formulas)
    for name in formulas:
        known[f"d_{name}"] = symbols.symbol(f"d_{name}", worked_out[name].shape) * STEP
    here = World(network, Names(known, formulas), _derivative)
    last = max(name for name in formulas if name[0] == "o")
    for name, s in {"G": last, **{f"sigma_{m}": f"s_{m}" for m in range(4)}}.items():
        if s in here.names or s in formulas:
            known.setdefault(name, _of_its_sample(here.derivative("E", s)))
    return replace(here, names=Names(known, formulas))


def _derivative(f: Callable[[Symbols], Symbols], y: Symbols) -> Symbols:
    """Return the derivative of f by y: taken where y is a symbol, then said in what y is."""
    own = symbols.symbol("moved", y.shape)
    found = symbols.derivative(f(own), own)

    def entry(*k: Any) -> Any:
        e = sympy.sympify(found.entry(*k))
        if not y.shape:
            return e.subs(own.entry(), y.entry())
        mine = lambda part: isinstance(part, sympy.Indexed) and str(part.base) == "moved"  # noqa: E731
        return e.replace(mine, lambda part: y.entry(*part.indices))

    return Symbols(found.shape, entry)


def _scalar(value: Any) -> Symbols:
    return Symbols((), lambda: value)


def _of_its_sample(found: Symbols) -> Symbols:
    """Return a derivative of E; in a batch that of each sample's own."""
    if len(found.shape) == 1:
        return found
    return Symbols(found.shape[1:], lambda b, k: found.entry(b, b, k))


def _logistic(x: Any) -> Any:
    return 1 / (1 + sympy.exp(-x))


@cache
def slope_of_phi() -> bool:
    """Return whether the slope that `symbols.phi` is given is that of 1 / (1 + e^-x)."""
    x = sympy.Symbol("x", real=True)
    given = symbols.phi(x).diff(x).subs(symbols.phi(x), _logistic(x))
    return bool(sympy.simplify(given - _logistic(x).diff(x)) == 0)
