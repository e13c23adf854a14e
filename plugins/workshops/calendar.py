"""Sessions as calendars: one event per training day, the same bytes at each build (RFC 5545, RFC 7986).

No alarm: a feed lists sessions to which its reader does not go, and would ring for each. No METHOD: PUBLISH demands
an ORGANIZER (RFC 5546 § 3.2.1), which makes an invitation of an announcement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from plugins.common.frozen import frozen
from plugins.model.content import Content, Document
from plugins.model.session import Session
from plugins.model.workshop import Workshop
from plugins.workshops.calendar_links import SITE_CALENDAR, list_path, session_calendar, workshop_calendar
from plugins.workshops.labels import dates_line, paragraphs, price_lines, state_lines
from plugins.workshops.offer import offer, timetable
from plugins.workshops.places import place_line
from plugins.workshops.prices import rate_of

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


@frozen
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


# What the events of a session were made of, and they: five calendars or more say the same ones.
_Known = tuple[tuple[object, ...], list["TrainingDay"]]


def training_days(
    site: Content, document: Document[Workshop], session: Session, *, origin: str, host: str
) -> list[TrainingDay]:
    """The events of a session, one for each of its spans."""
    known: dict[tuple[str, str], _Known] = site.once(f"events {origin} {host} {site.now}", dict)
    place, made_of = (document.id, session.id), (document.record, session, site.agency, site.places)
    found = known.get(place)
    if found is None or any(one is not other for one, other in zip(found[0], made_of, strict=True)):
        description = _description(site, document.record, session, _url(document, session, origin))
        days = events_of(site, document, session, origin=origin, host=host)
        found = known[place] = made_of, [replace(day, description=description) for day in days]
    return found[1]


def _url(document: Document[Workshop], session: Session, origin: str) -> str:
    return f"{origin}/ateliers/{document.id}/{session.id}/"


def uid_of(document: Document[Workshop], session: Session, rank: int, host: str) -> str:
    """The UID of a day of a session, by its rank from 1: neither title nor date may change it."""
    return f"{document.id}-{session.id}-j{rank}@{host}"


def events_of(
    site: Content, document: Document[Workshop], session: Session, *, origin: str, host: str
) -> list[TrainingDay]:
    """The events of a session without their description, for who compares them."""
    record = document.record
    modified = site.aware(record.modified).astimezone(UTC) if record.modified else _EPOCH
    url = _url(document, session, origin)
    title = _PREFIXES.get(session.state, "") + record.title
    dates = sorted({day.date for day in session.days})
    return [
        TrainingDay(
            uid=uid_of(document, session, rank, host),
            workshop=document.id,
            session=session.id,
            start=span.starts,
            end=span.ends,
            zone=site.zone_of(span.place),
            title=title if len(dates) == 1 else f"{title} (jour {dates.index(day.date) + 1} sur {len(dates)})",
            location=_location(site, session, span.place),
            description="",
            url=url,
            status=STATUSES[session.state],
            sequence=session.revision,
            # Without METHOD, DTSTAMP is the last revision of the event (RFC 5545 § 3.8.7.2): it may not go back.
            stamp=modified + timedelta(seconds=session.revision),
            category=record.theme,
        )
        for rank, (day, span) in enumerate(zip(session.days, timetable(site, session), strict=True), 1)
    ]


def _location(site: Content, session: Session, name: str) -> str | None:
    place, remote = site.places.get(name), site.places.get(session.remote) if session.remote else None
    line = place_line(site, place) if place else None
    return f"{line}, ou en ligne ({remote.name})" if line and remote else line


def _description(site: Content, record: Workshop, session: Session, url: str) -> str:
    """What its other properties do not say: what it is, whether one can come, for how much, where to read the rest."""
    now = offer(site, record, session, site.now)
    prices = [f"{name} : {text}" for name, text in price_lines(site, now.prices, (rate_of(site, session.place),))]
    return paragraphs(
        [
            record.summary,
            "",
            f"Dates : {dates_line(session)}" if len({day.date for day in session.days}) > 1 else None,
            f"État : {', '.join(state_lines(site, record, session, site.now))}",
            *(f"Prix : {price}" for price in prices),
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
    return sorted((day for day in days if day.end > site.midnight - KEPT), key=lambda day: (day.start, day.uid))


@frozen
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
    """The bytes of a calendar. A zone that no yearly rule gives has no VTIMEZONE: its events are instants in UTC."""
    import icalendar  # here: most builds write no calendar anew

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
    ruled = {key: _zone(zone, min(years), max(years)) for key, zone in sorted(zones.items())}
    head, end, rest = bytes(calendar.to_ical()).rpartition(b"END:VCALENDAR")
    events = (_event(day, bool(ruled[day.zone.key])) for day in days)
    return b"".join([head, *ruled.values(), *events, end, rest])


@lru_cache(maxsize=64)
def _zone(zone: ZoneInfo, first: int, last: int) -> bytes:
    """The VTIMEZONE of a zone for some years; empty when no yearly rule gives it."""
    from plugins.workshops.vtimezone import vtimezone
    from plugins.workshops.zones import has_rules

    return bytes(vtimezone(zone, first, last).to_ical()) if has_rules(zone, first, last) else b""


@lru_cache(maxsize=4096)
def _event(day: TrainingDay, ruled: bool) -> bytes:
    """The VEVENT of a day: the calendars of the site, of its workshop, of lists and its own hold the same one."""
    import icalendar

    event = icalendar.Event()
    event.add("uid", day.uid)
    event.add("dtstamp", day.stamp)
    event.add("last-modified", day.stamp)
    event.add("sequence", day.sequence)
    # Naive times with our own TZID: given an aware one, the library names the zone as it thinks best.
    for key, moment in (("dtstart", day.start), ("dtend", day.end)):
        if ruled:
            event.add(key, moment.replace(tzinfo=None), parameters={"TZID": day.zone.key})
        else:
            event.add(key, moment.astimezone(UTC))
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
    return bytes(event.to_ical())


def site_calendar(site: Content, documents: Iterable[Document[Workshop]], *, origin: str, host: str) -> CalendarFile:
    """`/ateliers.ics`: every session of these workshops."""
    days = site_days(site, documents, origin=origin, host=host)
    return _file(f"Ateliers — {site.agency.name}", SITE_CALENDAR, "ateliers/", days, site, origin)


def list_calendar(
    site: Content, name: str, page: str, sessions: Iterable[tuple[str, Session]], *, origin: str, host: str
) -> CalendarFile:
    """The calendar of some sessions, each with the id of its workshop: what the list at `page` shows, and nothing
    else."""
    days = [
        day
        for workshop, session in sessions
        for day in training_days(site, site.workshops[workshop], session, origin=origin, host=host)
    ]
    days.sort(key=lambda day: (day.start, day.uid))
    return _file(name, list_path(page), page, days, site, origin)


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
