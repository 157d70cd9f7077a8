"""Run and judge a folder of notebooks, several at a time, and give their marks in their order."""

import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import netlib
from netlib.chapters import CHAPTERS
from netlib.grading import notebook, verdicts
from netlib.grading.notebook import NoNotebook, Notebook
from netlib.grading.verdicts import Graded

KEPT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "TMPDIR", "TZ", "VIRTUAL_ENV")
# One thread for NumPy, and one heap for all: more would count as memory that is never used.
ONE = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "MALLOC_ARENA_MAX")
SETTINGS = {"MPLBACKEND": "Agg", "PYTHONDONTWRITEBYTECODE": "1", **dict.fromkeys(ONE, "1")}


@dataclass(frozen=True)
class Limits:
    """What the run of one notebook may use; seed: of the numbers that functions are tried on."""

    seconds: int
    megabytes: int
    seed: int


class Server:
    """A process of `netlib.grading.server`, which runs one notebook at a time."""

    def __init__(self, scratch: str) -> None:
        """Start it; scratch: the folder in which each notebook gets one of its own."""
        environment = {name: os.environ[name] for name in KEPT if name in os.environ}
        path = os.pathsep.join([str(Path(netlib.__path__[0]).parent), *filter(None, sys.path)])
        environment |= SETTINGS | {"PYTHONPATH": path}
        environment |= dict.fromkeys(("HOME", "TMPDIR", "IPYTHONDIR"), scratch)
        self.environment, self.errors = environment, Path(tempfile.mkdtemp(dir=scratch), "errors")
        self.closed = False
        self._start()

    def _start(self) -> None:
        command = [sys.executable, "-P", "-m", "netlib.grading.server"]
        with self.errors.open("wb") as errors:
            self.process = subprocess.Popen(
                command, env=self.environment, start_new_session=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
            )  # fmt: skip
        if (answer := self._answer()) is None:
            _, _, last = self.errors.read_text(errors="replace").strip().rpartition("\n")
            raise ValueError(f"what runs notebooks does not start: {last}")
        self.shut = bool(answer["shut"])

    def _answer(self) -> dict[str, Any] | None:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        return dict(json.loads(line)) if line else None

    def run(self, job: dict[str, Any]) -> dict[str, Any]:
        """Run one notebook; return how it ended, and the lines that it has sent."""
        assert self.process.stdin is not None
        with suppress(OSError):
            self.process.stdin.write(json.dumps({**job, "shut": self.shut}).encode() + b"\n")
            self.process.stdin.flush()
        if (answer := self._answer()) is None and not self.closed:  # memory was short, say
            self._stop()
            self._start()
        return answer or {"end": "its process was ended from outside", "sent": []}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.closed = True
        self._stop()

    def _stop(self) -> None:
        with suppress(OSError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()


@dataclass(frozen=True)
class Outcome:
    """One file: what was read of it and how its run ended, or why there was none."""

    file: str
    notebook: Notebook | None
    answer: dict[str, Any]


class Grader:
    """The processes that run notebooks; shut: whether nothing in them gets around the walls."""

    def __init__(
        self, folder: Path, limits: Limits, at_once: int, hidden: Sequence[Path] = ()
    ) -> None:
        """Start them; folder: of the students' files, which, as those hidden, none can read."""
        self.folder, self.limits, self.at_once = folder, limits, at_once
        self.stack = ExitStack()
        scratch = self.stack.enter_context(tempfile.TemporaryDirectory(prefix="marks-"))
        self.hidden = _without_pythons_own([folder, *hidden])
        self.free: queue.Queue[Server] = queue.Queue()
        self.exercises = {
            chapter: [
                verdicts.with_other_numbers(exercise, limits.seed)
                for exercise in verdicts.of_chapter(chapter)
            ]
            for chapter in CHAPTERS
        }
        with self.stack:
            for _ in range(at_once):
                self.free.put(self.stack.enter_context(Server(scratch)))
            self.stack = self.stack.pop_all()
        self.shut = all(server.shut for server in list(self.free.queue))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def marks(self, files: Sequence[Path]) -> Iterator[Graded]:
        """Yield the marks of each file, in their order."""
        with ThreadPoolExecutor(self.at_once) as pool:
            try:
                for run in pool.map(self._run, files):
                    yield self._marks(run)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                self.stack.close()
                raise

    def _run(self, path: Path) -> Outcome:
        file = os.fsencode(path.relative_to(self.folder)).decode(errors="replace")
        try:
            read = notebook.read(path)
            if not read.chapter:
                raise NoNotebook("no cell of it belongs to one of the notebooks")
        except NoNotebook as error:
            return Outcome(file, None, {"end": str(error)})
        except OSError as error:
            return Outcome(file, None, {"end": f"it can't be read ({error.strerror})"})
        job = {
            "cells": [cell.source for cell in read.cells],
            "cases": verdicts.arguments(self.exercises[read.chapter]),
            "seconds": self.limits.seconds,
            "megabytes": self.limits.megabytes,
            "hidden": self.hidden,
        }
        server = self.free.get()
        try:
            return Outcome(file, read, server.run(job))
        finally:
            self.free.put(server)

    def _marks(self, run: Outcome) -> Graded:
        end = str(run.answer["end"])
        if run.notebook is None:
            return Graded(run.file, unread=end, remarks=(end,))
        exercises = self.exercises[run.notebook.chapter]
        return verdicts.marked(run.file, run.notebook, exercises, run.answer["sent"], end)


def _without_pythons_own(folders: Sequence[Path]) -> list[str]:
    """Return those of the folders that exist and that Python does not need, inner ones first."""
    places = [sys.prefix, sys.base_prefix, netlib.__path__[0], tempfile.gettempdir(), *sys.path]
    needed = [Path(place).resolve() for place in filter(None, places)]
    found = {folder.resolve() for folder in folders if folder.is_dir()}
    kept = [str(f) for f in found if not any(place.is_relative_to(f) for place in needed)]
    return sorted(kept, key=len, reverse=True)


def files_in(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the notebooks below a folder, and the files that are none, both in their order."""
    found: list[Path] = []
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if f[0] != "." and f != "__MACOSX")
        found += [Path(here, name) for name in names if name[0] != "."]
    notebooks: list[Path] = []
    others: list[Path] = []
    for path in sorted(found, key=os.fsencode):
        plain = path.is_file() and not path.is_symlink()  # which might lead to somebody else's
        (notebooks if plain and path.suffix.lower() == ".ipynb" else others).append(path)
    return notebooks, others
