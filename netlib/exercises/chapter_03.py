"""The exercises of notebook 03: E by hand, half a slope, a step down the bowl, E and G in code."""

import numpy as np

from netlib.exercises.answers import Arrays, Decimals
from netlib.exercises.exercise import Letters, Mistake, Others, choice, computed, networks, slip

GUESSES = {"03-nudge": "the second"}
H = 0.001  # the step of a measurement, the same for everybody


def _other_slopes(rng: np.random.Generator) -> Letters:
    odd = 2 * rng.integers(500, 4500, 2) + 1  # so that no half of one must be rounded
    return {"G": odd * rng.choice([-1, 1], 2) / 10_000, "h": H}


EXERCISES = (
    computed(
        "03.1", Decimals(3), "((o_2 - t) ** 2).sum() / 2",
        "Misses, squares, sum, half: one step a line, and no miss loses its square.",
        slip("E1", message="The ½ in front of the sum is missing."),
        Mistake("the mean", "np.mean((o_2 - t) ** 2)",
                "This divides by the number of outputs. E has a ½, however many there are."),
        Mistake("the root", "np.sqrt(np.sum((o_2 - t) ** 2))",
                "This is the distance to the target. E has no root; it has a half."),
        Mistake("no squares", "np.sum(np.abs(o_2 - t)) / 2",
                "This adds up the misses without squaring them."),
        Mistake("the half twice", "np.sum((o_2 - t) ** 2) / 4", "This takes the half twice."),
        Mistake("the square of the sum", "np.sum(o_2 - t) ** 2 / 2",
                "This squares the sum of the misses, so both signs cancel: square each first."),
        given={"o_2": np.array([0.8, 0.3, 0.5]), "t": np.array([1.0, 0.0, 0.0])}, asked="E",
        others=Others(such_that="t.sum() == 1"),
        earns={"the misses": 1, "their squares, added": 1, "the half": 1},
    ),
    choice(
        "03.2", "B",
        "Half of each slope would be explained by A too; the last digits, off by a quarter of "
        "the step, show that it steps to one side.",
        given={"G": np.array([-0.35813, 0.68485]), "h": H}, others=Others(draw=_other_slopes),
        A="That would halve both numbers exactly. Look at their last digits: by how much are "
          "they off from the halves?",
        C="Then both signs would be the other way round, and neither number would be halved.",
        D="A step of a thousandth leaves plenty of digits, and lost digits don't halve a number.",
        earns={"the letter": 1, "why: a quarter of the step": 1},
    ),
    computed(
        "03.3", Decimals(3), "(1 - eta) ** 2",
        "The miss shrinks by one factor, and E is made of squares of misses: the answer for any "
        "rate, not only for this one, earns full marks.",
        Mistake("as the miss", "1 - eta",
                "This part of each miss is left. What does E do with a miss?"),
        Mistake("the straight line", "1 - 2 * eta",
                "This is what the slope here predicts. On the way down the slope gets smaller, so "
                "E falls by less."),
        Mistake("uphill", "(1 + eta) ** 2",
                "This makes every miss larger, but the step goes downhill."),
        Mistake("what is gone", "1 - (1 - eta) ** 2",
                "This is the part that is gone; the question is what is left."),
        Mistake("the square of the rate", "1 - eta ** 2",
                "This squares the rate alone. The part of the miss that is left must be squared."),
        given={"eta": 0.1}, others=Others(such_that="0 < eta < 1"),
        asked="the part of E that is left after a step of rate eta",
        earns={"the factor of a miss": 1, "its square, for any rate": 1, "the number": 1},
    ),
    computed(
        "03.4", Arrays(parts=("E", "G")), "((o_2 - t) ** 2).sum(axis=-1) / 2, o_2 - t",
        "One E for each sample, so the sum runs over the last axis; G keeps the shape of o_2.",
        slip("E1", "E", "G", message="G is right, but the ½ is missing in E."),
        slip("factor 2", "E", "G",
             message="E is right, but G is twice as large as it should be: the ½ of E cancels the "
                     "2 that comes from the square."),
        slip("sign", "E", "G",
             message="E is right, but G has the wrong sign: where an output is too high, E rises "
                     "with it."),
        Mistake("all samples in one", "(((o_2 - t) ** 2).sum() / 2, o_2 - t)",
                "For a batch this makes one number of all samples, but each has its own E: over "
                "which axis must the sum run?"),
        Mistake("the wrong axis", "(((o_2 - t) ** 2).sum(axis=0) / 2, o_2 - t)",
                "This adds up each output over the samples: the sum belongs to the other axis."),
        Mistake("the mean", "(((o_2 - t) ** 2).mean(axis=-1), o_2 - t)",
                "This E is the mean over the outputs, but it is half their sum."),
        Mistake("axis 1", "(((o_2 - t) ** 2).sum(axis=1) / 2, o_2 - t)",
                "This is for a batch alone: one sample has no second axis. Count from the end."),
        Mistake("the length of the miss", "(np.sqrt(((o_2 - t) ** 2).sum(axis=-1)), o_2 - t)",
                "G is right, but this E is the length of the miss: it has a root, and no ½."),
        Mistake("half the length of the miss",
                "(np.sqrt(((o_2 - t) ** 2).sum(axis=-1)) / 2, o_2 - t)",
                "G is right, but this E is half the length of the miss. E has no root."),
        Mistake("the mean over the batch", "(((o_2 - t) ** 2).sum(axis=-1).mean() / 2, o_2 - t)",
                "For a batch this E is the mean over the samples; here each sample keeps its own."),
        Mistake("with the slope",
                "(((o_2 - t) ** 2).sum(axis=-1) / 2, (o_2 - t) * o_2 * (1 - o_2))",
                "E is right, but this G has the slope of the nodes in it already. That is the next "
                "factor of the chain."),
        cases=networks("o_2", "t"),
        earns={"G": 1, "E of one sample": 1, "an E for each sample of a batch": 1},
    ),
)  # fmt: skip
