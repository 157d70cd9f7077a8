"""Marks for a class, whatever it hands in."""

import csv
import io
import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from netlib.__main__ import main
from netlib.exercises import EXERCISES
from tests.a_class import Student, students

CLASS = {student.file: student for student in students(short=True)}
OTHERS = ("read me.pdf", "old.zip", ".DS_Store")


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a graded class, and what was printed."""
    folder = tmp_path_factory.mktemp("graded")
    for student in CLASS.values():
        path = folder / "class" / student.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(student.data)
    for name in OTHERS:
        (folder / "class" / name).write_bytes(b"x")
    argv = ["grade", str(folder / "class"), "--csv", str(folder / "marks.csv"), "--time", "8"]
    assert main(argv) == 0
    return folder, ""


@pytest.fixture(scope="module")
def rows(graded: tuple[Path, str]) -> dict[str, dict[str, str]]:
    text = (graded[0] / "marks.csv").read_bytes().decode("utf-8-sig")
    return {row["file"].removeprefix("'"): row for row in csv.DictReader(io.StringIO(text))}


@pytest.mark.parametrize("student", CLASS.values(), ids=list(CLASS))
def test_each_gets_what_it_deserves(student: Student, rows: dict[str, dict[str, str]]) -> None:
    row = rows[student.file]
    assert {id: row[id] for id in EXERCISES if row.get(id)} == student.states
    for id, state in student.states.items():
        assert row[f"{id} points"] == ("1" if state == "right" else "0")
    for id, mistake in student.mistakes.items():
        assert row[f"{id} mistake"] == mistake
    for remark in student.remarks:
        assert remark in row["remarks"]
    assert bool(row["remarks"]) == bool(student.remarks), row["remarks"]
