"""Every result before every judge that applies; netlib, as it is now, is what is judged.

shape         the sizes on both sides, in letters; and those of what netlib returns
loops         netlib's numbers are those of plain loops over indices
symbolic      what it means, its steps and its formula are one; netlib's numbers are the formula's
complex step  netlib's numbers are what an imaginary step through the definitions measures
Taylor slope  what netlib's derivative misses falls with the square of the step, or is zero
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from netlib.checks import Array
from netlib.derivation import oracles
from netlib.derivation.expressions import Names, evaluate
from netlib.derivation.judged import netlib_now
from netlib.derivation.results import RESULTS, Result, formulas

JUDGES = ("shape", "loops", "symbolic", "complex step", "Taylor slope")
DERIVATIVE = re.compile(r"D\((.+), (\w+)\)(.*)")  # of x by y, in what a result means; and the rest


@dataclass(frozen=True)
class Verdict:
    """What the judges say of one result: yes or no from each that applies.

    all_sizes: proven for every size at once, with sums up to a letter.
    """

    result: Result
    oracles: Mapping[str, bool]
    all_sizes: bool

    @property
    def ok(self) -> bool:
        """Whether no judge objects."""
        return all(self.oracles.values())


def computed(result: Result, values: Mapping[str, Any], code: str, names: Any) -> Array:
    """Return the code's numbers; where it speaks of w_ij, for every i and j along the last axes.

    Raises FloatingPointError where a number overflows or is none.
    """
    known = Names({**names, **values}, result.network.definitions)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        if not re.search(r"\b[ij]\b", code):
            return np.asarray(evaluate(code, known), dtype=np.float64)
        rows, columns = values[_derivative(result)[1]].shape
        by_weight = [
            [np.asarray(evaluate(code, {**known, "i": i, "j": j})) for j in range(columns)]
            for i in range(rows)
        ]
    return np.moveaxis(np.array(by_weight, dtype=np.float64), (0, 1), (-2, -1))


def by_numbers(
    result: Result, values: Mapping[str, Any], code: str | None = None, names: Any = None
) -> dict[str, bool]:
    """Return what the judges with numbers say of netlib, or of other code over other names.

    values: a `sample` of the result's network. Code that raises is wrong, say all of them.
    """
    judges = ["shape", "loops"]
    x, y, rest = _derivative(result)
    judges += ["complex step"] * bool(y) + ["Taylor slope"] * _is_derivative(result)
    try:
        found = computed(result, values, code or result.code, names or netlib_now())
    except Exception:  # whatever stops it, it is not the right number
        return dict.fromkeys(judges, False)
    weight = values[y].shape if "[..., i, j]" in rest else ()
    said = {
        "shape": found.shape == (*(values[n] for n in result.shape), *weight),
        "loops": oracles.close(found, values[result.id]),
    }
    if y:
        slopes = oracles.measured(result.network, values, x, y)
        means = result.means.replace(f"D({x}, {y})", "D").replace("[..., i, j]", "")
        known = {**values, "D": slopes}
        said["complex step"] = oracles.close(found, evaluate(means, known))
    if "Taylor slope" in judges:
        d = values[rest.removeprefix(" @ ")] if "@" in rest else _direction(values[y])
        f = oracles.moved(result.network, values, x, y)
        said["Taylor slope"] = _predicts(f, values[y], d, found, rest)
    return said


def _predicts(f: Any, y: Array, d: Array, found: Array, rest: str) -> bool:
    """Return whether f at y moves along d as the derivative that was found says."""
    try:
        change = found if "@" in rest else np.tensordot(found, d, axes=d.ndim)
        return oracles.taylor_slope(f, y, d, change) > 1.9
    except ValueError:
        return False


def _direction(y: Array) -> Array:
    """Return some direction to move y in, the same each time."""
    return np.random.default_rng(y.size).normal(size=y.shape)


def _derivative(result: Result) -> tuple[str, str, str]:
    """Return x, y and what follows in D(x, y), or three times nothing."""
    found = DERIVATIVE.search(result.means)
    return (found[1], found[2], found[3]) if found else ("", "", "")


def _is_derivative(result: Result) -> bool:
    """Return whether a result means a derivative and nothing else."""
    return bool(DERIVATIVE.match(result.means))


@cache
def by_symbols(result: Result, formula: str | None = None) -> tuple[bool, bool, bool]:
    """Return whether the shapes fit, whether several sizes prove it, and whether every size does.

    formula: what stands in the place of the result's own. Nothing of netlib comes in, so it is
    proven once. Needs SymPy: raises ModuleNotFoundError without it.
    """
    from netlib.derivation import symbolic

    known, y = formulas(result.network), _derivative(result)[1] or None
    lines = [result.means, *(step.formula for step in result.steps), formula or result.formula]
    try:
        fits = symbolic.shapes(result.network, known, y, lines) == {result.shape}
    except ValueError:
        return False, False, False
    several, every = (
        all(symbolic.proven(result.network, known, y, lines, sizes) for sizes in these)
        for these in (symbolic.SIZES, [symbolic.ANY_SIZE])
    )
    return fits, several, every


def verdict(result: Result) -> Verdict:
    """Return what all judges say of a result; raises ModuleNotFoundError without SymPy."""
    values = oracles.sample(result.network)
    said = by_numbers(result, values)
    fits, several, every = by_symbols(result)
    try:
        names = netlib_now()
        same = oracles.close(
            computed(result, values, result.code, names),
            computed(result, values, result.formula, oracles.FUNCTIONS),
        )
    except Exception:
        same = False
    said["shape"] = said["shape"] and fits
    ordered = {"shape": said.pop("shape"), "loops": said.pop("loops")}
    if result.means == result.formula:  # a definition: there is nothing to prove
        return Verdict(result, ordered | said, all_sizes=False)
    return Verdict(result, ordered | {"symbolic": several and same} | said, every and several)


def verdicts() -> Iterator[Verdict]:
    """Return the verdict on each result, one after the other, in the derivation's order."""
    return map(verdict, RESULTS)


def as_json(said: Verdict) -> dict[str, Any]:
    """Return a verdict as JSON holds it."""
    r = said.result
    fixed = {"id": r.id, "chapter": r.chapter, "latex": r.latex, "all_sizes": said.all_sizes}
    return fixed | {"oracles": dict(said.oracles), "ok": said.ok}


def as_table(said: Sequence[Verdict]) -> str:
    """Return the verdicts as lines of text, one for each result, and one that counts them."""
    rows = [["", "result", *JUDGES, "every size"]]
    for v in said:
        marks = ["-" if j not in v.oracles else "y" if v.oracles[j] else "NO" for j in JUDGES]
        rows.append([v.result.chapter, v.result.id, *marks, "y" if v.all_sizes else "-"])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)).rstrip() for r in rows]
    right, proven = (sum(flags) for flags in ([v.ok for v in said], [v.all_sizes for v in said]))
    summary = f"{right} of {len(said)} results hold, {proven} of them proven for every size"
    return "\n".join([*lines, "", summary])
