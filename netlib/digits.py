"""The handwriting of chapter 07, from MNIST's four IDX files.

Notebook 07 trains on what `load_digits` returns: of each digit a row of 784 inputs, o_0, and a row
of 10 targets, t. The bundled files and their authors are described in data/README.md.
"""

import gzip
import hashlib
import math
import struct
import zlib
from dataclasses import dataclass
from importlib.resources import files
from os import PathLike
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# The four files, each with the SHA-256 of its bundled .gz.
SHA256 = {
    "train-images-idx3-ubyte": "0b367032e93c5d0cea0925647cfdb18614af8ee15f83e6f2fc2ad904a6835971",
    "train-labels-idx1-ubyte": "1787548bbe0bff1ec2ecdc0ef292b02df999e2d1a6002d27500982c652b17203",
    "t10k-images-idx3-ubyte": "1a1a05eab793c14bb050b398624a11b0ffd1a2953baed553b1b9bd079e2a20be",
    "t10k-labels-idx1-ubyte": "b91679a0acfe4ba0e50a2437a903084cba1f5f92592b016a25a7dfd00455798b",
}
KINDS = {1: "labels (1 dimension)", 3: "images (3 dimensions)"}


@dataclass(frozen=True)
class Samples:
    """N digits, row k of every array belonging to digit k.

    inputs (N, 784), the 28 x 28 pixels row by row, 0 paper to 1 ink; labels (N,), 0 to 9; targets
    (N, 10), "yes" in the label's column and "no" in the others.
    """

    inputs: NDArray[np.float32]
    labels: NDArray[np.int64]
    targets: NDArray[np.float32]


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
    A folder has each file as it is or with .gz; of a file in both forms the plain one is read.
    The arrays are the caller's own and may be written to. Raises FileNotFoundError or
    NotADirectoryError if the folder or a file is missing; ValueError that names the file if one
    is damaged or holds something else, or names `targets`. Source: the IDX format of
    http://yann.lecun.com/exdb/mnist/.
    """
    _check(np.shape(targets) == (2,), "targets", "two numbers", f"got {targets!r}")
    low, high = targets
    contents = _bundled() if folder is None else _from_folder(Path(folder))
    train_images, train_labels, test_images, test_labels = contents
    return Digits(
        train=_samples(train_images, train_labels, low, high),
        test=_samples(test_images, test_labels, low, high),
    )


def one_hot(labels: NDArray[np.integer], low: float, high: float) -> NDArray[np.float32]:
    """Turn each label into ten targets: `high` in the label's column, `low` in the others.

    labels (N,), 0 to 9 -> (N, 10). Raises ValueError for other labels, or unless low < high, both
    finite in float32. Its rows are the t of chapter 07.
    """
    with np.errstate(over="ignore"):  # too large for float32 becomes infinite, refused below
        no, yes = np.float32(low), np.float32(high)
    finite_and_ordered = bool(-np.inf < no < yes < np.inf)
    _check(finite_and_ordered, "targets", "two finite numbers, no < yes", f"got {low}, {high}")
    _check_labels("labels", labels)
    return np.where(labels[:, None] == np.arange(10), yes, no)


def _check(ok: bool, name: str, expected: str, found: str) -> None:
    if not ok:
        raise ValueError(f"{name}: expected {expected}, but {found}")


def _check_labels(name: str, labels: NDArray[np.integer]) -> None:
    for k in np.flatnonzero(~np.isin(labels, np.arange(10)))[:1]:
        _check(False, name, "labels 0 to 9", f"label {k}, counted from 0, is {labels[k]}")


def _bundled() -> list[tuple[str, bytes]]:
    """Return name and uncompressed bytes of the bundled files; ValueError for a wrong sum."""
    contents = []
    for name, sha256 in SHA256.items():
        # Bytes and not a path: the package may lie in a zip file.
        data = (files("netlib") / "data" / f"{name}.gz").read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ValueError(f"{name}.gz: wrong SHA-256, the file is damaged; install netlib again")
        contents.append((name, gzip.decompress(data)))
    return contents


def _from_folder(folder: Path) -> list[tuple[str, bytes]]:
    """Return name and uncompressed bytes of a user's files, in the order of SHA256."""
    if not folder.exists():
        raise FileNotFoundError(f"{folder}: there is no such folder")
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder}: expected a folder, but it is a file")
    plain = [folder / name for name in SHA256]
    found = [p if p.is_file() else p.with_name(f"{p.name}.gz") for p in plain]
    missing = ", ".join(p.name for p, f in zip(plain, found, strict=True) if not f.is_file())
    if missing:
        raise FileNotFoundError(f"{folder}: missing {missing}; plain or with .gz, either will do")
    return [(f.name, _unzip(f.name, f.read_bytes())) for f in found]


def _unzip(name: str, data: bytes) -> bytes:
    if not name.endswith(".gz"):
        return data
    _check(data[:2] == b"\x1f\x8b", name, "a gzip file", "the content is not gzip")
    try:
        return gzip.decompress(data)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ValueError(f"{name}: the gzip file is cut short or damaged ({error})") from error


def _idx(name: str, data: bytes, item: tuple[int, ...]) -> NDArray[np.uint8]:
    """Return a view (N, *item) of the array in an IDX file's bytes; ValueError for any other.

    The sizes in the header are only compared with what is there: a damaged one cannot ask for
    memory.
    """
    _check(len(data) >= 4, name, "an IDX file", f"it ends after {len(data)} bytes")
    begins = f"it begins with {data[:4].hex(' ')}"
    _check(data[:2] == b"\0\0", name, "an IDX file (first bytes 00 00)", begins)
    _check(data[2] == 8, name, "unsigned bytes (type 8)", f"the type is {data[2]}")
    dimensions = data[3]
    start = 4 + 4 * dimensions
    _check(len(data) >= start, name, f"a header of {start} bytes", f"it ends after {len(data)}")
    sizes = struct.unpack_from(f">{dimensions}I", data, 4)
    holds = f"an array of {dimensions} dimensions"
    if dimensions in KINDS:
        holds = f"{sizes[0]} {KINDS[dimensions]}; are the files swapped?"
    _check(dimensions == 1 + len(item), name, KINDS[1 + len(item)], f"it holds {holds}")
    _check(sizes[1:] == item, name, f"images of {_by(item)} pixels", f"they are {_by(sizes[1:])}")
    size = len(data) - start
    _check(size == math.prod(sizes), name, f"{_by(sizes)} bytes of data", f"there are {size}")
    _check(size > 0, name, "at least one sample", "there is none")
    return np.frombuffer(data, dtype=np.uint8, offset=start).reshape(sizes)


def _by(sizes: tuple[int, ...]) -> str:
    return " x ".join(map(str, sizes))


def _samples(
    images: tuple[str, bytes], labels: tuple[str, bytes], low: float, high: float
) -> Samples:
    """Make samples of two files, given by name and bytes; ValueError if they are no pair."""
    pixels, numbers = _idx(*images, item=(28, 28)), _idx(*labels, item=())
    expected, found = (
        f"as many labels as images ({len(pixels)})",
        f"{labels[0]} holds {len(numbers)}",
    )
    _check(len(pixels) == len(numbers), images[0], expected, found)
    _check_labels(labels[0], numbers)
    # Divided in float32: by way of float64 the training set would need 376 MB more for a moment.
    inputs = np.divide(pixels.reshape(-1, 784), np.float32(255), dtype=np.float32)
    return Samples(inputs, numbers.astype(np.int64), one_hot(numbers, low, high))
