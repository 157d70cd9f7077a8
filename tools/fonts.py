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
from collections.abc import Iterator, Sequence
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
    "●": (Part("•", 2.2, -365),),
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
    """Return the fonts that a face is taken from: the first one has its measures."""
    if face.family == "Netlib Sans":
        weight = 600 if face.bold else 400
        names = [f"{part}-{weight}-normal.woff" for part in ("latin", "greek", "latin-ext")]
        return [TTFont(folder / SANS / "files" / f"source-sans-3-{name}") for name in names]
    style = face.style.replace(" ", "")
    names = [f"Math-{style}"] if face.leans else [f"Main-{style}", "AMS-Regular"]
    return [TTFont(folder / KATEX / "dist" / "fonts" / f"KaTeX_{name}.ttf") for name in names]


def outlines(signs: str, fonts: Sequence[TTFont]) -> Iterator[tuple[str, Any, int]]:
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
            yield sign, pen.glyph(), round(width)
            break


def made(face: Face, fonts: Sequence[TTFont]) -> tuple[TTFont, dict[str, int]]:
    """Return the font of a face, and the width of each of its signs."""
    found = {sign: (outline, width) for sign, outline, width in outlines(wanted(face), fonts)}
    names = {sign: f"u{ord(sign):04X}" for sign in found}
    base = fonts[0]
    builder = FontBuilder(base["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap({ord(sign): name for sign, name in names.items()})
    glyphs = {names[sign]: outline for sign, (outline, _) in found.items()}
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), **glyphs})
    left = {name: getattr(glyph, "xMin", 0) for name, glyph in glyphs.items()}
    widths = {sign: width for sign, (_, width) in found.items()}
    metrics = {names[sign]: (width, left[names[sign]]) for sign, width in widths.items()}
    builder.setupHorizontalMetrics({".notdef": (500, 0), **metrics})
    up, down = base["hhea"].ascent, base["hhea"].descent
    builder.setupHorizontalHeader(ascent=up, descent=down)
    licence = "SIL Open Font License 1.1, see OFL.txt"
    ours = {"familyName": face.family, "styleName": face.style, "licenseDescription": licence}
    whose = str(base["name"].getDebugName(0))
    builder.setupNameTable({**ours, "fullName": f"{face.family} {face.style}", "copyright": whose,
                            "psName": face.file, "uniqueFontIdentifier": face.file})  # fmt: skip
    weight, kind = 700 if face.bold else 400, 32 * face.bold + face.leans
    builder.setupOS2(sTypoAscender=up, sTypoDescender=down, usWinAscent=up, usWinDescent=-down,
                     usWeightClass=weight, fsSelection=kind or 64)  # fmt: skip
    builder.setupPost(italicAngle=base["post"].italicAngle, keepGlyphNames=False)
    builder.updateHead(macStyle=face.bold + 2 * face.leans, created=MADE_AT, modified=MADE_AT)
    builder.font.recalcTimestamp = False
    return builder.font, widths


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
    """Write each face, for paper and for the browser, and the table of widths."""
    with TemporaryDirectory() as place:
        folder = Path(arguments[0]) if arguments else downloaded(Path(place))
        table = {}
        for face in FACES:
            font, table[face.file] = made(face, sources(folder, face))
            font.save(FONTS / f"{face.file}.ttf")
            font.flavor = "woff2"
            font.save(FONTS / f"{face.file}.woff2")
    lines = [f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in table.items()]
    written = "{\n" + ",\n".join(lines) + "\n}\n"
    (FONTS / "widths.json").write_text(written, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
