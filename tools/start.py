"""Write the notebook that `make lab` opens first: `python -m tools.start my/START.ipynb`.

How a notebook is used is said in the first cell of 01, and taken from there.
"""

import re
import sys
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from netlib.chapters import CHAPTERS
from tools.notebooks import KERNEL, NOTEBOOKS

HEAD = """# Backpropagation, derived and run

Seven notebooks, to be read in this order. They are your own copies: change what you like.
Click a title to open it.

| notebook | afterwards you can | minutes |
|---|---|---|
"""
TRY = """# Click here and press Shift+Enter.
answer = 6 * 7
print("This cell has run, and the answer is", answer)"""


def start() -> Any:
    """Return the notebook: each of the series with its minutes, how one is used, a cell to try.

    Raises ValueError when the first cell of 01 doesn't say how.
    """
    first, *_ = CHAPTERS.values()
    text = nbformat.read(NOTEBOOKS / first.file, as_version=4).cells[0].source
    how = re.search(r"\*\*(How to use a notebook)\.\*\*\n\n(.+?)\n\n\*\*", text, flags=re.DOTALL)
    if how is None:
        raise ValueError(f"the first cell of {first.file} does not say how to use a notebook")
    rows = "\n".join(
        f"| [{c.number} {c.title}]({c.file}) | {c.afterwards} | {c.minutes} |"
        for c in CHAPTERS.values()
    )
    cells = [
        new_markdown_cell(HEAD + rows, id="start"),
        new_markdown_cell(f"## {how[1]}\n\n{how[2]}", id="how"),
        new_code_cell(TRY, id="try"),
    ]
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


if __name__ == "__main__":
    nbformat.write(start(), sys.argv[1])
