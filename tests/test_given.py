"""What an exercise is given stands once: texts follow it, and other numbers can be drawn."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest

from netlib.exercises import EXERCISES, Exercise
from netlib.exercises.answers import Decimals
from netlib.exercises.checking import judged, value_of
from netlib.exercises.exercise import Mistake, Others, computed
from netlib.exercises.fresh import fresh, holds, told_apart
from netlib.exercises.stated import KEY, Misstated, found, objection, stated
from netlib.publish.build import without_solutions
from netlib.publish.reading import read
from tools import notebooks
from tools.notebooks import NOTEBOOKS, with_numbers

GIVEN = {id: exercise for id, exercise in EXERCISES.items() if exercise.given}
DRAWN = {id: e for id, e in GIVEN.items() if e.given.keys() - e.others.fixed}


@cache
def cells() -> list[tuple[str, Exercise, Any]]:
    """Return each cell of an exercise that is given something, with its notebook's name."""
    return [
        (path.stem, GIVEN[cell.metadata["exercise"]], cell)
        for path in sorted(NOTEBOOKS.glob("*.ipynb"))
        for cell in nbformat.read(path, as_version=4).cells
        if cell.metadata.get("exercise") in GIVEN
    ]


def nudged(exercise: Exercise) -> Iterator[tuple[str, Exercise]]:
    """Yield the exercise with each of its numbers changed, one at a time, and which it was."""
    for letter, value in exercise.given.items():
        for place in np.ndindex(np.shape(value)):
            other = np.array(value)
            other[place] += 1 if other.dtype.kind == "i" else 0.3
            changed = other.item() if not place else other
            kept = tuple(changed) if isinstance(value, tuple) else changed
            yield (
                f"{letter}{list(place)}",
                replace(exercise, given={**exercise.given, letter: kept}),
            )


def test_every_number_in_an_exercise_is_said_to_follow_from_what_it_is_given() -> None:
    with_some = 0
    for name, exercise, cell in cells():
        if found(cell.source):
            with_some += 1
            assert KEY in cell.metadata, f"{name}, cell {cell.id}: {KEY} are missing"
            assert not objection(exercise, cell.metadata[KEY], cell.source), cell.id
    assert with_some > 2 * len(GIVEN) - 4
    # Who has no numbers of their own asks for a function, a choice or a derivation.
    free = {e.id for e in EXERCISES.values() if not e.cases} - set(GIVEN)
    assert free == {"02.1", "04.5", "05.5", "06.5", "07.2"}


def test_what_is_a_number_and_what_is_a_name() -> None:
    text = (
        "### Exercise 3 · x\n\n<summary>Hint 2</summary> A 5-2-7 network, two nodes, at $-1.9$: "
        r"$\sigma_1 = (0.2,\ -0.1)$, $w_{21}$, $\tfrac12$, notebook 04, 60,000, 10_001, 1e-4, "
        '0.2 * 1 - 0.1 * 3, check("05.1", o_1[0]), `-0.5`, someone, -.5, ten'
    )
    assert [m[0] for m in found(text)] == [
        "5", "2", "7", "two", "-1.9", "0.2", "-0.1", "60,000", "10_001", "4", "0.2", "1", "- 0.1",
        "3", "0", "-0.5", "ten",
    ]  # fmt: skip


@pytest.mark.parametrize("id", GIVEN)
def test_a_changed_number_changes_the_question_or_stops(id: str) -> None:
    mine = [cell for _, exercise, cell in cells() if exercise.id == id and KEY in cell.metadata]
    question = mine[0]
    assert re.fullmatch(r"\d\d-ex\d", question.id)
    for what, other in nudged(GIVEN[id]):
        if not holds(other):
            for cell in mine:
                said = objection(other, cell.metadata[KEY], cell.source)
                assert said.startswith("its words are true only where"), what
            continue
        after = stated(other, question.metadata[KEY], question.source)
        assert after != question.source, what
        assert not objection(other, question.metadata[KEY], after)
        assert stated(GIVEN[id], question.metadata[KEY], after) == question.source


@pytest.mark.parametrize("id", GIVEN)
def test_each_number_that_is_edited_alone_is_named_with_the_place_to_change_it(id: str) -> None:
    for _, exercise, cell in cells():
        if exercise.id != id:
            continue
        for match in found(cell.source):
            other = "eleven" if match["word"] else match[0].replace(match["digits"], "98.5")
            edited = cell.source[: match.start()] + other + cell.source[match.end() :]
            said = objection(exercise, cell.metadata[KEY], edited)
            where = f"change it in netlib/exercises/chapter_{id[:2]}.py, and run make notebooks"
            assert said.startswith(f"says {other}, where "), (cell.id, match[0])
            assert said.endswith(
                (where, f"“{KEY}” have {match['digits'] or match['word'].lower()}")
            )


def edited(folder: Path, cell: str, old: str, new: str) -> Path:
    """Return a copy of notebook 05 with other words in a cell."""
    notebook = nbformat.read(NOTEBOOKS / "05_sigma_1.ipynb", as_version=4)
    (found_,) = (c for c in notebook.cells if c.id == cell)
    assert old in found_.source
    found_.source = found_.source.replace(old, new)
    nbformat.write(notebook, folder / "05_sigma_1.ipynb")
    return folder / "05_sigma_1.ipynb"


@pytest.mark.parametrize(
    ("cell", "old", "new", "said"),
    [
        ("05-ex1", "(0.2,", "(0.4,", r"says 0\.4, where the exercise has sigma_1\[0\] = 0\.2: "
         r"change it in netlib/exercises/chapter_05\.py, and run make notebooks"),
        ("05-ex1", "times 0.2", "times 0.4", r"says 0\.4, where the exercise has sigma_1\[0\]"),
        ("05-ex1-solution", "-0.1 * 0.3", "-0.1 * 0.2", r"says 0\.2, where the exercise has o_1"),
        ("05-ex1", "its rows", "its 2 rows", "7 numbers stand there .*, but .* say what 6 are"),
        ("05-ex2", "three times", "two times", r"says two, .* sigma_1\[i - 1\] .* = three"),
    ],
)  # fmt: skip
def test_a_cell_that_says_another_number_is_not_printed(
    tmp_path: Path, cell: str, old: str, new: str, said: str
) -> None:
    with pytest.raises(ValueError, match=f"^05_sigma_1, cell {cell}: {said}"):
        read(edited(tmp_path, cell, old, new))


def test_running_the_notebooks_writes_changed_numbers_into_every_cell(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sigma_1 = np.array([0.4, -0.3])
    other = replace(EXERCISES["05.1"], given={**EXERCISES["05.1"].given, "sigma_1": sigma_1})
    monkeypatch.setattr("netlib.exercises.stated.EXERCISES", {**EXERCISES, "05.1": other})
    notebook = nbformat.read(NOTEBOOKS / "05_sigma_1.ipynb", as_version=4)
    before = {cell.id: cell.source for cell in notebook.cells}
    after = {cell.id: cell.source for cell in with_numbers(notebook, "05_sigma_1").cells}
    assert {id for id in after if after[id] != before[id]} == {"05-ex1", "05-ex1-solution"}
    assert r"$\sigma_1 = (0.4,\ -0.3)$" in after["05-ex1"]
    assert "each entry times 0.4." in after["05-ex1"]
    assert "[-0.3 * 0.5, -0.3 * 0.3, -0.3 * 0.8]" in after["05-ex1-solution"]


def test_numbers_that_changed_places_are_not_changed_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(notebooks, "NOTEBOOKS", tmp_path)
    path = edited(tmp_path, "05-ex1", r"(0.2,\ -0.1)", r"(-0.1,\ 0.2)")
    before = path.read_bytes()
    assert notebooks.main(["05"]) == 1
    assert "05_sigma_1, cell 05-ex1: its numbers changed places" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_a_sign_between_numbers_and_a_word_follow() -> None:
    exercise = computed("05.1", Decimals(2), "a", "", given={"a": -3.0, "n": 12})
    for source, said in [
        ("0.2 * 1 - 0.1", "0.2 * 1 - 3"),
        ("x = (-1)", "x = (-3)"),
        ("−1 or 2", "−1 or −3"),
        ("− and `2`", "− and `-3`"),
    ]:
        names = [*(m[0].strip("−-+ ") for m in found(source)[:-1]), "a"]
        assert stated(exercise, names, source) == said
    assert stated(exercise, ["-a"], "b - 0.1") == "b + 3"
    assert stated(exercise, ["n", "n - 10", "n + 1"], "Two, three, four") == "Twelve, two, 13"
    with pytest.raises(Misstated, match="have 'q', which is no formula here"):
        stated(exercise, ["q"], "5")


def test_a_student_is_not_told_what_the_numbers_follow_from() -> None:
    notebook = nbformat.read(NOTEBOOKS / "03_error_gradient.ipynb", as_version=4)
    assert f'"{KEY}"' not in without_solutions(notebook)
    assert any(KEY in cell.metadata for cell in notebook.cells), "in a copy alone"


@pytest.mark.parametrize("id", GIVEN)
def test_what_is_said_of_answers_is_true_for_other_numbers(id: str) -> None:
    for text in (GIVEN[id].marking, *(mistake.message for mistake in GIVEN[id].mistakes)):
        assert {m["digits"] for m in found(text)} <= {None, "0", "1"}, text


# Other numbers.


@pytest.mark.parametrize("id", DRAWN)
def test_fresh_numbers_tell_all_mistakes_apart_as_they_are_typed(id: str) -> None:
    rng, exercise = np.random.default_rng(5), EXERCISES[id]
    drawn = [fresh(exercise, rng) for _ in range(5)]
    assert len({repr(other.given) for other in drawn}) > 2
    for other in drawn:
        assert holds(other)
        (case,) = other.tried_on
        values = [other.kind.typed(value_of(m.wrong, case)) for m in other.mistakes]
        assert judged(other, other.kind.typed(value_of(other.solution, case)))
        said = [judged(other, value) for value in values]
        assert [v.mistake for v in said] == [m.name for m in exercise.mistakes]
        for cell in (c for _, e, c in cells() if e.id == id and c.cell_type == "markdown"):
            text = stated(other, cell.metadata[KEY], cell.source)
            assert not objection(other, cell.metadata[KEY], text)


def test_the_same_seed_draws_the_same_and_what_is_fixed_stays() -> None:
    for exercise in DRAWN.values():
        one, two = (fresh(exercise, np.random.default_rng(7)) for _ in range(2))
        assert repr(one.given) == repr(two.given)
        assert all(one.given[letter] == exercise.given[letter] for letter in exercise.others.fixed)
    assert fresh(EXERCISES["04.2"], np.random.default_rng(7)) is EXERCISES["04.2"]


def test_numbers_that_can_never_tell_the_mistakes_apart_are_refused() -> None:
    mistake = Mistake("always right", "a + 0", "It can't be told from the right one.")
    same = computed("99.1", Decimals(2), "a", "", mistake, given={"a": 3})
    never = computed("99.2", Decimals(2), "a", "", given={"a": 3}, others=Others(such_that="a < 0"))
    assert not told_apart(same)
    for exercise in (same, never):
        with pytest.raises(ValueError, match=rf"^{exercise.id}: 1000 draws gave no numbers"):
            fresh(exercise, np.random.default_rng(0))


def test_every_exercise_says_what_earns_its_points() -> None:
    for exercise in EXERCISES.values():
        assert 1 <= exercise.points <= 4, exercise.id
        assert all(number >= 1 and what for what, number in exercise.earns.items()), exercise.id
