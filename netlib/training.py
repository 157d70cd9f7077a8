"""Notebook 07: gradient descent with the whole derivation, batch by batch, and its history."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from netlib import checks
from netlib.checks import Array
from netlib.descent import (
    BackwardPass,
    Batch,
    Buffer,
    buffered,
    split_into_batches,
    step_down,
)
from netlib.files import load, save
from netlib.forward import forward_unchecked

__all__ = ["History", "accuracy", "cosine", "initial_weights", "load", "save", "train"]

Distort = Callable[[Array, np.random.Generator], None]

# As many shuffled samples are copied at once as stay in a processor's cache until they are learned.
AT_ONCE = 200

# Where phi is flatter than this, a step hardly moves a weight; at 0 its slope is 0.25.
FLAT = 1e-5


@dataclass(frozen=True)
class History:
    """The trained weights, and of every finished epoch its error, accuracy and seconds.

    weights: (W_0, ...). error: the mean of E over all samples, and accuracy: the part of them
    read right (0 to 1), each measured on a batch just before it was learned. Read right means that
    the largest output is the target's largest; with n_L = 1 that is always so, and says nothing.
    stopped: what Ctrl-C left, in words; empty when all epochs were learned.
    """

    weights: tuple[Array, ...]
    error: tuple[float, ...]
    accuracy: tuple[float, ...]
    seconds: tuple[float, ...]
    stopped: str = ""


def train(
    weights: Sequence[ArrayLike],
    inputs: ArrayLike,
    targets: ArrayLike,
    *,
    epochs: int,
    batch_size: int,
    learning_rate: float | Callable[[int], float],
    seed: int,
    progress: bool = False,
    distort: Distort | None = None,
    backward_pass: BackwardPass | None = None,
    after_batch: Callable[[int, float], None] | None = None,
    after_epoch: Callable[[int, list[Array]], None] | None = None,
) -> History:
    """Learn from the samples, batch by batch: gradient descent.

    weights: [W_0, ...], not changed. inputs: (N, n_0), every o_0. targets: (N, n_L), every t.
    All is computed in the widest type of the weights.
    epochs: how often all samples are seen, each time in another order that follows from the seed.
    batch_size: samples a step; an epoch's last batch may be smaller. learning_rate: a number,
    or a function from the epoch (from 0) to one. progress: a bar on standard error.
    distort: changes copies of some inputs, (any number, n_0), in place before they are learned.
    backward_pass: fills a batch's gradients in place of `descent.backward_into`.
    after_batch: called with the batch of this epoch (from 0) and its mean E before the step;
    after_epoch: with the epoch (from 0) and copies of the weights.
    Ctrl-C ends it, too: the history that is returned then says so, and the bar, and its weights are
    those of the last finished batch.
    Raises ValueError, naming the symbol, for what does not fit or is not finite;
    FloatingPointError when E is no longer a number, or when too high a rate has saturated the
    outputs, so that weights hardly move any more.
    Source: `step_down`, for every batch of every epoch.
    """
    Ws = buffered(checks.real_network(weights))
    o_0 = checks.rows("o_0", inputs, Ws.matrices[0].shape[1], Ws.flat.dtype)
    t = checks.rows("t", targets, len(Ws.matrices[-1]), Ws.flat.dtype)
    checks.shape("t", t, (len(o_0), t.shape[1]), f"o_0 has {len(o_0)} samples")
    rng = np.random.default_rng(checks.whole_number("seed", seed, 0))
    batch_size = checks.whole_number("batch_size", batch_size)
    rate_of = learning_rate if callable(learning_rate) else lambda _: learning_rate
    every_epoch = range(checks.whole_number("epochs", epochs))
    rates = [checks.number(f"learning_rate in epoch {k}", rate_of(k), 0) for k in every_epoch]
    finished: list[tuple[float, float, float]] = []  # E, the part read right, seconds
    steps, done, stopped = math.ceil(len(o_0) / batch_size), 0, ""
    # Made on request only: a bar starts a thread of its own.
    shown = tqdm(total=len(rates) * steps, unit=" batches") if progress else nullcontext()
    quiet = np.errstate(over="ignore", invalid="ignore")  # _finite_error says it in words
    # Matrices as small as a batch gain next to nothing from a second BLAS thread, and lose a factor
    # of six and more when another program wants the same core.
    with threadpool_limits(1, user_api="blas"), quiet, shown as bar:
        try:
            for epoch, rate in enumerate(rates):
                start, E_sum, right = time.perf_counter(), 0.0, 0
                for t_chunk, batches in _shuffled(Ws, o_0, t, batch_size, rng, distort):
                    for batch in batches:
                        step_down(Ws, batch, rate, backward_pass)
                        if after_batch is not None:
                            G = batch.o[-1] - batch.t
                            after_batch(done, _finite_error(G, epoch) / len(G))
                        done += 1
                    o_L = np.concatenate([batch.o[-1] for batch in batches])
                    right += int((o_L.argmax(axis=1) == t_chunk.argmax(axis=1)).sum())
                    E_sum += _finite_error(np.subtract(o_L, t_chunk, out=o_L), epoch)
                    if bar is not None:
                        bar.update(len(batches))
                o_L = batches[-1].o[-1]
                if rate > 0 and (o_L * (1 - o_L)).max() < FLAT:
                    _check_learned(E_sum / len(t), t, epoch)
                finished.append((E_sum / len(t), right / len(t), time.perf_counter() - start))
                done = 0
                if after_epoch is not None:
                    after_epoch(epoch, [W.copy() for W in Ws.matrices])
        except KeyboardInterrupt:
            after = f"after {len(finished)} of {len(rates)} epochs"
            stopped = f"stopped by Ctrl-C {after} and {done:,} of {steps:,} batches; the weights "
            stopped += "of the last finished batch are kept"
            if bar is not None:
                bar.set_postfix_str(f"stopped {after}")
    error, right_part, seconds = (tuple(epoch[k] for epoch in finished) for k in range(3))
    return History(Ws.matrices, error, right_part, seconds, stopped)


def _shuffled(
    weights: Buffer, o_0: Array, t: Array, B: int, rng: np.random.Generator, distort: Distort | None
) -> Iterator[tuple[Array, list[Batch]]]:
    """Yield every sample once, in a new order: some t and its batches, overwritten by the next."""
    order, at_once = rng.permutation(len(o_0)), B * max(1, AT_ONCE // B)
    for first in range(0, len(o_0), at_once):
        chosen = order[first : first + at_once]
        if first == 0 or len(chosen) < at_once:
            o_chunk, t_chunk = (np.empty((len(chosen), a.shape[1]), a.dtype) for a in (o_0, t))
            batches = split_into_batches(weights, o_chunk, t_chunk, B)
        # "clip" lets take write straight to `out`; no index is out of range.
        np.take(o_0, chosen, axis=0, out=o_chunk, mode="clip")
        np.take(t, chosen, axis=0, out=t_chunk, mode="clip")
        if distort is not None:
            distort(o_chunk, rng)
        yield t_chunk, batches


def _finite_error(G: Array, epoch: int) -> float:
    """Return the sum of all E = ½ G Gᵀ; raise FloatingPointError if the weights ran away."""
    total = float(np.vdot(G, G)) / 2
    if not math.isfinite(total):
        raise FloatingPointError(f"E is {total} in epoch {epoch}: try a smaller learning_rate")
    return total


def _check_learned(E: float, t: Array, epoch: int) -> None:
    """Raise FloatingPointError if a network with flat outputs knows no more than in ignorance."""
    # The smallest E of a network that says the same for every sample, which is then the mean of t.
    # Where E is smaller, the outputs are flat because they are right: standing still is no harm.
    constant = float(t.var(axis=0).sum()) / 2
    if 0 < constant <= E:
        said = f"the outputs are saturated, and E stays at {E:.4g}, no better than one output for "
        said += f"all samples ({constant:.4g}); start anew with a smaller learning_rate"
        raise FloatingPointError(f"learning has stopped in epoch {epoch}: {said}")


def cosine(rate: float, epochs: int) -> Callable[[int], float]:
    """Return a rate that falls from `rate` towards 0 along half a cosine, for `train`.

    Raises ValueError when the rate is not a number from 0, or epochs not a whole number from 1.
    Source: I. Loshchilov and F. Hutter, SGDR, 2017, equation 5, without restarts.
    """
    rate, epochs = checks.number("rate", rate, 0), checks.whole_number("epochs", epochs)
    return lambda epoch: rate * (1 + math.cos(math.pi * epoch / epochs)) / 2


def initial_weights(sizes: Sequence[int], seed: int) -> list[Array]:
    """Return [W_0, ...] drawn from normal distributions of both signs, float32.

    sizes: (n_0, ..., n_L). The standard deviation of W_i is 1 / sqrt(n_i), so that a sum of n_i
    terms stays near the middle of the logistic function. The same seed, the same weights.
    Raises ValueError for sizes that are no network's or a seed below 0.
    Source: Y. LeCun et al., Efficient BackProp, 1998, section 4.6.
    """
    n, rng = checks.layer_sizes(sizes), np.random.default_rng(checks.whole_number("seed", seed, 0))
    return [rng.normal(0, n_i**-0.5, (m, n_i)).astype(np.float32) for n_i, m in pairwise(n)]


def accuracy(weights: Sequence[ArrayLike], inputs: ArrayLike, labels: ArrayLike) -> float:
    """Return the part of the samples, 0 to 1, whose largest output is that of their label.

    inputs: (N, n_0). labels: (N,), whole numbers from 0 to n_L - 1.
    Raises ValueError, naming the symbol, when shapes or values do not fit.
    """
    Ws = checks.real_network(weights)
    labels = checks.labels("labels", labels, len(Ws[-1]))
    o_0 = checks.rows("o_0", inputs, Ws[0].shape[1])
    checks.shape("labels", labels, (len(o_0),), f"o_0 has {len(o_0)} samples")
    # A thousand at a time: all at once would need the memory for another copy of them.
    parts = (o_0[k : k + 1000] for k in range(0, len(o_0), 1000))
    said = [forward_unchecked(Ws, part).o[-1].argmax(axis=1) for part in parts]
    return float((np.concatenate(said) == labels).mean())
