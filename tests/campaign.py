"""A mutation campaign: subtle edits of netlib and of the derivation's data, against its own judges.

`python -m tests.campaign` says how many edits `netlib check` would let through, and which. Only the
equivalent ones may, which are listed here with the reason why nobody can object.
"""

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from time import perf_counter
from typing import Any

import numpy as np

from netlib.derivation.functions import FUNCTIONS
from netlib.derivation.judges.numbers import samples
from netlib.derivation.latex import objection, read
from netlib.derivation.latex.line import TOKEN
from netlib.derivation.networks import Slope
from netlib.derivation.results import RESULTS, Result
from netlib.derivation.verdict import by_lines, by_numbers, verdict
from tests.mutants import changes, installed, mutants

EQUIVALENT = {
    "both forms of phi are right near 0, where one takes over from the other": [
        "logistic: s.real < 0 -> s.real <= 0",
        "logistic: 0 -> 1",
    ],
    "a square has no sign": [
        *["squared_error: t first"] * 2,
        "E.code: t first",
        "E.means: t first",
        "dE_do_k.steps: 0 t first",
        "quarter.formula: 1 / 2 first",
    ],
    "these two are of one length, or the same but for their type": [
        "one_step: o_0 -> t",
        "weight_gradient: o -> sigma",
        "weight_gradient: sigma -> o",
        "forward: Ws -> weights",
        "one_step: Ws -> weights",
        *["backward: Ws -> weights"] * 2,
    ],
    "the type is that of float32 and complex numbers; the numbers are the same": [
        "weight_jacobian: np.zeros(rows, dtype=o.dtype) -> np.zeros(rows)",
    ],
    "G gets an array of its own, and goes the same way from there": [
        "backward_into: np.subtract(o[L], batch.t, out=sigma[L - 1]) -> np.subtract(o[L], batch.t)",
    ],
    "two vectors have one product, whichever comes first": [
        "chain_W_0.formula: J_s0_w first",
        "chain_W_0.code: weight_jacobian(o_0, i, j, len(s_0)) first",
        "dE_along_o_2.formula: do first",
        "dE_along_o_2.code: do first",
        "dE_along_s_1.formula: ds first",
        "dE_along_s_1.code: ds first",
        "chain_W_1.formula: J_s1_w first",
        "chain_W_1.code: weight_jacobian(o_1, i, j, len(s_1)) first",
        "sigma_1_J.code: weight_jacobian(o_1, i, j, len(s_1)) first",
        "sigma_1_J.steps: 0 J_s1_w first",
        "any_depth.formula: unit(i, s_0) * o_0[j] first",
    ],
    "so have a vector and a matrix that is diagonal": [
        "chain_W_0.formula: J_o1_s0 first",
        "chain_W_0.formula: J_o2_s1 first",
        "chain_W_0.code: logistic_jacobian(o_1) first",
        "chain_W_0.code: logistic_jacobian(o_2) first",
        "dE_along_s_1.formula: J_o2_s1 first",
        "dE_along_s_1.code: logistic_jacobian(o_2) first",
        "G_J_o2_s1.steps: 0 J_o2_s1 first",
        "chain_W_1.formula: J_o2_s1 first",
        "chain_W_1.code: logistic_jacobian(o_2) first",
        "sigma_1.steps: 0 J_o2_s1 first",
        "sigma_0.steps: 0 J_o1_s0 first",
        "sigma_0.steps: 1 J_o1_s0 first",
        "sigma_0.steps: 0 J_o2_s1 first",
        "sigma_last.steps: 0 slopes(o_L) first",
        "sigma_before.steps: 0 slopes(o_i) first",
        "any_depth.formula: slopes(o_1) first",
        "any_depth.formula: slopes(o_2) first",
        "any_depth.formula: slopes(o_3) first",
    ],
    "numbers have one product, whichever comes first, with a dot or without": [
        r"complex_step.latex: = f(x) + [ih\,f'(x) -> f'(x)\,ih] - \tfrac",
        r"s_0.latex: 1}^{n_0} [w_{ij}\,o_{0,j} -> o_{0,j}\,w_{ij}]",
        r"sigma_1_J.latex: _{ij}) = [\sigma_{1,i}\;o_{1,j} -> o_{1,j}\,\sigma_{1,i}]",
        r"sigma_1_W_1.latex: 1}^{n_2} [\sigma_{1,i}\,w_{ij} -> w_{ij}\,\sigma_{1,i}]",
    ],
    "a column that is laid down is a row, as what it is multiplied with": [],
    "E is one number, of whichever letter it is made a function": [
        r"dE_along_o_2.latex: approx E([o_2 -> o_0]) + G\,\D",
        r"dE_along_o_2.latex: approx E([o_2 -> o_1]) + G\,\D",
    ],
    "of the sum only the term l = k has an o_{2,k} in it, and there t_l is t_k": [
        r"dE_do_k.latex: 2,l} - t_[l -> k])^2 && \t",
    ],
    "an outer product has as many entries, whichever comes first": [
        "count_gradients.means: o_0 first",
        "count_gradients.means: o_1 first",
    ],
}
# What an edit of LaTeX puts in the place of what; every token is left out once as well.
ALIKE = (
    *("o_0 o_1", "o_1 o_2", "s_0 s_1", "W_0 W_1", "n_0 n_1", "n_1 n_2", "\\sigma_0 \\sigma_1"),
    *("_i _{i-1}", "_L _{L-1}", "i} j}", ",j ,i", "ij ji", "^{-x} ^{x}", "f' f''", "o_0 o_2"),
    *("\\approx =", "\\circ +", "\\cdot +", "\\leftarrow =", "{(b)} {(c)}", "left right", "1 2"),
)
LATEX = (
    # signs
    (r"(?<!^)(?<![({=&] )- ", "+ "), (r"\+ ", "- "), (r"(?<=[=({&] )(?=[\\\w])", "-"),
    # factors, powers, transpositions, order
    (r"\d", "3"), (r"\\t?frac\{1\}\{\w\}(?:\\[,;])?", ""), (r"\^2", ""), (TOKEN.pattern, ""),
    (r"\\circ o_\w \\circ", r"\\circ"), (r" \\circ \(1 - o_\w\)", ""), (r"\\eta\\,", ""),
    (r"J\([^()]*\)(?:\\[,;])?", ""), (r"G\(E;\w+\)(?:\\[,;])?", ""), (r"\\mathrm\{diag\}", ""),
    (r"\^\{\\mathsf T\}", ""), (r"(?<![\\\w])[oW]_\d(?![,;}])", r"\g<0>^{\\mathsf T}"),
    (r"(\S+)\\[,;](\S+)", r"\2\\,\1"), (r"(\\sigma_\w), (o_\w)", r"\2, \1"),
    # letters, indices, ranges
    (r"(?<![\\\w{])t(?!\w)", "o_1"), (r"\bG\b", "t"), (r"(?<=[,_])l\b", "k"),
    (r"(?<=[,_])[ik]\b", "j"), (r"row \} i", "row } j"), (r"=1\}", "=2}"), (r"\^\{B\}", "^{n_2}"),
    *((re.escape(a), b.replace("\\", "\\\\")) for pair in ALIKE for a, b in [pair.split()]),
    *((re.escape(b), a.replace("\\", "\\\\")) for pair in ALIKE for a, b in [pair.split()]),
)  # fmt: skip
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


def latex_edits() -> Edits:
    """Each edit of what is displayed of a result, and of the remark on its shape.

    Not counted are those that are read as the same: spaces, commas, words beside a formula.
    """
    for result in RESULTS.values():
        latex, seen, whole = result.latex, {result.latex}, read(result.latex, result.network)
        for was, now in LATEX:
            for m in re.finditer(was, latex):
                edited = latex[: m.start()] + m.expand(now) + latex[m.end() :]
                if edited not in seen:
                    seen.add(edited)
                    before, after = latex[: m.start()][-9:], latex[m.end() :][:9]
                    change = f"{result.id}.latex: {before}[{m[0]} -> {m.expand(now)}]{after}"
                    passes = not objection(edited, result.letter, result.network)
                    if not passes or read(edited, result.network) != whole:
                        yield " ".join(change.split()), passes


def _edits(result: Result) -> Iterator[tuple[str, str, Any]]:
    """Return each field, what is changed in it, and what it is then."""
    letters = [*result.network.given, *result.network.definitions, "G", "sigma_0", "sigma_1"]
    for field in ("means", "formula", "code"):
        for change, line in _line_edits(getattr(result, field), letters):
            yield field, change, line
    for k, step in enumerate(result.steps):
        for change, line in _line_edits(step, letters):
            yield "steps", f"{k} {change}", (*result.steps[:k], line, *result.steps[k + 1 :])
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

    def alike(name: str) -> Sequence[str]:
        """Letters of its kind, o_1 for o_2; another letter where there is none; j for i."""
        if name in ("i", "j"):
            return ("i", "j")
        kind = [letter for letter in letters if letter.split("_")[0] == name.split("_")[0]]
        return [] if name not in letters else kind if len(kind) > 1 else letters[:1]

    yield "-", f"-({line})"
    tree = ast.parse(line, mode="eval")
    yield from ((change, ast.unparse(tree)) for change in changes(tree, alike))


def through(edits: Edits) -> tuple[list[str], int]:
    """Return the edits that get through, as often as they do, and how many were tried."""
    tried = list(edits)
    return sorted(change for change, passes in tried if passes), len(tried)


def main() -> int:
    """Print how many edits get through; return 1 if one does that is not listed."""
    listed = Counter(edit for edits in EQUIVALENT.values() for edit in edits)
    kinds = {"netlib": code_edits, "the derivation's data": data_edits, "its LaTeX": latex_edits}
    for what, edits in kinds.items():
        start = perf_counter()
        found, tried = through(edits())
        print(f"{tried} edits of {what} in {perf_counter() - start:.0f} s: {len(found)} go through")
        listed.subtract(found)
    unlisted = [edit for edit, count in sorted(listed.items()) if count]
    print(f"{len(unlisted)} of them are not as listed", *unlisted, sep="\n  ")
    return 1 if unlisted else 0


if __name__ == "__main__":
    sys.exit(main())
