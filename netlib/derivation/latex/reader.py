"""From a display to its equations, each read into what it says."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from netlib.derivation.latex import shapes
from netlib.derivation.latex.atoms import ATOMS
from netlib.derivation.latex.expression import Expression
from netlib.derivation.latex.grammar import sum_
from netlib.derivation.latex.line import Line
from netlib.derivation.latex.pieces import Misshapen, pieces
from netlib.derivation.latex.setting import Setting, sizes


@dataclass(frozen=True)
class Equation:
    """An equation in a network.

    signs: the one before each side, "" before the first. sides: over the same free indices. free:
    these, each with its size. cut: the last side leaves terms out. named: what is braced, beside
    the letter at the tip. notes: how something was read that could be meant otherwise. title: the
    words before it. weight: the layer of the W that w_ij is in. factors: every factor of all sides,
    with where it begins and ends in the text.
    """

    signs: tuple[str, ...]
    sides: tuple[Expression, ...]
    free: tuple[tuple[str, str], ...]
    cut: bool = False
    named: tuple[tuple[Expression, Expression], ...] = ()
    notes: tuple[str, ...] = ()
    title: str = ""
    weight: int | None = None
    factors: tuple[tuple[int, int, Expression], ...] = field(default=(), compare=False)

    def over(self, side: Expression) -> Expression:
        """Return a side for every value of the free indices, which become its first axes."""
        for k, n in reversed(self.free):
            side = shapes.over(side, k, n)
        return side


def equation(line: Line, shape: str = "") -> Equation:
    """Return the equation. shape: the remark on its sizes."""
    title, signs, cut, said, used = "", [""], False, [], []
    if line.took(r"\text"):
        title, colon, _ = line.raw().rpartition(":")
        if not colon:
            raise line.refused("words without a colon")
    while True:
        start = line.k
        line.indices.used = set()
        line.sides.append(sum_(line))
        said.append([token for token, _ in line.tokens[start : line.k]])
        used.append(line.indices.used)
        if line.now not in ("=", r"\approx", r"\leftarrow"):
            break
        signs.append(line.take())
    if len(signs) > 1 and line.took("-", "+"):
        cut = line.take(r"\dots", r"\cdots") != ""
    line.end()
    for a, b in pairwise(line.sides):
        if a.shape != b.shape:
            raise Misshapen(f"{a.described}, but {b.described}")
        if shapes.crossed(a, b, strict=not line.typed):
            raise Misshapen(f"of {a.text} and {b.text} one is a row and one a column")
    if not line.typed and any(a == b for a, b in pairwise(said)):
        raise Misshapen("two sides are the same: that says nothing")
    for k in line.indices.ranges:
        if any(k not in indices for indices in used):
            raise Misshapen(f"the index {k} stands on one side only")
    first = line.sides[0]
    moves = first.op == "letter" and first.names[0][:2] in ("W_", "o_")
    if r"\leftarrow" in signs and not (moves and first in line.sides[1].every()):
        raise Misshapen("only a W or an o gets a new value, made of the old")
    if shape:
        shapes.fit(first, sizes(shape, line.about), strict=True)
    return Equation(
        tuple(signs), tuple(line.sides), tuple(sorted(line.indices.ranges.items())), cut,
        tuple(line.named), tuple(line.notes), title, line.weight, tuple(line.factors),
    )  # fmt: skip


def read(
    latex: str, about: Setting, *, typed: bool = False, weight: int | None = None
) -> list[Equation]:
    """Return the equations of a display; w_ij is in the one W that fits.

    Raises Unreadable for what is not in the grammar, Misshapen for what does not fit.
    """
    found = []
    for piece in pieces(latex):
        said = weight if piece.weight is None else piece.weight
        entry = re.search(r"(?<![\\A-Za-z])w(?![A-Za-z])", piece.text)
        weights: Iterable[int | None] = [said] if said is not None or not entry else range(about.L)
        fits, why = [], []
        for m in weights:
            try:
                fits.append(equation(Line(piece.text, about, ATOMS, m, typed=typed), piece.shape))
            except Misshapen as error:
                why.append(error)
        if len(fits) > 1:
            raise Misshapen("w_ij can be in more than one W here")
        if not fits and len(why) > 1:
            reasons = "; ".join(map(str, why))
            raise Misshapen(f"w_ij can't be in one and the same W in all of this line: {reasons}")
        if not fits:
            raise why[0]
        found += fits
    return found
