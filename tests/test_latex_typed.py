"""Derivations that are typed line by line."""

import random
import re
import sys

import pytest

from netlib.derivation.latex import objection, read
from netlib.derivation.latex.typed import _harmless, follow, keyboard
from netlib.derivation.networks import ONE
from netlib.derivation.results import RESULTS
from netlib.derivation.slips import SLIPS

RIGHT = (
    ("sigma_0", "sigma_0 = G(E;o_2) J(o_2;s_1) J(s_1;o_1) J(o_1;s_0)\n= sigma_1 W_1 J(o_1;s_0)\n"
                "= sigma_1 W_1 diag(o_1 (1 - o_1))\n= (sigma_1 W_1) * o_1 * (1 - o_1)"),
    ("sigma_0", "σ₀ = σ_1 W_1 J(o_1, s_0)   # the chain\n\n= (σ1 W1) ∘ o₁ ∘ (1 − o_1)."),
    ("sigma_0", "sigma_0_j = sum_i sigma_1_i w_ij o_1_j (1 - o_1_j)"),
    ("sigma_0", "sigma_1 @ W_1 @ J(o_1;s_0)\n(sigma_1 @ W_1) * o_1 * (1 - o_1)"),
    ("sigma_0", r"\sigma_0 = (\sigma_1 W_1) \circ o_1 \circ (1 - o_1)"),
    ("sigma_0", "W_1^T sigma_1 * o_1 * (1 - o_1)"),
    ("sigma_1", "dE/ds_1 = G ∘ o_2 ∘ (1 - o_2)\n= (o_2 - t) * o_2 * (1 - o_2)"),
    ("dE_dW_1", "dE/dw_ij = sigma_1 J(s_1;w_ij) = sigma_1_i o_1_j"),
    ("dE_dW_1", "dE_dW_1 = sigma_1.T o_1\n = outer(sigma_1, o_1)"),
    ("dE_dW_0", "∂E/∂W₀ = σ₀ᵀ o₀"),
    ("chain_W_0", "dE;dw_ij = G(E;o_2) J(o_2;w_ij)\n"
                  "= G(E;o_2) J(o_2;s_1) J(s_1;o_1) J(o_1;s_0) J(s_0;w_ij)"),
    ("E", "E = 1/2 sum_k (o_2_k - t_k)^2"),
    ("E", "E = ½ Σ (o_2 - t)**2"),
    ("quarter", "o_2_k (1 - o_2_k) = o_2_k - o_2_k^2\n= 1/4 - (o_2_k - 1/2)^2"),
    ("phi_prime", "phi'(x) = exp(-x)/(1 + exp(-x))^2\n= phi(x) (1 - phi(x))"),
    ("G", "G = o_2 - t"),
    ("phi_prime", "exp(-x)/(1 + exp(-x))**2\n= phi(x) (1 - phi(x))"),
    ("chain_W_1", "dE/dw_ij = G J(o_2;s_1) J(s_1;w_ij)"),
    ("phi_prime", "phi'(x) == e^-x / (1 + e^-x)^2\n= phi(x) (1 - phi(x))"),
    ("sigma_0", r"$\sigma_0 &= (\sigma_1 W_1) \circ o_1 \circ (1 - o_1)$ \\"),
    ("dE_dW_1", "dE/dw_ij = dE/ds_1_i ds_1_i/dw_ij\n= sigma_1_i o_1_j"),
)  # fmt: skip


@pytest.mark.parametrize(("asked", "text"), RIGHT)
def test_right_lines_follow_and_are_proven_for_every_size(asked: str, text: str) -> None:
    found = follow(text, RESULTS[asked])
    assert (found.ok, found.line) == (True, 0), found.message
    assert found.message.startswith("every line follows")
    assert found.every_size


WRONG = (
    # shapes
    ("sigma_0", "sigma_0 = W_1 sigma_1 diag(o_1 (1 - o_1))", 1,
     "W_1 is n_2 x n_1 and sigma_1 has n_2 entries: W_1 sigma_1 is no product", ""),
    ("sigma_0", "sigma_0 = sigma_1 * W_1 * o_1 * (1 - o_1)", 1, "is written side by side", ""),
    ("sigma_0", "sigma_0 = sigma_1 W_1 J(o_1;s_0)\n= (sigma_1 W_1) * o_2 * (1 - o_2)", 2,
     "sigma_1 W_1 has n_1 entries and o_2 has n_2 entries", ""),
    # letters
    ("sigma_0", "sigma_0 = delta_1 W_1", 1, "“delta_1” is no letter of the derivation", ""),
    ("sigma_0", "sigma_0 = sigma_2 W_1", 1, "sigma_2: this network has no such letter", ""),
    ("sigma_0", "sigma_0 = s_3", 1, "s_3: this network has no such letter", ""),
    # signs and factors
    ("sigma_1", "sigma_1 = G J(o_2;s_1)\n= (t - o_2) * o_2 * (1 - o_2)", 2, "its sign is", ""),
    ("sigma_1", "sigma_1 = 2*(o_2 - t) * o_2 * (1 - o_2)", 1, "it is 2 times what it should", ""),
    ("sigma_1", "sigma_1 = G * o_2 * o_2", 1, "entry", ""),
    ("sigma_0", "sigma_0 = (sigma_1 W_1) o_1 (1 - o_1)", 1,
     "sigma_1 W_1 o_1 was read as a number, a row times a column", ""),
    # slips that are known
    ("dE_dW_1", "dE/dW_1 = outer(o_1, sigma_1)", 1, "This is the gradient transposed", "E5"),
    ("G", "G = t - o_2", 1, "This has the wrong sign", "sign"),
    ("G", "G(E;o_2) = 2*(o_2 - t)", 1, "This is twice too large", "factor 2"),
    ("sigma_1", "sigma_1 = G", 1, "This lacks the slope of the output nodes",
     "no slope at the output"),
    ("sigma_1", "sigma_1 = G J(o_2;s_1)\n= G * phi(o_2) * (1 - phi(o_2))", 2, "takes phi' of",
     "slope at the wrong place"),
    ("sigma_0", "sigma_0 = sigma_1 W_1", 1, "This lacks the slope of the hidden nodes",
     "no slope in the hidden layer"),
    ("sigma_0", "sigma_0 = (sigma_1 (W_1 - eta dE/dW_1)) * o_1 * (1 - o_1)", 1, "after its step",
     "updated W_1"),
    ("E", "E = sum_k (o_2_k - t_k)^2", 1, "This E has no ½", "E1"),
    # the page's own chain, in which w_ij changes from W_1 to W_0
    ("chain_W_0", "dE;dw_ij = G(E;o_2) J(o_2;w_ij)\n= G(E;o_2) J(o_2;s_1) J(s_1;w_ij)", 2,
     "s_1 is made with W_1, not with W_0", ""),
    ("sigma_0", "sigma_0 = G(E;o_2) J(o_2;s_1) J(o_1;s_1) J(o_1;s_0)", 1, "come after s_1", ""),
    # true, but something else
    ("sigma_0", "sigma_1 = G J(o_2;s_1)", 1, "is about sigma_1, asked for is sigma_0", ""),
    ("sigma_0", "sigma_0 = sigma_1 W_1 J(o_1;s_0)", 1, "true, but not yet", ""),
    ("sigma_0", "sigma_0 = sigma_0", 1, "sigma_0 is still in it", ""),
    ("sigma_1", "sigma_1 = (phi(s_1) - t) * o_2 * (1 - o_2)", 1, "s_1 is still in it", ""),
    ("sigma_0", "\nsigma_0 = sigma_1 W_1 J(o_1;s_0)\n\n", 2, "true, but not yet", ""),
    # more than one equation
    ("sigma_0", "sigma_0 = sigma_1 W_1 J(o_1;s_0) \\quad E", 1, "a line is one equation", ""),
    # nothing
    ("sigma_0", "", 1, "one side is no equation", ""),
    ("sigma_0", "sigma_0 =", 1, "more is missing at the end", ""),
    ("sigma_0", "sigma_0 ≈ sigma_1 W_1", 1, "can't read on", ""),
)  # fmt: skip


@pytest.mark.parametrize(("asked", "text", "line", "why", "slip"), WRONG)
def test_the_first_line_that_does_not_follow_is_named(
    asked: str, text: str, line: int, why: str, slip: str
) -> None:
    found = follow(text, RESULTS[asked])
    assert not found.ok
    assert (found.line, found.slip) == (line, slip), found.message
    assert why in found.message
    assert why.startswith("true") or "still" in why or not found.every_size


def test_the_answer_is_never_told() -> None:
    for asked, text, *_ in WRONG:
        answer = read(RESULTS[asked].latex)[0].sides[-1].text
        said = follow(text, RESULTS[asked], proven=False).message
        assert answer not in said.split("”")[-1]  # behind what is the student's own
    for slip in SLIPS.values():
        assert not re.search(r"outer\(|o_\d \(1|sigma_1_i|J\(s_0|o_2 - t,", _harmless(slip.message))


def test_a_line_is_judged_without_being_asked_for() -> None:
    assert follow("sigma_0 = sigma_1 W_1 J(o_1;s_0)\n= (sigma_1 W_1) * o_1 * (1 - o_1)").ok
    assert follow("o_2 = phi(s_1) = phi(W_1 o_1)").ok
    assert follow("sigma_1").message.startswith("one side is no equation")
    assert follow("o_1 (1 - o_1) = o_1 - o_1**2").message.endswith("was read entry by entry")
    with pytest.raises(ValueError, match="sigma_0_batch is not about one sample"):
        follow("E = E", RESULTS["sigma_0_batch"])


def test_without_sympy_nothing_is_said_to_be_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "netlib.derivation.latex.proof", None)
    assert follow("s_1 = W_1 o_1").every_size is None
    assert follow("s_1 = W_1 o_1").ok


@pytest.mark.parametrize(
    ("typed", "latex"),
    [
        ("sigma1 * o_2.T", r"\sigma_{1}  * o_{2} .T"),
        ("dE/dw_ij", r"\partial E /\partial w_{ij} "),
        ("σ₁ⱼ", r"\sigma_{1,j}  "),
        ("o_1_j", "o_{1,j} "),
        ("w12", "w_{12} "),
        ("n_2 t_k", "n_{2}  t_{k} "),
        (r"\sigma_{1,i}\,o_{1,j}", r"\sigma_{1,i}\,o_{1,j}"),
        (r"\mathrm{outer}(a)", r"\mathrm{outer}(a)"),
    ],
)
def test_what_is_typed_becomes_latex(typed: str, latex: str) -> None:
    assert keyboard(typed).replace(" ", "") == latex.replace(" ", "")


def test_the_latex_of_every_result_of_one_sample_is_typed_as_well() -> None:
    for result in RESULTS.values():
        if (
            result.network is ONE
            and r"\qquad" not in result.latex
            and r"\begin" not in result.latex
        ):
            assert objection(keyboard(result.latex), result.letter) == "", result.id


def test_random_edits_crash_nothing_and_make_nothing_false_true() -> None:
    rng = random.Random(1)
    alphabet = "=()*+-/^_ijk0123EGJWosTtw;,. σ₁∘"
    tried = passed = 0
    for asked, text in RIGHT:
        for _ in range(40):
            changed, k = text, rng.randrange(len(text))
            new = rng.choice(["", rng.choice(alphabet), changed[k] * 2])
            changed = changed[:k] + new + changed[k + 1 :]
            found = follow(changed, RESULTS[asked], proven=False)
            tried += 1
            passed += found.ok
            if found.ok and passed % 40 == 0:
                assert follow(changed, RESULTS[asked]).every_size, changed
    assert tried == 840
    assert 100 < passed < 240  # spaces, remarks, and other ways to write the same
