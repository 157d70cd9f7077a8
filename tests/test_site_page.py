"""Pages with Python in them, as a reader meets them: in a browser, with nothing else on the net."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from netlib.explore import EXPLORERS
from netlib.publish.site.server import Handler, serving
from tests.the_site import site


class Plain(Handler):
    """A host of static pages that sends no headers of its own."""

    isolated = False


@contextmanager
def opened(browser: Any, handler: type[Handler], lab: bool = False) -> Iterator[Any]:
    """Give a page on the site's index; its errors, and requests elsewhere, fail the test."""
    server = serving(site(lab), handler=handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    context = browser.new_context(viewport={"width": 900, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    local = (address, "data:", "blob:")
    page.on("request", lambda r: None if r.url.startswith(local) else wrong.append(r.url))
    page.address = address
    try:
        yield page
        assert not wrong
    finally:
        context.close()
        server.shutdown()
        server.server_close()


RUN = """async (source) => {
  const { ask } = await import("./live.js"), said = [];
  const { done } = await ask({ source }, ({ output }) => { if (output) said.push(output); });
  return { done, said };
}"""


@pytest.mark.slow
@pytest.mark.parametrize("handler", [Handler, Plain])
def test_an_explorer_comes_alive_and_answers_and_a_loop_can_be_stopped(
    browser: Any, handler: type[Handler]
) -> None:
    with opened(browser, handler) as page:
        page.goto(f"{page.address}/index.html")
        page.wait_for_function("document.getElementById('status').textContent.includes('Getting')")
        page.wait_for_selector(".netlib-stage svg")
        before = page.inner_text(".netlib-stage .words")
        page.click(".netlib-stage [data-input=n_1]")
        page.keyboard.press("ArrowUp")
        page.wait_for_function("t => document.querySelector('.words').innerText !== t", arg=before)
        page.wait_for_function("document.getElementById('status').textContent === ''")

        assert page.evaluate(RUN, "x = 5\nx")["said"][0]["data"] == {"text/plain": "5"}
        page.evaluate(
            """async () => {
              const { ask } = await import("./live.js");
              window.heard = [];
              ask({ source: "print('now')\\nwhile True: pass" }, (said) => window.heard.push(said));
            }"""
        )
        page.wait_for_function("window.heard.some(({ output }) => output?.text === 'now\\n')")
        assert page.evaluate("1 + 1") == 2  # the page hears
        kept = page.evaluate("import('./live.js').then(({ stop }) => stop())")
        assert kept == (handler is Handler)
        assert page.evaluate("window.heard.at(-1).done") is False
        shown = page.evaluate(RUN, "x")
        assert shown["done"] == kept
        assert shown["said"][0].get("ename", "") == ("" if kept else "NameError")
        page.wait_for_selector(".netlib-stage svg")  # it has begun anew where Python was ended
        page.click(".netlib-stage [data-input=n_1]")
        page.keyboard.press("ArrowUp")
        page.wait_for_function("document.querySelector('.changed').textContent !== ''")


@pytest.mark.slow
def test_a_guess_has_buttons_and_mine_py_comes_along(browser: Any) -> None:
    ask = 'from netlib.exercises.guess import guess\nguess("02-large", "Where?", '
    ask += '["around 1/2", "evenly between 0 and 1", "near 0 and 1"])'
    with opened(browser, Handler) as page:
        page.goto(f"{page.address}/index.html")
        page.evaluate(
            """async (source) => {
              const { ask, show } = await import("./live.js");
              const place = document.body.appendChild(document.createElement("div"));
              place.id = "guess";
              await ask({ source }, ({ output }) => {
                if (output) show(place, output.data["application/vnd.netlib.widget+json"]);
              });
            }""",
            ask,
        )
        page.click("#guess button >> text=around")
        page.wait_for_selector("#guess button[aria-pressed=true] >> text=around")
        write = "from pathlib import Path\nPath('mine.py').write_text('y = 7')"
        assert page.evaluate(RUN, write)["done"]
        page.wait_for_function("localStorage['netlib files']?.includes('y = 7')")
        page.reload()
        assert page.evaluate(RUN, "import mine\nmine.y")["said"][0]["data"] == {"text/plain": "7"}


@pytest.mark.slow
def test_the_address_of_a_state_opens_it(browser: Any) -> None:
    place = "[data-explorer='06']"
    top = f'document.querySelector("{place}").getBoundingClientRect().top'
    with opened(browser, Plain) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(f"{page.address}/index.html#06=layers=4&step=3&W_1.0.1=2.5")
        page.wait_for_selector(f"{place} .rows svg")
        page.wait_for_function(f"Math.abs({top}) < 9")
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
        assert copied.startswith(f"{page.address}/index.html#06=layers=4&")
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
    with opened(browser, Plain, lab=True) as page:
        for offline in (False, False, True):
            page.context.set_offline(offline)
            page.goto(f"{page.address}/lab/notebooks/index.html?path=06_sigma_0.ipynb")
            page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]")
            page.click(".jp-CodeCell .jp-InputArea-editor")
            page.keyboard.press("Control+End")
            page.keyboard.type("\nprint(6 * 7)")
            page.keyboard.press("Shift+Enter")
            page.wait_for_selector(".jp-CodeCell .jp-OutputArea >> text=42")
            page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]")


@pytest.mark.slow
def test_training_plays_pauses_and_stands_still(browser: Any) -> None:
    with opened(browser, Plain) as page:
        page.goto(f"{page.address}/index.html")
        page.evaluate(
            """async () => {
              const { explorer } = await import("./live.js");
              const place = document.createElement("div");
              document.body.prepend(place);
              place.id = "seven";
              await explorer(place, "07");
            }"""
        )
        shown = "document.querySelector('#seven .rows').innerHTML"
        before = page.evaluate(shown)
        page.click("#seven button >> text=play")
        page.wait_for_function(f"before => {shown} !== before", arg=before)
        page.click("#seven button >> text=pause")
        page.wait_for_selector("#seven button >> text=play")
        before = page.evaluate(shown)
        page.wait_for_timeout(1500)
        assert page.evaluate(shown) == before
