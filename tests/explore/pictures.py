"""A picture read back: every number that it writes is the one of its name."""

import re
from collections.abc import Mapping
from xml.etree import ElementTree

from netlib.checks import Array
from netlib.drawing.svg import decimal, setting
from netlib.explore.stage import Stage
from netlib.letters import Letter


def written(picture: str) -> list[tuple[str, str]]:
    """Return the names and the texts of all numbers in a picture."""
    return re.findall(r'data-shows="([^"]*)"[^>]*>([^<]*)<', picture)


def panel(explorer: Stage, name: str) -> str:
    """Return the SVG of one of the panels that the page shows."""
    (svg,) = (p["svg"] for p in explorer.panels if p["name"] == name)
    return str(svg)


def texts(svg: str) -> list[str]:
    """Return all that is written in a drawing, text by text."""
    found = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return ["".join(text.itertext()) for text in found]


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
