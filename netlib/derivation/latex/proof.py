"""What is written, proven with symbols: at two sizes, written out, and for every size at once.

It knows the definitions in `networks` and no result, but for one: the slope of phi, where phi is
not written out, which is proven here. Needs SymPy: raises ModuleNotFoundError without it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import sympy

from netlib.derivation import symbols
from netlib.derivation.expressions import Names, depends
from netlib.derivation.latex.expression import Expression, evaluate
from netlib.derivation.latex.sized import Equation, Setting, rank
from netlib.derivation.latex.written import read
from netlib.derivation.networks import BATCH, DEEP, LAYER, ONE, Network, layers
from netlib.derivation.symbols import Size, Symbols

LETTERS = ("n_0", "n_1", "n_2", "n_3", "B")
SIZES: tuple[Mapping[str, Size], ...] = (
    dict(zip(LETTERS, (3, 2, 1, 2, 2), strict=True)),
    dict(zip(LETTERS, (1, 2, 3, 1, 3), strict=True)),
)
ANY_SIZE: Mapping[str, Size] = {n: n for n in LETTERS}
# A layer with an unknown upstream, in the letters of layer 1 of two.
NAMES = {"s": "s_0", "W_i": "W_1", "sigma_i": "sigma_1", "o_i": "o_1", "s_i": "s_1"}


@dataclass(frozen=True)
class Proof:
    """Whether every side is proven equal to the one before: at each of two sizes; at every size."""

    at_sizes: bool
    every_size: bool


@dataclass(frozen=True, eq=False)
class Algebra:
    """A network whose letters are symbols, or made of them; sizes are numbers or letters."""

    network: Network
    sizes: Mapping[str, Size]
    names: Names
    functions: Mapping[str, Callable[..., Any]]
    slopes: dict[tuple[str, str], Symbols]

    def number(self, text: str) -> Symbols:
        """Return a number that is written out, as a fraction."""
        return Symbols((), lambda: sympy.Rational(text))

    def letter(self, name: str) -> Symbols:
        """Return what a letter is made of; sigma_i and G are derivatives of E."""
        last = max(k for k in self.network.definitions if k[0] == "o")
        y = f"s_{name[6:]}" if name.startswith("sigma") else last if name == "G" else ""
        if not y or name in self.names:
            return self.names[name]
        found = self.derivative("E", y)
        if len(found.shape) == 1:
            return found
        return Symbols(found.shape[1:], lambda b, k: found.entry(b, b, k))  # a sample's own E

    def index(self, text: str) -> Any:
        """Return an index, from 1, that is 1 or a size."""
        return 1 if text == "1" else symbols.size(self.sizes[text])

    def over(self, size: str, f: Callable[[Any], Symbols]) -> Symbols:
        """Return the array of f at every index."""
        shape = (self.sizes[size], *f(symbols.letter("k")).shape)
        return Symbols(shape, lambda k, *rest: f(k).entry(*rest))

    def summed(self, size: str, f: Callable[[Any], Symbols]) -> Symbols:
        """Return the sum of f over every index."""
        shape = f(symbols.letter("k")).shape
        return Symbols(
            shape, lambda *rest: symbols.summed(self.sizes[size], lambda k: f(k).entry(*rest))
        )

    def at(self, y: str, value: Symbols) -> "Algebra":
        """Return the network in which y is something else, with all that is worked out from it."""
        known = self.network.definitions
        kept = {k: v for k, v in self.names.items() if not depends(k, y, known)}
        return Algebra(
            self.network, self.sizes, Names({**kept, y: value}, known), self.functions, {}
        )

    def slope(self, y: str, f: Callable[["Algebra"], Symbols]) -> Symbols:
        """Return the derivative by a letter: taken where y is a symbol, then said in what it is."""
        here = self.letter(y)
        own = symbols.symbol(y, here.shape)
        found = symbols.derivative(f(self.at(y, own)), own)

        def entry(*k: Any) -> Any:
            return sympy.sympify(found.entry(*k)).replace(
                lambda e: isinstance(e, sympy.Indexed) and str(e.base) == y,
                lambda e: here.entry(*e.indices),
            )

        return Symbols(found.shape, entry)

    def derivative(self, x: str, y: str) -> Symbols:
        """Return the derivative of one letter by another."""
        if (x, y) not in self.slopes:
            self.slopes[x, y] = self.slope(y, lambda moved: moved.letter(x))
        return self.slopes[x, y]


def algebra(
    network: Network, sizes: Mapping[str, Size], y: str | None, phi: Callable[[Any], Any]
) -> Algebra:
    """Return a network in symbols: what doesn't come after y, and y, stand for themselves.

    phi: the logistic function, written out or a function with its slope.
    """

    def slope(x: Any) -> Any:
        free = sympy.Dummy(real=True)
        return phi(free).diff(free).subs(free, x)

    def scalar(value: Any) -> Symbols:
        return Symbols((), lambda: value)

    functions = symbols.FUNCTIONS | {
        "phi": symbols.entrywise(phi),
        "phi'": symbols.entrywise(slope),
        "delta": lambda a, b: scalar(sympy.KroneckerDelta(a, b)),
    }
    known: dict[str, Any] = {n: scalar(symbols.size(value)) for n, value in sizes.items()}
    given = {**network.given, "x": (), "h": (), "eta": ()}
    for name, shape in given.items():
        known[name] = symbols.symbol(name, tuple(sizes[n] for n in shape))
    all_worked_out = Names({**functions, **known}, network.definitions)
    for name in network.definitions:
        if y is not None and (name == y or not depends(name, y, network.definitions)):
            known[name] = symbols.symbol(name, all_worked_out[name].shape)
        known[f"d_{name}"] = symbols.symbol(f"d_{name}", all_worked_out[name].shape) * STEP
    names = Names({**functions, **known}, network.definitions)
    return Algebra(network, sizes, names, functions, {})


STEP = sympy.Symbol("step", real=True)  # what every change is multiplied by


def prove(latex: str, network: Network = ONE) -> Proof | None:
    """Return what is proven of a display, or None where there is nothing to prove.

    A new value and a count that is alone have no two sides; of f only one is known, no slope.
    Raises Unreadable and Misshapen as `read` does.
    """
    about = {DEEP: Setting(3), LAYER: Setting(2, i=1)}.get(network)
    equations = read(latex, network, about)
    for e in equations:
        single = len(e.sides) < 2 or r"\leftarrow" in e.signs
        if single or any(mentions(side, ("f", "f'", "f''")) for side in e.sides):
            return None
    return proof(equations, _network(network))


def proof(equations: Sequence[Equation], network: Network) -> Proof:
    """Return what is proven of equations in a network."""
    at_sizes, every = (
        all(_proven(e, network, sizes) for e in equations for sizes in these)
        for these in (SIZES, (ANY_SIZE,))
    )
    return Proof(at_sizes, every)


def _network(network: Network) -> Network:
    """Return the definitions that a proof starts from, in the letters of a network of two."""
    if network is BATCH:
        return Network(network.given, {**network.definitions, "E_bar": "total(E) / B"})
    if network is not LAYER:
        return layers(3 if network is DEEP else 2)
    letter = re.compile(rf"\b({'|'.join(NAMES)})\b")
    named = {k: letter.sub(lambda m: NAMES[m[0]], v) for k, v in network.definitions.items()}
    shapes = {NAMES[k]: tuple({"n_i": "n_1", "n_j": "n_2"}[n] for n in shape)
              for k, shape in network.given.items()}  # fmt: skip
    return Network(shapes, {NAMES.get(k, k): v for k, v in named.items()})


def _proven(e: Equation, network: Network, sizes: Mapping[str, Size]) -> bool:
    """Return whether all sides of an equation are proven equal at these sizes."""
    by = [y for side in e.sides for y in slopes_by(side)]
    written_out = any(mentions(side, ("exp",)) for side in e.sides)
    if not written_out and not slope_of_phi():
        return False
    phi = _logistic if written_out else symbols.phi
    here = algebra(network, sizes, min(by, key=rank) if by else None, phi)
    sides = [evaluate(e.over(side), here) for side in e.sides]
    return all(
        close(a, b) if sign == r"\approx" else symbols.equal(a, b)
        for (a, b), sign in zip(pairwise(sides), e.signs[1:], strict=True)
    )


def close(a: Symbols, b: Symbols) -> bool:
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


def mentions(e: Expression, ops: Sequence[str]) -> bool:
    """Return whether one of these operations is made in an expression."""
    return e.op in ops or any(mentions(a, ops) for a in e.args)


def slopes_by(e: Expression) -> list[str]:
    """Return the letters of the forward pass that derivatives in an expression are by."""
    found = [y for a in e.args for y in slopes_by(a)]
    if e.op in ("derivative", "slope", "moved") and e.names[-1] != "x":
        found.append(e.names[-1])
    if e.op == "letter" and e.names[0].startswith("sigma"):
        found.append(f"s_{e.names[0][6:]}")
    return found
