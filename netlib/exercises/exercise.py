"""What an exercise is: its right answer, the known mistakes, and what a function is tried on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from netlib.derivation.judges.numbers import SIZES, sample
from netlib.derivation.networks import BATCH, ONE
from netlib.derivation.slips import SLIPS
from netlib.exercises.answers import Choice, Kind

SLIP = SLIPS


@dataclass(frozen=True)
class Mistake:
    """A known way to go wrong.

    message: what a student who made it should read. wrong: gives the wrong answer; where the
    answer is a function, it is that function, else it takes nothing.
    """

    name: str
    message: str
    wrong: Callable[..., Any]


@dataclass(frozen=True)
class Case:
    """Arguments that a function is tried on, and what they are: "a batch of 7"."""

    words: str
    arguments: tuple[Any, ...]


@dataclass(frozen=True)
class Exercise:
    """One exercise of a notebook.

    id: "05.3". kind: how an answer is read and compared. right: gives the right answer, as a
    mistake gives the wrong one. marking: what to look for when marking. cases: for a function,
    what it is tried on.
    """

    id: str
    kind: Kind
    right: Callable[..., Any]
    marking: str
    mistakes: tuple[Mistake, ...]
    cases: Callable[[], list[Case]] | None = None

    def tried(self) -> list[Case]:
        """Return what the answer is tried on; an answer that is a value is tried on nothing."""
        return self.cases() if self.cases else [Case("", ())]


def slip(name: str, wrong: Callable[..., Any], message: str = "") -> Mistake:
    """Return a known slip of the derivation as a mistake.

    wrong: calls SLIP[name] with the letters that the exercise has. message: where the slip's own
    would tell the answer.
    """
    return Mistake(name, message or SLIP[name].message, wrong)


def choice(id: str, right: str, marking: str, **wrong: str) -> Exercise:
    """Return the exercise in which one letter is right; each other letter has its message."""
    mistakes = (Mistake(k, message, lambda k=k: k) for k, message in wrong.items())
    letters = "".join(sorted((right, *wrong)))
    return Exercise(id, Choice(letters), lambda: right, marking, tuple(mistakes))


def networks(*letters: str, batch: bool = True) -> Callable[[], list[Case]]:
    """Return what makes the cases of a function of these letters: two networks, and a batch."""

    def cases() -> list[Case]:
        found = []
        for (n_0, n_1, n_2), network in [((4, 3, 2), ONE), ((2, 5, 3), ONE), ((3, 5, 4), BATCH)]:
            if network is BATCH and not batch:
                continue
            many = f"a batch of {SIZES['B']}" if network is BATCH else "one sample"
            values = sample(network, SIZES | {"n_0": n_0, "n_1": n_1, "n_2": n_2}, seed=n_1)
            arguments = tuple(values[letter] for letter in letters)
            found.append(Case(f"{many} in a {n_0}-{n_1}-{n_2} network", arguments))
        return found

    return cases
