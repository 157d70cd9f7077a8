r"""How a display is parted into equations and the remarks beside them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace


class Unreadable(ValueError):
    """What is written can't be read; the message says where."""


class Misshapen(Unreadable):
    """Two parts of a formula don't fit; the message says which, in the derivation's letters."""


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
