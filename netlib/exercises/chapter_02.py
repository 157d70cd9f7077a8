"""The exercises of notebook 02: hidden nodes change places, phi of -x, columns, memory."""

from netlib.derivation.judges.numbers import SIZES, sample
from netlib.derivation.networks import BATCH
from netlib.exercises.answers import Arrays, Decimals
from netlib.exercises.exercise import Case, Exercise, Mistake, choice
from netlib.forward import logistic as phi


def _columns(n_0: int, n_1: int, n_2: int, B: int) -> Case:
    """Return W_0, W_1 and a batch whose samples are columns."""
    v = sample(BATCH, SIZES | {"n_0": n_0, "n_1": n_1, "n_2": n_2, "B": B}, seed=B)
    letters = {"W_0": v["W_0"], "W_1": v["W_1"], "X": v["o_0"].T}
    return Case(f"{B} samples in a {n_0}-{n_1}-{n_2} network", letters)


GUESSES = {"02-forgotten": "five", "02-saturated": "near 0 and 1"}
EXERCISES = (
    choice(
        "02.1", "C",
        "The hidden nodes have no order of their own: whoever renumbers them must move what they "
        "hear and what they say together.",
        A="Twice the weights make twice the sums, but phi does not pass a factor on: the outputs "
          "are not doubled, and halving what is made of them does not take it back.",
        B="The two hidden outputs now come out exchanged, but W_1 still listens to each of them "
          "at its old place.",
        D="Then the two outputs change places, and each is compared with the other one's target.",
    ),
    Exercise(
        "02.2", Decimals(4), 0.1301,
        "The derivation counts: multiply the fraction above and below by e^x, and compare with "
        "what is missing to the whole.",
        (
            Mistake("odd", -0.8699,
                    "phi is never below zero, so its other half can't be a mirror image with a "
                    "minus."),
            Mistake("even", 0.8699, "phi always rises, so left and right can't be the same."),
            Mistake("upside down", 1 / 0.8699,
                    "This is larger than every output can be. A sign in an exponent turns e^x "
                    "upside down, not the whole fraction."),
            Mistake("the wrong way round", -0.1301,
                    "The difference is the right one, taken the wrong way round: an output has "
                    "no minus."),
        ),
    ),
    Exercise(
        "02.3", Arrays(), lambda W_0, W_1, X: phi(W_1 @ phi(W_0 @ X)),
        "No transpose is needed when samples stand as columns: it came from laying them down as "
        "rows, not from the network.",
        (
            Mistake("samples as rows", lambda W_0, W_1, X: phi(phi(X.T @ W_0.T) @ W_1.T),
                    "The numbers are right, but the samples have come out as rows."),
            Mistake("no phi between", lambda W_0, W_1, X: phi(W_1 @ W_0 @ X),
                    "Without phi between them the two matrices are one: the hidden sums must be "
                    "squashed too."),
            Mistake("no phi at the end", lambda W_0, W_1, X: W_1 @ phi(W_0 @ X),
                    "These are the sums of the last layer; its outputs are phi of them."),
            Mistake("phi of the input", lambda W_0, W_1, X: phi(W_1 @ phi(W_0 @ phi(X))),
                    "The input goes in as it is: phi is for sums."),
        ),
        cases=(_columns(4, 3, 2, B=5), _columns(2, 5, 3, B=7)),
    ),
    Exercise(
        "02.4", Decimals(2), 100 * (784 + 100 + 10),
        "Every output of every layer, the input too, for every sample; sums may go, and weights "
        "are there anyway.",
        (
            Mistake("one sample", 894, "This is enough for one sample of the batch."),
            Mistake("sums kept", 100 * (784 + 2 * (100 + 10)),
                    "This keeps the sums too, but they may be forgotten: the slope can be had "
                    "from the output."),
            Mistake("the input forgotten", 100 * (100 + 10),
                    "The input is needed too: the gradient of the first weights is made of it."),
            Mistake("the output forgotten", 100 * (784 + 100),
                    "The last outputs are needed too: the way back begins at them."),
            Mistake("weights counted", 784 * 100 + 100 * 10,
                    "These are the weights, which are there with or without a batch."),
        ),
    ),
)  # fmt: skip
