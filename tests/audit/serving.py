"""A built site as a good host serves it, for what measures it: in Brotli, kept as its headers say, below a path."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from functools import cache
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import brotli

TEXTS = (".html", ".css", ".js", ".svg", ".txt", ".xml", ".json", ".webmanifest")
LASTING = ("theme", "medias")


@contextlib.contextmanager
def serving_well(folder: Path, base: str = "/carnet") -> Iterator[str]:
    """Serves a folder; yields the address of its root, with a final slash."""

    @cache
    def packed(path: Path) -> bytes:
        return bytes(brotli.compress(path.read_bytes()))

    class Host(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            name = unquote(urlsplit(self.path).path).removeprefix(base).lstrip("/")
            path = folder / name
            path = path / "index.html" if path.is_dir() else path
            if not self.path.startswith(f"{base}/") or not path.is_file():
                self.send_error(404)
                return
            text = path.suffix in TEXTS and "br" in self.headers.get("Accept-Encoding", "")
            data = packed(path) if text else path.read_bytes()
            self.send_response(200)
            kind = self.guess_type(path)
            self.send_header("Content-Type", f"{kind}; charset=utf-8" if path.suffix in TEXTS else kind)
            self.send_header("Content-Length", str(len(data)))
            lasting = name.split("/")[0] in LASTING
            self.send_header("Cache-Control", "public, max-age=31536000, immutable" if lasting else "no-cache")
            if text:
                self.send_header("Content-Encoding", "br")
            self.end_headers()
            with contextlib.suppress(OSError):  # a browser that leaves early
                self.wfile.write(data)

        def log_message(self, *args: Any) -> None:
            """Requests are not worth a line each."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}{base}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
