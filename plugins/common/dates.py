"""French dates from our own table: no locale, which CI machines lack, and no guess at what an author meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time

NBSP = "\u00a0"
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.A)
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}):(\d{2})(?::00)?", re.A)


def parse_day(text: str) -> date | None:
    """`AAAA-MM-JJ` as a date, None for anything else or for a day that does not exist."""
    match = _DAY.fullmatch(text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def parse_moment(text: str) -> datetime | None:
    """`AAAA-MM-JJ` (midnight) or `AAAA-MM-JJ HH:MM` as a naive datetime, None for anything else."""
    match = _MOMENT.fullmatch(text)
    day = parse_day(match[1] if match else text)
    if day is None:
        return None
    try:
        return datetime.combine(day, time(int(match[2]), int(match[3])) if match else time())
    except ValueError:
        return None


def day_of_month(day: date) -> str:
    """« 1er », « 2 »… : only the first of the month is an ordinal (Lexique des règles typographiques, « Dates »)."""
    return "1er" if day.day == 1 else str(day.day)


def date_fr(day: date) -> str:
    """« 1er mars 2026 », the day bound to its month by a no-break space."""
    return f"{day_of_month(day)}{NBSP}{MONTHS[day.month - 1]} {day.year}"


def time_fr(moment: time | datetime) -> str:
    """« 9 h », « 8 h 30 » with no-break spaces."""
    minutes = f"{NBSP}{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour}{NBSP}h{minutes}"


def datetime_fr(moment: datetime) -> str:
    """« 20 février 2017 à 8 h 30 », without the hour at midnight."""
    if moment.hour == moment.minute == 0:
        return date_fr(moment)
    return f"{date_fr(moment)} à {time_fr(moment)}"


def weekday_fr(day: date) -> str:
    """« jeudi »."""
    return WEEKDAYS[day.weekday()]


def days_fr(days: Sequence[date], *, weekdays: bool = True) -> str:
    """« jeudi 25 et vendredi 26 mars 2027 » : the month and the year are said once where they are the same.

    Without `weekdays`, « 25 et 26 mars 2027 ».
    """
    parts = []
    for number, day in enumerate(days):
        following = days[number + 1] if number + 1 < len(days) else None
        text = f"{weekday_fr(day)} {day_of_month(day)}" if weekdays else day_of_month(day)
        if following is None or (day.month, day.year) != (following.month, following.year):
            text += f"{NBSP}{MONTHS[day.month - 1]}"
        if following is None or day.year != following.year:
            text += f" {day.year}"
        parts.append(text)
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + " et " + parts[-1]
