r"""What is written, proven with symbols."""

import pytest
import sympy

from netlib.derivation import derivation, symbols
from netlib.derivation.latex import proof, read
from netlib.derivation.latex.proof import Proof, prove
from netlib.derivation.networks import BATCH, layers
from netlib.derivation.results import RESULTS

# A new value; some function f; three counts, which have one side.
NOTHING_TO_PROVE = {"step", "complex_step", "count_left", "count_right", "count_vectors"}


def test_every_result_with_two_sides_is_proven_at_two_sizes_and_at_every_size() -> None:
    for result in RESULTS:
        expected = None if result.id in NOTHING_TO_PROVE else Proof(True, True)
        assert prove(result.latex, result.network) == expected, result.id


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("quarter", r"\tfrac{1}{4}", r"\tfrac{1}{2}"),
        ("J_o2_s1", "(1 - o_{2,k})", "(1 + o_{2,k})"),
        ("E", r"\tfrac{1}{2}", r"\tfrac{1}{3}"),
        ("sigma_last", "(o_L - t)", "(t - o_L)"),
        ("sigma_0", r"\circ o_1 \circ (1 - o_1)", r"\circ o_1"),
        ("dE_dW_1_batch", r"\frac{1}{B}\;\sigma_1", r"\sigma_1"),
        ("phi_prime", r"(1 + e^{-x})^2", r"(1 + e^{-x})^3"),
        ("dE_along_s_1", r"G(E;o_2)\;J(o_2;s_1)", r"2\,G(E;o_2)\;J(o_2;s_1)"),
        ("dE_along_o_2", r"\approx E(o_2) +", r"\approx 2\,E(o_2) +"),
        ("sigma_before", r"(1 - o_i)", r"(1 + o_i)"),
    ],
)
def test_nothing_false_is_proven(name: str, right: str, wrong: str) -> None:
    result = derivation[name]
    assert right in result.latex
    found = prove(result.latex.replace(right, wrong), result.network)
    assert found == Proof(False, False)


def test_the_slope_of_phi_is_no_axiom(monkeypatch: pytest.MonkeyPatch) -> None:
    assert proof.slope_of_phi()
    monkeypatch.setattr(symbols.phi, "fdiff", lambda self, argindex=1: 2 * self * (1 - self))
    proof.slope_of_phi.cache_clear()
    sympy.core.cache.clear_cache()
    try:
        assert not proof.slope_of_phi()
        assert prove(derivation["J_o2_s1"].latex) == Proof(False, False)
        assert prove(derivation["phi_prime"].latex) == Proof(True, True)  # it is written out there
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
        assert proof.proof(read(derivation[name].latex), network) == Proof(False, False)
    for name in ("G_J_o2_s1", "sigma_1_W_1", "dE_dW_0", "J_o1_s0"):  # true of any E
        assert proof.proof(read(derivation[name].latex), network) == Proof(True, True)


def test_a_batch_has_letters_of_its_own() -> None:
    assert prove(r"s_0 = o_0\,W_0^{\mathsf T}", BATCH) == Proof(True, True)
    wrong = r"\frac{\partial \bar E}{\partial W_0} = \sigma_0^{\mathsf T}\,o_0"
    assert prove(wrong, BATCH) == Proof(False, False)
