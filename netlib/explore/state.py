"""What an explorer is in, and the values that its letters and settings stand for."""

from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np

from netlib.checks import Array
from netlib.letters import Letter


@dataclass(frozen=True, kw_only=True, eq=False)
class State:
    """The state of an explorer; each has its own fields beside this one.

    focus: the number that was touched last, which the stage lets the reader type as well. An array
    is a field named as code writes its letter, `o_0`; the weights may be one field, `weights`.
    """

    focus: Letter | None = None


S = TypeVar("S", bound=State)


def value_of(state: State, of: Letter | str) -> Any:
    """Return what a letter or a setting stands for: a number, a word, a whole array."""
    if isinstance(of, str):
        return getattr(state, of)
    array = _array(state, of)
    return float(array[of.at]) if of.at else array


def with_value(state: S, of: Letter | str, value: Any) -> S:
    """Return the state with another value; arrays are copied, never written into."""
    if isinstance(of, str):
        return replace(state, **{of: value})
    array = np.array(_array(state, of), dtype=float)
    array[of.at or ...] = value
    changed: dict[str, Any] = {of.whole.code: array}
    if _one_of_the_weights(state, of):
        others = state.weights  # type: ignore[attr-defined]
        changed = {"weights": tuple(array if i == of.layer else w for i, w in enumerate(others))}
    return replace(state, **changed)


def _array(state: State, letter: Letter) -> Array:
    if _one_of_the_weights(state, letter):
        return state.weights[letter.layer or 0]  # type: ignore[attr-defined]
    return getattr(state, letter.whole.code)


def _one_of_the_weights(state: State, letter: Letter) -> bool:
    return letter.kind == "W" and hasattr(state, "weights")
