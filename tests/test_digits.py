"""The digits against published facts of MNIST, and small folders damaged in every way we know."""

import gzip
import hashlib
import io
import math
import re
import struct
import tempfile
import zipfile
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netlib import digits
from netlib.digits import Digits, Samples, load_digits, one_hot

IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"
NAMES = [IMAGES, LABELS, "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"]


def idx(*sizes: int, data: bytes) -> bytes:
    return struct.pack(f">BBBB{len(sizes)}I", 0, 0, 8, len(sizes), *sizes) + data


PIXELS = bytes(k % 256 for k in range(3 * 784))
SMALL = {
    IMAGES: idx(3, 28, 28, data=PIXELS),
    LABELS: idx(3, data=bytes([9, 0, 4])),
    NAMES[2]: idx(1, 28, 28, data=PIXELS[-784:]),
    NAMES[3]: idx(1, data=bytes([7])),
}


def is_small(got: Digits) -> bool:
    train, test = got.train, got.test
    pixels = (np.arange(3 * 784) % 256 / 255).astype(np.float32).reshape(3, 784)
    return (
        np.array_equal(train.inputs, pixels)
        and np.array_equal(test.inputs, pixels[2:])
        and (train.labels.tolist(), test.labels.tolist()) == ([9, 0, 4], [7])
        and np.array_equal(train.targets, np.eye(10)[[9, 0, 4]])
        and np.array_equal(test.targets, np.eye(10)[[7]])
    )


@pytest.fixture
def small(tmp_path: Path) -> Path:
    for name, data in SMALL.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


# MNIST, as published


def test_labels_are_those_published(mnist: Digits) -> None:
    train, test = mnist.train.labels, mnist.test.labels
    counts = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(train).tolist() == counts
    assert np.bincount(test).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert train[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert test[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]


def test_pixels_are_those_published(mnist: Digits) -> None:
    inputs = mnist.train.inputs
    assert inputs.mean(dtype=np.float64) == pytest.approx(33.3184 / 255, abs=1e-6)
    assert inputs.std() == pytest.approx(0.3081, abs=5e-5)
    assert (inputs.min(), inputs.max()) == (0, 1)
    # Row 5 of the first digit, printed in many tutorials: shows that no image is transposed.
    row = [0] * 12 + [3, 18, 18, 18, 126, 136, 175, 26, 166, 255, 247, 127] + [0] * 4
    assert np.rint(inputs[0].reshape(28, 28)[5] * 255).tolist() == row


def test_pixels_and_labels_are_exactly_the_published_bytes(mnist: Digits) -> None:
    sums = [
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ]
    again = []
    for samples in (mnist.train, mnist.test):
        pixels = np.rint(samples.inputs * np.float32(255)).astype(np.uint8).tobytes()
        again.append(idx(len(samples.inputs), 28, 28, data=pixels))
        again.append(idx(len(samples.labels), data=samples.labels.astype(np.uint8).tobytes()))
    assert [hashlib.sha256(file).hexdigest() for file in again] == sums


def test_digits_are_bytes_until_they_are_used(small: Path) -> None:
    samples = load_digits(small).train
    assert samples.pixels.dtype == np.uint8
    assert "inputs" not in vars(samples)
    assert np.array_equal(samples.inputs, samples.pixels / np.float32(255))
    assert samples.inputs is samples.inputs


@pytest.mark.parametrize(("part", "n"), [("train", 60_000), ("test", 10_000)])
def test_arrays_are_as_promised_and_the_callers_own(mnist: Digits, part: str, n: int) -> None:
    samples: Samples = getattr(mnist, part)
    arrays = samples.inputs, samples.labels, samples.targets
    assert [a.shape for a in arrays] == [(n, 784), (n,), (n, 10)]
    assert [a.dtype for a in arrays] == [np.float32, np.int64, np.float32]
    assert all(a.flags.owndata and a.flags.writeable for a in arrays)


# Targets


def test_one_hot_and_the_original_authors_targets(small: Path) -> None:
    no_and_yes = np.array([0.01, 0.99], dtype=np.float32)
    expected = no_and_yes[np.eye(10, dtype=int)[[9, 0, 4]]]
    made = one_hot(np.array([9, 0, 4]), 0.01, 0.99)
    assert made.dtype == np.float32
    assert np.array_equal(made, expected)
    assert np.array_equal(load_digits(small, targets=(0.01, 0.99)).train.targets, expected)


@pytest.mark.parametrize(
    ("low", "high"),
    [(1, 0), (1, 1), (math.nan, 1), (0, math.nan), (-math.inf, 1), (0, math.inf), (0, 1e300)],
)
def test_targets_need_two_finite_numbers_in_order(small: Path, low: float, high: float) -> None:
    message = r"^targets is .*, but must be finite, and no less than yes$|^targets\[[01]\] is "
    with pytest.raises(ValueError, match=message):
        one_hot(np.array([1]), low, high)
    with pytest.raises(ValueError, match=message):
        load_digits(small, targets=(low, high))


@pytest.mark.parametrize("targets", [0.99, (), (0.0, 0.5, 1.0)])
def test_targets_are_a_pair(small: Path, targets: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match=r"^targets is .*: targets must be \(2,\)$"):
        load_digits(small, targets=targets)


@pytest.mark.parametrize("label", [-1, 10, 2.5])
def test_one_hot_refuses_other_labels(label: int) -> None:
    with pytest.raises(
        ValueError, match=r"^labels\[\d\] is .*, but labels must be whole numbers from 0 to 9$"
    ):
        one_hot(np.array([3, label]), 0, 1)


# The bundled files


def in_a_zip(damaged: str = "") -> zipfile.Path:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as z:
        for name in NAMES:
            data = bytearray((files("netlib") / "data" / f"{name}.gz").read_bytes())
            data[len(data) // 2] ^= name == damaged
            z.writestr(f"netlib/data/{name}.gz", data)
    return zipfile.Path(archive, "netlib/")


def test_bundled_files_need_not_be_on_disk(mnist: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = in_a_zip()
    monkeypatch.setattr(digits, "files", lambda _: packed)
    assert np.array_equal(load_digits().test.inputs, mnist.test.inputs)


@pytest.mark.parametrize("name", NAMES)
def test_damaged_bundled_file_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = in_a_zip(damaged=name)
    monkeypatch.setattr(digits, "files", lambda _: packed)
    with pytest.raises(ValueError, match=f"^{name}.gz is cut short or damaged: "):
        load_digits()


# A user's folder


def test_each_file_may_be_plain_or_gz_and_plain_goes_first(small: Path) -> None:
    assert is_small(load_digits(small))
    (small / f"{IMAGES}.gz").write_bytes(b"never read")
    assert is_small(load_digits(str(small)))
    for name in NAMES[:3]:
        (small / f"{name}.gz").write_bytes(gzip.compress((small / name).read_bytes()))
        (small / name).unlink()
    assert is_small(load_digits(small))


def test_missing_files_and_folders(small: Path) -> None:
    (small / IMAGES).unlink()
    (small / NAMES[3]).rename(small / "t10k-labels")
    message = f"{small}: missing {IMAGES}, {NAMES[3]}; plain or with .gz, either will do"
    with pytest.raises(FileNotFoundError, match=f"^{re.escape(message)}$"):
        load_digits(small)
    with pytest.raises(FileNotFoundError, match="nowhere is no folder"):
        load_digits(small / "nowhere")
    with pytest.raises(NotADirectoryError, match=f"{LABELS} is no folder"):
        load_digits(small / LABELS)


@pytest.mark.parametrize(
    ("name", "data", "held"),
    [
        (IMAGES, b"", "begins with nothing"),
        (IMAGES, b"\0\0", "begins with 00 00"),
        (IMAGES, b"\x89PNG\r\n\x1a\n", "begins with 89 50 4e 47"),
        (LABELS, b"5 0 4 1 9", "begins with 35 20 30 20"),
        (LABELS, b"\0\1" + SMALL[LABELS][2:], "begins with 00 01 08 01"),
        (IMAGES, b"\0\0\r" + SMALL[IMAGES][3:], "holds the type 13, where bytes are 8"),
        (IMAGES, SMALL[IMAGES][:9], "ends after 9 bytes, in its header"),
        (
            IMAGES,
            SMALL[LABELS],
            "says that it holds (3,), followed by 3 bytes; are images and labels swapped?",
        ),
        (LABELS, SMALL[IMAGES], "says that it holds (3, 28, 28), followed by 2352 bytes"),
        (IMAGES, idx(3, 784, data=PIXELS), "says that it holds (3, 784), followed by 2352 bytes"),
        (LABELS, idx(data=b"1"), "says that it holds (), followed by 1 bytes"),
        (
            IMAGES,
            idx(3, 14, 56, data=PIXELS),
            "says that it holds (3, 14, 56), followed by 2352 bytes",
        ),
        (IMAGES, SMALL[IMAGES][:-1], "says that it holds (3, 28, 28), followed by 2351 bytes"),
        (LABELS, SMALL[LABELS] + b"\0", "says that it holds (3,), followed by 4 bytes"),
        (LABELS, idx(2**32 - 1, data=b"123"), "says that it holds (4294967295,), followed by 3"),
        (IMAGES, idx(0, 28, 28, data=b""), "says that it holds (0, 28, 28), followed by 0 bytes"),
        (f"{LABELS}.gz", gzip.compress(b"text", mtime=0), "begins with 74 65 78 74"),
        (f"{LABELS}.gz", b"<!DOCTYPE html>", "begins with 3c 21 44 4f"),
    ],
)
def test_wrong_file_is_named(small: Path, name: str, data: bytes, held: str) -> None:
    (small / name.removesuffix(".gz")).unlink()
    (small / name).write_bytes(data)
    needed = "images (N, 28, 28)" if name == IMAGES else "labels (N,)"
    message = re.escape(f"{name} must be an IDX file of bytes, {needed}, N from 1, but {held}")
    with pytest.raises(ValueError, match=f"^{message}"):
        load_digits(small)


def test_files_that_are_no_pair_and_labels_that_are_none_are_named(small: Path) -> None:
    (small / IMAGES).write_bytes(SMALL[NAMES[2]])
    with pytest.raises(ValueError, match=f"^{IMAGES} holds 1 images, but {LABELS} holds 3 labels$"):
        load_digits(small)
    (small / IMAGES).write_bytes(SMALL[IMAGES])
    (small / LABELS).write_bytes(idx(3, data=b"\t\n\0"))
    with pytest.raises(ValueError, match=rf"^{LABELS}\[1\] is 10, but labels must be whole "):
        load_digits(small)


def test_files_are_read_by_their_content_and_by_both_names(small: Path) -> None:
    (small / LABELS).write_bytes(gzip.compress(SMALL[LABELS]))
    (small / NAMES[3]).rename(small / f"{NAMES[3]}.gz")  # not compressed at all
    (small / IMAGES).rename(small / "train-images.idx3-ubyte")
    assert is_small(load_digits(small))


ZIPPED = gzip.compress(SMALL[LABELS], mtime=0)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (ZIPPED[:5], "ended before"),
        (ZIPPED[:-9], "ended before"),
        (ZIPPED[:10] + b"\xff" + ZIPPED[11:], "invalid block type"),
        (ZIPPED[:-8] + bytes(8), "CRC check failed"),
        (ZIPPED + b"more", "Not a gzipped file"),
    ],
)
def test_damaged_gzip_file_is_named(small: Path, data: bytes, reason: str) -> None:
    (small / LABELS).unlink()
    (small / f"{LABELS}.gz").write_bytes(data)
    message = rf"^{LABELS}\.gz is cut short or damaged: .*{reason}"
    with pytest.raises(ValueError, match=message):
        load_digits(small)


@st.composite
def damage(draw: st.DrawFn) -> tuple[str, bytes]:
    """Draw a file's name and its bytes: any at all, cut, with more at the end, one byte changed."""
    name, zipped = draw(st.sampled_from(NAMES)), draw(st.booleans())
    whole = gzip.compress(SMALL[name], mtime=0) if zipped else SMALL[name]
    # Without compression nothing vouches for what follows the header: there another byte is valid.
    header = len(whole) if zipped else 16 if "images" in name else 8
    k, more = draw(st.integers(0, len(whole))), draw(st.binary(max_size=40))
    byte, flip = draw(st.integers(0, header - 1)), draw(st.integers(1, 255))
    changed = whole[:byte] + bytes([whole[byte] ^ flip]) + whole[byte + 1 :]
    data = draw(st.sampled_from([more, whole[:k], whole + more, changed]))
    return name + ".gz" * zipped, data


@settings(deadline=None, max_examples=300)
@given(damage())
def test_damage_is_refused_or_does_no_harm(damaged: tuple[str, bytes]) -> None:
    name, data = damaged
    contents = {**SMALL, name: data}
    if name.endswith(".gz"):
        del contents[name.removesuffix(".gz")]
    with tempfile.TemporaryDirectory() as folder:
        for file, content in contents.items():
            (Path(folder) / file).write_bytes(content)
        try:
            as_hoped = is_small(load_digits(folder))
        except ValueError as error:
            as_hoped = name in str(error)
    assert as_hoped
