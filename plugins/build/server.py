"""The preview server: the output folder over HTTP on this machine alone, with live reload.

Nothing is ever written in the output: the reload script is added to the HTML on its way out.
"""

from __future__ import annotations

import errno
import os
import socket
import socketserver
import sys
import threading
from collections.abc import Callable, Mapping
from http.server import ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Protocol

from plugins.build.events import HEARTBEAT, Feed
from plugins.build.handler import Handler
from plugins.build.report import BuildReport
from plugins.common.problems import reason
from plugins.common.untyped import JsonObject

HOSTS = ("127.0.0.1", "localhost")


class ServerError(Exception):
    """The server cannot open; the message is a French sentence."""


class Live(Protocol):
    """What a server asks beside its folder."""

    def page(self, path: str) -> bytes | Path | None:
        """The page, or the file, to give for a path of the output instead of the folder's; None for none."""

    def made(self, path: str, *, for_readers: bool) -> Path | BuildReport | None:
        """The file that waited to be asked for at a path of the output, or why it cannot be made; None for none."""

    def coming(self, path: str) -> bool:
        """Whether a file that is not there may be one that is made when it is asked for, once a build has ended."""

    def for_readers(self) -> Path | BuildReport:
        """The folder of the site as readers have it now, or why there is none."""

    def machines(self, path: str) -> JsonObject:
        """What machines show of the page at a path of the output, or why there is nothing."""

    def machine_site(self) -> Path | None:
        """The folder that this was read in."""

    def place(self, address: str) -> tuple[str, int, int] | None:
        """Where what is at a path of the output is written: a file as messages name it, a line, a column."""

    def open(self, file: str, line: int, column: int) -> str | None:
        """Open a source file in the editor; an address to go to for that, None when there is no such file."""


class PreviewServer:
    """Serves `root` (a folder, or a function that says which one it is now) on `host` and `port`.

    When the port is taken, the `spare_ports` next ones are tried. `live` is what knows better than the folder, where
    there is such a thing. A context manager, or `start` and `stop`.
    """

    def __init__(
        self,
        root: Path | Callable[[], Path],
        host: str = "127.0.0.1",
        port: int = 8000,
        *,
        spare_ports: int = 0,
        heartbeat: float = HEARTBEAT,
        live: Live | None = None,
    ) -> None:
        self._root = root
        self.host = host
        self.port = port
        self._spare_ports = spare_ports
        self.feed = Feed(heartbeat)
        self.live = live
        self._http: _Http | None = None
        self._thread: threading.Thread | None = None

    @property
    def root(self) -> Path:
        """The folder served now."""
        return self._root() if callable(self._root) else self._root

    @property
    def ready(self) -> bool:
        """Whether there is a good version to show: built since the start, or left by an earlier session."""
        return self.feed.state.ready or (self.root / "index.html").is_file()

    @property
    def origin(self) -> str:
        """The address without a last slash: `http://127.0.0.1:8000`."""
        return f"http://{self.host}:{self.port}"

    def start(self) -> None:
        """Open the port and serve in a thread. Raises `ServerError` when no port is free."""
        if self.host not in HOSTS:
            raise ServerError(f"adresse « {self.host} » : l’aperçu ne s’ouvre que sur cette machine, écrivez 127.0.0.1")
        self._http = self._bind()
        self.port = self._http.server_address[1]
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.1,), name="preview-server")
        self._thread.start()

    def stop(self) -> None:
        """Close the port and every connection, and wait for their threads."""
        if self._http is None or self._thread is None:
            return
        self.feed.close()
        self._http.shutdown()
        self._thread.join()
        self._http.hang_up()
        self._http.server_close()
        self._http = self._thread = None

    def publish_building(self) -> None:
        """Tell the browsers that a build is running."""
        self.feed.building()

    def publish_state(self, report: BuildReport, unseen: Mapping[str, str] | None = None, **changed: bool) -> None:
        """Tell the browsers how a build ended: they show what changed, or its faults (`Feed.finished`)."""
        self.feed.finished(report, unseen, **changed)

    def __enter__(self) -> PreviewServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _bind(self) -> _Http:
        last = self.port + self._spare_ports
        for port in range(self.port, min(last, 65535) + 1):
            try:
                return _Http(port, self)
            except PermissionError as error:
                raise ServerError(
                    f"le port {port} est réservé au système : choisissez-en un à partir de 1024"
                ) from error
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise ServerError(f"le port {port} ne s’ouvre pas : {reason(error)}") from error
        if self._spare_ports:
            raise ServerError(
                f"les ports {self.port} à {last} sont tous pris : fermez un aperçu ou donnez un autre port"
            )
        raise ServerError(f"le port {self.port} est déjà pris : fermez ce qui l’occupe ou choisissez un autre port")


Request = socket.socket | tuple[bytes, socket.socket]  # of TCP, of UDP


class _Http(ThreadingHTTPServer):
    # Joined at the end, which `hang_up` makes short: daemon threads would outlive their sockets.
    daemon_threads = False
    request_queue_size = 128  # the default, 5, drops connections of a page with many images
    allow_reuse_address = os.name != "nt"  # on Windows it would share a port already taken

    def __init__(self, port: int, preview: PreviewServer) -> None:
        self.preview = preview
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(("127.0.0.1", port), Handler)

    def server_bind(self) -> None:
        # HTTPServer's own asks the DNS for the machine's name, which takes seconds on some networks.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def process_request(self, request: Request, client_address: object) -> None:
        with self._lock:
            if isinstance(request, socket.socket):
                self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Request) -> None:
        with self._lock:
            if isinstance(request, socket.socket):
                self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Wake the threads that wait for a browser to speak."""
        with self._lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the browser was quicker

    def handle_error(self, request: Request, client_address: object) -> None:
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):  # an OSError is a browser that went away
            print(f"aperçu : une réponse a échoué ({type(error).__name__} : {error})", file=sys.stderr)
