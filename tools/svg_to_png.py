"""Turn the SVG of a drawing into a PNG, with the fonts of drawings and of matplotlib."""

import io
from pathlib import Path

import matplotlib
import resvg_py
from PIL import Image

from netlib.drawing.typeface import FONTS as LETTERS

FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
ZOOM = 2  # so that paper is sharp as well
COLOURS = 64  # drawings have few; a palette makes the file four times smaller


def svg_to_png(svg: str) -> bytes:
    """Return the drawing as a PNG, black on white, twice as large as on a screen.

    Raises ValueError when it is no SVG. No font of this machine is used, so that two machines
    make the same picture.
    """
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg.replace("<svg ", '<svg style="color:#000" ', 1),
        background="white",
        zoom=ZOOM,
        skip_system_fonts=True,
        font_dirs=[str(LETTERS), str(FONTS)],
        sans_serif_family="DejaVu Sans",
        serif_family="STIXGeneral",
    )
    image = Image.open(io.BytesIO(bytes(drawn))).convert("RGB").quantize(COLOURS)
    stored = io.BytesIO()
    image.save(stored, format="png", optimize=True)
    return stored.getvalue()
