import matplotlib.pyplot as plt
import pytest

from netlib.drawing.listing import listing
from netlib.drawing.picture import Picture
from netlib.error import error_gradient
from netlib.forward import forward_unchecked, logistic


def test_a_picture_carries_its_words_and_is_shown_once() -> None:
    figure, ax = plt.subplots(figsize=(4, 2))
    ax.plot([0, 1])
    data, metadata = Picture(figure, "a line\n    that rises")._repr_mimebundle_()
    assert data["text/plain"] == metadata["image/png"]["alt"] == "a line that rises"
    assert data["image/png"].startswith("iVBORw0KGgo")
    assert metadata["image/png"]["width"] == 288  # 4 inches of 72 dots
    assert 'alt="a line that rises"' in data["text/html"]
    assert f'src="data:image/png;base64,{data["image/png"]}"' in data["text/html"]
    assert not plt.fignum_exists(figure.number)


def test_a_picture_without_words_is_refused() -> None:
    figure, _ = plt.subplots()
    with pytest.raises(ValueError, match="a picture needs words"):
        Picture(figure, " ")
    plt.close(figure)


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
