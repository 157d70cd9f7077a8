"""A derivation as an answer: typed one line below the other, each judged against the one before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from netlib.derivation.latex import follow
from netlib.derivation.results import RESULTS
from netlib.exercises.answers import Kind, Unclear

# What "\alpha", "\theta" and "\rho" become where Python reads the backslash.
SPOILED = re.compile(r"[\a\b\v\f]|\t(?=frac|imes|ext|o\b)|\r(?=ight)")
TOO_SHORT = (
    "True, but it only states the result: begin with what is asked for, and show at least one line "
    "between, from which it comes."
)


@dataclass(frozen=True)
class Derivation(Kind):
    """A derivation of a result, in the letters as they are typed or in LaTeX.

    result: the id of the result. through: a regular expression for what a line on the way must
    have, and the last one must not have any more.
    """

    result: str
    through: str

    def read(self, answer: Any) -> str:
        """Return the lines, without remarks."""
        lines = answer if isinstance(answer, list | tuple) else [answer]
        if not all(isinstance(line, str) for line in lines):
            raise Unclear("Lines of text are asked for, one below the other, in quotes.")
        text = "\n".join(lines)
        if SPOILED.search(text):
            raise Unclear('Python took a backslash for itself: put an r before the quotes, r""".')
        text = re.sub(r"#.*|\\(begin|end)\{aligned\}", "", text).strip()
        if "=" not in text:
            raise Unclear("There is no equation in this: write what is asked for, then = and on.")
        return text

    def difference(self, answer: str, solution: str) -> str:
        """Return the first line that does not follow, or what else is missing."""
        said = follow(answer, RESULTS[self.result], proven=False)
        if not said.ok:
            # A line is quoted as far as it is needed to find it.
            message = re.sub("“([^”]{60})[^”]+”", r"“\1…”", said.message)
            message = f"line {said.line} is {message}" if message[:5] == "true," else message
            return f"{message[:1].upper()}{message[1:]}."
        between, last = _after_the_first(answer)
        if left := re.search(self.through, last):
            return f"True, but not yet what is asked for: “{left[0]}” is still in the last line."
        shown = any(re.search(self.through, side) for side in between)
        return "" if shown else TOO_SHORT

    def explains(self, wrong: str, answer: str, solution: str) -> bool:
        """Return whether the first lines that do not follow fail for the same reason."""
        why = self._why(answer)
        return bool(why) and why == self._why(wrong)

    def place(self, answer: str, solution: str) -> str:
        """Return which line does not follow."""
        return f"Line {follow(answer, RESULTS[self.result], proven=False).line}: "

    def chips(self, answer: str) -> tuple[str, ...]:
        """Return who says that all lines follow: numbers, and if it can, a proof."""
        every_size = follow(answer, RESULTS[self.result]).every_size
        return ("numbers ✓", *["every size ✓"] * bool(every_size),
                *["every size: needs SymPy"] * (every_size is None))  # fmt: skip

    def _why(self, text: str) -> str:
        """Return why a line does not follow: shapes, a slip, or numbers at one place."""
        message = follow(text, RESULTS[self.result], proven=False).message
        return message.partition("does not follow: ")[2].partition("; ")[0]


def _after_the_first(text: str) -> tuple[Sequence[str], str]:
    """Return the sides between the first and the last, but for copies of the first; and the last.

    Where the first line begins with "=", the first side is what is asked for.
    """
    first, *others = (re.sub(r"[\s&]|\\\\", "", side) for side in re.split(r"=+|\n", text))
    sides = [side for side in others if side]
    return [side for side in sides[:-1] if side != first], sides[-1] if sides else first
