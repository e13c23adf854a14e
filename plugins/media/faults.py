"""What is wrong with a file, in French, before anyone knows who shows it."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.common.problems import Severity

TRUNCATED = "image coupée avant la fin : copiez-la ou exportez-la de nouveau"
UNREADABLE = "ce fichier n’est pas une image lisible : exportez-la de nouveau"


@dataclass(frozen=True)
class Fault:
    """One fault of a file, at a line and a column of it (1, 1 where it has none)."""

    message: str
    severity: Severity = "error"
    line: int = 1
    column: int = 1


class Broken(Exception):
    """A file that cannot be published; the message is French and says what to do."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.fault = Fault(message, "error", line, column)
