"""The command line: train a network on digits, let it read yours, check results, print, mark."""

import argparse
import os
import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from netlib.commands import (
    check,
    grade,
    handouts,
    predict,
    quiz,
    site,
    slides,
    train,
    worksheet,
)  # fmt: skip

COMMANDS = {
    "train": train,
    "predict": predict,
    "check": check,
    "handouts": handouts,
    "slides": slides,
    "worksheet": worksheet,
    "quiz": quiz,
    "grade": grade,
    "site": site,
}
EXAMPLE = """for example:
  python -m netlib train --epochs 3 --save weights.npz
  python -m netlib predict weights.npz seven.png
  python -m netlib check
  python -m netlib handouts --out handouts --notebook 05 --paper letter
  python -m netlib slides --out slides --notebook 05
  python -m netlib worksheet --chapter 05 --variants 30 --seed 7 --out worksheets
  python -m netlib quiz --format moodle --chapter 05 --seed 3 --out quiz
  python -m netlib grade class --csv marks.csv
  python -m netlib site --out site

exit status: 0 done; 1 a file, the training or a result failed; 2 a wrong option;
130 stopped by Ctrl-C"""


class Parser(argparse.ArgumentParser):
    """A parser that complains in one line, without the usage, and shows its texts as they are."""

    def __init__(self, **settings: Any) -> None:
        raw = argparse.RawDescriptionHelpFormatter
        super().__init__(epilog=EXAMPLE, formatter_class=raw, **settings)

    def error(self, message: str) -> NoReturn:
        """Leave with status 2; argparse's "argument --x: is ..." is said as "--x is ..."."""
        sys.exit(_complain(self.prog, re.sub(r"^argument (\S+): is ", r"\1 is ", message), 2))


def _complain(prog: str, message: str, status: int) -> int:
    """Print one line on standard error; return the status."""
    print(f"{prog}: {' '.join(message.split())}", file=sys.stderr)
    return status


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status; raises SystemExit for --help and wrong options."""
    args = _parser().parse_args(argv)
    try:
        done: int = args.run(args)
        sys.stdout.flush()
        return done
    except KeyboardInterrupt:
        return _complain(args.prog, "stopped", 130)
    except BrokenPipeError:  # `| head` has read enough, and Python must not try again at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (OSError, ValueError, FloatingPointError, MemoryError) as error:
        return _complain(args.prog, str(error), 1)


def _parser() -> Parser:
    """Return the parser; what it reads has .run, the command's function, and .prog, its name."""
    about = "Train a network on handwritten digits, let it read yours, check every result."
    parser = Parser(prog="python -m netlib", description=about)
    commands = parser.add_subparsers(metavar="|".join(COMMANDS), required=True)
    for name, command in COMMANDS.items():
        about = command.ABOUT
        added = commands.add_parser(name, help=about.split("\n")[0], description=about)
        command.options(added)
        added.set_defaults(run=command.run, prog=added.prog)
    return parser


if __name__ == "__main__":
    sys.exit(main())
