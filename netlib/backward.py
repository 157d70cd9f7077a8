"""Notebooks 05 and 06: the error signals sigma_i and the weight gradients, at any depth."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from netlib import checks
from netlib.checks import Array
from netlib.forward import Trace


def output_sigma(G: ArrayLike, o_L: ArrayLike) -> Array:
    """Return sigma_{L-1} = G J(o_L;s_{L-1}), the error signal of the last layer.

    G, o_L: (n_L,) or (B, n_L), as comes back. Raises ValueError when their shapes differ.
    Source: "G(e;o_2) J(o_2;s_1) = | (o_2_1 - t_1) o_2_1 (1 - o_2_1) ... |".
    """
    o_L = checks.samples("o_L", o_L)
    G = checks.shape("G", G, o_L.shape, f"o_L is {o_L.shape}")
    return G * o_L * (1 - o_L)


def previous_sigma(sigma: ArrayLike, W: ArrayLike, o: ArrayLike) -> Array:
    """Return sigma_{i-1} = (sigma_i W_i) ∘ o_i (1 - o_i), a row times two Jacobians.

    sigma: (n_{i+1},) or (B, n_{i+1}). W: (n_{i+1}, n_i). o: (n_i,) or (B, n_i), as comes back.
    All three carry the same index i. Raises ValueError when their shapes do not fit.
    Source: "To find the search direction for the hidden layer, we continue build sigma_0".
    """
    sigma, o = checks.samples("sigma", sigma), checks.samples("o", o)
    checks.shape("o", o, (*sigma.shape[:-1], o.shape[-1]), f"sigma is {sigma.shape}")
    W = checks.shape("W", W, (sigma.shape[-1], o.shape[-1]), f"sigma is {sigma.shape}, o {o.shape}")
    return (sigma @ W) * o * (1 - o)


def weight_gradient(sigma: ArrayLike, o: ArrayLike) -> Array:
    """Return dE/dW_i = outer(sigma_i, o_i), for a batch the mean over its samples.

    sigma: (n_{i+1},) or (B, n_{i+1}). o: (n_i,) or (B, n_i). Returns the shape of W_i,
    (n_{i+1}, n_i). Raises ValueError when only one is a batch, or the batch is empty.
    Source: the derivation's "delta", with rows and columns as in W.
    """
    sigma, o = checks.samples("sigma", sigma), checks.samples("o", o)
    checks.shape("o", o, (*sigma.shape[:-1], o.shape[-1]), f"sigma is {sigma.shape}")
    if sigma.ndim == 1:
        return np.outer(sigma, o)
    return sigma.T @ o / len(o)  # the sum over the batch, and here alone its 1/B


@dataclass(frozen=True)
class Gradients:
    """What a backward pass computed: sigma = (sigma_0, ...) and weights = (dE/dW_0, ...).

    sigma[i] has the shape of s_i: row b is the error signal of sample b. weights[i] has the
    shape of W_i: the gradient of E, for a batch of the mean of all E_b.
    """

    sigma: tuple[Array, ...]
    weights: tuple[Array, ...]


def backward(weights: Sequence[ArrayLike], trace: Trace, t: ArrayLike) -> Gradients:
    """Return all error signals and weight gradients, from the last layer to the first.

    weights: [W_0, ..., W_{L-1}], those that made the trace. t: the shape of the trace's o_L,
    nothing is broadcast. Raises ValueError, naming the symbol, when shapes do not fit or t is not
    finite.
    Source: the derivation from "so sigma_1" to its end.
    """
    if not hasattr(trace, "s"):
        raise ValueError(f"trace is a {type(trace).__name__}, but must be what `forward` returns")
    Ws, L = checks.matrices(weights), len(trace.s)
    if len(Ws) != L:
        raise ValueError(f"weights has {len(Ws)} matrices, but the trace was made by {L}")
    for i, W in enumerate(Ws):
        needed = (trace.s[i].shape[-1], trace.o[i].shape[-1])
        checks.shape(f"W_{i}", W, needed, "another W made the trace")
    t = checks.shape("t", t, trace.o[L].shape, f"o_{L} is {trace.o[L].shape}")
    return backward_unchecked(Ws, trace, t)


def backward_unchecked(weights: Sequence[Array], trace: Trace, t: Array) -> Gradients:
    """Return what `backward` does; what does not fit is refused by the step that meets it."""
    L = len(weights)
    G = trace.o[L] - t
    sigma = [output_sigma(G, trace.o[L])]
    for i in range(L - 1, 0, -1):
        sigma.insert(0, previous_sigma(sigma[0], weights[i], trace.o[i]))
    return Gradients(tuple(sigma), tuple(weight_gradient(sigma[i], trace.o[i]) for i in range(L)))
