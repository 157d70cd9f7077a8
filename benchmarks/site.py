"""How long a reader of the site waits, what it brings along, and what a tab needs.

python -m benchmarks.site SITE [--lab] [--training]: SITE is what `python -m netlib site` has made.
A visit is cold with a new profile of the browser, warm with what it has kept.
"""

import argparse
import re
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat

from netlib.chapters import CHAPTERS
from netlib.publish.site.server import Handler, serving
from tools.lab import first_cell, running_browser

PAGE = f"01_{CHAPTERS['01'].name}.html"
MBIT = 10
KEYS = 40
CHUNK = 8192
# From a key to the picture that answers it, drawn.
ANSWER = """() => new Promise((done) => {
  const stage = document.querySelector(".netlib-stage"), began = performance.now();
  const seen = new MutationObserver(() => {
    seen.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
  });
  seen.observe(stage.querySelector(".rows"), { subtree: true, childList: true, attributes: true });
  const box = stage.querySelector("[data-input]");
  box.dispatchEvent(new KeyboardEvent("keydown", { key: KEY, bubbles: true, cancelable: true }));
})"""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
CELLS = """async (sources) => {
  const { ask } = await import("./live.js");
  let last = performance.now(), longest = 0, going = true;
  const frame = () => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
    if (going) requestAnimationFrame(frame);
  };
  frame();
  for (const source of sources) {
    if (!(await ask({ source })).done) throw new Error(source);
  }
  going = false;
  return longest;
}"""


class Counting(Handler):
    """Counts the bytes it sends; slow: as fast as a line of so many Mbit/s."""

    sent = 0
    slow = 0
    line = threading.Lock()

    def setup(self) -> None:
        """Put the counter before what is written."""
        super().setup()
        plain = self.wfile.write

        def write(data: Any) -> int:
            for start in range(0, len(data), CHUNK):
                part = data[start : start + CHUNK]
                with Counting.line:
                    Counting.sent += len(part)
                    if Counting.slow:
                        time.sleep(len(part) * 8 / (Counting.slow * 1e6))
                plain(part)
            return len(data)

        self.wfile.write = write  # type: ignore[method-assign]


def renderers() -> int:
    """Return the MiB of the largest process that shows a page (PSS: its part of what is shared)."""
    sizes = [0]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if b"--type=renderer" in (folder / "cmdline").read_bytes():
                found = re.search(r"^Pss: +(\d+)", (folder / "smaps_rollup").read_text(), re.M)
                sizes.append(int(found[1]) // 1024 if found else 0)
        except OSError:  # it has ended, or is somebody else's
            continue
    return max(sizes)


@contextmanager
def profile(site: Path, slow: int = 0) -> Iterator[tuple[Any, str]]:
    """Give a browser with a new profile, and the address that the site is served at."""
    Counting.slow = slow
    server = serving(site, handler=Counting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with running_browser() as browser:
        context = browser.new_context(viewport={"width": 900, "height": 900})
        yield context, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def visit(context: Any, address: str, ready: Callable[[Any], None], what: str) -> Any:
    """Open a page, wait until it is ready, print how long that took; return the page."""
    Counting.sent, page = 0, context.new_page()
    page.set_default_timeout(60_000)
    began = time.perf_counter()
    page.goto(address)
    ready(page)
    seconds = time.perf_counter() - began
    print(f"{what}: {seconds:.1f} s, {Counting.sent / 1e6:.1f} MB", flush=True)
    return page


def explorer(site: Path, slow: int, name: str) -> None:
    """Measure the first explorer, cold and warm, and its answers."""
    with profile(site, slow) as (context, address):
        for when in ("cold", "warm"):
            page = visit(
                context,
                f"{address}/{PAGE}",
                first_picture,
                f"first explorer, {when}{name}",
            )
            print(f"text: {page.evaluate(PAINTED) / 1000:.2f} s")
            time.sleep(2)  # until the pages are kept, too
            if when == "warm" and not slow:
                page.wait_for_function("!document.querySelector('#status span').textContent")
                keys = [page.evaluate(ANSWER.replace("KEY", '"ArrowUp"'))]
                for k in range(KEYS):
                    way = '"ArrowDown"' if k % 2 == 0 else '"ArrowUp"'
                    keys.append(page.evaluate(ANSWER.replace("KEY", way)))
                half, most = statistics.median(keys), sorted(keys)[int(0.95 * len(keys))]
                print(f"key to picture: p50 {half:.0f} ms, p95 {most:.0f} ms")
                print(f"tab: {renderers()} MiB")
            page.close()


def first_picture(page: Any) -> None:
    """Go to the explorer of a page and wait until it is alive."""
    page.locator("[data-explorer]").scroll_into_view_if_needed()
    page.wait_for_selector(".netlib-stage svg")


def lab(site: Path) -> None:
    """Measure the first cell in JupyterLite."""
    with profile(site) as (context, address):
        for when in ("cold", "warm"):
            visit(
                context,
                f"{address}/lab/notebooks/index.html?path={CHAPTERS['06'].file}",
                first_cell,
                f"first cell in JupyterLite, {when}",
            ).close()


def training(site: Path) -> None:
    """Measure all of notebook 07 in a page, trained for three epochs."""
    notebook: Any = nbformat.read(Path("notebooks") / CHAPTERS["07"].file, as_version=4)
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    sources = [source.replace("epochs = 10 ", "epochs = 3 ") for source in cells]
    with profile(site) as (context, address):
        page = context.new_page()
        page.goto(f"{address}/07_{CHAPTERS['07'].name}.html")
        began = time.perf_counter()
        longest = page.evaluate(CELLS, sources)
        seconds = time.perf_counter() - began
        print(f"07, three epochs: {seconds:.0f} s, tab {renderers()} MiB", end=", ")
        print(f"the page's longest silence {longest:.0f} ms")


def main() -> None:
    """Measure, and print a line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("--lab", action="store_true")
    parser.add_argument("--training", action="store_true")
    given = parser.parse_args()
    size = sum(path.stat().st_size for path in given.site.rglob("*") if path.is_file())
    print(f"the folder: {size / 1e6:.0f} MB")
    explorer(given.site, 0, "")
    explorer(given.site, MBIT, f", {MBIT} Mbit/s")
    if given.lab:
        lab(given.site)
    if given.training:
        training(given.site)


if __name__ == "__main__":
    main()
