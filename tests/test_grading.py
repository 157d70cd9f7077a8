"""Marks for a class, whatever it hands in."""

import contextlib
import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netlib.__main__ import main
from netlib.exercises import EXERCISES, Exercise
from netlib.exercises.checking import judged
from netlib.grading import sheets
from netlib.grading.cells import Recorder
from netlib.grading.marking import Grader, Limits
from netlib.grading.notebook import read
from netlib.grading.plain import NoAnswer, from_plain, to_plain
from netlib.grading.verdicts import Replayed, arguments, marked, with_other_numbers, worth
from tests.a_class import RIGHT, Student, copy_of, students, written
from tests.test_exercises import passed

CLASS = {student.file: student for student in students(short=True)}
ROOT = Path(__file__).parent.parent
TAGS = {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "strong",
        "section", "span"}  # fmt: skip
OTHERS = ("read me.pdf", "old.zip", ".DS_Store")
FUNCTIONS = [exercise for exercise in EXERCISES.values() if exercise.cases]
Rows = dict[str, dict[str, str]]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*") if path.is_file() and not path.is_symlink()
    }  # fmt: skip


def alive(folder: Path) -> list[str]:
    """Return the processes that were told to put their temporary files into this folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):  # somebody else's, or gone by now
            if os.fsencode(folder) in path.read_bytes():
                found.append(path.parent.name)
    return found


def rows_of(table: bytes) -> Rows:
    text = io.StringIO(table.decode("utf-8-sig"), newline="")
    return {row["file"].removeprefix("'"): row for row in csv.DictReader(text)}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Mark the class; return its folder, and what was printed."""
    folder = tmp_path_factory.mktemp("graded")
    for student in CLASS.values():
        path = folder / "class" / student.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(student.data)
    for name in OTHERS:
        (folder / "class" / name).write_bytes(b"x")
    (folder / "class" / "link.ipynb").symlink_to(folder / "class" / "half.ipynb")
    (folder / "temporary").mkdir()
    before = contents(folder / "class")
    argv = ["grade", str(folder / "class"), "--csv", str(folder / "marks.csv"), "--time", "6"]
    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(printed):
        patch.setenv("TMPDIR", str(folder / "temporary"))
        patch.setattr(tempfile, "tempdir", None)
        assert main([*argv, "--seed", "11"]) == 0
    assert contents(folder / "class") == before
    return folder, printed.getvalue()


@pytest.fixture(scope="module")
def rows(graded: tuple[Path, str]) -> Rows:
    return rows_of((graded[0] / "marks.csv").read_bytes())


@pytest.mark.slow
@pytest.mark.parametrize("student", CLASS.values(), ids=list(CLASS))
def test_each_gets_what_it_deserves(student: Student, rows: Rows) -> None:
    row = rows[student.file]
    assert {id: row[id] for id in EXERCISES if row.get(id)} == student.states
    points = {id: worth(EXERCISES[id]) for id in student.states}
    earned = {id: points[id] * (state == "right") for id, state in student.states.items()}
    if student.states:
        totals = f"{sum(earned.values()):g}", f"{sum(points.values()):g}"
        assert (row["total"], row["of"]) == totals
    for id in student.states:
        assert row[f"{id} points"] == f"{earned[id]:g}"
    for id, mistake in student.mistakes.items():
        assert row[f"{id} mistake"] == mistake
    for remark in student.remarks:
        assert remark in row["remarks"]
    assert bool(row["remarks"]) == bool(student.remarks), row["remarks"]


@pytest.mark.slow
def test_nothing_is_left_behind(graded: tuple[Path, str]) -> None:
    folder = graded[0]
    assert not list((folder / "temporary").iterdir())
    assert sorted(p.name for p in folder.iterdir()) == ["class", "marks", "marks.csv", "temporary"]
    assert not Path("/tmp/marks-escaped").exists()
    assert not alive(folder / "temporary")


@pytest.mark.slow
def test_the_table_opens_in_a_spreadsheet(graded: tuple[Path, str]) -> None:
    table = (graded[0] / "marks.csv").read_bytes()
    assert table.startswith(b"\xef\xbb\xbffile,chapter,01.1,01.1 mistake,01.1 points,01.2,")
    every = [field for row in csv.reader(io.StringIO(table.decode("utf-8-sig"))) for field in row]
    assert not [field for field in every if re.match(r"[=+\-@\t\r]", field)]
    assert "'=HYPERLINK(0)<b>&.IPYNB" in every


@pytest.mark.slow
def test_names_of_others_and_the_class_are_printed(graded: tuple[Path, str]) -> None:
    lines = graded[1].splitlines()
    left_out = {line.removeprefix("no notebook, left out: ") for line in lines if "left" in line}
    assert left_out == {"read me.pdf", "old.zip", "link.ipynb"}
    right = sum(student.states.get("05.1") == "right" for student in CLASS.values())
    assert next(line for line in lines if line[:4] == "05.1").startswith(f"05.1  {right} right, ")
    with_remarks = sum(bool(student.remarks) for student in CLASS.values())
    assert f"{len(CLASS)} notebooks, {with_remarks} with remarks" in lines[-1]
    assert lines[-1].endswith("seed 11")


class Page(HTMLParser):
    """The tags and the words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.slow
def test_a_page_for_each_with_its_own_and_nothing_of_others(graded: tuple[Path, str]) -> None:
    pages = {name: data.decode() for name, data in contents(graded[0] / "marks").items()}
    assert len(pages) == len(CLASS)
    for file, student in CLASS.items():
        name = next(n for n in pages if n.startswith(file[:80]))
        page = Page(pages[name])
        assert {*page.tags} <= TAGS
        assert Path(file).name in page.words
        for id, state in student.states.items():
            section = page.words.partition(f"Exercise {id}: ")[2].partition("Exercise ")[0]
            assert section.startswith(state)
            known = EXERCISES[id].mistakes
            told = {m.name for m in known if m.message in section}
            assert told == {m.name for m in known if m.name == student.mistakes.get(id)}
            assert EXERCISES[id].marking not in page.words
        others = [re.escape(other) for other in CLASS if other != file]
        assert not re.search(rf"(?<!\w)({'|'.join(others)})", page.words)
        assert str(ROOT) not in page.words
    assert "ValueError: <script>alert(1)</script>" in Page(pages["markup.ipynb.html"]).words


@pytest.mark.slow
def test_a_table_that_is_there_is_replaced_only_by_a_whole_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "a.ipynb").write_bytes(b"")
    (tmp_path / "marks.csv").write_text("old")
    argv = ["grade", str(tmp_path / "class"), "--csv", str(tmp_path / "marks.csv")]

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for where, error in ((sheets, full), (Grader, full)):
        with monkeypatch.context() as patch:
            patch.setattr(where, "table" if where is sheets else "marks", error)
            assert main(argv) == 1
        assert (tmp_path / "marks.csv").read_text() == "old"
        assert "No space left" in capsys.readouterr().err
    assert main(argv) == 0
    assert (tmp_path / "marks.csv").read_bytes().startswith(b"\xef\xbb\xbffile")
    assert not list(tmp_path.rglob("*part*"))


@pytest.mark.slow
def test_ctrl_c_ends_it_at_once_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "05.ipynb").write_bytes(CLASS["is deaf.ipynb"].data)
    (tmp_path / "temporary").mkdir()
    command = [sys.executable, "-m", "netlib", "grade", "class", "--csv", "marks.csv"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"TMPDIR": str(tmp_path / "temporary"), "PYTHONPATH": str(ROOT)},
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # if it is ignored here
    ) as running:  # fmt: skip
        until = time.monotonic() + 30
        while len(alive(tmp_path)) < 4 and time.monotonic() < until:  # it, and who runs a notebook
            time.sleep(0.1)
        time.sleep(1)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=10)
    assert (running.returncode, out) == (130, "")
    assert err.splitlines()[-1] == "python -m netlib grade: stopped"
    assert "Traceback" not in err
    time.sleep(0.5)
    assert not alive(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"class", "temporary"}
    assert not list((tmp_path / "temporary").iterdir())


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=[e.id for e in FUNCTIONS])
def test_other_numbers_and_the_same_verdicts(exercise: Exercise) -> None:
    other = with_other_numbers(exercise, 3)
    for case, before in zip(other.cases, exercise.cases, strict=True):
        for letter, value in case.letters.items():
            old = np.asarray(before.letters[letter])
            assert np.shape(value) == old.shape
            if old.dtype.kind == "f":
                assert not np.isclose(value, old, rtol=1e-3, atol=0).any()
                assert (np.sign(value) == np.sign(old)).all()
                assert (np.abs(value) < np.maximum(np.abs(old), 1)).all()
                assert np.isclose(np.sum(value), 1) or not np.isclose(old.sum(), 1) or not old.ndim
    assert judged(other, passed(other, exercise.solution))
    for mistake in exercise.mistakes:
        assert judged(other, passed(other, mistake.wrong)).mistake == mistake.name


def test_what_knows_the_published_numbers_alone_is_not_right() -> None:
    for exercise in FUNCTIONS:
        known = [(c.letters, exercise.solution(**c.letters)) for c in exercise.cases]

        def table(*arguments: Any, known: Any = known) -> Any:
            for letters, result in known:
                if all(map(np.array_equal, letters.values(), arguments)):
                    return result
            return known[0][1]

        assert judged(exercise, table)
        assert not judged(with_other_numbers(exercise, 3), table)


def stops(sigma_1: Any, o_1: Any) -> Any:
    width = len(sigma_1) + 1
    return np.ones(width) @ o_1


def changes(sigma_1: Any, o_1: Any) -> Any:
    result = np.atleast_2d(sigma_1).T @ np.atleast_2d(o_1) / len(np.atleast_2d(o_1))
    sigma_1 *= 2
    return result


BROKEN: list[Any] = [
    stops, changes, print, float, lambda s: s, lambda s, o: s.x, lambda s, o: 1 / 0,
    lambda s, o: eval("y"), lambda s, o: None, lambda s, o: ..., lambda s, o: (yield),
    lambda s, o: s @ o.T, lambda s, o: dict[str, str]()["a"], lambda s, o: o[99],
    lambda s, o: o.sum(axis=3), lambda s, o: [[1], [1, 2]], lambda s, o: np.nan, lambda s, o: 1j,
    lambda s, o: np.outer(s, o), lambda s, o: sys.exit(), lambda s, o: "x", lambda s, o: {1, 2},
    lambda s, o: np.linalg.inv(o), lambda s, o: Fraction(1, 3), lambda s, o: int("x"),
]  # fmt: skip


@pytest.mark.parametrize("function", BROKEN)
def test_a_function_is_judged_from_outside_as_it_is_beside_check(
    function: Callable[..., Any],
) -> None:
    exercise = with_other_numbers(EXERCISES["05.3"], 3)
    sent: list[Any] = []
    Recorder(arguments([exercise]), sent.append)("05.3", function)
    (said,) = [json.loads(json.dumps(each)) for each in sent if "check" in each]
    assert repr(judged(exercise, Replayed(said["tried"]))) == repr(judged(exercise, function))


@pytest.mark.parametrize("value", [
    None, ..., True, 3, -(10**40), 0.1, float("nan"), float("-inf"), 1 + 2j, "ä\n", Fraction(-1, 3),
    Decimal("0.10"), [1, [2.5, "x"]], (1, (2, ...)), np.float64(0.1), np.int8(3), np.str_("a"),
    np.arange(6.0).reshape(2, 3), np.zeros(0), np.zeros((0, 3)), np.array(["a", "bc"]),
    np.array([1, None], object), np.arange(4)[::2], np.array(2.5),
], ids=repr)  # fmt: skip
def test_plain_data_comes_back_as_it_was(value: Any) -> None:
    back = from_plain(json.loads(json.dumps(to_plain(value))))
    assert type(back) is type(value)
    if isinstance(value, np.ndarray):
        assert back.dtype == value.dtype
        np.testing.assert_array_equal(back, value)
    else:
        assert repr(back) == repr(value)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3)
    | st.fixed_dictionaries({
        "is": st.sampled_from(["int", "float", "complex", "decimal", "fraction", "list", "tuple",
                               "array", "number", "objects", "dots", "generator", "function",
                               "other", "no"]),
        "of": inner, "shape": inner, "type": inner | st.sampled_from(["<f8", "O", "V9", "(9,9)f8"]),
    })
    | st.dictionaries(st.sampled_from(["note", "check", "cell", "answer", "tried", "begin", "error",
                                       "of", "left", "gave", "stopped", "kinds", "line"]), inner),
    max_leaves=12,
)  # fmt: skip


@given(ANYTHING)
def test_forged_data_is_read_or_refused(data: Any) -> None:
    with contextlib.suppress(NoAnswer):
        from_plain(data)


@given(st.lists(ANYTHING, max_size=4), st.text(max_size=10))
def test_forged_lines_spoil_nobody_s_marks(said: list[Any], other: str) -> None:
    exercises = [EXERCISES["05.1"]]
    lines = [*map(json.dumps, said), other, '{"check": "05.1", "cell": 0, "answer": true}']
    marks = marked("x", NOTEBOOK, exercises, lines, "done")
    assert [mark.id for mark in marks.marks] == ["05.1"]
    assert not marks.total


AROUND = """import ctypes, os, netlib
c = ctypes.CDLL(None, use_errno=True)
folder = os.path.join(netlib.__path__[0], "exercises")
file = os.path.join(folder, "chapter_05.py").encode()
here = b"{here}/class/05.ipynb"
found = [c.open(file, 0), c.umount2(folder.encode(), 2), c.open(file, 0), c.open(here, 0),
         c.open(b"{here}/escaped", 0o101, 0o600), c.rename(b"{here}/x", b"{here}/y")]
found += [c.connect(c.socket(2, 1, 0), bytes([2, 0, {port} >> 8, {port} & 255, 127, 0, 0, 1]) +
          bytes(8), 16), c.kill({pid}, 0)]
c.unshare(0x10020000)  # rights in a room of its own
found += [c.umount2(folder.encode(), 2), c.mount(None, b"/", None, 0x1020, None),
          c.open(file, 0), c.open(b"{here}/escaped", 0o101, 0o600)]
if c.fork() == 0:
    c.setsid()
    c.sleep(1000)
check("05.6", found)"""


@pytest.mark.slow
def test_nothing_gets_around_the_walls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # By functions of C, which Python's own watch does not see.
    import socket

    (tmp_path / "class").mkdir()
    (tmp_path / "x").touch()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        cell = AROUND.format(here=tmp_path, port=port, pid=os.getpid())
        notebook = tmp_path / "class" / "05.ipynb"
        notebook.write_bytes(written(copy_of("05", short=True), RIGHT | {"05.6": cell}))
        with Grader(tmp_path / "class", Limits(20, 1024, 1), 1) as grader:
            if not grader.shut:
                pytest.skip("this system has no namespaces for a process that is not trusted")
            run = grader._run(notebook)
    answers = [line for line in map(json.loads, run.answer["sent"]) if line.get("check") == "05.6"]
    assert from_plain(answers[0]["answer"]) == [-1] * 12
    assert run.answer["end"] == "done"
    assert {path.name for path in tmp_path.iterdir()} == {"class", "x"}
    assert not alive(tmp_path)


def test_no_answers_where_notebooks_run() -> None:
    # Nor by an import of an import, when all that is loaded before is loaded.
    load = "import sys, netlib.grading.server as s; [*map(s.import_module, s.LOADED)]"
    command = [sys.executable, "-c", f"{load}; print(*sys.modules)"]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert "netlib.explore" in loaded
    assert not [name for name in loaded if name.startswith("netlib.exercises")]


@pytest.mark.slow
def test_a_process_that_is_ended_from_outside_takes_one_notebook_with_it(tmp_path: Path) -> None:
    for name in ("a.ipynb", "b.ipynb"):
        (tmp_path / name).write_bytes(CLASS["half.ipynb"].data)
    with Grader(tmp_path, Limits(20, 1024, 1), 1) as grader:
        (server,) = grader.free.queue
        server.process.kill()
        first, second = grader.marks([tmp_path / "a.ipynb", tmp_path / "b.ipynb"])
    assert "its process was ended from outside" in first.remarks[0]
    assert {mark.id: mark.state for mark in second.marks} == CLASS["half.ipynb"].states


def test_points_are_those_of_the_exercise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Exercise, "points", 2.5, raising=False)
    lines = [json.dumps({"check": "05.2", "cell": 0, "answer": to_plain([2, 3])})]
    marks = marked("x", NOTEBOOK, [EXERCISES["05.1"], EXERCISES["05.2"]], lines, "done")
    assert marks.total == 2.5
    assert rows_of(sheets.table([marks]))["x"]["of"] == "5"
    assert "2.5 of 5 points" in sheets.page(marks)


NOTEBOOK = read(next(ROOT.glob("notebooks/05_*.ipynb")))


@pytest.mark.slow
def test_without_walls_what_python_does_is_refused_all_the_same(tmp_path: Path) -> None:
    chosen = ("writes.ipynb", "connects.ipynb", "reads.ipynb", "reads all.ipynb", "starts.ipynb")
    for file in chosen:
        (tmp_path / file).write_bytes(CLASS[file].data)
    with pytest.MonkeyPatch.context() as patch:
        (tmp_path / "temporary").mkdir()
        patch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
        with Grader(tmp_path, Limits(20, 1024, 1), 1) as grader:
            for server in grader.free.queue:
                server.shut = False
            graded = list(grader.marks([tmp_path / file for file in chosen]))
    for each in graded:
        assert {mark.id: mark.state for mark in each.marks} == CLASS[each.file].states
        assert all(any(r in said for said in each.remarks) for r in CLASS[each.file].remarks)
    assert not Path("/tmp/marks-escaped").exists()
    assert not list((tmp_path / "temporary").iterdir())
