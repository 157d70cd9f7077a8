"""Notebook 07: digits moved a little before they are learned, so that none comes twice the same."""

import numpy as np

from netlib.checks import Array


def shift(images: Array, rng: np.random.Generator) -> None:
    """Move each image by at most one pixel up or down and left or right, in place.

    images: (N, side²), ink from 0 to 1; what comes in at an edge is paper, 0. rng: draws the nine
    moves, all equally likely. Raises ValueError when a row is no square image.
    Source: P. Simard et al., Best Practices for Convolutional Neural Networks, 2003, section 2.
    """
    side = round(images.shape[1] ** 0.5)
    if side * side != images.shape[1]:
        raise ValueError(f"a row of {images.shape[1]} numbers is no square image")
    drawn = rng.integers(9, size=len(images))
    for k, (down, right) in enumerate((y, x) for y in (-1, 0, 1) for x in (-1, 0, 1)):
        chosen = np.flatnonzero(drawn == k)
        if (down, right) == (0, 0) or len(chosen) == 0:
            continue
        before = images[chosen].reshape(-1, side, side)
        after = np.zeros_like(before)
        (to_y, from_y), (to_x, from_x) = _overlap(down, side), _overlap(right, side)
        after[:, to_y, to_x] = before[:, from_y, from_x]
        images[chosen] = after.reshape(len(chosen), -1)


def _overlap(move: int, side: int) -> tuple[slice, slice]:
    """Return which pixels of a line are written and which are read when it moves so far."""
    here = slice(max(move, 0), side + min(move, 0))
    return here, slice(max(-move, 0), side + min(-move, 0))
