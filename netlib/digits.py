"""The handwriting of chapters 05 to 07, from MNIST's four IDX files.

What `load_digits` returns has of each digit a row of 784 inputs, o_0, and a row of 10 targets, t.
The bundled files and their authors are described in data/README.md.
"""

import gzip
import math
import struct
import zlib
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from os import PathLike
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from netlib import checks
from netlib.checks import Array

# The four files of MNIST: images and labels to learn from, and to be tested on.
KINDS = ("images-idx3-ubyte", "labels-idx1-ubyte")
FILES = [f"{part}-{kind}" for part in ("train", "t10k") for kind in KINDS]


@dataclass(frozen=True)
class Samples:
    """N digits, row k of every array belonging to digit k.

    pixels (N, 784), the 28 x 28 pixels row by row as bytes, 0 paper to 255 ink, which can't be
    written to; labels (N,), 0 to 9; targets (N, 10), "yes" in the label's column and "no" in the
    others.
    """

    pixels: NDArray[np.uint8]
    labels: NDArray[np.int64]
    targets: NDArray[np.float32]

    @cached_property
    def inputs(self) -> NDArray[np.float32]:
        """The pixels as numbers, 0 paper to 1 ink (N, 784), made when they are first asked for.

        Four times as large as the bytes, they are most of what a browser tab needs.
        """
        # Divided in float32: by way of float64 it would be another 376 MB for a moment.
        return np.divide(self.pixels, np.float32(255), dtype=np.float32)


@dataclass(frozen=True)
class Digits:
    """The samples to learn from (60,000 in MNIST) and the samples to be tested on (10,000)."""

    train: Samples
    test: Samples


def load_digits(
    folder: str | PathLike[str] | None = None, *, targets: tuple[float, float] = (0.0, 1.0)
) -> Digits:
    """Read the bundled handwritten digits, or those in a folder with four files like MNIST's.

    targets: what "no" and "yes" are in a target; the original author's program used 0.01 and 0.99.
    A folder has each file as it is or with .gz, and a dot or a hyphen before "idx"; of two the one
    without .gz is read, and what is compressed is seen from its content.
    The arrays are the caller's own and, but for the bytes, may be written to.
    Raises FileNotFoundError or NotADirectoryError if the folder or a file is missing; ValueError
    that names the file if one is damaged or holds something else, or names `targets`. Source: the
    IDX format of http://yann.lecun.com/exdb/mnist/.
    """
    no, yes = _no_and_yes(targets)
    # Not a path where it is bundled: the package may lie in a zip file.
    found = _contents(files("netlib") / "data" if folder is None else Path(folder))
    return Digits(_samples(found[:2], no, yes), _samples(found[2:], no, yes))


def one_hot(labels: ArrayLike, low: float, high: float) -> NDArray[np.float32]:
    """Turn each label into ten targets: `high` in the label's column, `low` in the others.

    labels (N,), 0 to 9 -> (N, 10). Raises ValueError for other labels, or unless low < high, both
    finite in float32. Its rows are the t of chapter 07.
    """
    no, yes = _no_and_yes((low, high))
    return np.where(checks.labels("labels", labels, 10)[:, None] == np.arange(10), yes, no)


def _no_and_yes(targets: ArrayLike) -> Array:
    """Return two targets in float32, if they are finite there and the first is the smaller."""
    pair = checks.real("targets", checks.shape("targets", targets, (2,), "it is (no, yes)"))
    with np.errstate(over="ignore"):  # too large for float32 becomes infinite
        pair = pair.astype(np.float32)
    if not -np.inf < pair[0] < pair[1] < np.inf:
        raise ValueError(f"targets is {targets!r}, but must be finite, and no less than yes")
    return pair


def _contents(folder: Traversable) -> list[tuple[str, bytes]]:
    """Return name and uncompressed bytes of each of the four files."""
    if not folder.is_dir():
        error = NotADirectoryError if folder.is_file() else FileNotFoundError
        raise error(f"{folder} is no folder")
    found = {
        name: folder / f"{other}{gz}"
        for gz in (".gz", "")  # where there are both, the plain one
        for name in FILES
        for other in (name, name.replace("-idx", ".idx"))
        if (folder / f"{other}{gz}").is_file()
    }
    if missing := ", ".join(name for name in FILES if name not in found):
        raise FileNotFoundError(f"{folder}: missing {missing}; plain or with .gz, either will do")
    return [(found[name].name, _unzipped(found[name])) for name in FILES]


def _unzipped(path: Traversable) -> bytes:
    data = path.read_bytes()
    try:
        return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ValueError(f"{path.name} is cut short or damaged: {error}") from error


def _idx(name: str, data: bytes, item: tuple[int, ...]) -> NDArray[np.uint8]:
    """Return a view (N, *item) of the array in an IDX file's bytes; ValueError for any other."""
    # The header is only compared with what is there: a damaged one cannot ask for memory.
    start = 8 + 4 * len(item)
    N = max(1, (len(data) - start) // math.prod(item))
    header = struct.pack(f">4B{1 + len(item)}I", 0, 0, 8, 1 + len(item), N, *item)
    if not data.startswith(header) or len(data) != start + N * math.prod(item):
        needed = "images (N, 28, 28)" if item else "labels (N,)"
        held = _held(data)
        if data.startswith(bytes([0, 0, 8, 3 - len(item)])):
            held += "; are images and labels swapped?"
        raise ValueError(f"{name} must be an IDX file of bytes, {needed}, N from 1, but {held}")
    return np.frombuffer(data, dtype=np.uint8, offset=start).reshape(N, *item)


def _held(data: bytes) -> str:
    """Return in words what the bytes of a file are instead."""
    if not data.startswith(b"\0\0") or len(data) < 4:
        return f"begins with {data[:4].hex(' ') or 'nothing'}"
    if data[2] != 8:
        return f"holds the type {data[2]}, where bytes are 8"
    if len(data) < 4 + 4 * data[3]:
        return f"ends after {len(data)} bytes, in its header"
    sizes = struct.unpack_from(f">{data[3]}I", data, 4)
    return f"says that it holds {sizes}, followed by {len(data) - 4 - 4 * data[3]} bytes"


def _samples(pair: list[tuple[str, bytes]], no: float, yes: float) -> Samples:
    """Make samples of images and labels, two files by name and bytes; ValueError if no pair."""
    (images, _), (labels, _) = pair
    pixels, numbers = _idx(*pair[0], item=(28, 28)), _idx(*pair[1], item=())
    if len(pixels) != len(numbers):
        held = f"{labels} holds {len(numbers)} labels"
        raise ValueError(f"{images} holds {len(pixels)} images, but {held}")
    checks.labels(labels, numbers, 10)
    return Samples(pixels.reshape(-1, 784), numbers.astype(np.int64), one_hot(numbers, no, yes))
