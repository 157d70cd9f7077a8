"""It answers visibly, to a pointer and to keys alone: in an explorer's page without Jupyter."""

from collections.abc import Callable

import pytest

from netlib.explore.knobs import NUMERIC
from tests.journeys.bare import Bare
from tests.journeys.driven import ALL

HERE = "document.activeElement"
NAME = "({ dataset }) => `${dataset.ref} ${dataset.set}`"


@ALL
def test_at_most_eight_stops_of_tab_come_before_the_first_control(
    bare: Bare, chapter: str, record_property: Callable[[str, object], None]
) -> None:
    stops = []
    for _ in range(20):
        bare.page.keyboard.press("Tab")
        bare.follow()
        if bare.page.evaluate(f"Boolean({HERE}.closest('.inputs'))"):
            break
        stops.append(bare.page.evaluate(f"{HERE}.ariaLabel || {HERE}.textContent"))
    record_property("figures", f"{chapter}: {len(stops)} Tab stops before the first control")
    assert len(stops) <= 8, stops


@ALL
def test_arrow_keys_come_to_every_handle_of_a_picture(bare: Bare, chapter: str) -> None:
    page = bare.page
    for name in page.eval_on_selector_all(".panel", "all => all.map((p) => p.dataset.panel)"):
        inside = f'.panel[data-panel="{name}"] svg [data-ref]:not([data-x], [data-y])'
        wanted = len(set(page.eval_on_selector_all(inside, f"all => all.map({NAME})")))
        if not wanted:
            continue
        stop = page.locator(f'.panel[data-panel="{name}"] [data-ref][tabindex="0"]:not([data-x])')
        assert stop.count() == 1, name
        stop.focus()
        seen = set()
        for _ in range(page.locator(inside).count()):
            bare.follow()
            seen.add(page.evaluate(f"({NAME})({HERE})"))
            page.keyboard.press("ArrowRight")
        assert len(seen) == wanted, name


@ALL
def test_every_number_can_be_typed(bare: Bare, chapter: str) -> None:
    page, stage = bare.page, bare.stage
    for knob in stage.explorer.knobs(stage.state):
        if knob.kind not in NUMERIC or (not knob.beside and not knob.handle):
            continue
        if knob.handle:
            stage.act([{"ref": knob.ref, "focus": True}])
            bare.show()
        field = page.locator(f'.inputs :is(label:has([data-input="{knob.ref}"])) input[type=text]')
        assert field.count() == 1, knob.ref
        field.fill(str(knob.low))
        field.press("Enter")
        bare.follow()
        found = float(next(i["value"] for i in stage.inputs if i["ref"] == knob.ref))
        assert found == pytest.approx(knob.low), knob.ref


@pytest.mark.parametrize("chapter", ["06"])
def test_what_belongs_together_stays_when_one_points_at_it(bare: Bare, chapter: str) -> None:
    page = bare.page

    def opacity(selector: str) -> float:
        return float(page.eval_on_selector(selector, "(node) => getComputedStyle(node).opacity"))

    line, other = '[data-ref="W_0[1,2]"]', '[data-ref="W_0[0,0]"]'
    assert opacity(line) == opacity(other) == 1
    for point in ("mouse", "keyboard"):
        if point == "mouse":
            page.locator(line).hover(force=True)
        else:
            page.locator('.panel[data-panel="network"] [data-ref][tabindex="0"]').focus()
            while page.evaluate(f"{HERE}.dataset.ref") != "W_0[1,2]":
                page.keyboard.press("ArrowRight")
        assert opacity(line) == 1
        assert opacity(other) < 0.5
        assert (
            page.locator(".chip").text_content()
            == f"w₂₃ of W₀ {bare.stage.numbers()['W_0'][1, 2]:g}"
        )
        names = "all => all.map((node) => node.dataset.tie || node.dataset.ref)"
        tied = page.eval_on_selector_all(".tie", names)
        assert set(tied) == {"W_0[1,2]", "dE/dW_0[1,2]", "o_0[2]", "o_1[1]"}
        bare.follow()
        page.mouse.move(5, 890)
        page.evaluate(f"{HERE}.blur()")
        assert opacity(other) == 1
        assert page.locator(".chip").is_hidden()


@pytest.mark.parametrize("chapter", ["06"])
def test_a_drag_is_one_gesture_and_undone_with_one_press(bare: Bare, chapter: str) -> None:
    page, before = bare.page, bare.stage.numbers()["W_0"][0, 0]
    box = page.locator('[data-ref="W_0[0,0]"]').bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for k in range(1, 8):
        page.mouse.move(x, y - 6 * k)
        bare.follow()
    page.mouse.up()
    bare.follow()
    assert bare.stage.numbers()["W_0"][0, 0] > before + 0.5
    assert page.locator(".changed").text_content().startswith(f"w₁₁ of W₀: {before:g} →")
    assert page.locator("[data-moved]").count() > 20
    page.get_by_role("button", name="undo").click()
    bare.follow()
    assert bare.stage.numbers()["W_0"][0, 0] == before
    assert page.get_by_role("button", name="undo").is_disabled()
