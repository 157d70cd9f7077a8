"""What the network of notebook 07's explorer can learn: points of two kinds, or digits."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from netlib.checks import Array
from netlib.digits import load_digits

POINTS, DIGITS = "points", "digits"  # in the plane; handwritten
EDGE = 3.3  # the plane is drawn from -EDGE to EDGE, both ways


@dataclass(frozen=True, eq=False)
class Dataset:
    """N samples: inputs (N, n_0), labels (N,), and targets (N, n_L) with a one at the label."""

    inputs: Array
    labels: Array
    targets: Array


@dataclass(frozen=True, eq=False)
class Task:
    """A training set and a test set, and how they are learned.

    sizes: (n_0, n_1, n_2) of the network. batch_size: samples a step. stride: steps from one
    picture to the next, as many as make a change that is seen.
    """

    sizes: tuple[int, int, int]
    train: Dataset
    test: Dataset
    batch_size: int
    stride: int

    @property
    def epoch(self) -> int:
        """How many steps see every sample once."""
        return len(self.train.inputs) // self.batch_size


@lru_cache
def task(what: str) -> Task:
    """Return the task of that name; the digits are read from their files when first asked for."""
    if what == POINTS:
        return Task((3, 8, 2), _rings(160, 0), _rings(160, 1), 8, 20)
    digits = load_digits()
    # Copies: views would keep all 70,000 digits in memory.
    train, test = (
        Dataset(d.inputs[:n].astype(float), d.labels[:n].copy(), d.targets[:n].astype(float))
        for d, n in ((digits.train, 2000), (digits.test, 500))
    )
    return Task((784, 16, 10), train, test, 10, 50)


def _rings(n: int, seed: int) -> Dataset:
    """Return n points, half of them in a heap around the middle, half in a ring around that.

    The third input is always 1: the derivation has no biases, and a weight times 1 is one.
    """
    rng = np.random.default_rng(seed)
    labels = np.arange(n) % 2
    near, far = 0.75 * np.abs(rng.normal(size=n)), 2.4 + 0.24 * rng.normal(size=n)
    distance, angle = np.where(labels == 0, near, far), rng.uniform(0, 2 * np.pi, n)
    x, y = distance * np.cos(angle), distance * np.sin(angle)
    return Dataset(np.stack([x, y, np.ones(n)], axis=1), labels, np.eye(2)[labels])
