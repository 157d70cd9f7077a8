"""Seven gradients learn to read digits, and one of them is right; or one, at any rate.

784-10-10, since only a square W_1 lets the transposed gradient take its step at all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike

from netlib import checks
from netlib.checks import Array
from netlib.derivation.judges.numbers import FUNCTIONS
from netlib.derivation.letters import lettered
from netlib.derivation.networks import BATCH, Names
from netlib.derivation.slips import SLIPS, definitions
from netlib.training import initial_weights

SIZES = (784, 10, 10)
RIGHT = "right"
WRONG = (
    *("sign", "factor 2", "no slope at the output", "no slope in the hidden layer", "transposed"),
    "updated W_1",
)


@dataclass(frozen=True)
class Run:
    """One training. made: "right", or the id of the slip in its gradient. letter: its name.

    error, accuracy: after each epoch on samples that were not learned from: the mean of E, and the
    part read right, 0 to 1; the first entry is from before.
    """

    made: str = field(repr=False)  # so that a list of runs gives nothing away
    error: list[float] = field(repr=False)
    accuracy: list[float] = field(repr=False)
    letter: str = ""


def arena(
    inputs: ArrayLike,
    targets: ArrayLike,
    test_inputs: ArrayLike,
    test_targets: ArrayLike,
    *,
    epochs: int = 5,
    rate: float = 0.3,
    seed: int = 0,
) -> Iterator[Run]:
    """Yield seven trainings from the same first weights, in an order that the seed has shuffled.

    All but the order is as in `trained`, and so is what is refused.
    """
    made = np.random.default_rng((checks.whole_number("seed", seed, 0), 7)).permutation(
        [RIGHT, *WRONG]
    )
    samples = inputs, targets, test_inputs, test_targets
    for letter, name in zip("ABCDEFG", made, strict=True):
        run = trained(str(name), *samples, epochs=epochs, rate=rate, seed=seed)
        yield replace(run, letter=letter)


def trained(
    made: str,
    inputs: ArrayLike,
    targets: ArrayLike,
    test_inputs: ArrayLike,
    test_targets: ArrayLike,
    *,
    epochs: int = 5,
    batch_size: int = 10,
    rate: float = 0.3,
    seed: int = 0,
) -> Run:
    """Return one training with the right gradient, or with a slip in it.

    made: "right", or the id of the slip. inputs: (N, 784), targets: (N, 10), to learn from;
    test_inputs, test_targets: the same, to be tested on. First weights and batches follow from the
    seed alone. Raises ValueError that names what does not fit, KeyError for an unknown slip. Some
    slips let W grow without end; such a run is kept as it is.
    """
    x, test_x = (
        checks.rows(name, value, SIZES[0])
        for name, value in (("inputs", inputs), ("test_inputs", test_inputs))
    )
    t, test_t = (
        checks.rows(name, value, SIZES[-1])
        for name, value in (("targets", targets), ("test_targets", test_targets))
    )
    for samples, name, value in ((x, "targets", t), (test_x, "test_targets", test_t)):
        checks.shape(name, value, (len(samples), SIZES[-1]), f"there are {len(samples)} inputs")
    rng = np.random.default_rng(checks.whole_number("seed", seed, 0))
    weights: Mapping[str, Array] = {f"W_{i}": W for i, W in enumerate(initial_weights(SIZES, seed))}
    known = definitions(None if made == RIGHT else SLIPS[made], BATCH)
    measured = [_tested(weights, test_x, test_t)]
    with np.errstate(over="ignore"):  # a wrong gradient may drive a sum anywhere
        for _ in range(checks.whole_number("epochs", epochs)):
            for batch in np.array_split(rng.permutation(len(x)), max(1, len(x) // batch_size)):
                given = {**FUNCTIONS, **weights, "o_0": x[batch], "t": t[batch], "rate": rate}
                names = Names(given, known)
                weights = {f"W_{i}": weights[f"W_{i}"] - rate * names[f"dE_dW_{i}"] for i in (0, 1)}
            measured.append(_tested(weights, test_x, test_t))
    return Run(made, [error for error, _ in measured], [right for _, right in measured])


def _tested(weights: Mapping[str, Array], x: Array, t: Array) -> tuple[float, float]:
    """Return the mean of E, and the part of the samples that is read right."""
    names = Names({**FUNCTIONS, **weights, "o_0": x, "t": t}, BATCH.definitions)
    right = names["o_2"].argmax(axis=1) == t.argmax(axis=1)
    return float(names["E"].mean()), float(right.mean())


def standings(runs: Sequence[Run]) -> str:
    """Return which gradient each run had as a Markdown table, best first: the answer."""
    rows = ["| run | its gradient | after one epoch | at the end |", "|---|---|---|---|"]
    for run in sorted(runs, key=lambda run: -run.accuracy[-1]):
        one, last = (f"{100 * run.accuracy[k]:.1f} %" for k in (1, -1))
        rows.append(f"| {run.letter} | {lettered(run.made)} | {one} | {last} |")
    return "\n".join(rows)
