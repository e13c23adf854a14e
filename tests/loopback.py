"""A server of this machine for tests: says exactly the bytes that a test gives it, and keeps what it was asked."""

from __future__ import annotations

import contextlib
import gzip
import socketserver
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Answer = bytes | Callable[["Loopback", Callable[[bytes], None]], None]


class Loopback:
    """Answers by path; `asked` are the requests as (path, headers in lower case)."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, str]] = []
        self.stopping = threading.Event()
        loopback = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                line = self.rfile.readline().decode("latin-1").split(" ")
                headers = []
                while (header := self.rfile.readline()) not in (b"\r\n", b""):
                    headers.append(header.decode("latin-1").lower())
                if len(line) < 2:
                    return
                loopback.asked.append((line[1], "".join(headers)))
                answer = loopback.answers.get(line[1], page("introuvable", status="404 Not Found"))
                with contextlib.suppress(OSError):
                    if callable(answer):
                        answer(loopback, self.request.sendall)
                    else:
                        self.request.sendall(answer)

            def finish(self) -> None:
                with contextlib.suppress(OSError):
                    super().finish()

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = False
            block_on_close = True
            allow_reuse_address = True

            def handle_error(self, request: object, client_address: object) -> None:
                """A client that leaves early is what some tests are about."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def close(self) -> None:
        """Stop, and wait for every thread."""
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def paths(self) -> list[str]:
        """The paths asked for, robots.txt aside."""
        return [path for path, _ in self.asked if path != "/robots.txt"]


@contextlib.contextmanager
def serving() -> Iterator[Loopback]:
    """A server for the time of a block."""
    server = Loopback()
    try:
        yield server
    finally:
        server.close()


@contextlib.contextmanager
def serving_site(folder: Path) -> Iterator[str]:
    """A built site as a plain host serves it, under the sub-path of the agency's; yields `127.0.0.1:<port>/carnet`.

    The folder may come later, or be replaced: each request opens it anew.
    """

    class BelowCarnet(SimpleHTTPRequestHandler):
        def translate_path(self, path: str) -> str:
            return super().translate_path(path.removeprefix("/carnet"))

        def log_message(self, *args: Any) -> None:
            """Requests are not worth a line each."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(BelowCarnet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}/carnet"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def page(
    body: str | bytes,
    *headers: str,
    status: str = "200 OK",
    kind: str = "text/html; charset=utf-8",
    packed: bool = False,
) -> bytes:
    """A whole HTTP answer."""
    data = body.encode() if isinstance(body, str) else body
    if packed:
        data = gzip.compress(data, mtime=0)
        headers = (*headers, "Content-Encoding: gzip")
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(data)}", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + data


def redirect(target: str) -> bytes:
    """A 301."""
    return page("", f"Location: {target}", status="301 Moved Permanently")


def slowly(start: bytes, byte: bytes) -> Answer:
    """A start, then one byte twenty times a second, for ever."""

    def answer(server: Loopback, send: Callable[[bytes], None]) -> None:
        send(start)
        while not server.stopping.wait(0.05):
            send(byte)

    return answer
