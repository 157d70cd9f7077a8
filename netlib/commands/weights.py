"""Files of weights: read as those of a network for digits, or found to be writable beforehand."""

from pathlib import Path
from typing import Any


def loaded(path: Path) -> list[Any]:
    """Return the weights of a file; raises ValueError when they are of no network for digits."""
    from netlib.training import load

    weights = load(path)
    sizes = [weights[0].shape[1], *map(len, weights)]
    if (sizes[0], sizes[-1]) != (784, 10):
        found = "-".join(map(str, sizes))
        raise ValueError(f"{path} is a network {found}, but must be 784-...-10")
    return weights


def check_writable(path: Path) -> None:
    """Raise ValueError unless `save` can write there, by writing and removing what it will."""
    part = path.with_name(f"{path.name}.part")
    try:
        if path.exists() and not path.is_file():
            raise ValueError(f"--save {path} is not a file")
        part.touch()
        part.unlink()
    except OSError as error:
        raise ValueError(f"--save {path} cannot be written: {error.strerror}") from error
