r"""The formula that is read is the formula that is judged: a reader of the series' own LaTeX.

    tokens      LaTeX as tokens; a display parted into equations and remarks
    setting     the letters of a network, with their sizes
    expression  what a formula says; one evaluator for numbers and for symbols
    shapes      what two parts are together
    indices     letters where they stand, and derivatives
    reader      the grammar: from text to expressions
    numbers     the networks that every equation is tried in
    written     the judge with numbers; what each result must begin with
    proof       the judge with symbols
    typed       derivations that are typed line by line

`judge(r"\sigma_1 = G\,J(o_2;s_1)")` is a verdict with words.
"""

from netlib.derivation.latex.expression import Expression
from netlib.derivation.latex.reader import Equation
from netlib.derivation.latex.setting import Misshapen
from netlib.derivation.latex.tokens import Unreadable, claims
from netlib.derivation.latex.typed import Lines, follow
from netlib.derivation.latex.written import Verdict, judge, read

__all__ = [
    "Equation", "Expression", "Lines", "Misshapen", "Unreadable", "Verdict", "claims", "follow",
    "judge", "read",
]  # fmt: skip
