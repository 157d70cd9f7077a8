"""A lesson as a student gets it and as a teacher does: a table each, from a group to its blocks.

A copy is a tree of pandoc's again, the same for each medium. Its groups are those that a medium
writes: figure, guess (with the `number` of its answer), lines (`count`), and with a `title` each
exercise, hint, answer, reply, solution, aside; together and lead (kept on a page, or on that of
what follows); overleaf.
"""

from collections.abc import Callable, Mapping, Sequence

from netlib.publish import tree
from netlib.publish.tree import Block

Table = Mapping[str, Callable[[Block], list[Block]]]


def student(lesson: Sequence[Block]) -> list[Block]:
    """Return the student's copy: lines instead of solutions, and room for each guess."""
    blocks = _copied(lesson, STUDENT)
    found: list[Block] = []
    for block, following in zip(blocks, [*blocks[1:], tree.div("end", [])], strict=False):
        found.append(block)
        if tree.kind(block) == "exercise" and tree.kind(following) != "exercise":
            # Hints and answers come after this, and are not seen while an exercise is.
            found.append(tree.div("overleaf", []))
    return found


def teacher(lesson: Sequence[Block]) -> list[Block]:
    """Return the teacher's copy: answers and solutions in place, with what to look for."""
    return _copied(lesson, TEACHER)


def at_the_end(blocks: Sequence[Block]) -> list[Block]:
    """Return a copy as paper has it: what a screen folds, hints and answers, comes last."""
    found: list[Block] = []
    hints: list[Block] = []
    for block in blocks:
        inner = tree.inside(block) if tree.kind(block) == "exercise" else []
        if own := tree.of_kind("hint", inner):
            block = tree.div("exercise", [b for b in inner if b not in own])
            hints += [tree.para([tree.element("Strong", inner[0]["c"][2])]), _list(own)]
        if tree.kind(block) != "answer":
            found.append(block)
    if hints:
        found += [tree.header(2, tree.words("Hints")), *hints]
    if answers := tree.of_kind("answer", blocks):
        found += [tree.div("overleaf", [])] * (not hints)
        found += [tree.header(2, tree.words("Answers to the questions in the text")), *answers]
    return found


def _copied(lesson: Sequence[Block], table: Table) -> list[Block]:
    """Return the tree with what the table makes of each group, those within it first."""

    def change(block: Block) -> Block | list[Block]:
        make = table.get(tree.kind(block)) if block["t"] == "Div" else None
        return make(block) if make else block

    return list(tree.changed(list(lesson), change))


def _cell(cell: Block) -> list[Block]:
    return [block for block in tree.inside(cell) if tree.kind(block) != "hidden"]


def _shown(shown: Block) -> list[Block]:
    blocks = tree.inside(shown)
    return [tree.div("together", blocks)] if all(b["t"] == "Para" for b in blocks) else blocks


def _to_guess(question: Block) -> list[Block]:
    """Return the question with room for a guess, which knows the number of its answer."""
    asked = tree.of_kind("guess", tree.inside(question))
    text = [block for block in tree.inside(question) if block not in asked]
    options = [block for guess in asked for block in tree.inside(guess)]
    return [tree.div("together", [*text, tree.div("guess", options, **tree.said(question))])]


def _answer(answer: Block, sort: str) -> list[Block]:
    number = tree.said(answer)["number"]
    return [tree.div(sort, tree.inside(answer), number=number, title=f"Answer {number}")]


def _question(exercise: Block) -> list[Block]:
    """Return the title and the question of an exercise."""
    return [block for block in tree.inside(exercise) if block["t"] != "Div"]


def _part(sort: str, exercise: Block) -> list[Block]:
    """Return what is in the parts of an exercise that are of that kind."""
    parts = tree.of_kind(sort, tree.inside(exercise))
    return [block for part in parts for block in tree.inside(part)]


def _to_write_on(exercise: Block) -> list[Block]:
    hints = tree.of_kind("hint", tree.inside(exercise))
    lines = tree.div("lines", [], count=tree.said(exercise)["lines"])
    return [tree.div("exercise", [*_question(exercise), *_part("stub", exercise), *hints, lines])]


def _solved(exercise: Block) -> list[Block]:
    hints = tree.of_kind("hint", tree.inside(exercise))
    asides = [
        ("aside", "Hints", [_list(hints)] * bool(hints)),
        ("solution", "Solution", _part("solution", exercise)),
        ("aside", "Marking", _part("marking", exercise)),
        ("aside", "Common wrong answers, and what they come from", _part("mistakes", exercise)),
    ]
    more = [tree.div(sort, blocks, title=title) for sort, title, blocks in asides if blocks]
    return [tree.div("exercise", _question(exercise)), *more]


def _list(hints: Sequence[Block]) -> Block:
    numbers = [1, {"t": "Decimal"}, {"t": "Period"}]
    return tree.element("OrderedList", [numbers, [tree.inside(hint) for hint in hints]])


STUDENT: Table = {
    "cell": _cell,
    "shown": _shown,
    "question": _to_guess,
    "answer": lambda block: _answer(block, "answer"),
    "exercise": _to_write_on,
}
TEACHER: Table = {
    "cell": _cell,
    "shown": _shown,
    "question": lambda block: [tree.div("lead", tree.inside(block))],
    "answer": lambda block: _answer(block, "reply"),
    "exercise": _solved,
}
