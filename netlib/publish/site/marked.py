"""In the tab: Markdown with formulas as HTML, for what a cell shows."""

from functools import cache
from typing import Any


def html(markdown: str) -> str:
    """Return Markdown as HTML, its formulas as MathML; a formula that can't be set stays LaTeX."""
    text = str(_parser().render(markdown))
    return text.replace("<table>", '<table tabindex="0">').replace("<th></th>", "<td></td>")


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    # Tags in it are shown, not obeyed: what is quoted there may be what somebody typed.
    parser = MarkdownIt("gfm-like", {"linkify": False, "html": False})
    return parser.use(dollarmath_plugin, renderer=_formula, double_inline=True)


def _formula(latex: str, options: dict[str, Any]) -> str:
    from html import escape

    from latex2mathml.converter import convert

    try:
        return str(convert(latex.strip(), display="block" if options["display_mode"] else "inline"))
    except Exception:  # what it raises for LaTeX that it doesn't know is not said
        return f"<code>{escape(latex)}</code>"
