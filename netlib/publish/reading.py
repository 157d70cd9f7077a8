"""A stored notebook, read as a lesson.

Whatever could not be printed stops the reading with the notebook's and the cell's name.
"""

import ast
import hashlib
import re
from base64 import b64decode
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import nbformat

from netlib.derivation.letters import lettered
from netlib.exercises import EXERCISES
from netlib.exercises.checking import FEEDBACK
from netlib.exercises.exercise import Mistake
from netlib.exercises.guess import GUESS, SURPRISES
from netlib.explore import EXPLORERS
from netlib.publish import tree
from netlib.publish.lesson import Lesson, folded, solves
from netlib.publish.texts import parsed
from netlib.publish.tree import Block

EXPLORER = re.compile(r'^EXPLORERS\["(\d\d)"\]\(\)\s*$', re.MULTILINE)
WIDGET = "application/vnd.jupyter.widget-view+json"
PICTURES = {"image/svg+xml": "svg", "image/png": "png"}
OPENS = re.compile(r"\AOpen this [^.]*\.\n+")  # how a folded text begins
OPENED = re.compile(r"\A# Open this [^\n]*\n")  # and how a folded solution does


def read(path: Path) -> Lesson:
    """Return the lesson of a stored notebook; raises ValueError naming notebook and cell."""
    notebook = nbformat.read(path, as_version=4)
    reader = _Reader(path.stem)
    # What was guessed is known to a kernel alone; paper has lines for it.
    cells = [cell for cell in notebook.cells if not any(SURPRISES in o.data for o in _data(cell))]
    unread = [b for sort, group in groupby(cells, _kind) for b in reader.group(sort, list(group))]
    opening, blocks, formulas = parsed(path.stem, unread, reader.texts)
    if opening[0]["t"] != "Header":
        raise ValueError(f"{path.stem} has no title")
    title = re.sub(r"\\([A-Za-z]+|,)", lambda m: m[1].strip(","), tree.plain(opening[0]["c"][2]))
    return Lesson(path.stem, title, opening, blocks, reader.files, formulas, notebook)


class _Reader:
    """What is found in one notebook: texts to be parsed all at once, and files of figures."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.files: dict[str, bytes] = {}
        self.texts: dict[str, str] = {}  # and the cell of each
        self.answers = self.figures = 0

    def stop(self, cell: Any, what: str) -> ValueError:
        return ValueError(f"{self.name}, cell {cell.id}: {what}")

    def group(self, sort: str, cells: list[Any]) -> list[Block]:
        """Return neighbouring cells of one sort; those of an exercise, or folded, are one."""
        if sort.startswith("exercise"):
            return [self.exercise(*cells)]
        blocks = [self.cell(cell) for cell in cells]
        if sort == "lesson":
            return blocks
        self.answers += 1
        return [tree.div("answer", blocks, number=str(self.answers))]

    def cell(self, cell: Any) -> Block:
        if cell.cell_type == "markdown":
            return self.text(cell, OPENS.sub("", cell.source) if folded(cell) else cell.source)
        shown = list(self.shown(cell))
        closed = cell.metadata.get("jupyter", {}).get("source_hidden") and not folded(cell)
        unread = closed or (_only_shows(cell) and not solves(cell)) or tree.of_kind("guess", shown)
        source = OPENED.sub("", cell.source) if solves(cell) else cell.source
        lines = tree.code("hidden" if unread else "code", source)
        return tree.div("cell", [lines, *shown], cell.id)

    def text(self, cell: Any, markdown: str) -> Block:
        """Return what stands for a text until all are parsed."""
        self.texts.setdefault(markdown, cell.id)
        return tree.raw("markdown", markdown)

    def exercise(self, question: Any, *rest: Any) -> Block:
        """Return an exercise of its cells: the question, the stub, the solution."""
        lines = question.metadata.get("answer_lines")
        stubs = [tree.code("code", cell.source) for cell in rest if not solves(cell)]
        if question.cell_type != "markdown" or not isinstance(lines, int) or len(stubs) != 1:
            raise self.stop(question, "an exercise is a question with answer_lines, then its stub")
        parts = [
            self.cell(question),
            tree.div("stub", stubs),
            tree.div("solution", [self.cell(cell) for cell in rest if solves(cell)]),
        ]
        name = question.metadata["exercise"]
        if known := EXERCISES.get(name):
            mistakes = "\n\n".join(map(_said, known.mistakes))
            parts.append(tree.div("marking", [self.text(question, lettered(known.marking))]))
            parts.append(tree.div("mistakes", [self.text(question, mistakes)]))
        return tree.div("exercise", parts, question.id, id=name, lines=str(lines))

    def shown(self, cell: Any) -> Iterator[Block]:
        """Yield what a code cell shows, a picture rather than words where it has both."""
        explorer = EXPLORER.search(cell.source)
        for output in cell.outputs:
            if output.output_type == "error":
                raise self.stop(cell, f"it failed with {output.ename}")
            if output.output_type == "stream":
                yield tree.code("printed", output.text.rstrip("\n"))
                continue
            data, about = output.data, output.metadata.get("image/png", {})
            picture = next((mime for mime in PICTURES if mime in data), None)
            if solves(cell) and FEEDBACK in data:
                if data[FEEDBACK]["state"] != "right":
                    raise self.stop(cell, f"the solution is not right: {data['text/plain']}")
            elif GUESS in data:
                asked = data[GUESS]
                plains = [_plain(text) for text in (asked["question"], *asked["options"])]
                yield tree.div("guess", plains, id=asked["name"])
            elif explorer and picture:
                for name, svg, sentence in EXPLORERS[explorer[1]]().frames():
                    title = f"{name[:1].upper()}{name[1:]}"
                    caption = sentence if sentence.startswith(title) else f"{title}. {sentence}"
                    found = re.search(r'<svg [^>]*?\bwidth="(\d+)', svg)
                    width = int(found[1]) if found else 860
                    more = {"explorer": explorer[1]}
                    yield self.figure(cell, caption, "svg", svg.encode(), width, **more)
            elif picture:
                drawn = picture == "image/svg+xml"
                stored = data[picture].encode() if drawn else b64decode(data[picture])
                width = about.get("width", 600)
                yield self.figure(cell, about.get("alt", ""), PICTURES[picture], stored, width)
            elif WIDGET in data:
                raise self.stop(cell, "a widget without a picture beside it")
            elif "text/markdown" in data:
                yield tree.div("shown", [self.text(cell, data["text/markdown"])])
            elif any(mime.startswith("image/") for mime in data):
                raise self.stop(cell, "a figure that is neither SVG nor PNG")
            else:
                yield tree.code("printed", data["text/plain"])

    def figure(
        self, cell: Any, caption: str, sort: str, data: bytes, width: int, **more: str
    ) -> Block:
        if not caption.strip():
            raise self.stop(cell, "a figure without alternative text")
        self.figures += 1
        file = f"{hashlib.sha256(data).hexdigest()[:16]}.{sort}"
        self.files[file] = data
        number = f"{int(self.name[:2])}.{self.figures}"
        about = {"file": file, "width": str(width), "number": number, "words": caption} | more
        return tree.div("figure", [self.text(cell, lettered(caption))], **about)


def _kind(cell: Any) -> str:
    """Return what a cell is part of; neighbours of the same kind are one part."""
    if "exercise" in cell.metadata:
        return f"exercise {cell.metadata['exercise']}"
    return "answer" if folded(cell) else "lesson"


def _data(cell: Any) -> list[Any]:
    return [output for output in cell.get("outputs", []) if "data" in output]


def _only_shows(cell: Any) -> bool:
    """Return whether a cell just imports something and shows it: nothing to read on paper."""
    *before, last = ast.parse(cell.source).body or [ast.Pass()]
    imports = all(isinstance(node, ast.Import | ast.ImportFrom) for node in before)
    return imports and isinstance(last, ast.Expr) and bool(_data(cell))


def _plain(text: str) -> Block:
    return {"t": "Plain", "c": tree.words(text)}


def _said(mistake: Mistake) -> str:
    """Return the name of a mistake and what is said of it, as an item of a Markdown list."""
    name = lettered(mistake.name) if len(mistake.name) > 1 else mistake.name
    return f"- **{name[:1].upper()}{name[1:]}.** {lettered(mistake.message)}"
