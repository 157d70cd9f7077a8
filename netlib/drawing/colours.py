"""Colours that stay apart for every kind of colour vision, and the roles that they play.

A role is written twice: as an attribute, for paper, and as a class, by which a screen's style sheet
makes it another colour on dark. In grey, dashes and minus signs say what colour repeats.
"""

# Source: M. Okabe and K. Ito, Color Universal Design, 2008; the grey is added.
BLUE = "#0072B2"
VERMILLION = "#D55E00"
GREY = "#767676"

PAPER = {"fill": "#fff", "class_": "paper"}  # what hides the lines behind it
FRESH = {"fill": "#FFE680", "class_": "fresh"}  # what this step has computed
SOFT = {"fill_opacity": 0.72}  # words beside numbers
FINE = {"stroke": "currentColor", "stroke_opacity": 0.5, "stroke_width": 0.8}  # rims of boxes


def line_of(value: float) -> dict[str, object]:
    """Return the look of a line: blue from zero up, vermillion below; the caller dashes that."""
    return {"stroke": BLUE if value >= 0 else VERMILLION, "class_": f"line {_side(value)}"}


def pale_line_of(value: float) -> dict[str, object]:
    """Return the look of the inside of a band: the same colours, pale."""
    return {"stroke": "#8CC0DC" if value >= 0 else "#ECB78C", "class_": f"pale {_side(value)}"}


def tint_of(value: float) -> dict[str, object]:
    """Return the look of a surface, to be made as opaque as the number is large."""
    return {"fill": BLUE if value >= 0 else VERMILLION, "class_": f"tint {_side(value)}"}


def _side(value: float) -> str:
    return "above" if value >= 0 else "below"
