"""Slides: a lesson for a wall, from the same blocks as paper, with notes for who speaks.

On a slide is what a class must see: puzzle, questions, answers, formulas, pictures, the line to
remember. What the notebook says in sentences, and the lesson plan, is in the notes.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from netlib.chapters import CHAPTERS
from netlib.drawing.chain import way
from netlib.publish import tree
from netlib.publish.lesson import Lesson
from netlib.publish.paper import markup, pictured, quoted, typeset
from netlib.publish.plan import Advice, opened, questions
from netlib.publish.sheets import remembered
from netlib.publish.tree import Block

ROWS, WIDE = 12, 76  # lines that were printed, and their letters
LARGE = 800  # pixels of a screen: a wider picture fills a slide
ASKED, WORDS, TOGETHER = 80, 45, 3  # words of a question and an answer, formulas, on one slide
SKIPPED = ("Exercises", "References")
OWN = ("question", "answer", "figure", "explorer", "end")  # groups that have slides of their own


@dataclass(frozen=True)
class Slide:
    """One slide: what kind it is, its title, what it shows, and what is said beside it.

    kind: "opening", "slide", "asked" (larger), "frame" (a picture that fills it) or "line".
    """

    kind: str
    title: Sequence[Block]
    body: Sequence[Block]
    notes: Sequence[Block] = ()


def deck(lesson: Lesson) -> dict[str, bytes]:
    """Return the files of a lesson's slides: a PDF, its notes beside small slides, and for pdfpc.

    Raises ValueError, naming the lesson, for what can't be set or doesn't fit on a slide.
    """
    found = slides(lesson)
    head = f"with(title: {quoted(lesson.title)})"
    try:
        body = "".join(map(_slide, found))
        notes = "".join(f"#beside({k})[\n{markup(s.notes)}]\n" for k, s in enumerate(found, 1))
        shown = typeset("slides.typ", f"slides.{head}", body, lesson.files)
        small = pictured("slides.typ", f"slides.{head}", body, lesson.files)
        thumbs = {f"slide-{k}.png": data for k, data in enumerate(small, 1)}
        beside = typeset("notes.typ", f"notes.{head}", notes, thumbs)
    except ValueError as error:
        raise ValueError(f"{lesson.name}: {error}") from error
    pages = [
        {"idx": k, "label": str(k + 1), "overlay": 0, "note": "\n".join(map(tree.plain, s.notes))}
        for k, s in enumerate(found)
    ]
    presenter = {"pdfpcFormat": 2, "disableMarkdown": True, "pages": pages}
    written = json.dumps(presenter, ensure_ascii=False, indent=1) + "\n"
    files = {".pdf": shown, "-notes.pdf": beside, ".pdfpc": written.encode()}
    return {lesson.name + ending: data for ending, data in files.items()}


def slides(lesson: Lesson) -> list[Slide]:
    """Return the slides of a lesson in their order."""
    title, needs, *puzzle = opened(lesson)
    advice = Advice(lesson)
    plan = [
        tree.para([*tree.words(f"{minutes} minutes: "), *advice.set[step][0]["c"]])
        for minutes, step, *_ in advice.known.get("course", [])
    ]
    stumbles = advice.said("stumbles")
    text = lesson.paper[len(lesson.opening) :]
    # What the puzzle is about may be printed below it; what it asks has options.
    kinds = [tree.kind(block) for block in text[:2]]
    size = next((k + 1 for k, kind in enumerate(kinds) if kind == "guess"), 0)
    asked = [*puzzle, *(b for block in text[:size] for b in _options(block))]
    where = [tree.para(tree.words("Where students stumble:")), tree.element("BulletList", stumbles)]
    told = list(_told(lesson, text[size:]))
    return [
        Slide("opening", title["c"][2], [needs], plan),
        Slide("slide", tree.words("To begin with"), asked, where * bool(stumbles)),
        *_growing(lesson.chapter),
        *told[:-1],
        Slide("line", tree.words("To remember"), [tree.para(remembered(lesson))], told[-1].notes),
    ]


def _growing(chapter: str) -> Iterator[Slide]:
    """Yield the chain from E to the weights that a chapter is about, each time a factor longer."""
    if chapter not in CHAPTERS:
        return
    latex = r"\frac{\partial E}{\partial w_{ij}} ="
    for k, (name, shape) in enumerate(factors := way(chapter), 1):
        latex += rf"\;\underbrace{{{name}}}_{{{shape}}}".replace("×", r"\times")
        said = tree.words(f"Factor {k} of {len(factors)}. {CHAPTERS[chapter].chain}")
        yield Slide("slide", tree.words("The chain"), [_display(latex)], [tree.para(said)])


def _told(lesson: Lesson, blocks: Sequence[Block]) -> Iterator[Slide]:
    """Yield the slides of a text; the last has nothing but what is left to be said."""
    asked, title = dict(questions(lesson)), tree.words("Where we are")
    said, formulas, skipped = list[Block](), list[Block](), False
    for block in [*blocks, tree.div("end", [])]:
        sort = tree.kind(block)
        closed = block["t"] == "Header" or sort in OWN
        if formulas and (closed or len(formulas) == TOGETHER):
            yield Slide("slide", title, formulas, said)
            said, formulas = [], []
        if block["t"] == "Header":
            title = block["c"][2]
            skipped = tree.plain(title) in SKIPPED
        elif skipped and sort != "end":
            continue
        elif block["t"] == "Para":
            said.append(block)
            formulas += [_display(x["c"][1]) for x in block["c"] if x["t"] == "Math" and _alone(x)]
        elif block["t"] in {"BulletList", "BlockQuote"}:
            said.append(block)
        elif sort in OWN:
            for slide in _shown(block, title, asked):
                yield Slide(slide.kind, slide.title, slide.body, [*said, *slide.notes])
                said = []


def _shown(block: Block, title: Sequence[Block], asked: dict[str, list[Block]]) -> Iterator[Slide]:
    """Yield what a group is on slides, a picture on one of its own."""
    sort, inside = tree.kind(block), tree.inside(block)
    number = tree.said(block).get("number", "")
    if sort == "question":
        text = [b for b in inside if b["t"] != "Div"]
        options = [b for guess in tree.of_kind("guess", inside) for b in _options(guess)]
        whole = len(" ".join(map(tree.plain, text)).split()) <= ASKED
        body = text if text and whole else [tree.para(asked[number])]
        yield Slide("asked", title, [*body, *options], [] if whole else text)
    elif sort == "answer":
        if body := _answered(inside):
            cut = [b for b in tree.of_kind("printed", inside) if _cut(b) is not b]
            yield Slide("slide", tree.words(f"Answer {number}"), body, [*_prose(inside), *cut])
        for figure in tree.of_kind("figure", inside):
            yield from _shown(figure, tree.words(f"Answer {number}"), asked)
    elif sort == "explorer":
        for figure in inside:
            yield from _shown(figure, title, asked)
    elif sort == "figure":
        large = int(tree.said(block)["width"]) > LARGE
        yield Slide("frame" if large else "slide", title, [tree.with_inside(block, [])], inside)
    else:
        yield Slide("line", title, [])


def _answered(blocks: Sequence[Block]) -> list[Block]:
    """Return what of an answer is shown: what was printed, tables, and the beginning of its prose.

    Of an answer that is code alone, the code.
    """
    flat = [b for x in blocks for b in (tree.inside(x) if tree.kind(x) == "shown" else [x])]
    shown = [_cut(b) for b in flat if tree.kind(b) == "printed" or b["t"] == "Table"]
    words = 0
    for para in _prose(blocks):
        words += len(tree.plain(para).split())
        if words > WORDS:
            shown += [tree.para(found)] if (found := _sentences(para["c"])) and not shown else []
            break
        shown.append(para)
    figures = tree.of_kind("figure", blocks)
    return shown or [b for b in blocks if tree.kind(b) == "code" and not figures]


def _cut(block: Block) -> Block:
    """Return what was printed, as many lines as a slide takes; a table as it is."""
    if block["t"] == "Table":
        return block
    lines, room = list[str](), ROWS
    for line in block["c"][1].split("\n"):
        room -= 1 + len(line) // WIDE
        if room < 0:
            return tree.code("printed", "\n".join([*lines, "..."]))
        lines.append(line)
    return block


def _prose(blocks: Sequence[Block]) -> list[Block]:
    return [block for block in blocks if block["t"] == "Para"]


def _sentences(inlines: Sequence[Block]) -> list[Block]:
    """Return as many whole sentences as a slide takes."""
    whole = 0
    for k, inline in enumerate(inlines, 1):
        if len(tree.plain(inlines[:k]).split()) > WORDS:
            break
        if inline["t"] == "Str" and inline["c"].endswith((".", "?", "!")):
            whole = k
    return list(inlines[:whole])


def _options(block: Block) -> list[Block]:
    """Return the options of a guess as a list, and any other block as it is."""
    if tree.kind(block) != "guess":
        return [block]
    options = tree.inside(block)[1:]
    return [tree.element("BulletList", [[option] for option in options])] * bool(options)


def _alone(math: Block) -> bool:
    return bool(math["c"][0]["t"] == "DisplayMath")


def _display(latex: str) -> Block:
    return tree.div("display", [tree.para([tree.element("Math", [{"t": "DisplayMath"}, latex])])])


def _slide(slide: Slide) -> str:
    title = markup([tree.element("Plain", list(slide.title))]).strip()
    return f"#{slide.kind}[{title}][\n{markup(slide.body)}]\n"
