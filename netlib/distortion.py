"""Notebook 07: digits moved a little before they are learned, so that none comes twice the same."""

import numpy as np

from netlib import checks
from netlib.checks import Array


def shift(images: Array, rng: np.random.Generator) -> None:
    """Move each image by at most one pixel up or down and left or right, in place.

    images: (N, side²), ink from 0 to 1; what comes in at an edge is paper, 0. rng: draws the nine
    moves, all equally likely. Raises ValueError when it is no array of floats, or a row no square.
    Source: P. Simard et al., Best Practices for Convolutional Neural Networks, 2003, section 2.
    """
    side = checks.square_images(images)
    framed = np.zeros((len(images), side + 2, side + 2), images.dtype)
    framed[:, 1:-1, 1:-1] = images.reshape(-1, side, side)
    drawn = rng.integers(9, size=len(images))
    for k in range(9):  # through a window further up, one sees the digit further down
        chosen, (top, left) = np.flatnonzero(drawn == k), divmod(8 - k, 3)
        moved = framed[chosen, top : top + side, left : left + side]
        images[chosen] = moved.reshape(-1, side * side)


SMOOTH = 4.0  # pixels over which neighbours are moved alike
FAR = 1.2  # pixels, the typical move


def elastic(images: Array, rng: np.random.Generator) -> None:
    """Move the pixels of each image smoothly, every neighbourhood a little elsewhere, in place.

    images: (N, side²), ink from 0 to 1. rng: draws the moves. Raises ValueError as `shift` does.
    Source: P. Simard et al., Best Practices for Convolutional Neural Networks, 2003, section 2:
    random moves, smoothed by a Gaussian; ink between four pixels is their mean by distance.
    """
    side = checks.square_images(images)
    N, here = len(images), np.arange(side)
    G = np.exp(-(((here[:, None] - here) / SMOOTH) ** 2) / 2).astype(np.float32)
    moves = G @ rng.standard_normal((2, N, side, side), np.float32) @ G
    moves *= FAR / np.sqrt(np.mean(moves**2))
    y = np.clip(here[:, None] + moves[0], 0, side - 1.001)
    x = np.clip(here + moves[1], 0, side - 1.001)
    low_y, low_x = y.astype(np.intp), x.astype(np.intp)
    y -= low_y
    x -= low_x
    first = (np.arange(N)[:, None, None] * side + low_y) * side + low_x
    ink = images.ravel()  # a view or a copy: it is only read
    above = ink[first] * (1 - x) + ink[first + 1] * x
    below = ink[first + side] * (1 - x) + ink[first + side + 1] * x
    images[:] = (above * (1 - y) + below * y).reshape(N, -1)
