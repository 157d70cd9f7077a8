"""Files, written whole or not at all; those of weights are NumPy's .npz with W_0, W_1, ..."""

import errno
import io
import os
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import ArrayLike

from netlib import checks
from netlib.checks import Array


def save(path: str | os.PathLike[str], weights: Sequence[ArrayLike]) -> None:
    """Write the weights to one file, whole or not at all; `load` reads it.

    path: taken as it is given; of a link, the file that it leads to is written.
    Raises ValueError when the weights are no network, OSError with the path if none is written.
    """
    arrays = {f"W_{i}": W for i, W in enumerate(checks.network(weights))}
    with whole(path) as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]


@contextmanager
def whole(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """Open a file that takes its place when all is written, and that is nowhere if it fails.

    Raises OSError with the path if it can't be written.
    """
    part = _part(path)
    try:
        with part.open("xb") as file:
            yield file
        part.replace(Path(path).resolve())
    except OSError as error:  # on a full disk it names no file
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        part.unlink(missing_ok=True)


def check_writable(path: str | os.PathLike[str]) -> None:
    """Raise the OSError that `save` would when it can't write there; leave nothing behind."""
    part = _part(path)
    part.touch(exist_ok=False)
    part.unlink()


def _part(path: str | os.PathLike[str]) -> Path:
    """Return where a file is written before it takes its place: beside it, by a name of its own."""
    path = Path(path).resolve()
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is not a file", str(path))
    return path.with_name(f"{path.name}.{os.getpid()}.part")


def load(path: str | os.PathLike[str]) -> list[Array]:
    """Return the weights that `save` wrote.

    Raises FileNotFoundError when there is no file, IsADirectoryError when it is a folder,
    ValueError that names the file when it is damaged or something else. Pickles are refused, so
    that nothing in a file is ever executed.
    """
    arrays, damaged = {}, f"{path} is damaged, or no file that `save` wrote"
    with Path(path).open("rb") as file:
        if not zipfile.is_zipfile(file):
            raise ValueError(damaged)
        try:
            with zipfile.ZipFile(file) as archive:
                for name in archive.namelist():
                    content = io.BytesIO(archive.read(name))  # all: its check sum is at the end
                    array = np.lib.format.read_array(content, allow_pickle=False)
                    arrays[name.removesuffix(".npy")] = array
        except Exception as error:  # a damaged file makes a reader raise almost anything
            raise ValueError(f"{damaged}: {error}") from error
    names = [f"W_{i}" for i in range(len(arrays))]
    if arrays.keys() != set(names):
        found = ", ".join(sorted(arrays))
        raise ValueError(f"{path} holds {found}, but W_0, W_1, ... were expected")
    try:
        return checks.real_network([arrays[name] for name in names])
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
