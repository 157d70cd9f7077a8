"""The whole folder of the site: Python, JupyterLite, the scripts of pages, and an index of them."""

import os
import shutil
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from netlib.chapters import CHAPTERS
from netlib.explore.stage import style_sheet
from netlib.publish.site import lite, runtime
from netlib.publish.site.shipped import page
from netlib.publish.site.sources import fetched

INDEX = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Backpropagation, step by step</title>
<link rel="stylesheet" href="stage.css">
<style>body{{max-width:830px;margin:auto;padding:1em;font:1em/1.5 sans-serif}}</style>
<h1>Backpropagation, step by step</h1>
<p id="status" role="status"></p>
{chapters}
<p><a href="python/shipped.html">What this page is made of</a></p>
<script type="module">
import {{ status }} from "./live.js";
status((text) => {{ document.getElementById("status").textContent = text; }});
</script>
"""
CHAPTER = """<section><h2>{number} {title}</h2>
<p><a href="lab/notebooks/index.html?path={file}">Open the notebook</a></p>
<div data-explorer="{number}" style="min-height:30em"></div></section>"""
SCRIPTS = {
    "live.js": runtime.HERE,
    "worker.js": runtime.HERE,
    "stage.js": runtime.PACKAGE / "explore",
}


def build(
    notebooks: Sequence[Path], out: Path, *, pyodide: Path | None = None, lab: bool = True
) -> Iterator[str]:
    """Make the site in the folder `out`; yield what is being made, step by step.

    pyodide: a folder with an official distribution of Pyodide, in place of the registries.
    lab: whether JupyterLite is made, too.
    Raises ValueError with what is missing, or not the file that it should be.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "netlib-site"
    stubs = cache / "stubs"
    stubs.mkdir(parents=True, exist_ok=True)
    yield "what Python is made of"
    sources = fetched(cache, pyodide, lab)
    more, environment = [], Path()
    if lab:
        yield "JupyterLite's own Python"
        environment = lite.environment(cache)
        more = lite.wheels(environment, stubs)
    yield "Python for the browser"
    shutil.rmtree(out / "python", ignore_errors=True)
    runtime.make(sources, out / "python", cache, more)
    (out / "python" / "shipped.html").write_text(page(out / "python"), "utf-8")
    if lab:
        yield "JupyterLite"
        lite.build(environment, notebooks, out / "lab", cache)
    yield "the pages"
    for name, folder in SCRIPTS.items():
        shutil.copy(folder / name, out / name)
    (out / "stage.css").write_text(style_sheet(), "utf-8")
    (out / "index.html").write_text(index(), "utf-8")


def index() -> str:
    """Return a page that leads to all there is."""
    rows = [
        CHAPTER.format(number=c.number, title=escape(c.title), file=c.file)
        for c in CHAPTERS.values()
    ]
    return INDEX.format(chapters="\n".join(rows))
