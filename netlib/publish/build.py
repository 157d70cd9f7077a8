"""All handouts of some notebooks: made in a folder of their own, checked, and moved when whole."""

import os
from collections.abc import Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat

from netlib.chapters import CHAPTERS
from netlib.exercises.stated import KEY
from netlib.publish.codes import with_codes
from netlib.publish.copies import at_the_end, student, teacher
from netlib.publish.key import keys
from netlib.publish.leaks import for_teachers, leaks, read_notebook, read_page, read_pdf
from netlib.publish.lesson import Lesson, solves
from netlib.publish.paper import pdf
from netlib.publish.plan import plan
from netlib.publish.reading import read
from netlib.publish.screen import page
from netlib.publish.sheets import summary

COPIES = {"student": (student, "Student's copy"), "teacher": (teacher, "Teacher's copy")}


def build(
    notebooks: Sequence[Path], out: Path, *, paper: str, sheets: bool, site: str = ""
) -> Iterator[str]:
    """Make the handouts of the notebooks in the folder `out`; yield what was made, step by step.

    paper: "a4" or "letter". sheets: whether to make the summary, the lesson plan and the keys too,
    which are about all of the notebooks. site: as in `copied`.
    Raises ValueError, naming notebook and cell, for what can't be printed and for a solution in a
    student's copy; then nothing in `out` is changed.
    """
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out, prefix=".part-") as part:
        lessons = []
        for path in notebooks:
            lesson = read(path)
            lessons.append(lesson)
            for who in COPIES:
                Path(part, who).mkdir(exist_ok=True)
                for name, data in copied(lesson, who, paper, site).items():
                    Path(part, who, name).write_bytes(data)
                yield f"{who}/{lesson.name}"
        if sheets:
            Path(part, "summary.pdf").write_bytes(summary(lessons, paper))
            yield "summary"
            Path(part, "lesson-plan.pdf").write_bytes(plan(lessons, paper))
            yield "lesson-plan"
            Path(part, "keys.pdf").write_bytes(keys(lessons, paper))
            yield "keys"
        for made in sorted(p for p in Path(part).rglob("*") if p.is_file()):
            target = out / made.relative_to(part)
            target.parent.mkdir(exist_ok=True)
            os.replace(made, target)


def copied(lesson: Lesson, who: str, paper: str, site: str = "") -> dict[str, bytes]:
    """Return the files of one copy: PDF and HTML, the student's as a notebook too, and searched.

    who: "student" or "teacher". site: an address; where there is one, the PDF has codes with the
    states of explorers there. Raises ValueError as `build` does.
    """
    compose, copy = COPIES[who]
    blocks = compose(lesson.tree)
    head = {"title": lesson.title, "copy": copy}
    try:
        shown = page(blocks, lesson.files, **head)
        codes = dict[str, bytes]()
        if site and lesson.chapter in CHAPTERS:
            blocks, codes = with_codes(blocks, site, lesson.chapter)
        printed = pdf(at_the_end(blocks), {**lesson.files, **codes}, paper=paper, **head)
    except ValueError as error:
        # Pandoc names the formula that it can't convert.
        for latex, cell in lesson.formulas.items():
            if f"TeX math {latex}, rendering" in str(error):
                what = f"{lesson.name}, cell {cell}: the formula {latex!r} can't be set"
                raise ValueError(what) from error
        raise ValueError(f"{lesson.name}: {error}") from error
    made = {f"{lesson.name}.pdf": printed, f"{lesson.name}.html": shown.encode()}
    if who == "student":
        stored = without_solutions(lesson.notebook)
        searched = {
            "the student's PDF": read_pdf(printed),
            "the student's HTML": read_page(shown),
            "the student's notebook": read_notebook(stored),
        }
        if found := leaks(lesson.notebook.cells, searched, for_teachers(lesson.tree)):
            raise ValueError(f"{lesson.name}, {found[0]} (a solution's lines found: {len(found)})")
        made[f"{lesson.name}.ipynb"] = stored.encode()
    return made


def without_solutions(notebook: nbformat.NotebookNode) -> str:
    """Return the notebook as it is stored, without its solutions and what numbers follow from."""
    kept = deepcopy([cell for cell in notebook.cells if not solves(cell)])
    for cell in kept:
        cell.metadata.pop(KEY, None)
    return str(nbformat.writes(nbformat.from_dict({**notebook, "cells": kept}))) + "\n"
