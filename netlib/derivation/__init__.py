"""The derivation itself: the page it began as, and derivatives found without it."""
