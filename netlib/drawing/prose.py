"""A sentence as a page shows it: its letters lean, as they do in formulas."""

import re
from html import escape

INDEX = "₀-₉ᵢⱼ"
# A letter before an index, or one that stands alone and is no word: E, o, σ.
SYMBOL = re.compile(rf"(?<![\w’'])[A-Za-zσφΔδ](?=[{INDEX}])|(?<![\w’'])[EGJWostσφ](?![\w’'])")


def leaning(sentence: str) -> str:
    """Return the sentence as HTML whose text is the same, with its letters in <i>."""
    return SYMBOL.sub(lambda letter: f"<i>{letter[0]}</i>", escape(sentence, quote=False))
