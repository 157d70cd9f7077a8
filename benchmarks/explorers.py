"""From key press to changed picture, in a real JupyterLab: `python benchmarks/explorers.py`.

Each explorer is driven beside the same network drawn the usual way, `interactive_output` with
matplotlib, in one notebook, key by key in turn, so that a busy machine slows both.
"""

import argparse
import gc
import json
import resource
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import nbformat

sys.path.insert(0, str(Path(__file__).parent.parent))

from netlib.explore import EXPLORERS
from tools.lab import open_notebook, run_all, running_browser, running_lab

USUAL = """
import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
from netlib.explore.teaching_network import O_0, T, W_0, W_1
from netlib.backward import backward
from netlib.drawing.network import places
from netlib.forward import forward
%matplotlib inline

def picture(w):
    W = W_0.copy()
    W[0, 1] = w
    trace = forward([W, W_1], O_0)
    gradients = backward([W, W_1], trace, T)
    at = places((4, 3, 2), (0, 3, 6), (1.5, 1.5, 1.5), {4: 1, 3: 1, 2: 1})
    figure, (ax, cells) = plt.subplots(1, 2, figsize=(11, 4))
    for i, V in enumerate([W, W_1]):
        for k, j in np.ndindex(V.shape):
            (x0, y0), (x1, y1) = at[i][j], at[i + 1][k]
            ax.plot([x0, x1], [y0, y1], "-" if V[k, j] >= 0 else "--", lw=1 + 2 * abs(V[k, j]))
    for i, layer in enumerate(at):
        for k, (x, y) in enumerate(layer):
            ax.plot(x, y, "o", ms=30, mfc="white", mec="black")
            ax.text(x, y, f"{trace.o[i][k]:.4f}", ha="center", va="center")
    cells.imshow(gradients.weights[0], cmap="RdBu")
    for k, j in np.ndindex(W.shape):
        cells.text(j, k, f"{gradients.weights[0][k, j]:.4f}", ha="center", va="center")
    plt.show()

slider = ipywidgets.FloatSlider(value=-1, min=-3, max=3, step=0.1)
slider.add_class("usual")
ipywidgets.VBox([slider, ipywidgets.interactive_output(picture, {"w": slider})])
"""

# What is moved in each, up and down in turn; a button is pressed.
MOVED = {"01": "n_1", "02": "W_0[0,1]", "03": "o_2[0]", "04": "s_1[0]", "05": "o_1[0]",
         "06": "W_0[0,1]", "07": "step"}  # fmt: skip
UP_AND_DOWN = ("ArrowUp", "ArrowDown")

# The clock runs in the page: from the key's event to the frame after the picture changed.
CLOCK = """(selector) => {
    const area = document.querySelector(selector);
    window.took = null;
    let pressed = null;
    const onkey = (event) => { pressed = performance.now(); };
    window.addEventListener("keydown", onkey, { capture: true, once: true });
    const before = area.innerHTML;
    const look = () => {
        if (pressed !== null && area.innerHTML !== before && area.querySelector("svg, img")) {
            window.took = performance.now() - pressed;
        } else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}"""


def step(page: Any, handle: str, area: str, key: str) -> float:
    """Return the milliseconds from a key on the handle to another picture in the area."""
    page.locator(handle).first.focus()
    page.wait_for_timeout(150)  # the focus itself lights up what belongs to the handle
    page.evaluate(CLOCK, area)
    page.keyboard.press(key)
    page.wait_for_function("window.took !== null", timeout=20_000, polling=5)
    page.wait_for_timeout(40)
    return float(page.evaluate("window.took"))


def notebook(path: Path, chapter: str, setting: str) -> None:
    """Write a notebook with the explorer of a chapter and the usual way below it."""
    cells = [
        f"from netlib.explore import EXPLORERS\ne = EXPLORERS[{chapter!r}]()\n{setting}\ne",
        USUAL.strip(),
    ]
    written = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    written.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(written, path)


def measure(steps: int, chapters: list[str]) -> list[dict[str, Any]]:
    """Return one row per explorer: both ways' medians and 95th percentiles, and their ratio."""
    cases = [(chapter, chapter, "") for chapter in chapters]
    if "06" in chapters:
        cases.append(("06, six layers", "06", "e.set_state({'layers': 6})"))
    rows = []
    with running_lab() as lab, running_browser() as browser:
        for name, chapter, setting in cases:
            notebook(lab.served / "measured.ipynb", chapter, setting)
            page = browser.new_context(viewport={"width": 1300, "height": 1400}).new_page()
            open_notebook(page, lab, "measured.ipynb")
            run_all(page)
            page.wait_for_selector(".jp-OutputArea-output img")
            ours: list[float] = []
            usual: list[float] = []
            for k in range(steps + 5):
                ref, key = MOVED[chapter], UP_AND_DOWN[k % 2]
                handle = f'.netlib-stage :is([data-ref="{ref}"], [data-input="{ref}"])'
                area = ".netlib-stage .rows"  # the panels
                ours.append(step(page, handle, area, "Enter" if ref == "step" else key))
                usual.append(step(page, ".usual .noUi-handle", ".widget-output", key))
            page.evaluate("() => { window.jupyterapp.serviceManager.sessions.shutdownAll(); }")
            page.wait_for_timeout(500)
            page.context.close()
            rows.append({"explorer": name} | summary(ours[5:], usual[5:]))  # 5 to warm up
            print_row(rows[-1])
    return rows


def updates(times: int, chapters: list[str]) -> None:
    """Update each explorer so many times without a browser; print what a time takes and leaves."""
    for chapter in chapters:
        explorer = EXPLORERS[chapter]()
        explorer.send = lambda content, buffers=None: None
        ref = MOVED[chapter]
        does = "press" if explorer.reach()[ref] == "button" else "steps"
        events = [{"ref": ref, does: n} for n in (1, 1 if does == "press" else -1)]
        kept = []
        for k in range(times):
            if k in (times // 10, times - 1):
                gc.collect()
                kept.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
            if k == times // 10:
                start = time.perf_counter()
            explorer._receive(explorer, {"id": "update", "events": [events[k % 2]]}, [])
        took = 1000 * (time.perf_counter() - start) / (times - times // 10)
        print(f"{chapter}: {took:.1f} ms an update, {kept[1] - kept[0]} KiB more at the end")


def summary(ours: list[float], usual: list[float]) -> dict[str, float]:
    """Return medians and 95th percentiles in milliseconds, and how many times faster ours is."""
    found: dict[str, float] = {"steps": len(ours)}
    for name, times in (("ours", ours), ("usual", usual)):
        found[f"{name}_p50"] = round(statistics.median(times), 1)
        found[f"{name}_p95"] = round(statistics.quantiles(times, n=20)[18], 1)
    return found | {"ratio": round(found["usual_p50"] / found["ours_p50"], 1)}


def print_row(row: dict[str, Any]) -> None:
    """Print one row of the table."""
    print(
        f"{row['explorer']:16}{row['ours_p50']:8} /{row['ours_p95']:6}"
        f"{row['usual_p50']:14} /{row['usual_p95']:6}{row['ratio']:10}",
        file=sys.stderr,
        flush=True,
    )


def main() -> None:
    """Measure, print the table, and with --json the rows."""
    parser = argparse.ArgumentParser(description="Time the explorers in JupyterLab.")
    parser.add_argument("--steps", type=int, default=40, help="keys each (default 40)")
    parser.add_argument("--chapters", nargs="+", default=sorted(EXPLORERS), metavar="CHAPTER")
    parser.add_argument("--updates", type=int, help="update each so often without a browser")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    arguments = parser.parse_args()
    if arguments.updates:
        updates(arguments.updates, arguments.chapters)
        return
    print("explorer        p50 / p95 ms     the usual way p50 / p95     ratio", file=sys.stderr)
    rows = measure(arguments.steps, arguments.chapters)
    if arguments.json:
        print(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
