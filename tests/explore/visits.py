"""Every state that a reader can reach, visited: `python -m tests.explore.visits [--gestures 2000]`.

From each named moment of an explorer: each knob at both ends, in the middle and one step either
way, each name in focus, each button twice, and all pairs of a focus and a button; then gestures at
random. In each state its numbers are compared with an independent computation, and the picture with
its numbers. Nothing is caught: a picture that can't be drawn is an error.
"""

import argparse
import random
import time
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from netlib.chapters import CHAPTERS
from netlib.explore import EXPLORERS
from netlib.explore.knobs import NUMERIC, Knob
from netlib.explore.model import Event, Explorer, Numbers
from netlib.explore.state import State
from netlib.explore.walk import walk
from tests.explore.pictures import check_picture


def check(chapter: str, state: State, numbers: Numbers) -> None:
    """Assert every number of a state, as the tests of its explorer compute it."""
    import_module(f"tests.explore.test_{CHAPTERS[chapter].explorer}").check(state, numbers)


def visit(chapter: str, state: State) -> None:
    """Draw a state; assert its numbers, and that the picture writes them and no others."""
    explorer: Explorer[Any] = EXPLORERS[chapter]
    numbers = explorer.shows(state)
    check(chapter, state, numbers)
    drawing = explorer.picture(state)
    check_picture(drawing.svg, numbers)
    assert "nan" not in drawing.words.lower()
    assert len(drawing.words.split()) >= 8
    assert len(explorer.inputs(state)) >= 2


def after(chapter: str, state: Any, *events: Event) -> Any:
    """Return the state after the events, none of which may be refused."""
    state, complaint = EXPLORERS[chapter].act(state, events)
    assert not complaint, f"{events}: {complaint}"
    return state


def moments(chapter: str) -> Iterator[tuple[str, Any]]:
    """Return the start and each named moment: its name and its state."""
    explorer = EXPLORERS[chapter]
    yield "start", explorer.start()
    for name, events in explorer.moments.items():
        yield name, after(chapter, explorer.start(), *events)


def tried(knob: Knob) -> list[Event]:
    """Return the events that move a knob to both ends, the middle, and one step either way."""
    if knob.kind in NUMERIC:
        middle = (knob.low + knob.high) / 2
        values = (knob.low, round(middle) if knob.whole else middle, knob.high)
        return [
            *({"ref": knob.ref, "set": value} for value in values),
            *({"ref": knob.ref, "steps": n} for n in (1, -1)),
        ]
    if knob.kind == "switch":
        return [{"ref": knob.ref, "set": on} for on in (True, False)]
    if knob.kind == "choice":
        return [{"ref": knob.ref, "set": option} for option in knob.options]
    return []


def reached(chapter: str, state: Any, every: bool = True) -> Iterator[Any]:
    """Return all states that single gestures, and pairs of a focus and a button, lead to.

    every: whether each entry of a letter is paired with each button, or its first and last alone.
    """
    explorer = EXPLORERS[chapter]
    yield state
    for knob in explorer.knobs(state):
        for event in tried(knob):
            yield after(chapter, state, event)
    refs = explorer.reach(state)
    in_focus = {ref: after(chapter, state, {"ref": ref, "focus": True}) for ref in refs}
    yield from in_focus.values()
    if not every:
        in_focus = {ref: in_focus[ref] for ref in ends(explorer, state)}
    for button in (ref for ref, kind in refs.items() if kind == "button"):
        press = {"ref": button, "press": 1}
        pressed = after(chapter, state, press)
        yield after(chapter, pressed, press)
        numbers_in_focus = {id(s): s for s in in_focus.values() if s.focus != state.focus}
        for ref, focused in in_focus.items():
            if id(focused) in numbers_in_focus:  # a button in focus is the state itself
                yield after(chapter, focused, press)
                if ref in explorer.reach(pressed):
                    yield after(chapter, pressed, {"ref": ref, "focus": True})


def ends(explorer: Explorer[Any], state: Any) -> list[str]:
    """Return the first and the last entry of each letter that can be moved or looked at."""
    names: dict[Any, list[str]] = {}
    for knob in explorer.knobs(state):
        names.setdefault(knob.handle and knob.handle.whole, []).append(knob.ref)
    return [ref for refs in names.values() for ref in {refs[0]: 0, refs[-1]: 0}]


def each_step(depth: int, every: bool = True) -> Iterator[Any]:
    """Return the states of explorer 06 at that depth: each step with each name in focus.

    every: whether with each entry of a letter, or with the first and the last alone.
    """
    explorer = EXPLORERS["06"]
    state = after("06", explorer.start(), {"ref": "layers", "set": depth})
    chosen = list(explorer.reach(state)) if every else ends(explorer, state)
    for step in range(len(walk(depth)) + 1):
        there = after("06", state, {"ref": "step", "set": step})
        for ref in chosen:
            yield after("06", there, {"ref": ref, "focus": True})


def gestures(chapter: str, number: int, seed: int) -> Iterator[tuple[Any, Event]]:
    """Return that many random gestures, each with the state it leads to.

    Wrong ones are among them: names that don't exist, values that are none. Those change nothing.
    """
    explorer, rng = EXPLORERS[chapter], random.Random(f"{chapter} {seed}")
    state = explorer.start()
    for _ in range(number):
        knob = rng.choice([k for k in explorer.knobs(state) if k.ref != "play"])
        event = rng.choice([*tried(knob), *_at_random(knob, rng)])
        if rng.random() < 0.05:
            event = {"ref": "reset", "press": 1}
        state, complaint = explorer.act(state, [event])
        assert not complaint, f"{event}: {complaint}"
        yield state, event
        for wrong in ({"ref": knob.ref + "?", "set": 1}, {"ref": knob.ref, "steps": "many"}):
            unchanged, complaint = explorer.act(state, [wrong])
            assert complaint
            assert unchanged is state


def _at_random(knob: Knob, rng: random.Random) -> list[Event]:
    if knob.kind == "button":
        return [{"ref": knob.ref, "press": rng.choice((1, 1, 2))}]
    if knob.kind == "focus":
        return [{"ref": knob.ref, "press": 1}, {"ref": knob.ref, "focus": True}]
    if knob.kind not in NUMERIC:
        return [{"ref": knob.ref, "focus": True}]
    value = rng.uniform(knob.low, knob.high)
    return [
        {"ref": knob.ref, "focus": True},
        {"ref": knob.ref, "set": value, "snap": True},
        {"ref": knob.ref, "set": f"{value:.3g}".replace(".", ",")},
        {"ref": knob.ref, "steps": rng.choice((-1000, -3, 2, 1000))},
        {"ref": knob.ref, "set": rng.choice((-1e6, 1e6, 0, 1e-300))},
    ]


def visit_all(chapter: str, number: int, seed: int = 0, every: bool = True) -> int:
    """Visit every reachable state and that many random ones; return how many were visited.

    every: as in `reached`, from the named moments; from the start always.
    """
    states = [
        (f"from {name}", state)
        for name, moment in moments(chapter)
        for state in reached(chapter, moment, every or name == "start")
    ]
    states += [(f"seed {seed}, {event}", s) for s, event in gestures(chapter, number, seed)]
    for how, state in states:
        try:
            visit(chapter, state)
        except Exception as error:
            raise AssertionError(f"{chapter}, {how}: {state}") from error
    return len(states)


def visit_each_step(depth: int, every: bool = True) -> int:
    """Visit explorer 06 at that depth, at each step with each focus; return how many states."""
    states = list(each_step(depth, every))
    for state in states:
        visit("06", state)
    return len(states)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Visit every reachable state of every explorer.")
    parser.add_argument("--gestures", type=int, default=2000, help="random gestures an explorer")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    for chapter in sorted(EXPLORERS):
        began = time.perf_counter()
        count = visit_all(chapter, asked.gestures, asked.seed)
        if chapter == "06":
            count += sum(visit_each_step(depth) for depth in range(1, 7))
        print(f"{chapter}: {count:,} states, {time.perf_counter() - began:.0f} s", flush=True)
