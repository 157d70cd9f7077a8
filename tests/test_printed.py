"""Handouts as they come out of a printer: letters large enough, words for paper, sheets, room."""

import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from netlib.chapters import CHAPTERS
from netlib.publish import build, screen, tree
from netlib.publish.copies import student
from netlib.publish.key import keys
from netlib.publish.paper import pdf
from netlib.publish.plan import plan
from netlib.publish.reading import read
from netlib.publish.sheets import summary
from tests.printed import Page, pages
from tools.lab import CHROMIUM
from tools.notebooks import NOTEBOOKS

MM = 72 / 25.4
FORMULAS = ("NewCMMath", "NetlibMath")  # the fonts whose indices may be smaller than any word
# What a screen asks for, or has. A matrix has cells, and "run" is also what an index does.
SCREEN = re.compile(
    r"\b(?:next|folded|open the|run the|untouched|last|the) cells?\b(?! (?:of|are))"
    r"|cell (?:runs|has|says)|\b(?:drag|click|press(?!, \d)|unfold|scroll|hover)\w*"
    r"|\bplay\b|Shift\+|\bin quotes\b|the quotes\b"
    r"|\b(?:keep|again|guess|surprises)\(|check tells|mistakes\.json|mine\.py|\bTry it\b|\bType\b"
    r"|before you open|open it\b|switch to|you can move|[‹›↻▴▾▸☐]",
    re.IGNORECASE,
)
LESSONS = [NOTEBOOKS / chapter.file for chapter in CHAPTERS.values()]
lesson = cache(read)


@cache
def printed(paper: str) -> dict[str, list[Page]]:
    """Return the PDFs of the handouts by name, on letter paper some of them."""
    made = {}
    for path in LESSONS if paper == "a4" else LESSONS[4:5]:
        for who in build.COPIES:
            blocks = build.on_paper(lesson(path), who)
            head = {"title": lesson(path).title, "copy": who}
            made[f"{who} {path.stem[:2]}"] = pdf(blocks, lesson(path).files, paper=paper, **head)
    every = [lesson(path) for path in LESSONS]
    made |= {
        "summary": summary(every, paper),
        "plan": plan(every, paper),
        "keys": keys(every, paper),
    }
    return {name: pages(BytesIO(data)) for name, data in made.items()}


def filled(page: Page) -> float:
    """Return how far down from the top of its text a page has any ink, as a part of the whole."""
    top, bottom = page.height - 29 * MM, 22 * MM
    ink = [i.y for i in page.ink if bottom - 2 < i.y < top + 2]
    return (top - min(ink, default=top)) / (top - bottom)


def parts(found: list[Page]) -> Iterator[list[Page]]:
    """Yield text, exercises, hints and answers of a student's copy, without blank backs."""
    titles = ("Exercises", "Hints", "Answers to the questions in the text")
    begins = [0]
    for k, page in enumerate(found):
        lines = page.words.splitlines()
        if any(line.strip() in titles for line in lines):
            begins.append(k)
    for begin, end in zip(begins, [*begins[1:], len(found)], strict=True):
        yield [page for page in found[begin:end] if filled(page)]


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_no_letter_is_too_small_to_read(paper: str) -> None:
    for name, found in printed(paper).items():
        for number, page in enumerate(found, 1):
            for ink in page.ink:
                least = 6.5 if ink.drawn else 7.0
                if ink.font.startswith(FORMULAS):
                    least = 4.4  # the index of a size under a brace
                assert not ink.font or ink.size > least - 0.05, (name, number, ink)


def test_code_has_the_size_that_it_is_given() -> None:
    code = {
        round(ink.size, 1)
        for page in printed("a4")["student 05"]
        for ink in page.ink
        if ink.font == "DejaVuSansMono"
    }
    assert {8.0, 9.2} <= code, "in lines of its own, and in a sentence of 10.5 points"


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_nothing_is_printed_outside_the_page(paper: str) -> None:
    for name, found in printed(paper).items():
        for number, page in enumerate(found, 1):
            for ink in page.ink:
                if ink.font:
                    assert 8 * MM < ink.x < page.width - 8 * MM, (name, number, ink)
                    assert 8 * MM < ink.y < page.height - 8 * MM, (name, number, ink)


def test_paper_has_no_words_for_a_screen() -> None:
    found = [
        f"{name}, page {number}: {words[max(0, m.start() - 40) : m.end() + 30]!r}"
        for name, found in printed("a4").items()
        for number, page in enumerate(found, 1)
        for words in [" ".join(page.words.split())]
        for m in SCREEN.finditer(words)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_exercises_hints_and_answers_begin_on_the_front_of_a_sheet(paper: str) -> None:
    for name, found in printed(paper).items():
        if not name.startswith("student"):
            continue
        for title in ("Exercises", "Hints", "Answers to the questions in the text"):
            fronts = [
                k for k, p in enumerate(found, 1) if title in map(str.strip, p.words.splitlines())
            ]
            assert len(fronts) == 1, (name, title)
            assert fronts[0] % 2, (name, title)
        exercises = list(parts(found))[1]
        assert all("Name" in page.words and "Class" in page.words for page in exercises[::2]), name


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_pages_are_full(paper: str) -> None:
    blank = 0.0
    for name, found in printed(paper).items():
        if name.startswith(("student", "teacher")):
            for part in parts(found) if name.startswith("student") else [found]:
                rest = [filled(page) for page in part[:-1]]
                assert min(rest, default=1) > 0.25, (name, rest)
                blank += sum(1 - part for part in rest) * name.startswith("student")
    assert blank < 6


def test_figures_are_numbered_in_their_order() -> None:
    for name, found in printed("a4").items():
        words = " ".join(page.words for page in found)
        numbers = re.findall(r"Figure \d+\.((?:A\d+\.)?)(\d+)\.", words)
        text = [int(n) for answer, n in numbers if not answer]
        answers = [(int(answer[1:-1]), int(n)) for answer, n in numbers if answer]
        assert text == list(range(1, len(text) + 1)), name
        assert answers == sorted(answers), name


def test_a_student_reads_no_code_that_only_imports_asserts_or_draws() -> None:
    for name, found in printed("a4").items():
        if name.startswith("student"):
            words = "\n".join(page.words for page in found)
            assert not re.findall(
                r"^(?:import|from [\w.]+ import|assert) .*|.*\bplt\..*|.*\bax\.\w+\(.*", words, re.M
            )


def test_a_page_that_a_browser_prints_has_all_of_its_code(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if CHROMIUM is None:
        pytest.skip("no Chromium here")
    blocks = student(lesson(LESSONS[4]).tree)
    html = screen.page(blocks, lesson(LESSONS[4]).files, title="-", copy="-")
    (tmp_path / "page.html").write_text(html, "utf-8")
    with request.getfixturevalue("browser").new_context() as context:
        page = context.new_page()
        page.goto((tmp_path / "page.html").as_uri())
        data = page.pdf(
            format="A4", margin=dict.fromkeys(("top", "bottom", "left", "right"), "1cm")
        )
    found = [page.extract_text() for page in PdfReader(BytesIO(data)).pages]
    words = "".join("".join(found).split())
    opened = [block for block in blocks if tree.kind(block) != "answer"]
    code = [
        b["c"][1] for b in tree.every(opened) if b["t"] == "CodeBlock" and tree.kind(b) == "code"
    ]
    lines = {line for block in code for line in block.splitlines() if line.strip()}
    assert max(map(len, lines)) > 95, "some are too long for a line of the page"
    assert not [line for line in lines if "".join(line.split()) not in words]
    heads = {tree.plain(b) for b in tree.every(blocks) if b["t"] == "Header"}
    ends = [text.strip().splitlines()[-1].strip() for text in found]
    assert not heads & set(ends), "a heading is the last line of a page"
