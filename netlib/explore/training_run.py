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
from netlib.explore.training_tasks import DIGITS, POINTS, Task, task
from netlib.forward import forward_unchecked
from netlib.letters import E, Letter, W, dE_d, norm
from netlib.training import initial_weights

EPOCHS = 500  # nothing is learned any more after so many
LONGEST_CURVE = 100  # measurements
ASKED = 20  # test digits that are shown with their answers

ACCURACY, TEST_ACCURACY, ANSWERS = Letter("accuracy"), Letter("test accuracy"), Letter("answers")
NOTHING = Letter("nothing")  # is spoken of
MEAN_SLOPE = {2: Letter("mean o_2(1-o_2)"), 1: Letter("mean o_1(1-o_1)")}  # by layer


class Measurement(NamedTuple):
    """What was measured after so many steps; accuracies are from 0 to 1."""

    steps: int
    E: float  # the mean over the training set
    accuracy: float  # on the training set
    test_accuracy: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Training(State):
    """The weights after so many steps at a rate, and the curve of what was measured on the way.

    what: the task's name. seed: of the first weights and of the order of samples. learned: how many
    steps at which rate, one after the other. playing: whether it goes on by itself. about: the
    letter of the loop that is spoken of.
    """

    what: str
    seed: int
    rate: float
    weights: tuple[Array, ...]
    curve: tuple[Measurement, ...]
    steps: int = 0
    learned: tuple[tuple[float, int], ...] = ()
    playing: bool = False
    about: Letter = NOTHING

    @property
    def task(self) -> Task:
        """What is learned."""
        return task(self.what)

    @property
    def last_step(self) -> int:
        """The number of steps at which nothing more is learned."""
        return EPOCHS * self.task.epoch

    @property
    def latest(self) -> Measurement:
        """What is measured of the weights, from the end of the curve if it was measured there."""
        last = self.curve[-1]
        return last if last.steps == self.steps else measured(self.task, self.weights, self.steps)


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
    weights, curve = list(state.weights), state.curve
    end = min(state.steps + steps, state.last_step)
    samples = batches(state.task, state.seed, state.steps, end)
    for k, (o_0, t) in enumerate(samples, state.steps + 1):
        weights = one_step(weights, o_0, t, state.rate)
        apart = spacing(state.task, k)
        if k % apart == 0:
            kept = (m for m in curve if m.steps % apart == 0)
            curve = (*kept, measured(state.task, weights, k))
    earlier, more = state.learned, end - state.steps
    if earlier and earlier[-1][0] == state.rate:
        more, earlier = more + earlier[-1][1], earlier[:-1]
    learned = (*earlier, (state.rate, more)) if more else earlier
    return replace(state, weights=tuple(weights), curve=curve, steps=end, learned=learned)


def batches(learned: Task, seed: int, start: int, end: int) -> Iterator[tuple[Array, Array]]:
    """Return o_0 and t of each step from start to before end.

    Each epoch has the samples in an order of its own, which follows from the seed.
    """
    train, size = learned.train, learned.batch_size
    for step in range(start, end):
        epoch, k = divmod(step, learned.epoch)
        if k == 0 or step == start:
            order = np.random.default_rng((seed, epoch)).permutation(len(train.inputs))
        batch = order[k * size : (k + 1) * size]
        yield train.inputs[batch], train.targets[batch]


def spacing(learned: Task, steps: int) -> int:
    """Return how many steps lie between two measurements of a curve of that many steps.

    It doubles whenever the curve has too many of them; it depends on nothing else.
    """
    apart = learned.stride
    while steps > LONGEST_CURVE * apart:
        apart *= 2
    return apart


def measured(learned: Task, weights: Sequence[Array], steps: int) -> Measurement:
    """Return the error and the accuracies of these weights."""
    found = []
    for samples in (learned.train, learned.test):
        o_2 = forward_unchecked(weights, samples.inputs).o[2]
        right = o_2.argmax(axis=1) == samples.labels
        found.append((squared_error(o_2, samples.targets).mean(), right.mean()))
    (error, accuracy), (_, test_accuracy) = np.array(found).tolist()
    return Measurement(steps, error, accuracy, test_accuracy)


def shows(state: Training) -> dict[Letter, Array]:
    """Return E, accuracies, the length of each weight gradient, and what scales it.

    For digits also what the network reads in the images shown.
    """
    train, now = state.task.train, state.latest
    trace = forward_unchecked(state.weights, train.inputs)
    gradients = backward_unchecked(state.weights, trace, train.targets).weights
    numbers = {E: now.E, ACCURACY: now.accuracy, TEST_ACCURACY: now.test_accuracy}
    for i in (1, 0):
        o = trace.o[i + 1]
        numbers |= {MEAN_SLOPE[i + 1]: float((o * (1 - o)).mean())}
        numbers |= {norm(dE_d(W(i))): float(np.linalg.norm(gradients[i]))}
    found = {letter: np.array(number) for letter, number in numbers.items()}
    if state.what == DIGITS:
        asked = state.task.test.inputs[:ASKED]
        found[ANSWERS] = forward_unchecked(state.weights, asked).o[2].argmax(axis=1)
    return found | {W(i): matrix for i, matrix in enumerate(state.weights)}
