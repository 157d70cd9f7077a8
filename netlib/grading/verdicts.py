"""What a run has sent, judged: how each exercise stands, its points, and remarks for a teacher.

Nothing of a student runs here. A function is judged by what it returned where it was run.
"""

import builtins
import json
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from netlib.exercises import EXERCISES, Exercise
from netlib.exercises.answers import untouched
from netlib.exercises.checking import judged
from netlib.exercises.exercise import Case
from netlib.exercises.trouble import told
from netlib.grading.notebook import Notebook
from netlib.grading.plain import from_plain, to_plain

PATIENCE = 20  # seconds for a verdict
WHAT = {
    "answers": "looks for netlib's own answers",
    "patched": "puts something in the place of netlib's check",
    "program": "starts another program (refused)",
    "network": "uses the network (refused)",
    "writes": "changes a file outside of its folder (refused)",
    "reads": "reads a file of this machine (refused)",
    "calls": "lets netlib compute it",
}
PHI = "netlib.forward.logistic"  # formulas have it as well
ERRORS = {
    name: kind
    for source in (vars(builtins), vars(np.exceptions), vars(np.linalg))
    for name, kind in source.items()
    if isinstance(kind, type) and issubclass(kind, Exception | KeyboardInterrupt | SystemExit)
}  # what `judged` expects of a function; any other is said by its own name


@dataclass(frozen=True)
class Mark:
    """How one exercise stands: as `check` says it, or "missing" or "stopped", and its points."""

    id: str
    state: str
    message: str = ""
    mistake: str = ""
    points: float = 0


@dataclass(frozen=True)
class Graded:
    """The marks of one notebook.

    file: where it was, below the folder. unread: why nothing of it could be marked. ended: why it
    was not run to its end. remarks: what its teacher should look at, and its student need not.
    """

    file: str
    chapter: str = ""
    marks: tuple[Mark, ...] = ()
    unread: str = ""
    ended: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        """The points of all exercises."""
        return sum(mark.points for mark in self.marks)


@dataclass
class Sent:
    """What a run has sent, sorted: by exercise the last answer, how many there were; and notes."""

    answers: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    count: dict[str, int] = field(default_factory=dict)
    errors: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    begun: int = -1


def worth(exercise: Exercise) -> float:
    """Return the points of an exercise that is right."""
    return float(exercise.points)


def of_chapter(chapter: str) -> list[Exercise]:
    """Return the exercises of a notebook."""
    return [exercise for exercise in EXERCISES.values() if exercise.id[:2] == chapter]


def with_other_numbers(exercise: Exercise, seed: int) -> Exercise:
    """Return the exercise with other numbers to try a function on, of the same kinds and sizes.

    Each is brought a little nearer to zero by a factor of its own: outputs stay outputs, sums that
    are far out stay there, and where a vector's entries added up to one they do again.
    """
    rng = np.random.default_rng([seed, *exercise.id.encode()])

    def other(value: Any) -> Any:
        if np.asarray(value).dtype.kind != "f":
            return value
        numbers = value * rng.uniform(0.9, 0.99, np.shape(value))
        adds_up = np.ndim(value) == 1 and np.isclose(np.sum(value), 1)
        return numbers / numbers.sum() if adds_up else numbers

    cases = [
        Case(case.description, {letter: other(value) for letter, value in case.letters.items()})
        for case in exercise.cases
    ]
    return replace(exercise, cases=tuple(cases))


def arguments(exercises: Sequence[Exercise]) -> dict[str, Any]:
    """Return what the functions of exercises are called with, as plain data."""
    return {
        exercise.id: [[to_plain(v) for v in case.letters.values()] for case in exercise.cases]
        for exercise in exercises
    }


def marked(
    file: str, notebook: Notebook, exercises: Sequence[Exercise], sent: Sequence[str], end: str
) -> Graded:
    """Return the marks of a notebook that was run.

    exercises: those of its chapter, with the numbers that functions were tried on. sent: the lines
    that came out of the run. end: "done", or why it ended before.
    """
    found = _sorted(sent, notebook, {exercise.id for exercise in exercises})
    ended = "" if end == "done" else f"{end} in {_place(notebook, found.begun)}"
    marks = []
    for exercise in exercises:
        count = found.count.get(exercise.id, 0)
        if count > 1:
            found.remarks.append(f"{exercise.id} is handed over {count} times; the last one counts")
        marks.append(_mark(exercise, notebook, found, ended))
    remarks = dict.fromkeys([ended] * bool(ended) + found.remarks)
    return Graded(file, notebook.chapter, tuple(marks), "", ended, tuple(remarks))


def _mark(exercise: Exercise, notebook: Notebook, found: Sent, ended: str) -> Mark:
    id, own = exercise.id, notebook.cells_of(exercise.id)
    if id in found.answers:
        try:
            with _patience():
                said = judged(exercise, _answer(found.answers[id]))
        except Exception as error:  # whatever was handed over, the others are judged
            return Mark(id, "unclear", f"This could not be judged ({type(error).__name__}).")
        points = worth(exercise) if said else 0
        return Mark(id, said.state, said.message, said.mistake, points)
    if not own:
        return Mark(id, "missing", "Its cells are not in the notebook.")
    errors = [found.errors[cell] for cell in own if cell in found.errors]
    if errors:
        return Mark(id, "stopped", f"Its cell stops before check, {_told(errors[-1])}.")
    if ended and found.begun <= max(own):
        return Mark(id, "stopped", f"The notebook did not come to this: {ended}.")
    return Mark(id, "missing", "Nothing was handed over: is there a line with check?")


def _sorted(lines: Sequence[str], notebook: Notebook, known: set[str]) -> Sent:
    """Sort what was sent; whatever is no such thing is left out."""
    found = Sent()
    for line in lines:
        with suppress(Exception):
            said = json.loads(line)
            if "begin" in said:
                found.begun = int(said["begin"])
            elif "error" in said:
                found.errors[int(said["cell"])] = said["error"]
            elif "check" in said:
                _take(said, found, notebook, known)
            elif said["note"] in WHAT and said["of"] != PHI:
                cell = int(said.get("cell", found.begun))
                where = _place(notebook, cell)
                if said["note"] == "calls" and notebook.cells[cell].solution:
                    continue
                found.remarks.append(f"{where} {WHAT[said['note']]}: {str(said['of'])[:100]}")
    return found


def _take(said: Mapping[str, Any], found: Sent, notebook: Notebook, known: set[str]) -> None:
    """Take an answer, unless it is the solution's, or of an exercise that is not asked for here."""
    cell, id = int(said["cell"]), from_plain(said["check"])
    if notebook.cells[cell].solution:
        return
    if id not in known:
        name = str(id)[:20]
        why = f"of no exercise of notebook {notebook.chapter}" if id in EXERCISES else "of none"
        found.remarks.append(f"{_place(notebook, cell)} calls check with {name!r}, the id {why}")
        return
    open_still = untouched(from_plain(said["answer"]))
    if not open_still:
        found.count[id] = found.count.get(id, 0) + 1
    if not open_still or id not in found.answers:
        found.answers[id] = said


def _answer(said: Mapping[str, Any]) -> Any:
    """Return what was handed over, as `judged` takes it."""
    answer = from_plain(said["answer"])
    return Replayed(said["tried"]) if callable(answer) and "tried" in said else answer


class Replayed:
    """A function that does once more what a student's function did where it was run."""

    def __init__(self, tried: Sequence[Mapping[str, Any]]) -> None:
        self.tried = iter(tried)
        self.__code__ = compile("", "its cell", "exec")

    def __call__(self, *arguments: Any) -> Any:
        """Return what it returned, or raise what it raised, and change what it changed."""
        did = next(self.tried)
        for given, left in zip(arguments, did["left"], strict=True):
            if isinstance(given, np.ndarray):
                with suppress(ValueError, TypeError):
                    given[...] = from_plain(left)
        if "stopped" in did:
            line, error = min(int(did["stopped"]["line"]), 10_000), _raised(did["stopped"])
            if line < 1:
                raise error
            # Raised in the same line, for whoever asks where it was.
            exec(compile("\n" * (line - 1) + "raise error", "its cell", "exec"), {"error": error})
        return from_plain(did["gave"])


def _raised(said: Mapping[str, Any]) -> BaseException:
    """Return an exception that is of the same kind, and says the same."""
    kind = next((ERRORS[name] for name in said["kinds"] if name in ERRORS), Exception)
    words = str(said["words"])
    made = type(str(said["kinds"][0]), (kind,), {
        "__init__": lambda self: None, "__str__": lambda self: words,
    })  # fmt: skip
    error: BaseException = made()
    if isinstance(error, NameError | AttributeError):
        error.name = str(said["name"])
    return error


def _told(said: Mapping[str, Any]) -> str:
    """Return what stopped a cell, in one line, and where."""
    try:
        line, error = int(said["line"]), _raised(said)
    except Exception:  # nothing that was sent is taken for granted
        return "an error that can't be read"
    if isinstance(error, KeyboardInterrupt):
        words = "as its time was up; perhaps it comes to no end"
    elif isinstance(error, MemoryError):
        words = "as it needs more memory than there is here"
    elif isinstance(error, SyntaxError):
        words = f"it is no Python ({error})"
    elif isinstance(error, NameError):
        words = f"the name “{error.name or '?'}” has no value"
    elif isinstance(error, Exception):
        words = told(error, {})
    else:
        words = type(error).__name__
    return f"in line {line}: {words}" if line else words


def _place(notebook: Notebook, cell: int) -> str:
    """Return what a cell is called."""
    if not 0 <= cell < len(notebook.cells):
        return "the notebook"
    return f"cell {notebook.cells[cell].name or cell + 1}"


@contextmanager
def _patience() -> Iterator[None]:
    """Raise TimeoutError where a verdict takes too long."""

    def stop(*_: object) -> None:
        raise TimeoutError("a verdict")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
