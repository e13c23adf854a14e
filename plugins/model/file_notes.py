"""Faults of files as the content is read: each is told at its file, and keeps a text with an error out of the site."""

from __future__ import annotations

from plugins.common.problems import Rule
from plugins.model.content import Content


def stops(rule: Rule) -> bool:
    """Whether a text with a fault of this rule is no text of the site; one that may be answered for is read whole."""
    return rule.severity == "error" and not rule.waivable


class FileNotes:
    """Notes the faults of files in a content, by their path below it."""

    def __init__(self, site: Content) -> None:
        self.site = site

    def path(self, relative: str) -> str:
        """How messages name a file, or the whole content (empty path)."""
        return f"{self.site.shown}/{relative}" if relative else self.site.shown

    def note(self, relative: str, message: str, rule: Rule, line: int = 1, column: int = 1) -> None:
        """Add a problem of a file; with an error, no other text can refer to it."""
        if stops(rule) and relative != "lieux.yaml":
            self.site.refused.add(relative)
        printable = self.path(relative).encode("utf-8", "backslashreplace").decode("utf-8").replace("\n", "\\n")
        self.site.problems.append(rule.at(printable, line, column, message))
