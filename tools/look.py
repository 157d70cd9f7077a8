"""Pictures of the explorers for whoever draws them: `python -m tools.look 06 --width 850`.

Shows an explorer in a JupyterLab of its own, does what is asked, and saves what the window shows.
"""

import argparse
import json
from pathlib import Path

import nbformat

from tools.lab import open_notebook, run_all, running_browser, running_lab


def main() -> None:
    """Save one picture for each chapter, named 06.png."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("chapters", nargs="+")
    parser.add_argument("--events", default="[]", help="events for .act, as JSON")
    parser.add_argument("--window", default="1280x720")
    parser.add_argument("--zoom", type=float, default=1.0)
    parser.add_argument("--theme", default="Light", help="Light or Dark")
    parser.add_argument("--simple", action="store_true", help="no file browser, as on a phone")
    parser.add_argument("--full", action="store_true", help="filling the screen")
    parser.add_argument("--hover", help="the data-ref under the pointer")
    parser.add_argument("--out", type=Path, default=Path("."))
    a = parser.parse_args()
    wide, high = (round(int(side) / a.zoom) for side in a.window.split("x"))
    with running_lab() as lab, running_browser() as browser:
        lab.theme(f"JupyterLab {a.theme}")
        context = browser.new_context(
            viewport={"width": wide, "height": high}, device_scale_factor=a.zoom
        )
        for chapter in a.chapters:
            source = (
                f"from netlib.explore import EXPLORERS\ne = EXPLORERS[{chapter!r}]()\n"
                f"for event in {json.loads(a.events)!r}:\n    e.act([event])\ne"
            )
            notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
            notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
            nbformat.write(notebook, lab.served / f"{chapter}.ipynb")
            page = context.new_page()
            page.on("console", lambda m: print(m.text) if m.type == "error" else None)
            page.on("pageerror", lambda e: print(e))
            open_notebook(page, lab, f"{chapter}.ipynb", "notebooks" if a.simple else "doc/tree")
            run_all(page)
            page.wait_for_selector(".netlib-stage svg [data-shows]")
            stage = page.locator(".netlib-stage")
            stage.evaluate("(el) => el.scrollIntoView({ block: 'start' })")
            if a.full:
                stage.get_by_text("fill the screen").click()
            if a.hover:
                stage.locator(f'[data-ref="{a.hover}"]').first.hover(force=True)
            page.wait_for_timeout(500)
            page.screenshot(path=a.out / f"{chapter}.png")
            box = stage.bounding_box()
            print(chapter, {k: round(v) for k, v in box.items()} if box else "not seen")


if __name__ == "__main__":
    main()
