"""Mistakes come back: at a notebook's end, and in the next one, as questions with other numbers.

They are known to the kernel, and to `again`'s file beside the notebooks, and to nobody else.
"""

import json
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np

from netlib.exercises.guess import BOX, Guess
from netlib.exercises.noted import MISTAKES, OWN
from netlib.exercises.questions import Question, question
from netlib.exercises.registry import EXERCISES
from netlib.files import whole

FILE = "mistakes.json"
MOST = 3  # questions at once
Made = tuple[str, str]  # an exercise, and the name of a mistake


class Said:
    """A sentence, as the output of a cell that belongs to its reader alone."""

    def __init__(self, words: str) -> None:
        self.words = words

    def __repr__(self) -> str:
        return self.words

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return {"text/plain": self.words, OWN: {}}


class Again(ipywidgets.VBox):  # type: ignore[misc]
    """Questions with buttons, each with the reply to the option pressed last below it.

    asked: each question with the mistake it is about. reminders: what is said without a question.
    """

    def __init__(self, asked: dict[Made, Question], reminders: Iterable[str]) -> None:
        self.asked, self.reminders = asked, tuple(reminders)
        self.guesses = {made: Guess(made[0], q.text, q.options) for made, q in asked.items()}
        self.replies = {made: ipywidgets.HTML() for made in asked}
        for made, guess in self.guesses.items():
            for button in guess.buttons:
                button.on_click(lambda pressed, made=made: self.press(made, pressed.description))
        shown: list[Any] = [ipywidgets.HTML(escape(words)) for words in self.reminders]
        for made in asked:
            shown += [self.guesses[made], self.replies[made]]
        super().__init__(shown)

    def press(self, made: Made, option: str) -> None:
        """Say whether an option is right; a mistake that is understood does not come back."""
        said = self.asked[made].reply(option)
        self.replies[made].value = escape(said)
        if option == self.asked[made].right:
            MISTAKES.pop(made, None)
            _store([other for other in _stored() or () if other != made])

    def __repr__(self) -> str:
        lines = [
            f"{q.text}\n{'   '.join(f'{BOX} {option}' for option in q.options)}"
            for q in self.asked.values()
        ]
        return "\n".join([*self.reminders, *lines])

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return super()._repr_mimebundle_(**kwargs) | {"text/plain": repr(self), OWN: {}}


def again(word: str = "") -> Again | Said:
    """Ask about the mistakes made last, in this kernel or an earlier one, with other numbers.

    word: "off" forgets them all and asks no more, until "on". Mistakes are written into
    mistakes.json beside the notebook, when there are any. Raises nothing: what is wrong with that
    file is said.
    """
    if word not in ("", "on", "off"):
        return Said('again() asks, again("off") ends it, again("on") begins anew.')
    try:
        if word == "off":
            MISTAKES.clear()
            _store(None)
            return Said(f'Off: {FILE} is empty, and nothing is asked. again("on") begins anew.')
        if word == "on":
            Path(FILE).unlink(missing_ok=True)
        known = _stored()
        if known is None:
            return Said('Mistakes are not asked for again; again("on") begins anew.')
        if MISTAKES.keys() - known:
            known = [made for made in known if made not in MISTAKES] + list(MISTAKES)
            _store(known)
    except OSError as error:
        return Said(f"{FILE} can't be read or written: {error.strerror}.")
    except ValueError:
        return Said(f'{FILE} is damaged. again("on") begins a new one.')
    if not known:
        return Said("No mistakes were made that could be asked for again.")
    rng, asked, reminders = np.random.default_rng(), dict[Made, Question](), list[str]()
    for id, name in known[: -MOST - 1 : -1]:
        if q := question(id, name, rng):
            asked[id, name] = q
        else:
            reminders.append(f"Exercise {id}, once more: {_message(id, name)}")
    return Again(asked, reminders)


def _message(id: str, name: str) -> str:
    return next(m.message for m in EXERCISES[id].mistakes if m.name == name)


def _stored() -> list[Made] | None:
    """Return the mistakes in the file, the last made last; None when it says "off".

    Raises ValueError for a file that `again` did not write. What this edition does not know any
    more is left out.
    """
    try:
        made = json.loads(Path(FILE).read_text("utf-8"))
    except FileNotFoundError:
        return []
    if made == "off":
        return None
    known = {(id, m.name) for id, e in EXERCISES.items() for m in e.mistakes}
    if not isinstance(made, list):
        raise ValueError(f"{FILE} holds no list")
    return [key for key in (tuple(map(str, each)) for each in made) if key in known]


def _store(made: list[Made] | None) -> None:
    """Write the mistakes into the file; None for "off"."""
    with whole(FILE) as file:
        file.write(json.dumps("off" if made is None else made, indent=0).encode())
