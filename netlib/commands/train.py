"""`python -m netlib train`: train a network on digits, and keep its weights."""

import argparse
import json
import math
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from netlib.commands.options import above_0, add_json, from_0, from_1, loaded
from netlib.recipes import RECIPES, Recipe

ABOUT = """Train a network of 784 inputs, hidden layers and 10 outputs on handwritten digits.

Standard error shows a bar; standard output gets a line per epoch and one at the end, or with
--json one object: test_accuracy (0 to 1), epochs, seconds_per_epoch (their median), sizes,
batch_size, learning_rate, recipe, seed, saved, stopped, and per epoch error and accuracy, while
learning.

recipes:
"""
ABOUT += "\n".join(f"  {name}: {recipe.about}" for name, recipe in RECIPES.items())


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of training."""

    def by_recipe(of: Callable[[Recipe], float]) -> str:
        *others, last = (f"{of(recipe):g}" for recipe in RECIPES.values())
        return f"{', '.join(others)} and {last}"

    add = parser.add_argument
    add_json(parser)
    text = "settings to begin with; the options below change them (default: notebook)"
    add("--recipe", choices=RECIPES, default="notebook", help=text)
    text = f"how often all digits are seen ({by_recipe(lambda r: r.epochs)})"
    add("--epochs", type=from_1, help=text, metavar="NUMBER")
    text = f"digits per step ({by_recipe(lambda r: r.batch_size)})"
    add("--batch-size", type=from_1, help=text, metavar="NUMBER")
    constant = " and ".join(name for name, recipe in RECIPES.items() if not recipe.falling)
    text = f"of the first epoch ({by_recipe(lambda r: r.rate)}); it falls to 0, but for {constant}"
    add("--learning-rate", type=above_0, help=text, metavar="NUMBER", dest="rate")
    text = "the same seed gives the same weights (default: %(default)s)"
    add("--seed", type=from_0, default=0, help=text, metavar="NUMBER")
    text = f"nodes of one or more hidden layers ({by_recipe(lambda r: r.hidden[0])})"
    add("--hidden", type=from_1, nargs="+", help=text, metavar="N")
    text = "begin with the weights in this file, written by --save"
    add("--continue", type=Path, dest="begin", help=text, metavar="PATH")
    text = "holds four files like MNIST's (default: the bundled ones)"
    add("--data", type=Path, help=text, metavar="FOLDER")
    add("--save", type=Path, help="write the weights to this file", metavar="PATH")


def run(args: argparse.Namespace) -> int:
    """Train and report; raises ValueError, OSError or FloatingPointError with a text to show."""
    import numpy as np
    from tqdm import tqdm

    from netlib import digits, files, training
    from netlib.recipes import prepare, scale_inputs

    if args.save is not None:
        try:
            files.check_writable(args.save)
        except OSError as error:
            raise ValueError(f"--save {args.save} cannot be written: {error.strerror}") from error
    given = {name: getattr(args, name) for name in ("epochs", "batch_size", "rate", "hidden")}
    recipe = replace(RECIPES[args.recipe], **{k: v for k, v in given.items() if v is not None})
    kept = args.begin and loaded(args.begin)
    if kept and args.hidden:
        raise ValueError("--continue takes the layers from its file; leave out --hidden")
    data = digits.load_digits(args.data)
    weights, inputs, targets = prepare(recipe, data, args.seed)
    weights, test_inputs = kept or weights, scale_inputs(recipe, data.test.inputs)

    def tested(weights: Any) -> float:
        return training.accuracy(weights, test_inputs, data.test.labels)

    def report(epoch: int, weights: list[Any]) -> None:
        with tqdm.external_write_mode():  # takes the bar off the screen and puts it back
            print(f"epoch {epoch + 1}: {tested(weights):.1%} of the test digits", flush=True)

    settings = recipe.settings() | {"seed": args.seed, "progress": True}
    after_epoch = None if args.json else report
    with np.errstate(over="ignore", invalid="ignore"):  # train itself says when E is no number
        history = training.train(weights, inputs, targets, **settings, after_epoch=after_epoch)
        test_accuracy = tested(history.weights)
    if history.stopped:
        print(history.stopped, file=sys.stderr)
    if args.save is not None:
        files.save(args.save, history.weights)
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
            "saved": args.save and str(args.save),
            "stopped": history.stopped or None,
        }
        print(json.dumps(result))
    else:
        where = f"saved to {args.save}" if args.save else "not saved"
        print(f"test accuracy {test_accuracy:.1%}, {seconds:.2f} seconds per epoch, {where}")
    return 130 if history.stopped else 0
