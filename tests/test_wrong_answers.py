"""Wrong answers, generated from each right formula, and what the check says of them.

Every sign, factor, slope, letter, transposition, axis and mean of the right formula is changed, one
at a time. What comes out is a known mistake, or is told by what all its entries share or by the
trap that it stops in, or it stands in wrong_answers_read.txt: read one by one, and why it has no
name.
"""

import ast
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from netlib.exercises import EXERCISES, Feedback, check
from netlib.forward import logistic

# The right formula of an exercise, in its letters; for those given as numbers, in the numbers.
FORMULAS = {
    "01.3": "np.delete(W_0, k - 1, axis=0), np.delete(W_1, k - 1, axis=1)",
    "02.2": "1 - p",
    "02.3": "phi(W_1 @ phi(W_0 @ X))",
    "02.4": "B * (n_0 + n_1 + n_2)",
    "03.1": "((o_2 - t) ** 2).sum() / 2",
    "03.3": "(1 - eta) ** 2",
    "03.4": "((o_2 - t) ** 2).sum(axis=-1) / 2, o_2 - t",
    "04.1": "np.diag(o_1 * (1 - o_1))",
    "04.3": "np.diag(1 - o ** 2)",
    "04.4": "np.exp(-abs(s)) / (1 + np.exp(-abs(s))) ** 2",
    "04.6": "np.diag(o) - np.outer(o, o)",
    "05.1": "np.outer(sigma_1, o_1)",
    "05.3": "rows(sigma_1).T @ rows(o_1) / len(rows(o_1))",
    "05.4": "o_2 - t",
    "05.6": "(sigma_1 @ o_1) ** 2 / ((sigma_1 @ sigma_1) * (o_1 @ o_1))",
    "05.7": "rows(sigma_1).mean(axis=0)",
    "06.2": "(sigma_1 @ W_1) * (o_1 * (1 - o_1))",
    "06.3": "rows((G * (o_2 * (1 - o_2))) @ W_1 * (o_1 * (1 - o_1))).T @ rows(o_0)"
            " / len(rows(o_0))",
    "07.1": "dark * n_1",
    "07.3": "rate * 2 * B",
    "07.4": "W - rate * (gradient + decay * W)",
}  # fmt: skip
GIVEN: dict[str, dict[str, Any]] = {
    "02.2": {"p": 0.8699},
    "02.4": {"B": 100, "n_0": 784, "n_1": 100, "n_2": 10},
    "03.3": {"eta": 0.1},
    "07.1": {"dark": 67, "n_1": 30, "n_0": 784, "n_2": 10},
    "07.3": {"rate": 0.15, "B": 10},
}
# Letters that are taken for one another.
ALIKE = (
    {"o_0", "o_1", "o_2", "t", "G", "sigma_1"}, {"W_0", "W_1"}, {"W", "gradient"},
    {"n_0", "n_1", "n_2", "B"}, {"rate", "decay"},
)  # fmt: skip
# What the check says of an answer without a name, from which one knows what is wrong.
TOLD = (
    "your function stops|rows and columns are exchanged|large as it should be|the other sign|"
    "some signs are not|is zero|same factor|Every sign is|right, but in the shape|The shape is|"
    "different shape|the shape is|and this is an array|wrong sign"
)
# What was read: under each reason, an exercise and a wrong formula a line.
READ = [
    line.split("  ", 1)
    for line in Path(__file__).with_name("wrong_answers_read.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
NAMES = {"np": np, "phi": logistic, "rows": np.atleast_2d, "abs": abs, "len": len}


def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _edits(node: ast.expr, letters: list[str]) -> Iterator[ast.expr | str]:
    """Yield what may stand in a node's place by mistake."""
    text = ast.unparse(node)
    match node:
        case ast.BinOp(left, op, right):
            a, b = f"({ast.unparse(left)})", f"({ast.unparse(right)})"
            match op:
                case ast.Sub():
                    yield from (f"{b} - {a}", f"{a} + {b}", a, b)
                case ast.Add():
                    yield from (f"{a} - {b}", f"{a} * {b}", a, b)
                case ast.Mult():
                    yield from (a, b, f"{a} + {b}")
                    if re.fullmatch(r"\((\w+)\) \* \(1 - \1\)", f"{a} * {b}"):  # a slope
                        yield from ("1", f"({text}) * ({text})", text.replace("1 -", "1 +"))
                        yield f"phi{a} * (1 - phi{a})"
                case ast.Div():
                    yield from (a, f"{b} / {a}", f"{a} * {b}", f"{a} / {b} / {b}")
                case ast.Pow():
                    yield from (a, f"2 * {a}", f"abs({a})")
                case ast.MatMult():
                    yield from (f"{b} @ {a}", f"{a} * {b}", f"{a}.T @ {b}", f"{a} @ {b}.T")
        case ast.Attribute(value, "T"):
            yield ast.unparse(value)
        case ast.Call(ast.Attribute(value, "sum" | "mean" as way)):
            inside = ast.unparse(value)
            other = {"sum": "mean", "mean": "sum"}[way]
            yield text.replace(f".{way}(", f".{other}(")
            for axis in ("", "axis=0", "axis=1", "axis=-1"):
                yield f"({inside}).{way}({axis})"
        case ast.Call(ast.Name("rows" | "phi" | "abs"), [inside]):
            yield ast.unparse(inside)
        case ast.Call(ast.Attribute(_, "delete"), [W, k], [_]):
            yield from (f"np.delete({ast.unparse(W)}, {ast.unparse(k)}, axis={n})" for n in (0, 1))
            yield ast.unparse(W)
        case ast.Call(ast.Attribute(_, "diag"), [inside]):
            yield ast.unparse(inside)
        case ast.Call(ast.Attribute(_, "outer"), [a, b]):
            a, b = f"({ast.unparse(a)})", f"({ast.unparse(b)})"
            yield from (f"np.outer({b}, {a})", f"np.add.outer({a}, {b})", f"{a} * {b}")
        case ast.Name(letter) if letter in letters:
            alike = next((some for some in ALIKE if letter in some), ())
            yield from (other for other in letters if other in alike and other != letter)
            if letter[0] in "os":
                yield f"phi({letter})"
            yield f"{letter}.T"
        case ast.UnaryOp(ast.USub(), inside):
            yield ast.unparse(inside)


def wrong_formulas(text: str, letters: list[str]) -> list[str]:
    """Return the formula with one mistake each, none of them twice."""
    tree = _parsed(text)
    found = [f"-({text})", f"2 * ({text})", f"({text}) / 2", f"({text}).T"]
    if isinstance(tree, ast.Tuple):
        first, second = map(ast.unparse, tree.elts)
        found = [f"({second}), ({first})"]
        for change in ("-({})", "2 * ({})", "({}) / 2", "({}).T"):
            found += [f"{change.format(first)}, {second}", f"{first}, {change.format(second)}"]
    count = len(list(ast.walk(tree)))
    for k in range(count):
        node = list(ast.walk(tree))[k]
        if not isinstance(node, ast.expr):
            continue
        for edit in _edits(node, letters):
            copy = ast.Expression(deepcopy(tree))
            place = list(ast.walk(copy.body))[k]
            new = _parsed(edit) if isinstance(edit, str) else edit

            class Put(ast.NodeTransformer):
                def visit(self, node: ast.AST, place: Any = place, new: Any = new) -> Any:
                    return new if node is place else self.generic_visit(node)

            found.append(ast.unparse(Put().visit(copy)))
    return list(dict.fromkeys(found))


@cache
def said(id: str) -> dict[str, Feedback]:
    """Return what the check says of each wrong formula of an exercise that isn't right after all.

    A formula for numbers that can't be computed is no answer.
    """
    exercise = EXERCISES[id]
    letters = list(GIVEN.get(id) or exercise.given or exercise.cases[0].letters)
    verdicts = {}
    for text in wrong_formulas(FORMULAS[id], letters):
        answer = eval(f"lambda {', '.join(letters)}: ({text})", NAMES)
        if not exercise.cases:
            try:
                answer = answer(**(GIVEN.get(id) or exercise.given))
            except (ValueError, AttributeError):
                continue
        if not (verdict := check(id, answer)):
            verdicts[text] = verdict
    return verdicts


def test_the_formulas_are_right() -> None:
    for id, text in FORMULAS.items():
        exercise = EXERCISES[id]
        letters = GIVEN.get(id) or exercise.given or exercise.cases[0].letters
        answer = eval(f"lambda {', '.join(letters)}: ({text})", NAMES)
        assert check(id, answer if exercise.cases else answer(**letters)), id


@pytest.mark.parametrize("id", FORMULAS)
def test_each_wrong_answer_is_named_or_told_or_was_read(id: str) -> None:
    assert len(said(id)) >= 5
    nameless = {
        text
        for text, verdict in said(id).items()
        if not verdict.mistake and not re.search(TOLD, verdict.message)
    }
    assert nameless == {text for of, text in READ if of == id}


def test_most_wrong_answers_are_named_or_told(
    record_property: Callable[[str, object], None],
) -> None:
    verdicts = [verdict for id in FORMULAS for verdict in said(id).values()]
    named = sum(bool(verdict.mistake) for verdict in verdicts)
    told = len(verdicts) - named - len(READ)
    assert named + told > 1.5 * len(READ)
    record_property(
        "figures",
        f"wrong answers generated: {len(verdicts)}; named {named}, told by shape, factor, sign or "
        f"trap {told}, read and left {len(READ)}",
    )
