"""Two sheets about the whole series: the derivation on one page, and the teacher's lesson plan."""

import re
import tomllib
from collections.abc import Sequence
from importlib.resources import files as resources
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from netlib.derivation.display import braced
from netlib.derivation.results import RESULTS
from netlib.drawing.chain import chain
from netlib.drawing.colours import BLUE
from netlib.handout.copies import led, written
from netlib.handout.formulas import SIZE, formula, pale
from netlib.handout.lesson import Answer, Exercise, Lesson, Prose
from netlib.handout.paper import Paper, pdf, quoted
from netlib.handout.tree import Block, parse, plain, raw

CHAIN = (
    "The chain of factors from E back to a weight of W₀ or W₁, with the shape of each factor: "
    "two of them are joined to σ₁, four to σ₀."
)
ROWS = (
    ("Forward", ("s_0", "o_1")),
    ("and once more", ("s_1", "o_2")),
    ("Error", ("E", "G")),
    ("Error signals", ("sigma_1", "sigma_0")),
    ("Weight gradients", ("dE_dW_1", "dE_dW_0")),
    ("A batch of B", ("s_0_batch",)),
    ("its mean", ("dE_dW_1_batch", "dE_dW_0_batch")),
    ("A step down", ("step",)),
)
WIDE = 38.0  # em: formulas that are no wider together stand side by side
Inlines = list[dict[str, Any]]


def summary(lessons: Sequence[Lesson], paper: str) -> bytes:
    """Return the page: the chain, each result with its shapes, and the lines to remember.

    Raises ValueError when it does not fit on one page.
    """
    sheet = Paper()
    drawing = chain("07")
    file = sheet.file(drawing.svg.encode(), "svg")
    rows = []
    for name, ids in ROWS:
        set_ = [formula(braced(RESULTS[id_]), True) for id_ in ids]
        if pale(set_):
            raise ValueError(f"the result {ids[set_.index(pale(set_)[0])]} leaves too little ink")
        cells = "".join(f"[{sheet.formula(f, display=True)}]," for f in set_)
        columns = len(set_) if sum(f.width for f in set_) <= WIDE * SIZE else 1
        grid = f"grid(columns: {columns}, column-gutter: 2em, row-gutter: 0.6em, {cells})"
        rows.append(f"[{name}], {grid},")
    blocks: list[Block] = [
        *parse(["# Backpropagation on one page"])[0],
        raw("typst", f'#image("{file}", width: 96%, alt: {quoted(CHAIN)})'),
        raw("typst", f"#results(rgb({quoted(BLUE)}),\n" + "\n".join(rows) + ")"),
        *_first("BlockQuote", lessons),
        *parse(["## One line for each notebook"])[0],
        raw("typst", "#lines["),
        *({"t": "Para", "c": [_strong(f"{x.chapter} "), *remembered(x)]} for x in lessons),
        raw("typst", "]"),
    ]
    title = "Backpropagation on one page"
    made = pdf(written(blocks, sheet), sheet, paper=paper, title=title, copy="Summary")
    if (pages := len(PdfReader(BytesIO(made)).pages)) > 1:
        raise ValueError(f"{title} takes {pages}: shorten the lines to remember")
    return made


def plan(lessons: Sequence[Lesson], paper: str) -> bytes:
    """Return the lesson plan: for each notebook a page, with what it says itself and lessons.toml.

    Raises ValueError when the minutes there are not those of the notebook.
    """
    known = tomllib.loads(resources("netlib.handout").joinpath("lessons.toml").read_text("utf-8"))
    texts = [t for x in known.values() for t in (*x["stumbles"], *(w for _, w in x["course"]))]
    words = dict(zip(texts, parse(texts), strict=True))
    sheet = Paper()
    blocks = parse(["# Lesson plan\n\n" + INTRO])[0]
    for number, lesson in enumerate(lessons):
        more = known.get(lesson.chapter, {"course": [], "stumbles": []})
        title, bullets, *puzzle = _top(lesson)
        minutes = re.search(r"Time (\d+) minutes", plain(bullets))
        total = sum(m for m, _ in more["course"])
        if minutes and total and total != int(minutes[1]):
            raise ValueError(f"{lesson.name}: lessons.toml has {total} minutes, not {minutes[1]}")
        blocks += [raw("typst", "#pagebreak(weak: true)")] * bool(number)
        blocks += [_header(2, title["c"][2]), bullets]
        blocks += [_header(3, _words("To begin with")), *puzzle]
        if more["course"]:
            course = [[*words[text]] for _, text in more["course"]]
            times = ", ".join(str(m) for m, _ in more["course"])
            blocks.append(_header(3, _words("How the minutes may go")))
            blocks += [raw("typst", f"#course(({times},), ("), *_cells(course), raw("typst", "))")]
        asked = [(p.number, question(p)) for p in lesson.parts if isinstance(p, Answer)]
        if any(q for _, q in asked):
            items = [[_para([*q, *_words(f" (answer {n})")])] for n, q in asked if q]
            blocks += [_header(3, _words("To ask, before it is shown")), _bullets(items)]
        if more["stumbles"]:
            items = [words[text] for text in more["stumbles"]]
            blocks += [_header(3, _words("Where students stumble")), _bullets(items)]
        titles = [[_para(p.title[0]["c"][2])] for p in lesson.parts if isinstance(p, Exercise)]
        if titles:
            blocks += [_header(3, _words("Exercises")), _bullets(titles)]
        blocks += [_header(3, _words("To leave them with")), _para(remembered(lesson))]
    made = led(written(blocks, sheet), sheet)
    return pdf(made, sheet, paper=paper, title="Lesson plan", copy="For the teacher")


INTRO = (
    "A page for each notebook. What it asks and leaves behind is the notebook's own; the minutes "
    "are a proposal, and the stumbling blocks are where the known slips of the derivation come "
    "from. The student's copy has the answers on its last pages: hand them out later, or fold."
)


def remembered(lesson: Lesson) -> Inlines:
    """Return the one line to remember: the bold words of the notebook's last text."""
    texts = [p for p in lesson.parts if isinstance(p, Prose)]
    lines = [b["c"] for b in texts[-1].blocks if b["t"] == "Para" and b["c"][0]["t"] == "Strong"]
    if not lines:
        raise ValueError(f"{lesson.name}: its last text has no bold line to remember")
    return list(lines[0])


def question(answer: Answer) -> Inlines:
    """Return what is asked before an answer: the bold question, or else the sentences that ask.

    Nothing where none can stand alone.
    """
    if not answer.question or answer.question[0]["t"] != "Para":
        return []
    inlines = answer.question[0]["c"]
    bold = [i for i in inlines if i["t"] == "Strong" and plain(i).endswith("?")]
    if bold:
        return list(bold[0]["c"])
    sentences: list[Inlines] = [[]]
    for inline in inlines:
        sentences[-1].append(inline)
        if inline["t"] == "Str" and re.search(r"[.?!]$", inline["c"]):
            sentences.append([])
    # "Does it help?" says nothing without what stands before it.
    return [i for s in sentences if plain(s).endswith("?") and len(plain(s)) > 30 for i in s]


def _top(lesson: Lesson) -> list[Block]:
    first = lesson.parts[0]
    if not isinstance(first, Prose) or [b["t"] for b in first.blocks[:2]] != [
        "Header",
        "BulletList",
    ]:
        raise ValueError(f"{lesson.name}: it begins with no title and list of what it needs")
    return first.blocks


def _first(kind: str, lessons: Sequence[Lesson]) -> list[Block]:
    """Return the first block of that kind in any of the lessons."""
    texts = [p for lesson in lessons for p in lesson.parts if isinstance(p, Prose)]
    return [b for text in texts for b in text.blocks if b["t"] == kind][:1]


def _cells(rows: list[list[Block]]) -> list[Block]:
    return [b for row in rows for b in (raw("typst", "["), *row, raw("typst", "],"))]


def _header(level: int, inlines: Inlines) -> Block:
    return {"t": "Header", "c": [level, ["", [], []], inlines]}


def _para(inlines: Inlines) -> Block:
    return {"t": "Para", "c": inlines}


def _words(words: str) -> Inlines:
    return [{"t": "Str", "c": words}]


def _strong(words: str) -> dict[str, Any]:
    return {"t": "Strong", "c": _words(words)}


def _bullets(items: list[list[Block]]) -> Block:
    return {"t": "BulletList", "c": items}
