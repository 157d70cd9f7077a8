"""The judge that works with symbols: what a result means, its steps and its formula are the same.

Proven at several sizes, written out, and at once for every size, with sums up to a letter. It knows
the definitions in `networks`, the results proven before, and nothing of netlib.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from netlib.derivation.judges.symbols import (
    FUNCTIONS,
    Mismatch,
    Size,
    Symbols,
    equal,
    letter,
    size,
    symbol,
)
from netlib.derivation.networks import Names, Network, Shape, Slope, depends, evaluate

LETTERS = ("n_0", "n_1", "n_2", "n_3", "n_i", "n_j", "n_x", "B")
ANY_SIZE: Mapping[str, Size] = {n: n for n in LETTERS}
# In no network two sizes are the same, since equal ones hide a transposed matrix.
SIZES: tuple[Mapping[str, Size], ...] = (
    dict(zip(LETTERS, (3, 2, 1, 4, 3, 2, 1, 4), strict=True)),
    dict(zip(LETTERS, (2, 3, 1, 4, 2, 3, 1, 4), strict=True)),
    dict(zip(LETTERS, (1, 2, 3, 4, 1, 2, 3, 4), strict=True)),
)


@dataclass(frozen=True)
class Proof:
    """Whether the shapes fit, whether several sizes prove it, and whether every size does."""

    fits: bool
    several: bool
    every: bool


def proof(
    network: Network,
    formulas: Mapping[str, str],
    shape: Shape,
    means: str | Slope,
    slope: Slope | None,
    lines: Sequence[str],
) -> Proof:
    """Return what is proven: each line, and what they all mean, are the same and of this shape.

    formulas: what letters beyond the network's stand for. slope: the derivative in what they mean.
    """

    def worked_out(sizes: Mapping[str, Size], **place: Any) -> list[Symbols]:
        names = _letters(network, formulas, slope.by if slope else None, sizes)
        names.update(place)
        meaning = evaluate(str(slope), names) if slope else None
        if not isinstance(means, Slope):
            meaning = evaluate(means, Names({**names, "D": meaning}, names.definitions))
        return [meaning, *(evaluate(line, names) for line in lines)]

    def proven(sizes: Mapping[str, Size]) -> bool:
        places: list[dict[str, Any]] = [anywhere]
        if slope is not None and slope.entry and sizes is not ANY_SIZE:
            whole = _letters(network, formulas, slope.by, sizes)[slope.by].shape
            places = [{"i": i + 1, "j": j + 1} for i, j in np.ndindex(*whole)]
        return all(equal(*pair) for at in places for pair in pairwise(worked_out(sizes, **at)))

    anywhere = {"i": letter("i"), "j": letter("j")} if slope and slope.entry else {}
    try:
        found = {line.shape for line in worked_out(ANY_SIZE, **anywhere)}
    except Mismatch:
        return Proof(False, False, False)
    several, every = all(map(proven, SIZES)), proven(ANY_SIZE)
    return Proof(found == {shape}, several, several and every)


def _letters(
    network: Network, formulas: Mapping[str, str], y: str | None, sizes: Mapping[str, Size]
) -> Names:
    """Return what each letter stands for: symbols, if it is given, is y or doesn't depend on y.

    sizes: a number or a letter for each.
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
