import errno
import math
import time
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from netlib.checks import Array
from netlib.digits import load_digits
from netlib.files import check_writable
from netlib.forward import forward
from netlib.training import accuracy, cosine, initial_weights, load, save, train
from tests.networks import SIZES, loop_error, loop_gradient, random_network

ONE_STEP = {"epochs": 1, "batch_size": 1, "learning_rate": 0.5, "seed": 0}


def descend(weights: list[Array], o_0: Array, t: Array, rate: float, steps: int) -> list[Array]:
    """Gradient descent on the mean of the samples, with gradients found by loops."""
    for _ in range(steps):
        means = [
            np.mean([loop_gradient(weights, x, y, i) for x, y in zip(o_0, t, strict=True)], axis=0)
            for i in range(len(weights))
        ]
        weights = [W - rate * mean for W, mean in zip(weights, means, strict=True)]
    return weights


@pytest.mark.parametrize("sizes", SIZES)
def test_steps_are_those_of_gradients_found_by_loops(sizes: tuple[int, ...]) -> None:
    weights, o_0, t = random_network(sizes, batch=3)
    settings: dict[str, Any] = {"epochs": 2, "batch_size": 3, "learning_rate": 0.5, "seed": 0}
    history = train(weights, o_0, t, **settings)
    for W, expected in zip(history.weights, descend(weights, o_0, t, 0.5, 2), strict=True):
        np.testing.assert_allclose(W, expected, rtol=1e-10, atol=1e-13)


def test_an_epoch_takes_a_step_for_every_batch_also_the_smaller_last() -> None:
    weights, o_0, t = random_network((4, 3, 2))
    same = np.tile(o_0, (5, 1)), np.tile(t, (5, 1))  # so that the order makes no difference
    history = train(weights, *same, epochs=1, batch_size=2, learning_rate=0.5, seed=0)
    expected = descend(weights, o_0[None], t[None], 0.5, steps=3)
    for W, by_loops in zip(history.weights, expected, strict=True):
        np.testing.assert_allclose(W, by_loops, rtol=1e-10, atol=1e-13)


def test_every_sample_is_seen_once_an_epoch_and_measured_before_it_is_learned() -> None:
    weights, o_0, t = random_network((4, 3, 2), batch=7)
    still = train(weights, o_0, t, epochs=2, batch_size=3, learning_rate=0.0, seed=0)
    mean = sum(loop_error(weights, x, y).real for x, y in zip(o_0, t, strict=True)) / 7
    np.testing.assert_allclose(still.error, [mean, mean], rtol=1e-12)
    moving = train(weights, o_0, t, epochs=1, batch_size=7, learning_rate=0.5, seed=0)
    assert moving.error == pytest.approx([mean], rel=1e-12)
    assert len(still.accuracy) == len(still.seconds) == 2


def test_accuracy_of_an_epoch_is_that_of_its_samples() -> None:
    weights, o_0, t = random_network((4, 3, 2), batch=50)
    history = train(weights, o_0, t, epochs=1, batch_size=8, learning_rate=0.0, seed=0)
    assert list(history.accuracy) == [accuracy(weights, o_0, t.argmax(axis=1))]
    assert 0.1 < history.accuracy[0] < 0.9


def test_the_seed_decides_and_the_callers_weights_stay() -> None:
    weights, o_0, t = random_network((4, 3, 2), batch=20)
    before = [W.copy() for W in weights]
    settings: dict[str, Any] = {"epochs": 2, "batch_size": 4, "learning_rate": 0.5}
    first, again, other = (train(weights, o_0, t, seed=s, **settings).weights for s in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not any(np.array_equal(a, b) for a, b in zip(first, other, strict=True))
    assert all(np.array_equal(a, b) for a, b in zip(weights, before, strict=True))


def test_the_first_of_six_layers_hardly_moves() -> None:
    # The network that notebook 06 begins with.
    weights = initial_weights((784, 30, 30, 30, 30, 30, 10), seed=0)
    digits = load_digits().train
    samples = digits.inputs[:10_000], digits.targets[:10_000]
    history = train(weights, *samples, epochs=1, batch_size=10, learning_rate=0.5, seed=0)
    changes = [
        np.linalg.norm(after - before) / np.linalg.norm(before)
        for after, before in zip(history.weights, weights, strict=True)
    ]
    assert changes[0] < 0.01
    assert 0.6 < changes[5] < 0.9


def test_the_rate_may_follow_the_epoch() -> None:
    weights, o_0, t = random_network((4, 3, 2), batch=3)
    seen: list[tuple[int, Array]] = []
    history = train(
        weights, o_0, t, epochs=3, batch_size=3, seed=0,
        learning_rate=lambda epoch: [0.5, 0.0, 0.25][epoch],
        after_epoch=lambda epoch, Ws: seen.append((epoch, Ws[0])),
    )  # fmt: skip
    assert [epoch for epoch, _ in seen] == [0, 1, 2]
    np.testing.assert_array_equal(seen[0][1], seen[1][1])
    np.testing.assert_array_equal(seen[2][1], history.weights[0])
    assert not np.array_equal(seen[1][1], seen[2][1])


def test_what_after_epoch_is_given_is_its_own() -> None:
    weights, o_0, t = random_network((5, 4, 3, 2), batch=12)
    settings: dict[str, Any] = {"epochs": 4, "batch_size": 5, "learning_rate": 0.5, "seed": 0}
    kept, copied = [], []

    def keep(epoch: int, Ws: list[Array]) -> None:
        kept.append(Ws)
        copied.append([W.copy() for W in Ws])

    def spoil(epoch: int, Ws: list[Array]) -> None:
        for W in Ws:
            W[:] = np.nan
        Ws.clear()

    history = train(weights, o_0, t, after_epoch=keep, **settings)
    assert not np.array_equal(kept[0][0], kept[1][0])
    for snapshot, copy in zip(kept, copied, strict=True):
        assert all(map(np.array_equal, snapshot, copy))
    spoiled = train(weights, o_0, t, after_epoch=spoil, **settings)
    assert all(map(np.array_equal, spoiled.weights, history.weights))
    assert spoiled.error == history.error


def test_cosine_falls_from_the_rate_to_half_in_the_middle() -> None:
    rate = cosine(3.0, 10)
    assert rate(0) == 3.0
    assert rate(5) == pytest.approx(1.5)
    assert rate(9) == pytest.approx(3 * math.sin(math.pi / 20) ** 2)  # (1 + cos x) / 2 = cos²(x/2)

    with pytest.raises(ValueError, match="epochs is 0"):
        cosine(3.0, 0)


def test_seconds_are_those_of_each_epoch_and_blas_has_one_thread() -> None:
    weights, o_0, t = random_network((4, 3, 2), batch=20)
    threads: list[int] = []

    def watch(epoch: int, Ws: list[Array]) -> None:
        threads.extend(lib["num_threads"] for lib in threadpool_info() if lib["user_api"] == "blas")

    start = time.perf_counter()
    settings: dict[str, Any] = {"epochs": 3, "batch_size": 2, "learning_rate": 0.5, "seed": 0}
    history = train(weights, o_0, t, **settings, after_epoch=watch)
    assert 0 < sum(history.seconds) < time.perf_counter() - start
    assert min(history.seconds) > 0
    assert set(threads) <= {1}


def test_progress_is_shown_on_request_and_on_standard_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    weights, o_0, t = random_network((4, 3, 2), batch=4)
    settings: dict[str, Any] = {"epochs": 1, "batch_size": 2, "learning_rate": 0.5, "seed": 0}
    train(weights, o_0, t, **settings)
    assert capsys.readouterr() == ("", "")
    train(weights, o_0, t, progress=True, **settings)
    out, err = capsys.readouterr()
    assert out == ""
    assert "2/2" in err


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"inputs": np.ones(4)}, r"o_0 is \(4,\), but must be \(N, 4\), a row per sample"),
        ({"inputs": np.ones((0, 4))}, r"o_0 is \(0, 4\), but must be \(N, 4\)"),
        ({"inputs": np.ones((6, 3))}, r"o_0 is \(6, 3\), but must be \(N, 4\)"),
        ({"inputs": np.full((6, 4), np.nan)}, r"o_0\[0, 0\] is nan"),
        ({"inputs": np.ones((6, 4)) * 1j}, "o_0 is complex, but must be real here"),
        ({"weights": [np.ones((2, 4)) * 1j]}, "W_0 is complex, but must be real here"),
        ({"targets": np.ones((6, 3))}, r"t is \(6, 3\), but must be \(N, 2\)"),
        ({"targets": np.ones((5, 2))}, r"t is \(5, 2\), but o_0 has 6 samples: t must be \(6, 2\)"),
        ({"targets": np.full((6, 2), np.inf)}, r"t\[0, 0\] is inf"),
        ({"weights": [np.ones((3, 4)), np.ones((2, 4))]}, r"W_1 must be \(2, 3\)"),
        ({"targets": np.where(np.eye(6, 2) == 1, np.nan, 0)[::-1]}, r"t\[4, 1\] is nan"),
        ({"epochs": True}, "epochs is True, but must be a whole number from 1"),
        ({"learning_rate": math.inf}, "learning_rate in epoch 0 is inf"),
        ({"learning_rate": True}, "learning_rate in epoch 0 is True"),
        ({"learning_rate": np.complex128(1j)}, "learning_rate in epoch 0 is np.complex128"),
        ({"epochs": 0}, "epochs is 0, but must be a whole number from 1"),
        ({"batch_size": 2.5}, "batch_size is 2.5, but must be a whole number from 1"),
        ({"learning_rate": -1}, "learning_rate in epoch 0 is -1, but must be a number from 0"),
        ({"learning_rate": lambda epoch: math.nan}, "learning_rate in epoch 0 is nan"),
        ({"learning_rate": "fast"}, "learning_rate in epoch 0 is 'fast'"),
        ({"seed": -1}, "seed is -1, but must be a whole number from 0"),
    ],
)
def test_train_refuses(changed: dict[str, Any], message: str) -> None:
    weights, o_0, t = random_network((4, 3, 2), batch=6)
    arguments = {"weights": weights, "inputs": o_0, "targets": t, **ONE_STEP, **changed}
    with pytest.raises(ValueError, match=message):
        train(**arguments)


def test_a_run_that_diverges_stops_and_says_so() -> None:
    weights, o_0, t = random_network((4, 3, 2), batch=20)
    weights = [W.astype(np.float32) for W in weights]
    with pytest.raises(
        FloatingPointError, match=r"E is nan in epoch \d: try a smaller learning_rate"
    ):
        train(weights, o_0, t, epochs=9, batch_size=2, learning_rate=1e300, seed=0)


def test_initial_weights_have_both_signs_and_the_deviation_of_their_inputs() -> None:
    W_0, W_1 = initial_weights((400, 90, 30), seed=1)
    assert [W.shape for W in (W_0, W_1)] == [(90, 400), (30, 90)]
    assert W_0.dtype == W_1.dtype == np.float32
    # The deviation of N draws is known to about 1 / sqrt(2 N): 0.4 % and 1.4 % here.
    assert W_0.std() == pytest.approx(400**-0.5, rel=0.02)
    assert W_1.std() == pytest.approx(90**-0.5, rel=0.06)
    assert 0.4 < (W_0 > 0).mean() < 0.6
    assert np.array_equal(W_0, initial_weights((400, 90, 30), seed=1)[0])
    assert not np.array_equal(W_0, initial_weights((400, 90, 30), seed=2)[0])
    with pytest.raises(ValueError, match="n_1 is 0"):
        initial_weights((4, 0), seed=1)
    with pytest.raises(ValueError, match="seed is -1, but must be a whole number from 0"):
        initial_weights((4, 3), seed=-1)


def test_accuracy_by_hand() -> None:
    # W_0 = identity: the largest output is that of the largest input.
    inputs = [[3.0, 1.0], [1.0, 3.0], [5.0, 2.0], [0.0, 1.0]]
    assert accuracy([np.eye(2)], inputs, [0, 1, 1, 1]) == 0.75


def test_accuracy_needs_a_row_per_sample() -> None:
    with pytest.raises(ValueError, match=r"o_0 is \(4,\), but must be \(N, 4\)"):
        accuracy([np.ones((2, 4))], np.ones(4), [0])


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([0, 1, 2], r"labels\[2\] is 2, but labels must be whole numbers from 0 to 1"),
        ([0, 1, -1], r"labels\[2\] is -1, but labels must be whole numbers from 0 to 1"),
        ([0.0, 1.0, 1.0], r"labels\[0\] is 0.0, but labels must be whole numbers from 0 to 1"),
        ([0, 1], r"labels is \(2,\), but o_0 has 3 samples: labels must be \(3,\)"),
    ],
)
def test_accuracy_refuses(labels: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        accuracy([np.eye(2)], np.ones((3, 2)), labels)


@pytest.mark.parametrize("sizes", SIZES)
def test_weights_come_back_from_a_file(sizes: tuple[int, ...], tmp_path: Path) -> None:
    weights = initial_weights(sizes, seed=3)
    save(tmp_path / "weights", weights)
    loaded = load(tmp_path / "weights")
    assert [W.dtype for W in loaded] == [np.float32] * len(weights)
    assert all(np.array_equal(a, b) for a, b in zip(loaded, weights, strict=True))
    assert [file.name for file in tmp_path.iterdir()] == ["weights"]


def test_a_failing_save_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "weights.npz"
    save(path, [np.eye(2)])

    def disk_full(file: Any, **arrays: Array) -> None:
        file.write(b"half")
        raise OSError(errno.ENOSPC, "disk full")

    monkeypatch.setattr(np, "savez", disk_full)
    with pytest.raises(OSError, match=r"disk full: '.*/weights\.npz'$"):
        save(path, [np.ones((2, 2))])
    assert np.array_equal(load(path)[0], np.eye(2))
    assert [file.name for file in tmp_path.iterdir()] == ["weights.npz"]


def test_save_leaves_a_stranger_s_file_alone_and_writes_where_a_link_leads(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link, target = tmp_path / "weights.npz", tmp_path / "there" / "target.npz"
    stranger = tmp_path / "weights.npz.part"
    stranger.write_text("mine")
    link.symlink_to(target)
    check_writable(link)
    assert not target.exists()
    save(link, [np.eye(2)])
    assert link.is_symlink()
    assert np.array_equal(load(target)[0], np.eye(2))
    assert stranger.read_text() == "mine"
    for folder in (tmp_path, Path()):
        with pytest.raises(OSError, match="it is not a file"):
            save(folder, [np.eye(2)])
    assert sorted(p.name for p in tmp_path.rglob("*")) == sorted(
        ["there", "target.npz", link.name, stranger.name]
    )


def test_save_refuses_what_is_no_network(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"W_1 must be \(5, 3\)"):
        save(tmp_path / "weights.npz", [np.ones((3, 2)), np.ones((5, 4))])
    assert not list(tmp_path.iterdir())


def test_load_names_the_file_that_is_not_weights(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    with pytest.raises(FileNotFoundError, match="weights"):
        load(path)
    save(path, [np.eye(20)])
    whole = path.read_bytes()
    foreign = {
        "a text": b"hello",
        "nothing": b"",
        "half": whole[: len(whole) // 2],
        "a flipped byte": whole[:200] + bytes([whole[200] ^ 255]) + whole[201:],
    }
    for content in foreign.values():
        path.write_bytes(content)
        with pytest.raises(ValueError, match=r"weights\.npz"):
            load(path)
    for arrays in (
        {"W_1": np.eye(2)},
        {"a": np.eye(2)},
        {"W_0": np.ones(3)},
        {"W_0": 1j * np.eye(2)},
    ):
        with path.open("wb") as file:
            np.savez(file, **arrays)
        with pytest.raises(ValueError, match=r"weights\.npz"):
            load(path)
    np.save(path.with_suffix(".npy"), np.eye(2))
    with pytest.raises(ValueError, match=r"weights\.npy"):
        load(path.with_suffix(".npy"))


def test_a_changed_byte_is_noticed_or_does_no_harm(tmp_path: Path) -> None:
    path, W = tmp_path / "weights.npz", np.arange(6.0).reshape(2, 3)
    save(path, [W])
    whole = path.read_bytes()
    for k in range(len(whole)):
        for mask in (1, 8, 28, 255):
            path.write_bytes(whole[:k] + bytes([whole[k] ^ mask]) + whole[k + 1 :])
            with suppress(ValueError):  # any other error is one that load's docstring hides
                assert np.array_equal(load(path)[0], W), (k, mask)


def test_load_runs_nothing_that_a_file_holds(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    with path.open("wb") as file:
        np.savez(file, W_0=np.array([{"an": "object"}], dtype=object))
    assert zipfile.is_zipfile(path)
    with pytest.raises(ValueError, match="is damaged, or no file that `save` wrote: Object arrays"):
        load(path)


def test_ctrl_c_keeps_the_last_finished_batch(capsys: pytest.CaptureFixture[str]) -> None:
    weights, o_0, t = random_network((4, 3, 2), batch=10)
    settings: dict[str, Any] = {"batch_size": 2, "learning_rate": 0.5, "seed": 0}
    seen: list[int] = []

    def interrupt(batch: int, E: float) -> None:
        seen.append(batch)
        if len(seen) == 8:  # the third batch of the second epoch is learned, and not yet counted
            raise KeyboardInterrupt

    history = train(weights, o_0, t, epochs=3, after_batch=interrupt, **settings)
    assert seen == [0, 1, 2, 3, 4, 0, 1, 2]
    assert len(history.error) == len(history.seconds) == 1
    assert "after 1 of 3 epochs and 2 of 5 batches" in history.stopped
    assert "kept" in history.stopped
    assert capsys.readouterr() == ("", "")  # nobody asked for a bar
    seen.clear()
    train(weights, o_0, t, epochs=3, after_batch=interrupt, progress=True, **settings)
    assert capsys.readouterr().err.rstrip().endswith("stopped after 1 of 3 epochs]")
    whole = train(weights, o_0, t, epochs=1, **settings)
    assert history.error == whole.error
    assert not np.array_equal(history.weights[0], whole.weights[0])
    assert train(weights, o_0, t, epochs=1, **settings).stopped == ""


def test_after_batch_is_told_the_error_before_the_step() -> None:
    weights, o_0, t = random_network((4, 3, 2), batch=6)
    told: list[tuple[int, float]] = []
    history = train(
        weights, o_0, t, epochs=1, batch_size=6, learning_rate=0.5, seed=0,
        after_batch=lambda batch, E: told.append((batch, E)),
    )  # fmt: skip
    ((batch, E),) = told
    assert batch == 0
    assert pytest.approx(history.error[0], rel=1e-12) == E


def test_saturated_nodes_are_said_and_a_learned_network_may_stand_still() -> None:
    weights, o_0, t = random_network((4, 3, 2), batch=6)
    far = [1e4 * W for W in weights]
    t = np.where(t.mean(axis=1, keepdims=True) > t.mean(), [1.0, 0.0], [0.0, 1.0])
    with pytest.raises(
        FloatingPointError, match=r"learning has stopped in epoch 0.*smaller learning"
    ):
        train(far, o_0, t, epochs=2, batch_size=3, learning_rate=1.0, seed=0)
    right = np.round(forward(far, o_0).o[-1])
    still = train(far, o_0, right, epochs=2, batch_size=3, learning_rate=1.0, seed=0)
    assert still.error[1] < 0.05


def test_distortion_changes_copies_only() -> None:
    weights, o_0, t = random_network((4, 3, 2), batch=6)
    before, settings = o_0.copy(), {"epochs": 1, "batch_size": 6, "learning_rate": 0.5, "seed": 0}

    def blank(images: Array, rng: np.random.Generator) -> None:
        images[:] = 0

    history = train(weights, o_0, t, distort=blank, **settings)  # type: ignore[arg-type]
    assert np.array_equal(o_0, before)
    assert np.array_equal(history.weights[0], weights[0])  # o_0 = 0 teaches W_0 nothing
    assert not np.array_equal(history.weights[1], weights[1])


@pytest.mark.parametrize(("hidden", "rate"), [(100, 10.0), (100, 30.0), (300, 3.0)])
def test_too_high_a_rate_is_said_after_the_first_epoch(hidden: int, rate: float) -> None:
    digits = load_digits().train
    samples, sizes = (digits.inputs[:10_000], digits.targets[:10_000]), (784, hidden, 10)
    settings: dict[str, Any] = {"epochs": 2, "batch_size": 10, "seed": 0}
    with pytest.raises(FloatingPointError, match=r"in epoch 0.*saturated.*smaller learning_rate"):
        train(initial_weights(sizes, 0), *samples, learning_rate=rate, **settings)


def test_a_deep_network_on_its_plateau_goes_on() -> None:
    # E is as in ignorance, too, but phi is not flat.
    digits = load_digits().train
    samples, sizes = (digits.inputs[:2000], digits.targets[:2000]), (784, 30, 30, 30, 30, 30, 10)
    settings: dict[str, Any] = {"epochs": 3, "batch_size": 10, "learning_rate": 0.5, "seed": 0}
    assert min(train(initial_weights(sizes, 0), *samples, **settings).error) > 0.44
