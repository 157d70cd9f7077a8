"""A result as a notebook shows it: shapes under the factors, and a chip for every judge."""

from dataclasses import dataclass
from typing import Any

from netlib.derivation.latex.pieces import Unreadable, pieces
from netlib.derivation.latex.setting import spoken_of
from netlib.derivation.latex.shapes import LYING
from netlib.derivation.latex.written import read
from netlib.derivation.results import Result
from netlib.derivation.verdict import Verdict, verdict

BRACED = ("letter", "derivative", "last", "transpose")  # what has its shape under it


@dataclass(frozen=True)
class Shown:
    """A result that asks its judges when, and only when, a notebook shows it."""

    result: Result

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        r, said = self.result, verdict(self.result)
        return {"text/plain": words(r, said), "text/markdown": markdown(r, said)}


def braced(result: Result) -> str:
    """Return the equation of a result with the shape of each factor braced under it.

    A vector's shape is that of the row or column that it is. Entries, matrices written out and sums
    are left as they are, and of what is transposed the whole is braced.
    """
    shown = equation = result.equation
    if r"\begin" in equation or len(spoken_of(equation, result.network, result.letter)) > 1:
        return equation
    try:
        both = zip(pieces(equation), read(equation, result.network), strict=True)
    except Unreadable:  # which the judges say
        return equation
    spans = []
    for piece, equated in both:
        first = equation.index(piece.text)
        for start, stop, e in equated.factors:
            sized = len(r"\bigl") * piece.text[:start].endswith(r"\bigl")  # belongs to its "("
            if e.op in BRACED and e.shape:
                spans.append((first + start - sized, first + stop, e))
    turned = [(start, stop) for start, stop, e in spans if e.op == "transpose"]
    for start, stop, e in sorted(spans, reverse=True, key=lambda span: span[:2]):
        inside = equation[:start].count("{") > equation[:start].count("}")
        if inside or any(a <= start and stop <= b and (a, b) != (start, stop) for a, b in turned):
            continue
        lying = ("1", *e.shape) if e.lies in LYING else (*e.shape, "1")
        sizes = r" \times ".join(e.shape if len(e.shape) > 1 else lying)
        shown = rf"{shown[:start]}\underbrace{{{equation[start:stop]}}}_{{{sizes}}}{shown[stop:]}"
    return shown


def markdown(r: Result, said: Verdict) -> str:
    """Return a result as Markdown: the formula, then its name, its code and a chip per judge."""
    marks = {name: "✓" if yes else "✗" for name, yes in said.oracles.items()}
    marks |= {name: f"✗: {why}" for name, why in said.why.items()}
    marks |= dict.fromkeys(said.faults, "could not judge")
    chips = [f"`{name} {mark}`" for name, mark in marks.items()]
    chips += ["`every size ✓`"] * said.all_sizes
    chips += [f"`rests on {premise}`" for premise in r.rests_on]
    chips += [f"`{judge}: needs SymPy`" for judge in said.unjudged]
    head = f"**{r.id}** · `{r.code}`"
    causes = [f"{judges} could not judge: `{cause}`" for cause, judges in said.causes.items()]
    shown = f"$$\n{braced(r)}{r.shape_remark}\n$$"
    return "\n\n".join([shown, head, " ".join(chips), *causes])


def words(r: Result, said: Verdict) -> str:
    """Return the same in words."""
    yes = [name for name, agrees in said.oracles.items() if agrees]
    no = [name for name, agrees in said.oracles.items() if not agrees and name not in said.faults]
    shape = " x ".join(r.shape).replace("n_j", "n_(i+1)") or "a number"
    text = f"{r.id} (chapter {r.chapter}): {r.formula}, {shape}; in netlib {r.code}."
    text += f" Agrees: {', '.join(yes) or 'none'}."
    text += f" Objects: {', '.join(no)}." if no else ""
    text += "".join(f" Because {name}, {why}." for name, why in said.why.items())
    text += "".join(f" Could not judge: {names}, {cause}." for cause, names in said.causes.items())
    text += " Proven for every size." if said.all_sizes else ""
    text += f" Rests on {', '.join(r.rests_on)}." if r.rests_on else ""
    return text + (" Not proven here: SymPy is missing." if said.unjudged else "")
