"""A proxy on loopback that breaks the line in front of a blog, on order, and counts what passes.

Modes: `lost` (carried out, the answer cut) · `cut` (cut before the blog hears) · `truncated` (half of the answer) ·
`slow` (a byte a second) · `mute` (never an answer) · `busy:2` and `busy-date:2` (429, Retry-After in seconds, as a
date) · `down` (503 with Retry-After: 600) · `html` (a page with status 200) · `odd` (carried out, another JSON
answered) · `twice` (the request carried out twice) · `late` (cut now, carried out once `settle` lets it) ·
`stripped` (the Authorization header lost on the way).
"""

from __future__ import annotations

import http.client
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

WAITING_PAGE = b"<!doctype html><title>Un instant</title><p>Un instant, nous v\xc3\xa9rifions votre navigateur."
HOP_BY_HOP = frozenset(("connection", "host", "transfer-encoding", "content-length", "date", "server"))


@dataclass
class Fault:
    """What happens to the next `times` requests that begin with `match`, for example `POST /wp-json/wp/v2/posts`."""

    match: str
    mode: str
    times: int = 1


@dataclass
class FaultProxy:
    """The proxy in front of `target`. Headers `Host` are those of the target: its redirects stay there."""

    target: str
    faults: list[Fault] = field(default_factory=list)
    cache: Callable[[str], str] | None = None  # keeps what it read, by this name of an address, whoever asks
    copies: dict[str, tuple[int, list[tuple[str, str]], bytes]] = field(default_factory=dict)
    seen: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._late: list[threading.Thread] = []
        self._mute: list[socket.socket] = []
        self._let_go = threading.Event()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments: object) -> None:
                pass

            def handle_one(self) -> None:
                proxy.handle(self)

            do_GET = do_POST = do_DELETE = do_PUT = handle_one

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self) -> None:
        """Stop listening, once late requests have arrived."""
        self.settle()
        self._server.shutdown()
        self._server.server_close()

    def settle(self) -> None:
        """Let the requests that are late arrive, and wait for them."""
        self._let_go.set()
        for thread in self._late:
            thread.join(30)
        self._late.clear()
        self._let_go.clear()

    def hang_up(self) -> int:
        """Cut the lines that are mute, who waits there waits no longer; how many there were."""
        held = list(self._mute)
        for line in held:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        return len(held)

    def reset(self) -> None:
        """No more fault, nothing counted."""
        self.settle()
        self.faults.clear()
        self.seen.clear()
        self.copies.clear()
        self.cache = None

    @property
    def writes(self) -> list[str]:
        """The requests that write, in their order."""
        return [f"{method} {path}" for method, path in self.seen if method != "GET"]

    def _fault(self, method: str, path: str) -> str:
        with self._lock:
            self.seen.append((method, path))
            for fault in self.faults:
                if fault.times and f"{method} {path}".startswith(fault.match):
                    fault.times -= 1
                    return fault.mode
        return ""

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        """Carry one request, or not."""
        body = request.rfile.read(int(request.headers.get("content-length") or 0))
        headers = {name: value for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP}
        mode, _, detail = self._fault(request.command, request.path).partition(":")

        def carry() -> tuple[int, list[tuple[str, str]], bytes]:
            line = http.client.HTTPConnection(urlsplit(self.target).netloc, timeout=60)
            line.request(request.command, request.path, body or None, headers)
            answer = line.getresponse()
            data = answer.read()
            line.close()
            kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP_BY_HOP]
            return answer.status, kept, data

        name = self.cache(request.path) if self.cache and request.command == "GET" else ""
        if name in self.copies:
            status, kept, data = self.copies[name]
            return _answer(request, status, kept, data)
        if mode == "stripped":
            headers = {name: value for name, value in headers.items() if name.lower() != "authorization"}
        if mode == "cut":
            return _cut(request)
        if mode == "late":
            thread = threading.Thread(target=lambda: (self._let_go.wait(), carry()))
            thread.start()
            self._late.append(thread)
            return _cut(request)
        if mode == "mute":
            self._mute.append(request.connection)
            request.connection.settimeout(60)
            with suppress(OSError):
                request.connection.recv(1)  # until the other side gives up
            self._mute.remove(request.connection)
            request.close_connection = True
            return None
        if mode in ("busy", "busy-date"):
            wait = detail if mode == "busy" else formatdate(time.time() + float(detail) + 1, usegmt=True)
            return _answer(request, 429, [("Retry-After", wait)], b'{"code":"too_many_requests"}')
        if mode == "down":
            return _answer(request, 503, [("Retry-After", "600")], b"Indisponible")
        if mode == "html":
            return _answer(request, 200, [("Content-Type", "text/html")], WAITING_PAGE)
        if mode == "twice":
            carry()
        try:
            status, kept, data = carry()
        except OSError:
            return _cut(request)
        if name and status == 200:
            loud = [] if name == request.path else [("X-Cache", "HIT")]
            self.copies[name] = (status, [*kept, *loud], data)
        if mode == "lost":
            return _cut(request)
        if mode == "odd":
            data = b'{"success":true}'
        if mode == "truncated":
            _answer(request, status, kept, data[: len(data) // 2], length=len(data))
            return _cut(request)
        if mode == "slow":
            return _trickle(request, status, kept, data)
        return _answer(request, status, kept, data)


def _answer(
    request: BaseHTTPRequestHandler,
    status: int,
    headers: list[tuple[str, str]],
    data: bytes,
    length: int | None = None,
) -> None:
    request.send_response(status)
    for name, value in headers:
        request.send_header(name, value)
    request.send_header("Content-Length", str(len(data) if length is None else length))
    request.end_headers()
    request.wfile.write(data)


def _trickle(request: BaseHTTPRequestHandler, status: int, headers: list[tuple[str, str]], data: bytes) -> None:
    _answer(request, status, headers, b"", length=len(data))
    try:
        for number in range(len(data)):
            request.wfile.write(data[number : number + 1])
            request.wfile.flush()
            time.sleep(1)
    except OSError:
        pass
    request.close_connection = True


def _cut(request: BaseHTTPRequestHandler) -> None:
    """Close at once, with a reset: the other side sees a broken line, not an end."""
    request.close_connection = True
    try:
        request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.connection.shutdown(socket.SHUT_RD)
    except OSError:
        pass
    request.connection.close()
