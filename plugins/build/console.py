"""What the terminal of the preview says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from plugins.build.report import BuildReport
from plugins.common.problems import render, summary

_NOUNS = {"theme": "fichier du thème", "plugins": "fichier d’extension"}


def told(report: BuildReport, cause: str, seconds: float, *, served: bool) -> str:
    """What the terminal says of a build that took `seconds`: one line, then the problems, one a line.

    `cause` is the change that asked for it, empty for the first build; `served`: there is a version to show.
    """
    arrow = f"{cause} → " if cause else ""
    if report.ok:
        pages = f"{report.pages} page{'s' if report.pages > 1 else ''}"
        duration = f"{seconds:.1f}".replace(".", ",")
        verb = "reconstruit" if cause else "construit"
        faults = f", {summary(report.problems)}" if report.problems else ""
        lines = [f"{arrow}site {verb} en {duration} s ({pages}{faults})"]
    else:
        lines = [f"{arrow}{'la construction a échoué' if report.failure else summary(report.problems)}"]
    if report.problems:
        lines.append(render(report.problems))
    if report.failure:
        lines.append(report.failure)
    if not report.ok:
        lines.append("la dernière bonne version reste servie" if served else "aucune version à montrer encore")
    return "\n".join(lines)


def describe(changed: set[Path], content: Path, watched: Sequence[Path]) -> str:
    """« contenu modifié : articles/x.md et 2 autres fichiers »."""
    first = min(changed)
    noun, shown = "réglage", first.name
    for root in sorted(path.resolve() for path in watched):
        if root != first and first.is_relative_to(root):
            noun = "contenu" if root == content.resolve() else _NOUNS.get(root.name, "fichier")
            shown = first.relative_to(root).as_posix()
    verb = "modifié" if first.exists() else "supprimé"
    others = len(changed) - 1
    more = f" et {others} autre{'s' if others > 1 else ''} fichier{'s' if others > 1 else ''}" if others else ""
    return f"{noun} {verb} : {shown}{more}"


def stamped(text: str) -> str:
    """The text after the hour of the editor's own clock."""
    return f"{datetime.now():%H:%M:%S}  {text}"
