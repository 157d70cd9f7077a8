"""What `check` said in this kernel: which functions it called right, which mistakes it named."""

from collections.abc import Callable
from typing import Any

# Marks an output as known to its reader's kernel and folder alone: nothing for paper.
OWN = "application/vnd.netlib.own+json"
RIGHT: dict[str, Callable[..., Any]] = {}  # the last one of each exercise
MISTAKES: dict[tuple[str, str], None] = {}  # exercise and name of the mistake, the last made last


def note(id: str, right: bool, mistake: str, answer: Any) -> None:
    """Note a verdict on a student's answer; a solution's is none of theirs, and is not noted."""
    if right and callable(answer):
        RIGHT[id] = answer
    if mistake:
        MISTAKES.pop((id, mistake), None)
        MISTAKES[id, mistake] = None
