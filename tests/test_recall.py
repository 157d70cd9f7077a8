"""Mistakes come back with other numbers, from the kernel or the file, and are off with one word."""

import ast
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from netlib.exercises import EXERCISES, check
from netlib.exercises.noted import MISTAKES, OWN
from netlib.exercises.questions import IN_NUMBERS, Question, question
from netlib.exercises.recall import Again, again
from netlib.exercises.variants import made as variants
from netlib.notation import shapes
from netlib.publish.copies import student
from netlib.publish.reading import read
from tools.notebooks import NOTEBOOKS, still_form

NONE = "No mistakes were made that could be asked for again."


@pytest.fixture(autouse=True)
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a new kernel, beside which mistakes.json will be."""
    monkeypatch.chdir(tmp_path)
    MISTAKES.clear()


@cache
def every_question() -> dict[tuple[str, str], Question]:
    rng, found = np.random.default_rng(1), dict[tuple[str, str], Question]()
    for id, exercise in EXERCISES.items():
        for mistake in (*exercise.mistakes, *variants(exercise)):
            if asked := question(id, mistake.name, rng):
                found[id, mistake.name] = asked
    return found


def given(asked: Question) -> tuple[str, dict[str, Any]]:
    """Return the exercise that a question is like, and the numbers that stand in it."""
    match = re.match(r"As in exercise (\d\d\.\d): (.+)\. Which is ", asked.text)
    assert match, asked.text
    pairs = (pair.split(" = ") for pair in match[2].split("; "))
    return match[1], {name: np.array(ast.literal_eval(value)) for name, value in pairs}


def test_each_question_can_be_answered_and_tempts_with_the_mistake() -> None:
    found = every_question()
    own = {(e.id, mistake.name) for e in EXERCISES.values() for mistake in e.mistakes}
    assert len(found.keys() & own) > 200
    assert len(found.keys() - own) > 200
    for (id, name), asked in found.items():
        assert 2 <= len(asked.options) == len(set(asked.options)) <= 4, (id, name)
        assert asked.right in asked.options
        called = f"slip {name} of the page" if re.fullmatch(r"E\d+", name) else name
        assert asked.reply(asked.right) == f"Right. The mistake was: {called}."
        wrong = [asked.reply(option) for option in asked.options if option != asked.right]
        assert all(said.startswith("Not yet. ") for said in wrong)
        made_of = f"Not yet. This comes out when {name}."
        assert any(said.startswith((f"Not yet. {called}: ", made_of)) for said in wrong), (id, name)


def place(asked: Question, result: Any) -> Any:
    """Return what a question asks for, out of all that an exercise would ask for."""
    if "the shape of" in asked.text:
        return None
    at = re.search(r"row (\d+), column (\d+)|entry (\d+) of", asked.text)
    return result[tuple(int(n) - 1 for n in at.groups() if n)] if at else result


def test_the_right_option_is_right_by_formulas_of_its_own() -> None:
    def slope(o: float) -> float:
        return o * (1 - o)

    formulas: dict[str, Any] = {
        "03.1": lambda o_2, t: sum((a - b) ** 2 for a, b in zip(o_2, t, strict=True)) / 2,
        "04.1": lambda o_1: np.diag([slope(o) for o in o_1]),
        "05.1": lambda sigma_1, o_1: np.array([[s * o for o in o_1] for s in sigma_1]),
        "05.5": lambda sigma_1, o_1, i, j: sigma_1[int(i) - 1] * o_1[int(j) - 1],
        "06.2": lambda sigma_1, W_1, o_1: np.array([
            sum(s * row[j] for s, row in zip(sigma_1, W_1, strict=True)) * slope(o)
            for j, o in enumerate(o_1)
        ]),
        "07.4": lambda W, gradient, rate, decay: W - rate * gradient - rate * decay * W,
        "07.3": lambda rate, B: 2 * B * rate,
        "02.4": lambda n_0, n_1, n_2, B: (n_0 + n_1 + n_2) * B,
    }  # fmt: skip
    tried = set()
    for asked in every_question().values():
        id, numbers = given(asked)
        if id in formulas and (right := place(asked, formulas[id](**numbers))) is not None:
            assert float(asked.right) == pytest.approx(right, rel=1e-3, abs=1e-12), asked
            tried.add(id)
    assert tried == set(formulas)


def test_the_right_shape_is_right_by_the_rules_of_the_notation() -> None:
    tried = set()
    for asked in every_question().values():
        id, numbers = given(asked)
        if id == "01.1":
            n_0, n_1, n_2, B = (int(numbers[letter]) for letter in ("n_0", "n_1", "n_2", "B"))
            known = shapes((n_0, n_1, n_2)) | {"s_1 for a batch of B": (B, n_2)}
            of = asked.text.removesuffix("?").rpartition("the shape of ")[2].replace("∂", "d")
            assert asked.right == "{} x {}".format(*(1, *known[of])[-2:]), asked
            tried.add(of)
    assert tried >= {"W_1", "sigma_0", "s_1 for a batch of B"}


def test_what_comes_back_is_known_and_a_derivation_comes_back_in_numbers() -> None:
    known = {mistake.name: mistake.message for mistake in EXERCISES["05.5"].mistakes}
    assert {(m.name, m.message) for m in IN_NUMBERS.mistakes} <= set(known.items())
    assert len(IN_NUMBERS.mistakes) == 4
    alone = {given(q)[0] for (id, _), q in every_question().items() if id == given(q)[0]}
    # Letters, derivations, and what is found by looking have no other numbers.
    others = {"01.2", "02.1", "02.5", "03.2", "04.2", "04.5", "05.2", "06.5", "07.2"}
    assert alone == set(EXERCISES) - others


def made(*mistakes: tuple[str, str]) -> None:
    """Make these mistakes, one after the other."""
    for id, name in mistakes:
        exercise = EXERCISES[id]
        wrong = next(m.wrong for m in exercise.mistakes if m.name == name)
        letters = list(exercise.cases[0].letters if exercise.cases else exercise.given)
        answer = wrong
        if callable(wrong):
            answer = lambda *a, wrong=wrong, letters=letters: wrong(**dict(zip(letters, a)))  # noqa: E731,B905
            answer = answer if exercise.cases else answer(*exercise.given.values())
        assert check(id, answer).mistake == name


def test_without_mistakes_it_says_so_in_one_line_and_writes_nothing() -> None:
    check("03.1", 0.19), check("03.1", 7)
    said = again()
    assert still_form(said._repr_mimebundle_()) == {"text/plain": NONE, OWN: {}}
    assert not list(Path().iterdir())


def test_the_next_notebook_asks_what_an_earlier_one_noted() -> None:
    made(("03.1", "E1"), ("05.1", "E5"), ("02.1", "A"), ("06.2", "half a slope"), ("05.3", "E5"))
    here = again()
    assert isinstance(here, Again)
    assert list(here.asked) == [("05.3", "E5"), ("06.2", "half a slope"), ("05.1", "E5")]
    assert [file.name for file in Path().iterdir()] == ["mistakes.json"]
    MISTAKES.clear()  # another kernel
    there = again()
    assert isinstance(there, Again)
    assert list(there.asked) == list(here.asked)
    assert repr(there) != repr(here)
    assert set(still_form(there._repr_mimebundle_())) == {"text/plain", OWN}
    assert all(q.text in repr(there) for q in there.asked.values())


def test_a_right_answer_ends_it_and_a_wrong_one_is_named() -> None:
    made(("06.2", "half a slope"), ("02.1", "A"))
    here = again()
    assert isinstance(here, Again)
    key = ("06.2", "half a slope")
    asked, buttons = here.asked[key], {b.description: b for b in here.guesses[key].buttons}
    wrong = next(o for o in asked.options if asked.reply(o).startswith("Not yet. half a slope"))
    buttons[wrong].click()
    assert here.replies[key].value.startswith("Not yet. half a slope: This multiplies by o_1")
    assert list(again().asked) == list(here.asked)  # type: ignore[union-attr]
    buttons[asked.right].click()
    assert here.replies[key].value == "Right. The mistake was: half a slope."
    assert key not in MISTAKES
    MISTAKES.clear()
    rest = again()
    assert isinstance(rest, Again)
    assert "Exercise 02.1, once more: Twice the weights make twice the sums" in repr(rest)
    rest.guesses["02.1", "A"].buttons[0].click()
    assert repr(again()) == NONE


def test_one_word_ends_it_and_another_begins_anew() -> None:
    made(("03.1", "E1"))
    asked = again()
    assert isinstance(asked, Again)
    assert repr(again("off")).startswith("Off: the mistakes are forgotten")
    made(("03.1", "the mean"))
    asked.press(("03.1", "E1"), asked.asked["03.1", "E1"].right)  # of a cell that still stands
    assert repr(again()) == 'Off: no mistake is asked for. again("on") begins anew.'
    assert json.loads(Path("mistakes.json").read_text()) == "off"
    begun = again("on")
    assert isinstance(begun, Again)
    assert list(begun.asked) == [("03.1", "the mean")]
    assert repr(again("of")).startswith("again() asks")


@pytest.mark.parametrize("content", ["", "[1]", "{", '[["03.1"]]', "3", '{"a": 1}', "null"])
def test_a_damaged_file_is_named(content: str) -> None:
    Path("mistakes.json").write_text(content)
    made(("03.1", "E1"))
    assert repr(again()) == 'mistakes.json is damaged. again("on") begins anew.'
    assert Path("mistakes.json").read_text() == content
    assert isinstance(again("on"), Again)


def test_what_this_edition_does_not_know_any_more_is_left_out() -> None:
    Path("mistakes.json").write_text('[["99.1", "x", "y"], ["03.1", "no such", "Half of it."]]')
    asked = again()
    assert isinstance(asked, Again)
    assert repr(asked) == "Exercise 03.1, once more: Half of it.\n☐ I see it now"


def test_without_a_place_to_write_the_kernel_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device", "mistakes.json")

    monkeypatch.setattr("netlib.exercises.recall.whole", full)
    made(("03.1", "E1"))
    assert isinstance(again(), Again)
    assert "No space left" in repr(again("off"))


def test_a_solution_that_is_run_is_no_mistake_of_the_student() -> None:
    shell = InteractiveShell()  # type: ignore[no-untyped-call]
    lines = 'from netlib.exercises import check\ncheck("03.1", 0.38)'
    shell.run_cell(f"# Open this when you have tried.\n{lines}")  # type: ignore[no-untyped-call]
    assert not MISTAKES
    shell.run_cell(lines)  # type: ignore[no-untyped-call]
    assert list(MISTAKES) == [("03.1", "E1")]


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("0[1-7]*.ipynb")), ids=lambda p: p.stem)
def test_each_notebook_asks_at_both_ends_and_paper_shows_nothing_of_it(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    code = [cell for cell in cells if cell.cell_type == "code"]
    asks = [cell for cell in code if "again()" in cell.source]
    first, last = f"{path.stem[:2]}-recall", f"{path.stem[:2]}-again"
    assert [cell.id for cell in asks] == [first, last][path.stem[:2] == "01" :]
    assert asks[-1] is cells[-1]
    assert asks[0] is (cells[-1] if path.stem[:2] == "01" else code[1])
    assert all(cell.outputs[0].data["text/plain"] == NONE for cell in asks)
    paper = json.dumps(student(read(path).tree))
    for word in (
        "No mistakes",
        "exercises.recall",
        "exercises.kept",
        "has been called right here",
        "asks for yours",
    ):
        assert word not in paper
