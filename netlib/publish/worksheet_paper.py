"""The worksheets of a class and their key, as two PDFs: the same, byte for byte, for a seed."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files as resources
from io import BytesIO
from typing import Any

import numpy as np
from pypdf import PdfReader

from netlib.chapters import CHAPTERS
from netlib.derivation.letters import escaped, lettered
from netlib.forward import logistic
from netlib.letters import LOWERED
from netlib.publish import tree
from netlib.publish.paper import pdf, quoted
from netlib.publish.tree import Block
from netlib.publish.worksheet import FARTHEST, TOLERANCE, Variant, Worked
from netlib.publish.worksheet_lines import left_open, lines

# What is given: its LaTeX, its decimals, and the first chapter that needs it.
GIVEN = {
    **{name: (name, 0, "01") for name in ("n_0", "n_1", "n_2", "B")},
    **{name: (name, 1, "02") for name in ("W_0", "o_0", "W_1")},
    "t": ("t", 0, "03"), "rate": (r"\eta", 0, "07"),
}  # fmt: skip
GREEK = {"sigma": "σ", "phi": "φ"}
HOW = {
    "01": "Write each shape as rows × columns, as it stands in the derivation: a vector is n × 1, "
    "the derivative of a number by a vector 1 × n, and in a batch each sample has a row. Write "
    "“no” where there is no such product.",
    "02": "Round each sum s to one decimal (none is exactly halfway), read phi in the table, and "
    "go on with the numbers that you have written down.",
    "03": "Round each sum s to one decimal, and read phi in the table. Round every other number to "
    "three decimals, line by line, and go on with the numbers that you have written down. None is "
    "exactly halfway.",
}
MARKING = {
    "01": "Where a line is not right, look it up among the wrong ones beside it.",
    "02": f"A number is right within ±{TOLERANCE}, a sum s only as it stands here. Where a line is "
    "not right, look up the first number of it that is off: the wrong ones stand beside it, the "
    "smallest first, rounded by the same rule, each from right numbers in the lines above. [2] is "
    "the second number of a line, [1, 2] that in row 1, column 2; without, it is the first. What "
    "follows rightly from a wrong line is right.",
}


@dataclass(frozen=True)
class Sheets:
    """The sheets and their key as PDFs; sides: how many pages each sheet has."""

    sheets: bytes
    key: bytes
    sides: int


def printed(
    chapter: str, example: Worked, variants: Sequence[Variant], *, seed: int, paper: str
) -> Sheets:
    """Return the sheets, all of one or all of two pages, and the key to them.

    Raises ValueError when a variant takes more than the two sides of a sheet.
    """
    open_, every = left_open(chapter), [line.letter for line in lines(chapter)]
    shared = _part(chapter, example, ())
    sheets = [
        {"number": v.number, "parts": [
            shared, _part(chapter, v.begun, open_), _part(chapter, v.bare, every),
        ]} for v in variants
    ]  # fmt: skip
    answers = [
        {"number": v.number, "parts": [
            _answers(chapter, v.begun, open_), _answers(chapter, v.bare, every),
        ]} for v in variants
    ]  # fmt: skip
    mistakes = [
        {"letter": line.letter, "names": [m.name for m in line.mistakes]} for line in lines(chapter)
    ]
    facts = {"title": f"{chapter} · {CHAPTERS[chapter].title}", "seed": seed}
    table = [] if chapter == "01" else _table()
    made = _pdf(chapter, "worksheets", {**facts, "sheets": sheets, "table": table}, paper)
    pages = len(PdfReader(BytesIO(made)).pages)
    sides, rest = divmod(pages, len(variants))
    if rest or sides > 2:
        raise ValueError(f"{len(variants)} worksheets of chapter {chapter} take {pages} pages")
    key = _pdf(chapter, "key", {**facts, "lines": mistakes, "variants": answers}, paper)
    return Sheets(made, key, sides)


def _pdf(chapter: str, call: str, facts: Mapping[str, Any], paper: str) -> bytes:
    """Return what worksheet.typ makes of the facts, and of all words with letters in them."""
    mistakes = [(line, m) for line in lines(chapter) for m in line.mistakes]
    every = lines(chapter)
    words = {
        **{name: f"${latex}$" for name, (latex, _, _) in GIVEN.items()},
        **{line.letter: f"${line.latex}$" for line in every},
        **{f"{x.letter} =": f"${' = '.join(filter(None, (x.latex, x.of)))} =$" for x in every},
        **{m.name: _plain(m.name) for _, m in mistakes},
        **{f"{line.letter}: {m.name}": _plain(m.message) for line, m in mistakes},
        "how": lettered(HOW.get(chapter, HOW["03"])),
        "marking": lettered(MARKING.get(chapter, MARKING["02"])),
    }
    blocks = [
        tree.raw("typst", '#import "worksheet.typ": *\n#let words = ('),
        *_entries(words),
        tree.raw("typst", f')\n#{call}(json("facts.json"), words)'),
    ]
    files = {
        "worksheet.typ": resources(__package__).joinpath("worksheet.typ").read_bytes(),
        "facts.json": json.dumps(facts).encode(),
    }
    title = f"Worksheet {facts['title']}"
    return pdf(blocks, files, paper=paper, title=title, copy="")


def _entries(texts: Mapping[str, str]) -> Iterator[Block]:
    """Yield entries of a dictionary of Typst: by each key its Markdown, set as it is."""
    for key, (block,) in zip(texts, tree.parse(list(texts.values())), strict=True):
        opened, closed = f"{quoted(key)}: [", "],"
        around = [tree.raw("typst", end, inline=True) for end in (opened, closed)]
        yield tree.element("Plain", [around[0], *block["c"], around[1]])


def _plain(words: str) -> str:
    """Return words as Markdown, each index in them as a letter of its own, as small print needs."""
    greek = re.sub(r"\b(sigma|phi)(?![a-z])", lambda found: GREEK[found[1]], words)
    return escaped(re.sub(r"(?<=\w)_(\d)", lambda index: index[1].translate(LOWERED), greek))


def _part(chapter: str, worked: Worked, blank: Collection[str]) -> dict[str, Any]:
    """Return a network with all lines of the chapter, without the numbers of those left blank."""
    given = [
        {"letter": name, **_value(value, GIVEN[name][1])}
        for name, value in worked.given.items() if GIVEN[name][2] <= chapter
    ]  # fmt: skip
    found = [
        {"letter": line.letter, **_value(worked.found[line.letter], line.digits)}
        for line in lines(chapter)
    ]
    for line in found:
        if line["letter"] in blank:
            count = len(line["rows"][0])
            line |= {"blank": count, "rows": [], "alt": "to be filled in"}
    return {"given": given, "lines": found, "blanks": len(blank)}


def _answers(chapter: str, worked: Worked, wanted: Collection[str]) -> list[dict[str, Any]]:
    """Return the right numbers of some lines, each with its wrong ones, the smallest first."""
    found = []
    for line in lines(chapter):
        if line.letter in wanted:
            mine = [wrong for wrong in worked.wrong if wrong.letter == line.letter]
            wrong = [
                {"value": _number(w.value, line.digits), "name": w.mistake.name,
                 "place": [k + 1 for k in w.place] if any(w.place) else []}
                for w in sorted(mine, key=lambda w: (w.value, w.place))
            ]  # fmt: skip
            right = _value(worked.found[line.letter], line.digits)
            found.append({"letter": line.letter, **right, "wrong": wrong})
    return found


def _value(value: Any, digits: int | None) -> dict[str, Any]:
    """Return numbers as Typst gets them: their kind, as rows, and as words."""
    kind = "shape" if digits is None else ("number", "vector", "matrix")[np.ndim(value)]
    rows = [[value]] if digits is None else np.atleast_2d(value).tolist()
    texts = [[_number(x, digits) for x in row] for row in rows]
    spoken = [", ".join(row) for row in texts]
    return {"kind": kind, "rows": texts, "alt": "; ".join(spoken), "blank": 0}


def _number(value: Any, digits: int | None) -> str:
    """Return a number as it is printed, or a shape; () is no shape."""
    if digits is None:
        return " × ".join(map(str, value)) or "no"
    return f"{value:.{digits}f}".replace("-", "−") if value or digits < 3 else "0"


def _table() -> list[list[str]]:
    """Return the table of phi: a row for each whole part of a sum, a column for each tenth."""
    whole = range(int(FARTHEST) + 1)
    signed = [("−", -1, k) for k in reversed(whole)] + [("", 1, k) for k in whole]
    return [
        [f"{sign}{k}.", *(f"{logistic(way * (k + j / 10)):.3f}" for j in range(10))]
        for sign, way, k in signed
    ]
