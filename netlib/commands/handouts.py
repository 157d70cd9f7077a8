"""`python -m netlib handouts`: the notebooks on paper, for students and for teachers."""

import argparse
import re
from pathlib import Path
from urllib.parse import urlsplit

from netlib.chapters import CHAPTERS
from netlib.commands.options import TOOLS, require

ABOUT = """Make handouts of the notebooks: a student's copy and a teacher's, as PDF and HTML.

Below --out, student/ gets each notebook with empty lines instead of solutions, as a notebook too;
teacher/ gets it with solutions, answers, points and common wrong answers. Without --notebook all
are made, with summary.pdf (the derivation on one page), lesson-plan.pdf and keys.pdf (all answers,
the common wrong ones too) beside them. Exercises, hints and answers begin on the front of a sheet
each; with --sheets one of them is made alone, in a folder of that name. Standard error shows a bar.
What can't be printed stops it, and names notebook and cell; so does a solution that stands in a
student's copy. Nothing is half-written."""


def add_notebooks(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which notebooks are printed, and where to."""
    add = parser.add_argument
    add("--out", type=Path, required=True, help="where to put them", metavar="FOLDER")
    text = "two digits of one or more notebooks (default: all)"
    add("--notebook", nargs="+", default=[], help=text, metavar="NN")
    text = "where the notebooks are (default: notebooks)"
    add("--from", dest="folder", type=Path, help=text, metavar="FOLDER")


def address(text: str) -> str:
    """Read the address of a folder on the web; raises ArgumentTypeError where it is none."""
    try:
        parts = urlsplit(text)
        web = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # of a port, or of brackets
        web = False
    if not web or parts.query or parts.fragment or not re.fullmatch(r"[!-~]+", text):
        wanted = "an address like https://example.org/course"
        raise argparse.ArgumentTypeError(f"is {text or 'empty'}, but must be {wanted}")
    return text.rstrip("/")


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of printing."""
    add_notebooks(parser)
    add = parser.add_argument
    add("--paper", choices=("a4", "letter"), default="a4", help="(default: %(default)s)")
    text = "where the site is on the web: codes beside the explorers' pictures open them there"
    add("--site", type=address, help=text, metavar="URL")
    text = "make one of these alone"
    add("--sheets", choices=("exercises", "hints", "answers"), default="", help=text)


def chosen(args: argparse.Namespace) -> list[Path]:
    """Return the notebooks that were asked for; raises ValueError when one is not there."""
    folder = args.folder or Path("notebooks")
    every = [folder / chapter.file for chapter in CHAPTERS.values()]
    if args.folder:  # may be somebody else's, with other names
        every = sorted(folder.glob("[0-9][0-9]_*.ipynb"))
    paths = [path for path in every if not args.notebook or path.name[:2] in args.notebook]
    absent = [path.name for path in paths if not path.exists()]
    if unknown := sorted(set(args.notebook) - {path.name[:2] for path in every}):
        absent = [f"that begins with {', '.join(unknown)}"]
    if absent or not paths:
        raise ValueError(f"{folder} has no notebook {', '.join(absent)}")
    return paths


def run(args: argparse.Namespace) -> int:
    """Make the handouts, return 0; raises ValueError or OSError with a text to show."""
    require(*TOOLS)
    from tqdm import tqdm

    from netlib.publish.build import build

    paths = chosen(args)
    series = not args.notebook and not args.sheets
    total = len(paths) if args.sheets else 2 * len(paths) + 3 * series
    with tqdm(total=total, unit=" handouts") as bar:
        settings = {"paper": args.paper, "only": args.sheets, "site": args.site or ""}
        for made in build(paths, args.out, series=series, **settings):
            bar.set_postfix_str(made)
            bar.update()
    return 0
