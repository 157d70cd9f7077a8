import json
import re
from pathlib import Path

import numpy as np
import pytest

from netlib import training
from netlib.__main__ import main
from netlib.digits import load_digits
from netlib.recipes import RECIPES, beginning, seen


def test_the_seed_s_recipe_begins_as_its_program_did() -> None:
    digits = load_digits()
    (W_0, W_1), o_0, t = beginning(RECIPES["seed"], digits, 0)
    assert (W_0.shape, W_1.shape, o_0.shape, t.shape) == (
        (100, 784), (10, 100), (1000, 784), (1000, 10)
    )  # fmt: skip
    assert W_0.min() >= 0
    assert W_0.max() < (784 * 100) ** -0.5
    assert o_0.max() == pytest.approx(255 * 0.99 / 258)
    shown = seen(RECIPES["seed"], digits.test.inputs[:9])
    np.testing.assert_allclose(shown, digits.test.inputs[:9] * 255 * 0.99 / 258, rtol=1e-6)
    assert seen(RECIPES["plain"], digits.test.inputs) is digits.test.inputs
    assert sorted(set(t.ravel())) == [0.01, 0.99]
    assert np.array_equal(t.argmax(axis=1), digits.train.labels[:1000])


def test_every_recipe_is_offered_and_its_numbers_are_in_the_help(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    words = " ".join(capsys.readouterr().out.split())
    assert "{" + ",".join(RECIPES) + "}" in words
    recipes = RECIPES.values()
    for name, values in {
        "all digits are seen": [r.epochs for r in recipes],
        "digits per step": [r.batch_size for r in recipes],
        "of the first epoch": [r.rate for r in recipes],
        "hidden layers": [r.hidden[0] for r in recipes],
    }.items():
        found = re.search(name + r" \(([\d., ]+) and ([\d.]+)\)", words)
        assert found, name
        assert [float(x) for x in [*found[1].split(", "), found[2]]] == values


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
        distort=recipe.distort,
    )  # fmt: skip
    assert found["error"] == history.error


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
    assert found["error"] == history.error
    assert main(["train", *options, "--continue", str(path), "--hidden", "9"]) == 1
    assert "--continue takes the layers from its file" in capsys.readouterr().err
    assert main(["train", *options, "--continue", str(tmp_path / "none.npz")]) == 1
    assert "none.npz" in capsys.readouterr().err
