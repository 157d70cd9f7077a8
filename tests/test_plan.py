"""The lesson plan: two pages a lesson, and every number, section and question in it is true."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pypdf import PdfReader

from netlib.chapters import CHAPTERS
from netlib.exercises import EXERCISES
from netlib.explore import EXPLORERS
from netlib.publish import tree
from netlib.publish.lesson import Lesson
from netlib.publish.plan import panel, plan, questions
from netlib.publish.reading import read
from tests.publish_notebook import cells
from tests.publish_notebook import stored as stored_notebook
from tools.notebooks import NOTEBOOKS

NAMES = {
    "course", "ask", "wrong", "stumbles", "exit", "easier", "harder", "short", "homework",
    "exercises", "board",
}  # fmt: skip


@cache
def lesson(chapter: str) -> Lesson:
    return read(NOTEBOOKS / CHAPTERS[chapter].file)


@cache
def advice(chapter: str) -> dict[str, Any]:
    file = files("netlib.publish").joinpath(f"lessons/{chapter}.toml")
    return tomllib.loads(file.read_text("utf-8"))


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_each_lesson_has_two_pages(paper: str) -> None:
    made = PdfReader(BytesIO(plan([lesson(chapter) for chapter in CHAPTERS], paper)))
    texts = [page.extract_text() for page in made.pages]
    assert len(texts) == 2 * len(CHAPTERS)
    for k, chapter in enumerate(CHAPTERS):
        front, back = texts[2 * k : 2 * k + 2]
        assert f"{chapter} · " in front
        assert "On the board at the end" in front
        for heading in ("Other ways", "Exercises, ", "To leave them with"):
            assert heading in back, (chapter, heading)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_lesson_can_be_taught_from_it(chapter: str) -> None:
    known = advice(chapter)
    assert set(known) == NAMES
    assert sum(row[0] for row in known["course"]) == CHAPTERS[chapter].minutes
    headings = {
        tree.plain(block["c"][2]) for block in lesson(chapter).tree if block["t"] == "Header"
    }
    title = re.sub(r"^\d\d · ", "", lesson(chapter).title)
    moments = {f"explorer: {name}" for name in EXPLORERS[chapter]().explorer.moments}
    walls = [row[2] for row in known["course"]]
    assert set(walls) <= {*headings, title, *moments, CHAPTERS[chapter].title}
    assert any(wall in moments for wall in walls), "the explorer has its minutes"
    laptops = {row[3] for row in known["course"]}
    assert laptops <= {"none", "teacher's", "one for two"}
    asked = {int(n) for row in known["course"] for n in re.findall(r"uestions? (\d)", row[1])}
    assert asked <= set(range(1, len(known["ask"]) + 1))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_what_is_asked_is_what_the_notebook_asks(chapter: str) -> None:
    asked = list(questions(lesson(chapter)))
    assert [int(n) for n, _ in asked] == list(range(1, len(advice(chapter)["ask"]) + 1))
    for (number, question), (quote, alone, answer) in zip(
        asked, advice(chapter)["ask"], strict=True
    ):
        assert len(quote) > 10, number
        assert quote in tree.plain(question), (number, tree.plain(question))
        assert "?" in alone, number
        assert len(answer) > 10, number


def test_a_notebook_that_asks_something_else_is_quoted_without_an_answer(tmp_path: Path) -> None:
    changed = read(stored_notebook(tmp_path, cells()))
    ((_, question),) = questions(changed)
    text = PdfReader(BytesIO(plan([changed], "a4"))).pages[0].extract_text()
    assert tree.plain(question) in " ".join(text.split())
    assert advice("05")["ask"][0][2][:20] not in text


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_exercise_has_its_minutes(chapter: str) -> None:
    known = advice(chapter)["exercises"]
    assert list(known) == [id_ for id_ in EXERCISES if id_.startswith(chapter)]
    assert len(known) == len(tree.of_kind("exercise", lesson(chapter).tree))
    for minutes, level in known.values():
        assert minutes % 5 == 0 < minutes <= 20
        assert level in ("easy", "medium", "hard")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_board_has_a_picture_and_few_lines(chapter: str) -> None:
    board = advice(chapter)["board"]
    drawing = panel(chapter, board["moment"], board["panel"])
    assert drawing.width > 200
    assert drawing.words
    assert 2 <= len(board["lines"]) <= 4


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-np.asarray(x, float)))


def numbers() -> dict[str, list[str]]:
    """Return numbers of the plan, computed from the notebooks' network or from the question."""
    W_0 = np.array([[0.5, -1, 0.3, 0.8], [-0.7, 0.4, 1.2, -0.2], [0.9, 0.6, -0.5, -1.1]])
    W_1 = np.array([[1.1, -0.8, 0.4], [-0.6, 0.9, 1.3]])
    o_0, t = np.array([0.9, 0.1, 0.5, 0.3]), np.array([1, 0])
    s_0 = W_0 @ o_0
    o_1 = sigmoid(s_0)
    s_1 = W_1 @ o_1
    o_2 = sigmoid(s_1)

    def E(o: Any, *change: float) -> float:
        o = o + np.array(change) if change else o
        return float(((o - t) ** 2).sum() / 2)

    def listed(values: Any, digits: int) -> str:
        return ", ".join(f"{x:.{digits}f}" for x in values)

    G = o_2 - t
    slopes = o_2 * (1 - o_2)
    sigma_1 = G * slopes
    back = sigma_1 @ W_1
    remainders = []
    for step in (1, 0.5, 0.25):
        delta = step * np.array([0.2, -0.1])
        remainders.append(E(o_2 + delta) - E(o_2) - G @ delta)
    addresses = np.array([[i + j / 10 for j in range(1, 5)] for i in range(1, 4)]) / 10
    exit_5 = np.outer([0.5, -0.2], [0.4, 0.1, 0.9])
    exit_6 = np.array([0.2, -0.1]) @ np.array([[1, 2], [3, -1]])
    o = sigmoid(0.3)
    return {
        "01": [listed(addresses[:, 1], 2), listed(addresses[1], 2)],
        "02": [
            f"{s_0[0]:.2f} and −{-s_0[1]:.2f}.", f"{o_1[1]:.4f}", f"({listed(s_0, 2)})",
            f"({listed(o_1, 3)})", f"({listed(s_1, 3)})", f"({listed(o_2, 3)})",
            f"{s_0[0] + 2 * 0.1:.2f}", f"{np.dot([1, -2, 0.5], [1, 0.5, 2]):.0f}$. Above",
            f"{sigmoid(1):.3f}",
        ],
        "03": [
            listed(o_2, 4), f"{E(o_2):.4f}", f"{2 * E(o_2):.4f}", f"({listed(G, 4)})",
            f"({listed(-G, 4)})", listed(np.abs(remainders), 5),
            f"−{E(o_2) - E(o_2, 0, -0.1):.4f} against −{E(o_2) - E(o_2, 0.1, 0):.4f}",
            " + ".join(f"{round(g, 4) ** 2:.4f}" for g in G), f"{(0.5**2 + 0.1**2) / 2:.2f}",
        ],
        "04": [
            f"({listed(slopes, 4)})", f"{slopes[0]:.4f} and {slopes[1]:.4f}", f"{o:.4f}",
            f"{0.3 * 0.7:.4f}", f"{o * (1 - o):.4f}", f"{sigmoid(o) * (1 - sigmoid(o)):.4f}",
            f"{0.9 * 0.1:.2f}, {0.25:.2f}", f"{0.25 / 0.09:.1f} times", f"{0.9999 * 0.0001:.4f}",
            f"From {next(s for s in range(60) if 1 / (1 + float(np.exp(-s))) == 1)} on",
        ],
        "05": [
            f"({o_1[0]:.3f}, {o_1[1]:.4f}, {o_1[2]:.3f})", f"({listed(sigma_1, 4)})",
            *(f"({listed(row, 4)})" for row in np.outer(sigma_1, o_1)),
            f"{sigma_1[1] / sigma_1[0]:.2f}", f"{1 - o_1[1]:.4f}",
            f"({listed(exit_5[0], 2)})".replace("0.20,", "0.2,"),
            f"({listed(exit_5[1], 2)})",
        ],
        "06": [
            listed(o_1 * (1 - o_1), 4), f"({listed(back, 4)})", f"{back[0]:.4f}",
            f"{back[0] * o_1[0] * (1 - o_1[0]):.4f}", f"{784 * 100 + 100 * 10:,}",
            f"{2 * 10 + 10 * 100 + 2 * 100:,}", f"{784 * 100 + 100 * 10 + 1220:,}",
            f"({listed(exit_6, 1)})", f"{0.5 * 0.5:.2f} and {0.9 * 0.1:.2f}",
            f"({listed(exit_6 * [0.25, 0.09], 3)})",
        ],
        "07": [f"{50_000 // 10:,}", "0.8", f"{0.8 - 2 * (-0.1 * 0.5):.1f}"],
    }  # fmt: skip


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_its_numbers_are_right(chapter: str) -> None:
    text = str(advice(chapter))
    for number in numbers()[chapter]:
        assert number in text, number


def stored(chapter: str) -> str:
    """Return all that a notebook says and has printed."""
    cells = lesson(chapter).notebook.cells
    printed = [output for cell in cells for output in cell.get("outputs", [])]
    shown = [o.get("text", "") + o.get("data", {}).get("text/markdown", "") for o in printed]
    return " ".join([*(cell.source for cell in cells), *shown])


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_number_stands_in_it_that_nothing_vouches_for(chapter: str) -> None:
    """Each is computed above, or is one that the notebook says or that its training gave."""
    known = re.findall(r"\d+\.\d+", " ".join(numbers()[chapter]) + stored(chapter))
    for number in re.findall(r"\d+\.\d+", str(advice(chapter))):
        if len(number.partition(".")[2]) > 1 or chapter in ("06", "07"):
            assert number in known or float(number) in map(float, known), number


TRAINED = {
    "05": ["-0.0214"],
    "06": ["4.4", "4.3", "11.35", "1.4, 80.5", "0.8, 32.3"],
    "07": [
        "9.9 %", "93.5", "94.7", "96.9", "87.6", "87.8", "11.2", "48.1", "88.6", "85.7", "85.0",
        "75.5", "88.5", "the 67 pixels", "97.6 %",
    ],
}  # fmt: skip


@pytest.mark.parametrize("chapter", TRAINED)
def test_what_a_training_gave_stands_in_the_notebook(chapter: str) -> None:
    said = str(advice(chapter)).replace("−", "-")
    for number in TRAINED[chapter]:
        assert number in stored(chapter), number
        assert all(part in said for part in number.split(", ")), number
