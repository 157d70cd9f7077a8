"""Notebook 07: gradient descent with the whole derivation, batch by batch, and its history."""

import math
import os
import time
import zipfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from netlib import checks
from netlib.backward import backward_unchecked
from netlib.checks import Array
from netlib.error import squared_error
from netlib.forward import Trace, forward_unchecked
from netlib.notation import shapes


@dataclass(frozen=True)
class History:
    """The trained weights, and of every epoch its error, accuracy and seconds.

    weights: [W_0, ...]. error: the mean of E over all samples, and accuracy: the part of them
    read right (0 to 1), each measured on a batch just before it was learned. Read right means that
    the largest output is the target's largest; with n_L = 1 that is always so, and says nothing.
    """

    weights: list[Array]
    error: list[float] = field(default_factory=list)
    accuracy: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def step_down(weights: Sequence[Array], o_0: Array, t: Array, rate: float) -> Trace:
    """Go one step along minus the gradient: W_i -= rate · dE/dW_i, in place.

    weights: [W_0, ...], changed. o_0, t: one sample or a batch, checked before, as `train` does.
    Returns the trace of the forward pass, made before the step.
    Source: all of the derivation; its "search direction" is the gradient, and one goes down
    along minus it.
    """
    trace = forward_unchecked(weights, o_0)
    gradients = backward_unchecked(weights, trace, t)
    for W, gradient in zip(weights, gradients.weights, strict=True):
        W -= rate * gradient
    return trace


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
    after_epoch: Callable[[int, list[Array]], None] | None = None,
) -> History:
    """Learn from the samples, batch by batch: gradient descent.

    weights: [W_0, ...], not changed. inputs: (N, n_0), every o_0. targets: (N, n_L), every t.
    epochs: how often all samples are seen, each time in another order that follows from the seed.
    batch_size: samples a step; an epoch's last batch may be smaller. learning_rate: a number,
    or a function from the epoch (from 0) to one. progress: a bar on standard error.
    after_epoch: called with the epoch (from 0) and the weights, which it must not change.
    Raises ValueError, naming the symbol, for what does not fit or is not finite;
    FloatingPointError when E is no longer a number. Too high a rate seldom does that: it
    saturates the nodes, and E stays large.
    Source: `step_down`, for every batch of every epoch.
    """
    Ws = [checks.real(f"W_{i}", W).copy() for i, W in enumerate(checks.network(weights))]
    o_0 = checks.rows("o_0", inputs, Ws[0].shape[1])
    t = checks.rows("t", targets, len(Ws[-1]))
    checks.shape("t", t, (len(o_0), t.shape[1]), f"o_0 has {len(o_0)} samples")
    rng = np.random.default_rng(checks.whole_number("seed", seed, 0))
    batch_size = checks.whole_number("batch_size", batch_size)
    rates = [_rate(learning_rate, k) for k in range(checks.whole_number("epochs", epochs))]
    history = History(Ws)
    batches = range(0, len(o_0), batch_size)
    # Made on request only: a bar starts a thread of its own.
    shown = tqdm(total=len(rates) * len(batches), unit=" batches") if progress else nullcontext()
    # Matrices as small as a batch gain next to nothing from a second BLAS thread, and lose a factor
    # of six and more when another program wants the same core.
    with (
        threadpool_limits(1, user_api="blas"),
        np.errstate(over="ignore", invalid="ignore"),  # _finite_sum says it in words
        shown as bar,
    ):
        for epoch, rate in enumerate(rates):
            start, E_sum, right = time.perf_counter(), 0.0, 0
            order = rng.permutation(len(o_0))
            for first in batches:
                batch = order[first : first + batch_size]
                t_batch = t[batch]
                trace = step_down(Ws, o_0[batch], t_batch, rate)
                E_sum += _finite_sum(squared_error(trace.o[-1], t_batch), epoch)
                right += int((trace.o[-1].argmax(axis=1) == t_batch.argmax(axis=1)).sum())
                if bar is not None:
                    bar.update()
            history.error.append(E_sum / len(o_0))
            history.accuracy.append(right / len(o_0))
            history.seconds.append(time.perf_counter() - start)
            if after_epoch is not None:
                after_epoch(epoch, Ws)
    return history


def _rate(learning_rate: float | Callable[[int], float], epoch: int) -> float:
    """Return the rate of this epoch; raise ValueError unless it is finite and not below 0."""
    rate = learning_rate(epoch) if callable(learning_rate) else learning_rate
    number = isinstance(rate, int | float | np.integer | np.floating) and not isinstance(rate, bool)
    if not number or not 0 <= float(rate) < math.inf:
        raise ValueError(f"learning_rate is {rate!r} in epoch {epoch}, but must be a number from 0")
    return float(rate)


def _finite_sum(E: Array, epoch: int) -> float:
    """Return the sum of E; raise FloatingPointError if the weights have run away."""
    total = float(E.sum())
    if not math.isfinite(total):
        raise FloatingPointError(f"E is {total} in epoch {epoch}: try a smaller learning_rate")
    return total


def cosine(rate: float, epochs: int) -> Callable[[int], float]:
    """Return a rate that falls from `rate` towards 0 along half a cosine, for `train`.

    Raises ValueError when epochs is not a whole number from 1.
    Source: I. Loshchilov and F. Hutter, SGDR, 2017, equation 5, without restarts.
    """
    epochs = checks.whole_number("epochs", epochs)
    return lambda epoch: rate * (1 + math.cos(math.pi * epoch / epochs)) / 2


def initial_weights(sizes: Sequence[int], seed: int) -> list[Array]:
    """Return [W_0, ...] drawn from normal distributions of both signs, float32.

    sizes: (n_0, ..., n_L). The standard deviation of W_i is 1 / sqrt(n_i), so that a sum of n_i
    terms stays near the middle of the logistic function. The same seed, the same weights.
    Raises ValueError for sizes that are no network's or a seed below 0.
    Source: Y. LeCun et al., Efficient BackProp, 1998, section 4.6.
    """
    shapes(sizes)
    rng = np.random.default_rng(checks.whole_number("seed", seed, 0))
    return [rng.normal(0, n**-0.5, (m, n)).astype(np.float32) for n, m in pairwise(sizes)]


def accuracy(weights: Sequence[ArrayLike], inputs: ArrayLike, labels: ArrayLike) -> float:
    """Return the part of the samples, 0 to 1, whose largest output is that of their label.

    inputs: (N, n_0). labels: (N,), whole numbers from 0 to n_L - 1.
    Raises ValueError, naming the symbol, when shapes or values do not fit.
    """
    labels = np.asarray(labels)
    Ws = checks.network(weights)
    o_0 = checks.rows("o_0", inputs, Ws[0].shape[1])
    checks.shape("labels", labels, (len(o_0),), f"o_0 has {len(o_0)} samples")
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= len(Ws[-1]):
        raise ValueError(f"labels must be whole numbers from 0 to {len(Ws[-1]) - 1}")
    return float((forward_unchecked(Ws, o_0).o[-1].argmax(axis=1) == labels).mean())


def save(path: str | os.PathLike[str], weights: Sequence[ArrayLike]) -> None:
    """Write the weights to one file, whole or not at all; `load` reads it.

    path: taken as it is given; the format is NumPy's .npz with the arrays W_0, W_1, ...
    Raises ValueError when the weights are no network, OSError when the file can't be written.
    """
    Ws = checks.network(weights)
    part = Path(path).with_name(Path(path).name + ".part")
    try:
        with part.open("wb") as file:
            np.savez(file, **{f"W_{i}": W for i, W in enumerate(Ws)})  # type: ignore[arg-type]
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def load(path: str | os.PathLike[str]) -> list[Array]:
    """Return the weights that `save` wrote.

    Raises FileNotFoundError when there is no file, IsADirectoryError when it is a folder,
    ValueError that names the file when it is damaged or something else. Nothing in a file is ever
    executed: pickles are refused.
    """
    with Path(path).open("rb") as file:
        if not zipfile.is_zipfile(file):
            raise ValueError(f"{path} is damaged, or no file that `save` wrote")
        file.seek(0)
        try:
            found = dict(np.load(file, allow_pickle=False))
        except (
            ValueError,
            EOFError,
            OSError,
            RuntimeError,
            zipfile.BadZipFile,
            zlib.error,
        ) as error:
            raise ValueError(f"{path} is damaged, or no file that `save` wrote: {error}") from error
    names = [f"W_{i}" for i in range(len(found))]
    if sorted(found) != sorted(names):
        raise ValueError(
            f"{path} holds {', '.join(sorted(found))}, but W_0, W_1, ... were expected"
        )
    try:
        return checks.network([found[name] for name in names])
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
