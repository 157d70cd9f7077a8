"""How "plain" and "best" were chosen, and what recipes come to: `python benchmarks/recipes.py`.

Settings are compared on 10,000 training digits kept aside (--choose); the test digits are read
once, at the end, by five networks that differ in their seed alone (the default).
"""

import argparse
import sys
import time
from dataclasses import replace
from statistics import median
from typing import Any

from netlib.digits import Digits, Samples, load_digits
from netlib.recipes import RECIPES, Recipe, prepare, scale_inputs
from netlib.training import accuracy, train

ASIDE = 10_000
TRIED: dict[str, list[dict[str, Any]]] = {
    "plain": [{"rate": r, "epochs": e} for e in (60, 80) for r in (2.0, 3.0, 4.0)],
    "best": [
        {"hidden": (300,), "rate": 1.5, "epochs": 120},
        {"hidden": (300,), "rate": 2.0, "epochs": 150},
        {"hidden": (500,), "rate": 0.7, "epochs": 100},
        {"hidden": (500,), "rate": 1.0, "epochs": 100},
        {"hidden": (700,), "rate": 0.8, "epochs": 80},
    ],
}


def run(recipe: Recipe, digits: Digits, seed: int) -> tuple[float, float]:
    """Return the accuracy on the test part of the digits, and the seconds of learning."""
    weights, inputs, targets = prepare(recipe, digits, seed)
    start = time.perf_counter()
    history = train(weights, inputs, targets, seed=seed, **recipe.settings())
    seconds = time.perf_counter() - start
    test_inputs = scale_inputs(recipe, digits.test.inputs)
    return accuracy(history.weights, test_inputs, digits.test.labels), seconds


def kept_aside(digits: Digits) -> Digits:
    """Return the training digits alone, the last 10,000 of them to be tested on."""
    d = digits.train
    parts = [
        Samples(d.pixels[rows], d.labels[rows], d.targets[rows])
        for rows in (slice(-ASIDE), slice(-ASIDE, None))
    ]
    return Digits(*parts)


def main() -> None:
    """Choose, or measure; print a table."""
    parser = argparse.ArgumentParser(description="Train the recipes on several seeds.")
    parser.add_argument("--choose", action="store_true", help="compare settings for plain or best")
    parser.add_argument("--recipe", choices=sorted(RECIPES), default="plain")
    parser.add_argument("--seeds", type=int, default=5, help="how many (default 5)")
    given = parser.parse_args()
    digits = kept_aside(load_digits()) if given.choose else load_digits()
    if given.choose and given.recipe not in TRIED:
        parser.error(f"nothing was chosen for {given.recipe}")
    for changes in TRIED[given.recipe] if given.choose else [{}]:
        recipe = replace(RECIPES[given.recipe], **changes)
        results = [run(recipe, digits, seed) for seed in range(given.seeds)]
        found, seconds = zip(*results, strict=True)
        row = " ".join(f"{100 * a:.2f}" for a in found)
        settings = f"hidden {recipe.hidden}, rate {recipe.rate:g}, {recipe.epochs} epochs"
        print(f"{given.recipe}: {settings}: {row}, median {100 * median(found):.2f} %", end=", ")
        print(f"{median(seconds):.0f} s each, at most {max(seconds):.0f} s")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
