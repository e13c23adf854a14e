"""Problems found in what people wrote: where, what was read, what to write instead.

A check yields problems; it never logs, prints or raises. One printer shows them all.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from plugins.common.frozen import frozen

Severity = Literal["error", "warning"]
Form = Literal["text", "json", "github"]


@dataclass(frozen=True, order=True)
class Problem:
    """One fault at one place.

    `path` is shown as it stands; `line` and `column` count from 1; `message` is a French sentence that
    says what was read and what to write. An error stops `publish`, a warning does not. `rule` is the id of the rule
    that it breaks (docs/rules.md); `waivable`: a text or the house may answer that it stands. Made by `Rule.at`.
    """

    path: str
    line: int
    column: int
    message: str
    severity: Severity
    rule: str
    waivable: bool = False

    @property
    def told(self) -> str:
        """The message; with the id of its rule when one may answer it, since the answer names it."""
        return f"{self.message} [{self.rule}]" if self.waivable else self.message

    def __str__(self) -> str:
        label = "avertissement : " if self.severity == "warning" else ""
        return f"{self.path}:{self.line}:{self.column}: {label}{self.told}"


@frozen
class Rule:
    """What is asked of a content, and what becomes of it when it is not so. Declared in `rules.py` of each package.

    `id` never changes: texts name it. `asks` is one French line for docs/rules.md, `source` the text that asks it.
    `waivable`: where the author is judge; a text may except itself, the house may lower it or excuse texts.
    `at_the_end`: known only once a site to publish is built. `reading`: what breaks it is read as it was meant, without
    a word unless it is told; a text that excepts itself keeps its signs as they are written.
    """

    id: str
    asks: str
    severity: Severity = "error"
    source: str = ""
    waivable: bool = False
    at_the_end: bool = False
    reading: bool = False

    def at(self, path: str, line: int, column: int, message: str, severity: Severity | None = None) -> Problem:
        """A problem of this rule at a place; `severity` where it is not the usual one."""
        return Problem(path, line, column, message, severity or self.severity, self.id, self.waivable)


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


def summary(problems: Sequence[Problem], excused: int = 0) -> str:
    """« 2 erreurs, 1 avertissement, 3 fautes admises » ; « aucune faute » when there is none."""
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    parts = []
    if errors:
        parts.append(f"{errors} erreur{'s' if errors > 1 else ''}")
    if warnings:
        parts.append(f"{warnings} avertissement{'s' if warnings > 1 else ''}")
    admitted = [f"{excused} faute{'s' if excused > 1 else ''} admise{'s' if excused > 1 else ''}"] if excused else []
    return ", ".join([*(parts or ["aucune faute"]), *admitted])


def render(problems: Iterable[Problem], form: Form = "text") -> str:
    """The problems sorted by place, one a line.

    `github` gives workflow commands, shown as annotations on the pull request
    (docs.github.com, « Workflow commands », `::error file=…,line=…,col=…,title=rule::message`).
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

    place = f"file={value(problem.path)},line={problem.line},col={problem.column},title={value(problem.rule)}"
    return f"::{problem.severity} {place}::{data(problem.message)}"
