"""One process at a time: a lock that the death of its holder frees, however it died."""

from __future__ import annotations

import fcntl
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 600.0  # seconds before whoever waits is refused
ANNOUNCED = 1.0  # seconds of waiting that nobody is told of
_PAUSE = 0.1


class Busy(Exception):
    """Another process held the lock all the time; the message is French and says which."""


@contextmanager
def only_one(path: Path, what: str, say: Callable[[str], object], patience: float | None = None) -> Iterator[None]:
    """Hold the lock `path` while the block runs: a file made for it, or a folder that is there.

    `what` names in French what is locked; `say` is told once that it is waited for. Raises Busy after `patience`
    seconds, OSError when the lock cannot be made. The file is gone after the block; one that a death left is free.
    """
    handle = _acquire(path, what, say, PATIENCE if patience is None else patience)
    try:
        yield
    finally:
        if not stat.S_ISDIR(os.fstat(handle).st_mode):
            path.unlink(missing_ok=True)  # before it is freed: whoever waits sees that it is no longer at its path
        os.close(handle)


def _acquire(path: Path, what: str, say: Callable[[str], object], patience: float) -> int:
    begun, told = time.monotonic(), False
    while True:
        handle = _open(path)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(path, handle):
                if not stat.S_ISDIR(os.fstat(handle).st_mode):
                    os.ftruncate(handle, 0)
                    os.pwrite(handle, str(os.getpid()).encode(), 0)
                return handle
            os.close(handle)
            continue
        except BlockingIOError:
            holder = _holder(handle)
            os.close(handle)
        except BaseException:
            os.close(handle)
            raise
        waited = time.monotonic() - begun
        if waited > patience:
            minutes = f"{patience / 60:.0f} minutes" if patience >= 120 else f"{patience:.0f} s"
            raise Busy(f"{what} : {holder} l’occupe depuis plus de {minutes} ; attendez qu’il finisse, ou arrêtez-le")
        if waited > ANNOUNCED and not told:
            told = True
            say(f"{what} : {holder} est à l’œuvre, la suite attend qu’il finisse…")
        time.sleep(_PAUSE)


def _open(path: Path) -> int:
    flags = os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK  # whatever stands there, opening it neither waits nor follows
    if path.is_dir():
        return os.open(path, flags | os.O_RDONLY)
    return os.open(path, flags | os.O_RDWR | os.O_CREAT, 0o666)


def _is_at(path: Path, handle: int) -> bool:
    """Whether the path still names the open file: its last holder removes it."""
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _holder(handle: int) -> str:
    try:
        number = int(os.pread(handle, 20, 0))
    except (OSError, ValueError):  # a folder says nothing, nor does a file whose holder is about to write
        return "un autre processus"
    return f"un autre processus (numéro {number})"
