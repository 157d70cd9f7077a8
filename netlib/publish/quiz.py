"""Exercises with fresh numbers as questions for a learning platform, each wrong answer diagnosed.

A question is text, and what is to be typed or chosen; `moodle` and `qti` write it as files.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
import numpy as np

from netlib.derivation.letters import lettered
from netlib.exercises import EXERCISES, Exercise
from netlib.exercises.answers import Choice, Decimals
from netlib.exercises.checking import value_of
from netlib.exercises.fresh import fresh
from netlib.exercises.shapes import Shapes
from netlib.exercises.stated import KEY, stated, verify
from netlib.publish import tree
from netlib.publish.key import shown, wrong
from netlib.publish.tree import Block

TYPED = "answer"  # in code: the sentence that has it is for a notebook, and what comes after it
CUT = "<!-- the next text -->"


@dataclass(frozen=True)
class Field:
    """A number to be typed: in front of which words, how exactly, and what is said to wrong ones.

    row: the fields of one row stand side by side.
    """

    label: str
    right: float
    tolerance: float
    wrong: tuple[tuple[float, str], ...]
    row: int


@dataclass(frozen=True)
class Option:
    """Something to choose, as HTML, and what is said to it; "" to the right one."""

    shown: str
    said: str


@dataclass(frozen=True)
class Asked:
    """A question: its exercise, with the numbers in it, its title, and its text as HTML.

    fields: what is to be typed, none where a letter is asked for. options: all that may be chosen
    instead, in a fixed order.
    """

    exercise: Exercise
    title: str
    text: str
    fields: tuple[Field, ...]
    options: tuple[Option, ...]


def left_out(exercise: Exercise) -> str:
    """Return why an exercise can't be asked on a platform; "" where it can."""
    if exercise.cases:
        return "a function"
    return "" if isinstance(exercise.kind, Decimals | Shapes | Choice) else "a derivation"


def questions(path: Path, seed: int) -> list[Asked]:
    """Return the questions of a stored notebook, each with numbers that hang on the seed alone.

    Raises ValueError, naming notebook and cell, where its texts say other numbers than they must.
    """
    drawn = list(_drawn(path, seed))
    texts = [[source, *_values(exercise), *_labels(exercise)] for exercise, source in drawn]
    parsed = iter(tree.parse([text for each in texts for text in each]))
    trees = [[next(parsed) for _ in each] for each in texts]
    html = iter(_html([blocks for cell, *more in trees for blocks in (_asked(cell), *more)]))
    found = []
    for (exercise, _), (cell, *_) in zip(drawn, trees, strict=True):
        title, text = f"{path.stem[:2]} · {tree.plain(cell[0])}", next(html)
        options = _options(exercise, [next(html) for _ in _values(exercise)])
        fields = _fields(exercise, [next(html) for _ in _labels(exercise)])
        found.append(Asked(exercise, title, text, tuple(fields), options))
    return found


def _drawn(path: Path, seed: int) -> Iterator[tuple[Exercise, str]]:
    """Yield each exercise of a notebook that can be asked, with other numbers, and its cell."""
    cells = nbformat.read(path, as_version=4).cells
    verify(path.stem, cells)
    for cell in cells:
        known = EXERCISES.get(cell.metadata.get("exercise", ""))
        if known and "answer_lines" in cell.metadata and not left_out(known):
            exercise = fresh(known, np.random.default_rng([seed, *map(ord, known.id)]))
            names = cell.metadata.get(KEY)
            yield exercise, stated(exercise, names, cell.source) if names else cell.source


def _asked(blocks: Sequence[Block]) -> list[Block]:
    """Return what a cell asks, up to its first hint, without what is for the notebook alone."""
    found: list[Block] = []
    for block in blocks[1:]:
        if block["t"] == "RawBlock":
            break
        if block["t"] == "Para":
            inlines = block["c"][2 * (not found and block["c"][0]["t"] == "Emph") :]  # "Pencil. "
            block = tree.para(inlines[: _on_any_paper(inlines)])
        if block["c"]:
            found.append(block)
    return found


def _on_any_paper(inlines: Sequence[Block]) -> int:
    """Return how much of a paragraph comes before the sentence on how to type the answer."""
    end = 0
    for k, inline in enumerate(inlines):
        if inline["t"] == "Code" and inline["c"][1] == TYPED:
            return end
        if inline["t"] == "Str" and inline["c"].rstrip(")").endswith((".", "?", "!")):
            end = k + 1
    return len(inlines)


def _html(texts: Sequence[Sequence[Block]]) -> list[str]:
    """Return texts as HTML by one call of pandoc, formulas as MathML; one paragraph as its words.

    What the formulas are in LaTeX is left out: a platform that cleans its pages would show it.
    """
    blocks = [b for text in texts for b in (*text, tree.raw("html", CUT))]
    html = re.sub(r"<annotation.*?</annotation>|</?semantics>", "", tree.write(blocks, "html"))
    pieces = (piece.strip() for piece in html.split(CUT)[:-1])
    return [p[3:-4] if p.count("<p>") == 1 and p[:3] == "<p>" and p[-4:] == "</p>" else p
            for p in pieces]  # fmt: skip


def _values(exercise: Exercise) -> list[str]:
    """Return the right answer as Markdown, and after it what each known mistake leads to."""
    right = exercise.kind.typed(value_of(exercise.solution, exercise.tried_on[0]))
    return [shown(exercise, v) for v in (right, *(wrong(exercise, m) for m in exercise.mistakes))]


def _options(exercise: Exercise, values: Sequence[str]) -> tuple[Option, ...]:
    """Return what may be chosen, sorted by how it looks, so that the right one is anywhere."""
    said = ["", *(mistake.message for mistake in exercise.mistakes)]
    options = map(Option, values, said)
    return tuple(sorted(options, key=lambda option: option.shown))


def _labels(exercise: Exercise) -> list[str]:
    """Return what stands in front of each number to be typed, as Markdown."""
    right = np.asarray(value_of(exercise.solution, exercise.tried_on[0]))
    match exercise.kind:
        case Shapes(parts=parts):
            return [text for p in parts for text in (f"{lettered(p)}, rows", "columns")]
        case Decimals(names=names) if names:
            return list(names)
        case Decimals() if right.ndim == 1:
            return [f"entry {k + 1}" for k in range(len(right))]
        case Decimals() if right.ndim == 2:
            return [""] * right.size  # where it stands says which
        case Decimals():
            return ["Answer"]
    return []


def _fields(exercise: Exercise, labels: Sequence[str]) -> Iterator[Field]:
    """Yield what is to be typed, a matrix entry by entry, a shape as rows and columns."""
    if not labels:
        return
    case = exercise.tried_on[0]
    right = np.asarray(value_of(exercise.solution, case), dtype=float)
    made = [np.asarray(value_of(m.wrong, case), dtype=float) for m in exercise.mistakes]
    kind = exercise.kind
    tolerance = kind.tolerance if isinstance(kind, Decimals) else 0.0
    for label, place in zip(labels, np.ndindex(right.shape), strict=True):
        told = [float(right[place])]
        said: list[tuple[float, str]] = []
        for mistake, value in zip(exercise.mistakes, made, strict=True):
            if value.shape == right.shape and all(abs(value[place] - x) > tolerance for x in told):
                told.append(float(value[place]))
                said.append((told[-1], mistake.message))
        yield Field(label, told[0], tolerance, tuple(said), place[0] if len(place) > 1 else 0)


def asked_for(question: Asked) -> str:
    """Return how exactly numbers are to be given, as HTML; "" where all are whole."""
    kind = question.exercise.kind
    if not isinstance(kind, Decimals) or all(f.right == round(f.right) for f in question.fields):
        return ""
    return f"<p>Up to {kind.digits} decimals.</p>"
