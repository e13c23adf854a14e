"""What can be bought at an instant: every face of a workshop reads it here, and none decides by itself.

Pure: a content, a workshop, a session and an instant in, plain values out; no clock is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from plugins.common.frozen import frozen
from plugins.model.agency import Agency, Place
from plugins.model.content import Content
from plugins.model.price import Audience, Price
from plugins.model.session import Session, SessionDay
from plugins.model.workshop import Workshop

State = Literal["tentative", "open", "full", "closed", "running", "ended", "cancelled", "postponed"]
BOOKABLE: tuple[State, ...] = ("tentative", "open")
NOT_HELD: tuple[State, ...] = ("cancelled", "postponed")
PRICED: tuple[State, ...] = (*BOOKABLE, "full")  # a waiting list is for a price too
FEW_SEATS = 3  # from here on, the seats left are said


@frozen
class Span:
    """Some hours of one day of a session, on the clock of their place."""

    starts: datetime
    ends: datetime
    pause: int  # minutes
    place: str  # its id


@frozen
class Offer:
    """What a session is to a buyer at an instant.

    `prices` are the lines that one pays then, or would were there a seat; none when nothing is sold. `closes` is the
    instant from which one registers no more, None once it has come or when nobody can.
    """

    state: State
    prices: tuple[Price, ...] = ()
    closes: datetime | None = None
    seats_left: int | None = None

    @property
    def bookable(self) -> bool:
        """Whether one can register."""
        return self.state in BOOKABLE

    @property
    def few_seats(self) -> bool:
        """Whether the last seats are to be told."""
        return self.state == "open" and 0 < (self.seats_left or 0) <= FEW_SEATS


# A session and what says its zones, kept alive so that the id of the first stays its own; its spans.
_Known = tuple[Session, Mapping[str, Place], Agency, tuple[Span, ...]]


def timetable(content: Content, session: Session) -> tuple[Span, ...]:
    """The spans of a session in their order, as instants; made once, as all that is said of it asks for them."""
    known: dict[int, _Known] = content.once("timetables", dict)
    found = known.get(id(session))
    if found is None or found[1] is not content.places or found[2] is not content.agency:
        spans = tuple(_span(content, session, day) for day in session.days)
        found = known[id(session)] = session, content.places, content.agency, spans
    return found[3]


def _span(content: Content, session: Session, day: SessionDay) -> Span:
    place = session.place_of(day)
    zone = content.zone_of(place)
    return Span(day.starts.replace(tzinfo=zone), day.ends.replace(tzinfo=zone), day.break_minutes, place)


def starts(content: Content, session: Session) -> datetime:
    """The instant at which a session begins."""
    return timetable(content, session)[0].starts


def ends(content: Content, session: Session) -> datetime:
    """The instant at which it is over."""
    return max(span.ends for span in timetable(content, session))


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which what is « jusqu’au 15 décembre » ends: that day is the last."""
    return datetime.combine(day + timedelta(days=1), time(), zone)


def closing(content: Content, workshop: Workshop, session: Session) -> datetime:
    """The instant from which nobody registers for a session: after its last day to do so, at its start at the latest.

    The last day is the session's own, else so many days before the first as the workshop says, else the agency.
    """
    begins = starts(content, session)
    last = session.registration_until
    if last is None:
        days = workshop.registration_days
        days = content.agency.registration_days if days is None else days
        last = session.days[0].date - timedelta(days=days) if days else None
    return begins if last is None else min(begins, end_of(last, content.zone))


def offer(content: Content, workshop: Workshop, session: Session, t: datetime) -> Offer:
    """What a session offers at an instant."""
    known = _known_state(session)
    if known in NOT_HELD:
        return Offer(known)
    if t >= ends(content, session):
        return Offer("ended")
    if t >= starts(content, session):
        return Offer("running")
    closes = closing(content, workshop, session)
    if t >= closes:
        return Offer("closed", seats_left=session.seats_left)
    prices = lines_at(lines_of(workshop, session), content.zone, t)
    return Offer(known, prices, closes if known in BOOKABLE else None, session.seats_left)


def _known_state(session: Session) -> State:
    """The state that a header says, whatever the time: without a seat left, a session is full."""
    if session.state in ("tentative", "open", "rescheduled") and session.seats_left == 0:
        return "full"
    return "open" if session.state == "rescheduled" else session.state


def audiences_of(workshop: Workshop) -> tuple[Audience, ...]:
    """Who comes to a dated session: people, one by one, unless the workshop is for groups alone."""
    return ("inter", "individual") if "inter" in workshop.formats else ("intra",)


def lines_of(workshop: Workshop, session: Session) -> tuple[Price, ...]:
    """The prices of a session, whatever the time: its own, else those of its workshop that are for who comes to it."""
    if session.prices:
        return tuple(session.prices)
    coming = set(audiences_of(workshop))
    return tuple(price for price in workshop.prices if coming.intersection(price.audiences))


def lines_at(prices: Sequence[Price], zone: ZoneInfo, t: datetime) -> tuple[Price, ...]:
    """Those of some prices that hold at an instant."""
    return tuple(price for price in prices if price.until is None or t < end_of(price.until, zone))


def limits(prices: Sequence[Price], zone: ZoneInfo) -> Iterator[datetime]:
    """The instants at which some prices end."""
    for price in prices:
        if price.until:
            yield end_of(price.until, zone)


def session_instants(content: Content, workshop: Workshop, session: Session) -> Iterator[datetime]:
    """Every instant at which the offer of a session changes."""
    if session.state in NOT_HELD:
        if session.state == "cancelled":
            yield ends(content, session)  # it goes from the sessions to come to those that passed
        return
    closes = closing(content, workshop, session)
    yield from (closes, starts(content, session), ends(content, session))
    yield from (limit for limit in limits(lines_of(workshop, session), content.zone) if limit < closes)


def instants(content: Content, workshop: Workshop) -> Iterator[datetime]:
    """Every instant at which what is said of a workshop changes, in no order."""
    yield from limits(workshop.prices, content.zone)
    for session in workshop.sessions:
        yield from session_instants(content, workshop, session)


def phases(
    content: Content, workshop: Workshop, session: Session, t: datetime
) -> tuple[tuple[datetime | None, Offer], ...]:
    """The offer at an instant, then each later one with the instant from which it holds."""
    found: list[tuple[datetime | None, Offer]] = [(None, offer(content, workshop, session, t))]
    for instant in sorted({each for each in session_instants(content, workshop, session) if each > t}):
        following = offer(content, workshop, session, instant)
        if following != found[-1][1]:
            found.append((instant, following))
    return tuple(found)


def coming(content: Content, workshop: Workshop, t: datetime) -> list[Session]:
    """The sessions that are not over, in the order in which every face lists them (`order`)."""
    found = [(offer(content, workshop, session, t), session) for session in workshop.sessions]
    ahead = [
        (order(each.state, starts(content, session), session.id), session)
        for each, session in found
        if each.state == "postponed" or ends(content, session) > t
    ]
    return [session for _, session in sorted(ahead, key=lambda pair: pair[0])]


def order(state: str, begins: datetime, identifier: str) -> tuple[bool, bool, datetime, str]:
    """Sessions soonest first; then those whose date is to come, then those that have begun."""
    return state == "running", state == "postponed", begins, identifier


def when_told(offers: Sequence[tuple[datetime | None, Offer]]) -> tuple[tuple[datetime | None, Offer], ...]:
    """Phases as a label tells them: those that differ by their prices alone are one."""
    found: list[tuple[datetime | None, Offer]] = []
    for since, each in offers:
        if not found or replace(each, prices=()) != replace(found[-1][1], prices=()):
            found.append((since, each))
    return tuple(found)
