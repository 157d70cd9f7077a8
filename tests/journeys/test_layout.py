"""It fits: no letter touches another or a line, none is small, nothing scrolls inside.

Measured in the browser, on the boxes of all texts as they are drawn: in every moment, with every
name in focus, at every step, and in states that random gestures lead to.
"""

import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from netlib.explore import EXPLORERS
from netlib.explore.state import value_of
from tests.explore.visits import after, gestures, moments
from tests.journeys.bare import Bare
from tests.journeys.driven import ALL

OTHERS = 200  # states that random gestures lead to, of each explorer
# `make gestures` looks at all states, the tests at every fifth.
EVERY = int(os.environ.get("NETLIB_EVERY", "5"))
WIDE, SMALL, PHONE = (850, 720), (700, 900), (352, 844)  # width and height of windows

MEASURE = (Path(__file__).parent / "measure.js").read_text("utf-8")


def states(chapter: str) -> Iterator[tuple[str, Any]]:
    """Yield each moment, with each name in focus and at each step, then states at random."""
    explorer = EXPLORERS[chapter]
    for name, state in moments(chapter):
        yield name, state
        for ref in explorer.reach(state):
            if ref in explorer.ties(state, explorer.shows(state)):
                yield f"{name}, {ref} in focus", after(chapter, state, {"ref": ref, "focus": True})
        steps = [k for k in explorer.knobs(state) if k.of == "step" and k.kind == "slider"]
        for knob in steps:
            for step in range(int(knob.high) + 1):
                yield f"{name}, step {step}", after(chapter, state, {"ref": "step", "set": step})
    # Of 07 fewer at other times, where many train for epochs.
    others = OTHERS if EVERY == 1 or chapter != "07" else OTHERS // 4
    for k, (state, _) in enumerate(itertools.islice(gestures(chapter, others, 3), others)):
        yield f"gesture {k}", state


def measured(bare: Bare, chapter: str, every: int) -> None:
    """Fail with all that is wrong in the states, each fault once with the first state it is in."""
    wrong: dict[str, str] = {}
    for name, state in itertools.islice(states(chapter), 0, None, every):
        bare.stage._show(state, bare.stage._compared)
        bare.show()
        for fault in bare.page.evaluate(MEASURE):
            wrong.setdefault(fault, name)
    first = [f"{name}: {fault}" for fault, name in wrong.items()][:12]
    assert not wrong, "\n".join([f"{len(wrong)} faults", *first])


def smallest(bare: Bare) -> tuple[float, float]:
    """Return the smallest letters and the smallest indices that are shown, in pixels."""
    letters, indices = bare.page.evaluate(
        """() => ["text", "tspan[font-size]"].map((kind) => Math.min(
            ...[...document.querySelectorAll(".panel svg " + kind)]
            .filter((node) => node.textContent.trim())
            .map((node) => parseFloat(getComputedStyle(node).fontSize) * node.getScreenCTM().a)))"""
    )
    return round(letters, 1), round(indices, 1)


@pytest.fixture
def bare_page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]})
    page = context.new_page()
    yield page
    context.close()


@ALL
def test_nothing_touches_in_a_notebook(bare_page: Any, tmp_path: Path, chapter: str) -> None:
    bare = Bare(bare_page, tmp_path, chapter)
    measured(bare, chapter, EVERY)


@ALL
@pytest.mark.parametrize("window", [PHONE, SMALL], ids=["phone", "700 px"])
def test_nothing_touches_on_a_small_screen(
    bare_page: Any,
    tmp_path: Path,
    chapter: str,
    window: tuple[int, int],
    record_property: Callable[[str, object], None],
) -> None:
    bare_page.set_viewport_size({"width": window[0], "height": window[1]})
    bare = Bare(bare_page, tmp_path, chapter)
    assert bare.stage._narrow
    letters, indices = smallest(bare)
    figures = f"{chapter} at {window[0]} px: letters {letters}, indices {indices} px"
    record_property("figures", figures)
    measured(bare, chapter, every=EVERY if window == PHONE else 4 * EVERY)


@ALL
def test_all_of_it_is_in_view_at_1280_by_720(bare_page: Any, tmp_path: Path, chapter: str) -> None:
    """With its tabs JupyterLab leaves 592 of the 720 pixels to a notebook."""
    bare = Bare(bare_page, tmp_path, chapter)
    for name, state in moments(chapter):
        bare.stage._show(state, bare.stage._compared)
        bare.show()
        high = bare.page.evaluate("document.getElementById('stage').offsetHeight")
        assert high <= 592, (name, high)
        assert value_of(state, "focus") is state.focus


@ALL
def test_a_projector_shows_large_letters(
    bare_page: Any, tmp_path: Path, chapter: str, record_property: Callable[[str, object], None]
) -> None:
    bare_page.set_viewport_size({"width": 1920, "height": 1080})
    bare = Bare(bare_page, tmp_path, chapter)
    bare.page.get_by_role("button", name="fill the screen").click()
    bare.page.wait_for_function("document.fullscreenElement !== null")
    bare.page.wait_for_timeout(100)
    letters, indices = smallest(bare)
    record_property("figures", f"{chapter} at 1920x1080: letters {letters}, indices {indices} px")
    assert letters >= 18, letters
    assert indices >= 14, indices
    overflowing = bare.page.evaluate("""() => {
        const stage = document.getElementById("stage");
        return [stage.scrollHeight - stage.clientHeight, stage.scrollWidth - stage.clientWidth];
    }""")
    assert max(overflowing) <= 0
    bare.page.keyboard.press("Escape")
    bare.page.wait_for_function("document.fullscreenElement === null")
