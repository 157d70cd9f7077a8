"""The exercises whose answer is a number or a shape, as functions of their letters.

So they can be asked with other numbers. The names of the wrong ways are those of the mistakes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from netlib.exercises.exercise import Letters
from netlib.forward import logistic as phi


@dataclass(frozen=True)
class Varied:
    """What is asked, for which letters, what it is, and the wrong ways by their names.

    parts: the names of several answers, which `right` and the wrong ways then return as a tuple.
    """

    asked: str
    letters: Letters
    right: Callable[..., Any]
    wrong: Mapping[str, Callable[..., Any]]
    parts: tuple[str, ...] = ("",)


NETWORK = {"n_0": 5, "n_1": 2, "n_2": 7}
VARIED: Mapping[str, Varied] = {
    "01.1": Varied(
        "the shape of", NETWORK | {"B": 6},
        lambda n_0, n_1, n_2, B: (f"{n_2} x {n_1}", f"1 x {n_1}", f"{n_1} x {n_0}", f"{B} x {n_2}"),
        {
            "inputs down": lambda n_0, n_1, n_2, B: (
                f"{n_1} x {n_2}", f"1 x {n_1}", f"{n_0} x {n_1}", f"{B} x {n_2}"),
            "the other matrix": lambda n_0, n_1, n_2, B: (
                f"{n_1} x {n_0}", f"1 x {n_1}", f"{n_2} x {n_1}", f"{B} x {n_2}"),
            "the layer before": lambda n_0, n_1, n_2, B: (
                f"{n_2} x {n_1}", f"1 x {n_0}", f"{n_1} x {n_0}", f"{B} x {n_1}"),
            "a row as a column": lambda n_0, n_1, n_2, B: (
                f"{n_2} x {n_1}", f"{n_1} x 1", f"{n_1} x {n_0}", f"{B} x {n_2}"),
            "samples as columns": lambda n_0, n_1, n_2, B: (
                f"{n_2} x {n_1}", f"1 x {n_1}", f"{n_1} x {n_0}", f"{n_2} x {B}"),
            "no batch": lambda n_0, n_1, n_2, B: (
                f"{n_2} x {n_1}", f"1 x {n_1}", f"{n_1} x {n_0}", f"1 x {n_2}"),
        },
        ("W_1", "sigma_0", "∂E/∂W_0", "s_1 for a batch of B"),
    ),
    "02.2": Varied(
        "phi of minus x, where phi of x is p", {"p": 0.8},
        lambda p: 1 - p,
        {
            "odd": lambda p: -p, "even": lambda p: p, "the reciprocal": lambda p: 1 / p,
            "the wrong sign": lambda p: p - 1, "phi of phi": lambda p: phi(-p),
        },
    ),
    "02.4": Varied(
        "the count of numbers kept of a batch of B until the backward pass", NETWORK | {"B": 6},
        lambda n_0, n_1, n_2, B: B * (n_0 + n_1 + n_2),
        {
            "one sample": lambda n_0, n_1, n_2, B: n_0 + n_1 + n_2,
            "sums kept": lambda n_0, n_1, n_2, B: B * (n_0 + 2 * (n_1 + n_2)),
            "the input forgotten": lambda n_0, n_1, n_2, B: B * (n_1 + n_2),
            "the output forgotten": lambda n_0, n_1, n_2, B: B * (n_0 + n_1),
            "hidden outputs alone": lambda n_0, n_1, n_2, B: B * n_1,
            "weights counted": lambda n_0, n_1, n_2, B: n_0 * n_1 + n_1 * n_2,
        },
    ),
    "03.3": Varied(
        "the part of E that is left after a step of rate eta", {"eta": 0.3},
        lambda eta: (1 - eta) ** 2,
        {
            "as the miss": lambda eta: 1 - eta, "the straight line": lambda eta: 1 - 2 * eta,
            "uphill": lambda eta: (1 + eta) ** 2, "what is gone": lambda eta: 1 - (1 - eta) ** 2,
            "the square of the rate": lambda eta: 1 - eta**2,
        },
    ),
    "05.5": Varied(
        "∂E/∂w_ij, of a weight in W_1", {"sigma_1": [0.2, -0.1], "o_1": [0.5, 0.3], "i": 2, "j": 1},
        lambda sigma_1, o_1, i, j: sigma_1[i - 1] * o_1[j - 1],
        {
            "E4": lambda sigma_1, o_1, i, j: sigma_1[j - 1] * o_1[j - 1],
            "the output at the wrong end": lambda sigma_1, o_1, i, j: sigma_1[i - 1] * o_1[i - 1],
            "E5": lambda sigma_1, o_1, i, j: sigma_1[j - 1] * o_1[i - 1],
            "the slope once more": lambda sigma_1, o_1, i, j: (
                sigma_1[i - 1] * o_1[j - 1] * (1 - o_1[j - 1])),
        },
    ),
    "06.1": Varied(
        "the shape of", NETWORK,
        lambda n_0, n_1, n_2: (f"{n_2} x {n_1}", f"{n_1} x {n_1}", f"{n_1} x 1", f"1 x {n_1}"),
        {
            "columns first": lambda n_0, n_1, n_2: (
                f"{n_1} x {n_2}", f"{n_1} x {n_1}", f"1 x {n_1}", f"{n_1} x 1"),
            "E7": lambda n_0, n_1, n_2: (
                f"{n_1} x {n_1}", f"{n_1} x {n_1}", f"{n_1} x 1", f"1 x {n_1}"),
            "E2": lambda n_0, n_1, n_2: (
                f"{n_2} x {n_1}", f"{n_1} x {n_1}", f"{n_2} x 1", f"1 x {n_1}"),
            "E3": lambda n_0, n_1, n_2: (
                f"{n_2} x {n_1}", f"{n_1} x {n_1}", f"{n_1} x {n_0}", f"1 x {n_1}"),
            "layer 0 counted": lambda n_0, n_1, n_2: (
                f"{n_2} x {n_1}", f"{n_0} x {n_0}", f"{n_0} x 1", f"1 x {n_0}"),
            "the diagonal alone": lambda n_0, n_1, n_2: (
                f"{n_2} x {n_1}", f"1 x {n_1}", f"{n_1} x 1", f"1 x {n_1}"),
        },
        ("J(s_1;o_1)", "J(o_1;s_0)", "J(s_0;w_ij)", "sigma_0"),
    ),
    "07.1": Varied(
        "the count of weights that never learn, if `dark` inputs are always zero",
        NETWORK | {"dark": 3},
        lambda n_0, n_1, n_2, dark: dark * n_1,
        {
            "pixels": lambda n_0, n_1, n_2, dark: dark,
            "by the outputs": lambda n_0, n_1, n_2, dark: dark * n_2,
            "all of W_0": lambda n_0, n_1, n_2, dark: n_0 * n_1,
            "added": lambda n_0, n_1, n_2, dark: dark + n_1,
            "both matrices": lambda n_0, n_1, n_2, dark: dark * (n_1 + n_2),
        },
    ),
    "07.3": Varied(
        "our rate for the same steps, where a program without the ½ adds up the gradients of B "
        "samples", {"rate": 0.3, "B": 6},
        lambda rate, B: rate * 2 * B,
        {
            "E1": lambda rate, B: rate * B, "sum over the batch": lambda rate, B: rate * 2,
            "the wrong way round": lambda rate, B: rate / 2 / B,
            "the ½ the wrong way round": lambda rate, B: rate * B / 2,
            "the sum the wrong way round": lambda rate, B: rate * 2 / B,
            "the same rate": lambda rate, B: rate,
        },
    ),
}  # fmt: skip
