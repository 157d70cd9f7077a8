"""The notebooks in JupyterLite, under `lab/`: for cells of one's own, on the site's own Python.

JupyterLite is built in an environment of its own: its extensions are not for JupyterLab.
"""

import json
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

from netlib.publish.site.runtime import PACKAGE, stub
from netlib.publish.site.sources import Wheel, modules

VERSION = "0.8.6"
NEEDS = (
    f"jupyterlite-core=={VERSION}",
    f"jupyterlite-pyodide-kernel=={VERSION}",
    "jupyter-server",
    "ipywidgets==8.1.9",
    "anywidget==0.11.0",
)
EXTENSIONS = Path("share/jupyter/labextensions")
KERNEL = EXTENSIONS / "@jupyterlite/pyodide-kernel-extension/static/pypi"
# In the place of what the kernel would fetch packages with: the finder, which has them all.
PIPLITE = """from netlib.publish.site import finder

finder.begin()


async def install(*names, **_):
    if names != ("jedi",):  # which the kernel can do without
        raise RuntimeError("nothing can be installed here: the page is complete as it is")
"""
# Fetched before the first cell, all at once; the finder brings what else is imported.
FIRST = (
    "asttokens", "comm", "decorator", "executing", "ipykernel", "ipython", "matplotlib-inline",
    "micropip", "netlib", "numpy", "piplite", "prompt-toolkit", "pure-eval", "pygments",
    "pyodide-kernel", "six", "sqlite3", "stack-data", "traitlets", "wcwidth",
)  # fmt: skip


def environment(cache: Path) -> Path:
    """Return the folder of a Python with JupyterLite, installed unless it is there."""
    folder = cache / f"jupyterlite-{VERSION}"
    if not folder.exists():
        part = Path(mkdtemp(dir=cache))
        venv.create(part, with_pip=True)
        _run([_python(part), "-m", "pip", "install", "--quiet", *NEEDS], part)
        with suppress(OSError):  # somebody else was faster
            part.rename(folder)
    return folder


def wheels(folder: Path, into: Path) -> list[Wheel]:
    """Return the kernel's own wheels, and stubs for what it would fetch others with."""
    found = [
        next((folder / KERNEL).glob(f"{name}*.whl"))
        for name in ("ipykernel-", "pyodide_kernel-", "widgetsnbextension-4")
    ]
    own = [
        Wheel(path, name.replace("_", "-"), version, modules(path), lab=True)
        for path in found
        for name, version in [path.name.split("-")[:2]]
    ]
    files = {"piplite/__init__.py": PIPLITE.encode(), "piplite/piplite.py": b""}
    return [
        *own,
        stub(into, "piplite", VERSION, (), files),
        stub(into, "micropip", VERSION, (), {}),
    ]


def build(folder: Path, notebooks: Sequence[Path], out: Path, cache: Path) -> None:
    """Write JupyterLite with the notebooks into the folder `out`, beside `python/`.

    Raises ValueError with what it says where it could not be built.
    """
    source = Path(mkdtemp(dir=cache))
    (source / "content").mkdir()
    for path in notebooks:
        shutil.copy(path, source / "content" / path.name)
    kernel = {
        "disablePyPIFallback": True,
        "pyodideUrl": "../../python/pyodide.mjs",  # seen from a page of lab/notebooks/
        "loadPyodideOptions": {"packages": list(FIRST)},
    }
    config = {
        "appName": "Backpropagation, step by step",
        "enableServiceWorkerCache": "true",
        "litePluginSettings": {"@jupyterlite/pyodide-kernel-extension:kernel": kernel},
    }
    settings = {"jupyter-lite-schema-version": 0, "jupyter-config-data": config}
    (source / "jupyter-lite.json").write_text(json.dumps(settings), "utf-8")
    shutil.copytree(
        PACKAGE / "explore/labextension",
        folder / EXTENSIONS / "netlib-still",
        dirs_exist_ok=True,
    )
    apps = [f"--apps={app}" for app in ("notebooks", "tree")]
    command = [_python(folder), "-m", "jupyterlite_core", "build", "--contents=content"]
    _run([*command, *apps, "--no-sourcemaps", "--output-dir=built"], source)
    for font in (source / "built/build").glob("fa-*"):
        if font.suffix in {".eot", ".svg", ".ttf", ".woff"}:  # every browser takes .woff2
            font.unlink()
    shutil.rmtree(out, ignore_errors=True)
    shutil.move(source / "built", out)
    shutil.rmtree(source)


def _python(folder: Path) -> str:
    return str(folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python"))


def _run(command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stdout + done.stderr).strip()[-1000:]
        raise ValueError(f"JupyterLite could not be made: {said}")
