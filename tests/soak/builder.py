"""Builds what it is asked, each time in a process of its own forked from one that has imported what a build needs.

One order a line on standard input, as JSON; for each, the exit code of the build on standard output (-9: it died). It
runs in the checkout that is its folder, whose settings and theme may change between two builds, and with the cache
that TRIBUNE_CACHE names.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

ACTS = frozenset(
    "open os.rename os.remove os.mkdir os.rmdir os.link os.chmod shutil.rmtree sqlite3.connect ctypes.dlsym".split()
)


def _build(order: dict[str, Any]) -> None:
    """One build; what it told goes to the file that the order names."""
    from plugins.build import build as builds
    from plugins.build.pelican import run_pelican
    from plugins.build.request import request_of
    from plugins.common import code, snapshot
    from plugins.model import prepare
    from plugins.model.loader import read_timezone
    from plugins.site.feature import listed_features

    # The code is that of the disk: it is the settings alone that change here, and each build reads them.
    code.code_digest.__defaults__ = (code.ROOT, time.time_ns())
    prepare._FEW = order["few"]
    snapshot.YOUNG = order["young"]  # builds follow edits within seconds: none would be recalled
    from dataclasses import replace
    from zoneinfo import ZoneInfo

    content, output = Path(order["content"]), Path(order["output"])
    now = datetime.fromisoformat(order["now"]).replace(tzinfo=ZoneInfo(read_timezone(content)))
    request = request_of(content, output, now, listed_features(), production=order["production"])
    said: list[str] = []
    acts = 0

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal acts
        if event in ACTS:
            acts += 1
            if acts == order["dies"] and os.getpid() == own:
                os.kill(own, signal.SIGKILL)

    own = os.getpid()
    if order["dies"] or order["counts"]:
        sys.addaudithook(count)
    report = builds.build(replace(request, fresh=order["fresh"]), run_pelican, said.append, recall=True)
    told = {
        "ok": report.ok,
        "failure": report.failure,
        "pages": report.pages,
        "texts": report.texts,
        "excused": report.excused,
        "problems": [str(each) for each in report.problems],
    }
    Path(order["told"]).write_text(json.dumps({"report": told, "said": said, "acts": acts}), encoding="utf-8")


def main() -> None:
    """Serve orders till standard input is closed."""
    sys.path.insert(0, str(Path.cwd()))
    warm = json.loads(sys.stdin.readline())
    _build(warm)  # modules, patterns and schemas are made once
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if not child:
            code = 1
            try:
                null = os.open(os.devnull, os.O_RDWR)
                os.dup2(null, 1)
                _build(order)
                code = 0
            except BaseException:
                import traceback

                traceback.print_exc()
            finally:
                os._exit(code)
        end = time.monotonic() + (order["seconds"] or 600)
        done = 0
        while not done:
            done, status = os.waitpid(child, os.WNOHANG)
            if not done and time.monotonic() > end:
                os.kill(child, signal.SIGKILL)
            time.sleep(0.002)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
