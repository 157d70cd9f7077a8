"""A result as a notebook shows it: shapes under the factors, and a chip for every judge."""

import re
from dataclasses import dataclass
from typing import Any

from netlib.derivation.networks import BATCH, ONE, Network
from netlib.derivation.results import RESULTS, Result
from netlib.derivation.verdict import Verdict, verdict

FACTOR = re.compile(
    r"\\frac\{\\partial E\}\{\\partial (?P<weight>W_\d)\}"
    r"|(?P<jacobian>J\(\w_\d;\w_(?:\d|\{ij\})\))"
    r"|(?P<gradient>G\(E;o_2\)|(?<![A-Za-z\\])G(?![A-Za-z(]))"
    r"|(?P<letter>(?:\\Delta )?(?:\\sigma|(?<![A-Za-z\\{])[Wos])_\d|(?<![A-Za-z\\{])t(?![A-Za-z_]))"
    r"(?P<stood>\^\{\\mathsf T\})?(?!\^\{\()"
)


@dataclass(frozen=True)
class Shown:
    """A result that asks its judges when, and only when, a notebook shows it."""

    result: Result

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        r, said = self.result, verdict(self.result)
        return {"text/plain": words(r, said), "text/markdown": markdown(r, said)}


def shapes(network: Network) -> dict[str, tuple[str, ...]]:
    """Return the shape of each letter of a network of one sample or a batch."""
    known = dict(ONE.given) | {r.letter: r.shape for r in RESULTS.values() if r.network is ONE}
    if network is not BATCH:
        return known
    rows = {name: ("B", *s) if len(s) == 1 else s for name, s in known.items()}
    return rows | dict(BATCH.given)


def braced(result: Result) -> str:
    """Return the equation of a result with the shape of each factor braced under it.

    Vectors lie as rows, unless the result has them upright, and but for what a weight or a change
    acts on. Entries, matrices written out and sums are left as they are.
    """
    equation = result.equation
    if r"\begin" in equation or result.network not in (ONE, BATCH):
        return equation
    known = shapes(result.network)

    def brace(found: re.Match[str]) -> str:
        inside = equation[: found.start()]
        if inside.count("{") != inside.count("}"):
            return found[0]
        letter = found["letter"] or ""
        name = letter.removeprefix("\\Delta ").replace("\\", "")
        if found["jacobian"]:
            name = re.sub(r"J\((\w)_(\d);(\w)_(.*)\)", _jacobian, found[0])
        shape = known["G" if found["gradient"] else found["weight"] or name]
        column = "\\Delta" in letter or name.endswith("w") or result.upright
        if len(shape) == 1:
            shape = (*shape, "1") if column or found["stood"] else ("1", *shape)
        elif found["stood"]:
            shape = shape[::-1]
        sizes = r" \times ".join(shape)
        return rf"\underbrace{{{found[0]}}}_{{{sizes}}}"

    return FACTOR.sub(brace, equation)


def _jacobian(found: re.Match[str]) -> str:
    y = found[3] if found[4] == "{ij}" else found[3] + found[4]
    return f"J_{found[1]}{found[2]}_{y}"


def markdown(r: Result, said: Verdict) -> str:
    """Return a result as Markdown: the formula, then its name, its code and a chip per judge."""
    marks = {name: "✓" if yes else "✗" for name, yes in said.oracles.items()}
    marks |= dict.fromkeys(said.faults, "could not judge")
    chips = [f"`{name} {mark}`" for name, mark in marks.items()]
    chips += ["`every size ✓`"] * said.all_sizes + [
        f"`{judge}: needs SymPy`" for judge in said.unjudged
    ]
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
    text += "".join(f" Could not judge: {names}, {cause}." for cause, names in said.causes.items())
    text += " Proven for every size." if said.all_sizes else ""
    return text + (" Not proven here: SymPy is missing." if said.unjudged else "")
