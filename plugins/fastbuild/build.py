"""One build, whole or not at all: content → faults, or a new output in the place of the old one."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from plugins.common.files import irregular
from plugins.common.places import CACHE, ROOT
from plugins.common.problems import Problem, has_errors
from plugins.common.snapshot import Snapshot
from plugins.common.staging import OutputRefused, check_output, disk_refusal, reserved
from plugins.fastbuild.report import BuildReport, BuildRequest
from plugins.model.content import Site
from plugins.model.reading import load_site

Engine = Callable[[BuildRequest, Site, Path], int]


class EngineFailure(Exception):
    """The page engine stopped: a French sentence, for an editor; `detail` is for whoever mends the theme."""

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


def build(request: BuildRequest, engine: Engine, say: Callable[[str], object] = lambda text: None) -> BuildReport:
    """Build a site; the old output stays, byte for byte, when there is an error or the engine stops.

    `engine` writes pages into a folder and says how many. One build at a time for one output: `say` is told when
    another one is waited for.
    """
    start = time.monotonic()

    def report(problems: list[Problem], failure: str | None = None, pages: int = 0) -> BuildReport:
        return BuildReport(problems, failure, pages, time.monotonic() - start)

    problems: list[Problem] = []
    try:
        for path in irregular(ROOT / "theme"):
            raise OutputRefused(f"{path.relative_to(ROOT)} : ce n’est pas un fichier ordinaire, retirez-le")
        check_output(request.output, request.content, ROOT)
        with reserved(request.output, say) as place:
            before = Snapshot(request.content)
            site = load_site(request.content, lambda timezone: request.now, checks=request.checks)
            problems = site.problems
            if has_errors(problems):
                return report(problems)
            with place.staged(durable=request.production) as folder:
                pages = engine(request, site, folder)
                changed = before.changed([*site.by_path, *site.files])
                if changed and request.production:  # a preview is built again by what changed
                    raise OutputRefused(
                        f"{site.shown}/{changed[0]} a changé pendant la construction : relancez la commande"
                    )
    except EngineFailure as failure:
        return report(problems, f"{failure}\n{failure.detail}".rstrip())
    except OutputRefused as refusal:
        return report(problems, str(refusal))
    except OSError as error:
        return report(problems, f"{disk_refusal(error, request.output, CACHE)} : l’ancienne sortie est gardée")
    return report(problems, pages=pages)
