"""Exercises whose check names the mistake: `check("05.3", answer)` says what went wrong.

An exercise's question, hints and solution are cells of its notebook; here stand the numbers in
them, the right answer, and the wrong ones that are worth a word.
"""

from netlib.exercises.checking import Feedback, check
from netlib.exercises.exercise import Exercise, Mistake
from netlib.exercises.registry import EXERCISES

__all__ = ["EXERCISES", "Exercise", "Feedback", "Mistake", "check"]
