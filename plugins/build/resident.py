"""The preview's side of its engine (build/engine.py): starts it, asks it, ends it, and does without it when it dies."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from plugins.build.background import PATIENCE, PROJECT, abandoned, environment, last_lines, stopped
from plugins.build.channel import Channel
from plugins.build.report import BuildReport, BuildRequest
from plugins.common.outputs import Source
from plugins.common.problems import Problem
from plugins.common.untyped import JsonObject

ENGINE = (sys.executable, "-m", "plugins.build.engine")
_SLOW = 30.0  # seconds after which a page is not waited for any more


class Lost(Exception):
    """The engine is gone."""


@dataclass(frozen=True)
class Taken:
    """What an engine has taken in of some changes: the addresses that show them, the faults of texts.

    `whole`: pages that are asked are as they will be. `styles`: style sheets have changed.
    """

    addresses: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    whole: bool = False
    styles: bool = False


class _Process:
    """A process that answers on a channel; it leads its group."""

    def __init__(self, channel: Channel, number: int, child: subprocess.Popen[bytes] | None = None) -> None:
        self.channel, self.number, self._child = channel, number, child

    def end(self) -> None:
        """Neither it nor what it started runs any more."""
        self.channel.close()
        for kill in (os.killpg, os.kill):  # a child that was just born leads no group yet
            with suppress(ProcessLookupError, PermissionError):
                kill(self.number, signal.SIGKILL)
        if self._child:
            self._child.wait()


class ResidentEngine:
    """Builds, each in a fork of the process that the last good one left, which answers meanwhile.

    `superseded` says whether something waits for a build that lasts to end; `lost` is told when a process died.
    `rendered` counts the pages made since the last build, because they were asked for; `unseen` gives the state of
    what readers do not see yet, by address.
    """

    def __init__(self, *, command: Sequence[str] = ENGINE, project: Path = PROJECT, patience: float = PATIENCE) -> None:
        self._command, self._project, self._patience = command, project, patience
        self._now: _Process | None = None
        self._running: set[_Process] = set()  # those of the builds that run
        self._asking = threading.Lock()
        self._making = threading.Lock()
        self._complained = tempfile.TemporaryFile("a+b")  # noqa: SIM115 - what every process says beside its channel
        self._ended = False
        self._stale = False
        self.superseded: Callable[[], bool] = lambda: False
        self.lost: Callable[[str], object] = lambda why: None
        self._heard = 0  # of what was said, how much has been told
        self.rendered = 0
        self.unseen: dict[str, str] = {}

    @property
    def number(self) -> int | None:
        """The number of the process that answers."""
        return self._now.number if self._now else None

    def build(self, request: BuildRequest, *, aside: bool = False) -> BuildReport:
        """Build; built well, the next pages are asked of what was built. `aside`: they are not.

        An engine that dies is replaced once: what kills two of them is the build's.
        """
        request = replace(request, content=request.content.absolute(), output=request.output.absolute())
        for last in (False, True):
            try:
                return self._build(request, aside)
            except Lost:
                why = self._why()
                if last or self._ended:
                    break
                self.lost(why)
                self._stale = True
        return BuildReport(failure=why)

    def refresh(self) -> None:
        """Let the next build start anew: until it has ended well, the engine goes on answering."""
        self._stale = True

    def changed(self, files: Iterable[Path]) -> Taken:
        """Take in files that changed."""
        told, _ = self._ask({"do": "changed", "files": [str(each) for each in files]})
        if "whole" not in told:
            return Taken()
        problems = [Problem(**each) for each in told["problems"]]
        return Taken(told["addresses"], problems, told["whole"], told["styles"])

    def page(self, path: str) -> bytes | Path | list[Problem] | None:
        """The page at a path of the output, the file of the theme, or the faults of its template.

        None: the folder has it.
        """
        told, page = self._ask({"do": "page", "path": path})
        if "file" in told:
            return Path(told["file"])
        if "problems" in told:
            return [Problem(**each) for each in told["problems"]]
        self.rendered = told.get("rendered", self.rendered)
        return page if "rendered" in told else None

    def make(self, path: str) -> Path | BuildReport | None:
        """The file that waited to be asked for at a path of the output, or why it cannot be made; None: none waits.

        One at a time, in a process of its own: pages are answered meanwhile, and who asks for the same has the same.
        """
        child = None
        with self._making:
            try:
                child = self._forked(None, {"do": "make", "path": path})
                told = child.channel.receive()[0]
            except (Lost, OSError, EOFError, ValueError):
                return BuildReport(failure=self._why())
            finally:
                if child:
                    self._running.discard(child)
                    child.end()
        if "problems" in told:
            return BuildReport([Problem(**each) for each in told["problems"]])
        return Path(told["file"]) if "file" in told else None

    def source(self, path: str) -> Source | None:
        """The line that the page at a path is made of."""
        told, _ = self._ask({"do": "source", "path": path})
        return Source(told["path"], told["line"]) if told else None

    def stop(self) -> None:
        """End every process; what is asked afterwards has no answer."""
        self._ended = True
        for process in (*self._running, *filter(None, [self._now])):
            process.end()
        self._now = None
        with self._asking:
            self._complained.close()

    def _ask(self, order: JsonObject) -> tuple[JsonObject, bytes]:
        with self._asking:
            process = self._now
            if process is None:
                return {}, b""
            try:
                process.channel.send(order)
                if select.select([process.channel], [], [], _SLOW)[0]:
                    return process.channel.receive()[:2]
            except (OSError, EOFError):
                pass
            process.end()
            self._now = None
        self.lost(self._why())
        return {}, b""

    def _why(self) -> str:
        """What a process that died leaves, as a sentence and its last lines."""
        with self._asking:
            if self._complained.closed:
                return ""
            self._complained.seek(self._heard)
            lines = last_lines(self._complained)
            self._heard = self._complained.tell()
        return stopped("", lines)

    def _build(self, request: BuildRequest, aside: bool) -> BuildReport:
        parent = self._started() if self._now is None or self._stale else None
        child = None
        try:
            child = self._forked(parent, {"do": "build", "request": request.as_json(), "stay": not aside})
            told = self._report(child)
            if told is None:
                return BuildReport(failure=abandoned(self._patience))
            report = BuildReport.from_json(told["report"])
            if report.ok and not aside:
                self._become(child, told["unseen"])
                child = None
            elif parent and self._now is None:
                self._become(parent, {})  # what it has imported serves the next build
                parent = None
            return report
        finally:
            for process in filter(None, (child, parent)):
                self._running.discard(process)
                process.end()

    def _become(self, process: _Process, unseen: dict[str, str]) -> None:
        """Ask this process from now on."""
        with self._asking:
            self._running.discard(process)
            before, self._now = self._now, process
            self.unseen, self.rendered, self._stale = unseen, 0, False
        if before:
            before.end()

    def _started(self) -> _Process:
        """A new process, which has built nothing."""
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(
                [*self._command, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=self._complained,
                stderr=self._complained,
                cwd=self._project,
                env=environment(self._project),
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl-C is for the preview, which ends it itself
            )
        return self._noted(_Process(Channel(ours), process.pid, process))

    def _noted(self, process: _Process) -> _Process:
        """A process that was just started, which `stop` ends too."""
        self._running.add(process)
        if self._ended:
            process.end()
            raise Lost
        return process

    def _forked(self, parent: _Process | None, order: JsonObject) -> _Process:
        """A fork of a process, of the one that answers when none is given, which does what is ordered."""
        with self._asking:
            process = parent or self._now
            if process is None:
                raise Lost
            try:
                process.channel.send(order)
                told, _, descriptor = process.channel.receive()
            except (OSError, EOFError):
                process.end()
                if process is self._now:
                    self._now = None
                raise Lost from None
        return self._noted(_Process(Channel(socket.socket(fileno=descriptor)), told["process"]))

    def _report(self, child: _Process) -> JsonObject | None:
        """What a build tells; None when it lasts and something newer waits."""
        start = time.monotonic()
        try:
            while not select.select([child.channel], [], [], 0.5)[0]:
                if time.monotonic() - start > self._patience and self.superseded():
                    return None
            return child.channel.receive()[0]
        except (OSError, EOFError, ValueError):
            raise Lost from None
