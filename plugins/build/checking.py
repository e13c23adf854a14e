"""What `check` tells: the faults of texts, then those that only the site shows once it is built, tried in the cache."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from plugins.build.breakdown import breakdown
from plugins.build.build import Engine, build, read_content
from plugins.build.report import BuildReport, BuildRequest
from plugins.build.rules import MACHINE
from plugins.common.frozen import frozen
from plugins.common.problems import Problem
from plugins.model.loader import shown_path
from plugins.model.named_texts import existing


@frozen
class Checked:
    """What was found: the problems to show, how many there are elsewhere, and the report of what was done.

    `tried`: the site was built, and looked at.
    """

    problems: list[Problem]
    elsewhere: int
    report: BuildReport
    tried: bool


def examine(
    request: BuildRequest, engine: Engine, names: Sequence[str] = (), say: Callable[[str], object] = lambda text: None
) -> Checked:
    """What stands in the way of a site: all that `publish` would refuse, whatever output it replaces.

    What no place holds, a disk or a lock, is told of the whole content. With `names`, files or folders from the
    caller's folder or from the content's, only their own faults, which texts show without a build: their author is
    answered at once. Raises NotFound for a name that is not in the content.
    """
    if not names:
        report = build(replace(request, trial=True), engine, say, recall=True)
        failure = [MACHINE.at(shown_path(request.content), 1, 1, report.failure)] if report.failure else []
        return Checked([*report.problems, *failure], 0, report, report.tried)
    paths = [existing(name, request.content) for name in names]
    try:
        site = read_content(request)
        site.store.save()
        site.store.close()
    except Exception as error:
        report = BuildReport([breakdown(error)])
        return Checked(report.problems, 0, report, tried=False)
    places = {problem.path: Path(problem.path).resolve() for problem in (*site.problems, *site.excused)}

    def within(problem: Problem) -> bool:
        return any(places[problem.path].is_relative_to(path) for path in paths)

    chosen = list(filter(within, site.problems))
    report = BuildReport(chosen, texts=site.texts_read, excused=len(list(filter(within, site.excused))))
    return Checked(chosen, len(site.problems) - len(chosen), report, tried=False)
