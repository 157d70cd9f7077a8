"""What is written, proven with symbols: at two sizes, written out, and for every size at once.

It knows the definitions in `networks` and no result, but for one: the slope of phi, where phi is
not written out, which is proven here. Needs SymPy: raises ModuleNotFoundError without it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any

import sympy

from netlib.derivation import symbols
from netlib.derivation.expressions import Names, depends
from netlib.derivation.latex import reader
from netlib.derivation.latex.expression import Expression, World, evaluate
from netlib.derivation.latex.numbers import with_mean
from netlib.derivation.latex.reader import Equation
from netlib.derivation.latex.setting import Setting, rank
from netlib.derivation.latex.written import spoken_of
from netlib.derivation.networks import BATCH, DEEP, LAYER, ONE, Network, layers
from netlib.derivation.symbols import Size, Symbols

LETTERS = ("n_0", "n_1", "n_2", "n_3", "B")
SIZES: tuple[Mapping[str, Size], ...] = (
    dict(zip(LETTERS, (3, 2, 1, 2, 2), strict=True)),
    dict(zip(LETTERS, (1, 2, 3, 1, 3), strict=True)),
)
ANY_SIZE: Mapping[str, Size] = {n: n for n in LETTERS}
# A layer with an unknown upstream, in the letters of layer 1 of two.
NAMES = {
    "s": "s_0", "W_i": "W_1", "sigma_i": "sigma_1", "o_i": "o_1", "s_i": "s_1", "n_i": "n_1",
    "n_j": "n_2",
}  # fmt: skip
STEP = sympy.Symbol("step", real=True)  # what every change is multiplied by
LEFT = r"\leftarrow"


@dataclass(frozen=True)
class Proof:
    """Whether every side is proven equal to the one before: at each of two sizes; at every size."""

    at_sizes: bool
    every_size: bool


def algebra(
    e: Equation, network: Network, sizes: Mapping[str, Size], phi: Callable[[Any], Any]
) -> World:
    """Return a network in symbols: what does not come after y stands for itself, and so does y.

    y: the first letter that a derivative in the equation is by. phi: the logistic function, written
    out or a function with its slope. sigma_i and G are derivatives of E, and no results.
    """
    by = [y for side in e.sides for part in side.every() for y in _slopes_by(part)]
    y = min(by, key=rank, default=None)

    def slope(x: Any) -> Any:
        free = sympy.Dummy(real=True)
        return phi(free).diff(free).subs(free, x)

    def summed(n: str, f: Callable[[Any], Symbols]) -> Symbols:
        shape = f(symbols.letter("k")).shape
        return Symbols(shape, lambda *k: symbols.summed(sizes[n], lambda m: f(m).entry(*k)))

    def over(n: str, f: Callable[[Any], Symbols]) -> Symbols:
        shape = (sizes[n], *f(symbols.letter("k")).shape)
        return Symbols(shape, lambda k, *rest: f(k).entry(*rest))

    known: dict[str, Any] = {
        **symbols.FUNCTIONS, **{n: _scalar(symbols.size(value)) for n, value in sizes.items()},
        "phi": symbols.entrywise(phi), "phi'": symbols.entrywise(slope),
        "over": over, "sum": summed, "number": lambda text: _scalar(sympy.Rational(text)),
        "index": lambda k: 1 if k == "1" else symbols.size(sizes[k]),
        "delta": lambda a, b: _scalar(sympy.KroneckerDelta(a, b)),
    }  # fmt: skip
    formulas = network.definitions
    for name, shape in {**network.given, "x": (), "h": (), "eta": ()}.items():
        known[name] = symbols.symbol(name, tuple(sizes[n] for n in shape))
    all_worked_out = Names(known, formulas)
    for name in formulas:
        own = symbols.symbol(name, all_worked_out[name].shape)
        if y is not None and (name == y or not depends(name, y, formulas)):
            known[name] = own
        known[f"d_{name}"] = symbols.symbol(f"d_{name}", own.shape) * STEP
    here = World(network, Names(known, formulas), _derivative)
    last = max(name for name in formulas if name[0] == "o")
    for name, s in {"G": last, **{f"sigma_{m}": f"s_{m}" for m in range(3)}}.items():
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


def _slopes_by(e: Expression) -> list[str]:
    """Return the letter of the forward pass that an operation takes a derivative by, if any."""
    name = e.names[-1] if e.names else ""
    if e.op == "letter" and name.startswith("sigma"):
        return [f"s_{name[6:]}"]
    return [name] if e.op in ("derivative", "slope", "moved") and name != "x" else []


def prove(latex: str, network: Network = ONE) -> Proof | None:
    """Return what is proven of a display, or None where there is nothing to prove.

    A new value, or a count that is alone, has no two sides; f is some function, of which numbers
    know one. L is 3, and i a layer with an unknown upstream. Raises what `read` does.
    """
    about = {DEEP: Setting(3), LAYER: Setting(2, i=1)}.get(network, spoken_of(latex, network)[0])
    equations = reader.read(latex, about)
    ops = {part.op for e in equations for side in e.sides for part in side.every()}
    if ops & {"f", "f'"} or any(len(e.sides) < 2 or LEFT in e.signs for e in equations):
        return None
    return proof(equations, _network(network, about.L))


def proof(equations: Sequence[Equation], network: Network) -> Proof:
    """Return what is proven of equations in a network."""
    at_sizes, every = (
        all(_proven(e, network, sizes) for e in equations for sizes in these)
        for these in (SIZES, (ANY_SIZE,))
    )
    return Proof(at_sizes, every)


def _network(network: Network, L: int) -> Network:
    """Return the definitions that a proof starts from, in the letters that `reader` knows."""
    if network is not LAYER:
        return with_mean(network) if network is BATCH else layers(L)
    letter = re.compile(rf"\b({'|'.join(NAMES)})\b")
    formulas = {k: letter.sub(lambda m: NAMES[m[0]], v) for k, v in network.definitions.items()}
    given = {k: tuple(NAMES[n] for n in shape) for k, shape in network.given.items()}
    return Network(
        {NAMES[k]: v for k, v in given.items()}, {NAMES.get(k, k): v for k, v in formulas.items()}
    )


def _proven(e: Equation, network: Network, sizes: Mapping[str, Size]) -> bool:
    """Return whether all sides of an equation are proven equal at these sizes."""
    written_out = any(part.op == "exp" for side in e.sides for part in side.every())
    if not written_out and not slope_of_phi():
        return False
    here = algebra(e, network, sizes, _logistic if written_out else symbols.phi)
    sides = [evaluate(e.over(side), here) for side in e.sides]
    return all(
        _close(a, b) if sign == r"\approx" else symbols.equal(a, b)
        for (a, b), sign in zip(pairwise(sides), e.signs[1:], strict=True)
    )


def _close(a: Symbols, b: Symbols) -> bool:
    """Return whether two sides agree where nothing changes, and so do their slopes there."""

    def at_first(e: Symbols, times: int) -> Symbols:
        return Symbols(e.shape, lambda *k: e.entry(*k).diff(STEP, times).subs(STEP, 0))

    return all(symbols.equal(at_first(a, n), at_first(b, n)) for n in (0, 1))


def _logistic(x: Any) -> Any:
    return 1 / (1 + sympy.exp(-x))


@cache
def slope_of_phi() -> bool:
    """Return whether the slope that `symbols.phi` is given is that of 1 / (1 + e^-x)."""
    x = sympy.Symbol("x", real=True)
    given = symbols.phi(x).diff(x).subs(symbols.phi(x), _logistic(x))
    return bool(sympy.simplify(given - _logistic(x).diff(x)) == 0)
