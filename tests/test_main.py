"""The command line as its user meets it: what it prints, where, and its exit status."""

import contextlib
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import netlib.backward
from netlib import digits, training
from netlib.__main__ import COMMANDS, main
from netlib.derivation import derivation
from netlib.derivation.functions import FUNCTIONS
from netlib.digits import Digits, load_digits
from netlib.forward import forward
from netlib.handwriting import read_digit

CHAPTER = ", but must be one of 01, 02, 03, 04, 05, 06, 07"
COUNT = ", but must be a whole number from 1 to 500"
Trained = tuple[dict[str, Any], str, Path]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """Three epochs at the default rate: the JSON, what else was said, and the saved weights."""
    path, out, err = (
        tmp_path_factory.mktemp("trained") / "weights.npz",
        io.StringIO(),
        io.StringIO(),
    )
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(
            ["train", "--json", "--epochs", "3", "--batch-size", "10", "--save", str(path)]
        )
    assert status == 0
    return json.loads(out.getvalue()), err.getvalue(), path


@pytest.fixture(scope="module")
def pictures(mnist: Digits, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Write the first twenty test digits as dark ink on light paper, 240 pixels large."""
    paths = [tmp_path_factory.mktemp("pictures") / f"{k}.png" for k in range(20)]
    for path, o_0 in zip(paths, mnist.test.inputs, strict=False):
        image = Image.fromarray((250 - 220 * o_0.reshape(28, 28)).astype(np.uint8))
        image.resize((240, 240), Image.Resampling.BICUBIC).save(path)
    return paths


def python(*arguments: str, **settings: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, **settings)


def test_three_epochs_at_the_default_rate(trained: Trained, mnist: Digits) -> None:
    found, _, path = trained
    assert found["test_accuracy"] >= 0.95
    weights = training.load(path)
    assert found["test_accuracy"] == training.accuracy(
        weights, mnist.test.inputs, mnist.test.labels
    )
    assert [W.shape for W in weights] == [(100, 784), (10, 100)]
    assert (found["epochs"], found["batch_size"], found["learning_rate"]) == (3, 10, 3)
    assert (found["sizes"], found["seed"], found["saved"]) == ([784, 100, 10], 0, str(path))
    assert found["error"][0] > found["error"][1] > found["error"][2] > 0
    assert 0.8 < found["accuracy"][0] < found["accuracy"][2] <= 1
    assert found["seconds_per_epoch"] > 0


def test_json_is_one_object_and_nothing_else_on_standard_output() -> None:
    done = python("-m", "netlib", "train", "--json", "--epochs", "1", "--hidden", "10")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1
    assert 0.8 < found["test_accuracy"] < 1
    assert (found["epochs"], found["sizes"], found["batch_size"]) == (1, [784, 10, 10], 10)
    assert 0 < found["seconds_per_epoch"] < 60
    assert "6000/6000" in done.stderr  # the bar


def test_a_line_per_epoch_and_a_closing_one(
    few: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "w.npz"
    assert main(["train", "--data", str(few), "--epochs", "4", "--save", str(path)]) == 0
    out, err = capsys.readouterr()
    *epochs, last = out.splitlines()
    test = load_digits(few).test
    right = f"{training.accuracy(training.load(path), test.inputs, test.labels):.1%}"
    pattern = r"epoch (\d): (\d+\.\d%) of the test digits"
    said = [m.groups() for line in epochs if (m := re.fullmatch(pattern, line))]
    assert [number for number, _ in said] == ["1", "2", "3", "4"]
    assert len(epochs) == 4
    assert said[-1][1] == right
    closing = (
        rf"test accuracy {right}, \d+\.\d\d seconds per epoch, saved to {re.escape(str(path))}"
    )
    assert re.fullmatch(closing, last)
    assert "80/80" in err


def test_on_a_terminal_each_line_has_its_own_row(few: Path) -> None:
    screen = io.StringIO()  # both streams, as on a terminal: "\r" goes back to the row's start
    with contextlib.redirect_stdout(screen), contextlib.redirect_stderr(screen):
        assert main(["train", "--data", str(few), "--epochs", "2"]) == 0
    rows = re.split("[\r\n]", screen.getvalue())
    assert [row[:8] for row in rows if "epoch " in row] == ["epoch 1:", "epoch 2:"]
    cleared = [rows[k - 1] for k, row in enumerate(rows) if row.startswith("epoch ")]
    assert [row.strip() for row in cleared] == ["", ""]


def test_a_rate_much_too_large_is_said_without_warnings(
    few: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", "--data", str(few), "--json", "--learning-rate", "3e38"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "start anew with a smaller learning_rate" in err
    assert "Warning" not in err


def test_every_option_reaches_the_training(
    few: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "w.npz"
    options = "--json --epochs 2 --batch-size 7 --learning-rate 0.5 --hidden 9 6 --seed 4"
    assert main(["train", "--data", str(few), "--save", str(path), *options.split()]) == 0
    found = json.loads(capsys.readouterr().out)
    train = load_digits(few).train
    history = training.train(
        training.initial_weights([784, 9, 6, 10], 4), train.inputs, train.targets,
        epochs=2, batch_size=7, learning_rate=lambda epoch: [0.5, 0.25][epoch], seed=4,
    )  # fmt: skip
    for W, expected in zip(training.load(path), history.weights, strict=True):
        np.testing.assert_allclose(W, expected, rtol=1e-6)
    assert found["error"] == pytest.approx(history.error)
    assert found["accuracy"] == list(history.accuracy)
    assert (found["sizes"], found["batch_size"]) == ([784, 9, 6, 10], 7)
    assert (found["learning_rate"], found["seed"], found["epochs"]) == (0.5, 4, 2)


@pytest.mark.parametrize(
    ("argv", "line"),
    [
        ("train --epochs 0", " train: --epochs is 0, but must be a whole number from 1"),
        ("train --epochs 2.5", " train: --epochs is 2.5, but must be a whole number from 1"),
        ("train --epochs=", " train: --epochs is empty, but must be a whole number from 1"),
        ("train --batch-size -1", " train: --batch-size is -1, but must be a whole number from 1"),
        ("train --hidden 30 0", " train: --hidden is 0, but must be a whole number from 1"),
        ("train --seed -1", " train: --seed is -1, but must be a whole number from 0"),
        ("train --learning-rate 0", " train: --learning-rate is 0, but must be a number above 0"),
        ("train --learning-rate -3", " train: --learning-rate is -3, but must be a number above 0"),
        (
            "train --learning-rate nan",
            " train: --learning-rate is nan, but must be a number above 0",
        ),
        (
            "train --learning-rate inf",
            " train: --learning-rate is inf, but must be a number above 0",
        ),
        ("train --learning-rate x", " train: --learning-rate is x, but must be a number above 0"),
        ("train --hidden", " train: argument --hidden: expected at least one argument"),
        ("train --turbo", ": unrecognized arguments: --turbo"),
        ("predict w.npz", " predict: the following arguments are required: IMAGE"),
        ("grade --csv x.csv", " grade: the following arguments are required: FOLDER"),
        ("grade .", " grade: the following arguments are required: --csv"),
        ("grade . --csv x.csv --time 0", " grade: --time is 0, but must be a whole number from 1"),
        ("grade . --csv x.csv --seed x", " grade: --seed is x, but must be a whole number from 0"),
        ("worksheet --out o --chapter 12", f" worksheet: --chapter is 12{CHAPTER}"),
        ("worksheet --out o --chapter=", f" worksheet: --chapter is empty{CHAPTER}"),
        ("worksheet --out o --variants 0", " worksheet: --variants is 0" + COUNT),
        ("worksheet --out o --variants 10000", f" worksheet: --variants is 10000{COUNT}"),
        (
            "worksheet --out o --seed -1",
            " worksheet: --seed is -1, but must be a whole number from 0",
        ),
        ("quiz --out o --seed 1", " quiz: the following arguments are required: --format"),
        ("quiz --out o --seed -1", " quiz: --seed is -1, but must be a whole number from 0"),
        ("quiz --out o --seed x", " quiz: --seed is x, but must be a whole number from 0"),
        ("quiz --out o --chapter 05 09", f" quiz: --chapter is 09{CHAPTER}"),
        ("", ": the following arguments are required: " + "|".join(COMMANDS)),
    ],
)
def test_a_wrong_option_is_one_line(
    argv: str, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(argv.split())
    assert stopped.value.code == 2
    assert capsys.readouterr() == ("", f"python -m netlib{line}\n")


def complaint(argv: list[str], capsys: pytest.CaptureFixture[str], status: int = 1) -> str:
    """Return the one line that this command says when it fails with the status."""
    assert main(argv) == status
    out, err = capsys.readouterr()
    start = f"python -m netlib {argv[0]}: "
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith(start)
    return err.removeprefix(start).rstrip("\n")


@pytest.mark.parametrize("path", ["none/w.npz", "", "file/w.npz", "x" * 300])
def test_a_place_that_cannot_be_written_is_found_before_training(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(digits, "load_digits", lambda _: pytest.fail("it went on"))
    said = complaint(["train", "--save", str(tmp_path / path)], capsys)
    assert said.startswith(f"--save {tmp_path / path} ")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_failed_training_leaves_the_old_file_alone(
    few: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "w.npz"
    path.write_text("old")
    argv = ["train", "--data", str(few), "--save", str(path), "--learning-rate", "1e300"]
    assert main(argv) == 1
    out, err = capsys.readouterr()
    assert out == ""
    # The bar's line is not ours; what follows it is one line.
    assert err.splitlines()[-1].startswith("python -m netlib train: E is nan in epoch 0")
    assert "Traceback" not in err
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("w.npz", "old")]


def test_missing_and_damaged_data(
    few: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert str(tmp_path / "none") in complaint(["train", "--data", str(tmp_path / "none")], capsys)
    for file in few.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes()[:100])
    assert "train-images-idx3-ubyte" in complaint(["train", "--data", str(tmp_path)], capsys)


def test_grade_names_what_it_cannot_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def said(*argv: str) -> str:
        return complaint(["grade", *argv], capsys)

    table = str(tmp_path / "marks.csv")
    missing = f"{tmp_path}/none is no folder; it must hold the students' notebooks"
    assert said(f"{tmp_path}/none", "--csv", table) == missing
    empty = f"{tmp_path} has no notebook, no file that ends with .ipynb"
    assert said(str(tmp_path), "--csv", table) == empty
    (tmp_path / "a.ipynb").touch()
    assert "marks.csv" in said(str(tmp_path), "--csv", f"{tmp_path}/none/marks.csv")
    assert "has no .csv, so --pages is needed" in said(str(tmp_path), "--csv", f"{tmp_path}/marks")
    assert "a.ipynb" in said(str(tmp_path), "--csv", table, "--pages", str(tmp_path / "a.ipynb"))
    assert [path.name for path in tmp_path.iterdir()] == ["a.ipynb"]


def test_ctrl_c(
    few: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(training, "train", interrupted)
    assert complaint(["train", "--data", str(few)], capsys, status=130) == "stopped"


def test_ctrl_c_in_the_second_epoch_is_said_and_what_was_learned_is_saved(
    few: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(epoch: int, weights: list[Any]) -> None:
        raise KeyboardInterrupt

    train, path = training.train, tmp_path / "w.npz"
    monkeypatch.setattr(
        training, "train", lambda *a, **k: train(*a, **{**k, "after_epoch": interrupted})
    )
    assert main(["train", "--data", str(few), "--epochs", "9", "--save", str(path)]) == 130
    out, err = capsys.readouterr()
    assert err.count("stopped by Ctrl-C after 1 of 9 epochs and 0 of 20 batches") == 1
    assert f"saved to {path}" in out
    assert len(training.load(path)) == 2


@pytest.mark.parametrize("argv", ["--help", *(f"{name} --help" for name in COMMANDS)])
def test_help_shows_an_example_and_its_exit_statuses(
    argv: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(argv.split())
    assert stopped.value.code == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "python -m netlib predict weights.npz seven.png" in out
    assert "exit status: 0 done; 1 " in out


def test_help_and_wrong_options_do_not_wait_for_numpy() -> None:
    code = (
        "import sys, netlib.__main__ as m; m._parser().format_help(); print('numpy' in sys.modules)"
    )
    assert python("-c", code).stdout == "False\n"


def test_predict_reads_pictures(
    trained: Trained, pictures: list[Path], mnist: Digits, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = ["predict", str(trained[2]), *map(str, pictures)]
    assert main(argv) == 0
    out, err = capsys.readouterr()
    assert main([*argv, "--json"]) == 0
    results = json.loads(capsys.readouterr().out)
    assert err == ""
    assert [r["picture"] for r in results] == [str(p) for p in pictures]
    pattern = r"(.+): (\d) \((0\.\d{3}|1\.000)\), runner-up (\d) \((0\.\d{3}|1\.000)\)"
    for line, r in zip(out.splitlines(), results, strict=True):
        o = forward(training.load(trained[2]), read_digit(r["picture"])).o[-1]
        assert r["outputs"] == pytest.approx(o.tolist())
        assert (r["digit"], r["runner_up"]) == tuple(o.argsort()[::-1][:2])
        largest, next_one = sorted(o.tolist(), reverse=True)[:2]
        numbers = [str(r["digit"]), f"{largest:.3f}", str(r["runner_up"]), f"{next_one:.3f}"]
        found = re.fullmatch(pattern, line)
        assert found
        assert list(found.groups()) == [r["picture"], *numbers]
    right = sum(r["digit"] == label for r, label in zip(results, mnist.test.labels, strict=False))
    assert right >= 18


def test_predict_names_the_file_it_cannot_use(
    trained: Trained, pictures: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    weights, picture, bad = str(trained[2]), str(pictures[0]), str(tmp_path / "bad")
    assert bad in complaint(["predict", bad, picture], capsys)
    assert bad in complaint(["predict", weights, picture, bad], capsys)
    Path(bad).write_text("7")
    assert bad in complaint(["predict", bad, picture], capsys)
    assert bad in complaint(["predict", weights, picture, bad], capsys)
    assert picture in complaint(["predict", picture, picture], capsys)


@pytest.mark.parametrize("sizes", [(4, 3, 2), (784, 9), (783, 10)])
def test_predict_needs_784_inputs_and_10_outputs(
    sizes: tuple[int, ...], pictures: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "w.npz"
    training.save(path, training.initial_weights(sizes, 0))
    said = complaint(["predict", str(path), str(pictures[0])], capsys)
    assert said == f"{path} is a network {'-'.join(map(str, sizes))}, but must be 784-...-10"


def test_a_reader_that_leaves_early_gets_no_traceback(
    trained: Trained, pictures: list[Path]
) -> None:
    command = [sys.executable, "-m", "netlib", "predict", str(trained[2]), str(pictures[0])]
    # With buffers, as a user has it, so that the line is written when the program ends.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 1


def test_check_prints_a_table_and_ends_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    out, err = capsys.readouterr()
    rows = {line.split()[1]: line for line in out.splitlines() if line[:2].isdigit()}
    assert "sigma_1" in rows
    assert "NO" not in out
    everything = [*derivation, *(f"{name}()" for name in FUNCTIONS)]
    assert [name for name, row in rows.items() if row[0] == "0"] == everything
    assert f"{len(everything)}/{len(everything)}" in err  # the bar


def test_check_judges_a_changed_netlib_and_prints_only_json(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    right = netlib.backward.previous_sigma
    monkeypatch.setattr(
        netlib.backward, "previous_sigma", lambda sigma, W, o: right(sigma, W, o) / (1 - o)
    )
    assert main(["check", "--json"]) == 1
    out = capsys.readouterr().out
    found = {entry["id"]: entry for entry in json.loads(out)}
    assert out.count("\n") == 1
    assert list(found) == [*derivation, *FUNCTIONS]
    assert {"chapter", "latex", "all_sizes", "oracles", "ok"} <= set(found["sigma_1"])
    red = {name for name, entry in found.items() if not entry["ok"]}
    # `backward` of this module goes on through the changed function, for a batch and at depth 3;
    # far out, where 1 - o is 0, nothing that it returns can be had.
    assert red == {
        "sigma_0", "sigma_0_batch", "dE_dW_0_batch", "sigma_before", "any_depth", "count_signals",
        "sigma_1_batch", "previous_sigma", "backward",
    }  # fmt: skip


def test_check_without_sympy_says_what_it_could_not_judge(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("netlib.derivation.verdict.find_spec", lambda name: None)
    assert main(["check"]) == 0
    *_, last = capsys.readouterr().out.splitlines()
    assert last == (
        "40 results could not be judged with symbols: "
        "SymPy is missing; install it with: python -m pip install sympy"
    )
    assert main(["check", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    unproven = {entry["id"] for entry in found if entry["unjudged"] == ["symbolic"]}
    assert unproven == set(derivation) - {"o_1"}
    assert not any(entry["all_sizes"] for entry in found)
