"""No answer stands under its question: what is legible on a fresh page is read, as a reader would.

A question is answered by what is folded below it. What gives the answer away is kept with the fold,
in its cell's metadata "answers": words and numbers that stand in it. They, and every number that
the fold prints and that nothing above has told, may not be legible from the question on until
something else has been shown: another print or picture, which doesn't tell either, or a heading.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from netlib.publish import tree
from netlib.publish.copies import sheets, student
from netlib.publish.lesson import folded
from netlib.publish.reading import read
from tests.test_notebooks import PATHS, lesson

HEADING = re.compile(r"^#+ ", flags=re.MULTILINE)
NUMBER = re.compile(r"(?<![\w.,])-?(?:\d+\.\d{2,}|\d{4,}|\d{1,3}(?:,\d{3})+)(?![\w.])")
GUESSED = re.compile(r'\bguess\("([^"]+)"')


@dataclass(frozen=True)
class Reveal:
    """What is folded after a question: its cells, those before it, and those after it."""

    before: list[Any]
    fold: list[Any]
    after: list[Any]

    @property
    def name(self) -> str:
        return str(self.fold[0].id)

    @property
    def question(self) -> list[Any]:
        """The last text before the fold that asks something, and what stands between."""
        asks = [k for k, cell in enumerate(self.before) if "?" in asked(cell)]
        return self.before[asks[-1] :] if asks else []


def asked(cell: Any) -> str:
    """Return the text of a cell in which something may be asked."""
    return cell.source if cell.cell_type == "markdown" else "?" * bool(GUESSED.search(cell.source))


def plain(text: str) -> str:
    """Return a text with one kind of minus, no TeX and no marks of Markdown."""
    text = re.sub(r"\{,\}|\\[,;: ]", "", text.replace("\N{MINUS SIGN}", "-"))
    return re.sub(r"[*_`${}]|\\(?:mathrm|text|mathsf)", "", text)


def printed(cell: Any) -> str:
    """Return all that a cell shows, as words."""
    found = [cell.get("text", "") for cell in cell.get("outputs", [])]
    data = [output.get("data", {}) for output in cell.get("outputs", [])]
    return "\n".join([*found, *(d.get("text/markdown", d.get("text/plain", "")) for d in data)])


def legible(cell: Any) -> str:
    """Return what can be read of a cell on a fresh page: of what is folded, the first line."""
    hidden = cell.metadata.get("jupyter", {})
    source = cell.source.split("\n")[0] if hidden.get("source_hidden") else cell.source
    if cell.cell_type == "markdown":
        return plain(source)
    guessed = GUESSED.search(cell.source)
    if guessed:  # the options are no answers
        return ""
    return plain(source + "\n" + ("" if hidden.get("outputs_hidden") else printed(cell)))


def reveals(path: Path) -> Iterator[Reveal]:
    """Yield each run of folded cells of a lesson."""
    found = list(lesson(path))
    k = 0
    while k < len(found):
        end = k
        while end < len(found) and folded(found[end]):
            end += 1
        if end > k:
            yield Reveal(found[:k], found[k:end], found[end:])
        k = max(end, k + 1)


def answers(reveal: Reveal) -> list[str]:
    """Return the words and numbers that would give the answer away."""
    told = "\n".join(map(legible, reveal.before))
    numbers = {n for cell in reveal.fold for n in NUMBER.findall(plain(printed(cell)))}
    named = [answer for cell in reveal.fold for answer in cell.metadata.get("answers", [])]
    return [*named, *sorted(n for n in numbers if not stands(n, told))]


def stands(answer: str, text: str) -> bool:
    """Return whether an answer stands in a text, with no letter or digit around it."""
    return bool(
        re.search(rf"(?<![\w.]){re.escape(plain(answer))}(?![\w]|\.\d)", text, re.IGNORECASE)
    )


def under(reveal: Reveal) -> Iterator[tuple[str, str]]:
    """Yield the name of each cell that is read with a question, and what can be read of it."""
    for cell in reveal.question + reveal.fold:
        yield cell.id, legible(cell)
    shown = False  # something else, after which the text may say what came out
    for cell in reveal.after:
        text = legible(cell)
        heading = HEADING.search(text) if cell.cell_type == "markdown" else None
        if cell.cell_type == "code" or not shown:
            yield cell.id, text[: heading.start()] if heading else text
        if heading:
            return
        shown = shown or cell.cell_type == "code"


pytestmark = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def test_what_is_folded_answers_a_question_and_says_what_gives_it_away(path: Path) -> None:
    for reveal in reveals(path):
        assert reveal.question, f"{reveal.name}: nothing is asked before it"
        given = [answer for cell in reveal.fold for answer in cell.metadata.get("answers", [])]
        assert given, f'{reveal.name}: its metadata need "answers"'
        inside = plain("\n".join(cell.source + "\n" + printed(cell) for cell in reveal.fold))
        for answer in given:
            assert stands(answer, inside), f"{reveal.name}: {answer!r} is not in it"


def test_no_answer_is_legible_under_its_question(path: Path) -> None:
    found = [
        f"{reveal.name}: {answer!r} stands in {name}"
        for reveal in reveals(path)
        for answer in answers(reveal)
        for name, text in under(reveal)
        if stands(answer, text)
    ]
    assert not found, "\n".join(found)


def test_a_guess_is_followed_by_its_answer(path: Path) -> None:
    found = lesson(path)
    for k, cell in enumerate(found):
        if cell.cell_type == "code" and GUESSED.search(cell.source):
            assert any(map(folded, found[k:])), cell.id


def test_no_answer_is_legible_under_its_question_on_paper(path: Path) -> None:
    # All folds come last there; a figure or a heading parts what follows from the question.
    blocks = sheets(student(read(path).paper))["text"]
    numbered, found = dict(enumerate(reveals(path), 1)), []
    for k, block in enumerate(blocks):
        inner = tree.inside(block) if block["t"] == "Div" else []
        numbers = [tree.said(b).get("number") for b in (block, *inner) if tree.kind(b) == "guess"]
        if not (number := next(filter(None, numbers), None)):
            continue
        ends = [
            j
            for j, later in enumerate(blocks)
            if j > k and (later["t"] == "Header" or tree.kind(later) == "figure")
        ] or [len(blocks)]
        read_with_it = [b for b in inner if tree.kind(b) != "guess"] + blocks[k + 1 : ends[0]]
        text = plain("\n".join(map(tree.plain, read_with_it)))
        reveal = numbered.pop(int(number))
        found += [
            f"{reveal.name}: {answer!r}" for answer in answers(reveal) if stands(answer, text)
        ]
    assert not found, "\n".join(found)
    assert not numbered, f"asked nowhere: {[reveal.name for reveal in numbered.values()]}"
