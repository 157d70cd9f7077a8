r"""The seed's letters in a plain sentence, set as formulas: "o_2 - t" becomes $o_{2} - t$."""

import re

INDEX = "₀₁₂₃₄₅₆₇₈₉ᵢⱼ"
NAME = r"(?:(?:sigma|[A-Za-z])_\w+|phi'?|[EGJWBkotyΔ]|x(?! \d))"
CALLS = (
    rf"[GJ]\({NAME};{NAME}\)",
    rf"outer\({NAME}, {NAME}\)",
    rf"(?:ln|{NAME})?\(1 [-−] {NAME}\)",
    rf"2?\({NAME} [-−] {NAME}\)",
)
TERM = rf"(?:∂E/∂{NAME}|{'|'.join(CALLS)}|e\^x|{NAME})"
# Terms with a sign or a space between them; no letter of a word, a path, a minus or a call.
FORMULA = re.compile(
    rf"((?<![\w'/.∂-])(?:1/|1 [-−] |[-−](?=[A-Za-z]))?{TERM}(?:(?: [-−=x] | ){TERM})*(?![\w'(/])"
    rf"|\|{TERM}\|)"
)
SPELT = (
    (r"_(\w+)", lambda m: f"_{{{m[1].replace('_', ',')}}}"),
    ("sigma", r"\\sigma"),
    ("phi", r"\\varphi"),
    ("outer", r"\\mathrm{outer}"),
    ("ln", r"\\ln"),
    ("∂", r"\\partial "),
    ("Δ", r"\\Delta"),
    ("−", "-"),
    (" x ", r" \\times "),
)


def pieces(sentence: str) -> list[str]:
    """Return words and LaTeX by turns, words first: what a plain sentence is made of."""
    spelt = sentence.replace("σ", "sigma")
    found = FORMULA.split(re.sub(rf"(?<=\w)([{INDEX}]+)(?:,([{INDEX}]+))?", _index, spelt))
    found[::2] = [words.replace("sigma", "σ") for words in found[::2]]
    found[1::2] = map(latex, found[1::2])
    return found


def lettered(sentence: str) -> str:
    """Return a plain sentence as Markdown: its formulas as LaTeX, all else as it stands."""
    return "".join(f"${p}$" if k % 2 else escaped(p) for k, p in enumerate(pieces(sentence)))


def escaped(words: str) -> str:
    """Return plain words as Markdown."""
    return re.sub(r"([\\`*_{}\[\]$<>&#|~])", r"\\\1", words)


def latex(formula: str) -> str:
    """Return a formula in the seed's letters as LaTeX."""
    for written, spelt in SPELT:
        formula = re.sub(written, spelt, formula)
    return formula


def _index(found: re.Match[str]) -> str:
    """Return an index that stands low as it is typed: ₁,₂ as _1_2."""
    typed = str.maketrans(INDEX, "0123456789ij")
    return "".join(f"_{part.translate(typed)}" for part in found.groups() if part)
