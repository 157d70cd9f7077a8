"""What is quoted of the page."""

from netlib.derivation.seed import seed_page


def in_page(quote: str) -> bool:
    """Return whether the page says this, however the spaces of either are set."""
    return "".join(quote.split()) in "".join(seed_page().split())
