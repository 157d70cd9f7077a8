"""The exercises of notebook 01: shapes, another book's indices, a node that is taken away."""

import numpy as np

from netlib.exercises.answers import Arrays, Decimals
from netlib.exercises.exercise import Letters, Mistake, Others, computed, drawn
from netlib.exercises.shapes import Shapes

GUESSES = {"01-connection": "from 2 to 1"}


def _layer(number: int) -> Letters:
    """Return the indices of one layer's letters in Nielsen's book."""
    return {"z": number, "w": number, "a": number - 1, "delta": number}


def _another_layer(rng: np.random.Generator) -> Letters:
    return _layer(int(rng.integers(3, 10)))


EXERCISES = (
    computed(
        "01.1", Shapes(("W_1", "sigma_0", "∂E/∂W_0", "s_1 for a batch of B")),
        "W_1 = n_2, n_1\n"
        "sigma_0 = 1, n_1\n"
        "dE_dW_0 = n_1, n_0\n"
        "s_1 = B, n_2\n"
        "W_1, sigma_0, dE_dW_0, s_1",
        "Each shape follows from two rules: a row listens, and a gradient by a matrix has the "
        "shape of the matrix. For the row sigma_0 accept 1 x n, n and (n,), but not n x 1.",
        Mistake("inputs down", "W_1 = n_1, n_2\ndE_dW_0 = n_0, n_1",
                "Rows and columns are exchanged. A row listens: how many nodes listen here?"),
        Mistake("the other matrix", "W_1 = n_1, n_0\ndE_dW_0 = n_2, n_1",
                "This is the shape of the other matrix. Between which two layers is this one?"),
        Mistake("the layer before", "sigma_0 = 1, n_0\ns_1 = B, n_1",
                "This is the size of the layer before. A sum, and the error signal that belongs to "
                "it, has an entry for each node that receives."),
        Mistake("a row as a column", "sigma_0 = n_1, 1",
                "This is a column. An error signal is the derivative of a number by a vector, "
                "which is a row in this series."),
        Mistake("samples as columns", "s_1 = n_2, B",
                "Here every sample is a column. In this series each has a row of its own."),
        Mistake("no batch", "s_1 = 1, n_2",
                "That is the shape for one sample; several go through together."),
        given={"n_0": 5, "n_1": 2, "n_2": 7, "B": 6}, asked="the shape of",
        earns={"W_1": 1, "sigma_0, a row": 1, "∂E/∂W_0": 1, "s_1": 1},
    ),
    computed(
        "01.2", Decimals(2, ("the index of $s$", "of $W$", "of $o$", r"of $\sigma$")),
        "z - 2, w - 2, a - 1, delta - 2",
        "Outputs go down by one, the other three by two; and then sums, weights, outputs and error "
        "signals of one layer share one index.",
        Mistake("two off everything", "z - 2, w - 2, a - 2, delta - 2",
                "The index of an output is not as far from ours as that of a sum: in the network, "
                "an output stands before the sum that is made of it."),
        Mistake("one off everything", "z - 1, w - 1, a - 1, delta - 1",
                "That is right for an output. Sums, weights and error signals are further off: "
                "look at the column of Nielsen's names once more."),
        Mistake("the rules exchanged", "z - 1, w - 1, a - 2, delta - 1",
                "Both rules are there, but each is used where the other belongs."),
        Mistake("nothing taken off", "z, w, a, delta",
                "These are Nielsen's own indices. His letters count from another layer than ours."),
        given=_layer(3), others=Others(draw=_another_layer),
        earns={"the index of the output": 1, "the three others": 1, "that all four agree": 1},
    ),
    computed(
        "01.3", Arrays(parts=("W_0", "W_1")),
        "np.delete(W_0, k - 1, axis=0), np.delete(W_1, k - 1, axis=1)",
        "What the node heard is a row of W_0, what it said a column of W_1; both go, and k counts "
        "from 1.",
        Mistake("counted from 0", "np.delete(W_0, k, axis=0), np.delete(W_1, k, axis=1)",
                "This takes away the next node: k counts from 1 as in formulas, and code from 0."),
        Mistake("W_0 counted from 0", "np.delete(W_0, k, axis=0), np.delete(W_1, k - 1, axis=1)",
                "W_1 is right, but of W_0 this takes the row after the node's: k counts from 1, "
                "and code counts from 0."),
        Mistake("W_1 counted from 0", "np.delete(W_0, k - 1, axis=0), np.delete(W_1, k, axis=1)",
                "W_0 is right, but of W_1 this takes the column after the node's: k counts from 1, "
                "and code counts from 0."),
        Mistake("the wrong axes", "np.delete(W_0, k - 1, axis=1), np.delete(W_1, k - 1, axis=0)",
                "This takes an input's column and an output's row. A row listens, a column speaks: "
                "what did the hidden node hear through W_0, what did it say through W_1?"),
        Mistake("W_1 forgotten", "np.delete(W_0, k - 1, axis=0), W_1",
                "W_0 is right, but W_1 still has a column for what the node said."),
        Mistake("W_0 forgotten", "W_0, np.delete(W_1, k - 1, axis=1)",
                "W_1 is right, but W_0 still has a row for what the node hears."),
        Mistake("both rows", "np.delete(W_0, k - 1, axis=0), np.delete(W_1, k - 1, axis=0)",
                "W_0 is right, but of W_1 this takes a row, which belongs to an output."),
        Mistake("both columns", "np.delete(W_0, k - 1, axis=1), np.delete(W_1, k - 1, axis=1)",
                "W_1 is right, but of W_0 this takes a column, which belongs to an input."),
        Mistake("no axis", "np.delete(W_0, k - 1), np.delete(W_1, k - 1)",
                "Without an axis, np.delete makes one long row of the matrix and takes a single "
                "number out of it."),
        Mistake("set to zero",
                "there = np.arange(len(W_0)) != k - 1\nW_0 * there[:, None], W_1 * there",
                "The weights are zero, but the node is still there: the shapes must shrink."),
        cases=(
            drawn("a 4-3-2 network and k = 2", W_0=(3, 4), W_1=(2, 3), k=2),
            drawn("a 6-5-3 network and k = 1", W_0=(5, 6), W_1=(3, 5), k=1),
            drawn("a 3-6-4 network and k = 2", W_0=(6, 3), W_1=(4, 6), k=2),
        ),
        asked="without hidden node k",
        earns={"a row of W_0": 1, "a column of W_1": 1, "k counted from 1": 1},
    ),
)  # fmt: skip
