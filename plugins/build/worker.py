"""One build in a process of its own: a request on standard input, a report on the last line of standard output.

The preview starts it anew for each build, so that a change of plugin or setting is taken in.
"""

from __future__ import annotations

import json
import sys

from plugins.build.build import build
from plugins.build.pelican import run_pelican
from plugins.build.report import BuildRequest


def main() -> int:
    """Read the request, build, print the report; 1 when the output was not replaced."""
    report = build(BuildRequest.from_json(json.load(sys.stdin)), run_pelican)
    print(json.dumps(report.as_json(), ensure_ascii=False))
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main())
