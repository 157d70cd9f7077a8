"""Arrays as small images inside a drawing: weights that have a sign, and ink on paper."""

from base64 import b64encode
from collections.abc import Sequence
from io import BytesIO

import numpy as np
from PIL import Image

from netlib.checks import Array
from netlib.drawing.svg import element

# From below zero to above: light orange, grey, dark blue. It darkens all the way, so that the sign
# is seen in grey as well; seven shades a side and one for zero make four bits a pixel.
BELOW, ZERO, ABOVE = np.array([255, 206, 160]), np.array([176, 176, 176]), np.array([0, 84, 138])
SIDE = 7
SHADES = np.vstack([np.linspace(BELOW, ZERO, SIDE + 1)[:-1], np.linspace(ZERO, ABOVE, SIDE + 1)])
GREYS = np.linspace([255] * 3, [0] * 3, 16)


def signed_image(box: Sequence[float], values: Array, top: float, **attributes: object) -> str:
    """Return the array as an image: dark blue above zero, light orange below, grey near it.

    box: x, y, width and height in the drawing. values: (rows, columns). top: the size of number
    that has the full colour.
    """
    part = np.clip(values / top, -1, 1) if top > 0 else np.zeros_like(values)
    return _image(box, np.rint(SIDE + SIDE * part), SHADES, **attributes)


def ink_image(box: Sequence[float], values: Array, **attributes: object) -> str:
    """Return the array, 0 paper to 1 ink, as a grey image; box, values: as in `signed_image`."""
    return _image(box, np.rint(15 * np.clip(values, 0, 1)), GREYS, **attributes)


def _image(box: Sequence[float], shades: Array, palette: Array, **attributes: object) -> str:
    """Return an image as one element with all of its bytes. shades: which rows of the palette."""
    image = Image.fromarray(shades.astype(np.uint8))
    image.putpalette(palette.astype(np.uint8).tobytes())
    buffer = BytesIO()
    image.save(buffer, format="PNG", bits=4, optimize=True)
    href = f"data:image/png;base64,{b64encode(buffer.getvalue()).decode()}"
    place = dict(zip(("x", "y", "width", "height"), map(float, box), strict=True))
    return element("image", **place, preserveAspectRatio="none", href=href, **attributes)
