"""One build, whole or not at all: content → faults, or a new output in the place of the old one."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from plugins.common.problems import Problem, has_errors, reason
from plugins.common.staging import OutputRefused, check_output, staged
from plugins.fastbuild.report import BuildReport, BuildRequest
from plugins.model.content import Site
from plugins.model.reading import load_site

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache"
Engine = Callable[[BuildRequest, Site, Path], int]


class EngineFailure(Exception):
    """The page engine stopped: a French sentence, for an editor; `detail` is for whoever mends the theme."""

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


def build(request: BuildRequest, engine: Engine) -> BuildReport:
    """Build a site; the old output stays, byte for byte, when there is an error or the engine stops.

    `engine` writes pages into a folder and says how many.
    """
    start = time.monotonic()

    def report(problems: list[Problem], failure: str | None = None, pages: int = 0) -> BuildReport:
        return BuildReport(problems, failure, pages, time.monotonic() - start)

    try:
        check_output(request.output, request.content, ROOT)
    except OutputRefused as refusal:
        return report([], str(refusal))
    site = load_site(request.content, lambda timezone: request.now, checks=request.checks)
    if has_errors(site.problems):
        return report(site.problems)
    try:
        with staged(request.output, CACHE) as folder:
            pages = engine(request, site, folder)
    except EngineFailure as failure:
        return report(site.problems, f"{failure}\n{failure.detail}".rstrip())
    except OutputRefused as refusal:
        return report(site.problems, str(refusal))
    except OSError as error:
        return report(site.problems, f"écriture impossible ({reason(error)}) : l’ancienne sortie est gardée")
    return report(site.problems, pages=pages)
