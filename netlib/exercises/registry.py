"""All exercises and guesses, gathered from the chapters' modules."""

from collections.abc import Mapping
from importlib import import_module

from netlib.chapters import CHAPTERS
from netlib.exercises.exercise import Exercise

# Each has EXERCISES and GUESSES, where its notebook has any.
_MODULES = [import_module(f"netlib.exercises.chapter_{number}") for number in CHAPTERS]
EXERCISES: Mapping[str, Exercise] = {
    exercise.id: exercise for m in _MODULES for exercise in getattr(m, "EXERCISES", ())
}
# What each guess was, by the name of the question. The notebooks find it out where they reveal it.
GUESSES: Mapping[str, str] = {
    name: was for m in _MODULES for name, was in getattr(m, "GUESSES", {}).items()
}
