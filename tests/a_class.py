"""An invented class: notebooks of 05 as students hand them in, and what is to be found in each."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

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
TRANSPOSED = {
    "05.1": "np.outer(o_1, sigma_1)", "05.3": "rows(o_1).T @ rows(sigma_1) / len(rows(o_1))",
}  # fmt: skip
FULL = dict.fromkeys(IDS, "right")
OPEN = dict.fromkeys(IDS, "not attempted yet")
Expected = Mapping[str, str]


@dataclass(frozen=True)
class Student:
    """A file that was handed in. states, mistakes: by exercise; remarks: pieces of what is said.

    clean: whether nothing else may be remarked.
    """

    file: str
    data: bytes = field(repr=False)
    states: Expected = field(default_factory=dict)
    mistakes: Expected = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    clean: bool = True


def copy_of(chapter: str = "05", short: bool = False) -> dict[str, Any]:
    """Return a student's copy; short: without the cells between the first and the exercises."""
    (path,) = NOTEBOOKS.glob(f"{chapter}_*.ipynb")
    copy: dict[str, Any] = json.loads(path.read_text())
    cells = [c for c in copy["cells"] if "solution" not in c["metadata"].get("tags", [])]
    first = next(c for c in cells if c["cell_type"] == "code")
    copy["cells"] = [c for c in cells if not short or c is first or "exercise" in c["metadata"]]
    return copy


def written(copy: dict[str, Any], answers: Mapping[str, str]) -> bytes:
    """Return a copy with these cells in the place of the stubs; "" takes an exercise's cells out."""
    cells = []
    for cell in copy["cells"]:
        id = cell["metadata"].get("exercise")
        if answers.get(id) == "":
            continue
        if id in answers and cell["cell_type"] == "code":
            cell = cell | {"source": answers[id]}
        cells.append(cell)
    return json.dumps(copy | {"cells": cells}).encode()


def mistaken(id: str, k: int) -> tuple[str, str]:
    """Return the k-th mistake of an exercise as a student's cell, and its name."""
    exercise = EXERCISES[id]
    mistake = exercise.mistakes[k]
    wrong = mistake.wrong
    if not callable(wrong):
        return f"check({id!r}, {wrong!r})", mistake.name
    text = wrong.text if isinstance(wrong, Formula) else TRANSPOSED[id]
    *lines, value = text.splitlines()
    if id in HEADS:
        body = "\n    ".join([HEADS[id], *lines, f"return {value}"])
        return f"{LETTERS}{body}\ncheck({id!r}, answer)", mistake.name
    given = [f"{n} = np.array({v.tolist()})" for n, v in exercise.given.items()]
    return "\n".join([LETTERS, *given, *lines, f"check({id!r}, {value})"]), mistake.name


def students(short: bool = False) -> Iterator[Student]:
    """Yield the class."""
    copy = copy_of(short=short)

    def one(file: str, answers: Mapping[str, str], *remarks: str, clean: bool = True,
            **states: str) -> Student:  # fmt: skip
        found = {**FULL, **{f"05.{name[1:]}": state for name, state in states.items()}}
        return Student(file, written(copy, {**RIGHT, **answers}), found, {}, remarks, clean)

    yield one("anna/05_sigma_1.ipynb", {})
    yield one("Jürgen Müßig (1).ipynb", {})
    yield one("🦊.ipynb", {})
    yield one("=HYPERLINK(0)<b>&.IPYNB", {})
    yield one("@sum, \"q\"; 'x'.ipynb", {})
    yield Student("untouched.ipynb", json.dumps(copy).encode(), OPEN)
    half = {id: RIGHT[id] for id in IDS[:3]}
    yield Student("half.ipynb", written(copy, half), OPEN | {id: "right" for id in half})
    for k in range(max(len(EXERCISES[id].mistakes) for id in IDS)):
        made = {
            id: mistaken(id, k) if k < len(EXERCISES[id].mistakes) else (RIGHT[id], "")
            for id in IDS
        }
        yield Student(
            f"mistakes/{k}.ipynb", written(copy, {id: code for id, (code, _) in made.items()}),
            {id: "not yet" if name else "right" for id, (_, name) in made.items()},
            {id: name for id, (_, name) in made.items()},
        )  # fmt: skip
    yield one("hangs.ipynb", {"05.2": "while True:\n    pass"}, _2="stopped")
    yield one("hangs when tried.ipynb", {"05.3": "def f(s, o):\n    while True: pass\n"
              "check('05.3', f)"}, _3="unclear")  # fmt: skip
    yield one("will not be stopped.ipynb", {"05.6": "import signal\n"
              "signal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True: pass"}, "its time was up in cell 05-ex6-try",
              _6="stopped", _7="stopped")  # fmt: skip
    yield one("segfault.ipynb", {"05.4": "import ctypes\nctypes.string_at(0)"},
              "it crashed (SIGSEGV) in cell 05-ex4-try",
              _4="stopped", _5="stopped", _6="stopped", _7="stopped")  # fmt: skip
    yield one("leaves.ipynb", {"05.7": "import os\nos._exit(0)"}, "it ended its process",
              _7="stopped")  # fmt: skip
    yield one("exits.ipynb", {"05.2": "import sys\nsys.exit()", "05.3": "exit()"},
              _2="stopped", _3="missing")  # fmt: skip
    yield one("memory.ipynb", {"05.2": "x = [bytearray(10**9) for k in range(99)]"}, _2="stopped")
    yield one("cells deleted.ipynb", {"05.1": "", "05.6": ""}, _1="missing", _6="missing")
    yield one("knows where.ipynb", {
        "05.1": "from netlib.exercises.chapter_05 import EXERCISES as E\n"
                "check('05.1', E[0].solution(**E[0].given))",
        "05.2": "import netlib.exercises as e\ncheck('05.2', e.registry.EXERCISES['05.2'].given)",
        "05.3": "import netlib.exercises, importlib, sys\ndel sys.modules['netlib.exercises']\n"
                "import netlib.exercises.registry as r\ncheck('05.3', r.EXERCISES['05.3'].solution)",
        "05.4": "import netlib, pathlib\np = pathlib.Path(netlib.__file__).parent\n"
                "check('05.4', (p / 'exercises' / 'chapter_05.py').read_text())",
        "05.5": "import os\nos.system('python -m netlib check')",
    }, "netlib.exercises.chapter_05", "netlib.exercises.registry", "chapter_05.py",
        "starts another program", _1="stopped", _2="stopped", _3="stopped", _4="stopped",
        _5="stopped")  # fmt: skip
    yield one("own check.ipynb", {"05.1": "import netlib.exercises\nclass Yes:\n    state = 'right'\n"
              "netlib.exercises.check = check = lambda *a: Yes()",
              "05.2": "check('05.2', [9, 9])"},
              "in the place of netlib's check: check", "check: netlib.exercises.check",
              _1="missing", _2="not yet")  # fmt: skip
    yield one("netlib does it.ipynb", {"05.3": "from netlib.backward import weight_gradient\n"
              "check('05.3', weight_gradient)"}, "netlib.backward.weight_gradient")  # fmt: skip
    yield one("talks.ipynb", {"05.2": "print('x' * 10_000_000)\ncheck('05.2', [2, 3])"})
    yield one("writes.ipynb", {"05.2": "open('mine.txt', 'w').write('x')\n"
              "import tempfile, os\ntempfile.NamedTemporaryFile(delete=False).write(b'x')\n"
              "os.makedirs(os.path.expanduser('~/a'))\ncheck('05.2', [2, 3])",
              "05.4": "open('/tmp/marks-escaped', 'w')"}, "changes a file", _4="stopped")  # fmt: skip
    yield one("connects.ipynb", {"05.2": "import socket\n"
              "socket.create_connection(('127.0.0.1', 9), 1)"}, "uses the network",
              _2="stopped")  # fmt: skip
    yield one("is no Python.ipynb", {"05.2": "check('05.2', [2, 3)"}, _2="stopped")
    yield one("twice.ipynb", {"05.2": "check('05.2', [1, 1])\ncheck('05.2', [2, 3])\n"
              "check('05.2', ...)", "05.1": RIGHT["05.1"] + "\ncheck('05.1', 1)"},
              "05.2 is handed over 2 times", "05.1 is handed over 2 times", _1="not yet")  # fmt: skip
    yield one("wrong id.ipynb", {"05.2": "check('5.2', [2, 3])\ncheck(5.2, 1)\ncheck('06.1', 1)"},
              "calls check with '5.2'", "calls check with '06.1'", _2="missing")  # fmt: skip
    yield one("magic.ipynb", {"05.2": "%matplotlib inline\nimport matplotlib.pyplot as plt\n"
              "plt.plot([1, 2])\nplt.show()\n%time x = 3\ncheck('05.2', [2, x])"})  # fmt: skip
    yield one("odd answers.ipynb", {"05.1": "class X:\n    def __array__(self): 1 / 0\n"
              "check('05.1', X())", "05.2": "x = []\nx.append(x)\ncheck('05.2', x)",
              "05.3": "check('05.3', lambda *a: (yield))", "05.4": "check('05.4', 10**5000)",
              "05.5": "check('05.5', 'dE = ' + '(' * 100_000)",
              "05.6": "check('05.6', np.zeros((4000, 4000)))",
              "05.7": "check('05.7', lambda s: 1 / 0)"},
              _1="unclear", _2="unclear", _3="unclear", _4="unclear", _5="not yet", _6="unclear",
              _7="unclear")  # fmt: skip
    yield one("markup.ipynb", {"05.2": "raise ValueError('<script>alert(1)</script>')",
              "05.3": "def f(s, o): raise ValueError('</p><img src=x onerror=y>')\n"
              "check('05.3', f)"}, _2="stopped", _3="unclear")  # fmt: skip
    solved = json.loads((NOTEBOOKS / "05_sigma_1.ipynb").read_text())
    if short:
        solved["cells"] = [
            c for c in solved["cells"] if "exercise" in c["metadata"]
            or c["id"] == "05-two-programs"
        ]  # fmt: skip
    yield Student("with solutions.ipynb", json.dumps(solved).encode(), OPEN)
    yield Student("empty.ipynb", b"", remarks=("it is not JSON",))
    yield Student("no cells.ipynb", b'{"cells": []}', remarks=("no cell of it belongs",))
    yield Student("a list.ipynb", b"[1, 2]", remarks=("no list of cells",))
    yield Student("deep.ipynb", b"[" * 100_000, remarks=("it is not JSON",))
    six = written(copy_of("06", short), {})
    yield Student("06 as 05_sigma_1.ipynb", six,
                  {id: "not attempted yet" for id in EXERCISES if id[:2] == "06"})  # fmt: skip
    old = json.loads(written(copy, RIGHT))
    cells = [{**c, "input": c["source"]} for c in old["cells"]]
    for cell in cells:
        del cell["source"], cell["id"]
    yield Student("of 2014.ipynb", json.dumps(
        {"nbformat": 3, "worksheets": [{"cells": cells}]}).encode(), FULL)  # fmt: skip
    bare = [{"cell_type": c["cell_type"], "source": c["source"]} for c in old["cells"]]
    yield Student("without metadata.ipynb", json.dumps({"cells": bare}).encode(), FULL)
