"""The judge that works with symbols: what a result means, its steps and its formula are the same.

Proven at several sizes, written out, and at once for every size, with sums up to a letter. It knows
the definitions in `networks`, the results proven before, and nothing of netlib.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
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
from netlib.derivation.networks import Names, Network, Shape, Slope, depends, evaluate, layers

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
    lines: Sequence[str | Slope],
    direct: bool = True,
) -> Proof:
    """Return what is proven: each line, and what they all mean, are the same and of this shape.

    formulas: what letters beyond the network's stand for. slope: the derivative in what they mean.
    direct: prove it for every size as it stands, and not by induction.
    """

    def worked_out(sizes: Mapping[str, Size], **place: Any) -> list[Symbols]:
        names = letters(network, formulas, slope.by if slope else None, sizes)
        names.update(place)
        meaning = evaluate(str(slope), names) if slope else None
        if not isinstance(means, Slope):
            meaning = evaluate(means, Names({**names, "D": meaning}, names.definitions))
        return [meaning, *(evaluate(str(line), names) for line in lines)]

    def proven(sizes: Mapping[str, Size]) -> bool:
        places, ranges = [anywhere], frozenset[Any]()
        if slope is not None and slope.entry:
            shape = letters(network, formulas, slope.by, sizes)[slope.by].shape
            ranges = frozenset((anywhere[k], size(n)) for k, n in zip("ij", shape, strict=True))
            if sizes is not ANY_SIZE:
                places = [{"i": i + 1, "j": j + 1} for i, j in np.ndindex(*shape)]
        lines = (worked_out(sizes, **at) for at in places)
        return all(equal(a, b, ranges) for found in lines for a, b in pairwise(found))

    anywhere = {"i": letter("i"), "j": letter("j")} if slope and slope.entry else {}
    try:
        found = {line.shape for line in worked_out(ANY_SIZE, **anywhere)}
    except Mismatch:
        return Proof(False, False, False)
    several = all(map(proven, SIZES))
    return Proof(found == {shape}, several, several and direct and proven(ANY_SIZE))


def unfolds(premises: Sequence[str], chain: str, L: int) -> bool:
    """Return whether three formulas, one after the other, are the chain for L weight matrices.

    premises: sigma_{L-1} from o_L and t; sigma_{i-1} from sigma_i, W_i and o_i; dE/dW_i from
    sigma_i and o_i. chain: dE/dw_ij of W_0. For every size.
    """
    last, before, gradient = premises
    given = {**layers(L).given, **{f"o_{i}": (f"n_{i}",) for i in range(L + 1)}, "s_0": ("n_1",)}
    i, j = letter("i"), letter("j")
    names = FUNCTIONS | {name: symbol(name, shape) for name, shape in given.items()}
    sigma = evaluate(last, names | {"o_L": names[f"o_{L}"]})
    for k in reversed(range(1, L)):
        here = {"sigma_i": sigma, "W_i": names[f"W_{k}"], "o_i": names[f"o_{k}"]}
        sigma = evaluate(before, names | here)
    unfolded = evaluate(gradient, names | {"sigma_i": sigma, "o_i": names["o_0"]})
    whole = evaluate(chain, names | {"i": i, "j": j})
    return equal(unfolded[i, j], whole, frozenset({(i, size("n_1")), (j, size("n_0"))}))


def letters(
    network: Network, formulas: Mapping[str, str], y: str | None, sizes: Mapping[str, Size]
) -> Names:
    """Return what each letter stands for: symbols, if it is given, is y or doesn't depend on y.

    sizes: a number or a letter for each.
    """
    known = FUNCTIONS | {n: Symbols((), partial(size, value)) for n, value in sizes.items()}
    for name, shape in network.given.items():
        known[name] = symbol(name, tuple(sizes[n] for n in shape))
    names = Names(known, {**formulas, **network.definitions})
    for name in network.definitions if y is not None else ():
        if name == y or not depends(name, str(y), network.definitions):
            known[name] = symbol(name, names[name].shape)
    return Names(known, names.definitions)
