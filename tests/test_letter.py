"""A letter of the derivation and its spellings, each beside what a reader writes by hand."""

import itertools

import pytest

from netlib.letters import (
    E,
    G,
    J,
    Letter,
    W,
    dE_d,
    n,
    norm,
    o,
    product,
    s,
    sigma,
    t,
    transposed,
    w_ij,
)

SPELLED = [
    (W(0), "W_0", "W₀", "W_0", "W_0"),
    (W(0)[0, 1], "W_0[0,1]", "w₁₂ of W₀", "w_{12}", "w_{12}"),
    (o(2)[1], "o_2[1]", "o₂,₂", "o_{2,2}", "o_{2,2}"),
    (s(0), "s_0", "s₀", "s_0", "s_0"),
    (sigma(1), "sigma_1", "σ₁", "σ_1", r"\sigma_1"),
    (sigma(1)[0], "sigma_1[0]", "σ₁,₁", "σ_{1,1}", r"\sigma_{1,1}"),
    (t[0], "t[0]", "t₁", "t_1", "t_1"),
    (G, "G", "G", "G", "G"),
    (E, "E", "E", "E", "E"),
    (n(0), "n_0", "n₀", "n_0", "n_0"),
    (dE_d(W(1)), "dE/dW_1", "∂E/∂W₁", "∂E/∂W_1", r"\frac{\partial E}{\partial W_1}"),
    (dE_d(W(1))[0, 2], "dE/dW_1[0,2]", "∂E/∂w₁₃ of W₁", "∂E/∂w_{13}",
     r"\frac{\partial E}{\partial w_{13}}"),
    (dE_d(w_ij), "dE/dw_ij", "∂E/∂wᵢⱼ", "∂E/∂w_{ij}", r"\frac{\partial E}{\partial w_{ij}}"),
    (J(s(0), w_ij), "J(s_0;w_ij)", "J(s₀;wᵢⱼ)", "J(s_0;w_{ij})", "J(s_0;w_{ij})"),
    (J(o(2), s(1)), "J(o_2;s_1)", "J(o₂;s₁)", "J(o_2;s_1)", "J(o_2;s_1)"),
    (norm(sigma(0)), "|sigma_0|", "|σ₀|", "|σ_0|", r"|\sigma_0|"),
    (product(sigma(1), W(1))[1], "sigma_1 W_1[1]", "(σ₁ W₁)₂", "(σ_1 W_1)_2",
     r"(\sigma_1 W_1)_2"),
    (transposed(W(0)), "W_0.T", "W₀^T", "W_0^T", "W_0^T"),
    (Letter("J"), "J", "J", "J", "J"),
]  # fmt: skip


@pytest.mark.parametrize(("letter", "code", "prose", "drawn", "latex"), SPELLED)
def test_a_letter_is_spelled_in_four_ways(
    letter: Letter, code: str, prose: str, drawn: str, latex: str
) -> None:
    assert (letter.code, letter.prose, letter.drawn, letter.latex) == (code, prose, drawn, latex)


def test_no_two_letters_have_one_name() -> None:
    kinds = [make(i) for make in (W, o, s, sigma, n) for i in range(7)]
    kinds += [dE_d(W(i)) for i in range(7)] + [product(sigma(i), W(i)) for i in range(7)]
    entries = [x[k] for x in kinds for k in itertools.product(range(3), repeat=2)]
    for way in ("code", "prose", "drawn", "latex"):
        # w_12 and its gradient are said of whichever W is spoken of, in a formula.
        names = [getattr(x, way) for x in (*kinds, *(entries if way in ("code", "prose") else ()))]
        assert len(set(names)) == len(names)


def test_an_entry_of_the_gradient_is_the_gradient_of_that_entry() -> None:
    assert dE_d(W(1))[0, 2] == dE_d(W(1)[0, 2])
    assert dE_d(W(1)[0, 2]).weight == W(1)[0, 2]
    assert W(1)[0, 2].weight == W(1)[0, 2]
    assert W(1)[0, 2].whole == W(1)
    assert sigma(1)[0].weight is None


@pytest.mark.parametrize(
    ("letter", "nodes"),
    [
        (W(1)[0, 2], {1: 2, 2: 0}),  # from node 3 of layer 1 to node 1 of layer 2
        (dE_d(W(1)[0, 2]), {1: 2, 2: 0}),
        (o(1)[2], {1: 2}),
        (s(0)[2], {1: 2}),
        (sigma(0)[2], {1: 2}),
        (product(sigma(1), W(1))[2], {1: 2}),  # what comes back to it
        (G[1], {2: 1}),
        (t[1], {2: 1}),
        (W(1), {}),
        (E, {}),
    ],
)
def test_a_letter_knows_the_nodes_it_has_to_do_with(letter: Letter, nodes: dict[int, int]) -> None:
    found = {layer: letter.node(layer, 2) for layer in range(3)}
    assert {layer: node for layer, node in found.items() if node is not None} == nodes
