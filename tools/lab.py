"""JupyterLab and a browser for tests and benchmarks, stopped for certain when they are done."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
FOLDERS = (
    "HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR",
    "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR",
)  # fmt: skip


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: its address, the folder it serves, those of its settings and data."""

    address: str
    served: Path
    settings: Path
    data: Path

    def theme(self, name: str) -> None:
        """Choose "JupyterLab Light" or "JupyterLab Dark" for the pages opened from now on."""
        self._settings("apputils-extension/themes", {"theme": name, "adaptive-theme": False})

    def _settings(self, name: str, values: dict[str, Any]) -> None:
        path = self.settings / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))


@contextmanager
def running_lab(folder: Path | None = None) -> Iterator[Lab]:
    """Run JupyterLab on a free port of this machine alone, with settings of its own.

    folder: where all of it is kept, for another day; a temporary one when None. Notebook 7, where
    it is installed, answers below /notebooks/.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        root = folder or Path(temporary)
        places = {name: str(root / name) for name in FOLDERS}
        for place in [*places.values(), str(root / "served")]:
            Path(place).mkdir(exist_ok=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        lab = Lab(
            f"http://127.0.0.1:{port}",
            root / "served",
            Path(places["JUPYTERLAB_SETTINGS_DIR"]),
            Path(places["JUPYTER_DATA_DIR"]),
        )
        # Every cell is in the page, however far down it is.
        lab._settings("notebook-extension/tracker", {"windowingMode": "none"})
        command = [
            sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1",
            f"--port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=",
            "--allow-root", f"--ServerApp.root_dir={lab.served}",
            "--LabApp.expose_app_in_browser=True", "--LabApp.news_url=None",
            "--JupyterNotebookApp.expose_app_in_browser=True",
            "--LabApp.extension_manager=readonly",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        ]  # fmt: skip
        with (root / "log.txt").open("w") as log:
            server = subprocess.Popen(command, env=os.environ | places, stdout=log, stderr=log)
            try:
                _wait_for(lab.address + "/api/status", server, root / "log.txt")
                yield lab
            finally:
                server.terminate()
                try:
                    server.wait(timeout=15)
                except subprocess.TimeoutExpired:
                    server.kill()


def _wait_for(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Return when the server answers; raise RuntimeError with its log if it doesn't in a minute."""
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()}")


@contextmanager
def running_browser() -> Iterator[Any]:
    """Run one headless Chromium with a fresh profile."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def open_notebook(page: Any, lab: Lab, name: str, within: str = "doc/tree") -> None:
    """Show a notebook of the served folder, alone in the window, and wait until it stands there.

    within: "doc/tree" for JupyterLab, "notebooks" for Notebook 7.
    """
    page.goto(f"{lab.address}/{within}/{name}")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_function("window.jupyterapp?.commands?.hasCommand('notebook:run-all-cells')")


def wait_for_kernel(page: Any, timeout: float = 120) -> None:
    """Wait until the kernel of the notebook that is shown has nothing to do."""
    page.wait_for_function(
        """() => {
            const kernel = window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel;
            return kernel?.connectionStatus === "connected" && kernel.status === "idle";
        }""",
        timeout=1000 * timeout,
    )


def run_all(page: Any, timeout: float = 120) -> None:
    """Run all cells of the notebook that is shown and wait until the last has run."""
    # Without a kernel at hand the command would open a dialog and wait for ever.
    wait_for_kernel(page, timeout)
    page.evaluate(
        """() => {
            window.ran = false;
            const run = window.jupyterapp.commands.execute("notebook:run-all-cells");
            run.then(() => { window.ran = true; });
        }"""
    )
    page.wait_for_function("window.ran", timeout=1000 * timeout)


def first_cell(page: Any) -> None:
    """Run the first cell in JupyterLite with one more line, and wait for what that prints."""
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]")
    page.click(".jp-CodeCell .jp-InputArea-editor")
    page.keyboard.press("Control+End")
    page.keyboard.type("\nprint(6 * 7)")
    page.keyboard.press("Shift+Enter")
    page.wait_for_selector(".jp-CodeCell .jp-OutputArea >> text=42")
