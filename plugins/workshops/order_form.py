"""The form by which one registers or asks for a quotation: what it offers, what it sends along, until when.

It is sent by the browser to the address that `agence.yaml` names; no file of the site reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from plugins.common.mailto import plain
from plugins.french.dates import NBSP
from plugins.model.agency import Agency
from plugins.site.doc import doc, value
from plugins.site.letter import Reading, reading
from plugins.site.values import ROOT

if TYPE_CHECKING:  # they hold a form, or an address that leads to one
    from plugins.workshops.sessions import SessionView
    from plugins.workshops.views import Workshop

PLACE = "formulaire-d-inscription"  # the id of the form in a page
ON_REQUEST = "À vos dates, chez vous"  # no session has such an id


@value
class Choice:
    """What one may ask by a form: a session, or dates of one's own."""

    id: str = doc("what is sent: the id of the session, or words where there is none")
    label: str = doc("« Lyon, jeudi 21 et vendredi 22 janvier 2027 »")
    closes: datetime | None = doc("the instant from which it can be asked no more, None for what always can")


@value
class ShownPrice:
    """A price as it was shown to whoever sends the form."""

    text: str = doc("« Inter-entreprises : 1 290 € net de taxe, par personne »")
    ends: datetime | None = doc("the instant from which it holds no longer")


@value
class OrderForm:
    """The form by which one registers: its fields have the names that the author’s guide lists."""

    heading: str = doc("« S’inscrire ou demander un devis »")
    endpoint: str = doc("the whole address that receives it")
    hidden: tuple[tuple[str, str], ...] = doc("fields that the agency’s service asks for: name, value")
    workshop: str = doc("the id of the workshop")
    title: str = doc("its title")
    choices: tuple[Choice, ...] = doc("what one may ask, at least one")
    prices: tuple[ShownPrice, ...] = doc("the prices that the page shows for them")
    consent: str = doc("what is accepted by whoever sends it")
    privacy: Reading = doc("what becomes of these data")
    documents: tuple[Reading, ...] = doc("the documents of the agency")
    closes: datetime | None = doc("the instant from which nothing can be asked, None where something always can")


def form_address(page: str) -> str:
    """Where the form of a page is; `page` is its address below the root."""
    return f"{ROOT}/{page}#{PLACE}"


def workshop_form(workshop: Workshop, agency: Agency, origin: str) -> OrderForm | None:
    """The form of a workshop's page: each session that can be booked by it, and dates of one's own; None when the
    agency receives none, or nothing can be asked by it."""
    sessions = [view for view in workshop.upcoming if by_form(view)]
    form = _form(workshop, sessions, agency, origin)
    if form and workshop.quote:
        asked = Choice(ON_REQUEST, f"{ON_REQUEST}{NBSP}: demande de devis", None)
        heading = f"{form.heading} ou demander un devis" if form.choices else "Demander un devis"
        form = replace(form, heading=heading, choices=(*form.choices, asked), closes=None)
    return form if form and form.choices else None


def session_form(workshop: Workshop, session: SessionView, agency: Agency, origin: str) -> OrderForm | None:
    """The form of a session's page: that session alone."""
    return _form(workshop, [session], agency, origin) if by_form(session) else None


def by_form(session: SessionView) -> bool:
    """Whether one books a session by the form of its page."""
    booked = session.phases[0].registration
    return booked is not None and booked.url == form_address(session.url)


def _form(workshop: Workshop, sessions: Sequence[SessionView], agency: Agency, origin: str) -> OrderForm | None:
    told = agency.registration
    if told is None:
        return None
    closes = [view.closes for view in sessions if view.closes]
    return OrderForm(
        heading="S’inscrire",
        endpoint=told.endpoint,
        hidden=tuple(told.fields.items()),
        workshop=workshop.id,
        title=plain(workshop.title),
        choices=tuple(Choice(view.id, f"{view.where}, {view.when}", view.closes) for view in sessions),
        prices=_prices(sessions),
        consent=told.consent,
        privacy=reading("Ce que deviennent ces renseignements", told.privacy, origin),
        documents=workshop.documents,
        closes=max(closes, default=None),
    )


def _prices(sessions: Sequence[SessionView]) -> tuple[ShownPrice, ...]:
    """The prices that the page shows, as it words them; a session is named where not all have the same."""
    lines = {view.id: {plain(f"{price.name} : {price.line}"): price.ends for price in view.prices} for view in sessions}
    alike = len({tuple(each) for each in lines.values()}) == 1
    found: dict[str, datetime | None] = {}
    for name, own in lines.items():
        for text, ends in own.items():
            said = text if alike else f"{name}, {text}"
            known = found.get(said, ends)
            found[said] = max(known, ends) if known and ends else None
    return tuple(ShownPrice(text, ends) for text, ends in found.items())
