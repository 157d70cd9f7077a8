"""In the tab: what the page says to Python and hears of it, as JSON.

The page says                              and hears
{"id": 1, "source": text}                  {"id": 1, "count": 5}, {"id": 1, "output": ...} for each,
                                           {"id": 1, "done": whether it came to its end}
{"id": 2, "chapter": "06",                 {"id": 2, "done": true, "tree": ...}: the explorer, in
 "state": text}                            that state, as widgets.tree() returns it
{"to": model, "content": ...}              {"model", "changed": {...}} or {"model", "message": ...}
{"close": [model, ...]}                    nothing: these widgets are not on the page any more
{"files": {name: text}}                    {"files": {name: text}}: small files that cells write
and at any time {"fetching": "sympy"}, then {"fetching": ""}.
"""

import asyncio
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from netlib.publish.site import finder, widgets
from netlib.publish.site.cells import Cells, Output
from netlib.publish.site.finder import Fetch

KEPT = 200_000  # bytes: larger files are not kept from page to page


class Bridge:
    """The page's Python: its cells, its widgets, its files."""

    def __init__(self, post: Callable[[str], None], fetch: Fetch = finder.from_server) -> None:
        self.post_text = post
        self.cells, self.turn, self.known = Cells(), asyncio.Lock(), dict[str, str]()
        os.environ["MPLBACKEND"] = "agg"  # Pyodide's own needs a page
        finder.begin(fetch, lambda name: self.post({"fetching": name}))
        widgets.begin(self.post, self.cells.display)

    def post(self, message: dict[str, Any]) -> None:
        """Tell the page something."""
        self.post_text(json.dumps(message))

    async def heard(self, text: str) -> None:
        """Do what the page says."""
        message = json.loads(text)
        if "source" in message:
            await self._run(message["id"], message["source"])
        elif "chapter" in message:
            from netlib.explore import EXPLORERS

            explorer = EXPLORERS[message["chapter"]]()
            if text := message.get("state"):
                explorer.go_to(text)
            self.post({"id": message["id"], "done": True, "tree": explorer.tree()})
        elif "to" in message:
            if widget := widgets.Widget.made.get(message["to"]):
                widget.receive(message["content"])
        elif "close" in message:
            for model in message["close"]:
                if widget := widgets.Widget.made.get(model):
                    widget.close()
        elif "files" in message:
            self.known |= message["files"]
            for name, content in message["files"].items():
                Path(name).write_text(content, "utf-8")
        self._tell_files()

    async def _run(self, id: int, source: str) -> None:
        def tell(output: Output) -> None:
            self.post({"id": id, "output": output})

        async with self.turn:
            self.post({"id": id, "count": self.cells.count + 1})
            done = await self.cells.run(source, tell)
            self.post({"id": id, "done": done})

    def _tell_files(self) -> None:
        """Tell the page of text files that have been written here, mine.py say."""
        found = {
            path.name: path.read_text("utf-8", "replace")
            for pattern in ("*.py", "*.json")
            for path in Path.cwd().glob(pattern)
            if path.stat().st_size < KEPT
        }
        if new := {name: text for name, text in found.items() if self.known.get(name) != text}:
            self.known = found
            self.post({"files": new})
