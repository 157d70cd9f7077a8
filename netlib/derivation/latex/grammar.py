r"""Formulas as they are written, made into trees; nothing here knows a size.

side    sum ['-' '\dots']
sum     '-'? term (('+' | '-') term)*
term    run (('\circ' | '*' | '\cdot' | '@' | '\otimes') run)*
run     factor ('/'? factor)*                              side by side: this binds closest
factor  atom ('^' T | '.T' | '^' '(b)' | '^' power | '_' indices)*
atom    number | letter | '(' sum ')' | \frac | \sum | bmatrix | J(x;y) | G(E;y) | f(sum)

`\sum` and `\frac{\partial}{\partial y}` take the rest of their term.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

TOKEN = re.compile(
    r"\\(?:begin|end)\{\w+\}|\\\\|\\[A-Za-z]+|\d+\.\d+|\d+|\*\*|\.T\b|'+|[A-Za-z]|\S"
)
# What is for the eye alone.
BLANK = re.compile(
    r"(?<!\\)\\[,;:! ]|\\(?:textstyle|displaystyle|[bB]ig[lr]|left|right)(?![A-Za-z])|~"
)
TRANSPOSED = ("T", r"\mathsfT", r"\top", r"\intercal")
PRODUCTS = {
    r"\circ": "entrywise", r"\odot": "entrywise", "*": "times", r"\cdot": "product", "@": "product",
    r"\otimes": "outer",
}  # fmt: skip
FUNCTIONS = {
    r"\varphi": "phi", r"\phi": "phi", "f": "f", "E": "E", "diag": "diag", "outer": "outer",
    "exp": "exp",
}  # fmt: skip
BEGINS = (
    r"( { ½ \frac \tfrac \sum \partial \sigma \eta \Delta \varphi \phi \mathrm \bar \boxed"
    r" \underbrace \overbrace \begin{bmatrix} \cdots"
).split()


class Unreadable(ValueError):
    """What is written can't be read; the message says where."""


@dataclass(frozen=True)
class Node:
    """A part of a formula. kind: what it is. parts: what it is made of. words: letters, indices."""

    kind: str
    parts: tuple["Node", ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clause:
    r"""One equation, with what is remarked beside it.

    signs: the one before each side, "" before the first. cut: ends in `- \dots`. shape: sizes
    beside it, "1" for what a vector has one of. weight: the W that w_ij is said to be of. row:
    the index of the row a column's entry is in. title: words before it.
    """

    signs: tuple[str, ...]
    sides: tuple[Node, ...]
    cut: bool = False
    shape: tuple[str, ...] = ()
    weight: str = ""
    row: str = ""
    title: str = ""


def every(where: Node | Clause) -> Iterator[Node]:
    """Yield all parts of a formula, from left to right."""
    if isinstance(where, Node):
        yield where
    for part in where.sides if isinstance(where, Clause) else where.parts:
        yield from every(part)


def letter(*words: str) -> Node:
    """Return a letter with its indices."""
    return Node("letter", (), words)


class Parser:
    """One clause, read from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        spaced = BLANK.sub(lambda m: " " * len(m[0]), text)
        self.tokens = [(m[0], m.start()) for m in TOKEN.finditer(spaced)]
        self.k = 0

    def ahead(self, n: int = 0) -> str:
        """Return the token n places on, "" behind the end."""
        return self.tokens[self.k + n][0] if self.k + n < len(self.tokens) else ""

    @property
    def now(self) -> str:
        """The token to read next, "" at the end."""
        return self.ahead()

    @property
    def at(self) -> int:
        """Where it stands in the text."""
        return self.tokens[self.k][1] if self.k < len(self.tokens) else len(self.text)

    def refuse(self, why: str) -> Unreadable:
        """Return the error for what stands here."""
        here = f"“{self.text[self.at :].strip()[:16]}”" if self.now else "the end"
        return Unreadable(f"{why} at {here}")

    def take(self, *expected: str) -> str:
        """Return the token and go on; Unreadable if it is none of those expected."""
        token = self.now
        if not token or (expected and token not in expected):
            raise self.refuse(f"{' or '.join(expected) or 'more'} is missing")
        self.k += 1
        return token

    def took(self, *tokens: str) -> bool:
        """Return whether one of these stands here; then it is taken."""
        found = self.now != "" and self.now in tokens
        self.k += found
        return found

    def raw(self) -> str:
        """Return the text in braces, or the one sign without."""
        if not self.took("{"):
            return self.single()
        start, depth = self.at, 1
        while depth:
            stop = self.at
            token = self.take()
            depth += (token == "{") - (token == "}")
        return self.text[start:stop].strip()

    def single(self) -> str:
        """Return one token, of a number its first digit: all that TeX takes without braces."""
        if not re.match(r"\w|\\[A-Za-z]", self.now):
            raise self.refuse("an index or a power is missing")
        at, token = self.at, self.take()
        if token[0].isdigit() and len(token) > 1:
            self.k -= 1
            self.tokens[self.k : self.k + 1] = [(token[0], at), (token[1:], at + 1)]
            self.k += 1
            return token[0]
        return token

    def group(self) -> Node:
        """Return what stands in braces, or the one sign without."""
        if self.took("{"):
            inside = self.sum()
            self.take("}")
            return inside
        if self.now[:1].isdigit():
            return Node("number", (), (self.single(),))
        return self.atom()

    def clause(self) -> Clause:
        """Return an equation with its title and the remark on a row."""
        title = ""
        if self.took(r"\text"):
            title, colon, _ = self.raw().rpartition(":")
            if not colon:
                raise self.refuse("words without a colon")
        signs, sides, cut, row = [""], [self.sum()], False, ""
        while self.now in ("=", r"\approx", r"\leftarrow", "-", "+"):
            sign = self.take()
            if sign in "-+":
                self.take(r"\dots", r"\cdots")
                cut = len(signs) > 1
                break
            if sign == r"\leftarrow" and self.took(r"\text"):
                if self.raw() != "row":
                    raise self.refuse("only a row is pointed at")
                row = self.take()
                break
            signs.append(sign)
            sides.append(self.sum())
        if self.now:
            raise self.refuse("can't read on")
        return Clause(tuple(signs), tuple(sides), cut, row=row, title=title)

    def sum(self) -> Node:
        """Return terms with a sign between them."""
        negative = self.took("-")
        left = Node("negative", (self.term(),)) if negative else self.term()
        while self.now in ("+", "-") and self.ahead(1) not in (r"\dots", r"\cdots"):
            kind = "add" if self.take() == "+" else "subtract"
            left = Node(kind, (left, self.term()))
        return left

    def term(self) -> Node:
        """Return factors with a sign between them."""
        left = self.run()
        while self.now in PRODUCTS:
            left = Node(PRODUCTS[self.take()], (left, self.run()))
        return left

    def run(self) -> Node:
        """Return factors side by side, from left to right; dots stand for those left out."""
        factors = [self.factor()]
        while self.now == "/" or self.now[:1].isalnum() or self.now in BEGINS:
            if self.now[0].isdigit():
                raise self.refuse("a number stands before what it multiplies, not")
            if self.took("/"):
                factors.append(Node("divide", (factors.pop(), self.factor())))
            else:
                factors.append(self.factor())
        if Node("dots") in factors:
            return Node("chain", tuple(factors))
        left = factors[0]
        for right in factors[1:]:
            left = Node("product", (left, right))
        return left

    def factor(self) -> Node:
        """Return an atom with what hangs on it."""
        a = self.atom()
        while True:
            if self.took(".T"):
                a = Node("transpose", (a,))
            elif self.took("_"):
                indices = _indices(self.raw())
                if a.kind == "letter" and len(a.words) == 1:
                    a = letter(*a.words, *indices)
                else:
                    a = Node("part", (a,), indices)
            elif self.took("^", "**"):
                here, text = self.k, re.sub(r"[{}\s]", "", self.raw())
                if text in TRANSPOSED:
                    a = Node("transpose", (a,))
                elif re.fullmatch(r"\([a-z]\)", text):
                    a = Node("sample", (a,), (text[1],))
                else:
                    self.k = here
                    a = Node("power", (a, self.group()))
            else:
                return a

    def inside(self, *between: str) -> tuple[Node, ...]:
        """Return what stands in parentheses, parted by these signs."""
        self.take("(")
        found = [self.sum()]
        while self.took(*between):
            found.append(self.sum())
        self.take(")")
        return tuple(found)

    def atom(self) -> Node:
        """Return a number, a letter, a function of something, or what is kept together."""
        match self.now:
            case "(":
                return self.inside()[0]
            case "{":
                return self.group()
            case r"\boxed" | r"\underbrace" | r"\overbrace":
                return self.braced()
            case r"\frac" | r"\tfrac":
                return self.fraction()
            case r"\sum":
                return self.summation()
            case r"\begin{bmatrix}":
                return self.matrix()
        start, token = self.k, self.take()
        if token[0].isdigit():
            return Node("number", (), (token,))
        if token == "½":
            return Node("divide", (Node("number", (), ("1",)), Node("number", (), ("2",))))
        if token == r"\partial":
            above = self.factor()
            self.take("/", ";")
            self.take(r"\partial")
            return Node("derivative", (above, self.factor()))
        if token == r"\cdots":
            return Node("dots")
        if token == r"\Delta":
            return Node("change", (self.factor(),))
        if token == r"\bar":
            return letter(f"{self.raw()}_bar")
        name = self.raw() if token == r"\mathrm" else token
        if name == "Im" and token != name:
            return Node("call", (self.factor(),), ("Im",))
        if token in ("J", "G") and self.now == "(" and self.pair():
            pair = self.inside(";")
            if len(pair) != 2 or (token == "G") != (pair[0] == letter("E")):
                what = "the gradient of E" if token == "G" else "a Jacobian, of a vector"
                raise Unreadable(f"{token}(x;y) is {what}")
            return Node("derivative", pair)
        if name in FUNCTIONS and (self.now == "(" or self.now[:1] == "'"):
            primes = self.take() if self.now[:1] == "'" else ""
            if len(primes) > (name == "f") + (FUNCTIONS[name] in "f phi"):
                raise self.refuse(f"{primes} of {name}")
            return Node("call", self.inside(","), (FUNCTIONS[name] + primes,))
        if token == r"\mathrm" or not re.fullmatch(r"[A-Za-z]|\\(sigma|eta)", token):
            self.k = start
            raise self.refuse("can't read on")
        return letter(token.removeprefix("\\"))

    def pair(self) -> bool:
        """Return whether what stands in parentheses here is a pair x;y."""
        rest = [token for token, _ in self.tokens[self.k :]]
        return ";" in rest[: rest.index(")")] if ")" in rest else False

    def braced(self) -> Node:
        """Return what stands over a brace, with the letter or the sizes at its tip."""
        self.take()
        inside = self.group()
        if not self.took("_", "^"):
            return inside
        self.take("{")
        if self.took(r"\text"):  # where in the series this comes
            self.raw()
            found = inside
        elif r"\times" in (self.ahead(1), self.ahead(3)):
            found = Node("sized", (inside,), self.sizes())
        else:
            found = Node("named", (inside, self.sum()))
        self.take("}")
        return found

    def sizes(self) -> tuple[str, str]:
        """Return a shape that is written out: n_2 x 1."""
        first = self.size()
        self.take(r"\times")
        return first, self.size()

    def size(self) -> str:
        """Return one size: 1, B, or n with its layer."""
        token = self.take("1", "B", "n")
        return token if token != "n" else f"{token}{self.take('_')}{self.raw()}"

    def remark(self) -> tuple[str, ...]:
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
            raise self.refuse(f"{' x '.join(found)} does not end the sizes")
        return found

    def fraction(self) -> Node:
        """Return a quotient, a derivative, or the derivative of all that follows in its term."""
        self.take()
        if self.ahead(1) not in (r"\partial", "d"):
            return Node("divide", (self.group(), self.group()))
        self.take("{")
        d = self.take()
        above = None if self.now == "}" else self.factor()
        for token in ("}", "{", d):
            self.take(token)
        below = self.factor()
        self.take("}")
        if above is not None:
            return Node("derivative", (above, below))
        return Node("slope", (below, self.term()))

    def summation(self) -> Node:
        """Return a sum over an index from 1 to a size, over all it can be, or over all entries."""
        self.take()
        if not self.took("_"):
            return Node("total", (self.term(),))
        index = re.fullmatch(r"([a-z])(=1)?", re.sub(r"\s", "", self.raw()))
        last = ""
        if index and self.took("^"):
            braces = self.took("{")
            last = self.size()
            if braces:
                self.take("}")
        if not index or bool(index[2]) != bool(last):
            raise self.refuse("a sum is over an index, from 1 to a size,")
        return Node("sum", (self.term(),), (index[1], last))

    def matrix(self) -> Node:
        """Return rows of entries, each a sum, dots, or left blank."""
        self.take()
        rows: list[list[Node]] = [[Node("blank")]]
        while not self.took(r"\end{bmatrix}"):
            if self.took("&"):
                rows[-1].append(Node("blank"))
            elif self.took(r"\\"):
                rows.append([Node("blank")])
            elif rows[-1][-1] != Node("blank"):
                raise self.refuse("& is missing")
            else:
                dots = self.took(r"\cdots", r"\vdots")
                rows[-1][-1] = Node("dots") if dots else self.sum()
        return Node("matrix", tuple(Node("row", tuple(row)) for row in rows))


def _indices(text: str) -> tuple[str, ...]:
    """Return the indices of a letter: `2,k`, `ij`, `2, n_2`, `L-1`."""
    text = re.sub(r"[{}\s]", "", text)
    return tuple(text) if re.fullmatch(r"[a-z\d]{2}", text) else tuple(text.split(","))


def clauses(latex: str) -> list[Clause]:
    """Return the equations of a display, each with what is remarked beside it.

    Raises Unreadable for anything that is not in the grammar.
    """
    depth = list(accumulate((c == "{") - (c == "}") for c in latex))
    if depth and (min(depth) < 0 or depth[-1]):
        raise Unreadable("a brace is missing")
    found: list[Clause] = []
    for text in (t.strip().rstrip(",.").strip() for t in _parted(latex)):
        weight = re.fullmatch(r"w_\{ij\}\s*\\text\{ in \}\s*(W_\d)", text)
        if text == r"\Longrightarrow" and found:
            continue
        if weight and found:
            found[-1] = replace(found[-1], weight=weight[1])
        elif r"\times" in text and re.match(r"\(?\s*(n_|1|B)", text) and found:
            found[-1] = replace(found[-1], shape=Parser(text).remark())
        else:
            found.append(clause := Parser(text).clause())
            if len(clause.sides) < 2 and not clause.title:
                raise Unreadable(f"“{text}”: one side is no equation")
    return found


def claims(latex: str) -> bool:
    """Return whether a formula says that one thing is another: letters on both sides of a sign.

    `h = 0.001` and `o_2 = (0.6,\\ 0.7)` give a value, `\\sigma_1` is only named.
    """
    tokens = ["sign" if t in ("=", r"\approx", r"\leftarrow") else t for t in TOKEN.findall(latex)]
    sides = " ".join(tokens).split("sign")
    return len(sides) > 1 and all(re.search(r"(?<![\\\w])[A-Za-z]\b|\\sigma", s) for s in sides)


def _parted(latex: str) -> list[str]:
    r"""Return what \quad parts outside of braces; of aligned lines the equation and what it uses."""
    aligned = re.fullmatch(r"\s*\\begin\{aligned\}(.*)\\end\{aligned\}[\s.,]*", latex, re.DOTALL)
    if aligned:
        lines, since = "", []
        for line in re.split(r"\\\\(?!\w)", aligned[1]):
            formula, _, remark = line.partition("&&")
            lines += formula.replace("&", " ")
            if "&" in remark or not re.match(r"\s*(\\text\{|$)", remark):
                raise Unreadable(f"“{remark.strip()[:16]}” is no remark in words to the line's end")
            since += re.findall(r"\\text\{since \}(.*)", remark)
        return [lines, *since]
    found, depth, start = [], 0, 0
    for m in re.finditer(r"[{}]|\\q?quad(?![A-Za-z])", latex):
        if m[0].endswith("quad") and depth == 0:
            found.append(latex[start : m.start()])
            start = m.end()
        depth += (m[0] == "{") - (m[0] == "}")
    return [*found, latex[start:]]
