"""Guesses made before a reveal: kept in the kernel, listed at the end, and never in a file."""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import nbformat
import numpy as np
import pytest

from netlib.backward import (
    backward,
    backward_unchecked,
    output_sigma,
    previous_sigma,
    weight_gradient,
)
from netlib.derivation.judged import count
from netlib.digits import load_digits
from netlib.error import squared_error
from netlib.exercises import guess as guesses
from netlib.exercises.guess import GUESS, SURPRISES, guess, surprises
from netlib.exercises.registry import GUESSES
from netlib.forward import forward, logistic, weighted_sum
from netlib.numerical import complex_step
from netlib.recipes import RECIPES, prepare, scale_inputs
from netlib.training import accuracy, initial_weights, train
from tools.notebooks import NOTEBOOKS, still_form


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guesses, "_asked", {})


def test_unanswered_it_stores_its_question_and_nothing_else() -> None:
    asked = guess("05-programs", "Which one is wrong?", ["A", "B"])
    assert still_form(asked._repr_mimebundle_()) == {
        "text/plain": "Your guess: Which one is wrong?\n☐ A   ☐ B",
        "text/html": "<p>Your guess: Which one is wrong?</p>\n<p>☐&nbsp;A&emsp;☐&nbsp;B</p>",
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


def connection() -> str:
    W = np.zeros((3, 4))
    W[1 - 1, 2 - 1] = 1.0  # w_12, which is counted from 1
    heard = {j + 1: np.flatnonzero(W @ unit) + 1 for j, unit in enumerate(np.eye(4))}
    (connection,) = (f"from {j} to {k}" for j, nodes in heard.items() for k in nodes)
    return connection


def forgotten() -> str:
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=(3, 4)), rng.normal(size=(2, 3))]
    trace, t = forward(weights, rng.uniform(size=4)), np.array([1.0, 0.0])
    gradients = backward(weights, trace, t).weights
    forgettable = 0
    for kind in ("o", "s"):
        for layer, values in enumerate(getattr(trace, kind)):
            for k in range(len(values)) if (kind, layer) not in {("o", 0), ("o", 2)} else ():
                lost = [v.copy() for v in getattr(trace, kind)]
                lost[layer][k] += 1  # what was forgotten may be anything
                changed = replace(trace, **{kind: tuple(lost)})
                without = backward_unchecked(weights, changed, t).weights
                forgettable += all(map(np.array_equal, without, gradients))
    return {3: "three"}[8 - forgettable]


def saturated() -> str:
    digit, rng = load_digits().test.inputs[0], np.random.default_rng(2)
    o_1 = forward([rng.normal(0, 28 * 784**-0.5, (100, 784)), np.zeros((1, 100))], digit).o[1]
    far, near = np.mean(abs(o_1 - 0.5) > 0.4), np.mean(abs(o_1 - 0.5) < 0.1)
    assert max(far, near) > 0.5 > 0.2 > min(far, near)
    return "near 0 and 1" if far > near else "around 1/2"


def nudge() -> str:
    t = np.array([1, 0])  # and o_2 is (0.6419, 0.6848)
    nudged = {"the first": [0.7419, 0.6848], "the second": [0.6419, 0.5848]}
    return min(nudged, key=lambda name: float(squared_error(np.array(nudged[name]), t)))


def slope() -> str:
    names: dict[str, Any] = {"logistic": logistic}
    exec(source("04-which-code"), names)
    slope = (logistic(0.3 + 1e-6) - logistic(0.3 - 1e-6)) / 2e-6
    off = {name: abs(value - slope) for name, value in names["candidates"].items()}
    return min(off, key=lambda name: off[name])


def zero() -> str:
    return str(next(s for s in (10, 20, 40, 80) if 1 - logistic(float(s)) == 0))


def programs() -> str:
    names: dict[str, Any] = {}
    exec(source("05-two-programs"), names)
    by_step = complex_step(
        lambda W: squared_error(forward([names["S_0"], W], names["x"]).o[2], names["y"]),
        names["S_1"],
    )
    (wrong,) = (name for name in "AB" if not np.allclose(names[name], by_step, rtol=1e-9))
    return wrong


def fade() -> str:
    rng = np.random.default_rng(1)
    lengths = []
    for _ in range(200):
        deep = [rng.normal(0, n**-0.5, (m, n)) for n, m in pairwise([*[30] * 6, 10])]
        sigma = backward(deep, forward(deep, rng.normal(size=30)), rng.integers(0, 2, 10)).sigma
        lengths.append([np.linalg.norm(s) for s in sigma])
    typical = np.median(lengths, axis=0)
    assert (typical[1:] / typical[:-1] > 4).all()
    return "more than 4"


def cost() -> str:
    rng, once = np.random.default_rng(2), 0
    o, row = rng.uniform(size=784), rng.normal(size=10)
    Ws = [rng.normal(size=shape) for shape in ((100, 784), (10, 100))]
    for W in Ws:
        once += count(weighted_sum, W, o)
        o = logistic(W @ o)
    hidden = logistic(Ws[0] @ rng.uniform(size=784))
    signals = count(output_sigma, row, o) + count(previous_sigma, row, Ws[1], hidden)
    gradients = count(weight_gradient, row, hidden) + 784 * 100
    assert (once, signals, gradients) == (79_400, 1_220, 79_400)
    return "about as much"


def positive() -> str:
    digits, behind = load_digits(), []
    settings: dict[str, Any] = {"epochs": 10, "batch_size": 1, "learning_rate": 0.2}
    for seed in (0, 1):
        all_positive, x, t = prepare(RECIPES["seed"], digits, seed)
        shown = scale_inputs(RECIPES["seed"], digits.test.inputs)
        one, two = (
            accuracy(train(start, x, t, **settings, seed=seed).weights, shown, digits.test.labels)
            for start in (all_positive, initial_weights((784, 100, 10), seed=seed))
        )
        assert one > 0.8
        behind.append(two - one)
    assert max(np.abs(behind)) < 0.03
    return "yes, and nearly as well in the end"


IT_WAS = {
    "01-connection": connection, "02-forgotten": forgotten, "02-large": saturated,
    "03-nudge": nudge, "04-slope": slope, "04-zero": zero, "05-programs": programs,
    "06-cost": cost, "06-fade": fade, "07-positive": positive,
}  # fmt: skip


@pytest.mark.parametrize("name", GUESSES)
def test_what_it_was_is_so(name: str) -> None:
    assert IT_WAS[name]() == GUESSES[name]


def test_each_guess_of_the_notebooks_has_its_answer() -> None:
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        code = "\n".join(
            cell.source
            for cell in nbformat.read(path, as_version=4).cells
            if cell.cell_type == "code"
        )
        names = re.findall(r"^guess\(\s*\"([^\"]+)\"", code, flags=re.MULTILINE)
        assert len(names) == len(set(names))
        assert {name for name in GUESSES if name[:2] == path.stem[:2]} == set(names)
        assert not names or code.index("surprises()") > code.rindex(f'"{names[-1]}"')
