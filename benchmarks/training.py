"""How near training comes to its matrix products: `python benchmarks/training.py`.

One epoch of `netlib.training.train` on 784-100-10 over the 60,000 training digits, as a ratio to
its five matrix products alone, both on one BLAS thread, in turns. An epoch is what `train` says it
is: shuffling and copying, every step, error and accuracy are inside; reading the digits and the
checks of all inputs, made once before the first epoch, are not. The
products are five np.matmul per batch into arrays made beforehand, of slices cut beforehand.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Sequence
from itertools import groupby
from multiprocessing import Process, cpu_count
from statistics import median
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from netlib.checks import Array
from netlib.digits import Samples, load_digits
from netlib.drawing.colours import BLUE, GREY
from netlib.training import initial_weights, train

SIZES = (784, 100, 10)


def train_seconds(weights: Sequence[Array], samples: Samples, batch_size: int) -> float:
    """Return the seconds of one epoch of `train`."""
    o_0, t = samples.inputs, samples.targets
    settings: dict[str, Any] = {"learning_rate": 3.0, "seed": 0}
    return train(weights, o_0, t, epochs=1, batch_size=batch_size, **settings).seconds[0]


def products_seconds(weights: Sequence[Array], samples: Samples, batch_size: int) -> float:
    """Return the seconds of the five products of every batch of one epoch."""
    o_0 = samples.inputs
    batches = [o_0[first : first + batch_size] for first in range(0, len(o_0), batch_size)]
    # The last batch may be smaller than the others and then needs arrays of its own.
    return sum(_multiply(weights, list(same_size)) for _, same_size in groupby(batches, len))


def _multiply(weights: Sequence[Array], batches: Sequence[Array]) -> float:
    """Return the seconds of the products of every batch, all of one size."""
    rng, B = np.random.default_rng(0), len(batches[0])
    # A product takes as long with these numbers as with those of training.
    o = [rng.random((B, W.shape[1]), dtype=np.float32) for W in weights]
    sigma = [rng.random((B, len(W)), dtype=np.float32) for W in weights]
    s, back = [np.empty_like(x) for x in sigma], [np.empty_like(x) for x in o]
    gradients = [np.empty_like(W) for W in weights]
    start = time.perf_counter()
    for o[0] in batches:
        for i, W in enumerate(weights):
            np.matmul(o[i], W.T, out=s[i])
        for i in range(len(weights) - 1, 0, -1):
            np.matmul(sigma[i], weights[i], out=back[i])
        for i, gradient in enumerate(gradients):
            np.matmul(sigma[i].T, o[i], out=gradient)
    return time.perf_counter() - start


def measure(
    samples: Samples, sizes: Sequence[int], batch_size: int, pairs: int, bar: tqdm
) -> dict[str, float]:
    """Return medians and ratios of so many pairs, after one that is not counted."""
    weights, measured = initial_weights(sizes, seed=0), []
    with threadpool_limits(1, user_api="blas"):
        for _ in range(1 + pairs):
            epoch = train_seconds(weights, samples, batch_size)
            measured.append((epoch, products_seconds(weights, samples, batch_size)))
            bar.update()
    ratios = [epoch / products for epoch, products in measured[1:]]
    epoch, products = (median(column) for column in zip(*measured[1:], strict=True))
    found = {"samples": len(samples.inputs), "hidden": sizes[1], "depth": len(weights)}
    found |= {"batch_size": batch_size, "train_seconds": epoch, "products_seconds": products}
    return found | {"ratio": epoch / products, "ratio_min": min(ratios), "ratio_max": max(ratios)}


def table(results: Sequence[dict[str, float]]) -> str:
    """Return the results as lines of text."""
    row = "{samples:7} {hidden:6} {depth:5} {batch_size:5} {train_seconds:8.3f} "
    row += "{products_seconds:10.3f} {ratio:6.2f}   {ratio_min:.2f}..{ratio_max:.2f}"
    head = "samples hidden depth batch  train s products s  ratio   min..max of pairs"
    return "\n".join([head, *(row.format_map(result) for result in results)])


def plot(results: Sequence[dict[str, float]], file: str) -> None:
    """Draw an epoch at each batch size, its matrix products and what else it takes, into a file."""
    figure, ax = plt.subplots(figsize=(7, 2.5), layout="constrained")
    names = [f"batch {result['batch_size']:,}" for result in results]
    products = [result["products_seconds"] for result in results]
    epochs = [result["train_seconds"] for result in results]
    rest = [epoch - product for epoch, product in zip(epochs, products, strict=True)]
    ax.barh(names, products, color=GREY, label="its five matrix products alone")
    ax.barh(names, rest, left=products, color=BLUE, label="everything else")
    for name, epoch, result in zip(names, epochs, results, strict=True):
        ax.annotate(
            f"{result['ratio']:.2f} times", (epoch, name), (4, -4), textcoords="offset points"
        )
    ax.set(
        xlabel="seconds for one epoch over 60,000 digits, 784-100-10", xlim=(0, 1.2 * max(epochs))
    )
    ax.invert_yaxis()
    ax.legend(frameon=False, ncols=2, loc="lower left", bbox_to_anchor=(0, 1))
    figure.savefig(file, dpi=160)


# One thing changed at a time: samples, hidden nodes, matrices, batch.
SWEEP = [
    *((n, (784, 100, 10), 10) for n in (1_000, 10_000, 60_000)),
    *((60_000, (784, h, 10), 32) for h in (10, 30, 300)),
    *((10_000, (784, h, 10), 32) for h in (1_000, 3_000)),
    *((60_000, (784, *[100] * (depth - 1), 10), 32) for depth in (1, 2, 3, 4, 6)),
    *((60_000, (784, 100, 10), B) for B in (32, 64, 256, 1_024)),
    *((10_000, (784, 100, 10), B) for B in (1,)),
]


def spin() -> None:
    """Keep a core busy for ever."""
    while True:
        pass


def neighbour(samples: Samples, pairs: int) -> str:
    """Return how `train` as it is compares with one BLAS thread, each core wanted by another."""
    weights, measured = initial_weights(SIZES, seed=0), []
    others = [Process(target=spin, daemon=True) for _ in range(cpu_count())]
    try:
        for other in others:
            other.start()
        for _ in range(pairs):
            as_it_is = train_seconds(weights, samples, 32)
            with threadpool_limits(1, user_api="blas"):
                measured.append((as_it_is, train_seconds(weights, samples, 32)))
    finally:
        for other in others:
            other.kill()
    one, other_one = (median(column) for column in zip(*measured, strict=True))
    return f"batch 32 beside busy neighbours: {one:.2f} s, told to use one thread {other_one:.2f} s"


def whole_number(text: str) -> int:
    """Return the whole number from 1 that the text of an argument is."""
    if not (text.isascii() and text.isdigit() and int(text) >= 1):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(text)


def main() -> None:
    """Measure every batch size and print a table, or JSON."""
    parser = argparse.ArgumentParser(description="Compare an epoch with its matrix products.")
    sizes_help = "samples a step, one or more sizes (default: 32 10 128)"
    add = parser.add_argument
    add("--batch-size", type=whole_number, nargs="+", default=[32, 10, 128], help=sizes_help)
    add("--pairs", type=whole_number, default=7, help="epochs of each kind (default: 7)")
    add("--sweep", action="store_true", help="other numbers of samples, nodes, layers, batches")
    add("--neighbour", action="store_true", help="beside processes that want every core")
    add("--json", action="store_true", help="print one JSON list instead of a table")
    add("--plot", metavar="FILE", help="draw the batch sizes into this file as well")
    given = parser.parse_args()
    if given.plot and given.sweep:
        parser.error("--plot draws batch sizes; leave out --sweep")
    samples = load_digits().train
    if given.neighbour:
        print(neighbour(samples, given.pairs))
        return
    cases = [(60_000, SIZES, B) for B in given.batch_size]
    with tqdm(total=len(SWEEP if given.sweep else cases) * (given.pairs + 1), unit=" pairs") as bar:
        results = [
            measure(_first(samples, n), sizes, B, given.pairs, bar)
            for n, sizes, B in (SWEEP if given.sweep else cases)
        ]
    print(json.dumps(results) if given.json else table(results))
    if given.plot:
        plot(results, given.plot)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"memory at most {peak} MiB, digits included", file=sys.stderr)


def _first(samples: Samples, n: int) -> Samples:
    return Samples(samples.pixels[:n], samples.labels[:n], samples.targets[:n])


if __name__ == "__main__":
    main()
