"""Notebook 07: a small network learns while one watches, and fails where the rate is too high."""

from typing import ClassVar

import numpy as np

from netlib.backward import backward, backward_unchecked
from netlib.checks import Array
from netlib.drawing.svg import Drawing, decimal
from netlib.error import squared_error
from netlib.explore.knobs import LARGEST, Knob, State
from netlib.explore.lessons import DIGITS, POINTS, lesson
from netlib.explore.network_state import weights_of
from netlib.explore.playing import Playing, play_button
from netlib.explore.training_panels import (
    answers,
    answers_shown,
    curves,
    hidden_nodes,
    sizes_of_slopes,
)
from netlib.explore.training_run import EPOCHS, begun, learned, now
from netlib.forward import forward, forward_unchecked
from netlib.numerical import complex_step
from netlib.training import accuracy

RATES = ("0.1", "0.3", "1", "3", "10", "30", "100", "300", "1000")


class TrainingWatched(Playing):
    """Gradient descent, one batch after the other, with all that it changes."""

    title = "Training, watched"
    try_this = (
        "Try this: press “play” and watch the lines of the hidden nodes close in on the points. "
        "Then choose rate 300, “start over” and “play”: what becomes of the gradients? And at 0.1? "
        "Last, let it learn digits."
    )
    start: ClassVar[State] = begun({"what": POINTS, "seed": 0, "rate": "3"})
    moments: ClassVar = {
        "start": {},
        "after forty epochs": {"steps": 800},
        "rate too high": {"rate": "300", "steps": 400},
        "digits, after five epochs": {"what": DIGITS, "steps": 1000},
    }

    def knobs(self, state: State) -> list[Knob]:
        """Return play, the two kinds of step, what is learned, the rate and the seed."""
        return [
            play_button(state),
            Knob("step", "one step", "button"),
            Knob("epoch", "one epoch", "button"),
            Knob("rate", "rate", "choice", options=RATES),
            Knob("what", "it learns", "choice", options=(POINTS, DIGITS)),
            Knob("seed", "seed", "number", 0, 9999, 1, whole=True),
        ]

    def pressed(self, state: State, ref: str) -> State:
        """Return the state a step or an epoch further on, or playing if it was not."""
        if ref == "play":
            return {**state, "playing": not state["playing"]}
        return learned(state, 1 if ref == "step" else lesson(state["what"]).epoch)

    def further(self, state: State) -> State:
        """Return the state of the next picture, and stop where nothing more is learned."""
        state = learned(state, lesson(state["what"]).stride)
        return {**state, "playing": state["steps"] < most(state)}

    def settled(self, state: State, ref: str) -> State:
        """Return the state at its first step, for another lesson, seed or other weights.

        For a number of steps, the state after as many, all at the rate that is set.
        """
        if ref in ("what", "seed"):
            return begun(state)
        if ref in ("W_0", "W_1"):
            return begun(state, [np.clip(W, -LARGEST, LARGEST) for W in weights_of(state)])
        if ref == "steps":
            if not 0 <= state["steps"] <= most(state):
                raise ValueError(f"steps can be 0 to {most(state)}, but not {state['steps']}.")
            return learned(begun(state), state["steps"])
        if ref == "curve":
            raise ValueError("The curve is measured and can't be set.")
        return state

    def anew(self, state: State) -> State:
        """Return the same lesson, seed and rate before the first step."""
        return begun(state)

    def shows(self, state: State) -> dict[str, Array]:
        """Return E, accuracies, the length of each weight gradient, and what scales it."""
        to_learn, weights = lesson(state["what"]), weights_of(state)
        trace = forward_unchecked(weights, to_learn.train.inputs)
        gradients = backward_unchecked(weights, trace, to_learn.train.targets)
        _, E, learnt, tested = now(state)
        found = {"E": E, "accuracy": learnt, "test accuracy": tested}
        for i in (1, 0):
            o = trace.o[i + 1]
            found[f"mean o_{i + 1}(1-o_{i + 1})"] = float((o * (1 - o)).mean())
            found[f"|dE/dW_{i}|"] = float(np.linalg.norm(gradients.weights[i]))
        numbers = {name: np.array(value) for name, value in found.items()}
        return numbers | answers_shown(state) | {"W_0": weights[0], "W_1": weights[1]}

    def frames(self) -> list[tuple[str, str, str]]:
        """Return its named moments for paper, each learned from the start."""
        found = []
        for name, moment in self.moments.items():
            state = self.start
            for ref, value in moment.items():
                state = self.settled({**state, ref: value}, ref)
            drawing = self.draw(state)
            found.append((name, drawing.svg, drawing.words))
        return found

    def check(self, state: State) -> None:
        """Assert E and accuracies against their definitions, and gradients by a complex step.

        A weight gradient's length is the derivative of E along its own direction.
        """
        n, weights, to_learn = self.shows(state), weights_of(state), lesson(state["what"])
        train, test = to_learn.train, to_learn.test
        trace = forward(weights, train.inputs)
        assert np.isclose(n["E"], squared_error(trace.o[2], train.targets).mean(), rtol=1e-12)
        assert n["accuracy"] == accuracy(weights, train.inputs, train.labels)
        assert n["test accuracy"] == accuracy(weights, test.inputs, test.labels)
        gradients = backward(weights, trace, train.targets).weights
        for i in (0, 1):
            slope = np.exp(-np.abs(trace.s[i])) / (1 + np.exp(-np.abs(trace.s[i]))) ** 2
            assert np.isclose(n[f"mean o_{i + 1}(1-o_{i + 1})"], slope.mean(), rtol=1e-6)
            along = gradients[i] / max(float(np.linalg.norm(gradients[i])), 1e-300)

            def error_at(far: Array, i: int = i, along: Array = along) -> Array:
                moved = [W + far[0] * along if j == i else W for j, W in enumerate(weights)]
                return squared_error(forward(moved, train.inputs).o[2], train.targets).mean()

            by_step = complex_step(error_at, np.zeros(1))
            assert np.allclose(n[f"|dE/dW_{i}|"], by_step, rtol=1e-6, atol=1e-12)

    def draw(self, state: State) -> Drawing:
        """Return what the network answers, its hidden nodes, the curves, and the gradients."""
        n = self.shows(state)
        lines = [*answers(state, n), *hidden_nodes(state), *curves(state, n), *sizes_of_slopes(n)]
        return Drawing(860, 465, self.title, describe(state, n), tuple(lines))


def describe(state: State, numbers: dict[str, Array]) -> str:
    """Return what the drawing shows, in words, and what follows from it."""
    n = {name: float(value) for name, value in numbers.items() if value.ndim == 0}
    to_learn, steps = lesson(state["what"]), state["steps"]
    E, first = n["E"], float(state["curve"][0, 1])
    size = f"|∂E/∂W₀| is {decimal(n['|dE/dW_0|'])} and |∂E/∂W₁| {decimal(n['|dE/dW_1|'])}"
    score = (
        f"{_percent(n['accuracy'])} of the {state['what']} it sees and "
        f"{_percent(n['test accuracy'])} of others are answered right"
    )
    if steps == 0:
        sizes = "{}, {} and {}".format(*to_learn.sizes)
        words = f"A network of {sizes} nodes before its first step: E is {decimal(E)}; {score}."
        return f"{words} {size}."
    many = f"{steps:,} step{'s' if steps > 1 else ''} of {to_learn.batch} {state['what']}"
    words = f"After {many} ({steps / to_learn.epoch:.4g} epochs), rate now {state['rate']}: "
    end = "" if steps < most(state) else f" After {EPOCHS} epochs it stops here."
    flattest = min(n["mean o_1(1-o_1)"], n["mean o_2(1-o_2)"])
    left = E / first if first else 0.0
    jump = float(np.diff(state["curve"][-6:, 1]).max(initial=0))
    if left > 0.3 and flattest < 1e-3:
        o = "o₂" if flattest == n["mean o_2(1-o_2)"] else "o₁"
        words += (
            f"E is {decimal(E)}, and was {decimal(first)} at first; {score}. The steps were too "
            f"long: the nodes of {o} are saturated, o(1 − o) is {decimal(flattest)} in the mean, "
            f"and what comes back through them is next to nothing: {size}. A smaller rate now only "
            "makes the steps shorter still: choose one and start over."
        )
    elif left > 0.3 and (jump > 0.1 * first or left > 1.1):
        words += (
            f"E is {decimal(E)} after {decimal(first)} at first; {score}. It doesn’t just fall, it "
            "jumps: the steps are so long that they overshoot. Try a smaller rate."
        )
    elif left > 0.9 and steps >= 10 * to_learn.epoch:
        words += (
            f"E is {decimal(E)}, and was {decimal(first)} at first: it has hardly moved; {score}. "
            f"{size}: with steps this short, it takes patience or a larger rate."
        )
    else:
        way = "risen" if left > 1 else "fallen"
        words += f"E has {way} from {decimal(first)} to {decimal(E)}; {score}. {size}."
    return words + end


def most(state: State) -> int:
    """Return the number of steps at which nothing more is learned."""
    return EPOCHS * lesson(state["what"]).epoch


def _percent(part: float) -> str:
    return f"{100 * part:.1f} %"
