r"""The formula that is read is the formula that is judged: a reader of the series' own LaTeX.

    pieces      a display parted into equations and remarks
    setting     the letters of a network, with their sizes
    expression  what a formula says; one evaluator for numbers and for symbols
    shapes      what two parts are together
    indices     letters where they stand, and derivatives
    line        an equation as tokens, and what is known of it so far
    grammar     sums, products, what hangs on a factor
    atoms       letters, functions, derivatives, braces, matrices
    reader      from a display to its equations
    numbers     the networks that every equation is tried in
    written     the judge with numbers; what each result must begin with
    proof       the judge with symbols
    typed       derivations that are typed line by line

`objection(r"\sigma_1 = G\,J(o_2;s_1)")` says in words why that does not hold, or "".
"""

from netlib.derivation.latex.pieces import Misshapen, Unreadable, claims
from netlib.derivation.latex.typed import Lines, follow
from netlib.derivation.latex.written import objection, read

__all__ = ["Lines", "Misshapen", "Unreadable", "claims", "follow", "objection", "read"]
