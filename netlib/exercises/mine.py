"""Your backward pass: the functions of mine.py, judged, and netlib's where one is missing or wrong.

`train` takes it with `backward_pass=`: the forward pass and the step down stay netlib's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from netlib.backward import output_sigma, previous_sigma, weight_gradient
from netlib.checks import Array
from netlib.derivation.letters import escaped
from netlib.error import squared_error
from netlib.exercises.checking import MINE, stopped
from netlib.exercises.exercise import Letters
from netlib.exercises.noted import OWN
from netlib.forward import forward, logistic
from netlib.numerical import gradient_check

Function = Callable[..., Any]


@dataclass(frozen=True)
class Step:
    """A function of the backward pass: its letters, and the letter whose gradient it returns."""

    letters: tuple[str, ...]
    by: str
    exercise: str  # that asks for it
    netlibs: Function | None = None


STEPS: Mapping[str, Step] = {
    "sigma_1": Step(("G", "o_2"), "s_1", "06.3", output_sigma),
    "sigma_0": Step(("sigma_1", "W_1", "o_1"), "s_0", "06.3", previous_sigma),
    "gradient_of_W_1": Step(("sigma_1", "o_1"), "W_1", "05.3", weight_gradient),
    "gradient_of_W_0": Step(("G", "o_2", "W_1", "o_1", "o_0"), "W_0", "06.3"),
}
YOURS = "yours"
SIZES = (((4, 3, 2), 5), ((2, 5, 3), 1))  # a judge's two networks, and the samples in a batch


class Broken(ValueError):
    """A file of functions that can't be used; says in which line, and why."""


def loaded(text: str) -> dict[str, Any]:
    """Return what the names in the text of mine.py stand for; raises Broken where it stops."""
    names: dict[str, Any] = {"__name__": "mine"}
    try:
        exec(compile(text, MINE, "exec"), names)
    except SyntaxError as error:
        raise Broken(f"Line {error.lineno} of {MINE} is no Python: {error.msg}.") from None
    except (Exception, SystemExit) as error:
        line = error.__traceback__ and error.__traceback__.tb_next
        where = f"Line {line.tb_lineno} of {MINE}" if line else MINE
        raise Broken(f"{where} stops with {type(error).__name__}: {error}.") from None
    return names


def read() -> str:
    """Return the text of mine.py, its line ends as they are; "" where there is none."""
    try:
        return Path(MINE).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise Broken(f"{MINE} is no text in UTF-8: {error.reason}.") from None
    except OSError as error:
        raise Broken(f"{MINE} can't be read: {error.strerror}.") from None


@dataclass(frozen=True, repr=False)
class Mine:
    """The functions of a backward pass through two weight matrices, and whose each of them is.

    functions: by their names in STEPS. whose: of each, in words. complaint: why nothing of mine.py
    could be read; "" if it could.
    """

    functions: Mapping[str, Function] = field(repr=False)
    whose: Mapping[str, str]
    complaint: str = ""

    @property
    def yours(self) -> tuple[str, ...]:
        """The names of those that are right."""
        return tuple(name for name, whose in self.whose.items() if whose == YOURS)

    def backward_pass(self, batch: Any, weights: Any, scale: float) -> None:
        """Fill a batch's gradients, as `descent.backward_into` does, with these functions."""
        if len(weights.matrices) != 2:
            count = len(weights.matrices)
            raise ValueError(f"{MINE} is for W_0 and W_1, but this network has {count} matrices")
        f, W_1, (o_0, o_1, o_2) = self.functions, weights.matrices[1], batch.o
        G = o_2 - batch.t
        dE_dW_1 = f["gradient_of_W_1"](f["sigma_1"](G, o_2), o_1)
        dE_dW_0 = f["gradient_of_W_0"](G, o_2, W_1, o_1, o_0)
        for found, place in zip((dE_dW_0, dE_dW_1), batch.gradients.matrices, strict=True):
            np.multiply(found, scale * len(o_0), out=place)

    def __repr__(self) -> str:
        lines = [f"{name}: {whose}" for name, whose in self.whose.items()]
        return "\n".join([self.complaint] * bool(self.complaint) + lines)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return {OWN: {}}

    def _repr_markdown_(self) -> str:
        head = "| function | whose |\n|---|---|"
        rows = [f"\n| `{name}` | {escaped(whose)} |" for name, whose in self.whose.items()]
        complaint = f"{escaped(self.complaint)}\n\n" * bool(self.complaint)
        return complaint + head + "".join(rows)


def mine() -> Mine:
    """Return the backward pass of the functions in mine.py, beside the notebook.

    Each is judged by moving what its gradient is of; one that is wrong is named, and netlib's takes
    its place, as where it is missing. Raises nothing for whatever is in the file.
    """
    functions = {name: step.netlibs for name, step in STEPS.items() if step.netlibs}
    three, whose, complaint = tuple(functions), dict[str, str](), ""
    try:
        names = loaded(read())
    except Broken as error:
        names, complaint = {}, f"{error} Nothing of it is used."
    for name, step in STEPS.items():
        instead = "netlib's" if step.netlibs else "the three above, one after the other"
        if not callable(own := names.get(name)):
            whose[name] = f"{instead}; exercise {step.exercise} asks for yours"
        elif wrong := judged(name, own):
            whose[name] = f"{instead}, as yours is not right: {wrong}"
        else:
            functions[name], whose[name] = own, YOURS
    if "gradient_of_W_0" not in functions:
        functions["gradient_of_W_0"] = _composed(*(functions[name] for name in three))
    return Mine(functions, whose, complaint)


def _composed(sigma_1: Function, sigma_0: Function, weight_gradient: Function) -> Function:
    """Return the gradient by W_0 that three steps lead to."""
    return lambda G, o_2, W_1, o_1, o_0: weight_gradient(sigma_0(sigma_1(G, o_2), W_1, o_1), o_0)


def judged(name: str, function: Function) -> str:
    """Return what is wrong with a function of the backward pass, as a sentence; "" if nothing."""
    step = STEPS[name]
    for sizes, B in SIZES:
        letters, E_of, x = _measured(sizes, B, step.by)
        given = {letter: letters[letter] for letter in step.letters}
        passed = {letter: value.copy() for letter, value in given.items()}
        try:
            with np.errstate(all="ignore"):
                found = function(*passed.values())
        except Exception as error:
            return stopped(function, given, error)
        for letter, value in given.items():
            if not np.array_equal(value, passed[letter]):
                return f"your function changes {letter}, which the next step needs: work on a copy."
        if found is None:
            return "your function gives nothing back: is there a return?"
        try:
            report = gradient_check(E_of, x, found)
        except ValueError as error:
            return f"{error}."
        if not report:
            return f"with {step.by} for x, {report.said}."
    return ""


def _measured(
    sizes: tuple[int, int, int], B: int, by: str
) -> tuple[Letters, Callable[[Array], Any], Array]:
    """Return the letters of a batch, E as a function of one of them, and that one's value."""
    n_0, n_1, n_2 = sizes
    rng = np.random.default_rng(B)
    W_0, W_1 = rng.normal(size=(n_1, n_0)), rng.normal(size=(n_2, n_1))
    o_0, t = rng.normal(size=(B, n_0)), rng.uniform(size=(B, n_2))
    (s_0, s_1), (_, o_1, o_2) = (trace := forward([W_0, W_1], o_0)).s, trace.o
    G = o_2 - t
    error_of: dict[str, tuple[Callable[[Array], Any], Array]] = {
        "s_1": (lambda s: squared_error(logistic(s), t).sum(), s_1),
        "s_0": (lambda s: squared_error(forward([W_1], logistic(s)).o[1], t).sum(), s_0),
        "W_1": (lambda W: squared_error(forward([W_0, W], o_0).o[2], t).mean(), W_1),
        "W_0": (lambda W: squared_error(forward([W, W_1], o_0).o[2], t).mean(), W_0),
    }
    sigma_1 = output_sigma(G, o_2)
    letters = {"G": G, "o_2": o_2, "sigma_1": sigma_1, "W_1": W_1, "o_1": o_1, "o_0": o_0}
    return letters, *error_of[by]
