import numpy as np
import pytest

from netlib.distortion import shift


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
