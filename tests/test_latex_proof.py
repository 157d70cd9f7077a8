r"""What is written, proven with symbols."""

import pytest
import sympy

from netlib.derivation.judges import symbols
from netlib.derivation.latex import proof, read
from netlib.derivation.latex.proof import prove
from netlib.derivation.networks import BATCH, layers
from netlib.derivation.results import RESULTS


def test_every_result_is_proven_for_every_size_as_it_is_written() -> None:
    for result in RESULTS.values():
        assert prove(result.latex, result.network, result.formula), result.id


@pytest.mark.slow
def test_one_side_alone_or_a_new_value_is_the_formula_or_not_proven() -> None:
    alone = {"count_forward", "count_signals", "count_gradients", "step"}
    for result in RESULTS.values():
        assert prove(result.latex, result.network) == (result.id not in alone), result.id
        wrong = prove(result.latex, result.network, f"2 * ({result.formula})")
        assert wrong == (result.id not in alone), result.id


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("quarter", r"\tfrac{1}{4}", r"\tfrac{1}{2}"),
        ("J_o2_s1", "(1 - o_{2,k})", "(1 + o_{2,k})"),
        ("E", r"\tfrac{1}{2}", r"\tfrac{1}{3}"),
        ("sigma_last", "(o_L - t)", "(t - o_L)"),
        ("sigma_0", r"\circ \bigl(o_1 \circ (1 - o_1)\bigr)^{\mathsf T}", r"\circ o_1^{\mathsf T}"),
        ("dE_dW_1_batch", r"\frac{1}{B}\;\sigma_1", r"\sigma_1"),
        ("phi_prime", r"(1 + e^{-x})^2", r"(1 + e^{-x})^3"),
        ("dE_along_s_1", r"G(E;o_2)\;J(o_2;s_1)", r"2\,G(E;o_2)\;J(o_2;s_1)"),
        ("dE_along_o_2", r"\approx E(o_2) +", r"\approx 2\,E(o_2) +"),
        ("sigma_before", r"(1 - o_i)", r"(1 + o_i)"),
        ("any_depth", "G(E;o_L)", r"2\,G(E;o_L)"),
        ("complex_step", r"\tfrac{h^2}{2}", r"\tfrac{h^2}{3}"),
        ("complex_step", r"\frac{\mathrm{Im}", r"2\,\frac{\mathrm{Im}"),
        ("count_signals", r"2\,n_2", r"3\,n_2"),
        ("step", r"- \eta", r"+ \eta"),
    ],
)
def test_nothing_false_is_proven(name: str, right: str, wrong: str) -> None:
    result = RESULTS[name]
    assert right in result.latex
    found = prove(result.latex.replace(right, wrong), result.network, result.formula)
    assert not found


def test_the_slope_of_phi_is_no_axiom(monkeypatch: pytest.MonkeyPatch) -> None:
    assert proof.slope_of_phi()
    monkeypatch.setattr(symbols.phi, "fdiff", lambda self, argindex=1: 2 * self * (1 - self))
    proof.slope_of_phi.cache_clear()
    sympy.core.cache.clear_cache()
    try:
        assert not proof.slope_of_phi()
        assert not prove(RESULTS["J_o2_s1"].latex)
        assert prove(RESULTS["phi_prime"].latex)  # it is written out there
    finally:
        monkeypatch.undo()
        proof.slope_of_phi.cache_clear()
        sympy.core.cache.clear_cache()


def test_no_result_is_a_lemma_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """With another E, what follows from half the squares is no longer proven."""
    other = layers(2)
    spoiled = {**other.definitions, "E": "total((o_2 - t) ** 2)"}
    network = type(other)(other.given, spoiled)
    for name in ("G", "sigma_1", "E"):
        assert not proof.proof(read(RESULTS[name].latex), network)
    for name in ("G_J_o2_s1", "sigma_1_W_1", "dE_dW_0", "J_o1_s0"):  # true of any E
        assert proof.proof(read(RESULTS[name].latex), network)


def test_a_batch_has_letters_of_its_own() -> None:
    assert prove(r"s_0 = o_0\,W_0^{\mathsf T}", BATCH)
    wrong = r"\frac{\partial \bar E}{\partial W_0} = \sigma_0^{\mathsf T}\,o_0"
    assert not prove(wrong, BATCH)
