"""What an exercise is: its solution, the known mistakes, and what a function is tried on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from netlib.derivation.judges.numbers import FUNCTIONS, SIZES, sample
from netlib.derivation.networks import BATCH, ONE, Names
from netlib.derivation.slips import SLIPS, Slip, definitions
from netlib.exercises.answers import Choice, Kind

Letters = Mapping[str, Any]  # what stands for each letter, in the order of a function's arguments


@dataclass(frozen=True)
class Mistake:
    """A known way to go wrong.

    wrong: the wrong answer, or the function of the exercise's letters that gives it, or that stops
    as the student's does. message: what a student who made it should read.
    """

    name: str
    wrong: Any
    message: str


@dataclass(frozen=True)
class Case:
    """Arguments that a function is tried on, and what they are: "a batch of 7"."""

    description: str
    letters: Letters


@dataclass(frozen=True)
class Exercise:
    """One exercise of a notebook.

    id: "05.3". kind: how an answer is read and compared. solution: the right answer, or the
    function of the exercise's letters that gives it. marking: what to look for when marking.
    cases: where a function is asked for, what it is tried on. given: else, the letters in the
    question. formula: the right one as code, of which wrong ones are made (`variants`).
    """

    id: str
    kind: Kind
    solution: Any
    marking: str
    mistakes: tuple[Mistake, ...]
    cases: tuple[Case, ...] = ()
    given: Letters = field(default_factory=dict)
    formula: str = ""


def choice(id: str, solution: str, marking: str, **wrong: str) -> Exercise:
    """Return the exercise in which one letter is right; each other letter has its message."""
    mistakes = tuple(Mistake(letter, letter, message) for letter, message in wrong.items())
    return Exercise(id, Choice("".join(sorted((solution, *wrong)))), solution, marking, mistakes)


def derived(*asked: str, slip: Slip | None = None) -> Callable[..., Any]:
    """Return the function that derives a letter, or several, from others: sigma_1=..., o_1=...

    slip: one that is made on the way.
    """

    def derive(**letters: Any) -> Any:
        names = Names({**FUNCTIONS, **letters}, definitions(slip))
        values = tuple(names[letter] for letter in asked)
        return values if len(values) > 1 else values[0]

    return derive


def slip(id: str, *asked: str, message: str = "") -> Mistake:
    """Return a slip of the derivation as the mistake of an exercise that asks for these letters.

    asked: without any, what the slip spoils. message: where the slip's own would tell the answer.
    """
    made = SLIPS[id]
    wrong = derived(*(asked or (made.result.letter,)), slip=made)
    return Mistake(id, wrong, message or made.message)


@cache
def _samples() -> Mapping[str, Letters]:
    """Return numbers for two networks and a batch."""
    found = {}
    for (n_0, n_1, n_2), network in [((4, 3, 2), ONE), ((2, 5, 3), ONE), ((3, 5, 4), BATCH)]:
        many = f"a batch of {SIZES['B']}" if network is BATCH else "one sample"
        values = sample(network, SIZES | {"n_0": n_0, "n_1": n_1, "n_2": n_2}, seed=n_1)
        found[f"{many} in a {n_0}-{n_1}-{n_2} network"] = values
    return found


def networks(*letters: str) -> tuple[Case, ...]:
    """Return the cases of a function of these letters: two networks, and a batch."""
    return tuple(
        Case(description, {letter: values[letter] for letter in letters})
        for description, values in _samples().items()
    )
