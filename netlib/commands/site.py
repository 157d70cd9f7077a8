"""The command site: the book as a folder that any web server serves, with Python in the page."""

import argparse
from pathlib import Path

from netlib.chapters import CHAPTERS

ABOUT = """Make the site: the notebooks as pages of a book that run in a browser tab

FOLDER is for any web server of static files; nothing is fetched from elsewhere when it is read. It
has a page for each notebook, with an explorer that moves and code that runs, its slides, handouts
to print, and the notebooks in JupyterLite. It is made whole or not at all, in the place of an older
one.
What Python in a browser is made of is fetched once, by name, from the package registries that pip
and npm are set up for, and each file is checked; --pyodide takes a folder with an official
distribution of Pyodide instead."""


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the site."""
    add = parser.add_argument
    add("--out", type=Path, required=True, help="where to put it", metavar="FOLDER")
    add("--pyodide", type=Path, help="a folder with an official distribution", metavar="FOLDER")
    text = "leave out JupyterLite: about 40 MB less"
    add("--no-lab", dest="lab", action="store_false", help=text)
    text = "where the notebooks are (default: notebooks)"
    add("--from", dest="folder", type=Path, default=Path("notebooks"), help=text, metavar="FOLDER")


def run(args: argparse.Namespace) -> int:
    """Make the site, return 0; raises ValueError or OSError with a text to show."""
    from netlib.publish.site.build import build

    notebooks = [args.folder / chapter.file for chapter in CHAPTERS.values()]
    if absent := [path.name for path in notebooks if not path.exists()]:
        raise ValueError(f"{args.folder} has no notebook {', '.join(absent)}")
    if args.pyodide and not args.pyodide.is_dir():
        raise ValueError(f"--pyodide is {args.pyodide}, but must be a folder with Pyodide")
    for made in build(notebooks, args.out, pyodide=args.pyodide, lab=args.lab):
        print(f"{made} ...", flush=True)
    return 0
