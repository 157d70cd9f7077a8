"""Mutation tests: changes of one operator or index in netlib's chapters, made in memory.

Left alone is what refuses bad input (`checks`, `raise` and its `if`): it says nothing about a right
result, and has its own tests. Docstrings and annotations are no code.
"""

import ast
import importlib
import inspect
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from functools import partial
from types import ModuleType
from typing import Any

MODULES = ("forward", "error", "jacobian", "backward", "descent")
# How memory is shared out is no mathematics, and has its own tests.
LEFT_ALONE = {"workspace", "buffered", "split_into_batches"}
SWAPPED: dict[type[ast.AST], list[type[ast.AST]]] = {
    ast.Add: [ast.Sub],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Div, ast.Add],
    ast.Div: [ast.Mult],
    ast.MatMult: [ast.Mult],
    ast.Lt: [ast.LtE, ast.Gt],
    ast.Eq: [ast.NotEq],
}
COMMUTATIVE = {"np.add", "np.multiply"}
# Parts of an array or a trace, and what NumPy does to one.
RENAMED = {
    "T": "real", "real": "imag", "s": "o", "o": "s", "negative": "positive", "exp": "expm1",
    "add": "subtract", "subtract": "add", "multiply": "divide", "divide": "multiply",
}  # fmt: skip


def _untouched(node: ast.AST) -> bool:
    """Whether a piece of code only refuses bad input, or is no code that runs."""
    if isinstance(node, ast.If) and any(isinstance(inner, ast.Raise) for inner in node.body):
        return True
    if isinstance(node, ast.Expr | ast.Call):
        return ast.unparse(node).startswith("checks.")
    return isinstance(node, ast.Raise | ast.ImportFrom | ast.Import)


def _places(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node that runs when a right result is computed."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(tree, ast.FunctionDef) and node is tree.returns:
            continue
        if not _untouched(node) and not isinstance(node, ast.arguments):
            yield node
            yield from _places(node)


def changes(tree: ast.AST, alike: Callable[[str], Sequence[str]]) -> Iterator[str]:
    """Change a tree in every way in turn; what is yielded says what has been changed.

    alike: the names that could stand where a name stands.
    """
    for node in list(_places(tree)):
        before = ast.unparse(node) if isinstance(node, ast.expr | ast.stmt) else ""
        right = dict(node.__dict__)
        for change, wrong in _changed(node, alike):
            node.__dict__.update(wrong)
            after = ast.unparse(node)
            if after != before:
                yield change or f"{before} -> {after}"
            node.__dict__.update(right)


def _changed(
    node: ast.AST, alike: Callable[[str], Sequence[str]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return each way to change a node: its name, "" for before and after, and the new fields."""
    if isinstance(node, ast.BinOp):
        for new in SWAPPED.get(type(node.op), []):
            yield "", {"op": new()}
        if isinstance(node.op, ast.Sub | ast.Div | ast.MatMult):
            first = ast.unparse(node.right)
            yield f"{first} first", {"left": node.right, "right": node.left}
        if isinstance(node.op, ast.Mult | ast.MatMult):  # a factor is left out
            yield "", {"op": ast.Add(), "right": ast.Constant(0)}
            yield "", {"op": ast.Add(), "left": ast.Constant(0)}
    elif isinstance(node, ast.Call):
        if len(node.args) > 1 and ast.unparse(node.func) not in COMMUTATIVE:
            first = ast.unparse(node.args[1])
            yield f"{first} first", {"args": [node.args[1], node.args[0], *node.args[2:]]}
        for keyword in node.keywords:
            yield "", {"keywords": [other for other in node.keywords if other is not keyword]}
        if ast.unparse(node.func) == "len":
            yield "", {"func": ast.Name("int", ast.Load()), "args": [ast.Constant(7)]}
    elif isinstance(node, ast.Compare):
        for new in SWAPPED.get(type(node.ops[0]), []):
            yield "", {"ops": [new()]}
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "", {"op": ast.UAdd()}
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield "", {"value": node.value + 1}
    elif isinstance(node, ast.Attribute) and node.attr in RENAMED:
        yield "", {"attr": RENAMED[node.attr]}
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name):
        yield "", {"slice": ast.BinOp(node.slice, ast.Sub(), ast.Constant(1))}
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        yield from (("", {"id": other}) for other in alike(node.id) if other != node.id)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield "", {"value": ast.Constant(None)}  # a statement is left out


def mutants() -> Iterator[tuple[str, str, ast.Module]]:
    """Every change: the module's name, what is changed in which function, and the changed tree."""
    for name in MODULES:
        tree = ast.parse(inspect.getsource(importlib.import_module(f"netlib.{name}")))
        for function in tree.body:
            if not isinstance(function, ast.FunctionDef) or function.name in LEFT_ALONE:
                continue
            for change in changes(function, partial(_names, function)):
                yield name, f"{function.name}: {change}", deepcopy(tree)


def _names(function: ast.FunctionDef, name: str) -> Sequence[str]:
    """Return the arguments and variables of a function, if this is one of them."""
    names = dict.fromkeys(argument.arg for argument in function.args.args)
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names[node.id] = None
    return list(names) if name in names else []


@contextmanager
def installed(name: str, tree: ast.Module) -> Iterator[None]:
    """Let netlib have the changed module, for as long as this lasts."""
    full = f"netlib.{name}"
    original, module = sys.modules[full], ModuleType(full)
    sys.modules[full] = module
    try:
        exec(compile(ast.fix_missing_locations(tree), full, "exec"), module.__dict__)
        yield
    finally:
        sys.modules[full] = original
