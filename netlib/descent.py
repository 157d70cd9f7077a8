"""Notebook 07: one step of gradient descent, in arrays that are made once and filled again.

The lines are those of `forward` and `backward`. At a batch of ten, making a new array for each
result takes as long as the result: here `out=` says where it goes.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from netlib import checks
from netlib.checks import Array
from netlib.notation import Shape

# In a browser tab NumPy has no BLAS, and its einsum takes half of the time of its matmul.
product = partial(np.einsum, "ij,jk->ik") if sys.platform == "emscripten" else np.matmul


@dataclass(frozen=True)
class Buffer:
    """Matrices that lie one after the other in one array: one operation reaches them all.

    flat: (all their entries,). matrices: views of flat.
    """

    flat: Array
    matrices: tuple[Array, ...]


def workspace(shapes: Sequence[Shape], dtype: DTypeLike) -> Buffer:
    """Return matrices of these shapes (rows, columns), not yet filled."""
    ends = list(accumulate((m * n for m, n in shapes), initial=0))
    # It begins at a multiple of 64 bytes, a line of the cache: each wide load then needs one line.
    spare = np.empty(ends[-1] + 64, dtype)
    start = -spare.ctypes.data % 64 // spare.itemsize
    flat = spare[start : start + ends[-1]]
    slices = zip(shapes, pairwise(ends), strict=True)
    return Buffer(flat, tuple(flat[a:b].reshape(shape) for shape, (a, b) in slices))


def buffered(weights: Sequence[Array]) -> Buffer:
    """Return a copy of [W_0, ...], all of the widest of their types."""
    copy = workspace([W.shape for W in weights], np.result_type(*weights))
    np.concatenate([W.ravel() for W in weights], out=copy.flat)
    return copy


@dataclass(frozen=True)
class Batch:
    """B samples, and a workspace for all that a step computes from them.

    o: (o_0, ..., o_L), o_i (B, n_i). t: (B, n_L). outputs: o_1, ..., o_L. slopes: the diagonals of
    J(o_{i+1};s_i), shaped as they are. sigma: (sigma_0, ..., sigma_{L-1}), sigma_i (B, n_{i+1}).
    gradients: as the weights. The arguments of `product`, a triple for each layer: forward_products
    o_i, W_iᵀ, and where s_i goes; gradient_products sigma_iᵀ, o_i, and where dE/dW_i goes.
    one: the number 1, which NumPy adds faster than Python's.
    """

    o: tuple[Array, ...]
    t: Array
    outputs: Buffer
    slopes: Buffer
    sigma: tuple[Array, ...]
    gradients: Buffer
    forward_products: tuple[tuple[Array, Array, Array], ...]
    gradient_products: tuple[tuple[Array, Array, Array], ...]
    one: Array


# Fills the gradients of a batch, as `backward_into` does.
BackwardPass = Callable[[Batch, Buffer, float], None]


def split_into_batches(weights: Buffer, o_0: Array, t: Array, B: int) -> list[Batch]:
    """Return the samples in batches of B; the last may be smaller.

    o_0: (N, n_0). t: (N, n_L), of the type of the weights. Batches hold rows of them, not copies,
    and share each workspace in which no step leaves anything for the next.
    """
    dtype, batches = weights.flat.dtype, list[Batch]()
    gradients = workspace([W.shape for W in weights.matrices], dtype)
    one = np.ones((), dtype)
    for first in range(0, len(o_0), B):
        rows = slice(first, first + B)
        shapes = [(len(o_0[rows]), len(W)) for W in weights.matrices]
        outputs = workspace(shapes, dtype)
        if not batches or len(batches[-1].t) != len(o_0[rows]):
            slopes, sigma = workspace(shapes, dtype), workspace(shapes, dtype).matrices
        o = (o_0[rows], *outputs.matrices)
        W_T, sigma_T = [W.T for W in weights.matrices], [s.T for s in sigma]
        forwards = tuple(zip(o, W_T, outputs.matrices, strict=False))
        outers = tuple(zip(sigma_T, o, gradients.matrices, strict=False))
        batches.append(Batch(o, t[rows], outputs, slopes, sigma, gradients, forwards, outers, one))
    return batches


def step_down(
    weights: Buffer, batch: Batch, rate: float, backward_pass: BackwardPass | None = None
) -> None:
    """Go one step along minus the gradient: W_i -= rate · dE/dW_i, in place.

    The batch's o_0 and t are given and were checked before, as `train` does; all else in it is
    filled on the way. backward_pass: `backward_into` when None. Nothing is raised here.
    Source: all of the derivation, whose "search direction" is the gradient: down is along minus it.
    """
    forward_into(batch)
    (backward_pass or backward_into)(batch, weights, rate / len(batch.t))
    # All in one operation, so that Ctrl-C comes before a step or after it, and never in between.
    np.subtract(weights.flat, batch.gradients.flat, out=weights.flat)


def one_step(
    weights: Sequence[ArrayLike], o_0: ArrayLike, t: ArrayLike, rate: float
) -> list[Array]:
    """Return [W_0, ...] one step further down, where a loop would use `step_down`.

    weights: not changed. o_0, t: one sample or a batch. rate: any finite number.
    Raises ValueError, naming the symbol, for what does not fit or is no real number.
    Source: `step_down`.
    """
    Ws, rate = checks.real_network(weights), checks.number("rate", rate)
    o_0 = checks.real("o_0", checks.samples("o_0", o_0, Ws[0].shape[1]))
    t = checks.shape("t", t, (*o_0.shape[:-1], len(Ws[-1])), f"o_0 is {o_0.shape}")
    moved, o_0, t = buffered(Ws), np.atleast_2d(o_0), np.atleast_2d(checks.real("t", t))
    (batch,) = split_into_batches(moved, o_0, t, len(o_0))
    with np.errstate(over="ignore"):
        step_down(moved, batch, rate)
    return list(moved.matrices)


def forward_into(batch: Batch) -> None:
    """Fill o_1, ..., o_L of the batch, each in the place of its s, which nothing asks for again.

    Source: the derivation's "Evaluation, from top to bottom", as in `forward`.
    """
    one = batch.one
    for o, W_T, s in batch.forward_products:
        product(o, W_T, out=s)
        np.negative(s, out=s)
        np.exp(s, out=s)  # far left it overflows to infinity, and phi rightly becomes 0
        np.add(one, s, out=s)
        np.divide(one, s, out=s)


def backward_into(batch: Batch, weights: Buffer, scale: float) -> None:
    """Fill sigma and the gradients: scale times what `backward` returns for the sum over the batch.

    scale: 1 / B makes them its gradients, rate / B the steps. All of them are linear in G, so it
    is G that is multiplied, which is small, and not the gradients, which are large.
    Source: the derivation from "so sigma_1" to its end, as in `backward`.
    """
    o, sigma, slopes, L = batch.o, batch.sigma, batch.slopes, len(batch.sigma)
    np.subtract(batch.one, batch.outputs.flat, out=slopes.flat)
    np.multiply(slopes.flat, batch.outputs.flat, out=slopes.flat)
    G = np.subtract(o[L], batch.t, out=sigma[L - 1])
    np.multiply(G, scale, out=G)
    np.multiply(G, slopes.matrices[L - 1], out=sigma[L - 1])
    for i in range(L - 1, 0, -1):
        product(sigma[i], weights.matrices[i], out=sigma[i - 1])
        np.multiply(sigma[i - 1], slopes.matrices[i - 1], out=sigma[i - 1])
    for sigma_T, o_i, gradient in batch.gradient_products:
        product(sigma_T, o_i, out=gradient)
