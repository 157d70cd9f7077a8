"""The book: every page whole without a script, every link a neighbour's, no answer in the open."""

import re
from collections.abc import Iterator
from functools import cache, partial
from html import unescape
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

import pytest

from netlib.chapters import CHAPTERS
from netlib.exercises.guess import GUESS
from netlib.explore import EXPLORERS
from netlib.publish import tree
from netlib.publish.copies import reader
from netlib.publish.lesson import Lesson, folded, solves
from netlib.publish.reading import read
from netlib.publish.screen import body
from netlib.publish.site import book, runtime
from netlib.publish.site import build as site
from netlib.publish.site.build import OURS, SCRIPTS, build
from tests.publish_notebook import cells, stored
from tools.lab import CHROMIUM
from tools.notebooks import NOTEBOOKS

NAMES = [chapter.file.removesuffix(".ipynb") for chapter in CHAPTERS.values()]
EVERY = pytest.mark.parametrize("name", NAMES)
DOWNLOADS = {
    "summary.pdf",
    "python/shipped.html",
    *SCRIPTS,
    "lab/notebooks/index.html",
    *(f"lab/files/{name}.ipynb" for name in NAMES),
    *(f"students/{name}.{kind}" for name in NAMES for kind in ("pdf", "ipynb")),
}
# What sticks out of the screen and is in no box that is scrolled.
CUT_OFF = """[...document.querySelectorAll("main *, nav *, footer *")].filter((e) =>
  e.getBoundingClientRect().right > innerWidth + 1
  && !e.closest("pre, table, figure, math[display=block], .unseen")).map((e) => e.outerHTML)"""
# Headings that are more than one level below the one before.
SKIPPED = """[...document.querySelectorAll("h1, h2, h3, h4")].filter((e, k, all) =>
  k > 0 && e.tagName[1] - all[k - 1].tagName[1] > 1).map((e) => e.outerHTML)"""
VOID = {"meta", "link", "img", "input", "br", "hr", "col"}


@cache
def lessons() -> tuple[Lesson, ...]:
    return tuple(read(NOTEBOOKS / f"{name}.ipynb") for name in NAMES)


@cache
def pages() -> dict[str, bytes]:
    return book.pages(lessons(), lab=True)


class Page(HTMLParser):
    """Each element of a page: its name, its attributes, the names of what it is in, its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.words: list[tuple[str, list[str]]] = []
        self.feed(text)
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), list(self.open)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag, f"{tag} closes another element"

    def handle_data(self, data: str) -> None:
        self.words.append((data, list(self.open)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes, _ in self.found if name == tag]


@cache
def parsed(name: str) -> Page:
    return Page(pages()[f"{name}.html"].decode())


def squashed(text: str) -> str:
    return "".join(text.split())


def test_there_is_a_page_for_each_notebook_and_one_that_leads_to_them() -> None:
    assert {n for n in pages() if n.endswith(".html")} == {
        "index.html",
        *(f"{name}{kind}.html" for name in NAMES for kind in ("", "-slides")),
    }
    links = [a["href"] for a in parsed("index").of("a")]
    assert [link for link in links if link in pages()] == [f"{name}.html" for name in NAMES]
    assert set(links) >= {name for name in DOWNLOADS if name.startswith(("summary", "students"))}


@EVERY
def test_every_formula_is_mathml(name: str) -> None:
    (lesson,) = (x for x in lessons() if x.name == name)
    blocks = tree.every(reader(lesson.tree))
    told = {e["c"][1].strip() for e in blocks if e.get("t") == "Math"}
    text = pages()[f"{name}.html"].decode()
    kept = re.findall(r'(?s)<annotation encoding="application/x-tex">(.*?)</annotation>', text)
    assert {unescape(latex).strip() for latex in kept} == told
    assert len(parsed(name).of("math")) == len(kept) >= 40
    for words, inside in parsed(name).words:
        if not {"annotation", "pre", "code"} & set(inside):
            assert not re.search(r"\\[A-Za-z]|\$", words), words


@pytest.mark.parametrize(
    ("latex", "markup"),
    [
        (r"\begin{aligned} a &= b \\ &= c \end{aligned}", r"(<mtr>.*){2}"),
        (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", r"\[</mo><mtable>(<mtr>.*){2}"),
        (r"\underbrace{a b}_{\text{two of them}}", "<munder>.*⏟.*two of them"),
        (r"\mathrm{diag}(x)", '(<mi mathvariant="normal">[diag]</mi>){4}'),
    ],
)
def test_what_is_not_plain_in_a_formula_survives(latex: str, markup: str) -> None:
    assert re.search(markup, "".join(body(tree.parse([f"$${latex}$$"])[0]).split("\n")))


def test_every_chapter_and_picture_is_there_with_its_words() -> None:
    for lesson in lessons():
        figures = [
            b
            for b in tree.every(reader(lesson.tree))
            if b.get("t") == "Div" and tree.kind(b) == "figure"
        ]
        images = parsed(lesson.name).of("img")
        assert [i["alt"] for i in images] == [tree.said(f)["words"] for f in figures]
        assert all(i["alt"] and i["src"] in pages() for i in images)
        stills = len(EXPLORERS[lesson.chapter]().frames())
        inside = parsed(lesson.name)
        assert [d["data-explorer"] for d in inside.of("div") if "data-explorer" in d] == [
            lesson.chapter
        ]
        text = pages()[f"{lesson.name}.html"].decode()
        (explorer,) = re.findall(r"(?s)<div [^>]*data-explorer=.*?</div>", text)
        assert explorer.count("<img") == stills


@pytest.mark.parametrize("name", ["index", *NAMES, *(f"{name}-slides" for name in NAMES)])
def test_nothing_is_fetched_from_elsewhere(name: str) -> None:
    page = parsed(name)
    assert {t for t, _, _ in page.found}.isdisjoint({"iframe", "object"})
    ids = [a["id"] for _, a, _ in page.found if "id" in a]
    assert len(ids) == len(set(ids))
    there = {*pages(), *DOWNLOADS}
    for tag, attributes, _ in page.found:
        for key in ("src", "href", "srcset", "action", "poster"):
            address = attributes.get(key) or "data:,"
            if tag == "a" and address.startswith(("https://", "http://")):
                continue
            parts = urlsplit(address)
            assert not parts.netloc, address
            assert not parts.path.startswith("/"), address
            if parts.scheme != "data":
                assert (parts.path or f"{name}.html") in there, address
                assert not parts.fragment or unquote(parts.fragment) in ids, address
    assert re.findall(r"url\((.*?)\)|@import", pages()["book.css"].decode()) == ["math.woff"]


@EVERY
def test_the_sections_are_listed_and_the_ways_lead_on(name: str) -> None:
    page, at = parsed(name), NAMES.index(name)
    text = pages()[f"{name}.html"].decode()
    (listed,) = re.findall(r'(?s)<nav class="sections".*?</nav>', text)
    headings = re.findall(r'<h2 id="(.*?)">(.*?)</h2>', text)
    links = re.findall(r'<a href="#(.*?)">(.*?)</a>', listed)
    assert [(id_, unescape(said)) for id_, said in links] == headings
    assert len(headings) > 3
    ways = [(a["rel"], a["href"]) for a in page.of("a") if "rel" in a]
    wanted = [("prev", f"{n}.html") for n in NAMES[:at][-1:]]
    wanted += [("next", f"{n}.html") for n in NAMES[at + 1 :][:1]]
    assert ways == 2 * wanted


@EVERY
def test_it_is_the_whole_lesson_with_its_answers_folded(name: str) -> None:
    page = parsed(name)
    assert all("open" not in attributes for attributes in page.of("details"))
    (lesson,) = (x for x in lessons() if x.name == name)
    outside = squashed("".join(w for w, inside in page.words if "details" not in inside))
    within = squashed("".join(w for w, inside in page.words if "details" in inside))
    for cell in lesson.notebook.cells:
        if cell.cell_type != "code":
            continue
        closed = cell.metadata.get("jupyter", {}).get("source_hidden")
        if not closed and not any(GUESS in output.get("data", {}) for output in cell.outputs):
            assert squashed(cell.source) in outside, cell.id
        for output in cell.outputs:
            if output.output_type == "stream":
                assert squashed(output.text) in (within if folded(cell) else outside), cell.id
        if solves(cell):
            last = squashed(cell.source.partition("\n")[2])
            assert last in within, cell.id
            assert last not in outside, cell.id


def test_a_solution_is_the_last_thing_that_an_exercise_unfolds(tmp_path: Path) -> None:
    html = body(reader(read(stored(tmp_path, cells())).tree))
    first = re.findall(r'(?s)<section class="exercise">.*?</section>', html)[0]
    assert re.findall("<summary>(.*?)</summary>", first) == ["Hint 1", "Hint 2", "Solution"]
    assert "answer = (12, 17)" in first.partition("<summary>Solution</summary>")[2]
    assert "Marking" not in html


# The folder.


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    for place in (tmp_path, tmp_path / "thesis.txt"):
        with pytest.raises(ValueError, match="not this site: choose another folder"):
            next(build([], place))
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("there", [True, False])
def test_the_site_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    out = tmp_path / "some" / "site"
    if there:
        (out / "python").mkdir(parents=True)
        (out / OURS).write_text("of last year")
    monkeypatch.setattr(site, "fetched", lambda *_: None)
    monkeypatch.setattr(runtime, "make", lambda _, folder, *__: folder.mkdir())
    monkeypatch.setattr(site, "page", lambda _: "new")
    with pytest.raises(FileNotFoundError, match="09"):
        list(build([tmp_path / "09_gone.ipynb"], out, lab=False))
    assert [p.name for p in out.parent.iterdir()] == ["site"] * there
    assert not there or (out / OURS).read_text() == "of last year"


# In a browser, below a path, without JavaScript.


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    for name, data in pages().items():
        path = folder / "some/where" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/some/where"
        server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_every_page_without_scrolling_it_sideways(
    request: pytest.FixtureRequest, served: str, scheme: str
) -> None:
    if not CHROMIUM:
        pytest.skip("no chromium")
    browser = request.getfixturevalue("browser")
    look = {"viewport": {"width": 390, "height": 844}, "color_scheme": scheme}
    with browser.new_context(**look, java_script_enabled=False) as context:
        page, asked, failed = context.new_page(), [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on(
            "response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None
        )
        for name in ("index", *NAMES):
            page.goto(f"{served}/{name}.html")
            assert page.evaluate("document.documentElement.scrollWidth") == 390, name
            assert page.title()
            assert page.get_attribute("html", "lang") == "en"
            assert page.locator("h1").count() == page.get_by_role("main").count() == 1
            assert page.evaluate(CUT_OFF) == [], name
            assert page.evaluate(SKIPPED) == [], name
        assert all(url.startswith(("data:", f"{served}/")) for url in asked), asked
        assert not failed
        shade = page.evaluate("getComputedStyle(document.body).color")
        assert shade == {"light": "rgb(0, 0, 0)", "dark": "rgb(255, 255, 255)"}[scheme]
