"""The exercises of notebook 01: shapes, another book's indices, a node that is taken away."""

import numpy as np

from netlib.exercises.answers import Numbers, Shapes
from netlib.exercises.exercise import Case, Exercise, Mistake


def _networks() -> list[Case]:
    """Return two matrices and a hidden node, counted from 1, that both have a neighbour of."""
    rng = np.random.default_rng(1)
    sizes = [(4, 3, 2, 2), (6, 5, 3, 1), (3, 6, 4, 2)]
    return [
        Case(
            f"a {n_0}-{n_1}-{n_2} network and k = {k}",
            (rng.normal(size=(n_1, n_0)), rng.normal(size=(n_2, n_1)), k),
        )
        for n_0, n_1, n_2, k in sizes
    ]


def _zeroed(W_0: np.ndarray, W_1: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    W_0[k - 1], W_1[:, k - 1] = 0, 0
    return W_0, W_1


EXERCISES = (
    Exercise(
        "01.1",
        Shapes(4),  # W_1, sigma_0, dE/dW_0, s_1 for a batch
        lambda: [(7, 2), (2,), (2, 5), (6, 7)],
        "Each shape follows from two rules: a row listens, and a gradient has the shape of its "
        "weight. Accept 2 and (2,) for a vector.",
        (
            Mistake(
                "inputs down",
                "This matrix has its inputs down. A row listens: how many nodes listen through it?",
                lambda: [(2, 7), (2,), (5, 2), (6, 7)],
            ),
            Mistake(
                "the other matrix",
                "This is the shape of the other matrix. Between which two layers does this one "
                "stand?",
                lambda: [(2, 5), (2,), (7, 2), (6, 7)],
            ),
            Mistake(
                "the layer before",
                "So many outputs come into this layer; but sums, and their error signals, arrive "
                "one layer further on.",
                lambda: [(7, 2), (5,), (2, 5), (6, 2)],
            ),
            Mistake(
                "a vector as a row",
                "That is a matrix with one row. To NumPy a vector is neither row nor column.",
                lambda: [(7, 2), (1, 2), (2, 5), (6, 7)],
            ),
            Mistake(
                "samples as columns",
                "Here every sample is a column. In this series each has a row of its own.",
                lambda: [(7, 2), (2,), (2, 5), (7, 6)],
            ),
            Mistake(
                "no batch",
                "That is the shape for one sample; several go through together.",
                lambda: [(7, 2), (2,), (2, 5), (7,)],
            ),
        ),
    ),
    Exercise(
        "01.2",
        Numbers(digits=2),  # the indices of s, W, o and sigma
        lambda: [1, 1, 1, 1],
        "Outputs go down by one, the other three by two; and then sums, weights, outputs and "
        "error signals of one layer share one index.",
        (
            Mistake(
                "two off everything",
                "The index of an output is not as far from ours as that of a sum: in the network, "
                "an output stands before the sum that is made of it.",
                lambda: [1, 1, 0, 1],
            ),
            Mistake(
                "one off everything",
                "That is right for an output. Sums, weights and error signals are further off: "
                "look at the column of Nielsen's names once more.",
                lambda: [2, 2, 1, 2],
            ),
            Mistake(
                "the rules exchanged",
                "Both rules are there, but each is used where the other belongs.",
                lambda: [2, 2, 0, 2],
            ),
            Mistake(
                "nothing taken off",
                "These are Nielsen's own indices. His input is a with a raised one, ours is o_0.",
                lambda: [3, 3, 2, 3],
            ),
        ),
    ),
    Exercise(
        "01.3",
        Numbers(parts=("W_0", "W_1")),
        lambda W_0, W_1, k: (np.delete(W_0, k - 1, axis=0), np.delete(W_1, k - 1, axis=1)),
        "What the node heard is a row of W_0, what it said a column of W_1; both go, and k counts "
        "from 1.",
        (
            Mistake(
                "counted from 0",
                "This takes away the node after it: k counts from 1, as in the formulas, and code "
                "counts from 0.",
                lambda W_0, W_1, k: (np.delete(W_0, k, axis=0), np.delete(W_1, k, axis=1)),
            ),
            Mistake(
                "upside down",
                "This takes an input's column and an output's row. A row listens, a column speaks: "
                "what did the hidden node hear through W_0, what did it say through W_1?",
                lambda W_0, W_1, k: (np.delete(W_0, k - 1, axis=1), np.delete(W_1, k - 1, axis=0)),
            ),
            Mistake(
                "W_1 forgotten",
                "W_0 is right, but W_1 still waits for what the node used to say.",
                lambda W_0, W_1, k: (np.delete(W_0, k - 1, axis=0), W_1),
            ),
            Mistake(
                "W_0 forgotten",
                "W_1 is right, but through W_0 the node still listens.",
                lambda W_0, W_1, k: (W_0, np.delete(W_1, k - 1, axis=1)),
            ),
            Mistake(
                "set to zero",
                "The weights are zero, but the node is still there: the shapes must shrink.",
                _zeroed,
            ),
        ),
        _networks,
    ),
)
