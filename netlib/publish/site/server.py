"""A server for the site on this machine: `make serve`, tests and benchmarks use it."""

import gzip
import sys
from contextlib import suppress
from functools import lru_cache
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

PACKED = (".html", ".css", ".js", ".mjs", ".json", ".wasm", ".ipynb", ".svg")


class Handler(SimpleHTTPRequestHandler):
    """Serves files as a host of static pages does, compressed where that helps.

    With the two Cross-Origin headers a running cell can be interrupted; without them, it is ended.
    """

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }
    protocol_version = "HTTP/1.1"
    isolated = True

    def do_GET(self) -> None:
        """Send a file."""
        path = Path(self.translate_path(self.path))
        if path.suffix not in PACKED or not path.is_file():
            super().do_GET()
            return
        data = packed(path, path.stat().st_mtime_ns)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def end_headers(self) -> None:
        """Send what stands in every answer's head."""
        self.send_header("Cache-Control", "max-age=600")
        if self.isolated:
            self.send_header("Cross-Origin-Opener-Policy", "same-origin")
            self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing."""


@lru_cache(maxsize=2000)
def packed(path: Path, changed: int) -> bytes:
    """Return a file compressed; changed: when it was, so that a new one is read anew."""
    return gzip.compress(path.read_bytes(), 6)


def serving(folder: Path, port: int = 0, handler: type[Handler] = Handler) -> ThreadingHTTPServer:
    """Return a server of a folder on this machine alone; port: 0 for one that is free."""

    def made(*arguments: Any) -> Handler:
        return handler(*arguments, directory=str(folder))

    return ThreadingHTTPServer(("127.0.0.1", port), made)


if __name__ == "__main__":
    try:
        server = serving(Path(sys.argv[1]), port=8000)
    except OSError:  # somebody else has it
        server = serving(Path(sys.argv[1]))
    print(f"http://127.0.0.1:{server.server_port}/  (Ctrl-C ends it)", flush=True)
    with suppress(KeyboardInterrupt):
        server.serve_forever()
