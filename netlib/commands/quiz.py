"""The command quiz: exercises with fresh numbers for a learning platform."""

import argparse
from pathlib import Path

from netlib.chapters import CHAPTERS
from netlib.commands.options import chapter, from_0, require

ABOUT = """Make quizzes for Moodle, Canvas and others: the exercises with other numbers

Below --out, a file for each notebook. Each question has the exercise's own numbers replaced, by
others that hang on --seed alone; a few, which have no other numbers, are the same for everybody.
What is said to a wrong answer is what the check says in the notebook. As moodle, numbers are typed,
those of a matrix entry by entry and a point each, and are taken within the tolerance of the check;
import it as Moodle XML. As qti, a zip of QTI 1.2, each question is a choice among the right answer
and the common wrong ones, since no other type can have a word to each wrong answer everywhere.
Exercises whose answer is a function or a derivation are left out, and named in a line."""
FORMATS = {"moodle": "xml", "qti": "zip"}


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of making quizzes."""
    add = parser.add_argument
    add("--format", choices=FORMATS, required=True, help="of the files")
    text = "two digits of one or more notebooks (default: all)"
    add("--chapter", nargs="+", type=chapter, help=text, metavar="NN")
    text = "which numbers (default: %(default)s)"
    add("--seed", type=from_0, default=0, help=text, metavar="N")
    add("--out", type=Path, required=True, help="where to put them", metavar="FOLDER")
    text = "where the notebooks are (default: notebooks)"
    add("--from", dest="folder", type=Path, default=Path("notebooks"), help=text, metavar="FOLDER")


def run(args: argparse.Namespace) -> int:
    """Make the quizzes, return 0; raises ValueError or OSError with a text to show."""
    require("pypandoc", "nbformat")
    from netlib.exercises import EXERCISES
    from netlib.files import whole
    from netlib.publish.quiz import left_out, questions
    from netlib.publish.quiz_moodle import moodle
    from netlib.publish.quiz_qti import qti

    chapters = [CHAPTERS[number] for number in dict.fromkeys(args.chapter or CHAPTERS)]
    if absent := [c.file for c in chapters if not (args.folder / c.file).exists()]:
        raise ValueError(f"{args.folder} has no notebook {', '.join(absent)}")
    written = {}
    for known in chapters:
        path = args.folder / known.file
        asked, title = questions(path, args.seed), f"{known.number} {known.title}"
        made = (moodle if args.format == "moodle" else qti)(title, asked)
        written[args.out / f"{path.stem}.{FORMATS[args.format]}"] = made, len(asked)
    args.out.mkdir(parents=True, exist_ok=True)
    for file, (made, count) in written.items():
        with whole(file) as opened:
            opened.write(made)
        print(f"{file}: {count} questions")
    numbers = {known.number for known in chapters}
    reasons = {e.id: left_out(e) for e in EXERCISES.values() if e.id[:2] in numbers}
    for reason in dict.fromkeys(filter(None, reasons.values())):
        ids = ", ".join(id for id, why in reasons.items() if why == reason)
        print(f"left out, since the answer is {reason}: {ids}")
    return 0
