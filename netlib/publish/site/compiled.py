"""Run by Pyodide in node: modules in byte code, so that no visit of a page compiles them anew.

arguments: an archive and where its compiled copy is to be, in turn.
"""

import importlib._bootstrap_external as external
import sys
import zipfile

ZIP = zipfile.ZIP_DEFLATED


def pyc(source: bytes, name: str, optimize: int) -> bytes:
    """Return a module's byte code, which is never compared with its source."""
    code = compile(source, name, "exec", dont_inherit=True, optimize=optimize)
    return bytes(external._code_to_hash_pyc(code, b"\0" * 8, False))  # type: ignore[attr-defined]


def copied(path: str, target: str) -> None:
    """Write a copy of an archive; netlib's modules keep their source beside, for listings."""
    standard = path.endswith("stdlib.zip")
    home = "/lib/python312.zip/" if standard else "/lib/python3.12/site-packages/"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", ZIP, compresslevel=9) as new:
        for name in old.namelist():
            data = old.read(name)
            if not name.endswith(".py"):
                new.writestr(name, data)
                continue
            try:
                code = pyc(data, home + name, 2 if standard else -1)
            except SyntaxError:  # a package's template, say
                new.writestr(name, data)
                continue
            if name.startswith("netlib/"):
                folder, _, file = name.rpartition("/")
                new.writestr(name, data)
                tag = sys.implementation.cache_tag
                new.writestr(f"{folder}/__pycache__/{file[:-3]}.{tag}.pyc", code)
            else:
                new.writestr(f"{name}c", code)


async def main(arguments: list[str]) -> None:
    """Compile each of the archives."""
    paths = [f"/host{path}" for path in arguments]
    for path, target in zip(paths[::2], paths[1::2], strict=True):
        copied(path, target)
