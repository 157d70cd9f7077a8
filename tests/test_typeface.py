"""The letters of drawings: they are all there, and as wide as is said, on screen and on paper."""

import ast
import base64
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pypdf
import pytest
import typst
from fontTools.ttLib import TTFont
from PIL import Image

from netlib.drawing import typeface
from netlib.drawing.svg import Drawing, card, formula, text
from netlib.drawing.typeface import FACES, FONTS, INDEX, Face, faces, formula_width, words_width
from netlib.explore import EXPLORERS
from netlib.publish import paper
from tools.lab import CHROMIUM
from tools.svg_to_png import svg_to_png

ROOT = Path(__file__).parent.parent
WORDS = (
    "The quick brown fox jumps over: AVATAR, To Ty We, 0.1234 − 5.6789",
    "o₁ ᵢⱼ ᵀ ≠ ≤ ≥ ≈ → ← ↑ ↓ ▲ ▼ ✓ ✗ ● ½ ¼ ² ‹›“”’‘…–— √ ∂E ‖ ∘ × fi ffi",
)
FORMULAS = (
    "∂E/∂w_{12} = σ_{1,1} o_{1,2} = *0.1234*",
    "σ_0 = (*σ_1 W_1*) ∘ o_1 (1 − o_1), φ'(s_1)",
    "½ |Δ|² ≠ row i of W^T, ‖x‖ ≤ 2.04e−5",
)
LINES = (
    *(text(5, 20 + 25 * k, words, font_size=14) for k, words in enumerate(WORDS)),
    *(text(5, 70 + 25 * k, words, font_weight="bold") for k, words in enumerate(WORDS)),
    *(formula(5, 125 + 35 * k, source) for k, source in enumerate(FORMULAS)),
)
DRAWING = Drawing(560, 230, "All letters", "Letters.", LINES)
WIDTHS = (
    *(words_width(words, 14) for words in WORDS),
    *(words_width(words, 12, bold=True) for words in WORDS),
    *(formula_width(source, 16) for source in FORMULAS),
)


def shipped(face: Face) -> TTFont:
    return TTFont(FONTS / f"{face.file}.ttf")


def advance(face: Face, signs: str) -> int:
    """Return how wide the font itself says that signs are, in thousandths of their size."""
    font = shipped(face)
    return sum(font["hmtx"][font.getBestCmap()[ord(sign)]][0] for sign in signs)


def pictures() -> Iterator[str]:
    """Yield all frames of explorers, and the drawings of the notebooks."""
    for make in EXPLORERS.values():
        yield from (svg for _, svg, _ in make().frames())
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        for cell in json.loads(path.read_text())["cells"]:
            for output in cell.get("outputs", []):
                if svg := output.get("data", {}).get("image/svg+xml"):
                    yield "".join(svg)


def signs_of(svg: str) -> set[str]:
    """Return the signs that a picture draws."""
    root = ElementTree.fromstring(svg)
    return set(
        "".join(s for e in root for s in e.itertext() if e.tag[-5:] not in {"title", "}desc"})
    )


def test_widths_are_those_of_the_fonts() -> None:
    regular, bold = Face("Netlib Sans"), Face("Netlib Sans", bold=True)
    for words in (WORDS[0], "0.4875", "½ σ₁₂ ᵢⱼ ●"):
        assert words_width(words, 10) == pytest.approx(advance(regular, words) / 100)
        assert words_width(words, 10, bold=True) == pytest.approx(advance(bold, words) / 100)
    upright, leaning = Face("Netlib Math"), Face("Netlib Math", leans=True)
    strong = Face("Netlib Math", bold=True)
    found = advance(leaning, "σW") + INDEX * advance(upright, "1,2") + advance(upright, " = ln(")
    found += INDEX * (advance(leaning, "ij") + advance(upright, "T")) + advance(strong, "0.5")
    assert formula_width("σ_{1,2} = ln(W_{ij}^{T}*0.5*", 20) == pytest.approx(found / 50)


def test_nothing_moves_letters_and_digits_stand_below_each_other() -> None:
    for face in FACES:
        font = shipped(face)
        assert not {"GPOS", "GSUB", "kern", "fpgm"} & set(font.keys()), face
        assert len({advance(face, digit) for digit in "0123456789"}) == 1, face


def test_a_sign_of_no_font_has_a_width_all_the_same() -> None:
    assert words_width("漢", 10) == 6


def test_every_sign_that_is_drawn_is_in_every_font() -> None:
    drawn = set().union(*map(signs_of, pictures()))
    for folder in ("drawing", "explore"):  # and what other states of an explorer say
        for path in (ROOT / "netlib" / folder).glob("*.py"):
            tree = ast.walk(ast.parse(path.read_text()))
            texts = [n.value for n in tree if isinstance(n, ast.Constant)]
            drawn |= set("".join(t for t in texts if isinstance(t, str)))
    assert {"σ", "₁", "≠", "✗"} <= drawn
    for face in FACES:
        assert drawn - {"\n"} <= set(map(chr, shipped(face).getBestCmap())), face


def fonts_in(svg: str) -> dict[tuple[str, ...], set[str]]:
    """Return family, weight and style of the fonts in a drawing, and the signs of each."""
    rule = (
        r'family:"(.*?)";font-weight:(\d+);font-style:(\w+);src:url\(data:font/\w+;base64,(.*?)\)'
    )
    return {
        tuple(look): set(map(chr, TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap()))
        for *look, data in re.findall(rule, svg)
    }


def test_an_image_brings_its_letters_along() -> None:
    lines = (
        text(0, 0, "a → 1"),
        text(0, 0, "b ≠", font_weight="bold"),
        formula(0, 0, "W_{12} = 2"),
    )
    shown = Drawing(9, 9, "title", "words", lines)._repr_mimebundle_()[0]["text/html"]
    (image,) = re.findall(r'src="data:image/svg\+xml;base64,(.*?)"', shown)
    assert fonts_in(base64.b64decode(image).decode()) == {
        ("Netlib Sans", "400", "normal"): set("a 1"),
        ("Netlib Sans", "700", "normal"): set("b ≠"),
        ("Netlib Math", "400", "normal"): set("12 =→"),
        ("Netlib Math", "400", "italic"): {"W"},
    }


def test_letters_of_an_image_are_few_bytes() -> None:
    for svg in pictures():
        if "Netlib" in svg:  # drawn by this version
            assert 2_000 < len(typeface.with_letters(svg)) - len(svg) < 20_000
    assert len(faces()) < 75_000


def test_letters_are_not_named_as_those_they_were_made_of() -> None:
    licence = (FONTS / "OFL.txt").read_text()
    for name in ("KaTeX_Main", "KaTeX_Math", "KaTeX_AMS", "'Source'", "SIL OPEN FONT LICENSE"):
        assert name in licence
    for face in FACES:
        names = shipped(face)["name"]
        assert (names.getDebugName(1), names.getDebugName(2)) == (face.family, face.style)
        called = " ".join(str(names.getDebugName(k)) for k in (1, 2, 3, 4, 6))
        assert not re.search("source|katex", called, re.IGNORECASE)


def test_paper_sets_drawings_in_them(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(DRAWING.svg)
    (tmp_path / "a.typ").write_text('#image("a.svg")')
    made = typst.compile(tmp_path / "a.typ", font_paths=paper.FONTS)
    resources: Any = pypdf.PdfReader(io.BytesIO(made)).pages[0]["/Resources"]
    drawings = [x.get_object()["/Resources"] for x in resources.get("/XObject", {}).values()]
    fonts = [f.get_object() for r in (resources, *drawings) for f in r.get("/Font", {}).values()]
    assert {font["/BaseFont"].split("+")[1].removesuffix("-Identity-H") for font in fonts} == {
        face.file for face in FACES
    }


@pytest.fixture(scope="module")
def page(request: pytest.FixtureRequest) -> Iterator[Any]:
    if not CHROMIUM:
        pytest.skip("no chromium")
    browser = request.getfixturevalue("browser")
    page = browser.new_page(viewport={"width": 600, "height": 500})
    image = base64.b64encode(card(DRAWING.svg).encode()).decode()
    page.set_content(
        f"<style>{faces()} body {{ margin: 0 }} svg, img {{ display: block }}</style>"
        f'<div>{DRAWING.svg}</div><img src="data:image/svg+xml;base64,{image}">'
    )
    page.evaluate("document.fonts.ready")
    yield page
    page.close()


@pytest.mark.slow
def test_a_browser_finds_the_same_widths(page: Any) -> None:
    found = page.eval_on_selector_all("text", "all => all.map((e) => e.getComputedTextLength())")
    assert found == pytest.approx(WIDTHS, rel=0.002)


@pytest.mark.slow
def test_an_image_looks_as_the_drawing_on_the_page(page: Any) -> None:
    live, still = (
        np.asarray(Image.open(io.BytesIO(page.locator(what).screenshot())).convert("L"), float)
        for what in ("div > svg", "img")
    )
    assert live.min() < 50
    assert np.abs(live - still).mean() < 0.5  # in other letters, 16
    png = Image.open(io.BytesIO(svg_to_png(DRAWING.svg))).convert("L")
    assert np.abs(live - np.asarray(png.resize(live.shape[::-1]), float)).mean() < 5
