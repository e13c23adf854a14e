"""The words that the calendar and the PDF programme share: a place, a price, an hour, a state."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from plugins.french.dates import date_fr, days_fr, time_fr
from plugins.model.agency import Agency, Place
from plugins.model.workshop import Session, Workshop
from plugins.workshops.prices import price_views
from plugins.workshops.sessions import STATES


def place_line(place: Place) -> str:
    """« Maison de l’Exemple, 12 quai de l’Exemple, 69002 Lyon » ; the room of a remote session has no street."""
    if place.online:
        return f"{place.name} (en ligne)"
    town = f"{place.postcode} {place.city}" if place.postcode and place.city else place.city
    return ", ".join(part for part in (place.name, place.street, town) if part)


def price_lines(workshop: Workshop, agency: Agency, now: datetime) -> list[tuple[str, str]]:
    """What each price that still holds pays for, and « 1 290 € net de taxe, par personne »."""
    return [
        (view.label, f"{view.text}, {view.unit}" if view.unit else view.text)
        for view in price_views(workshop.prices, agency, now)
    ]


def dates_line(session: Session) -> str:
    """« jeudi 21 et vendredi 22 janvier 2027 »."""
    return days_fr([day.date for day in session.days])


def hours_line(session: Session) -> str:
    """« 9 h – 17 h 30 » ; day by day where the hours differ."""
    spans = [f"{time_fr(day.start)} – {time_fr(day.end)}" for day in session.days]
    if len(set(spans)) == 1:
        return spans[0]
    return " ; ".join(f"jour {number} : {span}" for number, span in enumerate(spans, 1))


def state_line(session: Session) -> str:
    """« Inscriptions ouvertes, reportée du 4 février 2027 »."""
    text = STATES[session.state]
    if session.state == "rescheduled" and session.previous_date:
        text += f", session reportée du {date_fr(session.previous_date)}"
    return text


def paragraphs(lines: Iterable[str | None]) -> str:
    """The lines that there are, one under the other; an empty one parts what is above from what is below."""
    return "\n".join(line for line in lines if line is not None)
