"""The command slides: the notebooks for a wall, with notes for who speaks."""

import argparse
from pathlib import Path

from netlib.commands.handouts import add_notebooks, chosen
from netlib.commands.options import require

ABOUT = """Make slides of the notebooks, with speaker's notes

Below --out each notebook gets three files: NN_name.pdf, slides of 16:9; NN_name-notes.pdf
with each slide small and beside it what the notebook and the lesson plan say of it; and
NN_name.pdfpc, the same notes for the program pdfpc, which shows them on the speaker's screen. Keep
it beside the slides. Standard error shows a bar. What doesn't fit on a slide stops it."""


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of slides."""
    add_notebooks(parser)


def run(args: argparse.Namespace) -> int:
    """Make the slides, return 0; raises ValueError or OSError with a text to show."""
    require("pypandoc", "typst")
    from tqdm import tqdm

    from netlib.publish.build import moved_when_whole
    from netlib.publish.reading import read
    from netlib.publish.slides import deck

    paths = chosen(args)
    with moved_when_whole(args.out) as part, tqdm(total=len(paths), unit=" decks") as bar:
        for path in paths:
            for name, data in deck(read(path)).items():
                Path(part, name).write_bytes(data)
            bar.set_postfix_str(path.stem)
            bar.update()
    return 0
