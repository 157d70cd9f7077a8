"""Letters where they stand in one equation, with their indices; and derivatives by them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from netlib.derivation.latex.expression import Expression, letter
from netlib.derivation.latex.pieces import Misshapen
from netlib.derivation.latex.setting import Occurrence, Setting, rank

MOST = 4  # indices at once, so that no formula takes long


@dataclass
class Indices:
    """The indices of one equation.

    ranges: the size that each runs to. used: those of this side. moving: inside of a derivative of
    all that follows, where only letters of the forward pass are known.
    """

    about: Setting
    ranges: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    moving: bool = False

    def index(self, text: str, size: str) -> str:
        """Return an index; a letter runs over all of the size, and over no other in an equation."""
        if text.startswith("n_") and self.about.size(text) != size:
            raise Misshapen(f"index {text} where there are {size}")
        if text == "1" or text.startswith("n_"):
            return self.about.size(text)
        if not re.fullmatch("[a-z]", text) or (text == "i" and self.about.i is not None):
            raise Misshapen(f"“{text}” is no index here")
        self.used.add(text)
        self.run(text, size)
        return text

    def run(self, k: str, size: str) -> None:
        """Let an index run to a size."""
        if (known := self.ranges.setdefault(k, size)) != size:
            raise Misshapen(f"{k} runs to {known} in one place and to {size} in another")
        if len(self.ranges) > MOST:
            raise Misshapen(f"more than {MOST} indices at once")

    def bound(self, k: str) -> str:
        """Return the size that an index runs to, which means nothing from here on."""
        self.used.discard(k)
        return self.ranges.pop(k)

    def part(self, a: Expression, indices: Sequence[str], *, last: bool = False) -> Expression:
        """Return the part of an array at its first indices, or at its last."""
        n = len(indices)
        if n == 0:
            return a
        if n > len(a.shape):
            raise Misshapen(f"{a.text} has {len(a.shape)} indices, not {n}")
        sizes, rest = (a.shape[-n:], a.shape[:-n]) if last else (a.shape[:n], a.shape[n:])
        ks = tuple(map(self.index, indices, sizes))
        return Expression("last" if last and rest else "part", (a,), ks, rest, a.lies * bool(rest))

    def placed(self, a: Occurrence) -> Expression:
        """Return a letter with its indices as an expression."""
        if self.moving and not a.forward:
            raise Misshapen(f"{a.name} inside of a derivative: say it by the forward pass")
        return self.part(letter(a.name, a.sizes, a.lies), a.indices, last=not a.sample)

    def derivative(self, x: Occurrence, y: Occurrence) -> Expression:
        """Return the derivative of a letter by another that it is worked out from."""
        both = f"the derivative of {x.name} by {y.name}"
        if not x.forward or not y.forward or x.name[0] in "Wt" or self.moving:
            raise Misshapen(f"{both} has no place here")
        if y.name[0] == "W" and y.indices and x.name[0] == "s" and x.name[2:] != y.name[2:]:
            raise Misshapen(f"{x.name} is made with {x.name.replace('s', 'W')}, not with {y.name}")
        if rank(x.name) <= rank(y.name):
            raise Misshapen(f"{x.name} does not come after {y.name} and does not change with it")
        whole = Expression("derivative", (), (x.name, y.name), x.sizes + y.sizes)
        if x.whole and (y.sample or y.whole or not y.indices):
            found, lies = self.part(whole, x.indices + y.indices), "row"
        elif not x.indices and (y.whole or not y.indices):
            found, lies = self.part(whole, y.indices, last=True), "column"
        else:
            raise Misshapen(f"can't read the indices in {both}")
        if "B" in found.shape:
            raise Misshapen(f"{both}: in a batch only a sample's E and the mean have a gradient")
        return replace(found, lies=lies if len(found.shape) == 1 else "")

    def change(self, x: Occurrence, free: str) -> Expression:
        """Return the change of a letter: free, or what follows from the one that is."""
        if x.name[:2] not in ("o_", "s_", "E") or x.indices or not free:
            raise Misshapen(f"Δ{x.name}: only an o or an s is changed here, and E by it")
        y = self.about.letter(free[0], (free[2:],))
        here, step = letter(y.name, y.sizes), letter(f"d_{y.name}", y.sizes, "column")
        if x.name == y.name:
            return step
        there = Expression("add", (here, step), (), y.sizes)
        after = Expression("moved", (there,), (x.name, y.name), x.sizes)
        lies = "column" if x.sizes else ""
        return Expression("subtract", (after, letter(x.name, x.sizes)), (), x.sizes, lies)
