"""Whether anything of a solution is in anything of the student's: searched line by line."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from io import BytesIO
from itertools import groupby
from typing import Any

from pypdf import PdfReader

from netlib.publish import tree
from netlib.publish.lesson import solves
from netlib.publish.tree import Block

PHRASE = 16  # letters; fewer may be said to anybody
SHORT = 6  # letters; a shorter line is looked for as a word of its own
NO_WORDS = {"src", "d", "viewbox", "style", "href", "x", "y", "width", "height", "fill"}
DROPPED = re.compile("[\\s\\-\N{SOFT HYPHEN}\N{HYPHEN}\N{MINUS SIGN}'\"\u2018\u2019\u201c\u201d]")


def leaks(
    cells: Iterable[Any], copies: Mapping[str, Iterable[str]], teachers: Iterable[str] = ()
) -> list[str]:
    """Return a sentence for each line of a solution that stands in a copy, and in no other cell.

    copies: what can be read in each, by its name; pieces of text in any order. teachers: more that
    must not stand there, words that only a teacher gets.
    """
    cells = list(cells)
    public = "\n".join(text for cell in cells if not solves(cell) for text in _read(cell))
    searched = {name: "\n".join(pieces) for name, pieces in copies.items()}
    squashed = {name: _squashed(text) for name, text in searched.items()}
    open_to_all = _squashed(public)
    found = []
    for cell in filter(solves, cells):
        for line in dict.fromkeys(line for text in _read(cell) for line in text.splitlines()):
            key = _squashed(line)
            for name, text in searched.items():
                if len(key) >= SHORT:
                    leaked = key in squashed[name] and key not in open_to_all
                else:
                    leaked = len(key) > 1 and _word(line, text) and not _word(line, public)
                if leaked:
                    found.append(f"cell {cell.id}: {line.strip()!r} stands in {name}")
    for words in teachers:
        key = _squashed(words)
        where = [n for n in searched if key in squashed[n] and key not in open_to_all]
        found += [f"a teacher's words: {words.strip()!r} stand in {name}" for name in where]
    return found


def for_teachers(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the words of all that is beside an exercise for its teacher, between its formulas."""
    asides = (
        b for b in tree.every(list(blocks)) if b.get("t") == "Div" and tree.kind(b) == "aside"
    )
    for inner in tree.every([tree.inside(aside) for aside in asides]):
        if inner.get("t") in {"Para", "Plain"}:
            between = groupby(tree.every(inner["c"]), lambda x: x.get("t") in {"Math", "Code"})
            runs = (tree.plain([_alone(x) for x in run]) for formula, run in between if not formula)
            yield from (words for words in runs if len(_squashed(words)) >= PHRASE)


def _alone(element: Block) -> Block:
    """Return an element without those in it."""
    return element if isinstance(element.get("c"), str | None) else {}


def _read(cell: Any) -> Iterator[str]:
    """Yield all that a cell says: its source, what it printed, the words and data of pictures."""
    yield cell.source
    for output in cell.get("outputs", []):
        if "text" in output:
            yield output.text
        for kind, data in output.get("data", {}).items():
            if kind.startswith("text/") and kind != "text/html":
                yield data
            elif kind == "image/png":
                yield data.replace("\n", "")
        yield output.get("metadata", {}).get("image/png", {}).get("alt", "")


def _squashed(text: str) -> str:
    """Return the text without what setting it may change: spaces, hyphens, quotes, ligatures."""
    return DROPPED.sub("", unicodedata.normalize("NFKC", text))


def _word(line: str, text: str) -> bool:
    """Return whether the line stands in the text with no letter, digit or point around it."""
    return bool(re.search(rf"(?<!\w)(?<!\w\.){re.escape(line.strip())}(?!\.?\w)", text))


def read_notebook(text: str) -> Iterator[str]:
    """Yield every string of a stored notebook in its order, names of fields as well."""
    return _strings(json.loads(text, object_pairs_hook=list))


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, list | tuple):
        for child in node:
            yield from _strings(child)


def read_page(text: str) -> Iterator[str]:
    """Yield the words of an HTML page: text, attributes, comments, and the data of its images."""
    reader = _Page()
    reader.feed(text)
    yield "".join(reader.words)
    yield from reader.asides


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.asides: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"p", "div", "pre", "td", "li", "section", "figcaption", "summary", "h2", "h3"}:
            self.words.append("\n")
        for name, value in attrs:
            if name not in NO_WORDS:
                self.asides.append(value or "")
            elif name == "src" and value and value.startswith("data:image/png"):
                self.asides.append(value.partition(",")[2])

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.asides.append(data)


def read_pdf(data: bytes) -> Iterator[str]:
    """Yield what a PDF says: the text of its pages but for page numbers, alt texts, its title."""
    reader = PdfReader(BytesIO(data))
    for page in reader.pages:
        yield re.sub(r"\n?\d+ of \d+\n?", "\n", page.extract_text())
    for k in range(1, int(str(reader.trailer["/Size"]))):
        if isinstance(thing := reader.get_object(k), dict):
            yield from (str(thing.get(key, "")) for key in ("/Alt", "/ActualText", "/Title"))
