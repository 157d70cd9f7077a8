"""Notebook 01: the symbols, and the shape each one promises."""

from collections.abc import Sequence

from netlib import checks

Shape = tuple[int, ...]


def shapes(sizes: Sequence[int], batch: int | None = None) -> dict[str, Shape]:
    """Return the shape of every symbol of the network with these layer sizes.

    sizes: (n_0, ..., n_L), how many nodes each layer has, at least two whole numbers from 1.
    batch: the number of samples B, or None for one sample, whose shapes have no B.
    Raises ValueError when a size or the batch is not a whole number from 1.
    Source: the derivation's "Notation" and the line "w_{output ix=row}{input ix=col}".
    """
    n = checks.layer_sizes(sizes)
    samples = () if batch is None else (checks.whole_number("B", batch),)
    L = len(n) - 1
    found: dict[str, Shape] = {f"o_{i}": (*samples, n[i]) for i in range(L + 1)}
    found |= {f"s_{i}": (*samples, n[i + 1]) for i in range(L)}
    found |= {f"W_{i}": (n[i + 1], n[i]) for i in range(L)}
    found |= {"t": (*samples, n[L]), "E": samples, "G": (*samples, n[L])}
    found |= {f"sigma_{i}": (*samples, n[i + 1]) for i in range(L)}
    return found | {f"dE/dW_{i}": (n[i + 1], n[i]) for i in range(L)}
