"""Run by Pyodide in node, as a page's worker runs it: what a page says in, what it hears out."""

import json
import sys
import time
from pathlib import Path

import pyodide_js


async def main(arguments: list[str]) -> None:
    """Say the lines of a file, each a message as JSON, and print what is heard.

    arguments: the folder python/ of a site, and the file. With each message that is heard come the
    seconds since the first, and the MiB of memory.
    """
    python, script = (Path(f"/host{path}") for path in arguments)
    await pyodide_js.loadPackage(["numpy", "traitlets", "netlib"])
    from netlib.publish.site.bridge import Bridge

    began = time.perf_counter()

    def post(text: str) -> None:
        more = {
            "after": round(time.perf_counter() - began, 3),
            "MiB": pyodide_js._module.HEAP8.length >> 20,
            "modules": sorted({name.split(".")[0] for name in sys.modules}),
        }
        print(json.dumps(json.loads(text) | more), file=sys.__stdout__)

    bridge = Bridge(post, lambda name: (python / name).read_bytes())
    for line in script.read_text("utf-8").splitlines():
        await bridge.heard(line)
