"""What two parts of a formula are together: a product of matrices, an outer one, or none.

The convention: o, s, t and changes are columns, sigma, G and the derivative of a number by a vector
are rows, and T turns one into the other. A row times a column is a number; what goes entry by entry
lies one way. What is typed may mix them where only the entries count.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from netlib.derivation.latex.expression import Expression, Shape, number
from netlib.derivation.latex.pieces import Misshapen

DOTS = Expression("dots")  # for what is left out
LYING, STANDING = ("row", "laid"), ("column", "stood")
SIGNS = {"add": "+", "subtract": "-", "divide": "/", "times": "*", "entrywise": "∘"}


def unary(op: str, a: Expression) -> Expression:
    """Return a function of every entry."""
    return Expression(op, (a,), (), a.shape, a.lies)


def crossed(a: Expression, b: Expression, *, strict: bool = True) -> bool:
    """Return whether one is a row and the other a column; or, not strict, one of them by a T."""
    kinds, far = {a.lies, b.lies}, ({"laid", "column"}, {"stood", "row"})
    return bool(kinds & {*LYING} and kinds & {*STANDING}) if strict else kinds in far


def entrywise(sign: str, a: Expression, b: Expression, *, strict: bool = True) -> Expression:
    """Return two parts of one shape with a sign between them; of numbers only where it is usual.

    `1 - o_2` takes o_2 from ones, but `E + G` adds nothing; a matrix is divided by a number.
    strict: a row and a column are refused.
    """
    fits = a.shape == b.shape and not (sign == "divide" and len(a.shape) > 1)
    fits &= a.shape != () or sign != "entrywise"
    number, other = (b, a) if a.shape else (a, b)
    if not number.shape and sign in ("add", "subtract"):
        fits |= len(other.shape) == 1 and not any(e.op == "letter" for e in number.every())
    elif not number.shape and sign != "entrywise":
        fits |= sign == "times" or len(b.shape) < 2
    if not fits:
        matrix = sign == "times" and len(a.shape) != len(b.shape)
        hint = "; a product of matrices is written side by side" * matrix
        both = f"{a.described} and {b.described}"
        raise Misshapen(f"{SIGNS[sign]} goes entry by entry, but {both}{hint}")
    if crossed(a, b, strict=strict):
        lying, standing = (a, b) if a.lies in LYING else (b, a)
        both = f"{lying.text} is a row and {standing.text} a column"
        raise Misshapen(f"{SIGNS[sign]} goes entry by entry, but {both}")
    lies = "row" if "row" in (a.lies, b.lies) else a.lies or b.lies
    return Expression(sign.replace("times", "entrywise"), (a, b), (), a.shape or b.shape, lies)


def product(a: Expression, b: Expression, *, strict: bool = True) -> Expression:
    """Return what two parts are side by side. strict: rows only before matrices, columns behind."""
    if not a.shape or not b.shape:
        return Expression("scaled", (a, b), (), a.shape or b.shape, a.lies or b.lies)
    kinds, vectors = (a.lies, b.lies), len(a.shape) == len(b.shape) == 1
    both = f"{a.described} and {b.described}"
    if vectors:
        columns_first = kinds == ("column", "row") and a.shape != b.shape
        if a.lies == "stood" or b.lies == "laid" or columns_first:
            return outer(*(e.args[0] if e.op == "transpose" else e for e in (a, b)))
        if a.lies not in LYING or b.lies not in STANDING:
            raise Misshapen(f"{both}: {' and '.join(kinds)} side by side are no product")
    shape = a.shape[:-1] + b.shape[1:]
    lies = "" if len(shape) != 1 else "row" if len(a.shape) == 1 else "column"
    found = Expression("product", (a, b), (), shape, lies)
    if a.shape[-1] != b.shape[0]:
        raise Misshapen(f"{both}: {found.text} is no product")
    stands, lying = a.lies in STANDING and len(a.shape) == 1, b.lies in LYING and len(b.shape) == 1
    if strict and not vectors and (stands or lying):
        raise Misshapen(f"{found.text}: a row stands before a matrix, a column behind it")
    return found


def outer(a: Expression, b: Expression) -> Expression:
    """Return all products of an entry of one vector and one of another."""
    if len(a.shape) != 1 or len(b.shape) != 1:
        raise Misshapen(f"outer takes two vectors, but {a.described} and {b.described}")
    if "transpose" in (a.op, b.op):
        raise Misshapen(f"outer takes vectors as they are, but {a.text} and {b.text} are turned")
    return Expression("outer", (a, b), (), a.shape + b.shape)


def transposed(a: Expression) -> Expression:
    """Return the transpose; a vector keeps its shape and stands where it lay."""
    if not a.shape:
        raise Misshapen(f"{a.described} and has no transpose")
    lies = {"row": "stood", "column": "laid"}.get(a.lies, "")
    return Expression("transpose", (a,), (), a.shape[::-1], lies)


def power(a: Expression, p: Expression) -> Expression:
    """Return a number, or the entries of a vector, to a whole power."""
    if p.op != "number" or not re.fullmatch(r"\d", p.names[0]) or len(a.shape) > 1:
        raise Misshapen(f"{a.text} to the power of {p.text} is not read here")
    return Expression("power", (a, p), (), a.shape, a.lies)


def total(v: Expression) -> Expression:
    """Return the sum of a vector's entries."""
    if len(v.shape) != 1:
        raise Misshapen(f"a sum without an index is over a vector, but {v.described}")
    return Expression("total", (v,))


def over(a: Expression, k: str, n: str) -> Expression:
    """Return the array of a for every index k up to n."""
    return Expression("over", (a,), (k, n), (n, *a.shape), "" if a.shape else "column")


def fit(a: Expression, said: Shape, *, strict: bool = False) -> None:
    """Raise Misshapen if a has not the shape that is said; a vector may stand or lie, or strict."""
    ways: list[Shape] = [a.shape]
    if len(a.shape) == 1:
        ways = [("1", *a.shape), (*a.shape, "1")]
        if strict:
            ways = ways[:1] if a.lies in ("row", "laid") else ways[1:]
    if said not in ways:
        raise Misshapen(f"{' x '.join(said)} is said, but {a.described}")


def written_out(rows: Sequence[Sequence[Expression | None]]) -> Expression:
    """Return a row or a matrix of which the corners are written, the rest dots, None for blank.

    The corners are one entry, with an index that is 1 or a size.
    """
    pattern = ["".join("_" if e is None else "." if e == DOTS else "e" for e in r) for r in rows]
    if pattern not in (["e.e"], ["e.e", "._.", "e.e"]):
        raise Misshapen("a matrix is read from its corners, with dots between them")
    across = [between(row[0], row[2], "col") for row in rows[::2] if row[0] and row[2]]
    (first, n), (last, n_below) = across[0], across[-1]
    found, m = between(first, last, "row")
    if not n or n != n_below or bool(m) != (len(rows) > 1):
        raise Misshapen("the corners of a matrix differ in an index that is 1 or a size")
    return (
        over(over(found, "col", n), "row", m) if m else replace(over(found, "col", n), lies="row")
    )


def column(rows: Sequence[Sequence[Expression | None]], row: str, size: str) -> Expression:
    """Return a column that is zero but for one row, which an index says."""
    cells = [e for row in rows for e in row]
    entry = cells[2] if len(cells) == 5 else None
    zero = number("0")
    if entry is None or entry.shape or cells != [zero, DOTS, entry, DOTS, zero]:
        raise Misshapen("a column is read with zeros above and below its one entry")
    return over(product(Expression("delta", (), ("row", row)), entry), "row", size)


def between(a: Expression, b: Expression, index: str) -> tuple[Expression, str]:
    """Return the entry that is a where an index is 1 and b where it is a size; and that size."""
    if (a.op, len(a.args), len(a.names)) != (b.op, len(b.args), len(b.names)):
        raise Misshapen("the first and the last entry differ in more than an index")
    pairs = [between(x, y, index) for x, y in zip(a.args, b.args, strict=True)]
    sizes, names = {size for _, size in pairs if size}, []
    for x, y in zip(a.names, b.names, strict=True):
        if x != y and (x != "1" or not y.startswith("n_")):
            raise Misshapen("the first and the last entry differ in more than an index")
        sizes |= {y} - {x}
        names.append(x if x == y else index)
    if len(sizes) > 1:
        raise Misshapen(f"an index runs to {' and to '.join(sorted(sizes))}")
    return replace(a, args=tuple(e for e, _ in pairs), names=tuple(names)), "".join(sizes)
