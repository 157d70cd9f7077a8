"""A derivation typed line by line: each line is judged against the one before, at every size.

The first line that does not follow is named, with what is wrong; what is right is never told.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from netlib.derivation.judges.numbers import close
from netlib.derivation.latex import reader
from netlib.derivation.latex.expression import Expression, World, evaluate
from netlib.derivation.latex.numbers import worlds
from netlib.derivation.latex.pieces import Misshapen, Unreadable, split
from netlib.derivation.latex.reader import Equation
from netlib.derivation.latex.setting import Setting
from netlib.derivation.latex.written import anchors, difference, read
from netlib.derivation.networks import ONE, layers
from netlib.derivation.results import Result
from netlib.derivation.slips import SLIPS, Slip

LOW = str.maketrans("₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₗ", "0123456789ijkl")
SIGNS = {
    "σ": "sigma", "φ": "phi", "η": r"\eta ", "∂": r"\partial ", "Δ": r"\Delta ", "Σ": "sum",
    "∑": "sum", "∘": r"\circ ", "⊙": r"\circ ", "·": r"\cdot ", "⊗": r"\otimes ", "−": "-",
    "ᵀ": "^T", "²": "^2",
}  # fmt: skip
# LaTeX that stays as it is, or a word.
WORD = re.compile(
    r"\\(?:mathrm|text|begin|end)\{[^{}]*\}|\\[A-Za-z]+|[_^]\{[^{}]*\}|(?P<word>[A-Za-z]\w*(?<!_))"
)
PLAIN = {
    "diag": r"\mathrm{diag}", "outer": r"\mathrm{outer}", "exp": r"\mathrm{exp}", "sum": r"\sum ",
    "eta": r"\eta ", "phi": r"\varphi ", "transpose": "T",
}  # fmt: skip
LETTER = re.compile(r"(d?)(sigma|[oswWtEn])_?([\dL]?)_?([a-z\d]{0,2})")
TWO = Setting()


@dataclass(frozen=True)
class Lines:
    """What is said of typed lines.

    ok: all follow, and the last is what was asked for. line: the first that is wrong, from 1, or 0.
    message: what to tell its author. slip: the id of the known slip that was made, or "".
    every_size: all are proven for every size; None where a line is wrong or nothing was tried.
    """

    ok: bool
    line: int
    message: str
    slip: str = ""
    every_size: bool | None = None


def keyboard(text: str) -> str:
    """Return a formula as it is typed, "sigma1 * o_2.T", in LaTeX; LaTeX stays as it is.

    Raises Unreadable for a word that is no letter of the derivation.
    """
    text = re.sub(r"[₀-₉ᵢⱼₖₗ]+", lambda m: f"_{m[0].translate(LOW)} ", text)
    for sign, latex in SIGNS.items():
        text = text.replace(sign, latex)
    text = re.sub(r"([JG]\([^();,]*),", r"\1;", text)
    return WORD.sub(lambda m: _spelled(m["word"]) if m["word"] else m[0], text)


def _spelled(word: str) -> str:
    """Return a word in LaTeX."""
    if word in PLAIN or len(word) == 1:
        return PLAIN.get(word, word)
    if m := re.fullmatch(r"sum_?([a-z])", word):
        return rf"\sum_{{{m[1]}}} "
    if m := re.fullmatch(r"dE_(d\w+)", word):
        return rf"\partial E/{_spelled(m[1])}"
    if not (m := LETTER.fullmatch(word)):
        raise Unreadable(f"“{word}” is no letter of the derivation")
    d, name, *indices = m.groups()
    between = "" if name in "wt" else ","
    below = between.join(filter(None, indices))
    name = name.replace("sigma", r"\sigma") + (f"_{{{below}}} " if below else " ")
    return rf"\partial {name}" if d else name


def follow(text: str, asked: Result | None = None, *, proven: bool = True) -> Lines:
    """Return whether each line of a derivation follows from the one before.

    text: an equation a line, in LaTeX or as typed; a line may begin with "=", and "#" begins a
    remark. asked: the result to be derived, of one sample: the lines must be about it, and the last
    made of what its last side is made of. proven: whether to prove what is right; it takes some
    tenths of a second. Raises ValueError if asked is about other networks.
    """
    if asked and asked.network is not ONE:
        raise ValueError(f"{asked.id} is not about one sample in a network of two matrices")
    goal = read(asked.latex)[0] if asked else None
    weight = _weight(goal)
    lines = enumerate((re.sub(r"#.*|[$&]|\\\\\s*$", "", line) for line in text.split("\n")), 1)
    rows = [(n, row) for n, line in lines if (row := line.strip(" \t\r.,;"))]
    sides: list[str] = []
    steps: list[Equation] = []
    for n, row in rows:
        here = f"line {n} “{row}”"
        try:
            new = split(keyboard(row.removeprefix("=")), "==?")
            if not sides and asked and goal:
                first = _read(new[0], weight)
                if len(new) == 1:  # then it is what is asked for that this is equal to
                    sides = [re.sub(r"\\begin\{aligned\}|&", "", split(asked.latex, "=")[0])]
                elif not _is(first, lambda w: anchors(asked.id, w, TWO)[0]):
                    about = f"{first.sides[0].text}, asked for is {goal.sides[0].text}"
                    return Lines(False, n, f"{here} is about {about}")
            for side in new:
                sides.append(side)
                if len(sides) > 1:
                    steps.append(_read("=".join(sides[-2:]), weight))
                    if wrong := _disagreement(steps[-1]):
                        raise Misshapen("; ".join([wrong, *steps[-1].notes[:1]]))
        except Misshapen as error:
            slip = _slip(sides[-2:], weight)
            said = _harmless(slip.message) if slip else error
            return Lines(False, n, f"{here} does not follow: {said}", slip.id if slip else "")
        except Unreadable as error:
            return Lines(False, n, f"{here}: {error}")
    if not steps:
        return Lines(False, 1, "one side is no equation: write what it is equal to")
    left = _leaves(steps[-1].sides[-1]) - _leaves(goal.sides[-1]) if goal else set()
    every_size = _proven(steps) if proven else None
    if left:
        message = f"true, but not yet what is asked for: {', '.join(sorted(left))} is still in it"
        return Lines(False, rows[-1][0], message, every_size=every_size)
    notes = dict.fromkeys(note for e in steps for note in e.notes if "entry by entry" in note)
    return Lines(True, 0, "; ".join(["every line follows", *notes]), every_size=every_size)


def _read(text: str, weight: int | None) -> Equation:
    """Return one equation, or one side of it."""
    found = reader.read(text, TWO, typed=True, weight=weight)
    if len(found) > 1:
        raise Unreadable("a line is one equation")
    return found[0]


def _weight(goal: Equation | None) -> int | None:
    """Return the layer of the W that a result is about, if there is one."""
    if goal is None or goal.weight is not None:
        return goal.weight if goal else None
    return next((int(name[2:]) for name in goal.sides[0].names if name[:2] == "W_"), None)


def _is(alone: Equation, right: Callable[[World], Any]) -> bool:
    """Return whether a side has this value in every network."""
    side = alone.over(alone.sides[0])
    with np.errstate(all="ignore"):
        return all(close(evaluate(side, w), right(w)) for w in worlds(TWO))


def _disagreement(e: Equation) -> str:
    """Return how the two sides of a step differ, or "" if they don't."""
    with np.errstate(all="ignore"):
        for here in worlds(TWO):
            right, wrong = (evaluate(e.over(side), here) for side in e.sides)
            if why := difference(right, wrong):
                return why
    return ""


def _slip(sides: Sequence[str], weight: int | None) -> Slip | None:
    """Return the known slip by which the first of two sides became the second."""
    if len(sides) < 2:
        return None
    try:
        right, wrong = (_read(side, weight) for side in sides)
    except Unreadable:  # then it is no formula
        return None

    def made(slip: Slip) -> bool:
        return _is(right, lambda w: w.names[slip.spoils]) and _is(wrong, lambda w: slip(**w.names))

    # The formulas about w_ij spoil an index; that is found where the index is read.
    known = [s for s in SLIPS.values() if s.formula and not re.search(r"_w\b|\b[ij]\b", s.formula)]
    return next((s for s in known if s.result.network is ONE and made(s)), None)


def _harmless(message: str) -> str:
    """Return what a slip says of what went wrong, without what would be right."""
    return re.split(r"[:;]|, o_\d|, but", message)[0].rstrip(".")


def _leaves(e: Expression) -> set[str]:
    """Return the letters and derivatives that an expression is made of."""
    if e.op in ("derivative", "slope", "moved"):
        return {"G" if e.text == f"G(E;o_{TWO.L})" else e.text}
    own = {e.names[0]} if e.op == "letter" and e.names[0][:2] != "n_" else set()
    return own.union(*map(_leaves, e.args))


def _proven(steps: Sequence[Equation]) -> bool | None:
    """Return whether steps are proven for every size; None without SymPy."""
    try:
        from netlib.derivation.latex.proof import proof
    except ModuleNotFoundError:
        return None
    return proof(steps, layers(2))
