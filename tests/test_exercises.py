"""The exercises: right answers, known mistakes, what is neither, and that no answer is told."""

import ast
import json
import math
import re
import signal
import sys
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from functools import cache
from runpy import run_path
from types import ModuleType
from typing import Any

import nbformat
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from IPython.core.interactiveshell import InteractiveShell

from netlib import chapters
from netlib.derivation.judges.numbers import sample
from netlib.derivation.networks import ONE
from netlib.derivation.slips import SLIPS
from netlib.error import squared_error
from netlib.exercises import EXERCISES, Exercise, Feedback, check, registry
from netlib.exercises.answers import Choice, Decimals
from netlib.exercises.checking import FEEDBACK
from netlib.exercises.derivation import Derivation
from netlib.exercises.exercise import choice, derived
from netlib.exercises.shapes import Shapes
from netlib.exercises.variants import made
from netlib.forward import logistic
from netlib.notation import shapes
from netlib.numerical import complex_step
from tests.networks import loop_gradient
from tools.notebooks import NOTEBOOKS

ALL = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=list(EXERCISES))
NONSENSE = [
    0, -3, 10**30, 0.5, "x", "0.5", "", "A", "Z", "AB", "3 x", "x by y", [], (), {}, set(), [1, 2],
    [[1], [1, 2]], ["a", None], [..., 1], np.nan, [np.inf], 1j, True, object(), b"x", np.zeros(0),
    np.zeros((2, 3)), np.zeros((2, 2, 2)), np.array([None]), np.array(["a"]), float, check, print,
    lambda: 1, lambda *a: a[0], lambda *a: "x", lambda *a: [[1], [1, 2]], lambda *a: np.nan,
    lambda *a: 1 / 0, lambda *a: a[99], lambda *a: lambda: 1, lambda *a: (1, 2),
    lambda *a: (None, 1),
]  # fmt: skip


def passed(exercise: Exercise, of: Any) -> Any:
    """Return a solution or a mistake as a student would pass it: a function, or a value."""
    if not callable(of):
        return of
    if not exercise.cases:
        return of(**exercise.given)
    letters = list(exercise.cases[0].letters)
    return lambda *arguments: of(**dict(zip(letters, arguments, strict=True)))


def solution(id: str) -> Any:
    """Return the solution of an exercise as a student would pass it."""
    return passed(EXERCISES[id], EXERCISES[id].solution)


def solution_cells() -> dict[str, tuple[str, str]]:
    """Return the first imports of its notebook and the solution's cell, by the exercise's id."""
    found = {}
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
        first = re.findall(r"^(?:import|from) .+$", cells[0].source, flags=re.MULTILINE)
        imports = "\n".join(line for line in first if "import check" not in line)
        for cell in cells:
            if "solution" in cell.metadata.get("tags", []):
                found[cell.metadata["exercise"]] = imports, cell.source
    return found


@ALL
def test_the_right_answer_is_right_and_no_mistake(exercise: Exercise) -> None:
    verdict = check(exercise.id, solution(exercise.id))
    assert verdict
    first, *chips = repr(verdict).splitlines()
    assert first == f"Exercise {exercise.id}: right."
    proven = ["numbers ✓, every size ✓"] if isinstance(exercise.kind, Derivation) else []
    assert chips == proven


@ALL
def test_every_mistake_gets_its_own_message(exercise: Exercise) -> None:
    assert len(exercise.mistakes) >= 3
    for mistake in exercise.mistakes:
        verdict = check(exercise.id, passed(exercise, mistake.wrong))
        assert (verdict.mistake, verdict.state) == (mistake.name, "not yet")
        where = {Derivation: "Line 1: ", Shapes: r"The \w+ shape: "}.get(type(exercise.kind), "")
        assert re.fullmatch(where + re.escape(mistake.message), verdict.message)
        assert not verdict
    for said in ("name", "message"):
        assert len({getattr(m, said) for m in exercise.mistakes}) == len(exercise.mistakes)


@ALL
def test_it_speaks_plainly(exercise: Exercise) -> None:
    for text in (exercise.marking, *(m.message for m in exercise.mistakes)):
        assert 20 < len(text) < 240, text
        assert text[0] in "φ" or text[0].isupper() or text.startswith("phi"), text
        assert re.search(r"[.?)]$", text), text


def test_each_solution_of_the_notebooks_passes_and_is_called_the_solution() -> None:
    shell = InteractiveShell()  # type: ignore[no-untyped-call]
    for id, (imports, source) in solution_cells().items():
        shell.run_cell(f"{imports}\nfrom netlib.exercises import check")  # type: ignore[no-untyped-call]
        verdict = shell.run_cell(source).result  # type: ignore[no-untyped-call]
        assert repr(verdict).startswith(f"Exercise {id}, the solution: right."), id
    assert set(solution_cells()) == set(EXERCISES)


def test_right_answers_by_hand_and_by_loops() -> None:
    v = sample(ONE)
    one, six = shapes((5, 2, 7)), shapes((5, 2, 7), batch=6)
    assert check("01.1", [one["W_1"], one["sigma_0"], one["dE/dW_0"], six["s_1"]])
    assert solution("02.2") == round(1 / (1 + np.exp(1.9)), 4)
    assert solution("02.4") == 89_400
    assert (solution("07.1"), solution("07.3")) == (2010, pytest.approx(3))
    by_hand: dict[str, Any] = {
        "03.1": 0.19,
        "04.1": [[0.25, 0, 0], [0, 0.09, 0], [0, 0, 0.16]],
        "05.1": [[0.1, 0.06, 0.16], [-0.05, -0.03, -0.08]],
        "06.2": [-0.025, -0.08, 0.018],
        "05.6": 0.23**2 / (0.09 * 0.98),
        "06.6": [266_200, 298_020, 532_400],
    }
    for id, numbers in by_hand.items():
        np.testing.assert_allclose(solution(id), numbers)
    columns = solution("02.3")(v["W_0"], v["W_1"], v["o_0"][:, None])
    np.testing.assert_allclose(columns[:, 0], v["o_2"])
    E, G = solution("03.4")(v["o_2"], v["t"])
    np.testing.assert_allclose(E, v["E"])
    np.testing.assert_allclose(G, v["G"])
    np.testing.assert_allclose(solution("05.3")(v["sigma_1"], v["o_1"]), v["dE_dW_1"])
    np.testing.assert_allclose(solution("05.7")(np.array([[1.0, 2], [3, 6]])), [2, 4])
    J = complex_step(lambda s: np.exp(s) / np.exp(s).sum(), v["s_0"])
    np.testing.assert_allclose(solution("04.6")(np.exp(v["s_0"]) / np.exp(v["s_0"]).sum()), J)
    found = solution("06.3")(v["G"], v["o_2"], v["W_1"], v["o_1"], v["o_0"])
    np.testing.assert_allclose(found, v["dE_dW_0"])
    W, o_0, t = v["W_0"], v["o_0"], np.array([0.1, 0.9, 0.4, 0.7])
    first, second = (loop_gradient([W, W.T], o_0, t, layer) for layer in (0, 1))
    np.testing.assert_allclose(solution("06.4")(W, o_0, t), first + second.T)
    V, W_1 = np.linspace(-1, 1, 8).reshape(2, 4), v["W_1"]
    E = {
        "W_0": lambda X: squared_error(logistic(W_1 @ logistic(X @ o_0) + V @ o_0), v["t"]),
        "V": lambda X: squared_error(logistic(W_1 @ logistic(W @ o_0) + X @ o_0), v["t"]),
    }
    by_W_0, by_V = solution("06.7")(W, W_1, V, o_0, v["t"])
    np.testing.assert_allclose(by_W_0, complex_step(E["W_0"], W))
    np.testing.assert_allclose(by_V, complex_step(E["V"], V))
    # sigma_1 of the cross-entropy, by a complex step through its definition
    s_1, target = v["s_1"], np.array([0.2, 0.9])
    for k in range(2):
        s = s_1.astype(complex)
        s[k] += 1e-30j
        o = 1 / (1 + np.exp(-s))
        E = -(target * np.log(o) + (1 - target) * np.log(1 - o)).sum()
        assert solution("05.4")(v["o_2"], target)[k] == pytest.approx(E.imag / 1e-30)


@pytest.mark.parametrize(
    ("id", "letters"),
    [
        ("03.1", ("E",)), ("03.4", ("E", "G")), ("04.1", ("J_o1_s0",)), ("05.1", ("dE_dW_1",)),
        ("05.3", ("dE_dW_1",)), ("06.2", ("sigma_0",)), ("06.3", ("dE_dW_0",)),
    ],
)  # fmt: skip
def test_each_formula_is_the_derivations(id: str, letters: tuple[str, ...]) -> None:
    exercise = EXERCISES[id]
    for case in exercise.tried_on:
        one, other = (
            exercise.kind.read(of(**case.letters)) for of in (exercise.solution, derived(*letters))
        )
        assert not exercise.kind.difference(one, other), case.description


@ALL
def test_not_attempted_is_not_wrong(exercise: Exercise) -> None:
    def stub(*_: Any) -> Any:
        return ...

    def to_do(*_: Any) -> None:
        raise NotImplementedError

    open_answers: list[Any] = [None, ..., "", " ", [...], [None, ...], (..., ...), [[...], [...]]]
    if exercise.cases:
        open_answers += [stub, to_do, lambda *_: (..., ...)]
    for untouched in open_answers:
        assert check(exercise.id, untouched).state == "not attempted yet"


@pytest.mark.parametrize("id", [id for id, e in EXERCISES.items() if e.cases])
def test_a_function_without_return_is_asked_for_it(id: str) -> None:
    def no_return(*letters: Any) -> None:
        print(solution(id)(*letters))

    verdict = check(id, no_return)
    assert verdict.state == "unclear"
    assert verdict.message.endswith("your function gives nothing back: is there a return?")


@ALL
def test_whatever_is_passed_is_answered_in_two_lines(exercise: Exercise) -> None:
    for nonsense in NONSENSE:
        verdict = check(exercise.id, nonsense)
        assert verdict.state in {"right", "not yet", "unclear", "not attempted yet"}
        for text in (repr(verdict), verdict._repr_markdown_()):
            assert text.count("\n") <= 1
            assert "0x" not in text
            assert len(text) < 360


@cache
def formats(number: float) -> frozenset[str]:
    """Return a number as people write it."""
    size = abs(number)
    fraction = Fraction(size).limit_denominator(50)
    texts = {f"{size:.{d}f}" for d in range(7) if abs(round(size, d) - size) < 6e-4 * size}
    texts |= {f"{size:g}", f"{size:,g}", f"{size:.3g}", f"{size:,.0f}"} if size >= 1 else set()
    texts |= {f"{size:e}", f"{size:.2e}", f"{100 * size:g} %", f"{100 * size:g}%", repr(size)}
    texts |= {str(fraction)} if abs(fraction - size) < 1e-12 else set()
    return frozenset(texts | {text.lstrip("0") for text in texts if text.startswith("0.")})


def tells(text: str, number: float) -> bool:
    return any(
        re.search(rf"(?<![\w.,]){re.escape(f)}(?![\w%]|[.,]\d)", text) for f in formats(number)
    )


def leaks(exercise: Exercise, text: str) -> bool:
    """Return whether a text tells an answer, which is a value: as numbers, shapes or a letter."""
    right = exercise.kind.read(solution(exercise.id))
    if isinstance(exercise.kind, Derivation):
        own = re.sub("“[^”]*”", "", text)  # a student's own line may be quoted
        sides = [re.sub(r"\s", "", side) for side in re.split("[=\n]", right)[1:]]
        return any(side in re.sub(r"\s", "", own) for side in sides if len(side) > 5)
    if isinstance(exercise.kind, Choice):
        return bool(re.search(rf"\b{right}\b", text))
    if isinstance(exercise.kind, Shapes):
        return any(
            re.search(rf"\b{s[0]},? ?(x|×|by)? ?{s[-1]}\b", text) for s in right if len(s) == 2
        )
    numbers = {float(x) for x in np.ravel(right) if x}
    whole = all(x == int(x) and x < 10 for x in numbers)  # small ones may count something else
    return (all if whole else any)(tells(text, x) for x in numbers)


# Each makes a true line false, wherever it is done: another letter, sign, index, product, a factor.
SPOILING = [
    (" - ", " + "), ("sigma_1", "sigma_0"), ("W_1", "W_1^T"), ("o_1", "o_2"), ("o_1", "s_0"),
    ("J(o_1;s_0)", "J(o_2;s_1)"), ("J(s_1;o_1)", "J(s_1;w_ij)"), ("G(E;o_2)", "2 G(E;o_2)"),
    ("_i ", "_j "), ("1_j", "1_i"), ("e^-x", "e^x"), ("e^-x", "2 e^-x"), ("^2", "^3"),
    ("phi(x) (", "phi(x) phi(x) ("), ("= ", "= -"), ("diag(", "2 diag("), ("1 - ", "2 - "),
]  # fmt: skip


def edited(lines: str) -> list[str]:
    """Return the lines of a derivation with one spoiling edit each, at each place."""
    found = []
    for old, new in SPOILING:
        for match in re.finditer(re.escape(old), lines):
            found.append(lines[: match.start()] + new + lines[match.end() :])
    words = list(re.finditer(r"[A-Za-z_0-9]+", lines))
    found += [lines[: w.start()] + "nonsense" + lines[w.end() :] for w in words]
    return found


DERIVED = [e for e in EXERCISES.values() if isinstance(e.kind, Derivation)]


@pytest.mark.parametrize("exercise", DERIVED, ids=[e.id for e in DERIVED])
def test_no_edit_of_a_derivation_is_right(exercise: Exercise) -> None:
    spoiled = edited(solution(exercise.id))
    assert len(spoiled) >= 25
    for lines in spoiled:
        verdict = check(exercise.id, lines)
        assert verdict.state in ("not yet", "unclear"), lines
        assert verdict.message, lines


@pytest.mark.parametrize(
    ("id", "lines"),
    [
        ("04.5", "phi'(x) = e^(-x)/(1 + e^(-x))^2 = phi(x)^2 e^(-x) = phi(x) (1 - phi(x))"),
        ("05.5", "dE;dw_ij = G J(o_2;s_1) J(s_1;w_ij)\n= sigma1 J(s1;w_ij)\n= sigma_1_i o_1_j"),
        ("05.5", r"""\frac{\partial E}{\partial w_{ij}} = \sigma_1 J(s_1;w_{ij})
            = \sigma_{1,i}\,o_{1,j}"""),
        ("06.5", "σ₀ = G J(o_2;s_1) W_1 J(o_1;s_0)\n= σ₁ W₁ diag(o₁ (1 - o₁))\n"
                 "= (σ₁ W₁) ∘ o₁ ∘ (1 - o₁)"),
        ("06.5", "sigma_0 = sigma_1 @ W_1 @ J(o_1;s_0)\n= (W_1^T sigma_1) * o_1 * (1 - o_1)"),
    ],
)  # fmt: skip
def test_a_derivation_may_be_typed_in_many_ways(id: str, lines: str) -> None:
    verdict = check(id, lines)
    assert verdict, verdict


@pytest.mark.parametrize("exercise", DERIVED, ids=[e.id for e in DERIVED])
def test_a_derivation_that_is_none_is_told_so(exercise: Exercise) -> None:
    first, *_, last = solution(exercise.id).splitlines()
    asked = first.partition("=")[0]
    assert "only states the result" in check(exercise.id, f"{asked} {last}").message
    assert "not yet what is asked for" in check(exercise.id, first).message
    for blank in ("", " ", "\n\n"):
        assert check(exercise.id, blank).state == "not attempted yet"
    for nonsense in ("hello", 5, ["a", 3], "= = =", "x = x", "sigma_9 = 1"):
        verdict = check(exercise.id, nonsense)
        assert verdict.state in ("unclear", "not yet")
        assert verdict.message


def wrong_answers(exercise: Exercise) -> list[Any]:
    """Return many wrong answers to an exercise whose answer is a value."""
    found = [passed(exercise, mistake.wrong) for mistake in exercise.mistakes] + NONSENSE
    for mistake in made(exercise):
        with suppress(Exception):  # a formula that can't be computed is no answer
            found.append(passed(exercise, mistake.wrong))
    if isinstance(exercise.kind, Decimals):
        right = np.asarray(solution(exercise.id), dtype=float)
        rng = np.random.default_rng(0)
        found += [right * f for f in (0, -1, 2, 0.5, 1.01, 0.99, 1.2, 100)]
        found += [right + rng.normal(size=right.shape) for _ in range(20)]
        found += [right + d for d in (1, -1, 0.01, -0.01)]
        found += [right[None], right.ravel()[:1], [right]]
        for k in np.ndindex(right.shape):
            changed = right.copy()
            changed[k] += 0.02
            found.append(changed)
    if isinstance(exercise.kind, Derivation):
        found += edited(solution(exercise.id))
    if isinstance(exercise.kind, Shapes):
        listed = list(solution(exercise.id))
        found += [listed[:2], [*listed, (1,)], [str(s) for s in listed[::-1]]]
        found += [
            [*listed[:k], wrong, *listed[k + 1 :]]
            for k in range(len(listed))
            for wrong in [(9, 9), ...]
        ]
    return found


VALUES = [e for e in EXERCISES.values() if not e.cases]


@pytest.mark.parametrize("exercise", VALUES, ids=[e.id for e in VALUES])
def test_it_never_tells_the_answer(exercise: Exercise) -> None:
    said = [check(exercise.id, wrong) for wrong in wrong_answers(exercise)]
    wrong = [v for v in said if not v]
    assert len(wrong) >= len(exercise.mistakes) + 20
    for verdict in wrong:
        for text in (verdict.message, repr(verdict), verdict._repr_markdown_()):
            assert not leaks(exercise, text.replace(exercise.id, "")), text


def test_a_told_answer_is_seen() -> None:
    for id, text in [
        ("03.1", "It is .19"), ("03.1", "19 % of it"), ("04.2", "try 2/3."), ("04.2", "0.667"),
        ("02.4", "that's 89,400"), ("02.1", "not A but C."), ("01.1", "W_1 is 7 x 2"),
        ("05.1", "too small: 0.06"), ("01.2", "all are 1"), ("05.2", "row 2, column 3"),
    ]:  # fmt: skip
        assert leaks(EXERCISES[id], text), text
    assert not leaks(EXERCISES["03.1"], "0.1901 is 0.199 or 1.19")


def test_no_message_writes_down_the_code_of_a_solution() -> None:
    for id, (_, source) in solution_cells().items():
        if not EXERCISES[id].cases:
            continue
        tree = ast.parse(source)
        written = [n.value for n in ast.walk(tree) if isinstance(n, ast.Return | ast.Assign)]
        code = [ast.unparse(v).replace(" ", "") for v in written if v]
        assert code
        for mistake in EXERCISES[id].mistakes:
            said = mistake.message.replace(" ", "")
            assert not any(len(c) > 4 and c in said for c in code), (id, mistake.message)


def test_what_is_no_known_mistake_is_told_by_its_first_difference() -> None:
    for change, said in [
        ((0, 1, 0.5), "The entry in the first row, second column, is too large."),
        ((1, 2, -0.5), "The entry in the second row, third column, is too small."),
        ((1, 0, 0.1), "The entry in the second row, first column, has the wrong sign."),
    ]:
        rows = np.array(solution("05.1"))
        rows[change[:2]] += change[2]
        assert check("05.1", rows).message == said
    assert "keep more digits" in check("04.2", 0.67).message
    assert check("03.1", 7).message == "This is too large."
    assert check("03.1", [1, 2]).message.startswith("One number")
    assert check("01.1", ["7 x 2", "2", "2x5", "6 by 8"]).message.startswith("The fourth shape")
    gradient = solution("05.3")
    off = check("05.3", lambda sigma_1, o_1: gradient(sigma_1, o_1) + 0.25)
    where = "Tried on one sample in a 4-3-2 network: "
    assert off.message == f"{where}Every entry is too large by 0.25."
    one = check("05.3", lambda *a: gradient(*a) + (np.arange(len(gradient(*a))) == 0)[:, None])
    assert re.search(r"Entry \[0, 0\] is \S+, but \S+ is needed\.$", one.message)
    shape = check("05.3", lambda sigma_1, o_1: sigma_1)
    assert shape.message.endswith("The shape is (2,), but (2, 3) is needed.")
    batch = check("05.3", lambda a, b: gradient(a, b) * (1 if a.ndim == 1 else 5))
    assert batch.message.startswith(
        "Right for one sample in a 4-3-2 network. Tried on a batch of 7"
    )


def test_what_stops_a_students_function_is_said_with_its_line() -> None:
    def stops(sigma_1: Any, o_1: Any) -> Any:
        nothing: Any = {}
        return nothing["sigma"]

    line = stops.__code__.co_firstlineno + 2
    message = check("05.3", stops).message
    assert message.endswith(
        f"in line {line} of its cell: a dictionary has no such key (KeyError: 'sigma')."
    )
    inside_numpy = check("05.3", lambda sigma_1, o_1: np.linalg.inv(sigma_1))
    line = test_what_stops_a_students_function_is_said_with_its_line.__code__.co_firstlineno + 10
    assert (
        f"in line {line} of its cell: this operation needs another kind of matrix"
        in inside_numpy.message
    )
    half = check("05.3", lambda a, b: None if a.ndim == 2 else np.outer(a, b))
    assert half.message.endswith("your function gives nothing back: is there a return?")
    assert half.message.startswith("Right for one sample in a 4-3-2 network. Tried on a batch")
    assert check("05.3", np.zeros((2, 3))).message.startswith("A function is asked for")
    assert check("05.1", np.outer).message.startswith("This is a function")


def test_a_known_mistake_is_named_although_it_stops() -> None:
    right = solution("06.3")
    wrong = check("06.3", lambda G, o_2, W_1, o_1, o_0: (G * o_2 * (1 - o_2)) @ W_1.T)
    assert (wrong.state, wrong.mistake) == ("not yet", "W_1 transposed")
    sliced = check("06.3", lambda *a: right(*a) + np.zeros(99))
    assert sliced.state == "unclear"
    assert "two shapes don't fit entry by entry" in sliced.message

    def turned(first: int) -> Any:
        def gradient(W: Any, o_0: Any, t: Any) -> Any:
            both = [np.zeros(W.shape), np.zeros(W.T.shape)]
            return both[first] + both[1 - first]

        return gradient

    for first in (0, 1):  # whichever is added to the other
        assert check("06.4", turned(first)).mistake == "not transposed"
    both = check("06.4", lambda W, o_0, t: (W, W.T))
    assert both.message.endswith("These are 2 results side by side, but one array is asked for.")


def test_an_endless_loop_that_is_interrupted_is_said_too() -> None:
    # It may be ignored, as where a program runs on after its terminal is closed.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def endless(sigma_1: Any, o_1: Any) -> Any:
        while True:
            signal.raise_signal(signal.SIGINT)  # as when the square button is pressed

    try:
        said = check("05.3", endless).message
    finally:
        signal.signal(signal.SIGINT, before)
    line = endless.__code__.co_firstlineno + 2
    assert f"your function was stopped in line {line} of its cell: does it come to an end?" in said


def test_of_two_mistaken_shapes_the_first_is_named() -> None:
    assert check("01.1", ["7 x 2", "5", "5 x 2", "7 x 6"]).mistake == "the layer before"
    assert check("01.1", ["7 x 2", "2", "5 x 2", "7 x 6"]).mistake == "inputs down"
    assert check("01.1", ["7 x 2", "2", "2 x 5", "7 x 6"]).mistake == "samples as columns"


@pytest.mark.parametrize(
    ("third", "said"),
    [
        ("6 x 5", "is not right yet: its columns are right, so look at the other size."),
        ("2 x 8", "is not right yet: its rows are right, so look at the other size."),
        ("3 x 9", "is not right yet."),
        ("10", "needs two sizes: how many rows, how many columns?"),
        ("2 x 5 x 1", "needs two sizes: how many rows, how many columns?"),
    ],
)  # fmt: skip
def test_which_size_of_a_shape_is_right_is_said(third: str, said: str) -> None:
    verdict = check("01.1", ["7 x 2", "2", third, "6 x 7"])
    assert verdict.message == f"The third shape {said}"


@pytest.mark.parametrize("row", ["2", "(2,)", (2,), 2, "1 x 2", (1, 2), "1×2", [1, 2]])
def test_a_row_has_two_spellings_and_a_column_is_named(row: Any) -> None:
    assert check("01.1", ["7 x 2", row, "2 x 5", "6 x 7"])
    column = check("01.1", ["7 x 2", "2 x 1", "2 x 5", "6 x 7"])
    assert column.message.startswith("The second shape: This is a column.")


def test_a_function_for_one_network_alone_is_not_right() -> None:
    def for_one_layer(sigma_1: Any, o_1: Any) -> Any:
        if sigma_1.ndim == 1 and sigma_1.shape != (2,):
            return np.outer(sigma_1, o_1)[:2, :3]
        return solution("05.3")(sigma_1, o_1)

    message = check("05.3", for_one_layer).message
    assert message.endswith("Tried on one sample in a 2-5-3 network: The shape is (2, 3),"
                            " but (3, 5) is needed.")  # fmt: skip


def test_numbers_that_are_none_are_said() -> None:
    for answer in (np.nan, [0.1, np.inf]):
        assert "nan or infinity" in check("03.1", answer).message
    message = check("05.3", lambda sigma_1, o_1: np.outer(sigma_1, o_1) / 0).message
    assert message.startswith(
        "Tried on one sample in a 4-3-2 network, your function's result: This"
    )
    assert "nan or infinity" in message


def test_answers_may_be_written_in_many_ways() -> None:
    for shapes_ in (
        ["7 x 2", "2", "2 x 5", "6x7"],
        [(7, 2), 2, (2, 5), [6, 7]],
        ("(7, 2)", "(2,)", "2 by 5", "6 × 7"),
    ):
        assert check("01.1", shapes_)
    assert check("02.1", " c ")
    assert check("02.1", "(C)")
    assert check("04.2", 0.6667)
    assert check("03.1", np.float32(0.19))
    for number in (
        [0.19], Fraction(19, 100), Decimal("0.19"), "0.19", ".19", "0,19", "19/100", "19 %", "19%",
        " 0.19 ", ["0.19"], "[0.19]",
    ):  # fmt: skip
        assert check("03.1", number), number
    for both in ("2, 3", "(2,3)", "[2, 3]", "2 3"):
        assert check("05.2", both)
    assert check("05.2", "[2; 3]")
    assert check("02.4", "89 400")
    assert check("04.1", [[Fraction(1, 4), 0, 0], [0, "0,09", 0], [0, 0, "16 %"]])
    assert check("06.1", "3 x 4, 4 x 4, 4 x 1, 1 x 4")
    assert check("06.1", "(3, 4), (4, 4), (4, 1), (4,)")
    assert check("06.1", ["3 4", "4 4", "4 1", "1 4"])
    assert check("06.1", "3 x 4 4x4 4 x 1 4")
    assert check("06.1", np.array([[3, 4], [4, 4], [4, 1], [1, 4]]))
    assert check("06.2", [[-0.025], [-0.08], [0.018]])
    assert check("05.2", (2, 3))
    assert check("05.3", lambda *a: solution("05.3")(*a).tolist())


def test_a_number_that_is_written_otherwise_is_named() -> None:
    assert "a comma stands between two numbers" in check("03.1", (0, 19)).message
    assert "can be read in two ways" in check("02.4", "89,400").message
    assert check("03.3", 81).message.startswith("Is this in percent?")
    assert check("03.3", "81 %")
    assert "take the quotes away" in check("03.1", "nearly nothing").message
    assert "take the quotes away" in check("05.3", lambda *_: "0.3").message
    assert "A list of two numbers" in check("05.2", "2,3").message
    assert "and this has three" in check("05.2", [2, 3, 1]).message
    assert "this is a dict" in check("03.1", {"E": 0.19}).message
    assert "True or False" in check("03.1", True).message
    for large in (10**400, Fraction(10**400), Decimal("1e400")):
        assert "too large" in check("03.1", large).message
    assert "nan" in check("03.1", "1/0 nan").message or check("03.1", "1/0").state == "unclear"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda X: 2 * X, "Every entry is twice as large as it should be."),
        (lambda X: X / 2, "Every entry is half as large as it should be."),
        (lambda X: X / 7, "Every entry is 1/7 as large as it should be."),
        (lambda X: -3.5 * X, "Every entry is 3.5 times as large as it should be and has the other "
                             "sign."),
        (lambda X: abs(X), "The sizes are right, but some signs are not."),
        (lambda X: X[None], "The numbers are right, but in the shape (1, 2, 3); (2, 3) is needed."),
        (lambda X: X * 0, "Every entry is zero."),
    ],
)  # fmt: skip
def test_what_all_entries_share_is_said_without_numbers(change: Any, said: str) -> None:
    right = solution("05.3")
    message = check("05.3", lambda *a: change(right(*a))).message
    assert re.fullmatch(
        rf"(Right .*)?Tried on one sample in a \S+ network: {re.escape(said)}", message
    )


def test_one_of_two_results_is_named() -> None:
    right = solution("03.4")

    def times(e: int, g: int) -> Any:
        return lambda *a: (e * right(*a)[0], g * right(*a)[1])

    said = check("03.4", times(1, 3)).message
    assert said.endswith("network: E is right. G: every entry is 3 times as large as it should be.")
    said = check("03.4", times(3, 1)).message
    assert said.endswith("network: E: this is 3 times as large as it should be.")
    assert check("03.4", times(1, 2)).message.startswith("E is right, but G")


def test_the_half_that_is_right_gets_a_word() -> None:
    batch = check("05.3", lambda sigma_1, o_1: sigma_1.T @ o_1 / len(sigma_1)).message
    assert batch.startswith("Right for a batch of 7 in a 3-5-4 network. On two plain vectors .T")
    many = check(
        "06.3", lambda *a: np.stack([solution("06.3")(*one) for one in zip(*a, strict=True)])
    ).message
    single = check("02.3", lambda W_0, W_1, X: solution("02.3")(W_0, W_1, X[:, :5])).message
    assert single.startswith("Right for 5 samples in a 4-3-2 network. Tried on 7 samples")
    assert "your function stops" in many


@pytest.mark.parametrize(
    ("does", "trap"),
    [
        ("sigma", "the name “sigma” has no value; those given are (G,"),
        ("G.sum(axis=1)", "it names an axis that isn't there"),
        ("W_1 + o_0", "two shapes don't fit entry by entry"),
        ("W_1 @ G", "the sizes of a matrix product don't meet"),
        ("G[9]", "an index goes past the end"),
        ("G[0, 0]", "one index too many"),
        ("math.exp(o_0)", "a function for one number"),
        ("G(1 - G)", "is a * missing?"),
        ("G.transposed", "“.transposed” is asked of something"),
        ("G * ...", "a ... is still left in it"),
        ('print(end="") * G', "something in it is None"),
        ("np.zeros(3, 4)", "a shape needs brackets of its own"),
        ("G if G > 0 else 0", "takes one number, and here is an array"),
        ("1 / 0", "it divides by zero"),
        ("2 @ W_1", "a number times an array is written *"),
    ],
)  # fmt: skip
def test_what_stops_a_function_is_told_as_the_trap_it_is(does: str, trap: str) -> None:
    names = {"np": np, "math": math}
    message = check("06.3", eval(f"lambda G, o_2, W_1, o_1, o_0: {does}", names)).message
    assert trap in message
    assert re.search(r"\(\w*(Error|Exception): .+\)\.$", message)  # Python's words, behind it


def test_a_function_of_other_arguments_is_told_its_own() -> None:
    assert "yours is called with (G, o_2, W_1, o_1, o_0)" in check("06.3", lambda G, o_2: G).message


def test_a_function_cannot_spoil_what_it_is_tried_on_and_is_told() -> None:
    def in_place(sigma_1: Any, o_1: Any) -> Any:
        right = solution("05.3")(sigma_1, o_1)
        sigma_1 *= 0
        return right

    for _ in range(2):
        verdict = check("05.3", in_place)
        assert verdict
        assert verdict.message.startswith("But your function changes sigma_1 of whoever calls it")
    assert not check("05.3", solution("05.3")).message


def test_a_function_that_ends_the_program_does_not_end_it() -> None:
    for ends in (sys.exit, lambda: sys.exit("done")):
        message = check("05.3", lambda sigma_1, o_1, ends=ends: ends()).message
        assert "your function ends the program" in message


def test_known_slips_have_their_messages() -> None:
    names = {m.name for e in EXERCISES.values() for m in e.mistakes}
    without = set(SLIPS) - names
    # E6, E9 and E12 are no formula; E13 is a chain that changes its matrix, and refused as such.
    assert without == {"E6", "E9", "E12", "E13"}


def test_a_new_chapter_needs_a_row_of_the_table_and_may_have_no_exercises(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = ModuleType("netlib.exercises.chapter_08")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(chapters, "CHAPTERS", [*chapters.CHAPTERS, "08"])
    assert list(run_path(registry.__file__)["EXERCISES"]) == list(EXERCISES)
    vars(module).update(EXERCISES=[choice("08.1", "A", "")], GUESSES={"08-draw": "a 7"})
    names = run_path(registry.__file__)
    assert list(names["EXERCISES"]) == [*EXERCISES, "08.1"]
    assert list(names["GUESSES"]) == [*registry.GUESSES, "08-draw"]


def test_an_unknown_exercise_is_said() -> None:
    unknown: list[Any] = ["05.9", "", 5, None, []]
    for id in unknown:
        assert "no such exercise" in check(id, 1).message


def test_a_solution_is_not_called_right_as_if_it_were_the_students() -> None:
    shell = InteractiveShell()  # type: ignore[no-untyped-call]
    lines = 'from netlib.exercises import check\ncheck("03.1", 0.19)'
    for first, whose in (("# Open this when you have tried.", ", the solution"), ("", "")):
        verdict = shell.run_cell(f"{first}\n{lines}").result  # type: ignore[no-untyped-call]
        assert repr(verdict) == f"Exercise 03.1{whose}: right."
        assert verdict._repr_markdown_().strip() == f"**Exercise 03.1{whose}: right.**"


def test_markdown_shows_what_was_said() -> None:
    verdict = Feedback("05.3", "not yet", "o_1 * <b> | [x]")
    assert verdict._repr_markdown_() == (
        "**Exercise 05.3: not yet.**  \no\\_1 \\* \\<b\\> \\| \\[x\\]"
    )


def test_a_cell_keeps_what_was_said_as_data_beside_the_words() -> None:
    stored, _ = DisplayFormatter().format(check("03.1", 0.38))  # type: ignore[no-untyped-call]
    assert set(stored) == {"text/plain", "text/markdown", FEEDBACK}
    said = json.loads(json.dumps(stored[FEEDBACK]))
    assert (said["id"], said["state"], said["mistake"]) == ("03.1", "not yet", "E1")
    assert stored["text/plain"] == f"Exercise 03.1: not yet.\n{said['message']}"
