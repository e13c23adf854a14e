"""Sessions as readers see them: when, where, whether one can still come. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from plugins.french.dates import NBSP, date_fr, days_fr, time_fr
from plugins.french.elision import de
from plugins.model.agency import Place
from plugins.model.workshop import Duration, Session, SessionDay
from plugins.site.doc import doc, value
from plugins.site.slots import Action, SessionLine, Venue
from plugins.site.values import Link
from plugins.workshops.calendar_links import CalendarLinks
from plugins.workshops.mailto import prefilled

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
ENDED = "Session terminée"
BOOKABLE = ("open", "rescheduled", "tentative")
NOT_HELD = ("cancelled", "postponed")


@value
class DayView:
    """One day of a session."""

    date: date = doc("the day")
    when: str = doc("« jeudi 21 janvier 2027 »")
    hours: str = doc("« 9 h – 17 h 30 »")
    pause: str | None = doc("« pause de 1 h 30 »")
    starts: datetime = doc("the instant at which it begins")
    ends: datetime = doc("the instant at which it ends")


@value
class SessionView(SessionLine):
    """A session at its own address."""

    record: Session = doc("its header, typeset")
    short: str = doc("its days without their names: « 21 et 22 janvier 2027 »", for_code=True)
    days: tuple[DayView, ...] = doc("each of its days")
    where: str = doc("« Lyon », « en ligne »", for_code=True)
    ended: bool = doc("whether it is over")
    calendar: CalendarLinks = doc("the ways to its calendar")

    @property
    def title(self) -> str:
        """« Lyon, 21 et 22 janvier 2027 »."""
        return f"{self.where}, {self.short}"


def session_view(
    session: Session,
    workshop: Link,
    contact: str | None,
    place: Place | None,
    zone: ZoneInfo,
    now: datetime,
    calendar: CalendarLinks,
) -> SessionView:
    """What a page says of a session. `zone` is the agency's; `contact` is the address to which readers write."""
    own_zone = ZoneInfo(place.timezone) if place and place.timezone else zone
    days = tuple(_day(day, own_zone) for day in session.days)
    hours = {(day.start, day.end) for day in session.days}
    dates = [day.date for day in session.days]
    ended = days[-1].ends <= now
    when = days_fr(dates)
    view = SessionView(
        id=session.id,
        workshop=workshop,
        record=session,
        when=when,
        # « du jeudi 21 janvier 2027 », « des jeudi 21 et vendredi 22 janvier 2027 », after « session »
        of_dates=f"{'des' if len(days) > 1 else 'du'} {when}",
        short=days_fr(dates, weekdays=False),
        hours=days[0].hours if len(hours) == 1 else "horaires selon le jour",
        clock=_clock(days[0].starts, place, zone),
        days=days,
        starts=days[0].starts,
        ends=days[-1].ends,
        place=venue(place) if place else None,
        where=where(place),
        state=session.state,
        state_label=ENDED if ended and session.state not in NOT_HELD else STATES[session.state],
        notes=() if ended else tuple(_notes(session)),
        ended=ended,
        url=f"{workshop.url}{session.id}/",
        calendar=calendar,
        registration=None,
        message=None,
    )
    return view if ended else replace(view, registration=_registration(view, contact), message=_message(view, contact))


def venue(place: Place) -> Venue:
    """A place as pages say it; the address of a virtual room is told to those who come."""
    return Venue(place.name, place.street, place.postcode, place.city, place.country, place.online, place.wheelchair)


def where(place: Place | None) -> str:
    """« Lyon », « en ligne », else the name of the place."""
    if place is None:
        return "lieu à préciser"
    return "en ligne" if place.online else place.city or place.name


def _day(day: SessionDay, zone: ZoneInfo) -> DayView:
    pause = f"pause de {_minutes(day.break_minutes)}" if day.break_minutes else None
    return DayView(
        date=day.date,
        when=days_fr([day.date]),
        hours=f"{time_fr(day.start)} – {time_fr(day.end)}",
        pause=pause,
        starts=day.starts.replace(tzinfo=zone),
        ends=day.ends.replace(tzinfo=zone),
    )


def _minutes(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h" + (f"{NBSP}{rest:02d}" if rest else "")


def _clock(starts: datetime, place: Place | None, zone: ZoneInfo) -> str | None:
    """« heure de Montréal », where the clock is not the agency's."""
    if place is None or starts.utcoffset() == starts.replace(tzinfo=zone).utcoffset():
        return None
    return f"heure {de(place.city or place.name)}"


def _notes(session: Session) -> Iterator[str]:
    if session.state == "rescheduled" and session.previous_date:
        yield f"Reportée du {date_fr(session.previous_date)}"
    if has_few_seats(session):
        yield f"Plus que {session.seats_left}{NBSP}place{'s' if (session.seats_left or 0) > 1 else ''}"


def has_few_seats(session: Session) -> bool:
    """Whether the last seats are to be told."""
    return session.state in ("open", "rescheduled") and 0 < (session.seats_left or 0) <= FEW_SEATS


def _registration(view: SessionView, contact: str | None) -> Action | None:
    """How to book: the session's own address, with the message written when it is a mail, else the contact's."""
    if view.state not in BOOKABLE:
        return None
    label = "Se préinscrire" if view.state == "tentative" else "S’inscrire"
    given = view.record.registration
    if given and not given.startswith("mailto:"):
        return Action(label, given)
    address = given or contact
    return Action(label, _letter(view, address, "Inscription", "Je souhaite participer")) if address else None


def _message(view: SessionView, address: str | None) -> Action | None:
    if not address:
        return None
    if view.state == "full":
        return Action(
            "liste d’attente", _letter(view, address, "Liste d’attente", "Prévenez-moi si une place se libère")
        )
    if view.state in NOT_HELD:
        return Action("être prévenu", _letter(view, address, "Prochaine date", "Prévenez-moi de la prochaine date"))
    return None


def _letter(view: SessionView, address: str, subject: str, wish: str) -> str:
    body = (
        f"Bonjour,\n\n{wish}\u00a0: « {view.workshop.name} », {view.where}, {view.when} ({view.id}).\n\n"
        "Nom\u00a0:\nSociété\u00a0:\nTéléphone\u00a0:\n"
    )
    return prefilled(address, f"{subject}\u00a0: {view.workshop.name}, {view.title}", body)


def split_sessions(
    sessions: Iterable[SessionView], now: datetime
) -> tuple[tuple[SessionView, ...], tuple[SessionView, ...]]:
    """Coming sessions, soonest first, and past ones, latest first; a session is past when its last day has ended."""
    coming = sorted((view for view in sessions if view.ends > now), key=lambda view: (view.starts, view.id))
    past = sorted(
        (view for view in sessions if view.ends <= now), key=lambda view: (view.starts, view.id), reverse=True
    )
    return tuple(coming), tuple(past)


def in_order(sessions: Iterable[SessionView]) -> tuple[SessionView, ...]:
    """Sessions, soonest first."""
    return tuple(sorted(sessions, key=lambda view: (view.starts, view.id)))


def duration_label(duration: Duration) -> str:
    """« 2 jours (14 heures) », « une demi-journée (3 heures 30) »."""
    hours = int(duration.hours)
    minutes = round((duration.hours - hours) * 60)
    length = f"{hours}{NBSP}heure{'s' if hours > 1 else ''}" + (f"{NBSP}{minutes:02d}" if minutes else "")
    if duration.days == 0.5:
        return f"une demi-journée ({length})"
    days = f"{duration.days:g}".replace(".", ",")
    return f"{days}{NBSP}jour{'s' if duration.days >= 2 else ''} ({length})"
