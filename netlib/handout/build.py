"""All handouts of some notebooks: made in a folder of their own, checked, and moved when whole."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat

from netlib.handout.copies import student, teacher
from netlib.handout.leaks import leaks, read_notebook, read_page, read_pdf
from netlib.handout.lesson import Lesson, read, solves
from netlib.handout.paper import Paper, pdf
from netlib.handout.screen import Screen, page
from netlib.handout.sheets import plan, summary

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
                _copy(lesson, path, Path(part, who), who, paper)
                yield f"{who}/{path.stem}"
        if sheets:
            Path(part, "summary.pdf").write_bytes(summary(lessons, paper))
            yield "summary"
            Path(part, "lesson-plan.pdf").write_bytes(plan(lessons, paper))
            yield "lesson-plan"
        for made in sorted(p for p in Path(part).rglob("*") if p.is_file()):
            target = out / made.relative_to(part)
            target.parent.mkdir(exist_ok=True)
            os.replace(made, target)


def _copy(lesson: Lesson, path: Path, folder: Path, who: str, paper: str) -> None:
    """Write one copy of a lesson as PDF and HTML; the student's as a notebook too, and searched."""
    compose, copy = COPIES[who]
    sheet, screen = Paper(), Screen()
    printed = pdf(compose(lesson, sheet), sheet, paper=paper, title=lesson.title, copy=copy)
    shown = page(compose(lesson, screen), screen, title=lesson.title, copy=copy)
    if who == "student":
        notebook = nbformat.read(path, as_version=4)
        stored = without_solutions(notebook)
        searched = {
            "the student's PDF": read_pdf(printed),
            "the student's HTML": read_page(shown),
            "the student's notebook": read_notebook(stored),
        }
        found = leaks(notebook.cells, searched)
        if found:
            raise ValueError(f"{path.stem}, {found[0]} (a solution's lines found: {len(found)})")
        (folder / f"{path.stem}.ipynb").write_text(stored, encoding="utf-8")
    (folder / f"{path.stem}.pdf").write_bytes(printed)
    (folder / f"{path.stem}.html").write_text(shown, encoding="utf-8")


def without_solutions(notebook: nbformat.NotebookNode) -> str:
    """Return the notebook as it is stored, without the cells of its solutions."""
    kept = [cell for cell in notebook.cells if not solves(cell)]
    return str(nbformat.writes(nbformat.from_dict({**notebook, "cells": kept}))) + "\n"
