"""All handouts of some notebooks: made in a folder of their own, checked, and moved when whole."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat

from netlib.chapters import CHAPTERS
from netlib.exercises.stated import KEY
from netlib.publish import tree
from netlib.publish.codes import with_codes
from netlib.publish.copies import sheets, student, teacher
from netlib.publish.key import keys
from netlib.publish.leaks import for_teachers, leaks, read_notebook, read_page, read_pdf
from netlib.publish.lesson import Lesson, solves
from netlib.publish.paper import pdf
from netlib.publish.plan import plan
from netlib.publish.reading import read
from netlib.publish.screen import page
from netlib.publish.sheets import summary
from netlib.publish.tree import Block

COPIES = {"student": (student, "Student's copy"), "teacher": (teacher, "Teacher's copy")}


def build(
    notebooks: Sequence[Path],
    out: Path,
    *,
    paper: str,
    series: bool,
    only: str = "",
    site: str = "",
) -> Iterator[str]:
    """Make the handouts of the notebooks in the folder `out`; yield what was made, step by step.

    paper: "a4" or "letter". series: whether to make the summary, the lesson plan and the keys too,
    which are about all of the notebooks. only: "exercises", "hints" or "answers", to make nothing
    but these. site: as in `copied`. Raises ValueError, naming notebook and cell, for what can't be
    printed and for a solution in a student's copy; then nothing in `out` is changed.
    """
    with moved_when_whole(out) as part:
        lessons = []
        for path in notebooks:
            lesson = read(path)
            lessons.append(lesson)
            for who in [only] if only else COPIES:
                Path(part, who).mkdir(exist_ok=True)
                made = sheet(lesson, only, paper) if only else copied(lesson, who, paper, site)
                for name, data in made.items():
                    Path(part, who, name).write_bytes(data)
                yield f"{who}/{lesson.name}"
        if series:
            Path(part, "summary.pdf").write_bytes(summary(lessons, paper))
            yield "summary"
            Path(part, "lesson-plan.pdf").write_bytes(plan(lessons, paper))
            yield "lesson-plan"
            Path(part, "keys.pdf").write_bytes(keys(lessons, paper))
            yield "keys"


@contextmanager
def moved_when_whole(out: Path) -> Iterator[Path]:
    """Give a folder to write in, inside `out`, whose files are moved to `out` at the end.

    After an exception nothing in `out` is changed.
    """
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out, prefix=".part-") as part:
        yield Path(part)
        for file in sorted(p for p in Path(part).rglob("*") if p.is_file()):
            target = out / file.relative_to(part)
            target.parent.mkdir(exist_ok=True)
            os.replace(file, target)


def copied(lesson: Lesson, who: str, paper: str, site: str = "") -> dict[str, bytes]:
    """Return the files of one copy: PDF and HTML, the student's as a notebook too, and searched.

    who: "student" or "teacher". site: an address; where there is one, the PDF has codes with the
    states of explorers there. Raises ValueError as `build` does.
    """
    compose, copy = COPIES[who]
    head = {"title": lesson.title, "copy": copy}
    with _named(lesson):
        shown = page(compose(lesson.tree), lesson.files, **head)
        blocks, codes = on_paper(lesson, who), dict[str, bytes]()
        if site and lesson.chapter in CHAPTERS:
            blocks, codes = with_codes(blocks, site, lesson.chapter)
        printed = pdf(blocks, {**lesson.files, **codes}, paper=paper, **head)
    made = {f"{lesson.name}.pdf": printed, f"{lesson.name}.html": shown.encode()}
    if who == "student":
        stored = without_solutions(lesson.notebook)
        _search(
            lesson,
            {
                "the student's PDF": read_pdf(printed),
                "the student's HTML": read_page(shown),
                "the student's notebook": read_notebook(stored),
            },
        )
        made[f"{lesson.name}.ipynb"] = stored.encode()
    return made


def on_paper(lesson: Lesson, who: str) -> list[Block]:
    """Return a copy as paper has it, a student's in sheets."""
    compose, _ = COPIES[who]
    blocks = compose(lesson.paper)
    if who != "student":
        return blocks
    parts = sheets(blocks)
    text = parts.pop("text", [])
    return [*text, *(tree.div("sheet", part, title=name) for name, part in parts.items())]


def sheet(lesson: Lesson, name: str, paper: str) -> dict[str, bytes]:
    """Return the exercises, hints or answers alone, a PDF; none where the lesson has none.

    name: as `only` of `build`. Raises ValueError as `build` does.
    """
    part = sheets(student(lesson.paper)).get(name)
    if not part:
        return {}
    title = tree.header(1, next(b for b in lesson.opening if b["t"] == "Header")["c"][2])
    blocks = [tree.div("alone", [title, *part], title=name)]
    with _named(lesson):
        head = {"title": lesson.title, "copy": name.capitalize()}
        made = pdf(blocks, lesson.files, paper=paper, **head)
    _search(lesson, {f"the {name}": read_pdf(made)})
    return {f"{lesson.name}.pdf": made}


@contextmanager
def _named(lesson: Lesson) -> Iterator[None]:
    """Say of what can't be set which lesson it is in, and of a formula which cell."""
    try:
        yield
    except ValueError as error:
        # Pandoc names the formula that it can't convert.
        for latex, cell in lesson.formulas.items():
            if f"TeX math {latex}, rendering" in str(error):
                what = f"{lesson.name}, cell {cell}: the formula {latex!r} can't be set"
                raise ValueError(what) from error
        raise ValueError(f"{lesson.name}: {error}") from error


def _search(lesson: Lesson, searched: Mapping[str, Iterable[str]]) -> None:
    """Raise ValueError if a line of a solution stands in what a student gets."""
    if found := leaks(lesson.notebook.cells, searched, for_teachers(lesson.tree)):
        raise ValueError(f"{lesson.name}, {found[0]} (a solution's lines found: {len(found)})")


def without_solutions(notebook: nbformat.NotebookNode) -> str:
    """Return the notebook as it is stored, without its solutions and what numbers follow from."""
    kept = deepcopy([cell for cell in notebook.cells if not solves(cell)])
    for cell in kept:
        cell.metadata.pop(KEY, None)
    return str(nbformat.writes(nbformat.from_dict({**notebook, "cells": kept}))) + "\n"
