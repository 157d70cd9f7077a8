"""Notebook 01: the symbols, the shape each one promises, and what other books call them."""

from collections.abc import Sequence
from dataclasses import dataclass

from netlib import checks

Shape = tuple[int, ...]


def shapes(sizes: Sequence[int], batch: int | None = None) -> dict[str, Shape]:
    """Return the shape of every symbol of the network with these layer sizes.

    sizes: (n_0, ..., n_L), how many nodes each layer has, at least two whole numbers from 1.
    batch: the number of samples B, or None for one sample, whose shapes have no B.
    Raises ValueError when a size or the batch is not a whole number from 1.
    Source: the derivation's "Notation" and the line "w_{output ix=row}{input ix=col}".
    """
    n = checks.layer_sizes(sizes)
    samples = () if batch is None else (checks.whole_number("B", batch),)
    L = len(n) - 1
    found: dict[str, Shape] = {f"o_{i}": (*samples, n[i]) for i in range(L + 1)}
    found |= {f"s_{i}": (*samples, n[i + 1]) for i in range(L)}
    found |= {f"W_{i}": (n[i + 1], n[i]) for i in range(L)}
    found |= {"t": (*samples, n[L]), "E": samples, "G": (*samples, n[L])}
    found |= {f"sigma_{i}": (*samples, n[i + 1]) for i in range(L)}
    return found | {f"dE/dW_{i}": (n[i + 1], n[i]) for i in range(L)}


@dataclass(frozen=True)
class Term:
    """One symbol of the derivation and its names elsewhere, each as it is written there.

    seed, code and pytorch are code; meaning, nielsen and goodfellow are Markdown.
    """

    seed: str
    code: str
    meaning: str
    nielsen: str
    goodfellow: str
    pytorch: str


# Nielsen counts layers from 1, so his index is one higher than ours for outputs, two for the rest.
# Goodfellow, Bengio and Courville write Wᵀx in their section 6.1, where a column of W belongs to an
# output, and W h in their algorithms 6.3 and 6.4, where a row does, as here.
DICTIONARY = (
    Term("o_0", "o_0", "input", "$a^1 = x$", "$x$", "x"),
    Term(
        "s_i",
        "trace.s[i]",
        "weighted sum, pre-activation",
        r"$z^{i+2}$",
        r"$z = W^{\mathsf T} h$",
        "layer(x)",
    ),
    Term(
        "o_i",
        "trace.o[i]",
        "output of layer i, activation",
        r"$a^{i+1}$",
        "$h$",
        "torch.sigmoid(...)",
    ),
    Term(
        "W_i",
        "weights[i]",
        "weights, row = output",
        r"$w^{i+2}$",
        r"$W^{\mathsf T}$ (6.1), $W$ (Alg. 6.3)",
        "layer.weight",
    ),
    Term(
        "phi",
        "logistic",
        "the logistic function",
        r"$\sigma$, sigmoid",
        r"$\sigma$",
        "torch.sigmoid",
    ),
    Term("t", "t", "target", "$y$", "$y$", "target"),
    Term("E", "E", "error, half the sum of squares", "$C$", "$J$", "0.5 * ((o - t) ** 2).sum()"),
    Term(
        "G(E;o_2)",
        "G",
        "gradient by the output, a row",
        r"$\nabla_a C$",
        r"$\nabla J$, a column",
        "o.grad, after o.retain_grad()",
    ),
    Term(
        "J(x;y)",
        "..._jacobian",
        "Jacobian, rows $x$, columns $y$",
        r"$\partial x/\partial y$",
        r"$\partial x/\partial y$",
        "jacobian(f, y)",
    ),
    Term(
        "sigma_i",
        "gradients.sigma[i]",
        r"$\partial E/\partial s_i$, error signal",
        r"$\delta^{i+2}$",
        r"$g$, after $g \odot f'(a)$",
        "s.grad, after s.retain_grad()",
    ),
    Term(
        "delta",
        "gradients.weights[i]",
        r"$\partial E/\partial W_i$, weight gradient",
        r"$\partial C/\partial w$",
        r"$\nabla_W J$",
        "weight.grad",
    ),
)


def dictionary_table() -> str:
    """Return the dictionary to the field as a Markdown table, one row per symbol.

    Source: M. Nielsen, Neural Networks and Deep Learning, chapter 2; I. Goodfellow, Y. Bengio
    and A. Courville, Deep Learning, chapter 6; the documentation of PyTorch.
    """
    head = ("the page", "netlib", "meaning", "Nielsen", "Goodfellow", "PyTorch")
    rows = [
        (f"`{t.seed}`", f"`{t.code}`", t.meaning, t.nielsen, t.goodfellow, f"`{t.pytorch}`")
        for t in DICTIONARY
    ]
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ("---",) * len(head), *rows])
