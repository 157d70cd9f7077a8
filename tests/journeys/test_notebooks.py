"""Whole notebooks in a real JupyterLab, and the files without a kernel."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.sign import NotebookNotary

from netlib.exercises import check
from netlib.explore import EXPLORERS
from tests.journeys.driven import ALL, STAGE, same, write
from tools.lab import Lab, open_notebook, run_all
from tools.notebooks import NOTEBOOKS, chapter_of

PATHS = {chapter_of(path): path for path in sorted(NOTEBOOKS.glob("*.ipynb"))}


def copied(lab: Lab, chapter: str) -> str:
    """Copy a notebook into the served folder and return its name."""
    path = PATHS[chapter]
    (lab.served / path.name).write_bytes(path.read_bytes())
    return path.name


@pytest.mark.parametrize("chapter", ["01", "06", "07"])
def test_a_trusted_notebook_shows_its_picture_without_a_kernel(
    page: Any, lab: Lab, chapter: str
) -> None:
    notebook = nbformat.read(PATHS[chapter], as_version=4)
    NotebookNotary(data_dir=str(lab.data)).sign(notebook)
    open_notebook(page, lab, copied(lab, chapter))
    figure = page.locator("figure", has_text=EXPLORERS[chapter]().sentence)
    figure.locator("img").wait_for()
    assert page.locator(".jp-mod-trusted figure img").count() >= 2
    assert page.get_by_text("Loading widget").count() == 0
    assert page.get_by_text("model not found").count() == 0


def test_a_mistake_comes_back_the_next_day_and_a_right_function_is_kept(
    page: Any, lab: Lab
) -> None:
    wrong = 'from netlib.exercises import check\ncheck("03.1", 0.38)'
    again = "from netlib.exercises.recall import again\nagain()"
    right = "def gradient_of_bias(sigma_1):\n    return np.atleast_2d(sigma_1).mean(axis=0)\n\n\n"
    right = f'import numpy as np\n{right}check("05.7", gradient_of_bias)'
    keep = 'from netlib.exercises.kept import keep\nkeep("05.7")'
    open_notebook(page, lab, write(lab, wrong, again, right, keep))
    run_all(page)
    page.wait_for_selector("pre:has-text('Kept in mine.py: gradient_of_bias.')")
    names = {"__name__": "mine"}
    exec((lab.served / "mine.py").read_text(), names)
    assert check("05.7", names["gradient_of_bias"])
    open_notebook(page, lab, write(lab, again))
    run_all(page)
    page.wait_for_selector(".widget-html:has-text('As in exercise 03.1')")
    buttons = page.locator("button.jupyter-button")
    for k in range(buttons.count()):
        buttons.nth(k).click()
        page.wait_for_selector(".widget-html:has-text('Right.'), .widget-html:has-text('Not yet.')")
    open_notebook(page, lab, write(lab, again))
    run_all(page)
    page.wait_for_selector("pre:has-text('No mistakes were made')")


@ALL
def test_the_notebook_runs_and_its_explorer_answers(page: Any, lab: Lab, chapter: str) -> None:
    open_notebook(page, lab, copied(lab, chapter))
    stored = page.locator(".jp-OutputArea-output figure img")
    stored.last.wait_for()
    assert stored.count() >= 2, "the chain on top, and the explorer"
    for image in stored.all():
        assert image.evaluate("(i) => i.complete && i.naturalWidth > 500")
        assert len(image.get_attribute("alt").split()) >= 8
    twin = EXPLORERS[chapter]()
    assert page.get_by_text(twin.sentence, exact=True).first.is_visible()
    run_all(page, timeout=240)
    page.wait_for_selector(f"{STAGE} svg [data-shows]")
    same(page, twin, "running all cells")


def test_a_guess_by_keyboard_is_a_surprise_and_a_check_names_the_mistake(
    page: Any, lab: Lab
) -> None:
    asked = "from netlib.exercises.guess import guess, surprises\n"
    asked += 'guess("05-programs", "Which one is wrong?", ["A", "B"])'
    wrong = 'from netlib.exercises import check\ncheck("03.1", 0.38)'
    open_notebook(page, lab, write(lab, asked, "surprises()", wrong))
    run_all(page)
    page.wait_for_selector("p:has-text('No guesses were made.')")
    page.wait_for_selector("p:has-text('The ½ in front of the sum is missing.')")
    page.get_by_role("button", name="B", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("button.mod-info:has-text('B')")
    run_all(page)  # the guess made before is kept
    page.wait_for_selector("td:has-text('a surprise')")
    page.wait_for_selector("button.mod-info:has-text('B')")


@ALL
def test_converted_to_html_it_shows_picture_and_sentence_offline(
    browser: Any, tmp_path: Path, chapter: str
) -> None:
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--output-dir", str(tmp_path)]
    subprocess.run([*command, str(PATHS[chapter])], check=True, capture_output=True)
    context = browser.new_context(offline=True)
    try:
        page = context.new_page()
        page.goto((tmp_path / PATHS[chapter].stem).with_suffix(".html").as_uri())
        explorer = EXPLORERS[chapter]()
        figure = page.locator("figure", has_text=explorer.sentence)
        assert figure.count() == 1
        assert figure.locator("figcaption").is_visible()
        image = figure.locator("img")
        assert image.get_attribute("alt") == explorer.sentence
        assert image.evaluate("(i) => i.complete && i.naturalWidth > 500")
    finally:
        context.close()
