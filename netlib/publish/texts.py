"""The texts of a lesson: parsed all at once, looked at, and put into their groups."""

import re
from collections.abc import Mapping, Sequence

from netlib.publish import tree
from netlib.publish.formulas import unknown
from netlib.publish.tree import Block

FOLDS = re.compile(r"(?s)(</?(details|summary)>|Hint \d|<!--.*?-->|\s)*")  # what HTML there may be


def parsed(
    name: str, blocks: Sequence[Block], texts: Mapping[str, str]
) -> tuple[list[Block], list[Block], list[Block], dict[str, str]]:
    """Return the first text on paper, the trees of screen and paper, formulas with their cells.

    blocks: a text in them is raw Markdown. texts: those, with the cell of each. Raises ValueError
    naming the lesson and the cell for what can't be printed.
    """
    try:
        trees = dict(zip(texts, tree.parse(list(texts)), strict=True))
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error
    formulas: dict[str, str] = {}
    for text, cell in texts.items():
        for element in tree.every(trees[text]):
            if what := _unprintable(element):
                raise ValueError(f"{name}, cell {cell}: {what}")
            if element.get("t") == "Math":
                formulas.setdefault(element["c"][1], cell)

    def change(block: Block) -> Block | list[Block]:
        if block["t"] == "RawBlock" and block["c"][0] == "markdown":
            return list(tree.changed(trees[block["c"][1]], _fenced))
        if tree.kind(block) == "exercise":
            return tree.with_inside(block, _hints(tree.inside(block)))
        if tree.kind(block) == "figure":
            return tree.with_inside(block, [{**b, "t": "Plain"} for b in tree.inside(block)])
        return block

    both = [tree.of_medium(medium, blocks) for medium in ("screen", "paper")]
    screen, paper = (_asking(tree.changed(unread, change)) for unread in both)
    return tree.changed(both[1][:1], change), screen, paper, formulas


def _unprintable(element: Block) -> str:
    """Return why an element can't be printed, or nothing."""
    match element:
        case {"t": "Math", "c": [_, latex]} if names := unknown(latex):
            return f"the formula {latex!r} has {names[0]}, which handouts don't set"
        case {"t": "Str", "c": word} if re.search(r"\$|\\[A-Za-z]", word):
            return f"TeX outside mathematics: {word}"
        case {"t": "Image"}:
            return "a picture in Markdown; let a code cell show it, with words"
        case {"t": "RawBlock" | "RawInline", "c": [_, html]} if not FOLDS.fullmatch(html):
            return f"HTML that can't be printed: {html.strip()}"
    return ""


def _fenced(block: Block) -> Block:
    """Return lines of code in a text as "code", where it says that they are Python, or "quoted"."""
    if block["t"] != "CodeBlock":
        return block
    return tree.code("code" if tree.kind(block) == "python" else "quoted", block["c"][1])


def _hints(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks, and last those within each <details>, as a hint."""
    found: list[Block] = []
    hints: list[list[Block]] = []
    into = found
    for block in blocks:
        markup = block["c"][1] if block["t"] == "RawBlock" else ""
        if "</details>" in markup:
            into = found
        if "<details>" in markup:
            into = []
            hints.append(into)
        elif not markup:
            into.append(block)
    return found + [tree.div("hint", h, title=f"Hint {k}") for k, h in enumerate(hints, 1)]


def _asking(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks, what asks for an answer in a group before it."""
    found: list[Block] = []
    for block in blocks:
        if tree.kind(block) == "answer":
            number = tree.said(block)["number"]
            guess = tree.div("guess", [], number=number)
            last = found[-1:] and tree.kind(found[-1])
            if last == "guess":
                guess = tree.div("guess", tree.inside(found.pop()), number=number)
            elif last == "cell" and (asked := tree.of_kind("guess", tree.inside(found[-1]))):
                guess = tree.div("guess", tree.inside(asked[0]), number=number)
                cell = found.pop()
                guess = tree.with_inside(cell, [tree.inside(cell)[0], guess])
            asking = [found.pop()] if found and found[-1]["t"] == "Para" else []
            found.append(tree.div("question", [*asking, guess], number=number))
        found.append(block)
    return found
