"""The words that the calendar and the PDF programme share: a price, an hour, a state."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from plugins.french.dates import date_fr, days_fr, hours_fr
from plugins.model.content import Content
from plugins.model.price import Price
from plugins.model.session import Session
from plugins.model.workshop import Workshop
from plugins.workshops.offer import offer
from plugins.workshops.prices import Rates, price_views
from plugins.workshops.sessions import STATES, clock_note, notes


def price_lines(content: Content, prices: Iterable[Price], rates: Rates) -> list[tuple[str, str]]:
    """What each price pays for, and « 1 290 € net de taxe, par personne, jusqu’au 15 décembre 2026 »."""
    return [(view.name, view.line) for view in price_views(prices, content.zone, rates)]


def dates_line(session: Session) -> str:
    """« jeudi 21 et vendredi 22 janvier 2027 » ; a postponed session has its date to come."""
    text = days_fr([day.date for day in session.days])
    return f"date à venir (d’abord prévue : {text})" if session.state == "postponed" else text


def hours_line(content: Content, session: Session) -> str:
    """« 9 h – 17 h 30 » ; day by day where the hours differ; whose clock, where that must be told."""
    spans: dict[date, str] = {}
    for day in session.days:
        hours = hours_fr(day.start, day.end)
        spans[day.date] = f"{spans[day.date]} et {hours}" if day.date in spans else hours
    if len(set(spans.values())) == 1:
        text = next(iter(spans.values()))
    else:
        text = " ; ".join(f"{date_fr(day).rpartition(' ')[0]} : {hours}" for day, hours in spans.items())
    clock = clock_note(content, session)
    return f"{text} ({clock})" if clock else text


def state_lines(content: Content, workshop: Workshop, session: Session, t: datetime) -> list[str]:
    """« Inscriptions ouvertes », then what else to know, as the page says it."""
    now = offer(content, workshop, session, t)
    return [STATES[now.state], *notes(content, workshop, session, now)]


def paragraphs(lines: Iterable[str | None]) -> str:
    """The lines that there are, one under the other; an empty one parts what is above from what is below."""
    return "\n".join(line for line in lines if line is not None)
