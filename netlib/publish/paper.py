"""Paper: a copy as Typst, and Typst as a tagged PDF that is the same, byte for byte, each time."""

import json
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files as resources
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import matplotlib
import typst

from netlib.drawing.typeface import FONTS as LETTERS
from netlib.publish import tree
from netlib.publish.formulas import for_typst
from netlib.publish.tree import Block

MONO = 0.602  # how wide a letter of DejaVu Sans Mono is
CODE, LEAST, ROOM = 8.0, 7.0, 424.0  # points: its sizes, and how wide its lines may be
DOTS = 0.72  # points of a figure for each pixel of a screen
# Points: the widest figures. A text is 442 wide; a drawing has small letters of its own, so it may
# hang out on both sides, and leaves the 8 mm that printers need.
WIDEST = {"svg": 545.0, "png": 442.0}
LINE, GAP = 115, 1.8  # letters of a table side by side on paper; as wide is the gap of a column
LOOKS = ("paper.typ", "slides.typ", "notes.typ", "code.tmTheme")
FONTS = typst.Fonts(
    include_system_fonts=False,
    font_paths=[str(Path(matplotlib.get_data_path()) / "fonts/ttf"), str(LETTERS)],
)


def pdf(
    blocks: Sequence[Block], files: Mapping[str, bytes], *, paper: str, title: str, copy: str
) -> bytes:
    """Return the blocks as a PDF, tagged for a screen reader (PDF/UA-1).

    files: what its figures show, by name. paper: "a4" or "letter". title, copy: for the head of
    each page. Raises ValueError when pandoc or Typst objects.
    """
    head = f'paper: "{paper}", title: {quoted(title)}, copy: {quoted(copy)}'
    return typeset("paper.typ", f"handout.with({head})", markup(blocks), files)


def typeset(look: str, show: str, body: str, files: Mapping[str, bytes]) -> bytes:
    """Return Typst's markup as a tagged PDF.

    look: the file of Typst that says how it looks. show: what it calls, for all of it. Raises
    ValueError when Typst objects.
    """
    return bytes(_compiled(look, show, body, files, pdf_standards="ua-1"))


def pictured(look: str, show: str, body: str, files: Mapping[str, bytes]) -> list[bytes]:
    """Return each page of the same as a small PNG."""
    made = _compiled(look, show, body, files, format="png", ppi=36.0)
    return [bytes(page) for page in (made if isinstance(made, list) else [made])]


def _compiled(look: str, show: str, body: str, files: Mapping[str, bytes], **settings: Any) -> Any:
    main = f'#import "{look}": *\n#show: {show}\n\n{body}'
    package = resources(__package__)
    ours = {name: package.joinpath(name).read_bytes() for name in LOOKS}
    with TemporaryDirectory() as folder:
        for name, data in {**files, **ours, "main.typ": main.encode()}.items():
            Path(folder, name).write_bytes(data)
        try:
            main_file = Path(folder, "main.typ")
            return typst.compile(main_file, font_paths=FONTS, timestamp=0, **settings)
        except typst.TypstError as error:
            raise ValueError(f"Typst says: {error.message}") from error


def markup(blocks: Sequence[Block]) -> str:
    """Return the blocks as Typst that calls the functions of paper.typ."""
    return tree.write(tree.changed(kept_together(blocks), _typst), "typst")


def kept_together(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks, each that leads up to the next one kept on its page."""
    found: list[Block] = []
    for block, following in pairwise([*blocks, tree.raw("typst", "")]):
        if block["t"] == "Div":
            block = tree.with_inside(block, kept_together(tree.inside(block)))
        leads = block["t"] == "Para" and (
            tree.plain(block).endswith(":")
            or tree.kind(following) == "exercise"
            or tree.kind(following) == "figure"
            or (following["t"] == "Para" and following["c"][0]["t"] == "Math")
        )
        leads = leads or (tree.kind(block) == "code" and tree.kind(following) == "printed")
        found.append(tree.div("lead", [block]) if leads else block)
    return found


def _typst(element: Block) -> Block | list[Block]:
    """Return an element as paper has it."""
    content: Any = element.get("c")
    match element["t"]:
        case "Math":
            opened = tree.raw("typst", f"#formula({quoted(content[1].strip())})[", inline=True)
            math = tree.element("Math", [content[0], for_typst(content[1])])
            return [opened, math, tree.raw("typst", "];", inline=True)]
        case (
            "CodeBlock"
        ):  # smaller if its longest line would not fit, and wrapped at the least size
            source = re.sub(r"\n{3,}", "\n\n", content[1])
            longest = max([1, *map(len, source.splitlines())])
            size = max(LEAST, min(CODE, ROOM / (MONO * longest)))
            return tree.raw("typst", f"#{tree.kind(element)}({size:.2f}pt, {quoted(source)})")
        case "Table":
            return _widened(element)
        case "Link" if not content[2][0].startswith("https://"):
            return list(content[1])  # paper leads nowhere
        case "Header":
            # Nothing points at a heading on paper, and two of a name would be an error.
            return tree.header(content[0], content[2])
        case "Div":
            call, end = _call(element)
            around = tree.inside(element) if end else []
            return [tree.raw("typst", call), *around, tree.raw("typst", end)]
    return element


def _call(group: Block) -> tuple[str, str]:
    """Return the call of a function of paper.typ up to what it is around, and what comes after."""
    sort, about = tree.kind(group), tree.said(group)
    match sort:
        case "overleaf":
            return "#pagebreak(weak: true)", ""
        case "spare":
            return "#spare", ""
        case "lines":
            return f"#answer-lines({about['count']})", ""
        case "guess":
            asked = ", ".join(quoted(tree.plain(block)) for block in tree.inside(group)) or '""'
            return f"#guess({about.get('number', 'none')}, {asked})", ""
        case "figure":
            # What is smaller than the page isn't blown up.
            width = min(int(about["width"]) * DOTS, WIDEST[about["file"].rpartition(".")[2]])
            words = ", ".join(quoted(about[key]) for key in ("number", "words"))
            if "code" in about:
                code, address = quoted(about["code"]), quoted(about["address"])
                words += f", code: ({code}, {about['side']}, {address})"
            return f"#drawing({quoted(about['file'])}, {width:.1f}pt, {words})[", "]"
    return f"#{sort}({quoted(about.get('number' if sort == 'answer' else 'title', ''))})[", "]"


def quoted(words: str) -> str:
    """Return the words as a string of Typst."""
    return json.dumps(words, ensure_ascii=False)


def _widened(table: Block) -> Block:
    """Return a table; if wider than a page, each column as wide as its longest word, or more."""
    about, caption, columns, head, bodies, foot = table["c"]
    rows = [*head[1], *(row for body in bodies for row in body[3])]
    texts = zip(*([tree.plain(cell[4]) for cell in cells] for _, cells in rows), strict=True)
    pairs = []  # of a column's longest word and its longest text
    for column in texts:
        words = [word for text in column for word in text.split()]
        pairs.append([max(map(len, found), default=0) + GAP for found in (words, column)])
    least, most = map(sum, zip(*pairs, strict=True))
    if most <= LINE:
        return table
    share = max(LINE - least, 0) / max(most - least, 1)  # of what a column would like to have more
    widths = [word + share * (text - word) for word, text in pairs]
    parts = [tree.element("ColWidth", round(width / sum(widths), 4)) for width in widths]
    sized = [[align, part] for (align, _), part in zip(columns, parts, strict=True)]
    return tree.element("Table", [about, caption, sized, head, bodies, foot])
