"""The process that has everything loaded, and copies itself for each notebook.

It reads a line of JSON for each notebook, and answers with a line: how the run ended, and what the
run has sent. `python -m netlib.grading.server` is started by `marking`.
"""

import json
import os
import select
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import netlib
from netlib.grading.cells import run_cells, sender
from netlib.grading.shut import give_up_rights, limit, shut_in, watch

SECRET = os.path.realpath(Path(netlib.__path__[0]) / "exercises")
MOST = 8_000_000  # bytes that a notebook may send
# What notebooks import, but for netlib.exercises.
LOADED = ("matplotlib.pyplot", "matplotlib_inline.backend_inline", "netlib.backward",
          "netlib.derivation", "netlib.drawing.chain", "netlib.explore", "netlib.forward",
          "netlib.training")  # fmt: skip


def serve() -> None:
    """Load what notebooks need, then answer for each line of standard input."""
    shell = _shell()
    for module in LOADED:
        import_module(module)
    print(json.dumps({"shut": _can_be_shut()}), flush=True)
    for line in sys.stdin:
        home = tempfile.mkdtemp()
        if (child := os.fork()) == 0:
            _watched(shell, json.loads(line), home)
        _, status = os.waitpid(child, 0)
        shutil.rmtree(home, ignore_errors=True)
        if status:
            print(json.dumps({"end": "its process could not be started", "sent": []}), flush=True)


def _shell() -> Any:
    """Return what runs cells and magics as Jupyter does, and shows nothing."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    settings = Config()
    settings.HistoryManager.enabled = False
    shell: Any = InteractiveShell.instance(config=settings)
    shell.showtraceback = shell.showsyntaxerror = shell.enable_gui = lambda *_, **__: None
    shell.ask_exit = lambda *_: None
    return shell


def _can_be_shut() -> bool:
    """Try the walls out in a process for that."""
    home = tempfile.mkdtemp()
    if (child := os.fork()) == 0:
        os._exit(0 if shut_in(home, [SECRET]) else 1)
    status = os.waitpid(child, 0)[1]
    os.rmdir(home)
    return status == 0


def _watched(shell: Any, job: Mapping[str, Any], home: str) -> None:
    """Run one notebook in a process of its own; answer when it ends, or its time does."""
    if job["shut"] and not shut_in(home, [SECRET, *job["hidden"]]):
        os._exit(1)
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        try:
            _run(shell, job, home, writing)
        finally:
            os._exit(0)
    os.close(writing)
    sent, end = _read(reading, job["seconds"] + 1)
    for kill in (os.killpg, os.kill):
        try:
            kill(child, signal.SIGKILL)
        except OSError:  # it has ended by itself
            continue
    _, status = os.waitpid(child, 0)
    if not end and os.WIFSIGNALED(status):
        end = f"it crashed ({signal.Signals(os.WTERMSIG(status)).name})"
    print(json.dumps({"end": end or "it ended its process", "sent": sent}), flush=True)
    os._exit(0)


def _read(pipe: int, seconds: float) -> tuple[list[str], str]:
    """Return the lines that come through a pipe, and why no more were read."""
    data, end, until = bytearray(), "", time.monotonic() + seconds
    while not end:
        left = until - time.monotonic()
        if left <= 0 or not select.select([pipe], [], [], left)[0]:
            end = "its time was up"
            break
        if not (more := os.read(pipe, 1 << 16)):
            break
        data += more
        if len(data) > MOST:
            end = "it sent too much"
        elif data.endswith(b'{"done": true}\n'):
            end = "done"
    return data.decode(errors="replace").split("\n")[:-1], end


def _run(shell: Any, job: Mapping[str, Any], home: str, pipe: int) -> None:
    """Run the cells; what is around them here is gone for them."""
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.closerange(3, pipe)
    os.closerange(pipe + 1, 4096)
    os.chdir(home)
    os.environ.update(HOME=home, TMPDIR=home, IPYTHONDIR=home, MPLCONFIGDIR=home)
    tempfile.tempdir = home
    send = sender(pipe)
    limit(job["seconds"], job["megabytes"], job["shut"])
    give_up_rights()
    watch(home, [SECRET], lambda what, of: send({"note": what, "of": of}))
    run_cells(shell, job["cells"], job["cases"], job["seconds"], send)


if __name__ == "__main__":
    serve()
