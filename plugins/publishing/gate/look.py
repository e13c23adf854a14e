"""The gate as a build calls it: everything that is wrong in what was written, before it takes the place of the old."""

from __future__ import annotations

from pathlib import Path

from plugins.common.outputs import Outputs
from plugins.common.problems import Problem
from plugins.model.content import Content
from plugins.publishing.gate.across import check_site
from plugins.publishing.gate.known import SiteTexts, rules_of
from plugins.publishing.gate.places import problems_of
from plugins.publishing.losses import losses, names_of


def look(
    site: Content,
    outputs: Outputs,
    *,
    production: bool,
    origin: str,
    output: Path,
    cache: Path,
    trial: bool = False,
    fresh: bool = False,
    project: Path,
    accept_loss: bool = False,
) -> list[Problem]:
    """Every problem of a staged site, sorted.

    `origin` is its address, `output` the folder whose place it takes unless it is a `trial`, `cache` where facts are
    kept, which a `fresh` build does not read, `project` the checkout. A preview asks nothing of published addresses,
    nor of what is hidden from readers.
    """
    # Not the staged folder itself: its name is drawn anew, and what is known of each file would be forgotten.
    hidden = (project, site.root.absolute(), Path.home(), output.absolute().parent)
    rules = rules_of(site, production, origin, hidden)
    faults = check_site(
        {name: file[1] for name, file in outputs.files.items()},
        outputs.data,
        rules,
        cache / f"controle-{'publication' if production else 'apercu'}.bin",
        undeclared=outputs.undeclared,
        absent=outputs.absent,
        later=outputs.later,
        fresh=fresh,
    )
    problems = problems_of(faults, outputs.sources, SiteTexts(site), project / "theme")
    told = {
        (each.path, each.line, each.column) for each in (*site.problems, *site.excused)
    }  # by checks, in the words of an author
    problems = [
        each for each in problems if each.severity == "error" or (each.path, each.line, each.column) not in told
    ]
    if production:
        published = () if trial else names_of(output, outputs.served.files)
        problems += losses(site, outputs.sources, published, accept=accept_loss)
    return sorted({*outputs.problems, *problems})
