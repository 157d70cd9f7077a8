"""Notebook 07: settings that train a network on MNIST, by name.

NumPy is imported where it is used, so that the command line's --help can read the recipes at once.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from netlib.checks import Array
    from netlib.digits import Digits


@dataclass(frozen=True)
class Recipe:
    """How a network learns digits.

    about: what it is for. hidden: nodes of each hidden layer. rate: that of the first epoch; it
    falls to 0 along half a cosine if `falling`. distort: the function of `distortion` that moves
    digits. as_the_seed: whether weights, inputs and targets are those of the page's own program.
    """

    about: str
    epochs: int = 10
    batch_size: int = 10
    rate: float = 3.0
    hidden: tuple[int, ...] = (100,)
    falling: bool = True
    distort: Literal["shift", "elastic"] | None = None
    as_the_seed: bool = False

    def settings(self) -> dict[str, Any]:
        """Return what `train` is told of it."""
        from netlib import distortion
        from netlib.training import cosine

        return {
            "epochs": self.epochs,
            "batch_size": self.batch_size,
            "learning_rate": cosine(self.rate, self.epochs) if self.falling else self.rate,
            "distort": self.distort and getattr(distortion, self.distort),
        }


RECIPES = {
    "notebook": Recipe("as in notebook 07: ten epochs, a few seconds"),
    "seed": Recipe(
        "as toynet, the page's own program: 1,000 digits, one at a time, weights all positive",
        batch_size=1, falling=False, as_the_seed=True,
        rate=0.2,  # its step of 0.1, twice, since its error had no ½
    ),
    # These two were chosen on 10,000 training digits kept aside: benchmarks/recipes.py.
    "plain": Recipe(
        "the same network, nothing added, taught with digits moved by up to one pixel",
        epochs=80, distort="shift",
    ),
    "best": Recipe(
        "a wider network, more epochs, and digits bent as if by another hand; some seven minutes",
        epochs=120, hidden=(300,), distort="elastic",
        rate=1.5,  # at 2 the first epochs are lost to saturated nodes
    ),
}  # fmt: skip


def prepare(recipe: Recipe, digits: "Digits", seed: int) -> "tuple[list[Array], Array, Array]":
    """Return the first weights, and the inputs (N, 784) and targets (N, 10) to learn from.

    Raises ValueError when the seed is not a whole number from 0.
    Source: for `as_the_seed` toynet, the program of the page's author (C. Dyken, 2019): weights
    (0.98 rand + 0.01) / sqrt(n_i n_{i+1}), targets 0.01 and 0.99, its first 1,000 digits.
    """
    import numpy as np

    from netlib import checks
    from netlib.digits import one_hot
    from netlib.training import initial_weights

    sizes = (784, *recipe.hidden, 10)
    if not recipe.as_the_seed:
        return initial_weights(sizes, seed), digits.train.inputs, digits.train.targets
    rng = np.random.default_rng(checks.whole_number("seed", seed, 0))
    weights = [(0.98 * rng.random((m, n)) + 0.01) / (m * n) ** 0.5 for n, m in pairwise(sizes)]
    targets = one_hot(digits.train.labels[:1000], 0.01, 0.99)
    return weights, scale_inputs(recipe, digits.train.inputs[:1000]), targets


def scale_inputs(recipe: Recipe, inputs: "Array") -> "Array":
    """Return the inputs (N, 784) as a network of this recipe wants them, learning and tested.

    Source: toynet makes 0.99/258 x + 0.01 of each byte x, so that no input is ever 0.
    """
    return inputs * (255 * 0.99 / 258) + 0.01 if recipe.as_the_seed else inputs
