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
from netlib.explore import EXPLORERS
from netlib.explore.links import moment_text
from netlib.explore.stage import style_sheet
from netlib.publish import tree
from netlib.publish.build import copied
from netlib.publish.copies import reader
from netlib.publish.lesson import Lesson
from netlib.publish.screen import body, drawn
from netlib.publish.slides import slides
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
<script type="module" src="{script}"></script>
</head>
<body class="{kind}" data-name="{name}" data-notebook="{notebook}">
<a class="skip" href="#text">To the text</a>
{before}<main id="text">
{body}</main>
{after}<p id="status" role="status"></p>
</body>
</html>
"""


def written(title: str, about: str, body: str, **more: str) -> str:
    """Return a page of the book.

    more: of PAGE, what is not as on the first page.
    """
    first = {"script": "page.js", "kind": "page", "name": "index", "notebook": ""}
    first |= {"before": "", "after": "", "theme": THEME}
    return PAGE.format(title=title, about=about, body=body, **{**first, **more})


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
        made[f"{lesson.name}-slides.html"] = wall(lesson).encode()
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
    text = pictured(body(blocks)).replace("<figure>", '<figure tabindex="0">')  # it may be scrolled
    chapter = CHAPTERS[lesson.chapter]
    there = f'<p class="elsewhere">{_elsewhere(lesson, lab)}</p>\n'
    return written(
        f"{escape(lesson.title)} · {TITLE}",
        escape(f"Afterwards you can {chapter.afterwards}."),
        text,
        name=lesson.name,
        notebook=_notebook(lesson, lab),
        before=f"<header>{_ways(chapter, 'Chapters')}{there}</header>\n{_contents(blocks)}",
        after=f"<footer>\n{_ways(chapter, 'Chapters again')}</footer>\n",
    )


def index(lessons: Sequence[Lesson]) -> str:
    """Return the first page: what the book is, its chapters, what there is to download."""
    rows = "\n".join(map(_row, lessons))
    text = f"<h1>{TITLE}</h1>\n<p>{ABOUT}</p>\n<p>{LIVE}</p>\n"
    text += f'<ol class="chapters">\n{rows}\n</ol>\n'
    text += "".join(f'<p><a href="{file}">{words}</a></p>\n' for file, words in LEADS)
    return written(TITLE, escape(ABOUT), text)


def wall(lesson: Lesson) -> str:
    """Return the slides of a lesson as a page: one after the other, each explorer alive."""
    found = slides(lesson)
    blocks = [tree.raw("html", f'<h1 class="unseen">{escape(lesson.title)}, slides</h1>')]
    for k, slide in enumerate(found, 1):
        title = f'<section class="slide {slide.kind}" id="slide-{k}" aria-label="Slide {k}">'
        blocks += [tree.raw("html", title), tree.header(2, slide.title)]
        blocks += [tree.raw("html", '<div class="content">'), *map(_alive, slide.body)]
        blocks += [tree.raw("html", '</div><aside class="notes">'), *slide.notes]
        blocks.append(tree.raw("html", "</aside></section>"))
    there = f'<p class="elsewhere"><a href="{lesson.name}.html">{escape(lesson.title)}</a></p>\n'
    title = f"{escape(lesson.title)}, slides · {TITLE}"
    about = escape(f"Slides of {lesson.title}")
    more = {"script": "slides.js", "kind": "wall", "name": f"{lesson.name}-slides"}
    return written(
        title, about, pictured(body(blocks)), after=f"<footer>{there}</footer>\n", **more
    )


def _alive(block: Block) -> Block:
    """Return a picture of an explorer as that explorer, in the state that it shows."""
    about = tree.said(block) if tree.kind(block) == "figure" else {}
    if "moment" not in about:
        return block
    chapter = about["number"].partition(".")[0].zfill(2)
    state = moment_text(EXPLORERS[chapter], about["moment"])
    return tree.div("explorer", [block], chapter=chapter, state=state)


def pictured(html: str) -> str:
    """Return the text of a page with its pictures where the site has them."""
    return re.sub(r'(<img [^>]*src=")', r"\1pictures/", html)


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
    links.append(f'<a href="{lesson.name}-slides.html">slides</a>')
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
