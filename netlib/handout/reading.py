"""A stored notebook, read as a lesson.

Whatever could not be printed stops the reading with the notebook's and the cell's name.
"""

import ast
import re
from base64 import b64decode
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import nbformat

from netlib.derivation.letters import lettered, pieces
from netlib.exercises import EXERCISES
from netlib.exercises.exercise import Mistake
from netlib.exercises.guess import ASKS, BOX
from netlib.explore import EXPLORERS
from netlib.handout.formulas import Formula, formula, pale
from netlib.handout.lesson import (
    Answer,
    Code,
    Exercise,
    Guess,
    Lesson,
    Part,
    Picture,
    Printed,
    Prose,
    folded,
    solves,
)
from netlib.handout.tree import Block, every, parse, plain

EXPLORER = re.compile(r'^EXPLORERS\["(\d\d)"\]\(\)\s*$', re.MULTILINE)
WIDGET = "application/vnd.jupyter.widget-view+json"
FOLDS = re.compile(r"(?s)(</?(details|summary)>|Hint \d|<!--.*?-->|\s)*")  # what HTML there may be
OPENED = re.compile(r"\A# Open this [^\n]*\n")  # and how a folded solution does
OPENS = re.compile(r"Open this [^.]*\.")  # how a folded text begins


def read(path: Path) -> Lesson:
    """Return the lesson of a stored notebook; raises ValueError naming notebook and cell."""
    notebook = nbformat.read(path, as_version=4)
    # What was guessed is known to a kernel alone; paper has lines for it.
    printed = [cell for cell in notebook.cells if not cell.id.endswith("-surprises")]
    reader = _Reader(path.stem, printed)
    parts = tuple(reader.parts())
    headings = [b for p in parts if isinstance(p, Prose) for b in p.blocks if b["t"] == "Header"]
    if not headings:
        raise ValueError(f"{path.stem} has no title")
    reader.look_at_the_ink()
    title = re.sub(r"\\([A-Za-z]+|,)", lambda m: m[1].strip(","), plain(headings[0]["c"][2]))
    return Lesson(path.stem, title, parts, reader.formulas)


class _Reader:
    """The cells of one notebook, all of their Markdown parsed at once."""

    def __init__(self, name: str, cells: list[Any]) -> None:
        self.name, self.cells = name, cells
        self.formulas: dict[tuple[str, bool], Formula] = {}
        self.where: dict[tuple[str, bool], str] = {}
        self.pictures = self.answers = 0
        texts = {cell.source for cell in cells if cell.cell_type == "markdown"}
        texts |= {o.data["text/markdown"] for c in cells for o in _bundles(c) if _is_prose(o)}
        for cell in cells:
            known = EXERCISES.get(cell.metadata.get("exercise", ""))
            if known:
                texts |= {lettered(known.marking)}
                texts |= {text for mistake in known.mistakes for text in _said(mistake)}
        try:
            self.trees = dict(zip(sorted(texts), parse(sorted(texts)), strict=True))
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error

    def stop(self, cell: Any, what: str) -> ValueError:
        return ValueError(f"{self.name}, cell {cell.id}: {what}")

    def parts(self) -> Iterable[Part]:
        """Yield the parts, cell by cell; cells of one exercise, or folded together, are one."""
        question: list[Block] = []
        for kind, group in groupby(self.cells, key=_kind):
            cells = list(group)
            if kind == "answer":
                self.answers += 1
                parts = tuple(self.part(cell) for cell in cells)
                yield Answer(self.answers, parts, question)
            elif kind.startswith("exercise"):
                yield self.exercise(cells)
            else:
                for cell in cells:
                    part = self.part(cell)
                    question = part.blocks[-1:] if isinstance(part, Prose) else question
                    yield part

    def part(self, cell: Any) -> Prose | Code:
        if cell.cell_type == "markdown":
            blocks = self.prose(cell, cell.source)
            if folded(cell) and OPENS.match(plain(blocks[0])):
                blocks = blocks[1:]
            return Prose(blocks)
        hidden = bool(cell.metadata.get("jupyter", {}).get("source_hidden")) and not folded(cell)
        hidden = hidden or (_only_shows(cell) and not solves(cell))
        source = OPENED.sub("", cell.source) if solves(cell) else cell.source
        shown = tuple(self.shown(cell))
        asks = any(isinstance(output, Guess) for output in shown)
        return Code(source, shown, hidden or asks)

    def exercise(self, cells: list[Any]) -> Exercise:
        """Return an exercise of its cells: the question, the stub, the solution."""
        question, *rest = cells
        lines = question.metadata.get("answer_lines")
        stubs = [cell for cell in rest if not solves(cell)]
        if question.cell_type != "markdown" or not isinstance(lines, int) or len(stubs) != 1:
            raise self.stop(question, "an exercise is a question with answer_lines, then its stub")
        blocks, hints = _hints(self.prose(question, question.source))
        known = EXERCISES.get(question.metadata["exercise"])
        return Exercise(
            title=blocks[:1],
            question=blocks[1:],
            hints=tuple(hints),
            lines=lines,
            stub=stubs[0].source,
            solution=tuple(self.solution(cell) for cell in rest if solves(cell)),
            marking=self.prose(question, lettered(known.marking)) if known else [],
            mistakes=tuple(
                (self.prose(question, name), self.prose(question, message))
                for name, message in map(_said, known.mistakes if known else ())
            ),
        )

    def solution(self, cell: Any) -> Prose | Code:
        """Return a cell of a solution, without the verdict on it, which must be that it's right."""
        part = self.part(cell)
        said = (output.data.get("text/plain", "") for output in _bundles(cell))
        verdicts = [words for words in said if words.startswith("Exercise ")]
        wrong = [words for words in verdicts if not words.endswith(": right.")]
        if wrong:
            raise self.stop(cell, f"the solution is not right: {wrong[0]}")
        if isinstance(part, Code) and verdicts:
            return replace(part, shown=part.shown[: -len(verdicts)])
        return part

    def prose(self, cell: Any, text: str) -> list[Block]:
        """Return the blocks of a text of the cell."""
        return self.looked_at(cell, self.trees[text])

    def looked_at(self, cell: Any, blocks: list[Block]) -> list[Block]:
        """Return the blocks, each formula set; raise ValueError for what can't be printed."""
        for element in every(blocks):
            kind, content = element.get("t"), element.get("c", "")
            if kind == "Math" and isinstance(content, list):
                key = (content[1].strip(), content[0]["t"] == "DisplayMath")
                try:
                    self.formulas[key] = formula(*key)
                except ValueError as error:
                    raise self.stop(cell, str(error)) from error
                self.where.setdefault(key, cell.id)
            elif kind == "Str" and re.search(r"\$|\\[A-Za-z]", content):
                raise self.stop(cell, f"TeX outside mathematics: {content}")
            elif kind == "Image":
                raise self.stop(cell, "a picture in Markdown; let a code cell show it, with words")
            elif kind in {"RawBlock", "RawInline"} and not FOLDS.fullmatch(content[1]):
                raise self.stop(cell, f"HTML that can't be printed: {content[1].strip()}")
        return blocks

    def shown(self, cell: Any) -> Iterable[Picture | Printed | Guess | Prose]:
        """Yield what a code cell shows, a picture rather than words where it has both."""
        explorer = EXPLORER.search(cell.source)
        for output in cell.outputs:
            if output.output_type == "error":
                raise self.stop(cell, f"it failed with {output.ename}")
            if output.output_type == "stream":
                yield Printed(output.text.rstrip("\n"))
                continue
            data, metadata = output.data, output.metadata
            pictures = {"image/svg+xml": "svg", "image/png": "png"}
            kind = next((k for k in pictures if k in data), None)
            if explorer and kind:
                for name, svg, words in EXPLORERS[explorer[1]]().frames():
                    title = f"{name[:1].upper()}{name[1:]}"
                    said = words if words.startswith(title) else f"{title}. {words}"
                    yield self.picture(cell, said, "svg", svg.encode(), _width(svg))
            elif kind:
                words = metadata.get("image/png", {}).get("alt", "")
                coded = data[kind]
                stored = coded.encode() if kind == "image/svg+xml" else b64decode(coded)
                width = metadata.get("image/png", {}).get("width", 600)
                yield self.picture(cell, words, pictures[kind], stored, width)
            elif WIDGET in data:
                raise self.stop(cell, "a widget without a picture beside it")
            elif "text/markdown" in data:
                yield Prose(self.prose(cell, data["text/markdown"]))
            elif any(k.startswith("image/") for k in data):
                raise self.stop(cell, "a figure that is neither SVG nor PNG")
            elif data["text/plain"].startswith(ASKS):
                asked, _, ticked = data["text/plain"].removeprefix(ASKS).partition("\n")
                options = (option.strip() for option in ticked.split(BOX)[1:])
                yield Guess(asked, tuple(options))
            else:
                yield Printed(data["text/plain"])

    def picture(self, cell: Any, words: str, kind: str, data: bytes, width: int) -> Picture:
        if not words.strip():
            raise self.stop(cell, "a figure without alternative text")
        self.pictures += 1
        number = f"{int(self.name[:2])}.{self.pictures}"
        caption = self.looked_at(cell, [_set(words)])
        return Picture(number, words, caption, kind, data, width)

    def look_at_the_ink(self) -> None:
        """Raise ValueError for the first formula that leaves less ink than its letters would."""
        for found in pale(self.formulas.values()):
            key = next(key for key, f in self.formulas.items() if f is found)
            where = f"{self.name}, cell {self.where[key]}"
            raise ValueError(f"{where}: the formula {found.latex!r} leaves too little ink")


def _set(words: str) -> Block:
    """Return plain words as a block, their letters as formulas."""
    found: list[Block] = []
    for k, piece in enumerate(pieces(words)):
        if k % 2:
            found.append({"t": "Math", "c": [{"t": "InlineMath"}, piece]})
        else:
            runs = re.split("( )", piece)
            found += [
                {"t": "Space"} if run == " " else {"t": "Str", "c": run} for run in runs if run
            ]
    return {"t": "Plain", "c": found}


def _said(mistake: Mistake) -> tuple[str, str]:
    """Return the name of a mistake and what is said of it, as Markdown."""
    name = lettered(mistake.name) if len(mistake.name) > 1 else mistake.name
    return f"{name[:1].upper()}{name[1:]}.", lettered(mistake.message)


def _kind(cell: Any) -> str:
    """Return what a cell is part of; neighbours of the same kind are one part."""
    if "exercise" in cell.metadata:
        return f"exercise {cell.metadata['exercise']}"
    return "answer" if folded(cell) else "lesson"


def _bundles(cell: Any) -> list[Any]:
    return [o for o in cell.get("outputs", []) if "data" in o]


def _is_prose(output: Any) -> bool:
    return "text/markdown" in output.data


def _only_shows(cell: Any) -> bool:
    """Return whether a cell just imports something and shows it: nothing to read on paper."""
    *before, last = ast.parse(cell.source).body or [ast.Pass()]
    imports = all(isinstance(node, ast.Import | ast.ImportFrom) for node in before)
    return imports and isinstance(last, ast.Expr) and bool(_bundles(cell))


def _width(svg: str) -> int:
    found = re.search(r'<svg [^>]*?\bwidth="(\d+)', svg)
    return int(found[1]) if found else 860


def _hints(blocks: list[Block]) -> tuple[list[Block], list[list[Block]]]:
    """Return the blocks outside of <details>, and those within each."""
    outside: list[Block] = []
    hints: list[list[Block]] = []
    inside = False
    for block in blocks:
        markup = block["c"][1] if block["t"] == "RawBlock" else ""
        if "<details>" in markup:
            inside = True
            hints.append([])
        elif "</details>" in markup:
            inside = False
        elif block["t"] != "RawBlock":
            (hints[-1] if inside else outside).append(block)
    return outside, hints
