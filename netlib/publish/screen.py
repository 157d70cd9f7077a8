"""The screen: a copy as one HTML file that asks no address for anything, its formulas as MathML."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files as resources
from typing import Any

from netlib.drawing.svg import card
from netlib.publish import tree
from netlib.publish.tree import Block

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} ({copy})</title>
<style>
{style}</style>
</head>
<body>
<header>{copy}</header>
<main>
{body}</main>
</body>
</html>
"""
TYPES = {"svg": "image/svg+xml", "png": "image/png", "woff": "font/woff"}
# What is wide is scrolled by keyboard, a language needs no address, and few know menclose.
MENDED = (
    ("<table>", '<table tabindex="0">'),
    ("<th></th>", "<td></td>"),
    ('<math display="block"', '<math tabindex="0" display="block"'),
    (' xmlns="http://www.w3.org/1998/Math/MathML"', ""),
    ('<menclose notation="box">', '<mrow class="boxed">'),
    ("</menclose>", "</mrow>"),
    ("<th></th>", "<td></td>"),
)
LABEL = "Your answer (it is not kept when the page is closed)"


def page(blocks: Sequence[Block], files: Mapping[str, bytes], *, title: str, copy: str) -> str:
    """Return the blocks as a page of its own.

    files: what its figures show, by name. Raises ValueError when pandoc objects.
    """
    folder = resources(__package__)
    font = _address("math.woff", folder.joinpath("math.woff").read_bytes())
    style = folder.joinpath("screen.css").read_text("utf-8").replace("math.woff", font)
    written = body(blocks)
    for name, data in files.items():  # pandoc is slow with so long a line
        written = written.replace(f'src="{name}"', f'src="{_address(name, drawn(name, data))}"')
    return PAGE.format(title=escape(title), copy=escape(copy), style=style, body=written)


def body(blocks: Sequence[Block]) -> str:
    """Return the blocks as HTML, its figures by name; raises ValueError when pandoc objects."""
    written = tree.write(tree.changed(list(blocks), _html), "html")
    for pandoc, ours in MENDED:
        written = written.replace(pandoc, ours)
    return written


def drawn(name: str, data: bytes) -> bytes:
    """Return the file of a figure as a screen shows it; a drawing is black on white on any."""
    return card(data.decode()).encode() if name.endswith(".svg") else data


def _html(element: Block) -> Block | list[Block]:
    """Return an element as a screen has it."""
    content: Any = element.get("c")
    match element["t"]:
        case "CodeBlock":  # can be scrolled sideways, by keyboard as well
            unread = tree.kind(element) == "unread"
            attributes = ["", [tree.kind(element)], [["hidden" if unread else "tabindex", "0"]]]
            return tree.element("CodeBlock", [attributes, content[1]])
        case "Table":  # a wide one, too
            identifier, classes, pairs = content[0]
            attributes = [identifier, classes, [*pairs, ["tabindex", "0"]]]
            return tree.element("Table", [attributes, *content[1:]])
        case "Link":
            target = content[2][0].replace(".ipynb", ".html")
            return tree.element("Link", [*content[:2], [target, content[2][1]]])
        case "Div":
            return _group(element)
    return element


def _group(group: Block) -> list[Block]:
    """Return a group as a section with its title, as one that can be opened, or as a form."""
    sort, about = tree.kind(group), {key: escape(words) for key, words in tree.said(group).items()}
    title = about.get("title", "")
    if sort in {"together", "lead", "overleaf", "pair"}:  # a screen has no pages
        return tree.inside(group)
    if sort == "guess":
        return [tree.raw("html", _options(tree.inside(group)))] if tree.inside(group) else []
    if sort == "lines":
        box = f'<textarea rows="{about["count"]}"></textarea>'
        return [tree.raw("html", f'<p class="lines"><label>{LABEL}{box}</label></p>')]
    if sort == "explorer":
        state = f' data-state="{about["state"]}"' if "state" in about else ""
        opened = f'<div class="explorer" data-explorer="{about["chapter"]}"{state}>'
        return [tree.raw("html", opened), *tree.inside(group), tree.raw("html", "</div>")]
    if sort == "cell":
        source, *shown = tree.inside(group)
        opened = f'<div class="cell" data-cell="{about["id"]}">'
        outputs = [tree.raw("html", '<div class="outputs">'), *shown]
        return [tree.raw("html", opened), source, *outputs, tree.raw("html", "</div></div>")]
    tag = "h4" if sort in {"solution", "aside"} else "p"  # below the exercise's own heading
    label = f'<{tag} class="label">{title}</{tag}>' if title else ""
    opened = f'<section class="{sort}">{label}'
    closed = "</section>"
    if sort in {"hint", "answer"}:
        opened, closed = f"<details><summary>{title}</summary>", "</details>"
    elif sort == "figure":
        size = f'width="{about["width"]}" height="{about["height"]}"'  # kept free until it is here
        image = f'<img alt="{about["words"]}" {size} loading="lazy" src="{about["file"]}">'
        opened = f"<figure>{image}<figcaption><b>Figure {about['number']}.</b> "
        closed = "</figcaption></figure>"
    return [tree.raw("html", opened), *tree.inside(group), tree.raw("html", closed)]


def _address(name: str, data: bytes) -> str:
    """Return a file as an address."""
    return f"data:{TYPES[name.rpartition('.')[2]]};base64,{b64encode(data).decode()}"


def _options(guess: Sequence[Block]) -> str:
    """Return the options of a question, each to be chosen; its answer is folded below."""
    question, *options = (escape(tree.plain(block)) for block in guess)
    begun = f'<label><input type="radio" name="{question}">'
    choices = "".join(f"{begun} {option}</label>" for option in options)
    legend = f"<legend>Your guess: {question}</legend>"
    return f'<fieldset class="guess">{legend}{choices}</fieldset>'
