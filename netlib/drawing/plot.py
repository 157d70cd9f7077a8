"""A rectangle of a drawing that stands for a rectangle of numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from netlib.checks import Array
from netlib.drawing.colours import PAPER
from netlib.drawing.svg import element, formula, setting, text
from netlib.drawing.typeface import formula_width


def _on_paper(x: float, y: float, label: str) -> str:
    """Return a formula that hides the lines behind it."""
    wide = formula_width(label, 16) + 4
    paper = element("rect", x=x - 2, y=y - 9, width=wide if label else 0.0, height=18, **PAPER)
    return element("g", paper + formula(x, y, label))


@dataclass(frozen=True)
class Plot:
    """Where it is drawn, x, y, width, height; and across, upward: (low, high) at its edges."""

    x: float
    y: float
    width: float
    height: float
    across: tuple[float, float]
    upward: tuple[float, float]

    def at(self, a: float, b: float) -> tuple[float, float]:
        """Return the place of the numbers (a, b); what is far outside stays near the edge."""
        (a0, a1), (b0, b1) = self.across, self.upward
        right = float(np.clip((a - a0) / (a1 - a0), -0.2, 1.2))
        up = float(np.clip((b - b0) / (b1 - b0), -0.2, 1.2))
        return self.x + right * self.width, self.y + (1 - up) * self.height

    def line(self, across: Array, upward: Array, **look: object) -> str:
        """Return the curve through the points; those that are no number are left out."""
        places = [self.at(a, b) for a, b in zip(across, upward, strict=True) if np.isfinite(b)]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        return element("polyline", points=points, fill="none", **look)

    def frame(
        self, ticks: Sequence[float], rungs: Sequence[float], across: str, upward: str
    ) -> list[str]:
        """Return the axes: ticks below, rungs at the left, a formula for each."""
        bottom, path, numbers = self.y + self.height, "", list[str]()
        for a in ticks:
            x, _ = self.at(a, self.upward[0])
            path += f"M{x:.1f} {bottom:.1f}v4"
            numbers.append(text(x, bottom + 13, setting(a), text_anchor="middle"))
        for b in rungs:
            _, y = self.at(self.across[0], b)
            path += f"M{self.x:.1f} {y:.1f}h-4"
            numbers.append(text(self.x - 7, y, setting(b), text_anchor="end"))
        path += f"M{self.x:.1f} {self.y:.1f}v{self.height:.1f}h{self.width:.1f}"
        return [
            element("path", d=path, fill="none", stroke="currentColor"),
            *numbers,
            formula(self.x + self.width, bottom + 27, across, text_anchor="end"),
            _on_paper(self.x - 4, self.y - 12, upward),
        ]
