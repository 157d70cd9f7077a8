"""In the tab: a notebook's cells, run one after the other; what they print and show, as it comes.

An output is what a notebook stores: {"output_type": "stream", "name", "text"}, "execute_result" and
"display_data" with `data` by MIME type, or "error" with `ename`, `evalue` and `traceback`.
"""

import io
import linecache
import sys
import time
import traceback
from base64 import b64encode
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

from pyodide.code import eval_code_async

import __main__
from netlib.publish.site import marked

Output = dict[str, Any]
Tell = Callable[[Output], None]
KINDS = {
    "html": "text/html",
    "markdown": "text/markdown",
    "latex": "text/latex",
    "svg": "image/svg+xml",
    "png": "image/png",
}
AT_ONCE = 200  # lines that go to the page as they are printed; of more, some at a time
PAUSE = 0.1  # seconds between those


class Printed(io.TextIOBase):
    """A stream whose text goes to the page, line by line."""

    def __init__(self, name: str, tell: Tell) -> None:
        self.name, self.hand_over = name, tell
        self.waiting, self.told, self.last = "", 0, 0.0

    def write(self, text: str) -> int:
        """Take some text."""
        self.waiting += text
        if "\n" in text and (self.told < AT_ONCE or time.perf_counter() > self.last + PAUSE):
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Hand over what is there."""
        if self.waiting:
            text, self.waiting = self.waiting, ""
            self.told, self.last = self.told + 1, time.perf_counter()
            self.hand_over({"output_type": "stream", "name": self.name, "text": text})


class Cells:
    """The cells of one page: they share their names, and are counted as they are run."""

    def __init__(self) -> None:
        self.count = 0
        self.tell: Tell = lambda output: None  # of the cell that runs

    async def run(self, source: str, tell: Tell) -> bool:
        """Run a cell and tell its outputs; return whether it came to its end."""
        self.count, self.tell = self.count + 1, tell
        name = f"cell {self.count}"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        out, err = Printed("stdout", tell), Printed("stderr", tell)
        try:
            with redirect_stdout(out), redirect_stderr(err):
                value = await eval_code_async(source, vars(__main__), filename=name)
            out.flush()
            if value is not None:
                tell({"output_type": "execute_result", **bundle(value)})
            self._figures()
        except BaseException as error:  # Ctrl-C and exit() too
            out.flush()
            tell(complaint(error, name))
            return False
        finally:
            err.flush()
        return True

    def display(self, *values: Any, **_: Any) -> None:
        """Show values in the middle of a cell, as IPython's display does."""
        sys.stdout.flush()
        for value in values:
            self.tell({"output_type": "display_data", **bundle(value)})

    def _figures(self) -> None:
        """Show the figures that a cell has left open, as a notebook does, and close them."""
        if (plt := sys.modules.get("matplotlib.pyplot")) is None:
            return
        for number in plt.get_fignums():
            png = io.BytesIO()
            plt.figure(number).savefig(png, format="png", bbox_inches="tight")
            data = {"image/png": b64encode(png.getvalue()).decode()}
            self.tell({"output_type": "display_data", "metadata": {}, "data": data})
        plt.close("all")


def bundle(value: Any) -> dict[str, Any]:
    """Return `data`, what can be shown of a value, by MIME type, and `metadata` about it."""
    metadata: dict[str, Any] = {}
    data: dict[str, Any] = {"text/plain": repr(value)}
    for kind, mime in KINDS.items():
        method = getattr(value, f"_repr_{kind}_", None)
        if callable(method) and not isinstance(value, type) and (shown := method()) is not None:
            data[mime] = b64encode(shown).decode() if isinstance(shown, bytes) else shown
    if hasattr(value, "_repr_mimebundle_") and not isinstance(value, type):
        more = value._repr_mimebundle_()
        data |= more[0] if isinstance(more, tuple) else more or {}
        metadata = more[1] if isinstance(more, tuple) else {}
    if "text/markdown" in data:  # a page has nothing else that would set its formulas
        data.setdefault("text/html", marked.html(data["text/markdown"]))
    return {"data": data, "metadata": metadata}


def complaint(error: BaseException, name: str) -> Output:
    """Return an error as an output, its traceback from the cell on."""
    whole = traceback.TracebackException.from_exception(error)
    for part in (whole, whole.__cause__, whole.__context__):
        if part is not None:
            files = [frame.filename for frame in part.stack]
            del part.stack[: files.index(name) if name in files else len(files)]
    said = "".join(whole.format()).rstrip()
    ename = type(error).__name__
    return {"output_type": "error", "ename": ename, "evalue": str(error), "traceback": [said]}
