"""What a class gets, used as a student uses it: unpacked in a folder of its own, and installed."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from netlib.chapters import CHAPTERS
from netlib.exercises.checking import FEEDBACK
from netlib.publish.leaks import leaks, read_notebook, read_page
from tests.a_class import RIGHT
from tools import bundle
from tools.notebooks import NOTEBOOKS

pytestmark = pytest.mark.slow
NEEDED = ("ipykernel",)  # besides netlib, to run a notebook without JupyterLab


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the bundle; return the folder that its .zip becomes elsewhere."""
    folder = tmp_path_factory.mktemp("class")
    try:
        packed = bundle.bundle(folder / "bundle")
    except ValueError as error:
        if "wheel can't be built" not in str(error):
            raise
        pytest.skip(f"setuptools can't be had: {error}")
    elsewhere = tmp_path_factory.mktemp("a student's Übung")
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(elsewhere)
    assert sorted(p.name for p in folder.iterdir()) == ["bundle", "bundle.zip"]
    there = {p.relative_to(folder) for p in (folder / "bundle").rglob("*")}
    assert there == {p.relative_to(elsewhere) for p in (elsewhere / "bundle").rglob("*")}
    return elsewhere / "bundle"


def test_all_notebooks_and_no_solution_beside_the_wheel(unpacked: Path) -> None:
    found = {path.name for path in (unpacked / "notebooks").iterdir()}
    assert found == {"START.ipynb", *(chapter.file for chapter in CHAPTERS.values())}
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        copy = (unpacked / "notebooks" / path.name).read_text()
        page = (unpacked / bundle.PAGE).read_text()
        cells = nbformat.read(path, as_version=4).cells
        assert not leaks(cells, {"copy": read_notebook(copy), "page": read_page(page)})
        assert "solution" not in {t for c in json.loads(copy)["cells"] for t in c["metadata"]}


def test_the_page_says_what_is_typed_and_loads_nothing(unpacked: Path) -> None:
    page = (unpacked / bundle.PAGE).read_text()
    assert not re.search(r"\b(href|src)=|://", page)
    assert all(f"{c.number} {c.title}" in page for c in CHAPTERS.values())
    words = set(re.findall(r"[\w.-]+\.(?:txt|ipynb)", page))
    assert {"requirements.txt", "START.ipynb"} <= words
    (wheel,) = unpacked.glob("*.whl")
    assert f"./{wheel.name}[lab,proofs]" in (unpacked / "requirements.txt").read_text().split()


def test_a_notebook_runs_whole_in_a_fresh_environment(
    unpacked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = unpacked / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(fresh)], check=True)
    python = next(p for p in (fresh / "bin" / "python", fresh / "Scripts/python.exe") if p.exists())
    (wheel,) = unpacked.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    named = ["--constraint", "constraints.txt", f"./{wheel.name}", *NEEDED]
    done = subprocess.run(
        [*pip, "--no-compile", *named], cwd=unpacked, capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip(f"pip can't install here: {done.stderr.strip().splitlines()[-1]}")
    kernel = {
        "argv": [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "fresh", "language": "python", "env": {"PYTHONPATH": ""},
    }  # fmt: skip
    specs = unpacked / "share" / "kernels" / "fresh"
    specs.mkdir(parents=True)
    (specs / "kernel.json").write_text(json.dumps(kernel))
    monkeypatch.setenv("JUPYTER_PATH", str(unpacked / "share"))
    notebook = nbformat.read(unpacked / "notebooks" / CHAPTERS["05"].file, as_version=4)
    answers = [*RIGHT.values(), "check('05.1', [[0.7, 0.5, 1.0], [0.4, 0.2, 0.7]])"]
    where = "import netlib; netlib.__file__"
    cells = [nbformat.v4.new_code_cell(source) for source in (*answers, where)]
    notebook.cells += cells
    here = {"metadata": {"path": str(unpacked / "notebooks")}}
    NotebookClient(notebook, kernel_name="fresh", timeout=60, resources=here).execute()

    def shown(cell: Any) -> Any:
        return cell.outputs[-1].data

    said = [shown(cell)[FEEDBACK] for cell in cells[:-1]]
    assert [each["state"] for each in said] == ["right"] * 7 + ["not yet"]
    assert said[-1]["mistake"] == "added"
    assert "every size: needs SymPy" in said[4]["chips"]  # which is not installed here
    (proof,) = (cell for cell in notebook.cells if cell.id == "05-proof")
    assert "symbolic: needs SymPy" in str(proof.outputs)
    assert str(fresh) in shown(cells[-1])["text/plain"]
