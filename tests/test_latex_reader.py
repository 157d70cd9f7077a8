r"""What the reader of LaTeX makes of a formula, and what it refuses, in which words."""

import ast
from pathlib import Path

import numpy as np
import pytest

from netlib.derivation import latex
from netlib.derivation.judges.numbers import close
from netlib.derivation.latex import Misshapen, objection, read
from netlib.derivation.latex.numbers import worlds
from netlib.derivation.latex.setting import Setting
from netlib.derivation.networks import BATCH, LAYER
from netlib.derivation.results import RESULTS


@pytest.mark.parametrize(
    ("latex", "text", "shape"),
    [
        (r"G = (o_2 - t)^{\mathsf T}", "(o_2 - t)^T", ("n_2",)),
        (r"s_1 = W_1\,o_1", "W_1 o_1", ("n_2",)),
        (r"E = \tfrac12 \sum (o_2 - t)^2", "(1 / 2) (sum (o_2 - t)^2)", ()),
        (r"\sigma_1^{\mathsf T} o_1 = \mathrm{outer}(\sigma_1, o_1)", "outer(sigma_1, o_1)",
         ("n_2", "n_1")),
        (r"\sigma_0 = (\sigma_1 W_1) \circ o_1^T", "(sigma_1 W_1) * o_1^T", ("n_1",)),
        (r"s_{1,i} = \sum_j w_{ij} o_{1,j}", "sum_j W_1_i_j o_1_j", ()),
        (r"\sigma_0 = \sigma_1\,J(s_1;s_0)", "sigma_1 J(s_1;s_0)", ("n_1",)),
        (r"E = o_{2,1} - (t_1 - \frac{1}{(2 / E)})", "o_2_1 - (t_1 - 1 / (2 / E))", ()),
        (r"E = (-E)^2 + ((E + 1) E)^2", "(-E)^2 + ((E + 1) E)^2", ()),
    ],
)  # fmt: skip
def test_a_side_is_an_expression_with_words_and_a_shape(
    latex: str, text: str, shape: tuple[str, ...]
) -> None:
    side = read(latex)[0].sides[-1]
    assert (side.text, side.shape) == (text, shape)


@pytest.mark.parametrize(
    ("latex", "why"),
    [
        # what it doesn't know
        (r"\sigma_1 = G \star o_2", r"can't read on at “\star o_2”"),
        (r"\sigma_1 = \delta_1", r"can't read on at “\delta_1”"),
        (r"\sigma_1 = G \ln o_2", "can't read on"),
        (r"\sigma_1", "one side is no equation"),
        (r"\sigma_1 =", "more is missing at the end"),
        (r"\sigma_1 = (o_2 - t", ") is missing at the end"),
        (r"\sigma_1 = {o_2 - t", "a brace is missing"),
        (r"\sigma_1 = o_2 1", "a number stands before what it multiplies"),
        (r"\sigma_1 = o_2 - - t", "can't read on at “- t”"),
        (r"E = \sum_{k=0}^{n_2} t_k", "a sum is over an index, from 1 to a size"),
        (r"E = \sum_{k=1}^{1} 5", "a sum is over an index"),
        (r"E = \sum_{k=1}^{B} 5", "“B” is no size"),
        (r"s_1 = W_1 o_1, \qquad n_2 n_1", "one side is no equation"),
        (r"s_1 = W_1 o_1, \qquad (n_2 \times n_1)(n_2 \times 1) = n_2 \times 1", "don't meet"),
        (r"G(o_2;s_1) = J(o_2;s_1)", "G(x;y) is the gradient of E, not of o_2"),
        # letters that don't exist
        (r"s_2 = W_1 o_1", "s_2: this network has no such letter"),
        (r"o_2 = \varphi(s)", "s is no letter of this network"),
        (r"t_{n_3} = t_{n_2}", "n_3: the last layer of this network is 2"),
        (r"o_2^{(b)} = o_2", "o_2 has no sample (b) here"),
        (r"\bar E = E", "E_bar is no letter"),
        (r"t_m = t", "t_m is a number, but t has n_2 entries"),
        # shapes that don't meet
        (r"s_1 = o_1 W_1", "o_1 has n_1 entries and W_1 is n_2 x n_1: o_1 W_1 is no product"),
        (r"\sigma_0 = W_1 \sigma_1", "W_1 is n_2 x n_1 and sigma_1 has n_2 entries: W_1 sigma_1"),
        (r"E = G + E", "+ goes entry by entry, but G has n_2 entries and E is a number"),
        (r"o_2 (1 - o_2) = t", "column and column side by side are no product"),
        (r"G \sigma_1 = E", "row and row side by side are no product"),
        (r"(o_2 - t) \sigma_1 = E", "column and row side by side are no product"),
        (r"W_1 = J(s_1;o_1)^{-1}", "to the power of -1 is not read here"),
        (r"W_1^2 = W_1", "to the power of 2 is not read"),
        (r"G = (o_2 - t)^T, \qquad n_2 \times 1", "n_2 x 1 is said, but G has n_2 entries"),
        (r"s_1 = W_1 o_1, \qquad 1 \times n_2", "1 x n_2 is said, but s_1 has n_2 entries"),
        (r"E = x^{\mathsf T} x", "x is a number and has no transpose"),
        # indices
        (r"\sigma_{1,i} = \sigma_{1,j}", "the index i stands on one side only"),
        (r"\sigma_{1,k} o_{1,k} = E", "k runs to n_2 in one place and to n_1 in another"),
        (r"\sum_k o_{2,k} \sum_k t_k = E", "k is summed over, and means something outside"),
        (r"o_{2,3} = t_3", "“3” is no index here"),
        (r"w_{11} = w_{11} + E - E", "w_ij can be in more than one W here"),
        # matrices known by their corners
        (r"o_2 = \begin{bmatrix} o_{2,1} & \cdots & o_{2,k} \end{bmatrix}", "more than an"),
        (r"o_2 = \begin{bmatrix} o_{2,k} & \cdots & o_{2,n_2} \end{bmatrix}", "more than"),
        (r"o_2 = \begin{bmatrix} o_{2,1} & \cdots & o_{2,1} \end{bmatrix}", "1 or a size"),
        (r"o_2 = \begin{bmatrix} o_{2,1} & t_1 & o_{2,n_2} \end{bmatrix}", "its corners"),
        (r"W_1 = \begin{bmatrix} t_1 & \cdots & t_{n_2} \\ \vdots & & \vdots \\"
         r" t_1 & \cdots & t_{n_2} \end{bmatrix}", "1 or a size"),
        (r"\mathrm{diag}(W_1) = W_1", "on the diagonal, but W_1 is n_2 x n_1"),
        (r"\mathrm{diag}(E) = W_1", "on the diagonal, but E is a number"),
        # derivatives
        (r"J(o_1;s_1) = W_1", "o_1 does not come after s_1 and does not change with it"),
        (r"J(s_1;w_{ij}) = J(s_1;o_1) J(o_1;w_{ij})", "s_1 is made with W_1, not with W_0"),
        (r"\frac{\partial \sigma_1}{\partial s_1} = W_1", "has no place here"),
        (r"\frac{\partial}{\partial o_{2,k}} \sigma_{1,k} = t_k", "say it by the forward pass"),
        # what only looks like an equation
        (r"E = E + 0 = E + 0", "two sides are the same"),
        (r"\underbrace{G\,J(o_2;s_1)}_{\sigma_0} = \sigma_1", "braced as sigma_0"),
        (r"\underbrace{G\,J(o_2;s_1)}_{1 \times n_1} = \sigma_1", "1 x n_1 is said"),
        (r"\underbrace{G}_{\text{03}} = \sigma_1 \circ t^T", "is not G"),
        (r"E \leftarrow o_2 - t", "E is a number, but"),
        (r"W_1 \leftarrow W_0^{\mathsf T}", "W_1 is n_2 x n_1, but"),
        (r"o_2 \leftarrow t", "only a W or an o gets a new value, made of the old"),
        (r"E \leftarrow E + 1", "only a W or an o gets a new value"),
        (r"\sigma_1^T \approx (o_2 - t) \circ o_2 \circ (1 - o_2)", "≈ where nothing changes"),
        # a row is no column
        ("G = o_2 - t", "of G and o_2 - t one is a row and one a column"),
        (r"\sigma_1 = G \circ o_2 \circ (1 - o_2)", "G is a row and o_2 a column"),
        (r"\sigma_1 = (o_2 - t)^T \circ o_2 \circ (1 - o_2)", "(o_2 - t)^T is a row and o_2 a col"),
        (r"o_1^T = \varphi(W_0 o_0)", "one is a row and one a column"),
        (r"\frac{\partial E}{\partial o_2} = o_2 - t", "one is a row and one a column"),
        (r"n_2 \circ n_1 = n_2 n_1", "∘ goes entry by entry, but n_2 is a number"),
        # nothing is told of what is nothing, or nearly
        (r"E - E = 0", "both are nothing, or too small to be told apart"),
        (r"0.000001 E \cdot 0.000001^2 = 0.000002 E \cdot 0.000001^2", "both are nothing"),
        (r"E = E + 0.0000000001", "too many digits"),
        (r"E = E^{10}", "to the power of 10 is not read"),
        # nothing that takes for ever
        (r"E = " + "(" * 50 + "E" + ")" * 50, "too much stands inside of each other"),
        (r"E = E" + " + E" * 200, "this is too long to be read"),
        (r"E = \sum_a \sum_b \sum_c \sum_d \sum_e t_a t_b t_c t_d t_e", "than 4 indices"),
        ("E = " + "".join(rf"\sum_{{{k}=1}}^{{n_1}} " for k in "abcde") + "1",
         "more than 4 indices at once"),
        # division by zero is no number, and no two are the same
        (r"E / 0 = \frac{1}{0}", "finite"),
        (r"E = \frac{1}{0}", "it is not finite"),
        (r"\frac{1}{0} = E", "is not 1 / 0"),
        (r"f(x + ih) = f(x) + ih f'(x) - \tfrac{h^2}{0} f''(x) - \dots", "by what is not finite"),
        # f is any function
        (r"f'(x) \approx \frac{\mathrm{Im}\,f(-x + ih)}{h}", "term of order"),
        (r"f'(x) = f(x)(1 - f(x))", "is not f'(x)"),
        # the derivative of an expression moves all that follows
        (r"\frac{\partial}{\partial o_{2,k}} E = t_k - t_k", "is not d/do_2(E)_k"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_the_letters_of_the_derivation(latex: str, why: str) -> None:
    assert why in objection(latex)


@pytest.mark.parametrize(
    "latex",
    [
        r"\Delta o_2 \approx J(o_2;s_1)\,\Delta s_1",  # one change is free, the other follows
        r"\Delta E \approx G\,J(o_2;s_1)\,J(s_1;o_1)\,\Delta o_1",
        r"\tfrac12 E = \frac{E}{2}",
        r"\frac{\partial}{\partial o_{2,k}} E = o_{2,k} - t_k",
        r"\sigma_{i-1} = \sigma_i\,J(s_i;s_{i-1})",
        r"\sigma_{L-1} = G \circ o_L^T \circ (1 - o_L)^T",
        r"o_2 = \varphi(W_1\,\varphi(W_0\,o_0))",
        r"E = \tfrac{1}{2} (o_2 - t)^{\mathsf T} (o_2 - t)",
        r"J(s_1;s_0) = J(s_1;o_1) \cdots J(o_1;s_0)",
        r"\underbrace{\overbrace{G J(o_2;s_1)}^{\sigma_1} W_1}_{1 \times n_1}"
        r" = (W_1^T \sigma_1^T)^T",
    ],
)
def test_what_is_right_is_read(latex: str) -> None:
    assert objection(latex) == ""


def test_a_formula_is_about_the_network_that_is_said() -> None:
    assert objection(r"s_0 = o_0\,W_0^{\mathsf T}", network=BATCH) == ""
    assert "no product" in objection(r"s_0 = W_0\,o_0", network=BATCH)
    assert "in a batch" in objection(r"J(o_2;s_1) = J(o_2;s_1) + 0 W_1", network=BATCH)
    assert objection(r"\sigma_1 = (o_2 - t) \circ o_2 \circ (1 - o_2)", network=LAYER) != ""


def test_a_display_is_read_in_the_letters_of_its_network() -> None:
    (e,) = read(RESULTS["sigma_0"].latex)
    assert [side.shape for side in e.sides] == [("n_1",)] * 3
    assert e.sides[1].described == "sigma_1 W_1 J(o_1;s_0) has n_1 entries"
    (e,) = read(RESULTS["sigma_1_batch"].latex, BATCH)
    assert e.free == (("b", "B"),)
    with pytest.raises(Misshapen, match="no product"):
        read("s_0 = o_0 W_0", BATCH)


@pytest.mark.parametrize("about", [Setting(), Setting(3), Setting(batch=True)])
def test_no_two_letters_are_the_same_numbers(about: Setting) -> None:
    for here in worlds(about):
        names = here.names
        free = {k for k in names if k[:2] == "d_" or k in ("x", "h", "eta")}
        own = {*here.network.given, *here.network.definitions}
        # Those of one sample E's own, and those of eta and of changes.
        first = [np.ravel(names[k])[0] for k in (free | own) - {"E_bar", "rate", "do", "ds"}]
        assert len(set(first)) == len(first)


@pytest.mark.parametrize("about", [Setting(), Setting(3), Setting(batch=True)])
def test_the_letters_are_what_the_definitions_make_of_each_other(about: Setting) -> None:
    for here in worlds(about):
        for name in here.network.definitions:
            for y in ("W_0", "o_0"):
                assert close(here.at(y, here.names[y]).names[name], here.names[name])
        sigma = here.derivative("E_bar" if about.batch else "E", "s_0")
        assert close(sigma, here.names["sigma_0"] / (here.names["B"] if about.batch else 1))


def test_what_reads_and_judges_latex_reaches_nothing_that_is_judged() -> None:
    folder = Path(latex.__file__).parent
    known = {"judges", "latex", "networks"}
    for path in folder.glob("*.py"):
        more = {"results", "slips"} if path.name == "typed.py" else set()  # what is asked for
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("netlib"):
                package, _, module = str(node.module).removeprefix("netlib.").partition(".")
                assert package in ("derivation", "numerical"), path.name
                assert not module or module.split(".")[0] in known | more, path.name
            assert not isinstance(node, ast.Import) or "netlib" not in ast.unparse(node)
