"""Two sheets about the whole series: the derivation on one page, and the teacher's lesson plan."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files as resources
from io import BytesIO

from pypdf import PdfReader

from netlib.chapters import CHAPTERS
from netlib.derivation.display import braced
from netlib.derivation.results import RESULTS
from netlib.drawing.chain import chain
from netlib.drawing.colours import BLUE
from netlib.publish import tree
from netlib.publish.lesson import Lesson
from netlib.publish.paper import pdf, quoted
from netlib.publish.tree import Block

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
INTRO = (
    "A page for each notebook. What it asks and leaves behind is the notebook's own; the minutes "
    "are a proposal, and the stumbling blocks are where the known slips of the derivation come "
    "from. In the student's copy exercises, hints and answers are sheets of their own."
)


def summary(lessons: Sequence[Lesson], paper: str) -> bytes:
    """Return the page: the chain, each result with its shapes, and the lines to remember.

    Raises ValueError when it does not fit on one page.
    """
    title = "Backpropagation on one page"
    rows = []
    for name, ids in ROWS:
        results = (braced(RESULTS[id_]) for id_ in ids)
        text, *formulas = tree.parse([name, *(f"$${latex}$$" for latex in results)])
        rows += [text, _call("beside(", formulas)]
    names = [tree.element("Strong", tree.words(f"{lesson.chapter} ")) for lesson in lessons]
    lines = [tree.para([n, *remembered(x)]) for n, x in zip(names, lessons, strict=True)]
    blocks = [
        tree.header(1, tree.words(title)),
        tree.raw("typst", f'#wide(image("chain.svg", width: 480pt, alt: {quoted(CHAIN)}))'),
        *_call(f"results(rgb({quoted(BLUE)}),", rows),
        *[b for lesson in lessons for b in lesson.paper if b["t"] == "BlockQuote"][:1],
        tree.header(2, tree.words("One line for each notebook")),
        tree.div("lines-to-remember", lines),
    ]
    files = {"chain.svg": chain("07").svg.encode()}
    made = pdf(blocks, files, paper=paper, title=title, copy="Summary")
    if (pages := len(PdfReader(BytesIO(made)).pages)) > 1:
        raise ValueError(f"{title} takes {pages}: shorten the lines to remember")
    return made


def plan(lessons: Sequence[Lesson], paper: str) -> bytes:
    """Return the lesson plan: a page for each notebook, what it says itself and lessons/NN.toml.

    Raises ValueError when a notebook doesn't say, or that file use up, the minutes of its chapter.
    """
    blocks = [tree.header(1, tree.words("Lesson plan")), tree.para(tree.words(INTRO))]
    for lesson in lessons:
        title, needs, *puzzle = opened(lesson)
        minutes, course, stumbles = advice(lesson)
        asked = [[*q, *tree.words(f" (answer {n})")] for n, q in questions(lesson) if q]
        exercises = [tree.inside(e)[0]["c"][2] for e in tree.of_kind("exercise", lesson.paper)]
        blocks += [tree.div("overleaf", [])] * (lesson is not lessons[0])
        blocks += [tree.header(2, title["c"][2]), needs]
        for heading, found in [
            ("To begin with", puzzle),
            (
                "How the minutes may go",
                _call(f"course(({', '.join(map(str, minutes))},),", course) if course else [],
            ),
            ("To ask, before it is shown", _list([tree.para(q)] for q in asked)),
            ("Where students stumble", _list(stumbles)),
            ("Exercises", _list([tree.para(title)] for title in exercises)),
            ("To leave them with", [tree.para(remembered(lesson))]),
        ]:
            blocks += [tree.header(3, tree.words(heading)), *found] if found else []
    return pdf(blocks, {}, paper=paper, title="Lesson plan", copy="For the teacher")


def opened(lesson: Lesson) -> list[Block]:
    """Return the first text: title, what it needs, puzzle; raises ValueError if it is no such."""
    if [block["t"] for block in lesson.opening[:2]] != ["Header", "BulletList"]:
        raise ValueError(f"{lesson.name}: it begins with no title and list of what it needs")
    return lesson.opening


def advice(lesson: Lesson) -> tuple[Sequence[int], list[list[Block]], list[list[Block]]]:
    """Return minutes, what to do in each of them, and stumbling blocks; no table, no advice."""
    if lesson.chapter not in CHAPTERS:
        return (), [], []
    file = f"lessons/{lesson.chapter}.toml"
    advice = tomllib.loads(resources(__package__).joinpath(file).read_text("utf-8"))
    minutes, course = zip(*advice["course"], strict=True)
    wanted = CHAPTERS[lesson.chapter].minutes
    said = re.search(r"Time (\d+) minutes", tree.plain(lesson.opening))
    for place, total in (("its first cell", int(said[1]) if said else 0), (file, sum(minutes))):
        if total != wanted:
            what = f"{place} has {total} minutes, but netlib/chapters.py {wanted}"
            raise ValueError(f"{lesson.name}: {what}")
    return minutes, tree.parse(course), tree.parse(advice["stumbles"])


def remembered(lesson: Lesson) -> list[Block]:
    """Return the one line to remember: the bold one below the notebook's last heading."""
    lines: list[list[Block]] = []
    for block in lesson.paper:
        if block["t"] == "Header":
            lines = []
        elif block["t"] == "Para" and block["c"][0]["t"] == "Strong":
            lines.append(block["c"])
    if not lines:
        raise ValueError(f"{lesson.name}: its last text has no bold line to remember")
    return lines[0]


def questions(lesson: Lesson) -> Iterator[tuple[str, list[Block]]]:
    """Yield the number of each answer, and what is asked before it: the bold question, if any.

    Else the sentences that ask, or nothing where none can stand alone.
    """
    last: list[Block] = []  # what the last paragraph says, if no other text came after it
    for block in lesson.paper:
        for near in tree.inside(block) if tree.kind(block) == "question" else [block]:
            if near["t"] not in {"Div", "CodeBlock"}:
                last = near["c"] if near["t"] == "Para" else []
        if tree.kind(block) == "question":
            yield tree.said(block)["number"], _question(last)


def _question(inlines: Sequence[Block]) -> list[Block]:
    bold = [i for i in inlines if i["t"] == "Strong" and tree.plain(i).endswith("?")]
    if bold:
        return list(bold[0]["c"])
    sentences: list[list[Block]] = [[]]
    for inline in inlines:
        sentences[-1].append(inline)
        if inline["t"] == "Str" and re.search(r"[.?!]$", inline["c"]):
            sentences.append([])
    # "Does it help?" says nothing without what stands before it.
    asking = [s for s in sentences if tree.plain(s).endswith("?") and len(tree.plain(s)) > 30]
    return [inline for sentence in asking for inline in sentence]


def _call(opened: str, contents: Iterable[list[Block]]) -> list[Block]:
    """Return a call of Typst that is opened already, with contents as its last arguments."""
    found = [tree.raw("typst", f"#{opened}")]
    for one in contents:
        found += [tree.raw("typst", "["), *one, tree.raw("typst", "],")]
    return [*found, tree.raw("typst", ")")]


def _list(items: Iterable[list[Block]]) -> list[Block]:
    found = list(items)
    return [tree.element("BulletList", found)] * bool(found)
