"""Time zones as calendars need them: two yearly rules, which every engine reads alike.

A VTIMEZONE made of lists of dates is legal, and ical.js (Thunderbird, Nextcloud) reads only the first date of each
list: every summer session would be an hour late. Hence RRULE (RFC 5545 § 3.6.5), derived from the zone's own data.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from plugins.common.frozen import frozen

EARLIEST = 1996  # since when the European Union changes its clocks on the present days (directive 94/21/CE)
AHEAD = 11  # years over which a rule is tried: each date falls on each day of the week within them
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


_CITIES = {
    "Africa/Algiers": "Alger", "Africa/Cairo": "Le Caire", "America/Mexico_City": "Mexico",
    "America/New_York": "New York", "America/Sao_Paulo": "São Paulo", "Asia/Beirut": "Beyrouth",
    "Asia/Dubai": "Dubaï", "Asia/Ho_Chi_Minh": "Hô Chi Minh-Ville", "Asia/Jerusalem": "Jérusalem",
    "Asia/Kolkata": "Calcutta", "Asia/Seoul": "Séoul", "Asia/Shanghai": "Pékin", "Asia/Singapore": "Singapour",
    "America/Montreal": "Montréal", "Etc/UTC": "UTC", "Europe/Athens": "Athènes", "Europe/Brussels": "Bruxelles",
    "Europe/Bucharest": "Bucarest", "Europe/Copenhagen": "Copenhague", "Europe/Lisbon": "Lisbonne",
    "Europe/London": "Londres", "Europe/Moscow": "Moscou", "Europe/Vienna": "Vienne", "Europe/Warsaw": "Varsovie",
    "Indian/Antananarivo": "Tananarive", "Indian/Mauritius": "Maurice", "Indian/Reunion": "La Réunion",
    "Pacific/Noumea": "Nouméa", "Pacific/Tahiti": "Tahiti",
}  # fmt: skip


def zone_city(zone: ZoneInfo) -> str:
    """The city whose clock a zone is, in French: « Paris », « Londres »; « UTC » for that one."""
    return _CITIES.get(zone.key) or zone.key.rpartition("/")[2].replace("_", " ")


class ZoneError(ValueError):
    """The clocks of a zone follow no yearly rule that a calendar can state; the message is French."""


@frozen
class Transition:
    """A change of clock: the local time at which it comes, on the clock that it ends."""

    local: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool


def yearly_rules(zone: ZoneInfo, first: int, last: int) -> list[str]:
    """The BYDAY of each change of clock, true from the year `first` to the year `last` and after; none without changes.

    Raises ZoneError when the zone changes its clocks on days that no yearly rule gives (Morocco's Ramadan).
    """
    changes = [changes_of(zone, year) for year in range(first, last + AHEAD + 1)]
    return _rules(zone, changes) if any(changes) else []


def has_rules(zone: ZoneInfo, first: int, last: int) -> bool:
    """Whether a calendar can state the zone from the year `first` to the year `last` and after."""
    try:
        yearly_rules(zone, first, last)
    except ZoneError:
        return False
    return True


def first_year(zone: ZoneInfo, rules: Sequence[str], first: int) -> int:
    """The year since which some rules give each change of clock, from EARLIEST to `first`."""
    while first > EARLIEST and _fits(rules, changes_of(zone, first - 1)):
        first -= 1
    return first


@lru_cache(maxsize=1024)
def changes_of(zone: ZoneInfo, year: int) -> tuple[Transition, ...]:
    """The changes of clock of a year, in order; a zone that changed twice within a week would seem not to have."""
    found = []
    moment, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    while moment < end:
        following = min(moment + timedelta(days=7), end)
        before, after = moment.astimezone(zone), following.astimezone(zone)
        if before.utcoffset() != after.utcoffset():
            found.append(_change(zone, moment, following))
        moment = following
    return tuple(found)


def _change(zone: ZoneInfo, low: datetime, high: datetime) -> Transition:
    """The change between two instants, to the second."""
    offset = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // timedelta(seconds=2) * timedelta(seconds=1)
        if middle.astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    after = high.astimezone(zone)
    before, now = offset or timedelta(), after.utcoffset() or timedelta()
    # Summer is the later clock of the two: Europe/Dublin says the contrary of itself, and calendars do not care.
    return Transition((high + before).replace(tzinfo=None), before, now, after.tzname() or zone.key, now > before)


def _rules(zone: ZoneInfo, years: Sequence[tuple[Transition, ...]]) -> list[str]:
    """The BYDAY of each change of the year, the same for all the years."""
    if any(len(changes) != 2 for changes in years):
        raise ZoneError(_refusal(zone))
    rules = []
    for column in zip(*years, strict=True):
        shapes = {(change.local.month, change.local.time(), change.before, change.after) for change in column}
        days = set.intersection(*(_names(change.local) for change in column))
        if len(shapes) > 1 or not days:
            raise ZoneError(_refusal(zone))
        rules.append(min(days))  # « -1SU » sorts before « 4SU »: the last of the month is what laws say
    return rules


def _fits(rules: Sequence[str], changes: tuple[Transition, ...]) -> bool:
    return len(changes) == len(rules) and all(
        rule in _names(change.local) for rule, change in zip(rules, changes, strict=True)
    )


def _names(moment: datetime) -> set[str]:
    """« -1SU », « 4SU »: the ways in which a rule may name the day of a month."""
    weekday = _WEEKDAYS[moment.weekday()]
    names = {f"{(moment.day - 1) // 7 + 1}{weekday}"}
    if moment.day + 7 > monthrange(moment.year, moment.month)[1]:
        names.add(f"-1{weekday}")
    return names


def _refusal(zone: ZoneInfo) -> str:
    return f"les changements d’heure du fuseau « {zone.key} » ne suivent pas de règle annuelle qu’un agenda sache lire"
