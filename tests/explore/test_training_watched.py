"""Explorer 07: its training step by step, and its numbers by their definitions."""

import asyncio
import re
from base64 import b64decode
from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from netlib.backward import backward
from netlib.checks import Array
from netlib.drawing.images import ink_image, signed_image
from netlib.explore import EXPLORERS, training_run
from netlib.explore.model import WIDE, Event, Numbers
from netlib.explore.play import PAUSE
from netlib.explore.training_plane import chord
from netlib.explore.training_run import (
    ACCURACY,
    ANSWERS,
    EPOCHS,
    MEAN_SLOPE,
    TEST_ACCURACY,
    Measurement,
    Training,
    batches,
    measured,
    shows,
    spacing,
    started,
    trained,
)
from netlib.explore.training_tasks import DIGITS, EDGE, POINTS, task
from netlib.explore.training_watched import EXPLORER
from netlib.forward import forward, logistic
from netlib.letters import E, W, dE_d, norm
from netlib.numerical import complex_step
from netlib.training import accuracy
from tests.loops import on_a_loop
from tests.networks import loop_error, loop_gradient


def check(state: Training, n: Numbers) -> None:
    """Assert E and accuracies against their definitions, and gradients by a complex step.

    A weight gradient's length is the derivative of E along its own direction.
    """
    weights, train, test = state.weights, task(state.what).train, task(state.what).test
    trace = forward(weights, train.inputs)

    def error(o_2: Array) -> Array:
        return ((o_2 - train.targets) ** 2).sum(axis=1).mean() / 2

    np.testing.assert_allclose(n[E], error(trace.o[2]), rtol=1e-12)
    assert n[ACCURACY] == accuracy(weights, train.inputs, train.labels)
    assert n[TEST_ACCURACY] == accuracy(weights, test.inputs, test.labels)
    assert (ANSWERS in n) == (state.what == DIGITS)
    if ANSWERS in n:
        answers = forward(weights, test.inputs[:20]).o[2].argmax(axis=1)
        np.testing.assert_array_equal(n[ANSWERS], answers)
    gradients = backward(weights, trace, train.targets).weights
    for i in (0, 1):
        np.testing.assert_array_equal(n[W(i)], weights[i])
        away = np.exp(-np.abs(trace.s[i]))
        slope = (away / (1 + away) ** 2).mean()  # the explorer's 1 - o is rounded near 0
        np.testing.assert_allclose(n[MEAN_SLOPE[i + 1]], slope, rtol=1e-9, atol=1e-15)
        along = gradients[i] / max(float(np.linalg.norm(gradients[i])), 1e-300)

        def error_at(far: Array, i: int = i, along: Array = along) -> Array:
            o = logistic(trace.s[i] + far[0] * (trace.o[i] @ along.T))
            return error(o if i == 1 else logistic(o @ weights[1].T))

        by_step = complex_step(error_at, np.zeros(1))[0]
        np.testing.assert_allclose(n[norm(dE_d(W(i)))], by_step, rtol=1e-6, atol=1e-12)


def after(*events: Event) -> Training:
    """Return the state after the events."""
    state, complaint = EXPLORER.act(EXPLORER.start(), events)
    assert not complaint
    return state


def pressed(button: str, times: int = 1) -> Event:
    return {"ref": button, "press": times}


def chosen(ref: str, value: object) -> Event:
    return {"ref": ref, "set": value}


def test_a_step_is_the_gradient_of_a_batch_written_out_in_loops() -> None:
    ((o_0, t),) = batches(task(POINTS), 0, 0, 1)
    old = started()
    before = [W.copy() for W in old.weights]
    state, _ = EXPLORER.act(old, [pressed("step")])
    for i in (0, 1):
        each = [loop_gradient(before, o, y, i) for o, y in zip(o_0, t, strict=True)]
        np.testing.assert_allclose(state.weights[i], before[i] - 3 * np.mean(each, axis=0), 1e-12)
        np.testing.assert_array_equal(old.weights[i], before[i])  # never written into


def test_what_it_shows_is_what_loops_say() -> None:
    state, train = trained(started(), 30), task(POINTS).train
    n, weights = shows(state), list(state.weights)
    pairs = list(zip(train.inputs, train.targets, strict=True))
    np.testing.assert_allclose(n[E], np.mean([loop_error(weights, *pair).real for pair in pairs]))
    for i in (0, 1):
        gradient = np.mean([loop_gradient(weights, *pair, i) for pair in pairs], axis=0)
        np.testing.assert_allclose(n[norm(dE_d(W(i)))], np.linalg.norm(gradient), 1e-10)


@pytest.mark.parametrize("what", [POINTS, DIGITS])
def test_an_epoch_takes_every_sample_once_in_an_order_of_the_seed(what: str) -> None:
    learned = task(what)
    seen = [
        np.vstack([o_0 for o_0, _ in batches(learned, seed, start, start + learned.epoch)])
        for seed, start in ((0, 0), (1, 0), (0, learned.epoch))
    ]
    for one, other in ((0, 1), (0, 2), (1, 2)):
        assert not np.array_equal(seen[one], seen[other])
    everything = sorted(row.tobytes() for row in learned.train.inputs)
    for rows in seen:
        assert sorted(row.tobytes() for row in rows) == everything


def test_the_same_steps_lead_to_the_same_state_whatever_the_way() -> None:
    one, other = after(pressed("epoch", 2), pressed("step", 7)), trained(started(), 47)
    assert vars(one).keys() == vars(other).keys()
    for i in (0, 1):
        np.testing.assert_array_equal(one.weights[i], other.weights[i])
    assert {**vars(one), "weights": ()} == {**vars(other), "weights": ()}
    assert EXPLORER.picture(one) == EXPLORER.picture(other)


def test_digits_learn_along_minus_the_gradient() -> None:
    state = started(DIGITS, seed=3, rate=1)
    weights = list(state.weights)
    for o_0, t in batches(task(DIGITS), 3, 0, 60):
        slopes = backward(weights, forward(weights, o_0), t).weights
        weights = [W - 1.0 * dE for W, dE in zip(weights, slopes, strict=True)]
    for W_i, by_hand in zip(trained(state, 60).weights, weights, strict=True):
        np.testing.assert_allclose(W_i, by_hand, 1e-10, 1e-14)


def test_a_curve_stays_short_and_even(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = Measurement(0, 0, 0, 0)
    monkeypatch.setattr(
        training_run, "measured", lambda task, weights, steps: nothing._replace(steps=steps)
    )
    state = trained(started(), EPOCHS * task(POINTS).epoch + 5)
    assert state.steps == EPOCHS * task(POINTS).epoch  # not further
    at = [measurement.steps for measurement in state.curve]
    assert 50 < len(at) <= 101
    assert set(np.diff(at)) == {spacing(task(POINTS), state.steps)}
    assert trained(state, 1).steps == state.steps


def test_the_latest_measurement_is_of_the_weights_there_are() -> None:
    for steps in (0, 7, 20):  # at the start, between two points of the curve, and at one
        state = trained(started(), steps)
        train = task(POINTS).train
        assert state.latest.steps == steps
        assert state.latest.accuracy == accuracy(state.weights, train.inputs, train.labels)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ((POINTS, 3, 0), "before its first step"),
        ((POINTS, 3, 1), r"After 1 step of 8 points \(0\.05 epochs\), rate now 3: E has"),
        ((POINTS, 3, 800), "E has fallen from"),
        ((POINTS, 0.1, 400), r"rate now 0\.1: .*it has hardly moved.*a larger rate"),
        ((POINTS, 100, 100), "it jumps.*Try a smaller rate"),
        ((POINTS, 300, 400), "nodes of o₂ are saturated.*next to nothing.*start over"),
        ((DIGITS, 100, 200), "nodes of o₂ are saturated"),
        ((POINTS, 3, EPOCHS * 20), "After 500 epochs it stops here"),
    ],
)
def test_the_sentence_says_what_became_of_it(state: tuple[str, float, int], words: str) -> None:
    what, rate, steps = state
    said = EXPLORER.picture(trained(started(what, rate=rate), steps)).words
    assert re.search(words, said), said


def test_too_high_a_rate_is_seen_to_fail() -> None:
    state = after(chosen("rate", "300"), pressed("epoch", 20))
    n = shows(state)
    assert n[E] > state.curve[0].E
    assert n[MEAN_SLOPE[2]] < 1e-6
    assert max(n[norm(dE_d(W(i)))] for i in (0, 1)) < 1e-5


def test_another_choice_begins_anew_and_start_over_keeps_it() -> None:
    explorer: Any = EXPLORERS["07"]()
    explorer.act([pressed("epoch")])
    explorer.set_state({"rate": 10})
    assert (explorer.state.steps, explorer.state.rate) == (20, 10)  # it may change on the way
    explorer.set_state({"seed": 5})
    assert explorer.state.steps == 0
    first = explorer.picture
    explorer.act([pressed("step"), pressed("reset")])
    assert (explorer.state.seed, explorer.state.rate) == (5, 10)
    assert explorer.picture == first


def test_choices_read_as_they_are_written() -> None:
    (rate,) = (x for x in EXPLORER.inputs(started(rate=0.3)) if x["ref"] == "rate")
    assert rate["options"] == ["0.1", "0.3", "1", "3", "10", "30", "100", "300", "1000"]
    assert rate["value"] == "0.3"


@pytest.mark.parametrize(
    ("ref", "value", "complaint"),
    [
        ("rate", 7, "rate can be 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, but not 7."),
        ("seed", "nan", "seed must be a finite number, not nan; it stays as it was."),
        ("steps", 30, "There is nothing called “steps” here."),
        ("E", 0, "E is computed and can’t be set."),
        ("W_0[1,2]", 0, "w₂₃ of W₀ is computed and can’t be set."),
    ],
)
def test_it_refuses_in_words(ref: str, value: object, complaint: str) -> None:
    before = started()
    assert EXPLORER.act(before, [chosen(ref, value)]) == (before, complaint)


def with_weights(W_0: Array, W_1: Array) -> Training:
    curve = (measured(task(POINTS), (W_0, W_1), 0),)
    return replace(started(), weights=(W_0, W_1), curve=curve)


@pytest.mark.parametrize("size", [0.0, 1e6, 1e300])
def test_weights_of_any_size_are_drawn_without_a_warning(size: float) -> None:
    state = with_weights(np.full((8, 3), -size), np.full((2, 8), size))
    for moved in (state, trained(state, 1)):
        drawing = EXPLORER.picture(moved)
        assert "nan" not in drawing.svg + drawing.words
    if size <= 1e6:
        check(state, shows(state))


def test_a_border_runs_where_the_weighted_sum_is_zero() -> None:
    for row in np.random.default_rng(0).normal(size=(50, 3)):
        ends = chord(row)
        corners = [row @ (x, y, 1) for x in (-EDGE, EDGE) for y in (-EDGE, EDGE)]
        assert bool(ends) == (min(corners) < 0 < max(corners))
        for x, y in ends:
            assert abs(row @ (x, y, 1)) < 1e-9
            assert max(abs(x), abs(y)) == pytest.approx(EDGE)
    assert chord(np.array([0.0, 0.0, 1.0])) == chord(np.array([0.0, 1.0, -4.0])) == []
    assert chord(np.array([0.0, 2.0, -2.0])) == [(EDGE, 1.0), (-EDGE, 1.0)]


def pixels(line: str) -> Array:
    (data,) = re.findall('base64,([^"]*)', line)
    image = Image.open(BytesIO(b64decode(data)))
    return np.asarray(image.convert("RGB")).astype(int)


def test_an_image_shows_signs_by_colour_and_by_darkness() -> None:
    (below, zero, above), (more, _, _) = pixels(
        signed_image((0, 0, 30, 20), np.array([[-2.0, 0, 2], [9, 0, 0]]), 2.0)
    )
    assert below[0] > below[2]  # orange
    assert above[2] > above[0]  # blue
    assert below.sum() > zero.sum() > above.sum()
    assert (more == above).all()
    paper, ink = pixels(ink_image((0, 0, 20, 10), np.array([[0.0, 1.0]])))[0]
    assert (paper.tolist(), ink.tolist()) == ([255] * 3, [0] * 3)


@pytest.mark.parametrize(("w", "blue", "orange"), [(0, (20, 39), (20, 0)), (1, (0, 20), (39, 20))])
def test_the_plane_is_coloured_by_what_is_answered_there(
    w: int, blue: tuple[int, int], orange: tuple[int, int]
) -> None:
    # o_2[0] is the larger output where x (or y) is above zero: right (or on top).
    W_0, W_1 = np.zeros((8, 3)), np.zeros((2, 8))
    W_0[0, w] = 9
    W_1[:, :2] = [[9, -9], [-9, 9]]  # the second node always says a half
    state = with_weights(W_0, W_1)
    lines = (line for panel in EXPLORER.draw(state, shows(state), WIDE) for line in panel.lines)
    plane = pixels(next(line for line in lines if line.startswith("<image")))
    assert plane.shape == (40, 40, 3)
    assert plane[blue][2] > plane[blue][0]
    assert plane[orange][0] > plane[orange][2]


def test_digits_read_are_those_shown_and_the_repr_stays_short() -> None:
    explorer: Any = EXPLORERS["07"]()
    explorer.act([chosen("what", DIGITS), pressed("epoch", 2)])
    answers, labels = explorer.numbers()["answers"], task(DIGITS).test.labels[:20]
    assert (answers == labels).mean() > 0.7
    assert explorer.picture.count("✗</text>") == (answers != labels).sum()
    assert len(repr(explorer)) < 5000
    assert explorer.picture.count("<image ") == 4 + 16
    assert len(explorer.picture.encode()) < 60_000
    check(explorer.state, shows(explorer.state))


def test_its_numbers_have_the_names_that_pages_use() -> None:
    assert list(EXPLORERS["07"]().numbers()) == [
        "E", "accuracy", "test accuracy", "mean o_2(1-o_2)", "|dE/dW_1|", "mean o_1(1-o_1)",
        "|dE/dW_0|", "W_0", "W_1",
    ]  # fmt: skip


def test_frames_are_the_four_moments_and_all_differ() -> None:
    frames = EXPLORER.frames()
    assert [name for name, _, _ in frames] == list(EXPLORER.moments)
    assert len({svg for _, svg, _ in frames}) == len({words for _, _, words in frames}) == 4
    assert EXPLORER.picture(trained(started(rate=300), 400)).svg == frames[2][1]


def test_it_learns_while_it_plays() -> None:
    explorer: Any = EXPLORERS["07"]()

    async def watch() -> None:
        explorer.act([pressed("play")])
        for _ in range(100):
            await asyncio.sleep(PAUSE)
            if explorer.state.steps >= 60:
                break
        explorer.act([pressed("play")])
        steps = explorer.state.steps
        await asyncio.sleep(3 * PAUSE)
        assert explorer.state.steps == steps >= 60
        assert steps % task(POINTS).stride == 0

    on_a_loop(watch())
    straight = trained(started(), explorer.state.steps)
    np.testing.assert_array_equal(explorer.state.weights[0], straight.weights[0])
    explorer.close()


def test_it_plays_to_the_last_step_and_stops() -> None:
    state = replace(started(), steps=EPOCHS * task(POINTS).epoch - 25, playing=True)
    assert EXPLORER.further
    state = EXPLORER.further(state)
    assert state.playing
    state = EXPLORER.further(state)
    assert (state.playing, state.steps) == (False, EPOCHS * task(POINTS).epoch)
