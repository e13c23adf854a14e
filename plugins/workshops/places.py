"""Places as readers know them: their town, their country when it is another, a room online without its address."""

from __future__ import annotations

from plugins.french.countries import country_fr
from plugins.model.agency import Place
from plugins.model.content import Content
from plugins.model.session import Session
from plugins.site.slots import Venue


def home_country(content: Content) -> str:
    """The country of the agency, which its readers need not be told."""
    address = content.agency.address
    return address.country if address else "FR"


def abroad(content: Content, place: Place) -> str | None:
    """« Suisse », of a place that is not in the agency's country."""
    has_address = place.city or place.street
    return country_fr(place.country) if has_address and place.country != home_country(content) else None


def venue(content: Content, place: Place) -> Venue:
    """A place as pages say it; the address of a virtual room is told to those who come."""
    return Venue(
        place.name,
        place.street,
        place.postcode,
        place.city,
        place.country,
        abroad(content, place),
        place.online,
        place.wheelchair,
    )


def place_line(content: Content, place: Place) -> str:
    """« Maison de l’Exemple, 12 quai de l’Exemple, 69002 Lyon » ; the room of a remote session has no street."""
    if place.online:
        return f"{place.name} (en ligne)"
    town = f"{place.postcode} {place.city}" if place.postcode and place.city else place.city
    return ", ".join(filter(None, (place.name, place.street, town, abroad(content, place))))


def place_lines(content: Content, session: Session) -> str | None:
    """Every place of a session, whole: « Salle, 1 rue X, 69001 Lyon, ou en ligne (Classe virtuelle) »."""
    names = dict.fromkeys(session.place_of(day) for day in session.days)
    lines = [place_line(content, content.places[name]) for name in names if name in content.places]
    remote = content.places.get(session.remote) if session.remote else None
    text = " puis ".join(lines)
    return (f"{text}, ou en ligne ({remote.name})" if remote else text) or None


def place_label(content: Content, session: Session) -> str:
    """« Maison de l’Exemple, Lyon », « Salle, Genève, Suisse puis Classe virtuelle », « …, ou en ligne »."""
    names = dict.fromkeys(session.place_of(day) for day in session.days)
    found = [content.places[name] for name in names if name in content.places]
    said = [", ".join(filter(None, (place.name, place.city, abroad(content, place)))) for place in found]
    text = " puis ".join(said) or "Lieu à préciser"
    return f"{text}, ou en ligne" if session.remote else text


def where(content: Content, session: Session) -> str:
    """« Lyon », « en ligne », « Paris et en ligne », else the name of the place."""
    names = dict.fromkeys([*(session.place_of(day) for day in session.days), *filter(None, [session.remote])])
    found = [content.places[name] for name in names if name in content.places]
    said = list(dict.fromkeys("en ligne" if place.online else place.city or place.name for place in found))
    text = ", ".join(said[:-1]) + (" et " if len(said) > 1 else "") + said[-1] if said else ""
    return text or "lieu à préciser"
