"""What an exercise is: its solution, the known mistakes, and what a function is tried on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np

from netlib.derivation.judges.numbers import FUNCTIONS, SIZES, sample
from netlib.derivation.networks import BATCH, ONE, Names
from netlib.derivation.slips import SLIPS, Slip, definitions
from netlib.exercises.answers import Choice, Kind
from netlib.forward import logistic

Letters = Mapping[str, Any]  # what stands for each letter, in the order of a function's arguments
NAMES = {
    "np": np,
    "phi": logistic,
    "round": round,
    "rows": np.atleast_2d,
    "abs": np.abs,
    "len": len,
    "sum": sum,
}


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
class Formula:
    """A formula as code, a function of its letters; the last line, without a name, is its value."""

    text: str

    def __call__(self, **letters: Any) -> Any:
        """Return the value of the last line for these letters."""
        names = {**NAMES, **letters}
        exec(_compiled(self.text), names)
        return names["_"]

    def with_lines(self, text: str) -> "Formula":
        """Return the formula with other lines where the same letters are defined, or its value."""
        lines = {line.rpartition(" = ")[0]: line for line in f"{self.text}\n{text}".splitlines()}
        value = lines.pop("")
        return Formula("\n".join([*lines.values(), value]))


@cache
def _compiled(text: str) -> Any:
    *defined, value = text.splitlines()
    return compile("\n".join([*defined, f"_ = {value}"]), "<formula>", "exec")


@dataclass(frozen=True)
class Others:
    """Which other numbers an exercise may be given.

    fixed: the letters that keep theirs. such_that: the condition under which its texts are true.
    draw: what draws all letters at once, where they hang together.
    """

    fixed: tuple[str, ...] = ()
    such_that: str = "True"
    draw: Callable[[np.random.Generator], Letters] | None = None


@dataclass(frozen=True)
class Exercise:
    """One exercise of a notebook.

    id: "05.3". kind: how an answer is read and compared. solution: the right answer, or the
    formula that gives it. marking: what to look for when marking. cases: where a function is asked
    for, what it is tried on. given: else, the letters in the question: its texts' numbers are made
    of them (`stated`). asked: what is asked for when it comes back with other numbers. others:
    which these may be. earns: what earns points, and how many.
    """

    id: str
    kind: Kind
    solution: Any
    marking: str
    mistakes: tuple[Mistake, ...]
    cases: tuple[Case, ...] = ()
    given: Letters = field(default_factory=dict)
    asked: str = ""
    others: Others = Others()
    earns: Mapping[str, int] = field(default_factory=dict)

    @property
    def points(self) -> int:
        """How many points it earns in all."""
        return sum(self.earns.values())

    @property
    def formula(self) -> str:
        """The solution as code, of which wrong ones are made; "" where it is no formula."""
        return self.solution.text if isinstance(self.solution, Formula) else ""

    @property
    def tried_on(self) -> tuple[Case, ...]:
        """What the formulas are tried on: the cases of a function, or the question's letters."""
        return self.cases or (Case("", self.given),)


def computed(
    id: str, kind: Kind, formula: str, marking: str, *mistakes: Mistake, **more: Any
) -> Exercise:
    """Return the exercise whose answer is the value of a formula, or a function for it.

    A mistake that is a text changes lines of the formula: "sigma_1 = G", or its value: "-G". more:
    what else an exercise has.
    """
    right = Formula(formula)
    wrong = [right.with_lines(m.wrong) if isinstance(m.wrong, str) else m.wrong for m in mistakes]
    made = tuple(replace(m, wrong=w) for m, w in zip(mistakes, wrong, strict=True))
    return Exercise(id, kind, right, marking, made, **more)


def written(
    id: str, kind: Kind, solution: str, marking: str, *mistakes: Mistake, **more: Any
) -> Exercise:
    """Return the exercise whose answer is a text."""
    return Exercise(id, kind, solution, marking, mistakes, **more)


def choice(
    id: str,
    solution: str,
    marking: str,
    *,
    earns: Mapping[str, int] = MappingProxyType({"the letter": 1}),
    given: Letters = MappingProxyType({}),
    others: Others = Others(),
    **wrong: str,
) -> Exercise:
    """Return the exercise in which one letter is right; each other letter has its message."""
    mistakes = [Mistake(letter, letter, message) for letter, message in wrong.items()]
    kind, more = Choice("".join(sorted((solution, *wrong)))), {"given": given, "others": others}
    return written(id, kind, solution, marking, *mistakes, earns=earns, **more)


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


def networks(*letters: str) -> tuple[Case, ...]:
    """Return the cases of a function of these letters: two networks, and a batch."""
    cases = []
    for (n_0, n_1, n_2), network in [((4, 3, 2), ONE), ((2, 5, 3), ONE), ((3, 5, 4), BATCH)]:
        many = f"a batch of {SIZES['B']}" if network is BATCH else "one sample"
        values = sample(network, SIZES | {"n_0": n_0, "n_1": n_1, "n_2": n_2}, seed=n_1)
        known = {letter: values[letter] for letter in letters}
        cases.append(Case(f"{many} in a {n_0}-{n_1}-{n_2} network", known))
    return tuple(cases)


def drawn(description: str, **letters: Any) -> Case:
    """Return a case with random numbers where a letter's shape is given."""
    rng = np.random.default_rng(0)
    return Case(description, {
        letter: rng.normal(size=value) if isinstance(value, tuple) else value
        for letter, value in letters.items()
    })  # fmt: skip
