"""Every public function of the chapters, given the same numbers as NumPy can be given them.

Found by their signatures: a new function is tried as well, and needs an example here.
"""

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import fields, is_dataclass
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from netlib.checks import Array
from netlib.digits import Digits, Samples
from netlib.forward import forward
from netlib.recipes import RECIPES
from tests.test_project import MODULES

# float32 keeps these exactly, so that every form of them is the same numbers.
W_0 = np.array([[0.5, -1.0, 0.25, 0.75], [-0.5, 0.25, 1.25, -0.25], [1.0, 0.5, -0.5, -1.5]])
W_1 = np.array([[1.5, -0.75, 0.5], [-0.5, 1.0, 1.25]])
O_0, T = np.array([[1.0, 0.0, 0.5, 0.25], [0.5, 0.5, 0.0, 1.0]]), np.array([[1.0, 0.0], [0.0, 1.0]])
NETWORK = [W_0, W_1]
ONE = {"o": np.array([0.5, 0.25, 0.75]), "sigma": np.array([0.5, -0.25]), "W": W_1}
FEW = Samples(np.zeros((3, 784), np.uint8), np.array([3, 0, 9]), np.zeros((3, 10), np.float32))
TRAINING = {"epochs": 2, "batch_size": 1, "learning_rate": 0.5, "seed": 0}

# Right arguments of each function that takes numbers.
EXAMPLES: dict[str, dict[str, Any]] = {
    "notation.shapes": {"sizes": [4, 3, 2], "batch": 5},
    "forward.logistic": {"s": np.array([0.5, -1.0, 2.0])},
    "forward.weighted_sum": {"W": W_0, "o": O_0},
    "forward.forward": {"weights": NETWORK, "o_0": O_0},
    "error.squared_error": {"o_L": np.array([0.5, 0.25]), "t": T[0]},
    "error.error_gradient": {"o_L": np.array([0.5, 0.25]), "t": T[0]},
    "jacobian.logistic_jacobian": {"o": ONE["o"]},
    "jacobian.weighted_sum_jacobian": {"W": W_1},
    "jacobian.weight_jacobian": {"o": ONE["o"], "i": 1, "j": 2, "rows": 2},
    "numerical.complex_step": {"f": lambda x: (x**2).sum(), "x": ONE["o"]},
    "numerical.gradient_check": {
        "f": lambda x: (x**2).sum(), "x": ONE["o"], "gradient": 2 * ONE["o"]
    },
    "backward.output_sigma": {"G": np.array([0.5, -0.25]), "o_L": np.array([0.5, 0.25])},
    "backward.previous_sigma": ONE,
    "backward.weight_gradient": {"sigma": ONE["sigma"], "o": ONE["o"]},
    "backward.backward": {"weights": NETWORK, "trace": forward(NETWORK, O_0), "t": T},
    "digits.one_hot": {"labels": np.array([3, 0, 9]), "low": 0.25, "high": 0.75},
    "digits.load_digits": {"targets": (0.25, 0.75)},
    "descent.one_step": {"weights": NETWORK, "o_0": O_0, "t": T, "rate": 0.5},
    "files.save": {"path": "weights.npz", "weights": NETWORK},
    "recipes.prepare": {"recipe": RECIPES["seed"], "digits": Digits(FEW, FEW), "seed": 0},
    "training.train": {"weights": NETWORK, "inputs": O_0, "targets": T, **TRAINING},
    "training.cosine": {"rate": 3.0, "epochs": 10},
    "training.initial_weights": {"sizes": [4, 3, 2], "seed": 0},
    "training.accuracy": {"weights": NETWORK, "inputs": O_0, "labels": np.array([0, 1])},
}  # fmt: skip
# What an argument is called where it is refused, if not by its own name.
SYMBOLS = {"weights": r"weights|W_\d|o_\d", "W": "W|o", "inputs": "o_0", "sizes": r"sizes|n_\d"}
SYMBOLS |= {"targets": "targets|t", "batch": "B", "low": "targets", "high": "targets"}
NUMBERS = ("ArrayLike", "int", "float")  # an annotation of one of these: it takes numbers


def parameters(function: Callable[..., Any]) -> dict[str, str]:
    """Return each parameter's annotation as it is written."""
    (definition,) = ast.parse(inspect.getsource(function)).body
    assert isinstance(definition, ast.FunctionDef)
    arguments = definition.args.args + definition.args.kwonlyargs
    return {a.arg: ast.unparse(a.annotation) for a in arguments if a.annotation}


def takes_numbers(annotation: str) -> bool:
    return any(re.search(rf"\b{kind}\b", annotation.split("Callable")[0]) for kind in NUMBERS)


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield all that take numbers, but for those of a loop, whose buffers are made beforehand."""
    for module in MODULES:
        for name, value in vars(import_module(f"netlib.{module}")).items():
            if inspect.isfunction(value) and value.__module__ == f"netlib.{module}":
                annotations = parameters(value).values()
                of_a_loop = any("Buffer" in a or "Batch" in a for a in annotations)
                public = not name.startswith("_") and not of_a_loop
                if public and any(map(takes_numbers, annotations)):
                    yield f"{module}.{name}", value


FUNCTIONS = dict(functions())
# Each argument that takes numbers, of each function.
ARGUMENTS = [
    (name, argument)
    for name, example in EXAMPLES.items()
    for argument, annotation in parameters(FUNCTIONS[name]).items()
    if takes_numbers(annotation) and argument in example
]


def call(name: str, **changed: Any) -> Any:
    return FUNCTIONS[name](**{**EXAMPLES[name], **changed})


def same(a: Any, b: Any) -> bool:
    """Whether two results are the same numbers, to the digits of float32."""
    if is_dataclass(a):
        names = [field.name for field in fields(a) if field.name != "seconds"]
        return all(same(getattr(a, name), getattr(b, name)) for name in names)
    if isinstance(a, dict):
        return a == b
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if callable(a):
        return same([a(k) for k in range(10)], [b(k) for k in range(10)])
    if a is None or isinstance(a, str):
        return bool(a == b)
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    return a.shape == b.shape and np.allclose(a, b, rtol=1e-5, atol=1e-6)


def converted(value: Any, array: Callable[[Array], Any]) -> Any:
    """Return the value with each array in it, or the value that is one, in another form."""
    return [array(v) for v in value] if isinstance(value, list) else array(value)


FORMS: dict[str, Callable[[Any], Any]] = {
    "a list": lambda a: np.asarray(a).tolist(),
    "tuples": lambda a: _tuples(np.asarray(a).tolist()),
    "float32": np.float32,
    "in Fortran's order": np.asfortranarray,
    "read-only": lambda a: np.broadcast_to(a, np.shape(a)),
    "objects": lambda a: np.array(a, dtype=object),
    "fractions": lambda a: np.vectorize(Fraction, otypes=[object])(a).tolist(),
}


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def test_every_function_has_an_example() -> None:
    assert set(FUNCTIONS) == set(EXAMPLES)
    assert len(ARGUMENTS) > 40


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", sorted({name for name, _ in ARGUMENTS} - {"digits.load_digits"}))
def test_numbers_may_come_in_any_form(
    name: str, form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    expected = call(name)
    arrays = {
        argument: converted(EXAMPLES[name][argument], FORMS[form])
        for argument, annotation in parameters(FUNCTIONS[name]).items()
        if "ArrayLike" in annotation.split("Callable")[0]
        and not (argument == "labels" and form in NO_LABELS)
    }
    before = deepcopy(arrays)
    assert same(call(name, **arrays), expected)
    assert all(same(arrays[argument], before[argument]) for argument in arrays)


NO_LABELS = {"float32", "objects", "fractions"}  # a label is a whole number, and no float


class Torn:
    """What raises when NumPy asks for it, as arrays of other libraries may."""

    def __array__(self, *_: object, **__: object) -> Array:
        raise RuntimeError("still on another device")


NONSENSE: dict[str, Any] = {
    "None": None,
    "a text": "a",
    "a list of texts": ["a", "b"],
    "a ragged list": [[1.0, 2.0], [1.0]],
    "a dict": {"W_0": [[1.0]]},
    "a set": {1.0},
    "a function": len,
    "a date": np.datetime64("2026-01-01"),
    "dates": np.array(["2026-01-01"], "datetime64[ns]"),
    "None among numbers": [1.0, None],
    "empty": [],
    "an empty array": np.ones((0, 4)),
    "three axes": np.ones((2, 2, 2)),
    "seven of them": np.ones(7),
    "too many rows": np.ones((7, 7)),
    "NaN": np.nan,
    "NaN among numbers": [0.5, np.nan],
    "all NaN": np.full((2, 4), np.nan),
    "infinity": np.inf,
    "infinity among numbers": [0.5, np.inf],
    "too large for a float": [10**400],
    "an array that raises": Torn(),
    "a number for a list": 0.5,
    "below zero": -1,
    "complex": 1j,
}
# What is right for some arguments, or an error of the caller's own function.
NUMBER = {"a number for a list", "below zero"}
VECTOR, MATRIX, EMPTY = {"seven of them"}, {"too many rows"}, {"empty", "an empty array"}
REAL = {*NUMBER, *VECTOR, *MATRIX, "three axes"}
FINE = {
    ("notation.shapes", "batch"): {"None"},
    ("forward.logistic", "s"): {*REAL, *EMPTY, "complex", "infinity", "infinity among numbers"},
    ("jacobian.logistic_jacobian", "o"): VECTOR,
    ("jacobian.weighted_sum_jacobian", "W"): MATRIX,
    ("jacobian.weight_jacobian", "o"): VECTOR,
    ("backward.weight_gradient", "sigma"): VECTOR,
    ("backward.weight_gradient", "o"): VECTOR,
    ("numerical.complex_step", "x"): REAL,
    ("numerical.gradient_check", "x"): REAL,  # the gradient has another shape, says the report
    ("numerical.gradient_check", "gradient"): {*REAL, *EMPTY, "a function"},
    ("digits.one_hot", "low"): NUMBER,
    ("digits.one_hot", "high"): {"a number for a list"},
    ("descent.one_step", "rate"): NUMBER,
    ("files.save", "weights"): {"three axes"},  # two square matrices in one array
    ("training.train", "learning_rate"): {"a number for a list", "a function"},
    ("training.cosine", "rate"): {"a number for a list"},
}


@pytest.mark.parametrize("nonsense", NONSENSE)
@pytest.mark.parametrize(("name", "argument"), ARGUMENTS)
def test_nonsense_is_refused_by_name(
    name: str, argument: str, nonsense: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    symbol, fine = SYMBOLS.get(argument, argument), FINE.get((name, argument), set())
    try:
        call(name, **{argument: NONSENSE[nonsense]})
    except ValueError as error:
        said = str(error)
        assert nonsense not in fine, said
        assert re.search(rf"(^|\W)({symbol})\b", said), said
        assert "numpy" not in said.lower()
    except TypeError:  # `len` is no function of x
        assert nonsense == "a function"
        assert nonsense in fine
    else:
        assert nonsense in fine, "it was taken"
