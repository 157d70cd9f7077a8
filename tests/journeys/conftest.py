"""JupyterLab and a browser for the tests of this folder, each started once, and pages of it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.bare import Bare
from tools.lab import Lab, running_lab

# What is said of JupyterLab itself, whatever notebook is open; the last two when a kernel is
# restarted before JupyterLab has heard of the thread that it asked for, and when a kernel doesn't
# know a widget, of which nothing is to be read on the page.
ITS_OWN = re.compile(
    r"favicon|Download the React DevTools|ResizeObserver|debugger state"
    r"|Canceled future for (create_subshell|debug)_request|widget model not found"
    # of Notebook 7, an empty notebook too
    r"|\(reading 'schema'\)|Command 'filebrowser:open-path' not registered"
)


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    with running_lab() as lab:
        yield lab


@pytest.fixture
def page(lab: Lab, browser: Any) -> Iterator[Any]:
    with watched_page(lab, browser) as page:
        yield page


@contextmanager
def watched_page(lab: Lab, browser: Any) -> Iterator[Any]:
    """Give a page that fails the test for an error it logs, or a request off this machine."""
    context = browser.new_context(viewport={"width": 1300, "height": 1500})
    page = context.new_page()
    page.set_default_timeout(30_000)
    wrong: list[str] = []

    def said(words: str) -> None:
        if not ITS_OWN.search(words):
            wrong.append(words)

    page.on("pageerror", lambda error: said(str(error)))
    page.on("console", lambda m: said(f"{m.text} {m.location}") if m.type == "error" else None)
    local = ("data:", "blob:", lab.address, lab.address.replace("http", "ws"), "file:")
    page.on("request", lambda r: None if r.url.startswith(local) else wrong.append(r.url))
    try:
        yield page
        assert not wrong
    finally:
        page.evaluate("() => { window.jupyterapp?.serviceManager.sessions.shutdownAll(); }")
        page.wait_for_timeout(300)
        context.close()


@pytest.fixture
def bare(browser: Any, tmp_path: Path, chapter: str) -> Iterator[Bare]:
    """Give the explorer of a chapter in a page without Jupyter."""
    context = browser.new_context(viewport={"width": 850, "height": 900})
    page = context.new_page()
    page.set_default_timeout(5000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield Bare(page, tmp_path, chapter)
    assert not wrong
    context.close()
