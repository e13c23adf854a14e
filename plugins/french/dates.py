"""French dates from our own table: no locale, which CI machines lack, and no guess at what an author meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, timezone
from itertools import pairwise

NBSP = "\u00a0"
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.A)
# ISO 8601-1:2019, § 5.4.2, and what Pelican, Hugo and WordPress write of it: a space for the T, one digit of hour.
_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[Tt]| +)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"(?: ?(?P<zone>[Zz]|UTC|(?P<sign>[+-])(?P<hours>\d{2})(?::?(?P<minutes>\d{2}))?))?",
    re.A,
)
_CLOCK = re.compile(r"(\d{1,2})(?::| ?h ?)(\d{2})?(?::00| ?min)?", re.A | re.I)
_ENGLISH_MONTHS = tuple("january february march april may june july august september october november december".split())


def parse_day(text: str) -> date | None:
    """`AAAA-MM-JJ` as a date, None for anything else or for a day that does not exist."""
    match = _DAY.fullmatch(text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def parse_moment(text: str) -> datetime | None:
    """`AAAA-MM-JJ` (midnight), `AAAA-MM-JJ HH:MM`, or an ISO 8601 instant; None for anything else.

    Aware when the text says its zone (`Z`, `+02:00`, `+0200`), naive otherwise; fractions of a second are dropped.
    """
    match = _MOMENT.fullmatch(text)
    day = parse_day(match["day"] if match else text)
    if day is None:
        return None
    if match is None:
        return datetime.combine(day, time())
    try:
        clock = time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
        return datetime.combine(day, clock, _zone(match))
    except ValueError:
        return None


def _zone(match: re.Match[str]) -> timezone | None:
    """The zone that an instant says; ValueError for one that no place has (-12:00 to +14:00)."""
    if not match["zone"]:
        return None
    minutes = int(match["hours"] or 0) * 60 + int(match["minutes"] or 0)
    if int(match["minutes"] or 0) > 59 or minutes > 14 * 60:
        raise ValueError("offset")
    return timezone(timedelta(minutes=-minutes if match["sign"] == "-" else minutes))


def parse_clock(text: str) -> time | None:
    """`9:00` or `09:00` as a time of day, None for anything else."""
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", text, re.A)
    try:
        return time(int(match[1]), int(match[2])) if match else None
    except ValueError:
        return None


def meant_clock(text: str) -> str | None:
    """`HH:MM` for an hour written as people do (« 9h », « 17 h 30 »), None when it is none."""
    match = _CLOCK.fullmatch(text.strip())
    found = parse_clock(f"{match[1]}:{match[2] or '00'}") if match else None
    return found.isoformat("minutes") if found else None


def meant_date(text: str) -> str | None:
    """The form that a date written otherwise should have, when it can mean one day only; None when it is a guess.

    « 25 avril 2017 » and `25/04/2017` are one day, `04/05/2024` may be two.
    """
    words = text.strip().lower().removeprefix("le ")
    match = re.match(r"(?:[a-zé]+\.?,? +)?(\d{1,2})(?:er)? +([a-zéû]+)\.?,? +(\d{4})(.*)", words, re.S)
    if match and _month(match[2]):
        return _written(match[3], _month(match[2]), match[1], match[4])
    match = re.match(r"([a-z]+)\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})(.*)", words, re.S)
    if match and _month(match[1]):
        return _written(match[3], _month(match[1]), match[2], match[4])
    match = re.match(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)(.*)", words, re.S | re.A)
    if match:
        return _written(match[1], int(match[3]), match[4], match[5])
    match = re.match(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)(.*)", words, re.S | re.A)
    if match and (int(match[1]) > 12 or int(match[1]) == int(match[3])):
        return _written(match[4], int(match[3]), match[1], match[5])
    return None


def _month(word: str) -> int:
    """The number of a month by its French or English name, or by the beginning that only it has; 0 for another word."""
    for names in (MONTHS, _ENGLISH_MONTHS):
        found = [rank for rank, name in enumerate(names, 1) if len(word) > 2 and name.startswith(word)]
        if len(found) == 1:
            return found[0]
    return 0


def _written(year: str, month: int, day: str, rest: str) -> str | None:
    try:
        found = date(int(year), month, int(day))
    except ValueError:
        return None
    hour = re.sub(r"^[\s,t]*(?:à\s+)?", "", rest)
    clock = meant_clock(re.sub(r"(?<=:\d\d):\d\d.*$", "", hour)) if hour else ""
    return None if clock is None else f"{found.isoformat()} {clock}".rstrip()


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
    """Several days in words, whatever their order: each is said once.

    « jeudi 25 et vendredi 26 mars 2027 » : the month and the year are said once where they are the same. Days that
    follow each other, week-ends aside, are « du 4 au 15 janvier 2027 »; those that come back each week « les mardis du
    5 janvier au 9 février 2027, sauf le 2 février »; many others their first, their last and their number. Without
    `weekdays`, « 25 et 26 mars 2027 ».
    """
    known = sorted(set(days))
    return _run(known, weekdays) or _weekly(known) or _many(known) or _each(known, weekdays)


def of_days(text: str, several: bool) -> str:
    """What `days_fr` says after « session »: « du jeudi 21 janvier », « des mardis du 5 janvier au 9 février »."""
    if text.startswith("les "):
        return f"des {text.removeprefix('les ')}"
    if text.startswith("un "):
        return f"d’{text}"
    return text if text.startswith("du ") else f"{'des' if several else 'du'} {text}"


def span_fr(first: date, last: date, *, weekdays: bool = False) -> str:
    """« du 4 au 15 janvier 2027 », « du lundi 28 décembre 2026 au vendredi 1er janvier 2027 »."""

    def said(day: date, month: bool, year: bool) -> str:
        text = f"{weekday_fr(day)} {day_of_month(day)}" if weekdays else day_of_month(day)
        text += f"{NBSP}{MONTHS[day.month - 1]}" if month else ""
        return text + (f" {day.year}" if year else "")

    other_year = first.year != last.year
    return f"du {said(first, other_year or first.month != last.month, other_year)} au {said(last, True, True)}"


MANY_DAYS = 6  # from here on, days without an order of their own are not said one by one
_WEEK_END = (5, 6)


def _run(days: Sequence[date], weekdays: bool) -> str | None:
    """Four days or more that follow each other, but for Saturdays and Sundays."""
    if len(days) < 4:
        return None
    first, last = days[0], days[-1]
    between = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    missing = set(between) - set(days)
    if any(day.weekday() not in _WEEK_END for day in missing):
        return None
    return span_fr(first, last, weekdays=weekdays and not missing and len(days) <= 7)


def _weekly(days: Sequence[date]) -> str | None:
    """Three days or more that come back each week, or every other week."""
    names = sorted({day.weekday() for day in days})
    weeks = {(day - timedelta(days=day.weekday())) for day in days}
    if len(weeks) < 3 or len(names) > 3:
        return None
    first, last = days[0], days[-1]
    between = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    missing = [day for day in between if day.weekday() in names and day not in set(days)]
    if len(names) == 1 and all((after - before).days == 14 for before, after in pairwise(days)):
        return f"un {WEEKDAYS[names[0]]} sur deux, {span_fr(first, last)}"
    if len(missing) > 2 or len(missing) * 2 >= len(days):
        return None
    listed = " et ".join(filter(None, (", ".join(f"{WEEKDAYS[n]}s" for n in names[:-1]), f"{WEEKDAYS[names[-1]]}s")))
    text = f"les {listed} {span_fr(first, last)}"
    return text + (f", sauf {_except(missing)}" if missing else "")


def _except(days: Sequence[date]) -> str:
    said = [f"{day_of_month(day)}{NBSP}{MONTHS[day.month - 1]}" for day in days]
    return " et ".join(f"le {text}" for text in said)


def _many(days: Sequence[date]) -> str | None:
    if len(days) < MANY_DAYS:
        return None
    return f"{span_fr(days[0], days[-1])} ({len(days)}{NBSP}jours)"


def _each(days: Sequence[date], weekdays: bool) -> str:
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


def hours_fr(start: time | datetime, end: time | datetime) -> str:
    """« 9 h – 17 h 30 », « 20 h – minuit », « 20 h – 1 h le lendemain » for an end that is not after the start."""
    begins, ends = (time(moment.hour, moment.minute) for moment in (start, end))
    if ends > begins:
        return f"{time_fr(start)} – {time_fr(end)}"
    return f"{time_fr(start)} – minuit" if ends == time() else f"{time_fr(start)} – {time_fr(end)} le lendemain"
