"""The preview: build, serve, and at each change build again and tell the browsers."""

from __future__ import annotations

import signal
import threading
import time
import webbrowser
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from plugins.build.background import build_in_subprocess
from plugins.build.console import describe, stamped, told
from plugins.build.report import BuildReport, BuildRequest
from plugins.build.server import PreviewServer, ServerError
from plugins.build.watching import Watcher

Build = Callable[[BuildRequest], BuildReport]

DEFAULT_PORT = 8000
_SPARE_PORTS = 20
_LONG = 2.0  # seconds after which a build is announced


def preview(
    request: BuildRequest,
    watched: Sequence[Path],
    build: Build = build_in_subprocess,
    *,
    host: str = "127.0.0.1",
    port: int = DEFAULT_PORT,
    exact_port: bool | None = None,
    open_browser: bool = False,
    echo: Callable[[str], object] = print,
    clock: Callable[[], datetime] | None = None,
    stop: threading.Event | None = None,
) -> int:
    """Serve `request.output`, rebuilt at each change of `watched`, until Ctrl-C, SIGTERM or `stop`; exit code.

    A taken port is replaced by one of the next twenty, unless `exact_port` (by default, when `port` is not
    the usual one). `clock` gives the instant of each build when no `--now` was asked. A request without
    origin gets the server's.
    """
    stop = stop or threading.Event()
    exact = port != DEFAULT_PORT if exact_port is None else exact_port
    output = request.output.absolute()
    server = PreviewServer(lambda: output, host, port, spare_ports=0 if exact else _SPARE_PORTS)
    changes = Changes()
    if build is build_in_subprocess:
        build = partial(build_in_subprocess, superseded=changes.waiting)
    watcher = Watcher(watched, changes.add, ignored=[output], warn=lambda text: echo(stamped(text)))
    with _ended_by_signals(stop):
        try:
            server.start()
            # Before the first build: what is saved while it runs is built next.
            watcher.start()
            if server.port != port and port:
                echo(f"Le port {port} est déjà pris : l’aperçu est sur le port {server.port}.")
            echo(f"Aperçu : {server.origin}/ (Ctrl-C pour l’arrêter)")
            if open_browser and not webbrowser.open(f"{server.origin}/"):
                echo("Aucun navigateur ne s’ouvre d’ici : ouvrez cette adresse vous-même.")
            request = replace(request, origin=request.origin or server.origin)
            session = _Session(request, watched, build, server, echo, clock)
            session.rebuild(set())
            session.request = replace(request, fresh=False)  # what it kept is believed from now on
            while not stop.is_set():
                if changed := changes.take(0.25):
                    session.rebuild(changed)
        except ServerError as error:
            echo(f"Aperçu impossible : {error}.")
            return 1
        except KeyboardInterrupt:
            pass
        finally:
            stop.set()
            watcher.stop()
            server.stop()
    echo("Arrêt.")
    return 0


class Changes:
    """The changed paths that no build has taken in yet."""

    def __init__(self) -> None:
        self._paths: set[Path] = set()
        self._added = threading.Condition()

    def add(self, paths: Iterable[Path]) -> None:
        """Note paths that changed."""
        with self._added:
            self._paths.update(paths)
            self._added.notify_all()

    def waiting(self) -> bool:
        """Whether something changed since the last `take`."""
        return bool(self._paths)

    def take(self, timeout: float) -> set[Path]:
        """What changed, waiting for it at most `timeout` seconds; empty when nothing did."""
        with self._added:
            self._added.wait_for(self.waiting, timeout)
            taken, self._paths = self._paths, set()
            return taken


@dataclass
class _Session:
    request: BuildRequest
    watched: Sequence[Path]
    build: Build
    server: PreviewServer
    echo: Callable[[str], object]
    clock: Callable[[], datetime] | None

    def rebuild(self, changed: set[Path]) -> None:
        """Build, then tell the terminal and the browsers."""
        cause = describe(changed, self.request.content, self.watched) if changed else ""
        self.server.publish_building()
        waiting = threading.Timer(_LONG, lambda: self.echo(stamped("construction…")))
        start = time.monotonic()
        waiting.start()
        try:
            report = self._report()
        finally:
            waiting.cancel()
            waiting.join()
        self.server.publish_state(report)
        self.echo(stamped(told(report, cause, time.monotonic() - start, served=self.server.ready)))

    def _report(self) -> BuildReport:
        try:
            # Within the try: the clock reads the agency's time zone, which may be the fault being written.
            return self.build(replace(self.request, now=self.clock()) if self.clock else self.request)
        except Exception as error:
            return BuildReport(failure=f"La construction a échoué ({type(error).__name__} : {error}).")


@contextmanager
def _ended_by_signals(stop: threading.Event) -> Iterator[None]:
    """SIGTERM and a closed terminal end the preview as Ctrl-C does; a second Ctrl-C changes nothing."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals reach the main thread only: the host sets `stop`
        return

    def end(number: int, frame: object) -> None:
        if not stop.is_set():
            stop.set()
            raise KeyboardInterrupt

    names = ("SIGINT", "SIGTERM", "SIGHUP")
    before = {name: signal.signal(getattr(signal, name), end) for name in names if hasattr(signal, name)}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
