"""Applies a desk's plan and dies on order: at the N-th point passed, or after so many milliseconds. A real SIGKILL."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from pathlib import Path

from plugins.crosspost.target import kinds
from tests.crosspost.desk import Desk


def main(root: str, environment: str, how: str, number: float, settle: float) -> None:
    desk = Desk(Path(root), kinds(), json.loads(environment))
    passed = 0

    def step(name: str) -> None:
        nonlocal passed
        passed += 1
        if how == "step" and passed == number:
            os.kill(os.getpid(), signal.SIGKILL)

    if how == "after":
        timer = threading.Timer(number / 1000, os.kill, (os.getpid(), signal.SIGKILL))
        timer.daemon = True
        timer.start()
    print(desk.said(desk.apply(step=step, settle=settle)))


if __name__ == "__main__":
    main(sys.argv[1], os.environ["DESK_ENVIRONMENT"], sys.argv[2], float(sys.argv[3]), float(sys.argv[4]))
