r"""The seed's letters in a plain sentence, set as formulas: "o_2 - t" becomes $o_{2} - t$."""

import re

NAME = r"(?:(?:sigma|[A-Za-z])_\w+|phi'?|[EGWBkotxy])"
CALL = rf"J\({NAME};{NAME}\)|outer\({NAME}, {NAME}\)|(?:ln)?\(1 - {NAME}\)"
TERM = rf"(?:{CALL}|e\^x|{NAME})"
FORMULA = re.compile(rf"((?<![\w'/.-])(?:1/|1 - )?{TERM}(?:(?: [-x] | ){TERM})*(?![\w'(]))")
SPELT = (
    (r"_(\w+)", lambda m: f"_{{{m[1].replace('_', ',')}}}"),
    ("sigma", r"\\sigma"),
    ("phi", r"\\varphi"),
    ("outer", r"\\mathrm{outer}"),
    ("ln", r"\\ln"),
    (" x ", r" \\times "),
)


def lettered(sentence: str) -> str:
    """Return a plain sentence as Markdown: its formulas as LaTeX, all else as it stands."""
    pieces = FORMULA.split(sentence)  # every other one is a formula
    pieces[::2] = [escaped(words) for words in pieces[::2]]
    pieces[1::2] = [f"${latex(formula)}$" for formula in pieces[1::2]]
    return "".join(pieces)


def escaped(words: str) -> str:
    """Return plain words as Markdown."""
    return re.sub(r"([\\`*_{}\[\]$<>&#|~])", r"\\\1", words)


def latex(formula: str) -> str:
    """Return a formula in the seed's letters as LaTeX."""
    for written, spelt in SPELT:
        formula = re.sub(written, spelt, formula)
    return formula
