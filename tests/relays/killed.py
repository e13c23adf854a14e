"""Applies a desk's plan and dies on order, of a real SIGKILL: at the N-th point passed, or somewhat after it.

« After 3.4 » is four tenths of `SLICE` after the third point, wherever the process is by then.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from plugins.targets.target import kinds
from tests.relays.desk import Desk

ROOT = Path(__file__).resolve().parents[2]
STEPS = {"create": 8, "update": 7, "withdraw": 5}  # points that each action passes
SLICE = 0.15  # seconds; most of the time between two points is that of an answer


def start(desk: Desk, how: str, number: float, recheck_delay: float = 0.05) -> subprocess.Popen[str]:
    """A process that applies the plan of a desk, and dies as it is told."""
    command = [sys.executable, "-m", "tests.relays.killed", str(desk.root), how, str(number), str(recheck_delay)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DESK_ENVIRONMENT": json.dumps(desk.environment)}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def prepare(desk: Desk, action: str, number: int) -> str:
    """An article for which the plan has this one thing to do."""
    slug = desk.new(f"mort-{action}-{number}", title="Avant")
    if action != "create":
        desk.apply()
        desk.article(
            slug, title="Après" if action == "update" else "Avant", clients="orvane" if action == "update" else ""
        )
        assert desk.action(slug) == action
    return slug


def main(root: str, environment: str, how: str, number: float, recheck_delay: float) -> None:
    desk = Desk(Path(root), kinds(), json.loads(environment))
    delay = (number - int(number)) * SLICE
    death = threading.Timer(delay, os.kill, (os.getpid(), signal.SIGKILL))
    passed = 0

    def step(name: str) -> None:
        nonlocal passed
        passed += 1
        if passed == int(number):
            die()

    def die() -> None:
        if how == "step":
            os.kill(os.getpid(), signal.SIGKILL)
        death.start()

    if how == "after" and number < 1:
        die()
    print(desk.said(desk.apply(step=step, recheck_delay=recheck_delay)))
    if death.ident:
        death.join()  # it comes after the last point too


if __name__ == "__main__":
    main(sys.argv[1], os.environ["DESK_ENVIRONMENT"], sys.argv[2], float(sys.argv[3]), float(sys.argv[4]))
