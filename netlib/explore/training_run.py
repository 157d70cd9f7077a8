"""A training under way: its state, its steps, and the numbers that are measured of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from netlib.backward import backward_unchecked
from netlib.checks import Array
from netlib.descent import one_step
from netlib.error import squared_error
from netlib.explore.state import State
from netlib.explore.training_tasks import DIGITS, POINTS, Dataset, Task, task
from netlib.forward import forward_unchecked
from netlib.letters import E, Letter, W, dE_d, norm
from netlib.training import initial_weights

EPOCHS = 500  # nothing is learned any more after so many
LONGEST_CURVE = 100  # measurements
ASKED = 20  # test digits that are shown with their answers

ACCURACY, TEST_ACCURACY, ANSWERS = Letter("accuracy"), Letter("test accuracy"), Letter("answers")
MEAN_SLOPE = {2: Letter("mean o_2(1-o_2)"), 1: Letter("mean o_1(1-o_1)")}  # by layer


class Measurement(NamedTuple):
    """The mean E and the accuracy on the training set, and the accuracy on the test set (0 to 1).

    steps: how many were made before.
    """

    steps: int
    E: float
    accuracy: float
    test_accuracy: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Training(State):
    """The weights after so many steps at a rate, and the curve of what was measured on the way.

    what: the task. seed: of the first weights and of the order of samples. playing: whether it
    goes on by itself.
    """

    what: str
    seed: int
    rate: float
    weights: tuple[Array, ...]
    curve: tuple[Measurement, ...]
    steps: int = 0
    playing: bool = False


def started(what: str = POINTS, seed: int = 0, rate: float = 3) -> Training:
    """Return a training before its first step."""
    weights = tuple(W.astype(float) for W in initial_weights(task(what).sizes, seed))
    curve = (measured(task(what), weights, 0),)
    return Training(what=what, seed=seed, rate=rate, weights=weights, curve=curve)


def restarted(state: Training) -> Training:
    """Return the same task, seed and rate before the first step, not playing."""
    return started(state.what, state.seed, state.rate)


def trained(state: Training, steps: int) -> Training:
    """Return the state so many steps further on, at most at the end of the last epoch.

    A step is one batch: W_i - rate · dE/dW_i. No array of the old state is changed.
    """
    learned, weights, curve = task(state.what), list(state.weights), state.curve
    end = min(state.steps + steps, last_step(state))
    for k, (o_0, t) in enumerate(batches(learned, state.seed, state.steps, end), state.steps + 1):
        weights = one_step(weights, o_0, t, state.rate)
        apart = spacing(learned, k)
        if k % apart == 0:
            kept = (m for m in curve if m.steps % apart == 0)
            curve = (*kept, measured(learned, weights, k))
    return replace(state, weights=tuple(weights), curve=curve, steps=end)


def batches(learned: Task, seed: int, start: int, end: int) -> Iterator[tuple[Array, Array]]:
    """Return o_0 and t of each step from start to before end.

    Each epoch has the samples in an order of its own, which follows from the seed.
    """
    order: Array = np.array([])
    for step in range(start, end):
        epoch, k = divmod(step, learned.epoch)
        if k == 0 or step == start:
            order = np.random.default_rng((seed, epoch)).permutation(len(learned.train.inputs))
        batch = order[k * learned.batch_size : (k + 1) * learned.batch_size]
        yield learned.train.inputs[batch], learned.train.targets[batch]


def spacing(learned: Task, steps: int) -> int:
    """Return how many steps lie between two measurements of a curve of that many steps.

    It doubles whenever the curve has too many of them; it depends on nothing else.
    """
    apart = learned.stride
    while steps > LONGEST_CURVE * apart:
        apart *= 2
    return apart


def last_step(state: Training) -> int:
    """Return the number of steps at which nothing more is learned."""
    return EPOCHS * task(state.what).epoch


def latest(state: Training) -> Measurement:
    """Return the measurement of the state, from the end of the curve if it was made there."""
    last = state.curve[-1]
    if last.steps == state.steps:
        return last
    return measured(task(state.what), state.weights, state.steps)


def measured(learned: Task, weights: Sequence[Array], steps: int) -> Measurement:
    """Return the error and the accuracies of these weights."""
    outputs, tested = (
        forward_unchecked(weights, d.inputs).o[2] for d in (learned.train, learned.test)
    )
    error = float(squared_error(outputs, learned.train.targets).mean())
    return Measurement(steps, error, _right(outputs, learned.train), _right(tested, learned.test))


def _right(outputs: Array, samples: Dataset) -> float:
    """Return the part of the samples whose largest output is that of their label."""
    return float((outputs.argmax(axis=1) == samples.labels).mean())


def shows(state: Training) -> dict[Letter, Array]:
    """Return E, accuracies, the length of each weight gradient, and what scales it.

    For digits also what the network reads in the images shown.
    """
    learned, now = task(state.what), latest(state)
    trace = forward_unchecked(state.weights, learned.train.inputs)
    gradients = backward_unchecked(state.weights, trace, learned.train.targets)
    numbers = {E: now.E, ACCURACY: now.accuracy, TEST_ACCURACY: now.test_accuracy}
    for i in (1, 0):
        o = trace.o[i + 1]
        numbers[MEAN_SLOPE[i + 1]] = float((o * (1 - o)).mean())
        numbers[norm(dE_d(W(i)))] = float(np.linalg.norm(gradients.weights[i]))
    found = {letter: np.array(number) for letter, number in numbers.items()}
    if state.what == DIGITS:
        outputs = forward_unchecked(state.weights, learned.test.inputs[:ASKED]).o[2]
        found[ANSWERS] = outputs.argmax(axis=1)
    return found | {W(i): matrix for i, matrix in enumerate(state.weights)}
