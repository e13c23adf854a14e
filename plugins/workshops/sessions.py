"""Sessions as readers see them: when, where, whether one can still come. Plain values in, plain values out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from plugins.common.dates import NBSP, date_fr, days_fr, time_fr
from plugins.model.agency import Place
from plugins.model.workshop import Duration, Session

FEW_SEATS = 3  # from here on, the seats left are said
MODES = {"onsite": "Sur place", "online": "En ligne", "hybrid": "Sur place ou en ligne"}
STATES = {
    "tentative": "À confirmer",
    "open": "Inscriptions ouvertes",
    "full": "Complet",
    "cancelled": "Session annulée",
    "rescheduled": "Inscriptions ouvertes",
    "postponed": "Date à venir",
}


@dataclass
class SessionView:
    """A session ready for a template; `starts` and `ends` are instants in the place's zone.

    `calendar` is left by the stage that makes it.
    """

    id: str
    workshop: Any
    when: str
    hours: str
    starts: datetime
    ends: datetime
    place: Place | None
    state: str
    state_label: str
    note: str | None
    registration: str | None
    url: str | None = None
    calendar: Any = None


def session_view(session: Session, workshop: Any, place: Place | None, zone: ZoneInfo) -> SessionView:
    """What a page says of a session."""
    zone = ZoneInfo(place.timezone) if place and place.timezone else zone
    hours = {(day.start, day.end) for day in session.days}
    start, end = session.days[0].start, session.days[0].end
    bookable = session.state in ("open", "rescheduled", "tentative")
    return SessionView(
        id=session.id,
        workshop=workshop,
        when=days_fr([day.date for day in session.days]),
        hours=f"{time_fr(start)} – {time_fr(end)}" if len(hours) == 1 else "horaires selon le jour",
        starts=session.days[0].starts.replace(tzinfo=zone),
        ends=session.days[-1].ends.replace(tzinfo=zone),
        place=place,
        state=session.state,
        state_label=STATES[session.state],
        note=_note(session),
        registration=session.registration if bookable else None,
    )


def _note(session: Session) -> str | None:
    if session.state == "rescheduled" and session.previous_date:
        return f"Reportée du {date_fr(session.previous_date)}"
    if session.state == "open" and session.seats_left is not None and 0 < session.seats_left <= FEW_SEATS:
        return f"Plus que {session.seats_left}{NBSP}place{'s' if session.seats_left > 1 else ''}"
    return None


def split_sessions(sessions: list[SessionView], now: datetime) -> tuple[list[SessionView], list[SessionView]]:
    """Coming sessions, soonest first, and past ones, latest first; a session is past when its last day has ended."""
    coming = sorted((view for view in sessions if view.ends > now), key=lambda view: (view.starts, view.id))
    past = sorted(
        (view for view in sessions if view.ends <= now), key=lambda view: (view.starts, view.id), reverse=True
    )
    return coming, past


def duration_label(duration: Duration) -> str:
    """« 2 jours (14 heures) », « une demi-journée (3 heures 30) »."""
    hours = int(duration.hours)
    minutes = round((duration.hours - hours) * 60)
    length = f"{hours}{NBSP}heure{'s' if hours > 1 else ''}" + (f"{NBSP}{minutes:02d}" if minutes else "")
    if duration.days == 0.5:
        return f"une demi-journée ({length})"
    days = f"{duration.days:g}".replace(".", ",")
    return f"{days}{NBSP}jour{'s' if duration.days >= 2 else ''} ({length})"
