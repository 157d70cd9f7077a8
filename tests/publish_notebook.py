"""A small notebook with one of everything that a handout has to print."""

from base64 import b64encode
from io import BytesIO
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from netlib.exercises.checking import FEEDBACK
from netlib.exercises.guess import GUESS, SURPRISES

FOLDED = {"jupyter": {"source_hidden": True, "outputs_hidden": True}}
SOLVES = FOLDED | {"exercise": "05.1", "tags": ["solution"]}
TITLE = """# 05 · A small *lesson*

- **You need** nothing.
- **You will** see $\\sigma_1$.
- **Time** 55 minutes

Which of the two is larger?"""
TABLE = """| symbol | meaning |
|---|---|
| `o_1` | the output $o_1$ |
"""
QUESTION = """### Exercise 1 · A shape

Which shape has $\\partial E/\\partial W_1$?

<details><summary>Hint 1</summary>

Whose gradient is it?

</details>

<details><summary>Hint 2</summary>

It has the shape of $W_1$.

</details>"""


def text(name: str, source: str, **metadata: Any) -> Any:
    cell = new_markdown_cell(source, metadata=metadata)
    cell["id"] = f"05-{name}"
    return cell


def code(name: str, source: str, *outputs: Any, **metadata: Any) -> Any:
    cell = new_code_cell(source, outputs=list(outputs), execution_count=1, metadata=metadata)
    cell["id"] = f"05-{name}"
    return cell


def printed(words: str) -> Any:
    return new_output("stream", name="stdout", text=words + "\n")


def shown(data: dict[str, Any], **metadata: Any) -> Any:
    return new_output("execute_result", data=data, metadata=metadata, execution_count=1)


def png(shade: int) -> str:
    stored = BytesIO()
    Image.new("L", (40, 30), shade).save(stored, "png")
    return b64encode(stored.getvalue()).decode()


def picture(words: str, shade: int = 120) -> Any:
    return shown(
        {"image/png": png(shade), "text/plain": words},
        **{"image/png": {"alt": words, "width": 40}},
    )


def asked() -> Any:
    """Return a cell that asks for a guess, as it is stored."""
    ask = 'options = ["o_1", "o_2"]\nguess("05-programs", "Which is larger?", options)'
    stored = {"name": "05-programs", "question": "Which is larger?", "options": ["o_1", "o_2"]}
    return code("ask", ask, shown({"text/plain": "Your guess?", GUESS: stored}))


def cells() -> list[Any]:
    return [
        text("title", TITLE),
        code("guess", "print(1 + 1)", printed("it is the second"), **FOLDED),
        text("formula", "## A formula\n\nA row and a diagonal matrix:\n\n$$\\sigma_1 = G\\,J$$"),
        code(
            "picture",
            "from netlib.exercises import check\n\nx = 2\nPicture(x)",
            picture("A grey square of one shade all over."),
        ),
        code("table", "from x import t\n\nMarkdown(t)", shown({"text/markdown": TABLE})),
        text("quote", "The page says\n\n```text\ndelta = | .. |\n```"),
        code("end-guesses", "f()", shown({"text/plain": "No guesses were made.", SURPRISES: []})),
        text("exercises", "## Exercises"),
        text("ex1", QUESTION, exercise="05.1", answer_lines=6),
        code(
            "ex1-try",
            'answer = None\ncheck("05.1", answer)',
            printed("not yet"),
            exercise="05.1",
        ),
        code(
            "ex1-solution",
            "# Open this when you have tried.\n# as many rows as nodes\n"
            'answer = (12, 17)\ncheck("05.1", answer)',
            printed("Right: the shape is that of the weight."),
            picture("A picture that only the solution draws.", 200),
            **SOLVES,
        ),
        text(
            "ex1-solution-text",
            "Open this when you have tried.\n\nBecause $\\sigma_{1,i}$ meets $o_{1,j}$ there.",
            exercise="05.1",
            tags=["solution"],
            jupyter={"source_hidden": True},
        ),
        text("ex2", "### Exercise 2 · One letter\n\nWhich?", exercise="05.2", answer_lines=2),
        code("ex2-try", 'check("05.2", ...)', printed("not yet"), exercise="05.2"),
        code(
            "ex2-solution",
            'check("05.2", "the fifth")',
            shown({"text/plain": "It is right.", FEEDBACK: {"id": "05.2", "state": "right"}}),
            **SOLVES | {"exercise": "05.2"},
        ),
        text(
            "end",
            "## Remember\n\n**A gradient has the shape of its weight.**\n\n"
            "Next, [06](06_next.ipynb).",
        ),
    ]


def stored(folder: Path, cells: list[Any]) -> Path:
    path = folder / "05_small.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    return path
