"""The explorers by mouse and by keyboard: each control alone, then all together in JupyterLab."""

import json
import re
import time
from typing import Any

import pytest

from netlib.explore import EXPLORERS
from netlib.explore.knobs import Knob
from netlib.explore.stage import Stage
from tests.journeys.bare import Bare
from tests.journeys.driven import (
    ALL,
    STAGE,
    explorer_alone,
    handle,
    on_screen,
    same,
    told,
    write,
    written,
)
from tools.lab import Lab


def by_keyboard(bare: Bare, twin: Stage, knob: Knob) -> None:
    """Use one control with keys alone, and do the same to the twin."""
    page = bare.page
    if not knob.beside and not knob.handle:  # the boxes of the chain set it
        box = page.locator(f'{STAGE} [data-ref="{knob.ref}"][data-set]').nth(1)
        box.focus()
        page.keyboard.press("Enter")
        told(twin, ref=knob.ref, set=box.get_attribute("data-set"))
        return
    if knob.beside:
        control = page.locator(f'{STAGE} [data-input="{knob.ref}"]')
        control.focus()
    else:
        control = handle(page, knob.ref)
        control.focus()
        told(twin, ref=control.get_attribute("data-ref"), focus=True)
    if knob.kind in ("button", "focus"):
        page.keyboard.press("Enter")
        told(twin, ref=knob.ref, press=1)
    elif knob.kind == "switch":
        page.keyboard.press("Space")
        told(twin, ref=knob.ref, set=page.locator(f'[data-input="{knob.ref}"]').is_checked())
    elif knob.kind == "choice":
        if control.evaluate("(node) => node.tagName") == "SELECT":
            control.select_option(str(knob.options[-1]))
        else:
            control.locator("input").last.check(force=True)
        told(twin, ref=knob.ref, set=str(knob.options[-1]))
    elif knob.kind == "number":
        control.fill("1")
        page.keyboard.press("Enter")
        told(twin, ref=knob.ref, set="1")
    elif knob.beside:
        page.keyboard.press("ArrowLeft")
        told(twin, ref=knob.ref, set=float(control.input_value()))
    else:
        if control.get_attribute("data-x") and control.get_attribute("data-y"):
            across = json.loads(control.get_attribute("data-x"))[0] == knob.ref
            page.keyboard.press("ArrowLeft" if across else "ArrowDown")
        else:
            page.keyboard.press("ArrowDown")
        told(twin, ref=knob.ref, steps=-1)
        bare.follow()
        assert page.evaluate("document.activeElement.dataset.ref") == control.get_attribute(
            "data-ref"
        ), "the focus is lost"


def visible(page: Any, twin: Stage, beside: bool) -> list[Knob]:
    """Return the knobs that have an element of their own on the screen."""
    attribute = "input" if beside else "ref"
    there = set(
        page.eval_on_selector_all(
            f"{STAGE} [data-{attribute}]", f"l => l.map(e => e.dataset.{attribute})"
        )
    )
    return [k for k in twin.explorer.knobs(twin.state) if k.beside == beside and k.ref in there]


def check(bare: Bare, twin: Stage, after: str) -> None:
    """Assert that the page shows what netlib computes for the twin."""
    bare.follow()
    same(bare.page, twin, after)


@ALL
def test_each_control_by_keyboard(bare: Bare, chapter: str) -> None:
    twin, page = EXPLORERS[chapter](), bare.page
    check(bare, twin, "nothing")
    knobs = visible(page, twin, beside=False) + visible(page, twin, beside=True)
    assert len(knobs) >= 3
    for knob in knobs:
        if knob.ref == "play":
            continue  # what it does depends on the time that passes; it has a test of its own
        by_keyboard(bare, twin, knob)
        check(bare, twin, f"{knob.ref} by keyboard")
        if not knob.beside:
            continue
        page.locator(f'{STAGE} [data-input="reset"]').click()
        told(twin, ref="reset", press=1)
        check(bare, twin, f"starting over after {knob.ref}")


@ALL
def test_each_handle_by_mouse(bare: Bare, chapter: str) -> None:
    twin, page = EXPLORERS[chapter](), bare.page
    for knob in visible(page, twin, beside=False):
        place = middle_of(page, knob.ref)
        page.mouse.move(*place)
        hit, value = page.evaluate(
            """([x, y]) => {
                const { ref, set } = document.elementFromPoint(x, y).closest("[data-ref]").dataset;
                return [ref, set ?? null];
            }""",
            list(place),
        )
        page.mouse.down()
        if value is not None:
            page.mouse.up()
            told(twin, ref=hit, set=value)
        elif knob.kind in ("button", "focus"):
            page.mouse.up()
            told(twin, ref=hit, focus=True)
            told(twin, ref=hit, press=1)
        else:
            page.mouse.move(place[0] + 12, place[1] - 25, steps=4)
            page.mouse.up()
            page.mouse.move(5, 5)
            bare.follow()
            told(twin, ref=hit, focus=True)
            for ref, value in at_rest(page, hit).items():
                told(twin, ref=ref, set=value, snap=True)
        check(bare, twin, f"{knob.ref} by mouse")


@ALL
def test_each_input_by_mouse(bare: Bare, chapter: str) -> None:
    twin, page = EXPLORERS[chapter](), bare.page
    for knob in visible(page, twin, beside=True):
        control = page.locator(f'{STAGE} [data-input="{knob.ref}"]')
        if knob.ref == "play":
            continue  # it has a test of its own
        if knob.kind in ("button", "switch"):
            control.click()
            on = control.is_checked() if knob.kind == "switch" else None
            told(twin, ref=knob.ref, **({"press": 1} if on is None else {"set": on}))
        elif knob.kind == "slider":
            box, before = control.bounding_box(), control.input_value()
            far = 0.9 if float(before) < (knob.low + knob.high) / 2 else 0.1  # the other half
            control.click(position={"x": far * box["width"], "y": box["height"] / 2})
            assert control.input_value() != before
            told(twin, ref=knob.ref, set=float(control.input_value()))
        elif knob.kind == "number":
            page.get_by_role("button", name=f"{knob.label}, more").click()
            told(twin, ref=knob.ref, steps=1)
        else:
            option = str(knob.options[-1])
            if control.evaluate("(node) => node.tagName") == "SELECT":
                continue  # a list opens a window of its own
            control.get_by_text(option, exact=True).click()
            told(twin, ref=knob.ref, set=option)
        check(bare, twin, f"{knob.ref} by mouse")


def middle_of(page: Any, ref: str) -> tuple[float, float]:
    """Return a place where the element is drawn: for a line its middle, else that of its box."""
    x, y = handle(page, ref).evaluate(
        """(node) => {
            const inside = node.querySelector(":scope > path[stroke]");
            const line = node.tagName === "path" ? node : inside;
            if (line && !node.querySelector("rect, circle")) {
                const at = line.getPointAtLength(line.getTotalLength() * 0.35);
                const place = new DOMPoint(at.x, at.y).matrixTransform(line.getScreenCTM());
                return [place.x, place.y];
            }
            const box = node.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
        }"""
    )
    return float(x), float(y)


def at_rest(page: Any, ref: str) -> dict[str, float]:
    """Return the values that a handle's own marks say it has."""
    data = handle(page, ref).evaluate("(node) => ({...node.dataset})")
    if "dial" in data:
        return {ref: float(data["dial"].split()[0])}
    marks = [json.loads(data[name]) for name in ("x", "y") if name in data]
    return {mark[0]: mark[1] for mark in marks}


def test_nothing_is_lost_in_a_drag_that_is_faster_than_python(page: Any, lab: Lab) -> None:
    twin = explorer_alone(page, lab, "06")
    place = middle_of(page, "W_0[0,0]")
    page.mouse.move(*place)
    page.mouse.down()
    for k in range(60):
        page.mouse.move(place[0], place[1] - k)
    page.mouse.move(5, 5)  # far outside the picture, still held
    page.mouse.up()
    page.mouse.move(*place)  # and a move that is no drag any more
    told(twin, ref="W_0[0,0]", focus=True)
    told(twin, ref="W_0[0,0]", set=5)
    same(page, twin, "a fast drag to the end")


def test_keys_pressed_while_python_is_busy_are_all_counted(page: Any, lab: Lab) -> None:
    twin = explorer_alone(page, lab, "02", "import time\ntime.sleep(3)")
    page.evaluate(
        """() => {
            const all = window.jupyterapp.shell.currentWidget.content;
            all.activeCellIndex = 1;
            window.jupyterapp.commands.execute('notebook:run-cell');
        }"""
    )
    page.wait_for_timeout(400)
    handle(page, "W_0[0,0]").focus()
    for _ in range(5):
        page.keyboard.press("ArrowUp")
    page.locator(f"{STAGE} .status", has_text="Python is busy; this will follow.").wait_for()
    told(twin, ref="W_0[0,0]", focus=True)
    told(twin, ref="W_0[0,0]", steps=5)
    same(page, twin, "five keys while busy")
    assert page.locator(f"{STAGE} .status").text_content() == ""


def test_training_plays_beside_other_cells_and_pauses(page: Any, lab: Lab) -> None:
    explorer_alone(page, lab, "07", "print(explorer.state.steps > 0)")
    words = page.locator(f"{STAGE} .words")
    button = page.locator(f'{STAGE} [data-input="play"]')
    seen = {words.text_content()}
    button.click()
    until = time.monotonic() + 20
    while len(seen) < 6 and time.monotonic() < until:
        seen.add(words.text_content())
        page.wait_for_timeout(20)
    assert len(seen) >= 6, "the picture doesn't go on"
    page.evaluate(
        """() => {
            window.jupyterapp.shell.currentWidget.content.activeCellIndex = 1;
            window.jupyterapp.commands.execute('notebook:run-cell');
        }"""
    )
    page.locator(".jp-OutputArea-output", has_text="True").wait_for()
    button.click()
    page.locator(f'{STAGE} [data-input="play"]', has_text="play").wait_for()
    rest = words.text_content()
    page.wait_for_timeout(600)
    assert words.text_content() == rest
    numbers = on_screen(page)
    twin = EXPLORERS["07"]()
    steps = re.search(r"After ([\d,]+) steps", rest)
    assert steps
    told(twin, ref="step", press=int(steps[1].replace(",", "")))
    assert numbers == written(twin.picture)


def test_it_stops_playing_when_its_notebook_is_left_and_not_when_scrolled_away(
    page: Any, lab: Lab
) -> None:
    other = write(lab, "1")
    explorer_alone(page, lab, "07", *["\n" * 60] * 3)
    words = page.locator(f"{STAGE} .words")
    button = page.locator(f'{STAGE} [data-input="play"]')
    mine = page.evaluate("window.jupyterapp.shell.currentWidget.id")

    def goes_on() -> None:
        button.filter(has_text="pause").wait_for()
        before = words.text_content()
        page.wait_for_function(
            "([selector, before]) => document.querySelector(selector).textContent !== before",
            arg=[f"{STAGE} .words", before],
        )

    button.click()
    goes_on()
    page.locator(".jp-Cell").last.evaluate("(cell) => cell.scrollIntoView()")
    assert words.bounding_box()["y"] < 0
    page.wait_for_timeout(300)
    goes_on()
    page.evaluate(f"window.jupyterapp.commands.execute('docmanager:open', {{path: '{other}'}})")
    page.locator(f'{STAGE} [data-input="play"]', has_text="play").wait_for(state="attached")
    page.evaluate("(id) => window.jupyterapp.shell.activateById(id)", mine)
    button.click()
    goes_on()
    page.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", { get: () => true });
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    button.filter(has_text="play").wait_for()


def test_letters_are_not_taken_for_commands(page: Any, lab: Lab) -> None:
    explorer_alone(page, lab, "02")
    handle(page, "W_0[0,0]").focus()
    for key in ("a", "b", "x", "d", "d"):
        page.keyboard.press(key)
    page.locator(f'{STAGE} [data-input="step"]').focus()
    page.keyboard.press("a")
    assert page.locator(".jp-Cell").count() == 1


def test_nonsense_typed_is_answered_in_words(page: Any, lab: Lab) -> None:
    twin = explorer_alone(page, lab, "02")
    field = page.locator(f'{STAGE} [data-input="W_0[0,1]"]')
    field.fill("a lot")
    field.press("Enter")
    page.get_by_text("“a lot” is not a number; w₁₂ of W₀ stays as it was.").wait_for()
    same(page, twin, "nonsense")
    field.fill("0,25")
    field.press("Enter")
    told(twin, ref="W_0[0,1]", set=0.25)
    same(page, twin, "a number with a comma")
    assert page.locator(f"{STAGE} .status").text_content() == ""


def test_a_restarted_kernel_is_said(page: Any, lab: Lab) -> None:
    explorer_alone(page, lab, "02")
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    said = page.locator(f"{STAGE} .status", has_text="Python was restarted: run this cell again.")
    said.wait_for(timeout=2000)
    handle(page, "W_0[0,0]").focus()
    page.keyboard.press("ArrowUp")
    page.wait_for_timeout(1500)  # in which it would say that Python is busy
    assert said.is_visible()


def test_a_screen_reader_hears_the_sentence_once_it_has_come_to_rest(page: Any, lab: Lab) -> None:
    twin = explorer_alone(page, lab, "02")
    spoken = page.locator(f"{STAGE} [aria-live=polite]")
    handle(page, "W_0[0,0]").focus()
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    told(twin, ref="W_0[0,0]", focus=True)
    for _ in range(3):
        told(twin, ref="W_0[0,0]", steps=1)
    same(page, twin, "three keys")
    page.wait_for_function(
        "([selector, words]) => document.querySelector(selector).textContent.startsWith(words)",
        arg=[f"{STAGE} [aria-live=polite]", f"{twin.sentence} w₁₁ of W₀: "],
    )
    assert spoken.count() == 1
    slider = handle(page, "W_0[0,0]")
    assert slider.get_attribute("role") == "slider"
    assert slider.get_attribute("aria-label") == "w₁₁ of W₀"
    assert slider.get_attribute("aria-valuenow") == "0.8"


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_its_text_stands_out_from_the_page(page: Any, lab: Lab, theme: str) -> None:
    lab.theme(theme)
    try:
        explorer_alone(page, lab, "06")
        text, ground = page.evaluate(
            """() => {
                const colour = (css) => css.match(/[\\d.]+/g).map(Number);
                let node = document.querySelector(".netlib-stage svg");
                const text = colour(getComputedStyle(node).color);
                while (node && (colour(getComputedStyle(node).backgroundColor)[3] ?? 1) === 0) {
                    node = node.parentElement;
                }
                return [text, colour(getComputedStyle(node).backgroundColor)];
            }"""
        )
        assert contrast(text, ground) >= 7
    finally:
        lab.theme("JupyterLab Light")


def contrast(one: list[float], other: list[float]) -> float:
    """Return the contrast ratio of two colours. Source: WCAG 2.2, "contrast ratio"."""

    def luminance(colour: list[float]) -> float:
        parts = [c / 255 for c in colour[:3]]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
