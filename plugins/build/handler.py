"""How the preview answers one request."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from plugins.build.events import BuildState
from plugins.build.paths import Redirect, content_type, file_named, locate
from plugins.build.report import BuildReport
from plugins.build.screens import digest, fault_page, holding_page, inject, message_page

if TYPE_CHECKING:
    from plugins.build.server import PreviewServer

_LOCAL_NAMES = {"127.0.0.1", "localhost", "::1"}
_LIVE = Path(__file__).parent / "live"
_OWN = frozenset(path.name for path in _LIVE.iterdir())
READERS = "tribune-lecteurs"  # the cookie of a browser that sees what readers see, with the port
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
        elif (name := path.removeprefix("/__tribune/")) in _OWN:
            self._file(_LIVE / name)
        elif path == "/__tribune/source":
            self._source()
        elif path.startswith("/__tribune/machines"):
            self._machines(path.removeprefix("/__tribune/machines"))
        elif preview.ready:
            self._site()
        else:
            state = preview.feed.state
            self._body(HTTPStatus.SERVICE_UNAVAILABLE, inject(holding_page(state), state, holding=True))

    do_HEAD = do_GET

    def _site(self) -> None:
        preview, live = self.preview, self.preview.live
        root, name, readers = preview.root, file_named(self.path), False
        if live and f"{READERS}-{preview.port}=1" in self.headers.get("Cookie", ""):
            found = live.for_readers()
            if isinstance(found, BuildReport):
                state = replace(preview.feed.state, report=found)
                self._body(HTTPStatus.SERVICE_UNAVAILABLE, inject(holding_page(state, for_readers=True), state))
                return
            root, readers = found, True
        elif live and name:
            state = preview.feed.state
            page = live.page(name)
            if isinstance(page, bytes):
                self._page(HTTPStatus.OK, page, state)
                return
            if page is not None:
                self._file(page)
                return
        if live and name and not (root / name).exists():
            made = live.made(name, for_readers=readers)
            if isinstance(made, BuildReport):
                self._body(HTTPStatus.SERVICE_UNAVAILABLE, inject(fault_page(made), preview.feed.state))
                return
            if made is not None:
                self._file(made)
                return
            if live.coming(name):
                state = preview.feed.state
                self._body(HTTPStatus.SERVICE_UNAVAILABLE, inject(holding_page(state), state, holding=True))
                return
        self._from(root)

    def _from(self, root: Path) -> None:
        found = locate(root, self.path)
        if isinstance(found, Redirect):
            self._head(HTTPStatus.MOVED_PERMANENTLY, _HTML, 0, location=found.location)
        elif found is not None:
            self._file(found)
        elif (own := locate(root, "/404.html")) and isinstance(own, Path):
            self._file(own, HTTPStatus.NOT_FOUND)
        else:
            self._message(HTTPStatus.NOT_FOUND, "Page introuvable", "Aucune page du site n’a cette adresse.")

    def _source(self) -> None:
        """Open the source of a page (`page`), or a place that a fault names (`file`, `line`, `column`)."""
        asked = dict(parse_qsl(self.path.partition("?")[2]))
        live, place = self.preview.live, None
        if live and self.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin":  # no other site opens editors
            if "file" in asked:
                numbers = [int(asked[name]) if asked.get(name, "").isdecimal() else 1 for name in ("line", "column")]
                place = asked["file"], numbers[0], numbers[1]
            elif name := file_named(asked.get("page", "")):
                place = live.place(name)
        where = live.open(*place) if live and place else None
        if where:
            self._head(HTTPStatus.FOUND, _HTML, 0, location=where)
        elif where is not None:
            self._head(HTTPStatus.NO_CONTENT, _HTML)
        else:
            self._message(HTTPStatus.NOT_FOUND, "Source introuvable", "Aucun fichier du projet ne porte ce nom.")

    def _machines(self, path: str) -> None:
        """What machines show of a page (`page`), as JSON; or a picture of the site that they have."""
        live, asked = self.preview.live, dict(parse_qsl(self.path.partition("?")[2]))
        name = file_named(asked.get("page", ""))
        if live and self.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin":
            if not path and name:
                body = json.dumps(live.machines(name), ensure_ascii=False).encode()
                self._head(HTTPStatus.OK, "application/json; charset=utf-8", len(body))
                if self.command != "HEAD":
                    self.wfile.write(body)
                return
            root = live.machine_site()
            found = locate(root, path) if root else None
            if isinstance(found, Path) and content_type(found).startswith("image/"):
                self._file(found)
                return
        self._message(HTTPStatus.NOT_FOUND, "Page introuvable", "Rien n’est à cette adresse de l’aperçu.")

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
                self._page(status, file.read(), state)
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

    def _page(self, status: HTTPStatus, page: bytes, state: BuildState) -> None:
        self._body(status, inject(page, state), version=digest(page))

    def _body(self, status: HTTPStatus, body: bytes, version: str | None = None) -> None:
        self._head(status, _HTML, len(body), version=version)
        if self.command != "HEAD":
            self.wfile.write(body)

    def _head(
        self,
        status: HTTPStatus,
        kind: str,
        length: int | None = None,
        location: str | None = None,
        version: str | None = None,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        if length is not None:
            self.send_header("Content-Length", str(length))
        if version is not None:
            self.send_header("Tribune-Version", version)
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
