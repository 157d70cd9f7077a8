"""Notebook 02: the forward pass, o_0 -> s_0 -> o_1 -> s_1 -> o_2, and all of it kept."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from netlib import checks
from netlib.checks import Array


def logistic(s: ArrayLike) -> Array:
    """Return phi(s) = 1 / (1 + exp(-s)), entry by entry.

    Any shape, and the same comes back; float32, float64 and complex stay what they are.
    Raises ValueError when s holds something that is not a number; infinity is one.
    Source: "we use the logistic func phi(x)=1/(1+exp(-x))".
    """
    s = checks.numbers("s", s, infinite=True)
    # exp is never taken of a positive number: it can become 0, but never overflow.
    left = s.real < 0
    e = np.exp(np.where(left, s, -s))
    return np.where(left, e, 1) / (1 + e)


def weighted_sum(W: ArrayLike, o: ArrayLike) -> Array:
    """Return s = W o: each entry is one row of W times o.

    W: (outputs, inputs). o: (inputs,) gives (outputs,); a batch (B, inputs) gives (B, outputs).
    Raises ValueError when a column of W has no entry of o to weigh.
    Source: "s_0 sum 0: Applying W_0 on o_0 to form weighted sums".
    """
    W = checks.one_sample("W", W, 2)
    o = checks.samples("o", o, W.shape[1])
    return o @ W.T  # for a batch, row b is W o_b; for one sample it is W @ o


@dataclass(frozen=True)
class Trace:
    """All that a forward pass computed: o = (o_0, ..., o_L) and s = (s_0, ..., s_{L-1}).

    o[i] is (n_i,) and s[i] is (n_{i+1},); for a batch (B, n_i) and (B, n_{i+1}).
    """

    o: tuple[Array, ...]
    s: tuple[Array, ...]


def forward(weights: Sequence[ArrayLike], o_0: ArrayLike) -> Trace:
    """Return the trace of o_0 on its way through the network.

    weights: [W_0, ..., W_{L-1}], W_i (n_{i+1}, n_i). o_0: (n_0,), or (B, n_0) for a batch.
    Raises ValueError, naming the symbol, for a shape that does not fit, an empty batch, NaN.
    Source: the derivation's "Evaluation, from top to bottom".
    """
    Ws = checks.network(weights)
    return forward_unchecked(Ws, checks.samples("o_0", o_0, Ws[0].shape[1]))


def forward_unchecked(weights: Sequence[Array], o_0: Array) -> Trace:
    """Return what `forward` does; what does not fit is refused by the step that meets it."""
    o, s = [o_0], []
    for W in weights:
        s.append(weighted_sum(W, o[-1]))
        o.append(logistic(s[-1]))
    return Trace(tuple(o), tuple(s))
