"""A matplotlib figure and the sentence that says the same in words, kept together."""

from base64 import b64encode
from html import escape
from io import BytesIO
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

DOTS_PER_INCH = 144  # twice what a screen shows, so that paper is sharp as well
SHOWN_PER_INCH = 72


class Picture:
    """A picture in words and dots: the last line of a notebook cell shows it.

    figure: closed once it is drawn, so that nothing shows it a second time.
    words: what it shows, in one or two sentences: the alternative text of the image, and all
    that is seen where images are not.
    Raises ValueError when there are no words.
    """

    def __init__(self, figure: Figure, words: str) -> None:
        if not words.strip():
            raise ValueError("a picture needs words that say what it shows")
        if figure.get_layout_engine() is None:
            figure.set_layout_engine("constrained")
        buffer = BytesIO()
        figure.savefig(buffer, format="png", dpi=DOTS_PER_INCH)
        plt.close(figure)
        self.words = " ".join(words.split())
        self.png = b64encode(buffer.getvalue()).decode()
        self.width = round(figure.get_figwidth() * SHOWN_PER_INCH)

    def __repr__(self) -> str:
        return self.words

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        # JupyterLab gives an image of type image/png no alternative text, whatever its metadata
        # say; in HTML it does. The others are for whatever shows no HTML.
        image = f'<img alt="{escape(self.words)}" width="{self.width}" '
        html = f'{image}src="data:image/png;base64,{self.png}">'
        data = {"text/html": html, "image/png": self.png, "text/plain": self.words}
        return data, {"image/png": {"alt": self.words, "width": self.width}}
