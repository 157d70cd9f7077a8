"""The site as the tests need it: its Python made once a process, and run in node."""

import json
import shutil
import tempfile
from atexit import register
from collections.abc import Iterable, Sequence
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
def site(lab: bool = False) -> Path:
    """Return a folder with the site; leaves the test out where it can't be made here."""
    folder = Path(tempfile.mkdtemp(prefix="site-"))
    register(shutil.rmtree, folder, ignore_errors=True)
    try:
        for _ in build([NOTEBOOKS / c.file for c in CHAPTERS.values()], folder, lab=lab):
            pass
    except ValueError as error:
        if "missing" in str(error) or "could not fetch" in str(error):
            pytest.skip(f"Python in a browser can't be had here: {error}")
        raise
    return folder


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
