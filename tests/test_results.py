"""The results as data, and the five judges before which each of them stands."""

import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import netlib.backward
import netlib.error
from netlib.derivation import derivation
from netlib.derivation.check import (
    JUDGES,
    Verdict,
    as_json,
    as_table,
    by_numbers,
    by_symbols,
    verdict,
    verdicts,
)
from netlib.derivation.display import braced
from netlib.derivation.judged import count
from netlib.derivation.networks import DEEP, LAYER, ONE
from netlib.derivation.oracles import SIZES, close, sample, taylor_slope
from netlib.derivation.results import RESULTS, Result
from netlib.derivation.symbols import Symbols, equal, symbol
from tests.networks import loop_gradient


@pytest.fixture(scope="module")
def said() -> Mapping[str, Verdict]:
    return {v.result.id: v for v in verdicts()}


def test_every_result_holds_before_at_least_two_judges(said: Mapping[str, Verdict]) -> None:
    for name, v in said.items():
        assert v.ok, v.oracles
        assert len(v.oracles) >= 2, name
        assert set(v.oracles) <= set(JUDGES)


def test_all_but_a_definition_are_proven_for_every_size(said: Mapping[str, Verdict]) -> None:
    assert {name for name, v in said.items() if not v.all_sizes} == {"o_1"}


def test_they_read_from_top_to_bottom() -> None:
    chapters = [r.chapter for r in RESULTS]
    assert chapters == sorted(chapters)
    assert len(derivation) == len(RESULTS)
    assert all(derivation[r.id] is r for r in RESULTS)


@pytest.mark.parametrize("result", RESULTS, ids=lambda r: r.id)
def test_each_step_stands_in_its_formula(result: Result) -> None:
    written = " ".join(result.latex.replace("&", "").split())
    shown = [" ".join(step.latex.split()) in written for step in result.steps]
    assert (
        all(shown) or result.id == "sigma_0"
    )  # whose first step is the line of notebook 06's chain


# Each of these spoils one result, and these judges must object: by hand, what they can't see aside.
WRONG = [
    ("G", "2 * (o_2 - t)", {"loops", "symbolic", "complex step", "Taylor slope"}),
    ("sigma_1", "G", {"loops", "symbolic", "complex step", "Taylor slope"}),
    ("dE_dW_1", "outer(o_1, sigma_1)", set(JUDGES)),
    ("J_s1_o1", "W_1.T", set(JUDGES)),
    ("E", "total((o_2 - t) ** 2)", {"loops", "symbolic"}),
    ("s_0_batch", "W_0 @ o_0.T", {"shape", "loops", "symbolic"}),
    ("chain_W_0", "sigma_0[i] * o_0[i]", {"loops", "symbolic", "complex step", "Taylor slope"}),
    ("count_left", "n_2 * n_2 + n_2 * n_1 + n_1", {"loops", "symbolic"}),
    ("phi_prime", "phi_x * phi_x", {"loops", "symbolic", "complex step", "Taylor slope"}),
    (
        "sigma_before",
        "(sigma_i @ W_i) * o_i",
        {"loops", "symbolic", "complex step", "Taylor slope"},
    ),
]


@pytest.mark.parametrize(("name", "formula", "objecting"), WRONG)
def test_judges_object_to_a_wrong_formula(name: str, formula: str, objecting: set[str]) -> None:
    from netlib.derivation.oracles import FUNCTIONS

    result = derivation[name]
    values = sample(result.network)
    numbers = by_numbers(result, values, formula, FUNCTIONS)
    fits, several, every = by_symbols(result, formula=formula)
    assert {j for j, yes in numbers.items() if not yes} == objecting - {"symbolic"}
    assert (fits, several, every) == ("shape" not in objecting, False, False)


def test_a_wrong_step_is_found() -> None:
    result = derivation["dE_do_k"]
    wrong = replace(result.steps[1], formula="2 * (o_2 - t)")
    assert not by_symbols(replace(result, steps=(result.steps[0], wrong)))[1]


def test_it_judges_the_netlib_of_this_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(netlib.error, "error_gradient", lambda o_L, t: t - o_L)
    monkeypatch.setattr(netlib.backward, "weight_gradient", lambda sigma, o: np.outer(o, sigma))
    assert not verdict(derivation["G"]).ok
    assert verdict(derivation["G"]).oracles["symbolic"] is False
    assert not any(verdict(derivation["dE_dW_1"]).oracles.values())
    assert verdict(derivation["sigma_0"]).ok


def test_code_that_overflows_or_fails_is_wrong() -> None:
    result, values = derivation["phi_left"], sample(ONE)
    assert not any(by_numbers(result, values, "1 / (1 + exp(-far))", {"exp": np.exp}).values())
    assert not any(by_numbers(result, values, "nothing(far)").values())
    assert by_numbers(derivation["E"], values, "None") == {"shape": True, "loops": False}


def test_all_sizes_is_a_proof() -> None:
    # True at every size that is tried, and false in general: 1 + ... + n is n for n = 1 alone.
    n = Symbols((), lambda: 1)
    ones = Symbols(("n_0",), lambda k: 1)
    assert not equal(ones @ ones, n)
    assert equal(Symbols((1,), lambda k: 1) @ Symbols((1,), lambda k: 1), n)
    A, B = symbol("A", ("n_1", "n_0")), symbol("B", ("n_0", "n_1"))
    assert equal((A @ B).T, B.T @ A.T)
    square = symbol("C", ("n_0", "n_0"))
    assert not equal(square @ square.T, square.T @ square)
    with pytest.raises(ValueError, match="inner sizes differ"):
        A @ A


def test_the_loops_agree_with_a_complex_step_through_other_loops() -> None:
    values = sample(DEEP)
    weights = [values[f"W_{i}"] for i in range(3)]
    for i in range(3):
        other = loop_gradient(weights, values["o_0"], values["t"], i)
        assert close(values[f"dE_dW_{i}"], other)


def test_no_two_sizes_of_a_network_are_the_same() -> None:
    for network in {id(r.network): r.network for r in RESULTS}.values():
        sizes = {n for shape in network.given.values() for n in shape}
        assert len({SIZES[n] for n in sizes}) == len(sizes)
    assert LAYER.given["W_i"] == ("n_j", "n_i")


def test_slope_two_one_and_infinity() -> None:
    x, d = np.array([0.3, -0.2]), np.array([1.0, 2.0])
    f = lambda x: np.sin(x).sum()  # noqa: E731
    assert 1.9 < taylor_slope(f, x, d, np.cos(x) @ d) < 2.1
    assert 0.9 < taylor_slope(f, x, d, 1.1 * np.cos(x) @ d) < 1.1
    assert taylor_slope(lambda x: 3 * x.sum(), x, d, np.array(9.0)) == np.inf
    assert 0.9 < taylor_slope(lambda x: 3 * x.sum(), x, d, np.array(9.1)) < 1.1


def test_close_has_a_floor_and_a_bound() -> None:
    big = np.array([1e6, 1.0])
    assert close(big + np.array([0, 9e-7]), big)
    assert not close(big + np.array([0, 2e-6]), big)
    assert close(np.array([9e-16]), np.array([0.0]))
    assert not close(np.array([2e-15]), np.array([0.0]))
    assert not close(np.ones((1, 2)), np.ones(2))
    assert not close(np.array([np.nan]), np.array([0.0]))


def test_multiplications_are_counted() -> None:
    assert count(np.outer, np.ones(2), np.ones(3)) == 6
    assert count(lambda a, b: a @ b, np.ones((2, 3)), np.ones((3, 4))) == 24


def test_a_result_shows_its_shapes_and_its_judges() -> None:
    shown = derivation["sigma_0"]._repr_markdown_()
    assert r"\underbrace{\sigma_0}_{1 \times n_1} = \underbrace{\sigma_1}_{1 \times n_2}" in shown
    assert r"\underbrace{W_1}_{n_2 \times n_1}" in shown
    assert r"\underbrace{J(o_1;s_0)}_{n_1 \times n_1}" in shown
    assert all(f"`{judge} ✓`" in shown for judge in (*JUDGES, "every size"))
    assert shown == derivation["sigma_0"]._repr_markdown_()
    words = repr(derivation["sigma_0"])
    assert words.endswith(f"Agrees: {', '.join(JUDGES)}. Proven for every size.")
    assert not re.search("0x[0-9a-f]{6}", words)


@pytest.mark.parametrize("result", RESULTS, ids=lambda r: r.id)
def test_braces_change_nothing_but_add_shapes(result: Result) -> None:
    shown = braced(result)
    assert re.sub(r"\\underbrace\{(.*?)\}_\{[^{}]* \\times [^{}]*\}", r"\1", shown) == result.latex
    assert shown.count("{") == shown.count("}")


def test_a_judge_who_objects_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(netlib.error, "error_gradient", lambda o_L, t: 2 * (o_L - t))
    assert "`shape ✓` `loops ✗` `symbolic ✗`" in derivation["G"]._repr_markdown_()
    assert "Objects: loops, symbolic, complex step, Taylor slope." in repr(derivation["G"])


def test_the_table_and_the_list(said: Mapping[str, Verdict]) -> None:
    first = replace(said["G"], oracles={"shape": True, "loops": False}, all_sizes=False)
    head, row, _, last = as_table([first]).splitlines()
    assert head.split("  ")[-1] == "every size"
    assert row.split() == ["03", "G", "y", "NO", "-", "-", "-", "-"]
    assert last == "0 of 1 results hold, 0 of them proven for every size"
    found: dict[str, Any] = as_json(first)
    assert found["oracles"] == {"shape": True, "loops": False}
    assert (found["id"], found["chapter"], found["ok"], found["all_sizes"]) == (
        "G", "03", False, False,
    )  # fmt: skip
    assert found["latex"] == derivation["G"].latex


def test_sympy_is_only_loaded_to_prove() -> None:
    code = "import sys, netlib, netlib.derivation as d; d.derivation; print('sympy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_without_sympy_numbers_still_judge_and_the_rest_says_so() -> None:
    code = (
        "import sys; sys.modules['sympy'] = None; from netlib.derivation import derivation as d; "
    )
    code += "print(d['G']); print(d['G']._repr_markdown_()); print(d['o_1'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    first, *_, chips, last = done.stdout.splitlines()
    assert "Agrees: shape, loops, complex step, Taylor slope. Not proven here: SymPy" in first
    assert chips == (
        "`shape ✓` `loops ✓` `complex step ✓` `Taylor slope ✓` `symbolic: needs SymPy`"
    )
    assert last.endswith("Agrees: shape, loops.")
