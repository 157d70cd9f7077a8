"""An invented class: notebooks of 05 as students hand them in, and what is to be found in each."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from netlib.chapters import CHAPTERS
from netlib.exercises import EXERCISES
from netlib.exercises.exercise import Formula
from tools.notebooks import NOTEBOOKS

IDS = tuple(id for id in EXERCISES if id[:2] == "05")
HEADS = {
    "05.3": "def answer(sigma_1, o_1):",
    "05.4": "def answer(o_2, t):",
    "05.7": "def answer(sigma_1):",
}
LETTERS = "from netlib.forward import logistic as phi\nrows = np.atleast_2d\n"
RIGHT = {
    "05.1": "check('05.1', [[0.1, 0.06, 0.16], [-0.05, -0.03, -0.08]])",
    "05.2": "check('05.2', [2, 3])",
    "05.3": "def g(s, o):\n    s, o = np.atleast_2d(s, o)\n    return s.T @ o / len(s)\n"
    "check('05.3', g)",
    "05.4": "check('05.4', lambda o, t: o - t)",
    "05.5": "check('05.5', '''dE/dw_ij = G(E;o_2) J(o_2;s_1) J(s_1;w_ij)\n"
    "= sigma_1 J(s_1;w_ij)\n= sigma_1_i o_1_j''')",
    "05.6": "check('05.6', '0.600')",
    "05.7": "check('05.7', lambda s: np.atleast_2d(s).mean(axis=0))",
}
TRANSPOSED = "rows(o_1).T @ rows(sigma_1) / len(rows(o_1))"  # the page's slip, in 05.3
FULL = dict.fromkeys(IDS, "right")
OPEN = dict.fromkeys(IDS, "not attempted yet")
Expected = Mapping[str, str]


@dataclass(frozen=True)
class Student:
    """A file that was handed in. states, mistakes: by exercise; remarks: pieces of what is said."""

    file: str
    data: bytes = field(repr=False)
    states: Expected = field(default_factory=dict)
    mistakes: Expected = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def copy_of(chapter: str, short: bool, solved: bool = False) -> dict[str, Any]:
    """Return a student's copy, or with `solved` the notebook as it is stored."""
    (path,) = NOTEBOOKS.glob(f"{chapter}_*.ipynb")
    copy: dict[str, Any] = json.loads(path.read_text())
    cells = [c for c in copy["cells"] if solved or "solution" not in c["metadata"].get("tags", [])]
    first = next(c for c in cells if c["cell_type"] == "code")
    copy["cells"] = [c for c in cells if not short or c is first or "exercise" in c["metadata"]]
    return copy


def written(copy: dict[str, Any], answers: Mapping[str, str]) -> bytes:
    """Return a copy with these cells in place of the stubs; "" takes an exercise's cells out."""
    cells = []
    for cell in copy["cells"]:
        id = cell["metadata"].get("exercise")
        if answers.get(id) == "":
            continue
        if id in answers and cell["cell_type"] == "code":  # the stub
            cell = cell | {"source": answers[id]}
        cells.append(cell)
    return json.dumps(copy | {"cells": cells}).encode()


def mistaken(id: str, k: int) -> tuple[str, str]:
    """Return the k-th mistake of an exercise as a student's cell, and its name."""
    exercise = EXERCISES[id]
    mistake = exercise.mistakes[k]
    wrong = mistake.wrong
    if id not in HEADS:
        value = wrong(**exercise.given) if callable(wrong) else wrong
        return f"check({id!r}, {np.asarray(value).tolist()!r})", mistake.name
    *lines, value = (wrong.text if isinstance(wrong, Formula) else TRANSPOSED).splitlines()
    body = "\n    ".join([HEADS[id], *lines, f"return {value}"])
    return f"{LETTERS}{body}\ncheck({id!r}, answer)", mistake.name


# Cells of students who do something else.
GETS_HOLD = """import netlib.exercises, sys
del sys.modules["netlib.exercises"]
import netlib.exercises.registry as r
check("05.3", r.EXERCISES["05.3"].solution)"""
READS = """import netlib, pathlib
folder = pathlib.Path(netlib.__file__).parent / "exercises"
check("05.4", (folder / "chapter_05.py").read_text())"""
PATCHES = """import netlib.exercises
netlib.exercises.check = check = lambda id, answer: True
check("05.1", 0)"""
WRITES = """import os, tempfile
open("mine.txt", "w").write("x")
tempfile.NamedTemporaryFile(delete=False).write(b"x")
os.makedirs(os.path.expanduser("~/a"))
check("05.2", [2, 3])"""
MAGIC = """%matplotlib inline
import matplotlib.pyplot as plt
plt.plot([1, 2])
plt.show()
%time x = 3
check("05.2", [2, x])"""
THREADS = """from concurrent.futures import ThreadPoolExecutor
from time import sleep
with ThreadPoolExecutor(20) as pool:
    x = list(pool.map(lambda n: sleep(0.2) or n, [2, 3] + [0] * 18))
check("05.2", x[:2])"""
DEAF = "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True:\n    pass"
IMPORTS = "from netlib.exercises.chapter_05 import EXERCISES\ncheck('05.1', EXERCISES[0].given)"
CONNECTS = "import socket\nsocket.create_connection(('127.0.0.1', 9), 1)"
NETLIBS = "from netlib.backward import weight_gradient\ncheck('05.3', weight_gradient)"
TWICE = "check('05.2', [1, 1])\ncheck('05.2', [2, 3])\ncheck('05.2', ...)"
UNARRAYED = "class X:\n    def __array__(self): 1 / 0\ncheck('05.1', X())"
# A file, the cells that are not as above, how those exercises stand that are not right, by their
# last digit, and what is remarked.
TABLE: tuple[tuple[str, dict[str, str], dict[str, str], tuple[str, ...]], ...] = (
    ("anna/05_sigma_1.ipynb", {}, {}, ()),
    ("Jürgen Müßig (1).ipynb", {}, {}, ()),
    ("🦊.ipynb", {}, {}, ()),
    ("=HYPERLINK(0)<b>&.IPYNB", {}, {}, ()),
    ("@sum, \"q\"; 'x'.ipynb", {}, {}, ()),
    (f"{'ä' * 120}.ipynb", {}, {}, ()),
    ("hangs.ipynb", {"2": "while True:\n    pass"}, {"2": "stopped"}, ()),
    ("hangs when tried.ipynb", {"3": "def f(s, o):\n    while True: pass\ncheck('05.3', f)"},
     {"3": "unclear"}, ()),
    ("is deaf.ipynb", {"6": DEAF}, {"6": "stopped", "7": "stopped"},
     ("its time was up in cell 05-ex6-try",)),
    ("segfault.ipynb", {"6": "import ctypes\nctypes.string_at(0)"},
     {"6": "stopped", "7": "stopped"}, ("it crashed (SIGSEGV) in cell 05-ex6-try",)),
    ("leaves.ipynb", {"7": "import os\nos._exit(0)"}, {"7": "stopped"}, ("ended its process",)),
    ("exits.ipynb", {"2": "import sys\nsys.exit()", "3": "exit()"},
     {"2": "stopped", "3": "missing"}, ()),
    ("memory.ipynb", {"2": "x = [bytearray(10**9) for k in range(99)]"}, {"2": "stopped"}, ()),
    ("cells deleted.ipynb", {"1": "", "6": ""}, {"1": "missing", "6": "missing"}, ()),
    ("imports.ipynb", {"1": IMPORTS}, {"1": "stopped"}, ("own answers: netlib.exercises.chapter",)),
    ("registry.ipynb", {"2": "import netlib.exercises as e\ncheck('05.2', e.EXERCISES)"},
     {"2": "stopped"}, ("own answers: netlib.exercises.EXERCISES",)),
    ("gets hold.ipynb", {"3": GETS_HOLD}, {"3": "stopped"}, ("own answers: netlib.exercises",)),
    ("reads.ipynb", {"4": READS}, {"4": "stopped"}, ("chapter_05.py",)),
    ("reads all.ipynb", {"5": "check('05.5', open('/etc/../srv/x').read())"},
     {"5": "stopped"}, ("reads a file of this machine (refused): /srv/x",)),
    ("starts.ipynb", {"5": "import os\nos.system('ls')"}, {"5": "stopped"}, ("another program",)),
    ("own check.ipynb", {"1": PATCHES, "2": "check('05.2', [9, 9])"},
     {"1": "missing", "2": "not yet"}, ("check: check", "check: netlib.exercises.check")),
    ("netlib does it.ipynb", {"3": NETLIBS}, {}, ("netlib.backward.weight_gradient",)),
    ("talks.ipynb", {"2": "print('x' * 10_000_000)\ncheck('05.2', [2, 3])"}, {}, ()),
    ("writes.ipynb", {"2": WRITES, "4": "open('/tmp/marks-escaped', 'w')"}, {"4": "stopped"},
     ("changes a file outside of its folder (refused): /tmp/marks-escaped",)),
    ("connects.ipynb", {"2": CONNECTS}, {"2": "stopped"}, ("uses the network",)),
    ("is no Python.ipynb", {"2": "check('05.2', [2, 3)"}, {"2": "stopped"}, ()),
    ("twice.ipynb", {"2": TWICE, "1": f"{RIGHT['05.1']}\ncheck('05.1', 1)"}, {"1": "not yet"},
     ("05.2 is handed over 2 times", "05.1 is handed over 2 times")),
    ("wrong id.ipynb", {"2": "check('5.2', [2, 3])\ncheck(5.2, 1)\ncheck('06.1', 1)"},
     {"2": "missing"}, ("calls check with '5.2'", "calls check with '06.1'")),
    ("magic.ipynb", {"2": MAGIC}, {}, ()),
    ("threads.ipynb", {"2": THREADS}, {}, ()),
    ("odd answers.ipynb", {
        "1": UNARRAYED,
        "2": "x = []\nx.append(x)\ncheck('05.2', x)",
        "3": "check('05.3', lambda *a: (yield))",
        "4": "check('05.4', 10**5000)",
        "5": "check('05.5', 'dE = ' + '(' * 100_000)",
        "6": "check('05.6', np.zeros((4000, 4000)))",
        "7": "check('05.7', lambda s: 1 / 0)",
    }, {**dict.fromkeys("123467", "unclear"), "5": "not yet"}, ()),
    ("markup.ipynb", {
        "2": "raise ValueError('<script>alert(1)</script>')",
        "3": "def f(s, o): raise ValueError('</p><img src=x onerror=y>')\ncheck('05.3', f)",
    }, {"2": "stopped", "3": "unclear"}, ()),
)  # fmt: skip


def students(short: bool = False) -> Iterator[Student]:
    """Yield the class; short: without the cells between the first and the exercises."""
    copy = copy_of("05", short)
    for file, otherwise, states, remarks in TABLE:
        answers = RIGHT | {f"05.{k}": cell for k, cell in otherwise.items()}
        expected = FULL | {f"05.{k}": state for k, state in states.items()}
        yield Student(file, written(copy, answers), expected, {}, remarks)
    for k in range(max(len(EXERCISES[id].mistakes) for id in IDS)):
        made = {id: mistaken(id, k) for id in IDS if k < len(EXERCISES[id].mistakes)}
        answers = RIGHT | {id: cell for id, (cell, _) in made.items()}
        expected = FULL | dict.fromkeys(made, "not yet")
        names = {id: name for id, (_, name) in made.items()}
        yield Student(f"mistakes/{k}.ipynb", written(copy, answers), expected, names)
    yield Student("untouched.ipynb", written(copy, {}), OPEN)
    half = {id: RIGHT[id] for id in IDS[:3]}
    yield Student("half.ipynb", written(copy, half), OPEN | dict.fromkeys(half, "right"))
    yield Student("with solutions.ipynb", written(copy_of("05", short, solved=True), {}), OPEN)
    for chapter in CHAPTERS:
        stored = copy_of(chapter, short, solved=True)["cells"]
        pasted = {
            c["metadata"]["exercise"]: "".join(c["source"][1:])
            for c in stored if "solution" in c["metadata"].get("tags", [])
        }  # fmt: skip
        remarks = ("netlib.backward.",) if chapter == "06" else ()
        data = written(copy_of(chapter, short), pasted)
        yield Student(f"pasted/{chapter}.ipynb", data, dict.fromkeys(pasted, "right"), {}, remarks)
    of_06 = {id: "not attempted yet" for id in EXERCISES if id[:2] == "06"}
    yield Student("06 as 05_sigma_1.ipynb", written(copy_of("06", short), {}), of_06)
    cells = json.loads(written(copy, RIGHT))["cells"]
    bare = [{"cell_type": c["cell_type"], "source": "".join(c["source"])} for c in cells]
    yield Student("without metadata.ipynb", json.dumps({"cells": bare}).encode(), FULL)
    old = [{"cell_type": c["cell_type"], "input": c["source"]} for c in cells]
    sheets = {"nbformat": 3, "worksheets": [{"cells": old}]}
    yield Student("of 2014.ipynb", json.dumps(sheets).encode(), FULL)
    yield Student("empty.ipynb", b"", remarks=("it is not JSON",))
    yield Student("deep.ipynb", b"[" * 100_000, remarks=("it is not JSON",))
    yield Student("a list.ipynb", b"[1, 2]", remarks=("no list of cells",))
    yield Student("no cells.ipynb", b'{"cells": []}', remarks=("no cell of it belongs",))
