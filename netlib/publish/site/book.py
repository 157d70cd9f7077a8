"""The book: a web page for each lesson, and a first one, as files below any address.

A page is whole without a script: an explorer is a picture until it comes alive, a cell is what its
notebook stores until it is run. Every address in it is a neighbour's.
"""

import re
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files as resources

import nbformat

from netlib.chapters import CHAPTERS, Chapter
from netlib.explore.stage import style_sheet
from netlib.publish import tree
from netlib.publish.build import copied
from netlib.publish.copies import reader
from netlib.publish.lesson import Lesson
from netlib.publish.screen import body, drawn
from netlib.publish.tree import Block

TITLE = "Backpropagation, step by step"
ABOUT = (
    "Notebooks that derive backpropagation for a network of two layers, one step of the chain "
    "rule at a time. At the end that network learns to read real handwriting."
)
LIVE = (
    "Nothing needs to be installed: on each page one moves the explorer and runs the code, in "
    "Python that comes along with the page."
)
LEADS = (
    ("summary.pdf", "The derivation on one page (PDF)"),
    ("python/shipped.html", "What these pages are made of"),
)
# Before anything is seen: the reader's choice, else what the system says.
THEME = """{ let theme; try { theme = localStorage["netlib theme"]; } catch { /* not kept here */ }
document.documentElement.dataset.theme =
  theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"); }"""
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="{about}">
<title>{title}</title>
<link rel="icon" href="data:,">
<script>{theme}</script>
<link rel="stylesheet" href="book.css">
<link rel="stylesheet" href="stage.css">
<script type="module" src="page.js"></script>
</head>
<body data-name="{name}" data-notebook="{notebook}">
<a class="skip" href="#text">To the text</a>
{before}<main id="text">
{body}</main>
{after}<p id="status" role="status"></p>
</body>
</html>
"""


def pages(lessons: Sequence[Lesson], lab: bool) -> dict[str, bytes]:
    """Return all that is read in a browser, by its name.

    lab: whether JupyterLite stands beside them. Raises ValueError for what can't be shown.
    """
    screen, own = resources("netlib.publish"), resources(__package__)
    style = screen.joinpath("screen.css").read_text("utf-8")
    style += own.joinpath("book.css").read_text("utf-8")
    made = {"book.css": style.encode(), "math.woff": screen.joinpath("math.woff").read_bytes()}
    made |= {"stage.css": style_sheet().encode(), "index.html": index(lessons).encode()}
    for lesson in lessons:
        made[f"{lesson.name}.html"] = page(lesson, lab).encode()
        made |= {f"pictures/{name}": drawn(name, data) for name, data in lesson.files.items()}
    return made


def downloads(lesson: Lesson, lab: bool) -> dict[str, bytes]:
    """Return what students get of a lesson, and its notebook where JupyterLite has none, by name.

    Raises ValueError for what can't be printed.
    """
    copies = copied(lesson, "student", "a4")
    made = {f"students/{name}": data for name, data in copies.items() if name[-5:] != ".html"}
    if not lab:
        made[_notebook(lesson, lab)] = nbformat.writes(lesson.notebook).encode()
    return made


def page(lesson: Lesson, lab: bool) -> str:
    """Return a lesson as a page: where one is in the book, what is on the page, the whole text."""
    blocks = reader(lesson.tree)
    written = re.sub(r'(<img [^>]*src=")', r"\1pictures/", body(blocks))
    written = written.replace("<figure>", '<figure tabindex="0">')  # scrolled by keyboard, too
    chapter = CHAPTERS[lesson.chapter]
    there = f'<p class="elsewhere">{_elsewhere(lesson, lab)}</p>\n'
    return PAGE.format(
        title=f"{escape(lesson.title)} · {TITLE}",
        about=escape(f"Afterwards you can {chapter.afterwards}."),
        theme=THEME,
        name=lesson.name,
        notebook=_notebook(lesson, lab),
        before=f"<header>{_ways(chapter, 'Chapters')}{there}</header>\n{_contents(blocks)}",
        body=written,
        after=f"<footer>\n{_ways(chapter, 'Chapters again')}</footer>\n",
    )


def index(lessons: Sequence[Lesson]) -> str:
    """Return the first page: what the book is, its chapters, what there is to download."""
    rows = "\n".join(map(_row, lessons))
    text = f"<h1>{TITLE}</h1>\n<p>{ABOUT}</p>\n<p>{LIVE}</p>\n"
    text += f'<ol class="chapters">\n{rows}\n</ol>\n'
    text += "".join(f'<p><a href="{file}">{words}</a></p>\n' for file, words in LEADS)
    return PAGE.format(
        title=TITLE,
        about=escape(ABOUT),
        theme=THEME,
        name="index",
        notebook="",
        before="",
        body=text,
        after="",
    )


def _row(lesson: Lesson) -> str:
    chapter = CHAPTERS[lesson.chapter]
    link = f'<a href="{lesson.name}.html">{chapter.number} · {escape(chapter.title)}</a>'
    said = f"Afterwards you can {escape(chapter.afterwards)}."
    there = f"To print, or without solutions: {_sheets(lesson)}."
    return f"<li><h2>{link}</h2><p>{said} About {chapter.minutes} minutes. {there}</p></li>"


def _elsewhere(lesson: Lesson, lab: bool) -> str:
    """Return links to where else a lesson can be read and worked through."""
    place = f"lab/notebooks/index.html?path={lesson.name}.ipynb"
    links = [f'<a href="{place}">Open it in JupyterLite</a>'] * lab
    links.append(f'<a href="{_notebook(lesson, lab)}" download>save its notebook</a>')
    return f"{', '.join(links)}. Without solutions: {_sheets(lesson)}."


def _notebook(lesson: Lesson, lab: bool) -> str:
    return f"{'lab/files/' * lab}{lesson.name}.ipynb"


def _sheets(lesson: Lesson) -> str:
    """Return links to the copies of a lesson that have room to write in instead of solutions."""
    name = f'<span class="unseen"> of {lesson.chapter}</span>'
    paper = f'<a href="students/{lesson.name}.pdf">handout{name} (PDF)</a>'
    return f'{paper}, <a href="students/{lesson.name}.ipynb" download>notebook{name}</a>'


def _ways(chapter: Chapter, label: str) -> str:
    """Return the links to the first page and to the chapters before and after this one."""
    every = list(CHAPTERS.values())
    at = every.index(chapter)
    before, after = every[:at][-1:], every[at + 1 :][:1]
    links = ['<a href="index.html">Contents</a>']
    links += [_way("prev", "Previous", other) for other in before]
    links += [_way("next", "Next", other) for other in after]
    return f'<nav class="ways" aria-label="{label}">{" ".join(links)}</nav>\n'


def _way(rel: str, word: str, to: Chapter) -> str:
    file = f"{to.number}_{to.name}.html"
    return f'<a rel="{rel}" href="{file}">{word}: {to.number} {escape(to.title)}</a>'


def _contents(blocks: Sequence[Block]) -> str:
    """Return a list of the sections of a page, each a link to it."""
    found: Mapping[str, str] = {
        block["c"][1][0]: tree.plain(block["c"][2])
        for block in tree.every(list(blocks))
        if block["t"] == "Header" and block["c"][0] == 2
    }
    items = "".join(
        f'<li><a href="#{id_}">{escape(said)}</a></li>\n' for id_, said in found.items()
    )
    said = f"<details><summary>On this page</summary><ul>\n{items}</ul></details>"
    return f'<nav class="sections" aria-label="On this page">{said}</nav>\n'
