"""Verdicts as `netlib check` prints them: a table to read, or JSON."""

from collections.abc import Sequence
from typing import Any

from netlib.derivation.functions import Function
from netlib.derivation.results import Result
from netlib.derivation.verdict import JUDGES, Verdict

INSTALL = "SymPy is missing; install it with: python -m pip install sympy"


def as_json(said: Verdict) -> dict[str, Any]:
    """Return a verdict as JSON holds it."""
    r = said.result
    fixed = {"id": r.id, "chapter": r.chapter, "latex": r.latex, "all_sizes": said.all_sizes}
    judges = {
        "oracles": said.oracles,
        "why": said.why,
        "faults": said.faults,
        "unjudged": said.unjudged,
    }
    return {**fixed, **judges, "rests_on": r.rests_on, "ok": said.ok}


def as_table(said: Sequence[Verdict]) -> str:
    """Return the verdicts as lines of text: a row for each, its faults, and how many hold."""
    rows = [["", "result", *JUDGES, "every size", "rests on"]]
    for v in said:
        marks = {judge: "y" if yes else "NO" for judge, yes in v.oracles.items()}
        marks |= dict.fromkeys(v.faults, "??") | dict.fromkeys(v.unjudged, "?")
        cells = [*(marks.get(judge, "-") for judge in JUDGES), "y" if v.all_sizes else "-"]
        name = v.result.id + "()" * isinstance(v.result, Function)
        rows.append([v.result.chapter, name, *cells, ", ".join(v.result.rests_on)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)).rstrip() for r in rows]
    lines += ["", *(f"{v.result.id}, {j}: {why}" for v in said for j, why in v.why.items())]
    lines += [*(f"{v.result.id}, {j}: {cause}" for v in said for cause, j in v.causes.items())]
    for kind, proven in ((Result, ", {} of them proven for every size"), (Function, ", whole")):
        some = [v for v in said if isinstance(v.result, kind)]
        hold = f"{sum(v.ok for v in some)} of {len(some)} {kind.__name__.lower()}s hold"
        lines += [hold + proven.format(sum(v.all_sizes for v in some))] * bool(some)
    missing = sum("symbolic" in v.unjudged for v in said)
    lines += [f"{missing} results could not be judged with symbols: {INSTALL}"] * bool(missing)
    return "\n".join(lines)
