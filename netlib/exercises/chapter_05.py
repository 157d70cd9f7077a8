"""The exercises of notebook 05: an outer product by hand and broken, in code, and another error."""

import numpy as np

from netlib.derivation.judges.numbers import FUNCTIONS
from netlib.exercises.answers import Numbers
from netlib.exercises.exercise import SLIP, Exercise, Mistake, networks, slip

SIGMA_1, O_1 = np.array([0.2, -0.1]), np.array([0.5, 0.3, 0.8])
outer = FUNCTIONS["outer"]  # for a batch the mean over its samples

EXERCISES = (
    Exercise(
        "05.1",
        Numbers(digits=3),
        lambda: [[0.1, 0.06, 0.16], [-0.05, -0.03, -0.08]],
        "Two rows, three columns; each row is o_1 times one entry of sigma_1, so it has one sign.",
        (
            slip("E5", lambda: SLIP["E5"](sigma_1=SIGMA_1, o_1=O_1)),
            Mistake(
                "the slope once more",
                "This multiplies by a slope again, but the slope is in sigma_1 already; and o_1 is "
                "what the weight hears.",
                lambda: np.outer(SIGMA_1, O_1 * (1 - O_1)),
            ),
            Mistake(
                "the sign lost",
                "The sizes are right, but a sign got lost: a row has the sign of its sigma_1.",
                lambda: np.abs(np.outer(SIGMA_1, O_1)),
            ),
            Mistake(
                "downhill",
                "This is the step downhill; the gradient itself points up.",
                lambda: -np.outer(SIGMA_1, O_1),
            ),
            Mistake(
                "added",
                "This adds the two numbers that meet at a weight; they are multiplied.",
                lambda: np.add.outer(SIGMA_1, O_1),
            ),
        ),
    ),
    Exercise(
        "05.2",
        Numbers(digits=2),
        lambda: [2, 3],
        "In an outer product all rows have the same ratios; one comparison finds the row, another "
        "the column.",
        (
            Mistake(
                "counted from 0",
                "This is the right place in code; in formulas rows and columns count from one.",
                lambda: [1, 2],
            ),
            Mistake(
                "column first",
                "Row and column have changed places: the row is said first.",
                lambda: [3, 2],
            ),
            Mistake(
                "code's place, column first",
                "Row and column have changed places, and formulas count from one.",
                lambda: [2, 1],
            ),
            Mistake(
                "the smallest",
                "It is the smallest number, but it stands in the ratio of its neighbours: compare "
                "the rows.",
                lambda: [3, 3],
            ),
        ),
    ),
    Exercise(
        "05.3",
        Numbers(),
        lambda sigma_1, o_1: outer(sigma_1, o_1),
        "One sample and a batch both come out in the shape of W_1; the 1/B enters once.",
        (
            slip("E5", lambda sigma_1, o_1: SLIP["E5"](sigma_1=sigma_1, o_1=o_1)),
            slip(
                "sum over the batch",
                lambda sigma_1, o_1: (
                    outer(sigma_1, o_1)
                    if sigma_1.ndim == 1
                    else SLIP["sum over the batch"](sigma_1=sigma_1, o_1=o_1)
                ),
            ),
            Mistake(
                "means first",
                "For a batch this multiplies two means. Each sample's signal must meet its own "
                "outputs before anything is added up.",
                lambda sigma_1, o_1: (
                    outer(sigma_1, o_1)
                    if sigma_1.ndim == 1
                    else outer(sigma_1.mean(axis=0), o_1.mean(axis=0))
                ),
            ),
            Mistake(
                "divided by the outputs too",
                "This divides by all entries of sigma_1, but the mean is over the samples alone.",
                lambda sigma_1, o_1: outer(sigma_1, o_1) / sigma_1.shape[-1],
            ),
            Mistake(
                "the slope once more",
                "This multiplies by the slope of o_1, which belongs one layer further back.",
                lambda sigma_1, o_1: outer(sigma_1, o_1 * (1 - o_1)),
            ),
        ),
        networks("sigma_1", "o_1"),
    ),
    Exercise(
        "05.4",
        Numbers(),
        lambda o_2, t: o_2 - t,
        "The slope cancels. That is why this error is preferred where nodes saturate: a node that "
        "is wrong hears of it in full.",
        (
            Mistake(
                "squared error",
                "This is the signal of the squared error. Another E has another gradient G: derive "
                "that first.",
                lambda o_2, t: (o_2 - t) * o_2 * (1 - o_2),
            ),
            Mistake(
                "G alone",
                "This is the gradient by the output. The signal goes one factor further, through "
                "the slope of the nodes.",
                lambda o_2, t: (o_2 - t) / (o_2 * (1 - o_2)),
            ),
            Mistake(
                "the first term alone",
                "This is what the term with t gives. The one with 1 - t is missing.",
                lambda o_2, t: -t * (1 - o_2),
            ),
            Mistake(
                "the inner derivative",
                "The derivative of ln(1 - o) has a minus of its own, from inside the bracket.",
                lambda o_2, t: -t * (1 - o_2) - (1 - t) * o_2,
            ),
            Mistake(
                "sign",
                "The sign is wrong: E has a minus in front.",
                lambda o_2, t: t - o_2,
            ),
        ),
        networks("o_2", "t"),
    ),
)
