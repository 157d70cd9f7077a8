"""Typst's compiler, given all that it reads: the same files make the same bytes on any machine."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import matplotlib
import typst

FONTS = typst.Fonts(
    include_system_fonts=False, font_paths=[str(Path(matplotlib.get_data_path()) / "fonts/ttf")]
)


def typeset(files: Mapping[str, bytes], **settings: Any) -> list[bytes]:
    """Return the PDF, or the pages as PNG, of main.typ among the files.

    settings: of typst.compile. Raises ValueError with what Typst says when it objects.
    """
    with TemporaryDirectory() as folder:
        for name, data in files.items():
            Path(folder, name).write_bytes(data)
        main = Path(folder, "main.typ")
        try:
            made: Any = typst.compile(main, font_paths=FONTS, timestamp=0, **settings)
        except typst.TypstError as error:
            raise ValueError(f"Typst says: {error.message}") from error
    return made if isinstance(made, list) else [made]
