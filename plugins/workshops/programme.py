"""The PDF programme of a workshop: what the page says, for the desk of whoever signs the order."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from plugins.common import qr
from plugins.french.dates import NBSP, date_fr
from plugins.model.content import Content
from plugins.model.content import Document as ContentDocument
from plugins.model.price import Price
from plugins.model.session import Session
from plugins.model.workshop import Contact, GroupSize, Workshop
from plugins.site.paper import Kind, for_paper, image_address, legal_line
from plugins.workshops.labels import dates_line, hours_line, price_lines, state_lines
from plugins.workshops.offer import NOT_HELD, coming, lines_at, offer
from plugins.workshops.places import place_lines
from plugins.workshops.prices import FOR_WHOM, Rates, rate_of, rates_of, vat_notice
from plugins.workshops.rights import documents_of, rights_of
from plugins.workshops.rules import PROGRAMME, declaration
from plugins.workshops.sessions import MODES, duration_label
from plugins.workshops.views import ContactLine, PriceLine, PrintedSession, ProgrammeSheet

PROGRAMMES = Kind("programme", "programme PDF", "programmes PDF", "ateliers", PROGRAMME)


def programme_path(workshop: str) -> str:
    """The address of a workshop's programme, below the site's root."""
    return f"ateliers/{workshop}/programme.pdf"


def programme_sheet(site: Content, document: ContentDocument[Workshop], body: str, origin: str) -> ProgrammeSheet:
    """What the template shows. `body` is the HTML of the programme by half-days, its links absolute."""
    record, agency, now = document.record, site.agency, site.now
    sessions = coming(site, record, now)
    trainers = [site.authors[name].record for name in map(site.author_id, record.trainers) if name in site.authors]
    certified = record.certification.registered if record.certification else None
    return ProgrammeSheet(
        record=record,
        agency=agency,
        body=Markup(for_paper(body)),
        url=f"{origin}/ateliers/{document.id}/",
        code=qr.address(f"{origin}/ateliers/{document.id}/#dates"),
        updated=date_fr(record.modified) if record.modified else None,
        duration=duration_label(record.duration),
        mode=MODES[record.mode],
        formats=formats_label(record),
        group=group_line(record.group_size),
        prices=_lines(site, lines_at(record.prices, site.zone, now), rates_of(site, record, now)),
        vat_note=vat_notice([*record.prices, *(price for each in sessions for price in each.prices)], agency),
        sessions=tuple(_printed(site, record, session) for session in sessions),
        trainers=tuple(trainers),
        contact=contact_lines(record.contact),
        accessibility_mail=record.accessibility is not None and "@" in record.accessibility.contact,
        certified_on=date_fr(certified) if certified else None,
        declaration=declaration(agency),
        after=record.after_registration or agency.after_registration,
        documents=documents_of(agency, origin),
        complaints=agency.complaints,
        rights=rights_of(agency, record),
        cover=image_address(site, record.image),
        legal=legal_line(agency),
    )


def _lines(site: Content, prices: Iterable[Price], rates: Rates) -> tuple[PriceLine, ...]:
    return tuple(PriceLine(name, text) for name, text in price_lines(site, prices, rates))


def _printed(site: Content, record: Workshop, session: Session) -> PrintedSession:
    now = offer(site, record, session, site.now)
    place = site.places.get(session.place)
    return PrintedSession(
        dates=dates_line(session),
        hours=hours_line(site, session),
        place=place_lines(site, session),
        wheelchair=place is not None and bool(place.wheelchair),
        state=tuple(state_lines(site, record, session, site.now)),
        prices=_lines(site, now.prices, (rate_of(site, session.place),)) if session.prices else (),
        off=now.state in NOT_HELD,
    )


def formats_label(record: Workshop) -> str:
    """« inter-entreprises ou intra-entreprise »."""
    return " ou ".join(FOR_WHOM[name] for name in record.formats)


def group_line(size: GroupSize | None) -> str | None:
    """« de 4 à 10 participants »."""
    return f"de {size.min} à {size.max}{NBSP}participants" if size else None


def contact_lines(contact: Contact) -> tuple[ContactLine, ...]:
    """A contact line by line, with the address of each that has one."""
    lines = []
    if contact.name:
        lines.append(ContactLine(contact.name))
    if contact.email:
        lines.append(ContactLine(contact.email, f"mailto:{contact.email}"))
    if contact.phone:
        number = contact.phone.replace(" ", "")
        lines.append(ContactLine(contact.phone.replace(" ", NBSP), f"tel:{number}"))
    return tuple(lines)
