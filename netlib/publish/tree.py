"""A document as pandoc's tree, and the one place that calls pandoc, to read and to write it."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pypandoc

Block = dict[str, Any]

READ = "gfm-tex_math_gfm+tex_math_dollars-yaml_metadata_block"
WRITE = ("--wrap=none", "--mathml", "--syntax-highlighting=none", "--fail-if-warnings")
CUT = "<!-- the next piece -->"
VERSION = [1, 23, 1]  # of pandoc's tree


def parse(texts: Sequence[str]) -> list[list[Block]]:
    """Return the blocks of each text; raises ValueError where one runs into the next."""
    whole = "".join(f"{text}\n\n{CUT}\n\n" for text in texts)
    # So many columns that no table's widths are fixed by the length of its lines.
    tree = json.loads(_pandoc(whole, "json", READ, "--columns=10000"))
    pieces: list[list[Block]] = [[]]
    for block in tree["blocks"]:
        if block["t"] == "RawBlock" and block["c"][1].strip() == CUT:
            pieces.append([])
        else:
            pieces[-1].append(block)
    if len(pieces) != len(texts) + 1:
        raise ValueError("a fence or an HTML tag is opened in one cell and closed in none")
    return pieces[:-1]


def write(blocks: Sequence[Block], form: str) -> str:
    """Return the blocks as "typst" or "html"; raises ValueError with what pandoc objects to."""
    tree = json.dumps({"pandoc-api-version": VERSION, "meta": {}, "blocks": list(blocks)})
    return _pandoc(tree, form, "json", *WRITE)


def _pandoc(text: str, to: str, format: str, *options: str) -> str:
    # The formats are known: asking for a list of them first would start pandoc twice more.
    try:
        return str(pypandoc.convert_text(text, to, format, extra_args=options, verify_format=False))
    except RuntimeError as error:
        raise ValueError(f"it can't be set: {error}") from error


def element(sort: str, content: Any) -> Block:
    """Return an element by the name that pandoc has for it."""
    return {"t": sort, "c": content}


def words(text: str) -> list[Block]:
    """Return plain words as what a paragraph holds."""
    return [element("Str", text)]


def para(inlines: Sequence[Block]) -> Block:
    """Return a paragraph."""
    return element("Para", list(inlines))


def header(level: int, inlines: Sequence[Block]) -> Block:
    """Return a heading, which nothing can point at."""
    return element("Header", [level, ["", [], []], list(inlines)])


def raw(form: str, markup: str, *, inline: bool = False) -> Block:
    """Return markup of the form that is written as it is."""
    return element("RawInline" if inline else "RawBlock", [form, markup])


def code(kind: str, lines: str) -> Block:
    """Return lines of code, or of what code printed, of some kind."""
    return element("CodeBlock", [["", [kind], []], lines])


def div(kind: str, blocks: Sequence[Block], **said: str) -> Block:
    """Return a group of blocks: its kind as a class, and what is said of it."""
    return element("Div", [["", [kind], list(map(list, said.items()))], list(blocks)])


def either(screen: list[Block], paper: list[Block]) -> list[Block]:
    """Return what a screen and paper have in one place, each in a group if they differ."""
    return screen if screen == paper else [div("screen", screen), div("paper", paper)]


def of_medium(medium: str, blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks as a "screen" or "paper" has them."""

    def change(block: Block) -> Block | list[Block]:
        if kind(block) not in {"screen", "paper"}:
            return block
        return inside(block) if kind(block) == medium else []

    return list(changed(list(blocks), change))


def with_inside(group: Block, blocks: Sequence[Block]) -> Block:
    """Return a group with other blocks in it."""
    return element("Div", [group["c"][0], list(blocks)])


def kind(block: Block) -> str:
    """Return the kind of a group or of lines of code, "" of any other block."""
    classes: list[str] = block["c"][0][1] if block["t"] in {"Div", "CodeBlock"} else []
    return classes[0] if classes else ""


def inside(group: Block) -> list[Block]:
    """Return the blocks of a group."""
    return list(group["c"][1])


def said(group: Block) -> dict[str, str]:
    """Return what is said of a group."""
    return dict(group["c"][0][2])


def of_kind(wanted: str, blocks: Sequence[Block]) -> list[Block]:
    """Return those of the blocks that are of that kind."""
    return [block for block in blocks if kind(block) == wanted]


def every(node: Any) -> Iterator[Block]:
    """Yield each element of a tree, from top to bottom."""
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node:
        if isinstance(child, dict | list):
            yield from every(child)


def changed(node: Any, change: Callable[[Block], Block | list[Block]]) -> Any:
    """Return the tree with what `change` makes of each element, those inside it first."""
    if isinstance(node, list):
        found = []
        for child in node:
            after = changed(child, change)
            found += after if isinstance(child, dict) and isinstance(after, list) else [after]
        return found
    if isinstance(node, dict):
        after = {key: changed(value, change) for key, value in node.items()}
        return change(after) if "t" in after else after
    return node


def plain(node: Any) -> str:
    """Return the words of a tree, formulas as LaTeX."""
    found: list[str] = []
    for element in every(node):
        match element:
            case {"t": "Str", "c": text} | {"t": "Code" | "Math" | "CodeBlock", "c": [_, text]}:
                found.append(text)
            case {"t": "Space" | "SoftBreak" | "LineBreak" | "Para" | "Plain"}:
                found.append(" ")
    return " ".join("".join(found).split())
