"""The exercises of notebook 04: a Jacobian by hand, the largest signal, tanh, lost digits."""

import numpy as np

from netlib.exercises.answers import Numbers
from netlib.exercises.exercise import SLIP, Case, Exercise, Mistake, slip
from netlib.forward import logistic as phi

O = np.array([0.5, 0.9, 0.2])  # noqa: E741


def _tanh_outputs() -> list[Case]:
    rng = np.random.default_rng(4)
    return [Case(f"{n} outputs between -1 and 1", (rng.uniform(-1, 1, n),)) for n in (3, 5)]


def _sums() -> list[Case]:
    near, far = np.array([-3.0, -0.5, 0.7, 2.0]), np.array([-400.0, -40.0, 40.0, 400.0])
    return [Case("sums near zero", (near,)), Case("sums far out on both sides", (far,))]


def _slope(s: np.ndarray) -> np.ndarray:
    e = np.exp(-np.abs(s))
    return e / (1 + e) ** 2


EXERCISES = (
    Exercise(
        "04.1",
        Numbers(digits=3),
        lambda: np.diag([0.25, 0.09, 0.16]),
        "Three rows and three columns, zeros included: each output depends on its own sum alone.",
        (
            Mistake(
                "the diagonal alone",
                "These are the three slopes. As a Jacobian they are a matrix: what stands beside "
                "them?",
                lambda: O * (1 - O),
            ),
            slip(
                "E8",
                lambda: SLIP["E8"](o_1=O),
                "This is the identity: it would say that every output moves as much as its sum.",
            ),
            Mistake(
                "every output with every sum",
                "The diagonal is right. But does the first output change with the second sum?",
                lambda: np.outer(O, 1 - O),
            ),
            Mistake(
                "half a slope",
                "Here o is missing: only 1 - o stands on the diagonal.",
                lambda: np.diag(1 - O),
            ),
            Mistake(
                "slope at the wrong place",
                "This takes phi' of the output, but phi' takes the sum; here the outputs are "
                "given.",
                lambda: np.diag(phi(O) * (1 - phi(O))),
            ),
        ),
    ),
    Exercise(
        "04.2",
        Numbers(digits=3),
        lambda: 2 / 3,
        "The signal is a product of miss and slope; its derivative by the output is set to zero.",
        (
            Mistake(
                "the largest slope",
                "There the slope is largest, but the signal is the slope times the miss, and the "
                "miss still grows.",
                lambda: 0.5,
            ),
            Mistake(
                "the largest miss",
                "There the miss is largest, but the node is saturated and its slope is zero.",
                lambda: 1,
            ),
            Mistake(
                "the other target",
                "That is the place for an output that should be one; this one should be zero.",
                lambda: 1 / 3,
            ),
            Mistake(
                "the most saturated",
                "There the node is right already: the miss is zero, and so is the signal.",
                lambda: 0,
            ),
        ),
    ),
    Exercise(
        "04.3",
        Numbers(),
        lambda o: np.diag(1 - o**2),
        "The derivation ends in the output alone; a numerical derivative confirms it.",
        (
            Mistake(
                "the logistic's slope",
                "That is the slope of the logistic function. tanh has one of its own: derive it.",
                lambda o: np.diag(o * (1 - o)),
            ),
            Mistake(
                "tanh of the output",
                "This takes tanh once more, but the output is tanh of the sum already.",
                lambda o: np.diag(1 - np.tanh(o) ** 2),
            ),
            Mistake(
                "the square missing",
                "Nearly: a square got lost. At output -1 the slope must be zero as well.",
                lambda o: np.diag(1 - o),
            ),
            Mistake(
                "the diagonal alone",
                "The slopes are right. A Jacobian is a matrix: put them on its diagonal.",
                lambda o: 1 - o**2,
            ),
        ),
        _tanh_outputs,
    ),
    Exercise(
        "04.4",
        Numbers(within=0),
        _slope,
        "The exponential is taken of negative numbers only, and nothing is subtracted from 1.",
        (
            Mistake(
                "1 - o",
                "Far on the right this is exactly zero: o is 1 there, and 1 - o has no digits "
                "left.",
                lambda s: phi(s) * (1 - phi(s)),
            ),
            Mistake(
                "overflow",
                "Far on the left the exponential overflows when it is squared, and the slope "
                "becomes zero. The slope is the same on both sides: which side is safe?",
                lambda s: np.exp(-s) / (1 + np.exp(-s)) ** 2,
            ),
            Mistake(
                "overflow on the other side",
                "Far on the right the exponential overflows when it is squared, and the slope "
                "becomes zero. The slope is the same on both sides: which side is safe?",
                lambda s: np.exp(s) / (1 + np.exp(s)) ** 2,
            ),
            Mistake(
                "slope at the wrong place",
                "This takes phi' of the output, but phi' takes the sum.",
                lambda s: phi(phi(s)) * (1 - phi(phi(s))),
            ),
            Mistake(
                "the sum for the output",
                "This puts the sum where the output belongs.",
                lambda s: s * (1 - s),
            ),
        ),
        _sums,
    ),
)
