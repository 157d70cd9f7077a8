"""A picture read back: every number that it writes is the one of its name."""

import re
from collections.abc import Mapping

from netlib.checks import Array
from netlib.drawing.svg import decimal, setting
from netlib.letters import Letter


def written(picture: str) -> list[tuple[str, str]]:
    """Return the names and the texts of all numbers in a picture."""
    return re.findall(r'data-shows="([^"]*)"[^>]*>([^<]*)<', picture)


def check_picture(picture: str, numbers: Mapping[Letter, Array]) -> None:
    """Assert that every number which the picture writes is the one of that name."""
    arrays = {letter.code: array for letter, array in numbers.items()}
    found = written(picture)
    assert found, "the picture shows no numbers"
    for name, words in found:
        symbol, _, index = name.rstrip("]").partition("[")
        assert symbol in arrays, f"{name} is written, but not among the numbers"
        value = float(arrays[symbol][tuple(map(int, index.split(","))) if index else ()])
        right = {decimal(value), setting(value)}
        assert words in right, f"{name} is written as {words}, not {sorted(right)}"
