"""The teacher's key: values found by hand and by NumPy alone, sorted, and never a student's."""

import re
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from pypdf import PdfReader

from netlib.chapters import CHAPTERS
from netlib.derivation.slips import SLIPS
from netlib.exercises import EXERCISES
from netlib.exercises.answers import Decimals
from netlib.publish import build as building
from netlib.publish.build import build, copied
from netlib.publish.key import MISTAKES, asides, by_value, called, keys, wrong
from netlib.publish.leaks import for_teachers, leaks, read_page, read_pdf
from netlib.publish.lesson import Lesson
from netlib.publish.reading import read
from netlib.publish.tree import every, plain
from tests.publish_notebook import cells, code, stored
from tools.notebooks import NOTEBOOKS


@cache
def lesson(number: str) -> Lesson:
    """Return a notebook with no more of it read than a key needs."""
    path = NOTEBOOKS / CHAPTERS[number].file
    return Lesson(path.stem, "", [], [], [], {}, {}, nbformat.read(path, as_version=4))


MISS = np.array([-0.2, 0.3, 0.5])
SIGNAL, HEARD = np.array([0.2, -0.1]), np.array([0.5, 0.3, 0.8])
BACK = np.array([0.2 * 1 - 0.1 * 3, 0.2 * -2 - 0.1 * 1, 0.2 * 0.5 + 0.1])
SAID = np.array([0.5, 0.8, 0.9])
LONG, SQUARES = np.array([0.2, -0.1, 0.2]), 0.09 * 0.98
WEIGHTS = 784 * 300 + 300 * 100 + 100 * 10
# Exercise, and what is right; then what some mistakes lead to. None of it uses a formula of netlib.
BY_HAND: dict[str, tuple[Any, dict[str, Any]]] = {
    "01.2": ([1, 1, 1, 1], {"two off everything": [1, 1, 0, 1], "nothing taken off": [3, 3, 2, 3]}),
    "02.2": (0.1301, {"odd": -0.8699, "phi of phi": 1 / (1 + np.exp(0.8699))}),
    "02.4": (89_400, {"one sample": 894, "hidden outputs alone": 10_000, "sums kept": 100_400}),
    "02.5": ([4, 2, -2], {"a sum of one half": [5, 2.5, -2], "no bias": [4, 2, 0]}),
    "03.1": (0.19, {
        "E1": 0.38, "the mean": 0.38 / 3, "the root": 0.38**0.5, "no squares": 0.5,
        "the half twice": 0.095, "the square of the sum": MISS.sum() ** 2 / 2,
    }),
    "03.3": (0.81, {"as the miss": 0.9, "what is gone": 0.19, "uphill": 1.21}),
    "04.1": (np.diag([0.25, 0.09, 0.16]), {
        "the diagonal alone": [0.25, 0.09, 0.16], "the outputs": np.diag([0.5, 0.9, 0.2]),
        "E8": np.eye(3),
    }),
    "04.2": (2 / 3, {"the other target": 1 / 3, "the largest slope": 0.5}),
    "05.1": ([[0.1, 0.06, 0.16], [-0.05, -0.03, -0.08]], {
        "E5": np.outer(HEARD, SIGNAL), "downhill": -np.outer(SIGNAL, HEARD),
        "added": [[0.7, 0.5, 1.0], [0.4, 0.2, 0.7]],
    }),
    "05.2": ([2, 3], {"counted from 0": [1, 2], "the smallest": [3, 3]}),
    "05.6": (0.23**2 / SQUARES, {"the cosine": 0.23 / SQUARES**0.5, "the right step": SQUARES}),
    "06.2": (BACK * SAID * (1 - SAID), {
        "no slope in the hidden layer": BACK, "half a slope": BACK * SAID,
        "the slopes alone": [0.25, 0.16, 0.09],
    }),
    "06.6": ([WEIGHTS, WEIGHTS + 31_000 + 820, 2 * WEIGHTS], {
        "no slopes": [WEIGHTS, WEIGHTS + 31_000, 2 * WEIGHTS],
    }),
    "07.1": (2010, {"pixels": 67, "both matrices": 2680, "all of W_0": 23_520}),
    "07.3": (3, {"E1": 1.5, "sum over the batch": 0.3, "the wrong way round": 0.0075}),
}  # fmt: skip


def written(value: Any) -> str:
    """Return a value as the key must have it, found without the key's own code."""
    array = np.asarray(value, dtype=float)
    if array.ndim:
        return "(" + ", ".join(map(written, array)) + ")"
    text = np.format_float_positional(float(array), trim="-").replace("-", "−")
    return "0" if text == "−0" else text


@pytest.mark.parametrize("id", BY_HAND)
def test_the_values_are_those_found_by_hand(id: str) -> None:
    (right, mistakes), exercise = BY_HAND[id], EXERCISES[id]
    assert isinstance(exercise.kind, Decimals)
    said = dict(asides(exercise))
    if np.ndim(right) < 2:
        shown = written(np.round(np.asarray(right, float), exercise.kind.digits) + 0.0)
        assert said["Answer"] == f"**{shown}**"
    for name, value in mistakes.items():
        (mistake,) = (m for m in exercise.mistakes if m.name == name)
        rounded = np.round(np.asarray(value, float), exercise.kind.digits) + 0.0
        np.testing.assert_allclose(wrong(exercise, mistake), rounded, atol=1e-12)
        if np.ndim(value) < 2:
            assert f"- **{written(rounded)}** *{called(mistake)}.* " in said[MISTAKES], name


def test_a_matrix_is_a_matrix_and_shapes_are_named() -> None:
    matrix = r"$\begin{bmatrix} 0.1 & 0.06 & 0.16 \\ -0.05 & -0.03 & -0.08 \end{bmatrix}$"
    assert dict(asides(EXERCISES["05.1"]))["Answer"] == f"${matrix}$"
    shapes = dict(asides(EXERCISES["01.1"]))
    assert re.sub(r"[${}]", "", shapes["Answer"]).startswith("**W_1: 7 × 2, \\sigma_0: 1 × 2, ")
    assert "- **$\\sigma_{0}$: 2 × 1** *a row as a column.*" in shapes[MISTAKES]


@pytest.mark.parametrize("id", [e.id for e in EXERCISES.values() if isinstance(e.kind, Decimals)])
def test_wrong_answers_are_sorted_by_value_so_that_one_finds_a_pupils(id: str) -> None:
    values = [tuple(np.ravel(wrong(EXERCISES[id], m))) for m in by_value(EXERCISES[id])]
    assert values == sorted(values)
    assert len(values) == len(EXERCISES[id].mistakes)


def test_a_slip_is_called_by_its_words() -> None:
    for exercise in EXERCISES.values():
        for mistake in exercise.mistakes:
            if re.fullmatch(r"E\d+", mistake.name):
                assert SLIPS[mistake.name].short
                assert re.fullmatch(rf".{{5,}} \(slip {mistake.name}\)", called(mistake))
        assert all(not re.search(r"\*E\d", said) for _, said in asides(exercise)), exercise.id


def test_the_points_of_an_exercise_are_said_and_summed() -> None:
    lessons = [lesson(number) for number in CHAPTERS]
    said = words(keys(lessons, "a4"))
    total = sum(number for e in EXERCISES.values() for number in e.earns.values())
    assert f"Key to all exercises, {total} points" in said
    for exercise in EXERCISES.values():
        titles = dict(asides(exercise))
        (marking,) = (title for title in titles if title.startswith("Marking"))
        assert marking.startswith(f"Marking, {exercise.points} point")
        each = re.findall(r"(?:^|; )(\d) for ", titles[marking].rpartition("\n")[2])
        assert sum(map(int, each)) == exercise.points
        assert f"{exercise.id} ({exercise.points})" in said, exercise.id


def words(pdf: bytes) -> str:
    return " ".join(" ".join(p.extract_text() for p in PdfReader(BytesIO(pdf)).pages).split())


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_all_keys_are_on_one_page_with_every_value(paper: str) -> None:
    sheet = keys([lesson(number) for number in CHAPTERS], paper)
    assert len(PdfReader(BytesIO(sheet)).pages) == 1
    said = words(sheet)
    for id, (right, mistakes) in BY_HAND.items():
        digits = EXERCISES[id].kind.digits  # type: ignore[attr-defined]
        for value in (right, *mistakes.values()):
            if np.ndim(value) < 2:
                assert written(np.round(np.asarray(value, float), digits) + 0.0) in said, id


def test_what_only_a_teacher_reads_stops_the_build_in_a_students_copy(tmp_path: Path) -> None:
    small = read(stored(tmp_path, cells()))
    for telling in for_teachers(small.tree):
        copies = {"the student's notebook": [f"x = 1  # {telling}"]}
        (said,) = leaks([], copies, [telling])
        assert said == f"a teacher's words: {telling.strip()!r} stand in the student's notebook"
        # What any cell says itself is no secret.
        assert not leaks([code("told", f"# {telling}")], copies, [telling])


def test_every_word_for_teachers_is_on_their_page_and_on_none_of_a_student(tmp_path: Path) -> None:
    small = read(stored(tmp_path, cells()))
    secret = list(for_teachers(small.tree))
    assert len(secret) > sum(len(EXERCISES[id].mistakes) for id in ("05.1", "05.2"))
    for who, count in (("student", 0), ("teacher", len(secret))):
        made = copied(small, who, "a4")
        for kind, reader in ((".pdf", read_pdf), (".html", lambda data: read_page(data.decode()))):
            assert len(leaks([], {who: reader(made[f"05_small{kind}"])}, secret)) == count, kind


def test_a_students_copy_with_the_key_is_never_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    student = building.COPIES["student"][0]

    def careless(blocks: list[dict[str, object]]) -> list[dict[str, object]]:
        key = [b for b in every(blocks) if b.get("t") == "BulletList" and "slope once" in plain(b)]
        return [*student(blocks), *key[:1]]

    monkeypatch.setitem(building.COPIES, "student", (careless, "Student's copy"))
    with pytest.raises(ValueError, match=r"05_small, a teacher's words: .* stand in the student's"):
        list(build([stored(tmp_path, cells())], tmp_path / "out", paper="a4", series=False))
    assert not list((tmp_path / "out").iterdir())


def test_a_key_is_of_the_exercises_that_the_notebooks_have(tmp_path: Path) -> None:
    other: Lesson = read(stored(tmp_path, cells()))
    said = words(keys([other], "a4"))
    assert "05.1 (3)" in said
    assert "05.2 (2) (2, 3)" in said
    assert "05.3" not in said
    nothing = nbformat.v4.new_notebook(cells=cells()[:1])
    nbformat.write(nothing, tmp_path / "06_none.ipynb")
    assert "0 points" in words(keys([read(tmp_path / "06_none.ipynb")], "a4"))
