"""The one clock of a build: `--now`, else SOURCE_DATE_EPOCH, else the time. Read once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from plugins.french.dates import parse_moment

YEARS = range(1970, 2200)  # further, zones and calendars have no days left to count


class ClockError(ValueError):
    """The instant asked for cannot be read; the message is French."""


def read_clock(now: str | None, timezone: str, environ: Mapping[str, str] = os.environ) -> datetime:
    """The instant of the build, in the agency's time zone.

    `now` is `AAAA-MM-JJ` or `AAAA-MM-JJ HH:MM` in that zone, or an ISO 8601 instant with its own offset.
    Source of the variable: reproducible-builds.org, SOURCE_DATE_EPOCH (seconds since 1970, UTC).
    """
    zone = ZoneInfo(timezone)
    if now:
        try:
            instant = parse_moment(now) or datetime.fromisoformat(now)
        except ValueError:
            raise ClockError(
                f"--now « {now} » : écrivez AAAA-MM-JJ ou AAAA-MM-JJ HH:MM, par exemple 2026-03-01 08:30"
            ) from None
        if instant.year not in YEARS:
            raise ClockError(f"--now « {now} » : donnez une année entre {YEARS[0]} et {YEARS[-1]}")
        return instant.astimezone(zone) if instant.tzinfo else instant.replace(tzinfo=zone)
    epoch = environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        try:
            return datetime.fromtimestamp(int(epoch), zone)
        except (ValueError, OverflowError, OSError):
            raise ClockError(f"SOURCE_DATE_EPOCH « {epoch} » : écrivez un nombre de secondes depuis 1970") from None
    return datetime.now(zone)
