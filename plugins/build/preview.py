"""The preview: build, serve, and at each change build again and tell the browsers."""

from __future__ import annotations

import os
import signal
import threading
import time
import webbrowser
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from plugins.build.background import build_in_subprocess
from plugins.build.console import describe, stamped, told
from plugins.build.editor import open_in_editor
from plugins.build.report import BuildReport, BuildRequest
from plugins.build.resident import ResidentEngine
from plugins.build.server import PreviewServer, ServerError
from plugins.build.watching import Watcher
from plugins.common.named import load
from plugins.common.places import ROOT
from plugins.common.untyped import JsonObject

if TYPE_CHECKING:
    from plugins.site.feature import Faces

Build = Callable[[BuildRequest], BuildReport]

DEFAULT_PORT = 8000
_SPARE_PORTS = 20
_LONG = 2.0  # seconds after which a build is announced
_TICK = 0.25  # seconds between two looks at whether to stop
_REST = 0.15  # seconds that the browsers are given to ask for what changed, before the rest is built
# What changes a page by its bytes. Of a picture, a page has but the address: it is asked again. The rest reloads pages.
_SAID = frozenset((".md", ".markdown", ".txt", ".yaml", ".html", ".py", ".css"))
_PICTURES = frozenset((".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".svg"))


def preview(
    request: BuildRequest,
    watched: Sequence[Path],
    build: Build | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = DEFAULT_PORT,
    exact_port: bool | None = None,
    open_browser: bool = False,
    follow: bool = False,
    faces: str = "",
    echo: Callable[[str], object] = print,
    clock: Callable[[], datetime] | None = None,
    stop: threading.Event | None = None,
) -> int:
    """Serve `request.output`, rebuilt at each change of `watched`, until Ctrl-C, SIGTERM or `stop`; exit code.

    A taken port is replaced by one of the next twenty, unless `exact_port` (by default, when `port` is not
    the usual one). `clock` gives the instant of each build when no `--now` was asked. A request without
    origin gets the server's. `follow`: the open browser goes to the page of the text that is saved. `faces` names what
    says how machines show a page (`Feature.faces`).

    Without `build`, an engine that stays (build/resident.py) builds, and shows what changed before it has.
    """
    stop = stop or threading.Event()
    exact = port != DEFAULT_PORT if exact_port is None else exact_port
    output = request.output.absolute()
    server = PreviewServer(lambda: output, host, port, spare_ports=0 if exact else _SPARE_PORTS)
    changes = Changes()
    engine = session = None
    if build is None:
        build = partial(build_in_subprocess, superseded=changes.waiting)  # where a process cannot be forked
        if hasattr(os, "fork"):
            engine = ResidentEngine()
            build = engine.build
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
            request = replace(request, origin=request.origin or server.origin, later=engine is not None)
            session = _Session(request, watched, build, engine, server, changes, echo, clock, follow, faces)
            if engine:
                server.live = session
                engine.lost, engine.superseded = session.engine_lost, session.waiting
            session.run(stop)
        except ServerError as error:
            echo(f"Aperçu impossible : {error}.")
            return 1
        except KeyboardInterrupt:
            pass
        finally:
            stop.set()
            watcher.stop()
            if session:
                session.end()
            server.stop()
    echo("Arrêt.")
    return 0


class Changes:
    """The changed paths that no build has taken in yet."""

    def __init__(self) -> None:
        self._paths: set[Path] = set()
        self._added = threading.Condition()
        self._woken = False

    def add(self, paths: Iterable[Path]) -> None:
        """Note paths that changed."""
        with self._added:
            self._paths.update(paths)
            self._added.notify_all()

    def waiting(self) -> bool:
        """Whether something changed since the last `take`."""
        return bool(self._paths)

    def wake(self) -> None:
        """End a `take` that waits."""
        with self._added:
            self._woken = True
            self._added.notify_all()

    def take(self, timeout: float) -> set[Path]:
        """What changed, waiting for it at most `timeout` seconds; empty when nothing did."""
        with self._added:
            self._added.wait_for(lambda: self._woken or self.waiting(), timeout)
            taken, self._paths, self._woken = self._paths, set(), False
            return taken


@dataclass
class _Session:
    """A preview that runs; with an engine it is what the server asks beside its folder (`server.Live`).

    `_waiting` is what no build has taken in yet, `_unshown` what no good one has; `_behind`, that the folder is not
    what the sources would give.
    """

    request: BuildRequest
    watched: Sequence[Path]
    build: Build
    engine: ResidentEngine | None
    server: PreviewServer
    changes: Changes
    echo: Callable[[str], object]
    clock: Callable[[], datetime] | None = None
    follow: bool = False
    faces: str = ""
    _waiting: set[Path] = field(default_factory=set)
    _unshown: set[Path] = field(default_factory=set)
    _behind: bool = True
    _later: frozenset[str] | None = None  # the files that wait to be asked for; None before a build has ended well
    _ended: bool = False
    _builder: threading.Thread | None = None
    _report: BuildReport = field(default_factory=BuildReport)
    _readers: threading.Lock = field(default_factory=threading.Lock)
    _beside: dict[str, tuple[tuple[int, int], Path, BuildReport]] = field(default_factory=dict)

    def run(self, stop: threading.Event) -> None:
        """Build, then show and build again what changes, until `stop`."""
        self._start()
        self.request = replace(self.request, fresh=False)  # what it kept is believed from now on
        shown = False
        while not stop.is_set():
            changed = self.changes.take(_REST if shown else _TICK)
            if changed:
                self._waiting |= changed
                self._behind = True
            shown = bool(changed) and self._show(changed)
            if shown:
                continue  # the page that is asked comes before the build, which would run beside it
            if self._builder and not self._builder.is_alive():
                self._builder.join()
                self._builder = None
                self._behind = bool(self._waiting) or not self._report.ok
            if self._waiting and not self._builder:
                self._start()

    def end(self) -> None:
        """End the build that runs, and the engine."""
        self._ended = True
        if self.engine:
            self.engine.stop()
        if self._builder:
            self._builder.join()

    def waiting(self) -> bool:
        """Whether something changed since the build that runs began."""
        return bool(self._waiting) or self.changes.waiting()

    def page(self, path: str) -> bytes | Path | None:
        """What the engine gives for a path of the output."""
        found = self.engine.page(path) if self.engine and self._behind else None
        if isinstance(found, list):
            now = self.server.feed.state.report
            if now is None or now.problems != found:
                self.server.publish_state(BuildReport(found))
            return None
        return found

    def made(self, path: str, *, for_readers: bool) -> Path | BuildReport | None:
        """The file that waited to be asked for at a path of the output.

        One of the readers' site is made of the same text.
        """
        known = self._later or frozenset()
        later = self._beside["lecteurs"][2].later if for_readers else known
        return self.engine.make(path) if self.engine and path in later and path in known else None

    def coming(self, path: str) -> bool:
        """Whether a file that is not there may be one that is made when it is asked for: the first build says which.

        Until then the folder shows what an earlier preview built, whose pages lead to theirs.
        """
        return self.engine is not None and self._later is None and path.endswith(".pdf")

    def for_readers(self) -> Path | BuildReport:
        """The site that `publish` would make of what is saved, at this instant, where this preview serves it."""
        return self._built_beside("lecteurs", self.request.origin or "")

    def machines(self, path: str) -> JsonObject:
        """What machines show of the page at a path of the output, as it would be published, at its public address.

        `faces` are their names, each with its lines; `why` says why there is none.
        """
        site = self._built_beside("machines", "")  # the address of agence.yaml
        if isinstance(site, BuildReport):
            return {"why": "Rien : le site ne peut pas paraître ainsi. Corrigez d’abord ses erreurs."}
        file = site / path
        if not self.faces or not file.is_file():
            return {"why": "Rien encore : publié à cet instant, le site n’aurait pas cette page."}
        shown: Faces = load(self.faces)
        return {"faces": [[name, [line for line in lines if line]] for name, lines in shown(site, file)]}

    def machine_site(self) -> Path | None:
        """The folder of the site that machines were last asked about."""
        _, site, report = self._beside.get("machines", (None, None, None))
        return site if report and report.ok else None

    def _built_beside(self, name: str, origin: str) -> Path | BuildReport:
        with self._readers:
            now = self.server.feed.state.turn, int(time.monotonic() // 60)
            if name not in self._beside or self._beside[name][0] != now:
                output = self.request.output.with_name(f"{self.request.output.name}-{name}")
                request = replace(self._request(), output=output, production=True, gate="", origin=origin)
                assert self.engine is not None
                report = self.engine.build(request, aside=True)
                self._beside[name] = now, output, report
            _, site, report = self._beside[name]
            return site if report.ok else report

    def place(self, address: str) -> tuple[str, int, int] | None:
        """Where the page at a path of the output is written."""
        found = self.engine.source(address) if self.engine else None
        return (found.path, found.line, found.column) if found else None

    def open(self, file: str, line: int, column: int) -> str | None:
        """Open a file that is watched in the editor."""
        for path in (Path(file).resolve(), (ROOT / file).resolve()):
            if path.is_file() and any(path.is_relative_to(root.resolve()) for root in self.watched):
                try:
                    return open_in_editor(path, line, column)
                except (OSError, LookupError, ValueError) as error:
                    self.echo(stamped(f"l’éditeur ne s’ouvre pas, vérifiez TRIBUNE_EDITOR : {error}"))
                    return ""
        return None

    def engine_lost(self, why: str) -> None:
        """Say that the engine died."""
        self.echo(stamped(f"{why}\nUn autre moteur démarre."))

    def _start(self) -> None:
        """Build: in a thread when an engine answers meanwhile."""
        changed, self._waiting = self._waiting, set()
        self._unshown |= changed
        if self.engine:
            self._builder = threading.Thread(target=self._rebuild, args=(self.request, changed), name="preview-build")
            self._builder.start()
        else:
            self._rebuild(self.request, changed)
            self._behind = not self._report.ok

    def _rebuild(self, request: BuildRequest, changed: set[Path]) -> None:
        """Build, then tell the terminal and the browsers."""
        cause = describe(changed, request.content, self.watched) if changed else ""
        self.server.publish_building()
        waiting = threading.Timer(_LONG, lambda: self.echo(stamped("construction…")))
        start = time.monotonic()
        waiting.start()
        try:
            # Within the try: the clock reads the agency's time zone, which may be the fault being written.
            self._report = report = self.build(self._request(request))
        except Exception as error:
            self._report = report = BuildReport(failure=f"La construction a échoué ({type(error).__name__} : {error}).")
        finally:
            waiting.cancel()
            waiting.join()
        unseen = None
        if self._ended:
            return
        if report.ok:
            self._later = frozenset(report.later)
        if self.engine:
            unseen = self.engine.unseen
            self.engine.changed(set(self._waiting))  # what was saved meanwhile: the new engine has not been told
        if report.ok or not self.waiting():  # else the faults may be mended already: the next build tells
            kinds = {path.suffix.lower() for path in self._unshown}
            self.server.publish_state(
                report,
                unseen,
                alike=bool(kinds) and kinds <= _SAID | _PICTURES,
                styles=".css" in kinds and self.engine is None,  # an engine has shown them
                pictures=bool(kinds & _PICTURES),
            )
            if report.ok:
                self._unshown.clear()
        self.echo(stamped(told(report, cause, time.monotonic() - start, served=self.server.ready)))
        self.changes.wake()

    def _request(self, request: BuildRequest | None = None) -> BuildRequest:
        request = request or self.request
        return replace(request, now=self.clock()) if self.clock else request

    def _show(self, changed: set[Path]) -> bool:
        """Have the engine take in what changed, and tell the browsers; whether what is asked is then as it will be."""
        if self.engine is None:
            return False
        sources = [self.request.content.resolve(), ROOT / "theme"]
        if not all(any(path.is_relative_to(root) for root in sources) for path in changed):
            self.engine.refresh()
        taken = self.engine.changed(changed)
        if taken.problems:
            self.server.publish_state(BuildReport(taken.problems))
        follow = f"/{taken.addresses[0]}" if self.follow and taken.addresses else None
        if taken.whole or follow:
            mended = not taken.problems and self._were_all_of(changed)
            self.server.feed.shown(styles=taken.styles, follow=follow, mended=mended)
        return taken.whole and not taken.problems

    def _were_all_of(self, changed: set[Path]) -> bool:
        """Whether the faults that browsers show are of the files that changed, and of no other."""
        report = self.server.feed.state.report
        places = [each.path for each in report.problems if each.severity == "error"] if report else []
        return bool(places) and all(any(str(path).endswith(place) for path in changed) for place in places)


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
