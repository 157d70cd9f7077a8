"""The exercises of notebook 07: dark pixels, a line too early, two rates, weights that decay."""

from netlib.derivation.slips import SLIPS
from netlib.exercises.answers import Arrays, Decimals
from netlib.exercises.exercise import Mistake, Others, choice, computed, drawn

GUESSES = {"07-positive": "yes, and nearly as well in the end"}
EXERCISES = (
    computed(
        "07.1", Decimals(2), "dark * n_1",
        "Each pixel has a column of W_0, one weight for each hidden node; W_1 has no weight of a "
        "pixel.",
        Mistake("pixels", "dark",
                "That is how many pixels there are. How many weights does each of them have?"),
        Mistake("those that change", "(n_0 - dark) * n_1",
                "These are the weights of all other pixels, the ones that do learn."),
        Mistake("by the outputs", "dark * n_2",
                "A pixel is not connected with the output nodes: its weights are in W_0."),
        Mistake("all of W_0", "n_0 * n_1",
                "These are all weights of W_0. How many of them belong to dark pixels?"),
        Mistake("added", "dark + n_1",
                "This adds pixels and nodes, but every pixel has a weight for every node."),
        Mistake("both matrices", "dark * (n_1 + n_2)",
                "This counts the output nodes too, but a pixel is not connected with them."),
        Mistake("the notebook's network", "dark * 100",
                "That is so in the notebook's network; this one has fewer hidden nodes."),
        given={"dark": 67, "n_1": 30, "n_0": 784, "n_2": 10},
        others=Others(fixed=("dark", "n_0", "n_2")),  # of MNIST
        asked="the count of weights that never learn, if `dark` inputs are always zero",
        earns={"a column for each pixel": 1, "the product": 1},
    ),
    choice(
        "07.2", "E",
        f"The slip is known as “updated W_1”: {SLIPS['updated W_1'].message}",
        A="In a batch samples are rows, so the matrix is transposed. This is right.",
        B="The second layer is computed like the first one.",
        C="The slope is that of the outputs, entry by entry, as it should be.",
        D="The new W_1 is right. But which line uses it afterwards?",
        F="This line is right. It gets a wrong number from the line above it.",
        earns={"the letter": 1, "why: W_1 has made its step": 1},
    ),
    computed(
        "07.3", Decimals(4), "rate * 2 * B",
        "Two factors make the friend's gradient larger than ours, so our rate must be larger by "
        "both.",
        Mistake("E1", "rate * B",
                "The batch is in it, but the missing ½ is not: what does it do to a gradient?"),
        Mistake("sum over the batch", "rate * 2",
                "The missing ½ is in it, but a sum over samples is larger than their mean."),
        Mistake("the wrong way round", "rate / (2 * B)",
                "The factors are right, but used the wrong way round: our gradient is the smaller "
                "one, so our rate must be the larger one."),
        Mistake("the ½ the wrong way round", "rate * B / 2",
                "Without the ½ the friend's gradient is larger than ours, not smaller."),
        Mistake("the sum the wrong way round", "rate * 2 / B",
                "The sum of a batch is larger than its mean, not smaller."),
        Mistake("the same rate", "rate", "The friend's gradient is not ours: compare them."),
        given={"rate": 0.15, "B": 10},
        asked="our rate for the same steps, where a program without the ½ adds up the gradients of "
              "B samples",
        earns={"the ½": 1, "the batch": 1, "which way": 1},
    ),
    computed(
        "07.4", Arrays(), "W - rate * (gradient + decay * W)",
        "The term's derivative is decay times W; it joins the gradient before the rate. Weights "
        "shrink by one factor in each step.",
        Mistake("E10", "W + rate * (gradient + decay * W)", SLIPS["E10"].message),
        Mistake("weights that grow", "W - rate * (gradient - decay * W)",
                "The gradient goes down, but the new term makes the weights grow: it is added to "
                "E, so it goes down as well."),
        Mistake("the ½ forgotten", "W - rate * (gradient + 2 * decay * W)",
                "The new term is twice too large: its ½ cancels the 2 of the square."),
        Mistake("not by the rate", "W - rate * gradient - decay * W",
                "The new term is part of E, so it is part of what the rate multiplies."),
        Mistake("not derived", "W - rate * (gradient + decay * W**2 / 2)",
                "This takes the new term itself; a step needs its derivative."),
        Mistake("the gradient alone", "W - rate * gradient",
                "This is the step without the new term."),
        Mistake("half the decay", "W - rate * (gradient + decay / 2 * W)",
                "The new term is half as large as it should be: what does the ½ meet when the "
                "square is derived?"),
        Mistake("the decay alone", "W - rate * decay * W",
                "This is the new term's part of the step. The gradient's part is missing."),
        Mistake("no rate", "W - (gradient + decay * W)",
                "The rate is missing: it multiplies the whole new gradient."),
        Mistake("decay alone, not times W", "W - rate * (gradient + decay)",
                "The new term takes the same from every weight; its derivative has the weight "
                "itself in it."),
        Mistake("W alone, not times decay", "W - rate * (gradient + W)",
                "The factor of the new term got lost: decay is not used."),
        Mistake("the gradient decays", "W - rate * (gradient + decay * gradient)",
                "This makes the gradient larger. It is the weights that decay."),
        Mistake("the old gradient", "gradient",
                "This is the gradient as it is given: neither the new term nor the step is in it."),
        Mistake("no step", "gradient + decay * W",
                "This is the new gradient; the step downhill is not taken yet."),
        Mistake("the change alone", "-rate * (gradient + decay * W)",
                "This is what is added to W; the function returns the new W."),
        cases=(
            drawn("a 3 x 4 matrix", W=(3, 4), gradient=(3, 4), rate=0.3, decay=0.2),
            drawn("a 2 x 5 matrix", W=(2, 5), gradient=(2, 5), rate=0.3, decay=0.2),
        ),
        asked="the new W after a step with decay",
        earns={"the derivative of the term": 2, "under the rate": 1, "the step": 1},
    ),
)  # fmt: skip
