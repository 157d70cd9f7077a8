"""The exercises of notebook 07: dark pixels, a line too early, two rates, weights that decay."""

import numpy as np

from netlib.derivation.slips import SLIPS
from netlib.exercises.answers import Arrays, Decimals
from netlib.exercises.exercise import Case, Exercise, Mistake, choice


def _step(m: int, n: int) -> Case:
    W, gradient = np.random.default_rng(n).normal(size=(2, m, n))
    letters = {"W": W, "gradient": gradient, "rate": 0.3, "decay": 0.2}
    return Case(f"a {m} x {n} matrix", letters)


GUESSES = {"07-positive": "yes, and nearly as well in the end"}
EXERCISES = (
    Exercise(
        "07.1", Decimals(2), 67 * 30,
        "Each pixel has a column of W_0, one weight for each hidden node; W_1 has no weight "
        "of a pixel.",
        (
            Mistake("pixels", 67,
                    "That is how many pixels there are. How many weights does each of them have?"),
            Mistake("those that change", (784 - 67) * 30,
                    "These are the weights of all other pixels, the ones that do learn."),
            Mistake("by the outputs", 67 * 10,
                    "A pixel is not connected with the output nodes: its weights are in W_0."),
            Mistake("all of W_0", 784 * 30,
                    "These are all weights of W_0. How many of them belong to dark pixels?"),
            Mistake("added", 67 + 30,
                    "This adds pixels and nodes, but every pixel has a weight for every node."),
            Mistake("both matrices", 67 * (30 + 10),
                    "This counts the output nodes too, but a pixel is not connected with them."),
            Mistake("the notebook's network", 67 * 100,
                    "That is so in the notebook's network; this one has fewer hidden nodes."),
        ),
        given={"dark": 67, "n_1": 30, "n_0": 784, "n_2": 10},
        formula="dark * n_1",
    ),
    choice(
        "07.2", "E",
        f"The slip is known as “updated W_1”: {SLIPS['updated W_1'].message}",
        A="In a batch samples are rows, so the matrix is transposed. This is right.",
        B="The second layer is computed like the first one.",
        C="The slope is that of the outputs, entry by entry, as it should be.",
        D="The new W_1 is right. But which line uses it afterwards?",
        F="This line is right. It gets a wrong number from the line above it.",
    ),
    Exercise(
        "07.3", Decimals(4), 0.15 * 2 * 10,
        "Two factors make the friend's gradient larger than ours, so our rate must be larger by "
        "both.",
        (
            Mistake("E1", 0.15 * 10,
                    "The batch is in it, but the missing ½ is not: what does it do to a gradient?"),
            Mistake("sum over the batch", 0.15 * 2,
                    "The missing ½ is in it, but a sum over ten samples is larger than their "
                    "mean."),
            Mistake("the wrong way round", 0.15 / 20,
                    "The factors are right, but used the wrong way round: our gradient is the "
                    "smaller one, so our rate must be the larger one."),
            Mistake("the ½ the wrong way round", 0.15 * 10 / 2,
                    "Without the ½ the friend's gradient is larger than ours, not smaller."),
            Mistake("the sum the wrong way round", 0.15 * 2 / 10,
                    "The sum of ten gradients is larger than their mean, not smaller."),
            Mistake("the same rate", 0.15, "The friend's gradient is not ours: compare them."),
        ),
        given={"rate": 0.15, "B": 10},
        formula="rate * 2 * B",
    ),
    Exercise(
        "07.4", Arrays(), lambda W, gradient, rate, decay: W - rate * (gradient + decay * W),
        "The term's derivative is decay times W; it joins the gradient before the rate. Weights "
        "shrink by one factor in each step.",
        (
            Mistake("E10", lambda W, gradient, rate, decay: W + rate * (gradient + decay * W),
                    SLIPS["E10"].message),
            Mistake("weights that grow",
                    lambda W, gradient, rate, decay: W - rate * (gradient - decay * W),
                    "The gradient goes down, but the new term makes the weights grow: it is "
                    "added to E, so it goes down as well."),
            Mistake("the ½ forgotten",
                    lambda W, gradient, rate, decay: W - rate * (gradient + 2 * decay * W),
                    "The new term is twice too large: its ½ cancels the 2 of the square."),
            Mistake("not by the rate",
                    lambda W, gradient, rate, decay: W - rate * gradient - decay * W,
                    "The new term is part of E, so it is part of what the rate multiplies."),
            Mistake("not derived",
                    lambda W, gradient, rate, decay: W - rate * (gradient + decay * W**2 / 2),
                    "This takes the new term itself; a step needs its derivative."),
            Mistake("the gradient alone", lambda W, gradient, rate, decay: W - rate * gradient,
                    "This is the step without the new term."),
            Mistake("half the decay",
                    lambda W, gradient, rate, decay: W - rate * (gradient + decay / 2 * W),
                    "The new term is half as large as it should be: what does the ½ meet when the "
                    "square is derived?"),
            Mistake("the decay alone", lambda W, gradient, rate, decay: W - rate * decay * W,
                    "This is the new term's part of the step. The gradient's part is missing."),
            Mistake("no rate", lambda W, gradient, rate, decay: W - (gradient + decay * W),
                    "The rate is missing: it multiplies the whole new gradient."),
            Mistake("decay alone, not times W",
                    lambda W, gradient, rate, decay: W - rate * (gradient + decay),
                    "The new term takes the same from every weight; its derivative has the weight "
                    "itself in it."),
            Mistake("W alone, not times decay",
                    lambda W, gradient, rate, decay: W - rate * (gradient + W),
                    "The factor of the new term got lost: decay is not used."),
            Mistake("the gradient decays",
                    lambda W, gradient, rate, decay: W - rate * (gradient + decay * gradient),
                    "This makes the gradient larger. It is the weights that decay."),
            Mistake("the old gradient", lambda gradient, **_: gradient,
                    "This is the gradient as it is given: neither the new term nor the step is in "
                    "it."),
            Mistake("no step", lambda W, gradient, rate, decay: gradient + decay * W,
                    "This is the new gradient; the step downhill is not taken yet."),
            Mistake("the change alone",
                    lambda W, gradient, rate, decay: -rate * (gradient + decay * W),
                    "This is what is added to W; the function returns the new W."),
        ),
        cases=(_step(3, 4), _step(2, 5)),
        formula="W - rate * (gradient + decay * W)",
    ),
)  # fmt: skip
