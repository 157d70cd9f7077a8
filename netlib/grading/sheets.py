"""Marks as a table for a spreadsheet, as a page for each student, and as a few lines for a teacher.

Whatever comes from a student, a file's name as well, is text in each of them and nothing else.
"""

import csv
import io
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from html import escape
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from netlib.chapters import CHAPTERS
from netlib.derivation.slips import SLIPS
from netlib.exercises import EXERCISES
from netlib.files import whole
from netlib.grading.verdicts import Graded, Mark, worth

LONG_NAME = 200  # bytes; with what is added it must stay below the 255 of most systems
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would compute
STYLE = """body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto;
  padding: 0 1rem; color: #1a1a1a; background: #fff; overflow-wrap: break-word }
section { border-top: 1px solid #999; padding: .6rem 0 }
h1 { font-size: 1.7rem; line-height: 1.2 } h2 { font-size: 1.1rem; margin: 0 }
h2 span { font-weight: normal } p { margin: .3rem 0 }
.right h2::before { content: "\\2713\\00a0" / ""; color: #00634a }
@media print { section { break-inside: avoid } }"""


def table(marks: Sequence[Graded]) -> bytes:
    """Return a row for each notebook, as CSV in UTF-8 that a spreadsheet takes for such."""
    ids = sorted({mark.id for each in marks for mark in each.marks})
    heads = [head for id in ids for head in (id, f"{id} mistake", f"{id} points")]
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(["file", "chapter", *heads, "total", "of", "remarks"])
    for each in marks:
        by_id = {mark.id: mark for mark in each.marks}
        found = [field for id in ids for field in _fields(by_id.get(id))]
        sums = [each.total, _most(each)] if each.marks else ["", ""]
        row = [each.file, each.chapter, *found, *sums, "; ".join(each.remarks)]
        rows.writerow([_safe(field) if isinstance(field, str) else f"{field:g}" for field in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _fields(mark: Mark | None) -> list[str | float]:
    return [mark.state, mark.mistake, mark.points] if mark else ["", "", ""]


def _safe(text: str) -> str:
    """Return text that is no formula, on one line."""
    text = " ".join(text.split("\n")).replace("\r", " ")
    return f"'{text}" if text.startswith(FORMULA) else text


def _most(marks: Graded) -> float:
    return sum(worth(EXERCISES[mark.id]) for mark in marks.marks)


def page(marks: Graded) -> str:
    """Return what a student reads: how each exercise stands and which mistake it is."""
    chapter = CHAPTERS.get(marks.chapter)
    title = f"Notebook {chapter.number}: {chapter.title}" if chapter else "No notebook"
    parts = [f"<h1>{escape(title)}</h1>", f"<p>{escape(PurePosixPath(marks.file).name)}</p>"]
    if marks.unread:
        parts.append(f"<p>This file could not be marked: {escape(marks.unread)}.</p>")
    else:
        parts.append(f"<p><strong>{marks.total:g} of {_points(_most(marks))}</strong></p>")
    if marks.ended:
        parts.append(f"<p>The notebook did not run to its end: {escape(marks.ended)}.</p>")
    parts += map(_section, marks.marks)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n<body><main>\n"
        + "\n".join(parts)
        + "\n</main></body></html>\n"
    )


def _section(mark: Mark) -> str:
    named = f" (Known as “{mark.mistake}”.)" * bool(mark.mistake and mark.mistake not in SLIPS)
    said = f"<p>{escape(mark.message + named)}</p>" * bool(mark.message)
    points = f"{mark.points:g} of {_points(worth(EXERCISES[mark.id]))}"
    kind = ' class="right"' * (mark.state == "right")
    head = f"<h2>Exercise {mark.id}: {mark.state}<span>, {points}</span></h2>"
    return f"<section{kind}>{head}{said}</section>"


def _points(points: float) -> str:
    return f"{points:g} point{'s' * (points != 1)}"


def write(marks: Sequence[Graded], csv_file: Path, pages: Path) -> None:
    """Write the pages, then the table, each whole or not at all; raises OSError with the path.

    A student's page is called as the notebook is, with .html behind, in the same subfolder.
    """
    pages.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=pages, prefix=".part-") as part:
        for each in marks:
            made = Path(part, _page_of(each.file))
            made.parent.mkdir(parents=True, exist_ok=True)
            made.write_text(page(each), encoding="utf-8")
        for made in sorted(path for path in Path(part).rglob("*") if path.is_file()):
            target = pages / made.relative_to(part)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(made, target)
    with whole(csv_file) as file:
        file.write(table(marks))


def _page_of(file: str) -> str:
    """Return what the page of a notebook is called; a name that is too long is cut."""
    path = PurePosixPath(file)
    name = path.name.encode()
    if len(name) > LONG_NAME:
        cut = name[:LONG_NAME].decode(errors="ignore")
        return str(path.with_name(f"{cut} {sha256(name).hexdigest()[:8]}.html"))
    return f"{file}.html"


def summary(marks: Iterable[Graded]) -> Iterator[str]:
    """Yield a line for each exercise: how it stands with the class, and its commonest mistake."""
    every = [mark for each in marks for mark in each.marks]
    for id in sorted({mark.id for mark in every}):
        of_one = [mark for mark in every if mark.id == id]
        states = Counter(mark.state for mark in of_one)
        mistakes = Counter(mark.mistake for mark in of_one if mark.mistake).most_common(1)
        often = "".join(f"; most often “{name}” ({n})" for name, n in mistakes)
        yield f"{id}  " + ", ".join(f"{n} {state}" for state, n in states.most_common()) + often
