"""Files of weights, read as those of a network for digits."""

from pathlib import Path
from typing import Any


def loaded(path: Path) -> list[Any]:
    """Return the weights of a file; raises ValueError when they are of no network for digits."""
    from netlib.files import load

    weights = load(path)
    sizes = [weights[0].shape[1], *map(len, weights)]
    if (sizes[0], sizes[-1]) != (784, 10):
        found = "-".join(map(str, sizes))
        raise ValueError(f"{path} is a network {found}, but must be 784-...-10")
    return weights
