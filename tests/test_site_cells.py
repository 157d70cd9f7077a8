"""Every cell of every notebook in the browser's Python, run in node: what is stored comes out."""

import configparser
import json
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import pytest

from netlib.chapters import CHAPTERS
from netlib.publish.site.widgets import WIDGET
from tests.the_site import NOTEBOOKS, Message, outputs, said_by, site

# What nbval is told to compare without.
_RULES = configparser.ConfigParser(interpolation=None)
_RULES.read(Path(__file__).with_name("nbval.cfg"))
SANITIZED = [
    (re.compile(part["regex"]), part["replace"]) for part in map(dict, _RULES.values()) if part
]
# Dots of pictures, which differ between versions of matplotlib; what only a page has.
APART = {"image/png", "image/svg+xml", WIDGET}
# Here Python multiplies matrices twenty times as slowly, and how well it learns is seen by nbval:
# these values are smaller, and every assert of the notebook's cells holds all the same.
FEWER = {
    "07-load": [("[:50_000], train_set.targets[:50_000]", "[:5_000], train_set.targets[:5_000]")],
    "07-train-code": [("epochs = 10 ", "epochs = 2 ")],
    "07-seed-training": [("for seed in (0, 1, 2)", "for seed in (0,)")],
    "07-seed-control": [
        ('"1,000 digits, 50 times", 1_000, 50', '"1,000 digits, 50 times", 1_000, 2')
    ],
    "07-rates-code": [("(0.1, 0.2, 0.5, 1, 1.5, 3)", "(0.5, 1.5)")],
}
# What they say is about those values, or how well it was trained.
OTHERWISE = {
    "07-before",
    "07-train-code",
    "07-four",
    "07-never-code",
    "07-confusion",
    "07-wrong",
    "07-test",
    "07-seed-training",
    "07-rates-code",
    "07-own-read",
}


def sanitized(text: Any) -> Any:
    if isinstance(text, str):
        for pattern, instead in SANITIZED:
            text = pattern.sub(instead, text)
    return text


def comparable(found: Sequence[Any]) -> tuple[dict[str, str], list[Any]]:
    """Return the text on each stream, and what else there is, without what may differ."""
    streams: dict[str, str] = {}
    others: list[Any] = []
    for output in found:
        if output["output_type"] == "stream":
            streams[output["name"]] = streams.get(output["name"], "") + output["text"]
        elif output["output_type"] == "error":
            others.append((output["ename"], output["evalue"]))
        else:
            data, apart = output["data"], APART
            if "text/markdown" in data:
                apart = APART | {"text/html"}  # made of it for a page
            others.append({k: sanitized(shown) for k, shown in data.items() if k not in apart})
    return {name: sanitized(text) for name, text in streams.items()}, others


def sources(chapter: str) -> dict[str, str]:
    """Return the code cells of a notebook by their names, with the smaller values."""
    found = {c.id: c.source for c in stored(chapter) if c.cell_type == "code"}
    for id, changes in FEWER.items():
        for old, new in changes if id in found else ():
            assert old in found[id], f"{id} has no {old}"
            found[id] = found[id].replace(old, new)
    return found


def stored(chapter: str) -> list[Any]:
    return list(nbformat.read(NOTEBOOKS / CHAPTERS[chapter].file, as_version=4).cells)


@pytest.fixture(scope="module")
def heard(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[list[Message]]]]:
    """Run the notebooks that are asked for, two at a time, the longest first."""
    site()  # made once, before there are two
    asked = [getattr(item, "callspec", None) for item in request.session.items]
    wanted = {call.params.get("chapter") for call in asked if call} & set(CHAPTERS)
    with ThreadPoolExecutor(2) as pool:
        yield {
            chapter: pool.submit(
                said_by,
                [{"id": id, "source": source} for id, source in sources(chapter).items()],
                tmp_path_factory.mktemp(chapter),
            )
            for chapter in sorted(wanted, reverse=True)
        }


@pytest.mark.slow
@pytest.mark.timeout(900)  # the first may wait for its Python to be made, on a busy machine
@pytest.mark.parametrize("chapter", sorted(CHAPTERS, reverse=True))
def test_every_cell_gives_what_is_stored(
    chapter: str, heard: dict[str, Future[list[Message]]]
) -> None:
    messages = heard[chapter].result()
    cells = [cell for cell in stored(chapter) if cell.cell_type == "code"]
    for cell in cells:
        found = comparable(outputs(messages, cell.id))
        if cell.id in OTHERWISE:
            assert not any(isinstance(other, tuple) for other in found[1]), (cell.id, found)
        else:
            assert found == comparable(cell.outputs), cell.id
    assert [m["done"] for m in messages if "done" in m] == [True] * len(cells)
    if chapter == "07":
        # a line an epoch, each when it is over
        told = [o["text"] for o in outputs(messages, "07-train-code")]
        assert [line.split(":")[0] for line in told] == ["epoch  1", "epoch  2"]


def run(tmp_path: Path, *sources: str) -> list[list[Message]]:
    """Return the outputs of cells that are run one after the other."""
    heard = said_by(({"id": k, "source": source} for k, source in enumerate(sources)), tmp_path)
    return [outputs(heard, k) for k in range(len(sources))]


def test_what_a_cell_shows_is_as_in_a_notebook(tmp_path: Path) -> None:
    *shown, flood, own = run(
        tmp_path,
        "import sys\nfor k in range(2): print(k)\nprint('no', file=sys.stderr)\n_ = 5",
        "from IPython.display import display, Markdown\ndisplay(Markdown('$x$'))\n[1, 2]",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nNone",
        "def f():\n    return 1 / 0\n\nf()",
        "1 +",
        "import asyncio\nawait asyncio.sleep(0)\n'waited'",
        "raise SystemExit",
        "for k in range(20_000): print(k)",
        "class A:\n    def __repr__(self): return 'an A'\n\nA()",
    )
    first = [(o["name"], o["text"]) for o in shown[0]]
    assert first == [("stdout", "0\n"), ("stdout", "1\n"), ("stderr", "no\n")]
    assert [o["output_type"] for o in shown[1]] == ["display_data", "execute_result"]
    assert shown[1][0]["data"]["text/markdown"] == "$x$"
    assert shown[1][1]["data"] == {"text/plain": "[1, 2]"}
    assert [list(o["data"]) for o in shown[2]] == [["image/png"]]
    (error,) = shown[3]
    assert (error["ename"], error["evalue"]) == ("ZeroDivisionError", "division by zero")
    (said,) = error["traceback"]
    assert "return 1 / 0" in said
    assert said.count("File ") == 2  # the two lines of the cell, and none of ours
    assert shown[4][0]["ename"] == "SyntaxError"
    assert shown[5][0]["data"]["text/plain"] == "'waited'"
    assert shown[6][0]["ename"] == "SystemExit"
    # A flood of lines arrives in few messages, and whole.
    assert "".join(o["text"] for o in flood) == "".join(f"{k}\n" for k in range(20_000))
    assert len(flood) < 400
    assert json.loads(json.dumps(own))[0]["data"] == {"text/plain": "an A"}


def test_guesses_are_buttons_and_their_surprises_are_known(tmp_path: Path) -> None:
    ask = 'from netlib.exercises.guess import guess, surprises\nguess("02-large", "Where?", '
    ask += '["around 1/2", "evenly between 0 and 1", "near 0 and 1"])'
    script: list[Message] = [{"id": 0, "source": ask}]
    tree = outputs(said_by(script, tmp_path), 0)[0]["data"][WIDGET]
    assert tree["kind"] == "VBox"
    buttons = tree["children"][1]["children"]
    assert buttons[0]["state"]["description"] == "around 1/2"
    script += [{"to": buttons[0]["model"], "content": {"press": 1}}]
    heard = said_by([*script, {"id": 1, "source": "surprises()"}], tmp_path)
    changed = {m["model"]: m["changed"] for m in heard if "changed" in m}
    assert changed[buttons[0]["model"]]["icon"] == "check"
    assert "A surprise: it was near 0 and 1." in outputs(heard, 1)[0]["data"]["text/plain"]


def test_what_is_kept_in_mine_py_comes_to_the_next_page(tmp_path: Path) -> None:
    solution = next(
        cell.source
        for cell in nbformat.read(NOTEBOOKS / CHAPTERS["05"].file, as_version=4).cells
        if cell.id == "05-ex3-solution"
    )
    keep = "from netlib.exercises.kept import keep\nkeep('05.3')"
    first = "import numpy as np\nfrom netlib.exercises import check\n"
    heard = said_by([{"id": 0, "source": first + solution}, {"id": 1, "source": keep}], tmp_path)
    assert "Kept in mine.py" in outputs(heard, 1)[0]["data"]["text/plain"]
    files = next(m["files"] for m in heard if "files" in m and "mine.py" in m["files"])
    mine = "from netlib.exercises.mine import mine\nmine().yours"
    heard = said_by([{"files": files}, {"id": 2, "source": mine}], tmp_path)
    assert outputs(heard, 2)[0]["data"]["text/plain"] == "('gradient_of_W_1',)"
