"""A stored notebook, read as a lesson.

Whatever could not be printed stops the reading with the notebook's and the cell's name.
"""

import ast
import hashlib
import re
import struct
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import nbformat

from netlib.chapters import CHAPTERS
from netlib.derivation.letters import lettered
from netlib.exercises import EXERCISES
from netlib.exercises.checking import FEEDBACK
from netlib.exercises.guess import GUESS, SURPRISES
from netlib.exercises.noted import OWN
from netlib.exercises.stated import verify
from netlib.explore import EXPLORERS
from netlib.publish import tree
from netlib.publish.essence import OPENED, essence, statements
from netlib.publish.key import asides
from netlib.publish.lesson import Lesson, folded, solves
from netlib.publish.texts import parsed
from netlib.publish.tree import Block

WIDGET = "application/vnd.jupyter.widget-view+json"
PICTURES = {"image/svg+xml": "svg", "image/png": "png"}
PERCENT = re.compile(r"(?<=\d) (?=%)")  # a number and its sign stay on a line
OPENS = re.compile(r"\AOpen this [^.]*\.\n+")  # how a folded text begins


def read(path: Path) -> Lesson:
    """Return the lesson of a stored notebook; raises ValueError naming notebook and cell."""
    notebook = nbformat.read(path, as_version=4)
    verify(path.stem, notebook.cells)
    code = {c.id: c.source for c in notebook.cells if c.cell_type == "code" and not solves(c)}
    reader = _Reader(path.stem, essence(code))
    groups = groupby(notebook.cells, _kind)
    unread = [block for sort, cells in groups for block in reader.group(sort, list(cells))]
    opening, screen, paper, formulas = parsed(path.stem, unread, reader.texts)
    if not opening or opening[0]["t"] != "Header":
        raise ValueError(f"{path.stem} has no title")
    title = re.sub(r"\\([A-Za-z]+|,)", lambda m: m[1].strip(","), tree.plain(opening[0]["c"][2]))
    return Lesson(path.stem, title, opening, screen, paper, reader.files, formulas, notebook)


class _Reader:
    """What is found in one notebook: texts to be parsed all at once, and files of figures."""

    def __init__(self, name: str, essence: Mapping[str, str]) -> None:
        self.name, self.chapter, self.essence = name, name[:2], essence
        self.files: dict[str, bytes] = {}
        self.texts: dict[str, str] = {}  # and the cell of each
        self.answers = 0
        self.figures = Counter[str]()  # of the text, and of each answer

    def stop(self, cell: Any, what: str) -> ValueError:
        return ValueError(f"{self.name}, cell {cell.id}: {what}")

    def group(self, sort: str, cells: list[Any]) -> list[Block]:
        """Return neighbouring cells of one sort; those of an exercise, or folded, are one."""
        if sort.startswith("exercise"):
            return [self.exercise(*cells)]
        if sort == "lesson":
            return [block for cell in cells for block in self.cell(cell)]
        self.answers += 1
        number = str(self.answers)
        blocks = [block for cell in cells for block in self.cell(cell, f"A{number}")]
        return [tree.div("answer", blocks, number=number, title=f"Answer {number}")]

    def cell(self, cell: Any, answer: str = "") -> list[Block]:
        """Return its text; or its code, which may not be for reading, and what it shows."""
        if cell.cell_type == "markdown":
            source = OPENS.sub("", cell.source) if folded(cell) else cell.source
            return tree.either([self.text(cell, source)], self.on_paper(cell, source))
        shown = list(self.shown(cell, answer))
        closed = cell.metadata.get("jupyter", {}).get("source_hidden") and not folded(cell)
        kind = "shows" if _only_shows(cell) and not solves(cell) else "code"
        if closed or tree.of_kind("guess", shown):
            kind = "unread"
        return self.code(cell, kind, shown)

    def code(self, cell: Any, kind: str, shown: list[Block]) -> list[Block]:
        """Return a code cell: on a screen whole, on paper what is to be read of it."""
        source = OPENED.sub("", cell.source) if solves(cell) else cell.source
        read = source if solves(cell) else self.essence[cell.id]
        whole = tree.div("cell", [tree.code(kind, source), *shown], id=cell.id)
        on_paper = [tree.code("code", read)] * (bool(read) and kind != "unread")
        return tree.either([whole], [*on_paper, *shown])

    def on_paper(self, cell: Any, source: str) -> list[Block]:
        """Return its text with what its metadata say that paper has instead of some words."""
        for words, instead in cell.metadata.get("paper", {}).items():
            if source.count(words) != 1:
                raise self.stop(cell, f"paper has other words for {words!r}, which it doesn't say")
            source = source.replace(words, instead)
        return [self.text(cell, source)] * bool(source.strip())

    def text(self, cell: Any, markdown: str) -> Block:
        """Return what stands for a text until all are parsed."""
        markdown = PERCENT.sub("\N{NO-BREAK SPACE}", markdown)
        self.texts.setdefault(markdown, cell.id)
        return tree.raw("markdown", markdown)

    def exercise(self, question: Any, *rest: Any) -> Block:
        """Return an exercise of its cells: the question, the stub, the solution."""
        lines = question.metadata.get("answer_lines")
        tries = [cell for cell in rest if not solves(cell)]
        if question.cell_type != "markdown" or not isinstance(lines, int) or len(tries) != 1:
            raise self.stop(question, "an exercise is a question with answer_lines, then its stub")
        solution = [block for cell in rest if solves(cell) for block in self.cell(cell)]
        parts = [*self.cell(question), tree.div("stub", self.code(tries[0], "code", []))]
        parts += [tree.div("solution", solution, title="Solution")] * bool(solution)
        if known := EXERCISES.get(question.metadata["exercise"]):
            for title, said in asides(known):
                parts.append(tree.div("aside", [self.text(question, said)], title=title))
        return tree.div("exercise", parts, lines=str(lines))

    def shown(self, cell: Any, answer: str) -> Iterator[Block]:
        """Yield what a code cell shows, a picture rather than words where it has both.

        answer: the number of the answer that it is part of, if of any.
        """
        for output in cell.outputs:
            if output.output_type == "error":
                raise self.stop(cell, f"it failed with {output.ename}")
            if output.output_type == "stream":
                yield tree.code("printed", output.text.rstrip("\n"))
                continue
            data, about = output.data, output.metadata.get("image/png", {})
            picture = next((mime for mime in PICTURES if mime in data), None)
            if SURPRISES in data or OWN in data:
                continue  # what was guessed, kept or wrong is known to one student's kernel alone
            if solves(cell) and FEEDBACK in data:
                if data[FEEDBACK]["state"] != "right":
                    raise self.stop(cell, f"the solution is not right: {data['text/plain']}")
            elif GUESS in data:
                asked = [data[GUESS]["question"], *data[GUESS]["options"]]
                yield tree.div("guess", [tree.element("Plain", tree.words(t)) for t in asked])
            elif picture and cell.id == f"{self.chapter}-explorer" and self.chapter in CHAPTERS:
                stills = [self.still(cell, *f) for f in EXPLORERS[self.chapter]().frames()]
                yield tree.div("explorer", stills, chapter=self.chapter)
            elif picture:
                sort, stored = PICTURES[picture], data[picture]
                drawn = stored.encode() if sort == "svg" else b64decode(stored)
                width = about.get("width", 600)
                yield self.figure(cell, about.get("alt", ""), sort, drawn, width, answer)
            elif WIDGET in data:
                raise self.stop(cell, "a widget without a picture beside it")
            elif "text/markdown" in data:
                yield tree.div("shown", [self.text(cell, data["text/markdown"])])
            elif any(mime.startswith("image/") for mime in data):
                raise self.stop(cell, "a figure that is neither SVG nor PNG")
            else:
                yield tree.code("printed", data["text/plain"])

    def still(self, cell: Any, name: str, svg: str, sentence: str) -> Block:
        """Return a panel of an explorer as a figure; its caption begins with its name."""
        title = _capital(name)
        caption = sentence if sentence.startswith(title) else f"{title}. {sentence}"
        width = re.findall(r'<svg [^>]*?\bwidth="(\d+)', svg)[0]
        return self.figure(cell, caption, "svg", svg.encode(), width, moment=name)

    def figure(
        self,
        cell: Any,
        caption: str,
        sort: str,
        data: bytes,
        width: object,
        answer: str = "",
        **more: str,
    ) -> Block:
        if not caption.strip():
            raise self.stop(cell, "a figure without alternative text")
        self.figures[answer] += 1
        file = f"{hashlib.sha256(data).hexdigest()[:16]}.{sort}"
        self.files[file] = data
        number = f"{int(self.chapter)}.{answer}{'.' * bool(answer)}{self.figures[answer]}"
        about = {"file": file, "width": str(width), "number": number, "words": caption}
        about["height"] = str(round(float(about["width"]) * _height(sort, data)))
        return tree.div("figure", [self.text(cell, lettered(caption))], **about, **more)


def _height(sort: str, data: bytes) -> float:
    """Return the height of a picture, as a part of its width."""
    if sort == "svg":
        wide, high = re.findall(rb'(?s)<svg [^>]*?viewBox="\S+ \S+ (\S+) (\S+)"', data)[0]
    else:
        wide, high = struct.unpack(">II", data[16:24])  # where a PNG says so
    return float(high) / float(wide)


def _kind(cell: Any) -> str:
    """Return what a cell is part of; neighbours of the same kind are one part."""
    if "exercise" in cell.metadata:
        return f"exercise {cell.metadata['exercise']}"
    return "answer" if folded(cell) else "lesson"


def _only_shows(cell: Any) -> bool:
    """Return whether a cell just imports something and shows it: nothing to read on paper."""
    *before, last = statements(cell.source) or [ast.Pass()]
    imports = all(isinstance(node, ast.Import | ast.ImportFrom) for node in before)
    return imports and isinstance(last, ast.Expr) and any("data" in o for o in cell.outputs)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
