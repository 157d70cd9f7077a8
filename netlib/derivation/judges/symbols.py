"""Arrays of symbols, of a size that is a number or a letter: the shapes and proofs of formulas.

Where a size is a letter, a product is a `Sum` up to it: what is proven with letters holds for every
size. Indices count from 1, as in the formulas.
"""

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import add, mul, sub, truediv
from typing import Any

import sympy
from sympy import Add, Derivative, Dummy, Indexed, IndexedBase, KroneckerDelta, Mul, Sum, Symbol

Size = str | int
Ranges = frozenset[tuple[Any, Any]]  # indices, each with the size that it goes up to


class Mismatch(ValueError):
    """Two sizes that should be the same and are not."""


def _by_entries(f: Callable[[Any, Any], Any]) -> Callable[["Symbols", Any], "Symbols"]:
    """Return the operation on an array and another, or a number, that is f on their entries."""

    def operation(a: "Symbols", other: Any) -> "Symbols":
        exact = sympy.Rational(other) if isinstance(other, float) else other
        b = other if isinstance(other, Symbols) else Symbols((), lambda: exact)
        if a.shape and b.shape and a.shape != b.shape:
            raise Mismatch(f"{a.shape} entry by entry with {b.shape}")
        m, n = len(a.shape), len(b.shape)
        return Symbols(a.shape or b.shape, lambda *k: f(a.entry(*k[:m]), b.entry(*k[:n])))

    return operation


@dataclass(frozen=True, eq=False)
class Symbols:
    """An array of symbolic entries: shape (sizes, "n_1" or 3), entry(i, j, ...) a SymPy expression.

    `@` contracts the two sizes that meet, `*` goes entry by entry; both raise Mismatch, naming
    the sizes, where they differ. A plain number or an array of shape () scales.
    """

    shape: tuple[Size, ...]
    entry: Callable[..., Any]

    def __post_init__(self) -> None:
        object.__setattr__(self, "entry", cache(self.entry))  # asked for again and again

    __add__ = __radd__ = _by_entries(add)
    __mul__ = __rmul__ = _by_entries(mul)
    __sub__, __rsub__ = _by_entries(sub), _by_entries(lambda a, b: b - a)
    __truediv__, __rtruediv__ = _by_entries(truediv), _by_entries(lambda a, b: b / a)
    __pow__ = _by_entries(pow)

    def __neg__(self) -> "Symbols":
        return self * -1

    def __matmul__(self, other: "Symbols") -> "Symbols":
        if self.shape[-1] != other.shape[0]:
            raise Mismatch(f"{self.shape} times {other.shape}: the inner sizes differ")
        left = len(self.shape) - 1

        def entry(*k: Any) -> Any:
            a, b = k[:left], k[left:]
            return summed(self.shape[-1], lambda m: self.entry(*a, m) * other.entry(m, *b))

        return Symbols(self.shape[:-1] + other.shape[1:], entry)

    def __getitem__(self, index: Any) -> "Symbols":
        """Return the part at first indices, or at last ones: o[j], D[..., i, j]."""
        fixed = index if isinstance(index, tuple) else (index,)
        if fixed[0] is ...:
            last = fixed[1:]
            return Symbols(self.shape[: -len(last)], lambda *k: self.entry(*k, *last))
        return Symbols(self.shape[len(fixed) :], lambda *k: self.entry(*fixed, *k))

    @property
    def T(self) -> "Symbols":
        """The transpose."""
        return Symbols(self.shape[::-1], lambda *k: self.entry(*k[::-1]))


class phi(sympy.Function):  # type: ignore[misc]
    """The logistic function with its derivative, which the result `phi_prime` proves."""

    def fdiff(self, argindex: int = 1) -> Any:
        """Return phi' where this phi stands."""
        return self * (1 - self)


class within(sympy.Function):  # type: ignore[misc]
    """1 where an index is at most n, else 0; nothing more is known of it."""


def letter(name: str) -> Any:
    """Return a whole number from 1 that is not known: a size or an index."""
    return Symbol(name, integer=True, positive=True)


def size(n: Size) -> Any:
    """Return a size as SymPy takes it."""
    return n if isinstance(n, int) else letter(n)


def summed(n: Size, term: Callable[[Any], Any]) -> Any:
    """Return the sum of term(1) to term(n), written out if n is a number."""
    if isinstance(n, int):
        return Add(*map(term, range(1, n + 1)))
    k = Dummy("k", integer=True, positive=True)
    return Sum(term(k), (k, 1, size(n)))


def symbol(name: str, shape: tuple[Size, ...]) -> Symbols:
    """Return an array whose entries are the letter itself with its indices."""
    base = IndexedBase(name, real=True)
    return Symbols(shape, lambda *k: base[k] if k else Symbol(name, real=True))


def entrywise(function: Callable[[Any], Any]) -> Callable[[Symbols], Symbols]:
    """Return the function of an expression as one of an array."""
    return lambda a: Symbols(a.shape, lambda *k: function(a.entry(*k)))


def total(a: Symbols) -> Symbols:
    """Return the sum over the last index."""
    return Symbols(a.shape[:-1], lambda *k: summed(a.shape[-1], lambda m: a.entry(*k, m)))


def weigh(W: Symbols, o: Symbols) -> Symbols:
    """Return every node's sum as node i forms it from its own row: the sum over j of w_ij o_j."""
    if W.shape[1] != o.shape[-1]:
        raise Mismatch(f"a row of {W.shape} cannot weigh {o.shape}")

    def entry(*k: Any) -> Any:
        return summed(W.shape[1], lambda j: W.entry(k[-1], j) * o.entry(*k[:-1], j))

    return Symbols((*o.shape[:-1], W.shape[0]), entry)


def outer(a: Symbols, b: Symbols) -> Symbols:
    """Return all products of an entry of a and one of b; of a batch the mean over its rows."""
    if len(a.shape) == 2:
        return a.T @ b / size(a.shape[0])
    return Symbols(a.shape + b.shape, lambda i, j: a.entry(i) * b.entry(j))


def derivative(x: Symbols, y: Symbols) -> Symbols:
    """Return the derivative of every entry of x by every entry of y, whose entries are letters."""
    n = len(x.shape)
    return Symbols(x.shape + y.shape, lambda *k: x.entry(*k[:n]).diff(y.entry(*k[n:])))


def cost(a: Symbols) -> Symbols:
    """Return how many multiplications a row times this takes, or its making: one an entry."""
    return Symbols((), lambda: math.prod(map(size, a.shape)))


def imaginary_slope(f: Callable[[Symbols], Symbols], x: Symbols) -> Symbols:
    """Return the limit of Im f(x + ih) / h for h to 0, by the Taylor series of any real f."""
    h, at = Symbol("h", real=True), f(x).entry()
    terms = (at.diff(x.entry(), k) * (sympy.I * h) ** k / math.factorial(k) for k in range(4))
    imaginary = sympy.expand(Add(*terms)).coeff(sympy.I)
    return Symbols((), lambda: sympy.expand(imaginary / h).subs(h, 0))


FUNCTIONS: dict[str, Any] = {
    "phi": entrywise(phi),
    "f": entrywise(sympy.Function("f")),  # any function
    "exp": entrywise(sympy.exp),
    "total": total,
    "weigh": weigh,
    "outer": outer,
    "diag": lambda v: Symbols(v.shape * 2, lambda i, j: KroneckerDelta(i, j) * v.entry(i)),
    "unit": lambda i, like: Symbols(like.shape, lambda k: KroneckerDelta(k, i)),
    "eye": lambda a, b: Symbols((a.shape[0], b.shape[0]), KroneckerDelta),
    "D": derivative,
    "slopes": lambda o: FUNCTIONS["diag"](o * (1 - o)),
    "cost": cost,
    "imaginary_slope": imaginary_slope,
}


def equal(a: Symbols, b: Symbols, ranges: Ranges = frozenset()) -> bool:
    """Return whether two arrays of one shape are proven equal, entry by entry.

    All entries, or, where a size is a letter, the one at free indices. ranges: those of other free
    indices in them.
    """
    if a.shape != b.shape:
        return False
    if all(isinstance(n, int) for n in a.shape):
        places = list(itertools.product(*(range(1, int(n) + 1) for n in a.shape)))
    else:
        places = [tuple(letter(f"a_{axis}") for axis in range(len(a.shape)))]
        ranges |= {(k, size(n)) for k, n in zip(places[0], a.shape, strict=True)}
    differences = (sympy.sympify(a.entry(*k) - b.entry(*k)) for k in places)
    return all(
        normal(x, ranges).is_zero or (not x.has(Sum) and sympy.simplify(x).is_zero)
        for x in differences
    )


@lru_cache(maxsize=10_000)
def normal(expression: Any, ranges: Ranges = frozenset()) -> Any:
    """Return the expression with its sums in one form: expanded, deltas used up, factors outside.

    ranges: how far each free index goes. Two expressions are equal when their difference comes out
    as 0; the reverse isn't promised.
    """
    expression = sympy.sympify(expression)
    if isinstance(expression, Sum):
        inner, *others = expression.limits
        inside = ranges | {(k, n) for k, _, n in expression.limits}
        terms = Add.make_args(normal(expression.function, inside))
        summed_up = Add(*(_sum_of_product(p, inner[0], inner[2], inside) for p in terms))
        return normal(Sum(summed_up, *others), ranges) if others else summed_up
    if not expression.args or isinstance(expression, Indexed | Derivative):
        return expression
    parts = (normal(part, ranges) for part in expression.args)
    return sympy.expand(expression.func(*parts), deep=False)


def _sum_of_product(product: Any, k: Any, n: Any, ranges: Ranges) -> Any:
    """Return the sum of a product in normal form over k from 1 to n, in normal form again."""
    deltas = [d for d in Mul.make_args(product) if isinstance(d, KroneckerDelta) and d.has(k)]
    others = {index: delta for delta in deltas for index in delta.args if index != k}
    if others:  # a delta picks one term, and that only if there is such a term
        other = next((index for index in others if (index, n) in ranges), next(iter(others)))
        there = 1 if (other, n) in ranges else within(other, n)
        return (product / others[other]).subs(k, other) * there
    outside, inside = product.as_independent(k, as_Add=False)
    inside, sums = inside.subs(k, start := Dummy()), [(start, n)]
    for factor in Mul.make_args(inside):
        if isinstance(factor, Sum):  # a sum of sums is one sum over all their indices
            fresh = {index: Dummy() for index, _, _ in factor.limits}
            inside = inside / factor * factor.function.subs(fresh)
            sums += [(fresh[index], last) for index, _, last in factor.limits]
    # One name for an index, whatever it was called: the size it runs to, and a number that is free.
    for index, last in sorted(sums, key=lambda pair: str(pair[1])):
        names = (letter(f"{last}.{count}") for count in itertools.count())
        name = next(name for name in names if not inside.has(name))
        inside = Sum(inside.subs(index, name), (name, 1, last))
    return outside * inside
