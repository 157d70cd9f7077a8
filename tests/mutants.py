"""Mutation tests: changes of one operator or index in netlib's chapters, made in memory.

Left alone is what refuses bad input (`checks`, `raise` and its `if`): it says nothing about a right
result, and has its own tests. Docstrings and annotations are no code.
"""

import ast
import importlib
import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from types import ModuleType

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
    if isinstance(node, ast.Call):
        return ast.unparse(node.func).startswith("checks.")
    return isinstance(node, ast.Raise | ast.ImportFrom | ast.Import)


def _places(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node that runs when a right result is computed."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(tree, ast.FunctionDef) and node is tree.returns:
            continue
        if not _untouched(node) and not isinstance(node, ast.arguments):
            yield node
            yield from _places(node)


def _changes(tree: ast.AST) -> Iterator[str]:
    """Change a tree in every way in turn; what is yielded says what has been changed."""
    for node in list(_places(tree)):
        before = ast.unparse(node) if isinstance(node, ast.expr | ast.stmt) else ""
        if isinstance(node, ast.BinOp):
            old = node.op
            for new in SWAPPED.get(type(old), []):
                node.op = new()  # type: ignore[assignment]
                yield f"{before} -> {ast.unparse(node)}"
            node.op = old
            if isinstance(old, ast.Sub | ast.Div | ast.MatMult):
                node.left, node.right = node.right, node.left
                yield f"{before} -> {ast.unparse(node)}"
                node.left, node.right = node.right, node.left
        elif isinstance(node, ast.Call):
            yield from _called_otherwise(node, before)
        elif isinstance(node, ast.Compare):
            olds = node.ops
            for new in SWAPPED.get(type(olds[0]), []):
                node.ops = [new()]  # type: ignore[list-item]
                yield f"{before} -> {ast.unparse(node)}"
            node.ops = olds
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            node.op = ast.UAdd()
            yield f"{before} -> {ast.unparse(node)}"
            node.op = ast.USub()
        elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            old_value = node.value
            node.value = old_value + 1
            yield f"{before} -> {ast.unparse(node)}"
            node.value = old_value
        elif isinstance(node, ast.Attribute) and node.attr in RENAMED:
            old_name = node.attr
            node.attr = RENAMED[old_name]
            yield f"{before} -> {ast.unparse(node)}"
            node.attr = old_name
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name):
            old_slice = node.slice
            node.slice = ast.BinOp(old_slice, ast.Sub(), ast.Constant(1))
            yield f"{before} -> {ast.unparse(node)}"
            node.slice = old_slice


def _called_otherwise(node: ast.Call, before: str) -> Iterator[str]:
    """Exchange the first two arguments, leave out a keyword, put a number for a length."""
    args, keywords, func = node.args, node.keywords, node.func
    if len(args) > 1 and ast.unparse(func) not in COMMUTATIVE:
        node.args = [args[1], args[0], *args[2:]]
        yield f"{before} -> {ast.unparse(node)}"
    node.args = args
    for keyword in keywords:
        node.keywords = [other for other in keywords if other is not keyword]
        yield f"{before} -> {ast.unparse(node)}"
    node.keywords = keywords
    if ast.unparse(func) == "len":
        node.func, node.args = ast.Name("int", ast.Load()), [ast.Constant(7)]
        yield f"{before} -> 7"
    node.func, node.args = func, args


def mutants() -> Iterator[tuple[str, str, ast.Module]]:
    """Every change: the module's name, what is changed in which function, and the changed tree."""
    for name in MODULES:
        tree = ast.parse(inspect.getsource(importlib.import_module(f"netlib.{name}")))
        for function in tree.body:
            if isinstance(function, ast.FunctionDef) and function.name not in LEFT_ALONE:
                for change in _changes(function):
                    yield name, f"{function.name}: {change}", deepcopy(tree)


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
