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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from netlib.derivation.latex import shapes
from netlib.derivation.latex.expression import Expression, Shape
from netlib.derivation.latex.setting import Letter, Misshapen, Setting, rank
from netlib.derivation.latex.tokens import Tokens, Unreadable, pieces

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
    *LETTERS, *"({½JBnxhefi", r"\eta", r"\varphi", r"\phi", r"\frac", r"\tfrac", r"\sum", r"\partial",
    r"\Delta", r"\mathrm", r"\boxed", r"\underbrace", r"\overbrace", r"\begin{bmatrix}", r"\cdots",
)  # fmt: skip
DOTS = Expression("dots")  # for factors that are left out of a product


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
        self.about, self.weight, self.typed = about, weight, typed
        self.ranges: dict[str, str] = {}  # the size that each index runs to
        self.used: set[str] = set()  # the indices of this side
        self.sides: list[Expression] = []
        self.named: list[tuple[Expression, Expression]] = []
        self.notes: list[str] = []
        self.moving = False  # inside of a derivative of all that follows
        # Of what changes in an equation only the first is free, the rest follows.
        changes = re.findall(r"\\Delta\s*([os])_(\d)", text)
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
            start, self.used = self.k, set()
            self.sides.append(self.sum())
            said.append([token for token, _ in self.tokens[start : self.k]])
            used.append(self.used)
            if self.now not in ("=", r"\approx", r"\leftarrow"):
                break
            signs.append(self.take())
        if len(signs) > 1 and self.took("-", "+"):
            cut = self.take(r"\dots", r"\cdots") != ""
        if self.now:
            raise self.refused("can't read on")
        for a, b in pairwise(self.sides):
            if a.shape != b.shape:
                raise Misshapen(f"{a.described}, but {b.described}")
        if not self.typed and any(a == b for a, b in pairwise(said)):
            raise Misshapen("two sides are the same: that says nothing")
        for k in self.ranges:
            if any(k not in indices for indices in used):
                raise Misshapen(f"the index {k} stands on one side only")
        first = self.sides[0]
        if r"\leftarrow" in signs and (first.op != "letter" or first not in self.sides[1].every()):
            raise Misshapen("only a letter gets a new value, made of the old")
        if shape:
            remark = Reader(shape, self.about).remark()
            shapes.fit(first, remark, self.about, strict=True)
        return Equation(
            tuple(signs), tuple(self.sides), tuple(sorted(self.ranges.items())), cut,
            tuple(self.named), tuple(self.notes), title, self.weight,
        )  # fmt: skip

    def remark(self) -> tuple[str, str]:
        """Return the sizes beside an equation; those of a product must meet."""
        met: list[str] = []
        while self.took("("):
            first, second = self.sizes()
            self.take(")")
            if met and met[-1] != first:
                raise Unreadable(f"the sizes {met[-1]} and {first} don't meet")
            met = [*(met[:1] or [first]), second]
        if met:
            self.take("=")
        found = self.sizes()
        if self.now or (met and tuple(met) != found):
            raise self.refused(f"{' x '.join(found)} does not end the sizes")
        return found

    def sizes(self) -> tuple[str, str]:
        """Return a shape that is written out: n_2 x 1."""
        first = self.size()
        self.take(r"\times")
        return first, self.size()

    def size(self) -> str:
        """Return one size: 1, B, or n with its layer."""
        token = self.take("1", "B", "n")
        return token if token != "n" else self.about.size(f"n{self.take('_')}{self.raw()}")

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
            if sign == "product":
                left = self.product(left, right)
            else:
                left = shapes.outer(left, right) if sign == "outer" else (
                    shapes.entrywise(sign, left, right)
                )  # fmt: skip
        return left

    def run(self) -> Expression:
        """Return the product of factors side by side; dots stand for those left out."""
        factors = [self.factor()]
        while self.now == "/" or self.now in BEGINS or self.now[:1].isdigit():
            if self.now[0].isdigit():
                raise self.refused("a number stands before what it multiplies, not")
            if self.took("/"):
                factors[-1] = shapes.entrywise("divide", factors[-1], self.factor())
            else:
                factors.append(self.factor())
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
        return shapes.product(a, b)

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
            pair = (self.about.letter(v[0], (v[2:],), (), None) for v in (x, y))
            before.append(self.derivative(*pair))
        return before + after

    def factor(self) -> Expression:
        """Return an atom with what hangs on it."""
        a = self.atom()
        while True:
            if self.took(".T"):
                a = shapes.transposed(a)
            elif self.took("_"):
                a = self.part(a, self.indices())
            elif self.took("^", "**"):
                here = self.k
                if re.sub(r"[{}\s]", "", self.raw()) in TRANSPOSED:
                    a = shapes.transposed(a)
                else:
                    self.k = here
                    a = shapes.power(a, self.group())
            else:
                return a

    def group(self) -> Expression:
        """Return what stands in braces, or the one sign without."""
        if self.took("{"):
            inside = self.sum()
            self.take("}")
            return inside
        return number(self.raw()) if self.now[:1].isdigit() else self.atom()

    # atoms

    def atom(self) -> Expression:
        """Return a number, a letter, a function of something, or what is kept together."""
        if self.now[:1].isdigit():
            return number(self.take())
        match self.now, self.ahead(1):
            case "(", _:
                return self.inside()[0]
            case "{", _:
                return self.group()
            case "J" | "G", "(" if self.pair():
                return self.bracket()
            case "E", "(":
                return self.moved()
            case "n", _:
                return letter(self.size())
            case token, _ if token in LETTERS:
                return self.placed(self.letter())
        start, token = self.k, self.take()
        match token:
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
            case r"\cdots":
                return DOTS
            case r"\Delta":
                return self.change(self.letter())
            case r"\partial":
                x = self.letter()
                self.take("/", ";")
                self.take(r"\partial")
                return self.derivative(x, self.letter())
            case "e" if self.took("^", "**"):
                return shapes.unary("exp", self.group())
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
        name, subs, sample = LETTERS[self.take(*LETTERS)], (), ()
        if name == "E_bar" and self.raw() != "E":
            raise self.refused("only E has a mean")
        while True:
            if not subs and self.took("_"):
                subs = self.indices()
            elif not sample and [self.ahead(n) for n in (0, 1, 2, 4, 5)] == [*"^{()}"]:
                self.take()
                sample = (self.raw()[1],)
            else:
                return self.about.letter(name, subs, sample, self.weight)

    def index(self, text: str, size: str) -> str:
        """Return an index; a letter runs over all of the size, and over no other in one equation."""
        if text.startswith("n_"):
            if self.about.size(text) != size:
                raise Misshapen(f"index {text} where there are {size}")
            return size
        if text == "1":
            return text
        if not re.fullmatch("[a-z]", text) or (text == "i" and self.about.i is not None):
            raise Misshapen(f"“{text}” is no index here")
        self.used.add(text)
        known = self.ranges.setdefault(text, size)
        if known != size:
            raise Misshapen(f"{text} runs to {known} in one place and to {size} in another")
        return text

    def part(self, a: Expression, indices: Sequence[str], *, last: bool = False) -> Expression:
        """Return the part of an array at its first indices, or at its last."""
        if not indices:
            return a
        n = len(indices)
        if n > len(a.shape):
            raise Misshapen(f"{a.text} has {len(a.shape)} indices, not {n}")
        sizes, rest = (a.shape[-n:], a.shape[:-n]) if last else (a.shape[:n], a.shape[n:])
        ks = tuple(map(self.index, indices, sizes))
        return Expression("last" if last and rest else "part", (a,), ks, rest, a.lies * bool(rest))

    def placed(self, a: Letter) -> Expression:
        """Return a letter with its indices as an expression."""
        if self.moving and not a.forward:
            raise Misshapen(f"{a.name} inside of a derivative: say it by the forward pass")
        lies = "" if a.name[0] in "WE" else a.lies
        return self.part(letter(a.name, a.sizes, lies), a.indices, last=not a.sample)

    def change(self, x: Letter) -> Expression:
        """Return the change of a letter: free, or what follows from the one that is."""
        if x.name[:2] not in ("o_", "s_", "E") or x.indices or not self.free:
            raise Misshapen(f"Δ{x.name}: only an o or an s is changed here, and E by it")
        y = self.about.letter(self.free[0], (self.free[2:],), (), None)
        step = letter(f"d_{y.name}", y.sizes, "column")
        if x.name == y.name:
            return step
        there = Expression("add", (letter(y.name, y.sizes), step), (), y.sizes)
        after = Expression("moved", (there,), (x.name, y.name), x.sizes)
        lies = "column" if x.sizes else ""
        return Expression("subtract", (after, letter(x.name, x.sizes)), (), x.sizes, lies)

    def moved(self) -> Expression:
        """Return E as a function of one letter, the first in its parentheses: E(o_2 + ...)."""
        self.take("E")
        (a,) = self.inside()
        found = [e for e in a.every() if e.op == "letter" and e.names[0][:2] in ("o_", "s_", "W_")]
        if not found or found[0].shape != a.shape or self.about.batch:
            raise Misshapen(f"E is a function of an o, an s or a W, but {a.described}")
        return Expression("moved", (a,), ("E", found[0].names[0]))

    # derivatives

    def pair(self) -> bool:
        """Return whether what stands in parentheses here is a pair x;y."""
        rest = [token for token, _ in self.tokens[self.k :]]
        return ";" in rest[: rest.index(")")] if ")" in rest else False

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
        return self.derivative(x, y)

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
        return self.slope(y) if x is None else self.derivative(x, y)

    def derivative(self, x: Letter, y: Letter) -> Expression:
        """Return the derivative of a letter by another that it is worked out from."""
        if not x.forward or not y.forward or x.name[0] in "Wt" or self.moving:
            raise Misshapen(f"the derivative of {x.name} by {y.name} has no place here")
        if y.name[0] == "W" and y.indices and x.name[0] == "s" and x.name[2:] != y.name[2:]:
            raise Misshapen(f"{x.name} is made with {x.name.replace('s', 'W')}, not with {y.name}")
        if rank(x.name) <= rank(y.name):
            raise Misshapen(f"{x.name} does not come after {y.name} and does not change with it")
        whole = Expression("derivative", (), (x.name, y.name), x.sizes + y.sizes)
        if x.whole and (y.sample or y.whole or not y.indices):
            found, lies = self.part(whole, x.indices + y.indices), "row"
        elif not x.indices and y.whole:
            found, lies = self.part(whole, y.indices, last=True), "column"
        elif not x.indices and not y.indices:
            found, lies = whole, ""
        else:
            raise Misshapen(f"can't read the indices in the derivative of {x.name} by {y.name}")
        if "B" in found.shape:
            raise Misshapen(
                f"{found.text}: of a batch only a sample's E or the mean has a gradient"
            )
        return replace(found, lies=lies if len(found.shape) == 1 else "")

    def slope(self, y: Letter) -> Expression:
        """Return the derivative by a letter of all that follows."""
        if self.moving or self.about.batch or (y.name != "x" and not y.forward) or y.name[0] == "E":
            raise Misshapen(f"the derivative of what follows by {y.name} has no place here")
        self.moving = True
        f = self.term()
        self.moving = False
        if f.shape:
            raise Misshapen(f"a derivative of a number is expected, but {f.described}")
        lies = "row" if len(y.sizes) == 1 else ""
        return self.part(Expression("slope", (f,), (y.name,), y.sizes, lies), y.indices)

    # functions, sums, braces, matrices

    def call(self, name: str) -> Expression:
        """Return a function of what follows in parentheses."""
        if name == "Im":
            return shapes.unary("Im", self.factor())
        primes = self.take() if self.now[:1] == "'" else ""
        if len(primes) > {"f": 2, "phi": 1}.get(name, 0):
            raise self.refused(f"{name}{primes}")
        before = set(self.ranges)
        args = self.inside(",")
        if len(args) != 1 + (name == "outer"):
            raise Misshapen(f"{name} has too many or too few between its parentheses")
        if name == "outer":
            return shapes.outer(*args)
        if name != "diag":
            return shapes.unary(name + primes, args[0])
        (v,), new = args, [k for k in self.ranges if k not in before]
        if not v.shape and len(new) == 1:  # an entry, for every value of its index
            v = shapes.over(v, new[0], self.ranges.pop(new[0]))
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
            braces = self.took("{")
            last = self.size()
            if braces:
                self.take("}")
        if not k or bool(k[2]) != bool(last):
            raise self.refused("a sum is over an index, from 1 to a size,")
        if k[1] in self.ranges:
            raise Misshapen(f"{k[1]} is summed over, and means something outside of the sum")
        if last:
            self.ranges[k[1]] = last
        inner = self.term()
        if k[1] not in self.ranges:
            raise Misshapen(f"nothing in the sum over {k[1]} says how far it runs")
        names = (k[1], self.ranges.pop(k[1]))
        return Expression("sum", (inner,), names, inner.shape, inner.lies)

    def braced(self) -> Expression:
        """Return what stands over a brace; the letter or the sizes at its tip must be those."""
        inside = self.group()
        if not self.took("_", "^"):
            return inside
        self.take("{")
        if self.took(r"\text"):  # where in the series this comes
            self.raw()
        elif r"\times" in (self.ahead(1), self.ahead(3), self.ahead(5)):
            shapes.fit(inside, self.sizes(), self.about)
        else:
            self.named.append((inside, self.sum()))
        self.take("}")
        return inside

    def matrix(self) -> Expression:
        """Return a row or a matrix known by its corners, or a column that is 0 but for one row."""
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
        if len(rows[0]) == 1:
            return self.column([row[0] for row in rows if len(row) == 1])
        middle = [DOTS, None, DOTS]
        if len(rows) not in (1, 3) or rows[1:2] not in ([], [middle]):
            raise Misshapen("a matrix is read from its corners, with dots between them")
        across = []
        for row in rows[::2]:
            if len(row) != 3 or row[1] != DOTS or not row[0] or not row[2] or DOTS in row[::2]:
                raise Misshapen(
                    "a row is read from its first and its last entry, dots between them"
                )
            across.append(shapes.between(row[0], row[2], "l_"))
        found, n = across[0]
        if len(rows) == 1 and n:
            return replace(shapes.over(found, "l_", n), lies="row")
        found, m = shapes.between(found, across[-1][0], "k_")
        if not n or not m or across[-1][1] != n:
            raise Misshapen("the corners of a matrix differ in an index that is 1 or a size")
        return shapes.over(shapes.over(found, "l_", n), "k_", m)

    def column(self, column: list[Expression | None]) -> Expression:
        r"""Return a column of zeros with one entry, in the row said behind it: \leftarrow row i."""
        zero = number("0")
        if (
            len(column) != 5
            or column[::4] != [zero] * 2
            or column[1::2] != [DOTS] * 2
            or ((entry := column[2]) is None or entry.shape or not self.sides)
        ):
            raise Misshapen("a column is read with zeros above and below its one entry")
        self.take(r"\leftarrow")
        self.take(r"\text")
        if self.raw() != "row" or len(self.sides[0].shape) != 1:
            raise self.refused("the column does not say its row")
        size = self.sides[0].shape[0]
        one = Expression("delta", (), ("k_", self.index(self.take(), size)))
        return shapes.over(Expression("scaled", (one, entry)), "k_", size)


def letter(name: str, sizes: Shape = (), lies: str = "") -> Expression:
    """Return a letter as an expression."""
    return Expression("letter", (), (name,), sizes, lies)


def number(text: str) -> Expression:
    """Return a number that is written out."""
    return Expression("number", (), (text,))


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
        if not fits and len(why) > 1:
            reasons = "; ".join(map(str, why))
            raise Misshapen(f"w_ij can't be in one and the same W in all of this line: {reasons}")
        if not fits:
            raise why[0]
        if len(fits) > 1:
            raise Misshapen("w_ij can be in more than one W here")
        found.append(fits[0])
    if not typed and any(len(e.sides) < 2 and not e.title for e in found):
        raise Unreadable("one side is no equation")
    return found
