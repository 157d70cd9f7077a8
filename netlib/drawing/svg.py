"""The elements that drawings are made of: one line of SVG each, so that a change is a few lines."""

import re
from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from netlib.drawing.typeface import MATHS, WORDS, spans, with_letters

SANS = ", ".join((*WORDS, "DejaVu Sans", "Segoe UI", "Helvetica Neue", "Arial", "sans-serif"))
MATH = ", ".join((*MATHS, "serif"))  # short: it stands in each formula
SPECIAL = re.compile("[&<>\"'\n]")


@dataclass(frozen=True)
class Drawing:
    """A drawing and the sentence that says the same in words; the last line of a cell shows it.

    width, height: in pixels of a screen, also the drawing's own units. title: what it is. words:
    what it shows. lines: one element each. Raises ValueError when there are no words.
    """

    width: float
    height: float
    title: str
    words: str
    lines: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.words.strip():
            raise ValueError("a drawing needs words that say what it shows")

    @property
    def svg(self) -> str:
        """The whole picture: first line opens it, last line closes it, one element on each between.

        Lines and text are in currentColor, so it is legible on light and on dark.
        """
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {place(self.width)} '
            f'{place(self.height)}" width="{place(self.width)}" height="{place(self.height)}" '
            f'role="img" font-family="{SANS}" font-size="12" fill="currentColor">'
        )
        says = (f"<title>{escape(self.title)}</title>", f"<desc>{escape(self.words)}</desc>")
        return "\n".join((head, *says, *self.lines, "</svg>"))

    def __repr__(self) -> str:
        return self.words

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        return still(self.svg, self.words, self.width, repr(self))


def still(svg: str, words: str, width: float, text: str) -> tuple[dict[str, str], dict[str, Any]]:
    """Return what a notebook stores of a drawing: a figure with its sentence, the SVG, the text.

    words: the sentence, both under the picture and for who doesn't see it. text: what is shown
    where there are no pictures.
    """
    html = (
        f'<figure style="margin:0"><img alt="{escape(words)}" width="{round(width)}" '
        f'src="data:image/svg+xml;base64,{b64encode(card(svg).encode()).decode()}">'
        f"<figcaption>{escape(words)}</figcaption></figure>"
    )
    data = {"text/html": html, "image/svg+xml": svg, "text/plain": text}
    return data, {"image/png": {"alt": words, "width": round(width)}}


def card(svg: str) -> str:
    """Return a drawing as an image needs it: black on white wherever it is, its letters with it."""
    return with_letters(svg.replace("<svg ", '<svg style="color:#000;background:#fff" ', 1))


def place(x: float) -> str:
    """Return a coordinate with one decimal, and none where there is nothing behind the point."""
    written = f"{x:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written


def decimal(x: float) -> str:
    """Return a number as it is printed: 4 decimals, or 3 significant digits below 0.001.

    From 1,000 on four significant digits. Small and large ones are powers of ten: 2.04e−5.
    """
    x = float(x)
    if x == 0 or 0.001 <= abs(x) < 1000:
        return _signed(f"{x:.4f}" if x else "0")
    return _signed(f"{x:.2e}" if abs(x) < 0.001 else f"{x:.4g}")


def setting(x: float) -> str:
    """Return a number that somebody chose, with no more digits than were chosen (at most 4)."""
    return _signed(f"{float(x):.4g}")


def _signed(number: str) -> str:
    """Return it with a true minus sign, and its exponent without zeros and plus in front."""
    number = re.sub(r"e([+-])0*(\d)", lambda m: f"e{m[1].strip('+')}{m[2]}", number)
    return number.replace("-", "\N{MINUS SIGN}")


def element(tag: str, inside: str = "", /, **attributes: object) -> str:
    """Return one element on one line.

    inside: markup, already escaped. attributes: an underscore stands for a hyphen; a float has
    two decimals at most; None leaves the attribute out.
    """
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_attribute(value)}"'
        for name, value in attributes.items() if value is not None
    )  # fmt: skip
    inside = inside.replace("\n", " ")
    return f"<{tag}{written}>{inside}</{tag}>" if inside else f"<{tag}{written}/>"


def _attribute(value: object) -> str:
    if isinstance(value, float):  # no letter of a number needs to be escaped
        return f"{value + 0.0:.2f}".rstrip("0").rstrip(".")
    written = str(value)
    return escape(written.replace("\n", " ")) if SPECIAL.search(written) else written


def text(x: float, y: float, words: str, /, **attributes: object) -> str:
    """Return words in a drawing; y is the middle of small letters, not the line they stand on."""
    size = float(str(attributes.get("font_size", 12)))
    return element("text", escape(words), x=float(x), y=y + 0.35 * size, **attributes)


def formula(x: float, y: float, source: str, /, **attributes: object) -> str:
    """Return a line of mathematics: `σ_0 = (σ_1 W_1) ∘ o_1`, `w_{12}`, `W^T`; letters lean.

    An underscore lowers the letter or the {group} behind it, ^ raises it; y as in `text`. Words
    of two letters or more stand upright, and *stars* make a piece bold.
    """
    size = float(str(attributes.setdefault("font_size", 16)))
    place = {"x": float(x), "y": y + 0.3 * size, "font_family": MATH}
    return element("text", _tspans(source, size), **place, **attributes)


@lru_cache(maxsize=2048)
def _tspans(source: str, size: float) -> str:
    """Return the source as spans, indices smaller and lower, exponents smaller and higher."""
    written, level = "", 0.0
    for span in spans(source):
        shift, level = span.shift - level, span.shift
        written += element(
            "tspan", escape(span.signs), dy=shift * size if shift else None,
            font_size=place(span.scale * size) if span.shift else None,
            font_style="italic" if span.leans else None, font_weight="bold" if span.bold else None,
        )  # fmt: skip
    return written
