"""How near training comes to its matrix products: `python benchmarks/training.py [--json]`.

One epoch of `netlib.training.train` on 784-100-10 over the 60,000 training digits, as a ratio to
its five matrix products alone, both on one BLAS thread, in turns. An epoch is a whole call of
`train`: the checks of all inputs, which longer training makes only once (2 to 5 % of the seconds),
are inside, as are error and accuracy. Reading the digits and drawing the weights are not. The
products are five np.matmul per batch into arrays made beforehand, of slices cut beforehand.
"""

import argparse
import json
import time
from collections.abc import Sequence
from itertools import groupby
from statistics import median

import numpy as np
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from netlib.checks import Array
from netlib.digits import Samples, load_digits
from netlib.training import initial_weights, train

SIZES = (784, 100, 10)


def train_seconds(weights: Sequence[Array], samples: Samples, batch_size: int) -> float:
    """Return the seconds of one call of `train` for one epoch."""
    o_0, t = samples.inputs, samples.targets
    start = time.perf_counter()
    train(weights, o_0, t, epochs=1, batch_size=batch_size, learning_rate=3.0, seed=0)
    return time.perf_counter() - start


def products_seconds(weights: Sequence[Array], samples: Samples, batch_size: int) -> float:
    """Return the seconds of the five products of every batch of one epoch."""
    o_0 = samples.inputs
    batches = [o_0[first : first + batch_size] for first in range(0, len(o_0), batch_size)]
    # The last batch may be smaller than the others and then needs arrays of its own.
    return sum(_multiply(weights, list(same_size)) for _, same_size in groupby(batches, len))


def _multiply(weights: Sequence[Array], batches: Sequence[Array]) -> float:
    """Return the seconds of the five products of every batch, all of one size."""
    W_0, W_1 = weights
    rng, B = np.random.default_rng(0), len(batches[0])
    # A product takes as long with these numbers as with those of training.
    o_1, sigma_0 = rng.random((2, B, len(W_0)), dtype=np.float32)
    sigma_1 = rng.random((B, len(W_1)), dtype=np.float32)
    s_0, s_1, back = np.empty_like(sigma_0), np.empty_like(sigma_1), np.empty_like(o_1)
    gradient_0, gradient_1 = np.empty_like(W_0), np.empty_like(W_1)
    start = time.perf_counter()
    for o_0 in batches:
        np.matmul(o_0, W_0.T, out=s_0)
        np.matmul(o_1, W_1.T, out=s_1)
        np.matmul(sigma_1, W_1, out=back)
        np.matmul(sigma_1.T, o_1, out=gradient_1)
        np.matmul(sigma_0.T, o_0, out=gradient_0)
    return time.perf_counter() - start


def measure(samples: Samples, batch_size: int, pairs: int, bar: tqdm) -> dict[str, float]:
    """Return medians and ratios of so many pairs, after one that is not counted."""
    weights, measured = initial_weights(SIZES, seed=0), []
    with threadpool_limits(1, user_api="blas"):
        for _ in range(1 + pairs):
            epoch = train_seconds(weights, samples, batch_size)
            measured.append((epoch, products_seconds(weights, samples, batch_size)))
            bar.update()
    ratios = [epoch / products for epoch, products in measured[1:]]
    epoch, products = (median(column) for column in zip(*measured[1:], strict=True))
    found = {"batch_size": batch_size, "train_seconds": epoch, "products_seconds": products}
    return found | {"ratio": epoch / products, "ratio_min": min(ratios), "ratio_max": max(ratios)}


def table(results: Sequence[dict[str, float]]) -> str:
    """Return the results as lines of text, one per batch size."""
    row = "{batch_size:5} {train_seconds:9.3f} {products_seconds:11.3f} {ratio:7.2f}"
    lines = [(row + "   {ratio_min:.2f}..{ratio_max:.2f}").format_map(result) for result in results]
    return "\n".join(["batch   train s  products s   ratio   min..max of pairs", *lines])


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
    add("--json", action="store_true", help="print one JSON list instead of a table")
    given = parser.parse_args()
    samples = load_digits().train
    with tqdm(total=len(given.batch_size) * (given.pairs + 1), unit=" pairs") as bar:
        results = [measure(samples, B, given.pairs, bar) for B in given.batch_size]
    print(json.dumps(results) if given.json else table(results))


if __name__ == "__main__":
    main()
