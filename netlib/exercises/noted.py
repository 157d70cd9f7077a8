"""What `check` said in this kernel: which functions it called right, which mistakes it named."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# Marks an output as known to its reader's kernel and folder alone: nothing for paper.
OWN = "application/vnd.netlib.own+json"
RIGHT: dict[str, Callable[..., Any]] = {}  # the last one of each exercise
Made = tuple[str, str]  # an exercise, and the name of a mistake
MISTAKES: dict[Made, str] = {}  # and what was said of it; the one made last stands last


def note(id: str, answer: Any, right: bool, mistake: str, message: str) -> None:
    """Note a verdict on a student's answer; a solution's is none of theirs, and is not noted."""
    if right and callable(answer):
        RIGHT[id] = answer
    if mistake:
        MISTAKES.pop((id, mistake), None)
        MISTAKES[id, mistake] = message


@dataclass(frozen=True, repr=False)
class Said:
    """What a cell says to its reader alone; true when it did what was asked."""

    words: str
    done: bool = False

    def __bool__(self) -> bool:
        return self.done

    def __repr__(self) -> str:
        return self.words

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return {"text/plain": self.words, OWN: {}}
