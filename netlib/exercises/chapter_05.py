"""The exercises of notebook 05: an outer product by hand and in code, another error, a bias."""

import numpy as np

from netlib.checks import Array
from netlib.derivation.slips import SLIPS
from netlib.exercises.answers import Arrays, Decimals
from netlib.exercises.derivation import Derivation
from netlib.exercises.exercise import Letters, Mistake, Others, computed, networks, slip, written

GUESSES = {"05-programs": "A"}


def _one_wrong(sigma_1: Array, o_1: Array, i: int, j: int, slip: float) -> Letters:
    """Return the letters of a gradient that is copied with one wrong number, at i, j from 0."""
    copied = np.outer(sigma_1, o_1)
    copied[i, j] = slip
    return {"sigma_1": sigma_1, "o_1": o_1, "i": i, "j": j, "copied": copied}


def _another_wrong(rng: np.random.Generator) -> Letters:
    sizes = rng.choice(np.arange(1, 5), 3, replace=False) * rng.choice([-1, 1], 3)
    sigma_1, o_1 = sizes / 10, rng.choice(np.arange(1, 10), 4, replace=False) / 10
    i, j = map(int, rng.integers((3, 4)))
    return _one_wrong(sigma_1, o_1, i, j, sigma_1[i] * o_1[j] + rng.choice([-0.02, -0.01, 0.01]))


EXERCISES = (
    computed(
        "05.1", Decimals(3), "np.outer(sigma_1, o_1)",
        "As many rows as sigma_1 has entries; each is o_1 times one of them, so it has one sign.",
        slip("E5"),
        Mistake("the slope once more", "np.outer(sigma_1, o_1 * (1 - o_1))",
                "This multiplies by a slope again, but the slope is in sigma_1 already; o_1 enters "
                "as it is."),
        Mistake("the sign lost", "abs(np.outer(sigma_1, o_1))",
                "The sizes are right, but a sign got lost: a row has the sign of its sigma_1."),
        Mistake("downhill", "-np.outer(sigma_1, o_1)",
                "This is the step downhill; the gradient itself points up."),
        Mistake("added", "np.add.outer(sigma_1, o_1)",
                "This adds the two numbers that meet at a weight; they are multiplied."),
        given={"sigma_1": np.array([0.2, -0.1]), "o_1": np.array([0.5, 0.3, 0.8])}, asked="∂E/∂W_1",
        others=Others(such_that="sigma_1[0] * sigma_1[1] < 0"),
        earns={"the shape": 1, "the sizes": 1, "the signs": 1},
    ),
    computed(
        "05.2", Decimals(2, ("row", "column")), "i + 1, j + 1",
        "In an outer product all rows have the same ratios; one comparison finds the row, another "
        "the column.",
        Mistake("counted from 0", "i, j",
                "This is the right place in code; in formulas rows and columns count from one."),
        Mistake("column first", "j + 1, i + 1",
                "Row and column are exchanged: the row comes first."),
        Mistake("code's place, column first", "j, i",
                "Row and column are exchanged, and formulas count from one."),
        Mistake("the smallest", "np.argwhere(copied == copied.flat[abs(copied).argmin()])[0] + 1",
                "It is the smallest number, but its row has the ratios of another row: compare the "
                "rows."),
        given=_one_wrong(np.array([0.3, -0.2, 0.1]), np.array([0.4, 0.5, 0.2, 0.9]), 1, 2, -0.05),
        others=Others(
            such_that="off = abs(np.outer(sigma_1, o_1) - copied) > 0.005\n"
                      "off.sum() == 1 and off[i, j] and abs(copied).min() > 0.005",
            draw=_another_wrong,
        ),
        earns={"the row": 1, "the column": 1},
    ),
    computed(
        "05.3", Arrays(), "rows(sigma_1).T @ rows(o_1) / len(rows(o_1))",
        "One sample and a batch both come out in the shape of W_1; the 1/B enters once.",
        slip("E5"),
        Mistake("sum over the batch", "rows(sigma_1).T @ rows(o_1)",
                SLIPS["sum over the batch"].message),
        Mistake("means first", "np.outer(rows(sigma_1).mean(axis=0), rows(o_1).mean(axis=0))",
                "For a batch this multiplies two means. Each sample's signal must be multiplied by "
                "its own outputs before anything is added up."),
        Mistake("plain vectors transposed", "sigma_1.T @ o_1",
                "On two plain vectors .T does nothing. Before a product of matrices one sample "
                "must become a batch of one."),
        Mistake("outer of the batch", "np.outer(sigma_1, o_1)",
                "Right for one sample. Of a batch, np.outer makes one long vector of all samples: "
                "which product of matrices adds up over them?"),
        Mistake("the wrong number of samples", "rows(sigma_1).T @ rows(o_1) / len(sigma_1)",
                "Right for a batch. For one sample, len of a plain vector is the number of nodes."),
        Mistake("downhill", "-rows(sigma_1).T @ rows(o_1) / len(rows(o_1))",
                "This is the step downhill; the gradient itself points up."),
        Mistake("divided by the outputs too", "rows(sigma_1).T @ rows(o_1) / rows(sigma_1).size",
                "This divides by all entries of sigma_1, but the mean is over the samples alone."),
        Mistake("the slope once more", "rows(sigma_1).T @ rows(o_1 * (1 - o_1)) / len(rows(o_1))",
                "This multiplies by the slope of o_1, which belongs one layer further back."),
        cases=networks("sigma_1", "o_1"), asked="∂E/∂W_1",
        earns={"one sample": 1, "the sum over a batch": 1, "its mean": 1},
    ),
    computed(
        "05.4", Arrays(), "o_2 - t",
        "The slope cancels. That is why this error is preferred where nodes saturate: a node that "
        "is wrong gets its whole miss as its signal.",
        Mistake("squared error", "(o_2 - t) * o_2 * (1 - o_2)",
                "This is the signal of the squared error. Another E has another gradient G: derive "
                "that first."),
        Mistake("squared error, downhill", "(t - o_2) * o_2 * (1 - o_2)",
                "This is the signal of the squared error, and with the wrong sign. Another E has "
                "another gradient G: derive that first."),
        Mistake("G alone", "(o_2 - t) / (o_2 * (1 - o_2))",
                "This is the gradient by the output. The signal goes one factor further, through "
                "the slope of the nodes."),
        Mistake("the first term alone", "-t * (1 - o_2)",
                "This is what the term with t gives. The one with 1 - t is missing."),
        Mistake("the inner derivative", "-t * (1 - o_2) - (1 - t) * o_2",
                "The derivative of ln(1 - o) has a minus of its own, from inside the bracket."),
        Mistake("sign", "t - o_2", "The sign is wrong: E has a minus in front."),
        cases=networks("o_2", "t"), asked="sigma_1 of the cross-entropy",
        earns={"G": 2, "what cancels": 1, "the function": 1},
    ),
    written(
        "05.5", Derivation("dE_dW_1", r"J|s_?\{?1|s₁|outer|T|ᵀ"),
        "dE/dw_ij = G(E;o_2) J(o_2;s_1) J(s_1;w_ij)\n= sigma_1 J(s_1;w_ij)\n= sigma_1_i o_1_j",
        "The chain ends at the weight after three factors; of the last one, a column, a single "
        "entry is not zero.",
        Mistake("E4", "dE/dw_ij = sigma_1_j o_1_j",
                "This takes the error signal of node j. At which node does w_ij end?"),
        Mistake("the output at the wrong end", "dE/dw_ij = sigma_1_i o_1_i",
                "This takes the output of node i. At which node does w_ij begin?"),
        Mistake("E5", "dE/dw_ij = sigma_1_j o_1_i",
                "This is the gradient transposed: w_ij ends at node i and begins at node j."),
        Mistake("the output of the other layer", "dE/dw_ij = sigma_1_i o_0_j",
                "This takes the inputs of the hidden nodes. Which outputs does W_1 act on?"),
        Mistake("w_ij of the other matrix",
                "dE/dw_ij = G(E;o_2) J(o_2;s_1) J(s_1;o_1) J(o_1;s_0) J(s_0;w_ij)",
                "This is the chain of a weight of W_0. On which sums does one of W_1 act?"),
        Mistake("the slope once more", "dE/dw_ij = sigma_1_i o_1_j (1 - o_1_j)",
                "This multiplies by the slope of o_1, which belongs one layer further back."),
        Mistake("no slope at the output", "dE/dw_ij = (o_2_i - t_i) o_1_j",
                "This lacks the slope of the output nodes: the second factor of the chain."),
        Mistake("sign", "dE/dw_ij = (t_i - o_2_i) o_2_i (1 - o_2_i) o_1_j",
                "The sign is the other one. Is a miss the output minus the target, or the other "
                "way round?"),
        Mistake("factor 2", "dE/dw_ij = 2 (o_2_i - t_i) o_2_i (1 - o_2_i) o_1_j",
                SLIPS["factor 2"].message),
        earns={"the chain": 1, "sigma_1": 1, "the entry that is left": 2},
    ),
    computed(
        "05.6", Decimals(3), "(sigma_1 @ o_1) ** 2 / ((sigma_1 @ sigma_1) * (o_1 @ o_1))",
        "The squared product of signal and outputs over the product of both squared lengths; it is "
        "zero where the two are at right angles.",
        Mistake("the cosine", "sigma_1 @ o_1 / np.sqrt((sigma_1 @ sigma_1) * (o_1 @ o_1))",
                "This is the cosine of the angle between the two. In the sum over both indices it "
                "comes twice."),
        Mistake("the square lost above", "sigma_1 @ o_1 / ((sigma_1 @ sigma_1) * (o_1 @ o_1))",
                "A square is missing: the sum over both indices has the product twice."),
        Mistake("the product alone", "sigma_1 @ o_1",
                "This is the signal times the outputs. The fall has its square, and the part asked "
                "for is relative to the right step."),
        Mistake("the fall itself", "(sigma_1 @ o_1) ** 2",
                "This is how fast the transposed step lowers E. By how much does the right step?"),
        Mistake("the right step", "(sigma_1 @ sigma_1) * (o_1 @ o_1)",
                "This is how fast the right step lowers E. By how much does the transposed one?"),
        Mistake("the lost minus", "(abs(sigma_1) @ o_1) ** 2 / ((sigma_1 @ sigma_1) * (o_1 @ o_1))",
                "A sign got lost: one entry of the signal is negative."),
        given={"sigma_1": np.array([0.2, -0.1, 0.2]), "o_1": np.array([0.5, 0.3, 0.8])},
        others=Others(such_that="(sigma_1 < 0).sum() == 1 and abs(sigma_1 @ o_1) > 0.1"),
        asked="the part of the right step's fall that the transposed step reaches",
        earns={"both falls": 2, "their ratio": 1, "the number": 1},
    ),
    computed(
        "05.7", Arrays(), "rows(sigma_1).mean(axis=0)",
        "The new column is the signal times 1; in a batch its mean over the samples, so in the "
        "shape of the bias.",
        Mistake("the sum over the batch", "rows(sigma_1).sum(axis=0)",
                "For a batch this is the sum over the samples, and the gradient of the mean error "
                "is their mean."),
        Mistake("each sample's own", "sigma_1",
                "Right for one sample. All samples of a batch share one bias, so one gradient."),
        Mistake("the mean over the nodes", "sigma_1.mean(axis=-1)",
                "This is a mean over the nodes. Each node has a bias of its own; the mean is over "
                "the samples."),
        Mistake("one number for all", "sigma_1.mean()",
                "This is one number for all nodes. Each node has a bias of its own, so the result "
                "has an entry for each."),
        Mistake("the first axis of one sample", "sigma_1.mean(axis=0)",
                "Right for a batch. The first axis of one sample, a plain vector, is that of the "
                "nodes."),
        Mistake("the 1 through phi", "rows(sigma_1).mean(axis=0) * phi(1.0)",
                "This sends the 1 through phi. The input of a bias is the number one itself."),
        Mistake("downhill", "-rows(sigma_1).mean(axis=0)",
                "This is the step downhill; the gradient itself points up."),
        cases=networks("sigma_1"), asked="the gradient of the bias",
        earns={"one sample": 1, "the mean over a batch": 1, "the shape": 1},
    ),
)  # fmt: skip
