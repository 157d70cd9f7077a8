"""The explorers in a real JupyterLab, by mouse and keyboard, and the files without a kernel."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.sign import NotebookNotary

from netlib.explore import EXPLORERS
from netlib.explore.knobs import Knob
from netlib.explore.stage import Explorer, check_picture
from tools.lab import CHROMIUM, Lab, open_notebook, run_all
from tools.notebooks import NOTEBOOKS, chapter_of

if not CHROMIUM:
    why = "no chromium, so no browser tests; on Debian, `apt-get install chromium` gets it"
    if os.environ.get("NETLIB_BROWSER") == "required":
        raise RuntimeError(why)
    pytest.skip(why, allow_module_level=True)

PATHS = {chapter_of(path): path for path in sorted(NOTEBOOKS.glob("*.ipynb"))}
ALL = pytest.mark.parametrize("chapter", sorted(EXPLORERS))
STAGE = ".netlib-stage"
# What Chromium says of JupyterLab itself, whatever notebook is open.
ITS_OWN = re.compile(r"favicon|Download the React DevTools|ResizeObserver|debugger state")


@pytest.fixture
def page(lab: Lab, browser: Any) -> Iterator[Any]:
    """Give a page that fails the test for an error it logs, or a request off this machine."""
    context = browser.new_context(viewport={"width": 1300, "height": 1500})
    page = context.new_page()
    page.set_default_timeout(30_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console",
        lambda m: (
            wrong.append(m.text) if m.type == "error" and not ITS_OWN.search(m.text) else None
        ),
    )
    local = ("data:", "blob:", lab.address, lab.address.replace("http", "ws"), "file:")
    page.on("request", lambda r: None if r.url.startswith(local) else wrong.append(r.url))
    try:
        yield page
        assert not wrong
    finally:
        page.evaluate("() => { window.jupyterapp?.serviceManager.sessions.shutdownAll(); }")
        page.wait_for_timeout(300)
        context.close()


def write(lab: Lab, *sources: str) -> str:
    """Write a notebook with these cells and return its name."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    name = f"written-{time.monotonic_ns()}.ipynb"
    nbformat.write(notebook, lab.served / name)
    return name


def copied(lab: Lab, chapter: str) -> str:
    """Copy a notebook into the served folder and return its name."""
    path = PATHS[chapter]
    (lab.served / path.name).write_bytes(path.read_bytes())
    return path.name


def explorer_alone(page: Any, lab: Lab, chapter: str, *more: str) -> Explorer:
    """Show one explorer in a notebook of its own; return a twin of it in this process."""
    source = f"from netlib.explore import EXPLORERS\nexplorer = EXPLORERS[{chapter!r}]()\nexplorer"
    open_notebook(page, lab, write(lab, source, *more))
    run_all(page)
    page.wait_for_selector(f"{STAGE} svg [data-shows]")
    return EXPLORERS[chapter]()


def on_screen(page: Any) -> dict[str, str]:
    """Return what the picture writes for each name."""
    return dict(
        page.eval_on_selector_all(
            f"{STAGE} [data-shows]", "all => all.map((e) => [e.dataset.shows, e.textContent])"
        )
    )


def written(picture: str) -> dict[str, str]:
    return dict(re.findall(r'data-shows="([^"]*)"[^>]*>([^<]*)<', picture))


def same(page: Any, twin: Explorer, after: str) -> None:
    """Assert that the screen comes to show what netlib computes for the twin."""
    check_picture(twin.picture, twin.numbers())
    twin.check(twin.state)
    wanted = written(twin.picture)
    until = time.monotonic() + 10
    while time.monotonic() < until:
        seen = on_screen(page)
        if seen == wanted and page.locator(f"{STAGE} .words").text_content() == twin.sentence:
            return
        page.wait_for_timeout(15)
    wrong = {
        name: (seen.get(name), text) for name, text in wanted.items() if seen.get(name) != text
    }
    words = page.locator(f"{STAGE} .words").text_content()
    pytest.fail(f"after {after}: (screen, netlib) {wrong}; {words!r}, {twin.sentence!r}")


def told(twin: Explorer, **event: Any) -> None:
    twin._change([event])


def handle(page: Any, ref: str) -> Any:
    return page.locator(f'{STAGE} [data-ref="{ref}"]').first


def by_keyboard(page: Any, twin: Explorer, knob: Knob) -> None:
    """Use one control with keys alone, and do the same to the twin."""
    if knob.beside:
        control = page.locator(f'{STAGE} [data-input="{knob.ref}"]')
        control.focus()
    else:
        control = handle(page, knob.ref)
        control.focus()
        told(twin, ref=control.get_attribute("data-ref"), focus=True)
    if knob.kind == "button":
        page.keyboard.press("Enter")
        told(twin, ref=knob.ref, press=1)
    elif knob.kind == "switch":
        page.keyboard.press("Space")
        told(twin, ref=knob.ref, set=page.locator(f'[data-input="{knob.ref}"]').is_checked())
    elif knob.kind == "choice":
        control.select_option(knob.options[-1])
        told(twin, ref=knob.ref, set=knob.options[-1])
    elif knob.kind == "number":
        control.fill("1")
        page.keyboard.press("Enter")
        told(twin, ref=knob.ref, set="1")
    elif knob.beside:
        page.keyboard.press("ArrowLeft")
        told(twin, ref=knob.ref, set=float(control.input_value()))
    else:
        if control.get_attribute("data-x") and control.get_attribute("data-y"):
            across = control.get_attribute("data-x").split()[0] == knob.ref
            page.keyboard.press("ArrowLeft" if across else "ArrowDown")
        else:
            page.keyboard.press("ArrowDown")
        told(twin, ref=knob.ref, steps=-1)
        assert page.evaluate("document.activeElement.dataset.ref") == control.get_attribute(
            "data-ref"
        ), "the focus is lost"


def visible(page: Any, twin: Explorer, beside: bool) -> list[Knob]:
    """Return the knobs that have an element of their own on the screen."""
    attribute = "input" if beside else "ref"
    there = set(
        page.eval_on_selector_all(
            f"{STAGE} [data-{attribute}]", f"l => l.map(e => e.dataset.{attribute})"
        )
    )
    return [k for k in twin.knobs(twin.state) if k.beside == beside and k.ref in there]


@ALL
def test_each_control_by_keyboard(page: Any, lab: Lab, chapter: str) -> None:
    twin = explorer_alone(page, lab, chapter)
    same(page, twin, "nothing")
    knobs = visible(page, twin, beside=False) + visible(page, twin, beside=True)
    assert len(knobs) >= 3
    for knob in knobs:
        if knob.ref == "play":
            continue  # what it does depends on the time that passes; it has a test of its own
        by_keyboard(page, twin, knob)
        same(page, twin, f"{knob.ref} by keyboard")
        if not knob.beside:
            continue
        page.locator(f'{STAGE} [data-input="reset"]').click()
        told(twin, ref="reset", press=1)
        same(page, twin, f"starting over after {knob.ref}")


@ALL
def test_each_handle_by_mouse(page: Any, lab: Lab, chapter: str) -> None:
    twin = explorer_alone(page, lab, chapter)
    for knob in visible(page, twin, beside=False):
        place = middle_of(page, knob.ref)
        page.mouse.move(*place)
        hit = page.evaluate(
            "([x, y]) => document.elementFromPoint(x, y)?.closest('[data-ref]')?.dataset.ref",
            list(place),
        )
        assert hit, f"{knob.ref} can't be hit where it is drawn"
        page.mouse.down()
        if knob.kind == "button":
            page.mouse.up()
            told(twin, ref=hit, focus=True)
            told(twin, ref=hit, press=1)
        else:
            page.mouse.move(place[0] + 12, place[1] - 25, steps=4)
            page.mouse.up()
            page.mouse.move(5, 5)
            page.locator(f'{STAGE}:not([aria-busy="true"])').wait_for()
            told(twin, ref=hit, focus=True)
            for ref, value in at_rest(page, hit).items():
                told(twin, ref=ref, set=value, snap=True)
        same(page, twin, f"{knob.ref} by mouse")


@ALL
def test_each_input_by_mouse(page: Any, lab: Lab, chapter: str) -> None:
    twin = explorer_alone(page, lab, chapter)
    for knob in visible(page, twin, beside=True):
        control = page.locator(f'{STAGE} [data-input="{knob.ref}"]')
        if knob.ref == "play":
            continue  # it has a test of its own
        if knob.kind in ("button", "switch"):
            control.click()
            on = control.is_checked() if knob.kind == "switch" else None
            told(twin, ref=knob.ref, **({"press": 1} if on is None else {"set": on}))
        elif knob.kind == "slider":
            box, before = control.bounding_box(), control.input_value()
            far = 0.9 if float(before) < (knob.low + knob.high) / 2 else 0.1  # the other half
            control.click(position={"x": far * box["width"], "y": box["height"] / 2})
            assert control.input_value() != before
            told(twin, ref=knob.ref, set=float(control.input_value()))
        else:
            continue  # a list opens a window of its own; a field is for the keyboard
        same(page, twin, f"{knob.ref} by mouse")


@pytest.mark.parametrize("chapter", ["01", "06", "07"])
def test_a_trusted_notebook_shows_its_picture_without_a_kernel(
    page: Any, lab: Lab, chapter: str
) -> None:
    notebook = nbformat.read(PATHS[chapter], as_version=4)
    NotebookNotary(data_dir=str(lab.data)).sign(notebook)
    open_notebook(page, lab, copied(lab, chapter))
    figure = page.locator("figure", has_text=EXPLORERS[chapter]().sentence)
    figure.locator("img").wait_for()
    assert page.locator(".jp-mod-trusted figure img").count() >= 2
    assert page.get_by_text("Loading widget").count() == 0
    assert page.get_by_text("model not found").count() == 0


def middle_of(page: Any, ref: str) -> tuple[float, float]:
    """Return a place where the element is drawn: for a line its middle, else that of its box."""
    x, y = handle(page, ref).evaluate(
        """(node) => {
            const inside = node.querySelector(":scope > path[stroke]");
            const line = node.tagName === "path" ? node : inside;
            if (line && !node.querySelector("rect, circle")) {
                const at = line.getPointAtLength(line.getTotalLength() * 0.35);
                const place = new DOMPoint(at.x, at.y).matrixTransform(line.getScreenCTM());
                return [place.x, place.y];
            }
            const box = node.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
        }"""
    )
    return float(x), float(y)


def at_rest(page: Any, ref: str) -> dict[str, float]:
    """Return the values that a handle's own marks say it has."""
    data = handle(page, ref).evaluate("(node) => ({...node.dataset})")
    if "dial" in data:
        return {ref: float(data["dial"].split()[0])}
    return {
        mark.split()[0]: float(mark.split()[1])
        for mark in (data.get("x"), data.get("y"))
        if mark is not None
    }


@ALL
def test_the_notebook_runs_and_its_explorer_answers(page: Any, lab: Lab, chapter: str) -> None:
    open_notebook(page, lab, copied(lab, chapter))
    stored = page.locator(".jp-OutputArea-output figure img")
    stored.last.wait_for()
    assert stored.count() >= 2, "the chain on top, and the explorer"
    for image in stored.all():
        assert image.evaluate("(i) => i.complete && i.naturalWidth > 500")
        assert len(image.get_attribute("alt").split()) >= 8
    twin = EXPLORERS[chapter]()
    assert page.get_by_text(twin.sentence, exact=True).first.is_visible()
    run_all(page, timeout=240)
    page.wait_for_selector(f"{STAGE} svg [data-shows]")
    same(page, twin, "running all cells")


def test_nothing_is_lost_in_a_drag_that_is_faster_than_python(page: Any, lab: Lab) -> None:
    twin = explorer_alone(page, lab, "06")
    place = middle_of(page, "W_0[0,0]")
    page.mouse.move(*place)
    page.mouse.down()
    for k in range(60):
        page.mouse.move(place[0], place[1] - k)
    page.mouse.move(5, 5)  # far outside the picture, still held
    page.mouse.up()
    page.mouse.move(*place)  # and a move that is no drag any more
    told(twin, ref="W_0[0,0]", focus=True)
    told(twin, ref="W_0[0,0]", set=5)
    same(page, twin, "a fast drag to the end")


def test_keys_pressed_while_python_is_busy_are_all_counted(page: Any, lab: Lab) -> None:
    twin = explorer_alone(page, lab, "02", "import time\ntime.sleep(3)")
    page.evaluate(
        """() => {
            const all = window.jupyterapp.shell.currentWidget.content;
            all.activeCellIndex = 1;
            window.jupyterapp.commands.execute('notebook:run-cell');
        }"""
    )
    page.wait_for_timeout(400)
    handle(page, "W_0[0,0]").focus()
    for _ in range(5):
        page.keyboard.press("ArrowUp")
    page.locator(f"{STAGE} .status", has_text="Python is busy; this will follow.").wait_for()
    told(twin, ref="W_0[0,0]", focus=True)
    told(twin, ref="W_0[0,0]", steps=5)
    same(page, twin, "five keys while busy")
    assert page.locator(f"{STAGE} .status").text_content() == ""


def test_training_plays_beside_other_cells_and_pauses(page: Any, lab: Lab) -> None:
    explorer_alone(page, lab, "07", "print(explorer.state['steps'] > 0)")
    words = page.locator(f"{STAGE} .words")
    button = page.locator(f'{STAGE} [data-input="play"]')
    seen = {words.text_content()}
    button.click()
    until = time.monotonic() + 20
    while len(seen) < 6 and time.monotonic() < until:
        seen.add(words.text_content())
        page.wait_for_timeout(20)
    assert len(seen) >= 6, "the picture doesn't go on"
    page.evaluate(
        """() => {
            window.jupyterapp.shell.currentWidget.content.activeCellIndex = 1;
            window.jupyterapp.commands.execute('notebook:run-cell');
        }"""
    )
    page.locator(".jp-OutputArea-output", has_text="True").wait_for()
    button.click()
    page.locator(f'{STAGE} [data-input="play"]', has_text="play").wait_for()
    rest = words.text_content()
    page.wait_for_timeout(600)
    assert words.text_content() == rest
    numbers = on_screen(page)
    twin = EXPLORERS["07"]()
    steps = re.search(r"After ([\d,]+) steps", rest)
    assert steps
    twin.set_state({"steps": int(steps[1].replace(",", ""))})
    assert numbers == written(twin.picture)


def test_letters_are_not_taken_for_commands(page: Any, lab: Lab) -> None:
    explorer_alone(page, lab, "02")
    handle(page, "W_0[0,0]").focus()
    for key in ("a", "b", "x", "d", "d"):
        page.keyboard.press(key)
    page.locator(f'{STAGE} [data-input="step"]').focus()
    page.keyboard.press("a")
    assert page.locator(".jp-Cell").count() == 1


def test_nonsense_typed_is_answered_in_words(page: Any, lab: Lab) -> None:
    twin = explorer_alone(page, lab, "02")
    field = page.locator(f'{STAGE} [data-input="W_0[0,1]"]')
    field.fill("a lot")
    field.press("Enter")
    page.get_by_text("“a lot” is not a number; w₁₂ of W₀ stays as it was.").wait_for()
    same(page, twin, "nonsense")
    field.fill("0,25")
    field.press("Enter")
    told(twin, ref="W_0[0,1]", set=0.25)
    same(page, twin, "a number with a comma")
    assert page.locator(f"{STAGE} .status").text_content() == ""


def test_a_restarted_kernel_is_said(page: Any, lab: Lab) -> None:
    explorer_alone(page, lab, "02")
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    page.wait_for_timeout(1500)
    handle(page, "W_0[0,0]").focus()
    page.keyboard.press("ArrowUp")
    page.locator(f"{STAGE} .status", has_text="run this cell again").wait_for()


def test_a_screen_reader_hears_the_sentence_once_it_has_come_to_rest(page: Any, lab: Lab) -> None:
    twin = explorer_alone(page, lab, "02")
    spoken = page.locator(f"{STAGE} [aria-live=polite]")
    handle(page, "W_0[0,0]").focus()
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    told(twin, ref="W_0[0,0]", focus=True)
    told(twin, ref="W_0[0,0]", steps=3)
    same(page, twin, "three keys")
    page.wait_for_function(
        "([selector, words]) => document.querySelector(selector).textContent === words",
        arg=[f"{STAGE} [aria-live=polite]", twin.sentence],
    )
    assert spoken.count() == 1
    slider = handle(page, "W_0[0,0]")
    assert slider.get_attribute("role") == "slider"
    assert slider.get_attribute("aria-label") == "w₁₁ of W₀"
    assert slider.get_attribute("aria-valuenow") == "0.8"


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_its_text_stands_out_from_the_page(page: Any, lab: Lab, theme: str) -> None:
    lab.theme(theme)
    try:
        explorer_alone(page, lab, "06")
        text, ground = page.evaluate(
            """() => {
                const colour = (css) => css.match(/[\\d.]+/g).map(Number);
                let node = document.querySelector(".netlib-stage svg");
                const text = colour(getComputedStyle(node).color);
                while (node && (colour(getComputedStyle(node).backgroundColor)[3] ?? 1) === 0) {
                    node = node.parentElement;
                }
                return [text, colour(getComputedStyle(node).backgroundColor)];
            }"""
        )
        assert contrast(text, ground) >= 7
    finally:
        lab.theme("JupyterLab Light")


def test_a_guess_by_keyboard_is_a_surprise_and_a_check_names_the_mistake(
    page: Any, lab: Lab
) -> None:
    asked = "from netlib.exercises.guess import guess, surprises\n"
    asked += 'guess("05-programs", "Which one is wrong?", ["A", "B"])'
    wrong = 'from netlib.exercises import check\ncheck("03.1", 0.38)'
    open_notebook(page, lab, write(lab, asked, "surprises()", wrong))
    run_all(page)
    page.wait_for_selector("p:has-text('No guesses were made.')")
    page.wait_for_selector("p:has-text('The ½ in front of the sum is missing.')")
    page.get_by_role("button", name="B", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("button.mod-info:has-text('B')")
    run_all(page)  # the guess made before is kept
    page.wait_for_selector("td:has-text('a surprise')")
    page.wait_for_selector("button.mod-info:has-text('B')")


def contrast(one: list[float], other: list[float]) -> float:
    """Return the contrast ratio of two colours. Source: WCAG 2.2, "contrast ratio"."""

    def luminance(colour: list[float]) -> float:
        parts = [c / 255 for c in colour[:3]]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@ALL
def test_converted_to_html_it_shows_picture_and_sentence_offline(
    browser: Any, tmp_path: Path, chapter: str
) -> None:
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--output-dir", str(tmp_path)]
    subprocess.run([*command, str(PATHS[chapter])], check=True, capture_output=True)
    context = browser.new_context(offline=True)
    try:
        page = context.new_page()
        page.goto((tmp_path / PATHS[chapter].stem).with_suffix(".html").as_uri())
        explorer = EXPLORERS[chapter]()
        figure = page.locator("figure", has_text=explorer.sentence)
        assert figure.count() == 1
        assert figure.locator("figcaption").is_visible()
        image = figure.locator("img")
        assert image.get_attribute("alt") == explorer.sentence
        assert image.evaluate("(i) => i.complete && i.naturalWidth > 500")
    finally:
        context.close()
