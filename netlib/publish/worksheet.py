"""A worksheet's numbers: a small network, worked as a pencil works it, one rounded line at a time.

They are drawn again until each known mistake shows, and no two of them look alike.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from netlib.exercises import Mistake
from netlib.exercises.exercise import Formula, Letters
from netlib.publish.worksheet_lines import SheetLine, lines

SIZES = (3, 2, 3)  # no matrix is square, and of three squares the mean is not the half
TOLERANCE = 0.002  # of a number with three decimals
FARTHEST = 2.9  # the last sum in the printed table of phi
ALIKE = 0.03  # slopes of a layer must differ by more
RATE = 2.0  # with it a step needs no rounding
DRAWS = 50_000  # so many in vain mean that the mistakes of some line can't be told apart


class DrawAgain(Exception):
    """These numbers are not nice, or hide a mistake."""


@dataclass(frozen=True)
class Wrong:
    """A wrong answer to a line: the first number in it that is off, its place, and the mistake."""

    letter: str
    place: tuple[int, ...]
    value: Any
    mistake: Mistake


@dataclass(frozen=True)
class Worked:
    """A network's numbers, what each line finds, by letter, and what it finds by mistake."""

    given: Letters
    found: Letters
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True)
class Variant:
    """A sheet of its own: one network with some lines left open, one with all of them."""

    number: int
    begun: Worked
    bare: Worked


def rounded(value: Any, digits: int | None) -> Any:
    """Return numbers with so many decimals; a shape, which has none, as a tuple."""
    if digits is None:
        return tuple(value)
    return np.rint(np.asarray(value, float) * 10**digits) / 10**digits + 0.0  # no minus zero


def tied(value: Any, digits: int) -> bool:
    """Return whether one of the numbers is a tie, to within the errors of floats."""
    return bool((abs(np.asarray(value) * 10**digits % 1 - 0.5) < 1e-6).any())


def first_off(right: Any, wrong: Any) -> tuple[int, ...]:
    """Return the place of the first number that is off; a shape is off as a whole.

    Where matrices have different shapes, those places count that both have. Raises DrawAgain where
    none is off, or one by so little that it may still be taken for right.
    """
    if isinstance(right, tuple):
        if right == wrong:
            raise DrawAgain
        return ()
    for place in np.ndindex(*map(min, right.shape, wrong.shape)):
        off = abs(right[place] - wrong[place])
        if off > TOLERANCE - 1e-9:
            if off < 2 * TOLERANCE + 1e-9:
                break
            return place
    raise DrawAgain


def apart(a: Wrong, b: Wrong) -> bool:
    """Return whether two wrong answers to a line can be told apart by their first wrong number."""
    if isinstance(a.value, tuple) or a.place != b.place:
        return bool(a.place != b.place or a.value != b.value)
    return bool(abs(a.value - b.value) > 2 * TOLERANCE + 1e-9)


def worked(chapter: str, given: Letters) -> Worked:
    """Return the network of these numbers with all lines of the chapter, right and wrong.

    Raises DrawAgain where `rightly` or `wrongly` does.
    """
    letters = rightly(chapter, given)
    wrong = [w for line in lines(chapter) for w in wrongly(line, letters)]
    return Worked(given, {k: letters[k] for k in letters if k not in given}, tuple(wrong))


def rightly(chapter: str, given: Letters) -> Letters:
    """Return the letters that are given and those that the lines of the chapter find.

    Raises DrawAgain for a tie, a sum that is not in the table, two sums of a layer that are the
    same, and slopes that are much alike.
    """
    letters = dict(given)
    for line in lines(chapter):
        exact = Formula(line.formula)(**letters)
        right = letters[line.letter] = rounded(exact, line.digits)
        if line.digits and tied(exact, line.digits):
            raise DrawAgain
        far = line.digits == 1 and abs(right).max() > FARTHEST
        if far or (line.digits == 1 and np.unique(right).size < right.size):
            raise DrawAgain
        if line.letter in ("o_1", "o_2") and np.ptp(right * (1 - right)) < ALIKE:
            raise DrawAgain
    return letters


def wrongly(line: SheetLine, letters: Letters) -> list[Wrong]:
    """Return what each mistake finds for a line.

    Raises DrawAgain when it can't be told from the right answer or from that of another mistake.
    """
    found = []
    for mistake in line.mistakes:
        exact = mistake.wrong(**letters)
        value = rounded(exact, line.digits)
        place = first_off(letters[line.letter], value)
        if line.digits:
            if line.digits == 1 and tied(np.asarray(exact)[place], 1):
                raise DrawAgain
            value = float(value[place])
        found.append(Wrong(line.letter, place, value, mistake))
    if not all(apart(a, b) for a, b in combinations(found, 2)):
        raise DrawAgain
    return found


def sizes(rng: np.random.Generator) -> Letters:
    """Return the sizes of a network and of a batch, no two the same."""
    drawn = rng.permutation(np.arange(2, 10))[:4].tolist()
    return dict(zip(("n_0", "n_1", "n_2", "B"), drawn, strict=True))


def network(rng: np.random.Generator) -> Letters:
    """Return weights, an input, a target and a rate for a pencil.

    Inputs and W_1 are even tenths: then no number of s_0, sigma_1 W_1 and ∂E/∂W_0 is a tie.
    """
    n_0, n_1, n_2 = SIZES

    def signed(tenths: Any) -> Any:
        return tenths * rng.choice([-1, 1], tenths.shape) / 10

    return {
        "W_0": signed(rng.integers(4, 25, (n_1, n_0))),
        "o_0": 2 * rng.integers(1, 6, n_0) / 10,
        "W_1": signed(2 * rng.integers(1, 12, (n_2, n_1))),
        "t": np.eye(n_2)[rng.integers(n_2)],
        "rate": RATE,
    }


def drawn(chapter: str, rng: np.random.Generator, seen: set[str]) -> Worked:
    """Return a network that is not among those seen, and add it to them."""
    for _ in range(DRAWS):
        given = (sizes if chapter == "01" else network)(rng)
        with suppress(DrawAgain):
            found = worked(chapter, given)
            if (key := repr(given)) not in seen:
                seen.add(key)
                return found
    raise ValueError(f"no numbers were found for chapter {chapter} in which all mistakes show")


def class_of(chapter: str, count: int, seed: int) -> Iterator[Worked | Variant]:
    """Yield the worked example that all sheets share, then so many variants.

    The same chapter and seed give the same, and as many as are asked for begin alike.
    """
    seen: set[str] = set()
    for number in range(count + 1):
        rng = np.random.default_rng([seed, int(chapter), number])
        begun = drawn(chapter, rng, seen)
        yield Variant(number, begun, drawn(chapter, rng, seen)) if number else begun
