"""The exercises of notebook 07: dark pixels, a line too early, two rates, weights that decay."""

import numpy as np

from netlib.exercises.answers import Numbers
from netlib.exercises.exercise import SLIP, Case, Exercise, Mistake, choice, slip


def _steps() -> list[Case]:
    rng = np.random.default_rng(7)
    return [
        Case(f"a {m} x {n} matrix", (rng.normal(size=(m, n)), rng.normal(size=(m, n)), 0.3, 0.2))
        for m, n in [(3, 4), (2, 5)]
    ]


EXERCISES = (
    Exercise(
        "07.1",
        Numbers(digits=2),
        lambda: 67 * 30,
        "Each pixel speaks through a column of W_0, one weight for each hidden node; W_1 never "
        "sees a pixel.",
        (
            Mistake(
                "pixels",
                "That is how many pixels there are. Through how many weights does each speak?",
                lambda: 67,
            ),
            Mistake(
                "those that change",
                "These are the weights of all other pixels, the ones that do learn.",
                lambda: (784 - 67) * 30,
            ),
            Mistake(
                "by the outputs",
                "A pixel does not speak to the output nodes: it speaks through W_0.",
                lambda: 67 * 10,
            ),
            Mistake(
                "both matrices",
                "This counts the outputs too, but a pixel does not speak to them.",
                lambda: 67 * (30 + 10),
            ),
            Mistake(
                "the notebook's network",
                "That is so in the notebook's network; this one has fewer hidden nodes.",
                lambda: 67 * 100,
            ),
        ),
    ),
    choice(
        "07.2",
        "E",
        f"The slip is known as “updated W_1”: {SLIP['updated W_1'].message}",
        A="This is how a batch is weighed: samples are rows, so the matrix is transposed.",
        B="The second layer is made like the first one.",
        C="The slope is taken of the output, entry by entry, as it should be.",
        D="The new W_1 is right. But look who uses it before the program is done.",
        F="This line is right. It gets a wrong number from the line above it.",
    ),
    Exercise(
        "07.3",
        Numbers(digits=4),
        lambda: 0.15 * 2 * 10,
        "Two factors make the friend's gradient larger than ours, so our rate must be larger by "
        "both.",
        (
            slip(
                "E1",
                lambda: 0.15 * 10,
                "The batch is in it, but the missing ½ is not: what does it do to a gradient?",
            ),
            slip(
                "sum over the batch",
                lambda: 0.15 * 2,
                "The missing ½ is in it, but a sum over ten samples is larger than their mean.",
            ),
            Mistake(
                "the wrong way round",
                "The factors are right, but used the wrong way round: our gradient is the smaller "
                "one, so our rate must be the larger one.",
                lambda: 0.15 / 20,
            ),
            Mistake(
                "the ½ the wrong way round",
                "Without the ½ the friend's gradient is larger than ours, not smaller.",
                lambda: 0.15 * 10 / 2,
            ),
            Mistake(
                "the same rate", "The friend's gradient is not ours: compare them.", lambda: 0.15
            ),
        ),
    ),
    Exercise(
        "07.4",
        Numbers(),
        lambda W, gradient, rate, decay: W - rate * (gradient + decay * W),
        "The term's derivative is decay times W; it joins the gradient before the rate. Weights "
        "shrink by one factor in each step.",
        (
            slip(
                "E10",
                lambda W, gradient, rate, decay: W + rate * (gradient + decay * W),
            ),
            Mistake(
                "weights that grow",
                "The gradient goes down, but the new term makes the weights grow: it is added to "
                "E, so it goes down as well.",
                lambda W, gradient, rate, decay: W - rate * (gradient - decay * W),
            ),
            Mistake(
                "the ½ forgotten",
                "The new term is twice too large: its ½ cancels the 2 of the square.",
                lambda W, gradient, rate, decay: W - rate * (gradient + 2 * decay * W),
            ),
            Mistake(
                "not by the rate",
                "The new term is part of E, so it is part of what the rate multiplies.",
                lambda W, gradient, rate, decay: W - rate * gradient - decay * W,
            ),
            Mistake(
                "not derived",
                "This takes the new term itself; a step needs its derivative.",
                lambda W, gradient, rate, decay: W - rate * (gradient + decay * W**2 / 2),
            ),
            Mistake(
                "the gradient alone",
                "This is the step without the new term.",
                lambda W, gradient, rate, decay: W - rate * gradient,
            ),
        ),
        _steps,
    ),
)
