"""An explorer in a page without Jupyter: Python here draws its states, the real stage shows them.

So a thousand states can be looked at in the time that JupyterLab takes to start.
"""

import json
from pathlib import Path
from typing import Any

import netlib.explore
from netlib.explore import EXPLORERS
from netlib.explore.stage import Stage, style_sheet

SCRIPT = Path(netlib.explore.__file__).with_name("stage.js")
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<style>{style}</style><body style="margin:0"><div id="stage"></div>
<script type="module">{script}
const heard = new Map(), sent = [];
const state = {state};
window.sent = sent;
window.model = {{
  get: (name) => state[name],
  set: (name, value) => {{ state[name] = value; }},
  on: (name, hear) => heard.set(name, [...(heard.get(name) ?? []), hear]),
  off: () => {{}},
  send: (message) => sent.push(message),
  save_changes: () => {{}},
}};
window.show = (next) => {{
  Object.assign(state, next);
  const changes = Object.keys(next).flatMap((name) => heard.get("change:" + name) ?? []);
  for (const hear of changes) hear();
}};
window.answer = (done) => (heard.get("msg:custom") ?? []).forEach((hear) => hear({{ done }}));
render({{ model: window.model, el: document.getElementById("stage") }});
</script></body></html>"""
SHOWN = ("title", "tries", "panels", "sentence", "words", "changed", "complaint", "inputs", "ties")


class Bare:
    """An explorer beside its page: what is done here is shown there, and the other way round."""

    def __init__(self, page: Any, folder: Path, chapter: str) -> None:
        self.page = page
        self.stage: Stage = EXPLORERS[chapter]()
        script = SCRIPT.read_text("utf-8").replace("export default { render };", "")
        path = folder / f"{chapter}.html"
        state = json.dumps(self._traits()).replace("</", "<\\/")
        path.write_text(PAGE.format(style=style_sheet(), script=script, state=state), "utf-8")
        page.goto(path.as_uri())
        page.evaluate("document.fonts.ready")
        self.follow()

    def _traits(self) -> dict[str, Any]:
        return {name: getattr(self.stage, name) for name in SHOWN}

    def show(self) -> None:
        """Show the state of the explorer as it is now."""
        self.page.evaluate("(next) => window.show(next)", self._traits())

    def follow(self) -> None:
        """Do what the page has sent, and show it, until it sends no more."""
        self.stage.send = lambda content, buffers=None: None
        while sent := self.page.evaluate("window.sent.splice(0)"):
            for content in sent:
                self.stage._receive(self.stage, content, [])
                self.show()
                if "id" in content:
                    self.page.evaluate("(id) => window.answer(id)", content["id"])
