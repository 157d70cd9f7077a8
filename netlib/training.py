"""Notebook 07: gradient descent with the whole derivation, batch by batch, and its history."""

import math
import os
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, DTypeLike
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from netlib import checks
from netlib.checks import Array
from netlib.descent import Batch, Buffer, buffered, split_into_batches, step_down
from netlib.error import squared_error
from netlib.forward import forward_unchecked
from netlib.notation import shapes

# As many shuffled samples are copied at once as stay in a processor's cache until they are learned.
AT_ONCE = 200

# Where phi is flatter than this, a step hardly moves a weight; at 0 its slope is 0.25.
FLAT = 1e-5


@dataclass(frozen=True)
class History:
    """The trained weights, and of every finished epoch its error, accuracy and seconds.

    weights: [W_0, ...]. error: the mean of E over all samples, and accuracy: the part of them
    read right (0 to 1), each measured on a batch just before it was learned. Read right means that
    the largest output is the target's largest; with n_L = 1 that is always so, and says nothing.
    stopped: what Ctrl-C left, in words; empty when all epochs were learned.
    """

    weights: list[Array]
    error: list[float] = field(default_factory=list)
    accuracy: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
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
    distort: Callable[[Array, np.random.Generator], None] | None = None,
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
    after_batch: called with the batch of this epoch (from 0) and its mean E before the step;
    after_epoch: with the epoch (from 0) and the weights, which it must not change.
    Ctrl-C ends it, too: the history that is returned then, and a line on standard error, say so,
    and the weights are those of the last finished batch.
    Raises ValueError, naming the symbol, for what does not fit or is not finite;
    FloatingPointError when E is no longer a number, or when too high a rate has saturated the
    outputs, so that weights hardly move any more.
    Source: `step_down`, for every batch of every epoch.
    """
    given = [checks.real(f"W_{i}", W) for i, W in enumerate(checks.network(weights))]
    Ws = buffered(given)
    o_0 = _in_type(Ws.flat.dtype, "o_0", checks.rows("o_0", inputs, given[0].shape[1]))
    t = _in_type(Ws.flat.dtype, "t", checks.rows("t", targets, len(given[-1])))
    checks.shape("t", t, (len(o_0), t.shape[1]), f"o_0 has {len(o_0)} samples")
    rng = np.random.default_rng(checks.whole_number("seed", seed, 0))
    batch_size = checks.whole_number("batch_size", batch_size)
    rates = [_rate(learning_rate, k) for k in range(checks.whole_number("epochs", epochs))]
    finished: list[tuple[float, float, float]] = []
    steps, done, stopped = math.ceil(len(o_0) / batch_size), 0, ""
    # Made on request only: a bar starts a thread of its own.
    shown = tqdm(total=len(rates) * steps, unit=" batches") if progress else nullcontext()
    # Matrices as small as a batch gain next to nothing from a second BLAS thread, and lose a factor
    # of six and more when another program wants the same core.
    with (
        threadpool_limits(1, user_api="blas"),
        np.errstate(over="ignore", invalid="ignore"),  # _finite_error says it in words
        shown as bar,
    ):
        try:
            for epoch, rate in enumerate(rates):
                start, E_sum, right = time.perf_counter(), 0.0, 0
                for t_chunk, batches in _shuffled(Ws, o_0, t, batch_size, rng, distort):
                    for batch in batches:
                        step_down(Ws, batch, rate)
                        if after_batch is not None:
                            after_batch(done, float(squared_error(batch.o[-1], batch.t).mean()))
                        done += 1
                    o_L = np.concatenate([batch.o[-1] for batch in batches])
                    right += int((o_L.argmax(axis=1) == t_chunk.argmax(axis=1)).sum())
                    E_sum += _finite_error(np.subtract(o_L, t_chunk, out=o_L), epoch)
                    if bar is not None:
                        bar.update(len(batches))
                if rate > 0 and batches[-1].slopes.matrices[-1].max() < FLAT:
                    _check_learned(E_sum / len(t), t, epoch)
                finished.append((E_sum / len(t), right / len(t), time.perf_counter() - start))
                done = 0
                if after_epoch is not None:
                    after_epoch(epoch, list(Ws.matrices))
        except KeyboardInterrupt:
            stopped = (
                f"stopped by Ctrl-C after {len(finished)} of {len(rates)} epochs and {done:,} of "
                f"{steps:,} batches; the weights of the last finished batch are kept"
            )
    if stopped:
        print(stopped, file=sys.stderr)
    error, right_part, seconds = ([epoch[k] for epoch in finished] for k in range(3))
    return History(list(Ws.matrices), error, right_part, seconds, stopped)


def _shuffled(
    weights: Buffer,
    o_0: Array,
    t: Array,
    batch_size: int,
    rng: np.random.Generator,
    distort: Callable[[Array, np.random.Generator], None] | None,
) -> Iterator[tuple[Array, list[Batch]]]:
    """Yield every sample once, in a new order: some t, and the batches that they belong to.

    What was yielded is overwritten by the next.
    """
    order, at_once = rng.permutation(len(o_0)), batch_size * max(1, AT_ONCE // batch_size)
    for first in range(0, len(o_0), at_once):
        chosen = order[first : first + at_once]
        if first == 0 or len(chosen) < at_once:
            o_chunk, t_chunk = (np.empty((len(chosen), a.shape[1]), a.dtype) for a in (o_0, t))
            batches = split_into_batches(weights, o_chunk, t_chunk, batch_size)
        # "clip" lets take write straight to `out`; no index is out of range.
        np.take(o_0, chosen, axis=0, out=o_chunk, mode="clip")
        np.take(t, chosen, axis=0, out=t_chunk, mode="clip")
        if distort is not None:
            distort(o_chunk, rng)
        yield t_chunk, batches


def _in_type(dtype: DTypeLike, symbol: str, array: Array) -> Array:
    """Return the array in this type; raise ValueError if an entry is too large for it."""
    with np.errstate(over="ignore"):
        converted = array.astype(dtype, copy=False)
    return array if converted is array else checks.finite(symbol, converted)


def _rate(learning_rate: float | Callable[[int], float], epoch: int) -> float:
    """Return the rate of this epoch; raise ValueError unless it is finite and not below 0."""
    rate = learning_rate(epoch) if callable(learning_rate) else learning_rate
    number = isinstance(rate, int | float | np.integer | np.floating) and not isinstance(rate, bool)
    if not number or not 0 <= float(rate) < math.inf:
        raise ValueError(f"learning_rate is {rate!r} in epoch {epoch}, but must be a number from 0")
    return float(rate)


def _finite_error(G: Array, epoch: int) -> float:
    """Return the sum of all E, given all G; raise FloatingPointError if the weights ran away.

    G: (any number, n_L). Source: E is half the sum of squares of its G.
    """
    total = float(np.vdot(G, G)) / 2
    if not math.isfinite(total):
        raise FloatingPointError(f"E is {total} in epoch {epoch}: try a smaller learning_rate")
    return total


def _check_learned(E: float, t: Array, epoch: int) -> None:
    """Raise FloatingPointError if a network with flat outputs knows no more than in ignorance.

    E: the mean over all samples, t. Where it is smaller, the outputs are flat because they are
    right, and standing still is no harm.
    """
    # The smallest E of a network that says the same for every sample, which is then the mean of t.
    constant = float(t.var(axis=0).sum()) / 2
    if 0 < constant <= E:
        raise FloatingPointError(
            f"learning has stopped in epoch {epoch}: the outputs are saturated, and E stays at "
            f"{E:.4g}, no better than one output for all samples ({constant:.4g}); start anew with "
            "a smaller learning_rate"
        )


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
