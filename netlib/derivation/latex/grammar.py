r"""What is built of parts: sums, products, what hangs on a factor.

side    sum ['-' '\dots']
sum     '-'? term (('+' | '-') term)*
term    run (('\circ' | '*' | '\cdot' | '@' | '\otimes') run)*
run     factor ('/'? factor)*                              side by side: this binds closest
factor  atom ('^' T | '.T' | '^' power | '_' indices)*
atom    number | letter | '(' sum ')' | \frac | \sum | bmatrix | J(x;y) | G(E;y) | f(sum)

`\sum` and `\frac{\partial}{\partial y}` take the rest of their term.
"""

import re
from dataclasses import replace

from netlib.derivation.latex import shapes
from netlib.derivation.latex.expression import Expression, number
from netlib.derivation.latex.line import DEEPEST, Line
from netlib.derivation.latex.pieces import Misshapen
from netlib.derivation.latex.shapes import DOTS

TRANSPOSED = ("T", r"\mathsfT", r"\top", r"\intercal")
PRODUCTS = {
    r"\circ": "entrywise", r"\odot": "entrywise", "*": "times", r"\cdot": "product", "@": "product",
    r"\otimes": "outer",
}  # fmt: skip
DOTTED = r"\cdots"
HANGING = (".T", "_", "^", "**")
MORE = ("/", DOTTED)


def sum_(line: Line) -> Expression:
    """Return terms with a sign between them."""
    negative = line.took("-")
    left = shapes.unary("negative", term(line)) if negative else term(line)
    while line.now in ("+", "-") and line.ahead(1) not in (r"\dots", r"\cdots"):
        sign = "add" if line.take() == "+" else "subtract"
        left = shapes.entrywise(sign, left, term(line), strict=not line.typed)
    return left


def term(line: Line) -> Expression:
    """Return factors with a sign between them."""
    left = run(line)
    while line.now in PRODUCTS:
        sign = PRODUCTS[line.take()]
        right = run(line)
        if sign == "product":
            left = product(line, left, right)
        elif sign == "outer":
            left = shapes.outer(left, right)
        else:
            left = shapes.entrywise(sign, left, right, strict=not line.typed)
    return left


def run(line: Line) -> Expression:
    """Return the product of factors side by side; dots stand for those left out."""
    factors = [factor(line)]
    while line.now in line.atoms or line.now in MORE or line.now[:1].isdecimal():
        if line.now[0].isdecimal():
            raise line.refused("a number stands before what it multiplies, not")
        if line.took("/"):
            factors[-1] = shapes.entrywise("divide", factors[-1], factor(line))
        else:
            factors.append(DOTS if line.took(DOTTED) else factor(line))
    if DOTS in factors:
        factors = filled(line, factors, factors.index(DOTS))
    left = factors[0]
    for right in factors[1:]:
        left = product(line, left, right)
    return left


def product(line: Line, a: Expression, b: Expression) -> Expression:
    """Return what two parts are side by side."""
    if line.typed and a.shape == b.shape and a.lies == b.lies == "column":
        found = Expression("entrywise", (a, b), (), a.shape, "column")
        line.notes.append(f"{replace(found, op='product').text} was read entry by entry")
        return found
    found = shapes.product(a, b, strict=not line.typed)
    if found.op == "product" and not found.shape:
        line.notes.append(f"{found.text} was read as a number, a row times a column")
    return found


def filled(line: Line, factors: list[Expression], k: int) -> list[Expression]:
    """Return a product with the Jacobians that its dots at k leave out."""
    around = factors[k - 1 : k] + factors[k + 1 : k + 2]
    if len(around) < 2 or any(f.op != "derivative" for f in around):
        raise Misshapen("dots in a product stand between two Jacobians")
    (x, y), (end, _) = (f.names for f in around)
    before, after = factors[:k], factors[k + 1 :]
    if before[-1] == after[0]:  # so few layers that both ends are one
        return before + after[1:]
    while y != end:
        if y[0] not in "os" or y == "o_0":
            raise Misshapen(f"dots don't lead from {around[0].text} to {around[1].text}")
        m = int(y[2:])
        x, y = y, f"o_{m}" if y[0] == "s" else f"s_{m - 1}"
        pair = (line.about.letter(v[0], (v[2:],)) for v in (x, y))
        before.append(line.indices.derivative(*pair))
    return before + after


def factor(line: Line) -> Expression:
    """Return an atom with what hangs on it."""
    start = line.at
    line.depth += 1
    if line.depth > DEEPEST:
        raise line.refused("too much stands inside of each other")
    a = atom(line)
    line.depth -= 1
    while line.now in HANGING:
        sign = line.take()
        if sign == "_":
            a = line.indices.part(a, line.subscripts())
            continue
        here = line.k
        if sign == ".T" or re.sub(r"[{}\s]", "", line.raw()) in TRANSPOSED:
            a = shapes.transposed(a)
        else:
            line.k = here
            a = shapes.power(a, exponent(line))
    line.factors.append((start, line.end_of_last, a))
    return a


def group(line: Line) -> Expression:
    """Return what stands in braces, or the one sign without."""
    if line.took("{"):
        inside = sum_(line)
        line.take("}")
        return inside
    return number(line.raw()) if line.now[:1].isdecimal() else atom(line)


def exponent(line: Line) -> Expression:
    """Return what stands high; typed, it may have a sign without braces."""
    if line.typed and line.took("-"):
        return shapes.unary("negative", group(line))
    return group(line)


def inside(line: Line, *between: str) -> list[Expression]:
    """Return what stands in parentheses, parted by these signs."""
    line.take("(")
    found = [sum_(line)]
    while line.took(*between):
        found.append(sum_(line))
    line.take(")")
    return found


def atom(line: Line) -> Expression:
    """Return a number, a letter, a function of something, or what is kept together."""
    if line.now[:1].isdecimal():
        if re.match(r"\d*\.\d{7}|\d{10}", line.now):  # too small, or too large, to be told
            raise line.refused("too many digits")
        return number(line.take())
    if line.now not in line.atoms:
        raise line.refused("can't read on" if line.now else "more is missing")
    return line.atoms[line.now](line)
