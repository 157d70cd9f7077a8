r"""One equation, read into what it says: every part becomes an Expression with its shape.

side    sum ['-' '\dots']
sum     '-'? term (('+' | '-') term)*
term    run (('\circ' | '*' | '\cdot' | '@' | '\otimes') run)*
run     factor ('/'? factor)*                              side by side: this binds closest
factor  atom ('^' T | '.T' | '^' power | '_' indices)*
atom    number | letter | '(' sum ')' | \frac | \sum | bmatrix | J(x;y) | G(E;y) | f(sum)

`\sum` and `\frac{\partial}{\partial y}` take the rest of their term.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from netlib.derivation.latex import shapes
from netlib.derivation.latex.expression import Expression, Shape, letter, number
from netlib.derivation.latex.indices import Indices
from netlib.derivation.latex.setting import Letter, Misshapen, Setting, rank, sizes
from netlib.derivation.latex.shapes import DOTS
from netlib.derivation.latex.tokens import Tokens, Unreadable, pieces

LONGEST, DEEPEST = 300, 40  # tokens of an equation, and what is inside of each other
TRANSPOSED = ("T", r"\mathsfT", r"\top", r"\intercal")
PRODUCTS = {
    r"\circ": "entrywise", r"\odot": "entrywise", "*": "times", r"\cdot": "product", "@": "product",
    r"\otimes": "outer",
}  # fmt: skip
LETTERS = {
    "E": "E", "t": "t", "G": "G", "W": "W", "w": "w", "o": "o", "s": "s", r"\sigma": "sigma",
    r"\bar": "E_bar",
}  # fmt: skip
BEGINS = (
    *LETTERS, *"/({½JBnxhefi", r"\eta", r"\varphi", r"\phi", r"\frac", r"\tfrac", r"\sum",
    r"\Delta", r"\partial", r"\mathrm", r"\boxed", r"\underbrace", r"\overbrace",
    r"\begin{bmatrix}", r"\cdots",
)  # fmt: skip


@dataclass(frozen=True)
class Equation:
    """An equation in a network.

    signs: the one before each side, "" before the first. sides: over the same free indices. free:
    these, each with its size. cut: the last side leaves terms out. named: what is braced, beside
    the letter at the tip. notes: how something was read that could be meant otherwise. title: the
    words before it. weight: the layer of the W that w_ij is in.
    """

    signs: tuple[str, ...]
    sides: tuple[Expression, ...]
    free: tuple[tuple[str, str], ...]
    cut: bool = False
    named: tuple[tuple[Expression, Expression], ...] = ()
    notes: tuple[str, ...] = ()
    title: str = ""
    weight: int | None = None

    def over(self, side: Expression) -> Expression:
        """Return a side for every value of the free indices, which become its first axes."""
        for k, n in reversed(self.free):
            side = shapes.over(side, k, n)
        return side


class Reader(Tokens):
    """What reads one equation in one setting.

    weight: the layer of the W that w_ij is in. typed: two columns side by side are multiplied entry
    by entry, with a note, and a line may repeat itself.
    """

    def __init__(
        self, text: str, about: Setting, weight: int | None = None, *, typed: bool = False
    ) -> None:
        super().__init__(text)
        if len(self.tokens) > LONGEST:
            raise Unreadable("this is too long to be read")
        self.about, self.weight, self.typed = about, weight, typed
        self.indices = Indices(about)
        self.depth = 0
        self.sides: list[Expression] = []
        self.named: list[tuple[Expression, Expression]] = []
        self.notes: list[str] = []
        # Of what changes in an equation only the first is free, the rest follows.
        changes = re.findall(r"\\Delta\s*([os])_\{?(\d)", text)
        self.free = min(("_".join(c) for c in changes), key=rank, default="")

    # an equation

    def equation(self, shape: str = "") -> Equation:
        """Return the equation. shape: the remark on its sizes."""
        title, signs, cut, said, used = "", [""], False, [], []
        if self.took(r"\text"):
            title, colon, _ = self.raw().rpartition(":")
            if not colon:
                raise self.refused("words without a colon")
        while True:
            start = self.k
            self.indices.used = set()
            self.sides.append(self.sum())
            said.append([token for token, _ in self.tokens[start : self.k]])
            used.append(self.indices.used)
            if self.now not in ("=", r"\approx", r"\leftarrow"):
                break
            signs.append(self.take())
        if len(signs) > 1 and self.took("-", "+"):
            cut = self.take(r"\dots", r"\cdots") != ""
        self.end()
        for a, b in pairwise(self.sides):
            if a.shape != b.shape:
                raise Misshapen(f"{a.described}, but {b.described}")
        if not self.typed and any(a == b for a, b in pairwise(said)):
            raise Misshapen("two sides are the same: that says nothing")
        for k in self.indices.ranges:
            if any(k not in indices for indices in used):
                raise Misshapen(f"the index {k} stands on one side only")
        first = self.sides[0]
        moves = first.op == "letter" and first.names[0][:2] in ("W_", "o_")
        if r"\leftarrow" in signs and not (moves and first in self.sides[1].every()):
            raise Misshapen("only a W or an o gets a new value, made of the old")
        if shape:
            shapes.fit(first, sizes(shape, self.about), strict=True)
        return Equation(
            tuple(signs), tuple(self.sides), tuple(sorted(self.indices.ranges.items())), cut,
            tuple(self.named), tuple(self.notes), title, self.weight,
        )  # fmt: skip

    # sums and products

    def sum(self) -> Expression:
        """Return terms with a sign between them."""
        negative = self.took("-")
        left = shapes.unary("negative", self.term()) if negative else self.term()
        while self.now in ("+", "-") and self.ahead(1) not in (r"\dots", r"\cdots"):
            sign = "add" if self.take() == "+" else "subtract"
            left = shapes.entrywise(sign, left, self.term())
        return left

    def term(self) -> Expression:
        """Return factors with a sign between them."""
        left = self.run()
        while self.now in PRODUCTS:
            sign = PRODUCTS[self.take()]
            right = self.run()
            known = {"product": self.product, "outer": shapes.outer}
            left = known.get(sign, partial(shapes.entrywise, sign))(left, right)
        return left

    def run(self) -> Expression:
        """Return the product of factors side by side; dots stand for those left out."""
        factors = [self.factor()]
        while self.now in BEGINS or self.now[:1].isdecimal():
            if self.now[0].isdecimal():
                raise self.refused("a number stands before what it multiplies, not")
            if self.took("/"):
                factors[-1] = shapes.entrywise("divide", factors[-1], self.factor())
            else:
                factors.append(DOTS if self.took(r"\cdots") else self.factor())
        if DOTS in factors:
            factors = self.filled(factors, factors.index(DOTS))
        left = factors[0]
        for right in factors[1:]:
            left = self.product(left, right)
        return left

    def product(self, a: Expression, b: Expression) -> Expression:
        """Return what two parts are side by side."""
        if self.typed and a.shape == b.shape and a.lies == b.lies == "column":
            found = Expression("entrywise", (a, b), (), a.shape, "column")
            self.notes.append(f"{replace(found, op='product').text} was read entry by entry")
            return found
        found = shapes.product(a, b)
        if found.op == "product" and not found.shape:
            self.notes.append(f"{found.text} was read as a number, a row times a column")
        return found

    def filled(self, factors: list[Expression], k: int) -> list[Expression]:
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
            pair = (self.about.letter(v[0], (v[2:],)) for v in (x, y))
            before.append(self.indices.derivative(*pair))
        return before + after

    def factor(self) -> Expression:
        """Return an atom with what hangs on it."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.refused("too much stands inside of each other")
        a = self.atom()
        self.depth -= 1
        while True:
            if self.took(".T"):
                a = shapes.transposed(a)
            elif self.took("_"):
                a = self.indices.part(a, self.subscripts())
            elif self.took("^", "**"):
                here = self.k
                if re.sub(r"[{}\s]", "", self.raw()) in TRANSPOSED:
                    a = shapes.transposed(a)
                else:
                    self.k = here
                    a = shapes.power(a, self.exponent())
            else:
                return a

    def group(self) -> Expression:
        """Return what stands in braces, or the one sign without."""
        if self.took("{"):
            inside = self.sum()
            self.take("}")
            return inside
        return number(self.raw()) if self.now[:1].isdecimal() else self.atom()

    def exponent(self) -> Expression:
        """Return what stands high; typed, it may have a sign without braces."""
        if self.typed and self.took("-"):
            return shapes.unary("negative", self.group())
        return self.group()

    # atoms

    def atom(self) -> Expression:
        """Return a number, a letter, a function of something, or what is kept together."""
        if self.now[:1].isdecimal():
            if re.match(r"\d*\.\d{7}|\d{10}", self.now):  # too small, or too large, to be told
                raise self.refused("too many digits")
            return number(self.take())
        match self.now, self.ahead(1):
            case "(", _:
                return self.inside()[0]
            case "{", _:
                return self.group()
            case "J", "(":
                return self.bracket()
            case "G", "(" if re.match(r"G\([^)]*;", self.text[self.at :]):
                return self.bracket()
            case "E", "(":
                return self.moved()
            case token, _ if token in LETTERS:
                return self.indices.placed(self.letter())
        start, token = self.k, self.take()
        match token:
            case "n" if self.took("_"):
                return letter(self.about.size(f"n_{self.raw()}"))
            case "½":
                return shapes.entrywise("divide", number("1"), number("2"))
            case r"\boxed" | r"\underbrace" | r"\overbrace":
                return self.braced()
            case r"\frac" | r"\tfrac":
                return self.fraction()
            case r"\sum":
                return self.summation()
            case r"\begin{bmatrix}":
                return self.matrix()
            case r"\Delta":
                return self.indices.change(self.letter(), self.free)
            case r"\partial":
                x = self.letter()
                self.take("/", ";")
                self.take(r"\partial")
                return self.indices.derivative(x, self.letter())
            case "e" if self.took("^", "**"):
                return shapes.unary("exp", self.exponent())
            case "i" if re.search(r"\bf\(", self.text):
                return letter("1j")
            case "B" if self.about.batch:
                return letter("B")
            case "x" | "h" | r"\eta":
                return letter(token.removeprefix("\\"))
            case "f" | r"\varphi" | r"\phi":
                return self.call("f" if token == "f" else "phi")
            case r"\mathrm" if (name := self.raw()) in ("diag", "outer", "exp", "Im"):
                return self.call(name)
        self.k = start
        raise self.refused("can't read on")

    def inside(self, *between: str) -> list[Expression]:
        """Return what stands in parentheses, parted by these signs."""
        self.take("(")
        found = [self.sum()]
        while self.took(*between):
            found.append(self.sum())
        self.take(")")
        return found

    def letter(self) -> Letter:
        """Return a letter with its indices and its sample: o_{2,k}, s_1^{(b)}."""
        name = LETTERS[self.take(*LETTERS)]
        subs: Shape = ()
        sample: Shape = ()
        if name == "E_bar" and self.raw() != "E":
            raise self.refused("only E has a mean")
        while True:
            if not subs and self.took("_"):
                subs = self.subscripts()
            elif not sample and (b := re.match(r"\^\{\(([a-z])\)\}", self.text[self.at :])):
                sample = (b[1],)
                self.k += len("^{(b)}")
            else:
                return self.about.letter(name, subs, sample, self.weight)

    def moved(self) -> Expression:
        """Return E as a function of one letter, the first in its parentheses: E(o_2 + ...)."""
        self.take("E")
        (a,) = self.inside()
        found = [e for e in a.every() if e.op == "letter" and e.names[0][:2] in ("o_", "s_", "W_")]
        if not found or found[0].shape != a.shape or self.about.batch:
            raise Misshapen(f"E is a function of an o, an s or a W, but {a.described}")
        return Expression("moved", (a,), ("E", found[0].names[0]))

    # derivatives

    def bracket(self) -> Expression:
        """Return G(E;y) or J(x;y)."""
        name = self.take()
        self.take("(")
        x = self.letter()
        self.take(";")
        y = self.letter()
        self.take(")")
        if (name == "G") != (x.name == "E"):
            what = "the gradient of E" if name == "G" else "the Jacobian of a vector"
            raise Unreadable(f"{name}(x;y) is {what}, not of {x.name}")
        return self.indices.derivative(x, y)

    def fraction(self) -> Expression:
        """Return a quotient, a derivative, or the derivative of all that follows in its term."""
        d = self.ahead(1)
        if d not in (r"\partial", "d"):
            return shapes.entrywise("divide", self.group(), self.group())
        self.take("{")
        self.take()
        x = None if self.now == "}" else self.letter()
        for token in ("}", "{", d):
            self.take(token)
        y = Letter("x", ()) if self.took("x") else self.letter()
        self.take("}")
        return self.slope(y) if x is None else self.indices.derivative(x, y)

    def slope(self, y: Letter) -> Expression:
        """Return the derivative by a letter of all that follows."""
        known = y.name == "x" or (y.forward and y.name[0] != "E" and not self.about.batch)
        if self.indices.moving or not known:
            raise Misshapen(f"the derivative of what follows by {y.name} has no place here")
        self.indices.moving = True
        f = self.term()
        self.indices.moving = False
        if f.shape:
            raise Misshapen(f"a derivative of a number is expected, but {f.described}")
        lies = "row" if len(y.sizes) == 1 else ""
        return self.indices.part(Expression("slope", (f,), (y.name,), y.sizes, lies), y.indices)

    # functions, sums, braces, matrices

    def call(self, name: str) -> Expression:
        """Return a function of what follows in parentheses."""
        if name == "Im":
            return shapes.unary("Im", self.factor())
        primes = self.take() if self.now[:1] == "'" else ""
        if len(primes) > {"f": 2, "phi": 1}.get(name, 0):
            raise self.refused(f"{name}{primes}")
        before = set(self.indices.ranges)
        args = self.inside(",")
        if len(args) != 1 + (name == "outer"):
            raise Misshapen(f"{name} has too many or too few between its parentheses")
        if name == "outer":
            return shapes.outer(*args)
        if name != "diag":
            return shapes.unary(name + primes, args[0])
        (v,), new = args, [k for k in self.indices.ranges if k not in before]
        if not v.shape and len(new) == 1:  # an entry, for every value of its index
            v = shapes.over(v, new[0], self.indices.bound(new[0]))
        if len(v.shape) != 1:
            raise Misshapen(f"diag puts a vector on the diagonal, but {v.described}")
        return Expression("diag", (v,), (), v.shape * 2)

    def summation(self) -> Expression:
        """Return a sum over an index from 1 to a size, over all it can be, or over all entries."""
        if not self.took("_"):
            return shapes.total(self.term())
        k = re.fullmatch(r"([a-z])(=1)?", re.sub(r"\s", "", self.raw()))
        last = ""
        if k and self.took("^"):
            last = self.about.size(self.raw())
        if not k or bool(k[2]) != bool(last) or last == "1":
            raise self.refused("a sum is over an index, from 1 to a size,")
        if k[1] in self.indices.ranges:
            raise Misshapen(f"{k[1]} is summed over, and means something outside of the sum")
        if last:
            self.indices.run(k[1], last)
        inner = self.term()
        if k[1] not in self.indices.ranges:
            raise Misshapen(f"nothing in the sum over {k[1]} says how far it runs")
        names = (k[1], self.indices.bound(k[1]))
        return Expression("sum", (inner,), names, inner.shape, inner.lies)

    def braced(self) -> Expression:
        """Return what stands over a brace; the letter or the sizes at its tip must be those."""
        inside = self.group()
        if not self.took("_", "^"):
            return inside
        if r"\times" in (label := self.raw()):
            shapes.fit(inside, sizes(label, self.about))
        elif not re.fullmatch(r"\\text\{[^{}]*\}", label):  # which says where in the series this is
            tip = Reader(label, self.about, self.weight)
            tip.indices = self.indices
            self.named.append((inside, tip.sum()))
            tip.end()
        return inside

    def matrix(self) -> Expression:
        r"""Return a matrix known by its corners, or a column and its `\leftarrow \text{row } i`."""
        rows: list[list[Expression | None]] = [[None]]
        while not self.took(r"\end{bmatrix}"):
            if self.took("&"):
                rows[-1].append(None)
            elif self.took(r"\\"):
                rows.append([None])
            elif rows[-1][-1] is not None:
                raise self.refused("& is missing")
            else:
                rows[-1][-1] = DOTS if self.took(r"\cdots", r"\vdots") else self.sum()
        if len(rows[0]) > 1:
            return shapes.written_out(rows)
        self.take(r"\leftarrow")
        self.take(r"\text")
        if self.raw() != "row" or not self.sides or len(self.sides[0].shape) != 1:
            raise self.refused("the column does not say its row")
        size = self.sides[0].shape[0]
        return shapes.column(rows, self.indices.index(self.take(), size), size)


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
                fits.append(Reader(piece.text, about, m, typed=typed).equation(piece.shape))
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
