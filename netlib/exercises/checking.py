"""The check: an answer is right, or a known mistake, or differs first somewhere; or is unclear."""

import linecache
import sys
import traceback
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from netlib.derivation.letters import escaped, lettered
from netlib.exercises.answers import Kind, Unclear, untouched
from netlib.exercises.exercise import Case, Exercise, Letters, Mistake
from netlib.exercises.noted import note
from netlib.exercises.registry import EXERCISES
from netlib.exercises.trouble import told
from netlib.exercises.variants import made

FEEDBACK = "application/vnd.netlib.feedback+json"  # as data, in the output of a cell
MINE = "mine.py"  # where functions that are right can be kept, beside the notebooks
SOLUTION = "# Open this when you have tried."  # with this the cell of a solution begins


@dataclass(frozen=True, repr=False)
class Feedback:
    """What the check says; true when the answer is right.

    state: "right", "not yet", "not attempted yet" or "unclear". mistake: the name of the known
    mistake, if it is one. chips: who says that it is right: "every size ✓".
    of_solution: whether it is the folded solution's answer, not the student's own.
    """

    id: str
    state: str
    message: str = ""
    mistake: str = ""
    chips: tuple[str, ...] = ()
    of_solution: bool = False

    @property
    def heading(self) -> str:
        """Which exercise this is about, whose answer it is about, and how it stands."""
        whose = ", the solution" if self.of_solution else ""
        return f"Exercise {self.id}{whose}: {self.state}."

    def __bool__(self) -> bool:
        return self.state == "right"

    def __repr__(self) -> str:
        return f"{self.heading}\n{self.message or ', '.join(self.chips)}".rstrip()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return {FEEDBACK: asdict(self)}

    def _repr_markdown_(self) -> str:
        # What is said of a known mistake is ours; else a student's own words may be in it.
        message = lettered(self.message) if self.mistake else escaped(self.message)
        chips = " ".join(f"`{chip}`" for chip in self.chips)
        return f"**{self.heading}**  \n{message or chips}".rstrip()


class Stopped(Unclear):
    """A student's function that stopped; says where and by what."""

    def __init__(self, function: Any, case: Case, error: BaseException) -> None:
        super().__init__(f"Tried on {case.description}, {stopped(function, case.letters, error)}")
        self.error = error

    def alike(self, case: Case, mistake: Mistake) -> bool:
        """Return whether a known mistake stops on the case as well, and by the same words."""
        try:
            value_of(mistake.wrong, case)
        except Exception as error:  # a + b and b + a name their shapes in another order
            return sorted(str(error).split()) == sorted(str(self.error).split())
        return False


def check(id: str, answer: Any) -> Feedback:
    """Return whether the answer to an exercise is right, and if not, which mistake it is.

    id: "05.3". answer: what the question asks for: a number, an array, a list of shapes, a letter,
    the lines of a derivation, or the function itself. Raises nothing for whatever is passed: what
    can't be read is said. Of the mistakes that would explain the answer, the first is named.
    """
    cell = linecache.getline(sys._getframe(1).f_code.co_filename, 1)
    said = replace(checked(id, answer), of_solution=cell.startswith(SOLUTION))
    if not said.of_solution:
        note(said.id, answer, bool(said), said.mistake, said.message)
    return said


def checked(id: str, answer: Any) -> Feedback:
    """Return what the check says, whoever's answer it is."""
    exercise = EXERCISES.get(id) if isinstance(id, str) else None
    if exercise is None:
        known = f"They are called {min(EXERCISES)} to {max(EXERCISES)}."
        return Feedback(str(id), "unclear", f"There is no such exercise. {known}")
    return judged(exercise, answer)


@np.errstate(all="ignore")
def judged(exercise: Exercise, answer: Any) -> Feedback:
    """Return what is said of an answer to an exercise, which may have other numbers than ours."""
    id = exercise.id
    if untouched(answer):
        return Feedback(id, "not attempted yet")
    kind, cases = exercise.kind, exercise.tried_on
    letters = [deepcopy(case.letters) for case in exercise.cases]
    try:
        results = [*map(partial(_result, answer), exercise.cases, letters)] or [answer]
    except Unclear as complaint:
        return Feedback(id, "unclear", str(complaint))
    if all(map(_open, results)):
        return Feedback(id, "not attempted yet")
    answers = [_read(kind, case, result) for case, result in zip(cases, results, strict=True)]
    solutions = [kind.read(value_of(exercise.solution, case)) for case in cases]
    tried = list(zip(cases, answers, solutions, strict=True))
    wrong = [str(a) if isinstance(a, Unclear) else kind.difference(a, b) for _, a, b in tried]
    if not any(wrong):
        said = _written_into(exercise.cases, letters)
        return Feedback(id, "right", said, chips=kind.chips(answers[0]))
    k = next(k for k, said in enumerate(wrong) if said)
    right = next((case for case, said in zip(cases, wrong, strict=True) if not said), None)
    before = f"Right for {right.description}. " if right else ""
    for mistake in exercise.mistakes:
        if all(_explains(kind, mistake, *each) for each in tried):
            place = "" if isinstance(answers[0], Unclear) else kind.place(answers[0], solutions[0])
            return Feedback(id, "not yet", place + mistake.message, mistake.name)
    if not any(isinstance(a, Unclear) for a in answers):
        for mistake in made(exercise):
            if all(_explains(kind, mistake, *each) for each in tried):
                which = before + kind.which(answers[k], solutions[k])
                return Feedback(id, "not yet", which + mistake.message, mistake.name)
        for mistake in (*exercise.mistakes, *made(exercise)):
            if besides := _besides(kind, mistake, tried):
                return Feedback(id, "not yet", f"{mistake.message} {besides}", mistake.name)
    if isinstance(answers[k], Unclear):
        for mistake in exercise.mistakes:
            if _explains(kind, mistake, *tried[k]):
                return Feedback(id, "not yet", before + mistake.message, mistake.name)
        return Feedback(id, "not yet" if right else "unclear", before + wrong[k])
    where = f"{before}Tried on {cases[k].description}: " if exercise.cases else ""
    if not where or kind.times(answers[k], solutions[k]):
        return Feedback(id, "not yet", where + wrong[k])
    for mistake in exercise.mistakes:  # in another case, another one hides it
        if _explains(kind, mistake, *tried[k]) and not any(
            map(partial(_explains, kind, mistake), cases, solutions, solutions)
        ):
            return Feedback(id, "not yet", where + mistake.message, mistake.name)
    return Feedback(id, "not yet", where + wrong[k])


def _explains(kind: Kind, mistake: Mistake, case: Case, answer: Any, solution: Any) -> bool:
    """Return whether a mistake leads to this answer, or stops as this one did."""
    if isinstance(answer, Unclear):
        return isinstance(answer, Stopped) and answer.alike(case, mistake)
    try:
        return kind.explains(kind.read(value_of(mistake.wrong, case)), answer, solution)
    except Exception:  # it stops, and the answer did not
        return False


def _besides(kind: Kind, mistake: Mistake, tried: Sequence[tuple[Case, Any, Any]]) -> str:
    """Return the factor by which an answer differs from a mistake that is no such factor itself."""
    said = ""
    try:
        for case, answer, solution in tried:
            wrong = kind.read(value_of(mistake.wrong, case))
            if kind.explains(wrong, answer, solution):
                continue
            times = kind.times(answer, wrong)
            if not times or kind.times(wrong, solution) or not kind.difference(wrong, solution):
                return ""
            said = said or f"Besides, for {case.description}, every entry {times}."
    except Exception:  # it stops, and the answer did not
        return ""
    return said


def _open(result: Any) -> bool:
    """Return whether this is what an untouched stub returns; None comes from finished lines."""
    return result is not None and not isinstance(result, Stopped) and untouched(result)


def value_of(of: Any, case: Case) -> Any:
    """Return a solution or a mistake, which is a value or a function of the case's letters."""
    return of(**deepcopy(case.letters)) if callable(of) else of


def _written_into(cases: Sequence[Case], letters: Sequence[Letters]) -> str:
    """Return what is said where a function has changed the arguments that it was called with."""
    changed = {
        name for case, left in zip(cases, letters, strict=True) for name in left
        if not np.array_equal(left[name], case.letters[name])
    }  # fmt: skip
    if not changed:
        return ""
    return (
        f"But your function changes {', '.join(sorted(changed))} of whoever calls it: a -= b "
        "writes into a, while a = a - b makes a new array."
    )


def _result(answer: Any, case: Case, letters: Letters) -> Any:
    """Return what a student's function returns for these letters; a Stopped where it stops."""
    if not callable(answer):
        raise Unclear("A function is asked for: pass its name alone, without brackets behind it.")
    try:
        return answer(*letters.values())
    except NotImplementedError:
        return ...
    except (KeyboardInterrupt, SystemExit) as error:
        raise Stopped(answer, case, error) from None
    except Exception as error:
        return Stopped(answer, case, error)


def stopped(function: Any, letters: Letters, error: BaseException) -> str:
    """Return in one line what stopped a student's function, and in which line of its cell."""
    cell = getattr(getattr(function, "__code__", None), "co_filename", None)
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame.lineno for frame in frames if frame.filename == cell]
    line = f" in line {own[-1]} of {cell if cell == MINE else 'its cell'}" if own else ""
    if isinstance(error, SystemExit):
        return f"your function ends the program{line}: leave out exit and quit"
    if isinstance(error, KeyboardInterrupt):
        return f"your function was stopped{line}: does it come to an end?"
    return f"your function stops{line}: {told(error, letters)}."


def _read(kind: Kind, case: Case, result: Any) -> Any:
    """Return what was answered as it is compared; an Unclear where it can't be, with its case."""
    if isinstance(result, Stopped):
        return result
    where = case.description and f"Tried on {case.description}, your function"
    if where and result is None:
        return Unclear(f"{where} gives nothing back: is there a return?")
    if where and untouched(result):
        return Unclear(f"{where} returns a ... or a None: something is still open.")
    try:
        return kind.read(result)
    except Unclear as complaint:
        return Unclear(f"{where}'s result: {complaint}") if where else complaint
