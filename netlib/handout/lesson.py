"""A lesson: what a notebook holds for paper, prose, code, folded answers and exercises."""

from dataclasses import dataclass, field
from typing import Any

from netlib.handout.formulas import Formula
from netlib.handout.tree import Block


@dataclass(frozen=True)
class Picture:
    """A figure: its words, its file ("svg" or "png"), and its width on a screen in pixels.

    caption: the words once more, with their letters set as formulas.
    """

    number: str
    words: str
    caption: list[Block]
    kind: str
    data: bytes
    width: int


@dataclass(frozen=True)
class Printed:
    """What a cell printed."""

    text: str


@dataclass(frozen=True)
class Guess:
    """What a student is asked to predict, and the options that there are."""

    question: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Prose:
    """A Markdown cell, or Markdown that a cell returned."""

    blocks: list[Block]


@dataclass(frozen=True)
class Code:
    """A code cell; `folded` where paper has only what it shows."""

    source: str
    shown: tuple[Picture | Printed | Guess | Prose, ...]
    folded: bool = False


@dataclass(frozen=True)
class Answer:
    """Folded cells that answer the question before them; numbered through the notebook."""

    number: int
    parts: tuple[Prose | Code, ...]
    question: list[Block]


@dataclass(frozen=True)
class Exercise:
    """A question with its hints, the stub to begin from, lines to write on, and the solution.

    marking: what to look for. mistakes: the name of each known one with what is said of it.
    """

    title: list[Block]
    question: list[Block]
    hints: tuple[list[Block], ...]
    lines: int
    stub: str
    solution: tuple[Prose | Code, ...]
    marking: list[Block]
    mistakes: tuple[tuple[list[Block], list[Block]], ...]


Part = Prose | Code | Answer | Exercise


@dataclass(frozen=True)
class Lesson:
    """A notebook: "05_sigma_1", its title in words, its parts, and its formulas."""

    name: str
    title: str
    parts: tuple[Part, ...]
    formulas: dict[tuple[str, bool], Formula] = field(repr=False)

    @property
    def chapter(self) -> str:
        """The two digits that the name begins with."""
        return self.name[:2]


def solves(cell: Any) -> bool:
    """Return whether the cell belongs to a solution."""
    return "solution" in cell.metadata.get("tags", [])


def folded(cell: Any) -> bool:
    """Return whether the cell is stored folded, with all that it shows."""
    hidden = cell.metadata.get("jupyter", {})
    wanted = ["source_hidden"] + ["outputs_hidden"] * (cell.cell_type == "code")
    return all(hidden.get(key) for key in wanted)
