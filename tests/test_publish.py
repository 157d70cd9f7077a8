"""Handouts: what is in a copy, what stops the build, and that a solution never gets out."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from html import unescape
from html.parser import HTMLParser
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import nbformat
import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from netlib.__main__ import main
from netlib.chapters import CHAPTERS
from netlib.exercises.checking import FEEDBACK
from netlib.explore import EXPLORERS
from netlib.publish import build as building
from netlib.publish import plan as planning
from netlib.publish.build import build, without_solutions
from netlib.publish.copies import sheets as parts_of
from netlib.publish.copies import student, teacher
from netlib.publish.formulas import COMMANDS, ENVIRONMENTS
from netlib.publish.leaks import leaks, read_notebook, read_page, read_pdf
from netlib.publish.paper import markup, pdf
from netlib.publish.plan import plan, questions
from netlib.publish.reading import read
from netlib.publish.sheets import summary
from netlib.publish.tree import Block, div, every, kind, of_kind, para, parse, plain, said, write
from tests.publish_notebook import asked, cells, code, picture, printed, shown, stored, text
from tools.notebooks import NOTEBOOKS, chapter_of

PATHS = [NOTEBOOKS / chapter.file for chapter in CHAPTERS.values()]
NOT_YET = {"id": "05.2", "state": "not yet"}
SOLUTION = "Right: the shape is that of the weight."


def make(path: Path, out: Path, paper: str = "a4") -> Path:
    list(build([path], out, paper=paper, series=False))
    return out


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("handouts")
    return make(stored(folder, cells()), folder / "out")


def words(path: Path) -> str:
    return " ".join(" ".join(p.extract_text() for p in PdfReader(path).pages).split())


def structure(path: Path) -> list[tuple[str, str | None]]:
    """Return each element of a PDF's structure, from top to bottom: its kind, its alt text."""
    found: list[tuple[str, str | None]] = []

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append((str(node["/S"]), str(node["/Alt"]) if "/Alt" in node else None))
            if "/K" in node:
                walk(node["/K"])

    walk(PdfReader(path).root_object["/StructTreeRoot"])
    return found


class Elements(HTMLParser):
    """Every element of a page, its name and attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_each_copy_is_there_and_nothing_else(made: Path) -> None:
    found = {str(p.relative_to(made)) for p in made.rglob("*") if p.is_file()}
    ours = {f"{who}/05_small.{kind}" for who in ("student", "teacher") for kind in ("pdf", "html")}
    assert found == {*ours, "student/05_small.ipynb"}
    assert {p.name for p in made.iterdir()} == {"student", "teacher"}


def test_a_student_gets_lines_and_a_teacher_the_solution(made: Path) -> None:
    given, key = words(made / "student/05_small.pdf"), words(made / "teacher/05_small.pdf")
    assert given.count("Your answer") == 2
    assert "Your answer" not in key
    for telling in (
        "answer = (12, 17)",
        SOLUTION,
        "only the solution draws",
        "Because",
        "the fifth",
    ):
        assert telling in key
        assert telling not in given
    assert "answer = None" not in given, "an empty try is of no use on paper"
    for title in ("Hints", "Solution", "Marking", "Common wrong answers"):
        assert title in key
    assert "Marking" not in given
    assert "Common wrong answers" not in given
    assert "Open this when" not in key
    assert "as many rows as nodes" in key
    assert "No guesses were made" not in key + given


def test_a_guess_has_its_options_to_tick_and_the_page_of_its_answer(tmp_path: Path) -> None:
    found = cells()
    found.insert(1, asked())
    out = make(stored(tmp_path, found), tmp_path / "out")
    given, key = words(out / "student/05_small.pdf"), words(out / "teacher/05_small.pdf")
    assert re.search(r"Your guess \(answer 1 is on page \d\) Which is larger\? o_1 o_2", given)
    assert "Which is larger? o_1 o_2 Answer 1" in key
    assert "options =" not in given + key
    assert given.count("Your guess") == key.count("Your guess") == 1
    for who in ("student", "teacher"):
        page = (out / who / "05_small.html").read_text(encoding="utf-8")
        assert page.count('<input type="radio"') == 2
        assert "<legend>Your guess: Which is larger?</legend>" in page


def test_a_heading_and_what_introduces_an_exercise_come_on_its_page(tmp_path: Path) -> None:
    found = cells()
    at = next(k for k, cell in enumerate(found) if cell.id == "05-exercises")
    found[at].source += "\n\nThey begin here."
    for lines in (20, 27, 34):  # each leaves the heading another place on its page
        tall = code("tall", "x", printed("\n".join(map(str, range(lines)))))
        path = stored(tmp_path, [*found[:at], tall, *found[at:]])
        make(path, tmp_path / "out")
        for copy in ("student", "teacher"):
            pages = PdfReader(tmp_path / f"out/{copy}/05_small.pdf").pages
            begins = [k for k, page in enumerate(pages) if "They begin" in page.extract_text()]
            assert begins == [k for k, p in enumerate(pages) if "Which shape" in p.extract_text()]


def test_letters_in_a_caption_and_in_a_title_are_formulas(tmp_path: Path) -> None:
    found = [*cells(), code("other", "x", picture("The rows of W_0, and G."))]
    found[0].source = found[0].source.replace("small *lesson*", "lesson, $\\sigma_1$")
    out = make(stored(tmp_path, found), tmp_path / "out")
    kinds = structure(out / "teacher/05_small.pdf")
    assert ("/Figure", "The rows of W_0, and G.") in kinds
    assert {("/Formula", "W_{0}"), ("/Formula", "G"), ("/Formula", r"\sigma_1")} <= set(kinds)
    metadata = PdfReader(out / "teacher/05_small.pdf").metadata
    assert metadata is not None
    assert metadata.title == "05 · A lesson, sigma_1"


def test_an_answer_box_has_the_lines_that_the_question_asks_for(tmp_path: Path) -> None:
    typst = markup(parts_of(student(read(stored(tmp_path, cells())).paper))["exercises"])
    question, box = typst.index("#exercise("), typst.index("#answer-lines(6)")
    between = typst[question:box]
    assert "Which shape" in between
    assert "check(" not in between
    assert "]" not in re.sub(r"\[[^]]*\]", "", between.partition("[")[2]), "one group, one page"


def test_answers_and_hints_come_last_for_a_student_and_in_place_for_a_teacher(made: Path) -> None:
    given, key = words(made / "student/05_small.pdf"), words(made / "teacher/05_small.pdf")
    assert given.index("Remember") < given.index("Whose gradient") < given.index("the second")
    pages = PdfReader(made / "student/05_small.pdf").pages
    (last,) = (k for k, page in enumerate(pages, 1) if "Answers to" in page.extract_text())
    assert f"answer 1 is on page {last}" in given
    exercise = next(k for k, page in enumerate(pages, 1) if "One letter" in page.extract_text())
    hint = next(k for k, page in enumerate(pages, 1) if "Whose gradient" in page.extract_text())
    assert hint > exercise, "a hint is seen beside the exercise"
    assert key.index("the second") < key.index("A formula") < key.index("Whose gradient")


def test_a_question_stays_with_its_guess_and_answers_alone_begin_a_page(tmp_path: Path) -> None:
    found = [cell for cell in cells() if "exercise" not in cell.metadata]
    found.insert(1, asked())
    copy = parts_of(student(read(stored(tmp_path, found)).paper))
    (question,) = of_kind("together", copy["text"])
    assert plain(question["c"][1][0]) == "Which of the two is larger?"
    assert [kind(block) for block in question["c"][1]] == ["", "guess"]
    assert [kind(block) for block in copy["answers"]] == ["", "answer"]
    assert not {"exercises", "hints"} & set(copy)


def test_paper_leads_to_the_web_alone_and_a_wide_table_has_widths() -> None:
    typst = markup(parse(["[06](06_next.ipynb) [web](https://example.org)"])[0])
    assert re.findall(r'#link\("(.*?)"\)', typst) == ["https://example.org"]
    assert "06 #link" in typst
    narrow, wide = parse([f"| a | b |\n|---|---|\n| {'x ' * n} | c |" for n in (5, 90)])
    assert "%" not in markup(narrow)
    assert re.findall(r"columns: \((\d+)\.?\d*%, (\d+)\.?\d*%\)", markup(wide)) == [("97", "2")]


def test_the_pdf_is_accessible(made: Path) -> None:
    for who in ("student", "teacher"):
        path = made / who / "05_small.pdf"
        reader = PdfReader(path)
        root: Any = reader.root_object
        assert root["/Lang"] == "en"
        assert root["/MarkInfo"]["/Marked"]
        assert reader.metadata is not None
        assert reader.metadata.title == "05 · A small lesson"
        assert b"<pdfuaid:part>1</pdfuaid:part>" in path.read_bytes()
        kinds = structure(path)
        assert ("/Formula", r"\sigma_1 = G\,J") in kinds
        assert ("/Figure", "A grey square of one shade all over.") in kinds
        assert all(alt for kind, alt in kinds if kind in {"/Formula", "/Figure"})
        assert {"/H1", "/H2", "/H3", "/L", "/Table", "/TH"} <= {kind for kind, _ in kinds}


def test_every_page_has_title_copy_and_number_and_no_date(made: Path) -> None:
    pages = PdfReader(made / "student/05_small.pdf").pages
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        said = page.extract_text()
        assert "05 · A small lesson" in said
        assert "Student's copy" in said.replace("\u2019", "'")
        assert f"{number} of {len(pages)}" in said
        assert not re.search(r"\b(19|20)\d\d\b", said)


def test_the_page_asks_no_address_and_every_picture_has_words(made: Path) -> None:
    for who in ("student", "teacher"):
        page = (made / who / "05_small.html").read_text(encoding="utf-8")
        assert "://" not in page
        assert page.count("url(") == page.count("url(data:") == 1
        elements = Elements(page).found
        for tag, attributes in elements:
            assert tag not in {"script", "link", "iframe", "object"}
            if tag == "img":
                assert attributes["alt"]
            for key in ("src", "href", "srcset"):
                assert re.match("data:|#|06_next.html$", attributes.get(key) or "#"), attributes
        assert ("a", {"href": "06_next.html"}) in elements
        assert page.count("<math") == page.count('<annotation encoding="application/x-tex"') > 3


def test_the_page_folds_what_the_paper_puts_last(made: Path) -> None:
    page = (made / "student/05_small.html").read_text(encoding="utf-8")
    assert re.findall("<summary>(.*?)</summary>", page) == ["Answer 1", "Hint 1", "Hint 2"]
    assert '<textarea rows="6">' in page
    assert "<details" not in (made / "teacher/05_small.html").read_text(encoding="utf-8")


def test_the_students_notebook_is_whole_but_for_solutions(made: Path) -> None:
    path = made / "student/05_small.ipynb"
    nbformat.validate(nbformat.read(path, as_version=4))
    ids = [cell.id for cell in nbformat.read(path, as_version=4).cells]
    assert ids == [cell.id for cell in cells() if "solution" not in cell.id]


def test_built_twice_it_is_the_same_bytes(made: Path, tmp_path: Path) -> None:
    again = make(stored(tmp_path, cells()), tmp_path / "other")
    for path in made.rglob("*.*"):
        assert path.read_bytes() == (again / path.relative_to(made)).read_bytes(), path.name


def test_letter_paper_is_letter(tmp_path: Path) -> None:
    out = make(stored(tmp_path, cells()), tmp_path / "out", "letter")
    box = PdfReader(out / "student/05_small.pdf").pages[0].mediabox
    assert (round(box.width), round(box.height)) == (612, 792)


# What must not get out: planted in each place in turn.


def planted(name: str, change: Callable[[Any], object]) -> list[Any]:
    found = cells()
    change(next(cell for cell in found if cell.id == f"05-{name}"))
    return found


def refused(folder: Path, found: list[Any], message: str) -> None:
    out = folder / "out"
    with pytest.raises(ValueError, match=message) as stopped:
        make(stored(folder, found), out)
    assert "05_small" in str(stopped.value)
    assert not list(out.iterdir()), "nothing half-written"


def test_a_student_who_got_the_teachers_copy_stops_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(building.COPIES, "student", (teacher, "Student's copy"))
    refused(tmp_path, cells(), "cell 05-ex1-solution: '# as many rows as nodes' stands in the")


def test_outputs_left_in_the_notebook_stop_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(notebook: Any) -> str:
        for cell in notebook.cells:
            cell.source = "" if "solution" in cell.id else cell.source
        return str(nbformat.writes(notebook))

    monkeypatch.setattr(building, "without_solutions", careless)
    refused(tmp_path, cells(), "Right: the shape is that of the weight.' stands in the student's n")


def test_a_solution_in_metadata_stops_the_build(tmp_path: Path) -> None:
    def plant(cell: Any) -> None:
        cell.metadata["wanted"] = {"answer": ["x", "answer = (12, 17)"]}

    refused(tmp_path, planted("ex1-try", plant), r"answer = \(12, 17\)' stands in the student's n")


@pytest.mark.parametrize(
    "line", ["as many rows as nodes", "A picture that only the solution draws.", "o_{1,j}"]
)
def test_a_solution_in_an_alternative_text_is_found(line: str) -> None:
    latex = line if "{" in line else rf"\text{{{line}}}"
    blocks = [*parse(["# T"])[0], formula(latex)]
    printed_ = pdf(blocks, {}, paper="a4", title="T", copy="C")
    solution = [code("ex1-solution", f"x\n{latex}", tags=["solution"])]
    assert leaks(solution, {"the PDF": read_pdf(printed_)})
    assert not leaks([*solution, text("other", latex)], {"the PDF": read_pdf(printed_)})


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("<p>so <em>answer</em> = (12,\n17) it is</p>", True),
        ('<img alt="answer = (12, 17)" src="data:,">', True),
        ("<!-- answer = (12, 17) -->", True),
        ('<p title="answer = (12, 17)">x</p>', True),
        ("<p>answer = (21, 17)</p>", False),
        ('<path d="M answer = (12, 17)"/>', False),
    ],
)
def test_a_solution_is_found_wherever_a_page_says_it(page: str, told: bool) -> None:
    found = leaks(cells(), {"the page": read_page(page)})
    assert bool(found) is told
    assert all("05-ex1-solution" in line for line in found)


def test_the_picture_of_a_solution_is_found_in_a_page() -> None:
    (solution,) = (cell for cell in cells() if cell.id == "05-ex1-solution")
    data = solution.outputs[1].data["image/png"]
    page = f'<img alt="another text" src="data:image/png;base64,{data}">'
    assert leaks(cells(), {"the page": read_page(page)})


@pytest.mark.parametrize(
    ("said", "told"), [("it is 17.", True), ("it is 0.17", False), ("171", False)]
)
def test_a_short_line_is_a_leak_only_as_a_word(said: str, told: bool) -> None:
    solution = code("ex1-solution", "", printed("17"), tags=["solution"])
    assert bool(leaks([solution], {"the page": [said]})) is told


def test_what_stands_in_another_cell_is_no_leak(made: Path) -> None:
    notebook = nbformat.v4.new_notebook(cells=cells())
    assert 'check(\\"05.1\\", answer)' in without_solutions(notebook)
    assert not leaks(cells(), {"the notebook": read_notebook(without_solutions(notebook))})


# What can't be printed.


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (code("new", "x", picture(" ")), "a figure without alternative text"),
        (
            code("new", "x", shown({"application/vnd.jupyter.widget-view+json": "{}"})),
            "a widget without a picture",
        ),
        (text("new", r"So $\foo{x}$."), r"\\foo, which handouts don't set"),
        (text("new", r"So $\frac{a}$."), "can't be set"),
        (text("new", r"So \sigma_1 is it."), r"TeX outside mathematics: \\sigma"),
        (text("new", r"So $ \sigma_1 $5."), "TeX outside mathematics"),
        (text("new", "![](x.png)"), "a picture in Markdown"),
        (text("new", "<video></video>"), "HTML that can't be printed"),
        (text("new", "What?", exercise="05.2", answer_lines=3), "an exercise is a question"),
        (
            code("new", "x", nbformat.v4.new_output("error", ename="E", evalue="v")),
            "it failed with E",
        ),
    ],
)
def test_what_cannot_be_printed_stops_the_build(tmp_path: Path, cell: Any, message: str) -> None:
    found = cells()
    found.insert(3, cell)
    refused(tmp_path, found, f"05_small, cell 05-new: .*{message}")


def test_a_solution_that_is_not_right_stops_the_build(tmp_path: Path) -> None:
    found = cells()
    (solution,) = (cell for cell in found if cell.id == "05-ex2-solution")
    solution.outputs[0].data |= {"text/plain": "Exercise 05.2: not yet.", FEEDBACK: NOT_YET}
    refused(tmp_path, found, "cell 05-ex2-solution: the solution is not right: Exercise 05.2: not")


def test_a_fence_that_is_never_closed_stops_the_build(tmp_path: Path) -> None:
    refused(tmp_path, [*cells(), text("new", "```python\nx = 1")], "opened in one cell")


# Formulas: set by Typst and by a browser, which must say the same.


def formula(latex: str) -> Block:
    return para([{"t": "Math", "c": [{"t": "DisplayMath"}, latex]}])


# What a command takes, "{c}" if nothing is said.
TAKES = {"frac": "{a}{b}", "tfrac": "{a}{b}", "begin": "", "end": "", "right": "", "bigr": ""}
TAKES |= {"rvert": "", "rVert": "", "left": r"( b \right)", "bigl": r"( b \bigr)"}
TAKES |= {"lvert": r" b \rvert", "lVert": r" b \rVert"}


def allowed() -> list[str]:
    """Return a formula for every command and environment that a lesson may have."""
    words = [c[1:] for c in COMMANDS if c[1:].isalpha()]
    found = [rf"x \{word} {TAKES.get(word, '{c}')} d" for word in words if TAKES.get(word, "x")]
    found += [rf"\begin{{{e}}} a & b \\ c & d \end{{{e}}}" for e in ENVIRONMENTS]
    return sorted([*found, r"a\,b\;c\:d\ e\quad f \% g \{x\} h |i| j"])


def of_notebooks() -> list[str]:
    trees = [of_notebook(path).tree for path in PATHS]
    return sorted({e["c"][1] for tree in trees for e in every(tree) if e.get("t") == "Math"})


def letters(text: str) -> list[str]:
    return sorted(c for c in unicodedata.normalize("NFKD", text) if c.isalnum())


def on_screen(formulas: Sequence[str]) -> list[str]:
    """Return what each formula says in MathML, without its LaTeX."""
    html = re.sub(
        "(?s)<annotation.*?</annotation>", "", write(list(map(formula, formulas)), "html")
    )
    return [unescape(re.sub("<.*?>", "", math)) for math in re.findall("(?s)<math.*?</math>", html)]


@pytest.mark.slow
@pytest.mark.parametrize("formulas", [allowed, of_notebooks])
def test_a_formula_has_the_same_letters_on_paper_and_on_screen(
    formulas: Callable[[], list[str]],
) -> None:
    latex = formulas()
    assert len(latex) > 50
    blocks = [b for one in latex for b in (formula(one), div("overleaf", []))]
    sheets = PdfReader(BytesIO(pdf(blocks, {}, paper="a4", title="-", copy=""))).pages
    texts = [re.sub(r"\d+ of \d+\s*$", "", sheet.extract_text()) for sheet in sheets]
    for one, screen, paper in zip(latex, on_screen(latex), texts, strict=True):
        assert letters(screen) == letters(paper), one


def test_a_space_is_a_space_and_a_transpose_stands_upright() -> None:
    typst = markup([formula(latex) for latex in [*allowed(), *of_notebooks()]])
    # As pandoc writes a space that it doesn't know, and brackets out of the text's letters.
    assert not re.findall(r"#h\((?:0|-)|#scale|\\\|", typst)
    made = PdfReader(BytesIO(pdf([formula(r"W^{\mathsf T}")], {}, paper="a4", title="T", copy="C")))
    assert "\N{MATHEMATICAL SANS-SERIF CAPITAL T}" in made.pages[0].extract_text()


def test_the_page_brings_every_letter_of_its_formulas() -> None:
    font = TTFont(BytesIO(files("netlib.publish").joinpath("math.woff").read_bytes()))
    # A browser sets a lone letter in italics.
    italics = {chr(k) for k in range(0x1D434, 0x1D468)} - {"\U0001d455"} | {"\N{PLANCK CONSTANT}"}
    needed = italics.union(*on_screen([*allowed(), *of_notebooks()]))
    assert needed - {"\n"} <= set(map(chr, font.getBestCmap()))
    assert "MATH" in font, "what stretches a brace"


# The sheets about all notebooks.


def test_the_lesson_plan_has_a_page_of_advice_for_each_notebook(tmp_path: Path) -> None:
    sheet = tmp_path / "plan.pdf"
    sheet.write_bytes(plan([of_notebook(path) for path in PATHS], "a4"))
    said = words(sheet)
    for heading in ("How the minutes may go", "Where students stumble", "To leave them with"):
        assert said.count(heading) == len(CHAPTERS), heading
    advice = {file.name for file in files("netlib.publish").joinpath("lessons").iterdir()}
    assert advice == {f"{number}.toml" for number in CHAPTERS}


def test_the_summary_is_one_page_and_the_plan_says_what_to_ask(tmp_path: Path) -> None:
    lesson = read(stored(tmp_path, cells()))
    sheet = tmp_path / "sheet.pdf"
    sheet.write_bytes(summary([lesson] * 7, "letter"))
    assert len(PdfReader(sheet).pages) == 1
    assert words(sheet).count("A gradient has the shape of its weight.") == 7
    formulas = [alt or "" for kind, alt in structure(sheet) if kind == "/Formula"]
    for part in (r"\varphi", r"E = ", r"\sigma_1", r"\sigma_0", r"\partial W_0", "^{(b)}"):
        assert any(part in alt for alt in formulas), part
    sheet.write_bytes(plan([lesson], "a4"))
    said = words(sheet)
    for part in ("You will", "on the wall", "Which of the two is larger?", "stumble", "A shape"):
        assert part in said, part


def test_a_summary_of_more_than_a_page_is_refused(tmp_path: Path) -> None:
    found = cells()
    found[-1].source = f"**A gradient has the shape of its weight{', as ever' * 60}.**"
    lesson = read(stored(tmp_path, found))
    with pytest.raises(ValueError, match="on one page takes 2: shorten"):
        summary([lesson] * 7, "a4")


def test_a_plan_of_a_notebook_with_other_minutes_than_the_table_is_refused(tmp_path: Path) -> None:
    found = cells()
    found[0].source = found[0].source.replace("55", "50")
    message = r"05_small: its first cell has 50 minutes, but netlib/chapters\.py 55"
    with pytest.raises(ValueError, match=message):
        plan([read(stored(tmp_path, found))], "a4")


def test_a_plan_with_other_minutes_than_the_table_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = cells()
    found[0].source = found[0].source.replace("55", "50")
    monkeypatch.setattr(planning, "CHAPTERS", {"05": replace(CHAPTERS["05"], minutes=50)})
    message = r"05_small: lessons/05\.toml has 55 minutes, but netlib/chapters\.py 50"
    with pytest.raises(ValueError, match=message):
        plan([read(stored(tmp_path, found))], "a4")


def test_a_notebook_of_somebody_else_needs_no_advice(tmp_path: Path) -> None:
    path = stored(tmp_path, cells())
    sheet = tmp_path / "plan.pdf"
    sheet.write_bytes(plan([read(path.rename(tmp_path / "42_own.ipynb"))], "a4"))
    assert "To leave them with" in words(sheet)
    assert "stumble" not in words(sheet).partition("A small lesson")[2]


# The real notebooks, and the command.

of_notebook = cache(read)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_notebook_can_be_printed(path: Path) -> None:
    lesson = of_notebook(path)
    assert lesson.title.startswith(f"{chapter_of(path)} · ")
    answers = of_kind("answer", lesson.tree)
    asked = [number for number, words in questions(lesson) if words]
    assert asked == [said(answer)["number"] for answer in answers], "the plan asks before each"
    assert len(answers) > 1
    assert len(lesson.formulas) > 10


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_all_of_it_is_summed_up_on_one_page(paper: str) -> None:
    lessons = [of_notebook(path) for path in PATHS]
    assert len(PdfReader(BytesIO(summary(lessons, paper))).pages) == 1


def test_every_explorer_is_there_as_still_frames() -> None:
    for path in PATHS:
        blocks = list(every(student(of_notebook(path).paper)))
        figures = [said(b)["words"] for b in blocks if b["t"] == "Div" and kind(b) == "figure"]
        for _, _, sentence in EXPLORERS[chapter_of(path)]().frames():
            assert any(sentence in shown_ for shown_ in figures), path.name


def test_the_command_makes_a_notebook_and_shows_a_bar(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["handouts", "--out", str(out), "--notebook", "05"]) == 0
    printed_, bar = capsys.readouterr()
    assert not printed_
    assert "teacher/05_sigma_1" in bar
    alts = [alt or "" for kind, alt in structure(out / "student/05_sigma_1.pdf")]
    for _, _, sentence in EXPLORERS["05"]().frames():
        assert any(sentence in alt for alt in alts)


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--notebook", "09"], "notebooks has no notebook that begins with 09"),
        (["--notebook", "05"], "notebooks has no notebook 05_sigma_1.ipynb"),
        (["--from", "docs"], "docs has no notebook"),
    ],
)
def test_a_wrong_choice_is_one_line(
    tmp_path: Path,
    options: list[str],
    line: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)  # where no notebooks are
    assert main(["handouts", "--out", str(tmp_path), *options]) == 1
    assert capsys.readouterr().err == f"python -m netlib handouts: {line}\n"


def test_a_missing_tool_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "netlib.commands.options.find_spec", lambda name: None if name == "typst" else 1
    )
    assert main(["handouts", "--out", str(tmp_path)]) == 1
    wanted = "a tool is missing; install it with: python -m pip install typst"
    assert capsys.readouterr().err == f"python -m netlib handouts: {wanted}\n"


def test_paper_has_words_of_its_own(tmp_path: Path) -> None:
    found = cells()
    found[0].metadata["paper"] = {"Which of the two is larger?": "Guess, and write it down."}
    out = make(stored(tmp_path, found), tmp_path / "out")
    for who in ("student", "teacher"):
        paper = words(out / who / "05_small.pdf")
        assert "write it down" in paper
        assert "Which of the two" not in paper
        screen = (out / who / "05_small.html").read_text(encoding="utf-8")
        assert "Which of the two" in screen
        assert "write it down" not in screen


def test_paper_words_for_what_a_cell_does_not_say_stop_the_build(tmp_path: Path) -> None:
    found = planted("title", lambda cell: cell.metadata.update({"paper": {"a sentence": "none"}}))
    refused(
        tmp_path, found, "cell 05-title: paper has other words for 'a sentence', which it doesn"
    )


@pytest.mark.parametrize(
    ("name", "there", "absent"),
    [
        ("exercises", "Your answer", "Whose gradient"),
        ("hints", "Whose gradient", "Your answer"),
        ("answers", "it is the second", "Whose gradient"),
    ],
)
def test_exercises_hints_and_answers_can_be_printed_alone(
    tmp_path: Path, name: str, there: str, absent: str
) -> None:
    path = stored(tmp_path, cells())
    argv = ["handouts", "--out", str(tmp_path / "out"), "--from", str(tmp_path), "--sheets", name]
    assert main(argv) == 0
    (made,) = (p for p in (tmp_path / "out").rglob("*") if p.is_file())
    assert made == tmp_path / "out" / name / f"{path.stem}.pdf"
    said = words(made)
    assert there in said
    assert absent not in said
    assert SOLUTION not in said
    assert "05 · A small lesson" in said
