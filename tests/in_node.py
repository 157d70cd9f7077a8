"""Run by Pyodide in node, as a page's worker runs it: the cells of a notebook, each JSON line out.

arguments: the folder python/ of a site, and a JSON file with what the page says, a message a line.
"""

import json
import sys
import time
from pathlib import Path

import pyodide_js

python, script = (Path(f"/host{path}") for path in arguments)  # type: ignore[name-defined]  # noqa: F821
await pyodide_js.loadPackage(["numpy", "traitlets", "netlib"])  # type: ignore[top-level-await]  # noqa: F704

from netlib.publish.site.bridge import Bridge  # noqa: E402

began = time.perf_counter()


def post(text):
    print(json.dumps({"after": round(time.perf_counter() - began, 3), "heap": pyodide_js._module.HEAP8.length >> 20} | json.loads(text)), file=sys.__stdout__)


bridge = Bridge(post, lambda name: (python / name).read_bytes())
for line in script.read_text("utf-8").splitlines():
    await bridge.heard(line)  # noqa: F704
