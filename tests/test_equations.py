"""The display equations of the notebooks are the derivation's results, and say what they say."""

import re
from typing import Any

import nbformat
import numpy as np
import pytest

from netlib.chapters import CHAPTERS
from netlib.derivation.judges.numbers import FUNCTIONS, close, sample
from netlib.derivation.results import RESULTS, Result
from tools.notebooks import NOTEBOOKS

WORKED = {
    ("01-listens", 0),  # row 1 of s_0 with four inputs
    ("02-one-row", 0),  # and in numbers
}


def normalised(latex: str) -> str:
    """Return a display equation without what is for the eye alone, so that two can be compared.

    Spaces, the ends of lines, a remark beside a line and a full stop go; and the boxes and braces
    by which a notebook says where in the chain it is, with the words on which weight is meant.
    """
    latex = re.sub(r"\s+", " ", re.sub(r"\\[,;]|&& \\text\{[^$]*?\}(?=\\\\| &=)", " ", latex))
    latex = re.sub(r"\\(begin|end)\{aligned\}|\\\\(?= &=)|&(?==)", "", latex)
    latex = re.sub(r"\\qquad w_\{ij\} \\text\{ in \} W_\d", "", latex)
    marks = r"\\(?:boxed|underbrace|overbrace)\{((?:[^{}]|\{ij\})*)\}"
    for _ in range(latex.count("\\")):
        latex = re.sub(marks + r"(?:[_^]\{(?:[^{}]|\{[^{}]*\})*\})?", r"\1", latex)
    return re.sub(r"\s+|[,.]\s*$", "", latex)


def displayed() -> dict[tuple[str, int], tuple[str, str]]:
    """Every display equation, by its cell and its place there: what it is marked as, and itself."""
    found: dict[tuple[str, int], tuple[str, str]] = {}
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                equations = re.findall(r"\$\$(.*?)\$\$", cell.source, flags=re.DOTALL)
                marks = cell.metadata.get("equations", [])
                assert len(marks) == len(equations), f"{cell.id}: an equation without its mark"
                both = zip(marks, equations, strict=True)
                found |= {(cell.id, k): (mark, latex) for k, (mark, latex) in enumerate(both)}
    return found


def test_every_display_equation_is_the_result_that_it_is_marked_as() -> None:
    for (cell, k), (mark, latex) in displayed().items():
        if mark == "worked":
            assert (cell, k) in WORKED
        elif mark == "given":  # by an exercise, about something that the derivation is not
            assert re.fullmatch(r"\d\d-ex\d", cell)
        else:
            assert normalised(latex) == normalised(RESULTS[mark].latex), f"{cell}: {mark}"


def test_every_result_is_shown_in_its_chapter() -> None:
    shown = {(mark, cell[:2]) for (cell, _), (mark, _) in displayed().items()}
    assert {(result.id, result.chapter) for result in RESULTS.values()} <= shown


def test_what_is_for_the_eye_alone_goes() -> None:
    shown = displayed().items()
    chains = [latex for (cell, _), (_, latex) in shown if cell.endswith("-chain")]
    assert len(chains) == len(CHAPTERS)
    plain = {normalised(RESULTS[name].latex) for name in ("chain_W_0", "chain_W_1")}
    assert {normalised(latex) for latex in chains} == plain
    assert normalised(r"a &= b && \text{since}\\ &= c") == "a=b=c"
    assert normalised(r"a - b") != normalised(r"a + b")


class Value:
    """A number, vector or matrix, whose `@` is what standing side by side means in a formula."""

    def __init__(self, value: Any) -> None:
        self.value = np.asarray(value)

    def __matmul__(self, other: "Value") -> "Value":
        return Value(np.dot(self.value, other.value))

    def __mul__(self, other: "Value") -> "Value":
        return Value(self.value * other.value)

    def __sub__(self, other: "Value") -> "Value":
        return Value(self.value - other.value)

    def __rsub__(self, other: float) -> "Value":
        return Value(other - self.value)


LETTER = (
    r"\\frac\{\\partial E\}\{\\partial (?:w_\{ij\}|W_\w)\}|\\mathrm\{outer\}|\\circ|"
    r"G\(E;o_2\)|J\(\w_\d;\w_(?:\d|\{ij\})\)|\\sigma_\{\d,\w\}|o_\{\d,\w\}|\\sigma_\{i-1\}|"
    r"\\Delta \w_\d|\\Delta E|\\sigma_\w|[Wos]_\w|[Gt]|[-(),1]"
)


def read(latex: str, names: dict[str, Any]) -> Any:
    """Return what one side of an equation is worth; fails for what it cannot read to the end."""
    code, before = "", ""
    for token in re.findall(LETTER + r"|\S", re.sub(r"\\[,;]", " ", latex)):
        assert re.fullmatch(LETTER, token), f"{token} in {latex}"
        name = re.sub(r"[^A-Za-z0-9]+", "_", token).strip("_")
        word = "*" if token == "\\circ" else token if token in "-(),1" else f"names['{name}']"
        operand = word not in "*-,)"
        side_by_side = operand and before and before[-1] in ")]1" and not before.endswith("outer']")
        code += f" @ {word}" if side_by_side else word
        before = word
    return eval(code, {"names": names})


# Results whose LaTeX has only letters, products, differences and outer(): each side is read.
READABLE = (
    "chain_W_0", "two_matrices", "s_1", "G_J_o2_s1", "dE_along_s_1", "chain_W_1", "sigma_1",
    "sigma_1_J", "sigma_0", "dE_dW_1", "dE_dW_0", "sigma_before", "dE_dW_i",
)  # fmt: skip


def letters(result: Result, i: int, j: int) -> dict[str, Any]:
    """Return the value of each token, under the name that `read` gives it."""
    v = sample(result.network)
    names = {k: Value(x) for k, x in v.items()}
    names |= {"G_E_o_2": Value(v.get("G", 0)), "frac_partial_E_partial_w_ij": Value(0)}
    for k, x in v.items():
        if match := re.fullmatch(r"J_(\w)(\d)_(\w)(\d)", k):
            names[f"J_{match[1]}_{match[2]}_{match[3]}_{match[4]}"] = Value(x)
        if match := re.fullmatch(r"J_s(\d)_w", k):
            names[f"J_s_{match[1]}_w_ij"] = Value(x[:, i, j])
        if k.startswith("sigma_"):
            names[k] = Value(x)
    for m in [0, 1] if "sigma_1" in v else []:
        names |= {f"sigma_{m}_i": Value(v[f"sigma_{m}"][i]), f"o_{m}_j": Value(v[f"o_{m}"][j])}
        names[f"frac_partial_E_partial_W_{m}"] = Value(v[f"dE_dW_{m}"])
    if "do" in v:
        names |= {"Delta_s_1": Value(v["ds"]), "Delta_E": Value(v["dE_along_s_1"])}
    if result.id.startswith("chain"):
        weight = v["dE_dW_1" if result.id == "chain_W_1" else "dE_dW_0"]
        names["frac_partial_E_partial_w_ij"] = Value(weight[i, j])
    if "sigma_before" in v:
        names |= {"sigma_i_1": Value(v["sigma_before"])}
        names["frac_partial_E_partial_W_i"] = Value(v["dE_dW_i"])
    outer = lambda a, b: Value(FUNCTIONS["outer"](a.value, b.value))  # noqa: E731
    return names | {"mathrm_outer": outer, "outer": outer}


def sides(latex: str, result: Result, i: int, j: int) -> list[Any]:
    """Return the value of each side of an equation."""
    names = letters(result, i, j)
    # A row that stands up, next to one that lies, is an outer product.
    stood = r"(\\sigma_\d)\^\{\\mathsf T\}\\,(o_\d)"
    equation = re.sub(stood, r"\\mathrm{outer}(\1, \2)", latex)
    return [read(side, names).value for side in re.split(r"=|\\approx", equation)]


@pytest.mark.parametrize("name", READABLE)
def test_what_is_written_is_what_is_proven(name: str) -> None:
    result = RESULTS[name]
    for i, j in [(0, 1), (1, 2)]:
        first, *others = sides(result.equation, result, i, j)
        assert others
        assert all(close(other, first) for other in others), result.latex


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("sigma_1", "(o_2 - t)", "(t - o_2)"),
        ("sigma_1", r"(1 - o_2)", r"(1 - t)"),
        ("sigma_0", r"\circ o_1 \circ", r"\circ"),
        ("dE_dW_1", r"\mathrm{outer}(\sigma_1, o_1)", r"\mathrm{outer}(o_1, \sigma_1)"),
        ("sigma_1_J", r"\sigma_{1,i}\;o_{1,j}", r"\sigma_{1,i}\;o_{1,j}\;o_{1,j}"),
        ("chain_W_0", r"\;J(s_0;w_{ij})", r"\;o_{0,j}"),
    ],
)
def test_what_is_wrongly_written_is_seen(name: str, right: str, wrong: str) -> None:
    result = RESULTS[name]
    latex = result.equation.replace(right, wrong)
    assert latex != result.equation
    first, *others = sides(latex, result, 1, 2)
    assert not all(close(other, first) for other in others)
