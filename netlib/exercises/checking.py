"""The check: an answer is right, or a known mistake, or differs first somewhere; or is unclear."""

import traceback
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from netlib.derivation.letters import escaped, lettered
from netlib.exercises import (
    chapter_01,
    chapter_02,
    chapter_03,
    chapter_04,
    chapter_05,
    chapter_06,
    chapter_07,
)
from netlib.exercises.answers import Unclear, returned, untouched
from netlib.exercises.exercise import Case, Exercise

CHAPTERS = (chapter_01, chapter_02, chapter_03, chapter_04, chapter_05, chapter_06, chapter_07)
EXERCISES: Mapping[str, Exercise] = {e.id: e for c in CHAPTERS for e in c.EXERCISES}
FEEDBACK = "application/vnd.netlib.feedback+json"  # as data, in the output of a cell


@dataclass(frozen=True, repr=False)
class Feedback:
    """What the check says; true when the answer is right.

    state: "right", "not yet", "not attempted yet" or "unclear". mistake: the name of the known
    mistake, if it is one.
    """

    id: str
    state: str
    message: str = ""
    mistake: str = ""

    def __bool__(self) -> bool:
        return self.state == "right"

    def __repr__(self) -> str:
        return f"Exercise {self.id}: {self.state}.\n{self.message}".rstrip()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return {FEEDBACK: asdict(self)}

    def _repr_markdown_(self) -> str:
        # What is said of a known mistake is ours; else a student's own words may be in it.
        words = lettered(self.message) if self.mistake else escaped(self.message)
        return f"**Exercise {self.id}: {self.state}.**  \n{words}".rstrip()


def check(id: str, answer: Any) -> Feedback:
    """Return whether the answer to an exercise is right, and if not, which mistake it is.

    id: "05.3". answer: what the question asks for: a number, an array, a list of shapes, a letter,
    or the function itself. Raises nothing for whatever is passed: what can't be read is said.
    """
    exercise = EXERCISES.get(id) if isinstance(id, str) else None
    if exercise is None:
        known = f"They are called {min(EXERCISES)} to {max(EXERCISES)}."
        return Feedback(str(id), "unclear", f"There is no such exercise. {known}")
    cases = exercise.tried()
    try:
        results = _results(exercise, cases, answer)
        if all(map(untouched, results)):
            return Feedback(id, "not attempted yet")
        given = [_read(exercise, case, result) for case, result in zip(cases, results, strict=True)]
    except Unclear as complaint:
        return Feedback(id, "unclear", str(complaint))
    right = [exercise.kind.read(returned(exercise.right, case.arguments)) for case in cases]
    said = [exercise.kind.difference(g, r) for g, r in zip(given, right, strict=True)]
    if not any(said):
        return Feedback(id, "right")
    for mistake in exercise.mistakes:
        if _made(exercise, mistake.wrong, cases, given, right):
            return Feedback(id, "not yet", mistake.message, mistake.name)
    k = next(k for k, words in enumerate(said) if words)
    before = f"Right for {cases[0].words}. " if k else ""
    where = f"Tried on {cases[k].words}: " if cases[k].words else ""
    return Feedback(id, "not yet", before + where + said[k])


def _results(exercise: Exercise, cases: list[Case], answer: Any) -> list[Any]:
    """Return the answer itself, or what it returns for each case where a function is asked for."""
    if exercise.cases is None or untouched(answer):
        return [answer] * len(cases)
    if not callable(answer):
        raise Unclear("A function is asked for: pass its name alone, without brackets behind it.")
    results = []
    for case in cases:
        try:
            results.append(returned(answer, case.arguments))
        except NotImplementedError:
            results.append(None)
        except (Exception, KeyboardInterrupt) as error:
            raise Unclear(_stopped(answer, case, error)) from None
    return results


def _stopped(function: Any, case: Case, error: BaseException) -> str:
    """Return in one line what stopped the student's function, and in which line of its cell."""
    code = getattr(function, "__code__", None)
    own = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if code is not None and frame.filename == code.co_filename
    ]
    line = f" in line {own[-1]} of its cell" if own else ""
    if isinstance(error, KeyboardInterrupt):
        return f"Tried on {case.words}, your function was stopped{line}: does it come to an end?"
    said = " ".join(str(error).split())[:160]
    what = f"Tried on {case.words}, your function stops{line}"
    return f"{what}: {type(error).__name__}: {said}" if said else f"{what}: {type(error).__name__}."


def _read(exercise: Exercise, case: Case, result: Any) -> Any:
    """Return what was answered as it is compared; Unclear says for which case it can't be."""
    if exercise.cases is None:
        return exercise.kind.read(result)
    if untouched(result):
        raise Unclear(f"Tried on {case.words}, your function returns nothing: is the return there?")
    try:
        return exercise.kind.read(result)
    except Unclear as complaint:
        raise Unclear(f"Tried on {case.words}, your function's result: {complaint}") from None


def _made(
    exercise: Exercise,
    wrong: Callable[..., Any],
    cases: list[Case],
    given: list[Any],
    right: list[Any],
) -> bool:
    """Return whether a mistake gives, in every case, what was given."""
    try:
        results = [exercise.kind.read(returned(wrong, case.arguments)) for case in cases]
    except ValueError:  # of a mistake that can't be made in every case
        return False
    made = map(exercise.kind.made, given, results, right)
    return all(made)
