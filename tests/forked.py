"""Runs tasks as `python tasks.py …` does, each in a process of its own, but forked from one that has imported them.

A test run calls about a hundred tasks: reading the same modules a hundred times was a third of its work. What is run,
`FrenchProgram(namespace).run()`, and what it gets, its arguments, folder and environment, are those of the command.
"""

from __future__ import annotations

import gc
import json
import os
import pkgutil
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TIMEOUT = 120  # seconds for one task
Order = Mapping[str, Any]  # `arguments`, `cwd`, `environ` of a task, and `said`, where its outputs go
# What a build reads beside our own modules: not tasks.py itself, which most tasks start faster without.
PRELOADED = "pelican", "icalendar", "PIL.Image", "bs4", "nh3", "pymdownx.magiclink", "pymdownx.tilde"


class Tasks:
    """The parent's side: starts the process that has imported the tasks, and asks it for forks."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, arguments: list[str], cwd: Path, environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """One task, its exit code and what it said; TimeoutExpired after `TIMEOUT` seconds.

        What Python itself reads as it starts (PYTHONHASHSEED, PYTHONPATH) cannot be changed afterwards: with one of
        these set anew the task gets a process from the start.
        """
        if any(name.startswith("PYTHON") and os.environ.get(name) != value for name, value in environ.items()):
            command = [sys.executable, str(ROOT / "tasks.py"), *arguments]
            return subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True, timeout=TIMEOUT)
        assert self._process.stdin is not None and self._process.stdout is not None
        with tempfile.TemporaryDirectory() as folder:
            said = [str(Path(folder) / name) for name in ("stdout", "stderr")]
            order = {"arguments": arguments, "cwd": str(cwd), "environ": dict(environ), "said": said}
            print(json.dumps(order), file=self._process.stdin, flush=True)
            with selectors.DefaultSelector() as ready:
                ready.register(self._process.stdout, selectors.EVENT_READ)
                if not ready.select(TIMEOUT):
                    os.killpg(self._process.pid, 9)
                    raise subprocess.TimeoutExpired(arguments, TIMEOUT)
            code = int(self._process.stdout.readline())
            return subprocess.CompletedProcess(arguments, code, *(Path(name).read_text("utf-8") for name in said))

    def stop(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


def serve(
    prepare: Callable[[Order], object] = lambda order: None,
    outlive: Callable[[int, Order], int] = lambda child, order: os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]),
) -> None:
    """Fork a task for each order on standard input, a line of JSON, and write its exit code on standard output.

    `prepare` is called in the child before the task, `outlive` waits for the child and gives the code.
    """
    import importlib

    import plugins
    import tasks

    ours = (module.name for module in pkgutil.walk_packages(plugins.__path__, "plugins."))
    for name in (*PRELOADED, *ours):
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # no fork looks through what all share, which would copy it
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if not child:
            _become(order)
            prepare(order)
            tasks.FrenchProgram(tasks.namespace, tasks.GROUPS).run()
            return
        print(outlive(child, order), flush=True)


def _become(order: Order) -> None:
    """Take what a command gets from its shell."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for descriptor, name in zip((1, 2), order["said"], strict=True):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT, 0o600), descriptor)
    os.environ.clear()
    os.environ.update(order["environ"])
    time.tzset()
    os.chdir(order["cwd"])
    sys.argv = [str(ROOT / "tasks.py"), *order["arguments"]]


if __name__ == "__main__":
    serve()
