"""What is known of a lesson once its notebook is read: enough for each medium it is written in.

Its trees, for screens and for paper, are pandoc's, of the notebook's texts in their order, with
lines of code ("code", "shows" where the result is enough, "unread" where a notebook hides it,
"printed" by it, or "quoted" by a text), and of groups (`Div`) for all else:

cell      the code of a cell, then what it shows; id
shown     text that a cell returned
figure    a caption; file, width and height (on a screen, in pixels), number, words; of an explorer,
          moment
explorer  its figures, as it is before anything is moved; chapter
guess     a question and its options, as plain words; number of the answer that follows, if one does
question  the paragraph and the guess, maybe of no options, that come before an answer; its number
answer    what is folded in the notebook; number and title
exercise  title and question, then stub, solution, asides to a teacher and hints; lines to write on
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from netlib.publish.tree import Block


@dataclass(frozen=True)
class Lesson:
    """A notebook, its file's name ("05_sigma_1"), its title in words, its trees.

    opening: its first text on paper: the title, what it needs, the puzzle. tree: as a screen has
    it. paper: the same without what only a screen can do, and of code what is to be read. files:
    what its figures show, by name. formulas: the LaTeX of each, and the cell it is in. notebook: as
    it is stored.
    """

    name: str
    title: str
    opening: list[Block] = field(repr=False)
    tree: list[Block] = field(repr=False)
    paper: list[Block] = field(repr=False)
    files: Mapping[str, bytes] = field(repr=False)
    formulas: Mapping[str, str] = field(repr=False)
    notebook: Any = field(repr=False)

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
