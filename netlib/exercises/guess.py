"""Predict before you see: a question with buttons, and at the end which guesses were surprises.

A guess is kept in the kernel and nowhere else. A notebook that nobody answers stores the question.
"""

from collections.abc import Sequence
from html import escape
from typing import Any

import ipywidgets

from netlib.exercises.registry import GUESSES

# What a question and the list of surprises are as data, in the outputs of their cells.
GUESS = "application/vnd.netlib.guess+json"
SURPRISES = "application/vnd.netlib.surprises+json"
BOX = "\N{BALLOT BOX}"
_asked: dict[str, "Guess"] = {}  # of this kernel, in the order in which they were asked


class Guess(ipywidgets.VBox):  # type: ignore[misc]
    """A question with a button for each option; `guessed` is the option pressed last, or "".

    name: one of those in GUESSES.
    """

    def __init__(self, name: str, question: str, options: Sequence[str], guessed: str = "") -> None:
        self.name, self.question, self.guessed = name, question, guessed
        self.options = tuple(options)
        self.buttons = [ipywidgets.Button(description=option) for option in options]
        for button in self.buttons:
            button.layout.width = "auto"
            button.on_click(lambda pressed: self.press(pressed.description))
        super().__init__([ipywidgets.HTML(escape(question)), ipywidgets.HBox(self.buttons)])
        self._show()

    def press(self, option: str) -> None:
        """Take an option as the guess; another one may be pressed later."""
        self.guessed = option
        self._show()

    def _show(self) -> None:
        for button in self.buttons:
            chosen = button.description == self.guessed
            button.button_style, button.icon = ("info", "check") if chosen else ("", "")

    def __repr__(self) -> str:
        return f"Your guess: {self.question}\n{'   '.join(f'{BOX} {o}' for o in self.options)}"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        asked = {"name": self.name, "question": self.question, "options": list(self.options)}
        boxes = "&emsp;".join(f"{BOX}&nbsp;{escape(option)}" for option in self.options)
        still = f"<p>Your guess: {escape(self.question)}</p>\n<p>{boxes}</p>"
        words = {"text/plain": repr(self), "text/html": still, GUESS: asked}
        return super()._repr_mimebundle_(**kwargs) | words


def guess(name: str, question: str, options: Sequence[str]) -> Guess:
    """Return the question with a button for each option, for the last line of a cell.

    name: "05-programs", one of those in GUESSES. Asked again, the guess made before is kept.
    Raises ValueError for an unknown name, or when what it was is none of the options.
    """
    if (was := GUESSES.get(name)) not in options:
        raise ValueError(f"what {name!r} was is {was!r}, but must be one of {options}")
    before = _asked[name].guessed if name in _asked else ""
    _asked[name] = Guess(name, question, options, before if before in options else "")
    return _asked[name]


class Surprises:
    """What was guessed, what it was, and which were surprises, as text and as a table."""

    def __init__(self, rows: Sequence[tuple[str, str, str]]) -> None:
        self.rows = rows  # question, guess, what it was

    def __repr__(self) -> str:
        if not self.rows:
            return "No guesses were made."
        return "\n".join(
            f"{question} You guessed: {guessed}. "
            + ("It was." if guessed == was else f"A surprise: it was {was}.")
            for question, guessed, was in self.rows
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return {SURPRISES: [list(row) for row in self.rows]}

    def _repr_markdown_(self) -> str:
        if not self.rows:
            return repr(self)
        head = "| question | your guess | it was | |\n|---|---|---|---|"
        return head + "".join(
            f"\n| {question} | {guessed} | {was} | {'' if guessed == was else '**a surprise**'} |"
            for question, guessed, was in self.rows
        )


def surprises() -> Surprises:
    """Return the guesses made in this kernel, in the order in which they were asked."""
    made = [asked for asked in _asked.values() if asked.guessed]
    return Surprises([(asked.question, asked.guessed, GUESSES[asked.name]) for asked in made])
