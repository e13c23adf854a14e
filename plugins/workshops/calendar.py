"""Sessions as calendars: one event per training day, the same bytes at each build (RFC 5545, RFC 7986).

No alarm: a feed lists sessions to which its reader does not go, and would ring for each. No METHOD: PUBLISH demands
an ORGANIZER (RFC 5546 § 3.2.1), which makes an invitation of an announcement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from plugins.model.agency import Place
from plugins.model.content import Content, Document
from plugins.model.workshop import Session, Workshop
from plugins.workshops.calendar_links import SITE_CALENDAR, session_calendar, workshop_calendar
from plugins.workshops.labels import (
    dates_line,
    hours_line,
    paragraphs,
    place_line,
    price_lines,
    state_line,
)

if TYPE_CHECKING:
    import icalendar

KEPT = timedelta(days=365)  # how long a past session stays in the feeds
REFRESH = timedelta(hours=12)
COLOR = "firebrick"  # RFC 7986 § 5.9 takes the names of CSS, no code: the nearest to the site's accent
STATUSES = {
    "tentative": "TENTATIVE",
    "open": "CONFIRMED",
    "full": "CONFIRMED",
    "rescheduled": "CONFIRMED",
    "cancelled": "CANCELLED",
    # The old day is free again; the new one will come under the same UID (RFC 5545 § 3.8.1.11 has no « postponed »).
    "postponed": "CANCELLED",
}
# Calendars that ignore STATUS still show the title.
_PREFIXES = {"tentative": "À confirmer : ", "cancelled": "Session annulée : ", "postponed": "Date à venir : "}
# What a session that says no `modified` counts from; never the build's time, which would change every file each day.
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class TrainingDay:
    """One event. `start` and `end` are instants in the place's zone, `stamp` is in UTC."""

    uid: str
    workshop: str
    session: str
    start: datetime
    end: datetime
    zone: ZoneInfo
    title: str
    location: str | None
    description: str
    url: str
    status: str
    sequence: int
    stamp: datetime
    category: str | None


def host_of(origin: str) -> str:
    """The host that makes UIDs the site's own (RFC 7986 § 5.3)."""
    return urlsplit(origin).hostname or "localhost"


def zone_of(site: Content, place: Place | None) -> ZoneInfo:
    """The clock of a place: its own, else the agency's."""
    return ZoneInfo(place.timezone) if place and place.timezone else site.zone


def training_days(
    site: Content, document: Document[Workshop], session: Session, *, origin: str, host: str
) -> list[TrainingDay]:
    """The events of a session. UIDs come from ids and ranks alone: neither title nor date may change them."""
    record, place = document.record, site.places.get(session.place)
    zone = zone_of(site, place)
    modified = site.aware(record.modified).astimezone(UTC) if record.modified else _EPOCH
    url = f"{origin}/ateliers/{document.id}/{session.id}/"
    title = _PREFIXES.get(session.state, "") + record.title
    days = len(session.days)
    return [
        TrainingDay(
            uid=f"{document.id}-{session.id}-j{rank}@{host}",
            workshop=document.id,
            session=session.id,
            start=day.starts.replace(tzinfo=zone),
            end=day.ends.replace(tzinfo=zone),
            zone=zone,
            title=title if days == 1 else f"{title} (jour {rank} sur {days})",
            location=place_line(place) if place else None,
            description=_description(site, record, session, zone, url),
            url=url,
            status=STATUSES[session.state],
            sequence=session.revision,
            # Without METHOD, DTSTAMP is the last revision of the event (RFC 5545 § 3.8.7.2): it may not go back.
            stamp=modified + timedelta(seconds=session.revision),
            category=record.theme,
        )
        for rank, day in enumerate(session.days, 1)
    ]


def _description(site: Content, record: Workshop, session: Session, zone: ZoneInfo, url: str) -> str:
    place = site.places.get(session.place)
    prices = [f"{label} : {text}" for label, text in price_lines(record, site.agency, site.now)]
    contact = record.contact
    hours = hours_line(session)
    return paragraphs(
        [
            record.summary,
            "",
            f"Dates : {dates_line(session)}",
            f"Horaires : {hours}" + ("" if zone.key == site.zone.key else f" (heure locale, fuseau {zone.key})"),
            f"Lieu : {place_line(place)}" if place else None,
            f"État : {state_line(session)}",
            *(f"Prix : {price}" for price in prices),
            f"Contact : {' · '.join(filter(None, (contact.name, contact.email, contact.phone)))}",
            f"Programme et inscription : {url}",
        ]
    )


def site_days(site: Content, documents: Iterable[Document[Workshop]], *, origin: str, host: str) -> list[TrainingDay]:
    """The events of several workshops, those of the last year and to come, in the order of their instants."""
    days = [
        day
        for document in documents
        for session in document.record.sessions
        for day in training_days(site, document, session, origin=origin, host=host)
    ]
    return sorted((day for day in days if day.end > site.now - KEPT), key=lambda day: (day.start, day.uid))


@dataclass(frozen=True)
class CalendarFile:
    """A calendar: its name, its address and that of the page that shows it, below `origin`; its events in their order.

    Without one, it has the `zone` of the agency, for the `year` of the build.
    """

    name: str
    path: str
    page: str
    days: tuple[TrainingDay, ...]
    agency: str
    origin: str
    zone: ZoneInfo
    year: int


def calendar_text(file: CalendarFile) -> bytes:
    """The bytes of a calendar; raises ZoneError for a zone without a rule."""
    import icalendar  # here: most builds write no calendar anew

    from plugins.workshops.vtimezone import vtimezone

    days = file.days
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//{file.agency}//Tribune//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", file.name)
    calendar.add("x-wr-calname", file.name)
    calendar.add("x-wr-timezone", file.zone.key)
    calendar.add("color", COLOR)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", icalendar.vDuration(REFRESH))
    calendar.add("url", f"{file.origin}/{file.page}")
    calendar.add("source", f"{file.origin}/{file.path}", parameters={"VALUE": "URI"})
    if days:
        calendar.add("last-modified", max(day.stamp for day in days))
    zones = {day.zone.key: day.zone for day in days} or {file.zone.key: file.zone}
    years = {day.start.year for day in days} or {file.year}
    for key in sorted(zones):
        calendar.add_component(vtimezone(zones[key], min(years), max(years)))
    for day in days:
        calendar.add_component(_event(day))
    return bytes(calendar.to_ical())


def _event(day: TrainingDay) -> icalendar.Event:
    import icalendar

    event = icalendar.Event()
    event.add("uid", day.uid)
    event.add("dtstamp", day.stamp)
    event.add("last-modified", day.stamp)
    event.add("sequence", day.sequence)
    # Naive times with our own TZID: given an aware one, the library names the zone as it thinks best.
    for key, moment in (("dtstart", day.start), ("dtend", day.end)):
        event.add(key, moment.replace(tzinfo=None), parameters={"TZID": day.zone.key})
    event.add("summary", day.title)
    event.add("description", day.description)
    event.add("status", day.status)
    event.add("url", day.url)
    event.add("class", "PUBLIC")
    if day.status == "CANCELLED":
        event.add("transp", "TRANSPARENT")
    if day.location:
        event.add("location", day.location)
    if day.category:
        event.add("categories", [day.category])
    return event


def site_calendar(site: Content, documents: Iterable[Document[Workshop]], *, origin: str, host: str) -> CalendarFile:
    """`/ateliers.ics`: every session of these workshops."""
    days = site_days(site, documents, origin=origin, host=host)
    return _file(f"Ateliers — {site.agency.name}", SITE_CALENDAR, "ateliers/", days, site, origin)


def _file(name: str, path: str, page: str, days: Iterable[TrainingDay], site: Content, origin: str) -> CalendarFile:
    return CalendarFile(name, path, page, tuple(days), site.agency.name, origin, site.zone, site.now.year)


def calendar_files(
    site: Content, listed: Sequence[Document[Workshop]], hidden: Sequence[Document[Workshop]], *, origin: str, host: str
) -> Iterator[CalendarFile]:
    """Each calendar of the site.

    The calendar of a workshop that lists do not show is at its address, and its sessions are in no other.
    """
    if listed:
        yield site_calendar(site, listed, origin=origin, host=host)
    for document in (*listed, *hidden):
        record, path = document.record, workshop_calendar(document.id)
        days = site_days(site, [document], origin=origin, host=host)
        yield _file(record.title, path, f"ateliers/{document.id}/", days, site, origin)
        for session in record.sessions:
            path = session_calendar(document.id, session.id)
            days = training_days(site, document, session, origin=origin, host=host)
            page = f"ateliers/{document.id}/{session.id}/"
            yield _file(f"{record.title} ({dates_line(session)})", path, page, days, site, origin)
