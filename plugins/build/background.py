"""A build in a process of its own, so that a changed plugin is read anew and a crash stays there."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

from plugins.build.report import BuildReport, BuildRequest

PROJECT = Path(__file__).resolve().parents[2]
WORKER = (sys.executable, "-m", "plugins.build.worker")
PATIENCE = 120.0  # seconds that a build may take once a newer change waits for it to end

_SHOWN_LINES = 8
_TERMINAL_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def build_in_subprocess(
    request: BuildRequest,
    *,
    superseded: Callable[[], bool] = lambda: False,
    patience: float = PATIENCE,
    command: Sequence[str] = WORKER,
    project: Path = PROJECT,
) -> BuildReport:
    """Build in a new process and return its report; whatever happens to the process, a report comes back.

    The process gets the request as JSON on its standard input and writes the report as JSON on the last line
    of its standard output. It is killed once it has lasted `patience` seconds and is `superseded()`.
    """
    request = replace(request, content=request.content.absolute(), output=request.output.absolute())
    # Files rather than pipes: a pipe stays open as long as a process left behind by the worker holds it.
    with (
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as told,
        tempfile.TemporaryFile() as complained,
    ):
        given.write(json.dumps(request.as_json()).encode())
        given.seek(0)
        process = subprocess.Popen(
            command,
            stdin=given,
            stdout=told,
            stderr=complained,
            cwd=project,
            env=environment(project),
            start_new_session=True,  # Ctrl-C is for the preview, which ends the build itself
        )
        finished = _wait(process, superseded, patience)
        if not finished:
            return BuildReport(failure=abandoned(patience))
        told.seek(0)
        complained.seek(0)
        return _report(process.returncode, last_lines(told, 1), last_lines(complained))


def environment(project: Path) -> dict[str, str]:
    """The environment of a process that builds."""
    path = os.pathsep.join(filter(None, (str(project), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}


def abandoned(patience: float) -> str:
    """What is told of a build that lasts, when something newer waits."""
    return (
        f"La construction durait depuis plus de {patience:.0f} s : elle est abandonnée, "
        "et reprise avec les dernières modifications."
    )


def stopped(how: str, last: Sequence[str]) -> str:
    """What is told of a process that ended before its report, with its last lines."""
    sentence = f"Le moteur du site s’est arrêté{how}, sans rendre compte de la construction."
    return "\n".join([sentence, *(["Ses dernières lignes :", *last] if last else [])])


def last_lines(file: IO[bytes], count: int = _SHOWN_LINES) -> list[str]:
    """The last lines of what remains to be read of a file, without the colours of a terminal."""
    text = _TERMINAL_CODES.sub("", file.read().decode(errors="replace"))
    return [line.rstrip() for line in text.splitlines() if line.strip()][-count:]


def _wait(process: subprocess.Popen[bytes], superseded: Callable[[], bool], patience: float) -> bool:
    """Whether the process ended by itself. In any case neither it nor its children run any more."""
    ended = threading.Event()

    def watch() -> None:
        process.wait()
        ended.set()

    # A thread: wait() with a timeout sleeps between two looks, and a rebuild counts in tenths of a second.
    waiter = threading.Thread(target=watch, name="preview-build")
    waiter.start()
    start = time.monotonic()
    try:
        while not ended.wait(0.5):
            if time.monotonic() - start > patience and superseded():
                return False
        return True
    finally:
        _kill(process)
        waiter.join()


def _kill(process: subprocess.Popen[bytes]) -> None:
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)  # the session it leads, with its own workers
        else:
            process.kill()
    except (ProcessLookupError, PermissionError):
        pass  # none is left


def _report(code: int, told: list[str], complained: list[str]) -> BuildReport:
    try:
        report = BuildReport.from_json(json.loads(told[-1]))
        if code == 0 or not report.ok:
            return report
    except (IndexError, KeyError, TypeError, ValueError):
        pass  # no report: it crashed before it could write one
    how = f" par le signal {-code}" if code < 0 else f" avec le code {code}"
    return BuildReport(failure=stopped(how, complained))
