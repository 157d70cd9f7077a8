"""A result as a notebook shows it: shapes under the factors, and a chip for every judge."""

import re

from netlib.derivation.check import Verdict, by_numbers, verdict
from netlib.derivation.networks import BATCH, ONE, Network
from netlib.derivation.oracles import sample
from netlib.derivation.results import RESULTS, Result

FACTOR = re.compile(
    r"\\frac\{\\partial E\}\{\\partial (?P<weight>W_\d)\}"
    r"|(?P<jacobian>J\(\w_\d;\w_(?:\d|\{ij\})\))"
    r"|(?P<gradient>G\(E;o_2\)|(?<![A-Za-z\\])G(?![A-Za-z(]))"
    r"|(?P<letter>(?:\\Delta )?(?:\\sigma|(?<![A-Za-z\\{])[Wos])_\d|(?<![A-Za-z\\{])t(?![A-Za-z_]))"
    r"(?P<stood>\^\{\\mathsf T\})?(?!\^\{\()"
)


def shapes(network: Network) -> dict[str, tuple[str, ...]]:
    """Return the shape of each letter of a network of one sample or a batch."""
    known = dict(ONE.given) | {r.letter: r.shape for r in RESULTS if r.network is ONE}
    if network is not BATCH:
        return known
    rows = {name: ("B", *s) if len(s) == 1 else s for name, s in known.items()}
    return rows | dict(BATCH.given)


def braced(result: Result) -> str:
    """Return the LaTeX of a result with the shape of each factor braced under it.

    A vector lies as a row, as in all of the derivation but the forward pass and what a weight or a
    change acts on. Entries, matrices written out and sums are left as they are.
    """
    if r"\begin" in result.latex or result.network not in (ONE, BATCH):
        return result.latex
    known = shapes(result.network)

    def brace(found: re.Match[str]) -> str:
        inside = result.latex[: found.start()]
        if inside.count("{") != inside.count("}"):
            return found[0]
        letter = found["letter"] or ""
        name = letter.removeprefix("\\Delta ").replace("\\", "")
        if found["jacobian"]:
            name = re.sub(r"J\((\w)_(\d);(\w)_(.*)\)", _jacobian, found[0])
        shape = known["G" if found["gradient"] else found["weight"] or name]
        column = "\\Delta" in letter or name.endswith("w") or (result.chapter == "02")
        if len(shape) == 1:
            shape = (*shape, "1") if column or found["stood"] else ("1", *shape)
        elif found["stood"]:
            shape = shape[::-1]
        sizes = r" \times ".join(shape).replace("n_j", "n_{i+1}")
        return rf"\underbrace{{{found[0]}}}_{{{sizes}}}"

    return FACTOR.sub(brace, result.latex)


def _jacobian(found: re.Match[str]) -> str:
    y = found[3] if found[4] == "{ij}" else found[3] + found[4]
    return f"J_{found[1]}{found[2]}_{y}"


def judged(result: Result) -> Verdict:
    """Return the verdict on a result; without SymPy that of the judges that need none."""
    try:
        return verdict(result)
    except ModuleNotFoundError:
        return Verdict(result, by_numbers(result, sample(result.network)), all_sizes=False)


def markdown(result: Result) -> str:
    """Return a result as Markdown: the formula, then its name, its code and a chip per judge."""
    said = judged(result)
    chips = [f"`{name} {'✓' if yes else '✗'}`" for name, yes in said.oracles.items()]
    chips += ["`every size ✓`"] * said.all_sizes + ["`symbolic: needs SymPy`"] * _unproven(said)
    head = f"**{result.id}** · `{result.code}`"
    return f"$$\n{braced(result)}\n$$\n\n{head}\n\n{' '.join(chips)}"


def words(result: Result) -> str:
    """Return the same in words."""
    said = judged(result)
    yes = [name for name, agrees in said.oracles.items() if agrees]
    no = [name for name, agrees in said.oracles.items() if not agrees]
    shape = " x ".join(result.shape).replace("n_j", "n_(i+1)") or "a number"
    text = f"{result.id} (chapter {result.chapter}): {result.formula}, {shape}; in netlib "
    text += f"{result.code}. Agrees: {', '.join(yes) or 'none'}."
    text += f" Objects: {', '.join(no)}." if no else ""
    text += " Proven for every size." if said.all_sizes else ""
    return text + (" Not proven here: SymPy is missing." if _unproven(said) else "")


def _unproven(said: Verdict) -> bool:
    """Return whether the judge with symbols was not there."""
    return "symbolic" not in said.oracles and said.result.means != said.result.formula


def normalised(latex: str) -> str:
    """Return a display equation without what is for the eye alone, so that two can be compared.

    Spaces, the ends of lines, a remark beside a line and a full stop go; and the boxes and braces
    by which a notebook says where in the chain it is, with the words on which weight is meant.
    """
    latex = re.sub(r"\s+", " ", re.sub(r"\\[,;]|&& \\text\{[^$]*?\}(?=\\\\| &=)", " ", latex))
    latex = re.sub(r"\\(begin|end)\{aligned\}|\\\\(?= &=)|&(?==)", "", latex)
    latex = re.sub(r"\\qquad w_\{ij\} \\text\{ in \} W_\d", "", latex)
    marks = r"\\(?:boxed|underbrace|overbrace)\{((?:[^{}]|\{ij\})*)\}"
    for _ in range(latex.count("\\")):
        latex = re.sub(marks + r"(?:[_^]\{(?:[^{}]|\{[^{}]*\})*\})?", r"\1", latex)
    return re.sub(r"\s+|[,.]\s*$", "", latex)
