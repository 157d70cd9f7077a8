"""The page that `make lab` opens first, and what it says about folded cells."""

from typing import Any

import nbformat

from netlib.chapters import CHAPTERS
from tools.lab import Lab, open_notebook, wait_for_kernel
from tools.notebooks import NOTEBOOKS
from tools.start import start


def test_its_cell_runs_and_a_title_opens_its_notebook(page: Any, lab: Lab) -> None:
    nbformat.write(start(), lab.served / "START.ipynb")
    first = CHAPTERS["01"].file
    (lab.served / first).write_bytes((NOTEBOOKS / first).read_bytes())
    page.goto(f"{lab.address}/lab/tree/START.ipynb")
    cell = page.locator(".jp-CodeCell", has_text="Click here and press Shift+Enter")
    wait_for_kernel(page)
    cell.locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    cell.get_by_text("This cell has run, and the answer is 42").wait_for()
    page.locator(".jp-RenderedMarkdown a", has_text="01 Notation").click()
    page.locator(".jp-RenderedMarkdown h1", has_text="01 · Notation").wait_for()
    assert page.url.endswith(first)


def test_a_folded_cell_opens_at_its_dots_and_hides_what_it_printed_till_then(
    page: Any, lab: Lab
) -> None:
    first = CHAPTERS["01"].file
    (lab.served / first).write_bytes((NOTEBOOKS / first).read_bytes())
    open_notebook(page, lab, first)
    cell = page.locator(".jp-CodeCell", has_text="# Open this when you have written down").first
    dots = cell.locator(".jp-Placeholder-content:visible")
    dots.first.wait_for()
    assert dots.count() == 1, "what was printed gives nothing away"
    dots.first.click()  # its code
    cell.locator(".cm-content", has_text="only_second").wait_for()
    dots.first.click()  # what it printed
    cell.locator(".jp-OutputArea-output", has_text="0.12 0.22 0.32").wait_for()
    cell.locator(".jp-InputCollapser").click()
    dots.first.wait_for()
