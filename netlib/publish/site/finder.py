"""In the tab: a package is fetched when a module of it is imported, wherever that is.

So what no cell has imported is not waited for, and no cell meets a module that is missing. The
table is Pyodide's lock file, whose `imports` may name a module within a package: netlib.digits
brings the digits.
"""

import importlib
import io
import json
import sys
import sysconfig
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Fetch = Callable[[str], bytes]  # of a file beside the lock file
SITE = sysconfig.get_paths()["purelib"]


class Fetching:
    """A finder of modules that finds none itself: it brings the package, for those behind it.

    packages: those of the lock file that are not here yet. told: is called with the name of what
    is fetched, and "" when it is here.
    """

    def __init__(
        self, packages: Mapping[str, Mapping[str, Any]], fetch: Fetch, told: Callable[[str], None]
    ) -> None:
        self.files = {module: p for p in packages.values() for module in p["imports"]}
        self.fetch, self.told = fetch, told

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: Any = None) -> None:
        """Bring the package of a module that is in the table and not here yet."""
        if (package := self.files.get(name)) is None:
            return
        self.told(package["name"])
        try:
            with zipfile.ZipFile(io.BytesIO(self.fetch(package["file_name"]))) as wheel:
                wheel.extractall(SITE)
        finally:
            self.told("")
        self.files = {m: p for m, p in self.files.items() if p is not package}
        importlib.invalidate_caches()


def begin(
    fetch: Fetch, here: Sequence[str], told: Callable[[str], None] = lambda name: None
) -> Fetching:
    """Put the finder before all others; `here` are the names of packages that are loaded."""
    packages = json.loads(fetch("pyodide-lock.json"))["packages"]
    finder = Fetching({n: p for n, p in packages.items() if n not in here}, fetch, told)
    sys.meta_path.insert(0, finder)  # type: ignore[arg-type]
    return finder
