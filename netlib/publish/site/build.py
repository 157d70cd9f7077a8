"""The whole folder of the site: Python, JupyterLite, the scripts of pages, and an index of them."""

import os
import shutil
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from netlib.chapters import CHAPTERS
from netlib.explore.stage import style_sheet
from netlib.publish.site import lite, runtime
from netlib.publish.site.shipped import page
from netlib.publish.site.sources import Wheel, fetched

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
{notebook}
<div data-explorer="{number}" style="min-height:30em"></div></section>"""
NOTEBOOK = '<p><a href="lab/notebooks/index.html?path={file}">Open the notebook</a></p>'
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
    cache.mkdir(parents=True, exist_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out, prefix=".part-") as folder, TemporaryDirectory() as stubs:
        part = Path(folder)
        yield "what Python is made of"
        sources = fetched(cache, pyodide, lab)
        more, environment = list[Wheel](), Path()
        if lab:
            yield "JupyterLite's own Python"
            environment = lite.environment(cache)
            more = lite.wheels(environment, Path(stubs))
        yield "Python for the browser"
        runtime.make(sources, part / "python", cache, more)
        (part / "python" / "shipped.html").write_text(page(part / "python"), "utf-8")
        if lab:
            yield "JupyterLite"
            lite.build(environment, notebooks, part / "lab", cache)
        yield "the pages"
        for name, place in SCRIPTS.items():
            shutil.copy(place / name, part / name)
        (part / "stage.css").write_text(style_sheet(), "utf-8")
        (part / "index.html").write_text(index(lab), "utf-8")
        for made in part.iterdir():
            shutil.rmtree(out / made.name, ignore_errors=True)
            os.replace(made, out / made.name)


def index(lab: bool) -> str:
    """Return a page that leads to all there is; lab: whether JupyterLite is there, too."""
    rows = [
        CHAPTER.format(
            number=c.number,
            title=escape(c.title),
            notebook=NOTEBOOK.format(file=c.file) if lab else "",
        )
        for c in CHAPTERS.values()
    ]
    return INDEX.format(chapters="\n".join(rows))
