"""Run the notebooks and store them in normal form: `python -m tools.notebooks [05 ...]`.

Normal form: executed from top to bottom, every cell named, nothing kept that changes from one
run to the next. A notebook whose cell fails is left as it was.
"""

import argparse
import os
import re
import sys
from base64 import b64encode
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from tqdm import tqdm

from netlib.chapters import CHAPTERS
from netlib.exercises.stated import KEY, Misstated, bound, restated
from tools.svg_to_png import svg_to_png

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
WIDGET = "application/vnd.jupyter.widget-view+json"
KEPT = {
    "tags",
    "jupyter",
    "exercise",
    "answer_lines",
    "equations",
    "others",
    "answers",
    KEY,
    "paper",
}  # of a cell's metadata


def normal_form(notebook: Any, chapter: str) -> Any:
    """Return a copy of the executed notebook without what changes from run to run.

    chapter: "05"; a cell with another name than 05-something is named after the cell above.
    """
    notebook = deepcopy(notebook)
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    )
    taken = {cell.id for cell in notebook.cells}
    above, count = f"{chapter}-start", 0
    for cell in notebook.cells:
        if not re.fullmatch(rf"{chapter}-[a-z0-9-]+", cell.id):
            numbered = (f"{above}-{k}" for k in range(2, 1000))
            cell.id = next(name for name in numbered if name not in taken)
            taken.add(cell.id)
        above = re.sub(r"-\d+$", "", cell.id)
        cell.metadata = nbformat.from_dict(
            {key: value for key, value in cell.metadata.items() if key in KEPT}
        )
        cell.source = "\n".join(line.rstrip() for line in cell.source.strip("\n").splitlines())
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = count
                if "data" in output:
                    output.data = nbformat.from_dict(still_form(output.data))
    return notebook


def still_form(data: dict[str, Any]) -> dict[str, Any]:
    """Return an output's data as they are stored: no live widget, and a PNG beside each SVG.

    JupyterLab shows no SVG of a notebook that somebody else ran, and says of a widget without
    its kernel that it can't be found.
    """
    kept = {kind: value for kind, value in data.items() if kind != WIDGET}
    if "image/svg+xml" in kept and "image/png" not in kept:
        png = b64encode(svg_to_png(kept["image/svg+xml"])).decode()
        kept["image/png"] = png
        kept["text/html"] = re.sub(
            r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]+",
            f"data:image/png;base64,{png}",
            kept["text/html"],
        )
    return kept


def with_numbers(notebook: Any, name: str) -> Any:
    """Return the notebook, in its exercises' cells the numbers that these are given.

    Raises Misstated, naming notebook and cell, for a cell that they can't be written into.
    """
    for cell, exercise, names in bound(notebook.cells):
        try:
            cell.source = restated(exercise, names, cell.source)
        except Misstated as error:
            raise Misstated(f"{name}, cell {cell.id}: {error}") from error
    return notebook


def chapter_of(path: Path) -> str:
    """Return the two digits that a notebook's file name begins with."""
    return path.stem[:2]


def run(path: Path) -> None:
    """Run one notebook in a cold kernel and store it in normal form, whole or not at all."""
    notebook = with_numbers(nbformat.read(path, as_version=4), path.stem)
    here = {"metadata": {"path": path.parent}}
    NotebookClient(notebook, timeout=120, coalesce_streams=True, resources=here).execute()
    part = path.with_suffix(".part")
    nbformat.write(normal_form(notebook, chapter_of(path)), part)
    os.replace(part, path)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the notebooks named on the command line, all of them when none is."""
    first, *_, last = CHAPTERS
    parser = argparse.ArgumentParser(description="Run notebooks and store them in normal form.")
    text = f"{first} to {last}; all when none"
    parser.add_argument("chapters", nargs="*", metavar="CHAPTER", help=text)
    wanted = set(parser.parse_args(argv).chapters or CHAPTERS)
    if unknown := wanted - set(CHAPTERS):
        parser.error(f"no notebook begins with {', '.join(sorted(unknown))}")
    for chapter in tqdm(sorted(wanted)):
        path = NOTEBOOKS / CHAPTERS[chapter].file
        try:
            run(path)
        except (CellExecutionError, Misstated) as error:
            print(f"\n{path.name} is left as it was:\n{error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
