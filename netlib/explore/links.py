"""A state as a short text for an address, and the state that such a text leads to.

The text says what to do from the start on, `layers=3&W_1.0.1=.5&focus=W_0.1.2`: what it says is
looked up among what a reader can move there, and done as a reader's acts are.
"""

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any
from urllib.parse import unquote

import numpy as np

from netlib.checks import Array
from netlib.explore.knobs import LARGEST, NUMERIC, Knob, Refused
from netlib.explore.model import Event, Explorer
from netlib.explore.state import S, value_of
from netlib.letters import Letter

LONGEST = 4000  # characters; a text asks for no more work than that
DAMAGED = "This address is damaged, or of another picture: here is the start."
NOT_TOLD = {"playing"}  # an address opens a picture that stands still


def state_text(explorer: Explorer[S], state: S) -> str:
    """Return what leads to a state from the explorer's start, in characters of an address."""
    now, parts = explorer.start(), list[str]()
    for event in explorer.retold(state):
        if event["press"] if "press" in event else value_of(now, event["ref"]) != event["set"]:
            parts.append(_part(event))
            now = _after(explorer, now, parts[-1])
    while (part := next(_differences(explorer, now, state), "")) and part not in parts:
        parts.append(part)
        now = _after(explorer, now, part)
    return "&".join(parts)


def moment_text(explorer: Explorer[S], moment: str) -> str:
    """Return what leads to one of the explorer's named moments."""
    state, _ = explorer.act(explorer.start(), explorer.moments[moment])
    return state_text(explorer, state)


def state_from(explorer: Explorer[S], text: str) -> tuple[S, str]:
    """Return the state that a text leads to, and "".

    A text that is not such a one leads to the start, and then a sentence says so.
    """
    state = explorer.start()
    try:
        if len(text) > LONGEST:
            raise Refused(DAMAGED)
        for part in filter(None, unquote(text).split("&")):
            state = _after(explorer, state, part)
    except (KeyError, ValueError):
        return explorer.start(), DAMAGED
    return state, ""


def name_of(code: str) -> str:
    """Return what code writes in the characters of an address: `W_0[1,2]` as W_0.1.2."""
    return re.sub(r"[^\w-]+", ".", code, flags=re.ASCII).strip(".")


def _differences(explorer: Explorer[S], now: S, state: S) -> Iterator[str]:
    """Yield what is another in the two states: settings that change others first, focus last."""
    knobs = explorer.knobs(state)
    settings = [k for k in reversed(knobs) if isinstance(k.of, str) and k.kind != "button"]
    for knob in sorted(settings, key=lambda k: not k.beside):
        value = value_of(state, knob.of)
        if value_of(now, knob.of) != value:
            yield _part({"ref": knob.ref, "set": value})
    for letter in _arrays(explorer, state):
        old, new = value_of(now, letter), value_of(state, letter)
        moved = [tuple(map(int, k)) for k in np.argwhere(old != new)]
        cells = {k.of for k in knobs if k.handle}  # what is moved elsewhere has fewer digits
        if 2 * len(moved) < new.size and all(letter[k] in cells for k in moved):
            yield from (_part({"ref": letter[k].code, "set": float(new[k])}) for k in moved)
        elif moved:
            yield _part({"ref": letter.code, "set": new})
    for name in ["focus", *_others(explorer, state)]:
        value = getattr(state, name)
        if getattr(now, name) != value:
            yield _part({"ref": name, "set": value})


def _after(explorer: Explorer[S], state: S, part: str) -> S:
    """Return the state after one part of a text; raises KeyError or ValueError for any other."""
    name, _, said = part.partition("=")
    knobs = {name_of(k.ref): k for k in explorer.knobs(state)}
    arrays = {name_of(x.code): x for x in _arrays(explorer, state)}
    if name == "focus":
        return replace(state, focus=_letters(explorer, state)[said])
    if name in _others(explorer, state):
        return replace(state, **{name: _value(Knob(name, name, "number"), said, state)})
    if name in arrays:
        ref, did = arrays[name].code, {"set": _array(said, value_of(state, arrays[name]))}
    else:
        ref = knobs[name].ref
        does = "press" if knobs[name].kind == "button" else "set"
        did = {does: _value(knobs[name], said, state)}
    state, complaint = explorer.act(state, [{"ref": ref, **did}])
    if complaint:
        raise Refused(complaint)
    return state


def _value(knob: Knob, said: str, state: Any) -> Any:
    """Return what a knob is set to, or how often it is pressed."""
    if knob.kind == "choice":
        return {_short(option): option for option in knob.options}[said]
    number = float(said)
    if not abs(number) <= LARGEST:
        raise Refused(DAMAGED)
    return bool(number) if isinstance(getattr(state, knob.ref, None), bool) else number


def _array(said: str, old: Array) -> Array:
    numbers = np.array([float(x) for x in said.split(",")])
    return np.clip(numbers.reshape(old.shape), -LARGEST, LARGEST)


def _part(event: Event) -> str:
    """Return an act as a part of a text."""
    value = event["press"] if "press" in event else event["set"]
    return f"{name_of(event['ref'])}={_short(value)}"


def _short(value: Any) -> str:
    """Return a value in as few characters as say all of it."""
    if isinstance(value, str | Letter):
        return name_of(str(value))
    if isinstance(value, np.ndarray):
        return ",".join(map(_short, value.flat))
    return re.sub(r"^(-?)0\.", r"\1.", repr(float(value)).removesuffix(".0"))


def _arrays(explorer: Explorer[S], state: S) -> list[Letter]:
    """Return the whole letters whose entries a reader sets."""
    cells = (k.of for k in explorer.knobs(state) if isinstance(k.of, Letter) and k.kind in NUMERIC)
    return list(dict.fromkeys(x.whole for x in cells))


def _others(explorer: Explorer[S], state: S) -> list[str]:
    """Return the fields of a state that no knob sets, numbers and yes or no."""
    known = {k.of for k in explorer.knobs(state)} | NOT_TOLD
    plain = (x.name for x in fields(state) if type(getattr(state, x.name)) in (float, bool))
    return [name for name in plain if name not in known]


def _letters(explorer: Explorer[S], state: S) -> dict[str, Letter]:
    """Return by their names what can be in focus: all numbers, and what is pressed as a whole."""
    shown = [x[k] for x, a in explorer.shows(state).items() for k in np.ndindex(a.shape)]
    shown += [knob.handle for knob in explorer.knobs(state) if knob.handle]
    return {name_of(x.code): x for x in shown}
