"""What the pages of workshops and the document to print may read."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from markupsafe import Markup

from plugins.french.elision import at, de
from plugins.model.agency import Agency, Consumers
from plugins.model.author import Author
from plugins.model.workshop import Workshop as WorkshopRecord
from plugins.site.doc import doc, value, view
from plugins.site.letter import Reading
from plugins.site.slots import Action, Download, NextSession, PriceView, SessionLine, Venue
from plugins.site.values import Html, Person, Picture
from plugins.site.views import View
from plugins.workshops.calendar_links import CalendarLinks
from plugins.workshops.order_form import OrderForm
from plugins.workshops.prices import CardPrice
from plugins.workshops.rights import Certificate
from plugins.workshops.sessions import SessionView

FACET_KINDS = {"lieu": "Lieu", "theme": "Thème", "mode": "Modalité", "mois": "Mois", "titre": "Catalogue"}


@view
class Workshop:
    """A workshop as its pages say it."""

    id: str = doc("the name of its file", for_code=True)
    url: str = doc("its address below the root")
    title: str = doc("its title")
    summary: str = doc("what it is, in two sentences")
    description: str = doc("what search engines show below its title")
    banner: str | None = doc("draft, scheduled or hidden, in a preview")
    listed: bool = doc("whether lists show it", for_code=True)
    record: WorkshopRecord = doc("its header, typeset")
    content: Html = doc("the programme by half-days, the body of its file")
    body: Html = doc("the same before images are prepared for screens, for the PDF", for_code=True)
    hero: Picture | None = doc("its main image")
    updated: datetime | None = doc("when it was last changed")
    people: tuple[Person, ...] = doc("who leads it")
    contact_email: str | None = doc("the address to which one writes: its own, else the agency’s")
    mode_label: str = doc("« Sur place », « En ligne » or « Sur place ou en ligne »")
    mode_id: str = doc("the last part of the address of its list by mode")
    duration_label: str = doc("« 2 jours (14 heures) »")
    formats_label: str = doc("« inter-entreprises ou intra-entreprise »")
    lang: str = doc("the code of the language of its text")
    quote: Action | None = doc("« Demander un devis », for a session of one’s own; None where there is none")
    prices: tuple[PriceView, ...] = doc("the prices that hold")
    card_prices: tuple[CardPrice, ...] = doc("the lowest of a seat, for lists, then each later one")
    vat_notice: str | None = doc("why no VAT is added, None where it is")
    after: str | None = doc("what follows a registration: its own words, else the agency’s")
    documents: tuple[Reading, ...] = doc("the documents of the agency")
    complaints: str | None = doc("how one complains")
    rights: Consumers | None = doc("what individuals are told, when a price is for them")
    sessions: tuple[SessionView, ...] = doc("all of them, as its header has them", for_code=True)
    upcoming: tuple[SessionView, ...] = doc("not over, soonest first, those that have begun last")
    next_sessions: tuple[NextSession, ...] = doc("the next one, then those that will be the next")
    past: tuple[SessionView, ...] = doc("over, latest first")
    calendar: CalendarLinks = doc("the ways to its calendar")
    programme: Download | None = doc("the PDF, None where it cannot be made")


@value
class Criterion:
    """One of the two criteria of a list."""

    kind: str = doc("what it is of: `lieu`, `theme`, `mode`, `mois`")
    id: str = doc("the last part of the address of its own list")
    label: str = doc("its name: « Lyon »")
    without: str = doc("the address of the list of the other criterion alone")

    @property
    def kind_label(self) -> str:
        """« Lieu »."""
        return FACET_KINDS[self.kind]


@value
class Narrower:
    """A list of two criteria, as that of one of them leads there."""

    kind: str = doc("what the other criterion is of")
    kind_label: str = doc("its name: « Lieu »")
    label: str = doc("the other criterion: « Lyon »")
    url: str = doc("the address of the list")
    count: int = doc("how many sessions it has")


@value
class Facet:
    """One list: what it is of, its address, what is in it. That of two criteria bears the name of the first."""

    kind: str = doc("what it is of: `lieu`, `theme`, `mode`, `mois`; `titre` for every workshop by its title")
    id: str = doc("the last part of its address")
    label: str = doc("its name: « Lyon »")
    place: Venue | None = doc("the place, for a list by place")
    workshops: tuple[Workshop, ...] = doc("the workshops in it", for_code=True)
    sessions: tuple[SessionView, ...] = doc("their next sessions there, soonest first")
    criteria: tuple[Criterion, ...] = doc("both criteria of a list of two", default=())
    narrower: tuple[Narrower, ...] = doc("the lists of this criterion and of another one", default=())

    @property
    def kind_label(self) -> str:
        """« Lieu »; « Thème et lieu »."""
        return " et ".join([FACET_KINDS[self.kind], *(each.kind_label.lower() for each in self.criteria[1:])])

    @property
    def url(self) -> str:
        """Its address below the site's root."""
        more = (part for each in self.criteria[1:] for part in (each.kind, each.id))
        return "/".join(filter(None, ("ateliers/par", self.kind, self.id, *more))) + "/"

    @property
    def title(self) -> str:
        """« Ateliers à Lyon », « Ateliers en ligne », « Ateliers d’avril 2027 », « Ateliers : Écriture »; of two
        criteria, « Ateliers : Écriture, à Lyon »."""
        return ", ".join([self._title(), *(_as_second(each, self.place) for each in self.criteria[1:])])

    def _title(self) -> str:
        if self.kind == "titre":
            return "Tous les ateliers, de A à Z"
        if self.kind == "mois":
            return f"Ateliers {de(self.label)}"
        if self.kind == "mode":
            return f"Ateliers {self.label[0].lower()}{self.label[1:]}"
        if self.kind == "lieu" and self.place and self.place.city:
            return f"Ateliers {at(self.label)}"
        return f"Ateliers\u00a0: {self.label}"


def _as_second(criterion: Criterion, place: Venue | None) -> str:
    """« à Lyon », « en ligne », « en avril 2027 »."""
    if criterion.kind == "mois":
        return f"en {criterion.label}"
    if criterion.kind == "mode":
        return f"{criterion.label[0].lower()}{criterion.label[1:]}"
    return at(criterion.label) if place and place.city else criterion.label


@view
class WorkshopPage(View):
    """A workshop."""

    TEMPLATE: ClassVar[str] = "workshop"
    IN_RATIOS: ClassVar[bool] = True
    workshop: Workshop = doc("the workshop")
    order: OrderForm | None = doc("the form by which one registers, None without one")
    today: date = doc("the day of the build, at the agency’s clock")


@view
class SessionPage(View):
    """One session at its own address."""

    TEMPLATE: ClassVar[str] = "session"
    workshop: Workshop = doc("its workshop")
    session: SessionView = doc("the session")
    order: OrderForm | None = doc("the form by which one registers for it, None without one")
    today: date = doc("the day of the build, at the agency’s clock")


@value
class SessionGroup:
    """Sessions of a list under one heading."""

    title: str | None = doc("« septembre 2026 », « Date à venir »; None when the list needs no heading")
    sessions: tuple[SessionLine, ...] = doc("the sessions, in their order")


@view
class WorkshopsPage(View):
    """All workshops, or those of a facet (place, theme, mode, month)."""

    TEMPLATE: ClassVar[str] = "workshops"
    workshops: tuple[Workshop, ...] = doc("the workshops that the page presents, none after its first one")
    count: int = doc("how many workshops the site lists")
    brief: bool = doc("whether they are too many for more than their titles")
    sessions: tuple[SessionGroup, ...] = doc("sessions to come, soonest first; by month when they are many")
    facet: Facet | None = doc("the facet, None for the list of all")
    facets: tuple[Facet, ...] = doc("every facet")
    titles: str = doc("the address of the list of all titles, where this page does not show them", default="")
    index: str | None = doc(
        "the address of what the script of filters reads, None where all is on a page", default=None
    )
    number: int = doc("the rank of the page among those of its list", default=1)
    previous_url: str = doc("the address of the page of sooner sessions, below the root", default="")
    next_url: str = doc("that of the page of later ones", default="")
    calendar: CalendarLinks | None = doc("the calendar of the sessions of this list")
    certificate: Certificate | None = doc("the certificate of the agency, on the list of all")
    today: date = doc("the day of the build, at the agency’s clock")


@value
class ContactLine:
    """A line of a contact, with its address when it has one."""

    text: str = doc("what is read")
    href: str | None = doc("the address that it opens, `mailto:` or `tel:`", default=None)


@value
class PriceLine:
    """A price on paper."""

    label: str = doc("what this price pays")
    text: str = doc("the amount in words, with its tax")


@view
class PrintedSession:
    """A session on paper."""

    dates: str = doc("its days in words")
    hours: str = doc("its hours, with the zone if need be")
    place: str | None = doc("where it is held, whole")
    wheelchair: bool = doc("whether one can come in a wheelchair")
    state: tuple[str, ...] = doc("whether one can still come, and what else to know of it")
    prices: tuple[PriceLine, ...] = doc("its own prices, when it has some")
    off: bool = doc("whether it is not held")


@view
class ProgrammeSheet:
    """The PDF programme of a workshop: its template reads nothing else."""

    TEMPLATE: ClassVar[str] = "programme"
    record: WorkshopRecord = doc("the header of the workshop, typeset")
    agency: Agency = doc("agence.yaml, typeset")
    body: Markup = doc("the programme by half-days, below a title of its own")
    url: str = doc("the page of the workshop")
    code: str = doc("the drawing (a QR code) that leads a telephone to the dates of that page")
    updated: str | None = doc("the day of its last change")
    duration: str = doc("« 2 jours (14 heures) »")
    mode: str = doc("« Sur place », « En ligne » or « Sur place ou en ligne »")
    formats: str = doc("« inter-entreprises ou intra-entreprise »")
    group: str | None = doc("« de 4 à 10 participants »")
    prices: tuple[PriceLine, ...] = doc("the prices that hold")
    vat_note: str | None = doc("why no VAT is added, None where it is")
    sessions: tuple[PrintedSession, ...] = doc("those that are not over")
    trainers: tuple[Author, ...] = doc("who leads it")
    contact: tuple[ContactLine, ...] = doc("whom to write to or call, line by line")
    accessibility_mail: bool = doc("whether the contact for disability is a mail address")
    certified_on: str | None = doc("the day on which its certification was registered")
    declaration: str | None = doc("that of a training organisation")
    after: str | None = doc("what follows a registration: its own words, else the agency’s")
    documents: tuple[Reading, ...] = doc("the documents of the agency")
    complaints: str | None = doc("how one complains")
    rights: Consumers | None = doc("what individuals are told, when a price is for them")
    cover: str | None = doc("the address of the cover image")
    legal: str = doc("who publishes")
