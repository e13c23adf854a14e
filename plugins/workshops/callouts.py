"""The workshop that an article leads to, and what one can do of its next session at each instant.

All is read of the sessions as pages show them, so that a call-out says what the page of the workshop says (`offer.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from plugins.common.texts import slugify
from plugins.model.article import Article
from plugins.site.assemble import Site
from plugins.site.slots import Action, NextSession, Phase, WorkshopCallout
from plugins.workshops.offer import BOOKABLE, PRICED
from plugins.workshops.prices import lowest
from plugins.workshops.sessions import SessionView
from plugins.workshops.views import Workshop

NEXT_ONES = 3  # how many sessions, one after the other, a call-out knows of without being built again


def callouts_of(site: Site, workshops: Iterable[Workshop]) -> Mapping[str, WorkshopCallout]:
    """The workshop that each article leads to, by id of the article: the one that it names, else one whose theme is its
    category or one of its themes, else the one that can be joined soonest. None for the last where no date is sold."""
    listed = sorted((each for each in workshops if each.listed), key=_soonest)
    made = {each.id: _callout(each) for each in listed}
    offered = [each for each in listed if each.banner is None]
    by_theme: dict[str, str] = {}
    for each in offered:
        if each.record.theme:
            by_theme.setdefault(slugify(each.record.theme), each.id)
    soonest = offered[0].id if offered and offered[0].next_sessions else ""
    found = {}
    for document in site.content.articles.values():
        record = document.record
        named = site.content.resolve("workshop", record.workshop) if record.workshop else None
        name = named if named in made else _of_themes(site, record, by_theme) or soonest
        if name:
            found[document.id] = made[name]
    return found


def _of_themes(site: Site, record: Article, by_theme: Mapping[str, str]) -> str | None:
    subjects = (record.category or site.content.agency.default_category, *record.tags)
    return next((by_theme[name] for name in map(slugify, subjects) if name in by_theme), None)


def _soonest(workshop: Workshop) -> tuple[bool, bool, datetime | None, str]:
    """Workshops that one can join first, by date, then those that are full, then those without a date."""
    if not workshop.next_sessions:
        return True, True, None, workshop.id
    first = workshop.next_sessions[0]
    return first.full, False, first.starts, workshop.id


def _callout(workshop: Workshop) -> WorkshopCallout:
    return WorkshopCallout(
        workshop.title,
        workshop.url,
        workshop.summary,
        workshop.duration_label,
        workshop.mode_label,
        workshop.next_sessions,
        dated=any(each.ends for each in workshop.next_sessions),
    )


def next_sessions(sessions: Sequence[SessionView], now: datetime) -> tuple[NextSession, ...]:
    """The session to which one can come next at an instant, then each that will be the next; a full one when there is
    no other. The last is known until it is no longer the next, and nothing is said after it."""
    moments = {phase.since for each in sessions for phase in each.phases if phase.since}
    moments |= {price.ends for each in sessions for price in each.prices if price.ends and price.ends > now}
    said: list[tuple[datetime | None, _Said | None]] = []
    for since in (None, *sorted(moments)):
        next_one = _next_session(sessions, since or now)
        if not said or said[-1][1] != next_one:
            said.append((since, next_one))
        if len(said) > NEXT_ONES:
            break
    limits = [*(since for since, _ in said[1:]), None]
    return tuple(
        _shown(next_one, since, end)
        for (since, next_one), end in list(zip(said, limits, strict=True))[:NEXT_ONES]
        if next_one
    )


# A session, whether it is full, the lowest price of a seat, what a reader can do: at an instant.
_Said = tuple[SessionView, bool, str, Action | None]


def _next_session(sessions: Sequence[SessionView], t: datetime) -> _Said | None:
    coming = [
        (phase.state not in BOOKABLE, session.starts, session.id, session, phase)
        for session in sessions
        if (phase := _phase_at(session.phases, t)) and phase.state in PRICED
    ]
    if not coming:
        return None
    full, _, _, session, phase = min(coming, key=lambda each: each[:3])
    prices = [price for price in session.prices if price.ends is None or t < price.ends]
    return session, full, lowest(prices), phase.registration or phase.message


def _phase_at(phases: Iterable[Phase], t: datetime) -> Phase | None:
    return next(
        (each for each in phases if (not each.since or each.since <= t) and (not each.until or t < each.until)), None
    )


def _shown(said: _Said, since: datetime | None, end: datetime | None) -> NextSession:
    session, full, price, action = said
    return NextSession(
        when=f"{session.when} (complet)" if full else session.when,
        of_dates=session.of_dates,
        url=session.url,
        starts=session.starts,
        place_label=session.place_label,
        price=price,
        action=action,
        full=full,
        since=since,
        ends=end,
    )
