"""A lesson as student, teacher and reader get it: a table each, from a group to its blocks.

A copy is a tree of pandoc's again, the same for each medium. Its groups are those that a medium
writes: figure, pair (of figures), guess (with the `number` of its answer), lines (`count`), and
with a `title` each exercise, hint, answer, reply, solution, aside; together and lead (kept on a
page, or on that of what follows); overleaf. A reader's has cell (`id`) around what one is and
shows, its code "unread" where it is there to be run alone, and explorer (`chapter`) around the
figures of one. On paper a student's is in sheets (`title`), and after each exercise there is more
room.
"""

from collections.abc import Callable, Mapping, Sequence

from netlib.publish import tree
from netlib.publish.tree import Block

Table = Mapping[str, Callable[[Block], list[Block]]]
ANSWERS = "Answers to the questions in the text"


def student(lesson: Sequence[Block]) -> list[Block]:
    """Return the student's copy: lines instead of solutions, and room for each guess."""
    return _copied(lesson, STUDENT)


def teacher(lesson: Sequence[Block]) -> list[Block]:
    """Return the teacher's copy: answers and solutions in place, with what to look for."""
    return _copied(lesson, TEACHER)


def reader(lesson: Sequence[Block]) -> list[Block]:
    """Return what is read on a screen: the whole lesson, each solution folded after its hints."""
    return _copied(lesson, READER)


def sheets(blocks: Sequence[Block]) -> dict[str, list[Block]]:
    """Return a student's copy in the parts that paper has: the text, and by name what comes last.

    "exercises", "hints" and "answers" can each be handed out alone; what there is none of is left
    out. Hints and answers are what a screen folds.
    """
    exercises = [k for k, block in enumerate(blocks) if tree.kind(block) == "exercise"]
    begin, end = (exercises[0], exercises[-1] + 1) if exercises else (0, 0)
    begin = max((k for k in range(begin) if blocks[k]["t"] == "Header"), default=begin)
    asked: list[Block] = []
    hints: list[Block] = []
    for block in blocks[begin:end]:
        inner = tree.inside(block) if tree.kind(block) == "exercise" else []
        if own := tree.of_kind("hint", inner):
            block = tree.div("exercise", [b for b in inner if b not in own])
            hints += [tree.header(3, inner[0]["c"][2]), _list(own)]
        asked += [block, tree.div("spare", [])] if inner else [block]
    text = [b for b in [*blocks[:begin], *blocks[end:]] if tree.kind(b) != "answer"]
    answers = tree.of_kind("answer", blocks)
    parts = {
        "text": text,
        "exercises": asked,
        "hints": [tree.header(2, tree.words("Hints")), *hints] if hints else [],
        "answers": [tree.header(2, tree.words(ANSWERS)), *answers] if answers else [],
    }
    return {name: part for name, part in parts.items() if part}


def _copied(lesson: Sequence[Block], table: Table) -> list[Block]:
    """Return the tree with what the table makes of each group, those within it first."""

    def change(block: Block) -> Block | list[Block]:
        make = table.get(tree.kind(block))
        return make(block) if make else block

    return list(tree.changed(list(lesson), change))


def _shown(shown: Block) -> list[Block]:
    blocks = tree.inside(shown)
    return [tree.div("together", blocks)] if all(b["t"] == "Para" for b in blocks) else blocks


def _in_pairs(explorer: Block) -> list[Block]:
    """Return the figures of an explorer, two and two: on paper they are a page together."""
    figures = tree.inside(explorer)
    return [tree.div("pair", figures[k : k + 2]) for k in range(0, len(figures), 2)]


def _to_write_on(exercise: Block) -> list[Block]:
    lines = tree.div("lines", [], count=tree.said(exercise)["lines"])
    return [tree.div("exercise", [*tree.inside(exercise), lines])]


def _solved(exercise: Block) -> list[Block]:
    """Return the question, then what a teacher gets of the exercise, each part for itself."""
    question = [block for block in tree.inside(exercise) if block["t"] != "Div"]
    hints = tree.of_kind("hint", tree.inside(exercise))
    parts = [block for block in tree.inside(exercise) if tree.kind(block) in {"solution", "aside"}]
    listed = [tree.div("aside", [_list(hints)], title="Hints")] * bool(hints)
    return [tree.div("exercise", question), *listed, *parts]


def _folded(exercise: Block) -> list[Block]:
    """Return the exercise with its solution as what is opened last."""
    blocks = [block for block in tree.inside(exercise) if tree.kind(block) != "solution"]
    solutions = tree.of_kind("solution", tree.inside(exercise))
    answers = [tree.div("answer", tree.inside(x), title="Solution") for x in solutions]
    return [tree.with_inside(exercise, [*blocks, *answers])]


def _list(hints: Sequence[Block]) -> Block:
    numbers = [1, {"t": "Decimal"}, {"t": "Period"}]
    return tree.element("OrderedList", [numbers, [tree.inside(hint) for hint in hints]])


STUDENT: Table = {
    "cell": tree.inside,
    "unread": lambda block: [],
    "explorer": _in_pairs,
    "shows": lambda block: [],
    "shown": _shown,
    "question": lambda block: [tree.div("together", tree.inside(block))],
    "exercise": _to_write_on,
    "stub": tree.inside,
    "solution": lambda block: [],
    "aside": lambda block: [],
}
READER: Table = {
    "shows": lambda block: [tree.code("code", block["c"][1])],
    "shown": tree.inside,
    "question": tree.inside,
    "exercise": _folded,
    "stub": tree.inside,
    "aside": lambda block: [],
}
TEACHER: Table = {
    "cell": tree.inside,
    "unread": lambda block: [],
    "explorer": _in_pairs,
    "shows": lambda block: [],
    "shown": _shown,
    "question": lambda block: [tree.div("lead", tree.inside(block))],
    "guess": lambda block: [tree.div("guess", tree.inside(block))] * bool(tree.inside(block)),
    "answer": lambda block: [tree.div("reply", tree.inside(block), **tree.said(block))],
    "exercise": _solved,
    "stub": lambda block: [],
}
