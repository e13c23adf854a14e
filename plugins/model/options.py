"""The options that tasks on a content have in common, `--content` and `--now`: their help, and what they mean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from invoke import Exit

from plugins.common.clock import ClockError, read_clock
from plugins.common.places import ROOT

CONTENT = {"content": "dossier du contenu (content/ si absent)"}
NOW = {"now": "instant de référence, AAAA-MM-JJ ou AAAA-MM-JJ HH:MM"}


def content_folder(content: str) -> Path:
    """The folder that `--content` names, the project's when it is empty."""
    return Path(content) if content else ROOT / "content"


def clock(now: str, code: int = 2) -> Callable[[str], datetime]:
    """Gives the instant that `--now` names, or the clock's when it is empty, in a time zone.

    What is no instant raises Exit with this code.
    """

    def read(timezone: str) -> datetime:
        try:
            return read_clock(now or None, timezone)
        except ClockError as error:
            raise Exit(str(error), code=code) from None

    return read
