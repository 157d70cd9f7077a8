"""Formulas as drawings: LaTeX set by ziamath, with its place on the line, and a look at its ink."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import unescape
from io import BytesIO
from xml.etree import ElementTree

import numpy as np
from PIL import Image
from ziamath.zmath import Latex

from netlib.handout.typesetting import typeset

SIZE = 11.0  # of the letters, in the units of width, height and depth
# What has been looked at on paper. What ziamath doesn't know it prints as letters, or leaves out.
WORDS = """
    frac tfrac partial underbrace overbrace boxed text textstyle mathrm mathsf bar sum sqrt begin
    end bigl bigr bigm bigg Bigl Bigr left right cdot cdots vdots ddots dots ldots times circ odot
    pm le leq ge geq ne neq approx sim propto in to leftarrow rightarrow Longrightarrow Rightarrow
    mapsto infty quad qquad nabla alpha beta gamma delta Delta epsilon varepsilon eta theta lambda
    mu nu pi rho sigma Sigma tau phi varphi psi omega exp log ln max min det tanh mid lvert rvert
    lVert rVert"""
COMMANDS = {f"\\{name}" for name in (*WORDS.split(), *"|\\,;:!{}% ")}
ENVIRONMENTS = {"aligned", "bmatrix", "pmatrix", "vmatrix", "cases"}
# ziamath sets these without the space of an operator, and \mathsf only with its braces.
MENDED = [
    (r"\\(circ|times)(?![A-Za-z])", r"\\:\\\1\\:"),
    (r",\s*\\[ ,;:]", ","),  # its comma brings a space
    (r"([=(,&]\s*)-", r"\1{-}"),  # nor does it tell a sign from a difference there
    (r"\}(\\[,;])?\s*(?=\\underbrace)", r"}\\;\\:"),  # sizes under two braces must not touch
    (r"\\mathsf\s+([A-Za-z])", r"\\mathsf{\1}"),
]
INVISIBLE = re.compile("[\\s\N{INVISIBLE TIMES}\N{FUNCTION APPLICATION}\N{INVISIBLE SEPARATOR}]")
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{w:g}" height="{h:g}">'


@dataclass(frozen=True)
class Formula:
    """A formula drawn: its extent in units of `SIZE`, its glyphs by name, and where they stand.

    depth: how far it goes below the line. letters: how many visible characters it has.
    """

    latex: str
    width: float
    height: float
    depth: float
    box: str
    glyphs: tuple[tuple[str, str], ...]
    marks: str
    letters: int

    @property
    def svg(self) -> str:
        """The drawing alone, a file of its own."""
        head = HEAD.format(box=self.box, w=self.width, h=self.height)
        return head + "".join(glyph for _, glyph in self.glyphs) + self.marks + "</svg>"


@cache
def formula(latex: str, display: bool = False) -> Formula:
    """Return the formula drawn; raises ValueError for LaTeX that can't be set faithfully."""
    unknown = [c for c in re.findall(r"\\(?:[A-Za-z]+|.)", latex) if c not in COMMANDS]
    unknown += [e for e in re.findall(r"\\begin\{(.*?)\}", latex) if e not in ENVIRONMENTS]
    if unknown:
        raise ValueError(f"the formula {latex!r} has {unknown[0]}, which handouts don't set")
    mended = latex
    for pattern, instead in MENDED:
        mended = re.sub(pattern, instead, mended)
    try:
        drawn = Latex(mended, size=SIZE, inline=not display)
        source, letters = drawn.svg(), drawn.mathmlstr()
    except Exception as error:  # whatever its parser stumbles over
        raise ValueError(f"the formula {latex!r} can't be set: {error or type(error)}") from error
    # A glyph without an outline is a space; it is written as <symbol ... />.
    kept = re.sub(r"<symbol [^>]*/>", "", source)
    glyphs = {m[1]: m[0] for m in re.finditer(r'(?s)<symbol id="([^"]+)".*?</symbol>', kept)}
    used = re.sub(r"(?s)<symbol.*?</symbol>|^<svg[^>]*>|</svg>\s*$", "", kept)
    marks = re.sub(r'<use href="#([^"]+)"[^>]*/>', lambda m: m[0] * (m[1] in glyphs), used)
    root = ElementTree.fromstring(source)
    _, top, width, height = (float(x) for x in root.attrib["viewBox"].split())
    shown = INVISIBLE.sub("", unescape(re.sub(r"<[^>]*>", "", letters)))
    return Formula(
        latex,
        width,
        height,
        height + top,
        root.attrib["viewBox"],
        tuple(glyphs.items()),
        marks.replace("black", "currentColor"),
        len(shown),
    )


def pale(formulas: Iterable[Formula]) -> list[Formula]:
    """Return those of the formulas that leave less ink on paper than their letters would.

    All are printed once, by the same compiler as the handouts, each on a page of its own. A full
    stop leaves half a pixel at this size.
    """
    every = list(formulas)
    if not every:
        return []
    files = {f"{k}.svg": f.svg.encode() for k, f in enumerate(every)}
    pages = "\n#pagebreak()\n".join(f'#image("{name}")' for name in files)
    head = "#set page(width: auto, height: auto, margin: 1pt)\n"
    sheets = typeset(files | {"main.typ": (head + pages).encode()}, format="png", ppi=96)
    found = []
    for f, sheet in zip(every, sheets, strict=True):
        ink = (255 - np.asarray(Image.open(BytesIO(sheet)).convert("L"), dtype=float)).sum() / 255
        if ink < 0.5 * max(f.letters, 1) or f.marks.count("<use") < f.letters:
            found.append(f)
    return found
