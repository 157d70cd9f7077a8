"""`python -m netlib grade`: marks for a folder of students' notebooks."""

import argparse
import sys
from pathlib import Path

from netlib.commands.options import from_0, from_1

ABOUT = """Mark a folder of students' notebooks: a table, and a page of feedback for each.

All notebooks below FOLDER are run anew, each shut in: no network, nothing written outside of a
folder that is deleted, limits of time and memory. What they hand over to check is judged outside,
functions with other numbers than those that students' own check uses. The table has a row for each
notebook: file, chapter, of each exercise its state, mistake and points, the total, and remarks for
the teacher: what did not run, what looked for answers. A page says to a student what was right and
what each mistake is. Standard error shows a bar, standard output how the class did. What is no
notebook is named. Table and pages are written when all are marked."""


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of marking."""
    add = parser.add_argument
    add("folder", type=Path, metavar="FOLDER", help="holds the notebooks, in subfolders too")
    add("--csv", type=Path, required=True, metavar="FILE", help="where to write the table")
    text = "where to write the pages (default: called as the table, without its .csv)"
    add("--pages", type=Path, metavar="DIR", help=text)
    text = "a notebook may run (default: %(default)s); one cell has half of what is left"
    add("--time", type=from_1, default=60, metavar="SECONDS", help=text)
    text = "a notebook may use (default: %(default)s)"
    add("--memory", type=from_1, default=1024, metavar="MB", help=text)
    text = "of the numbers that functions are tried on (default: another each time, and printed)"
    add("--seed", type=from_0, metavar="NUMBER", help=text)


def run(args: argparse.Namespace) -> int:
    """Mark and report, return 0; raises ValueError or OSError with a text to show."""
    if sys.platform in ("win32", "emscripten"):
        raise ValueError("notebooks are marked on Linux or macOS only: on Windows, in its WSL")
    import os
    import secrets

    from tqdm import tqdm

    from netlib.files import check_writable
    from netlib.grading.marking import Grader, Limits, files_in
    from netlib.grading.sheets import summary, write

    if not args.folder.is_dir():
        raise ValueError(f"{args.folder} is no folder; it must hold the students' notebooks")
    pages = args.pages or args.csv.with_suffix("")
    if pages == args.csv:
        raise ValueError(f"--csv {args.csv} has no .csv, so --pages is needed")
    check_writable(args.csv)
    check_writable(_first_there(pages) / "page.html")
    notebooks, others = files_in(args.folder)
    if not notebooks:
        raise ValueError(f"{args.folder} has no notebook, no file that ends with .ipynb")
    seed = secrets.randbelow(10**6) if args.seed is None else args.seed
    at_once = min(len(notebooks), os.cpu_count() or 1, 8)
    limits = Limits(args.time, args.memory, seed)
    with Grader(args.folder, limits, at_once, hidden=[pages, Path.home()]) as grader:
        if not grader.shut:
            print(
                "This system has no namespaces to shut a process in: network and files are closed "
                "to Python's own functions only. Mark notebooks of strangers elsewhere.",
                file=sys.stderr,
            )
        bar = tqdm(grader.marks(notebooks), total=len(notebooks), unit=" notebooks")
        marks = list(bar)
    write(marks, args.csv, pages)
    for line in summary(marks):
        print(line)
    for path in others:
        where = path.resolve()
        if where != args.csv.resolve() and pages.resolve() not in where.parents:
            print(f"no notebook, left out: {_said(path.relative_to(args.folder))}")
    remarked = sum(bool(each.remarks) for each in marks)
    count = f"{len(marks)} notebook{'s' * (len(marks) != 1)}, {remarked} with remarks"
    print(f"{count}: {args.csv}; pages in {pages}; seed {seed}")
    return 0


def _first_there(folder: Path) -> Path:
    """Return a folder, or the nearest one above it that exists."""
    return next(path for path in (folder, *folder.absolute().parents) if path.exists())


def _said(path: Path) -> str:
    """Return a file's name as a terminal can show it."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(path))
