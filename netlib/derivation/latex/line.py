r"""One equation as tokens, read from left to right."""

import re
from collections.abc import Callable, Mapping

from netlib.derivation.latex.expression import Expression
from netlib.derivation.latex.indices import Indices
from netlib.derivation.latex.pieces import Unreadable
from netlib.derivation.latex.setting import Setting, rank

TOKEN = re.compile(
    r"\\(?:begin|end)\{\w+\}|\\\\|\\[A-Za-z]+|\d+\.\d+|\d+|\*\*|\.T\b|'+|[A-Za-z]|\S"
)
# What is for the eye alone.
BLANK = re.compile(
    r"(?<!\\)\\[,;:! ]|\\(?:textstyle|displaystyle|[bB]ig[lr]|left|right)(?![A-Za-z])|~"
)
LONGEST, DEEPEST = 300, 40  # tokens of an equation, and what is inside of each other
Atoms = Mapping[str, Callable[["Line"], Expression]]


class Line:
    """One equation that is read from left to right, and what is known of it so far.

    A number without braces may be taken apart. about: the network. atoms: what reads on from each
    token that something can begin with. weight: the layer of the W that w_ij is in. typed: two
    columns side by side are multiplied entry by entry, with a note, and a line may repeat itself.
    """

    def __init__(
        self, text: str, about: Setting, atoms: "Atoms", weight: int | None = None,
        *, typed: bool = False,
    ) -> None:  # fmt: skip
        self.text, self.about, self.atoms = text, about, atoms
        self.weight, self.typed = weight, typed
        spaced = BLANK.sub(lambda m: " " * len(m[0]), text)
        self.tokens = [(m[0], m.start()) for m in TOKEN.finditer(spaced)]
        if len(self.tokens) > LONGEST:
            raise Unreadable("this is too long to be read")
        self.k = self.depth = 0
        self.indices = Indices(about)
        self.sides: list[Expression] = []
        self.named: list[tuple[Expression, Expression]] = []
        self.notes: list[str] = []
        self.factors: list[tuple[int, int, Expression]] = []  # with where each stands in the text
        # Of what changes in an equation only the first is free, the rest follows.
        changes = re.findall(r"\\Delta\s*([os])_\{?(\d)", text)
        self.free = min(("_".join(c) for c in changes), key=rank, default="")

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

    @property
    def end_of_last(self) -> int:
        """Where the token that was read last ends in the text."""
        token, start = self.tokens[self.k - 1]
        return start + len(token)

    def refused(self, why: str) -> Unreadable:
        """Return the error for what stands here."""
        return Unreadable(f"{why} at “{self.text[self.at :].strip()[:16]}”" if self.now else
                          f"{why} at the end")  # fmt: skip

    def take(self, *expected: str) -> str:
        """Return the token and go on; Unreadable if it is none of those expected."""
        token = self.now
        if not token or (expected and token not in expected):
            raise self.refused(f"{' or '.join(expected) or 'more'} is missing")
        self.k += 1
        return token

    def took(self, *tokens: str) -> bool:
        """Return whether one of these stands here; then it is taken."""
        found = self.now != "" and self.now in tokens
        self.k += found
        return found

    def end(self) -> None:
        """Raise Unreadable unless all is read."""
        if self.now:
            raise self.refused("can't read on")

    def raw(self) -> str:
        """Return the text in braces, or the one sign that TeX takes without: of 12 the 1."""
        if not self.took("{"):
            token, at = self.now, self.at
            if not re.match(r"\w|\\[A-Za-z]", token):
                raise self.refused("an index or a power is missing")
            if token[0].isdecimal():
                rest = [(token[1:], at + 1)] if token[1:] else []
                self.tokens[self.k : self.k + 1] = [(token[0], at), *rest]
            return self.take()
        start, depth = self.at, 1
        while depth:
            stop, token = self.at, self.take()
            depth += (token == "{") - (token == "}")
        return self.text[start:stop].strip()

    def subscripts(self) -> tuple[str, ...]:
        """Return what stands under a letter: `2,k`, `ij`, `2, n_2`, `L-1`."""
        text = re.sub(r"[{}\s]", "", self.raw())
        return tuple(text) if re.fullmatch(r"[a-z\d]{2}", text) else tuple(text.split(","))
