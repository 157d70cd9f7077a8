"""The exercises of notebook 02: hidden nodes change places, phi of -x, columns, memory, a bias."""

import numpy as np

from netlib.exercises.answers import Arrays, Decimals
from netlib.exercises.exercise import Letters, Mistake, Others, choice, computed, drawn
from netlib.forward import logistic

GUESSES = {"02-forgotten": "three", "02-large": "near 0 and 1"}


def _output(x: float) -> Letters:
    """Return phi of a sum as the question has it."""
    return {"p": round(float(logistic(x)), 4)}


def _another_output(rng: np.random.Generator) -> Letters:
    return _output(rng.integers(3, 30) / 10)


EXERCISES = (
    choice(
        "02.1", "C",
        "The hidden nodes have no order of their own: if they are renumbered, the rows of W_0 and "
        "the columns of W_1 must be exchanged together.",
        A="Twice the weights make twice the sums, but phi is not linear: the outputs are not "
          "doubled, so half of W_1 does not cancel it.",
        B="The two hidden outputs are now exchanged, but W_1 still expects each of them at its "
          "old place.",
        D="Then the two outputs change places, and each is compared with the other one's target.",
    ),
    computed(
        "02.2", Decimals(4), "1 - p",
        "The derivation counts: multiply numerator and denominator by e^-x, then add the two "
        "fractions.",
        Mistake("odd", "-p", "phi has no values below zero, so this can't be one of them."),
        Mistake("even", "p", "phi always rises, so left and right can't be the same."),
        Mistake("the reciprocal", "1 / p",
                "No output can be larger than one. The sign in the exponent gives the reciprocal "
                "of e^x, not of the whole fraction."),
        Mistake("the wrong sign", "p - 1",
                "The size is right, but an output has no minus: which number is taken from which?"),
        Mistake("phi of the output", "phi(p)", "This is phi of an output, but phi takes a sum."),
        Mistake("phi of phi", "phi(-p)", "This is phi of minus the output, but phi takes the sum."),
        given=_output(1.9),
        others=Others(
            such_that="0 < p < 1 and round(phi(round(np.log(p / (1 - p)), 1)), 4) == p",
            draw=_another_output,
        ),
        asked="phi of minus x, where phi of x is p",
        earns={"a derivation without numbers": 2, "the number": 1},
    ),
    computed(
        "02.3", Arrays(), "phi(W_1 @ phi(W_0 @ X))",
        "No transpose is needed when samples are columns: it came from writing them as rows, not "
        "from the network.",
        Mistake("samples as rows", "phi(phi(X.T @ W_0.T) @ W_1.T)",
                "The numbers are right, but the samples have come out as rows."),
        Mistake("no phi between", "phi(W_1 @ W_0 @ X)",
                "Without phi between them the two matrices are one: phi of the hidden sums is "
                "missing."),
        Mistake("no phi at the end", "W_1 @ phi(W_0 @ X)",
                "These are the sums of the last layer; its outputs are phi of them."),
        Mistake("phi of the input", "phi(W_1 @ phi(W_0 @ phi(X)))",
                "The input goes in as it is: phi is for sums."),
        cases=(
            drawn("5 samples in a 4-3-2 network", W_0=(3, 4), W_1=(2, 3), X=(4, 5)),
            drawn("7 samples in a 2-5-3 network", W_0=(5, 2), W_1=(3, 5), X=(2, 7)),
        ),
        asked="the outputs, where each sample is a column",
        earns={"matrices on the left": 1, "phi of both sums": 1, "no transpose": 1},
    ),
    computed(
        "02.4", Decimals(2), "B * (n_0 + n_1 + n_2)",
        "Every output of every layer, the input too, for every sample; the sums may go, and the "
        "weights don't count.",
        Mistake("one sample", "n_0 + n_1 + n_2", "This is enough for one sample of the batch."),
        Mistake("sums kept", "B * (n_0 + 2 * (n_1 + n_2))",
                "This keeps the sums too, but they may go: an output tells enough of its sum."),
        Mistake("the input forgotten", "B * (n_1 + n_2)",
                "The input is needed too: the gradient of the first weights is made of it."),
        Mistake("the output forgotten", "B * (n_0 + n_1)",
                "The last outputs are needed too: the backward pass begins at them."),
        Mistake("hidden outputs alone", "B * n_1",
                "These are the hidden outputs alone. What do the error, and the gradient of the "
                "first weights, need besides?"),
        Mistake("weights counted", "n_0 * n_1 + n_1 * n_2",
                "These are the weights, which are there with or without a batch."),
        given={"B": 100, "n_0": 784, "n_1": 100, "n_2": 10},
        asked="the count of numbers kept of a batch of B until the backward pass",
        earns={"what is kept of one sample": 1, "as often as there are samples": 1},
    ),
    computed(
        "02.5", Decimals(2, ("the weight of $x$", "of $y$", "the bias")),
        "b = -z / 2\n"
        "v = -b\n"
        "2 * v, v, b",
        "Three equations: two say where the sum is zero, one what it is at (1, 1). Without b the "
        "first two make u and v zero, and the third can't hold.",
        Mistake("the sign of the bias", "z, z / 2, z / 2",
                "The bias has the wrong sign: put in a point where the sum must be zero."),
        Mistake("the right line, another scale", "z / 2, z / 4, -z / 4",
                "The output is one half at the right points, but at (1, 1) the sum is not what is "
                "asked for. All three numbers can be multiplied by the same factor."),
        Mistake("inputs exchanged", "z / 2, z, -z / 2",
                "The two inputs are exchanged: on which axis does each point lie?"),
        Mistake("no bias", "z, z / 2, 0",
                "Without a bias the sum at the first two points can't be zero."),
        Mistake("the other side", "-z, -z / 2, z / 2",
                "The boundary is right, but the sum is below zero where it should be above."),
        Mistake("a sum of one half", "1 - 2 * b, 1 / 2 - b, b",
                "This makes the sum one half at the first two points. At which sum is the output "
                "one half?"),
        given={"z": 4},
        earns={"an equation for each point": 3, "the row": 1},
    ),
)  # fmt: skip
