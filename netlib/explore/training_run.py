"""A training under way, as a state that follows from its choices and the number of steps."""

from functools import lru_cache

import numpy as np

from netlib.checks import Array
from netlib.descent import one_step
from netlib.error import squared_error
from netlib.explore.knobs import State
from netlib.explore.lessons import Lesson, Samples, lesson
from netlib.forward import Trace, forward_unchecked
from netlib.training import initial_weights

EPOCHS = 500  # nothing is learned any more after so many
POINTS_OF_A_CURVE = 100


def begun(state: State, weights: list[Array] | None = None) -> State:
    """Return the state before its first step, for its lesson, seed and rate, and not playing.

    weights: [W_0, W_1] to begin with; drawn for the seed when None. The state's "curve" has a row
    for each time it was measured: steps, E, accuracy, accuracy on the test.
    """
    if weights is None:
        weights = initial_weights(lesson(state["what"]).sizes, state["seed"])
    W_0, W_1 = (W.astype(float) for W in weights)
    fresh = {**state, "W_0": W_0, "W_1": W_1, "steps": 0, "playing": False}
    return {**fresh, "curve": np.array([measured(fresh)])}


def learned(state: State, steps: int) -> State:
    """Return the state so many steps further on, at most at the end of the last epoch.

    A step is one batch: W_i - rate · dE/dW_i. No array of the old state is changed.
    """
    to_learn, rate = lesson(state["what"]), float(state["rate"])
    last = min(state["steps"] + steps, EPOCHS * to_learn.epoch)
    for k in range(state["steps"], last):
        o_0, t = batch(to_learn, state["seed"], k)
        W_0, W_1 = one_step([state["W_0"], state["W_1"]], o_0, t, rate)
        state = {**state, "W_0": W_0, "W_1": W_1, "steps": k + 1}
        if (k + 1) % spacing(to_learn, k + 1) == 0:
            state = {**state, "curve": _longer(to_learn, state)}
    return state


def batch(to_learn: Lesson, seed: int, step: int) -> tuple[Array, Array]:
    """Return o_0 and t of that step: a part of its epoch's order, which follows from the seed."""
    epoch, k = divmod(step, to_learn.epoch)
    order = _order(len(to_learn.train.inputs), seed, epoch)
    chosen = order[k * to_learn.batch : (k + 1) * to_learn.batch]
    return to_learn.train.inputs[chosen], to_learn.train.targets[chosen]


@lru_cache(maxsize=4)
def _order(n: int, seed: int, epoch: int) -> Array:
    return np.random.default_rng((seed, epoch)).permutation(n)


def spacing(to_learn: Lesson, steps: int) -> int:
    """Return how many steps lie between two points of a curve of that length, so that it is short.

    It doubles whenever the curve has too many points; it depends on nothing else.
    """
    found = to_learn.stride
    while steps > POINTS_OF_A_CURVE * found:
        found *= 2
    return found


def _longer(to_learn: Lesson, state: State) -> Array:
    """Return the curve with the state's point at its end, thinned when it has too many."""
    kept = state["curve"][:, 0] % spacing(to_learn, state["steps"]) == 0
    return np.vstack([state["curve"][kept], measured(state)])


def now(state: State) -> tuple[float, float, float, float]:
    """Return what `measured` returns, from the end of the curve if it was measured there."""
    last: tuple[float, float, float, float] = tuple(state["curve"][-1].tolist())
    return last if last[0] == state["steps"] else measured(state)


def measured(state: State) -> tuple[float, float, float, float]:
    """Return the steps made, the mean E and the accuracy of all that is learned from, and of tests.

    Accuracies are parts from 0 to 1.
    """
    to_learn, weights = lesson(state["what"]), [state["W_0"], state["W_1"]]
    trace = forward_unchecked(weights, to_learn.train.inputs)
    tested = forward_unchecked(weights, to_learn.test.inputs)
    E = float(squared_error(trace.o[2], to_learn.train.targets).mean())
    return state["steps"], E, right(trace, to_learn.train), right(tested, to_learn.test)


def right(trace: Trace, samples: Samples) -> float:
    """Return the part of the samples whose largest output is that of their label."""
    return float((trace.o[2].argmax(axis=1) == samples.labels).mean())
