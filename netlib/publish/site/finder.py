"""In the tab: a package is fetched when a module of it is imported, wherever that is.

So what no cell has imported is not waited for, and no cell meets a module that is missing. The
table is Pyodide's lock file, whose `imports` may name a module within a package: netlib.digits
brings the digits.
"""

import hashlib
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

    packages: those of the lock file. loaded: has the name of each that is here as an attribute.
    told: is called with the name of what is fetched, and "" when it is here.
    """

    def __init__(
        self, packages: Mapping[str, Any], loaded: Any, fetch: Fetch, told: Callable[[str], None]
    ) -> None:
        self.packages = {module: p for p in packages.values() for module in p["imports"]}
        self.loaded, self.fetch, self.told = loaded, fetch, told

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: Any = None) -> None:
        """Bring the package of a module that is in the table and not here yet."""
        package = self.packages.get(name)
        if package is None or hasattr(self.loaded, package["name"]):
            return
        self.told(package["name"])
        try:
            data = self.fetch(package["file_name"])
            if hashlib.sha256(data).hexdigest() != package["sha256"]:
                raise ImportError(f"{package['name']} has changed meanwhile: load the page again")
            with zipfile.ZipFile(io.BytesIO(data)) as wheel:
                wheel.extractall(SITE)
        finally:
            self.told("")
        setattr(self.loaded, package["name"], "fetched")
        importlib.invalidate_caches()


def from_server(name: str) -> bytes:
    """Return a file beside Pyodide's own; Python waits for it, as it does for any import."""
    import js
    import pyodide_js

    request = js.XMLHttpRequest.new()
    request.open("GET", f"{pyodide_js._api.config.indexURL}{name}", False)
    request.responseType = "arraybuffer"
    request.send()
    if request.status != 200:
        raise ImportError(f"{name} could not be fetched: {request.status} {request.statusText}")
    return bytes(request.response.to_bytes())


def begin(fetch: Fetch = from_server, told: Callable[[str], None] = lambda name: None) -> None:
    """Put the finder before all others."""
    import pyodide_js

    packages = json.loads(fetch("pyodide-lock.json"))["packages"]
    finder = Fetching(packages, pyodide_js.loadedPackages, fetch, told)
    sys.meta_path.insert(0, finder)
