"""Slides: everything on them, large enough and within them; what is said beside them."""

import json
import re
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from netlib.__main__ import main
from netlib.chapters import CHAPTERS
from netlib.drawing.chain import FACTORS
from netlib.publish import slides as module
from netlib.publish import tree
from netlib.publish.lesson import Lesson
from netlib.publish.paper import pictured, typeset
from netlib.publish.plan import questions
from netlib.publish.reading import read
from netlib.publish.slides import Slide, deck, slides
from tests.printed import Page, pages
from tests.publish_notebook import cells, stored
from tools.notebooks import NOTEBOOKS

ALL = pytest.mark.parametrize("chapter", CHAPTERS)
SMALL = 36 / 72  # pixels of a small picture for each point


@cache
def lesson(chapter: str) -> Lesson:
    return read(NOTEBOOKS / CHAPTERS[chapter].file)


@cache
def markup(chapter: str) -> tuple[list[Slide], str]:
    found = slides(lesson(chapter))
    return found, "".join(map(module._slide, found))


@cache
def shown(chapter: str) -> list[Page]:
    made = typeset(
        "slides.typ", 'slides.with(title: "-")', markup(chapter)[1], lesson(chapter).files
    )
    return pages(BytesIO(made))


@ALL
def test_letters_are_large_enough_for_the_last_row(chapter: str) -> None:
    for slide, page in zip(markup(chapter)[0], shown(chapter), strict=True):
        for ink in page.ink:
            least = 18.0  # the number of a picture that fills its slide is smaller
            if ink.font.startswith(("NetlibSans", "DejaVuSans-")) or slide.kind == "frame":
                least = 13.1
            if ink.font.startswith("NewCMMath"):
                least = 12.0
            if ink.font.startswith("NetlibMath"):
                least = 9.8  # the indices of a drawing
            assert not ink.font or ink.size > least - 0.05, (tree.plain(slide.title), ink)


@ALL
def test_nothing_leaves_a_slide(chapter: str) -> None:
    found, body = markup(chapter)
    small = pictured("slides.typ", 'slides.with(title: "-")', body, lesson(chapter).files)
    assert len(small) == len(found) == len(shown(chapter)), "a slide is one page"
    for slide, data in zip(found, small, strict=True):
        dark = np.asarray(Image.open(BytesIO(data)).convert("L")) < 200
        assert dark.shape == (270, 480)
        side, top = (1, 1) if slide.kind == "frame" else (int(46 * SMALL), int(24 * SMALL))
        outside = np.ones_like(dark)
        outside[top:-2, side:-side] = False
        assert not (dark & outside).any(), tree.plain(slide.title)


@ALL
def test_what_is_said_in_sentences_is_in_the_notes(chapter: str) -> None:
    found, _ = markup(chapter)
    for slide in found[2:]:
        words = sum(len(tree.plain(b).split()) for b in slide.body if b["t"] == "Para")
        assert words <= 80, tree.plain(slide.title)
    said = [tree.plain(note) for slide in found for note in slide.notes]
    seen = [tree.plain(block) for slide in found for block in slide.body]
    skipped = False
    for block in lesson(chapter).paper[len(lesson(chapter).opening) :]:
        if block["t"] == "Header":
            skipped = tree.plain(block) in {"Exercises", "References"}
        if block["t"] == "Para" and not skipped:
            assert tree.plain(block) in said + seen


@ALL
def test_each_question_is_alone_before_its_answer(chapter: str) -> None:
    found, _ = markup(chapter)
    asked = [k for k, slide in enumerate(found) if slide.kind == "asked"]
    numbers = [number for number, _ in questions(lesson(chapter))]
    assert len(asked) == len(numbers)
    for k, number in zip(asked, numbers, strict=True):
        assert found[k].body
        assert tree.plain(found[k + 1].title) in {f"Answer {number}", tree.plain(found[k].title)}
        assert f"Answer {number}" in [tree.plain(slide.title) for slide in found[k + 1 :]]


def test_the_chain_grows_by_a_factor_a_slide() -> None:
    for chapter, ways in (("05", (0, 1, 2)), ("06", (0, 1, 3, 4, 5))):
        chain = [s for s in markup(chapter)[0] if tree.plain(s.title) == "The chain"]
        for count, slide in enumerate(chain, 1):
            latex = tree.plain(slide.body)
            for k, way in enumerate(ways):
                assert (FACTORS[way][0] in latex) is (k < count)
        assert len(chain) == len(ways)


def test_a_deck_has_its_notes_on_paper_and_for_a_presenter() -> None:
    found, _ = markup("05")
    made = deck(lesson("05"))
    assert list(made) == ["05_sigma_1.pdf", "05_sigma_1-notes.pdf", "05_sigma_1.pdfpc"]
    root = PdfReader(BytesIO(made["05_sigma_1.pdf"])).root_object
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    beside = " ".join(page.words for page in pages(BytesIO(made["05_sigma_1-notes.pdf"])))
    told = json.loads(made["05_sigma_1.pdfpc"])
    assert [page["idx"] for page in told["pages"]] == list(range(len(found)))
    advice = (Path(module.__file__).parent / "lessons/05.toml").read_text("utf-8")
    for words in re.findall(r'^  \[\d+, "([\w ]+)', advice, re.MULTILINE):
        assert words in " ".join(beside.split())
        assert words in told["pages"][0]["note"]


def test_a_slide_that_is_too_full_stops_the_making(tmp_path: Path) -> None:
    found = cells()
    found[0].source += "\n\n" + "It is a long story, and it has no end. " * 60
    with pytest.raises(ValueError, match=r"05_small: Typst says: .*a slide is too full"):
        deck(read(stored(tmp_path, found)))


def test_the_command_makes_a_deck_and_shows_a_bar(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stored(tmp_path, cells())
    argv = ["slides", "--out", str(tmp_path / "out"), "--from", str(tmp_path)]
    assert main(argv) == 0
    out, bar = capsys.readouterr()
    assert not out
    assert "05_small" in bar
    made = {path.name for path in (tmp_path / "out").iterdir()}
    assert made == {"05_small.pdf", "05_small-notes.pdf", "05_small.pdfpc"}
    assert main([*argv, "--notebook", "09"]) == 1
    line = f"python -m netlib slides: {tmp_path} has no notebook that begins with 09\n"
    assert capsys.readouterr().err == line
