"""The derivation on one page, with a line to remember of each notebook."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from pypdf import PdfReader

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


def summary(lessons: Sequence[Lesson], paper: str) -> bytes:
    """Return the page: the chain, each result with its shapes, and the lines to remember.

    Raises ValueError when it does not fit on one page.
    """
    title = "Backpropagation on one page"
    rows = []
    for name, ids in ROWS:
        results = (braced(RESULTS[id_]) for id_ in ids)
        text, *formulas = tree.parse([name, *(f"$${latex}$$" for latex in results)])
        rows += [text, call("beside(", formulas)]
    names = [tree.element("Strong", tree.words(f"{lesson.chapter} ")) for lesson in lessons]
    lines = [tree.para([n, *remembered(x)]) for n, x in zip(names, lessons, strict=True)]
    blocks = [
        tree.header(1, tree.words(title)),
        tree.raw("typst", f'#wide(image("chain.svg", width: 480pt, alt: {quoted(CHAIN)}))'),
        *call(f"results(rgb({quoted(BLUE)}),", rows),
        *[b for lesson in lessons for b in lesson.paper if b["t"] == "BlockQuote"][:1],
        tree.header(2, tree.words("One line for each notebook")),
        tree.div("lines-to-remember", lines),
    ]
    files = {"chain.svg": chain("07").svg.encode()}
    made = pdf(blocks, files, paper=paper, title=title, copy="Summary")
    if (pages := len(PdfReader(BytesIO(made)).pages)) > 1:
        raise ValueError(f"{title} takes {pages}: shorten the lines to remember")
    return made


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


def call(opened: str, contents: Iterable[list[Block]]) -> list[Block]:
    """Return a call of Typst that is opened already, with contents as its last arguments."""
    found = [tree.raw("typst", f"#{opened}")]
    for one in contents:
        found += [tree.raw("typst", "["), *one, tree.raw("typst", "],")]
    return [*found, tree.raw("typst", ")")]
