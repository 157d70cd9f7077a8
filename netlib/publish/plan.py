"""The teacher's lesson plan: what a notebook says itself, and what lessons/NN.toml says of it."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files as resources
from typing import Any

from netlib.chapters import CHAPTERS
from netlib.drawing.svg import Drawing
from netlib.explore import EXPLORERS
from netlib.explore.model import STILL
from netlib.publish import tree
from netlib.publish.lesson import Lesson
from netlib.publish.paper import pdf, quoted
from netlib.publish.sheets import call, remembered
from netlib.publish.tree import Block

INTRO = (
    "Two pages for each notebook. Its minutes are those of the notebook and of its explorer; five "
    "for the exit question, and those of the exercises, in class or at home, come on top. “On the "
    "wall” names a section of the notebook, or a moment of its explorer as it is printed in the "
    "handout. Questions have the numbers of the notebook’s answers."
)
WAYS = {  # by their names in lessons/NN.toml
    "easier": "Easier", "harder": "Harder", "short": "In 45 minutes", "homework": "At home",
}  # fmt: skip
SMALLER = 0.65  # points on a board for each pixel of a screen


def plan(lessons: Sequence[Lesson], paper: str) -> bytes:
    """Return the lesson plan: two pages for each notebook, of its texts and of lessons/NN.toml.

    Raises ValueError when the minutes in either are not those of the chapter.
    """
    style = resources(__package__).joinpath("plan.typ").read_bytes()
    files = {"plan.typ": style}
    blocks = [
        tree.raw("typst", '#import "plan.typ": *\n#show: lesson-plan'),
        tree.header(1, tree.words("Lesson plan")),
        tree.para(tree.words(INTRO)),
    ]
    for lesson in lessons:
        title, needs, *puzzle = opened(lesson)
        advice = Advice(lesson)
        blocks += [tree.div("overleaf", [])] * (lesson is not lessons[0])
        blocks += [tree.header(2, title["c"][2]), needs]
        for heading, found in [
            ("To begin with", puzzle),
            ("How the minutes may go", advice.table("course", advice.course())),
            ("On the board at the end", advice.board(files)),
            ("Questions", advice.table("ask", advice.asked())),
            ("Wrong answers to expect", advice.table("wrong", advice.cells("wrong"))),
            ("Where students stumble", _list(advice.said("stumbles"))),
            ("Exit question, five minutes", advice.table("exit", advice.said("exit"))),
            ("Other ways", advice.table("ways", advice.ways())),
            (advice.minutes(), advice.table("exercises", advice.exercises())),
            ("To leave them with", [tree.para(remembered(lesson))]),
        ]:
            blocks += [tree.header(3, tree.words(heading)), *found] if found else []
    return pdf(blocks, files, paper=paper, title="Lesson plan", copy="For the teacher")


def opened(lesson: Lesson) -> list[Block]:
    """Return the first text: title, what it needs, puzzle; raises ValueError if it is no such."""
    if [block["t"] for block in lesson.opening[:2]] != ["Header", "BulletList"]:
        raise ValueError(f"{lesson.name}: it begins with no title and list of what it needs")
    return lesson.opening


class Advice:
    """What lessons/NN.toml says of a lesson, each text set; nothing of somebody else's notebook.

    course: [minutes, what, where on the wall, whose laptops]. board: a moment and a panel of the
    explorer, and lines. ask: [words of the notebook's question, the question as it stands alone,
    answer], in the order of the answers. wrong: [what is said, what it comes from]. exercises:
    [minutes, how hard] of each. exit: a question and its answer. All else is a text or several.
    """

    def __init__(self, lesson: Lesson) -> None:
        self.lesson, self.known = lesson, dict[str, Any]()
        if lesson.chapter in CHAPTERS:
            file = resources(__package__).joinpath(f"lessons/{lesson.chapter}.toml")
            self.known = tomllib.loads(file.read_text("utf-8"))
            _check_minutes(lesson, sum(row[0] for row in self.known["course"]))
        texts = list(dict.fromkeys(_texts(self.known)))
        # A number and its sign stay on a line.
        parsed = tree.parse([text.replace(" %", "\N{NO-BREAK SPACE}%") for text in texts])
        self.set = dict(zip(texts, parsed, strict=True))

    def said(self, name: str) -> list[list[Block]]:
        """Return a list of texts."""
        return [self.set[text] for text in self.known.get(name, [])]

    def cells(self, name: str) -> list[list[Block]]:
        """Return a table of texts, cell by cell."""
        return [self.set[text] for row in self.known.get(name, []) for text in row]

    def table(self, name: str, cells: list[list[Block]]) -> list[Block]:
        """Return the table of that name in plan.typ; none without cells."""
        return call(f"{name}(", cells) if cells else []

    def course(self) -> list[list[Block]]:
        """Return the rows of the course."""
        rows = self.known.get("course", [])
        return [[_plain(x)] if isinstance(x, int) else self.set[x] for row in rows for x in row]

    def board(self, files: dict[str, bytes]) -> list[Block]:
        """Return the board, its picture put to the files."""
        if not self.known:
            return []
        board = self.known["board"]
        drawing = panel(self.lesson.chapter, board["moment"], board["panel"])
        name, width = f"board-{self.lesson.chapter}.svg", min(SMALLER * drawing.width, 460)
        files[name] = drawing.svg.encode()
        opened = f"board({quoted(name)}, {width}pt, {quoted(drawing.words)},"
        return call(opened, [self.set[line] for line in board["lines"]])

    def asked(self) -> list[list[Block]]:
        """Return what to ask before each answer, and the answer; else what a notebook asks."""
        known = self.known.get("ask", [])
        cells = []
        for number, question in questions(self.lesson):
            quote, alone, answer = known[int(number) - 1] if int(number) <= len(known) else [""] * 3
            if quote and quote in tree.plain(question):
                cells += [[_plain(number)], self.set[alone], self.set[answer]]
            elif question:
                cells += [[_plain(number)], [tree.para(question)], []]
        return cells

    def ways(self) -> list[list[Block]]:
        """Return the other ways to go, each with its name."""
        found = [(head, self.known[name]) for name, head in WAYS.items() if name in self.known]
        return [cell for head, text in found for cell in ([_plain(head)], self.set[text])]

    def minutes(self) -> str:
        """Return the heading of the exercises, with the minutes of all where these are known."""
        known = self.known.get("exercises", {}).values()
        total = sum(minutes for minutes, _ in known)
        return f"Exercises, {total} minutes in all" if known else "Exercises"

    def exercises(self) -> list[list[Block]]:
        """Return the notebook's exercises, with their minutes where these are known."""
        cells = []
        for k, exercise in enumerate(tree.of_kind("exercise", self.lesson.paper), 1):
            id_ = f"{self.lesson.chapter}.{k}"
            minutes, level = self.known.get("exercises", {}).get(id_, ("", ""))
            title = tree.inside(exercise)[0]["c"][2]
            cells += [[tree.element("Plain", title)], [_plain(minutes)], [_plain(level)]]
        return cells


def panel(chapter: str, moment: str, name: str) -> Drawing:
    """Return one panel of an explorer at one of its moments, as a drawing of its own."""
    explorer = EXPLORERS[chapter]().explorer
    state, _ = explorer.act(explorer.start(), explorer.moments[moment])
    numbers = explorer.shows(state)
    (found,) = (p for p in explorer.draw(state, numbers, STILL) if p.name == name)
    words = explorer.describe(state, numbers)
    return Drawing(found.width, found.height, explorer.title, words, tuple(found.lines))


def _check_minutes(lesson: Lesson, spent: int) -> None:
    """Raise a ValueError when a lesson doesn't say, or its course use up, those of its chapter."""
    wanted = CHAPTERS[lesson.chapter].minutes
    said = re.search(r"Time (\d+) minutes", tree.plain(lesson.opening))
    file = f"lessons/{lesson.chapter}.toml"
    for place, total in (("its first cell", int(said[1]) if said else 0), (file, spent)):
        if total != wanted:
            what = f"{place} has {total} minutes, but netlib/chapters.py {wanted}"
            raise ValueError(f"{lesson.name}: {what}")


def _texts(known: Any) -> Iterator[str]:
    """Yield every text in what a file of advice says."""
    if isinstance(known, str):
        yield known
    elif isinstance(known, dict | list):
        for one in known.values() if isinstance(known, dict) else known:
            yield from _texts(one)


def _plain(words: object) -> Block:
    return tree.element("Plain", tree.words(str(words)))


def questions(lesson: Lesson) -> Iterator[tuple[str, list[Block]]]:
    """Yield the number of each answer, and what is asked before it: the bold question, if any.

    Else the sentences that ask, or nothing where none can stand alone.
    """
    last: list[Block] = []  # what the last paragraph says, if no other text came after it
    for block in lesson.paper:
        for near in tree.inside(block) if tree.kind(block) == "question" else [block]:
            if near["t"] not in {"Div", "CodeBlock"}:
                last = near["c"] if near["t"] == "Para" else []
        if tree.kind(block) == "question":
            yield tree.said(block)["number"], _question(last)


def _question(inlines: Sequence[Block]) -> list[Block]:
    bold = [i for i in inlines if i["t"] == "Strong" and tree.plain(i).endswith("?")]
    if bold:
        return list(bold[0]["c"])
    sentences: list[list[Block]] = [[]]
    for inline in inlines:
        sentences[-1].append(inline)
        if inline["t"] == "Str" and re.search(r"[.?!]$", inline["c"]):
            sentences.append([])
    # "Does it help?" says nothing without what stands before it.
    asking = [s for s in sentences if tree.plain(s).endswith("?") and len(tree.plain(s)) > 30]
    return [inline for sentence in asking for inline in sentence]


def _list(items: Iterable[list[Block]]) -> list[Block]:
    found = list(items)
    return [tree.element("BulletList", found)] * bool(found)
