"""The whole folder of the site: its pages, Python, JupyterLite, and the scripts."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from netlib.publish.reading import read
from netlib.publish.sheets import summary
from netlib.publish.site import lite, runtime
from netlib.publish.site.book import downloads, pages
from netlib.publish.site.shipped import page
from netlib.publish.site.sources import Wheel, fetched

FIRST = (".html", ".css", ".js", ".woff")  # what is kept in the browser before it is asked for
SCRIPTS = {
    "live.js": runtime.HERE,
    "page.js": runtime.HERE,
    "slides.js": runtime.HERE,
    "worker.js": runtime.HERE,
    "stage.js": runtime.PACKAGE / "explore",
}
OURS = "python/shipped.html"  # a folder that has it is a site


def build(
    notebooks: Sequence[Path], out: Path, *, pyodide: Path | None = None, lab: bool = True
) -> Iterator[str]:
    """Make the site in the folder `out`, whole or not at all; yield what is being made.

    An older site in `out` is replaced. pyodide: a folder with an official distribution of Pyodide,
    in place of the registries. lab: whether JupyterLite is made, too.
    Raises ValueError with what is missing, not the file that it should be, or can't be shown, and
    where `out` holds anything else.
    """
    if out.exists() and not (out / OURS).exists() and not (out.is_dir() and not any(out.iterdir())):
        raise ValueError(f"{out} holds something that is not this site: choose another folder")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "netlib-site"
    cache.mkdir(parents=True, exist_ok=True)
    out.absolute().parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out.absolute().parent, prefix=".site-") as folder:
        part, old = Path(folder, "new"), Path(folder, "old")
        part.mkdir()
        yield "what Python is made of"
        sources = fetched(cache, pyodide, lab)
        more, environment = list[Wheel](), Path()
        if lab:
            yield "JupyterLite's own Python"
            environment = lite.environment(cache)
            more = lite.wheels(environment, Path(folder))
        yield "Python for the browser"
        runtime.make(sources, part / "python", cache, more)
        (part / OURS).write_text(page(part / "python"), "utf-8")
        if lab:
            yield "JupyterLite"
            lite.build(environment, notebooks, part / "lab", cache)
        lessons = []
        for path in notebooks:
            yield path.stem
            lessons.append(read(path))
            _write(part, downloads(lessons[-1], lab))
        yield "the pages"
        _write(part, pages(lessons, lab) | {"summary.pdf": summary(lessons, "a4")})
        for name, place in SCRIPTS.items():
            shutil.copy(place / name, part / name)
        (part / "offline.js").write_text(offline(part), "utf-8")
        if out.exists():
            os.replace(out, old)
        try:
            os.replace(part, out)
        except OSError:
            os.replace(old, out)
            raise


def offline(site: Path) -> str:
    """Return the script that keeps a site in the browser; another site has another one."""
    files = sorted(p for p in site.rglob("*") if p.is_file())
    stamp = hashlib.sha256(b"".join(hashlib.sha256(p.read_bytes()).digest() for p in files))
    first = [p.name for p in site.iterdir() if p.suffix in FIRST]
    first += [f"pictures/{p.name}" for p in (site / "pictures").iterdir()]
    about = f"const STAMP = {stamp.hexdigest()[:16]!r}, FIRST = {json.dumps(sorted(first))};\n"
    return about + runtime.HERE.joinpath("offline.js").read_text("utf-8")


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
