from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from netlib.chapters import CHAPTERS
from tools import notebooks
from tools.start import start


def write(path: Path, *sources: str) -> Path:
    """Write code cells as an editor leaves them: chance ids, stale outputs, extra metadata."""
    cells = [
        new_code_cell(
            source,
            id=f"chance{k}",
            execution_count=7,
            metadata={"scrolled": True, "jupyter": {"source_hidden": True}},
            outputs=[new_output("stream", text="stale")],
        )
        for k, source in enumerate(sources)
    ]
    nbformat.write(new_notebook(cells=cells, metadata={"widgets": {"a": 1}}), path)
    return path


def test_a_notebook_is_run_and_stored_in_normal_form(tmp_path: Path) -> None:
    path = write(
        tmp_path / "05_try.ipynb", "x = 20 + 1  ", "print('half', end=''); print(2 * x)\nx"
    )
    notebooks.run(path)
    stored = nbformat.read(path, as_version=4)
    assert [cell.id for cell in stored.cells] == ["05-start-2", "05-start-3"]
    assert [cell.execution_count for cell in stored.cells] == [1, 2]
    assert stored.cells[0].source == "x = 20 + 1"
    assert stored.cells[0].metadata == {"jupyter": {"source_hidden": True}}
    stream, result = stored.cells[1].outputs
    assert stream.text == "half42\n"
    assert (result.data["text/plain"], result.execution_count) == ("21", 2)
    assert set(stored.metadata) == {"kernelspec", "language_info"}
    assert [file.name for file in tmp_path.iterdir()] == ["05_try.ipynb"]


def test_unnamed_cells_are_named_after_the_cell_above() -> None:
    names = ["05-slip-3", "chance1", "05-slip-2", "chance2", "06-other"]
    notebook = new_notebook(cells=[new_markdown_cell("text", id=name) for name in names])
    named = [cell.id for cell in notebooks.normal_form(notebook, "05").cells]
    assert named == ["05-slip-3", "05-slip-4", "05-slip-2", "05-slip-5", "05-slip-6"]
    assert [cell.id for cell in notebook.cells] == names


def test_a_notebook_that_fails_is_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(notebooks, "NOTEBOOKS", tmp_path)
    path = write(tmp_path / CHAPTERS["05"].file, "1 / 0")
    before = path.read_bytes()
    assert notebooks.main(["05"]) == 1
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
    assert f"{path.name} is left as it was" in capsys.readouterr().err


def test_all_chapters_are_run_in_the_order_of_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    run: list[Path] = []
    monkeypatch.setattr(notebooks, "run", run.append)
    assert notebooks.main([]) == 0
    assert run == [notebooks.NOTEBOOKS / chapter.file for chapter in CHAPTERS.values()]
    assert run == sorted(notebooks.NOTEBOOKS.glob("*.ipynb")), "a notebook, and no row of it"


def test_only_the_chapters_asked_for_are_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(notebooks, "NOTEBOOKS", tmp_path)
    paths = [write(tmp_path / chapter.file, "1") for chapter in CHAPTERS.values()]
    before = [path.read_bytes() for path in paths]
    assert notebooks.main(["05"]) == 0
    (five,) = (p for p, old in zip(paths, before, strict=True) if p.read_bytes() != old)
    assert five.name == CHAPTERS["05"].file
    assert nbformat.read(five, as_version=4).cells[0].execution_count == 1
    with pytest.raises(SystemExit):
        notebooks.main(["99"])
    assert "no notebook begins with 99" in capsys.readouterr().err


def test_the_first_page_lists_every_notebook_and_says_how_one_is_used() -> None:
    page = start()
    nbformat.validate(page)
    listed, how, cell = page.cells
    for chapter in CHAPTERS.values():
        assert f"| [{chapter.number} {chapter.title}]({chapter.file}) |" in listed.source
    first = nbformat.read(notebooks.NOTEBOOKS / CHAPTERS["01"].file, as_version=4).cells[0].source
    assert how.source.partition("\n\n")[2] in first
    for words in ("Shift+Enter", "three dots", "Run All Above Selected Cell"):
        assert words in how.source
    assert cell.cell_type == "code"
    makefile = (notebooks.NOTEBOOKS.parent / "Makefile").read_text()
    assert "tools.start my/START.ipynb" in makefile
    assert "default_url=/lab/tree/START.ipynb" in makefile
