"""The explorers in windows as people have them: a small laptop, a phone, a projector."""

from typing import Any

import pytest

from tests.journeys.driven import ALL, STAGE, explorer_alone, same, told, write
from tools.lab import Lab, open_notebook, run_all


@ALL
def test_on_a_small_laptop_all_of_it_is_in_view_and_nothing_scrolls_inside(
    page: Any, lab: Lab, chapter: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    # A workspace of its own, which doesn't open what others have left open.
    explorer_alone(page, lab, chapter, "\n" * 60, within=f"lab/workspaces/laptop{chapter}/tree")
    assert page.locator(".jp-DirListing").is_visible(), "as make lab opens it"
    stage = page.locator(STAGE)
    stage.evaluate("(el) => el.scrollIntoView({ block: 'start' })")
    box, panel = stage.bounding_box(), page.locator(".jp-WindowedPanel-outer").bounding_box()
    assert box["y"] + box["height"] <= panel["y"] + panel["height"] + 1
    assert box["x"] + box["width"] <= panel["x"] + panel["width"]
    page.mouse.move(box["x"] + 300, box["y"] + 300)
    page.mouse.wheel(0, 40)
    moved = "([stage, y]) => document.querySelector(stage).getBoundingClientRect().y <= y - 39"
    page.wait_for_function(moved, arg=[STAGE, box["y"]])


def test_on_a_phone_the_chain_and_the_way_along_it_stay_in_view(page: Any, lab: Lab) -> None:
    pytest.importorskip("notebook", reason="Notebook 7 shows a notebook without side bars")
    page.set_viewport_size({"width": 390, "height": 844})
    source = "from netlib.explore import EXPLORERS\nexplorer = EXPLORERS['06']()\nexplorer"
    open_notebook(page, lab, write(lab, source), "notebooks")
    run_all(page)
    page.wait_for_selector(f"{STAGE}.narrow svg [data-shows]")
    stage, buttons = page.locator(STAGE), page.locator(f"{STAGE} .walk button")
    page.get_by_role("button", name="go to E").click()
    seen = set()
    for down in range(0, 700, 140):
        stage.evaluate(
            """(el, down) => {
                const panel = el.closest(".jp-WindowedPanel-outer");
                panel.scrollTop = 180 + down;
            }""",
            down,
        )
        for part in (buttons.last, page.locator(f"{STAGE} [data-panel=chain]")):
            box = part.bounding_box()
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= 844
            assert box["height"] >= 43, "a finger finds it"
        buttons.last.click()
        page.locator(f'{STAGE}:not([aria-busy="true"])').wait_for()
        seen.add(page.locator(f"{STAGE} .words").text_content())
    assert len(seen) == 5
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_projector_is_filled_and_left_with_escape(page: Any, lab: Lab) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    twin = explorer_alone(page, lab, "06")
    page.get_by_role("button", name="fill the screen").click()
    page.wait_for_selector(f"{STAGE}.full")
    box = page.locator(f"{STAGE} .inner").bounding_box()
    assert 1000 <= box["height"] <= 1080
    page.get_by_role("button", name="go to G").click()
    told(twin, ref="step", set=1)
    same(page, twin, "a step on the whole screen")
    page.keyboard.press("Escape")
    page.wait_for_selector(f"{STAGE}:not(.full)")
    assert page.locator(STAGE).bounding_box()["width"] == 818
