"""Runs tasks that die on order, of a real SIGKILL: after some seconds, before their N-th rename, or right after it.

One order a line on standard input, as JSON; for each, the exit code on standard output (-9: it died). The children are
forked from this process, which has imported what a build needs: otherwise most deaths would be those of Python's start.
"""

from __future__ import annotations

import os
import signal
import sys
import time

from plugins.common.places import CACHE
from tests.forked import Order, serve

# Raised by Python before it asks the system; dlsym stands for the exchange of two folders, and for the flush before.
RENAMES = {"os.rename", "ctypes.dlsym"}
CACHED = f"{CACHE.resolve()}/"  # what is renamed there depends on earlier builds


def _outlive(child: int, order: Order) -> int:
    """The exit code of a child that is killed after `seconds`, if it was given any."""
    end = time.monotonic() + order["seconds"] if order["seconds"] is not None else float("inf")
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= end:
            os.kill(child, signal.SIGKILL)
            end = float("inf")
        time.sleep(0.001)


def _die_at_its_rename(order: Order) -> None:
    number, after = order["rename"], order["after"]
    if not number:
        return
    passed = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal passed
        if event == "os.kill":
            return
        if passed == number and after:
            os.kill(os.getpid(), signal.SIGKILL)
        passed += event in RENAMES and not str(arguments[0]).startswith(CACHED)
        if passed == number and not after:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


if __name__ == "__main__":
    serve(_die_at_its_rename, _outlive)
