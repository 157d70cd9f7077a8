"""Run a notebook's cells one after another, and send what they hand over to `check`.

This is the only process that runs a student's code. It has no answers: what stands in place of
`netlib.exercises` takes an answer and says nothing of it, and all else of that package is a trap.
"""

import importlib.abc
import json
import os
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType, ModuleType
from typing import Any

import numpy as np

from netlib.grading.plain import from_plain, to_plain, written

PACKAGE = "netlib.exercises"
OWN = "netlib.grading"
CELL = "<ipython-input"  # how the file name of a cell begins
ALARM = {signal.SIGALRM}
Send = Callable[[dict[str, Any]], None]


class TimeUp(KeyboardInterrupt):
    """Raised in a cell that has had its time."""


class Quiet:
    """What `check` and the like return here: it is true, has every attribute, and says nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return Quiet()

    def __call__(self, *arguments: Any, **named: Any) -> "Quiet":
        """Return itself, whatever it is called with."""
        return self


class Recorder:
    """The `check` of a notebook that is run for marks: it sends answers, and judges none.

    cases: the arguments that a function is tried on, by exercise, as plain data.
    """

    def __init__(self, cases: Mapping[str, Any], send: Send) -> None:
        self.cases, self.send, self.cell = cases, send, 0

    def __call__(self, id: Any = None, answer: Any = None) -> Quiet:
        """Send what is handed over, and of a function what it returns for each case."""
        said = {"check": to_plain(id), "cell": self.cell}
        try:
            if isinstance(id, str) and callable(answer):
                said["tried"] = [self._tried(answer, case) for case in self.cases.get(id, ())]
            said["answer"] = to_plain(answer)
        except Exception:  # of a class of the student's own
            said["answer"] = to_plain(object())
        self.send(said)
        return Quiet()

    def _tried(self, function: Any, case: Any) -> dict[str, Any]:
        given = [from_plain(value) for value in case]
        found: dict[str, Any] = {}
        try:
            with np.errstate(all="ignore"), self._listening():
                found["gave"] = to_plain(function(*given))
        except BaseException as error:
            found["stopped"] = _said(error, getattr(function, "__code__", None))
        found["left"] = [to_plain(value) for value in given]
        return found

    @contextmanager
    def _listening(self) -> Iterator[None]:
        """Note which of netlib's functions a student's function calls."""
        called: set[str] = set()

        def heard(frame: FrameType, event: str, argument: Any) -> None:
            module = str(frame.f_globals.get("__name__", ""))
            by = str(frame.f_back.f_globals.get("__name__", "")) if frame.f_back else ""
            if event != "call" or not module.startswith("netlib.") or module.startswith(OWN):
                return
            if not by.startswith("netlib.") or by.startswith(OWN):  # not from inside of netlib
                called.add(f"{module}.{frame.f_code.co_name}")

        sys.setprofile(heard)
        try:
            yield
        finally:
            sys.setprofile(None)
            for name in sorted(called)[:3]:
                self.send({"note": "calls", "of": name, "cell": self.cell})


def _said(error: BaseException, code: Any = None) -> dict[str, Any]:
    """Return what an exception says, as plain data: the names of its kinds, words, line."""
    try:
        said = error.msg if isinstance(error, SyntaxError) else error
        words = " ".join(str(said).split())[:300]
    except Exception:
        words = ""
    trace, line = error.__traceback__, getattr(error, "lineno", None)
    file = getattr(code, "co_filename", "")
    while trace:
        here = trace.tb_frame.f_code.co_filename
        file = file or (here if here.startswith(CELL) else "")
        if file == here:
            line = trace.tb_lineno
        trace = trace.tb_next
    kinds = [kind.__name__ for kind in type(error).__mro__]
    name = getattr(error, "name", None)
    return {
        "kinds": kinds, "words": words, "name": name if isinstance(name, str) else "",
        "line": line if isinstance(line, int) else 0,
    }  # fmt: skip


class Trap(ModuleType):
    """A module in place of one of `netlib.exercises`; says who asks it for more than it has."""

    def __init__(self, name: str, note: Callable[[str, str], None], **has: Any) -> None:
        super().__init__(name)
        vars(self).update(has, __path__=[], __file__=None, _note=note)

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("__"):
            self._note("answers", f"{self.__name__}.{name}")
        raise AttributeError(f"{self.__name__}.{name} is not here while marks are given")

    def __setattr__(self, name: str, value: Any) -> None:
        if not name.startswith("__"):
            self._note("patched", f"{self.__name__}.{name}")


class Finder(importlib.abc.MetaPathFinder):
    """Finds none of the modules of `netlib.exercises`, and says who looks for one."""

    def __init__(self, note: Callable[[str, str], None]) -> None:
        self.note = note

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        """Refuse modules of this package; all others are found by others."""
        if name == PACKAGE or name.startswith(f"{PACKAGE}."):
            self.note("answers", name)
            raise ImportError(f"{name} is not here while marks are given")


def set_traps(check: Recorder, note: Callable[[str, str], None]) -> None:
    """Put what a notebook may use of `netlib.exercises` in its place, and traps for all else."""
    import netlib

    quiet = Quiet()
    package = Trap(PACKAGE, note, check=check)
    for name, names in {
        "guess": ("guess", "surprises"), "recall": ("again",), "kept": ("keep",), "mine": ("mine",),
    }.items():  # fmt: skip
        module = Trap(f"{PACKAGE}.{name}", note, **dict.fromkeys(names, quiet))
        vars(package)[name] = sys.modules[f"{PACKAGE}.{name}"] = module
    sys.modules[PACKAGE] = package
    vars(netlib)["exercises"] = package
    sys.meta_path.insert(0, Finder(note))


def run_cells(
    shell: Any, sources: Sequence[str], cases: Mapping[str, Any], seconds: float, send: Send
) -> None:
    """Run the cells in their order, whatever each of them does; send what happens.

    A cell gets half of the time that is left, so that those behind it have some.
    """
    recorder, until = Recorder(cases, send), time.monotonic() + seconds

    def note(what: str, of: str) -> None:
        send({"note": what, "of": of, "cell": recorder.cell})

    set_traps(recorder, note)
    signal.signal(signal.SIGALRM, _stop)
    warnings.simplefilter("ignore")
    for number, source in enumerate(sources):
        recorder.cell = number
        _put_back(shell, recorder, note)
        send({"begin": number})
        signal.setitimer(signal.ITIMER_REAL, (until - time.monotonic()) / 2, 1)
        try:
            done = shell.run_cell(source, silent=True)
            error = done.error_before_exec or done.error_in_exec
        except BaseException as stopped:  # an alarm just before the end, say
            error = stopped
        signal.setitimer(signal.ITIMER_REAL, 0)
        if error is not None:
            send({"error": _said(error), "cell": number})
    _put_back(shell, recorder, note)
    send({"done": True})


def _put_back(shell: Any, recorder: Recorder, note: Callable[[str, str], None]) -> None:
    if shell.user_ns.get("check", recorder) is not recorder:
        note("patched", "check")
    shell.user_ns["check"] = recorder


def _stop(number: int, frame: FrameType | None) -> None:
    raise TimeUp("its time is up")


def sender(pipe: int) -> Send:
    """Return what writes each thing that happens to a pipe, as a line of JSON."""

    def send(said: dict[str, Any]) -> None:
        line = (written(said) if "answer" in said else json.dumps(said)).encode() + b"\n"
        signal.pthread_sigmask(signal.SIG_BLOCK, ALARM)  # no half line
        while line:
            line = line[os.write(pipe, line) :]
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ALARM)

    return send
