"""Pictures of digits: bars whose o_0 is worked out by hand, MNIST's own digits, bad files."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageColor

from netlib.checks import Array
from netlib.digits import Samples, load_digits
from netlib.handwriting import read_digit
from netlib.training import accuracy, initial_weights, train

WHITE, GREY_PAPER, INK = 255, 214, 30


def sheet(
    *bars: tuple[slice, slice], paper: int = WHITE, size: tuple[int, int] = (300, 260)
) -> Array:
    """Return a sheet of paper with inked rectangles, uint8."""
    page = np.full(size, paper, dtype=np.uint8)
    for bar in bars:
        page[bar] = INK
    return page


def read(page: Array, folder: Path, kind: str = "png") -> Array:
    """Return what read_digit makes of the page, 28 x 28."""
    path = folder / f"page.{kind}"
    Image.fromarray(page).save(path)
    return read_digit(path).reshape(28, 28)


def field(*bars: tuple[slice, slice]) -> Array:
    expected = np.zeros((28, 28))
    for bar in bars:
        expected[bar] = 1
    return expected


ELL = (slice(20, 120), slice(30, 50)), (slice(100, 120), slice(50, 90))
# Ten pixels of the sheet are two of o_0. Stem 20 x 4, its centre at (9.5, 1.5), and foot 4 x 8 at
# (17.5, 7.5) have their centre of mass at (80·9.5 + 32·17.5, 80·1.5 + 32·7.5) / 112 =
# (11.79, 3.21): it comes nearest to (14, 14) with the corner at (2, 11).
ELL_FIELD = field((slice(2, 22), slice(11, 15)), (slice(18, 22), slice(15, 23)))


def test_a_bar_is_20_pixels_long_and_in_the_middle(tmp_path: Path) -> None:
    o_0 = read(sheet((slice(90, 190), slice(20, 40))), tmp_path)
    rows, columns = np.nonzero(o_0 == 1)
    assert o_0.dtype == np.float32
    assert (len(set(rows)), len(set(columns)), float(o_0.sum())) == (20, 4, 80)
    assert 13.5 <= rows.mean() <= 14.5
    assert 13.5 <= columns.mean() <= 14.5


def test_the_centre_of_mass_and_not_of_the_box_is_in_the_middle(tmp_path: Path) -> None:
    np.testing.assert_array_equal(read(sheet(*ELL), tmp_path), ELL_FIELD)


def test_a_half_covered_pixel_is_half_ink(tmp_path: Path) -> None:
    page = sheet((slice(50, 250), slice(60, 100)), (slice(155, 250), slice(100, 140)))
    o_0 = read(page, tmp_path)
    ink = o_0[np.ix_(o_0.any(axis=1), o_0.any(axis=0))]
    expected = np.ones((20, 8))
    expected[:10, 4:], expected[10, 4:] = 0, 0.5
    np.testing.assert_allclose(ink, expected, atol=1e-6)


@pytest.mark.parametrize("upside_down", [False, True])
def test_ink_stays_inside_when_its_centre_is_far_to_one_side(
    tmp_path: Path, upside_down: bool
) -> None:
    page = sheet((slice(50, 220), slice(125, 135)), (slice(220, 250), slice(50, 210)))
    o_0 = read(page[::-1] if upside_down else page, tmp_path)
    rows = np.flatnonzero(o_0.any(axis=1))
    # (17·8 + 48·18) / 65 = 15.4 from the top: centred, the box would leave the field by a row.
    assert (rows[0], rows[-1]) == ((8, 27) if upside_down else (0, 19))
    assert o_0.sum() == pytest.approx(17 + 3 * 16)


def test_dark_paper_gives_the_same(tmp_path: Path) -> None:
    page = sheet(*ELL, paper=GREY_PAPER)
    np.testing.assert_allclose(read(255 - page, tmp_path), ELL_FIELD, atol=1e-6)
    np.testing.assert_allclose(read(page, tmp_path), ELL_FIELD, atol=1e-6)


def test_grey_uneven_noisy_paper_is_removed(tmp_path: Path) -> None:
    page = sheet(*ELL, paper=GREY_PAPER) + np.random.default_rng(0).normal(0, 4, (300, 260))
    page *= np.linspace(0.8, 1, 260)  # the digit lies where the light is weak
    o_0 = read(page.round().clip(0, 255).astype(np.uint8), tmp_path)
    # Above its foot the paper is darker than half of the border, by 0.06 of the ink.
    assert 0 <= o_0.min() <= o_0[ELL_FIELD == 0].max() < 0.02
    assert 0.85 < o_0[ELL_FIELD == 1].min() <= o_0.max() <= 1


def test_specks_of_a_large_scan_do_not_count(tmp_path: Path) -> None:
    page = np.kron(sheet(*ELL), np.ones((7, 7), dtype=np.uint8))
    page[[40, 2000, 1900], [1700, 1800, 30]] = 0
    np.testing.assert_allclose(read(page, tmp_path), ELL_FIELD, atol=0.15)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "I;16"])
def test_every_kind_of_pixel_reads_the_same(tmp_path: Path, mode: str) -> None:
    if mode == "I;16":
        image = Image.fromarray(sheet(*ELL).astype(np.uint16) * 257)
    else:
        image = Image.fromarray(np.where(sheet(*ELL) == INK, 0, 255).astype(np.uint8)).convert(mode)
    path = tmp_path / "page.tif"
    image.save(path)
    np.testing.assert_allclose(read_digit(path).reshape(28, 28), ELL_FIELD, atol=1e-6)


@pytest.mark.parametrize("colour", ["black", "white"])
def test_transparent_is_white_paper(tmp_path: Path, colour: str) -> None:
    image = Image.new("RGBA", (260, 300), (*ImageColor.getrgb(colour), 0))
    alpha = np.where(sheet(*ELL) == INK, 255, 0).astype(np.uint8)
    image.paste("black", mask=Image.fromarray(alpha))
    image.save(tmp_path / "page.png")
    o_0 = read_digit(tmp_path / "page.png").reshape(28, 28)
    np.testing.assert_allclose(o_0, ELL_FIELD, atol=1e-6)


def test_a_camera_held_sideways_is_turned_back(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # "turn by a quarter, clockwise, to see it upright"
    Image.fromarray(np.rot90(sheet(*ELL))).save(tmp_path / "page.png", exif=exif)
    np.testing.assert_array_equal(read_digit(tmp_path / "page.png").reshape(28, 28), ELL_FIELD)


def huge_png(side: int) -> bytes:
    """Return a PNG of a few bytes that says it has side x side pixels."""
    header = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(header) - 4) + header
    return start + struct.pack(">I", zlib.crc32(header)) + b"\0\0\0\1IDAT\0"


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.png"):
        read_digit(tmp_path / "none.png")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "cannot be read"),
        (b"seven", "cannot be read"),
        # Pillow hands PostScript to another program, so it is not among the formats.
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n", "cannot identify"),
        (huge_png(10_000), "decompression bomb"),
        (huge_png(50_000), "decompression bomb"),
    ],
    ids=["empty", "text", "postscript", "large", "huge"],
)
def test_what_is_no_picture(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "bad.png"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=rf"bad\.png.*{reason}"):
        read_digit(path)


@pytest.mark.parametrize("kind", ["png", "jpg", "gif", "tif", "bmp"])
def test_half_a_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"half.{kind}"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (50, 50), np.uint8)).save(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(ValueError, match=rf"half\.{kind} cannot be read"):
        read_digit(path)


def test_blank_paper(tmp_path: Path) -> None:
    noisy = np.random.default_rng(0).normal(GREY_PAPER, 3, (300, 260)).astype(np.uint8)
    in_shade = np.broadcast_to(np.linspace(150, 250, 260), (300, 260)).astype(np.uint8)
    for page in (sheet(), sheet(paper=0), noisy, in_shade, sheet(size=(1, 1))):
        with pytest.raises(ValueError, match=r"page\.png has no ink"):
            read(page, tmp_path)


@pytest.fixture(scope="module")
def trained() -> tuple[list[Array], Samples]:
    digits = load_digits()
    first = initial_weights([784, 100, 10], 0)
    history = train(
        first, digits.train.inputs, digits.train.targets,
        epochs=1, batch_size=10, learning_rate=3, seed=0,
    )  # fmt: skip
    return list(history.weights), digits.test


def photograph(o_0: Array, rng: np.random.Generator, scale: int = 8) -> Array:
    """Return a test digit drawn large in dark ink on greyish paper: floats, 0 to 255."""
    large = Image.fromarray(o_0.reshape(28, 28)).resize((28 * scale,) * 2, Image.Resampling.BICUBIC)
    top, bottom, left, right = rng.integers(0, 100, 4)
    ink = np.pad(np.asarray(large).clip(0, 1), ((top, bottom), (left, right)))
    return GREY_PAPER + ink * (INK - GREY_PAPER)


@pytest.mark.parametrize("kind", ["png", "jpg", "dark.png", "shade.jpg"])
def test_mnist_digits_are_read_from_paper_as_well_as_from_mnist(
    trained: tuple[list[Array], Samples], tmp_path: Path, kind: str
) -> None:
    weights, test = trained
    rng, N = np.random.default_rng(1), 200
    o_0 = np.empty((N, 784), dtype=np.float32)
    for k in range(N):
        page = photograph(test.inputs[k], rng)
        if kind == "shade.jpg":
            page = page * np.linspace(1, 0.75, page.shape[1]) + rng.normal(0, 6, page.shape)
        page = page.round().clip(0, 255).astype(np.uint8)
        o_0[k] = read(255 - page if kind == "dark.png" else page, tmp_path, kind).reshape(-1)
    on_mnist = accuracy(weights, test.inputs[:N], test.labels[:N])
    assert on_mnist > 0.9
    # Three points less at most: six digits of these 200.
    assert accuracy(weights, o_0, test.labels[:N]) >= on_mnist - 0.03
