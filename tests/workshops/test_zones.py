"""The rules of time zones, against the zones' own data."""

from __future__ import annotations

from bisect import bisect
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr

from plugins.workshops.vtimezone import vtimezone
from plugins.workshops.zones import ZoneError


def changes(component) -> list[tuple[datetime, timedelta]]:
    """The local times at which a VTIMEZONE changes its offset, over fourteen years, and the new offset."""
    found = []
    for part in component.subcomponents:
        start = part["DTSTART"].dt
        rule = part.get("RRULE")
        dates = rrulestr(rule.to_ical().decode(), dtstart=start) if rule else None
        onsets = dates.between(datetime(2025, 1, 1), datetime(2039, 1, 1)) if dates else [start]
        found += [(onset, part["TZOFFSETTO"].td) for onset in onsets]
    return sorted(found)


@pytest.mark.parametrize(
    "name", ["Europe/Paris", "Europe/Zurich", "Europe/London", "America/New_York", "Indian/Reunion", "Australia/Sydney"]
)
def test_rules_give_the_offset_of_each_day(name: str) -> None:
    """Les règles donnent le décalage de chaque jour de douze ans, hors l’heure même du changement."""
    zone = ZoneInfo(name)
    known = changes(vtimezone(zone, 2026, 2027))
    days = [datetime(2026, 1, 1, 12) + timedelta(days=number) for number in range(12 * 365)]
    wrong = []
    for day in days:
        offset = known[bisect(known, (day, timedelta.max)) - 1][1]
        if offset != day.replace(tzinfo=zone).utcoffset():
            wrong.append(day)

    assert wrong == []


def test_the_european_rule_is_the_one_that_laws_say() -> None:
    """L’Europe change d’heure le dernier dimanche de mars et d’octobre, quelles que soient les sessions."""
    text = vtimezone(ZoneInfo("Europe/Paris"), 2026, 2027).to_ical()

    assert b"BYDAY=-1SU;BYMONTH=3" in text and b"BYDAY=-1SU;BYMONTH=10" in text and b"RDATE" not in text
    assert text == vtimezone(ZoneInfo("Europe/Paris"), 2031, 2033).to_ical()


@pytest.mark.parametrize("name", ["Africa/Casablanca", "Africa/Cairo", "Asia/Jerusalem"])
def test_a_zone_without_a_rule_is_refused(name: str) -> None:
    """Un fuseau dont aucune règle ne donne les dates est refusé plutôt qu’approché."""
    with pytest.raises(ZoneError, match=name):
        vtimezone(ZoneInfo(name), 2026, 2027)
