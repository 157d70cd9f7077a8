r"""LaTeX as tokens; how a display is parted into equations and the remarks beside them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

TOKEN = re.compile(
    r"\\(?:begin|end)\{\w+\}|\\\\|\\[A-Za-z]+|\d+\.\d+|\d+|\*\*|\.T\b|'+|[A-Za-z]|\S"
)
# What is for the eye alone.
BLANK = re.compile(
    r"(?<!\\)\\[,;:! ]|\\(?:textstyle|displaystyle|[bB]ig[lr]|left|right)(?![A-Za-z])|~"
)


class Unreadable(ValueError):
    """What is written can't be read; the message says where."""


class Tokens:
    """A text that is read from left to right; a number without braces may be taken apart."""

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


@dataclass(frozen=True)
class Piece:
    """The text of one equation. shape: the remark on its sizes. weight: the W that w_ij is in."""

    text: str
    shape: str = ""
    weight: int | None = None


def pieces(latex: str) -> list[Piece]:
    """Return the equations of a display, each with what is remarked beside it."""
    if latex.count("{") != latex.count("}"):
        raise Unreadable("a brace is missing")
    found: list[Piece] = []
    for text in (t.strip().rstrip(",.").strip() for t in _parted(latex)):
        weight = re.fullmatch(r"w_\{ij\}\s*\\text\{ in \}\s*W_(\d)", text)
        if text == r"\Longrightarrow" and found:
            continue
        if weight and found:
            found[-1] = replace(found[-1], weight=int(weight[1]))
        elif r"\times" in text and re.match(r"\(?\s*(n_|1|B)", text) and found:
            found[-1] = replace(found[-1], shape=text)
        else:
            found.append(Piece(text))
    return found


def _parted(latex: str) -> Iterator[str]:
    r"""Yield what \quad parts outside of braces; of aligned lines all, and what they rest on."""
    aligned = re.fullmatch(r"\s*\\begin\{aligned\}(.*)\\end\{aligned\}[\s.,]*", latex, re.DOTALL)
    if not aligned:
        yield from split(latex, r"\\q?quad(?![A-Za-z])")
        return
    lines = [line.partition("&&") for line in re.split(r"\\\\(?!\w)", aligned[1])]
    yield " ".join(formula.replace("&", " ") for formula, _, _ in lines)
    for _, _, remark in lines:
        if "&" in remark or not re.match(r"\s*(\\text\{|$)", remark):
            raise Unreadable(f"“{remark.strip()[:16]}” is no remark in words to the line's end")
        yield from re.findall(r"\\text\{since \}(.*)", remark)


def split(text: str, sign: str) -> list[str]:
    """Return what a sign (a regular expression) parts outside of braces."""
    found, depth, start = [], 0, 0
    for m in re.finditer(rf"[{{}}]|{sign}", text):
        if m[0] not in "{}" and depth == 0:
            found.append(text[start : m.start()])
            start = m.end()
        depth += (m[0] == "{") - (m[0] == "}")
    return [*found, text[start:]]


def claims(latex: str) -> bool:
    r"""Return whether a formula says that one thing is another: letters on both sides of a sign.

    `h = 0.001` and `o_2 = (0.6,\ 0.7)` give a value, `\sigma_1` is only named.
    """
    sides = split(latex, r"=|\\approx|\\leftarrow")
    return len(sides) > 1 and all(re.search(r"(?<![\\A-Za-z])[A-Za-z]|\\sigma", s) for s in sides)
