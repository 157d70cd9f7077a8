"""Break netlib in one place at a time: the judges with numbers must object."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

import numpy as np

from netlib.derivation.judges.numbers import sample
from netlib.derivation.results import RESULTS, Result
from netlib.derivation.verdict import by_numbers
from tests.mutants import MODULES, installed, mutants
from tests.networks import loop_gradient, random_network

# Equivalent mutants: both forms of phi are right near 0, so the place where
# one takes over from the other may move; only far out does it matter which one it is.
EQUIVALENT = {
    "logistic: s.real < 0 -> s.real <= 0",
    "logistic: 0 -> 1",
}
WEIGHTS, O_0, T = random_network((4, 3, 5, 2), batch=3)
SLOPES = [
    np.mean([loop_gradient(WEIGHTS, o, t, layer) for o, t in zip(O_0, T, strict=True)], axis=0)
    for layer in range(3)
]


def goes_down_for_a_batch() -> bool:
    """Whether a step of three layers is along the mean of the gradients of the samples.

    The result `step` is judged for two layers and one sample.
    """
    try:
        moved = import_module("netlib.descent").one_step(WEIGHTS, O_0, T, 0.5)
    except Exception:  # a change that can't be computed is no step
        return False
    pairs = zip(WEIGHTS, SLOPES, strict=True)
    return all(map(np.allclose, moved, [W - 0.5 * dE for W, dE in pairs]))


def right(samples: Iterable[tuple[Result, Mapping[str, Any]]]) -> bool:
    """Whether every judge with numbers says yes to every result."""
    said = (yes for result, values in samples for yes in by_numbers(result, values).values())
    return all(yes is True for yes in said)


def test_the_judges_turn_red_for_all_but_equivalent_changes() -> None:
    samples = [(r, sample(r.network)) for r in RESULTS.values()]
    tried, survived = [], set()
    for name, change, tree in mutants():
        tried.append((name, change))
        with installed(name, tree), np.errstate(all="ignore"):
            if right(samples) and goes_down_for_a_batch():
                survived.add(change)
    assert survived == EQUIVALENT
    assert len(tried) >= 90
    assert {name for name, _ in tried} == set(MODULES)
    assert right(samples)  # netlib is whole again
    assert goes_down_for_a_batch()
