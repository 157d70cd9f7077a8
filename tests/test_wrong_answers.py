"""Wrong answers of every exercise, and what the check says of them.

Every sign, factor, slope, letter, transposition, axis and mean of a right formula is changed, one
at a time; so is every letter of a choice, and every size of a shape. What comes out is named, as a
known mistake or as the change that was made, or it is told: by what all its entries share, or by
the trap that it stops in. What is left stands in wrong_answers_read.txt: each line was read.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from netlib.exercises import EXERCISES, Exercise, Feedback, check
from netlib.exercises.answers import Choice
from netlib.exercises.derivation import Derivation
from netlib.exercises.exercise import Formula, Mistake
from netlib.exercises.shapes import Shapes
from netlib.exercises.variants import CHANGES, made
from netlib.forward import logistic

# What the check says of an answer without a name, from which one knows what is wrong.
TOLD = (
    "your function stops|rows and columns are exchanged|large as it should be|the other sign|"
    "same factor|Every sign is|wrong sign|is not right yet|needs two sizes"
)
# What was read: under each reason, an exercise, a wrong formula, and what is said of it.
READ = [
    tuple(line.split("  "))
    for line in Path(__file__).with_name("wrong_answers_read.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
WHOLE = ("-({})", "2 * ({})", "({}) / 2", "({}).T")  # what is done to all of a result
ALL = pytest.mark.parametrize("id", EXERCISES)


def typed(exercise: Exercise, formula: Formula) -> Any:
    """Return a formula as a student would pass it, a function or a value."""
    if not exercise.cases:
        return formula(**exercise.given)
    letters = list(exercise.cases[0].letters)
    return lambda *arguments: formula(**dict(zip(letters, arguments, strict=True)))


def whole(exercise: Exercise) -> Iterator[Mistake]:
    """Yield the formula with all of its result changed."""
    *defined, value = exercise.formula.splitlines() or [", "]
    for change in () if ", " in value else WHOLE:
        text = "\n".join([*defined, change.format(value)])
        yield Mistake("whole", Formula(text), "")


def sizes(exercise: Exercise) -> Iterator[tuple[str, Any]]:
    """Yield the shapes with one of them made of other sizes of the network."""
    right = typed(exercise, exercise.solution)
    known = sorted({n for shape in right for n in shape} | {6})
    for k, shape in enumerate(right):
        for wrong in [(n, m) for n in known for m in known if (n, m) != shape] + [(99,)]:
            yield f"{wrong} as number {k + 1}", [*right[:k], wrong, *right[k + 1 :]]


@cache
def said(id: str) -> dict[str, tuple[str, Feedback]]:
    """Return each wrong answer of an exercise: what was changed, and what the check says.

    A formula for numbers that can't be computed is no answer, and a right one is not wrong.
    """
    exercise, found = EXERCISES[id], {}
    if isinstance(exercise.kind, Choice):
        for letter in set(exercise.kind.letters) - {exercise.solution}:
            found[letter] = letter, check(id, letter)
    if isinstance(exercise.kind, Shapes):
        for text, answer in sizes(exercise):
            found[text] = "sizes", check(id, answer)
    for mistake in (*made(exercise), *whole(exercise)):
        try:
            answer = typed(exercise, mistake.wrong)
        except (ValueError, AttributeError, NameError, ZeroDivisionError):
            continue
        found[mistake.wrong.text.replace("\n", "; ")] = mistake.name, check(id, answer)
    return {text: (name, verdict) for text, (name, verdict) in found.items() if not verdict}


@ALL
def test_every_exercise_has_its_wrong_answers(id: str) -> None:
    exercise = EXERCISES[id]
    if isinstance(exercise.kind, Derivation):  # see test_no_edit_of_a_derivation_is_right
        return
    assert len(said(id)) >= (3 if isinstance(exercise.kind, Choice) else 5)
    if exercise.formula:
        assert check(id, typed(exercise, Formula(exercise.formula)))


@ALL
def test_each_wrong_answer_is_named_or_told_or_was_read(id: str) -> None:
    known = {mistake.name for mistake in EXERCISES[id].mistakes}
    left = {
        (text, verdict.mistake or verdict.message)
        for text, (name, verdict) in said(id).items()
        if verdict.mistake not in known | {name}
        and (verdict.mistake or not re.search(TOLD, verdict.message))
    }
    assert left == {(text, what) for of, text, what in READ if of == id}


TYPED: list[tuple[str, str, str]] = [
    # An exercise, what a student types, and the name or the words that it gets.
    ("03.4", "o_2, t: (((o_2 - t)**2).mean(-1) / 2, o_2 - t)", "G is right, E is not.*a mean is"),
    ("03.4", "o_2, t: (((o_2 - t)**2).sum(-1), 2 * (o_2 - t))", "E: this is twice as large"),
    ("03.4", "o_2, t: (np.linalg.norm(o_2 - t) / 2, o_2 - t)",
     "Tried on one sample.*half the length of the miss"),
    ("03.4", "o_2, t: (((o_2 - t)**2).sum(-1) // 2, o_2 - t)", "E: this is zero"),
    ("03.4", "o_2, t: ((x for x in o_2), o_2)", "generator"),
    ("03.4", "o_2, t: (x for x in o_2)", "put a return in place of yield"),
    ("03.4", "o_2, t: (((o_2 - t)^2).sum(-1) / 2, o_2 - t)", r"a power is written \*\*"),
    ("04.3", "o: np.diag(4 * o * (1 - o))", "logistic function.*every entry is 4 times"),
    ("05.3", "s, o: np.atleast_2d(s).T @ np.atleast_2d(o) / o.shape[-1]", "the length of a row"),
    ("05.3", "s, o: np.atleast_2d(s).T @ np.atleast_2d(o) / o.size", "number of all entries"),
    ("05.3", "s, o: np.atleast_2d(s).T @ np.atleast_2d(o) / len(o)",
     "Right for a batch.*made a batch of one"),
    ("05.3", "s, o: np.atleast_2d(o).T @ np.atleast_2d(s)",
     "transposed.*Besides, for a batch of 7 .* 7 times"),
    ("05.3", "s, o: np.outer(o, s)", "Tried on one sample.*gradient transposed"),
    ("05.3", "s, o: np.outer(s[::-1], o)", "not all at their places"),
    ("05.3", "s, o: np.einsum('bi,bj->ij', s, o) / len(o)", "Right for a batch.*more axes"),
    ("05.4", "o, t: 2 * (o - t) * o * (1 - o)", "squared error.*twice as large"),
    ("06.3", "G, o_2, W, o_1, o_0: rows((G * o_2 * (1 - o_2)) @ W * o_1 * (1 + o_1)).T"
             " @ rows(o_0) / len(rows(o_0))", "a plus stands where a minus"),
    ("05.7", "s: np.atleast_2d(s.T).mean(axis=0)", "Right for one.*something is transposed"),
    ("06.3", "G, o_2, W, o_1, o_0: W @ G", "neither row nor column, and .T changes nothing in it"),
    ("06.3", "G, o_2, W, o_1, o_0: rows(-(G * o_2 * (1 - o_2)) @ W).T @ rows(o_0)"
             " / len(rows(o_0))", "lacks the slope of the hidden.*has the other sign"),
    ("06.7", "A, B, V, o, t: (lambda h: (lambda s: (np.outer(s @ B, o), np.outer(s, o)))"
             "((lambda p: (p - t) * p * (1 - p))(phi(B @ h + V @ o))))(phi(A @ o))",
     "dE/dV is right, dE/dW_0 is not.*the slope of o_1 is left out"),
    ("07.4", "W, g, r, d: W - r * (g + d)", "takes the same from every weight"),
]  # fmt: skip


@pytest.mark.parametrize(("id", "text", "words"), TYPED)
def test_what_students_type_is_named(id: str, text: str, words: str) -> None:
    names = {"np": np, "phi": logistic, "rows": np.atleast_2d}
    assert re.search(words, check(id, eval(f"lambda {text}", names)).message)


def test_which_of_several_numbers_is_said_before_how_it_may_have_come() -> None:
    verdict = check("01.2", [1, 1, 2, 1])
    assert (
        verdict.message == "The third number is too large. This comes out when an index is one off."
    )
    for k, answer in enumerate(permutations((1, 1, 1, 3))):
        verdict = check("01.2", list(answer))
        place = ("first", "second", "third", "fourth")[answer.index(3)]
        assert verdict.mistake or verdict.message.startswith(f"The {place} number"), k


def test_each_change_is_made_somewhere_and_no_name_is_a_mistakes_own() -> None:
    names = {mistake.name for e in EXERCISES.values() for mistake in made(e)}
    changes = [re.sub(r"\\{.\\}", r"\\w+", re.escape(said)) for _, _, said in CHANGES]
    for change in changes:
        assert any(re.fullmatch(change, name) for name in names), change
    assert all(" stands where another letter" in n or "phi is taken of" in n
               for n in names if not re.fullmatch("|".join(changes), n))  # fmt: skip
    for exercise in EXERCISES.values():
        assert not {m.name for m in exercise.mistakes} & {m.name for m in made(exercise)}


def test_most_wrong_answers_are_named(record_property: Callable[[str, object], None]) -> None:
    verdicts = [verdict for id in EXERCISES for _, verdict in said(id).values()]
    named = sum(bool(verdict.mistake) for verdict in verdicts)
    told = sum(not v.mistake and bool(re.search(TOLD, v.message)) for v in verdicts)
    assert named > told > 0
    assert len(READ) < len(verdicts) / 20
    record_property(
        "figures",
        f"wrong answers generated: {len(verdicts)}; named {named}, told by shape, factor, sign or "
        f"trap {told}, read one by one {len(READ)}",
    )
