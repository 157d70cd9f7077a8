"""What of a notebook's code paper has: all but what only imports, asserts, draws or asks.

On paper nothing is run: of what draws there is the figure, of what asks there is the question. Told
by the syntax tree, over all cells at once: what is computed for nothing else goes as well.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

# What is imported from these draws or asks; so does what such a name is made to return.
SCREEN = ("matplotlib", "IPython", "netlib.drawing", "netlib.explore", "netlib.exercises")
DISPLAY = "netlib.derivation"  # the module itself alone shows; those in it compute
OPENED = re.compile(r"\A# Open this [^\n]*\n")  # how a folded cell begins


def essence(sources: Mapping[str, str]) -> dict[str, str]:
    """Return what of each cell's code is to be read on paper, maybe nothing; cells in order."""
    bodies = {name: statements(source) for name, source in sources.items()}
    gone = set(_for_a_screen(node for body in bodies.values() for node in body))
    while more := set(_in_vain(list(bodies.values()), gone)):
        gone |= more
    return {name: _left(sources[name], bodies[name], gone) for name in sources}


def statements(source: str) -> list[ast.stmt]:
    """Return the statements of a cell; none, if it is more than Python."""
    try:
        return ast.parse(source).body
    except SyntaxError:
        return []


def _for_a_screen(nodes: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that import, assert, draw, ask, or leave room for an answer."""
    names: set[str] = set()

    def walk(nodes: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
        for node in nodes:
            if isinstance(node, ast.For) and names & _loaded(node.iter):
                names.update(_stored(node.target))
            match node:
                case ast.Import() | ast.ImportFrom():
                    yield node
                    names.update(_drawing(node))
                case ast.Assert():
                    yield node
                case ast.Expr(value) if _root(value) in names:
                    yield node
                case ast.Assign(targets, value) if _root(value) in names:
                    yield node
                    names.update(name for target in targets for name in _stored(target))
                case ast.Assign(value=value) if _blank(value):
                    yield node
                case ast.Assign(targets):
                    names.difference_update(name for target in targets for name in _stored(target))
            yield from walk(_inside(node))

    yield from walk(nodes)


def _in_vain(bodies: Sequence[list[ast.stmt]], gone: set[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield what is empty, and what only those that are gone would have needed."""
    kept, lost = list[tuple[int, ast.stmt, set[str]]](), set[str]()

    def walk(cell: int, nodes: Iterable[ast.stmt]) -> None:
        for node in nodes:
            if node in gone:
                lost.update(_loaded(node))
            else:
                kept.append((cell, node, set().union(*map(_loaded, _head(node)))))
                walk(cell, _inside(node))

    def wanted(name: str, at: int) -> bool:
        here, itself, _ = kept[at]
        if any(name in loads for cell, n, loads in kept if cell == here and n is not itself):
            return True
        for cell, node, loads in kept[at + 1 :]:
            if cell > here and (name in loads or name in _bound(node)):
                return name in loads
        return False

    for cell, body in enumerate(bodies):
        walk(cell, body)
    for at, (_, node, _) in enumerate(kept):
        if inside := _inside(node):
            if all(child in gone for child in inside):
                yield node
        elif (made := set(_made(node))) and made <= lost and not any(wanted(n, at) for n in made):
            yield node


def _inside(node: ast.stmt) -> list[ast.stmt]:
    """Return what a loop or a condition does; a function, and what may fail, is one thing."""
    if isinstance(node, ast.For | ast.With | ast.If | ast.While) and not getattr(
        node, "orelse", ()
    ):
        return list(node.body)
    return []


def _head(node: ast.stmt) -> list[ast.AST]:
    """Return a statement without those inside it."""
    if not (inside := _inside(node)):
        return [node]
    return [child for child in ast.iter_child_nodes(node) if child not in inside]


def _made(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement gives a value to, and does nothing else."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AugAssign):
        targets = [node.target]
    if all(isinstance(t, ast.Name | ast.Tuple) for t in targets):
        yield from (name for target in targets for name in _stored(target))


def _drawing(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """Yield the names of an import that draw or ask."""
    for alias in node.names:
        module = (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        if module == DISPLAY or any(f"{module}.".startswith(f"{one}.") for one in SCREEN):
            yield alias.asname or alias.name.partition(".")[0]


def _root(node: ast.AST) -> str:
    """Return the name that an expression begins with, "" where it begins with none."""
    while isinstance(node, ast.Call | ast.Attribute | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _blank(node: ast.expr) -> bool:
    """Return whether a value is dots or an empty text, in which a reader writes."""
    if isinstance(node, ast.Tuple | ast.List):
        return bool(node.elts) and all(map(_blank, node.elts))
    return isinstance(node, ast.Constant) and (node.value is ... or not str(node.value).strip())


def _loaded(node: ast.AST) -> set[str]:
    """Return the names that a piece of code needs from outside."""
    names = _names(node, ast.Load)
    if isinstance(node, ast.FunctionDef):
        names -= {name for child in node.body for name in _stored(child)}
    within = (n.args for n in ast.walk(node) if isinstance(n, ast.Lambda | ast.FunctionDef))
    return names - {arg.arg for args in within for arg in args.args}


def _stored(node: ast.AST) -> set[str]:
    """Return the names that a piece of code gives a value to."""
    return _names(node, ast.Store)


def _names(node: ast.AST, use: type[ast.expr_context]) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, use)}


def _bound(node: ast.stmt) -> set[str]:
    """Return the names that a statement, without those inside it, gives a value to."""
    named = {node.name} if isinstance(node, ast.FunctionDef | ast.ClassDef) else set()
    return named or set().union(*map(_stored, _head(node)))


def _left(source: str, body: list[ast.stmt], gone: set[ast.stmt]) -> str:
    """Return the lines of a cell without what is gone, and without the comments above that."""
    lines = source.split("\n")
    out = set[int]()

    def drop(nodes: Iterable[ast.stmt]) -> None:
        for node in nodes:
            if node not in gone:
                drop(_inside(node))
                continue
            out.update(range(node.lineno - 1, node.end_lineno or node.lineno))
            above = node.lineno - 2
            while above >= 0 and lines[above].lstrip().startswith("#"):
                out.add(above)
                above -= 1

    drop(body)
    left = "\n".join(line for k, line in enumerate(lines) if k not in out)
    left = re.sub(r"\n{3,}", "\n\n", OPENED.sub("", left)).strip("\n")
    return "" if all(line.startswith("#") for line in left.split("\n")) else left
