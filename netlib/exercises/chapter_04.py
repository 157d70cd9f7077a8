"""The exercises of notebook 04: Jacobians by hand and in code, the largest signal, lost digits."""

import numpy as np

from netlib.exercises.answers import Arrays, Decimals
from netlib.exercises.derivation import Derivation
from netlib.exercises.exercise import Case, Mistake, Others, computed, slip, written

GUESSES = {"04-slope": "B", "04-zero": "40"}
EXERCISES = (
    computed(
        "04.1", Decimals(3), "np.diag(o_1 * (1 - o_1))",
        "As many rows as columns, zeros included: each output depends on its own sum alone.",
        Mistake("the diagonal alone", "o_1 * (1 - o_1)",
                "These are the slopes. As a Jacobian they are a matrix: what stands beside them?"),
        slip("E8", message="This is the identity: every output would change as much as its sum."),
        Mistake("every output with every sum", "np.outer(o_1, 1 - o_1)",
                "The diagonal is right. But does the first output change with the second sum?"),
        Mistake("half a slope", "np.diag(1 - o_1)",
                "Here o is missing: only 1 - o stands on the diagonal."),
        Mistake("the outputs", "np.diag(o_1)",
                "The outputs stand on the diagonal. What belongs there is the slope of each."),
        Mistake("the outputs squared", "np.diag(o_1**2)",
                "Each output is multiplied by itself. Which is the second factor of a slope?"),
        Mistake("plus for minus", "np.diag(o_1 * (1 + o_1))",
                "A sign is wrong: near an output of one, the slope gets small."),
        Mistake("slope at the wrong place", "np.diag(phi(o_1) * (1 - phi(o_1)))",
                "This takes phi' of the output, but phi' takes the sum; the outputs are given."),
        given={"o_1": np.array([0.5, 0.9, 0.2])}, asked="the Jacobian J(o_1;s_0)",
        others=Others(such_that="abs(o_1 - 1 / 2).argmin() == 0"),  # that one learns fastest
        earns={"as many rows as columns": 1, "zeros beside the diagonal": 1, "the slopes": 1},
    ),
    computed(
        "04.2", Decimals(3), "a / b",
        "The signal is a product of miss and slope; its derivative by the output is set to zero.",
        Mistake("the largest slope", 0.5,
                "There the slope is largest, but the signal is the slope times the miss, and the "
                "miss still grows."),
        Mistake("the largest miss", 1,
                "There the miss is largest, but the node is saturated and its slope is zero."),
        Mistake("the other target", 1 / 3,
                "That is the place for an output that should be one; this one should be zero."),
        Mistake("the most saturated", 0,
                "There the node is right already: the miss is zero, and so is the signal."),
        given={"a": 2, "b": 3},  # the derivative 2 o - 3 o^2 is zero
        others=Others(("a", "b"), "(a, b) == (2, 3)"),
        earns={"the product, multiplied out": 1, "its derivative": 1, "where that is zero": 1},
    ),
    computed(
        "04.3", Arrays(), "np.diag(1 - o ** 2)",
        "The derivation ends in the output alone; a numerical derivative confirms it.",
        Mistake("the logistic's slope", "np.diag(o * (1 - o))",
                "That is the slope of the logistic function. tanh has one of its own: derive it."),
        Mistake("tanh of the output", "np.diag(1 - np.tanh(o) ** 2)",
                "This takes tanh once more, but the output is tanh of the sum already."),
        Mistake("the square missing", "np.diag(1 - o)",
                "Almost: a square is missing. At output -1 the slope must be zero as well."),
        Mistake("the wrong square", "np.diag((1 - o) ** 2)",
                "A square is at the wrong place. At output -1 the slope must be zero, as it is at "
                "output 1."),
        Mistake("tanh of the output, no square", "np.diag(1 - np.tanh(o))",
                "This takes tanh once more, and a square is missing. At which two outputs must the "
                "slope be zero?"),
        Mistake("plus for minus", "np.diag(1 + o**2)",
                "Almost: one sign is wrong. Near the outputs 1 and -1 the slope gets small."),
        Mistake("the diagonal alone", "1 - o**2",
                "The slopes are right. A Jacobian is a matrix: put them on its diagonal."),
        cases=(
            Case("3 outputs between -1 and 1", {"o": np.array([0.6, -0.3, 0.1])}),
            Case("5 outputs between -1 and 1", {"o": np.array([-0.8, 0.3, 0.5, -0.1, 0.9])}),
        ),
        asked="the Jacobian of tanh, from its outputs",
        earns={"the quotient rule": 1, "a form in the output alone": 2, "the diagonal": 1},
    ),
    computed(
        "04.4", Arrays(within=0),
        "e = np.exp(-abs(s))\n"
        "e / (1 + e) ** 2",
        "The exponential is taken of negative numbers only, and nothing is subtracted from 1.",
        Mistake("1 - o", "phi(s) * (1 - phi(s))",
                "Far on the right this is exactly zero: o is 1, and 1 - o has no digits left."),
        Mistake("overflow", "np.exp(-s) / (1 + np.exp(-s)) ** 2",
                "Far on the left the exponential overflows when it is squared, and the slope "
                "becomes zero. The slope is the same on both sides: which side is safe?"),
        Mistake("overflow on the other side", "np.exp(s) / (1 + np.exp(s)) ** 2",
                "Far on the right the exponential overflows when it is squared, and the slope "
                "becomes zero. The slope is the same on both sides: which side is safe?"),
        Mistake("slope at the wrong place", "phi(phi(s)) * (1 - phi(phi(s)))",
                "This takes phi' of the output, but phi' takes the sum."),
        Mistake("the square missing", "phi(-np.abs(s))", "The square in the denominator got lost."),
        Mistake("the square missing, without the size", "phi(-s)",
                "The square in the denominator got lost, and the exponential is taken of positive "
                "numbers, too."),
        Mistake("the sum for the output", "s * (1 - s)",
                "This puts the sum where the output belongs."),
        cases=(
            Case("sums near zero", {"s": np.array([-3.0, -0.5, 0.7, 2.0])}),
            Case("sums far out on both sides", {"s": np.array([-400.0, -40.0, 40.0, 400.0])}),
        ),
        asked="the slope of phi at the sums s",
        earns={"nothing subtracted from 1": 1, "no overflow": 1, "one function for both sides": 1},
    ),
    written(
        "04.5", Derivation("phi_prime", r"e\s*\^|exp|'"),
        "phi'(x) = e^-x / (1 + e^-x)^2\n= 1/(1 + e^-x) * e^-x/(1 + e^-x)\n= phi(x) (1 - phi(x))",
        "Inside and outside each give a minus, and they cancel; then the square is split, or a 1 "
        "is added to e^-x and taken away.",
        Mistake("a minus lost", "phi'(x) = -e^-x / (1 + e^-x)^2",
                "A minus got lost. There are two of them: one of the quotient rule, and one from "
                "inside, of -x."),
        Mistake("the inner derivative missing", "phi'(x) = -1 / (1 + e^-x)^2",
                "This is the outer derivative alone. What is the derivative of 1 + e^-x?"),
        Mistake("half of the inner derivative", "phi'(x) = 1 / (1 + e^-x)^2",
                "From inside there came the minus of -x alone. What becomes of e^-x when its "
                "derivative is taken?"),
        Mistake("the square missing", "phi'(x) = e^-x / (1 + e^-x)",
                "A factor got lost. The quotient rule has a square in its denominator."),
        Mistake("the exponent's sign", "phi'(x) = e^x / (1 + e^-x)^2",
                "The exponent changed its sign on the way. It is -x in every place."),
        Mistake("plus for minus", "phi'(x) = phi(x) (1 + phi(x))",
                "A plus stands where a minus should. Is e^-x larger than 1 + e^-x, or is it "
                "smaller?"),
        Mistake("x for the output", "phi'(x) = x (1 - x)",
                "This puts x where the output belongs: x can be any number, and an output lies "
                "between 0 and 1."),
        Mistake("slope at the wrong place", "phi'(x) = phi(phi(x)) (1 - phi(phi(x)))",
                "This takes phi once too often: once taken, it is the output already."),
        earns={
            "the quotient rule": 1, "both minuses": 1, "the square split": 1, "the last line": 1,
        },
    ),
    computed(
        "04.6", Arrays(), "np.diag(o) - np.outer(o, o)",
        "Both cases of the quotient rule; the rows add up to 0, since adding one number to all "
        "sums changes no output.",
        Mistake("the diagonal alone", "np.diag(o * (1 - o))",
                "The diagonal is right. But here the first output changes with the second sum as "
                "well: it is in the denominator."),
        Mistake("the slopes as a vector", "o * (1 - o)",
                "These are the entries of the diagonal. As a Jacobian they are a matrix, and "
                "beside the diagonal there are no zeros this time."),
        Mistake("the numerator alone", "np.diag(o)",
                "This is the derivative of the numerator. The denominator has the sums in it too."),
        Mistake("the denominator alone", "-np.outer(o, o)",
                "This is the derivative of the denominator. On the diagonal the numerator changes "
                "as well."),
        Mistake("no diag", "o - np.outer(o, o)",
                "Without np.diag, NumPy puts the outputs into every row of the matrix."),
        Mistake("plus for minus", "np.diag(o) + np.outer(o, o)",
                "The quotient rule's minus got lost: when one output grows, the others shrink."),
        cases=(
            Case("a softmax of 3 sums", {"o": np.array([0.2, 0.5, 0.3])}),
            Case("a softmax of 5 sums", {"o": np.array([0.1, 0.3, 0.05, 0.35, 0.2])}),
        ),
        asked="the Jacobian of a softmax, from its outputs",
        earns={"one index above and below": 1, "two indices": 2, "the matrix": 1},
    ),
)  # fmt: skip
