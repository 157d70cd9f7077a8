"""The judge that works with symbols: what a result means, its steps and its formula are the same.

Proven at several sizes, written out, and at once for every size, with sums up to a letter. It knows
the definitions in `networks`, the results proven before, and nothing of netlib.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from netlib.derivation.expressions import Names, depends, evaluate
from netlib.derivation.networks import Network
from netlib.derivation.symbols import FUNCTIONS, Size, Symbols, equal, letter, size, symbol

LETTERS = ("n_0", "n_1", "n_2", "n_3", "n_i", "n_j", "n_x", "B")
ANY_SIZE: Mapping[str, Size] = {n: n for n in LETTERS}
# In no network two sizes are the same, since equal ones hide a transposed matrix.
SIZES: tuple[Mapping[str, Size], ...] = (
    dict(zip(LETTERS, (3, 2, 1, 4, 3, 2, 1, 4), strict=True)),
    dict(zip(LETTERS, (2, 3, 1, 4, 2, 3, 1, 4), strict=True)),
    dict(zip(LETTERS, (1, 2, 3, 4, 1, 2, 3, 4), strict=True)),
)


def letters(
    network: Network, formulas: Mapping[str, str], y: str | None, sizes: Mapping[str, Size]
) -> Names:
    """Return what each letter stands for: symbols, if it is given, is y or doesn't depend on y.

    formulas: what letters beyond the network's stand for. sizes: a number or a letter for each.
    """

    def sized(shape: Sequence[str]) -> tuple[Size, ...]:
        return tuple(sizes[n] for n in shape)

    def scalar(n: Size) -> Symbols:
        return Symbols((), lambda: size(n))

    known = FUNCTIONS | {n: scalar(value) for n, value in sizes.items()}
    known |= {name: symbol(name, sized(shape)) for name, shape in network.given.items()}
    names = Names(known, {**formulas, **network.definitions})
    for name in network.definitions if y is not None else ():
        if name == y or not depends(name, str(y), network.definitions):
            known[name] = symbol(name, names[name].shape)
    return Names(known, names.definitions)


def shapes(
    network: Network, formulas: Mapping[str, str], y: str | None, lines: Sequence[str]
) -> set[tuple[Size, ...]]:
    """Return the shapes that these lines have, in letters; ValueError where two don't fit."""
    names = letters(network, formulas, y, ANY_SIZE)
    names |= {"i": letter("i"), "j": letter("j")}
    return {evaluate(line, names).shape for line in lines}


def proven(
    network: Network,
    formulas: Mapping[str, str],
    y: str | None,
    lines: Sequence[str],
    sizes: Mapping[str, Size],
) -> bool:
    """Return whether each line is proven equal to the next, for every entry and every i and j."""
    names = letters(network, formulas, y, sizes)
    places: list[tuple[Any, Any]] = [(letter("i"), letter("j"))]
    if any("j]" in line for line in lines) and all(isinstance(n, int) for n in names[str(y)].shape):
        places = [(i + 1, j + 1) for i, j in np.ndindex(*names[str(y)].shape)]
    for i, j in places:
        values = [
            evaluate(line, Names({**names, "i": i, "j": j}, names.definitions)) for line in lines
        ]
        if not all(equal(a, b) for a, b in pairwise(values)):
            return False
    return True
