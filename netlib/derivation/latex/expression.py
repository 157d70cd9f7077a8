"""What a formula says, with its shape in letters; one evaluator for numbers and for symbols."""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from netlib.derivation.networks import Names, Network, depends

Shape = tuple[str, ...]
NOTHING: Mapping[str, Any] = {}

# An operation: how tightly it binds, and how a message says it.
SIGNS = {
    "add": (1, "{} + {}"), "subtract": (1, "{} - {}"),
    "divide": (2, "{} / {}"), "sum": (2, "sum_{1} {0}"), "total": (2, "sum {}"),
    "product": (2, "{} {}"),
    "negative": (3, "-{}"), "entrywise": (3, "{} * {}"), "scaled": (3, "{} {}"),
    "power": (4, "{}^{}"), "transpose": (5, "{}^T"), "part": (5, "{}_{}"), "last": (5, "{}_{}"),
    "over": (6, "[{}]"),
}  # fmt: skip
ENCLOSED = ("over", "total")  # what they are of needs no parentheses
OPERATORS: dict[str, Callable[..., Any]] = {
    "add": operator.add, "subtract": operator.sub, "negative": operator.neg,
    "entrywise": operator.mul, "scaled": operator.mul, "divide": operator.truediv,
    "product": operator.matmul, "power": operator.pow, "transpose": lambda a: a.T,
}  # fmt: skip


@dataclass(frozen=True)
class Expression:
    """One operation of a formula.

    op: "letter", "number", "part", ... or a function's name. args: what it is applied to.
    names: a letter; a number; indices; of "over" and "sum" an index and its size; of "derivative"
    and "moved" of what and by what. shape: the sizes, () for a number. lies: of a vector, whether
    it is a "row" or a "column", or which of them was transposed: "stood" a row, "laid" a column.
    """

    op: str
    args: tuple["Expression", ...] = ()
    names: tuple[str, ...] = ()
    shape: Shape = ()
    lies: str = ""

    @property
    def text(self) -> str:
        """The expression as a message says it: "sigma_1 W_1"."""
        names, inside = list(self.names), [a.text for a in self.args]
        if self.op in ("letter", "number"):
            return names[0].replace("d_", "Δ").replace("1j", "i")
        if self.op in ("moved", "slope"):
            return f"{names[0] if self.op == 'moved' else f'd/d{names[0]}'}({inside[0]})"
        if self.op == "derivative":
            return f"{'G' if names[0][0] == 'E' else 'J'}({names[0]};{names[1]})"
        binds, form = SIGNS.get(self.op, (0, ""))
        for k, a in enumerate(self.args):
            inner, alike = SIGNS.get(a.op, (6,))[0], self.op == a.op in ("add", "product", "scaled")
            if self.op not in ENCLOSED and (inner < binds or (inner == binds and k and not alike)):
                inside[k] = f"({inside[k]})"
        if self.op in ("part", "last"):
            names = ["_".join(names)]
        return form.format(*inside, *names) or f"{self.op}({', '.join([*names, *inside])})"

    @property
    def described(self) -> str:
        """The expression with its shape: "W_1 is n_2 x n_1", "sigma_1 has n_2 entries"."""
        if len(self.shape) == 1:
            return f"{self.text} has {self.shape[0]} entries"
        return f"{self.text} is {' x '.join(self.shape) or 'a number'}"

    def every(self) -> Iterator["Expression"]:
        """Yield the expression and all its parts, from left to right."""
        yield self
        for a in self.args:
            yield from a.every()


def letter(name: str, shape: Shape = (), lies: str = "") -> Expression:
    """Return a letter, or a size, as an expression."""
    return Expression("letter", (), (name,), shape, lies)


def number(text: str) -> Expression:
    """Return a number that is written out."""
    return Expression("number", (), (text,))


@dataclass(frozen=True, eq=False)
class World:
    """What an expression is evaluated in: letters that are arrays of numbers, or of symbols.

    network: the definitions. names: the value of each letter and size; functions; and under
    "number", "index", "over" and "sum" what makes a number, an index, an array and a sum of it.
    differentiate: takes a function of y, and y; returns the derivative there.
    """

    network: Network
    names: Mapping[str, Any]
    differentiate: Callable[[Callable[[Any], Any], Any], Any]
    known: dict[tuple[str, str], Any] = field(default_factory=dict)

    def at(self, y: str, value: Any) -> "World":
        """Return the world in which y is something else, with all that is worked out from it."""
        formulas = self.network.definitions
        kept = {k: v for k, v in self.names.items() if not depends(k, y, formulas)}
        return replace(self, names=Names({**kept, y: value}, formulas), known={})

    def slope(self, y: str, f: Callable[["World"], Any]) -> Any:
        """Return the derivative by a letter of what f makes of the world in which it moves."""
        return self.differentiate(lambda value: f(self.at(y, value)), self.names[y])

    def derivative(self, x: str, y: str) -> Any:
        """Return the derivative of one letter by another, worked out once."""
        if (x, y) not in self.known:
            self.known[x, y] = self.slope(y, lambda moved: moved.names[x])
        return self.known[x, y]


def evaluate(e: Expression, world: World, at: Mapping[str, Any] = NOTHING) -> Any:
    """Return the value of an expression in a world. at: the value of each index that is bound."""

    def indices() -> tuple[Any, ...]:
        return tuple(at[k] if k in at else world.names["index"](k) for k in e.names)

    match e.op:
        case "letter":
            return world.names[e.names[0]]
        case "number":
            return world.names["number"](e.names[0])
        case "part":
            return evaluate(e.args[0], world, at)[indices()]
        case "last":
            return evaluate(e.args[0], world, at)[(..., *indices())]
        case "delta":
            return world.names["delta"](*indices())
        case "over" | "sum":
            k, n = e.names
            return world.names[e.op](n, lambda value: evaluate(e.args[0], world, {**at, k: value}))
        case "derivative":
            return world.derivative(*e.names)
        case "slope":
            return world.slope(e.names[0], lambda moved: evaluate(e.args[0], moved, at))
        case "moved":
            x, y = e.names
            return world.at(y, evaluate(e.args[0], world, at)).names[x]
    apply = OPERATORS.get(e.op) or world.names[e.op]
    return apply(*(evaluate(a, world, at) for a in e.args))
