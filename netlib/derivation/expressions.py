"""Formulas as text, worked out over whatever their letters stand for: arrays, or symbols.

A formula is one line of Python in the derivation's letters: "sigma_1 @ W_1". It is compiled once.
"""

from collections.abc import Mapping
from functools import cache
from types import CodeType
from typing import Any


@cache
def _compiled(formula: str) -> CodeType:
    return compile(formula, f"<{formula}>", "eval")


def letters(formula: str) -> tuple[str, ...]:
    """Return the names a formula mentions, functions included; SyntaxError if it is no formula."""
    return _compiled(formula).co_names


def evaluate(formula: str, names: Mapping[str, Any]) -> Any:
    """Return the formula's value over these names; raises NameError for a letter without one."""
    return eval(_compiled(formula), {"__builtins__": {}}, names)


class Names(dict[str, Any]):
    """Names and their values; a name that is only defined is worked out when first asked for."""

    def __init__(self, given: Mapping[str, Any], definitions: Mapping[str, str]) -> None:
        super().__init__(given)
        self.definitions = definitions

    def __missing__(self, name: str) -> Any:
        if name not in self.definitions:
            raise KeyError(name)
        self[name] = evaluate(self.definitions[name], self)
        return self[name]


def depends(name: str, on: str, definitions: Mapping[str, str]) -> bool:
    """Return whether a name is worked out from another one, directly or through others."""
    used = letters(definitions[name]) if name in definitions else ()
    return on in used or any(depends(other, on, definitions) for other in used)
