"""Pages with Python in them, as a reader meets them: in a browser, with nothing else on the net."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe

from netlib.chapters import CHAPTERS
from netlib.explore import EXPLORERS
from netlib.publish.site.server import Handler, serving
from tests.the_site import site
from tools.lab import first_cell

BELOW = "/some/where/"
NAMES = [chapter.file.removesuffix(".ipynb") for chapter in CHAPTERS.values()]
PHONE = {"width": 390, "height": 844}
IDLE = """!document.querySelector("[aria-busy=true]")
  && !document.querySelector("#status span").textContent"""


class Below(Handler):
    """A host that has the site below a path."""

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix(BELOW[:-1])) if BELOW in path else "/none"


class Plain(Below):
    """A host of static pages that sends no headers of its own."""

    isolated = False


@contextmanager
def opened(browser: Any, name: str, handler: type[Handler] = Plain, **look: Any) -> Iterator[Any]:
    """Give a page of the site; its errors, and requests elsewhere, fail the test."""
    server = serving(site(), handler=handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"http://127.0.0.1:{server.server_port}"
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 720}, **look})
    page = context.new_page()
    page.set_default_timeout(60_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    local = (f"{host}{BELOW}", "data:", "blob:")

    def answered(response: Any) -> None:
        # JupyterLite asks its own service worker whether it lives, which goes nowhere.
        if not response.url.startswith(local) and not response.from_service_worker:
            wrong.append(response.url)

    page.on("response", answered)
    page.on("requestfailed", lambda r: None if r.url.startswith(local) else wrong.append(r.url))
    page.address = f"{host}{BELOW}"
    page.goto(f"{page.address}{name}")
    try:
        yield page
        assert not wrong
    finally:
        context.close()
        server.shutdown()
        server.server_close()


def cell(page: Any, id: str) -> Any:
    return page.locator(f"[data-cell='{id}']")


def run(page: Any, id: str, source: str = "") -> str:
    """Type into a cell, run it as a keyboard does, return what it shows once nothing runs."""
    field = cell(page, id).locator("textarea")
    if source:
        field.fill(source)
    field.press("Shift+Enter")
    page.wait_for_function(IDLE)
    return str(cell(page, id).locator(".outputs").inner_text())


def alive(page: Any) -> Any:
    """Go to the explorer and wait for it."""
    page.locator("[data-explorer]").scroll_into_view_if_needed()
    page.wait_for_selector(".netlib-stage svg")
    return page.locator(".netlib-stage")


@pytest.mark.slow
def test_a_student_works_through_notebook_03_on_a_phone(browser: Any) -> None:
    with opened(browser, "03_error_gradient.html", viewport=PHONE, has_touch=True) as page:
        # A guess, and an explorer.
        page.get_by_label("both the same").click()
        page.wait_for_selector("button[aria-pressed=true] >> text=both the same")
        stage = alive(page)
        before = stage.locator(".words").inner_text()
        page.click("button >> text=halve the step")
        page.wait_for_function("t => document.querySelector('.words').innerText !== t", arg=before)

        # Code: all above an exercise, then the exercise, wrong and right.
        first = cell(page, "03-ex1-try")
        first.get_by_role("button", name="Run all above").click()
        page.wait_for_function(IDLE)
        assert page.locator("pre.error").count() == 0
        table = cell(page, "03-surprises").locator(".outputs").inner_text()
        assert "both the same" in table
        assert "the second" in table
        assert cell(page, "03-proof").locator("math").count() == 1
        assert "½" in run(page, "03-ex1-try", 'answer = 0.38\ncheck("03.1", answer)')
        assert "right" in run(page, "03-ex1-try", 'answer = 0.19\ncheck("03.1", answer)')
        assert "name 'nothing' is not defined" in run(page, "03-ex2-try", "nothing")
        assert page.get_by_role("button", name="Run all above, then this").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]

        # It is kept, and can be taken along.
        page.reload()
        assert "0.19" in cell(page, "03-ex1-try").locator("textarea").input_value()
        assert page.get_by_label("both the same").is_checked()
        assert "right" in run(
            page, "03-ex1-try", 'from netlib.exercises import check\ncheck("03.1", 0.19)'
        )
        with page.expect_download() as download:
            page.click("button >> text=Save as a notebook")
        saved = nbformat.read(download.value.path(), as_version=4)
        nbformat.validate(saved)
        (stored,) = (c for c in saved.cells if c.id == "03-ex1-try")
        assert "0.19" in stored.source
        assert "right" in stored.outputs[0].data["text/markdown"]

        # The network is gone.
        page.wait_for_function("navigator.serviceWorker.controller")
        page.reload()
        alive(page)
        page.wait_for_function(IDLE)
        page.context.set_offline(True)
        page.reload()
        alive(page)
        assert run(page, "03-ex1-try", "6 * 7") == "42"
        page.context.set_offline(False)

        page.on("dialog", lambda dialog: dialog.accept())
        page.click("button >> text=Clear what I typed")
        page.wait_for_function("!document.querySelector('input:checked')")
        assert "..." in cell(page, "03-ex1-try").locator("textarea").input_value()


@pytest.mark.slow
@pytest.mark.parametrize("handler", [Below, Plain])
def test_an_endless_loop_can_be_stopped(browser: Any, handler: type[Handler]) -> None:
    with opened(browser, "01_notation.html", handler) as page:
        run(page, "01-ex1-try", "x = 5")
        field = cell(page, "01-ex2-try").locator("textarea")
        field.fill("print('now')\nwhile True: pass")
        field.press("Shift+Enter")
        cell(page, "01-ex2-try").get_by_text("now", exact=True).wait_for()
        page.get_by_label("Notation").count()  # the page hears
        page.get_by_role("button", name="Stop", exact=True).click()
        page.wait_for_selector("[data-cell='01-ex2-try'] pre.error")
        page.wait_for_function("!document.querySelector('[aria-busy=true]')")
        # A host that sends the headers keeps all names; elsewhere Python begins anew, and says so.
        kept = handler is Below
        assert ("begun anew" in page.inner_text("#status")) == (not kept)
        assert ("5" if kept else "NameError") in run(page, "01-ex1-try", "x")
        alive(page)


@pytest.mark.slow
def test_mine_py_comes_along_from_page_to_page(browser: Any) -> None:
    with opened(browser, "01_notation.html") as page:
        run(page, "01-ex1-try", "from pathlib import Path\nPath('mine.py').write_text('y = 7')")
        page.wait_for_function("localStorage['netlib files']?.includes('y = 7')")
        page.goto(f"{page.address}07_full_training.html")
        assert run(page, "07-ex1-try", "import mine\nmine.y") == "7"


@pytest.mark.slow
def test_slides_are_shown_one_by_one_with_the_explorer_alive_in_the_state_shown(
    browser: Any,
) -> None:
    explorer = EXPLORERS["05"]().explorer
    sentences = [sentence for _, _, sentence in explorer.frames()]
    with opened(browser, "05_sigma_1-slides.html") as page:
        count, alive = page.locator(".slide").count(), []
        for k in range(count):
            assert page.locator(".slide:visible").count() == 1
            slide = page.locator(f"#slide-{k + 1}")
            if slide.locator("[data-explorer]").count():
                slide.locator(".netlib-stage svg").first.wait_for()
                alive.append(slide.locator(".words").inner_text())
            assert page.evaluate(
                "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
            ) == [1280, 720], k
            found = Axe().run(page).response["violations"] if k in (0, count - 3) else []
            assert not found, json.dumps(found, indent=1)
            page.keyboard.press("PageDown")
        assert ["".join(x.split()) for x in alive] == ["".join(x.split()) for x in sentences]
        page.keyboard.press("Home")
        assert page.locator("#slide-1").is_visible()
        page.keyboard.press("n")
        assert page.locator("#slide-1 .notes").is_visible()


@pytest.mark.slow
def test_axe_finds_nothing_wrong_on_any_page(browser: Any) -> None:
    with opened(browser, "index.html", viewport=PHONE) as page:
        for name in ("index", *NAMES):
            page.goto(f"{page.address}{name}.html")
            page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
            if name in NAMES:
                alive(page)
                run(page, f"{name[:2]}-ex1-try")
            for _ in ("light", "dark"):
                page.get_by_role("button", name="Light or dark").click()
                found = Axe().run(page).response["violations"]
                assert not found, name + json.dumps(found, indent=1)


@pytest.mark.slow
def test_a_page_prints_what_was_typed_and_none_of_its_buttons(browser: Any, tmp_path: Path) -> None:
    with opened(browser, "03_error_gradient.html") as page:
        cell(page, "03-ex1-try").locator("textarea").fill("answer = 0.1234")
        page.emulate_media(media="print")
        assert page.locator("pre >> text=answer = 0.1234").is_visible()
        assert not page.locator("button:visible, textarea:visible").count()
        assert page.evaluate("document.documentElement.scrollWidth") == 1280


def test_the_folder_is_complete_and_no_larger_than_it_may_be() -> None:
    files = [p for p in site().rglob("*") if p.is_file()]
    assert sum(p.stat().st_size for p in files) < 90e6
    names = {p.relative_to(site()).as_posix() for p in files}
    assert names >= {"index.html", "summary.pdf", "lab/index.html", *(f"{n}.html" for n in NAMES)}
    assert names >= {f"students/{n}.{kind}" for n in NAMES for kind in ("pdf", "ipynb")}


@pytest.mark.slow
def test_the_address_of_a_state_opens_it(browser: Any) -> None:
    place = "[data-explorer='06']"
    top = f'document.querySelector("{place}").getBoundingClientRect().top'
    with opened(browser, "06_sigma_0.html#06=layers=4&step=3&W_1.0.1=2.5") as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.wait_for_selector(f"{place} .rows svg")
        page.wait_for_function(f"Math.abs({top}) < 20")
        there = EXPLORERS["06"]()
        there.act([{"ref": "layers", "set": 4}, {"ref": "W_1[0,1]", "set": 2.5}])
        there.act([{"ref": "step", "set": 3}])
        assert page.text_content(f"{place} .words") == there.sentence

        page.click(f"{place} button >> text=× 2")
        page.wait_for_function(f'document.querySelector("{place} .changed").textContent')
        before = page.text_content(f"{place} .rows")
        page.click(f"{place} button >> text=copy link")
        page.wait_for_selector(f"{place} .status >> text=The address of this state is copied.")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(f"{page.address}06_sigma_0.html#06=layers=4&")
        page.evaluate(f'document.querySelector("{place} .explorer").id = "old"')
        page.evaluate("address => { location.href = address; }", copied)
        page.wait_for_selector("#old", state="detached")
        page.wait_for_selector(f"{place} .rows svg")
        assert page.text_content(f"{place} .rows") == before

        page.evaluate("() => { navigator.clipboard.write = () => Promise.reject(); }")
        page.click(f"{place} button >> text=copy link")
        page.wait_for_selector(f"{place} .status >> text=here it is, selected")
        assert page.evaluate("getSelection().toString()") == copied
        page.evaluate("() => { location.hash = '06=layers=many'; }")
        page.wait_for_selector(f"{place} .status >> text=This address is damaged")


@pytest.mark.slow
def test_a_notebook_runs_in_jupyterlite_and_without_the_net_after_a_visit(browser: Any) -> None:
    with opened(browser, "index.html") as page:
        for offline in (False, False, True):
            page.context.set_offline(offline)
            page.goto(f"{page.address}lab/notebooks/index.html?path=06_sigma_0.ipynb")
            first_cell(page)
            page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]")


@pytest.mark.slow
def test_training_plays_pauses_and_stands_still(browser: Any) -> None:
    with opened(browser, "07_full_training.html") as page:
        alive(page)
        shown = "document.querySelector('.netlib-stage .rows').innerHTML"
        before = page.evaluate(shown)
        page.click("button >> text=play")
        page.wait_for_function(f"before => {shown} !== before", arg=before)
        page.click("button >> text=pause")
        page.wait_for_selector("button >> text=play")
        before = page.evaluate(shown)
        page.wait_for_timeout(1500)
        assert page.evaluate(shown) == before
