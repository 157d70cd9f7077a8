"""The exercises of notebook 03: E by hand, half a slope, a step down the bowl, E and G in code."""

import numpy as np

from netlib.exercises.answers import Numbers
from netlib.exercises.exercise import SLIP, Exercise, Mistake, choice, networks, slip

O_2, T = np.array([0.8, 0.3, 0.5]), np.array([1.0, 0.0, 0.0])

EXERCISES = (
    Exercise(
        "03.1",
        Numbers(digits=3),
        lambda: 0.19,
        "Misses, squares, sum, half: one step a line, and no miss loses its square.",
        (
            slip("E1", lambda: SLIP["E1"](o_2=O_2, t=T), "The ½ in front of the sum is missing."),
            Mistake(
                "the mean",
                "This divides by the number of outputs. E has a ½, however many there are.",
                lambda: np.mean((O_2 - T) ** 2),
            ),
            Mistake(
                "the root",
                "This is the distance to the target: no root is taken, but a half.",
                lambda: np.sqrt(np.sum((O_2 - T) ** 2)),
            ),
            Mistake(
                "no squares",
                "This adds the misses up without squaring them.",
                lambda: np.sum(np.abs(O_2 - T)) / 2,
            ),
            Mistake(
                "the square of the sum",
                "This squares the sum of the misses, so that misses of both signs cancel: square "
                "each first.",
                lambda: np.sum(O_2 - T) ** 2 / 2,
            ),
        ),
    ),
    choice(
        "03.2",
        "B",
        "Half of each slope would be explained by A too; the last digits, off by a quarter of the "
        "step, tell a step to one side.",
        A="That would halve both numbers exactly. Look at their last digits: by how much are they "
        "off from the halves?",
        C="Then both signs would have turned, and no number would be half as large.",
        D="A step of a thousandth leaves plenty of digits, and lost digits don't halve a number.",
    ),
    Exercise(
        "03.3",
        Numbers(digits=3),
        lambda: 0.81,
        "The miss shrinks by one factor, and E is made of squares of misses: the answer for any "
        "rate, not only for this one, earns full marks.",
        (
            Mistake(
                "as the miss",
                "So much of each miss is left. What does E do with a miss?",
                lambda: 0.9,
            ),
            Mistake(
                "the straight line",
                "This is what the slope promises. On the way down it gets smaller, so less is won.",
                lambda: 0.8,
            ),
            Mistake(
                "what is gone",
                "This is the part that is gone; the question is what is left.",
                lambda: 0.19,
            ),
            Mistake(
                "the square of the rate",
                "This squares the rate alone. What is squared is all that is left of the miss.",
                lambda: 0.99,
            ),
        ),
    ),
    Exercise(
        "03.4",
        Numbers(parts=("E", "G")),
        lambda o_2, t: (((o_2 - t) ** 2).sum(axis=-1) / 2, o_2 - t),
        "One E for each sample, so the sum runs over the last axis; G keeps the shape of o_2.",
        (
            slip(
                "E1",
                lambda o_2, t: (SLIP["E1"](o_2=o_2, t=t), o_2 - t),
                "G is right, but the ½ is missing in E.",
            ),
            slip(
                "factor 2",
                lambda o_2, t: (((o_2 - t) ** 2).sum(axis=-1) / 2, SLIP["factor 2"](o_2=o_2, t=t)),
            ),
            slip(
                "sign",
                lambda o_2, t: (((o_2 - t) ** 2).sum(axis=-1) / 2, SLIP["sign"](o_2=o_2, t=t)),
                "E is right, but G has the wrong sign: where an output is too high, E rises with "
                "it.",
            ),
            Mistake(
                "all samples in one",
                "For a batch this makes one number of all samples, but each has its own E: over "
                "which axis must the sum run?",
                lambda o_2, t: (((o_2 - t) ** 2).sum() / 2, o_2 - t),
            ),
            Mistake(
                "the wrong axis",
                "This adds up each output over the samples: the sum belongs to the other axis.",
                lambda o_2, t: (((o_2 - t) ** 2).sum(axis=0) / 2, o_2 - t),
            ),
            Mistake(
                "the mean",
                "This E is the mean over the outputs, but it is half their sum.",
                lambda o_2, t: (((o_2 - t) ** 2).mean(axis=-1), o_2 - t),
            ),
        ),
        networks("o_2", "t"),
    ),
)
