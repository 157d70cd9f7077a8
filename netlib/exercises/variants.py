"""Wrong formulas made of the right one by one change, and in words what each of them changes.

What no known mistake of an exercise explains is told by the first of these that leads to it: a
sign, a factor, a slope, a letter, a transpose, an axis, a mean.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from netlib.exercises.exercise import NAMES, Exercise, Formula, Mistake
from netlib.exercises.shapes import Shapes

# Letters that are taken for one another.
ALIKE = (
    {"o_0", "o_1", "o_2", "t", "G", "sigma_0", "sigma_1"}, {"W_0", "W_1", "V"}, {"W", "gradient"},
    {"n_0", "n_1", "n_2", "n_3", "B"}, {"rate", "decay"},
)  # fmt: skip
TERM = "something that is added or subtracted is left out"
TRANSPOSE = "something is transposed that must not be, or is not though it must"
SUM, MEAN = "a sum is taken where a mean belongs", "a mean is taken where a sum belongs"
AXIS = "a sum, or a mean, runs over another axis"
# What stands in a formula, where a, b and c are anything; what may stand there by mistake; and how
# it goes on behind "This comes out when". Of two that make one formula, the first is told.
CHANGES: Sequence[tuple[str, Sequence[str], str]] = (
    ("a - b", ["b - a"], "a difference is taken the other way round"),
    ("a - b", ["a + b"], "a plus stands where a minus belongs"),
    ("a - 1", ["a", "a - 1 - 1"], "an index is one off"),
    ("a - 2", ["a", "a - 2 - 1"], "an index is one off"),
    ("a - b", ["a", "b"], TERM),
    ("a + b", ["a - b"], "a minus stands where a plus belongs"),
    ("a + b", ["a * b"], "something is multiplied that must be added"),
    ("a + b", ["a", "b"], TERM),
    ("a * (1 - a)", ["a", "1 - a"], "only one of the two factors of the slope of {a} is there"),
    ("a * (1 - a)", ["1"], "the slope of {a} is left out"),
    ("a * (1 - a)", ["(a * (1 - a)) ** 2"], "the slope of {a} is in it twice"),
    ("a * (1 - a)", ["a * a"], "the two factors of a slope are both {a}"),
    ("a * (1 - a)", ["a * (1 + a)"], "a plus stands where a minus belongs"),
    ("a * (1 - a)", ["a + (1 - a)"], "something is added that must be multiplied"),
    ("a * (1 - a)", ["phi(a) * (1 - phi(a))"],
     "the slope is taken of phi of {a}, which is phi of the sums already"),
    ("a * (b * (1 - b))", ["a"], "the slope of {b} is left out"),
    ("a * b", ["a", "b"], "a factor is left out"),
    ("a * b", ["a + b"], "something is added that must be multiplied"),
    ("a / b", ["a"], "a division is left out"),
    ("a / b", ["b / a"], "a fraction is upside down"),
    ("a / b", ["a * b"], "something is multiplied where it must be divided"),
    ("a / b", ["a / b / b"], "the same division is made twice"),
    ("a ** 2", ["a"], "a square is left out"),
    ("a ** 2", ["2 * a"], "something is taken twice that must be squared"),
    ("a ** 2", ["abs(a)"], "an absolute value stands where a square belongs"),
    ("a @ b", ["b @ a"], "a matrix product is taken the other way round"),
    ("a @ b", ["a * b"], "entries are multiplied one by one where a matrix product belongs"),
    ("a.T", ["a"], TRANSPOSE),
    ("a.sum()", ["a.mean()"], MEAN),
    ("a.sum()", ["a.sum(axis=0)", "a.sum(axis=1)"], AXIS),
    ("a.sum(axis=b)", ["a.mean(axis=b)"], MEAN),
    ("a.sum(axis=b)", ["a.sum()", "a.sum(axis=0)", "a.sum(axis=1)"], AXIS),
    ("a.mean(axis=b)", ["a.sum(axis=b)"], SUM),
    ("a.mean(axis=b)", ["a.mean()", "a.mean(axis=0)", "a.mean(axis=1)"], AXIS),
    ("rows(a)", ["a"], "one sample is not made a batch of one"),
    ("phi(a)", ["a"], "phi is left out somewhere"),
    ("abs(a)", ["a"], "an absolute value is left out"),
    ("len(a)", ["a.shape[-1]", "a.size"],
     "the length of a row, or the number of all entries, stands for the number of samples"),
    ("np.delete(a, b, axis=c)", ["np.delete(a, b, axis=0)", "np.delete(a, b, axis=1)"],
     "a row is taken out where a column must be, or the other way round"),
    ("np.delete(a, b, axis=c)", ["a"], "nothing is taken out of one of the matrices"),
    ("np.diag(a)", ["a"], "the numbers are not put on the diagonal of a matrix"),
    ("np.outer(a, b)", ["np.outer(b, a)"], "rows and columns of an outer product are exchanged"),
    ("np.outer(a, b)", ["np.add.outer(a, b)"],
     "the two numbers that meet in an outer product are added"),
    ("np.outer(a, b)", ["a * b"],
     "entries are multiplied one by one where an outer product belongs"),
    ("-a", ["a"], "a minus is left out"),
    ("a, b", ["b, a"], "two results are exchanged"),
)  # fmt: skip


def made(exercise: Exercise) -> tuple[Mistake, ...]:
    """Return the mistakes that are made of an exercise's formula; none where it has no formula.

    Nor of shapes, whose few small numbers come out of too many changes.
    """
    if not exercise.formula or isinstance(exercise.kind, Shapes):
        return ()
    return variants(exercise.formula, tuple(exercise.tried_on[0].letters))


@cache
def variants(text: str, letters: tuple[str, ...]) -> tuple[Mistake, ...]:
    """Return the formulas with one change each, none of them twice, as mistakes."""
    nodes: list[Any] = list(ast.walk(ast.parse(text)))
    lines = text.splitlines()
    named = [n.id for n in nodes if isinstance(n, ast.Name) and n.id not in NAMES]
    found: dict[str, Mistake] = {}
    for node in nodes:
        for code, said in _changed(node, tuple(dict.fromkeys([*letters, *named]))):
            k, line = node.lineno - 1, lines[node.lineno - 1]
            line = f"{line[: node.col_offset]}({code}){line[node.end_col_offset :]}"
            wrong = ast.unparse(ast.parse("\n".join([*lines[:k], line, *lines[k + 1 :]])))
            found.setdefault(wrong, Mistake(said, Formula(wrong), f"This comes out when {said}."))
    return tuple(found.values())


def _changed(node: Any, letters: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the code that may stand in a node's place by mistake, and how that is said."""
    for pattern, instead, said in CHANGES:
        stands_for: dict[str, str] = {}
        if _fits(ast.parse(pattern, mode="eval").body, node, stands_for):
            for code in instead:
                filled = re.sub(r"\b([abc])\b", r"({\1})", code).format(**stands_for)
                yield filled, said.format(**stands_for)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in letters:
        alike: set[str] = next((some for some in ALIKE if node.id in some), set())
        for other in (letter for letter in letters if letter in alike - {node.id}):
            yield other, f"{other} stands where another letter belongs"
        if node.id[0] in "os":
            yield f"phi({node.id})", f"phi is taken of {node.id}"
        yield f"{node.id}.T", TRANSPOSE


def _fits(pattern: Any, node: Any, stands_for: dict[str, str]) -> bool:
    """Return whether a node is as the pattern says; note what its letters a, b, c stand for."""
    if isinstance(pattern, ast.Name) and pattern.id in ("a", "b", "c"):
        text = ast.unparse(node)
        return stands_for.setdefault(pattern.id, text) == text
    if type(pattern) is not type(node):
        return False
    if isinstance(pattern, ast.AST):
        pattern, node = ([getattr(x, field) for field in pattern._fields] for x in (pattern, node))
    if isinstance(pattern, list):
        pairs = zip(pattern, node, strict=False)
        return len(pattern) == len(node) and all(_fits(*pair, stands_for) for pair in pairs)
    return bool(pattern == node)
