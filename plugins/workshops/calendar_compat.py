"""The calendar last published against the one that comes: a subscriber never loses a session, nor misses a move.

The last one is `content/registre/agendas/ateliers.ics`, written by `./inv workshops.record` once a site is online.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from plugins.common.problems import Problem
from plugins.french.dates import date_fr, time_fr
from plugins.model.content import Content, Document
from plugins.model.fields import Loc
from plugins.model.register_files import read_register, shown_register
from plugins.model.session import Session
from plugins.model.workshop import Workshop
from plugins.workshops.calendar import KEPT, calendar_text, events_of, host_of, site_calendar, uid_of
from plugins.workshops.rules import CALENDAR

REGISTER = "agendas/ateliers.ics"
_FOLD = re.compile(r"\n[ \t]")


@dataclass(frozen=True)
class Published:
    """An event that subscribers have; `line` is its UID's in the register."""

    uid: str
    line: int
    workshop: str
    session: str
    start: datetime
    end: datetime
    location: str | None
    status: str
    sequence: int


def check_calendar(site: Content) -> Iterator[Problem]:
    """The sessions of a site are those that subscribers know, or say by their revision that they changed."""
    text, faults = read_register(site, REGISTER)
    yield from faults
    documents = published_workshops(site)
    host = uid_host(text, site.agency.url)
    current: dict[str, tuple[Document[Workshop], int]] = {}
    for document in documents:
        for number, session in enumerate(document.record.sessions):
            for rank in range(1, len(session.days) + 1):
                uid = uid_of(document, session, rank, host)
                if uid in current:
                    other, which = current[uid]
                    yield document.problem(
                        ("sessions", number, "id"),
                        f"session « {session.id} » : dans les agendas, elle se confond avec la session "
                        f"« {other.record.sessions[which].id} » de l’atelier « {other.id} » ; changez cet identifiant",
                        CALENDAR,
                    )
                    break
                current[uid] = (document, number)
    if text is None:
        return
    try:
        published = read_published(text)
    except ValueError:
        yield CALENDAR.at(
            shown_register(site, REGISTER),
            1,
            1,
            "agenda illisible : reprenez la dernière version dans git (git checkout), ce fichier ne se corrige pas",
        )
        return
    # A file with a fault of its own is not read: what it holds would seem lost.
    if any(path.startswith(("ateliers/", "agence.yaml")) for path in site.refused):
        return
    told: set[tuple[str, str]] = set()
    for event in published:
        key = (event.workshop, event.session)
        if key in told:
            continue
        found = current.get(event.uid)
        problem = _lost(site, event) if found is None else _changed(site, event, *found, host)
        if problem:
            told.add(key)  # one message for the two days of a session
            yield problem


def published_workshops(site: Content) -> list[Document[Workshop]]:
    """The workshops whose sessions are in the site's calendar once it is published."""
    return [document for document in site.workshops.values() if site.state(document) == "published"]


def origin_of(site: Content) -> str:
    """The public address, without a last slash."""
    return site.agency.url.rstrip("/")


def uid_host(register: str | None, url: str) -> str:
    """The host in UIDs: that of the calendar last published, else that of the public address.

    A site that moves to another domain keeps its UIDs: with new ones each subscriber would have each session twice.
    """
    match = re.search(r"^UID:[^@\n]*@([^@\s]+)$", _FOLD.sub("", register or ""), re.M)
    return match[1] if match else host_of(url)


def calendar_of(site: Content) -> str:
    """The calendar of the site as it would be published now."""
    text, _ = read_register(site, REGISTER)
    host = uid_host(text, site.agency.url)
    file = site_calendar(site, published_workshops(site), origin=origin_of(site), host=host)
    return calendar_text(file).decode("utf-8")


def read_published(text: str) -> list[Published]:
    """The events of a calendar; raises ValueError when it is none."""
    import icalendar  # here, as elsewhere: it takes a tenth of a second, and most builds neither read nor write one

    lines = _uid_lines(text)
    found = []
    for event in icalendar.Calendar.from_ical(text).walk("VEVENT"):
        try:
            start, end = event.decoded("DTSTART"), event.decoded("DTEND")
            if not all(isinstance(moment, datetime) and moment.tzinfo for moment in (start, end)):
                raise ValueError("événement sans fuseau")
            *_, workshop, session = str(event["URL"]).rstrip("/").split("/")
            found.append(
                Published(
                    uid=str(event["UID"]),
                    line=lines.get(str(event["UID"]), 1),
                    workshop=workshop,
                    session=session,
                    start=start,
                    end=end,
                    location=str(event["LOCATION"]) if "LOCATION" in event else None,
                    status=str(event["STATUS"]),
                    sequence=int(str(event["SEQUENCE"])),
                )
            )
        except KeyError as error:
            raise ValueError(f"événement sans {error}") from None
    return found


def _uid_lines(text: str) -> dict[str, int]:
    """The line, from 1, of each UID, whole whatever its folding (RFC 5545 § 3.1)."""
    found = {}
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("UID:"):
            uid = line[4:]
            for more in lines[number + 1 :]:
                if more[:1] not in (" ", "\t"):
                    break
                uid += more[1:]
            found[uid] = number + 1
    return found


def _lost(site: Content, event: Published) -> Problem | None:
    if event.end <= site.midnight - KEPT:
        return None  # a year past: the feeds drop it themselves
    when = f"du {date_fr(event.start)}"
    document = site.workshops.get(event.workshop)
    if document is None or site.state(document) != "published":
        message = (
            f"l’atelier « {event.workshop} » n’est plus publié, mais les agendas abonnés ont sa session "
            f"« {event.session} » {when} : remettez-le, et ses sessions avec « state: cancelled »"
        )
        if document is not None:
            return document.problem(("status",), message, CALENDAR)
        return CALENDAR.at(shown_register(site, REGISTER), event.line, 1, message)
    for number, session in enumerate(document.record.sessions):
        if session.id == event.session:
            return document.problem(
                ("sessions", number, "days"),
                f"session « {session.id} » : sa journée {when} est dans les agendas abonnés et n’est plus ici ; "
                "gardez le même nombre de jours, ou annulez la session (state: cancelled) et ouvrez-en une autre",
                CALENDAR,
            )
    return document.problem(
        ("sessions",),
        f"session « {event.session} » {when} : les agendas abonnés l’ont et elle n’est plus ici ; "
        "remettez-la, avec « state: cancelled » si elle est annulée",
        CALENDAR,
        key=True,
    )


def _elsewhere(now: str | None, published: str | None) -> bool:
    """Whether a place is another; the same one may be said with more words, its country for one."""
    return now != published and not (published and (now or "").startswith(f"{published}, "))


def _changed(site: Content, event: Published, document: Document[Workshop], number: int, host: str) -> Problem | None:
    session: Session = document.record.sessions[number]
    days = events_of(site, document, session, origin=origin_of(site), host=host)
    rank, day = next((rank, day) for rank, day in enumerate(days) if day.uid == event.uid)
    loc: Loc = ("sessions", number)
    if day.sequence > event.sequence:
        return None
    if day.sequence < event.sequence:
        return document.problem(
            (*loc, "revision"),
            f"session « {session.id} » : revision {day.sequence}, les agendas abonnés en sont à {event.sequence} ; "
            f"écrivez « revision: {event.sequence} », ou {event.sequence + 1} si la date ou l’état a changé",
            CALENDAR,
        )
    if (day.start, day.end) != (event.start, event.end):
        was = f"le {date_fr(event.start)} de {time_fr(event.start)} à {time_fr(event.end)}"
        place, what = (*loc, "days", rank, "date"), f"session « {session.id} » déplacée (publiée {was})"
    elif day.status != event.status:
        place, what = (*loc, "state"), f"session « {session.id} » : son état a changé depuis l’agenda publié"
    elif _elsewhere(day.location, event.location) and session.place in site.places:
        place, what = (*loc, "place"), f"session « {session.id} » : son lieu a changé (publié « {event.location} »)"
    else:
        return None
    act = f"écrivez « revision: {event.sequence + 1} », sans quoi les agendas abonnés ne suivront pas"
    return document.problem(place, f"{what} ; {act}", CALENDAR)
