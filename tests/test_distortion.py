from typing import Any

import numpy as np
import pytest

from netlib.distortion import elastic, shift


def test_an_image_is_moved_by_one_pixel_at_most_and_paper_comes_in() -> None:
    image = np.zeros((4, 4))
    image[0, 0], image[2, 1] = 1, 0.5
    images = np.tile(image.ravel(), (900, 1))
    shift(images, np.random.default_rng(0))
    expected = {}
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            moved = np.zeros((6, 6))
            moved[1 + down : 5 + down, 1 + right : 5 + right] = image
            expected[down, right] = moved[1:5, 1:5].ravel()
    counts = {move: int((images == moved).all(axis=1).sum()) for move, moved in expected.items()}
    assert sum(counts.values()) == 900
    # 100 each, five standard deviations either way
    assert all(50 < count < 150 for count in counts.values())


def test_the_seed_decides_and_the_type_stays() -> None:
    one, two, other = (np.random.default_rng(1).random((20, 9), np.float32) for _ in range(3))
    shift(one, np.random.default_rng(3))
    shift(two, np.random.default_rng(3))
    shift(other, np.random.default_rng(4))
    assert one.dtype == np.float32
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)


def test_what_is_no_image_is_refused() -> None:
    with pytest.raises(ValueError, match="a row of 10 numbers is no square image"):
        shift(np.zeros((2, 10)), np.random.default_rng(0))


@pytest.mark.parametrize("distort", [shift, elastic])
@pytest.mark.parametrize("images", [[[0.0] * 9], np.zeros(9), np.zeros((2, 9), int), None, "ink"])
def test_what_cannot_be_changed_in_place_is_refused(distort: Any, images: Any) -> None:
    with pytest.raises(ValueError, match=r"images must be an array of floats \(N, side²\)"):
        distort(images, np.random.default_rng(0))


def test_elastic_moves_pixels_by_about_a_pixel_and_alike_where_they_are_near() -> None:
    # Where ink rises evenly from left to right, its change says how far each pixel was moved.
    ramp = np.tile(np.arange(28.0) / 27, (28, 1))
    images = np.tile(ramp.ravel(), (200, 1))
    elastic(images, np.random.default_rng(0))
    moves = 27 * (images.reshape(-1, 28, 28) - ramp)[:, 5:23, 5:23]
    assert 0.9 < np.sqrt(np.mean(moves**2)) < 1.5
    between_neighbours = np.sqrt(np.mean(np.diff(moves, axis=2) ** 2))
    assert between_neighbours < 0.3 * np.sqrt(np.mean(moves**2))
    assert abs(moves.mean()) < 0.1  # to no side more than to another


def test_elastic_keeps_paper_and_ink_what_they_are() -> None:
    images = np.zeros((3, 100), np.float32)
    images[1] = 1
    images[2, ::7] = 0.5
    elastic(images, np.random.default_rng(0))
    assert images.dtype == np.float32
    assert (images[0] == 0).all()
    np.testing.assert_allclose(images[1], 1, atol=1e-6)
    assert 0 <= images[2].min() < images[2].max() <= 0.5
    with pytest.raises(ValueError, match="a row of 10 numbers is no square image"):
        elastic(np.zeros((2, 10)), np.random.default_rng(0))
