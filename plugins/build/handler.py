"""How the preview answers one request."""

from __future__ import annotations

import os
import shutil
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from plugins.build.paths import Redirect, content_type, locate
from plugins.build.screens import holding_page, inject, message_page

if TYPE_CHECKING:
    from plugins.build.server import PreviewServer

_LOCAL_NAMES = {"127.0.0.1", "localhost", "::1"}
_LIVE = Path(__file__).parent / "live"
_HTML = "text/html; charset=utf-8"


class Handler(BaseHTTPRequestHandler):
    """A page of the site, the events, or the preview's own files and screens; GET and HEAD only."""

    server_version = "Tribune"
    sys_version = ""
    timeout = 30  # seconds; browsers open connections ahead and leave them silent

    @property
    def preview(self) -> PreviewServer:
        """The server that the request reached."""
        found: PreviewServer = self.server.preview  # type: ignore[attr-defined]
        return found

    def do_GET(self) -> None:
        """Answer, on the condition that the request names this machine."""
        preview = self.preview
        if not _is_local(self.headers.get_all("Host", [])):
            # DNS rebinding: a web site that gives its name this machine's address would read the drafts.
            self._message(HTTPStatus.FORBIDDEN, "Adresse refusée", f"L’aperçu se lit à l’adresse {preview.origin}/.")
            return
        path = self.path.partition("?")[0]
        if path == "/__tribune/events":
            self._events()
        elif path in ("/__tribune/reload.js", "/__tribune/overlay.css"):
            self._file(_LIVE / path.rpartition("/")[2])
        elif preview.ready:
            self._site()
        else:
            state = preview.feed.state
            self._body(HTTPStatus.SERVICE_UNAVAILABLE, inject(holding_page(state), state, holding=True))

    do_HEAD = do_GET

    def _site(self) -> None:
        root = self.preview.root
        found = locate(root, self.path)
        if isinstance(found, Redirect):
            self._head(HTTPStatus.MOVED_PERMANENTLY, _HTML, 0, location=found.location)
        elif found is not None:
            self._file(found)
        elif (own := locate(root, "/404.html")) and isinstance(own, Path):
            self._file(own, HTTPStatus.NOT_FOUND)
        else:
            self._message(HTTPStatus.NOT_FOUND, "Page introuvable", "Aucune page du site n’a cette adresse.")

    def _file(self, path: Path, status: HTTPStatus = HTTPStatus.OK) -> None:
        kind = content_type(path)
        # Read before the file: if a build ends in between, the page reloads once too often rather than never.
        state = self.preview.feed.state
        try:
            file = path.open("rb")
        except OSError:  # a build has just replaced the output
            self._message(HTTPStatus.NOT_FOUND, "Page introuvable", "Cette page vient de disparaître du site.")
            return
        with file:
            if kind == _HTML:
                self._body(status, inject(file.read(), state))
                return
            self._head(status, kind, os.fstat(file.fileno()).st_size)
            if self.command != "HEAD":
                shutil.copyfileobj(file, self.wfile)

    def _events(self) -> None:
        self._head(HTTPStatus.OK, "text/event-stream; charset=utf-8")
        if self.command != "HEAD":
            for chunk in self.preview.feed.follow():
                self.wfile.write(chunk)

    def _message(self, status: HTTPStatus, title: str, sentence: str) -> None:
        self._body(status, inject(message_page(title, sentence), self.preview.feed.state))

    def _body(self, status: HTTPStatus, body: bytes) -> None:
        self._head(status, _HTML, len(body))
        if self.command != "HEAD":
            self.wfile.write(body)

    def _head(self, status: HTTPStatus, kind: str, length: int | None = None, location: str | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        if length is not None:
            self.send_header("Content-Length", str(length))
        if location is not None:
            self.send_header("Location", location)
        self.end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """The library's own refusals (a method, a malformed request), in French."""
        self.command = self.command or "GET"  # unset when the request line itself is malformed
        self._message(HTTPStatus(code), "Demande refusée", "L’aperçu ne répond qu’aux lectures de pages.")

    def log_message(self, format: str, *args: object) -> None:
        """Silent: the terminal is for the builds."""


def _is_local(headers: list[str]) -> bool:
    """Whether the request was made to this machine by one of its own names."""
    try:
        return len(headers) == 1 and urlsplit(f"//{headers[0]}").hostname in _LOCAL_NAMES
    except ValueError:  # a bracket without its pair
        return False
