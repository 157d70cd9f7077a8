"""The exercises of notebook 06: shapes of the chain, sigma_0 by hand and in code, tied weights."""

import numpy as np

from netlib.checks import Array
from netlib.derivation.slips import SLIPS
from netlib.exercises.answers import Arrays, Decimals, Shapes
from netlib.exercises.derivation import Derivation
from netlib.exercises.exercise import Case, Exercise, Mistake, derived, networks, slip
from netlib.forward import logistic as phi

dE_dW_0 = derived("dE_dW_0")  # for a batch the mean over its samples


def _tied(W: Array, o_0: Array, t: Array) -> tuple[Array, Array]:
    """Return the gradient by W as W_0, and by W as W_1 transposed, both n_1 x n_0."""
    o_1 = phi(W @ o_0)
    o_2 = phi(o_1 @ W)
    sigma_1 = (o_2 - t) * o_2 * (1 - o_2)
    return np.outer((sigma_1 @ W.T) * o_1 * (1 - o_1), o_0), np.outer(o_1, sigma_1)


def _mirror(n_0: int, n_1: int) -> Case:
    rng = np.random.default_rng(n_0)
    W, o_0, t = rng.normal(size=(n_1, n_0)), rng.normal(size=n_0), rng.uniform(size=n_0)
    return Case(f"a {n_0}-{n_1}-{n_0} network", {"W": W, "o_0": o_0, "t": t})


GUESSES = {"06-fade": "more than 4"}
EXERCISES = (
    Exercise(
        "06.1", Shapes(4),
        [(3, 4), (4, 4), (4, 1), (1, 4)],  # J(s_1;o_1), J(o_1;s_0), J(s_0;w_ij), sigma_0
        "Rows are what changes, columns what is turned; neighbours in the chain must meet in one "
        "size.",
        (
            Mistake("columns first", [(4, 3), (4, 4), (1, 4), (4, 1)],
                    "This has rows and columns exchanged. J(x;y) has a row for each entry of x; "
                    "an error signal lies down as a row."),
            Mistake("E7", [(4, 4), (4, 4), (4, 1), (1, 4)], SLIPS["E7"].message),
            Mistake("E2", [(3, 4), (4, 4), (3, 1), (1, 4)],
                    "This column is as long as s_1, but a weight of W_0 acts on s_0 first."),
            Mistake("E3", [(3, 4), (4, 4), (4, 6), (1, 4)],
                    "This has the shape of W_0, but a derivative by one weight is one column."),
            Mistake("layer 0 counted", [(3, 4), (6, 6), (6, 1), (1, 6)],
                    "So many nodes has the input. Between the inputs and s_0 stands W_0; the "
                    "node whose slope this is belongs to the hidden layer."),
            Mistake("the diagonal alone", [(3, 4), (1, 4), (4, 1), (1, 4)],
                    "That is enough to compute with; as a Jacobian it is a square matrix, zeros "
                    "included."),
        ),
    ),
    Exercise(
        "06.2", Decimals(4), derived("sigma_0"),
        "First down each column of W_1, then the slope; look for the intermediate row "
        "(-0.1, -0.5, 0.2).",
        (
            slip("no slope in the hidden layer",
                 message="So far the signal has come through the weights. Now the slopes of the "
                         "hidden nodes are missing."),
            Mistake("half a slope", lambda sigma_1, W_1, o_1: (sigma_1 @ W_1) * o_1,
                    "This multiplies by o_1 alone: a slope has two factors."),
            Mistake("the other half of a slope",
                    lambda sigma_1, W_1, o_1: (sigma_1 @ W_1) * (1 - o_1),
                    "This multiplies by 1 - o_1 alone: a slope has two factors."),
            Mistake("a minus lost",
                    lambda sigma_1, W_1, o_1: (np.abs(sigma_1) @ W_1) * o_1 * (1 - o_1),
                    "This adds up without the minus of the second signal: a node that should say "
                    "more pulls the other way."),
            Mistake("one way only", lambda sigma_1, W_1, o_1: sigma_1[0] * W_1[0] * o_1 * (1 - o_1),
                    "This is what comes back from the first output node. Each hidden node spoke "
                    "to both."),
            Mistake("slope at the wrong place",
                    lambda sigma_1, W_1, o_1: (sigma_1 @ W_1) * phi(o_1) * (1 - phi(o_1)),
                    "This takes phi' of the output, but phi' takes the sum; here the outputs are "
                    "given."),
        ),
        given={
            "sigma_1": np.array([0.2, -0.1]),
            "W_1": np.array([[1.0, -2.0, 0.5], [3.0, 1.0, -1.0]]),
            "o_1": np.array([0.5, 0.8, 0.9]),
        },
    ),
    Exercise(
        "06.3", Arrays(), dE_dW_0,
        "Two slopes, each at its own layer; W_1 without a transpose; the 1/B once, at the end.",
        (
            slip("no slope at the output", "dE_dW_0",
                 message="This lacks the slope of the output nodes: what becomes sigma_1 is G "
                         "alone."),
            slip("no slope in the hidden layer", "dE_dW_0",
                 message="This lacks the slope of the hidden nodes."),
            slip("slope at the wrong place", "dE_dW_0",
                 message="At the output this takes phi' of the output, but phi' takes the sum."),
            Mistake("transposed", lambda **letters: dE_dW_0(**letters).T,
                    "This is the gradient transposed: rows must be what listens, the hidden "
                    "nodes."),
            slip("E11", message="This gradient is zero: W_0 would never learn."),
            Mistake("sum over the batch",
                    lambda G, **others: dE_dW_0(G=G, **others) * len(np.atleast_2d(G)),
                    SLIPS["sum over the batch"].message),
            Mistake("sign", lambda **letters: -dE_dW_0(**letters),
                    "This has the wrong sign: the gradient points uphill, and the step has the "
                    "minus."),
        ),
        cases=networks("G", "o_2", "W_1", "o_1", "o_0"),
    ),
    Exercise(
        "06.4", Arrays(), lambda W, o_0, t: sum(_tied(W, o_0, t)),
        "One weight acts in two places, so two ways lead to E and are added; the second gradient "
        "is transposed before it fits.",
        (
            Mistake("the first place alone", lambda W, o_0, t: _tied(W, o_0, t)[0],
                    "This is what W does in the first layer. It acts in the second as well."),
            Mistake("the second place alone", lambda W, o_0, t: _tied(W, o_0, t)[1],
                    "This is what W does in the second layer. It acts in the first as well."),
            Mistake("the mean of both", lambda W, o_0, t: sum(_tied(W, o_0, t)) / 2,
                    "This is the mean of the two ways. The chain rule adds up all ways to E."),
            Mistake("the difference", lambda W, o_0, t: _tied(W, o_0, t)[0] - _tied(W, o_0, t)[1],
                    "This takes the second way from the first. The chain rule adds up all ways "
                    "to E."),
        ),
        cases=(_mirror(4, 3), _mirror(2, 5)),
    ),
    Exercise(
        "06.5", Derivation("sigma_0", r"J|diag|'|s_?\{?1|s₁"),
        "sigma_0 = G(E;o_2) J(o_2;s_1) J(s_1;o_1) J(o_1;s_0)\n"
        "= sigma_1 W_1 diag(o_1 (1 - o_1))\n= (sigma_1 W_1) * o_1 * (1 - o_1)",
        "Two factors are joined in sigma_1, the third is W_1 as it stands, and a diagonal from the "
        "right is a product entry by entry.",
        (
            Mistake("no slope in the hidden layer", "sigma_0 = sigma_1 W_1",
                    "The last factor of the chain got lost, the slopes of the hidden nodes."),
            Mistake("half a slope", "sigma_0 = (sigma_1 W_1) * o_1",
                    "This multiplies by o_1 alone: a slope has two factors."),
            Mistake("the other half of a slope", "sigma_0 = (sigma_1 W_1) * (1 - o_1)",
                    "This multiplies by 1 - o_1 alone: a slope has two factors."),
            Mistake("side by side", "sigma_0 = (sigma_1 W_1) o_1 (1 - o_1)",
                    "Side by side, a row and a column make a single number. A product entry by "
                    "entry needs its own sign, the *."),
            Mistake("transposed", "sigma_0 = sigma_1 W_1^T J(o_1;s_0)",
                    "A row of n_2 entries stands in front of this matrix, which so needs n_2 "
                    "rows. How many does W_1 have, and how many has it transposed?"),
            Mistake("W_0 for W_1", "sigma_0 = sigma_1 W_0 J(o_1;s_0)",
                    "These are the weights in front of the hidden nodes. Which ones lie between "
                    "o_1 and s_1?"),
            Mistake("o_2 for o_1", "sigma_0 = (sigma_1 W_1) * o_2 * (1 - o_2)",
                    "These slopes are in sigma_1 already. At which nodes has the signal arrived?"),
            Mistake("sums for outputs", "sigma_0 = (sigma_1 W_1) * s_0 * (1 - s_0)",
                    "This puts the sums where the outputs of the nodes belong."),
            Mistake("slope at the wrong place",
                    "sigma_0 = (sigma_1 W_1) * phi(o_1) * (1 - phi(o_1))",
                    "This takes phi once too often: the outputs of the nodes are phi of their sums "
                    "already."),
            Mistake("no slope at the output", "sigma_0 = (G W_1) * o_1 * (1 - o_1)",
                    "This lacks the slope of the output nodes: the second factor of the chain."),
            Mistake("sign", "sigma_0 = (t - o_2) J(o_2;s_1) W_1 J(o_1;s_0)",
                    "The sign is the other one. Is a miss the output minus the target, or the "
                    "other way round?"),
            Mistake("factor 2", "sigma_0 = 2 G J(o_2;s_1) W_1 J(o_1;s_0)",
                    SLIPS["factor 2"].message),
            Mistake("updated W_1", "sigma_0 = sigma_1 (W_1 - eta dE/dW_1) J(o_1;s_0)",
                    SLIPS["updated W_1"].message),
        ),
    ),
)  # fmt: skip
