"""Every result before every judge that applies; netlib, as it is now, is what is judged.

shape         the sizes on both sides, in letters; and those of what netlib returns
loops         netlib's numbers are those of plain loops over indices
symbolic      what it means, its steps and its formula are one; netlib's numbers are the formula's
complex step  netlib's numbers are what an imaginary step through the definitions measures
Taylor slope  what netlib's derivative misses falls with the square of the step, or is zero

A judge says yes or no. One that fails for any other reason has a fault, and its cause is kept.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar

from netlib.checks import Array
from netlib.derivation.judged import Values, of_formula, of_netlib
from netlib.derivation.judges import numbers
from netlib.derivation.results import RESULTS, Result, formulas

if TYPE_CHECKING:  # SymPy comes in when something is to be proven
    from netlib.derivation.judges.symbolic import Proof

JUDGES = ("shape", "loops", "symbolic", "complex step", "Taylor slope")
# What code raises when its numbers are wrong: shapes that don't meet, no such entry, overflow.
WRONG = (ValueError, IndexError, ArithmeticError)
Said = bool | str  # yes or no; or the cause of a judge's fault
T = TypeVar("T")


@dataclass(frozen=True)
class Verdict:
    """What the judges say of one result: yes or no from each that applies.

    all_sizes: proven for every size at once, with sums up to a letter. faults: what kept a judge
    from judging, which counts as a no.
    """

    result: Result
    oracles: Mapping[str, bool]
    all_sizes: bool
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether no judge objects."""
        return all(self.oracles.values())

    @property
    def unproven(self) -> bool:
        """Whether the judge with symbols was not there."""
        return "symbolic" not in self.oracles and self.result.means != self.result.formula


def by_numbers(
    result: Result, values: Values, found: Callable[[Result, Values], Array] = of_netlib
) -> dict[str, Said]:
    """Return what each judge with numbers says of what is found for a `sample` of the network."""
    r = result
    judges = numbers.judges(r.network, values, r.id, r.shape, r.means, r.slope)
    try:
        a = found(result, values)
    except WRONG:
        return dict.fromkeys(judges, False)
    except Exception as fault:
        return dict.fromkeys(judges, _cause(fault))
    return {name: _tried(partial(judge, a)) for name, judge in judges.items()}


@cache
def by_symbols(result: Result) -> "Proof":
    """Return what is proven of a result; needs SymPy.

    Nothing of netlib comes in, so it is proven once.
    """
    from netlib.derivation.judges import symbolic

    lines = (*result.steps, result.formula)
    known = formulas(result.network)
    return symbolic.proof(result.network, known, result.shape, result.means, result.slope, lines)


def verdict(result: Result) -> Verdict:
    """Return what all judges say of a result; without SymPy those that need none."""
    values = _tried(lambda: numbers.sample(result.network))
    if isinstance(values, str):  # no loops, no numbers
        said: dict[str, Said] = {"loops": values}
    else:
        said = by_numbers(result, values)
        said["loops"] = _all([said["loops"], by_numbers(result, values, of_formula)["loops"]])
    proof = _tried(lambda: by_symbols(result)) if find_spec("sympy") else None
    if isinstance(proof, str):
        said["symbolic"] = proof
    elif proof is not None:
        said["shape"] = _all([said.get("shape", True), proof.fits])
        if result.means != result.formula:  # if it is a definition, there is nothing to prove
            said["symbolic"] = _all([proof.several, said["loops"]])
    return Verdict(
        result,
        oracles={judge: said[judge] is True for judge in JUDGES if judge in said},
        all_sizes=said.get("symbolic") is True and getattr(proof, "every", False),
        faults={judge: cause for judge, cause in said.items() if isinstance(cause, str)},
    )


def verdicts() -> Iterator[Verdict]:
    """Return the verdict on each result, one after the other, in the derivation's order."""
    return map(verdict, RESULTS.values())


def as_json(said: Verdict) -> dict[str, Any]:
    """Return a verdict as JSON holds it."""
    r = said.result
    fixed = {"id": r.id, "chapter": r.chapter, "latex": r.latex, "all_sizes": said.all_sizes}
    return fixed | {"oracles": said.oracles, "faults": said.faults, "ok": said.ok}


def as_table(said: Sequence[Verdict]) -> str:
    """Return the verdicts as lines of text: a row for each result, each fault, and how many."""
    rows = [["", "result", *JUDGES, "every size"]]
    for v in said:
        marks = {j: "y" if yes else "NO" for j, yes in v.oracles.items()}
        marks |= dict.fromkeys(v.faults, "??")
        cells = [marks.get(j, "-") for j in JUDGES]
        rows.append([v.result.chapter, v.result.id, *cells, "y" if v.all_sizes else "-"])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)).rstrip() for r in rows]
    faults = [f"{v.result.id}, {j}: {cause}" for v in said for j, cause in v.faults.items()]
    right, proven = (sum(flags) for flags in ([v.ok for v in said], [v.all_sizes for v in said]))
    summary = f"{right} of {len(said)} results hold, {proven} of them proven for every size"
    return "\n".join([*lines, "", *faults, summary])


def _tried(f: Callable[[], T]) -> T | str:
    """Return what f returns, or the cause of its fault."""
    try:
        return f()
    except Exception as fault:
        return _cause(fault)


def _cause(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}"


def _all(said: Sequence[Said]) -> Said:
    """Return whether all say yes; where none says no, a fault."""
    faults = [cause for cause in said if isinstance(cause, str)]
    return False not in said and (faults[0] if faults else True)
