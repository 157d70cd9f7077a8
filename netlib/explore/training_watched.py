"""Notebook 07: a small network learns while one watches, and fails where the rate is too high."""

from dataclasses import replace
from itertools import pairwise

from netlib.drawing.svg import decimal
from netlib.explore.knobs import Knob
from netlib.explore.model import Explorer, Numbers, Panel
from netlib.explore.play import play_button
from netlib.explore.training_panels import answers, curves, gradient_sizes, hidden_nodes
from netlib.explore.training_run import (
    ACCURACY,
    EPOCHS,
    MEAN_SLOPE,
    TEST_ACCURACY,
    Training,
    restarted,
    shows,
    started,
    trained,
)
from netlib.explore.training_tasks import DIGITS, POINTS
from netlib.letters import E, Letter, W, dE_d, norm, o

RATES = (0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000)


def knobs(state: Training) -> list[Knob]:
    """Return play, the two kinds of step, what is learned, the rate and the seed."""
    return [
        play_button(state.playing),
        Knob("step", "one step", "button"),
        Knob("epoch", "one epoch", "button"),
        Knob("rate", "rate", "choice", options=RATES),
        Knob("what", "it learns", "choice", options=(POINTS, DIGITS)),
        Knob("seed", "seed", "number", 0, 9999, 1, whole=True),
    ]


def pressed(state: Training, button: Letter | str) -> Training:
    """Return the state a step or an epoch further on, or playing if it was not."""
    if button == "play":
        return replace(state, playing=not state.playing)
    return trained(state, 1 if button == "step" else state.task.epoch)


def settled(state: Training, of: Letter | str) -> Training:
    """Return the state at its first step, for another task or seed; a rate holds from now on."""
    return state if of == "rate" else restarted(state)


def further(state: Training) -> Training:
    """Return the state of the next picture, and stop where nothing more is learned."""
    state = trained(state, state.task.stride)
    return replace(state, playing=state.steps < state.last_step)


def draw(state: Training, n: Numbers) -> list[Panel]:
    """Return what the network answers, its hidden nodes, the curves, and the gradients."""
    return [
        Panel("answers", 275, 320, answers(state, n)),
        Panel("hidden nodes", 280, 320, hidden_nodes(state), x=275),
        Panel("curves", 305, 320, curves(state), x=555),
        Panel("gradients", 860, 145, gradient_sizes(n), y=320),
    ]


def describe(state: Training, n: Numbers) -> str:
    """Return what the drawing shows, in words, and what follows from it."""
    learned, steps = state.task, state.steps
    seen, others = (f"{100 * float(n[part]):.1f} %" for part in (ACCURACY, TEST_ACCURACY))
    score = f"{seen} of the {state.what} it sees and {others} of others are answered right"
    one, other = norm(dE_d(W(0))), norm(dE_d(W(1)))
    size = f"{one.prose} is {decimal(float(n[one]))} and {other.prose} {decimal(float(n[other]))}"
    if steps == 0:
        sizes = "{}, {} and {}".format(*learned.sizes)
        words = f"A network of {sizes} nodes before its first step: E is {decimal(float(n[E]))}"
        return f"{words}; {score}. {size}."
    many = f"{steps:,} step{'s' if steps > 1 else ''} of {learned.batch_size} {state.what}"
    epochs = f"{steps / learned.epoch:.4g} epochs"
    end = "" if steps < state.last_step else f" After {EPOCHS} epochs it stops here."
    outcome = _outcome(state, n, score, size)
    return f"After {many} ({epochs}), rate now {state.rate}: {outcome}{end}"


def _outcome(state: Training, n: Numbers, score: str, size: str) -> str:
    """Return whether E has fallen, and what is likely wrong with the rate if it hasn't."""
    error, first = float(n[E]), state.curve[0].E
    now, before, left = decimal(error), decimal(first), error / first if first else 0.0
    jump = max((b.E - a.E for a, b in pairwise(state.curve[-6:])), default=0.0)
    slope, flattest = min((float(n[letter]), layer) for layer, letter in MEAN_SLOPE.items())
    if left > 0.3 and slope < 1e-3:
        return (
            f"E is {now}, and was {before} at first; {score}. The steps were too long: the nodes "
            f"of {o(flattest).prose} are saturated, o(1 − o) is {decimal(slope)} in the mean, and "
            f"what comes back through them is next to nothing: {size}. A smaller rate now only "
            "makes the steps shorter still: choose one and start over."
        )
    if left > 0.3 and (jump > 0.1 * first or left > 1.1):
        return (
            f"E is {now} after {before} at first; {score}. It doesn’t just fall, it jumps: the "
            "steps are so long that they overshoot. Try a smaller rate."
        )
    if left > 0.9 and state.steps >= 10 * state.task.epoch:
        return (
            f"E is {now}, and was {before} at first: it has hardly moved; {score}. {size}: with "
            "steps this short, it takes patience or a larger rate."
        )
    return f"E has {'risen' if left > 1 else 'fallen'} from {before} to {now}; {score}. {size}."


EXPLORER = Explorer(
    title="Training, watched",
    try_this=(
        "Try this: press “play” and watch the lines of the hidden nodes close in on the points. "
        "Then choose rate 300, “start over” and “play”: what becomes of the gradients? And at 0.1? "
        "Last, let it learn digits."
    ),
    start=started, knobs=knobs, shows=shows, draw=draw, describe=describe, pressed=pressed,
    settled=settled, restarted=restarted, further=further,
    moments={
        "start": [],
        "after forty epochs": [{"ref": "epoch", "press": 40}],
        "rate too high": [{"ref": "rate", "set": 300}, {"ref": "epoch", "press": 20}],
        "digits, after five epochs": [{"ref": "what", "set": DIGITS}, {"ref": "epoch", "press": 5}],
    },
)  # fmt: skip
