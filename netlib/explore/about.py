"""The chain of an explorer that has no steps: each box has its letter spelled out."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from netlib.drawing.panel import Panel
from netlib.drawing.stations import Progress, Station, stations
from netlib.explore.knobs import Knob
from netlib.letters import Letter

Row = Sequence[tuple[Letter, str]]  # letters, and what it takes to get to each


def about_knob(row: Row) -> Knob:
    """Return the knob of a state's field `about`: the letter that is spelled out."""
    letters = tuple(letter for letter, _ in row)
    return Knob("about", "what is spelled out", "choice", options=letters, beside=False)


def chain_about(
    row: Row, about: Letter, narrow: bool, names: Mapping[Letter, str] = MappingProxyType({})
) -> Panel:
    """Return the chain, the letter that is spelled out as the one where one is now.

    names: of those that are not called by their letter.
    """
    boxes = []
    for letter, by in row:
        name = names.get(letter, letter.drawn)
        label, short = f"spell out {letter.prose}", name.replace("∂E/∂", "∂")
        handle = {"data_ref": "about", "data_set": letter.code, "aria_label": label}
        state: Progress = "now" if letter == about else "done"
        boxes.append(Station(name, by, state, handle, short))
    return stations(boxes, narrow)
