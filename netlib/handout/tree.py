"""Markdown as pandoc's tree, and back as Typst or HTML: the one place that calls pandoc."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pypandoc

Block = dict[str, Any]
Change = Callable[[Block], Block | list[Block] | None]

READ = "gfm-tex_math_gfm+tex_math_dollars-yaml_metadata_block"
CUT = "<!-- the next piece -->"
VERSION = [1, 23, 1]  # of pandoc's tree
LINE, GAP = 115, 1.8  # letters of a table side by side on paper; as wide is the gap of a column


def parse(texts: Sequence[str]) -> list[list[Block]]:
    """Return the blocks of each text; raises ValueError where one runs into the next."""
    whole = f"\n\n{CUT}\n\n".join(texts)
    # So many columns that no table's widths are fixed by the length of its lines.
    tree = json.loads(pypandoc.convert_text(whole, "json", READ, extra_args=["--columns=10000"]))
    pieces: list[list[Block]] = [[]]
    for block in tree["blocks"]:
        if block["t"] == "RawBlock" and block["c"][1].strip() == CUT:
            pieces.append([])
        else:
            pieces[-1].append(block)
    if len(pieces) != len(texts):
        raise ValueError("a fence or an HTML tag is opened in one cell and closed in none")
    return pieces


def write(blocks: Sequence[Block], form: str) -> str:
    """Return the blocks as "typst" or "html"."""
    tree = json.dumps({"pandoc-api-version": VERSION, "meta": {}, "blocks": list(blocks)})
    return str(pypandoc.convert_text(tree, form, "json", extra_args=["--wrap=none"]))


def raw(form: str, markup: str, *, inline: bool = False) -> Block:
    """Return markup of the form that is written as it is."""
    return {"t": "RawInline" if inline else "RawBlock", "c": [form, markup]}


def every(node: Any) -> Iterator[Block]:
    """Yield each element of a tree, from top to bottom."""
    if isinstance(node, dict):
        yield node
    for child in (
        node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    ):
        if isinstance(child, dict | list):
            yield from every(child)


def changed(node: Any, change: Change) -> Any:
    """Return the tree with each element replaced by what `change` returns, if not None."""
    if isinstance(node, list):
        found = []
        for child in node:
            after = changed(child, change)
            found += after if isinstance(child, dict) and isinstance(after, list) else [after]
        return found
    if isinstance(node, dict):
        after = change(node) if "t" in node else None
        return after if after is not None else {k: changed(v, change) for k, v in node.items()}
    return node


def plain(node: Any) -> str:
    """Return the words of a tree, formulas as LaTeX."""
    words: list[str] = []
    for element in every(node):
        kind, content = element.get("t"), element.get("c")
        if kind == "Str":
            words.append(str(content))
        elif kind in {"Code", "Math", "CodeBlock"} and isinstance(content, list):
            words.append(content[1])
        elif kind in {"Space", "SoftBreak", "LineBreak", "Para", "Plain"}:
            words.append(" ")
    return re.sub(r"\s+", " ", "".join(words)).strip()


def widen(table: Block) -> None:
    """Give the columns of a table that is wider than a page widths by what stands in them.

    No column is narrower than its longest word; the rest goes where the longest texts are.
    """
    _, _, columns, (_, head), bodies, _ = table["c"]
    rows = [*head, *(row for body in bodies for row in body[3])]
    texts = [[plain(cell[4]) for cell in cells] for _, cells in rows]
    longest = [max(map(len, column)) + GAP for column in zip(*texts, strict=True)]
    words = [max(len(w) for text in column for w in (text.split() or [""])) + GAP
             for column in zip(*texts, strict=True)]  # fmt: skip
    if sum(longest) <= LINE:
        return
    spare = max(LINE - sum(words), 0)
    wanted = [a - b for a, b in zip(longest, words, strict=True)]
    widths = [b + spare * w / max(sum(wanted), 1) for b, w in zip(words, wanted, strict=True)]
    for column, width in zip(columns, widths, strict=True):
        column[1] = {"t": "ColWidth", "c": round(width / sum(widths), 4)}
