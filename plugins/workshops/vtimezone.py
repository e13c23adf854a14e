"""A time zone as a component of calendars: by its yearly rules, which every engine reads alike (`zones.py`)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import icalendar

from plugins.workshops.zones import Transition, changes_of, first_year, yearly_rules


def vtimezone(zone: ZoneInfo, first: int, last: int) -> icalendar.Timezone:
    """The VTIMEZONE of a zone, true from the year `first` to the year `last`, and after it by its rules.

    Raises ZoneError when the zone changes its clocks on days that no yearly rule gives.
    """
    component = icalendar.Timezone()
    component.add("tzid", zone.key)
    rules = yearly_rules(zone, first, last)
    if not rules:
        component.add_component(_fixed(zone, first))
    else:
        for number, change in enumerate(changes_of(zone, first_year(zone, rules, first))):
            component.add_component(_observance(change, rules[number]))
    return component


def _observance(change: Transition, day: str) -> icalendar.Component:
    component = icalendar.TimezoneDaylight() if change.summer else icalendar.TimezoneStandard()
    component.add("dtstart", change.local)
    component.add("rrule", {"freq": "yearly", "bymonth": change.local.month, "byday": day})
    component.add("tzoffsetfrom", change.before)
    component.add("tzoffsetto", change.after)
    component.add("tzname", change.name)
    return component


def _fixed(zone: ZoneInfo, year: int) -> icalendar.Component:
    """A zone whose clocks do not change."""
    moment = datetime(year, 1, 1, tzinfo=zone)
    component = icalendar.TimezoneStandard()
    component.add("dtstart", datetime(1970, 1, 1))
    component.add("tzoffsetfrom", moment.utcoffset())
    component.add("tzoffsetto", moment.utcoffset())
    component.add("tzname", moment.tzname())
    return component
