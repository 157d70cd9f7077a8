r"""What an expression is made of: letters, derivatives, functions, sums, braces, matrices."""

import re

from netlib.derivation.latex import shapes
from netlib.derivation.latex.expression import Expression, Shape, letter, number
from netlib.derivation.latex.grammar import exponent, factor, group, inside, sum_, term
from netlib.derivation.latex.line import Atoms, Line
from netlib.derivation.latex.pieces import Misshapen, Unreadable
from netlib.derivation.latex.setting import Occurrence, sizes
from netlib.derivation.latex.shapes import DOTS

LETTERS = {
    "E": "E", "t": "t", "G": "G", "W": "W", "w": "w", "o": "o", "s": "s", r"\sigma": "sigma",
    r"\bar": "E_bar",
}  # fmt: skip


def occurrence(line: Line) -> Occurrence:
    """Return a letter with its indices and its sample: o_{2,k}, s_1^{(b)}."""
    name = LETTERS[line.take(*LETTERS)]
    subs: Shape = ()
    sample: Shape = ()
    if name == "E_bar" and line.raw() != "E":
        raise line.refused("only E has a mean")
    while True:
        if not subs and line.took("_"):
            subs = line.subscripts()
        elif not sample and (b := re.match(r"\^\{\(([a-z])\)\}", line.text[line.at :])):
            sample = (b[1],)
            line.k += len("^{(b)}")
        else:
            return line.about.letter(name, subs, sample, line.weight)


def moved(line: Line) -> Expression:
    """Return E as a function of one letter, the first in its parentheses: E(o_2 + ...)."""
    line.take("E")
    (a,) = inside(line)
    found = [e for e in a.every() if e.op == "letter" and e.names[0][:2] in ("o_", "s_", "W_")]
    if not found or found[0].shape != a.shape or a.lies == "laid" or line.about.batch:
        raise Misshapen(f"E is a function of an o, an s or a W, but {a.described}")
    return Expression("moved", (a,), ("E", found[0].names[0]))


def bracket(line: Line) -> Expression:
    """Return G(E;y) or J(x;y)."""
    name = line.take()
    line.take("(")
    x = occurrence(line)
    line.take(";")
    y = occurrence(line)
    line.take(")")
    if (name == "G") != (x.name == "E"):
        what = "the gradient of E" if name == "G" else "the Jacobian of a vector"
        raise Unreadable(f"{name}(x;y) is {what}, not of {x.name}")
    return line.indices.derivative(x, y)


def fraction(line: Line) -> Expression:
    """Return a quotient, a derivative, or the derivative of all that follows in its term."""
    line.take()
    d = line.ahead(1)
    if d not in (r"\partial", "d"):
        return shapes.entrywise("divide", group(line), group(line))
    line.take("{")
    line.take()
    x = None if line.now == "}" else occurrence(line)
    for token in ("}", "{", d):
        line.take(token)
    y = Occurrence("x", ()) if line.took("x") else occurrence(line)
    line.take("}")
    return slope(line, y) if x is None else line.indices.derivative(x, y)


def slope(line: Line, y: Occurrence) -> Expression:
    """Return the derivative by a letter of all that follows."""
    known = y.name == "x" or (y.forward and y.name[0] != "E" and not line.about.batch)
    if line.indices.moving or not known:
        raise Misshapen(f"the derivative of what follows by {y.name} has no place here")
    line.indices.moving = True
    f = term(line)
    line.indices.moving = False
    if f.shape:
        raise Misshapen(f"a derivative of a number is expected, but {f.described}")
    lies = "row" if len(y.sizes) == 1 else ""
    return line.indices.part(Expression("slope", (f,), (y.name,), y.sizes, lies), y.indices)


def _call(line: Line, name: str) -> Expression:
    """Return a function of what follows in parentheses."""
    if name == "Im":
        return shapes.unary("Im", factor(line))
    primes = line.take() if line.now[:1] == "'" else ""
    if len(primes) > {"f": 2, "phi": 1}.get(name, 0):
        raise line.refused(f"{name}{primes}")
    before = set(line.indices.ranges)
    args = inside(line, ",")
    if len(args) != 1 + (name == "outer"):
        raise Misshapen(f"{name} has too many or too few between its parentheses")
    if name == "outer":
        return shapes.outer(*args)
    if name != "diag":
        return shapes.unary(name + primes, args[0])
    (v,), new = args, [k for k in line.indices.ranges if k not in before]
    if not v.shape and len(new) == 1:  # an entry, for every value of its index
        v = shapes.over(v, new[0], line.indices.bound(new[0]))
    if len(v.shape) != 1:
        raise Misshapen(f"diag puts a vector on the diagonal, but {v.described}")
    return Expression("diag", (v,), (), v.shape * 2)


def summation(line: Line) -> Expression:
    """Return a sum over an index from 1 to a size, over all it can be, or over all entries."""
    line.take()
    if not line.took("_"):
        return shapes.total(term(line))
    k = re.fullmatch(r"([a-z])(=1)?", re.sub(r"\s", "", line.raw()))
    last = ""
    if k and line.took("^"):
        last = line.about.size(line.raw())
    if not k or bool(k[2]) != bool(last) or last == "1":
        raise line.refused("a sum is over an index, from 1 to a size,")
    if k[1] in line.indices.ranges:
        raise Misshapen(f"{k[1]} is summed over, and means something outside of the sum")
    if last:
        line.indices.run(k[1], last)
    inner = term(line)
    if k[1] not in line.indices.ranges:
        raise Misshapen(f"nothing in the sum over {k[1]} says how far it runs")
    names = (k[1], line.indices.bound(k[1]))
    return Expression("sum", (inner,), names, inner.shape, inner.lies)


def braced(line: Line) -> Expression:
    """Return what stands over a brace; the letter or the sizes at its tip must be those."""
    line.take()
    inside = group(line)
    if not line.took("_", "^"):
        return inside
    if r"\times" in (label := line.raw()):
        shapes.fit(inside, sizes(label, line.about))
    elif not re.fullmatch(r"\\text\{[^{}]*\}", label):  # which says where in the series this is
        tip = Line(label, line.about, line.atoms, line.weight)
        tip.indices = line.indices
        line.named.append((inside, sum_(tip)))
        tip.end()
    return inside


def matrix(line: Line) -> Expression:
    r"""Return a matrix known by its corners, or a column and its `\leftarrow \text{row } i`."""
    line.take()
    rows: list[list[Expression | None]] = [[None]]
    while not line.took(r"\end{bmatrix}"):
        if line.took("&"):
            rows[-1].append(None)
        elif line.took(r"\\"):
            rows.append([None])
        elif rows[-1][-1] is not None:
            raise line.refused("& is missing")
        else:
            rows[-1][-1] = DOTS if line.took(r"\cdots", r"\vdots") else sum_(line)
    if len(rows[0]) > 1:
        return shapes.written_out(rows)
    line.take(r"\leftarrow")
    line.take(r"\text")
    if line.raw() != "row" or not line.sides or len(line.sides[0].shape) != 1:
        raise line.refused("the column does not say its row")
    size = line.sides[0].shape[0]
    return shapes.column(rows, line.indices.index(line.take(), size), size)


def of_letter(line: Line) -> Expression:
    """Return a letter, G(E;y), or E as a function."""
    if line.now == "E" and line.ahead(1) == "(":
        return moved(line)
    if line.now == "G" and re.match(r"G\([^)]*;", line.text[line.at :]):
        return bracket(line)
    return line.indices.placed(occurrence(line))


def symbol(line: Line) -> Expression:
    """Return a number that has a name: x, h, eta, a size, B of a batch, i beside f."""
    token = line.now
    unknown = {"B": not line.about.batch, "i": "f(" not in line.text}
    if unknown.get(token):
        raise line.refused("can't read on")
    line.take()
    if token == "n":
        line.take("_")
        return letter(line.about.size(f"n_{line.raw()}"))
    return letter("1j" if token == "i" else token.removeprefix("\\"))


def half(line: Line) -> Expression:
    """Return what ½ says."""
    line.take()
    return shapes.entrywise("divide", number("1"), number("2"))


def power_of_e(line: Line) -> Expression:
    """Return e to a power."""
    line.take()
    line.take("^", "**")
    return shapes.unary("exp", exponent(line))


def change(line: Line) -> Expression:
    r"""Return what \Delta stands before, as its change."""
    line.take()
    return line.indices.change(occurrence(line), line.free)


def differential(line: Line) -> Expression:
    r"""Return \partial x / \partial y."""
    line.take()
    x = occurrence(line)
    line.take("/", ";")
    line.take(r"\partial")
    return line.indices.derivative(x, occurrence(line))


def function(line: Line) -> Expression:
    """Return a function by its name: diag(..), f'(..)."""
    token = line.take()
    name = line.raw() if token == r"\mathrm" else "f" if token == "f" else "phi"
    if name not in ("f", "phi", "diag", "outer", "exp", "Im"):
        raise line.refused(f"“{name}” is no function here")
    return _call(line, name)


ATOMS: Atoms = {
    **dict.fromkeys(LETTERS, of_letter),
    **dict.fromkeys(("n", "B", "i", "x", "h", r"\eta"), symbol),
    **dict.fromkeys(("f", r"\varphi", r"\phi", r"\mathrm"), function),
    **dict.fromkeys((r"\boxed", r"\underbrace", r"\overbrace"), braced),
    **dict.fromkeys((r"\frac", r"\tfrac"), fraction),
    "(": lambda line: inside(line)[0], "{": group, "J": bracket, "½": half, "e": power_of_e,
    r"\sum": summation, r"\begin{bmatrix}": matrix, r"\Delta": change, r"\partial": differential,
}  # fmt: skip
