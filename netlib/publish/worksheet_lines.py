"""What is worked out on a worksheet, line by line, and the mistakes that are made in each line.

Mistakes that exercises and slips know are theirs; only those that no exercise asks for stand here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from netlib.derivation.slips import SLIPS
from netlib.exercises import EXERCISES, Mistake
from netlib.exercises.exercise import Formula, Letters


@dataclass(frozen=True)
class SheetLine:
    """A line of a worksheet, and how it goes wrong.

    letter: its name. chapter: the first that has it. latex: what it finds; of: from what, or
    nothing where that says it already. formula: the same as code. digits: decimals that it is
    rounded to; none for a shape. mistakes: each `wrong` is a function of the letters above it, and
    its value is rounded once, as the line is.
    """

    letter: str
    chapter: str
    latex: str
    of: str
    formula: str
    digits: int | None
    mistakes: tuple[Mistake, ...]


def own(name: str, formula: str, message: str) -> Mistake:
    """Return a mistake that no exercise asks for."""
    return Mistake(name, Formula(formula), message)


def slip(id: str) -> Mistake:
    """Return a slip of the derivation as a mistake of the line that it spoils."""
    return Mistake(SLIPS[id].name, SLIPS[id], SLIPS[id].message)


def known(
    id: str, *names: str, part: int | None = None, then: Callable[[Any], Any] = np.asarray,
    **letters: str,
) -> tuple[Mistake, ...]:  # fmt: skip
    """Return the mistakes of an exercise as those of a line.

    names: which; without any all that change the answer. part: the one of several results that the
    line finds. then: makes the line's answer of the exercise's. letters: what stands in the line
    for a letter of the exercise.
    """
    exercise = EXERCISES[id]
    asked = exercise.tried_on[0].letters

    def answer(formula: Callable[..., Any], values: Letters) -> Any:
        result = formula(**values)
        return then(result if part is None else result[part])

    def line(mistake: Mistake) -> Mistake:
        def wrong(**values: Any) -> Any:
            return answer(mistake.wrong, {name: values[letters.get(name, name)] for name in asked})

        name = SLIPS[mistake.name].name if mistake.name in SLIPS else mistake.name
        return Mistake(name, wrong, mistake.message)

    if names:
        by_name = {mistake.name: mistake for mistake in exercise.mistakes}
        return tuple(line(by_name[name]) for name in names)
    right = answer(exercise.solution, asked)
    return tuple(line(m) for m in exercise.mistakes if not same(answer(m.wrong, asked), right))


def in_a_line(id: str, name: str, formula: str) -> Mistake:
    """Return the mistake of an exercise that asks for more than the line, as a formula of it."""
    (mistake,) = (m for m in EXERCISES[id].mistakes if m.name == name)
    return own(name, formula, mistake.message)


def same(a: Any, b: Any) -> bool:
    """Return whether two answers have one shape and the same numbers."""
    return np.shape(a) == np.shape(b) and np.allclose(a, b)


def _shape(letter: str, latex: str, formula: str, *mistakes: Mistake) -> SheetLine:
    return SheetLine(letter, "01", latex, "", formula, None, mistakes)


def _product(letter: str, latex: str, rows: str, columns: str, *, exists: bool) -> SheetLine:
    """Return the line that asks which shape a product has, if it has one: () if not."""
    if exists:
        return _shape(letter, latex, f"{rows}, {columns}",
            own("turned round", f"{columns}, {rows}",
                "The rows are those of the left factor, the columns those of the right one."),
            own("said not to exist", "()",
                "The two sizes that meet are the same: columns on the left, rows on the right."),
        )  # fmt: skip
    message = "The two sizes that meet differ: columns on the left, rows on the right."
    return _shape(letter, latex, "()", own("sizes not compared", f"{rows}, {columns}", message))


def _sums(letter: str, W: str, o: str, *more: Mistake) -> SheetLine:
    return SheetLine(letter, "02", letter, f"{W}\\,{o}", f"{W} @ {o}", 1, (
        own("a minus lost", f"abs({W}) @ {o}", "A weight's minus sign got lost."),
        own("down a column", f"{W}[:len({o})].T @ {o}[:len({W})]",
            "This weighs with a column of the matrix; a row listens."),
        *more,
    ))  # fmt: skip


def _outputs(letter: str, s: str) -> SheetLine:
    return SheetLine(letter, "02", letter, f"\\varphi({s})", f"phi({s})", 3, (
        own("no phi", s, "These are the sums; the outputs are phi of them."),
        own("the other side of the table", f"phi(-{s})",
            "A sum's sign got lost, or was read where there is none."),
    ))  # fmt: skip


def _gradient(letter: str, chapter: str, sigma: str, o: str, *mistakes: Mistake) -> SheetLine:
    latex, of = rf"\partial E/\partial W_{sigma[-1]}", rf"\mathrm{{outer}}(\{sigma}, {o})"
    return SheetLine(letter, chapter, latex, of, f"np.outer({sigma}, {o})", 3, mistakes)


def _step(letter: str, W: str, gradient: str, *more: Mistake) -> SheetLine:
    of = rf"{W} - \eta\,\partial E/\partial {W}"
    return SheetLine(letter, "07", rf"\text{{new }} {W}", of, f"{W} - rate * {gradient}", 3, (
        own(SLIPS["E10"].name, f"{W} + rate * {gradient}", SLIPS["E10"].message),
        own("no rate", f"{W} - {gradient}", "The rate is missing: it multiplies the gradient."),
        own("the change alone", f"-rate * {gradient}",
            "This is what is added to the old weights; the new ones are asked for."),
        *more,
    ))  # fmt: skip


_HALF = ("half a slope", "the outputs squared", "plus for minus", "slope at the wrong place")
LINES = (
    _shape("W_1", "W_1", "n_2, n_1", *known("01.1", part=0)),
    _shape("sigma_0", r"\sigma_0", "1, n_1", *known("01.1", part=1)),
    _shape("dE_dW_0", r"\partial E/\partial W_0", "n_1, n_0", *known("01.1", part=2)),
    _shape("s_1_batch", r"s_1 \text{ of a batch}", "B, n_2", *known("01.1", part=3)),
    _product("W_0_o_0", r"W_0\,o_0", "n_1", "1", exists=True),
    _product("W_1_o_0", r"W_1\,o_0", "n_2", "1", exists=False),
    _product("sigma_1_W_1", r"\sigma_1\,W_1", "1", "n_1", exists=True),
    _product("W_1_sigma_1", r"W_1\,\sigma_1", "n_2", "n_2", exists=False),
    _product("outer", r"\sigma_1^{\mathsf T}\,o_1^{\mathsf T}", "n_2", "n_1", exists=True),
    _product("batch", r"o_0\,W_0^{\mathsf T} \text{ of a batch}", "B", "n_1", exists=True),
    _product("no_batch", r"W_0\,o_0 \text{ of a batch}", "n_1", "n_0", exists=False),
    _sums("s_0", "W_0", "o_0"),
    _outputs("o_1", "s_0"),
    _sums("s_1", "W_1", "o_1", own("no phi between", "W_1 @ s_0",
        "Without phi between them two matrices are one: W_1 acts on the hidden outputs.")),
    _outputs("o_2", "s_1"),
    SheetLine("E", "03", "E", r"\tfrac12 \sum_k (o_{2,k} - t_k)^2", "((o_2 - t) ** 2).sum() / 2", 3,
        known("03.1")),
    SheetLine("G", "03", "G(E;o_2)", r"(o_2 - t)^{\mathsf T}", "o_2 - t", 3,
        known("03.4", "factor 2", "sign", "with the slope", part=1)),
    SheetLine("J", "04", "J(o_2;s_1)", r"\mathrm{diag}(o_2 \circ (1 - o_2))",
        "np.diag(o_2 * (1 - o_2))", 3,
        known("04.1", "E8", "every output with every sum", "the outputs", *_HALF, o_1="o_2")),
    SheetLine("sigma_1", "05", r"\sigma_1", r"G(E;o_2)\,J(o_2;s_1)", "G @ J", 3, (
        slip("no slope at the output"),
        slip("slope at the wrong place"),
        own("half a slope", "G * o_2", "This multiplies by o_2 alone: a slope has two factors."),
        own("a minus lost", "abs(G @ J)", "Where G is below zero, so is sigma_1: slopes are not."),
    )),
    _gradient("dE_dW_1", "05", "sigma_1", "o_1", *known("05.1")),
    SheetLine("back", "06", r"\sigma_1\,W_1", "", "sigma_1 @ W_1", 3, (
        own("along a row", "W_1 @ sigma_1[:2]",
            "This goes along a row of W_1; a row from the left runs down its columns."),
        own("a minus lost", "abs(sigma_1) @ W_1", "This adds up without the signs of sigma_1."),
        own("the minuses of W_1 lost", "sigma_1 @ abs(W_1)",
            "This adds up without the minus signs of W_1."),
        own("one way only", "sigma_1[0] * W_1[0]",
            "This comes from the first output node alone. Each hidden node spoke to all."),
        own("no slope at the output", "G @ W_1", SLIPS["no slope at the output"].message),
    )),
    SheetLine("slopes", "06", r"o_1 \circ (1 - o_1)", "", "o_1 * (1 - o_1)", 3,
        known("04.1", "the outputs", *_HALF, then=np.diag)),
    SheetLine("sigma_0", "06", r"\sigma_0",
        r"(\sigma_1 W_1) \circ (o_1 \circ (1 - o_1))^{\mathsf T}", "back * slopes", 3,
        known("06.2", "no slope in the hidden layer", "half a slope", "the slopes alone",
            "slope at the wrong place")),
    _gradient("dE_dW_0", "06", "sigma_0", "o_0",
        in_a_line("06.3", "o_1 in the outer product", "np.outer(sigma_0, o_1)"),
        in_a_line("06.3", "transposed", "np.outer(o_0, sigma_0)"),
        in_a_line("06.3", "sign", "-np.outer(sigma_0, o_0)")),
    _step("W_1_new", "W_1", "dE_dW_1"),
    _step("W_0_new", "W_0", "dE_dW_0",
        own("updated W_1", "W_0 - rate * np.outer((sigma_1 @ W_1_new) * slopes, o_0)",
            SLIPS["updated W_1"].message)),
)  # fmt: skip


def lines(chapter: str) -> tuple[SheetLine, ...]:
    """Return the lines of a chapter's worksheet: those that it and the chapters before it have."""
    return tuple(x for x in LINES if x.chapter == chapter or "01" < x.chapter < chapter)


def left_open(chapter: str) -> tuple[str, ...]:
    """Return the letters of the one or two lines that are open where the others are filled in."""
    return tuple(line.letter for line in lines(chapter) if line.chapter == chapter)[-2:]
