"""Functions that check called right: kept in mine.py, judged there, and trained with."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from netlib.exercises.kept import keep
from netlib.exercises.mine import STEPS, mine
from netlib.exercises.noted import RIGHT
from netlib.training import initial_weights, train
from tests.networks import loop_gradient

GRADIENT = """
def gradient_of_W_1(sigma_1, o_1):
    return rows(sigma_1).T @ rows(o_1) / len(rows(o_1))
"""
ROWS = "def rows(a):\n    return np.atleast_2d(a)\n"
WHOLE = """
def sigma_1(G, o_2):
    return G * o_2 * (1 - o_2)


def sigma_0(sigma_1, W_1, o_1):
    return sigma_1 @ W_1 * o_1 * (1 - o_1)


def gradient_of_W_0(G, o_2, W_1, o_1, o_0):
    signal, o_0 = np.atleast_2d(sigma_0(sigma_1(G, o_2), W_1, o_1), o_0)
    return signal.T @ o_0 / len(o_0)
"""
ALONE = "import numpy as np\n" + ROWS + GRADIENT + WHOLE
LINE = ALONE[: ALONE.index("@ W_1")].count("\n") + 1


@pytest.fixture
def cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what runs a cell in a new kernel, beside which mine.py will be."""
    monkeypatch.chdir(tmp_path)
    RIGHT.clear()
    shell = InteractiveShell()  # type: ignore[no-untyped-call]

    def run(source: str) -> Any:
        done = shell.run_cell(source)  # type: ignore[no-untyped-call]
        done.raise_error()
        return done.result

    run("import numpy as np\nfrom netlib.exercises import check")
    return run


def test_only_what_was_called_right_is_kept(cell: Any) -> None:
    assert "No function for 05.3 has been called right" in repr(keep("05.3"))
    cell("check('05.3', lambda sigma_1, o_1: np.outer(sigma_1, o_1))")
    cell(ROWS)
    cell(f"# Open this when you have tried.\n{GRADIENT}\ncheck('05.3', gradient_of_W_1)")
    assert not keep("05.3")
    assert not Path("mine.py").exists()
    unknown: list[Any] = ["05.1", "09.9", None, []]
    for id in unknown:
        assert "asks for no function" in repr(keep(id))


def test_a_kept_function_stands_alone_with_all_it_uses(cell: Any) -> None:
    cell(f"from math import fsum\nfrom numpy import newaxis as axis\n\nhalf = 0.5\n\n{ROWS}")
    cell("as_rows = rows\ntwice = lambda a: a / half")
    cell(
        "def gradient_of_W_1(sigma_1, o_1):\n"
        "    o_1, B = as_rows(o_1), fsum([len(as_rows(o_1))])\n"
        "    def columns(a): return as_rows(a).T\n"
        "    return twice(columns(sigma_1) @ o_1 / B) * half\n\n\n"
        "check('05.3', gradient_of_W_1)"
    )
    said = keep("05.3")
    assert said, said
    sigma, o = np.array([[0.2, -0.1], [0.3, 0.4]]), np.array([[0.5, 0.3, 0.8], [0.1, 0.2, 0.9]])
    program = f"import mine; print(mine.gradient_of_W_1({sigma.tolist()}, {o.tolist()}).tolist())"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    right = sum(np.array([[s * x for x in o[b]] for s in sigma[b]]) for b in (0, 1)) / 2
    np.testing.assert_allclose(eval(run.stdout), right)
    assert "netlib" not in "".join(Path("mine.py").read_text().splitlines(True)[1:])


def test_keeping_again_replaces_that_function_and_nothing_else(cell: Any) -> None:
    own = b'"""Mine."""\r\n\r\n# a word of my own\r\ntext = """\x0c\r\n"""\r\n'
    cell(ROWS), cell(f"{GRADIENT}\ncheck('05.3', gradient_of_W_1)")
    Path("mine.py").write_bytes(own)
    assert keep("05.3")
    first = Path("mine.py").read_bytes()
    for line in own.splitlines(keepends=True):
        assert line in first
    assert first.count(b"def ") == 2
    more = b"\n\ndef another():  # also mine\n    return 1\n"
    Path("mine.py").write_bytes(first + more)
    cell(GRADIENT.replace("return", "# better\n    return") + "check('05.3', gradient_of_W_1)")
    assert keep("05.3")
    again = Path("mine.py").read_bytes()
    assert again == (first + more).replace(b"    return rows", b"    # better\n    return rows")
    assert [file.name for file in Path().iterdir()] == ["mine.py"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"x = 1\n\ndef f(:\n", "Line 3 of mine.py is no Python"),
        (b"x = 1\nx.y\n", "Line 2 of mine.py stops with AttributeError"),
        (b"exit = 1\nraise SystemExit(3)\n", "Line 2 of mine.py stops with SystemExit"),
        (b"x = '\xff'\n", "no text in UTF-8"),
        (b"x = 1\0\n", "mine.py"),
    ],
)
def test_a_file_that_cant_be_read_is_named_and_left_alone(
    cell: Any, content: bytes, said: str
) -> None:
    cell(ROWS), cell(f"{GRADIENT}\ncheck('05.3', gradient_of_W_1)")
    Path("mine.py").write_bytes(content)
    assert said in repr(keep("05.3"))
    assert Path("mine.py").read_bytes() == content
    own = mine()
    assert said in repr(own)
    assert not own.yours
    Path("mine.py").unlink()
    Path("mine.py").mkdir()
    assert "can't be read: Is a directory" in repr(keep("05.3"))


@pytest.mark.parametrize(
    ("before", "function", "said"),
    [
        ("one = np.ones(1)", "def gradient_of_W_1(s, o): return f(s, o) * one", "uses “one”"),
        ("", "gradient = f", "called f, and the training looks for gradient_of_W_1"),
        ("", "def rest():\n    def gradient(s, o): return f(s, o)\n    return gradient\n"
             "gradient = rest()", "its cell, and check it again"),
        ("", "def rest(): return lambda s, o: f(s, o)\ngradient = rest()", "Its definition is not"),
        ("g = f", "def gradient_of_W_1(s, o): return globals()['g'](s, o)",
         "In the file, gradient_of_W_1 is no longer right. Tried on one sample"),
    ],
)  # fmt: skip
def test_what_cant_stand_alone_is_not_kept(
    cell: Any, before: str, function: str, said: str
) -> None:
    cell("def f(s, o):\n    s, o = np.atleast_2d(s, o)\n    return s.T @ o / len(o)")
    cell(before)
    name = function.partition("(")[0].removeprefix("def ") if "gradient =" not in function else ""
    assert cell(f"{function}\ncheck('05.3', {name or 'gradient'})")
    assert said in repr(keep("05.3"))
    assert not Path("mine.py").exists()
    assert cell("check('05.3', lambda s, o: f(s, o))")
    assert "write it with def and a name" in repr(keep("05.3"))


def test_without_a_file_all_is_netlibs_and_said_so(cell: Any) -> None:
    own = mine()
    assert repr(own).splitlines() == [
        "sigma_1: netlib's; exercise 06.3 asks for yours",
        "sigma_0: netlib's; exercise 06.3 asks for yours",
        "gradient_of_W_1: netlib's; exercise 05.3 asks for yours",
        "gradient_of_W_0: the three above, one after the other; exercise 06.3 asks for yours",
    ]
    assert own._repr_markdown_().count("\n") == 5


@pytest.mark.parametrize(
    ("right", "wrong", "name", "said"),
    [
        ("return G *", "return 2 * G *", "sigma_1", "twice what it must be, often the 2 of a sq"),
        ("return G *", "return -G *", "sigma_1", "minus what it must be, often t - o for o - t"),
        ("G * o_2 *", "G *", "sigma_1", "most of all gradient["),
        ("W_1 * o_1 * (1 - o_1)", "W_1", "sigma_0", "of 15 entries are off"),
        ("@ W_1 *", "@ W_1.T *", "sigma_0", f"stops in line {LINE} of mine.py: the sizes"),
        ("    return G *", "    G *= 1.5; return G *", "sigma_1", "changes G, which the next"),
        ("    return G *", "    G *", "sigma_1", "gives nothing back: is there a return?"),
        ("T @ rows(o_1) / len(rows(o_1))", "T @ rows(o_1)", "gradient_of_W_1",
         "often the sum over a batch of 5 instead of its mean"),
        ("return rows(sigma_1).T @ rows(o_1)", "return rows(o_1).T @ rows(sigma_1)",
         "gradient_of_W_1", "it is transposed"),
        (".T @ o_0 / len(o_0)", ".T @ o_0 / 5", "gradient_of_W_0", "is 1/5 times what it must be"),
        ("return G *", "return 'G' #", "sigma_1", "gradient must hold numbers"),
    ],
)  # fmt: skip
def test_a_wrong_function_is_named_by_the_judges(
    cell: Any, right: str, wrong: str, name: str, said: str
) -> None:
    assert ALONE.count(right) == 1
    Path("mine.py").write_text(ALONE)
    assert mine().yours == tuple(STEPS)
    Path("mine.py").write_text(ALONE.replace(right, wrong))
    own = mine()
    assert said in own.whose[name], own.whose[name]
    assert name not in own.yours
    assert [own.whose[other] for other in own.yours] == ["yours"] * len(own.yours)
    np.testing.assert_allclose(*_trained(own), rtol=1e-9)


def _trained(own: Any, sizes: tuple[int, ...] = (4, 3, 2)) -> tuple[Any, Any]:
    """Return the weights after two epochs, with these functions and with netlib's."""
    rng = np.random.default_rng(1)
    x, t = rng.normal(size=(23, sizes[0])), rng.uniform(size=(23, sizes[-1]))
    start = [W.astype(float) for W in initial_weights(sizes, seed=2)]
    both = []
    for backward_pass in (own.backward_pass, None):
        history = train(start, x, t, epochs=2, batch_size=5, learning_rate=0.5, seed=3,
                        backward_pass=backward_pass)  # fmt: skip
        both.append(np.concatenate([W.ravel() for W in history.weights]))
    return both[0], both[1]


def test_it_trains_with_the_functions_that_were_kept(cell: Any) -> None:
    cell(ROWS), cell(f"{GRADIENT}\ncheck('05.3', gradient_of_W_1)")
    assert keep("05.3")
    cell(f"{WHOLE}\ncheck('06.3', gradient_of_W_0)")
    assert repr(keep("06.3")) == (
        "Kept in mine.py: gradient_of_W_0, with sigma_0 and sigma_1, which it uses."
    )
    text = Path("mine.py").read_text()
    counted = "\n\ncalls = []\nown = sigma_1\n\n\ndef sigma_1(*a):\n    calls.append(1)\n"
    Path("mine.py").write_text(f"{text}{counted}    return own(*a)\n")
    own = mine()
    assert own.yours == tuple(STEPS)
    calls: Any = own.functions["sigma_1"]
    before = len(calls.__globals__["calls"])
    np.testing.assert_allclose(*_trained(own), rtol=1e-9)
    assert len(calls.__globals__["calls"]) - before == 2 * 2 * 5  # epochs, by both, batches
    with pytest.raises(ValueError, match="this network has 3 matrices"):
        _trained(own, (4, 3, 3, 2))


def test_one_step_of_them_goes_along_the_gradient_by_loops(cell: Any) -> None:
    Path("mine.py").write_text(ALONE)
    rng = np.random.default_rng(5)
    Ws = [rng.normal(size=(3, 4)), rng.normal(size=(2, 3))]
    o_0, t = rng.normal(size=4), rng.uniform(size=2)
    moved = train(Ws, o_0[None], t[None], epochs=1, batch_size=1, learning_rate=0.1, seed=0,
                  backward_pass=mine().backward_pass).weights  # fmt: skip
    for i, W in enumerate(Ws):
        np.testing.assert_allclose((W - moved[i]) / 0.1, loop_gradient(Ws, o_0, t, i), rtol=1e-9)
