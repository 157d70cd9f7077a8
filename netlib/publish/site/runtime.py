"""The folder `python/` of the site: Pyodide and packages, trimmed, in byte code, with a lock file.

The book's pages and JupyterLite use the same one.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import netlib
from netlib.publish.site.sources import SHIPPED, Sources, Wheel, node

PACKAGE = Path(netlib.__file__).parent
HERE = Path(__file__).parent
NODE = HERE / "node.mjs"
# What an explorer needs before its first picture; the finder brings all else when it's imported.
FIRST = ("numpy", "traitlets", "netlib")

# Of netlib, what the tab has no use for, but for the modules that run there.
OUT = re.compile(r"(commands|grading|publish|data)/|.*__pycache__|explore/labextension|__main__")
IN = re.compile(
    r"publish/(site/)?__init__\.py|publish/site/(finder|cells|marked|widgets|bridge)\.py"
)
# Of other packages: what is there to compile against them, to test them, to show that they work.
ASIDE = re.compile(
    r".*\.(pyi|pxd|h|a|f90|f|c|afm|pdf|svg|js|html)$|.*/tests?/|.*/sample_data/"
    r"|numpy/(f2py|distutils|_pyinstaller)/|sympy/(plotting/tests|parsing/(autolev|latex)/_)"
    r"|.*\.data/|pylab\.py|isympy\.py"
)
NEEDED = re.compile(r".*\.dist-info/|anywidget/|jupyterlab_widgets/")
# Pyodide's matplotlib has a list of fonts of a newer version than it asks for, and would make it
# anew, with a warning.
FONT_LIST = ("matplotlib/fontlist.json", b'"_version": 390', b'"_version": 330')


def make(sources: Sources, out: Path, cache: Path, more: Sequence[Wheel] = ()) -> None:
    """Write the folder `out`; more: JupyterLite's own wheels, taken as they are.

    cache: where compiled packages are kept from one time to the next.
    Raises ValueError with what Pyodide says where it could not compile.
    """
    out.mkdir(parents=True, exist_ok=True)
    for name, path in sources.core.items():
        shutil.copy(path, out / name)
    core = sources.core["pyodide.mjs"].parent
    with TemporaryDirectory(dir=cache) as folder:
        raw = Path(folder)
        trimmed = [replace(w, path=_trimmed(w.path, raw)) for w in sources.wheels]
        wheels = [*netlib_wheels(raw), *trimmed, *more]
        compiled = _compiled(core, [core / "python_stdlib.zip", *(w.path for w in wheels)], cache)
    shutil.copy(compiled[0], out / "python_stdlib.zip")
    packages = {}
    for wheel, path in zip(wheels, compiled[1:], strict=True):
        sha = hashlib.sha256(path.read_bytes()).hexdigest()
        # Named by what is in it: no cache has an older one for it when the site is made anew.
        name, number, rest = wheel.path.name.split("-", 2)
        file = f"{name}-{number}+{sha[:8]}-{rest}"
        shutil.copy(path, out / file)
        packages[wheel.name] = {
            "name": wheel.name,
            "version": wheel.version,
            "file_name": file,
            "install_dir": "site",
            "sha256": sha,
            "package_type": "package",
            "imports": list(wheel.imports),
            "depends": [],
            "unvendored_tests": False,
        }
    lock = {"info": dict(sources.info), "packages": packages}
    (out / "pyodide-lock.json").write_text(json.dumps(lock), "utf-8")


def netlib_wheels(into: Path) -> Iterator[Wheel]:
    """Make the wheels of netlib itself: its modules, and the digits apart."""
    files = {p.relative_to(PACKAGE).as_posix(): p for p in PACKAGE.rglob("*") if p.is_file()}
    kept = {n: p for n, p in files.items() if IN.fullmatch(n) or not OUT.match(n)}
    yield _wheel(into, "netlib", ("netlib",), kept)
    digits = {f"data/{p.name}": p for p in (PACKAGE / "data").glob("*.gz")}
    yield _wheel(into, "netlib-digits", ("netlib.digits",), digits)


def _wheel(into: Path, name: str, imports: tuple[str, ...], files: Mapping[str, Path]) -> Wheel:
    texts = {f"netlib/{inside}": path.read_bytes() for inside, path in files.items()}
    return stub(into, name, version("netlib"), imports, texts)


def stub(
    into: Path, name: str, number: str, imports: tuple[str, ...], files: Mapping[str, bytes]
) -> Wheel:
    """Make a wheel of some files; number: its version."""
    plain = name.replace("-", "_")
    path, info = into / f"{plain}-{number}-py3-none-any.whl", f"{plain}-{number}.dist-info"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for inside, data in sorted(files.items()):
            _write(archive, inside, data)
        _write(archive, f"{info}/METADATA", f"Name: {name}\nVersion: {number}\n".encode())
        _write(archive, f"{info}/WHEEL", b"Wheel-Version: 1.0\nTag: py3-none-any\n")
        _write(archive, f"{info}/RECORD", b"")
    return Wheel(path, name, number, imports, lab=False)


def _write(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    # The same file, whenever it is made: what is compiled is known by its content.
    archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


def _trimmed(path: Path, into: Path) -> Path:
    """Return a copy of a wheel without what nobody needs in a tab."""
    target = into / path.name
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if ASIDE.match(name) and not NEEDED.match(name):
                continue
            data = old.read(name)
            if name == FONT_LIST[0]:
                data = data.replace(*FONT_LIST[1:])
            _write(new, name, data)
    return target


def _compiled(core: Path, paths: Iterable[Path], cache: Path) -> list[Path]:
    """Return a compiled copy of each archive, made by Pyodide's own Python where it's not there."""
    program = HERE / "compiled.py"
    salt, kept = program.read_bytes() + SHIPPED["pyodide"].encode(), cache / "compiled"
    kept.mkdir(exist_ok=True)
    copies = {
        path: kept / f"{hashlib.sha256(salt + path.read_bytes()).hexdigest()[:20]}-{path.name}"
        for path in paths
    }
    if missing := {path: copy for path, copy in copies.items() if not copy.exists()}:
        parts = {path: f"{copy}.{os.getpid()}" for path, copy in missing.items()}
        run_in_node(core, program, [str(path) for pair in parts.items() for path in pair])
        for path, part in parts.items():
            os.replace(part, copies[path])
    return list(copies.values())


def run_in_node(python: Path, program: Path, arguments: Sequence[str] = ()) -> str:
    """Return what a program prints under Pyodide in node; raises ValueError with its complaint."""
    command = [node(), str(NODE), str(python.resolve()), str(program), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(f"{program.name} failed under Pyodide:\n{done.stderr[-3000:]}")
    return done.stdout
