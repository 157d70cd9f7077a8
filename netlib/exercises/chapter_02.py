"""The exercises of notebook 02: nodes change places, phi of -x, columns, memory, a constant."""

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


GUESSES = {"02-kept": "three", "02-large": "near 0 and 1"}
EXERCISES = (
    choice(
        "02.1", "C",
        "The hidden nodes have no order of their own: to renumber them, move the rows of W_0 and "
        "the columns of W_1 together.",
        A="Twice the weights make twice the sums, but phi does not pass a factor on: the outputs "
          "are not doubled, so halving W_1 does not undo the change.",
        B="The two hidden outputs are exchanged now, but the columns of W_1 still belong to the "
          "old order.",
        D="Then the two outputs change places, and each is compared with the other one's target.",
    ),
    Exercise(
        "02.2", Decimals(4), 0.1301,
        "The derivation counts: multiply the fraction above and below by e^-x, and see what it "
        "makes together with phi(x).",
        (
            Mistake("odd", -0.8699,
                    "phi is never below zero, so phi(-x) can't be -phi(x)."),
            Mistake("even", 0.8699, "phi always rises, so left and right can't be the same."),
            Mistake("the reciprocal", 1 / 0.8699,
                    "This is larger than any output can be. A minus in the exponent gives the "
                    "reciprocal of e^x, not of the whole fraction."),
            Mistake("the wrong way round", -0.1301,
                    "The difference is the right one with the wrong sign: an output is never "
                    "below zero."),
            Mistake("phi of the output", phi(0.8699),
                    "This is phi of an output. The second sum was given: it is the first one "
                    "with a minus."),
        ),
    ),
    Exercise(
        "02.3", Arrays(), lambda W_0, W_1, X: phi(W_1 @ phi(W_0 @ X)),
        "No transpose is needed when samples are columns: it came from laying them down as "
        "rows, not from the network.",
        (
            Mistake("samples as rows", lambda W_0, W_1, X: phi(phi(X.T @ W_0.T) @ W_1.T),
                    "The numbers are right, but each sample is a row; columns were asked for."),
            Mistake("no phi between", lambda W_0, W_1, X: phi(W_1 @ W_0 @ X),
                    "Without phi between them the two matrices are one: apply phi to the hidden "
                    "sums too."),
            Mistake("no phi at the end", lambda W_0, W_1, X: W_1 @ phi(W_0 @ X),
                    "These are the sums of the last layer; its outputs are phi of them."),
            Mistake("phi of the input", lambda W_0, W_1, X: phi(W_1 @ phi(W_0 @ phi(X))),
                    "The input goes in as it is: phi is for sums."),
        ),
        cases=(_columns(4, 3, 2, B=5), _columns(2, 5, 3, B=7)),
    ),
    Exercise(
        "02.4", Decimals(2), 100 * (784 + 100 + 10),
        "Every output of every layer, the input too, for every sample; sums may be forgotten, and "
        "weights are not counted.",
        (
            Mistake("one sample", 894, "This is enough for one sample of the batch."),
            Mistake("sums kept", 100 * (784 + 2 * (100 + 10)),
                    "This keeps the sums too, but they may be forgotten: an output determines its "
                    "sum."),
            Mistake("the input forgotten", 100 * (100 + 10),
                    "The input is needed too: the gradient of the first weights is made of it."),
            Mistake("the output forgotten", 100 * (784 + 100),
                    "The last outputs are needed too: the backward pass begins at them."),
            Mistake("hidden outputs alone", 100 * 100,
                    "These are the hidden outputs. The first factor of the chain and the last "
                    "one need something else."),
            Mistake("weights counted", 784 * 100 + 100 * 10,
                    "These are the weights, which were not to be counted."),
        ),
    ),
    Exercise(
        "02.5", Decimals(2), [-8, -5],  # 8 + b > 0, and b, 3 + b and 5 + b < 0
        "Four sums, and for each what it asks of b. Without a constant both weights would have to "
        "be negative and their sum positive.",
        (
            Mistake("the smaller weight", [-8, -3],
                    "With some b of these, one input alone is enough. Try the pair (0, 1)."),
            Mistake("or", [-3, 0],
                    "With these the node says “or”: for every pair but (0, 0) it is above one "
                    "half."),
            Mistake("the blank pair alone", [-8, 0],
                    "The pair (0, 0) is below one half now. So must (1, 0) and (0, 1) be."),
            Mistake("no minus", [5, 8],
                    "Then every sum is above zero. In which direction must the constant move the "
                    "sums?"),
            Mistake("exchanged", [-5, -8],
                    "Both limits are right; the smaller number, further left, comes first."),
        ),
    ),
)  # fmt: skip
