"""A function's source, taken out of its notebook with all that it uses, and put into a file."""

import ast
import builtins
import dis
import io
import linecache
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import CodeType, FunctionType, ModuleType
from typing import Any

DEFINES = (ast.FunctionDef, ast.ClassDef)


class Unmovable(ValueError):
    """Something that can't stand alone in a file; says what, and what to do."""


@dataclass(frozen=True)
class Source:
    """A function's name, and what must stand in a file for it: imports and definitions by name.

    Those that it uses come first, its own definition last.
    """

    name: str
    imports: Mapping[str, str]
    definitions: Mapping[str, str]


def source_of(function: Any) -> Source:
    """Return the source of a function of this kernel, and of what it uses there.

    Raises Unmovable for what was not defined in a cell, or uses arrays and the like of other cells.
    """
    imports: dict[str, str] = {}
    definitions: dict[str, str] = {}
    return Source(_take(function, imports, definitions), imports, definitions)


def _take(
    function: Any, imports: dict[str, str], definitions: dict[str, str], *on_the_way: str
) -> str:
    """Add a function's definition behind those of what it uses; return the name it defines."""
    name, text = _definition(function)
    for used in sorted(_global_names(compile(text, name, "exec")) - {name, *on_the_way}):
        if used in definitions or used not in function.__globals__:
            continue
        value = function.__globals__[used]
        if isinstance(value, FunctionType) and value.__module__ == function.__module__:
            its_own = _take(value, imports, definitions, name, *on_the_way)
            if its_own != used:
                definitions[used] = f"{used} = {its_own}\n"
        elif type(value) in (bool, int, float, str):
            definitions[used] = f"{used} = {value!r}\n"
        elif line := _import(used, value):
            imports[used] = line
        else:
            raise Unmovable(
                f"{name} uses “{used}” of another cell, which is no function. In a file it must "
                "stand alone: pass it on as an argument, or compute it inside."
            )
    definitions[name] = text
    return name


def _definition(function: Any) -> tuple[str, str]:
    """Return the name and the text of the statement that defines a function."""
    code: Any = getattr(function, "__code__", None)
    text = "".join(linecache.getlines(code.co_filename)) if code else ""
    for statement in ast.parse(text).body:
        if code.co_firstlineno in (lines := _lines(statement)):
            names = _bound(statement)
            lambda_ = function.__name__ == "<lambda>" and not isinstance(statement, DEFINES)
            if names == [function.__name__] or (names and lambda_):
                cut = _split(text)[lines.start - 1 : lines.stop - 1]
                return names[0], "".join(cut).rstrip() + "\n"
    raise Unmovable(
        "Its definition is not found: write it with def and a name, at the left margin of its "
        "cell, and check it again."
    )


def _lines(statement: ast.stmt) -> range:
    """Return the lines of a statement, from its first decorator on, counted from 1."""
    decorators = getattr(statement, "decorator_list", [])
    first = min([statement.lineno, *(d.lineno for d in decorators)])
    return range(first, (statement.end_lineno or first) + 1)


def _bound(statement: ast.stmt) -> list[str]:
    """Return the names that a statement gives a meaning to."""
    match statement:
        case ast.FunctionDef(name) | ast.ClassDef(name):
            return [name]
        case ast.Assign(targets=[ast.Name(name)]) | ast.AnnAssign(target=ast.Name(name)):
            return [name]
        case ast.Import(names) | ast.ImportFrom(names=names):
            return [alias.asname or alias.name.partition(".")[0] for alias in names]
    return []


def _split(text: str) -> list[str]:
    """Return the lines as Python counts them, each with its end."""
    return io.StringIO(text, newline="").readlines()


def _global_names(code: CodeType) -> set[str]:
    """Return the names that code looks up outside of itself."""
    looked_up = ("LOAD_GLOBAL", "LOAD_NAME")
    found = {i.argval for i in dis.get_instructions(code) if i.opname in looked_up}
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            found |= _global_names(inner)
    return found - vars(builtins).keys()


def _import(name: str, value: Any) -> str:
    """Return the line that imports a value under this name; "" if there is none."""
    if isinstance(value, ModuleType):
        return f"import {value.__name__}{'' if value.__name__ == name else f' as {name}'}\n"
    own = str(getattr(value, "__name__", ""))
    for module in (str(getattr(value, "__module__", "")), "numpy"):
        known = module not in ("__main__", "builtins") and sys.modules.get(module)
        if known and getattr(known, own, None) is value:
            return f"from {module} import {own}{'' if own == name else f' as {name}'}\n"
    return ""


def put_into(text: str, source: Source) -> str:
    """Return a file's text with the source in it, in the place of what had its names before.

    All else stays as it is. Raises SyntaxError for a text that is no Python.
    """
    statements, lines = ast.parse(text).body, _split(text)
    place = {name: _lines(s) for s in statements for name in _bound(s)}  # the last one counts
    new = [(name, d) for name, d in source.definitions.items() if name not in place]
    there = [(place[name], d) for name, d in source.definitions.items() if name in place]
    for where, definition in sorted(there, key=lambda found: -found[0].start):
        lines[where.start - 1 : where.stop - 1] = [definition]
    missing = [line for name, line in source.imports.items() if name not in place]
    lines[(at := _first_line(statements)) : at] = missing
    whole = "".join(lines)
    if whole and not whole.endswith("\n"):
        whole += "\n"
    return whole + "".join(f"\n\n{definition}" for _, definition in new)


def _first_line(statements: list[ast.stmt]) -> int:
    """Return how many lines a file begins with that are its docstring and its imports."""
    top = 0
    for statement in statements:
        text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if not (text or isinstance(statement, ast.Import | ast.ImportFrom)):
            break
        top = _lines(statement).stop - 1
    return top
