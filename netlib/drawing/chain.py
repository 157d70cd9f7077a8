"""The strip on top of each notebook: the chain of factors, and which of them it is about."""

from dataclasses import dataclass

from netlib.chapters import CHAPTERS
from netlib.drawing.colours import BLUE
from netlib.drawing.marks import brace
from netlib.drawing.svg import Drawing, element, formula, text


@dataclass(frozen=True)
class Factor:
    """One factor of the chain, drawn as the arrow between the two things it connects."""

    name: str
    shape: str
    start: tuple[float, float]
    end: tuple[float, float]


LINE, BRANCH = 92.0, 150.0  # where the chain runs, and where it turns off to W_1
STOPS = {"E": 36.0, "o_2": 196.0, "s_1": 356.0, "o_1": 516.0, "s_0": 676.0}
WEIGHT = 810.0
FACTORS = (
    Factor("G(E;o_2)", "1 × n_2", (STOPS["E"], LINE), (STOPS["o_2"], LINE)),
    Factor("J(o_2;s_1)", "n_2 × n_2", (STOPS["o_2"], LINE), (STOPS["s_1"], LINE)),
    Factor("J(s_1;w_{ij})", "n_2 × 1", (STOPS["s_1"], LINE), (STOPS["o_1"], BRANCH)),
    Factor("J(s_1;o_1)", "n_2 × n_1", (STOPS["s_1"], LINE), (STOPS["o_1"], LINE)),
    Factor("J(o_1;s_0)", "n_1 × n_1", (STOPS["o_1"], LINE), (STOPS["s_0"], LINE)),
    Factor("J(s_0;w_{ij})", "n_1 × 1", (STOPS["s_0"], LINE), (WEIGHT, LINE)),
)


def chain(chapter: str) -> Drawing:
    """Return the chain from E back to the weights, the factors of that notebook drawn bold.

    chapter: "05". Raises ValueError for one that there isn't.
    Source: the derivation's lines "expr for W_1" and "expr for W_0".
    """
    if chapter not in CHAPTERS:
        raise ValueError(f"chapter is {chapter!r}, but must be one of {', '.join(CHAPTERS)}")
    about = CHAPTERS[chapter].factors
    lines = [line for k, factor in enumerate(FACTORS) for line in _arrow(factor, k in about)]
    for name, x in STOPS.items():
        lines.append(formula(x, LINE, name, text_anchor="middle", font_size=19))
    lines.append(formula(WEIGHT - 30, LINE, "w_{ij} in W_0", font_size=16))
    lines.append(formula(STOPS["o_1"] - 6, BRANCH, "w_{ij} in W_1", font_size=16))
    lines += brace(STOPS["E"], STOPS["s_1"], 64, "σ_1", above=True)
    lines += brace(STOPS["E"], STOPS["s_0"], 34, "σ_0", above=True)
    if chapter == "02":
        lines.append(text(676, 124, "← the forward pass comes from there", text_anchor="middle"))
    words = f"The chain of factors from E back to a weight of W₀ or W₁. {CHAPTERS[chapter].chain}"
    return Drawing(870, 180, "Where we are in the chain", words, tuple(lines))


def _arrow(factor: Factor, bold: bool) -> list[str]:
    """Return one factor as an arrow, its name above and its shape below."""
    (x0, y0), (x1, y1) = factor.start, factor.end
    across = x1 - x0 - (60 if factor.name.startswith("J(s_0") else 36)
    drop = y1 - y0
    x0 += 18
    path = f"M{x0:.1f} {y0:.1f}l{across:.1f} {drop:.1f}m-7 -4l7 4l-7 4"
    if drop:
        path = f"M{x0 - 12:.1f} {y0 + 10:.1f}V{y1:.1f}H{x0 + across:.1f}m-7 -4l7 4l-7 4"
    middle = x0 + across / 2
    lines = [
        element(
            "path",
            d=path,
            fill="none",
            stroke=BLUE if bold else "currentColor",
            stroke_width=3.5 if bold else 1,
        )
    ]
    star = "*" if bold else ""
    for place, words, size in ((-13, f"{star}{factor.name}{star}", 15), (13, factor.shape, 12)):
        lines.append(
            formula(
                middle,
                y1 + place,
                words,
                text_anchor="middle",
                font_size=size,
                fill_opacity=1 if bold else 0.65,
            )
        )
    return lines
