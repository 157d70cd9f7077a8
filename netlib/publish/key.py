"""The key: what is right, what common wrong answers come to and come from, and the points."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from netlib.derivation.letters import lettered
from netlib.derivation.slips import SLIPS
from netlib.exercises import EXERCISES, Exercise, Mistake
from netlib.exercises.answers import Choice, Decimals
from netlib.exercises.checking import value_of
from netlib.exercises.shapes import Shapes
from netlib.publish import tree
from netlib.publish.lesson import Lesson
from netlib.publish.paper import pdf
from netlib.publish.tree import Block

MISTAKES = "Common wrong answers, and what they come from"
INTRO = (
    "What is right stands first, in bold; then what common wrong answers come to, smallest first. "
    "What they come from, and what earns the points, is in the teacher’s copies. Slips are those "
    "of the page, and all of them are in notebook 07."
)


def asides(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """Yield what a teacher gets of an exercise beside its solution: titles, and Markdown."""
    if isinstance(exercise.kind, Decimals | Shapes | Choice):  # else the solution says it
        right = answer(exercise)
        formula = right.startswith(r"$\begin")  # a matrix, which stands alone
        yield "Answer", f"${right}$" if formula else f"**{right}**"
    earned = "; ".join(f"{n} for {lettered(what)}" for what, n in exercise.earns.items())
    yield f"Marking, {points(exercise.points)}", f"{lettered(exercise.marking)}\n\n{earned}."
    yield MISTAKES, "\n\n".join(_item(exercise, m) for m in by_value(exercise))


def answer(exercise: Exercise) -> str:
    """Return the right answer as Markdown, as a student would write it."""
    return shown(exercise, exercise.kind.typed(value_of(exercise.solution, exercise.tried_on[0])))


def by_value(exercise: Exercise) -> list[Mistake]:
    """Return the known mistakes, those with smaller numbers first; in their order without any."""
    if not isinstance(exercise.kind, Decimals):
        return list(exercise.mistakes)
    return sorted(exercise.mistakes, key=lambda m: tuple(np.ravel(wrong(exercise, m))))


def wrong(exercise: Exercise, mistake: Mistake) -> Any:
    """Return what a mistake leads to, as a student would give it."""
    return exercise.kind.typed(value_of(mistake.wrong, exercise.tried_on[0]))


def called(mistake: Mistake) -> str:
    """Return the name of a mistake as Markdown, a slip of the page in words."""
    slip = SLIPS.get(mistake.name)
    words = f"{slip.short} (slip {slip.id})" if slip and slip.short else mistake.name
    return lettered(words)


def shown(exercise: Exercise, value: Any, but: Any = None) -> str:
    """Return an answer, or a wrong one, as Markdown: a matrix as a matrix.

    but: of several shapes, those that are the same are left out.
    """
    kind = exercise.kind
    if isinstance(kind, Shapes):
        each = zip(kind.parts, value, but or [None] * len(value), strict=True)
        return ", ".join(f"{lettered(p)}: {_times(shape)}" for p, shape, b in each if shape != b)
    if isinstance(kind, Choice):
        return str(value)
    if not isinstance(kind, Decimals):
        return _code(value)
    if np.ndim(value) == 2:
        rows = r" \\ ".join(" & ".join(number(x, "-") for x in row) for row in value)
        return rf"$\begin{{bmatrix}} {rows} \end{{bmatrix}}$"
    listed = ", ".join(map(number, np.ravel(value)))
    return f"({listed})" if np.ndim(value) else listed


def number(x: float, minus: str = "−") -> str:
    """Return a number without needless zeros."""
    return f"{x:.12f}".rstrip("0").rstrip(".").replace("-", minus)


def points(count: int) -> str:
    """Return how many points in words."""
    return f"{count} point{'s' * (count != 1)}"


def _code(text: str) -> str:
    return "  \n".join(f"`{line.strip()}`" for line in text.splitlines())


def _times(shape: Any) -> str:
    return " × ".join(map(str, shape))


def _item(exercise: Exercise, mistake: Mistake) -> str:
    """Return a mistake as an item of a Markdown list: its value, name, and where it comes from."""
    name, said = called(mistake), lettered(mistake.message)
    if exercise.cases or isinstance(exercise.kind, Choice):
        return f"- **{name[:1].upper() + name[1:]}.** {said}"
    return f"- **{_wrong(exercise, mistake)}** *{name}.* {said}"


def _wrong(exercise: Exercise, mistake: Mistake) -> str:
    """Return what a mistake leads to as Markdown, of several shapes those that are wrong."""
    right = value_of(exercise.solution, exercise.tried_on[0])
    return shown(exercise, wrong(exercise, mistake), right)


def keys(lessons: Sequence[Lesson], paper: str) -> bytes:
    """Return a PDF with the keys of all exercises of the lessons.

    paper: "a4" or "letter".
    """
    texts: list[str] = []
    total = 0
    for lesson in lessons:
        ids = dict.fromkeys(cell.metadata.get("exercise", "") for cell in lesson.notebook.cells)
        known = [EXERCISES[id] for id in ids if id in EXERCISES]
        count = sum(exercise.points for exercise in known)
        total += count
        texts += [f"## {lesson.chapter} · {points(count)}"] * bool(known)
        texts += map(_line, known)
    blocks: list[Block] = [
        block if block["t"] == "Header" else tree.div("key", [block])
        for text in tree.parse(texts)
        for block in text
    ]
    title = "Key to all exercises"
    head = tree.header(1, tree.words(f"{title}, {points(total)}"))
    sheet = [head, tree.div("keys", blocks, title=INTRO)]
    return pdf(sheet, {}, paper=paper, title=title, copy="Keys")


def _line(exercise: Exercise) -> str:
    """Return an exercise's key: the right answer, and the wrong ones by name, a line each."""
    begun = f"**{exercise.id}** ({exercise.points})"
    if exercise.cases:
        return f"{begun}  \n{_code(exercise.formula)}"
    lines = [f"{begun} **{answer(exercise)}**"]
    if isinstance(exercise.kind, Decimals | Shapes):
        for mistake in by_value(exercise):
            value = _wrong(exercise, mistake)
            lines.append(f"{value}\N{EN SPACE}*{called(mistake)}*")
    return "  \n".join(lines)
