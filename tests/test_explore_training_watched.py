import asyncio
import re
from base64 import b64decode
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from netlib.backward import backward
from netlib.checks import Array
from netlib.drawing.images import ink_image, signed_image
from netlib.explore import training_run
from netlib.explore.knobs import State
from netlib.explore.lessons import DIGITS, EDGE, POINTS, lesson
from netlib.explore.playing import PAUSE
from netlib.explore.training_panels import chord
from netlib.explore.training_run import EPOCHS, batch, begun, learned, spacing
from netlib.explore.training_watched import TrainingWatched
from netlib.forward import forward
from tests.loops import apart, on_a_loop
from tests.networks import loop_error, loop_gradient


@pytest.fixture
def explorer() -> TrainingWatched:
    return TrainingWatched()


def press(explorer: TrainingWatched, ref: str, times: int = 1) -> None:
    explorer._receive(explorer, {"id": "test", "events": [{"ref": ref, "press": times}]}, [])


def test_a_step_is_the_gradient_of_a_batch_written_out_in_loops(explorer: TrainingWatched) -> None:
    o_0, t = batch(lesson(POINTS), 0, 0)
    before = [explorer.state[name].copy() for name in ("W_0", "W_1")]
    gradients = [
        np.mean([loop_gradient(before, o, y, i) for o, y in zip(o_0, t, strict=True)], axis=0)
        for i in (0, 1)
    ]
    old = explorer.state
    press(explorer, "step")
    for i in (0, 1):
        np.testing.assert_allclose(explorer.state[f"W_{i}"], before[i] - 3 * gradients[i], 1e-12)
        np.testing.assert_array_equal(old[f"W_{i}"], before[i])  # never written into


def test_what_it_shows_is_what_loops_say(explorer: TrainingWatched) -> None:
    explorer.set_state({"steps": 30})
    n, train = explorer.numbers(), lesson(POINTS).train
    weights = [n["W_0"], n["W_1"]]
    pairs = list(zip(train.inputs, train.targets, strict=True))
    E = np.mean([loop_error(weights, o, t).real for o, t in pairs])
    np.testing.assert_allclose(n["E"], E, 1e-12)
    for i in (0, 1):
        gradient = np.mean([loop_gradient(weights, o, t, i) for o, t in pairs], axis=0)
        np.testing.assert_allclose(n[f"|dE/dW_{i}|"], np.linalg.norm(gradient), 1e-10)


@pytest.mark.parametrize("what", [POINTS, DIGITS])
def test_an_epoch_takes_every_sample_once_in_an_order_of_the_seed(what: str) -> None:
    to_learn = lesson(what)
    rows = [
        np.vstack([batch(to_learn, seed, k)[0] for k in range(to_learn.epoch)]) for seed in (0, 1)
    ]
    everything = to_learn.train.inputs
    assert not np.array_equal(rows[0], rows[1])
    for seen in rows:
        np.testing.assert_array_equal(np.sort(seen, axis=0), np.sort(everything, axis=0))


def test_the_same_steps_lead_to_the_same_state_whatever_the_way(explorer: TrainingWatched) -> None:
    press(explorer, "epoch", 2)
    press(explorer, "step", 7)
    straight = learned(explorer.start, 47)
    assert explorer.state.keys() == straight.keys()
    for name, value in straight.items():
        np.testing.assert_array_equal(explorer.state[name], value)
    other = TrainingWatched()
    other.set_state({"steps": 47})
    assert repr(other) == repr(explorer)
    assert other.picture == explorer.picture


def test_digits_learn_along_minus_the_gradient() -> None:
    state = begun({**TrainingWatched.start, "what": DIGITS, "rate": "1", "seed": 3})
    weights = [state["W_0"].copy(), state["W_1"].copy()]
    for k in range(60):
        o_0, t = batch(lesson(DIGITS), 3, k)
        slopes = backward(weights, forward(weights, o_0), t).weights
        weights = [W - 1.0 * dE for W, dE in zip(weights, slopes, strict=True)]
    after = learned(state, 60)
    np.testing.assert_allclose(after["W_0"], weights[0], 1e-10, 1e-14)
    np.testing.assert_allclose(after["W_1"], weights[1], 1e-10, 1e-14)


def test_a_curve_stays_short_and_even(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training_run, "measured", lambda state: (state["steps"], 0, 0, 0))
    state = learned(TrainingWatched.start, EPOCHS * lesson(POINTS).epoch + 5)
    assert state["steps"] == EPOCHS * lesson(POINTS).epoch  # not further
    at = state["curve"][:, 0]
    assert 50 < len(at) <= 101
    assert set(np.diff(at)) == {spacing(lesson(POINTS), state["steps"])}


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({}, "before its first step"),
        ({"steps": 1}, r"After 1 step of 8 points \(0\.05 epochs\), rate now 3: E has"),
        ({"steps": 800}, "E has fallen from"),
        ({"rate": "0.1", "steps": 400}, "it has hardly moved.*a larger rate"),
        ({"rate": "100", "steps": 100}, "it jumps.*Try a smaller rate"),
        ({"rate": "300", "steps": 400}, "nodes of o₂ are saturated.*next to nothing.*start over"),
        ({"what": DIGITS, "rate": "100", "steps": 200}, "nodes of o₂ are saturated"),
        ({"steps": EPOCHS * 20}, "After 500 epochs it stops here"),
    ],
)
def test_the_sentence_says_what_became_of_it(
    explorer: TrainingWatched, state: State, words: str
) -> None:
    explorer.set_state(state)
    assert not explorer.complaint
    assert re.search(words, explorer.sentence), explorer.sentence


def test_too_high_a_rate_is_seen_to_fail(explorer: TrainingWatched) -> None:
    explorer.set_state({"rate": "300", "steps": 400})
    n = explorer.numbers()
    assert n["E"] > explorer.start["curve"][0, 1]
    assert n["mean o_2(1-o_2)"] < 1e-6
    assert n["|dE/dW_0|"] < 1e-5
    assert n["|dE/dW_1|"] < 1e-5


def test_another_choice_begins_anew_and_start_over_keeps_it(explorer: TrainingWatched) -> None:
    press(explorer, "epoch")
    explorer.set_state({"rate": "10"})
    assert explorer.state["steps"] == 20  # a rate may be changed on the way
    explorer.set_state({"seed": 5})
    assert explorer.state["steps"] == 0
    first = explorer.picture
    press(explorer, "step")
    press(explorer, "reset")
    assert (explorer.state["seed"], explorer.state["rate"]) == (5, "10")
    assert explorer.picture == first


@pytest.mark.parametrize(
    ("state", "complaint"),
    [
        ({"rate": "7"}, "rate can be 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, but not 7."),
        ({"seed": "nan"}, "seed must be a finite number, not nan; it stays as it was."),
        ({"steps": -1}, "steps can be 0 to 10000, but not -1."),
        ({"curve": np.zeros((1, 4))}, "The curve is measured and can't be set."),
        ({"W_0": np.zeros((3, 8))}, "W_0 is (3, 8), but must be (8, 3) here."),
    ],
)
def test_it_refuses_in_words(explorer: TrainingWatched, state: State, complaint: str) -> None:
    before = explorer.picture
    explorer.set_state(state)
    assert explorer.complaint == complaint
    assert explorer.picture == before


def test_weights_as_large_as_floats_are_drawn_without_a_warning(explorer: TrainingWatched) -> None:
    explorer.set_state({"W_0": np.full((8, 3), -1e308), "W_1": np.full((2, 8), 1e308)})
    press(explorer, "step")
    explorer.check(explorer.state)
    explorer.set_state({"W_0": np.zeros((8, 3)), "W_1": np.zeros((2, 8))})
    explorer.check(explorer.state)
    assert not explorer.complaint


def test_a_border_runs_where_the_weighted_sum_is_zero() -> None:
    for row in np.random.default_rng(0).normal(size=(50, 3)):
        ends = chord(row)
        corners = [row @ (x, y, 1) for x in (-EDGE, EDGE) for y in (-EDGE, EDGE)]
        assert (ends is not None) == (min(corners) < 0 < max(corners))
        for x, y in ends or ():
            assert abs(row @ (x, y, 1)) < 1e-9
            assert max(abs(x), abs(y)) == pytest.approx(EDGE)
    assert chord(np.array([0.0, 0.0, 1.0])) is None
    assert chord(np.array([0.0, 2.0, -2.0])) == ((EDGE, 1.0), (-EDGE, 1.0))


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
    explorer: TrainingWatched, w: int, blue: tuple[int, int], orange: tuple[int, int]
) -> None:
    # o_2[0] is the larger output where x (or y) is above zero: right (or on top).
    W_0, W_1 = np.zeros((8, 3)), np.zeros((2, 8))
    W_0[0, w] = 9
    W_1[:, :2] = [[9, -9], [-9, 9]]  # the second node always says a half
    explorer.set_state({"W_0": W_0, "W_1": W_1})
    plane = pixels(next(x for x in explorer.picture.split("\n") if x.startswith("<image")))
    assert plane.shape == (40, 40, 3)
    assert plane[blue][2] > plane[blue][0]
    assert plane[orange][0] > plane[orange][2]


def test_digits_read_are_those_shown_and_the_repr_stays_short(explorer: TrainingWatched) -> None:
    explorer.set_state({"what": DIGITS, "steps": 400})
    answers, test = explorer.numbers()["answers"], lesson(DIGITS).test
    assert (answers == test.labels[:20]).mean() > 0.7
    assert explorer.picture.count("✗</text>") == (answers != test.labels[:20]).sum()
    assert len(repr(explorer)) < 5000
    assert explorer.picture.count("<image ") == 4 + 16
    assert len(explorer.picture.encode()) < 60_000
    explorer.check(explorer.state)


def test_frames_are_the_four_moments_and_all_differ(explorer: TrainingWatched) -> None:
    frames = explorer.frames()
    assert [name for name, _, _ in frames] == list(explorer.moments)
    assert len({svg for _, svg, _ in frames}) == len({words for _, _, words in frames}) == 4
    explorer.set_state(explorer.moments["rate too high"])
    assert explorer.picture == frames[2][1]


def test_it_can_be_driven_and_comes_back(explorer: TrainingWatched) -> None:
    before = explorer.picture
    assert apart(explorer.drive) > 15
    assert explorer.picture == before


def test_it_learns_while_it_plays(explorer: TrainingWatched) -> None:
    async def watch() -> None:
        press(explorer, "play")
        for _ in range(100):
            await asyncio.sleep(PAUSE)
            if explorer.state["steps"] >= 60:
                break
        press(explorer, "play")
        steps = explorer.state["steps"]
        await asyncio.sleep(3 * PAUSE)
        assert explorer.state["steps"] == steps >= 60
        assert steps % lesson(POINTS).stride == 0

    on_a_loop(watch())
    np.testing.assert_array_equal(
        explorer.state["W_0"], learned(explorer.start, explorer.state["steps"])["W_0"]
    )
