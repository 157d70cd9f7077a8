"""Quizzes, read back by a strict reader of each format; answers computed from what a text says."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import nbformat
import numpy as np
import pytest

from netlib.__main__ import main
from netlib.chapters import CHAPTERS
from netlib.exercises import EXERCISES
from netlib.exercises.answers import Choice
from netlib.exercises.checking import judged
from netlib.exercises.stated import WORDS
from netlib.publish.quiz import Asked, left_out, questions
from netlib.publish.quiz_moodle import RIGHT, moodle
from netlib.publish.quiz_qti import qti
from tools.notebooks import NOTEBOOKS

SEEDS = (1, 2)
ASKED = [id for id, exercise in EXERCISES.items() if not left_out(exercise)]
# Moodle's own expressions, of question/type/multianswer/questiontype.php, for numbers.
NUMBER = r"-?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][-+]?[0-9]+)?"
ENTRY = re.compile(r"\{([0-9]*):NUMERICAL:((?:.*?)(?<!\\))\}", re.DOTALL)
ONE = re.compile(
    rf"(=|%(-?[0-9]+)%)({NUMBER}):({NUMBER})#((?:.*?)(?<!\\))(?=[~}}]|$)(?:~|$)", re.DOTALL
)


@dataclass(frozen=True)
class Answer:
    """An answer that a platform knows: a number or a text, its share, and what is said."""

    value: str
    tolerance: float
    share: float
    said: str


@dataclass(frozen=True)
class Read:
    """A question as a platform reads it: its kind, text, points, and for each gap its answers."""

    kind: str
    title: str
    html: str
    points: int
    gaps: tuple[tuple[Answer, ...], ...]


@cache
def made(number: str, seed: int) -> list[Asked]:
    return questions(NOTEBOOKS / CHAPTERS[number].file, seed)


def only(parent: ET.Element, *wanted: str) -> None:
    """Fail for a child that the format hasn't at this place."""
    assert {child.tag for child in parent} <= set(wanted), parent.tag


def text(element: ET.Element, path: str) -> str:
    (found,) = element.findall(path)
    return found.text or ""


def html(element: ET.Element, name: str) -> str:
    (found,) = element.findall(name)
    only(found, "text")
    assert found.get("format") == "html"
    return text(found, "text")


def read_moodle(data: bytes) -> tuple[str, list[Read]]:
    """Return the category and the questions of a Moodle XML file; refuse what Moodle would."""
    quiz = ET.fromstring(data)
    assert quiz.tag == "quiz"
    category, *rest = quiz
    assert category.attrib == {"type": "category"}
    return text(category, "category/text"), list(map(_moodle, rest))


def _moodle(question: ET.Element) -> Read:
    kind, common = question.get("type", ""), {"name", "questiontext", "generalfeedback", "hidden"}
    own = {
        "cloze": set[str](),
        "numerical": {"answer", "defaultgrade"},
        "multichoice": {"answer", "defaultgrade", "single", "shuffleanswers", "answernumbering"},
    }[kind]
    only(question, *common, *own, "penalty")
    body = html(question, "questiontext")
    ET.fromstring(f"<div>{body.replace('&nbsp;', ' ')}</div>")  # well-formed
    gaps: list[tuple[Answer, ...]] = []
    if kind == "cloze":
        for weight, inside in ENTRY.findall(body):
            assert weight == "1"
            assert "".join(m[0] for m in ONE.finditer(inside)) == inside
            gaps.append(tuple(
                Answer(m[3], float(m[4]), 100.0 if m[1] == "=" else float(m[2]),
                       unescape(re.sub(r"\\([\\~}#])", r"\1", m[5])))
                for m in ONE.finditer(inside)
            ))  # fmt: skip
        assert "{" not in ENTRY.sub("", body)
    else:
        answers = [
            Answer(text(a, "text"), float(a.findtext("tolerance") or "nan"),
                   float(a.get("fraction", "")), unescape(html(a, "feedback")))
            for a in question.findall("answer")
        ]  # fmt: skip
        gaps.append(tuple(answers))
    points = int(question.findtext("defaultgrade") or len(gaps))
    return Read(kind, text(question, "name/text"), body, points, tuple(gaps))


NS = {
    "q": "http://www.imsglobal.org/xsd/ims_qtiasiv1p2",
    "p": "http://www.imsglobal.org/xsd/imscp_v1p1",
}


def read_qti(data: bytes) -> tuple[str, list[Read]]:
    """Return the title and the questions of a QTI 1.2 package, as a platform finds them in it."""
    with ZipFile(BytesIO(data)) as package:
        assert package.testzip() is None
        manifest = ET.fromstring(package.read("imsmanifest.xml"))
        (resource,) = manifest.findall("p:resources/p:resource", NS)
        (file,) = resource.findall("p:file", NS)
        assert resource.get("type") == "imsqti_xmlv1p2"
        assert sorted(package.namelist()) == sorted(["imsmanifest.xml", file.get("href", "")])
        root = ET.fromstring(package.read(file.get("href", "")))
    assert root.tag == f"{{{NS['q']}}}questestinterop"
    (assessment,) = root.findall("q:assessment", NS)
    items = assessment.findall("q:section/q:item", NS)
    idents = [e.get("ident") for e in root.iter() if e.get("ident") not in (None, "response1")]
    assert len(idents) == len(set(idents))
    return assessment.get("title", ""), list(map(_item, items))


def _item(item: ET.Element) -> Read:
    fields = {
        f.findtext("q:fieldlabel", namespaces=NS): f.findtext("q:fieldentry", namespaces=NS)
        for f in item.findall("q:itemmetadata/q:qtimetadata/q:qtimetadatafield", NS)
    }
    assert fields["question_type"] == "multiple_choice_question"
    (body,) = item.findall("q:presentation/q:material/q:mattext", NS)
    (lid,) = item.findall("q:presentation/q:response_lid", NS)
    assert lid.get("rcardinality") == "Single"
    labels = {
        label.get("ident", ""): label.findtext("q:material/q:mattext", namespaces=NS) or ""
        for label in lid.findall("q:render_choice/q:response_label", NS)
    }
    shares, said = dict.fromkeys(labels, 0.0), dict[str, str]()
    feedbacks = {f.get("ident"): f for f in item.findall("q:itemfeedback", NS)}
    for condition in item.findall("q:resprocessing/q:respcondition", NS):
        (equal,) = condition.findall("q:conditionvar/q:varequal", NS)
        assert equal.get("respident") == lid.get("ident")
        chosen = equal.text or ""
        for score in condition.findall("q:setvar", NS):
            shares[chosen] = float(score.text or "nan")
        for shown in condition.findall("q:displayfeedback", NS):
            told = feedbacks.pop(shown.get("linkrefid")).find(".//q:mattext", NS)
            assert told is not None
            said[chosen] = plain(told.text or "")
    assert not feedbacks
    answers = [Answer(labels[k], float("nan"), shares[k], said[k]) for k in labels]
    points = int(fields["points_possible"] or 0)
    return Read("choice", item.get("title", ""), body.text or "", points, (tuple(answers),))


def plain(page: str) -> str:
    """Return the words and numbers of HTML, formulas without their marks: "W1", "z^3"."""
    page = re.sub(r"<msup>(.*?)<mn>(\d+)</mn></msup>", r"\1^\2 ", page)
    page = re.sub(r"</t[dh]>|</mtd>|</tr>|</mtr>|</p>", " ", page)
    words = unescape(re.sub("<.*?>", "", page)).replace("−", "-").replace("\N{NO-BREAK SPACE}", " ")
    return " ".join(words.split())


# What each question asks, computed from the numbers that stand in its text, and from nothing else.


def listed(name: str, said: str) -> Any:
    found = re.search(rf"{name} ?= ?\(([^)]*)\)", said)
    assert found, said
    return np.array([float(x) for x in found[1].split(",")])


def numbers(pattern: str, said: str) -> list[float]:
    found = re.search(pattern, said)
    assert found, said
    return [float(WORDS.index(x)) if x in WORDS else float(x) for x in found.groups()]


def shapes(said: str) -> Any:
    n_0, n_1, n_2, B = numbers(r"(\d+)-(\d+)-(\d+): .* batch of (\w+)\.", said)
    return [[n_2, n_1], [1, n_1], [n_1, n_0], [B, n_2]]


def nielsen(said: str) -> Any:
    z, w, a, delta = numbers(r"z\^(\d+) ?= ?w\^(\d+) a\^(\d+) .*δ\^(\d+)", said)
    return [z - 2, w - 2, a - 1, delta - 2]


def half(said: str) -> Any:
    x, p = numbers(r"φ\(([\d.]+)\) ?= ?([\d.]+)\.", said)
    assert round(1 / (1 + np.exp(-x)), 4) == p
    return 1 - p


def memory(said: str) -> Any:
    n_0, n_1, n_2, B = numbers(r"(\d+)-(\d+)-(\d+) network learns from batches of (\d+)", said)
    return B * (n_0 + n_1 + n_2)


def boundary(said: str) -> Any:
    (z,) = numbers(r"its sum shall be (\d+) at", said)
    return np.linalg.solve(np.array([[0.5, 0, 1], [0, 1, 1], [1, 1, 1]]), np.array([0, 0, z]))


def error(said: str) -> Any:
    return 0.5 * sum((listed("o2", said) - listed("t", said)) ** 2)


def left(said: str) -> Any:
    (eta,) = numbers(r"with η ?= ?([\d.]+)\.", said)
    o, t = np.array([0.9, 0.2]), np.array([0.3, 0.7])
    return sum((o - eta * (o - t) - t) ** 2) / sum((o - t) ** 2)


def jacobian(said: str) -> Any:
    o = listed("o", said)
    sums = np.log(o / (1 - o)).astype(complex)
    return [[(1 / (1 + np.exp(-sums - 1e-30j * np.eye(len(o))[j]))).imag[i] / 1e-30
             for j in range(len(o))] for i in range(len(o))]  # fmt: skip


def strongest(said: str) -> Any:
    o = np.linspace(0, 1, 100_001)
    return o[np.argmax(o * o * (1 - o))]


def by_hand(said: str) -> Any:
    return [[s * o for o in listed("o1", said)] for s in listed("σ1", said)]


def copied(said: str) -> Any:
    rows = re.findall(r"row \d ([-\d. ]+?)(?= row| You)", said)
    table = np.array([[float(x) for x in row.split()] for row in rows])
    found = []
    for i, j in np.ndindex(table.shape):  # the one place where another number makes it of rank 1
        k, m = (i + 1) % 3, (j + 1) % 4
        mended = table.copy()
        mended[i, j] = table[i, m] * table[k, j] / table[k, m]
        if np.linalg.matrix_rank(mended, tol=1e-9) == 1:
            found.append([i + 1, j + 1])
    (one,) = found
    return one


def downhill(said: str) -> Any:
    gradient = np.array([[s * o for o in listed("o1", said)] for s in listed("σ1", said)])
    return (gradient * gradient.T).sum() / (gradient**2).sum()


def chain(said: str) -> Any:
    _, n_1, n_2 = numbers(r"A network is (\d+)-(\d+)-(\d+),", said)
    return [[n_2, n_1], [n_1, n_1], [n_1, 1], [1, n_1]]


def back(said: str) -> Any:
    o, signal = listed("o1", said), listed("σ1", said)
    (inside,) = re.findall(r"W1 ?= ?\[(.*?)\]", said)
    W = np.array([float(x) for x in inside.split()]).reshape(len(signal), len(o))
    return [sum(signal[i] * W[i, j] for i in range(len(signal))) * o[j] * (1 - o[j])
            for j in range(len(o))]  # fmt: skip


def costs(said: str) -> Any:
    n = numbers(r"A network is (\d+)-(\d+)-(\d+)-(\d+),", said)
    forward = sum(a * b for a, b in pairwise(n))
    return [forward, forward + n[1] * n[2] + n[2] * n[3] + 2 * sum(n[1:]), 2 * forward]


def dark(said: str) -> Any:
    pixels, hidden = numbers(r"At (\d+) of the .* A network is \d+-(\d+)-10\.", said)
    return pixels * hidden


def two_programs(said: str) -> Any:
    B, rate = numbers(r"a batch of (\w+) instead .* a rate of ([\d.]+)\.", said)
    return 2 * B * rate


def faulty(said: str) -> str:
    """Return the letter of what explains the printed slopes, by measuring E at such outputs."""
    derived, shown = r"derived ones are (\S+) and (\S+)\.", r"It prints (\S+) and (\S+)\. "
    h, *slopes = numbers(rf"h ?= ?([\d.]+)\. The {derived} {shown}", said)
    G, printed = np.array(slopes[:2]), np.array(slopes[2:])
    on, here, back = (0.5 * o**2 for o in (G + h, G, G - h))  # E, for a target of 0
    ways = {"A": (on - back) / (4 * h), "B": (on - here) / (2 * h)}
    (letter,) = (name for name, way in ways.items() if np.allclose(way, printed, atol=1e-6))
    return letter


BY_TEXT: dict[str, Callable[[str], Any]] = {
    "01.1": shapes, "01.2": nielsen, "02.2": half, "02.4": memory, "02.5": boundary, "03.1": error,
    "03.2": faulty, "03.3": left, "04.1": jacobian, "04.2": strongest, "05.1": by_hand,
    "05.2": copied, "05.6": downhill, "06.1": chain, "06.2": back, "06.6": costs, "07.1": dark,
    "07.3": two_programs, "02.1": lambda said: "C", "07.2": lambda said: "E",
}  # fmt: skip


def pairs(number: str, seed: int) -> Iterator[tuple[Asked, Read, Read]]:
    """Yield each question with what Moodle and what others read of it."""
    asked = made(number, seed)
    both = read_moodle(moodle("T", asked))[1], read_qti(qti("T", asked))[1]
    yield from zip(asked, *both, strict=True)


def test_every_exercise_that_can_be_asked_is_asked() -> None:
    assert set(BY_TEXT) == set(ASKED)
    for number in CHAPTERS:
        asked = [q.exercise.id for q in made(number, 1)]
        assert asked == [id for id in ASKED if id[:2] == number]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("number", CHAPTERS)
def test_the_right_answer_follows_from_the_numbers_in_the_text(number: str, seed: int) -> None:
    for question, typed, chosen in pairs(number, seed):
        right = BY_TEXT[question.exercise.id](plain(ENTRY.sub("", typed.html)))
        letter = isinstance(right, str)
        for gap, value in zip(typed.gaps, [right] if letter else np.ravel(right), strict=True):
            first, *others = gap if not letter else sorted(gap, key=lambda a: -a.share)
            assert (first.share, first.said) == (100, RIGHT)
            assert all(other.share == 0 and other.said != RIGHT for other in others)
            if letter:
                assert first.value == value
            else:
                assert float(first.value) == pytest.approx(value, abs=1e-5)
        (option,) = (a for a in chosen.gaps[0] if a.share == 100)
        assert option.said == RIGHT
        shown = [float(x) for x in re.findall(r"-?\d+(?:\.\d+)?", cleaned(option.value, question))]
        if letter:
            assert option.value == right
        else:
            digits = getattr(question.exercise.kind, "digits", 0)
            np.testing.assert_allclose(shown, np.ravel(right), atol=0.51 * 10.0**-digits)


def cleaned(option: str, question: Asked) -> str:
    """Return an option without the indices in the names of shapes."""
    return re.sub(r"[^,:]*: ", "", plain(option)).replace("×", " ")


@pytest.mark.parametrize("number", CHAPTERS)
def test_each_wrong_answer_gets_what_the_check_says(number: str) -> None:
    for question, typed, chosen in pairs(number, 1):
        exercise, messages = question.exercise, {m.message for m in question.exercise.mistakes}
        assert {a.said for a in chosen.gaps[0]} == messages | {RIGHT}
        assert len({a.value for a in chosen.gaps[0]}) == len(messages) + 1
        assert chosen.points == exercise.points
        for gap in typed.gaps:
            values = [a.value for a in gap]
            assert len(set(values)) == len(values)
            assert {a.said for a in gap} <= messages | {RIGHT}
            if typed.kind != "numerical":
                continue
            assert {a.said for a in gap} == messages | {RIGHT}
            assert typed.points == exercise.points
            for answer in gap:
                said = judged(exercise, float(answer.value))
                assert (said.message or RIGHT) == answer.said
                # What the check takes, Moodle takes, and no more.
                near = float(answer.value) + 0.99 * answer.tolerance * np.array([-1, 1])
                far = float(answer.value) + 1.01 * answer.tolerance * np.array([-1, 1])
                if answer.said == RIGHT:
                    assert all(judged(exercise, x) for x in near)
                    assert not any(judged(exercise, x) for x in far)


def test_a_question_reads_well_without_the_notebook() -> None:
    for number in CHAPTERS:
        for question in made(number, 1):
            said = plain(question.text)
            assert not re.search(r"answer\b|Hint|Pencil|No running|`|\$|\\", said), said
            assert re.search(r"[.?]\)?$|# F$", said), said
            assert "<annotation" not in question.text
            assert isinstance(question.exercise.kind, Choice) or question.fields


def test_the_same_seed_is_the_same_bytes_and_another_has_other_numbers(tmp_path: Path) -> None:
    for form in ("moodle", "qti"):
        for folder, seed in (("one", "3"), ("two", "3"), ("three", "4")):
            argv = ["quiz", "--format", form, "--seed", seed, "--out", str(tmp_path / folder)]
            assert main([*argv, "--chapter", "05", "02"]) == 0
    one, two, three = (
        {p.name: p.read_bytes() for p in (tmp_path / name).iterdir()}
        for name in ("one", "two", "three")
    )
    names = ("02_forward_pass", "05_sigma_1")
    assert sorted(one) == sorted(f"{n}.{kind}" for n in names for kind in ("xml", "zip"))
    assert one == two
    assert all(one[name] != three[name] for name in one)
    texts = [plain(q.html) for q in read_moodle(one["05_sigma_1.xml"])[1]]
    ours = nbformat.read(NOTEBOOKS / "05_sigma_1.ipynb", as_version=4)
    assert "0.12" in next(c.source for c in ours.cells if c.id == "05-ex2")
    assert not any("o1 = (0.5, 0.3, 0.8)" in said for said in texts)


def test_the_command_makes_all_and_says_what_is_left_out_and_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["quiz", "--format", "moodle", "--out", str(tmp_path / "q")]) == 0
    *files, functions, derivations = capsys.readouterr().out.splitlines()
    names = [f"{chapter.file.removesuffix('.ipynb')}.xml" for chapter in CHAPTERS.values()]
    counts = [sum(id[:2] == number for id in ASKED) for number in CHAPTERS]
    both = zip(names, counts, strict=True)
    assert files == [f"{tmp_path / 'q' / name}: {count} questions" for name, count in both]
    without = [id for id, e in EXERCISES.items() if e.cases]
    assert functions == f"left out, since the answer is a function: {', '.join(without)}"
    assert derivations == "left out, since the answer is a derivation: 04.5, 05.5, 06.5"
    for name, chapter in zip(names, CHAPTERS.values(), strict=True):
        category, _ = read_moodle((tmp_path / "q" / name).read_bytes())
        assert category == f"$course$/top/{chapter.number} {chapter.title}"


def test_a_notebook_that_says_other_numbers_or_is_missing_makes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = nbformat.read(NOTEBOOKS / "05_sigma_1.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace("each entry times 0.2", "each entry times 0.4")
    nbformat.write(notebook, tmp_path / "05_sigma_1.ipynb")
    argv = ["quiz", "--format", "qti", "--from", str(tmp_path), "--out", str(tmp_path / "q")]
    assert main([*argv, "--chapter", "05"]) == 1
    said = capsys.readouterr().err
    assert "05_sigma_1, cell 05-ex1: says 0.4, where the exercise has sigma_1[0] = 0.2" in said
    assert main(argv) == 1
    assert capsys.readouterr().err.endswith("has no notebook 01_notation.ipynb, 02_forward_pass."
        "ipynb, 03_error_gradient.ipynb, 04_activation_jacobian.ipynb, 06_sigma_0.ipynb, "
        "07_full_training.ipynb\n")  # fmt: skip
    monkeypatch.setattr("netlib.commands.options.find_spec", lambda name: None)
    assert main([*argv, "--chapter", "05"]) == 1
    assert "python -m pip install pypandoc-binary nbformat" in capsys.readouterr().err
    assert not (tmp_path / "q").exists()
