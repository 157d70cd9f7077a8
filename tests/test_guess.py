"""Guesses made before a reveal: kept in the kernel, listed at the end, and never in a file."""

import re

import nbformat
import numpy as np
import pytest

from netlib.exercises import guess as guesses
from netlib.exercises.guess import WAS, guess, surprises
from netlib.forward import logistic
from tools.notebooks import NOTEBOOKS, still_form


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guesses, "_asked", {})


def test_unanswered_it_stores_its_question_and_nothing_else() -> None:
    asked = guess("05-programs", "Which one is wrong?", ["A", "B"])
    stored = still_form(asked._repr_mimebundle_())
    assert stored == {"text/plain": "Your guess: Which one is wrong?\n☐ A   ☐ B"}
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


def test_what_it_was_is_what_the_notebooks_find() -> None:
    assert logistic(float(WAS["04-zero"])) == 1 > logistic(20.0)
    o, t = np.array([0.6419, 0.6848]), np.array([1, 0])
    larger = int(np.argmax(np.abs(o - t)))
    assert WAS["03-nudge"] == ["the first", "the second"][larger]


def test_each_guess_of_the_notebooks_has_its_answer() -> None:
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        source = "\n".join(
            cell.source
            for cell in nbformat.read(path, as_version=4).cells
            if cell.cell_type == "code"
        )
        names = re.findall(r"^guess\(\s*\"([^\"]+)\"", source, flags=re.MULTILINE)
        assert len(names) == len(set(names))
        assert {name for name in WAS if name[:2] == path.stem[:2]} >= set(names)
        assert not names or source.index("surprises()") > source.rindex(f'"{names[-1]}"')
