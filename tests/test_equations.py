"""The display equations of the notebooks are the derivation's results, and say what they say."""

import re
from collections.abc import Iterator
from typing import Any

import nbformat
import pytest

from netlib.chapters import CHAPTERS
from netlib.derivation.latex import claims, objection
from netlib.derivation.results import RESULTS
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


def cells() -> Iterator[Any]:
    """Every cell of text of the notebooks."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        yield from (cell for cell in cells if cell.cell_type == "markdown")


def displayed() -> dict[tuple[str, int], tuple[str, str]]:
    """Every display equation, by its cell and its place there: what it is marked as, and itself."""
    found: dict[tuple[str, int], tuple[str, str]] = {}
    for cell in cells():
        equations = re.findall(r"\$\$(.*?)\$\$", cell.source, flags=re.DOTALL)
        marks = cell.metadata.get("equations", [])
        assert len(marks) == len(equations), f"{cell.id}: an equation without its mark"
        both = zip(marks, equations, strict=True)
        found |= {(cell.id, k): (mark, latex) for k, (mark, latex) in enumerate(both)}
    return found


def claimed() -> Iterator[tuple[str, str, bool]]:
    """Yield every inline formula that claims something: its cell, itself, whether it is listed.

    Listed are those that speak of other networks, other functions or no layer.
    """
    for cell in cells():
        others = cell.metadata.get("others", [])
        text = re.sub(r"\$\$.*?\$\$|```.*?```|`[^`]*`", "", cell.source, flags=re.DOTALL)
        found = [f for f in re.findall(r"(?<!\\)\$(.+?)(?<!\\)\$", text, re.DOTALL) if claims(f)]
        assert set(others) <= set(found), f"{cell.id}: listed, but not there"
        yield from ((cell.id, latex, latex in others) for latex in found)


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


def test_every_display_equation_holds_as_it_stands() -> None:
    judged = [(cell, RESULTS.get(mark), latex) for (cell, _), (mark, latex) in displayed().items()]
    assert sum(result is not None for _, result, _ in judged) >= len(RESULTS)
    for cell, result, latex in judged:
        if result is not None:
            assert objection(latex, result.letter, result.network) == "", cell
        else:  # what the reader isn't told to leave out, it must refuse
            assert objection(latex) != "", cell


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"}_{\sigma_1}", r"}_{\sigma_0}"),
        (r"1 \times n_2", r"n_2 \times 1"),
        (r"n_2 \times n_1", r"n_1 \times n_2"),
        (r"\text{ in } W_0", r"\text{ in } W_1"),
        (r"\text{ in } W_1", r"\text{ in } W_0"),
        (r"\text{row } i", r"\text{row } j"),
    ],
)
def test_braces_and_remarks_are_judged_as_well(right: str, wrong: str) -> None:
    tried = 0
    for mark, latex in displayed().values():
        if mark in RESULTS and right in latex:
            result, changed = RESULTS[mark], latex.replace(right, wrong)
            assert objection(changed, result.letter, result.network) != "", changed
            tried += 1
    assert tried


def test_every_inline_equation_that_claims_something_holds() -> None:
    found = list(claimed())
    assert len(found) > 20
    for cell, latex, listed in found:
        assert bool(why := objection(latex)) == listed, f"{cell}: {latex}: {why}"


def test_a_value_or_a_name_claims_nothing() -> None:
    for latex in (r"h = 10^{-30}", r"o_2 = (0.6419,\ 0.6848)", r"\sigma_1", "n_1 = 3"):
        assert not claims(latex)
    for latex in ("G = o_2 - t", r"\Delta E \approx G\,\Delta o_2", r"o_2 \leftarrow o_2 - 0.1\,G"):
        assert claims(latex)
