"""All handouts of some notebooks: made in a folder of their own, checked, and moved when whole."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat

from netlib.publish.copies import at_the_end, student, teacher
from netlib.publish.leaks import leaks, read_notebook, read_page, read_pdf
from netlib.publish.lesson import Lesson, solves
from netlib.publish.paper import pdf
from netlib.publish.plan import plan
from netlib.publish.reading import read
from netlib.publish.screen import page
from netlib.publish.sheets import summary

COPIES = {"student": (student, "Student's copy"), "teacher": (teacher, "Teacher's copy")}


def build(notebooks: Sequence[Path], out: Path, *, paper: str, sheets: bool) -> Iterator[str]:
    """Make the handouts of the notebooks in the folder `out`; yield what was made, step by step.

    paper: "a4" or "letter". sheets: whether to make the summary and the lesson plan as well,
    which are about all of the notebooks. Raises ValueError, naming notebook and cell, for what
    can't be printed and for a solution in a student's copy; then nothing in `out` is changed.
    """
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out, prefix=".part-") as part:
        lessons = []
        for path in notebooks:
            lesson = read(path)
            lessons.append(lesson)
            for who in COPIES:
                Path(part, who).mkdir(exist_ok=True)
                for name, data in copied(lesson, who, paper).items():
                    Path(part, who, name).write_bytes(data)
                yield f"{who}/{lesson.name}"
        if sheets:
            Path(part, "summary.pdf").write_bytes(summary(lessons, paper))
            yield "summary"
            Path(part, "lesson-plan.pdf").write_bytes(plan(lessons, paper))
            yield "lesson-plan"
        for made in sorted(p for p in Path(part).rglob("*") if p.is_file()):
            target = out / made.relative_to(part)
            target.parent.mkdir(exist_ok=True)
            os.replace(made, target)


def copied(lesson: Lesson, who: str, paper: str) -> dict[str, bytes]:
    """Return the files of one copy: PDF and HTML, the student's as a notebook too, and searched.

    who: "student" or "teacher". Raises ValueError as `build` does.
    """
    compose, copy = COPIES[who]
    blocks = compose(lesson.tree)
    head = {"title": lesson.title, "copy": copy}
    try:
        shown = page(blocks, lesson.files, **head)
        printed = pdf(at_the_end(blocks), lesson.files, paper=paper, **head)
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
        if found := leaks(lesson.notebook.cells, searched):
            raise ValueError(f"{lesson.name}, {found[0]} (a solution's lines found: {len(found)})")
        made[f"{lesson.name}.ipynb"] = stored.encode()
    return made


def without_solutions(notebook: nbformat.NotebookNode) -> str:
    """Return the notebook as it is stored, without the cells of its solutions."""
    kept = [cell for cell in notebook.cells if not solves(cell)]
    return str(nbformat.writes(nbformat.from_dict({**notebook, "cells": kept}))) + "\n"
