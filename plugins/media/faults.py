"""What is wrong with a file, in French, before anyone knows who shows it."""

from __future__ import annotations

from plugins.common.frozen import frozen
from plugins.common.problems import Rule
from plugins.media.rules import BROKEN

TRUNCATED = "fichier coupé avant la fin : copiez-le ou exportez-le de nouveau"
UNREADABLE = "ce fichier n’est pas lisible comme le dit son nom : exportez-le de nouveau"


@frozen
class Fault:
    """One fault of a file, at a line and a column of it (1, 1 where it has none)."""

    message: str
    rule: Rule = BROKEN
    line: int = 1
    column: int = 1


class Broken(Exception):
    """A file that cannot be published; the message is French and says what to do."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.fault = Fault(message, BROKEN, line, column)
