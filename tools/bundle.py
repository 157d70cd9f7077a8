"""Make what a class gets: `python -m tools.bundle bundle` writes that folder, and bundle.zip.

Students' notebooks without the solutions, netlib as a wheel, what pip needs to install it, and a
page that says how. The folder is also what a teacher's repository for nbgitpuller holds.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from string import Template

import nbformat

from netlib.chapters import CHAPTERS
from netlib.files import whole
from netlib.publish.build import without_solutions
from netlib.publish.leaks import leaks, read_notebook
from tools.notebooks import NOTEBOOKS
from tools.start import start

ROOT = NOTEBOOKS.parent
SOURCE = ("pyproject.toml", "README.md", "LICENSE", "NOTICE", "netlib")  # of the wheel
PAGE = "READ ME FIRST.html"
TEXT = Path(__file__).with_suffix(".html")  # of that page, but for the list of notebooks


def bundle(folder: Path) -> Path:
    """Write the folder and the .zip beside it, which is returned; each is whole or as it was.

    Raises ValueError when a line of a solution stands in a student's notebook, or where the wheel
    can't be built.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".part-") as part:
        made = Path(part, folder.name)
        (made / "notebooks").mkdir(parents=True)
        for chapter in CHAPTERS.values():
            (made / "notebooks" / chapter.file).write_text(_student(NOTEBOOKS / chapter.file))
        nbformat.write(start(), made / "notebooks" / "START.ipynb")
        wheel = _wheel(made)
        needs = f"--constraint constraints.txt\n./{wheel}[lab,proofs]\n"
        (made / "requirements.txt").write_text(needs)
        shutil.copy(ROOT / "constraints.txt", made)
        (made / PAGE).write_text(_page())
        shutil.copy(ROOT / "LICENSE", made)
        packed = folder.with_name(f"{folder.name}.zip")
        with whole(packed) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(path for path in made.rglob("*") if path.is_file()):
                archive.write(path, path.relative_to(part))
        if folder.exists():
            folder.rename(Path(part, "old"))
        made.rename(folder)
    return packed


def _student(path: Path) -> str:
    """Return a notebook as students get it; raises ValueError for a solution in it."""
    notebook = nbformat.read(path, as_version=4)
    stored = without_solutions(notebook)
    if found := leaks(notebook.cells, {"the student's notebook": read_notebook(stored)}):
        raise ValueError(f"{path.name}, {found[0]}")
    return stored


def _wheel(folder: Path) -> str:
    """Build netlib's wheel into a folder; return its name."""
    with tempfile.TemporaryDirectory() as source:
        for name in SOURCE:
            if (path := ROOT / name).is_dir():
                skip = shutil.ignore_patterns("__pycache__")
                shutil.copytree(path, Path(source, name), ignore=skip)
            else:
                shutil.copy(path, source)
        pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
        done = subprocess.run(
            [*pip, "--wheel-dir", str(folder), source], capture_output=True, text=True
        )
    if done.returncode:
        last = (done.stderr.strip() or "pip said nothing").splitlines()[-1]
        raise ValueError(f"netlib's wheel can't be built: {last}")
    return next(folder.glob("*.whl")).name


def _page() -> str:
    items = [f"<li>{c.number} {c.title}: {c.minutes} minutes</li>" for c in CHAPTERS.values()]
    return Template(TEXT.read_text()).substitute(notebooks="\n".join(items))


def main(argv: Sequence[str] | None = None) -> int:
    """Make the bundle in the folder that is named on the command line."""
    parser = argparse.ArgumentParser(description="Make what a class gets.")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    try:
        packed = bundle(parser.parse_args(argv).folder)
    except (OSError, ValueError) as error:
        print(f"the bundle is not made: {error}", file=sys.stderr)
        return 1
    print(f"{packed}: {packed.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
