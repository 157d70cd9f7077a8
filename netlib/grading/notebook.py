"""A student's file, read as cells, however it is called and whatever is in it."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netlib.chapters import CHAPTERS
from netlib.exercises import EXERCISES
from netlib.exercises.checking import SOLUTION

LARGEST = 50_000_000  # bytes
CHECKS = re.compile(r"""\bcheck\(\s*['"](\d\d\.\d+)['"]""")


class NoNotebook(ValueError):
    """A file that can't be read as a notebook; says why."""


@dataclass(frozen=True)
class Cell:
    """A cell of code: its text, its name, and which exercises it hands over, if any.

    solution: whether it is the folded solution that the notebooks come with.
    """

    source: str
    name: str
    exercises: frozenset[str]
    solution: bool


@dataclass(frozen=True)
class Notebook:
    """The code of a notebook, and the chapter that most of its cells belong to; "" if none."""

    cells: tuple[Cell, ...]
    chapter: str

    def cells_of(self, id: str) -> list[int]:
        """Return which of its cells are the student's for an exercise."""
        return [
            k for k, cell in enumerate(self.cells) if id in cell.exercises and not cell.solution
        ]


def read(path: Path) -> Notebook:
    """Return the notebook in a file; raises NoNotebook, or OSError where it can't be read."""
    if path.stat().st_size > LARGEST:
        raise NoNotebook(f"it has more than {LARGEST // 1_000_000} MB")
    try:
        data = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise NoNotebook("it is not JSON, as a notebook is") from None
    stored = data.get("cells", _of_version_3(data)) if isinstance(data, dict) else None
    if not isinstance(stored, list):
        raise NoNotebook("it has no list of cells, as a notebook has")
    found = [(cell, _text(cell)) for cell in stored if isinstance(cell, dict)]
    votes: Counter[str] = Counter()
    for cell, source in found:
        names = [str(cell.get("id", "")), str(_about(cell).get("exercise", ""))]
        votes.update({n[:2] for n in [*names, *CHECKS.findall(source)]} & CHAPTERS.keys())
    code = [_cell(cell, source) for cell, source in found if cell.get("cell_type") == "code"]
    return Notebook(tuple(code), max(votes, key=lambda n: (votes[n], n), default=""))


def _of_version_3(data: Mapping[str, Any]) -> Any:
    """Return the cells where notebooks of 2014 and before had them."""
    sheets = data.get("worksheets")
    return sheets[0].get("cells") if sheets and isinstance(sheets, list) else None


def _text(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def _about(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    about = cell.get("metadata")
    return about if isinstance(about, dict) else {}


def _cell(cell: Mapping[str, Any], source: str) -> Cell:
    about, tags = _about(cell), _about(cell).get("tags")
    named = str(about.get("exercise", ""))
    asked = {id for id in (named, *CHECKS.findall(source)) if id in EXERCISES}
    solves = source.startswith(SOLUTION) or (isinstance(tags, list) and "solution" in tags)
    return Cell(source, str(cell.get("id", ""))[:60], frozenset(asked), solves)
