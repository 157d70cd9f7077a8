"""A PDF as it was printed: every piece of ink, text with its size, read from what each page draws.

Readers of text give no sizes, and nothing of the drawings within a page; this goes into them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pypdf import PdfReader

# A text, a name, a number, an operator; a name may follow another without a space.
TOKEN = re.compile(rb"\((?:\\.|[^\\)])*\)|/[\w.-]+|-?[\d.]+|[A-Za-z]+", re.DOTALL)


@dataclass(frozen=True)
class Ink:
    """Text, a line or an image: its place, points from the lower left; whether in a drawing.

    font, size: of a text, in points as printed; "" and 0 of all else.
    """

    font: str
    size: float
    x: float
    y: float
    drawn: bool


@dataclass(frozen=True)
class Page:
    """A page: its size, all its ink, and its words."""

    width: float
    height: float
    ink: Sequence[Ink]
    words: str


def pages(path: Any) -> list[Page]:
    """Return the pages of a PDF, a path or an open file."""
    found = []
    for page in PdfReader(path).pages:
        box = page.mediabox
        ink = tuple(_ink(page, np.eye(3), False))
        found.append(Page(float(box.width), float(box.height), ink, page.extract_text()))
    return found


def _ink(content: Any, at: np.ndarray, drawn: bool) -> Iterator[Ink]:
    resources = content.get("/Resources", {})
    fonts = {name: _name(font) for name, font in resources.get("/Font", {}).items()}
    now, kept, text = at, [], np.eye(3)
    font, size = "", 0.0
    stream = content.get_contents() if "/Contents" in content else content
    operands: list[bytes] = []
    for token in TOKEN.findall(stream.get_data()) if stream is not None else ():
        if not token[:1].isalpha():
            operands.append(token)
            continue
        operator, taken = token, operands
        operands = []
        match operator:
            case b"q":
                kept.append(now)
            case b"Q":
                now = kept.pop()
            case b"cm":
                now = _matrix(taken[-6:]) @ now
            case b"Tm":
                text = _matrix(taken[-6:])
            case b"Tf":
                font, size = fonts[taken[-2].decode()], float(taken[-1])
            case b"Tj" | b"TJ":
                whole = text @ now
                printed = size * float(np.hypot(whole[1, 0], whole[1, 1]))
                yield Ink(font, printed, whole[2, 0], whole[2, 1], drawn)
            case b"m" | b"l" | b"re" if not drawn:
                x, y, _ = np.array([*map(float, taken[:2]), 1]) @ now
                yield Ink("", 0, x, y, drawn)
            case b"Do":
                form = resources["/XObject"][taken[-1].decode()].get_object()
                if form["/Subtype"] == "/Form":
                    own = _matrix(form.get("/Matrix", [1, 0, 0, 1, 0, 0]))
                    yield from _ink(form, own @ now, True)
                else:
                    for corner in ((0, 0, 1), (1, 1, 1)):
                        x, y, _ = np.array(corner) @ now
                        yield Ink("", 0, x, y, True)


def _name(font: Any) -> str:
    return str(font.get_object()["/BaseFont"]).partition("+")[2]


def _matrix(numbers: Sequence[Any]) -> np.ndarray:
    a, b, c, d, e, f = map(float, numbers)
    return np.array([[a, b, 0], [c, d, 0], [e, f, 1]])
