"""Problems found in what people wrote: where, what was read, what to write instead.

A check yields problems; it never logs, prints or raises. One printer shows them all.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["error", "warning"]
Form = Literal["text", "json", "github"]


@dataclass(frozen=True, order=True)
class Problem:
    """One fault at one place.

    `path` is shown as it stands; `line` and `column` count from 1; `message` is a French sentence that
    says what was read and what to write. An error stops `publish`, a warning does not.
    """

    path: str
    line: int
    column: int
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        label = "avertissement : " if self.severity == "warning" else ""
        return f"{self.path}:{self.line}:{self.column}: {label}{self.message}"


class BuildRefused(Exception):
    """A build cannot end for a reason that no line of the content holds; the message is French, with its remedy."""


_REASONS = {
    errno.ENOENT: "introuvable",
    errno.EACCES: "accès refusé",
    errno.EPERM: "accès refusé",
    errno.EROFS: "disque en lecture seule",
    errno.ENOSPC: "plus de place sur le disque",
    errno.EDQUOT: "plus de place sur le disque",
    errno.ENOTDIR: "ce n’est pas un dossier",
    errno.EISDIR: "c’est un dossier",
    errno.ENAMETOOLONG: "nom trop long",
    errno.EADDRINUSE: "déjà pris",
    errno.ENXIO: "ce n’est pas un fichier ordinaire",
}


def reason(error: OSError) -> str:
    """Why the system refused, in French; its own words for what is rare."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether one of them stops a build."""
    return any(problem.severity == "error" for problem in problems)


def summary(problems: Sequence[Problem]) -> str:
    """« 2 erreurs, 1 avertissement » ; « aucune faute » when there is none."""
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    parts = []
    if errors:
        parts.append(f"{errors} erreur{'s' if errors > 1 else ''}")
    if warnings:
        parts.append(f"{warnings} avertissement{'s' if warnings > 1 else ''}")
    return ", ".join(parts) or "aucune faute"


def render(problems: Iterable[Problem], form: Form = "text") -> str:
    """The problems sorted by place, one a line.

    `github` gives workflow commands, shown as annotations on the pull request
    (docs.github.com, « Workflow commands », `::error file=…,line=…,col=…::message`).
    """
    ordered = sorted(problems)
    if form == "json":
        return json.dumps([asdict(problem) for problem in ordered], ensure_ascii=False, indent=2)
    if form == "github":
        return "\n".join(_annotation(problem) for problem in ordered)
    return "\n".join(str(problem) for problem in ordered)


def _annotation(problem: Problem) -> str:
    def data(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def value(text: str) -> str:
        return data(text).replace(":", "%3A").replace(",", "%2C")

    place = f"file={value(problem.path)},line={problem.line},col={problem.column}"
    return f"::{problem.severity} {place}::{data(problem.message)}"
