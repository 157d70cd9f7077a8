"""A notebook that was run and saved, opened without its kernel: the pictures are still there."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from netlib.explore import EXPLORERS
from netlib.explore.stage import Stage
from tests.journeys.conftest import watched_page
from tests.journeys.driven import STAGE, handle, same, told, write
from tools.lab import Lab, open_notebook, run_all, running_lab
from tools.notebooks import WIDGET

CHAPTER = "05"
CELLS = (
    f'from netlib.explore import EXPLORERS\nEXPLORERS["{CHAPTER}"]()',
    "from netlib.exercises.guess import guess\n"
    'guess("05-programs", "Which one is wrong?", ["A", "B"])',
    "import ipywidgets\nipywidgets.IntSlider()",
)
NOTES = ["Run this cell to move it.", "Run this cell to answer.", "Run this cell to bring it back."]
LAB, NOTEBOOK_7 = "doc/tree", "notebooks"  # where each shows a notebook


@pytest.fixture(scope="module", params=[LAB, NOTEBOOK_7], ids=["lab", "notebook-7"])
def next_day(
    request: pytest.FixtureRequest, browser: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Lab, str, str]]:
    """Give a server over the folder of one that ran and saved a notebook, and was stopped."""
    within, folder = request.param, tmp_path_factory.mktemp("days")
    with running_lab(folder) as lab, watched_page(lab, browser) as page:
        name = write(lab, *CELLS)
        open_notebook(page, lab, name, within)
        run_all(page)
        save(page)
    # A server of its own for each: one that has served JupyterLab its icons refuses them to
    # Notebook 7.
    with running_lab(folder) as lab:
        yield lab, name, within


def save(page: Any) -> None:
    """Save the notebook, with its widgets alive."""
    page.wait_for_selector(f"{STAGE} svg [data-shows]")
    page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")


def check_still(page: Any) -> None:
    """Assert that each output shows its still form and the line that says how it comes back."""
    page.locator(".netlib-still").nth(2).wait_for()
    assert page.locator(".netlib-still").all_text_contents() == NOTES
    assert all(note.is_visible() for note in page.locator(".netlib-still").all())
    figure = page.locator("figure", has_text=EXPLORERS[CHAPTER]().sentence)
    assert figure.locator("img").evaluate("(i) => i.complete && i.naturalWidth > 500")
    assert figure.locator("figcaption").is_visible()
    for words in ("Your guess: Which one is wrong?", "☐\N{NO-BREAK SPACE}A", "IntSlider(value=0)"):
        assert page.get_by_text(words).first.is_visible()
    for words in ("model not found", "Loading widget", "Error displaying widget"):
        assert page.get_by_text(words).count() == 0
    assert page.locator(STAGE).count() == 0


def check_alive(page: Any) -> Stage:
    """Assert that running the cells brings back what can be moved, and move it; return its twin."""
    run_all(page)
    twin = EXPLORERS[CHAPTER]()
    page.wait_for_selector(f"{STAGE} svg [data-shows]")
    handle(page, "o_1[0]").focus()
    page.keyboard.press("ArrowUp")
    told(twin, ref="o_1[0]", focus=True)
    told(twin, ref="o_1[0]", steps=1)
    same(page, twin, "running it the next day")
    assert page.locator(".netlib-still, .jp-OutputArea figure").count() == 0
    page.get_by_role("button", name="B", exact=True).click()
    page.wait_for_selector("button.mod-info:has-text('B')")
    return twin


def test_without_its_kernel_it_is_its_picture_and_says_how_to_move_it(
    browser: Any, next_day: tuple[Lab, str, str]
) -> None:
    lab, name, within = next_day
    with watched_page(lab, browser) as page:
        open_notebook(page, lab, name, within)
        check_still(page)
        moved = check_alive(page)
        save(page)
        open_notebook(page, lab, name, within)  # a reload: the kernel still knows what was moved
        page.locator(f"{STAGE} .words", has_text=moved.sentence).wait_for()
        assert page.locator(".netlib-still, .jp-OutputArea figure").count() == 0
        page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
        # It stands there as before, and says at once that it can't answer.
        said = page.locator(f"{STAGE} .status", has_text="Python was restarted: run this cell")
        said.wait_for(timeout=2000)
        open_notebook(page, lab, name, within)
        check_still(page)
        run_all(page)
        page.wait_for_selector(f"{STAGE} svg [data-shows]")


@pytest.mark.parametrize("next_day", [LAB], ids=["lab"], indirect=True)
def test_what_was_saved_holds_widget_and_still_form_and_converts_to_html(
    browser: Any, next_day: tuple[Lab, str, str], tmp_path: Path
) -> None:
    lab, name, _ = next_day
    stored = nbformat.read(lab.served / name, as_version=4)
    explorer, guess = (cell.outputs[0].data for cell in stored.cells[:2])
    assert {WIDGET, "image/svg+xml", "text/html"} <= set(explorer)
    assert {WIDGET, "text/html"} <= set(guess)
    assert "widgets" not in stored.metadata
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--output-dir", str(tmp_path)]
    subprocess.run([*command, str(lab.served / name)], check=True, capture_output=True)
    context = browser.new_context(offline=True)
    try:
        page = context.new_page()
        page.goto((tmp_path / name).with_suffix(".html").as_uri())
        figure = page.locator("figure", has_text=EXPLORERS[CHAPTER]().sentence)
        assert figure.locator("img").evaluate("(i) => i.complete && i.naturalWidth > 500")
        assert page.get_by_text("Your guess: Which one is wrong?").is_visible()
        assert page.get_by_text("model not found").count() == 0
    finally:
        context.close()
