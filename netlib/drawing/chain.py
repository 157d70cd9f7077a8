"""The strip on top of each notebook: the chain of factors, and which of them it is about."""

from netlib.chapters import CHAPTERS
from netlib.drawing.colours import BLUE
from netlib.drawing.marks import brace
from netlib.drawing.svg import Drawing, element, formula, text
from netlib.letters import E, Letter, W, o, s, sigma

LINE, BRANCH = 92.0, 150.0  # where the chain runs, and where it turns off to W_1
PLACES = {
    E: (36.0, LINE), o(2): (196.0, LINE), s(1): (356.0, LINE), o(1): (516.0, LINE),
    s(0): (676.0, LINE), W(0): (786.0, LINE), W(1): (516.0, BRANCH),
}  # fmt: skip
FACTORS = (  # name, shape, and the two letters that it connects
    ("G(E;o_2)", "1 × n_2", E, o(2)),
    ("J(o_2;s_1)", "n_2 × n_2", o(2), s(1)),
    ("J(s_1;w_{ij})", "n_2 × 1", s(1), W(1)),
    ("J(s_1;o_1)", "n_2 × n_1", s(1), o(1)),
    ("J(o_1;s_0)", "n_1 × n_1", o(1), s(0)),
    ("J(s_0;w_{ij})", "n_1 × 1", s(0), W(0)),
)


def chain(chapter: str) -> Drawing:
    """Return the chain from E back to the weights, the factors of that notebook drawn bold.

    chapter: "05". Raises ValueError for one that there isn't.
    Source: the derivation's lines "expr for W_1" and "expr for W_0".
    """
    if chapter not in CHAPTERS:
        raise ValueError(f"chapter is {chapter!r}, but must be one of {', '.join(CHAPTERS)}")
    about = CHAPTERS[chapter].factors
    lines = [line for k, factor in enumerate(FACTORS) for line in _arrow(*factor, k in about)]
    for letter, (x, y) in PLACES.items():
        if letter.weight:
            lines.append(formula(x - 6, y, f"w_{{ij}} in {letter.drawn}", font_size=16))
        else:
            lines.append(formula(x, y, letter.drawn, text_anchor="middle", font_size=19))
    for i, y in ((1, 64), (0, 34)):
        lines += brace(PLACES[E][0], PLACES[s(i)][0], y, sigma(i).drawn, above=True)
    if chapter == "02":
        lines.append(text(676, 124, "← the forward pass comes from there", text_anchor="middle"))
    words = f"The chain of factors from E back to a weight of W₀ or W₁. {CHAPTERS[chapter].chain}"
    return Drawing(870, 180, "Where we are in the chain", words, tuple(lines))


def way(chapter: str) -> list[tuple[str, str]]:
    """Return the factors from E to the weights a chapter is about, W_0 if it is not about W_1.

    Name and shape of each.
    """
    ends = {end: (name, shape, start) for name, shape, start, end in FACTORS}
    at = W(1) if max(CHAPTERS[chapter].factors, default=0) == 2 else W(0)
    found = list[tuple[str, str]]()
    while at in ends:
        name, shape, at = ends[at]
        found.insert(0, (name, shape))
    return found


def _arrow(name: str, shape: str, start: Letter, end: Letter, bold: bool) -> list[str]:
    """Return one factor as an arrow, its name above and its shape below."""
    (x0, y0), (x1, y1) = PLACES[start], PLACES[end]
    x0, x1 = x0 + 18, x1 - 18
    shaft = f"M{x0:.1f} {y0:.1f}l{x1 - x0:.1f} 0.0"
    if y1 != y0:
        shaft = f"M{x0 - 12:.1f} {y0 + 10:.1f}V{y1:.1f}H{x1:.1f}"
    colour, width, opacity, star = (BLUE, 3.5, 1, "*") if bold else ("currentColor", 1, 0.65, "")
    line = {"fill": "none", "stroke": colour, "stroke_width": width}
    lines = [element("path", d=f"{shaft}m-7 -4l7 4l-7 4", **line)]
    for down, words, size in ((-13, f"{star}{name}{star}", 15), (13, shape, 12)):
        look = {"text_anchor": "middle", "font_size": size, "fill_opacity": opacity}
        lines.append(formula((x0 + x1) / 2, y1 + down, words, **look))
    return lines
