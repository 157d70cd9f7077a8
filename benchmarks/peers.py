"""One epoch of 784-100-10 beside what one would pick instead: `python benchmarks/peers.py`.

Every way learns the same 60,000 digits by plain gradient descent on the squared error, or what
comes next to it there. Those whose package is not installed are left out by name. Rounds are
interleaved; the table has medians, and how many times as long as netlib each takes.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from statistics import median
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from netlib.checks import Array
from netlib.digits import Samples, load_digits
from netlib.training import initial_weights, train

SIZES, RATE = (784, 100, 10), 3.0
Way = Callable[[Samples, int], float]


def netlib_epoch(samples: Samples, batch_size: int) -> float:
    """Return the seconds of one epoch of `netlib.training.train`, all of its call."""
    weights = initial_weights(SIZES, 0)
    settings: dict[str, Any] = {"learning_rate": RATE, "seed": 0, "epochs": 1}
    start = time.perf_counter()
    train(weights, samples.inputs, samples.targets, batch_size=batch_size, **settings)
    return time.perf_counter() - start


def seed_epoch(samples: Samples, batch_size: int) -> float:
    """Return the seconds of the way of the derivation's own program: one sample at a time."""
    W_0, W_1 = (W.astype(float) for W in initial_weights(SIZES, 0))
    order = np.random.default_rng(0).permutation(len(samples.inputs))
    start = time.perf_counter()
    for k in order:
        o_0, t = samples.inputs[k], samples.targets[k]
        o_1 = 1 / (1 + np.exp(-(W_0 @ o_0)))
        o_2 = 1 / (1 + np.exp(-(W_1 @ o_1)))
        sigma_1 = (o_2 - t) * o_2 * (1 - o_2)
        sigma_0 = (sigma_1 @ W_1) * o_1 * (1 - o_1)
        W_1 -= 0.1 * np.outer(sigma_1, o_1)
        W_0 -= 0.1 * np.outer(sigma_0, o_0)
    return time.perf_counter() - start


def summed_epoch(samples: Samples, batch_size: int) -> float:
    """Return the seconds of batches whose samples go one by one, and their gradients are summed.

    As in M. Nielsen, Neural Networks and Deep Learning, chapter 1, without its biases.
    """
    W_0, W_1 = (W.astype(float) for W in initial_weights(SIZES, 0))
    start = time.perf_counter()
    for rows in batches(len(samples.inputs), batch_size):
        sum_0, sum_1 = np.zeros_like(W_0), np.zeros_like(W_1)
        for o_0, t in zip(samples.inputs[rows], samples.targets[rows], strict=True):
            o_1 = 1 / (1 + np.exp(-(W_0 @ o_0)))
            o_2 = 1 / (1 + np.exp(-(W_1 @ o_1)))
            sigma_1 = (o_2 - t) * o_2 * (1 - o_2)
            sum_1 += np.outer(sigma_1, o_1)
            sum_0 += np.outer((sigma_1 @ W_1) * o_1 * (1 - o_1), o_0)
        W_0 -= RATE / batch_size * sum_0
        W_1 -= RATE / batch_size * sum_1
    return time.perf_counter() - start


def sklearn_epoch(samples: Samples, batch_size: int) -> float:
    """Return the seconds of one epoch of scikit-learn's classifier, which has cross-entropy."""
    from sklearn.neural_network import MLPClassifier

    made = MLPClassifier(
        SIZES[1:2],
        activation="logistic",
        solver="sgd",
        alpha=0,
        batch_size=batch_size,
        learning_rate_init=0.1,
        momentum=0,
    )
    start = time.perf_counter()
    made.partial_fit(samples.inputs, samples.labels, classes=np.arange(10))
    return time.perf_counter() - start


def torch_epoch(threads: int) -> Way:
    """Return a way that measures PyTorch on so many threads."""

    def epoch(samples: Samples, batch_size: int) -> float:
        import torch

        torch.set_num_threads(threads)
        net = torch.nn.Sequential(
            torch.nn.Linear(784, 100, bias=False),
            torch.nn.Sigmoid(),
            torch.nn.Linear(100, 10, bias=False),
            torch.nn.Sigmoid(),
        )
        step = torch.optim.SGD(net.parameters(), lr=RATE)
        x, t = torch.from_numpy(samples.inputs), torch.from_numpy(samples.targets)
        start = time.perf_counter()
        for rows in batches(len(x), batch_size):
            step.zero_grad()
            E = 0.5 * ((net(x[rows]) - t[rows]) ** 2).sum() / len(rows)
            E.backward()
            step.step()
        return time.perf_counter() - start

    return epoch


def batches(n: int, batch_size: int) -> Iterator[Array]:
    """Yield the rows of each batch of one shuffled epoch."""
    order = np.random.default_rng(0).permutation(n)
    for first in range(0, n, batch_size):
        yield order[first : first + batch_size]


WAYS: dict[str, tuple[Way, str | None]] = {
    "netlib": (netlib_epoch, None),
    "one sample at a time": (seed_epoch, None),
    "samples summed one by one": (summed_epoch, None),
    "scikit-learn": (sklearn_epoch, "sklearn"),
    "PyTorch, 1 thread": (torch_epoch(1), "torch"),
    "PyTorch, 2 threads": (torch_epoch(2), "torch"),
}


def main() -> None:
    """Measure every way, print the table or the JSON."""
    parser = argparse.ArgumentParser(description="Time an epoch beside what one would pick.")
    parser.add_argument("--batch-size", type=int, nargs="+", default=[10, 32])
    parser.add_argument("--rounds", type=int, default=3, help="of each way (default 3)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    samples, rows = load_digits().train, []
    ways = {name: way for name, (way, package) in WAYS.items() if not package or find_spec(package)}
    for name in WAYS.keys() - ways.keys():
        print(f"{name} is not installed, and left out", file=sys.stderr)
    for batch_size in given.batch_size:
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        for _ in tqdm(range(given.rounds)):
            for name, way in ways.items():
                if "PyTorch" in name:  # has threads of its own
                    seconds[name].append(way(samples, batch_size))
                    continue
                with threadpool_limits(1, user_api="blas"):
                    seconds[name].append(way(samples, batch_size))
        ours = median(seconds["netlib"])
        for name, took in seconds.items():
            row = {"batch_size": batch_size, "way": name, "seconds": median(took)}
            rows.append(row | {"times_netlib": median(took) / ours})
    if given.json:
        print(json.dumps(rows))
        return
    print("batch  seconds  times netlib")
    for row in rows:
        numbers = f"{row['seconds']:8.2f} {row['times_netlib']:9.1f}"
        print(f"{row['batch_size']:5} {numbers}     {row['way']}")


if __name__ == "__main__":
    main()
