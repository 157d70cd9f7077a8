"""A page that lists what is shipped with the site: names, versions and licences."""

import json
import zipfile
from collections.abc import Iterator
from email.parser import HeaderParser
from html import escape
from pathlib import Path

from netlib.publish.site.sources import SHIPPED

# Where a package's own words don't say it.
KNOWN = {
    "sqlite3": "PSF-2.0; SQLite itself is in the public domain",
    "netlib-digits": "CC BY-SA 3.0 (MNIST, Y. LeCun, C. Cortes)",
    "netlib": "MIT; its letters OFL-1.1",
    "ipykernel": "BSD-3-Clause",
    "piplite": "MIT, a part of netlib in its place",
    "micropip": "MIT, a part of netlib in its place",
}
CORE = (
    ("pyodide", SHIPPED["pyodide"], "MPL-2.0"),
    ("CPython, as part of Pyodide", "3.12.7", "PSF-2.0"),
    ("JupyterLite", "", "BSD-3-Clause; its parts are listed in its own third-party-licenses.json"),
)
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>What these pages are made of</title>
<style>body{{max-width:50em;margin:auto;padding:1em;font:1em/1.5 sans-serif}}
td,th{{text-align:left;padding:0 1em .2em 0;vertical-align:top}}</style>
<h1>What these pages are made of</h1>
<table><tr><th>name</th><th>version</th><th>licence</th></tr>
{rows}
</table>
"""


def page(python: Path) -> str:
    """Return the page about the packages in the folder python/ of a site."""
    cells = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows(python)]
    return PAGE.format(rows="\n".join(f"<tr>{row}</tr>" for row in cells))


def rows(python: Path) -> Iterator[tuple[str, str, str]]:
    """Yield name, version and licence of all, a package's licence as its own metadata says it."""
    yield from CORE
    lock = json.loads((python / "pyodide-lock.json").read_text("utf-8"))
    for name, package in sorted(lock["packages"].items()):
        with zipfile.ZipFile(python / package["file_name"]) as archive:
            inside = [n for n in archive.namelist() if n.endswith(".dist-info/METADATA")]
            text = archive.read(inside[0]).decode("utf-8") if inside else ""
        said = HeaderParser().parsestr(text)
        last = [c.split(" :: ")[-1] for c in said.get_all("Classifier", []) if "License ::" in c]
        short = said["License-Expression"] or ", ".join(last) or said["License"] or ""
        yield name, package["version"], KNOWN.get(name) or short.split("\n")[0]
