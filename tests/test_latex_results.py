"""The formula that is read is the formula that is judged: each result, step and display."""

import random
import re

import nbformat
import pytest

from netlib.derivation import derivation
from netlib.derivation.display import braced
from netlib.derivation.latex import claims, judge, read
from netlib.derivation.latex.numbers import BATCHES, WIDTHS
from netlib.derivation.latex.tokens import TOKEN
from netlib.derivation.results import RESULTS, Result
from tools.notebooks import NOTEBOOKS

# Inline formulas that speak of other networks, other functions or no layer: not of the derivation.
OTHERS = {
    ("01-ex2", r"s_? = W_?\,o_?"),
    ("02-batch", r"(W_0\,x)^{\mathsf T} = x^{\mathsf T} W_0^{\mathsf T}"),
    (
        "03-remainder-why",
        r"\tfrac12(o + \Delta - t)^2 = \tfrac12(o - t)^2 + (o - t)\,\Delta + \tfrac12\Delta^2",
    ),
    ("04-ex2", r"f(o) = o^2 - o^3"),
    ("04-ex3", r"\psi(x) = \tanh x = \frac{e^x - e^{-x}}{e^x + e^{-x}}"),
    ("04-ex3", "a' = b"),
    ("04-ex3", "b' = a"),
    ("06-ex4", "W_0 = W"),
    ("06-ex4", r"W_1 = W^{\mathsf T}"),
}


def said(latex: str, result: Result) -> str:
    verdict = judge(latex, result)
    assert verdict.ok == (not verdict.why)
    return verdict.why


@pytest.mark.parametrize("result", RESULTS, ids=lambda r: r.id)
def test_every_result_holds_as_it_is_written(result: Result) -> None:
    assert said(result.latex, result) == ""
    assert judge(result.latex, result).compared >= len(WIDTHS)
    assert said(braced(result), result) == ""  # and its shapes under the braces
    for step in result.steps:
        assert judge(step.latex, result, step=True).ok, step.latex
        wrong = f"({step.latex}) + ({step.latex})"
        assert not judge(wrong, result, step=True).ok


def formulas() -> tuple[list[tuple[str, str, str]], list[tuple[str, str]]]:
    """Every display equation with its cell and its mark, and every inline formula."""
    displays, inline = [], []
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                marks = cell.metadata.get("equations", [])
                found = re.findall(r"\$\$(.*?)\$\$", cell.source, re.DOTALL)
                assert len(found) == len(marks), cell.id
                displays += [(cell.id, *pair) for pair in zip(marks, found, strict=True)]
                rest = re.sub(r"\$\$.*?\$\$|```.*?```|`[^`]*`", "", cell.source, flags=re.DOTALL)
                for latex in re.findall(r"(?<!\\)\$(.+?)(?<!\\)\$", rest, re.DOTALL):
                    inline.append((cell.id, latex))
    return displays, inline


def test_every_display_equation_of_the_notebooks_holds_as_it_stands() -> None:
    displays, _ = formulas()
    judged = [(cell, mark, latex) for cell, mark, latex in displays if mark in derivation]
    assert len(judged) >= len(RESULTS)
    for cell, mark, latex in judged:
        assert said(latex, derivation[mark]) == "", cell
    # What the reader isn't told to leave out, it must refuse by name.
    for cell, mark, latex in displays:
        assert mark in {*derivation, "worked", "given"}
        assert mark in derivation or judge(latex).why, cell


def test_every_inline_equation_that_claims_something_holds() -> None:
    _, inline = formulas()
    claimed = [(cell, latex) for cell, latex in inline if claims(latex)]
    assert len(claimed) > len(OTHERS)
    for cell, latex in claimed:
        why = judge(latex).why
        assert bool(why) == ((cell, latex) in OTHERS), f"{cell}: {latex}: {why}"
    assert set(claimed) >= OTHERS


def test_a_value_or_a_name_claims_nothing() -> None:
    for latex in (r"h = 10^{-30}", r"o_2 = (0.6419,\ 0.6848)", r"\sigma_1", "n_1 = 3"):
        assert not claims(latex)
    for latex in ("G = o_2 - t", r"\Delta E \approx G\,\Delta o_2", r"o_2 \leftarrow o_2 - 0.1\,G"):
        assert claims(latex)


def test_every_size_is_once_the_largest_and_once_the_smallest() -> None:
    for L in range(2, 5):
        widths = [w[: L + 1] for w in WIDTHS]
        assert all(len(set(w)) == L + 1 for w in widths)
        for m in range(L + 1) if L == 2 else [L]:
            assert any(w[m] == max(w) for w in widths)
            assert any(w[m] == min(w) for w in widths)
    assert sorted(BATCHES) == [1, 2, 3, 7]


FALSE = (
    ("quarter", r"\tfrac{1}{4}", r"\tfrac{1}{2}", "instead of"),
    ("J_o2_s1", "(1 - o_{2,k})", "(1 + o_{2,k})", "is not J(o_2;s_1)"),
    ("E", r"\tfrac{1}{2}", r"\tfrac{1}{3}", "is not E: it is 2/3 times what it should be"),
    ("sigma_last", "(o_L - t)", "(t - o_L)", "its sign is the other one"),
    ("s_0_batch", r"W_0^{\mathsf T}", "W_0", "o_0 is B x n_0 and W_0 is n_1 x n_0: o_0 W_0 is no"),
    ("sigma_1_W_1", "w_{ij}", "w_{ji}", "i runs to n_2 in one place and to n_0 in another"),
    ("count_vectors", r"2\,n_2 + n_2 \cdot n_1 + 2\,n_1", r"n_2 + n_2 \cdot n_1 + n_1", "about"),
)


@pytest.mark.parametrize(("name", "right", "wrong", "why"), FALSE)
def test_the_seven_false_equations_are_rejected_each(
    name: str, right: str, wrong: str, why: str
) -> None:
    latex = derivation[name].latex
    assert right in latex
    assert why in said(latex.replace(right, wrong), derivation[name])


# Small changes: a sign, a letter, an index, a transpose, a factor, 1/B, the order in outer().
CHANGES = (
    (r"(?<=[\w}) ])- ", "+ "), (r"\+ ", "- "), (r"\^\{\\mathsf T\}", ""), (r"w_\{ij\}", "w_{ji}"),
    (r"\b2(?=[}\\ ])", "3"), (r"(?<=\{)1(?=\}\{)", "2"), (r"o_2(?!;)", "o_1"), (r"o_1(?!;)", "o_2"),
    (r"W_1", "W_0"), (r"W_0", "W_1"), (r"\\circ o_(\w)", r"\\circ t"), (r"\bt\b", "o_1"),
    (r"\\sigma_1", r"\\sigma_0"), (r"s_1\b", "s_0"), (r"\\sigma_1, o_1", r"o_1, \\sigma_1"),
    (r"\\frac\{1\}\{B\}", ""), (r"o_\{1,j\}", "o_{1,i}"), (r"o_\{0,j\}", "o_{0,i}"),
    (r"\\sigma_\{1,i\}", r"\\sigma_{1,j}"), (r"n_2 \\cdot n_1", r"n_2 \\cdot n_2"),
    (r"e\^\{-x\}", "e^{x}"), (r"\\circ", "+"), (r"\\eta", ""), (r"n_2\}", "n_1}"), (r"\^2", "^3"),
    (r"n_1 \\times", r"n_2 \\times"), (r"\\tfrac\{1\}\{2\}", ""), (r"\\mathrm\{diag\}", ""),
    (r"f''", "f'"), (r"o_\{2,k\}", "o_{1,k}"), (r"J\(s_1;o_1\)\\;", ""), (r"_\{i-1\}", "_i"),
    (r"0 \\\\ \\vdots \\\\ o", r"1 \\\\ \\vdots \\\\ o"), (r"row \} i", "row } j"), (r"o_i", "o_j"),
    (r"\(b\)\}", "(c)}"), (r"from the left", "from the right"), (r"as vectors", "from the left"),
)  # fmt: skip
# Those that say the same: by the words of a remark, by E that is one number whatever it is made a
# function of, by dots that may end in any sign, by dots that stand for one factor more.
SAME = {
    ("dE_do_k", "has an } o_{1,k}"), ("dE_along_o_2", "E(o_1) + G"), ("complex_step", "+ \\dots"),
    ("any_depth", r"\cdots J(o_1;s_0)"),
}  # fmt: skip


def test_small_changes_are_rejected_but_for_those_that_say_the_same() -> None:
    made, passed = 0, set()
    for result in RESULTS:
        latex = result.latex
        for was, now in CHANGES:
            for m in re.finditer(was, latex):
                made += 1
                changed = latex[: m.start()] + m.expand(now) + latex[m.end() :]
                if not said(changed, result):
                    passed |= {(result.id, changed)}
    assert made == 265
    assert len(passed) == len(SAME)
    for name, part in SAME:
        assert any(id == name and part in changed for id, changed in passed)


def test_every_clause_and_every_sign_is_needed() -> None:
    assert "2 equations" in said("s_0 = W_0 o_0", derivation["s_0"])
    assert "other networks" in said("J(o_L;s_0) = W_0", derivation["J_o1_s0"])
    assert "same" in said(r"\sigma_1 = \sigma_1", derivation["sigma_1"])
    for result in RESULTS:
        for m in re.finditer(r"=|\\approx|\\leftarrow", result.latex):
            where = result.latex[: m.start()]
            remark = where.endswith("only the term } l ")
            if where.count("{") == where.count("}") and not remark:  # nor a sum's range
                assert said(where + result.latex[m.end() :], result), result.id


def changed_at_random(rng: random.Random, latex: str, pool: list[str]) -> str:
    """Delete, double, replace or exchange one token."""
    spans = [m.span() for m in TOKEN.finditer(latex)]
    k = rng.randrange(len(spans))
    start, stop = spans[k]
    token, other = latex[start:stop], rng.choice(pool)
    new = {
        "delete": "", "double": f"{token} {token}", "replace": f"{other} ",
        "insert": f"{token} {other} ",
    }.get(how := rng.choice(["delete", "double", "replace", "insert", "exchange"]), "")  # fmt: skip
    if how == "exchange" and k + 1 < len(spans):
        after = spans[k + 1]
        new, stop = f"{latex[slice(*after)]} {latex[stop : after[0]]}{token} ", after[1]
    return latex[:start] + new + latex[stop:]


# Let through although they say it otherwise: a factor of 1, and a product without its dot.
HARMLESS = {
    ("two_matrices", r"= 1 (W_1\,W_0)"), ("dE_do_k", r"&= 1 \frac{\partial}{"),
    ("o_2", r"\varphi( 1 s_1)"), ("count_right", r"n_2 \cdot n_2 n_1 +"),
}  # fmt: skip


def test_random_changes_crash_nothing_and_nothing_false_passes() -> None:
    rng = random.Random(0)
    pool = [token for result in RESULTS for token in TOKEN.findall(result.latex)]
    tried, spelling, passed = 0, 0, set()
    for result in RESULTS:
        for _ in range(59):
            changed = result.latex
            for _ in range(rng.choice((1, 1, 2))):
                changed = changed_at_random(rng, changed, pool)
            tried += 1
            if said(changed, result):
                continue
            if read(changed, result.network) == read(result.latex, result.network):
                spelling += 1  # spaces, or the words of a remark
            else:
                passed.add((result.id, re.sub(r"\s+", " ", changed)))
    assert tried == 59 * 41
    assert spelling < 80
    assert len(passed) == len(HARMLESS)
    for name, part in HARMLESS:
        assert any(id == name and part in changed for id, changed in passed)
