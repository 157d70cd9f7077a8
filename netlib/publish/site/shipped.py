"""A page that lists what is shipped with the site: names, versions and licences."""

import zipfile
from collections.abc import Iterator, Sequence
from email.parser import HeaderParser
from html import escape

from netlib.publish.site.sources import SHIPPED, Sources, Wheel

# Where a package's own words don't say it.
KNOWN = {
    "sqlite3": "PSF-2.0; SQLite itself is in the public domain",
    "netlib-digits": "CC BY-SA 3.0 (MNIST, Y. LeCun, C. Cortes)",
    "netlib-test-digits": "CC BY-SA 3.0 (MNIST, Y. LeCun, C. Cortes)",
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


def page(sources: Sources, more: Sequence[Wheel]) -> str:
    """Return the page; more: the wheels of JupyterLite itself."""
    rows = [*CORE, *licences([*sources.wheels, *more])]
    cells = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows]
    return PAGE.format(rows="\n".join(f"<tr>{row}</tr>" for row in cells))


def licences(wheels: Sequence[Wheel]) -> Iterator[tuple[str, str, str]]:
    """Yield name, version and licence of each, as its own metadata says it."""
    for wheel in sorted(wheels, key=lambda wheel: wheel.name):
        with zipfile.ZipFile(wheel.path) as archive:
            names = [n for n in archive.namelist() if n.endswith(".dist-info/METADATA")]
            text = archive.read(names[0]).decode("utf-8") if names else ""
        said = HeaderParser().parsestr(text)
        last = [c.split(" :: ")[-1] for c in said.get_all("Classifier", []) if "License ::" in c]
        short = said.get("License-Expression") or ", ".join(last) or said.get("License", "")
        yield wheel.name, wheel.version, KNOWN.get(wheel.name) or short.split("\n")[0]
