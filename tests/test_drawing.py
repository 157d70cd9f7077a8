from base64 import b64decode

import matplotlib.pyplot as plt
import numpy as np
import pytest

from netlib.drawing.listing import listing
from netlib.drawing.picture import Picture
from netlib.drawing.remainder import remainder
from netlib.drawing.sheet import sheet
from netlib.error import error_gradient
from netlib.forward import forward_unchecked, logistic


def test_a_picture_carries_its_words_and_is_shown_once() -> None:
    figure, ax = plt.subplots(figsize=(4, 2))
    ax.plot([0, 1])
    data, metadata = Picture(figure, "a line\n    that rises")._repr_mimebundle_()
    assert data["text/plain"] == metadata["image/png"]["alt"] == "a line that rises"
    size = b64decode(data["image/png"])[16:24]
    assert (int.from_bytes(size[:4], "big"), int.from_bytes(size[4:], "big")) == (576, 288)
    assert metadata["image/png"]["width"] == 288  # 4 inches of 72 dots
    assert 'alt="a line that rises"' in data["text/html"]
    assert f'src="data:image/png;base64,{data["image/png"]}"' in data["text/html"]
    assert not plt.fignum_exists(figure.number)


def test_a_picture_without_words_is_refused() -> None:
    figure, _ = plt.subplots()
    with pytest.raises(ValueError, match="a picture needs words"):
        Picture(figure, " ")
    plt.close(figure)


def test_a_sheet_shows_each_row_with_its_caption() -> None:
    rows = np.arange(12.0).reshape(3, 4) / 12
    figure = sheet(rows, ["a", "b", "c"], columns=2)
    assert [ax.get_title() for ax in figure.axes] == ["a", "b", "c", ""]
    assert [len(ax.images) for ax in figure.axes] == [1, 1, 1, 0]
    assert not any(ax.axison for ax in figure.axes)
    image = figure.axes[1].images[0]
    assert image.get_clim() == (0, 1)
    assert image.get_cmap()(1.0)[:3] == (0, 0, 0)  # ink is black
    np.testing.assert_array_equal(image.get_array(), [[4 / 12, 5 / 12], [6 / 12, 7 / 12]])
    plt.close(figure)


def test_a_signed_sheet_has_zero_in_the_middle_of_its_colours() -> None:
    figure = sheet([[-2.0, 0, 0, 1]], signed=True)
    low, high = figure.axes[0].images[0].get_clim()
    assert low == -high
    assert 1 < high <= 2
    assert len(figure.axes) == 10
    red, _, blue, _ = figure.axes[0].images[0].get_cmap()(1.0)
    assert red > blue  # yellow above zero, as its docstring says
    plt.close(figure)


@pytest.mark.parametrize(
    ("shape", "captions", "columns", "message"),
    [
        ((2, 3), (), 10, "a row of 3 numbers is no square image"),
        ((2, 4), ["one"], 10, "there are 2 images, but 1 captions"),
        ((0, 4), (), 10, "there are no images"),
        ((2, 4), (), 0, "columns is 0, but must be a whole number from 1"),
    ],
)
def test_a_sheet_refuses(
    shape: tuple[int, int], captions: list[str], columns: int, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        sheet(np.ones(shape), captions, columns=columns)
    assert not plt.get_fignums()


def bare(x: int) -> int:
    # a comment, but no docstring
    return x + 1


def test_a_listing_has_the_code_and_not_the_docstring() -> None:
    text = listing(error_gradient)
    expected = """```python
def error_gradient(o_L: ArrayLike, t: ArrayLike) -> Array:
    o_L, t = _checked(o_L, t)
    return o_L - t
```"""
    assert text == expected
    assert listing(logistic, forward_unchecked).count("\ndef ") == 2
    assert "Raises" not in listing(logistic, forward_unchecked)
    assert listing(bare).splitlines()[1:-1] == [
        "def bare(x: int) -> int:",
        "    # a comment, but no docstring",
        "    return x + 1",
    ]


def test_a_remainder_has_slope_two_for_the_right_gradient_and_one_for_a_wrong_one() -> None:
    x, way = np.array([0.3, -0.2]), np.array([0.5, 0.25])
    right = np.array([np.cos(0.3), 1.0])  # of sin(x) + exp(y) - 1 at y = 0, and so on

    def f(v: np.ndarray) -> np.ndarray:
        return np.sin(v[0]) + (v[1] + 0.2) + (v[1] + 0.2) ** 2

    picture = remainder(f, x, way, {"right": right, "twice": 2 * right})
    assert picture.words.endswith("right with slope 2.0; twice with slope 1.0.")
    with pytest.raises(ValueError, match=r"too long is \(3,\), but must be \(2,\)"):
        remainder(f, x, way, {"too long": np.ones(3)})
