"""A number worked out in columns: letters, under each its number, under that a word."""

from collections.abc import Sequence
from dataclasses import dataclass

from netlib.drawing.colours import SOFT
from netlib.drawing.marks import underlay
from netlib.drawing.panel import Panel
from netlib.drawing.stations import NARROW
from netlib.drawing.svg import formula, text
from netlib.drawing.typeface import formula_width, words_width

GAP, WORD, ROW, APART, LEAST = 9.0, 12.5, 27.0, 48.0, 14.0


@dataclass(frozen=True)
class Term:
    """One factor or result: its letters as a formula, its number as it is written, one word.

    sign: what stands before it, "=", "·", "+"; none before the first. result: whether it is what
    comes out.
    """

    letters: str
    number: str
    word: str = ""
    sign: str = ""
    result: bool = False

    def width(self, size: float) -> float:
        """Return how wide its column is."""
        number = words_width(self.number, size - 2, self.result)
        return max(formula_width(self.letters, size), number, words_width(self.word, WORD))


def spelled(lines: Sequence[Sequence[Term]], narrow: bool = False, width: float = 812.0) -> Panel:
    """Return formulas with their numbers, side by side where there is room; narrow: term by term.

    lines: of terms each. width: what a line may take; longer ones are set in smaller letters.
    """
    drawn, x, y, high = list[str](), 0.0, 0.0, 0.0
    if narrow:
        for terms in lines:
            drawn += _tall(terms, y)
            y += ROW * len(terms) + 8
        return Panel("formula", NARROW, y - 8, drawn)
    for terms in (part for line in lines for part in _broken(line, width - 8)):
        size = 20.0
        while size > LEAST and _across(terms, size) > width - 8:
            size -= 1
        wide = _across(terms, size)
        if x and x + wide > width - 8:
            x, y, high = 0.0, y + high, 0.0
        words = wide <= width - 8 and any(term.word for term in terms)
        drawn += _long(terms, x, y, size, words)
        x, high = x + wide + APART, max(high, 74.0 if words else 56.0)
    return Panel("formula", width, y + high, drawn)


def _broken(terms: Sequence[Term], width: float) -> list[Sequence[Term]]:
    """Return a line in pieces that fit, if need be in the smallest letters; a plus begins them."""
    pieces: list[list[Term]] = [[]]
    for term in terms:
        if term.sign.startswith("+") and _across([*pieces[-1], term], LEAST) > 0.8 * width:
            pieces.append([])
        pieces[-1].append(term)
    return list(pieces) if _across(terms, LEAST) > width else [terms]


def _across(terms: Sequence[Term], size: float) -> float:
    """Return how wide a line is."""
    return sum(term.width(size) + GAP + _sign_width(term, size) for term in terms)


def _sign_width(term: Term, size: float) -> float:
    return formula_width(term.sign, size) + GAP if term.sign else 0.0


def _long(terms: Sequence[Term], x: float, y: float, size: float, words: bool) -> list[str]:
    """Return the terms side by side, each number under its letters."""
    lines, x, look = list[str](), x + 4, {"text_anchor": "middle"}
    for term in terms:
        if term.sign:
            middle = x + formula_width(term.sign, size) / 2
            lines += [formula(middle, y + h, term.sign, **look, font_size=size) for h in (16, 42)]
            x += _sign_width(term, size)
        wide, middle = term.width(size), x + term.width(size) / 2
        if term.result:
            half = words_width(term.number, size - 2, bold=True) / 2 + 5
            lines.append(underlay(middle - half, y + 31, 2 * half, 22))
        bold = {"font_weight": "bold"} if term.result else {}
        lines.append(formula(middle, y + 16, term.letters, **look, font_size=size))
        lines.append(text(middle, y + 42, term.number, **look, **bold, font_size=size - 2))
        if words and term.word:
            lines.append(text(middle, y + 64, term.word, **look, **SOFT, font_size=WORD))
        x += wide + GAP
    return lines


def _tall(terms: Sequence[Term], y: float) -> list[str]:
    """Return a line for each term: sign, letters, number, word, each in a column of its own."""
    lines = []
    left = max(formula_width(term.sign, 16) for term in terms) + 8
    right = left + max(formula_width(term.letters, 16) for term in terms) + 14
    right += max(words_width(term.number, 16, term.result) for term in terms)
    for k, term in enumerate(terms):
        middle = y + 14 + ROW * k
        bold = {"font_weight": "bold"} if term.result else {}
        if term.result:
            wide = words_width(term.number, 16, bold=True) + 10
            lines.append(underlay(right - wide + 5, middle - 11, wide, 22))
        lines.append(formula(left - 8, middle, term.sign, text_anchor="end"))
        lines.append(formula(left, middle, term.letters))
        lines.append(text(right, middle, term.number, text_anchor="end", font_size=16, **bold))
        lines.append(text(right + 12, middle, term.word, **SOFT, font_size=WORD))
    return lines
