"""The results as data, and the six judges before which each of them stands."""

import inspect
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any

import numpy as np
import pytest

import netlib.backward
import netlib.descent
import netlib.error
import netlib.forward
import netlib.jacobian
from netlib.derivation import derivation
from netlib.derivation.display import Shown, braced, markdown, words
from netlib.derivation.functions import FUNCTIONS
from netlib.derivation.judged import count, of_line
from netlib.derivation.judges import loops, numbers
from netlib.derivation.judges.numbers import SIZES, Sample, close, sample, samples, taylor_slope
from netlib.derivation.judges.symbolic import Proof, unfolds
from netlib.derivation.judges.symbols import FUNCTIONS as FUNCTIONS_OF_SYMBOLS
from netlib.derivation.judges.symbols import Symbols, equal, symbol
from netlib.derivation.networks import BATCH, DEEP, LAST, LAYER, ONE, Network, Slope
from netlib.derivation.report import as_json, as_table
from netlib.derivation.results import RESULTS, Result
from netlib.derivation.verdict import (
    JUDGES,
    Verdict,
    by_numbers,
    by_symbols,
    verdict,
    verdict_on,
    verdicts,
)
from tests.networks import loop_gradient


def usual(result: Result) -> Sample:
    return samples(result.network)[0]


@pytest.fixture(scope="module")
def said() -> Mapping[str, Verdict]:
    return {v.result.id: v for v in verdicts()}


def test_every_result_holds_before_at_least_two_judges(said: Mapping[str, Verdict]) -> None:
    for name, v in said.items():
        assert v.ok, v.oracles
        assert len(v.oracles) >= 2, name
        assert set(v.oracles) <= set(JUDGES)


def test_all_that_have_a_size_are_proven_for_every_size(said: Mapping[str, Verdict]) -> None:
    unproven = {name for name, v in said.items() if not v.all_sizes and name in RESULTS}
    assert unproven == {"o_1", "phi_prime", "complex_step"}  # a definition, and no sizes
    assert {name for name, r in RESULTS.items() if not r.sized} == unproven - {"o_1"}


def test_each_function_is_judged_whole(said: Mapping[str, Verdict]) -> None:
    assert set(FUNCTIONS) <= set(said)
    depths = {tuple(part.network.given) for part in FUNCTIONS["backward"].parts}
    assert {sum(name.startswith("W_") for name in given) for given in depths} == {1, 2, 3, 4}
    for function in ("forward", "backward", "one_step"):
        codes = [part.code for part in FUNCTIONS[function].parts]
        assert len(codes) >= 2 * (1 + 2 + 3 + 4)
        assert all(f"{function}([W_0, W_1, W_2, W_3]" in code for code in codes[-5:])
    for module in ("forward", "error", "jacobian", "backward"):
        source = inspect.getsource(import_module(f"netlib.{module}"))
        public = set(re.findall(r"^def ([a-z]\w+)", source, flags=re.MULTILINE))
        assert {name for name in public if not name.endswith("_unchecked")} <= set(FUNCTIONS)


def test_they_read_from_top_to_bottom() -> None:
    chapters = [r.chapter for r in RESULTS.values()]
    assert chapters == sorted(chapters)
    assert list(derivation) == list(RESULTS) == [r.id for r in RESULTS.values()]
    assert all(derivation[id].result is RESULTS[id] for id in RESULTS)


OF_FORMULAS = set(JUDGES) - {"as written"}  # which reads the LaTeX alone
# Each of these spoils one result, and these judges must object: by hand, what they can't see aside.
WRONG = [
    ("G", "2 * (o_2 - t)", {"loops", "symbolic", "complex step", "Taylor slope"}),
    ("sigma_1", "G", {"loops", "symbolic", "complex step", "Taylor slope"}),
    ("dE_dW_1", "outer(o_1, sigma_1)", OF_FORMULAS),
    ("J_s1_o1", "W_1.T", OF_FORMULAS),
    ("E", "total((o_2 - t) ** 2)", {"loops", "symbolic"}),
    ("s_0_batch", "W_0 @ o_0.T", {"shape", "loops", "symbolic"}),
    ("chain_W_0", "sigma_0[i] * o_0[i]", {"loops", "symbolic", "complex step", "Taylor slope"}),
    ("count_signals", "n_2 + n_2 * n_1 + n_1", {"loops", "symbolic"}),
    ("phi_prime", "phi_x * phi_x", {"loops", "symbolic", "complex step", "Taylor slope"}),
    (
        "sigma_before",
        "(sigma_i @ W_i) * o_i",
        {"loops", "symbolic", "complex step", "Taylor slope"},
    ),
]


@pytest.mark.parametrize(("name", "formula", "objecting"), WRONG)
def test_judges_object_to_a_wrong_formula(name: str, formula: str, objecting: set[str]) -> None:
    wrong = replace(RESULTS[name], formula=formula)
    said = by_numbers(wrong, usual(wrong), of_line)
    assert {j for j, yes in said.items() if yes is False} == objecting - {"symbolic"}
    assert by_symbols(wrong) == Proof("shape" not in objecting, False, False)
    assert not verdict(wrong).ok


def test_a_wrong_step_is_found() -> None:
    result = RESULTS["dE_do_k"]
    wrong = replace(result, steps=(result.steps[0], "2 * (o_2 - t)"))
    assert not by_symbols(wrong).several
    assert not verdict(wrong).ok


def test_what_it_means_says_what_is_measured() -> None:
    assert str(Slope("total(E) / B", "W_1")) == "D(total(E) / B, W_1)"
    assert str(Slope("E", "W_0", entry=True)) == "D(E, W_0)[..., i, j]"
    assert str(Slope("E", "o_2", along="do")) == "D(E, o_2) @ do"
    # A derivative and nothing else: only there does a remainder have a slope.
    taylor = {id for id, r in RESULTS.items() if "Taylor slope" in by_numbers(r, usual(r))}
    assert taylor == {id for id, r in RESULTS.items() if isinstance(r.means, Slope)}
    assert "step" not in taylor
    assert "complex step" in verdict(RESULTS["step"]).oracles


def test_it_judges_the_netlib_of_this_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(netlib.error, "error_gradient", lambda o_L, t: t - o_L)
    monkeypatch.setattr(netlib.backward, "weight_gradient", lambda sigma, o: np.outer(o, sigma))
    assert not verdict(RESULTS["G"]).ok
    assert verdict(RESULTS["G"]).oracles["symbolic"] is False
    assert {j for j, yes in verdict(RESULTS["dE_dW_1"]).oracles.items() if not yes} == OF_FORMULAS
    assert verdict(RESULTS["sigma_0"]).ok


def test_code_that_overflows_or_does_not_fit_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    usual_one = samples(ONE)[0]
    monkeypatch.setattr(netlib.forward, "logistic", lambda s: 1 / (1 + np.exp(-s)))
    assert set(by_numbers(RESULTS["phi_left"], usual_one).values()) == {False}
    transposed = replace(RESULTS["s_0"], code="weighted_sum(W_0.T, o_0)")
    assert set(by_numbers(transposed, usual_one).values()) == {False}
    nothing = replace(RESULTS["E"], code="squared_error(o_2, t) * [][0]")
    assert set(by_numbers(nothing, usual_one).values()) == {False}


def test_a_typo_is_a_fault_with_its_cause() -> None:
    typo = replace(RESULTS["G"], code="error_gradient(o2, t)")
    said, cause = verdict(typo), "NameError: name 'o2' is not defined"
    assert said.faults == dict.fromkeys(OF_FORMULAS, cause)
    assert {j for j, yes in said.oracles.items() if not yes} == OF_FORMULAS
    everyone = "loops, Taylor slope, shape, complex step, symbolic"
    assert {*said.causes[cause].split(", ")} == {*everyone.split(", ")}
    assert f"G, {said.causes[cause]}: {cause}" in as_table([said]).splitlines()
    assert "03  G       ??     ??     ??        ??            ??            y           -" in (
        as_table([said])
    )
    assert as_json(said)["faults"]["loops"] == cause
    assert not as_json(said)["ok"]
    assert f"{said.causes[cause]} could not judge: `{cause}`" in markdown(typo, said)
    assert "`loops could not judge`" in markdown(typo, said)
    assert f"Could not judge: {said.causes[cause]}, {cause}." in words(typo, said)
    assert "Objects" not in words(typo, said)


@pytest.mark.parametrize(
    ("module", "function", "judge"),
    [
        (numbers, "taylor_slope", "Taylor slope"),
        (numbers, "complex_step", "complex step"),
        (loops, "slope", "loops"),
    ],
)
def test_a_judge_that_fails_is_named_with_its_cause(
    module: Any, function: str, judge: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("the judge itself")

    monkeypatch.setattr(module, function, broken)
    # In a network that nobody has measured yet.
    fresh = replace(RESULTS["sigma_1"], network=Network(ONE.given, ONE.definitions))
    said = verdict(fresh)
    assert said.faults[judge] == "ZeroDivisionError: the judge itself"
    assert not said.ok
    assert not said.all_sizes


def test_code_has_to_call_netlib() -> None:
    said = verdict(replace(RESULTS["sigma_1"], code="G * o_2 * (1 - o_2)"))
    assert said.faults["loops"] == "LookupError: G * o_2 * (1 - o_2) calls nothing of netlib"


EDITS = [
    ("weight_gradient", lambda sigma, o: sigma.T @ o / 7 if o.ndim == 2 else np.outer(sigma, o)),
    ("squared_error", lambda o_L, t: 0.5 * np.square(o_L - t).sum()),
    ("output_sigma", lambda G, o_L: G * o_L * (1 - o_L) if len(o_L) != 3 else G),
]


@pytest.mark.parametrize(("name", "wrong"), EDITS, ids=[name for name, _ in EDITS])
def test_what_is_right_at_one_size_is_wrong(
    name: str, wrong: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("backward", "error"):
        monkeypatch.setattr(f"netlib.{module}.{name}", wrong, raising=False)
    assert not verdict_on(FUNCTIONS[name]).ok


def test_a_step_that_does_not_take_the_mean_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    right = netlib.descent.backward_into
    monkeypatch.setattr(
        netlib.descent, "backward_into", lambda b, W, scale: right(b, W, scale * len(b.t))
    )
    assert verdict_on(FUNCTIONS["backward"]).ok
    assert not verdict_on(FUNCTIONS["one_step"]).ok


def test_each_size_is_once_the_smallest_and_once_the_largest() -> None:
    networks = {r.network for r in RESULTS.values()}
    networks |= {part.network for f in FUNCTIONS.values() for part in f.parts}
    for network in networks:
        letters = {n for shape in network.given.values() for n in shape}
        sizes = [{n: sample.values[n] for n in letters} for sample in samples(network)]
        assert {max(these, key=lambda n: these[n]) for these in sizes} == letters
        assert {n for these in sizes for n in letters if these[n] == 1} == letters
        assert [sample.far for sample in samples(network)].count(True) == 1


def test_sums_far_out_are_on_both_sides() -> None:
    far = samples(BATCH)[-1].values
    for s in (far["s_0"], far["s_1"]):
        assert s.min() < -700
        assert s.max() > 700


def test_a_definition_is_compared_with_netlib() -> None:
    wrong = replace(RESULTS["o_1"], means="2 * phi(s_0)", formula="2 * phi(s_0)")
    assert wrong.is_definition
    assert not verdict(wrong).ok


def test_what_rests_on_a_lemma_falls_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    resting = {name for name, r in RESULTS.items() if "phi_prime" in r.rests_on}
    assert {"sigma_1", "chain_W_0", "J_o1_s0", "sigma_last"} <= resting
    assert not resting & {"s_0", "E", "G", "J_s1_w", "J_s1_o1", "dE_dW_i", "complex_step"}
    for formula in ("phi_x * phi_x", "phi_x * (1 - phi_y)"):
        wrong = replace(RESULTS["phi_prime"], formula=formula)
        monkeypatch.setitem(RESULTS, "phi_prime", wrong)
        said = verdict(RESULTS["sigma_1"])
        assert said.oracles["complex step"]
        assert not said.oracles["symbolic"]
        assert not said.all_sizes
        assert verdict(RESULTS["dE_dW_i"]).all_sizes


def test_a_lemma_stands_whatever_netlib_makes_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(netlib.jacobian, "logistic_jacobian", lambda o: np.diag(o))
    assert not verdict(RESULTS["phi_prime"]).ok
    assert verdict(RESULTS["sigma_1"]).ok


def test_any_depth_is_proven_by_induction(monkeypatch: pytest.MonkeyPatch) -> None:
    chain = RESULTS["any_depth"]
    assert verdict(chain).all_sizes
    for premise in chain.premises:
        with monkeypatch.context() as broken:
            wrong = replace(RESULTS[premise], formula=f"2 * {RESULTS[premise].formula}")
            broken.setitem(RESULTS, premise, wrong)
            assert not verdict(chain).ok
            assert by_symbols(replace(chain, code=premise)) == Proof(True, True, every=False)
    # Each premise may hold, and yet they are not joined.
    formulas = [RESULTS[premise].formula for premise in chain.premises]
    assert unfolds(formulas, chain.formula, 3)
    assert not unfolds(formulas, chain.formula.replace("W_1 @ slopes(o_1)", "W_1"), 3)
    assert not unfolds([formulas[0], "sigma_i @ W_i", formulas[2]], chain.formula, 3)
    assert by_symbols(replace(chain, premises=())) == Proof(True, True, every=False)
    assert {RESULTS[premise].network for premise in chain.premises} == {LAYER, LAST}


def test_the_complex_step_is_proven_for_any_function() -> None:
    result = RESULTS["complex_step"]
    assert by_symbols(result).every
    assert not by_symbols(replace(result, formula="2 * imaginary_slope(f, x)")).several
    assert not by_symbols(replace(result, formula="imaginary_slope(phi, x)")).several


def test_a_delta_is_used_up_only_inside_its_range() -> None:
    result = RESULTS["J_o1_s0"]
    narrow = replace(result, formula="eye(o_1, s_1) @ eye(s_1, o_1) @ diag(o_1 * (1 - o_1))")
    assert by_symbols(narrow) == Proof(True, False, False)
    assert not verdict(narrow).ok
    # Nor does it need a size at which that goes wrong.
    eye, m, n = FUNCTIONS_OF_SYMBOLS["eye"], symbol("m", ("m",)), symbol("n", ("n",))
    assert equal(eye(m, m) @ eye(m, n), eye(m, n))
    assert equal(eye(m, n) @ eye(n, n), eye(m, n))
    assert not equal(eye(m, n) @ eye(n, m), eye(m, m))
    square = replace(result, formula="eye(o_1, o_1) @ diag(o_1 * (1 - o_1))")
    assert by_symbols(square) == Proof(True, True, True)


def test_a_result_gets_no_letter_that_is_its_own_answer() -> None:
    for result in RESULTS.values():
        same = {r.letter for r in RESULTS.values() if r.means == result.means}
        for letter in {result.letter, *same}:
            quoting = replace(result, code=f"{letter} + 0 * logistic(0.0)")
            quoted = by_numbers(quoting, usual(result))
            assert quoted["loops"] is not True, f"{result.id} is judged by its own {letter}"


def test_what_prints_a_result_asks_no_judge() -> None:
    code = (
        "import sys; from netlib.derivation import derivation as d; "
        "from netlib.derivation.results import RESULTS; from time import perf_counter as now; "
        "t = now(); text = repr(RESULTS) + repr(d['any_depth']) + str(d) + f'{d}'; "
        "print('sympy' in sys.modules, now() - t < 0.2, 'any_depth' in text)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False True True\n"


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
    for network in {r.network for r in RESULTS.values()}:
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
    assert not close(np.array([1.0]), np.array([np.inf]))
    assert not close(np.array([np.inf]), np.array([np.inf]))


def test_multiplications_are_counted() -> None:
    assert count(np.outer, np.ones(2), np.ones(3)) == 6
    assert count(lambda a, b: a @ b, np.ones((2, 3)), np.ones((3, 4))) == 24


def test_a_result_shows_its_shapes_and_its_judges() -> None:
    bundle = derivation["sigma_0"]._repr_mimebundle_()
    shown = bundle["text/markdown"]
    assert r"\underbrace{\sigma_0}_{1 \times n_1} = \underbrace{\sigma_1}_{1 \times n_2}" in shown
    assert r"\underbrace{W_1}_{n_2 \times n_1}" in shown
    assert r"\underbrace{J(o_1;s_0)}_{n_1 \times n_1}" in shown
    assert all(f"`{judge} ✓`" in shown for judge in (*JUDGES, "every size"))
    assert bundle == derivation["sigma_0"]._repr_mimebundle_()
    said = bundle["text/plain"]
    agrees = f"Agrees: {', '.join(JUDGES)}. Proven for every size."
    assert said.endswith(f"{agrees} Rests on phi_prime.")
    assert "`rests on phi_prime`" in shown
    assert not re.search("0x[0-9a-f]{6}", said)


@pytest.mark.parametrize("result", RESULTS.values(), ids=lambda r: r.id)
def test_braces_change_nothing_but_add_shapes(result: Result) -> None:
    shown = braced(result)
    plain = re.sub(r"\\underbrace\{(.*?)\}_\{[^{}]* \\times [^{}]*\}", r"\1", shown)
    assert plain == result.equation
    assert shown.count("{") == shown.count("}")


@pytest.mark.parametrize("result", RESULTS.values(), ids=lambda r: r.id)
def test_a_remark_says_the_shape_and_the_equation_does_not(result: Result) -> None:
    assert result.latex == result.equation + result.shape_remark
    assert r"\times" not in result.equation
    if result.shape_remark:
        assert all(n in result.shape_remark for n in result.shape)
        assert len(result.shape) == 1 + (result.remark in ("matrix", "outer"))


def test_a_judge_who_objects_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(netlib.error, "error_gradient", lambda o_L, t: 2 * (o_L - t))
    bundle = Shown(RESULTS["G"])._repr_mimebundle_()
    assert "`shape ✓` `loops ✗` `symbolic ✗`" in bundle["text/markdown"]
    assert "Objects: loops, symbolic, complex step, Taylor slope." in bundle["text/plain"]


def test_the_table_and_the_list(said: Mapping[str, Verdict]) -> None:
    first = replace(
        said["G"], oracles={"shape": True, "loops": False, "symbolic": True}, all_sizes=False
    )
    head, row, _, last = as_table([first]).splitlines()
    assert re.split("  +", head)[-2:] == ["every size", "rests on"]
    assert row.split() == ["03", "G", "y", "NO", "y", "-", "-", "-", "-"]
    assert last == "0 of 1 results hold, 0 of them proven for every size"
    found: dict[str, Any] = as_json(first)
    assert found["oracles"] == {"shape": True, "loops": False, "symbolic": True}
    assert (found["id"], found["chapter"], found["ok"], found["all_sizes"]) == (
        "G", "03", False, False,
    )  # fmt: skip
    assert found["latex"] == RESULTS["G"].latex


def test_sympy_is_only_loaded_to_prove() -> None:
    code = "import sys, netlib, netlib.derivation as d; d.derivation; print('sympy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_without_sympy_numbers_still_judge_and_the_rest_says_so() -> None:
    code = (
        "import sys; sys.modules['sympy'] = None; from netlib.derivation import derivation as d; "
        "a, b = (d[id]._repr_mimebundle_() for id in ('G', 'o_1')); "
        "print(a['text/plain']); print(a['text/markdown']); print(b['text/plain'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    first, *_, chips, last = done.stdout.splitlines()
    agrees = "shape, loops, complex step, Taylor slope, as written"
    assert f"Agrees: {agrees}. Not proven here: SymPy" in first
    assert chips == (
        "`shape ✓` `loops ✓` `complex step ✓` `Taylor slope ✓` `as written ✓`"
        " `symbolic: needs SymPy`"
    )
    assert last.endswith("Agrees: shape, loops, as written.")
