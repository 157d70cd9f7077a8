"""Guesses made before a reveal: kept in the kernel, listed at the end, and never in a file."""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import nbformat
import numpy as np
import pytest

from netlib.backward import backward, backward_unchecked
from netlib.digits import load_digits
from netlib.error import squared_error
from netlib.exercises import guess as guesses
from netlib.exercises.guess import GUESS, SURPRISES, WAS, guess, surprises
from netlib.forward import forward, logistic
from netlib.numerical import complex_step
from netlib.training import accuracy, initial_weights, train
from tools.notebooks import NOTEBOOKS, still_form


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guesses, "_asked", {})


def test_unanswered_it_stores_its_question_and_nothing_else() -> None:
    asked = guess("05-programs", "Which one is wrong?", ["A", "B"])
    assert still_form(asked._repr_mimebundle_()) == {
        "text/plain": "Your guess: Which one is wrong?\n☐ A   ☐ B",
        GUESS: {"name": "05-programs", "question": "Which one is wrong?", "options": ["A", "B"]},
    }
    assert repr(surprises()) == surprises()._repr_markdown_() == "No guesses were made."


def test_it_says_what_was_a_surprise() -> None:
    wrong = guess("05-programs", "Which one is wrong?", ["A", "B"])
    guess("06-fade", "By what factor?", ["about 2", "more than 4"])
    right = guess("03-nudge", "Which helps more?", ["the first", "the second"])
    wrong.buttons[1].click()
    right.buttons[0].click()
    right.buttons[1].click()
    assert right.buttons[1].icon == "check"
    assert right.buttons[0].icon == ""
    assert repr(surprises()) == (
        "Which one is wrong? You guessed: B. A surprise: it was A.\n"
        "Which helps more? You guessed: the second. It was."
    )
    table = surprises()._repr_markdown_().splitlines()
    assert len({line.count("|") for line in table}) == 1
    assert [("surprise" in line) for line in table[2:]] == [True, False]
    assert "B" not in repr(wrong).split("?")[0]
    rows = [["Which one is wrong?", "B", "A"], ["Which helps more?", "the second", "the second"]]
    assert surprises()._repr_mimebundle_() == {SURPRISES: rows}


def test_a_cell_that_is_run_again_keeps_the_guess() -> None:
    guess("05-programs", "Which one is wrong?", ["A", "B"]).buttons[0].click()
    again = guess("05-programs", "Which one is wrong?", ["A", "B"])
    assert again.guessed == "A"
    assert again.buttons[0].icon == "check"
    again.press("B")
    assert "A surprise" in repr(surprises())


def test_it_refuses_a_question_without_its_answer() -> None:
    with pytest.raises(ValueError, match="'05-other' was is None"):
        guess("05-other", "Which?", ["A", "B"])
    with pytest.raises(ValueError, match="must be one of"):
        guess("05-programs", "Which?", ["B", "C"])


def source(name: str) -> str:
    """Return the code of a notebook's cell."""
    (path,) = NOTEBOOKS.glob(f"{name[:2]}_*.ipynb")
    (cell,) = (c for c in nbformat.read(path, as_version=4).cells if c.id == name)
    return str(cell.source)


def test_what_it_was_in_01_and_02() -> None:
    W = np.zeros((3, 4))
    W[1 - 1, 2 - 1] = 1.0  # w_12, which is counted from 1
    heard = {j + 1: np.flatnonzero(W @ unit) + 1 for j, unit in enumerate(np.eye(4))}
    assert [f"from {j} to {k}" for j, nodes in heard.items() for k in nodes] == [
        WAS["01-connection"]
    ]

    rng = np.random.default_rng(0)
    weights = [rng.normal(size=(3, 4)), rng.normal(size=(2, 3))]
    trace, t = forward(weights, rng.uniform(size=4)), np.array([1.0, 0.0])
    right = backward(weights, trace, t).weights
    forgettable = 0
    for kind in ("o", "s"):
        for layer, values in enumerate(getattr(trace, kind)):
            for k in range(len(values)) if (kind, layer) not in {("o", 0), ("o", 2)} else ():
                lost = [v.copy() for v in getattr(trace, kind)]
                lost[layer][k] += 1  # what was forgotten may be anything
                found = backward_unchecked(
                    weights, replace(trace, **{kind: tuple(lost)}), t
                ).weights
                forgettable += all(map(np.array_equal, found, right))
    assert {5: "five"}[forgettable] == WAS["02-forgotten"]

    digit, rng = load_digits().test.inputs[0], np.random.default_rng(2)
    o_1 = forward([rng.normal(0, 28 * 784**-0.5, (100, 784)), np.zeros((1, 100))], digit).o[1]
    parts = {
        "near 0 and 1": np.mean(abs(o_1 - 0.5) > 0.4),
        "around 1/2": np.mean(abs(o_1 - 0.5) < 0.1),
    }
    assert parts[WAS["02-saturated"]] > 0.5 > 0.2 > parts["around 1/2"]


def test_what_it_was_in_03_and_04() -> None:
    o, t = np.array([0.6419, 0.6848]), np.array([1, 0])
    nudged = {"the first": [0.7419, 0.6848], "the second": [0.6419, 0.5848]}
    less = {name: np.sum((o - t) ** 2) - np.sum((o_2 - t) ** 2) for name, o_2 in nudged.items()}
    assert max(less, key=lambda name: less[name]) == WAS["03-nudge"]
    names: dict[str, Any] = {"s_1": np.array([0.5835]), "o_2": o, "logistic": logistic}
    exec(source("04-which-code"), names)
    slope = (logistic(0.5835 + 1e-6) - logistic(0.5835 - 1e-6)) / 2e-6
    off = {name: abs(value - slope) for name, value in names["candidates"].items()}
    assert min(off, key=lambda name: off[name]) == WAS["04-slope"]
    flat = [s for s in (10, 20, 40, 80) if 1 - logistic(float(s)) == 0]
    assert str(flat[0]) == WAS["04-zero"]


def test_what_it_was_in_05_and_06() -> None:
    names: dict[str, Any] = {}
    exec(source("05-two-programs"), names)
    by_step = complex_step(
        lambda W: squared_error(forward([names["S_0"], W], names["x"]).o[2], names["y"]),
        names["S_1"],
    )
    wrong = [name for name in "AB" if not np.allclose(names[name], by_step, rtol=1e-9)]
    assert wrong == [WAS["05-programs"]]

    rng = np.random.default_rng(1)
    lengths = []
    for _ in range(200):
        deep = [rng.normal(0, n**-0.5, (m, n)) for n, m in pairwise([*[30] * 6, 10])]
        sigma = backward(deep, forward(deep, rng.normal(size=30)), rng.integers(0, 2, 10)).sigma
        lengths.append([np.linalg.norm(s) for s in sigma])
    typical = np.median(lengths, axis=0)
    assert WAS["06-fade"] == "more than 4"
    assert (typical[1:] / typical[:-1] > 4).all()


def test_what_it_was_in_07() -> None:
    digits, rng = load_digits(), np.random.default_rng(0)
    x, t = digits.train.inputs[:1000], digits.train.targets[:1000]
    sizes = [(784, 100), (100, 10)]
    starts = {
        "all positive": [rng.uniform(0, (m * n) ** -0.5, (n, m)) for m, n in sizes],
        "both signs": initial_weights((784, 100, 10), seed=0),
    }
    settings: dict[str, Any] = {"epochs": 10, "batch_size": 1, "learning_rate": 0.2, "seed": 0}
    end = {
        name: accuracy(
            train(start, x, t, **settings).weights, digits.test.inputs, digits.test.labels
        )
        for name, start in starts.items()
    }
    assert end["all positive"] > 0.8
    assert abs(end["all positive"] - end["both signs"]) < 0.03
    assert WAS["07-positive"] == "yes, and as well in the end"


def test_each_guess_of_the_notebooks_has_its_answer() -> None:
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        code = "\n".join(
            cell.source
            for cell in nbformat.read(path, as_version=4).cells
            if cell.cell_type == "code"
        )
        names = re.findall(r"^guess\(\s*\"([^\"]+)\"", code, flags=re.MULTILINE)
        assert len(names) == len(set(names))
        assert {name for name in WAS if name[:2] == path.stem[:2]} >= set(names)
        assert not names or code.index("surprises()") > code.rindex(f'"{names[-1]}"')
