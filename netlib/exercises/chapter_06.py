"""The exercises of notebook 06: shapes of the chain, sigma_0 by hand and in code, tied weights."""

import numpy as np

from netlib.checks import Array
from netlib.derivation.judges.numbers import FUNCTIONS
from netlib.exercises.answers import Numbers, Shapes
from netlib.exercises.exercise import SLIP, Case, Exercise, Mistake, networks, slip
from netlib.forward import logistic as phi

SIGMA_1, O_1 = np.array([0.2, -0.1]), np.array([0.5, 0.8, 0.9])
W_1 = np.array([[1.0, -2.0, 0.5], [3.0, 1.0, -1.0]])
SQUARE = SLIP["E7"](o_1=np.ones(4), s_1=np.ones(3), W_1=np.ones((3, 4)))
outer = FUNCTIONS["outer"]  # for a batch the mean over its samples


def _hidden(sigma_1: Array, W_1: Array, o_1: Array, o_0: Array) -> Array:
    return outer((sigma_1 @ W_1) * o_1 * (1 - o_1), o_0)


def _tied(W: Array, o_0: Array, t: Array) -> tuple[Array, Array]:
    """Return the gradient by W as W_0, and by W as W_1 transposed, both n_1 x n_0."""
    o_1 = phi(W @ o_0)
    o_2 = phi(o_1 @ W)
    sigma_1 = (o_2 - t) * o_2 * (1 - o_2)
    return np.outer((sigma_1 @ W.T) * o_1 * (1 - o_1), o_0), np.outer(o_1, sigma_1)


def _mirrors() -> list[Case]:
    rng = np.random.default_rng(6)
    return [
        Case(
            f"a {n_0}-{n_1}-{n_0} network",
            (rng.normal(size=(n_1, n_0)), rng.normal(size=n_0), rng.uniform(size=n_0)),
        )
        for n_0, n_1 in [(4, 3), (2, 5)]
    ]


EXERCISES = (
    Exercise(
        "06.1",
        Shapes(4),  # J(s_1;o_1), J(o_1;s_0), J(s_0;w_ij), sigma_0
        lambda: [(3, 4), (4, 4), (4, 1), (1, 4)],
        "Rows are what changes, columns what is turned; neighbours in the chain must meet in one "
        "size.",
        (
            Mistake(
                "columns first",
                "This has rows and columns exchanged. J(x;y) has a row for each entry of x; an "
                "error signal lies down as a row.",
                lambda: [(4, 3), (4, 4), (1, 4), (4, 1)],
            ),
            slip(
                "E7",
                lambda: [SQUARE.shape, (4, 4), (4, 1), (1, 4)],
            ),
            slip(
                "E2",
                lambda: [(3, 4), (4, 4), (3, 1), (1, 4)],
                "This column is as long as s_1, but a weight of W_0 acts on s_0 first.",
            ),
            slip(
                "E3",
                lambda: [(3, 4), (4, 4), (4, 6), (1, 4)],
                "This has the shape of W_0, but a derivative by one weight is one column.",
            ),
            Mistake(
                "layer 0 counted",
                "So many nodes has the input. Between the inputs and s_0 stands W_0; the node "
                "whose slope this is belongs to the hidden layer.",
                lambda: [(3, 4), (6, 6), (6, 1), (1, 6)],
            ),
            Mistake(
                "the diagonal alone",
                "That is enough to compute with; as a Jacobian it is a square matrix, zeros "
                "included.",
                lambda: [(3, 4), (1, 4), (4, 1), (1, 4)],
            ),
        ),
    ),
    Exercise(
        "06.2",
        Numbers(digits=4),
        lambda: [-0.025, -0.08, 0.018],
        "First down each column of W_1, then the slope; look for the intermediate row "
        "(-0.1, -0.5, 0.2).",
        (
            slip(
                "no slope in the hidden layer",
                lambda: SLIP["no slope in the hidden layer"](sigma_1=SIGMA_1, W_1=W_1),
                "So far the signal has come through the weights. Now the slopes of the hidden "
                "nodes are missing.",
            ),
            Mistake(
                "half a slope",
                "This multiplies by o_1 alone: a slope has two factors.",
                lambda: (SIGMA_1 @ W_1) * O_1,
            ),
            Mistake(
                "the other half of a slope",
                "This multiplies by 1 - o_1 alone: a slope has two factors.",
                lambda: (SIGMA_1 @ W_1) * (1 - O_1),
            ),
            Mistake(
                "a minus lost",
                "This adds up without the minus of the second signal: a node that should say more "
                "pulls the other way.",
                lambda: (np.abs(SIGMA_1) @ W_1) * O_1 * (1 - O_1),
            ),
            Mistake(
                "one way only",
                "This is what comes back from the first output node. Each hidden node spoke to "
                "both.",
                lambda: SIGMA_1[0] * W_1[0] * O_1 * (1 - O_1),
            ),
            Mistake(
                "slope at the wrong place",
                "This takes phi' of the output, but phi' takes the sum; here the outputs are "
                "given.",
                lambda: (SIGMA_1 @ W_1) * phi(O_1) * (1 - phi(O_1)),
            ),
        ),
    ),
    Exercise(
        "06.3",
        Numbers(),
        lambda G, o_2, W_1, o_1, o_0: _hidden(G * o_2 * (1 - o_2), W_1, o_1, o_0),
        "Two slopes, each at its own layer; W_1 without a transpose; the 1/B once, at the end.",
        (
            slip(
                "no slope at the output",
                lambda G, o_2, W_1, o_1, o_0: _hidden(
                    SLIP["no slope at the output"](G=G), W_1, o_1, o_0
                ),
                "This lacks the slope of the output nodes: what becomes sigma_1 is G alone.",
            ),
            slip(
                "no slope in the hidden layer",
                lambda G, o_2, W_1, o_1, o_0: outer(
                    SLIP["no slope in the hidden layer"](sigma_1=G * o_2 * (1 - o_2), W_1=W_1), o_0
                ),
                "This lacks the slope of the hidden nodes.",
            ),
            slip(
                "slope at the wrong place",
                lambda G, o_2, W_1, o_1, o_0: _hidden(
                    SLIP["slope at the wrong place"](G=G, o_2=o_2), W_1, o_1, o_0
                ),
                "At the output this takes phi' of the output, but phi' takes the sum.",
            ),
            slip(
                "transposed",
                lambda G, o_2, W_1, o_1, o_0: _hidden(G * o_2 * (1 - o_2), W_1, o_1, o_0).T,
                "This is the gradient transposed: rows must be what listens, the hidden nodes.",
            ),
            slip(
                "E11",
                lambda G, o_2, W_1, o_1, o_0: 0 * _hidden(G * o_2 * (1 - o_2), W_1, o_1, o_0),
                "This gradient is zero: W_0 would never learn.",
            ),
            slip(
                "sum over the batch",
                lambda G, o_2, W_1, o_1, o_0: (
                    _hidden(G * o_2 * (1 - o_2), W_1, o_1, o_0) * (len(G) if G.ndim == 2 else 1)
                ),
            ),
            slip(
                "sign",
                lambda G, o_2, W_1, o_1, o_0: -_hidden(G * o_2 * (1 - o_2), W_1, o_1, o_0),
                "This has the wrong sign: the gradient points uphill, and the step has the minus.",
            ),
        ),
        networks("G", "o_2", "W_1", "o_1", "o_0"),
    ),
    Exercise(
        "06.4",
        Numbers(),
        lambda W, o_0, t: sum(_tied(W, o_0, t)),
        "One weight acts in two places, so two ways lead to E and are added; the second gradient "
        "is transposed before it fits.",
        (
            Mistake(
                "the first place alone",
                "This is what W does in the first layer. It acts in the second as well.",
                lambda W, o_0, t: _tied(W, o_0, t)[0],
            ),
            Mistake(
                "the second place alone",
                "This is what W does in the second layer. It acts in the first as well.",
                lambda W, o_0, t: _tied(W, o_0, t)[1],
            ),
            Mistake(
                "the mean of both",
                "This is the mean of the two ways. The chain rule adds up all ways to E.",
                lambda W, o_0, t: sum(_tied(W, o_0, t)) / 2,
            ),
            Mistake(
                "the difference",
                "This takes the second way from the first. The chain rule adds up all ways to E.",
                lambda W, o_0, t: _tied(W, o_0, t)[0] - _tied(W, o_0, t)[1],
            ),
        ),
        _mirrors,
    ),
)
