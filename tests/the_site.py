"""The site as the tests need it: its Python made once a process, and run in node."""

import fcntl
import json
import os
import shutil
import tempfile
from atexit import register
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from netlib.chapters import CHAPTERS
from netlib.publish.site.build import build
from netlib.publish.site.runtime import run_in_node

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
PROGRAM = Path(__file__).parent / "in_node.py"
Message = dict[str, Any]


@cache
def site() -> Path:
    """Return a folder with the site, one for all processes of a run; the last one removes it.

    Leaves the test out where it can't be made here.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir(), f"netlib-site-{run}")
    used = open(f"{folder}.used", "w")  # noqa: SIM115  # for as long as this process lives
    register(_left, folder, used)
    with open(f"{folder}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        fcntl.flock(used, fcntl.LOCK_SH)
        try:
            if not folder.exists():
                for _ in build([NOTEBOOKS / c.file for c in CHAPTERS.values()], folder):
                    pass
        except ValueError as error:
            if "missing" in str(error) or "could not fetch" in str(error):
                pytest.skip(f"Python in a browser can't be had here: {error}")
            raise
    return folder


def _left(folder: Path, used: Any) -> None:
    with suppress(BlockingIOError):  # another process has a use for it
        fcntl.flock(used, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
        for name in (f"{folder}.lock", used.name):
            Path(name).unlink(missing_ok=True)


def said_by(messages: Iterable[Message], folder: Path) -> list[Message]:
    """Return what a page hears that says these messages; folder: of the test."""
    script = folder / "script.jsonl"
    script.write_text("".join(json.dumps(message) + "\n" for message in messages), "utf-8")
    python = site() / "python"
    said = run_in_node(python, PROGRAM, [str(python), str(script)])
    return [json.loads(line) for line in said.splitlines() if line.startswith("{")]


def outputs(heard: Sequence[Message], id: object) -> list[Message]:
    """Return the outputs of one cell."""
    return [
        message["output"] for message in heard if message.get("id") == id and "output" in message
    ]
