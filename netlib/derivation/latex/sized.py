"""A formula's tree in a network: every part with its shape in letters, so that what stands side by
side is known to be a product of matrices, of a number, an outer product, or none.

A vector has no direction for `=`, for what goes entry by entry and beside a matrix. It matters
where two vectors meet: sigma and G lie, o, s, t and changes stand, an explicit T decides; a row
times a column is a number, and two of one kind are refused.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from netlib.derivation.latex.expression import Expression, Shape
from netlib.derivation.latex.grammar import Clause, Node, every, letter


FORWARD = re.compile(r"[osW]_\d|t$|E")  # what a derivative is of, or by


class Misshapen(ValueError):
    """Two parts of a formula don't fit; the message says which, in the derivation's letters."""


@dataclass(frozen=True)
class Setting:
    """What a formula is about: L weight matrices, one sample or a batch, and the layer i, if any."""

    L: int = 2
    batch: bool = False
    i: int | None = None

    @property
    def words(self) -> str:
        """The depth and the layer, where they are not the usual."""
        layer = f", i = {self.i}" if self.i is not None else ""
        return f"L = {self.L}{layer}" if layer or self.L != 2 else ""


@dataclass(frozen=True)
class Equation:
    """An equation in a network.

    signs: the one before each side. sides: over the same free indices. free: these, each with its
    size. cut: the last side leaves terms out. named: what is braced, beside the letter at the tip.
    notes: how something was read that could be meant otherwise. title: the words before it.
    weight: the layer of the W that w_ij is of.
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
            side = Expression("over", (side,), (k, n), (n, *side.shape))
        return side


@dataclass(frozen=True)
class Letter:
    """A letter where it stands: its sizes, its indices, whether these begin with the sample."""

    name: str
    sizes: Shape
    indices: tuple[str, ...] = ()
    lies: str = ""
    sample: bool = False

    @property
    def whole(self) -> bool:
        """Whether it has an index for every size."""
        return len(self.indices) == len(self.sizes)


@dataclass
class Reader:
    """What reads one equation. weight: the W that w_ij is of. typed: a product of two columns is
    read entry by entry, with a note, and `*` takes a number too."""

    setting: Setting
    weight: int | None = None
    typed: bool = False
    clause: Clause = field(default_factory=lambda: Clause((), ()))
    ranges: dict[str, str] = field(default_factory=dict)
    named: list[tuple[Expression, Expression]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    moving: bool = False  # inside of a derivative of what follows

    # letters and indices

    def layer(self, text: str) -> int:
        """Return which layer a subscript says: `2`, `i`, `L-1`."""
        known = {"L": self.setting.L, "i": self.setting.i}
        m = re.fullmatch(r"(\d|[Li])(?:([-+])(\d))?", text)
        first = (int(m[1]) if m[1].isdigit() else known[m[1]]) if m else None
        if m is None or first is None:
            raise Misshapen(f"“{text}” is no layer here")
        return first + int(f"{m[2]}{m[3]}" if m[2] else 0)

    def size(self, text: str) -> str:
        """Return a size by its name: n_1 for n_i in layer 1."""
        if text in ("1", "B"):
            return text
        m = self.layer(text[2:])
        if not 0 <= m <= self.setting.L:
            raise Misshapen(f"n_{m}: the last layer of this network is {self.setting.L}")
        return f"n_{m}"

    def letter(self, node: Node) -> Letter:
        """Return a letter of the network; Misshapen if there is none of that name."""
        sample: tuple[str, ...] = ()
        if node.kind == "sample":
            (node,), sample = node.parts, node.words
        if node.kind != "letter":
            raise Misshapen("a letter is expected here")
        L, batch, (name, *subs) = self.setting.L, self.setting.batch, node.words
        rows: Shape = ("B",) if batch else ()
        if sample and not batch:
            raise Misshapen(f"{name}^({sample[0]}): there is one sample here")
        if name in ("o", "s", "sigma", "W") and subs:
            m, *subs = (self.layer(subs[0]), *subs[1:])
            n = f"n_{m + (name != 'o')}"
            if not 0 <= m < L + (name == "o"):
                raise Misshapen(f"{name}_{m}: this network has no such letter")
            sizes = (n, f"n_{m}") if name == "W" else (*rows, n)
            name = f"{name}_{m}"
        elif name in ("t", "G"):
            sizes = (*rows, f"n_{L}")
        elif name == "w" and len(subs) == 2 and self.weight is not None:
            name, sizes = f"W_{self.weight}", (f"n_{self.weight + 1}", f"n_{self.weight}")
        elif name == "E" or (name == "E_bar" and batch):
            sizes = rows if name == "E" else ()
        else:
            raise Misshapen(f"{' '.join(node.words)} is no letter of this network")
        lies = "" if name[0] in "WE" else "row" if name[:5] in ("sigma", "G") else "column"
        own = len(sizes) - (batch and name[0] not in "WE")
        if subs and len(subs) != own or sample and name[0] in "WE":
            raise Misshapen(f"{name} has {own} indices, not {len(subs) + len(sample)}")
        return Letter(name, sizes, (*sample, *subs), lies, bool(sample))

    def index(self, text: str, size: str) -> str:
        """Return an index; a letter runs over all of the size, and over no other in one line."""
        if text.startswith("n_"):
            if self.size(text) != size:
                raise Misshapen(f"index {text} where there are {size}")
            return size
        if text == "1":
            return text
        if not re.fullmatch(r"[a-z]_?", text) or (text == "i" and self.setting.i is not None):
            raise Misshapen(f"“{text}” is no index here")
        known = self.ranges.setdefault(text, size)
        if known != size:
            raise Misshapen(f"{text} runs to {known} in one place and to {size} in another")
        return text

    def part(self, a: Expression, indices: Sequence[str], *, last: bool = False) -> Expression:
        """Return the part of an array at its first indices, or at its last."""
        if not indices:
            return a
        left = len(a.shape) - len(indices)
        sizes, rest = (
            (a.shape[left:], a.shape[:left]) if last else (a.shape, a.shape[len(indices) :])
        )
        if left < 0:
            raise Misshapen(f"{a.text} has {len(a.shape)} indices, not {len(indices)}")
        ks = tuple(self.index(k, n) for k, n in zip(indices, sizes, strict=False))
        return Expression(
            "last" if last and rest else "part", (a,), ks, rest, a.lies if rest else ""
        )

    def placed(self, node: Node) -> Expression:
        """Return a letter with its indices as an expression."""
        a = self.letter(node)
        if self.moving and a.name[:5] in ("sigma", "G"):
            raise Misshapen(
                f"{a.name} inside of a derivative: say it in letters of the forward pass"
            )
        whole = Expression("letter", (), (a.name,), a.sizes, a.lies)
        return self.part(whole, a.indices, last=not a.sample)

    # parts of a formula

    def read(self, node: Node) -> Expression:
        """Return what a tree says in this network."""
        match node:
            case Node("number", _, (text,)):
                return Expression("number", (), (text,))
            case Node("letter", _, ("n", layer)):
                return Expression("letter", (), (self.size(f"n_{layer}"),))
            case Node("letter", _, ("i",)) if _has(self.clause, "call", "f"):
                return Expression("letter", (), ("1j",))
            case Node("letter", _, ("x" | "h" | "eta" as name,)):
                return Expression("letter", (), (name,))
            case Node("letter", _, ("B",)) if self.setting.batch:
                return Expression("letter", (), ("B",))
            case Node("letter" | "sample"):
                return self.placed(node)
            case Node("part", (a,), indices):
                return self.part(self.read(a), indices)
            case Node("change", (a,)):
                return self.change(a)
            case Node("derivative", (x, y)):
                return self.derivative(self.letter(x), self.letter(y), y)
            case Node("slope", (y, body)):
                return self.slope(y, body)
            case Node("negative", (a,)):
                inner = self.read(a)
                return replace(inner, op="negative", args=(inner,), names=())
            case Node("add" | "subtract" | "entrywise" | "times" | "divide" as sign, (a, b)):
                return self.entrywise(sign, self.read(a), self.read(b))
            case Node("power", (a, p)):
                return self.power(a, p)
            case Node("transpose", (a,)):
                inner = self.read(a)
                if not inner.shape:
                    raise Misshapen(f"{inner.described} and has no transpose")
                lies = {"row": "stood", "column": "laid"}.get(inner.lies, "")
                return Expression("transpose", (inner,), (), inner.shape[::-1], lies)
            case Node("product", (a, b)):
                return self.product(self.read(a), self.read(b))
            case Node("outer", (a, b)):
                return self.outer(self.read(a), self.read(b))
            case Node("chain", factors):
                return self.chain(factors)
            case Node("call", args, (name,)):
                return self.call(name, args)
            case Node("sum", (body,), (index, last)):
                return self.summation(index, last, body)
            case Node("total", (body,)):
                return self.total(self.read(body))
            case Node("matrix", rows):
                return self.matrix(rows)
            case Node("sized", (inside,), sizes):
                return self.fits(self.read(inside), sizes)
            case Node("named", (inside, name)):
                self.named.append((found := self.read(inside), self.read(name)))
                return found
        raise Misshapen(f"{node.kind} has no place here")

    def change(self, a: Node) -> Expression:
        """Return the change of a letter; of all that change in a line only the first is free."""
        moved = {self.letter(n.parts[0]).name for n in every(self.clause) if n.kind == "change"}
        name, sizes, lies = (x := self.letter(a)).name, x.sizes, x.lies
        free = min(moved, key=rank)
        if name[:2] not in ("o_", "s_", "E") or free[:2] not in ("o_", "s_") or x.indices:
            raise Misshapen(f"Δ{name}: only an o or an s is changed here, and E by it")
        by = self.letter(letter(*free.split("_")))
        step = Expression("letter", (), (f"d_{free}",), by.sizes, by.lies)
        if name == free:
            return step
        there = Expression("add", (Expression("letter", (), (free,), by.sizes), step), (), by.sizes)
        after = Expression("moved", (there,), (name, free), sizes)
        return Expression(
            "subtract", (after, Expression("letter", (), (name,), sizes)), (), sizes, lies
        )

    def derivative(self, x: Letter, y: Letter, by: Node) -> Expression:
        """Return the derivative of a letter by another that it is worked out from."""
        if self.moving:
            raise Misshapen("a derivative inside of a derivative")
        if by.words[0] == "w" and x.name[0] == "s" and x.name[2:] != y.name[2:]:
            raise Misshapen(f"{x.name} is made with {x.name.replace('s', 'W')}, not with {y.name}")
        if not FORWARD.match(y.name) or not FORWARD.match(x.name) or x.name[0] in "Wt":
            raise Misshapen(f"the derivative of {x.name} by {y.name} is none of the derivation's")
        if rank(x.name) <= rank(y.name):
            why = "comes before" if rank(x.name) < rank(y.name) else "is the same as"
            raise Misshapen(f"{x.name} {why} {y.name}: that derivative is no factor of a chain")
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

    def slope(self, y: Node, body: Node) -> Expression:
        """Return the derivative by a letter of all that follows."""
        if y == letter("x"):
            a = Letter("x", ())
        elif not FORWARD.match((a := self.letter(y)).name) or a.name == "E" or self.setting.batch:
            raise Misshapen(f"the derivative by {a.name} is none of the derivation's")
        if self.moving:
            raise Misshapen("a derivative inside of a derivative")
        self.moving = True
        f = self.read(body)
        self.moving = False
        if f.shape:
            raise Misshapen(f"a derivative of a number is expected, but {f.described}")
        whole = Expression("slope", (f,), (a.name,), a.sizes, "row" if len(a.sizes) == 1 else "")
        return self.part(whole, a.indices)

    def entrywise(self, sign: str, a: Expression, b: Expression) -> Expression:
        """Return two parts with a sign between them that goes entry by entry."""
        spelt = {"add": "+", "subtract": "-", "divide": "/", "times": "*"}.get(sign, "∘")
        fits = a.shape == b.shape and (sign != "divide" or len(a.shape) < 2)
        number, other = (b, a) if a.shape else (a, b)
        if not number.shape and sign in ("add", "subtract"):  # 1 - o_2: from every entry
            fits |= len(other.shape) == 1 and _constant(number)
        elif not number.shape and sign != "entrywise":
            fits |= sign == "times" or len(b.shape) < 2
        if not fits:
            matrix = sign == "times" and len(a.shape) != len(b.shape)
            product = "; a product of matrices is written side by side" if matrix else ""
            raise Misshapen(
                f"{spelt} goes entry by entry, but {a.described} and {b.described}{product}"
            )
        lies = "row" if "row" in (a.lies, b.lies) else a.lies or b.lies
        op = "entrywise" if sign == "times" else sign
        return Expression(op, (a, b), (), a.shape or b.shape, lies)

    def power(self, a: Node, p: Node) -> Expression:
        """Return e to a power, or a number or the entries of a vector to a whole one."""
        power = self.read(p)
        if a == letter("e"):
            return Expression("exp", (power,), (), power.shape, power.lies)
        inner = self.read(a)
        if p.kind != "number" or not p.words[0].isdigit() or len(inner.shape) > 1:
            raise Misshapen(f"{inner.text} to the power of {power.text} is not read here")
        return Expression("power", (inner, power), (), inner.shape, inner.lies)

    def product(self, a: Expression, b: Expression) -> Expression:
        """Return what a and b are side by side."""
        if not a.shape or not b.shape:
            return Expression("scaled", (a, b), (), a.shape or b.shape, a.lies or b.lies)
        text = Expression("product", (a, b)).text
        if len(a.shape) == len(b.shape) == 1:
            kinds = (a.lies, b.lies)
            if (
                a.lies == "stood"
                or b.lies == "laid"
                or (kinds == ("column", "row") and a.shape != b.shape)
            ):
                return self.outer(*(e.args[0] if e.op == "transpose" else e for e in (a, b)))
            if self.typed and kinds == ("column", "column") and a.shape == b.shape:
                self.notes.append(f"{text} was read entry by entry")
                return Expression("entrywise", (a, b), (), a.shape, "column")
            if kinds not in (
                ("row", "column"),
                ("laid", "column"),
                ("row", "stood"),
                ("laid", "stood"),
            ):
                raise Misshapen(
                    f"{a.described} and {b.described}: {' and '.join(kinds)} are no product"
                )
        if a.shape[-1] != b.shape[0]:
            raise Misshapen(f"{a.described} and {b.described}: {text} is no product")
        lies = "row" if len(a.shape) < len(b.shape) else "column"
        shape = a.shape[:-1] + b.shape[1:]
        return Expression("product", (a, b), (), shape, lies if len(shape) == 1 else "")

    def outer(self, a: Expression, b: Expression) -> Expression:
        """Return all products of an entry of one vector and one of another."""
        if len(a.shape) != 1 or len(b.shape) != 1:
            raise Misshapen(f"outer takes two vectors, but {a.described} and {b.described}")
        return Expression("outer", (a, b), (), a.shape + b.shape)

    def chain(self, factors: Sequence[Node]) -> Expression:
        """Fill in the Jacobians that dots leave out, from the one before them to the one after."""
        k = factors.index(Node("dots"))
        around = factors[k - 1 : k] + factors[k + 1 : k + 2]
        if len(around) < 2 or {f.kind for f in around} != {"derivative"}:
            raise Misshapen("dots in a product stand between two Jacobians")
        first, second = ([self.letter(p).name for p in f.parts] for f in around)
        after, y, left_out = list(factors[k + 1 :]), first[1], []
        if first == second:  # so few layers that both ends are one
            after = after[1:]
        else:
            while y != second[0]:
                x, m = y, int(y[2:])
                y = f"o_{m}" if y[0] == "s" else f"s_{m - 1}"
                if x[0] not in "os" or y == "s_-1":
                    raise Misshapen(f"dots don't lead from {first[1]} to {second[0]}")
                left_out.append(Node("derivative", (letter(x[0], x[2:]), letter(y[0], y[2:]))))
        found = self.read(factors[0])
        for factor in (*factors[1:k], *left_out, *after):
            found = self.product(found, self.read(factor))
        return found

    def call(self, name: str, args: Sequence[Node]) -> Expression:
        """Return a function of something."""
        if name == "diag" and len(args) == 1:
            return self.diagonal(args[0])
        values = [self.read(a) for a in args]
        if name == "outer" and len(values) == 2:
            return self.outer(*values)
        if len(values) != 1 or name == "outer":
            raise Misshapen(f"{name} has too many or too few between its parentheses")
        (a,) = values
        if name != "E":
            return Expression(name, (a,), (), a.shape, a.lies)
        moved = [
            self.letter(n)
            for n in every(args[0])
            if n.kind == "letter" and n.words[0] in ("o", "s", "W")
        ]
        if not moved or moved[0].sizes != a.shape or moved[0].indices or self.setting.batch:
            raise Misshapen(f"E is a function of one letter, and {a.described}")
        return Expression("moved", (a,), ("E", moved[0].name))

    def diagonal(self, inside: Node) -> Expression:
        """Return a matrix with a vector, or an entry for every value of its index, on its diagonal."""
        before = set(self.ranges)
        v = self.read(inside)
        new = [k for k in self.ranges if k not in before]
        if not v.shape and len(new) == 1:
            size = self.ranges.pop(new[0])
            v = Expression("over", (v,), (new[0], size), (size,))
        if len(v.shape) != 1:
            raise Misshapen(f"diag puts a vector on the diagonal, but {v.described}")
        return Expression("diag", (v,), (), v.shape * 2)

    def summation(self, index: str, last: str, body: Node) -> Expression:
        """Return a sum over an index, which means nothing outside of it."""
        outside = self.ranges.pop(index, "")
        if last:
            self.ranges[index] = self.size(last)
        inner = self.read(body)
        size = self.ranges.pop(index, "")
        if not size:
            raise Misshapen(f"nothing in the sum over {index} says how far it runs")
        if outside:
            raise Misshapen(f"{index} is summed over and has another meaning outside of the sum")
        return Expression("sum", (inner,), (index, size), inner.shape, inner.lies)

    def total(self, v: Expression) -> Expression:
        """Return the sum of a vector's entries."""
        if len(v.shape) != 1:
            raise Misshapen(f"a sum without an index is over a vector, but {v.described}")
        return Expression("total", (v,))

    def matrix(self, rows: Sequence[Node]) -> Expression:
        """Return a row or a matrix known by its corners, or a column that is 0 but for one row."""
        dots, zero = Node("dots"), Node("number", (), ("0",))
        cells = [row.parts for row in rows]
        if {len(row) for row in cells} == {1}:
            column = [row[0] for row in cells]
            if len(column) != 5 or column[::4] != [zero] * 2 or column[1::2] != [dots] * 2:
                raise Misshapen("a column is read with zeros above and below its one entry")
            if not self.clause.row or len(self.clause.shape) != 2:
                raise Misshapen("the column does not say its row and its shape")
            size, value = self.size(self.clause.shape[0]), self.read(column[2])
            one = Expression("delta", (), ("k_", self.index(self.clause.row, size)))
            entry = Expression("scaled", (one, value))
            return Expression("over", (entry,), ("k_", size), (size,), "column")
        blank = Node("blank")
        corners = cells[::2]
        if (
            len(cells) not in (1, 3)
            or cells[1:-1] != [(dots, blank, dots)] * (len(cells) // 3)
            or any(
                len(row) != 3 or row[1] != dots or {dots, blank} & {row[0], row[2]}
                for row in corners
            )
        ):
            raise Misshapen("a matrix is read from its corners, with dots between them")
        across = [_between(row[0], row[2], "l_") for row in corners]
        entry_node, down = _between(across[0][0], across[-1][0], "k_")
        sizes = [(k, self.size(n)) for k, n in (("l_", across[0][1]), ("k_", down)) if n]
        if len(sizes) < len(cells) // 3 + 1 or across[0][1] != across[-1][1]:
            raise Misshapen("the corners of a matrix differ in an index that is 1 or a size")
        self.ranges |= dict(sizes)
        found = self.read(entry_node)
        for k, n in sizes:
            del self.ranges[k]
            found = Expression("over", (found,), (k, n), (n, *found.shape))
        return replace(found, lies="row" if len(sizes) == 1 else "")

    def fits(self, a: Expression, said: Sequence[str], *, strict: bool = False) -> Expression:
        """Return a if it has the shape that is said; a vector may stand or lie unless strict."""
        lying, standing = ("1", *a.shape), (*a.shape, "1")
        ways = [a.shape] if len(a.shape) != 1 else [lying, standing]
        if strict and len(a.shape) == 1:
            ways = [lying if a.lies in ("row", "laid") else standing]
        if tuple(map(self.size, said)) not in ways:
            raise Misshapen(f"{' x '.join(said)} is said, but {a.described}")
        return a


def equation(
    clause: Clause, setting: Setting, *, typed: bool = False, weight: int | None = None
) -> Equation:
    """Return an equation in a network; w_ij is of the one W that fits. Raises Misshapen."""
    if weight is None and clause.weight:
        weight = int(clause.weight[2:])
    if weight is not None or not any(
        n.words[:1] == ("w",) for n in every(clause) if n.kind == "letter"
    ):
        return _equation(clause, Reader(setting, weight, typed, clause))
    fits, why = [], []
    for m in range(setting.L):
        try:
            fits.append(_equation(clause, Reader(setting, m, typed, clause)))
        except Misshapen as error:
            why.append(str(error))
    if not fits:
        raise Misshapen(
            "w_ij can't be of one and the same W in all of this line: " + "; ".join(why)
        )
    if len(fits) > 1 and fits[0] != fits[1]:
        raise Misshapen("w_ij can be of more than one W here")
    return fits[0]


def _equation(clause: Clause, reader: Reader) -> Equation:
    sides = [reader.read(node) for node in clause.sides]
    used = [{word for n in every(node) for word in n.words} for node in clause.sides]
    if clause.row:
        used[-1].add(clause.row)
    for a, b in pairwise(sides):
        if a.shape != b.shape:
            raise Misshapen(f"{a.described}, but {b.described}")
    for node, following in pairwise(clause.sides):
        if node == following and not reader.typed:
            raise Misshapen("two sides are the same: that says nothing")
    for k in reader.ranges:
        if not all(k in words for words in used):
            raise Misshapen(f"the index {k} stands on one side only")
    if clause.shape:
        reader.fits(sides[0], clause.shape, strict=True)
    if r"\leftarrow" in clause.signs and (
        len(sides) != 2 or sides[0].op != "letter" or not sides[1].holds(sides[0])
    ):
        raise Misshapen("only a letter gets a new value, made of the old")
    return Equation(
        clause.signs, tuple(sides), tuple(sorted(reader.ranges.items())), clause.cut,
        tuple(reader.named), tuple(reader.notes), clause.title, reader.weight,
    )  # fmt: skip


def _has(clause: Clause, kind: str, name: str) -> bool:
    return any(n.kind == kind and n.words[0].rstrip("'") == name for n in every(clause))


def _constant(e: Expression) -> bool:
    """Return whether an expression is a number that is written out."""
    return e.op == "number" or (bool(e.args) and all(map(_constant, e.args)))


def rank(name: str) -> tuple[int, int]:
    """Return where a letter comes in the forward pass: o_0, W_0, s_0, o_1, ..., t, E."""
    return (
        (int(name[2:]), "oWs".index(name[0]))
        if name[1:2] == "_" and name[0] != "E"
        else (9, name[0] == "E")
    )


def _between(a: Node, b: Node, index: str) -> tuple[Node, str]:
    """Return the entry that is a where an index is 1 and b where it is a size; and that size."""
    if (a.kind, len(a.parts), len(a.words)) != (b.kind, len(b.parts), len(b.words)):
        raise Misshapen("the first and the last entry differ in more than an index")
    pairs = [_between(x, y, index) for x, y in zip(a.parts, b.parts, strict=True)]
    words, sizes = [], {size for _, size in pairs if size}
    for x, y in zip(a.words, b.words, strict=True):
        if x != y and (x != "1" or not y.startswith("n_")):
            raise Misshapen("the first and the last entry differ in more than an index")
        words.append(x if x == y else index)
        sizes |= {y} - {x}
    if len(sizes) > 1:
        raise Misshapen(f"an index runs to {' and to '.join(sorted(sizes))}")
    return Node(a.kind, tuple(part for part, _ in pairs), tuple(words)), "".join(sizes)
