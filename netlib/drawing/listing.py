"""Functions of netlib, printed in the notebook that derives them."""

import ast
import inspect
from collections.abc import Callable
from typing import Any


def listing(*functions: Callable[..., Any]) -> str:
    """Return the source of the functions, without their docstrings, as a block of Markdown.

    What stands in a notebook is then what runs. Raises TypeError or OSError, as `inspect` does,
    for a function that was not written in a file.
    """
    return "```python\n" + "\n\n".join(map(_without_docstring, functions)) + "\n```"


def _without_docstring(function: Callable[..., Any]) -> str:
    """Return the function's source lines but those of its docstring."""
    source = inspect.getsource(function)
    (definition,) = ast.parse(source).body
    lines = source.splitlines()
    first = definition.body[0] if isinstance(definition, ast.FunctionDef) else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        del lines[first.lineno - 1 : first.end_lineno]
    return "\n".join(lines)
