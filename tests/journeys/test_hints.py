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

    def slide(self, label: str, value: float) -> str:
        self.stage.get_by_role("slider", name=label, exact=True).fill(str(value))
        return self.words()

    def choose(self, label: str, option: str) -> str:
        self.stage.get_by_role("combobox", name=label, exact=True).select_option(option)
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


def test_01_shapes_and_what_turns_over(page: Any, lab: Lab) -> None:
    reader = Reader(page, lab, "01")
    assert "5 × 4" in reader.slide("nodes in layer 1", 5)
    assert "The product is refused" in reader.click("J(s_1;o_1)")
    assert "nothing complains" in reader.press("make it square")


def test_02_a_line_and_then_number_by_number(page: Any, lab: Lab) -> None:
    reader = Reader(page, lab, "02")
    before = reader.number("o_2[0]")
    reader.drag("W_0[0,0]", 0, -40)
    assert reader.number("o_2[0]") != before
    page.keyboard.press("ArrowUp")
    assert "w₁₁ of W₀" in reader.words()
    assert "Nothing is computed yet" in reader.slide("computed so far", 0)
    said = [reader.press("next number") for _ in range(10)]
    assert [f"{k} of 10" in words for k, words in enumerate(said, 1)] == [True] * 9 + [False]
    assert "?" not in re.sub(r"<[^>]+>", "", reader.picture())


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


def test_04_along_the_curve_until_nothing_is_left(page: Any, lab: Lab) -> None:
    reader = Reader(page, lab, "04")
    for _ in range(3):
        words = reader.drag("s_1[1]", 80, 0)
    assert "on the flat right end" in words
    reader.switch("single precision (about 7 digits)")
    for _ in range(3):
        words = reader.drag("s_1[1]", 90, 0)
    assert "nothing is left" in words
    assert reader.number("sigma_1[1]") == 0


def test_05_a_cell_lands_and_the_page_turns_it_over(page: Any, lab: Lab) -> None:
    reader = Reader(page, lab, "05")
    assert "row 2, column 3" in reader.click("W_1[1,2]")
    for _ in range(2):
        words = reader.drag("o_1[2]", 0, 150)
    assert "nothing is heard" in words
    assert reader.number("dE/dW_1[1,2]") == 0
    assert "refused" in reader.switch("the page’s layout (transposed)")
    assert "cells are wrong" in reader.choose("layers", "3-3-3")
    assert "refused" in reader.choose("layers", "4-3-2")


def test_06_step_by_step_from_nothing_at_every_depth(page: Any, lab: Lab) -> None:
    reader = Reader(page, lab, "06")
    slider = reader.stage.get_by_role("slider", name="steps back")
    for depth in range(1, 7):
        reader.slide("layers of weights", depth)
        steps = int(slider.get_attribute("max"))
        assert steps == 3 * depth  # G, then for each layer three
        seen = [reader.slide("steps back", 0)]
        seen += [reader.press("next step") for _ in range(steps)]
        assert len(set(seen)) == steps + 1, "each step says what it did"
        at_the_end = reader.picture()
        slider.focus()
        for k in range(steps, 0, -1):
            page.keyboard.press("ArrowLeft")
            if k < steps and not (k == steps - 1 and depth > 2):
                assert reader.words() == seen[k - 1]
            reader.words()
        for _ in range(steps):
            reader.press("next step")
        assert reader.picture() == at_the_end


def test_06_nodes_cells_targets_and_down_until_E_hardly_moves(page: Any, lab: Lab) -> None:
    reader = Reader(page, lab, "06")
    reader.click("o_1[2]")
    assert "σ0,3" in text_of(reader)
    reader.click("dE/dW_0[2,1]")
    assert "∂E/∂w32" in text_of(reader)
    reader.slide("steps back", 1)
    for k in (0, 1):
        handle(page, f"t[{k}]").focus()
        reader.words()
        assert f"G{k + 1} = o2,{k + 1} − t{k + 1}" in text_of(reader)
    before = reader.picture()
    reader.drag("W_0[0,0]", 0, -40)
    assert reader.picture() != before
    errors = [reader.number("E")]
    for _ in range(40):
        reader.press("one step down")
        errors.append(reader.number("E"))
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 0.1 * errors[0]


def text_of(reader: Reader) -> str:
    """Return all that is written in the picture, without its markup."""
    return re.sub(r"<[^>]+>", "", reader.picture())


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
    words = reader.choose("it learns", "digits")
    assert "784, 16 and 10 nodes" in words
    reader.press("play")
    page.locator(f"{STAGE} .words", has_text="of 10 digits").wait_for()
    reader.press("pause")


def test_every_explorer_has_its_hint_done_here() -> None:
    done = {name[5:7] for name in globals() if re.match(r"test_\d\d_", name)}
    assert done == set(EXPLORERS)
