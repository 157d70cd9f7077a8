"""The letters that drawings are set in: they ship with the package, so that their widths are known.

How they were made is in `tools/fonts.py`; in `fonts/widths.json` is how wide each sign is.
"""

import json
import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

FONTS = Path(__file__).with_name("fonts")
WORDS, MATHS = ("Netlib Sans", "Netlib Math"), ("Netlib Math", "Netlib Sans")
ELSEWHERE = 0.6  # about how wide a sign is that none of our fonts has
INDEX = 0.75  # how large an index is, beside its letter

# Pieces of a formula: a letter that stands alone is a symbol and leans, a word does not; in an
# index every letter is a symbol.
LETTER = r"[^\W\d_]"
LEANING = rf"\d[\d.]*(?:e\W?\d+)?|(?<!{LETTER}){LETTER}(?!{LETTER})|(?:{LETTER}{{2,}}|[\W_])+"
LOWERED = rf"{LETTER}+|[\W\d]+"


@dataclass(frozen=True)
class Face:
    """A font of ours, by what a drawing asks for: its family, and whether it is bold or leans."""

    family: str
    bold: bool = False
    leans: bool = False

    @property
    def style(self) -> str:
        """Its name in the family: "Regular", "Bold Italic"."""
        return " ".join(["Bold"] * self.bold + ["Italic"] * self.leans) or "Regular"

    @property
    def file(self) -> str:
        """The name of its files, without the ending."""
        return f"{self.family}-{self.style}".replace(" ", "")


FACES = (
    *(Face("Netlib Math", bold, leans) for bold in (False, True) for leans in (False, True)),
    *(Face("Netlib Sans", bold) for bold in (False, True)),
)


@dataclass(frozen=True)
class Span:
    """Signs of a formula that look alike; shift: how far below the line, as a part of the size."""

    signs: str
    shift: float
    bold: bool
    leans: bool

    @property
    def scale(self) -> float:
        """How large it is, as a part of the formula's size."""
        return INDEX if self.shift else 1.0


@lru_cache(maxsize=2048)
def spans(source: str) -> tuple[Span, ...]:
    """Return a formula span by span; it is in the markup of `svg.formula`."""
    found, bold = [], False
    for piece in re.findall(r"[_^]\{[^}]*\}|[_^].|\*|[^_^*]+", source):
        if piece == "*":
            bold = not bold
            continue
        shift = {"_": 0.25, "^": -0.35}.get(piece[0], 0.0)
        for signs in re.findall(*((LOWERED, piece[1:].strip("{}")) if shift else (LEANING, piece))):
            leans = signs.isalpha() and (shift > 0 or (shift == 0 and len(signs) == 1))
            found.append(Span(signs, shift, bold, leans))
    return tuple(found)


def words_width(words: str, size: float, bold: bool = False) -> float:
    """Return how wide `svg.text` sets the words, at a font size."""
    return size * _width(words, WORDS, bold, False)


def formula_width(source: str, size: float) -> float:
    """Return how wide `svg.formula` sets the source, at a font size."""
    return size * sum(x.scale * _width(x.signs, MATHS, x.bold, x.leans) for x in spans(source))


@lru_cache(maxsize=8192)
def _width(signs: str, families: tuple[str, ...], bold: bool, leans: bool) -> float:
    """Return how wide the signs are, as a part of the font size."""
    widths = _widths()
    taken = ((sign, _face(sign, families, bold, leans)) for sign in signs)
    return sum(widths[face][sign] / 1000 if face else ELSEWHERE for sign, face in taken)


@lru_cache(maxsize=4096)
def _face(sign: str, families: tuple[str, ...], bold: bool, leans: bool) -> Face | None:
    """Return the face a sign is taken from, as browsers do: of the first family that has it."""
    asked = (Face(family, bold, leans and family == "Netlib Math") for family in families)
    return next((face for face in asked if sign in _widths().get(face, ())), None)


@cache
def _widths() -> dict[Face, dict[str, int]]:
    """Return the width of each sign of each face, in thousandths of the font size."""
    table = json.loads((FONTS / "widths.json").read_text("utf-8"))
    return {face: table[face.file] for face in FACES}


@cache
def faces() -> str:
    """Return the CSS that gives a page all letters of drawings, about 70 kB."""
    files = ((face, (FONTS / f"{face.file}.woff2").read_bytes()) for face in FACES)
    return "\n".join(_rule(face, data, "woff2") for face, data in files)


def _rule(face: Face, data: bytes, sort: str) -> str:
    weight, style = 700 if face.bold else 400, "italic" if face.leans else "normal"
    look = f'font-family:"{face.family}";font-weight:{weight};font-style:{style}'
    return f"@font-face{{{look};src:url(data:font/{sort};base64,{b64encode(data).decode()})}}"


def with_letters(svg: str) -> str:
    """Return a drawing that brings its letters along, for where no page gives them.

    Raises ParseError when svg is no markup.
    """
    needed = defaultdict(set)
    for sign, face in _drawn(ElementTree.fromstring(svg), (), False, False):
        if face:
            needed[face].add(sign)
    rules = "".join(_cut(face, "".join(sorted(needed[face]))) for face in FACES if face in needed)
    at = svg.index(">") + 1
    return f"{svg[:at]}<style>{rules}</style>{svg[at:]}"


def _drawn(
    element: ElementTree.Element, families: tuple[str, ...], bold: bool, leans: bool
) -> Iterator[tuple[str, Face | None]]:
    """Yield each sign that the element draws, with the face it is taken from."""
    if names := element.get("font-family"):
        families = tuple(name.strip() for name in names.split(","))
    bold = element.get("font-weight", "bold" if bold else "") in {"bold", "600", "700"}
    leans = element.get("font-style", "italic" if leans else "") == "italic"
    if element.tag.rpartition("}")[2] in {"title", "desc", "style"}:
        return
    inside = (element.text or "") + "".join(child.tail or "" for child in element)
    for sign in set(inside) - {"\n"}:
        yield sign, _face(sign, families, bold, leans)
    for child in element:
        yield from _drawn(child, families, bold, leans)


@lru_cache(maxsize=64)
def _cut(face: Face, signs: str) -> str:
    """Return the CSS of a face that has these signs alone."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(FONTS / f"{face.file}.ttf", recalcTimestamp=False)
    subsetter = Subsetter(Options(name_IDs=[], notdef_outline=False, recalc_timestamp=False))
    subsetter.populate(text=signs)
    subsetter.subset(font)
    font.flavor = "woff"
    font.save(stored := BytesIO())
    return _rule(face, stored.getvalue(), "woff")
