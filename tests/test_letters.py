"""Plain sentences with the seed's letters become formulas, and nothing else does."""

import re

import pytest

from netlib.derivation.letters import escaped, lettered, pieces
from netlib.derivation.slips import SLIPS
from netlib.exercises import EXERCISES
from netlib.explore import EXPLORERS
from netlib.publish.formulas import unknown

SENTENCES = {
    "G is o_2 - t.": "$G$ is $o_{2} - t$.",
    "the slope, o_1 (1 - o_1)": "the slope, $o_{1} (1 - o_{1})$",
    "J(s_0;w_ij), not J(s_1;w_ij)": "$J(s_{0};w_{ij})$, not $J(s_{1};w_{ij})$",
    "It is outer(sigma_0, o_0).": r"It is $\mathrm{outer}(\sigma_{0}, o_{0})$.",
    "phi' takes the sum, phi not": r"$\varphi'$ takes the sum, $\varphi$ not",
    "node i: sigma_1_i o_1_j.": r"node i: $\sigma_{1,i} o_{1,j}$.",
    "the 1/B enters once": "the $1/B$ enters once",
    "W_0 is n_1 x n_0": r"$W_{0}$ is $n_{1} \times n_{0}$",
    "σ₁ times o₁,₂ and w₁₂": r"$\sigma_{1}$ times $o_{1,2}$ and $w_{12}$",
    "|∂E/∂W₀| is 0.1": r"$|\partial E/\partial W_{0}|$ is 0.1",
    "G Δ, and −G": r"$G \Delta$, and $-G$",
    "derive ln(1 - o) and e^x": r"derive $\ln(1 - o)$ and $e^x$",
}
UNTOUCHED = (
    *("E1: the page can't be right", "A, C and D", "a matrix, 3 x 4", "the σ of Nielsen"),
    *("NaN or -1", "Wood, Exit, only", "a 4-3-2 network"),
)


@pytest.mark.parametrize(("plain", "markdown"), SENTENCES.items())
def test_a_sentence_by_hand(plain: str, markdown: str) -> None:
    assert lettered(plain) == markdown


@pytest.mark.parametrize("words", UNTOUCHED)
def test_what_is_no_letter_stays(words: str) -> None:
    assert pieces(words) == [words]


def test_what_markdown_would_read_is_escaped() -> None:
    assert lettered("2 * a * b_") == escaped("2 * a * b_") == r"2 \* a \* b\_"
    assert lettered("x < $5 of [W_0]") == r"$x$ \< \$5 of \[$W_{0}$\]"


def test_whatever_is_said_of_a_mistake_or_a_picture_can_be_set() -> None:
    said = [slip.message for slip in SLIPS.values()] + [slip.name for slip in SLIPS.values()]
    said += [text for e in EXERCISES.values() for m in e.mistakes for text in (m.name, m.message)]
    said += [exercise.marking for exercise in EXERCISES.values()]
    said += [words for explorer in EXPLORERS.values() for _, _, words in explorer().frames()]
    formulas = set()
    for sentence in said:
        words, found = pieces(sentence)[::2], pieces(sentence)[1::2]
        assert not re.search(r"_|\bphi\b|[₀₁₂]|\bsigma", "".join(words)), sentence
        formulas |= set(found)
    assert len(formulas) > 50
    assert not [latex for latex in formulas if unknown(latex)]
