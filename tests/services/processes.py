"""Services that tests start: in a group of their own, gone with the tests, and no other process is ended."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import httpx

# The service ends with the pipe that the tests hold: also when they are killed, which runs no fixture's end.
_HELD = '"$@" </dev/null & cat >/dev/null; trap "" TERM; kill -s TERM -- -$$; wait'


def free_port() -> int:
    """A port of loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(command: list[str], log: Path, environment: dict[str, str], folder: Path | None = None) -> subprocess.Popen:
    """Start a service in a group of its own, which lives no longer than the caller."""
    with log.open("ab") as output:
        return subprocess.Popen(
            ["sh", "-c", _HELD, "sh", *command],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def end(process: subprocess.Popen) -> None:
    """End a service that `serve` started, its workers with it."""
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(5)


def wait_for(ready: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Ask until the service is ready. Raises TimeoutError."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        try:
            if ready():
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise TimeoutError(f"{what} ne répond pas")
