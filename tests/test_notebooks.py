"""What every notebook keeps to; nbval runs their cells and compares what they print."""

import ast
import re
from html import escape
from pathlib import Path
from typing import Any

import nbformat
import pytest

from netlib.chapters import CHAPTERS
from netlib.exercises import EXERCISES
from netlib.exercises.stated import KEY
from tests.quotes import in_page
from tests.test_project import MODULES
from tools.notebooks import NOTEBOOKS, chapter_of, normal_form

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
# What would need a network, or does not work in a browser tab.
FORBIDDEN = {
    "urllib", "requests", "http", "socket", "ftplib", "aiohttp", "httpx",
    "subprocess", "threading", "multiprocessing",
}  # fmt: skip
FROM_06 = {"previous_sigma", "backward_unchecked"}  # of a module that 05 begins

pytestmark = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def cells(path: Path, kind: str) -> list[Any]:
    return [cell for cell in read(path).cells if cell.cell_type == kind]


def outputs(path: Path) -> list[tuple[str, Any]]:
    return [(cell.id, output) for cell in cells(path, "code") for output in cell.outputs]


def imports(source: str) -> set[str]:
    """Every module that a piece of Python names in an import."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def lesson(path: Path) -> list[Any]:
    """Return the cells that stand before the exercises."""
    found = read(path).cells
    names = [cell.id for cell in found]
    return list(found[: names.index(f"{chapter_of(path)}-exercises")])


def exercises(path: Path) -> list[Any]:
    """Return the cells of the exercises, without the one that opens them."""
    found = read(path).cells
    names = [cell.id for cell in found]
    chapter = chapter_of(path)
    return list(found[names.index(f"{chapter}-exercises") + 1 : names.index(f"{chapter}-end")])


def prose(path: Path) -> str:
    """Return the text of the lesson: no code, no formulas, quoted lines, tables or references."""
    texts = [cell for cell in lesson(path) if cell.cell_type == "markdown"]
    text = "\n\n".join(cell.source for cell in texts if not cell.id.endswith("-references"))
    text = re.sub(r"```.*?```|\$\$.*?\$\$|<!--.*?-->", " ", text, flags=re.DOTALL)
    return "\n".join(line for line in text.splitlines() if not line.startswith("|"))


def test_it_is_stored_as_executed_from_top_to_bottom(path: Path) -> None:
    counts = [cell.execution_count for cell in cells(path, "code")]
    assert counts == list(range(1, len(counts) + 1))
    for name, output in outputs(path):
        assert output.output_type != "error", name
        assert output.get("name", "stdout") == "stdout", f"{name}: a warning is stored"
        assert not re.search(r"0x[0-9a-f]{6,}|/(home|root|tmp)/", str(output.get("text"))), name


def test_it_is_in_normal_form(path: Path) -> None:
    notebook = read(path)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert cell.cell_type in {"markdown", "code"}, cell.id
        assert not cell.get("attachments"), cell.id
        tags = ["solution"] if "-solution" in cell.id else []
        assert cell.metadata.get("tags", []) == tags, f"{cell.id}: every cell is run and compared"
    stored = nbformat.writes(normal_form(notebook, chapter_of(path)))
    assert path.read_text(encoding="utf-8").rstrip("\n") == stored.rstrip("\n"), "make notebooks"


def test_its_pictures_have_words_and_need_no_kernel(path: Path) -> None:
    for name, output in outputs(path):
        data = output.get("data", {})
        assert "application/vnd.jupyter.widget-view+json" not in data, name
        if any(kind.startswith("image/") for kind in data):
            words = output.metadata["image/png"]["alt"]
            assert len(words.split()) >= 8, name
            assert words in data["text/plain"], name
            assert f'alt="{escape(words)}"' in data["text/html"], name
    for cell in cells(path, "markdown"):
        assert "![](" not in cell.source, cell.id
        assert cell.source.count("<img") == cell.source.count("<img alt="), cell.id


def test_it_shows_where_we_are_and_its_explorer(path: Path) -> None:
    sources = {cell.id: cell.source for cell in cells(path, "code")}
    chapter = chapter_of(path)
    assert f'chain("{chapter}")' in sources[f"{chapter}-strip"]
    assert f'EXPLORERS["{chapter}"]()' in sources[f"{chapter}-explorer"]
    stored = dict(outputs(path))[f"{chapter}-explorer"].data
    assert {"image/svg+xml", "image/png", "text/html", "text/plain"} == set(stored)
    assert stored["text/plain"].count("\n") >= 3, "its numbers"


def test_its_code_cells_are_short(path: Path) -> None:
    long = [cell.id for cell in cells(path, "code") if len(cell.source.splitlines()) > 12]
    assert not long


def test_it_has_the_size_of_one_lesson(path: Path) -> None:
    most = 1900 if chapter_of(path) in ("01", "06", "07") else 1400
    assert 700 <= len(prose(path).split()) <= most
    # Besides: the chain on top, the explorer, a result with its judges, what a gradient misses,
    # a guess and what became of it, mistakes that come back, what is the student's own.
    besides = (
        r"strip|explore|explorer|proof|proof-why|taylor|guess-.+|surprises|history|references"
        r"|recall|mine.*"
    )
    own = [cell for cell in lesson(path) if not re.fullmatch(besides, cell.id[3:])]
    most = {"06": 33, "07": 46}.get(chapter_of(path), 26)  # 06 ends the derivation, 07 the series
    assert 18 <= len(own) <= most


def test_it_opens_with_what_a_reader_needs(path: Path) -> None:
    text = "\n".join(cell.source for cell in cells(path, "markdown"))
    assert len(re.findall(r"^# |^=+\s*$", text, flags=re.MULTILINE)) == 1
    top = cells(path, "markdown")[0].source
    assert re.match(rf"# {chapter_of(path)} · ", top)
    assert all(f"**{word}**" in top for word in ("You need", "You will", "Time"))
    minutes = re.search(r"\*\*Time\*\* (\d+) minutes", top)
    assert minutes
    assert 45 <= int(minutes[1]) <= 60


def test_its_links_lead_somewhere(path: Path) -> None:
    text = "\n".join(cell.source for cell in cells(path, "markdown"))
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert not target.startswith("/"), target
        assert target.startswith("https://") or (path.parent / target).exists(), target


def test_it_imports_only_chapters_up_to_its_own(path: Path) -> None:
    source = "\n".join(cell.source for cell in cells(path, "code"))
    for module in imports(source):
        root, *rest = module.split(".")
        assert root not in FORBIDDEN, module
        if root == "netlib" and rest and rest[0] in MODULES:
            assert MODULES[rest[0]] <= chapter_of(path), module
        assert not (rest and rest[-1] in FROM_06 and chapter_of(path) < "06"), module
    assert "://" not in source, "nothing is fetched at run time"
    assert "import_module" not in source


def test_its_formulas_can_be_set_everywhere(path: Path) -> None:
    for cell in cells(path, "markdown"):
        assert not re.search(r"\\begin\{(align\*?|eqnarray\*?)\}", cell.source), cell.id
        assert cell.source.count("$$") % 2 == 0, cell.id
        assert cell.source.replace("$$", "").count("$") % 2 == 0, cell.id
        assert not re.search(r"\^\{?T\b", cell.source), f"{cell.id}: a transpose is mathsf T"


def test_it_checks_its_own_numbers(path: Path) -> None:
    source = "\n".join(cell.source for cell in cells(path, "code"))
    asserts = [node.test for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Assert)]
    computed = [
        t for t in asserts if any(isinstance(n, ast.Call | ast.Compare) for n in ast.walk(t))
    ]
    assert len(computed) == len(asserts) >= 3
    if CHAPTERS[chapter_of(path)].factors:
        judged = ("complex_step", "gradient_check", "def slope")
        assert any(judge in source for judge in judged), "no numerical derivative"


def test_it_quotes_the_page_as_it_is(path: Path) -> None:
    for cell in cells(path, "markdown"):
        for block in re.findall(r"```text\n(.*?)```", cell.source, flags=re.DOTALL):
            assert in_page(block), cell.id


def test_a_folded_answer_does_not_show_itself(path: Path) -> None:
    # JupyterLab shows the first line of what is folded.
    for cell in cells(path, "markdown"):
        if cell.metadata.get("jupyter", {}).get("source_hidden"):
            assert re.match(r"Open this [^$*]*\n\n", cell.source), cell.id
    for cell in cells(path, "code"):
        if cell.id.endswith("-solution"):
            assert cell.source.startswith("# Open this when you have tried.\n"), cell.id


def test_its_exercises_have_their_three_cells_each(path: Path) -> None:
    chapter, found = chapter_of(path), exercises(path)
    folded = {"source_hidden": True, "outputs_hidden": True}
    questions = [cell for cell in found if re.fullmatch(r"\d\d-ex\d", cell.id)]
    assert 3 <= len(questions) <= 7
    assert [e.id for e in EXERCISES.values() if e.id[:2] == chapter] == [
        f"{chapter}.{k + 1}" for k in range(len(questions))
    ]
    expected = []
    for k, question in enumerate(questions, start=1):
        id, name = f"{chapter}.{k}", f"{chapter}-ex{k}"
        text = f"{name}-solution-text"  # the one that may be missing
        names = [name, f"{name}-try", f"{name}-solution"]
        expected += names + [text] * any(cell.id == text for cell in found)
        by_name = {cell.id: cell for cell in found}
        assert set(names) <= set(by_name), f"exercise {id}"
        _, stub, solution = (by_name[n] for n in names)
        extra = {"equations", "others", "paper", KEY}
        assert set(question.metadata) - extra == {"exercise", "answer_lines"}
        assert question.metadata["exercise"] == id
        assert 3 <= question.metadata["answer_lines"] <= 14
        assert dict(stub.metadata) == {"exercise": id}
        about = {"exercise": id, "tags": ["solution"], "jupyter": folded}
        assert {k: v for k, v in solution.metadata.items() if k != KEY} == about
        assert [c.cell_type for c in (question, stub, solution)] == ["markdown", "code", "code"]
        for cell, state in [(stub, "not attempted yet"), (solution, "right")]:
            assert re.match(rf'check\("{id}", .+\)$', cell.source.splitlines()[-1]), cell.id
            said = cell.outputs[-1].data["text/plain"].splitlines()
            whose = ", the solution" if cell is solution else ""
            assert said[0] == f"Exercise {id}{whose}: {state}."
    assert [cell.id for cell in found] == expected


def test_its_exercises_run_after_its_first_cell_alone(path: Path) -> None:
    first = cells(path, "code")[0].source
    for cell in exercises(path):
        if cell.cell_type == "code":
            *lines, last = ast.parse(cell.source).body
            assert isinstance(last, ast.Expr), cell.id
            names: dict[str, Any] = {}
            exec(compile(first, "the first cell", "exec"), names)
            exec(compile(ast.Module(lines, []), cell.id, "exec"), names)
            said = eval(compile(ast.Expression(last.value), cell.id, "eval"), names)
            assert said.state == ("right" if "-solution" in cell.id else "not attempted yet")


def test_its_questions_say_how_and_have_three_hints(path: Path) -> None:
    ways = []
    for cell in exercises(path):
        if not re.fullmatch(r"\d\d-ex\d", cell.id):
            continue
        title, way, *_ = cell.source.split("\n\n")
        assert re.fullmatch(rf"### Exercise {cell.id[-1]} · .+", title)
        ways.append(
            re.match(
                r"\*(Pencil|Code|Pencil first, then code|No running|Derive it yourself)\.\*", way
            )
        )
        question, *hints = re.split(r"<details><summary>Hint \d</summary>\n\n", cell.source)
        assert re.findall(r"<summary>Hint (\d)</summary>", cell.source) == ["1", "2", "3"]
        assert all(re.fullmatch(r"[^\n].+[^\n]\n\n</details>\n?", h, re.DOTALL) for h in hints)
        assert 25 <= len(question.split()) <= 130
        assert all(4 <= len(hint.split()) - 1 <= 50 for hint in hints), cell.id
    found = [way[1] for way in ways if way]
    assert len(found) == len(ways)
    assert "Pencil" in found
    assert any("ode" in way for way in found)


def test_a_stub_does_not_hold_its_solution(path: Path) -> None:
    found = {cell.id: cell.source for cell in exercises(path)}
    for name, source in found.items():
        if name.endswith("-solution"):
            seen = "\n".join(s for other, s in found.items() if "-solution" not in other)
            own = [line.strip() for line in source.splitlines()[:-1] if "def " not in line]
            shown = [
                line for line in own if len(line) > 12 and "import" not in line and line in seen
            ]
            assert not shown, name
