"""The hint above each explorer, done word for word by mouse and keyboard, as a reader does it."""

import re
from typing import Any

import pytest

from netlib.explore import EXPLORERS
from tests.journeys.driven import STAGE, explorer_alone, handle
from tests.journeys.test_controls import middle_of
from tools.lab import Lab


class Reader:
    """Somebody at the screen: finds things by what is written on them, and reads what is said."""

    def __init__(self, page: Any, lab: Lab, chapter: str) -> None:
        self.page = page
        explorer_alone(page, lab, chapter)
        self.stage = page.locator(STAGE)

    def words(self) -> str:
        """Return the sentence, once Python has answered; fail for a complaint."""
        self.page.locator(f'{STAGE}:not([aria-busy="true"])').wait_for()
        assert self.page.locator(f"{STAGE} .status").text_content() == ""
        return str(self.page.locator(f"{STAGE} .words").text_content())

    def changed(self) -> str:
        """Return what is said to have changed."""
        self.words()
        return str(self.page.locator(f"{STAGE} .changed").text_content())

    def picture(self) -> str:
        self.words()
        return str(self.page.locator(f"{STAGE} .rows").inner_html())

    def number(self, name: str) -> float:
        """Return a number as the picture writes it."""
        self.words()
        written = self.page.locator(f'{STAGE} [data-shows="{name}"]').first.text_content()
        return float(written.replace("\N{MINUS SIGN}", "-").replace(",", ""))

    def press(self, label: str) -> str:
        self.stage.get_by_role("button", name=label, exact=True).click()
        return self.words()

    def choose(self, label: str, option: str) -> str:
        self.stage.get_by_role("combobox", name=label, exact=True).select_option(option)
        return self.words()

    def pick(self, option: str) -> str:
        """Choose one of a few, which stand side by side."""
        self.stage.locator(".segments").get_by_text(option, exact=True).click()
        return self.words()

    def type(self, label: str, value: float) -> str:
        field = self.stage.get_by_role("textbox", name=label, exact=True)
        field.fill(str(value))
        field.press("Enter")
        return self.words()

    def switch(self, label: str) -> str:
        self.stage.get_by_role("checkbox", name=label, exact=True).click()
        return self.words()

    def click(self, ref: str) -> str:
        self.page.mouse.click(*middle_of(self.page, ref))
        return self.words()

    def drag(self, ref: str, right: float, down: float) -> str:
        x, y = middle_of(self.page, ref)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + right, y + down, steps=6)
        self.page.mouse.up()
        return self.words()


def test_the_tasks_are_those_that_are_done_here(page: Any, lab: Lab) -> None:
    reader = Reader(page, lab, "06")
    tries = EXPLORERS["06"].tries
    for k, task in enumerate(tries, 1):
        shown = reader.stage.locator(".try").text_content()
        assert shown == f"Try {k}/{len(tries)} {task}"
        reader.press("the next task")
    assert "Try 1/" in reader.stage.locator(".try").text_content()


def test_01_shapes_and_what_turns_over(page: Any, lab: Lab) -> None:
    reader = Reader(page, lab, "01")
    assert "5 × 4" in reader.type("n₁", 5)
    assert "The product is refused" in reader.click("J(s_1;o_1)")
    assert "nothing complains" in reader.press("make it square")
    reader.press("start over")
    said = [reader.press(f"spell out {name}") for name in ("o₀", "E", "G", "∂E/∂W₀")]
    for words, shape in zip(said, ("4 × 1", "1 × 1", "1 × 2", "3 × 4"), strict=True):
        assert f"is {shape}" in words


def test_02_a_line_and_then_number_by_number(page: Any, lab: Lab) -> None:
    reader = Reader(page, lab, "02")
    before = reader.number("o_2[0]")
    reader.drag("W_0[0,0]", 0, -40)
    assert reader.number("o_2[0]") != before
    assert "With it changed s₀, o₁, s₁ and o₂." in reader.changed()
    assert "Nothing is computed yet" in reader.press("go to o₀")
    said = [reader.press("next ›") for _ in range(10)]
    assert [f"{k} of 10" in words for k, words in enumerate(said, 1)] == [True] * 9 + [False]
    assert "?" not in re.sub(r"<[^>]+>", "", reader.picture())
    reader.click("W_1[1,2]")
    assert "s1,2" in text_of(reader)
    handle(page, "o_0[0]").focus()
    page.keyboard.press("Home")
    assert reader.number("o_0[0]") == 0


def test_03_the_tip_the_halves_and_the_bottom(page: Any, lab: Lab) -> None:
    reader = Reader(page, lab, "03")
    reader.drag("Delta[0]", 30, -30)
    remainder = reader.number("remainder")
    for _ in range(2):
        reader.press("halve the step")
        assert reader.number("remainder") == pytest.approx(remainder / 4, abs=2e-4)
        remainder = reader.number("remainder")
    reader.drag("o_2[0]", -30, -20)
    reader.drag("t[0]", -40, -30)
    before = reader.number("Delta[0]")
    numbers = page.locator(f'{STAGE} [data-dial][data-ref="Delta[0]"]')
    box = numbers.bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 5, box["y"] - 25, steps=4)
    page.mouse.up()
    assert reader.number("Delta[0]") > before
    assert "the page writes" in reader.switch("E without the ½").lower()


def test_04_along_the_curve_until_nothing_is_left(page: Any, lab: Lab) -> None:
    reader = Reader(page, lab, "04")
    for _ in range(3):
        words = reader.drag("s_1[1]", 80, 0)
    assert "on the flat right end" in words
    reader.switch("single (about 7 digits)")
    for _ in range(3):
        words = reader.drag("s_1[1]", 90, 0)
    assert "nothing is left" in words
    assert reader.number("sigma_1[1]") == 0
    reader.press("start over")
    reader.press("spell out J")
    reader.type("s₁,₂", 0)
    assert "0.2500" in text_of(reader)


def test_05_a_cell_lands_and_the_page_turns_it_over(page: Any, lab: Lab) -> None:
    reader = Reader(page, lab, "05")
    assert "row 2, column 3" in reader.click("W_1[1,2]")
    for _ in range(2):
        words = reader.drag("o_1[2]", 0, 150)
    assert "nothing is heard" in words
    assert reader.number("dE/dW_1[1,2]") == 0
    reader.press("start over")
    for name in ("o₁", "s₁", "o₂", "G", "σ₁", "∂E/∂W₁"):
        reader.press(f"spell out {name}")
    assert "refused" in reader.switch("transposed")
    assert "cells are wrong" in reader.pick("3-3-3")
    assert "refused" in reader.pick("4-3-2")


def test_06_step_by_step_from_nothing_at_three_depths(page: Any, lab: Lab) -> None:
    reader = Reader(page, lab, "06")
    for depth in (1, 2, 5):  # without a browser all six are walked
        reader.type("layers", depth)
        steps = 3 * depth  # G, then for each layer three
        assert reader.stage.locator('[data-ref="step"]').count() == steps + 1
        seen = [reader.press("go to E")]
        seen += [reader.press("next ›") for _ in range(steps)]
        assert len(set(seen)) == steps + 1, "each step says what it did"
        at_the_end = reader.picture()
        for k in range(steps - 1, -1, -1):
            assert reader.press("‹ back") == seen[k]
        for _ in range(steps):
            reader.press("next ›")
        assert reader.picture() == at_the_end


def test_06_lines_nodes_cells_and_down_until_E_hardly_moves(page: Any, lab: Lab) -> None:
    reader = Reader(page, lab, "06")
    reader.click("o_1[2]")
    assert "σ0,3" in text_of(reader)
    reader.click("dE/dW_0[2,1]")
    assert "∂E/∂w32" in text_of(reader)
    reader.press("go to G")
    for k in (0, 1):
        handle(page, f"t[{k}]").focus()
        reader.words()
        assert {f"G{k + 1}", f"o2,{k + 1}", f"t{k + 1}"} < set(pieces_of(reader))
    before = reader.picture()
    reader.drag("W_0[0,0]", 0, -40)
    assert reader.picture() != before
    errors = [reader.number("E")]
    for _ in range(40):
        reader.press("step down")
        errors.append(reader.number("E"))
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 0.1 * errors[0]
    assert "by a factor of" in reader.type("layers", 5)


def text_of(reader: Reader) -> str:
    """Return all that is written in the picture, without its markup."""
    return re.sub(r"<[^>]+>", "", reader.picture())


def pieces_of(reader: Reader) -> list[str]:
    """Return what is written in the formula, text by text."""
    reader.words()
    texts = reader.stage.locator('[data-panel="formula"] text')
    return [str(text) for text in texts.all_text_contents()]


def test_07_play_too_fast_too_slow_and_digits(page: Any, lab: Lab) -> None:
    reader = Reader(page, lab, "07")
    for rate, told in (("", "E has fallen"), ("300", "saturated"), ("0.1", "After")):
        if rate:
            reader.choose("rate", rate)
            reader.press("start over")
        reader.press("play")
        page.wait_for_function(
            """([stage, words]) => document.querySelector(stage + " .words").textContent
                .includes(words)""",
            arg=[STAGE, told],
        )
        reader.press("pause")
    words = reader.pick("digits")
    assert "784, 16 and 10 nodes" in words
    reader.press("play")
    page.locator(f"{STAGE} .words", has_text="of 10 digits").wait_for()
    reader.press("pause")


def test_every_explorer_has_its_hint_done_here() -> None:
    done = {name[5:7] for name in globals() if re.match(r"test_\d\d_", name)}
    assert done == set(EXPLORERS)
