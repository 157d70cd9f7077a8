"""The screen: a copy as one HTML file that asks no address for anything."""

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from importlib.resources import files as resources

from netlib.handout.formulas import SIZE, Formula
from netlib.handout.lesson import Guess, Picture
from netlib.handout.tree import Block, write

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} ({copy})</title>
<style>
{style}</style>
</head>
<body>
<svg class="glyphs" aria-hidden="true">{glyphs}</svg>
<header>{copy}</header>
<main>
{body}</main>
</body>
</html>
"""
TYPES = {"svg": "image/svg+xml", "png": "image/png"}


class Screen:
    """A page being written: the glyphs of its formulas, each once."""

    form = "html"
    folds = True

    def __init__(self) -> None:
        self.glyphs: dict[str, str] = {}

    def formula(self, drawn: Formula, display: bool) -> str:
        """Return a formula as a drawing on the line, its LaTeX as the label."""
        self.glyphs |= dict(drawn.glyphs)
        width, height, depth = (x / SIZE for x in (drawn.width, drawn.height, drawn.depth))
        size = f"width:{width:.3f}em;height:{height:.3f}em;vertical-align:{-depth:.3f}em"
        kind = "display" if display else "inline"
        label = escape(drawn.latex)
        head = f'<svg class="{kind}" role="img" aria-label="{label}" viewBox="{drawn.box}"'
        return f'{head} style="{size}">{drawn.marks}</svg>'

    def picture(self, picture: Picture) -> tuple[str, str]:
        """Return a figure with its data inside, around its caption."""
        data = picture.data
        if picture.kind == "svg":
            black = data.decode().replace("<svg ", '<svg style="color:#000;background:#fff" ', 1)
            data = black.encode()
        source = f"data:{TYPES[picture.kind]};base64,{b64encode(data).decode()}"
        words = escape(picture.words)
        image = f'<img alt="{words}" width="{picture.width}" src="{source}">'
        caption = f"<figcaption><b>Figure {picture.number}.</b> "
        return f"<figure>{image}{caption}", "</figcaption></figure>"

    def code(self, source: str, kind: str) -> str:
        """Return lines that can be scrolled sideways, by keyboard as well."""
        return f'<pre class="{kind}" tabindex="0"><code>{escape(source)}</code></pre>'

    def lines(self, count: int) -> str:
        """Return a box to write into, of as many lines."""
        label = "Your answer (it is not kept when the page is closed)"
        return f'<p class="lines"><label>{label}<textarea rows="{count}"></textarea></label></p>'

    def guess(self, number: int | None, asked: Guess | None) -> str:
        """Return the options of a question, each to be chosen; its answer is folded below."""
        if asked is None:
            return ""
        name = escape(asked.question)
        options = "".join(
            f'<label><input type="radio" name="{name}"> {escape(option)}</label>'
            for option in asked.options
        )
        legend = f"<legend>Your guess: {name}</legend>"
        return f'<fieldset class="guess">{legend}{options}</fieldset>'

    def around(self, kind: str, title: str = "") -> tuple[str, str]:
        """Return a section with its title, or one that can be opened."""
        words = escape(title)
        if kind == "overleaf":
            return "", ""
        if kind == "fold":
            return f'<details class="fold"><summary>{words}</summary>', "</details>"
        head = f'<p class="label">{words}</p>' if words else ""
        return f'<section class="{kind}">{head}', "</section>"

    def link(self, target: str) -> str | None:
        """Return the handout of the notebook that the link leads to."""
        return target.replace(".ipynb", ".html")


def page(blocks: Sequence[Block], medium: Screen, *, title: str, copy: str) -> str:
    """Return the blocks as a page of its own."""
    style = resources("netlib.handout").joinpath("handout.css").read_text(encoding="utf-8")
    return PAGE.format(
        title=escape(title),
        copy=escape(copy),
        style=style,
        glyphs="".join(medium.glyphs[name] for name in sorted(medium.glyphs)),
        body=write(blocks, "html"),
    )
