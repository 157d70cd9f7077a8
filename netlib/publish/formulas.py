"""Which LaTeX a formula may have, and how Typst must get it to set it as a screen does."""

import re

# What has been looked at, as Typst and as MathML. Pandoc knows more, but not all of it rightly.
WORDS = """
    frac tfrac partial underbrace overbrace boxed text textstyle mathrm mathsf bar sum sqrt begin
    end bigl bigr left right cdot cdots vdots ddots dots ldots times circ odot pm le leq ge geq ne
    neq approx sim propto in to leftarrow rightarrow Longrightarrow Rightarrow mapsto infty quad
    qquad nabla alpha beta gamma delta Delta epsilon varepsilon eta theta lambda mu nu pi rho sigma
    Sigma tau phi varphi psi omega exp log ln max min det tanh mid lvert rvert lVert rVert"""
COMMANDS = {f"\\{name}" for name in (*WORDS.split(), *"\\,;:{}% ")}
ENVIRONMENTS = {"aligned", "bmatrix", "pmatrix", "cases"}
GROUP = r"\s*(\{(?:[^{}]|\{[^{}]*\})*\}|\w)"
# What pandoc would write otherwise: no space at all, none around dots, two spaces beside words, no
# gap between columns, brackets and bars of the text's letters. Sizes under two braces would touch,
# and a small fraction be as large as any (paper.typ has it by the name of mono).
FOR_TYPST = (
    (r"\\;", r"\\:"),
    (r"\\cdots", r"\\,\\cdots\\,"),
    (r"\\text\{\s*(.*?)\s*\}", r"\\text{\1}"),
    (r"&&", r"&&\\quad "),
    (r"\\bigl", r"\\left"),
    (r"\\bigr", r"\\right"),
    (r"(?:\||\\lvert)([^|]*?)(?:\||\\rvert)", r"\\left|\1\\right|"),
    (r"\}\s*(\\[,:])?\s*(?=\\underbrace)", r"}\\:\\:"),
    (rf"\\tfrac{GROUP}{GROUP}", r"\\mathtt{\\frac{\1}{\2}}"),
)


def unknown(latex: str) -> list[str]:
    """Return the commands and environments of a formula that a lesson may not have."""
    commands = [c for c in re.findall(r"\\(?:[A-Za-z]+|.)", latex) if c not in COMMANDS]
    begun = re.findall(r"\\begin\{(.*?)\}", latex)
    return commands + [name for name in begun if name not in ENVIRONMENTS]


def for_typst(latex: str) -> str:
    """Return a formula as pandoc must get it to write it as Typst."""
    for pattern, instead in FOR_TYPST:
        latex = re.sub(pattern, instead, latex)
    return latex
