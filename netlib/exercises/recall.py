"""Mistakes come back: at a notebook's end, and in the next one, as questions with other numbers.

They are known to the kernel, and to `again`'s file beside the notebooks, and to nobody else.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np

from netlib.exercises.guess import BOX, Guess
from netlib.exercises.noted import MISTAKES, OWN, Made, Said
from netlib.exercises.questions import Question, question
from netlib.exercises.registry import EXERCISES
from netlib.files import whole

FILE = "mistakes.json"
MOST = 3  # questions at once
SEEN = "I see it now"
OFF = "off"


class NotAsking(Exception):
    """Why the file is not used."""


class Again(ipywidgets.VBox):  # type: ignore[misc]
    """Questions with buttons, each with the reply to the option pressed last below it.

    asked: each question by the mistake that it is about.
    """

    def __init__(self, asked: dict[Made, Question]) -> None:
        self.asked, self.replies = asked, {made: ipywidgets.HTML() for made in asked}
        self.guesses = {made: Guess(made[0], q.text, q.options) for made, q in asked.items()}
        for made, guess in self.guesses.items():
            for button in guess.buttons:
                button.on_click(lambda pressed, made=made: self.press(made, pressed.description))
        super().__init__([part for m in asked for part in (self.guesses[m], self.replies[m])])

    def press(self, made: Made, option: str) -> None:
        """Say whether an option is right; a mistake that is understood does not come back."""
        said = self.asked[made].reply(option)
        self.replies[made].value = escape(said)
        if option == self.asked[made].right:
            MISTAKES.pop(made, None)
            with suppress(OSError, NotAsking):
                _store({other: said for other, said in _stored().items() if other != made})

    def __repr__(self) -> str:
        return "\n".join(
            f"{q.text}\n{'   '.join(f'{BOX} {option}' for option in q.options)}"
            for q in self.asked.values()
        )

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
            return Said('Off: the mistakes are forgotten, and asked for no more until again("on").')
        known = _stored()
    except NotAsking as why:
        if word != "on":
            return Said(f'{why} again("on") begins anew.')
        known = {}
    except OSError as error:
        return Said(f"{FILE} can't be read or written: {error.strerror}.")
    if word == "on" or MISTAKES.keys() - known:
        known = {made: said for made, said in known.items() if made not in MISTAKES} | MISTAKES
        with suppress(OSError):  # then the kernel alone knows them
            _store(known)
    if not known:
        return Said("No mistakes were made that could be asked for again.")
    rng = np.random.default_rng()
    latest = list(reversed(known))
    numbers = {made: asked for made in latest if (asked := question(*made, rng))}
    words = {made: _reminder(*made, known[made]) for made in latest if made not in numbers}
    return Again(dict([*numbers.items(), *words.items()][:MOST]))


def _reminder(id: str, name: str, said: str) -> Question:
    """Return what was said of a mistake, for which no numbers can ask."""
    return Question(name, 0, f"Exercise {id}, once more: {said}", (SEEN,), SEEN, {})


def _stored() -> dict[Made, str]:
    """Return the mistakes in the file with what was said of them, the last made last.

    Raises NotAsking when it says "off", or is no such file.
    """
    try:
        made = json.loads(Path(FILE).read_text("utf-8"))
        if made == OFF:
            raise NotAsking("Off: no mistake is asked for.")
        return {(str(id), str(name)): str(said) for id, name, said in made if id in EXERCISES}
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError):
        raise NotAsking(f"{FILE} is damaged.") from None


def _store(made: Mapping[Made, str] | None) -> None:
    """Write the mistakes into the file; "off" for None."""
    rows = OFF if made is None else [[*key, said] for key, said in made.items()]
    with whole(FILE) as file:
        file.write(json.dumps(rows, indent=1, ensure_ascii=False).encode())
