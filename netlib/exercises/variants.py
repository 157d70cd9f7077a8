"""Wrong formulas made of the right one by one change, and in words what each of them changes.

What no known mistake of an exercise explains is told by the first of these that leads to it: a
sign, a factor, a slope, a letter, a transpose, an axis, a mean.
"""

import ast
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from netlib.exercises.exercise import Exercise, Mistake
from netlib.forward import logistic

NAMES = {"np": np, "phi": logistic, "rows": np.atleast_2d, "abs": np.abs, "len": len}
# Letters that are taken for one another.
ALIKE = (
    {"o_0", "o_1", "o_2", "t", "G", "sigma_0", "sigma_1"}, {"W_0", "W_1", "V"}, {"W", "gradient"},
    {"n_0", "n_1", "n_2", "n_3", "B"}, {"rate", "decay"},
)  # fmt: skip
# What was changed, by its name, and how it goes on behind "This comes out when".
CHANGES = {
    "difference": "a difference is taken the other way round",
    "plus for minus": "a plus stands where a minus belongs",
    "minus for plus": "a minus stands where a plus belongs",
    "term": "something that is added or subtracted is left out",
    "product for sum": "something is multiplied that must be added",
    "sum for product": "something is added that must be multiplied",
    "factor": "a factor is left out",
    "no slope": "a slope is left out",
    "half a slope": "only one of the two factors of a slope is there",
    "slope twice": "the same slope is in it twice",
    "slope's letter": "the two factors of a slope are not of the same outputs",
    "slope's place": "a slope is taken of phi of the outputs; they are phi of the sums already",
    "not divided": "a division is left out",
    "upside down": "a fraction is upside down",
    "times for divided": "something is multiplied where it must be divided",
    "divided twice": "the same division is made twice",
    "no square": "a square is left out",
    "twice for squared": "something is taken twice that must be squared",
    "size for square": "an absolute value stands where a square belongs",
    "order": "a matrix product is taken the other way round",
    "* for @": "entries are multiplied one by one where a matrix product belongs",
    "transpose": "something is transposed that must not be, or is not though it must",
    "mean for sum": "a mean is taken where a sum belongs",
    "sum for mean": "a sum is taken where a mean belongs",
    "axis": "a sum, or a mean, runs over another axis",
    "batch of one": "one sample is not made a batch of one",
    "no phi": "phi is left out somewhere",
    "no size": "an absolute value is left out",
    "other divisor": "the length of a row, or the number of all entries, stands for the "
                     "number of samples",
    "row for column": "a row is taken out where a column must be, or the other way round",
    "not taken": "nothing is taken out of one of the matrices",
    "no diagonal": "the numbers are not put on the diagonal of a matrix",
    "outer turned": "rows and columns of an outer product are exchanged",
    "outer sum": "the two numbers that meet in an outer product are added",
    "no outer product": "entries are multiplied one by one where an outer product belongs",
    "one off": "an index is one off",
    "minus": "a minus is left out",
    "exchanged": "two results are exchanged",
}  # fmt: skip
Change = tuple[str, str]  # a name of CHANGES or a sentence of its own, and the code put in


@dataclass(frozen=True)
class Formula:
    """A formula as code, a function of its letters; the last line, without a name, is its value."""

    text: str

    def __call__(self, **letters: Any) -> Any:
        """Return the value of the last line for these letters."""
        names = {**NAMES, **letters}
        exec(_compiled(self.text), names)
        return names["_"]


@cache
def _compiled(text: str) -> Any:
    *defined, value = text.splitlines()
    return compile("\n".join([*defined, f"_ = {value}"]), "<formula>", "exec")


@cache
def variants(text: str, letters: tuple[str, ...]) -> tuple[Mistake, ...]:
    """Return the formulas with one change each, none of them twice, as mistakes."""
    tree = ast.parse(text)
    named = [n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id not in NAMES]
    found: dict[str, Mistake] = {}
    for k, node in enumerate(ast.walk(tree)):
        for name, code in _changes(node, tuple(dict.fromkeys((*letters, *named)))):
            copy = deepcopy(tree)
            place = list(ast.walk(copy))[k]
            new = ast.parse(code, mode="eval").body
            for parent in ast.walk(copy):
                for field, value in ast.iter_fields(parent):
                    if value is place:
                        setattr(parent, field, new)
                    elif isinstance(value, list) and place in value:
                        value[value.index(place)] = new
            wrong = ast.unparse(copy)
            said = CHANGES.get(name, name)
            made_of = Mistake(said, Formula(wrong), f"This comes out when {said}.")
            found.setdefault(wrong, made_of)
    return tuple(found.values())


def made(exercise: Exercise) -> tuple[Mistake, ...]:
    """Return the mistakes that are made of an exercise's formula; none where it has no formula."""
    if not exercise.formula:
        return ()
    letters = exercise.cases[0].letters if exercise.cases else exercise.given
    return variants(exercise.formula, tuple(letters))


def _changes(node: ast.AST, letters: tuple[str, ...]) -> Iterator[Change]:
    """Yield what may stand in a node's place by mistake."""
    match node:
        case ast.BinOp(left, op, right):
            yield from _of_two(left, op, right)
        case ast.Attribute(value, "T"):
            yield "transpose", ast.unparse(value)
        case ast.Call():
            yield from _of_a_call(node)
        case ast.Tuple([first, second], ast.Load()):
            yield "exchanged", f"{ast.unparse(second)}, {ast.unparse(first)}"
        case ast.UnaryOp(ast.USub(), inside):
            yield "minus", ast.unparse(inside)
        case ast.Name(letter, ast.Load()) if letter in letters:
            alike: set[str] = next((some for some in ALIKE if letter in some), set())
            for other in (n for n in letters if n in alike and n != letter):
                yield f"{other} stands where another letter belongs", other
            if letter[0] in "os":
                yield f"phi is taken of {letter}", f"phi({letter})"
            yield "transpose", f"{letter}.T"


def _is_slope(left: ast.expr, right: ast.expr) -> bool:
    """Return whether these two factors are o and 1 - o."""
    return ast.unparse(right) == f"1 - {ast.unparse(left)}"


def _of_two(left: ast.expr, op: ast.operator, right: ast.expr) -> Iterator[Change]:
    """Yield what may stand in place of a sum, a product, a quotient, a power."""
    a, b = f"({ast.unparse(left)})", f"({ast.unparse(right)})"
    match op:
        case ast.Sub():
            yield from (("difference", f"{b} - {a}"), ("plus for minus", f"{a} + {b}"))
            if isinstance(left, ast.Name) and isinstance(right, ast.Constant):
                yield from (("one off", a), ("one off", f"{a} - {b} - 1"))
            yield from (("term", a), ("term", b))
        case ast.Add():
            yield from (("minus for plus", f"{a} - {b}"), ("product for sum", f"{a} * {b}"))
            yield from (("term", a), ("term", b))
        case ast.Mult() if _is_slope(left, right):
            yield from (("half a slope", a), ("half a slope", b), ("no slope", "1"))
            yield from (("slope twice", f"({a} * {b}) ** 2"), ("slope's letter", f"{a} * {a}"))
            yield from (("plus for minus", f"{a} * (1 + {a})"), ("sum for product", f"{a} + {b}"))
            yield "slope's place", f"phi{a} * (1 - phi{a})"
        case ast.Mult():
            without = [
                "no slope" if isinstance(lost, ast.BinOp) and _is_slope(lost.left, lost.right)
                else "factor" for lost in (right, left)
            ]  # fmt: skip
            yield from ((without[0], a), (without[1], b), ("sum for product", f"{a} + {b}"))
        case ast.Div():
            yield from (("not divided", a), ("upside down", f"{b} / {a}"))
            yield from (("times for divided", f"{a} * {b}"), ("divided twice", f"{a} / {b} / {b}"))
        case ast.Pow():
            yield from (("no square", a), ("twice for squared", f"2 * {a}"))
            yield "size for square", f"abs({a})"
        case ast.MatMult():
            yield from (("order", f"{b} @ {a}"), ("* for @", f"{a} * {b}"))


def _of_a_call(node: ast.Call) -> Iterator[Change]:
    """Yield what may stand in place of a function's value."""
    text, first, *others = (ast.unparse(part) for part in (node, *(node.args or [node])))
    match node.func:
        case ast.Attribute(value, "sum" | "mean" as way):
            inside, other = f"({ast.unparse(value)})", {"sum": "mean", "mean": "sum"}[way]
            yield f"{other} for {way}", text.replace(f".{way}(", f".{other}(")
            yield from (("axis", f"{inside}.{way}({axis})") for axis in ("", "axis=0", "axis=1"))
        case ast.Name("rows"):
            yield "batch of one", first
        case ast.Name("phi"):
            yield "no phi", first
        case ast.Name("abs"):
            yield "no size", first
        case ast.Name("len"):
            yield from (("other divisor", f"{first}.shape[-1]"), ("other divisor", f"{first}.size"))
        case ast.Attribute(_, "delete"):
            yield from (
                ("row for column", f"np.delete({first}, {others[0]}, axis={n})") for n in (0, 1)
            )
            yield "not taken", first
        case ast.Attribute(_, "diag"):
            yield "no diagonal", first
        case ast.Attribute(_, "outer"):
            yield "outer turned", f"np.outer({others[0]}, {first})"
            yield "outer sum", f"np.add.outer({first}, {others[0]})"
            yield "no outer product", f"({first}) * ({others[0]})"
