"""Paper: a copy as Typst, and Typst as a tagged PDF that is the same, byte for byte, each time."""

import hashlib
import json
import re
from collections.abc import Sequence
from importlib.resources import files as resources

from netlib.handout.formulas import SIZE, Formula
from netlib.handout.lesson import Guess, Picture
from netlib.handout.tree import Block, write
from netlib.handout.typesetting import typeset

PAPERS = ("a4", "letter")
MONO = 0.602  # how wide a letter of DejaVu Sans Mono is
CODE, ROOM = 8.0, 424.0  # points: its usual size, and how wide its lines may be
DOTS = 0.72  # points of a figure for each pixel of a screen
# Points: the widest figures. A text is 442 wide; a drawing has small letters of its own, so it may
# hang out on both sides, and leaves more than the 15 mm that every printer can do.
WIDEST = {"svg": 484.0, "png": 442.0}


class Paper:
    """A sheet being written: files that it needs besides its text."""

    form = "typst"
    folds = False

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def formula(self, drawn: Formula, display: bool = False) -> str:
        """Return a formula as an image on the line, tagged as a formula with its LaTeX."""
        name = self.file(drawn.svg.encode(), "svg")
        sides = (drawn.width, drawn.height, drawn.depth)
        sizes = ", ".join(f"{side / SIZE:.4f}em" for side in sides)
        return f'#formula({quoted(drawn.latex)}, "{name}", {sizes}, {str(display).lower()})'

    def picture(self, picture: Picture) -> tuple[str, str]:
        """Return a figure around its caption; what is smaller than the page isn't blown up."""
        name = self.file(picture.data, picture.kind)
        width = min(picture.width * DOTS, WIDEST[picture.kind])
        said = f"{quoted(picture.number)}, {quoted(picture.words)}"
        return f'#drawing("{name}", {width:.1f}pt, {said})[', "]"

    def code(self, source: str, kind: str) -> str:
        """Return lines of code, smaller if the longest would not fit, with single empty lines."""
        source = re.sub(r"\n{3,}", "\n\n", source)
        longest = max((len(line) for line in source.splitlines()), default=0)
        size = min(CODE, ROOM / (MONO * max(longest, 1)))
        return f"#{kind}({size:.2f}pt, {quoted(source)})"

    def lines(self, count: int) -> str:
        """Return the box that an answer is written into."""
        return f"#answer-lines({count})"

    def guess(self, number: int | None, asked: Guess | None) -> str:
        """Return room for a guess, with the page that its answer is on."""
        words = (asked.question, *asked.options) if asked else ("",)
        said = ", ".join(map(quoted, words))
        return f"#guess({'none' if number is None else number}, {said})"

    def around(self, kind: str, title: str = "") -> tuple[str, str]:
        """Return the call of a function of handout.typ around some content."""
        if kind == "overleaf":
            return "#pagebreak(weak: true)", ""
        return f"#{kind}({quoted(title)})[", "]"

    def link(self, target: str) -> str | None:
        """Return nothing for another notebook: paper leads nowhere."""
        return target if target.startswith("https://") else None

    def file(self, data: bytes, kind: str) -> str:
        """Return the name of a file with that data, named by what is in it."""
        name = f"{hashlib.sha256(data).hexdigest()[:16]}.{kind}"
        self.files[name] = data
        return name


def quoted(words: str) -> str:
    """Return the words as a string of Typst."""
    return json.dumps(words, ensure_ascii=False)


def pdf(
    blocks: Sequence[Block], medium: Paper, *, paper: str, title: str, copy: str, head: str = ""
) -> bytes:
    """Return the blocks as a PDF, tagged for a screen reader (PDF/UA-1).

    paper: "a4" or "letter". title, copy: for the head of each page; head: more Typst in front.
    Raises ValueError when Typst objects.
    """
    style = resources("netlib.handout").joinpath("handout.typ").read_bytes()
    theme = resources("netlib.handout").joinpath("code.tmTheme").read_bytes()
    show = f'paper: "{paper}", title: {quoted(title)}, copy: {quoted(copy)}'
    # Headings keep no names: nothing points at them on paper, and two of a name would be an error.
    body = write([_nameless(b) for b in blocks], "typst")
    text = f'#import "handout.typ": *\n#show: handout.with({show})\n{head}\n{body}'
    files = {"main.typ": text.encode(), "handout.typ": style, "code.tmTheme": theme, **medium.files}
    try:
        (made,) = typeset(files, format="pdf", pdf_standards="ua-1")
    except ValueError as error:
        raise ValueError(f"{title}: {error}") from error
    return made


def _nameless(block: Block) -> Block:
    if block["t"] != "Header":
        return block
    level, _, words = block["c"]
    return {"t": "Header", "c": [level, ["", [], []], words]}
