"""The exercises of notebook 01: shapes, another book's indices, a node that is taken away."""

import numpy as np

from netlib.checks import Array
from netlib.exercises.answers import Arrays, Decimals
from netlib.exercises.exercise import Case, Exercise, Mistake
from netlib.exercises.shapes import Shapes


def _network(n_0: int, n_1: int, n_2: int, k: int) -> Case:
    """Return two matrices and a hidden node, counted from 1."""
    rng = np.random.default_rng(n_0)
    W_0, W_1 = rng.normal(size=(n_1, n_0)), rng.normal(size=(n_2, n_1))
    return Case(f"a {n_0}-{n_1}-{n_2} network and k = {k}", {"W_0": W_0, "W_1": W_1, "k": k})


def _without(W_0: Array, W_1: Array, k: int, heard: int = 0, said: int = 1) -> tuple[Array, Array]:
    """Return the matrices without what the node heard and said, the k-th along these axes."""
    return np.delete(W_0, k - 1, axis=heard), np.delete(W_1, k - 1, axis=said)


def _zeroed(W_0: Array, W_1: Array, k: int) -> tuple[Array, Array]:
    W_0[k - 1], W_1[:, k - 1] = 0, 0
    return W_0, W_1


GUESSES = {"01-connection": "from 2 to 1"}
EXERCISES = (
    Exercise(
        "01.1", Shapes(4),
        [(7, 2), (1, 2), (2, 5), (6, 7)],  # W_1, sigma_0, dE/dW_0, s_1 for a batch
        "Each shape follows from two rules: a row listens, and a gradient by a matrix has the "
        "shape of the matrix. For the row sigma_0 accept 1 x n, n and (n,), but not n x 1.",
        (
            Mistake("inputs down", [(2, 7), (1, 2), (5, 2), (6, 7)],
                    "Rows and columns are exchanged. A row listens: how many nodes listen through "
                    "this matrix?"),
            Mistake("the other matrix", [(2, 5), (1, 2), (7, 2), (6, 7)],
                    "This is the shape of the other matrix. Between which two layers does this "
                    "one stand?"),
            Mistake("the layer before", [(7, 2), (1, 5), (2, 5), (6, 2)],
                    "This is the size of the layer before. A sum, and the error signal that "
                    "belongs to it, has an entry for each node that receives."),
            Mistake("a row as a column", [(7, 2), (2, 1), (2, 5), (6, 7)],
                    "This is a column. An error signal is the derivative of a number by a "
                    "vector, which is a row in this series."),
            Mistake("samples as columns", [(7, 2), (1, 2), (2, 5), (7, 6)],
                    "Here every sample is a column. In this series each has a row of its own."),
            Mistake("no batch", [(7, 2), (1, 2), (2, 5), (1, 7)],
                    "That is the shape for one sample; several go through together."),
        ),
    ),
    Exercise(
        "01.2", Decimals(2), [1, 1, 1, 1],  # the indices of s, W, o and sigma
        "Outputs go down by one, the other three by two; and then sums, weights, outputs and "
        "error signals of one layer share one index.",
        (
            Mistake("two off everything", [1, 1, 0, 1],
                    "The index of an output is not as far from ours as that of a sum: in the "
                    "network, an output stands before the sum that is made of it."),
            Mistake("one off everything", [2, 2, 1, 2],
                    "That is right for an output. Sums, weights and error signals are further "
                    "off: look at the column of Nielsen's names once more."),
            Mistake("the rules exchanged", [2, 2, 0, 2],
                    "Both rules are there, but each is used where the other belongs."),
            Mistake("nothing taken off", [3, 3, 2, 3],
                    "These are Nielsen's own indices. His letters count from another "
                    "layer than ours."),
        ),
        given={"z": 3, "w": 3, "a": 2, "delta": 3},
        formula="z - 2, w - 2, a - 1, delta - 2",
    ),
    Exercise(
        "01.3", Arrays(parts=("W_0", "W_1")), _without,
        "What the node heard is a row of W_0, what it said a column of W_1; both go, and k "
        "counts from 1.",
        (
            Mistake("counted from 0", lambda W_0, W_1, k: _without(W_0, W_1, k + 1),
                    "This takes away the node after it: k counts from 1, as in the formulas, and "
                    "code counts from 0."),
            Mistake("W_0 counted from 0", lambda W_0, W_1, k: (
                        _without(W_0, W_1, k + 1)[0], _without(W_0, W_1, k)[1]),
                    "W_1 is right, but of W_0 this takes the row after the node's: k counts from "
                    "1, and code counts from 0."),
            Mistake("W_1 counted from 0", lambda W_0, W_1, k: (
                        _without(W_0, W_1, k)[0], _without(W_0, W_1, k + 1)[1]),
                    "W_0 is right, but of W_1 this takes the column after the node's: k counts "
                    "from 1, and code counts from 0."),
            Mistake("the wrong axes", lambda W_0, W_1, k: _without(W_0, W_1, k, heard=1, said=0),
                    "This takes an input's column and an output's row. A row listens, a column "
                    "speaks: what did the hidden node hear through W_0, what did it say through "
                    "W_1?"),
            Mistake("W_1 forgotten", lambda W_0, W_1, k: (_without(W_0, W_1, k)[0], W_1),
                    "W_0 is right, but W_1 still has a column for what the node said."),
            Mistake("W_0 forgotten", lambda W_0, W_1, k: (W_0, _without(W_0, W_1, k)[1]),
                    "W_1 is right, but W_0 still has a row for what the node hears."),
            Mistake("both rows", lambda W_0, W_1, k: _without(W_0, W_1, k, said=0),
                    "W_0 is right, but of W_1 this takes a row, which belongs to an output."),
            Mistake("both columns", lambda W_0, W_1, k: _without(W_0, W_1, k, heard=1),
                    "W_1 is right, but of W_0 this takes a column, which belongs to an input."),
            Mistake("W_1 first", lambda W_0, W_1, k: _without(W_0, W_1, k)[::-1],
                    "Both matrices are right, but W_0 must be returned first."),
            Mistake("no axis", lambda W_0, W_1, k: (np.delete(W_0, k - 1), np.delete(W_1, k - 1)),
                    "Without an axis, np.delete makes one long row of the matrix and takes a "
                    "single number out of it."),
            Mistake("set to zero", _zeroed,
                    "The weights are zero, but the node is still there: the shapes must shrink."),
        ),
        cases=(_network(4, 3, 2, k=2), _network(6, 5, 3, k=1), _network(3, 6, 4, k=2)),
        formula="np.delete(W_0, k - 1, axis=0), np.delete(W_1, k - 1, axis=1)",
    ),
)  # fmt: skip
