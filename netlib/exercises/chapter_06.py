"""The exercises of notebook 06: shapes, sigma_0, shared weights, the cost, a way round."""

import numpy as np

from netlib.derivation.slips import SLIPS
from netlib.exercises.answers import Arrays, Decimals
from netlib.exercises.derivation import Derivation
from netlib.exercises.exercise import Mistake, computed, drawn, networks, slip, written
from netlib.exercises.shapes import Shapes

GUESSES = {"06-cost": "about as much", "06-fade": "more than 4"}
EXERCISES = (
    computed(
        "06.1", Shapes(("J(s_1;o_1)", "J(o_1;s_0)", "J(s_0;w_ij)", "sigma_0")),
        "J_s1_o1 = n_2, n_1\n"
        "J_o1_s0 = n_1, n_1\n"
        "J_s0_w = n_1, 1\n"
        "sigma_0 = 1, n_1\n"
        "J_s1_o1, J_o1_s0, J_s0_w, sigma_0",
        "Rows are what changes, columns are what it depends on; neighbours in the chain must meet "
        "in one size. For the row sigma_0 accept 1 x n, n and (n,), but not n x 1.",
        Mistake("columns first", "J_s1_o1 = n_1, n_2\nJ_s0_w = 1, n_1\nsigma_0 = n_1, 1",
                "Rows and columns are exchanged. J(x;y) has a row for each entry of x, and the "
                "derivative of a number by a vector is a row in this series."),
        Mistake("E7", "J_s1_o1 = n_1, n_1", SLIPS["E7"].message),
        Mistake("E2", "J_s0_w = n_2, 1",
                "This column is as long as s_1, but a weight of W_0 acts on s_0 first."),
        Mistake("E3", "J_s0_w = n_1, n_0",
                "This is the shape of W_0, but a derivative by one weight is one column."),
        Mistake("layer 0 counted", "J_o1_s0 = n_0, n_0\nJ_s0_w = n_0, 1\nsigma_0 = 1, n_0",
                "This is the input's size, but what is asked for belongs to the hidden layer."),
        Mistake("the diagonal alone", "J_o1_s0 = 1, n_1",
                "These numbers are enough to compute with; as a Jacobian they stand in a square "
                "matrix, zeros included."),
        given={"n_0": 6, "n_1": 4, "n_2": 3}, asked="the shape of",
        earns={"J(s_1;o_1)": 1, "J(o_1;s_0)": 1, "J(s_0;w_ij)": 1, "sigma_0, a row": 1},
    ),
    computed(
        "06.2", Decimals(4), "(sigma_1 @ W_1) * (o_1 * (1 - o_1))",
        "First down each column of W_1, then the slope; look for the intermediate row sigma_1 W_1.",
        slip("no slope in the hidden layer",
             message="So far the signal has come through the weights. Now the slopes of the hidden "
                     "nodes are missing."),
        Mistake("half a slope", "(sigma_1 @ W_1) * o_1",
                "This multiplies by o_1 alone: a slope has two factors."),
        Mistake("the slopes alone", "o_1 * (1 - o_1)",
                "These are the slopes of the hidden nodes. What comes back to them through the "
                "weights?"),
        Mistake("a minus lost", "(abs(sigma_1) @ W_1) * o_1 * (1 - o_1)",
                "This adds up without the minus of a signal."),
        Mistake("the minuses of W_1 lost", "(sigma_1 @ abs(W_1)) * o_1 * (1 - o_1)",
                "This adds up without the minus signs of W_1."),
        Mistake("one way only", "sigma_1[0] * W_1[0] * o_1 * (1 - o_1)",
                "This comes from the first output node alone. Each hidden node spoke to both."),
        Mistake("the other way only", "sigma_1[1] * W_1[1] * o_1 * (1 - o_1)",
                "This comes from the second output node alone. Each hidden node spoke to both."),
        Mistake("slope at the wrong place", "(sigma_1 @ W_1) * phi(o_1) * (1 - phi(o_1))",
                "This takes phi' of the output, but phi' takes the sum; the outputs are given."),
        given={
            "sigma_1": np.array([0.2, -0.1]),
            "W_1": np.array([[1.0, -2.0, 0.5], [3.0, 1.0, -1.0]]),
            "o_1": np.array([0.5, 0.8, 0.9]),
        },
        asked="sigma_0",
        earns={"down each column of W_1": 2, "the slopes": 1, "the numbers": 1},
    ),
    computed(
        "06.3", Arrays(),
        "sigma_1 = G * (o_2 * (1 - o_2))\n"
        "sigma_0 = (sigma_1 @ W_1) * (o_1 * (1 - o_1))\n"
        "rows(sigma_0).T @ rows(o_0) / len(rows(o_0))",
        "Two slopes, each at its own layer; W_1 without a transpose; the 1/B once, at the end.",
        Mistake("no slope at all", "sigma_1 = G\nsigma_0 = sigma_1 @ W_1",
                "This has no slope at all: the signal passes the output nodes and the hidden "
                "nodes, and each of them multiplies it by its own."),
        slip("no slope at the output", "dE_dW_0",
             message="This lacks the slope of the output nodes: G stands where sigma_1 belongs."),
        Mistake("slope of o_2 twice, none of o_1",
                "sigma_1 = G * (o_2 * (1 - o_2)) ** 2\nsigma_0 = sigma_1 @ W_1",
                "The slope of the output nodes is in this twice, and that of the hidden nodes not "
                "at all."),
        Mistake("slope of o_2 at the hidden nodes", "sigma_0 = (sigma_1 @ W_1) * o_2",
                "The slope of the output nodes doesn't fit what has come through W_1, and it is in "
                "sigma_1 already."),
        Mistake("o_1 in the outer product", "rows(sigma_0).T @ rows(o_1) / len(rows(o_0))",
                "This ends with o_1, but a weight of W_0 listens to o_0."),
        Mistake("W_1 transposed", "sigma_0 = sigma_1 @ W_1.T",
                "The row sigma_1 comes from the left, so the matrix must have a row for each of "
                "its entries. Does W_1 have it as it stands, or transposed?"),
        Mistake("samples as columns", "np.outer(W_1.T @ sigma_1 * o_1 * (1 - o_1), o_0)",
                "For one sample this works, because NumPy's vector is neither row nor column. In a "
                "batch every sample is a row, and a row comes from the left."),
        slip("no slope in the hidden layer", "dE_dW_0",
             message="This lacks the slope of the hidden nodes."),
        slip("slope at the wrong place", "dE_dW_0",
             message="At the output this takes phi' of the output, but phi' takes the sum."),
        Mistake("transposed", "rows(o_0).T @ rows(sigma_0) / len(rows(o_0))",
                "This is the gradient transposed: rows must be what listens, the hidden nodes."),
        Mistake("outer of the batch", "np.outer(sigma_0, o_0)",
                "Right for one sample. Of a batch, np.outer makes one long vector of all samples: "
                "which product of matrices adds up over them?"),
        Mistake("no G", "sigma_1 = o_2 * (1 - o_2)",
                "G is not used in this: without it, the signal knows nothing of the target."),
        slip("E11", message="This gradient is zero: W_0 would never learn."),
        Mistake("sum over the batch", "rows(sigma_0).T @ rows(o_0)",
                SLIPS["sum over the batch"].message),
        Mistake("mean taken twice", "rows(sigma_0).T @ rows(o_0) / len(rows(o_0)) ** 2",
                "The mean over the batch is taken twice: the 1/B comes in once, at the end."),
        Mistake("divided by n_0", "rows(sigma_0).T @ rows(o_0) / len(o_0)",
                "This is right for a batch. The len of one sample, a plain vector, is not the "
                "number of samples."),
        Mistake("sign", "-rows(sigma_0).T @ rows(o_0) / len(rows(o_0))",
                "This has the wrong sign: the gradient points uphill, and the step has the minus."),
        cases=networks("G", "o_2", "W_1", "o_1", "o_0"), asked="∂E/∂W_0",
        earns={"sigma_1": 1, "sigma_0": 1, "the outer product": 1, "its mean": 1},
    ),
    computed(
        "06.4", Arrays(),
        "o_1 = phi(W @ o_0)\n"
        "o_2 = phi(W.T @ o_1)\n"
        "sigma_1 = (o_2 - t) * (o_2 * (1 - o_2))\n"
        "sigma_0 = (W @ sigma_1) * (o_1 * (1 - o_1))\n"
        "np.outer(sigma_0, o_0) + np.outer(o_1, sigma_1)",
        "One weight acts in two places, so two ways lead to E and are added; the second gradient "
        "is transposed before it fits.",
        Mistake("not transposed", "np.outer(sigma_0, o_0) + np.outer(sigma_1, o_1)",
                "The two gradients have different shapes: an entry of W stands at another place in "
                "the matrix of the second layer. Bring it back there first."),
        Mistake("side by side", "np.array([np.outer(sigma_0, o_0), np.outer(o_1, sigma_1)])",
                "These are the two ways side by side; there is one W, and it needs one gradient. "
                "What does the chain rule do with several ways?"),
        Mistake("the first place alone", "np.outer(sigma_0, o_0)",
                "This is what W does in the first layer. It acts in the second as well."),
        Mistake("the second place alone", "np.outer(o_1, sigma_1)",
                "This is what W does in the second layer. It acts in the first as well."),
        Mistake("the mean of both", "(np.outer(sigma_0, o_0) + np.outer(o_1, sigma_1)) / 2",
                "This is the mean of the two ways. The chain rule adds up all ways to E."),
        Mistake("the difference", "np.outer(sigma_0, o_0) - np.outer(o_1, sigma_1)",
                "This takes the second way from the first. The chain rule adds up all ways to E."),
        cases=(
            drawn("a 4-3-4 network", W=(3, 4), o_0=(4,), t=(4,)),
            drawn("a 2-5-2 network", W=(5, 2), o_0=(2,), t=(2,)),
        ),
        asked="∂E/∂W, where W_0 = W and W_1 is W transposed",
        earns={"each of both gradients": 2, "the transpose": 1, "the sum": 1},
    ),
    written(
        "06.5", Derivation("sigma_0", r"J|diag|'|s_?\{?1|s₁"),
        "sigma_0 = G(E;o_2) J(o_2;s_1) J(s_1;o_1) J(o_1;s_0)\n"
        "= sigma_1 W_1 diag(o_1 (1 - o_1))\n= (sigma_1 W_1) * o_1 * (1 - o_1)",
        "Two factors are joined in sigma_1, the third is W_1 as it stands, and a diagonal from the "
        "right is a product entry by entry.",
        Mistake("no slope in the hidden layer", "sigma_0 = sigma_1 W_1",
                "The last factor of the chain got lost, the slopes of the hidden nodes."),
        Mistake("half a slope", "sigma_0 = (sigma_1 W_1) * o_1",
                "This multiplies by o_1 alone: a slope has two factors."),
        Mistake("the other half of a slope", "sigma_0 = (sigma_1 W_1) * (1 - o_1)",
                "This multiplies by 1 - o_1 alone: a slope has two factors."),
        Mistake("side by side", "sigma_0 = (sigma_1 W_1) o_1 (1 - o_1)",
                "Side by side, a row and a column make a single number. A product entry by entry "
                "needs its own sign, the *."),
        Mistake("transposed", "sigma_0 = sigma_1 W_1^T J(o_1;s_0)",
                "A row of n_2 entries stands in front of this matrix, so it needs n_2 rows. How "
                "many does W_1 have, and how many has it transposed?"),
        Mistake("W_0 for W_1", "sigma_0 = sigma_1 W_0 J(o_1;s_0)",
                "These are the weights in front of the hidden nodes. Which ones lie between o_1 "
                "and s_1?"),
        Mistake("o_2 for o_1", "sigma_0 = (sigma_1 W_1) * o_2 * (1 - o_2)",
                "These slopes are in sigma_1 already. At which nodes has the signal arrived?"),
        Mistake("sums for outputs", "sigma_0 = (sigma_1 W_1) * s_0 * (1 - s_0)",
                "This puts the sums where the outputs of the nodes belong."),
        Mistake("slope at the wrong place", "sigma_0 = (sigma_1 W_1) * phi(o_1) * (1 - phi(o_1))",
                "This takes phi once too often: the nodes' outputs are phi of their sums already."),
        Mistake("no slope at the output", "sigma_0 = (G W_1) * o_1 * (1 - o_1)",
                "This lacks the slope of the output nodes: the second factor of the chain."),
        Mistake("sign", "sigma_0 = (t - o_2) J(o_2;s_1) W_1 J(o_1;s_0)",
                "The sign is the other one. Is the miss the output minus the target, or the other "
                "way round?"),
        Mistake("factor 2", "sigma_0 = 2 G J(o_2;s_1) W_1 J(o_1;s_0)", SLIPS["factor 2"].message),
        Mistake("updated W_1", "sigma_0 = sigma_1 (W_1 - eta dE/dW_1) J(o_1;s_0)",
                SLIPS["updated W_1"].message),
        earns={
            "the four factors": 1, "sigma_1 and W_1": 1, "the diagonal": 1,
            "the product by entries": 1,
        },
    ),
    computed(
        "06.6",
        Decimals(2, ("multiplications forward", "backward", "forward passes of differences")),
        "n_0, n_1, n_2, n_3 = n\n"
        "weights = n_0 * n_1 + n_1 * n_2 + n_2 * n_3\n"
        "row = n_1 * n_2 + n_2 * n_3 + 2 * (n_1 + n_2 + n_3)\n"
        "weights, weights + row, 2 * weights",
        "Forward: one for each weight. Backward: one for each weight's derivative, one for each "
        "weight above W_0 on the row's way, two for each node. Differences: two passes a weight.",
        Mistake("gradients alone", "row = 0",
                "Backward, this counts the weight gradients alone; the signals that they are made "
                "of have to be computed as well."),
        Mistake("no slopes", "row = n_1 * n_2 + n_2 * n_3",
                "This leaves out the slopes: each node has two multiplications of its own."),
        Mistake("one for a slope", "row = n_1 * n_2 + n_2 * n_3 + n_1 + n_2 + n_3",
                "A slope has two factors, so each node has two multiplications of its own."),
        Mistake("no signals", "row = 2 * (n_1 + n_2 + n_3)",
                "This leaves out how the row comes through the weight matrices."),
        Mistake("to the input", "row = weights + 2 * (n_1 + n_2 + n_3)",
                "This carries the row through W_0 as well, but the gradient of W_0 is made of the "
                "row in front of it."),
        Mistake("one-sided", "weights, weights + row, weights",
                "This is one forward pass for each weight, but a central difference takes E on "
                "both sides."),
        Mistake("nodes for weights", "weights, weights + row, 2 * sum(n)",
                "For the differences this counts nodes, but it is the weights that are changed one "
                "by one."),
        given={"n": (784, 300, 100, 10)},
        asked="the three counts: multiplications forward, backward, forward passes of differences",
        earns={
            "forward": 1, "the weight gradients": 1, "the row on its way": 1, "the differences": 1,
        },
    ),
    computed(
        "06.7", Arrays(("dE/dW_0", "dE/dV")),
        "o_1 = phi(W_0 @ o_0)\n"
        "o_2 = phi(W_1 @ o_1 + V @ o_0)\n"
        "sigma_1 = (o_2 - t) * (o_2 * (1 - o_2))\n"
        "sigma_0 = (sigma_1 @ W_1) * (o_1 * (1 - o_1))\n"
        "np.outer(sigma_0, o_0), np.outer(sigma_1, o_0)",
        "The new o_2 is in sigma_1; V hears o_0, so its gradient is outer(sigma_1, o_0); the "
        "formula of sigma_0 stays, because no way through V passes s_0.",
        Mistake("V left out", "o_2 = phi(W_1 @ o_1)",
                "The forward pass goes without V here: s_1 is the sum of two parts."),
        Mistake("V behind phi", "o_2 = phi(W_1 @ o_1) + V @ o_0",
                "V o_0 belongs in the sums s_1, before phi."),
        Mistake("no slope", "sigma_1 = o_2 - t",
                "This lacks the slope of the output nodes."),
        Mistake("o_1 for V", "np.outer(sigma_0, o_0), np.outer(sigma_1, o_1)",
                "The gradient of V is made of what V listens to. Is that o_1?"),
        Mistake("sigma_0 for V", "np.outer(sigma_0, o_0), np.outer(sigma_0, o_0)",
                "V's gradient is made of the signal at the sums that V leads to. Are those s_0?"),
        cases=(
            drawn("a 4-3-2 network with a way round",
                  W_0=(3, 4), W_1=(2, 3), V=(2, 4), o_0=(4,), t=(2,)),
            drawn("a 2-5-3 network with a way round",
                  W_0=(5, 2), W_1=(3, 5), V=(3, 2), o_0=(2,), t=(3,)),
        ),
        asked="where s_1 = W_1 o_1 + V o_0",
        earns={"the forward pass": 1, "sigma_1": 1, "∂E/∂W_0": 1, "∂E/∂V": 1},
    ),
)  # fmt: skip
