"""The command line: train a network on digits, let it read yours, check results, print handouts."""

import argparse
import json
import math
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any, NoReturn

# NumPy and all that needs it is imported where it is used: --help and a wrong option are quick.

TRAIN = """Train a network of 784 inputs, hidden layers and 10 outputs on handwritten digits.

Standard error shows a bar; standard output gets a line per epoch and one at the end, or with
--json one object: test_accuracy (0 to 1), epochs, seconds_per_epoch (their median), sizes,
batch_size, learning_rate, recipe, seed, saved, stopped, and per epoch error and accuracy, while
learning."""
PREDICT = """Read the one digit on each picture with a network that "train --save" has written.

A picture is a photograph or scan (PNG, JPEG, TIFF, BMP, GIF, WEBP, PPM) with paper all around the
digit, ink and paper dark and light or the other way round. Each gets a line: its name, the digit,
the network's output for it (0 to 1) and the runner-up. With --json all together are one list."""
CHECK = """Check every result of the derivation, and netlib with it, before independent judges.

Standard error shows a bar; standard output gets a table, a row for each result: y where a judge
agrees, NO where it objects, - where it does not apply; the last column says whether the result is
proven for every size at once. With --json it is one list, an object for each result: id, chapter,
latex, all_sizes, oracles (name: true or false) and ok. SymPy must be installed."""
HANDOUTS = """Make handouts of the notebooks: a student's copy and a teacher's, as PDF and HTML.

Below --out, student/ gets each notebook with empty lines instead of solutions, as a notebook too;
teacher/ gets it with solutions, marking hints and common wrong answers. Without --notebook all are
made, with summary.pdf (the derivation on one page) and lesson-plan.pdf beside them. Standard error
shows a bar. What can't be printed stops it, and names notebook and cell; so does a solution that
stands in a student's copy. Nothing is half-written."""
TOOLS = {"pypandoc": "pypandoc-binary", "typst": "typst", "ziamath": "ziamath", "pypdf": "pypdf"}
EXAMPLE = """for example:
  python -m netlib train --epochs 3 --save weights.npz
  python -m netlib predict weights.npz seven.png
  python -m netlib check
  python -m netlib handouts --out handouts --notebook 05 --paper letter

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
    commands = parser.add_subparsers(metavar="train|predict|check|handouts", required=True)
    train = commands.add_parser("train", help=TRAIN.split("\n")[0], description=TRAIN)
    predict = commands.add_parser("predict", help=PREDICT.split("\n")[0], description=PREDICT)
    check = commands.add_parser("check", help=CHECK.split("\n")[0], description=CHECK)
    for command, run in ((train, _train), (predict, _predict), (check, _check)):
        command.add_argument("--json", action="store_true", help="print JSON and nothing else")
        command.set_defaults(run=run, prog=command.prog)
    _add_handouts(commands)
    from_1 = _number(int, "a whole number from 1", lambda n: n >= 1)
    from_0 = _number(int, "a whole number from 0", lambda n: n >= 0)
    rate = _number(float, "a number above 0", lambda x: 0 < x < math.inf)
    text = "settings to begin with; the options below change them (default: notebook)"
    names = ("notebook", "seed", "plain", "best")  # of netlib.recipes, which imports NumPy
    train.add_argument("--recipe", choices=names, default="notebook", help=text)
    for option, read, text in [
        ("--epochs", from_1, "how often all digits are seen (10, 10, 80 and 80)"),
        ("--batch-size", from_1, "digits per step (10, 1, 10 and 10)"),
        (
            "--learning-rate",
            rate,
            "of the first epoch (3, 0.2, 3 and 2); it falls to 0, but for seed",
        ),
    ]:
        train.add_argument(option, type=read, help=text, metavar="NUMBER")
    text = "the same seed gives the same weights (default: %(default)s)"
    train.add_argument("--seed", type=from_0, default=0, help=text, metavar="NUMBER")
    text = "nodes of one or more hidden layers (100, 100, 100 and 300)"
    train.add_argument("--hidden", type=from_1, nargs="+", help=text, metavar="N")
    text = "begin with the weights in this file, written by --save"
    train.add_argument("--continue", type=Path, dest="begin", help=text, metavar="PATH")
    text = "holds four files like MNIST's (default: the bundled ones)"
    train.add_argument("--data", type=Path, help=text, metavar="FOLDER")
    train.add_argument("--save", type=Path, help="write the weights to this file", metavar="PATH")
    predict.add_argument("weights", help="a file that train --save has written", metavar="WEIGHTS")
    predict.add_argument("pictures", nargs="+", help="a picture of one digit", metavar="IMAGE")
    return parser


def _add_handouts(commands: Any) -> None:
    """Add the command that makes handouts, and its options."""
    handouts = commands.add_parser("handouts", help=HANDOUTS.split("\n")[0], description=HANDOUTS)
    handouts.set_defaults(run=_handouts, prog=handouts.prog)
    add = handouts.add_argument
    add("--out", type=Path, required=True, help="where to put them", metavar="FOLDER")
    text = "two digits of one or more notebooks (default: all)"
    add("--notebook", nargs="+", default=[], help=text, metavar="NN")
    add("--paper", choices=("a4", "letter"), default="a4", help="(default: %(default)s)")
    text = "where the notebooks are (default: notebooks)"
    add("--from", dest="folder", type=Path, default="notebooks", help=text, metavar="FOLDER")


def _number(kind: type, wanted: str, fits: Callable[[Any], bool]) -> Callable[[str], Any]:
    """Return a reader of such numbers, which raises ArgumentTypeError for a text that is none."""

    def read(text: str) -> Any:
        try:
            number = kind(text)
        except ValueError:
            number = math.nan
        if not fits(number):
            raise argparse.ArgumentTypeError(f"is {text or 'empty'}, but must be {wanted}")
        return number

    return read


def _train(args: argparse.Namespace) -> int:
    """Train and report; raises ValueError, OSError or FloatingPointError with a text to show."""
    import numpy as np
    from tqdm import tqdm

    from netlib import digits, training
    from netlib.recipes import RECIPES, beginning, seen

    if args.save is not None:
        _check_writable(args.save)
    given = {"epochs": args.epochs, "batch_size": args.batch_size, "rate": args.learning_rate}
    given |= {"hidden": args.hidden and tuple(args.hidden)}
    recipe = replace(RECIPES[args.recipe], **{k: v for k, v in given.items() if v is not None})
    kept = None if args.begin is None else _loaded(args.begin)
    if kept is not None and args.hidden:
        raise ValueError("--continue takes the layers from its file; leave out --hidden")
    data = digits.load_digits(args.data)
    weights, inputs, targets = beginning(recipe, data, args.seed)
    weights, test_inputs = kept or weights, seen(recipe, data.test.inputs)

    def tested(weights: list[Any]) -> float:
        return training.accuracy(weights, test_inputs, data.test.labels)

    def report(epoch: int, weights: list[Any]) -> None:
        with tqdm.external_write_mode():  # takes the bar off the screen and puts it back
            print(f"epoch {epoch + 1}: {tested(weights):.1%} of the test digits", flush=True)

    with np.errstate(over="ignore", invalid="ignore"):  # train itself says when E is no number
        history = training.train(
            weights,
            inputs,
            targets,
            seed=args.seed,
            progress=True,
            **recipe.settings(),
            after_epoch=None if args.json else report,
        )
        test_accuracy = tested(history.weights)
    if args.save is not None:
        training.save(args.save, history.weights)
    seconds = median(history.seconds) if history.seconds else math.nan
    if args.json:
        result = {
            "test_accuracy": test_accuracy,
            "seconds_per_epoch": seconds if history.seconds else None,
            "sizes": [weights[0].shape[1], *map(len, weights)],
            "epochs": len(history.seconds),
            "batch_size": recipe.batch_size,
            "learning_rate": recipe.rate,
            "recipe": args.recipe,
            "seed": args.seed,
            "error": history.error,
            "accuracy": history.accuracy,
            "saved": str(args.save) if args.save else None,
            "stopped": history.stopped or None,
        }
        print(json.dumps(result))
    else:
        where = f"saved to {args.save}" if args.save else "not saved"
        print(f"test accuracy {test_accuracy:.1%}, {seconds:.2f} seconds per epoch, {where}")
    return 130 if history.stopped else 0


def _loaded(path: Path) -> list[Any]:
    """Return the weights of a file; raises ValueError when they are of no network for digits."""
    from netlib.training import load

    weights = load(path)
    sizes = [weights[0].shape[1], *map(len, weights)]
    if (sizes[0], sizes[-1]) != (784, 10):
        found = "-".join(map(str, sizes))
        raise ValueError(f"{path} is a network {found}, but must be 784-...-10")
    return weights


def _check_writable(path: Path) -> None:
    """Raise ValueError unless `save` can write there, by writing and removing what it will."""
    part = path.with_name(f"{path.name}.part")
    try:
        if path.exists() and not path.is_file():
            raise ValueError(f"--save {path} is not a file")
        part.touch()
        part.unlink()
    except OSError as error:
        raise ValueError(f"--save {path} cannot be written: {error.strerror}") from error


def _predict(args: argparse.Namespace) -> int:
    """Read all pictures, then print; raises ValueError or OSError with a text to show."""
    from netlib.forward import forward
    from netlib.handwriting import read_digit

    weights = _loaded(args.weights)
    lines, results = [], []
    for picture in args.pictures:
        o = forward(weights, read_digit(picture)).o[-1].tolist()
        first, second = sorted(range(10), key=lambda k: -o[k])[:2]
        lines.append(f"{picture}: {first} ({o[first]:.3f}), runner-up {second} ({o[second]:.3f})")
        results.append({"picture": picture, "digit": first, "runner_up": second, "outputs": o})
    print(json.dumps(results) if args.json else "\n".join(lines))
    return 0


def _check(args: argparse.Namespace) -> int:
    """Check and report; return 1 if a result fails; raises ValueError without SymPy."""
    if find_spec("sympy") is None:
        raise ValueError("SymPy is missing; install it with: python -m pip install sympy")
    from tqdm import tqdm

    from netlib.derivation.check import as_json, as_table, verdicts
    from netlib.derivation.results import RESULTS

    found = list(tqdm(verdicts(), total=len(RESULTS), unit=" results"))
    print(json.dumps([as_json(v) for v in found]) if args.json else as_table(found))
    return 0 if all(v.ok for v in found) else 1


def _handouts(args: argparse.Namespace) -> int:
    """Make the handouts, return 0; raises ValueError or OSError with a text to show."""
    missing = [package for module, package in TOOLS.items() if find_spec(module) is None]
    if missing:
        packages = " ".join(missing)
        raise ValueError(f"a tool is missing; install it with: python -m pip install {packages}")
    from tqdm import tqdm

    from netlib.handout.build import build

    every = sorted(args.folder.glob("[0-9][0-9]_*.ipynb"))
    chosen = [path for path in every if not args.notebook or path.name[:2] in args.notebook]
    unknown = sorted(set(args.notebook) - {path.name[:2] for path in every})
    if unknown or not every:
        said = f" that begins with {', '.join(unknown)}" if unknown else ""
        raise ValueError(f"{args.folder} has no notebook{said}")
    sheets = not args.notebook
    steps = build(chosen, args.out, paper=args.paper, sheets=sheets)
    with tqdm(total=2 * len(chosen) + 2 * sheets, unit=" handouts") as bar:
        for made in steps:
            bar.set_postfix_str(made)
            bar.update()
    return 0


if __name__ == "__main__":
    sys.exit(main())
