"""Panels, the parts of an explorer's picture, and how they stand together on one sheet."""

from collections.abc import Sequence
from dataclasses import dataclass

from netlib.drawing.svg import Drawing, element, place

ACROSS, BETWEEN, WIDTH = 20.0, 12.0, 818.0  # room beside and below a panel; of the whole picture


@dataclass(frozen=True)
class Panel:
    """A part of a picture: its name, its lines of SVG, and the size of the box they stand in.

    beside: whether it stands beside the panel before it where there is room for both.
    """

    name: str
    width: float
    height: float
    lines: Sequence[str]
    beside: bool = False

    @property
    def svg(self) -> str:
        """The panel alone, for a page whose style sheet gives it letters and its size.

        The first line opens it, the last closes it, one element on each between.
        """
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {place(self.width)} '
            f'{place(self.height)}" style="--w:{place(self.width)}" role="group" '
            f'aria-label="{self.name}" font-size="12" fill="currentColor">'
        )
        return "\n".join((head, *self.lines, "</svg>"))


def rows_of(panels: Sequence[Panel]) -> list[list[Panel]]:
    """Return the panels in rows: each row begins with one that stands beside no other."""
    rows: list[list[Panel]] = []
    for panel in panels:
        if panel.beside and rows:
            rows[-1].append(panel)
        else:
            rows.append([panel])
    return rows


def sheet_of(panels: Sequence[Panel], title: str, words: str) -> Drawing:
    """Return the panels as one drawing, row under row, the last of a row at its right end."""
    rows = rows_of(panels)
    widths = [sum(p.width for p in row) + ACROSS * (len(row) - 1) for row in rows]
    width, y, lines = max(WIDTH, *widths), 0.0, list[str]()
    for row, wide in zip(rows, widths, strict=True):
        x, gap = 0.0, ACROSS + (width - wide) / (len(row) - 1) if len(row) > 1 else 0.0
        for panel in row:
            inside = "".join(panel.lines)
            lines.append(element("g", inside, transform=f"translate({place(x)} {place(y)})"))
            x += panel.width + gap
        y += max(panel.height for panel in row) + BETWEEN
    return Drawing(width, y - BETWEEN, title, words, tuple(lines))
