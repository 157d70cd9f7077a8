"""A lesson as a student gets it and as a teacher does: one tree of blocks, for paper or screen."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Protocol

from netlib.handout.formulas import Formula, formula
from netlib.handout.lesson import (
    Answer,
    Code,
    Exercise,
    Guess,
    Lesson,
    Part,
    Picture,
    Printed,
    Prose,
)
from netlib.handout.tree import Block, changed, plain, raw, widen

END: Block = {"t": "Null"}


class Medium(Protocol):
    """What paper and screen write differently; `form` is what pandoc calls it.

    folds: whether a reader can open what is folded; paper puts it at the end instead.
    """

    form: str
    folds: bool

    def formula(self, drawn: Formula, display: bool) -> str:
        """Return a formula, its LaTeX as the alternative text."""

    def picture(self, picture: Picture) -> tuple[str, str]:
        """Return a figure up to its caption, and what comes after it."""

    def code(self, source: str, kind: str) -> str:
        """Return lines of "code", "printed" by it, or "quoted" from elsewhere."""

    def lines(self, count: int) -> str:
        """Return a box with as many empty lines."""

    def guess(self, number: int | None, asked: Guess | None) -> str:
        """Return room for a guess, and where its answer stands, if it is folded next.

        asked: the question and its options; None where the text alone asks.
        """

    def around(self, kind: str, title: str = "") -> tuple[str, str]:
        """Return what opens and closes a group.

        kind: "together", "lead" (stays with what follows), "exercise", "answer" (at the end),
        "fold" (to be opened), "reply", "solution" and "aside" (the teacher's); "overleaf".
        """

    def link(self, target: str) -> str | None:
        """Return where a link of the notebook leads here, None if nowhere."""


def student(lesson: Lesson, medium: Medium) -> list[Block]:
    """Return the student's copy: lines instead of solutions, answers to the questions apart."""
    blocks: list[Block] = []
    answers: list[Block] = []
    hints: list[Block] = []
    for before, part in zip(lesson.parts[:1] + lesson.parts, lesson.parts, strict=False):
        if isinstance(before, Exercise) and not isinstance(part, Exercise):
            # Hints and answers come after this, and are not seen while an exercise is.
            blocks.append(raw(medium.form, medium.around("overleaf")[0]))
        if isinstance(part, Answer):
            inside = [b for p in part.parts for b in _part(p, medium)]
            if medium.folds:
                blocks += _group(medium, "fold", f"Answer {part.number}", inside)
            else:
                asked = _asked(before)
                if asked:
                    blocks.pop()  # its box comes with the number of the answer
                question = [blocks.pop()] if blocks and blocks[-1]["t"] == "Para" else []
                question.append(raw(medium.form, medium.guess(part.number, asked)))
                blocks += _group(medium, "together", "", question)
                answers += _group(medium, "answer", str(part.number), inside)
        elif isinstance(part, Exercise):
            inside = [*part.question, _code(medium, part.stub)]
            if medium.folds:
                for number, hint in enumerate(part.hints, start=1):
                    inside += _group(medium, "fold", f"Hint {number}", hint)
            else:
                hints += [*_lower(part.title), _list(list(part.hints))] if part.hints else []
            inside.append(raw(medium.form, medium.lines(part.lines)))
            blocks = _introducing(blocks, medium)
            blocks += _group(medium, "exercise", "", [*part.title, *inside])
        else:
            blocks += _part(part, medium)
    if answers and not hints:
        blocks.append(raw(medium.form, medium.around("overleaf")[0]))
    if hints:
        blocks += [_heading(2, "Hints", "hints"), *hints]
    if answers:
        blocks += [_heading(2, "Answers to the questions in the text", "answers"), *answers]
    return written(led(blocks, medium), medium)


def teacher(lesson: Lesson, medium: Medium) -> list[Block]:
    """Return the teacher's copy: answers and solutions in place, with what to look for."""
    blocks: list[Block] = []
    for before, part in zip(lesson.parts[:1] + lesson.parts, lesson.parts, strict=False):
        if isinstance(part, Answer):
            question = [blocks.pop()] if _asked(before) else []
            if blocks and blocks[-1]["t"] == "Para":
                question.insert(0, blocks.pop())
            blocks += _group(medium, "lead", "", question)
            inside = [b for p in part.parts for b in _part(p, medium)]
            blocks += _group(medium, "reply", f"Answer {part.number}", inside)
        elif isinstance(part, Exercise):
            blocks = _introducing(blocks, medium)
            blocks += _group(medium, "together", "", [*part.title, *part.question])
            if part.hints:
                blocks += _group(medium, "aside", "Hints", [_list(list(part.hints))])
            solved = [b for p in part.solution for b in _part(p, medium)]
            blocks += _group(medium, "solution", "Solution", solved)
            if part.marking:
                blocks += _group(medium, "aside", "Marking", part.marking)
            if part.mistakes:
                said = [_named(name, words) for name, words in part.mistakes]
                title = "Common wrong answers, and what they come from"
                blocks += _group(medium, "aside", title, [_list(said, ordered=False)])
        else:
            blocks += _part(part, medium)
    return written(led(blocks, medium), medium)


def _asked(part: Part) -> Guess | None:
    """Return the question with options that a part ends with."""
    last = part.shown[-1] if isinstance(part, Code) and part.shown else None
    return last if isinstance(last, Guess) else None


def _part(part: Part, medium: Medium) -> list[Block]:
    """Return the blocks of prose, or of code with what it shows."""
    if isinstance(part, Prose):
        return part.blocks
    assert isinstance(part, Code)
    blocks = [] if part.folded else [_code(medium, part.source)]
    if part.shown and isinstance(part.shown[0], Printed):
        blocks = _group(medium, "lead", "", blocks)
    for shown in part.shown:
        if isinstance(shown, Printed):
            blocks.append(raw(medium.form, medium.code(shown.text, "printed")))
        elif isinstance(shown, Guess):
            blocks.append(raw(medium.form, medium.guess(None, shown)))
        elif isinstance(shown, Picture):
            opened, closed = medium.picture(shown)
            blocks += [raw(medium.form, opened), *shown.caption, raw(medium.form, closed)]
        elif all(block["t"] == "Para" for block in shown.blocks):
            blocks += _group(medium, "together", "", shown.blocks)
        else:
            blocks += shown.blocks
    return blocks


def _introducing(blocks: list[Block], medium: Medium) -> list[Block]:
    """Return the blocks, a last paragraph kept on the page of what it introduces."""
    if not blocks or blocks[-1]["t"] != "Para":
        return blocks
    return blocks[:-1] + _group(medium, "lead", "", blocks[-1:])


def _code(medium: Medium, source: str) -> Block:
    return raw(medium.form, medium.code(source, "code"))


def _group(medium: Medium, kind: str, title: str, inside: Sequence[Block]) -> list[Block]:
    opened, closed = medium.around(kind, title)
    return [raw(medium.form, opened), *inside, raw(medium.form, closed)]


def _heading(level: int, words: str, name: str) -> Block:
    return {"t": "Header", "c": [level, [name, [], []], [{"t": "Str", "c": words}]]}


def _lower(title: Sequence[Block]) -> list[Block]:
    """Return a heading as bold words: what it heads a second time."""
    return [{"t": "Para", "c": [{"t": "Strong", "c": title[0]["c"][2]}]}]


def _named(name: Sequence[Block], words: Sequence[Block]) -> list[Block]:
    """Return the words with a name in bold before them."""
    bold = {"t": "Strong", "c": name[0]["c"]}
    first = {"t": "Para", "c": [bold, {"t": "Space"}, *words[0]["c"]]}
    return [first, *words[1:]]


def _list(items: list[list[Block]], *, ordered: bool = True) -> Block:
    if ordered:
        return {"t": "OrderedList", "c": [[1, {"t": "Decimal"}, {"t": "Period"}], items]}
    return {"t": "BulletList", "c": items}


def written(blocks: list[Block], medium: Medium) -> list[Block]:
    """Return the blocks with formulas, code and links as the medium writes them."""

    def change(element: Block) -> Block | list[Block] | None:
        kind, content = element["t"], element.get("c")
        if kind == "Math" and isinstance(content, list):
            display = content[0]["t"] == "DisplayMath"
            drawn = formula(content[1].strip(), display)
            return raw(medium.form, medium.formula(drawn, display), inline=True)
        if kind == "CodeBlock" and isinstance(content, list):
            lines = "code" if content[0][1] == ["python"] else "quoted"
            return raw(medium.form, medium.code(content[1], lines))
        if kind == "Table":
            widen(element)
        if kind == "Link" and isinstance(content, list):
            target = medium.link(content[2][0])
            words = changed(content[1], change)
            if target is None:
                return list(words)
            return {"t": "Link", "c": [content[0], words, [target, content[2][1]]]}
        return None

    return list(changed(blocks, change))


def led(blocks: list[Block], medium: Medium) -> list[Block]:
    """Return the blocks, each paragraph that leads up to the next one kept on its page."""
    found: list[Block] = []
    for block, following in zip_longest(blocks, blocks[1:], fillvalue=END):
        formula_next = following["t"] == "Para" and following["c"][0]["t"] == "Math"
        leads = block["t"] == "Para" and (formula_next or plain(block).endswith(":"))
        found += _group(medium, "lead", "", [block]) if leads else [block]
    return found
