"""One digit on a photograph or scan becomes an o_0, for `python -m netlib predict`.

A network reads only what looks like its training, so the picture goes the way MNIST's went (LeCun,
Bottou, Bengio, Haffner, Gradient-based learning applied to document recognition, 1998): the digit
made 20 pixels large, its centre of mass in the middle of 28 x 28.
"""

import os
import warnings

import numpy as np
from PIL import Image, ImageOps

from netlib.checks import Array

# What cameras and scanners write. Pillow knows more, and starts another program for one of them.
FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP", "PPM")


def read_digit(path: str | os.PathLike[str]) -> Array:
    """Return the o_0 of the one digit on a picture, made as MNIST's were.

    The digit is darker or lighter than the paper around it and a tenth as long as the picture or
    more. Returns (784,) float32, 0 paper to 1 ink. Raises FileNotFoundError; ValueError, naming the
    file, if it is no picture, damaged, blank or huge. Source: LeCun et al., 1998, section III.A.
    """
    try:
        with warnings.catch_warnings(action="ignore"):  # remarks on odd but readable files
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=FORMATS) as image:
                grey = _grey(image)
    except FileNotFoundError:
        raise
    except Exception as error:  # a damaged file makes Pillow's decoders raise almost anything
        raise ValueError(f"{path} cannot be read as a picture: {error}") from error
    if not (ink := _ink(grey)).any():
        raise ValueError(f"{path} has no ink on it")
    return _centred(_boxed(ink)).reshape(-1)


def _grey(image: Image.Image) -> Array:
    """Return the picture (rows, columns) upright, and on white paper where it is transparent."""
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I"):  # 16 bits, which Pillow would cut off at 255
        upright = Image.fromarray((np.asarray(upright).clip(0, 65535) // 257).astype(np.uint8))
    paper = Image.new("RGBA", upright.size, "white")
    grey = Image.alpha_composite(paper, upright.convert("RGBA")).convert("L")
    grey.thumbnail((400, 400))  # averages noise and specks away
    return np.asarray(grey, dtype=np.float32)


def _ink(grey: Array) -> Array:
    """Return how much ink is where, 0 to 1, and 0 everywhere on a blank picture; same shape."""
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    paper = np.median(border)
    # Ink is what differs most from the paper; what differs no more than the border does is paper.
    ink = paper - grey if paper - grey.min() >= grey.max() - paper else grey - paper
    least, most = np.quantile(np.abs(border - paper), 0.75), ink.max()
    full = np.median(ink[ink >= most / 2])
    blank = most <= max(2 * least, 25)  # of 255; a pencil is darker
    return np.zeros_like(grey) if blank else ((ink - least) / (full - least)).clip(0, 1)


def _boxed(ink: Array) -> Array:
    """Return the part that holds the ink, made so large that its longer side is 20 pixels."""
    rows, columns = (np.flatnonzero((ink > 0.5).any(axis=axis)) for axis in (1, 0))
    part = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.float32)
    height, width = (max(1, round(n * 20 / max(part.shape))) for n in part.shape)
    return np.asarray(Image.fromarray(part).resize((width, height), Image.Resampling.BOX))


def _centred(box: Array) -> Array:
    """Return the box in 28 x 28 pixels, its centre of mass as near to (14, 14) as it can be."""
    around = []
    for axis, n in enumerate(box.shape):
        centre = np.average(np.arange(n), weights=box.sum(axis=1 - axis))
        before = min(max(round(14 - centre), 0), 28 - n)  # no ink goes over the edge
        around.append((before, 28 - n - before))
    return np.pad(box, around)
