"""A mutation campaign: subtle edits of netlib and of the derivation's data, against its own judges.

`python -m tests.campaign` says how many edits `netlib check` would let through, and which. Only the
equivalent ones may, which are listed here with the reason why nobody can object.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from time import perf_counter
from typing import Any

import numpy as np

from netlib.derivation.functions import FUNCTIONS
from netlib.derivation.judges.numbers import samples
from netlib.derivation.networks import Slope
from netlib.derivation.results import RESULTS, Result
from netlib.derivation.verdict import by_lines, by_numbers, verdict
from tests.mutants import SWAPPED, installed, mutants

EQUIVALENT = {
    "both forms of phi are right near 0, where one takes over from the other": {
        "logistic: s.real < 0 -> s.real <= 0",
        "logistic: 0 -> 1",
    },
    "a square has no sign": {
        "squared_error: _checked(o_L, t) -> _checked(t, o_L)",
        "squared_error: o_L - t -> t - o_L",
        "E.code: t first",
        "E.means: t first",
        "dE_do_k.steps: t first",
        "quarter.formula: 1 / 2 first",
    },
    "the type is that of float32 and complex numbers; the numbers are the same": {
        "weight_jacobian: np.zeros(rows, dtype=o.dtype) -> np.zeros(rows)",
    },
    "G gets an array of its own, and goes the same way from there": {
        "backward_into: np.subtract(o[L], batch.t, out=sigma[L - 1]) -> np.subtract(o[L], batch.t)",
    },
    "two vectors have one product, whichever comes first": {
        "chain_W_0.formula: J_s0_w first",
        "chain_W_0.code: weight_jacobian(o_0, i, j, len(s_0)) first",
        "dE_along_o_2.formula: do first",
        "dE_along_o_2.code: do first",
        "dE_along_s_1.formula: ds first",
        "dE_along_s_1.code: ds first",
        "chain_W_1.formula: J_s1_w first",
        "chain_W_1.code: weight_jacobian(o_1, i, j, len(s_1)) first",
        "sigma_1_J.code: weight_jacobian(o_1, i, j, len(s_1)) first",
        "sigma_1_J.steps: J_s1_w first",
        "any_depth.formula: unit(i, s_0) * o_0[j] first",
    },
    "so have a vector and a matrix that is diagonal": {
        "chain_W_0.formula: J_o1_s0 first",
        "chain_W_0.formula: J_o2_s1 first",
        "chain_W_0.code: logistic_jacobian(o_1) first",
        "chain_W_0.code: logistic_jacobian(o_2) first",
        "dE_along_s_1.formula: J_o2_s1 first",
        "dE_along_s_1.code: logistic_jacobian(o_2) first",
        "G_J_o2_s1.steps: J_o2_s1 first",
        "chain_W_1.formula: J_o2_s1 first",
        "chain_W_1.code: logistic_jacobian(o_2) first",
        "sigma_1.steps: J_o2_s1 first",
        "sigma_0.steps: J_o1_s0 first",
        "sigma_0.steps: J_o2_s1 first",
        "sigma_last.steps: slopes(o_L) first",
        "sigma_before.steps: slopes(o_i) first",
        "any_depth.formula: slopes(o_1) first",
        "any_depth.formula: slopes(o_2) first",
        "any_depth.formula: slopes(o_3) first",
    },
    "a count knows sizes and no letters; of the first factor not even the size": {
        "count_left.code: t first",
        "count_left.means: G -> o_0",
        "count_right.code: t first",
        "count_right.means: J_o2_s1 first",
        "count_vectors.means: o_2 first",
        "count_vectors.means: G -> o_0",
        "count_vectors.means: sigma_1 -> sigma_0",
        "count_vectors.means: o_1 -> o_0",
        "count_vectors.means: o_1 -> o_2",
    },
}
JUDGED = [*RESULTS.values(), *(part for f in FUNCTIONS.values() for part in f.parts)]
Edits = Iterator[tuple[str, bool]]  # what is changed, and whether it gets through


def netlib_passes() -> bool:
    """Whether every judge with numbers agrees with netlib as it is now, functions whole."""
    levels = zip_longest(*(samples(result.network) for result in JUDGED))  # most fall at the first
    pairs = (pair for level in levels for pair in zip(JUDGED, level, strict=True) if pair[1])
    return all(yes is True for pair in pairs for yes in by_numbers(*pair).values())


def code_edits() -> Edits:
    """Each edit of the chapters and the training step: operators, indices, constants, axes."""
    for name, change, tree in mutants():
        with installed(name, tree), np.errstate(all="ignore"):
            yield change, netlib_passes()


def data_edits() -> Edits:
    """Each edit of a result: one sign, letter, index, factor, order, constant, size or premise."""
    for result in RESULTS.values():
        for field, change, value in _edits(result):
            edited = replace(result, **{field: value})
            numbers = (by_numbers(edited, sample) for sample in samples(result.network))
            passes = all(yes is True for said in numbers for yes in said.values())
            # Those with symbols take their time, and are asked last.
            passes = passes and by_lines(edited) is True and verdict(edited).ok
            yield f"{result.id}.{field}: {change}", passes


def _edits(result: Result) -> Iterator[tuple[str, str, Any]]:
    """Return each field, what is changed in it, and what it is then."""
    letters = [*result.network.given, *result.network.definitions, "G", "sigma_0", "sigma_1"]
    for field in ("means", "formula", "code"):
        for change, line in _line_edits(getattr(result, field), letters):
            yield field, change, line
    for k, step in enumerate(result.steps):
        for change, line in _line_edits(step, letters):
            yield "steps", change, (*result.steps[:k], line, *result.steps[k + 1 :])
    for k, n in enumerate(result.shape):
        for other in {"n_0", "n_1", "n_2", "n_i", "n_j", "B"} - {n}:
            yield "shape", f"{n} -> {other}", (*result.shape[:k], other, *result.shape[k + 1 :])
    for k, premise in enumerate(result.premises):
        rest = (*result.premises[:k], *result.premises[k + 1 :])
        yield "premises", f"{premise} first", (*rest[:0], premise, *rest) if k else (*rest, premise)


def _line_edits(line: str | Slope, letters: list[str]) -> Iterator[tuple[str, str | Slope]]:
    if isinstance(line, Slope):
        for change, of in _line_edits(line.of, letters):
            yield change, replace(line, of=str(of))
        for other in letters:
            if other not in (line.by, line.along):
                yield f"by {other}", replace(line, by=other)
                if line.along:
                    yield f"along {other}", replace(line, along=other)
        return
    tree = ast.parse(line, mode="eval")
    yield "-", f"-({line})"
    for node in ast.walk(tree):
        before, unchanged = dict(node.__dict__), ast.unparse(tree)
        for change, fields in _node_edits(node, letters):
            node.__dict__.update(fields)
            if ast.unparse(tree) != unchanged:
                yield change or ast.unparse(tree), ast.unparse(tree)
            node.__dict__.update(before)


def _node_edits(node: ast.AST, letters: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return what is changed, "" if the whole line has to say it, and the node's fields then."""
    if isinstance(node, ast.BinOp):
        for new in SWAPPED.get(type(node.op), []):
            yield "", {"op": new()}
        if isinstance(node.op, ast.Sub | ast.Div | ast.MatMult):
            first = ast.unparse(node.right)
            yield f"{first} first", {"left": node.right, "right": node.left}
        if isinstance(node.op, ast.Mult | ast.MatMult):  # one factor is left out
            yield "", {"op": ast.Add(), "right": ast.Constant(0)}
            yield "", {"op": ast.Add(), "left": ast.Constant(0)}
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield "", {"value": node.value + 1}
    elif isinstance(node, ast.UnaryOp):
        yield "", {"op": ast.UAdd()}
    elif isinstance(node, ast.Call) and len(node.args) > 1:
        first = ast.unparse(node.args[1])
        yield f"{first} first", {"args": [node.args[1], node.args[0], *node.args[2:]]}
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield "", {"attr": "real"}
    elif isinstance(node, ast.Name):
        kind = node.id.split("_")[0]
        alike = [name for name in letters if name != node.id and name.split("_")[0] == kind]
        if node.id in letters:
            yield from ((f"{node.id} -> {name}", {"id": name}) for name in alike or letters[:1])
        elif node.id in ("i", "j"):
            yield "i for j, or j for i", {"id": "j" if node.id == "i" else "i"}


def through(edits: Edits) -> tuple[set[str], int]:
    """Return the edits that get through, and how many there are."""
    all_of_them = list(edits)
    return {change for change, passes in all_of_them if passes}, len(all_of_them)


def main() -> int:
    """Print how many edits get through; return 1 if one does that is not listed."""
    listed, unlisted = set().union(*EQUIVALENT.values()), set[str]()
    for what, edits in (("netlib", code_edits()), ("the derivation's data", data_edits())):
        start = perf_counter()
        found, tried = through(edits)
        unlisted |= found - listed
        print(f"{tried} edits of {what} in {perf_counter() - start:.0f} s: {len(found)} go through")
    print(f"{len(unlisted)} of them are not equivalent", *sorted(unlisted), sep="\n  ")
    return 1 if unlisted else 0


if __name__ == "__main__":
    sys.exit(main())
