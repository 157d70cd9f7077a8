"""Notebook 07: a small network learns while one watches, and fails where the rate is too high."""

from dataclasses import replace
from itertools import pairwise

from netlib.checks import Array
from netlib.drawing.marks import Marks
from netlib.drawing.panel import Panel
from netlib.drawing.svg import decimal
from netlib.explore.about import about_knob, chain_about
from netlib.explore.knobs import Knob
from netlib.explore.model import Event, Explorer, Look, Numbers
from netlib.explore.play import play_button
from netlib.explore.training_panels import answers, curves, gradient_sizes, hidden_nodes
from netlib.explore.training_run import (
    ACCURACY,
    ANSWERS,
    EPOCHS,
    MEAN_SLOPE,
    NOTHING,
    TEST_ACCURACY,
    Training,
    restarted,
    shows,
    started,
    trained,
)
from netlib.explore.training_tasks import DIGITS, POINTS
from netlib.letters import E, Letter, W, dE_d, norm, o

CHAIN = (
    (Letter("o"), "forward"), (E, "½ |o_2 − t|^2"), (Letter("sigma"), "backward"),
    (dE_d(Letter("W")), "σ_i o_i^T"), (Letter("W"), "− rate · ∂E/∂W"),
)  # fmt: skip
RATES = (0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000)


def knobs(state: Training) -> list[Knob]:
    """Return play, the two kinds of step, what is learned, the rate and the seed."""
    return [
        play_button(state.playing),
        Knob("step", "one step", "button", group="Learn"),
        Knob("epoch", "one epoch", "button", group="Learn"),
        Knob("rate", "rate", "choice", options=RATES, group="rate"),
        Knob("what", "it learns", "choice", options=(POINTS, DIGITS), group="it learns"),
        Knob("seed", "seed", "number", 0, 9999, 1, whole=True, group="seed"),
        about_knob(CHAIN),
    ]


def pressed(state: Training, button: Letter | str) -> Training:
    """Return the state a step or an epoch further on, or playing if it was not."""
    if button == "play":
        return replace(state, playing=not state.playing)
    return trained(state, 1 if button == "step" else state.task.epoch)


def settled(state: Training, of: Letter | str) -> Training:
    """Return the state at its first step, for another task or seed; a rate holds from now on."""
    return state if of in ("rate", "about") else restarted(state)


def further(state: Training) -> Training:
    """Return the state of the next picture, and stop where nothing more is learned."""
    state = trained(state, state.task.stride)
    return replace(state, playing=state.steps < state.last_step)


def retold(state: Training) -> list[Event]:
    """Return what was learned, at which rates, as the acts that do it again."""
    events: list[Event] = [{"ref": "what", "set": state.what}, {"ref": "seed", "set": state.seed}]
    for rate, steps in state.learned:
        epochs, rest = divmod(steps, state.task.epoch)
        pressed = [{"ref": "epoch", "press": epochs}, {"ref": "step", "press": rest}]
        events += [{"ref": "rate", "set": rate}, *pressed]
    return events


def unsaid(_: Training) -> set[Letter]:
    """Return the letters that change with every step, which go without saying."""
    return {W(0), W(1), ANSWERS, *MEAN_SLOPE.values()}


def draw(state: Training, n: Numbers, look: Look) -> list[Panel]:
    """Return the loop, what the network answers, its hidden nodes, curves, and gradients."""
    marks = Marks(moved=look.moved)
    return [
        chain_about(CHAIN, state.about, look.narrow),
        answers(state, n, marks),
        hidden_nodes(state, look.narrow),
        curves(state, marks, look.narrow),
        gradient_sizes(n, marks, look.narrow),
    ]


def describe(state: Training, n: Numbers) -> str:
    """Return what the drawing shows, in words, and what follows from it."""
    learned, steps = state.task, state.steps
    if state.about != NOTHING:
        return _spoken_of(state, n)
    if steps == 0:
        sizes = "{}, {} and {}".format(*learned.sizes)
        error, right = decimal(float(n[E])), _percent(n[ACCURACY])
        return (
            f"A network of {sizes} nodes before its first step: E is {error}, and {right} of the "
            f"{state.what} it sees are answered right."
        )
    many = f"{steps:,} step{'s' if steps > 1 else ''} of {learned.batch_size} {state.what}"
    epochs = f"{steps / learned.epoch:.4g} epochs"
    end = "" if steps < state.last_step else f" After {EPOCHS} epochs it stops here."
    return f"After {many} ({epochs}), rate now {state.rate}: {_outcome(state, n)}{end}"


def _percent(part: Array) -> str:
    return f"{100 * float(part):.1f} %"


def _spoken_of(state: Training, n: Numbers) -> str:
    """Return what the letter is that was pressed in the loop, with its numbers now."""
    size = {i: decimal(float(n[norm(dE_d(W(i)))])) for i in (0, 1)}
    slope = {i: decimal(float(n[letter])) for i, letter in MEAN_SLOPE.items()}
    match state.about.kind:
        case "o":
            seen, others = _percent(n[ACCURACY]), _percent(n[TEST_ACCURACY])
            return (
                f"The forward pass: all samples go through W₀ and W₁. {seen} of the {state.what} "
                f"it sees are answered right, {others} of others."
            )
        case "E":
            now, first = decimal(float(n[E])), decimal(state.curve[0].E)
            return (
                f"The squared error of a sample, in the mean over all: E is {now}, and was {first} "
                "before the first step."
            )
        case "sigma":
            return (
                f"The error signal on its way back: σ₁ carries o₂(1 − o₂), {slope[2]} in the mean; "
                f"σ₀ carries o₁(1 − o₁) as well, {slope[1]}."
            )
        case "dE":
            return (
                "Each weight gets the signal at its end times the output at its beginning, in the "
                f"mean over the batch: |∂E/∂W₁| is {size[1]}, |∂E/∂W₀| {size[0]}."
            )
    return (
        f"A step subtracts {state.rate} times the gradient from W₁ and W₀; then the loop begins "
        f"anew with the next {state.task.batch_size} {state.what}."
    )


def _outcome(state: Training, n: Numbers) -> str:
    """Return whether E has fallen, and what is likely wrong with the rate if it hasn't."""
    error, first = float(n[E]), state.curve[0].E
    now, before, left = decimal(error), decimal(first), error / first if first else 0.0
    jump = max((b.E - a.E for a, b in pairwise(state.curve[-6:])), default=0.0)
    slope, flattest = min((float(n[letter]), layer) for layer, letter in MEAN_SLOPE.items())
    if left > 0.3 and slope < 1e-3:
        return (
            f"the steps were too long. The nodes of {o(flattest).prose} are saturated, so next to "
            "nothing comes back through them. A smaller rate now only makes steps shorter still: "
            "choose one and start over."
        )
    if left > 0.3 and (jump > 0.1 * first or left > 1.1):
        return (
            f"E is {now} after {before} at first. It doesn’t just fall, it jumps: the steps are so "
            "long that they overshoot. Try a smaller rate."
        )
    if left > 0.9 and state.steps >= 10 * state.task.epoch:
        return (
            f"E is {now}, and was {before} at first: it has hardly moved. With steps this short, "
            "it takes patience or a larger rate."
        )
    right = f"{_percent(n[ACCURACY])} of what it sees and {_percent(n[TEST_ACCURACY])} of others"
    fallen = "risen" if left > 1 else "fallen"
    return f"E has {fallen} from {before} to {now}; {right} are answered right."


EXPLORER = Explorer(
    title="Training, watched",
    tries=(
        "Press “play”, and watch the lines of the hidden nodes close in on the points.",
        "Choose rate 300, “start over” and “play”: what becomes of the gradients?",
        "And at rate 0.1?",
        "Let it learn digits: which rows of W₀ begin to look like strokes?",
    ),
    start=started, knobs=knobs, shows=shows, draw=draw, describe=describe, pressed=pressed,
    settled=settled, restarted=restarted, further=further, unsaid=unsaid, retold=retold,
    moments={
        "start": [],
        "after forty epochs": [{"ref": "epoch", "press": 40}],
        "rate too high": [{"ref": "rate", "set": 300}, {"ref": "epoch", "press": 20}],
        "digits, after five epochs": [{"ref": "what", "set": DIGITS}, {"ref": "epoch", "press": 5}],
    },
)  # fmt: skip
