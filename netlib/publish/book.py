"""The book: a folder of web pages, one a lesson, that any server of files shows as they are.

A page is whole without a script: what comes alive in it, an explorer, is a picture until then.
Every address in it is a neighbour's, so the folder may lie below any path.
"""

import os
import re
import shutil
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files as resources
from pathlib import Path
from tempfile import mkdtemp

from netlib.chapters import CHAPTERS, Chapter
from netlib.publish import tree
from netlib.publish.build import copied
from netlib.publish.copies import reader
from netlib.publish.lesson import Lesson
from netlib.publish.reading import read
from netlib.publish.screen import body, drawn
from netlib.publish.sheets import summary
from netlib.publish.tree import Block

TITLE = "Backpropagation, step by step"
ABOUT = (
    "Seven notebooks derive backpropagation for a network of two layers, one step of the chain "
    "rule at a time. At the end that network learns to read real handwriting."
)
SUMMARY = '<a href="summary.pdf">The derivation on one page (PDF)</a>'
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="{about}">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="book.css">
</head>
<body>
<a class="skip" href="#text">To the text</a>
{before}<main id="text">
{body}</main>
{after}</body>
</html>
"""


def build(out: Path, notebooks: Path) -> None:
    """Make the book of the notebooks of a folder in the folder `out`, whole or not at all.

    An older book in `out` is replaced. Raises ValueError when `out` holds anything else, and for
    what can't be shown, naming notebook and cell.
    """
    if (
        out.exists()
        and not (out / "book.css").exists()
        and (not out.is_dir() or any(out.iterdir()))
    ):
        raise ValueError(f"{out} holds something that is not this book: choose another folder")
    made = files([read(notebooks / chapter.file) for chapter in CHAPTERS.values()])
    out.parent.mkdir(parents=True, exist_ok=True)
    part = Path(mkdtemp(dir=out.parent, prefix=".book-"))
    try:
        for name, data in made.items():
            path = part / "new" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        if out.exists():
            os.replace(out, part / "old")
        try:
            os.replace(part / "new", out)
        except OSError:
            os.replace(part / "old", out)
            raise
    finally:
        shutil.rmtree(part)


def files(lessons: Sequence[Lesson]) -> dict[str, bytes]:
    """Return every file of the book by its name; raises ValueError for what can't be shown."""
    return pages(lessons) | downloads(lessons)


def pages(lessons: Sequence[Lesson]) -> dict[str, bytes]:
    """Return all that is read in a browser, by its name; raises ValueError as `files` does."""
    ours = resources(__package__)
    style = "".join(ours.joinpath(name).read_text("utf-8") for name in ("screen.css", "book.css"))
    made = {"book.css": style.encode(), "math.woff": ours.joinpath("math.woff").read_bytes()}
    made["index.html"] = index(lessons).encode()
    for lesson in lessons:
        made[f"{lesson.name}.html"] = page(lesson).encode()
        made |= {f"pictures/{name}": drawn(name, data) for name, data in lesson.files.items()}
    return made


def downloads(lessons: Sequence[Lesson]) -> dict[str, bytes]:
    """Return the summary and what students get, by name; raises ValueError as `files` does."""
    made = {"summary.pdf": summary(lessons, "a4")}
    for lesson in lessons:
        for name, data in copied(lesson, "student", "a4").items():
            if not name.endswith(".html"):  # the book has a page of it
                made[f"students/{name}"] = data
    return made


def page(lesson: Lesson) -> str:
    """Return a lesson as a page: where one is in the book, what is on the page, the whole text."""
    blocks = reader(lesson.tree)
    written = re.sub(r'(<img [^>]*src=")', r"\1pictures/", body(blocks))
    written = written.replace("<figure>", '<figure tabindex="0">')  # scrolled by keyboard, too
    chapter = CHAPTERS[lesson.chapter]
    return PAGE.format(
        title=f"{escape(lesson.title)} · {TITLE}",
        about=escape(f"Afterwards you can {chapter.afterwards}."),
        before=f"<header>{_ways(chapter)}</header>\n{_contents(blocks)}",
        body=written,
        after=f"<footer>\n{_ways(chapter)}<p>To print: {_sheets(lesson)}</p>\n</footer>\n",
    )


def index(lessons: Sequence[Lesson]) -> str:
    """Return the first page: what the book is, its chapters, what there is to download."""
    rows = "\n".join(map(_row, lessons))
    text = f'<h1>{TITLE}</h1>\n<p>{ABOUT}</p>\n<ol class="chapters">\n{rows}\n</ol>\n'
    text += f"<p>{SUMMARY}</p>\n"
    return PAGE.format(title=TITLE, about=escape(ABOUT), before="", body=text, after="")


def _row(lesson: Lesson) -> str:
    chapter = CHAPTERS[lesson.chapter]
    link = f'<a href="{lesson.name}.html">{chapter.number} · {escape(chapter.title)}</a>'
    said = f"Afterwards you can {escape(chapter.afterwards)}."
    return (
        f"<li><h2>{link}</h2><p>{said} About {chapter.minutes} minutes. {_sheets(lesson)}</p></li>"
    )


def _sheets(lesson: Lesson) -> str:
    """Return links to the copies of a lesson that have room to write in instead of solutions."""
    name = f'<span class="unseen"> of {lesson.chapter}</span>'
    paper = f'<a href="students/{lesson.name}.pdf">Handout{name} (PDF)</a>'
    return f'{paper}, <a href="students/{lesson.name}.ipynb" download>notebook{name}</a>'


def _ways(chapter: Chapter) -> str:
    """Return the links to the first page and to the chapters before and after this one."""
    every = list(CHAPTERS.values())
    at = every.index(chapter)
    before, after = every[:at][-1:], every[at + 1 :][:1]
    links = ['<a href="index.html">Contents</a>']
    links += [_way("prev", "Previous", other) for other in before]
    links += [_way("next", "Next", other) for other in after]
    return f'<nav class="ways" aria-label="Chapters">{" ".join(links)}</nav>\n'


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
