"""An explorer in a browser beside a twin of it in this process: both must come to show the same."""

import os
import re
import time
from typing import Any

import nbformat
import pytest

from netlib.explore import EXPLORERS
from netlib.explore.stage import Stage
from tests.explore.pictures import check_picture
from tests.explore.visits import check
from tools.lab import CHROMIUM, Lab, open_notebook, run_all

if not CHROMIUM:
    why = "no chromium, so no browser tests; on Debian, `apt-get install chromium` gets it"
    if os.environ.get("NETLIB_BROWSER") == "required":
        raise RuntimeError(why)
    pytest.skip(why, allow_module_level=True)

STAGE = ".netlib-stage"
ALL = pytest.mark.parametrize("chapter", sorted(EXPLORERS))


def write(lab: Lab, *sources: str) -> str:
    """Write a notebook with these cells and return its name."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    name = f"written-{time.monotonic_ns()}.ipynb"
    nbformat.write(notebook, lab.served / name)
    return name


def explorer_alone(
    page: Any, lab: Lab, chapter: str, *more: str, within: str = "doc/tree"
) -> Stage:
    """Show one explorer in a notebook of its own; return a twin of it in this process.

    within: as in `open_notebook`; below "lab/" it is JupyterLab with all of its bars.
    """
    source = f"from netlib.explore import EXPLORERS\nexplorer = EXPLORERS[{chapter!r}]()\nexplorer"
    open_notebook(page, lab, write(lab, source, *more), within)
    run_all(page)
    page.wait_for_selector(f"{STAGE} svg [data-shows]")
    return EXPLORERS[chapter]()


def on_screen(page: Any) -> dict[str, str]:
    """Return what the picture writes for each name."""
    return dict(
        page.eval_on_selector_all(
            f"{STAGE} [data-shows]", "all => all.map((e) => [e.dataset.shows, e.textContent])"
        )
    )


def written(picture: str) -> dict[str, str]:
    return dict(re.findall(r'data-shows="([^"]*)"[^>]*>([^<]*)<', picture))


def same(page: Any, twin: Stage, after: str) -> None:
    """Assert that the screen comes to show what netlib computes for the twin."""
    numbers = twin.explorer.shows(twin.state)
    check_picture(twin.picture, numbers)
    chapter = next(c for c, explorer in EXPLORERS.items() if explorer is twin.explorer)
    check(chapter, twin.state, numbers)
    assert twin.complaint == ""
    wanted = written(twin.picture)
    until = time.monotonic() + 10
    while time.monotonic() < until:
        seen = on_screen(page)
        if seen == wanted and page.locator(f"{STAGE} .words").text_content() == twin.sentence:
            return
        page.wait_for_timeout(15)
    wrong = {
        name: (seen.get(name), text) for name, text in wanted.items() if seen.get(name) != text
    }
    words = page.locator(f"{STAGE} .words").text_content()
    pytest.fail(f"after {after}: (screen, netlib) {wrong}; {words!r}, {twin.sentence!r}")


def told(twin: Stage, **event: Any) -> None:
    twin.act([event])


def handle(page: Any, ref: str) -> Any:
    return page.locator(f'{STAGE} [data-ref="{ref}"]').first
