import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from netlib import distortion, training
from netlib.__main__ import main
from netlib.digits import load_digits
from netlib.recipes import RECIPES, prepare, scale_inputs


def test_the_seed_s_recipe_begins_as_its_program_did() -> None:
    digits = load_digits()
    (W_0, W_1), o_0, t = prepare(RECIPES["seed"], digits, 0)
    assert (W_0.shape, W_1.shape, o_0.shape, t.shape) == (
        (100, 784), (10, 100), (1000, 784), (1000, 10)
    )  # fmt: skip
    largest = (784 * 100) ** -0.5
    assert 0.01 * largest <= W_0.min() < 0.011 * largest
    assert 0.989 * largest < W_0.max() < 0.99 * largest
    assert o_0.max() == pytest.approx(255 * 0.99 / 258 + 0.01)
    assert o_0.min() == pytest.approx(0.01)  # so that no weight is left as it was
    shown = scale_inputs(RECIPES["seed"], digits.test.inputs[:9])
    np.testing.assert_allclose(shown, digits.test.inputs[:9] * 255 * 0.99 / 258 + 0.01, rtol=1e-5)
    assert scale_inputs(RECIPES["plain"], digits.test.inputs) is digits.test.inputs
    assert sorted(set(t.ravel())) == [0.01, 0.99]
    assert np.array_equal(t.argmax(axis=1), digits.train.labels[:1000])


def test_the_help_offers_every_recipe_with_its_numbers(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(RECIPES["seed"], epochs=41, batch_size=42, rate=0.43, hidden=(44,))
    monkeypatch.setitem(RECIPES, "other", other)
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    words = " ".join(capsys.readouterr().out.split())
    assert "{notebook,seed,plain,best,other}" in words
    for numbers in (
        "all digits are seen (10, 10, 80, 120 and 41)",
        "digits per step (10, 1, 10, 10 and 42)",
        "of the first epoch (3, 0.2, 3, 1.5 and 0.43); it falls to 0, but for seed and other",
        "hidden layers (100, 100, 100, 300 and 44)",
    ):
        assert numbers in words


def test_a_recipe_is_what_trains_and_options_change_it(
    few: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    options = ["--data", str(few), "--json", "--recipe", "plain", "--epochs", "2"]
    assert main(["train", *options]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["recipe"], found["epochs"], found["sizes"]) == ("plain", 2, [784, 100, 10])
    train, recipe = load_digits(few).train, RECIPES["plain"]
    history = training.train(
        training.initial_weights([784, 100, 10], 0), train.inputs, train.targets, epochs=2,
        batch_size=10, learning_rate=training.cosine(recipe.rate, 2), seed=0,
        distort=distortion.shift,
    )  # fmt: skip
    assert found["error"] == list(history.error)


def test_training_goes_on_from_a_file(
    few: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path, options = tmp_path / "w.npz", ["--data", str(few), "--epochs", "1"]
    assert main(["train", *options, "--hidden", "7", "--save", str(path)]) == 0
    before = training.load(path)
    capsys.readouterr()
    assert main(["train", *options, "--json", "--continue", str(path), "--seed", "5"]) == 0
    found = json.loads(capsys.readouterr().out)
    train = load_digits(few).train
    history = training.train(
        before, train.inputs, train.targets, epochs=1, batch_size=10, learning_rate=3.0, seed=5
    )
    assert found["sizes"] == [784, 7, 10]
    assert found["error"] == list(history.error)
    assert main(["train", *options, "--continue", str(path), "--hidden", "9"]) == 1
    assert "--continue takes the layers from its file" in capsys.readouterr().err
    assert main(["train", *options, "--continue", str(tmp_path / "none.npz")]) == 1
    assert "none.npz" in capsys.readouterr().err
