"""The words that the calendar and the PDF programme share: a place, a price, an hour, a state."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from plugins.common.dates import NBSP, date_fr, days_fr, time_fr
from plugins.model.agency import Agency, Place
from plugins.model.workshop import Price, Session, Workshop
from plugins.workshops.sessions import STATES

VAT_RATE = 0.20  # the French standard rate, since 1 January 2014 (CGI, art. 278)


def place_line(place: Place) -> str:
    """« Maison de l’Exemple, 12 quai de l’Exemple, 69002 Lyon » ; the room of a remote session has no street."""
    if place.online:
        return f"{place.name} (en ligne)"
    town = f"{place.postcode} {place.city}" if place.postcode and place.city else place.city
    return ", ".join(part for part in (place.name, place.street, town) if part)


def euros(amount: float) -> str:
    """« 1 180 € », « 49,50 € » with no-break spaces."""
    whole = f"{amount:,.2f}".replace(",", "\u202f").replace(".", ",").removesuffix(",00")
    return f"{whole}{NBSP}€"


def price_text(price: Price, agency: Agency) -> str:
    """« 1 290 € net de taxe, par personne » ; « 1 000 € HT, soit 1 200 € TTC ».

    An exempt training has no price before tax: « HT » on it is what auditors note (CGI, art. 261-4-4° a). A French
    agency's price before tax is given with the tax too.
    """
    text = euros(price.amount)
    if price.vat == "exempt":
        text += " net de taxe"
    elif agency.address is None or agency.address.country == "FR":
        text += f" HT, soit {euros(round(price.amount * (1 + VAT_RATE), 2))} TTC"
    else:
        text += " hors taxes"
    return f"{text}, {price.unit}" if price.unit else text


def current_prices(workshop: Workshop, now: datetime) -> list[Price]:
    """The prices that one can still ask for."""
    return [price for price in workshop.prices if price.until is None or price.until >= now.date()]


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
