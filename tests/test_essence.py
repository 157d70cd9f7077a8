"""What of a notebook's code is printed: told by the syntax tree, over all of its cells."""

import nbformat
import pytest

from netlib.publish.essence import essence
from netlib.publish.lesson import solves
from tests.test_notebooks import PATHS

HEAD = "import matplotlib.pyplot as plt\nfrom netlib.drawing.picture import Picture"


def left(*cells: str) -> list[str]:
    """Return what is left of cells that come after one with imports, which all goes."""
    head, *found = essence({str(k): cell for k, cell in enumerate((HEAD, *cells))}).values()
    assert head == ""
    return found


@pytest.mark.parametrize(
    ("cell", "printed"),
    [
        ("x = 2\nassert x == 2\nprint(x)", "x = 2\nprint(x)"),
        ("from a import b\n\nb(1)", "b(1)"),
        ("# Open this when you have it.\nprint(1)", "print(1)"),
        ("figure, ax = plt.subplots()\nax.plot([1, 2])\nPicture(figure, 'words')", ""),
        ("grid = np.ones(3)\nfigure, ax = plt.subplots()\nax.plot(grid)", ""),
        ("grid = np.ones(3)\nplt.plot(grid)\nprint(grid)", "grid = np.ones(3)\nprint(grid)"),
        ("y = 1\nfor k in range(3):\n    assert y\n    plt.plot(k)", ""),
        ("for k in range(3):\n    plt.plot(k)\n    print(k)", "for k in range(3):\n    print(k)"),
        ("# what is drawn\nplt.plot([1])\nprint(2)", "print(2)"),
        ("answer = ...\nprint(1)", "print(1)"),
        ("runs = []\nruns.append(1)", "runs = []\nruns.append(1)"),
        ("def f(x):\n    assert x\n    return x", "def f(x):\n    assert x\n    return x"),
        ("try:\n    f()\nexcept E:\n    print(1)", "try:\n    f()\nexcept E:\n    print(1)"),
        ("if a:\n    plt.plot(1)\nelse:\n    f()", "if a:\n    plt.plot(1)\nelse:\n    f()"),
        ("%matplotlib inline\nimport a", "%matplotlib inline\nimport a"),
        ("words = 'a'\nwords += 'b'\nPicture(1, words)", ""),
    ],
)
def test_what_only_imports_asserts_or_draws_is_left_out(cell: str, printed: str) -> None:
    assert left(cell) == [printed]


def test_what_a_later_cell_needs_stays_until_it_is_given_anew() -> None:
    assert left("x = 1\nplt.plot(x)", "print(x)") == ["x = 1", "print(x)"]
    assert left("x = 1\nplt.plot(x)", "x = 2\nprint(x)") == ["", "x = 2\nprint(x)"]
    assert left("x = 1\nplt.plot(x)", "def f(x):\n    return x") == ["", "def f(x):\n    return x"]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_no_line_is_changed_and_every_print_stays(path: object) -> None:
    found = nbformat.read(path, as_version=4).cells
    code = {c.id: c.source for c in found if c.cell_type == "code" and not solves(c)}
    for name, printed in essence(code).items():
        lines = code[name].split("\n")
        assert all(line in lines for line in printed.split("\n") if line), name
        assert printed.count("print(") == code[name].count("print("), name
