"""Make the letters that drawings are set in: `python -m tools.fonts [FOLDER]`, as it was done once.

They are the signs that drawings need, out of KaTeX's fonts and Source Sans 3, under names of our
own, because both reserve theirs. FOLDER holds the npm packages `katex` and
`@fontsource/source-sans-3`, as a folder node_modules does; without it npm downloads them. Needs
npm (or FOLDER) and brotli besides what netlib needs.
"""

import json
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from netlib.drawing.typeface import FACES, FONTS, Face

KATEX, SANS = "katex", "@fontsource/source-sans-3"
PACKAGES = {KATEX: "0.19.1", SANS: "5.3.1"}
MADE_AT = 3_850_070_400  # seconds since 1904, the beginning of 2026: made again, they are the same
UP, DOWN = 1000, 300  # how far the signs reach, in thousandths of their size
WHOSE = """(c) 2009-2010 Design Science, Inc., (c) 2014-2018 Khan Academy,
(c) 2023 Adobe (http://www.adobe.com/); changed and renamed"""
Drawn = tuple[Any, int]  # an outline, and how wide it is
PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
GREEK = "αβγδεζηθικλμνξοπρστυφχψωϕϵΓΔΘΛΞΠΣΥΦΨΩ"
SIGNS = "×·∘∂∇∈−±÷≤≥≠≈≪≫√∑∞⊙⊗‖°½¼¾²³′…⋅⋯⋮→←↑↓▲▼▶◀●✓✗‹›“”‘’–—\u00a0\u2009\u200a\u202f"
SMALL = "₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₗ⁰¹²³⁴⁵⁶⁷⁸⁹ᵀ"


@dataclass(frozen=True)
class Part:
    """A sign of a source as a part of another; a form of it in `.d` is that of a denominator."""

    like: str
    scale: float = 1.0  # how many times as large
    up: float = 0.0  # thousandths of the letters' size
    slant: float = 0.0  # to the right, for each step up


# Signs that a source lacks, and what they are made of there.
MADE: dict[str, tuple[Part, ...]] = {
    **{low: (Part(f"{k}.d", up=-130),) for k, low in enumerate("₀₁₂₃₄₅₆₇₈₉")},
    **{high: (Part(f"{k}.d", up=260),) for k, high in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
    **{low: (Part(whole, 0.62, -130),) for whole, low in zip("ijkl", "ᵢⱼₖₗ", strict=True)},
    "≠": (Part("="), Part("/", 0.8, 60)),
    "∑": (Part("Σ"),),
    "‖": (Part("∥"),),
    "●": (Part("•", 2.2, -255),),
    "✗": (Part("X", slant=0.35),),
    "\u200a": (Part("\u2009", 0.5),),
    "\u202f": (Part("\u2009"),),
}


def wanted(face: Face) -> str:
    """Return the signs that drawings may need of a face; what leans is a letter."""
    if face.family == "Netlib Sans":
        return PRINTABLE + GREEK + SIGNS + SMALL
    if face.leans:
        letters = "".join(filter(str.isalpha, PRINTABLE))
        return "abcehijklmnopqstwxyEGJLTW" + "σφηδεΔ" if face.bold else letters + GREEK
    few = "0123456789 ()[]{}+-=/|,.;:'×·∘∂−≠≤≥≈√‖∇→←▲▼▶◀✓"
    return few if face.bold else PRINTABLE + "ΔΠΣΦ" + SIGNS


def sources(folder: Path, face: Face) -> list[TTFont]:
    """Return the fonts that a face is taken from."""
    if face.family == "Netlib Sans":
        weight = 600 if face.bold else 400
        names = [f"{part}-{weight}-normal.woff" for part in ("latin", "greek", "latin-ext")]
        return [TTFont(folder / SANS / "files" / f"source-sans-3-{name}") for name in names]
    style = face.style.replace(" ", "")
    names = [f"Math-{style}"] if face.leans else [f"Main-{style}", "AMS-Regular"]
    return [TTFont(folder / KATEX / "dist" / "fonts" / f"KaTeX_{name}.ttf") for name in names]


def outlines(signs: str, fonts: Sequence[TTFont]) -> Iterator[tuple[str, Drawn]]:
    """Yield each sign that the fonts have or that can be made of them, its outline and width."""
    for sign in dict.fromkeys(signs):
        for parts, font in product(((Part(sign),), MADE.get(sign, ())), fonts):
            names = [font.getBestCmap().get(ord(p.like[0]), "") + p.like[1:] for p in parts]
            if not parts or not set(names) <= set(font.getGlyphOrder()):
                continue
            glyphs, pen, widths = font.getGlyphSet(), TTGlyphPen(None), font["hmtx"]
            width = parts[0].scale * widths[names[0]][0]
            for name, part in zip(names, parts, strict=True):
                drawn = DecomposingRecordingPen(glyphs)
                glyphs[name].draw(drawn)
                right = (width - part.scale * widths[name][0]) / 2 - 330 * part.slant
                shape = (part.scale, 0, part.slant, part.scale, right, part.up)
                drawn.replay(TransformPen(pen, shape))
            yield sign, (pen.glyph(), round(width))
            break


def made(face: Face, signs: Mapping[str, Drawn]) -> TTFont:
    """Return the font of a face that has these signs."""
    names = {sign: f"u{ord(sign):04X}" for sign in signs}
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap({ord(sign): name for sign, name in names.items()})
    glyphs = {names[sign]: outline for sign, (outline, _) in signs.items()}
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), **glyphs})
    left = {name: getattr(glyph, "xMin", 0) for name, glyph in glyphs.items()}
    metrics = {names[sign]: (width, left[names[sign]]) for sign, (_, width) in signs.items()}
    builder.setupHorizontalMetrics({".notdef": (500, 0), **metrics})
    builder.setupHorizontalHeader(ascent=UP, descent=-DOWN)
    builder.setupNameTable(
        {
            "copyright": WHOSE,
            "familyName": face.family,
            "styleName": face.style,
            "uniqueFontIdentifier": face.file,
            "fullName": f"{face.family} {face.style}",
            "psName": face.file,
            "licenseDescription": "SIL Open Font License 1.1, see OFL.txt",
        }
    )
    builder.setupOS2(
        sTypoAscender=UP,
        sTypoDescender=-DOWN,
        usWinAscent=UP,
        usWinDescent=DOWN,
        usWeightClass=700 if face.bold else 400,
        fsSelection=32 * face.bold + face.leans or 64,
    )
    builder.setupPost(keepGlyphNames=False)
    builder.updateHead(macStyle=face.bold + 2 * face.leans, created=MADE_AT, modified=MADE_AT)
    builder.font.recalcTimestamp = False
    return builder.font


def downloaded(folder: Path) -> Path:
    """Return the folder, with the packages in it."""
    for package, version in PACKAGES.items():
        call = ["npm", "pack", "--json", f"{package}@{version}"]
        done = subprocess.run(call, cwd=folder, check=True, capture_output=True)
        with tarfile.open(folder / json.loads(done.stdout)[0]["filename"]) as packed:
            packed.extractall(folder / "unpacked", filter="data")
        (folder / package).parent.mkdir(exist_ok=True)
        (folder / "unpacked" / "package").rename(folder / package)
    return folder


def main(arguments: Sequence[str]) -> None:
    """Write each face twice, and the table of widths.

    A browser takes a sign that a face lacks from the next family, so its WOFF2 has its own signs
    alone. Typst and resvg then set the whole line in another font, so its TTF has them all.
    """
    with TemporaryDirectory() as place:
        folder = Path(arguments[0]) if arguments else downloaded(Path(place))
        own = {f: dict(outlines(wanted(f), sources(folder, f))) for f in FACES}
    for face, signs in own.items():
        cut = made(face, signs)
        cut.flavor = "woff2"
        cut.save(FONTS / f"{face.file}.woff2")
        near = sorted(FACES, key=lambda f: (f != face, f.bold != face.bold, f.leans))
        every = {sign: drawn for f in reversed(near) for sign, drawn in own[f].items()}
        made(face, every).save(FONTS / f"{face.file}.ttf")
    table = {f.file: {sign: width for sign, (_, width) in own[f].items()} for f in FACES}
    lines = [f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in table.items()]
    (FONTS / "widths.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
