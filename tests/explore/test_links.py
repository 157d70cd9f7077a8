"""A state as the text of an address: it leads to that state, and any other text to the start."""

import random
import re
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from netlib.explore import EXPLORERS
from netlib.explore.links import DAMAGED, LONGEST, name_of, state_from, state_text
from netlib.explore.model import Explorer
from netlib.explore.stage import Stage
from tests.explore.visits import gestures, moments, reached

ALL = pytest.mark.parametrize("chapter", sorted(EXPLORERS))
# What an address may hold behind its # (RFC 3986, 3.5), less what ends a link in running text.
IN_AN_ADDRESS = re.compile(r"[\w.&=,/-]*", re.ASCII)


def same(one: Any, other: Any) -> bool:
    """Return whether two values of a state are equal to the last digit."""
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(np.array_equal(one, other))


def check(explorer: Explorer[Any], state: Any) -> str:
    """Assert that a state's text leads to it; return the text."""
    text = state_text(explorer, state)
    assert IN_AN_ADDRESS.fullmatch(text), text
    back, complaint = state_from(explorer, text)
    assert not complaint, text
    for name in {x.name for x in fields(state)} - {"playing"}:
        assert same(getattr(state, name), getattr(back, name)), (text, name)
    return text


@ALL
def test_every_state_has_a_text_that_leads_to_it(chapter: str) -> None:
    explorer, number = EXPLORERS[chapter], 8 if chapter == "07" else 80
    texts = [check(explorer, state) for state, _ in gestures(chapter, number, 5)]
    texts += [check(explorer, state) for _, state in moments(chapter)]
    every = list(reached(chapter, explorer.start(), every=False))
    texts += [check(explorer, state) for state in every[:: 1 + len(every) // 20]]
    assert len(set(texts)) > number / 3
    assert max(map(len, texts)) < 600
    assert state_text(explorer, explorer.start()) == ""


def test_a_state_that_many_acts_have_made_is_told_as_it_is_now() -> None:
    explorer = EXPLORERS["06"]
    state, _ = explorer.act(
        explorer.start(),
        [
            {"ref": "layers", "set": 5},
            {"ref": "layers", "set": 3},
            {"ref": "W_1[0,1]", "set": 0.3},
            {"ref": "W_1[0,1]", "set": 0.5},
            {"ref": "step", "set": 2},
        ],
    )
    assert state_text(explorer, state) == "layers=3&step=2&W_1.0.1=.5"


def test_what_was_learned_at_several_rates_is_learned_again() -> None:
    explorer = EXPLORERS["07"]
    learned = [("rate", 300, 25), ("rate", 0.3, 7)]
    state = explorer.start()
    for ref, rate, steps in learned:
        events = [{"ref": ref, "set": rate}, {"ref": "step", "press": steps}]
        state, _ = explorer.act(state, events)
    assert check(explorer, state) == "rate=300&epoch=1&step=5&rate=.3&step=7"


@ALL
def test_any_other_text_leads_to_the_start_with_one_sentence(chapter: str) -> None:
    explorer, rng = EXPLORERS[chapter], random.Random(chapter)
    texts = [
        state_text(explorer, state)
        for state, _ in gestures(chapter, 6 if chapter == "07" else 25, 6)
    ]
    wrong = ["layers", "=", "focus=W_9.0.0", "o_0=nan", "W_0=1,2", "__import__('os')=1", "a" * 5000]
    wrong += [
        "step=1e999",
        "about=__class__",
        "playing=1",
        "sizes=x",
        "t=inf,0",
        "%00",
        "t=1,2,3,4",
    ]
    for text in filter(None, texts):
        k = rng.randrange(len(text))
        wrong += [text[:k], text[:k] + rng.choice("x=&,.-9%") + text[k + 1 :]]
    for text in wrong:
        state, complaint = state_from(explorer, text)
        assert complaint in ("", DAMAGED)
        explorer.picture(state)  # what can still be read is drawn like any other state
        if complaint:
            assert state_text(explorer, state) == ""
    told = [state_from(explorer, text)[1] for text in wrong[:14]]
    assert told.count(DAMAGED) >= 13  # "t=1,2,3,4" would be right where t has four entries
    assert len(wrong[6]) > LONGEST


@ALL
def test_what_can_be_in_focus_is_drawn_and_has_a_name_of_its_own(chapter: str) -> None:
    explorer = EXPLORERS[chapter]
    for _, state in list(moments(chapter))[:3]:
        numbers = explorer.shows(state)
        codes = [[x[k].code for k in np.ndindex(a.shape)] for x, a in numbers.items()]
        names = [name_of(code) for some in codes for code in some]
        assert len(set(names)) == len(names)
        before = state_text(explorer, state)
        for code in {code for some in codes for code in some[:1] + some[-1:]}:
            there, complaint = state_from(explorer, f"{before}&focus={name_of(code)}")
            assert not complaint
            explorer.picture(there)


@ALL
def test_the_stage_tells_its_address_and_goes_to_one(chapter: str) -> None:
    explorer: Stage = EXPLORERS[chapter]()
    name, state = list(moments(chapter))[2]
    answers: list[Any] = []
    explorer.send = lambda content, buffers=None: answers.append(content)
    explorer.go_to(state_text(EXPLORERS[chapter], state))
    assert (explorer.sentence, explorer.complaint) == (EXPLORERS[chapter].picture(state).words, "")
    assert not [i for i in explorer.inputs if i["ref"] == "undo" and not i["off"]], name
    explorer._receive(explorer, {"address": True}, [])
    assert answers == [{"state": state_text(EXPLORERS[chapter], state)}]
    explorer.go_to("somewhere=else")
    assert explorer.complaint == DAMAGED
    assert explorer.sentence == EXPLORERS[chapter]().sentence
