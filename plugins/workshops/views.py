"""What the pages of workshops and the document to print may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from markupsafe import Markup

from plugins.common.elision import at
from plugins.model.agency import Agency, Place
from plugins.model.author import Author
from plugins.model.workshop import Workshop as WorkshopRecord
from plugins.site.doc import doc
from plugins.site.slots import Download, SessionLine
from plugins.site.values import Person, Picture
from plugins.site.views import View
from plugins.workshops.calendar_links import CalendarLinks
from plugins.workshops.prices import PriceView
from plugins.workshops.sessions import SessionView

FACET_KINDS = {"lieu": "Lieu", "theme": "Thème", "mode": "Modalité"}


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """A workshop as its pages say it; `body` is the programme by half-days before images are prepared for screens."""

    id: str
    url: str
    title: str
    summary: str
    description: str
    banner: str | None = doc("draft, scheduled or hidden, in a preview")
    listed: bool
    record: WorkshopRecord = doc("its header, typeset")
    content: Markup
    body: str
    hero: Picture | None
    updated: datetime | None
    people: tuple[Person, ...] = doc("who leads it")
    contact_email: str | None
    mode_label: str
    mode_id: str
    duration_label: str
    prices: tuple[PriceView, ...]
    seat_prices: tuple[PriceView, ...] = doc("those of one seat in a dated session")
    card_price: PriceView | None
    vat_notice: str | None
    sessions: tuple[SessionView, ...]
    upcoming: tuple[SessionView, ...] = doc("not over, soonest first")
    past: tuple[SessionView, ...] = doc("over, latest first")
    calendar: CalendarLinks
    programme: Download | None = doc("the PDF, None where it cannot be made")


@dataclass(frozen=True)
class Facet:
    """One list: what it is of, its address, what is in it. `place` is set for a list by place."""

    kind: str
    id: str
    label: str
    place: Place | None
    workshops: tuple[Workshop, ...]
    sessions: tuple[SessionView, ...]

    @property
    def kind_label(self) -> str:
        """« Lieu »."""
        return FACET_KINDS[self.kind]

    @property
    def url(self) -> str:
        """Its address below the site's root."""
        return f"ateliers/par/{self.kind}/{self.id}/"

    @property
    def title(self) -> str:
        """« Ateliers à Lyon », « Ateliers en ligne », « Ateliers : Écriture »."""
        if self.kind == "mode":
            return f"Ateliers {self.label[0].lower()}{self.label[1:]}"
        if self.place and self.place.city:
            return f"Ateliers {at(self.label)}"
        return f"Ateliers\u00a0: {self.label}"


@dataclass(frozen=True, kw_only=True)
class WorkshopPage(View):
    """A workshop."""

    TEMPLATE: ClassVar[str] = "workshop"
    workshop: Workshop = doc("the workshop")


@dataclass(frozen=True, kw_only=True)
class SessionPage(View):
    """One session at its own address."""

    TEMPLATE: ClassVar[str] = "session"
    workshop: Workshop = doc("its workshop")
    session: SessionView = doc("the session")


@dataclass(frozen=True, kw_only=True)
class WorkshopsPage(View):
    """All workshops, or those of a facet (place, theme, mode)."""

    TEMPLATE: ClassVar[str] = "workshops"
    workshops: tuple[Workshop, ...] = doc("the workshops, by file name")
    upcoming: tuple[SessionLine, ...] = doc("their next sessions, soonest first")
    facet: Facet | None = doc("the facet, None for the list of all")
    facets: tuple[Facet, ...] = doc("every facet")
    calendar: CalendarLinks | None = doc("the calendar of all sessions")


@dataclass(frozen=True)
class ContactLine:
    """A line of a contact, with its address when it has one."""

    text: str
    href: str | None = None


@dataclass(frozen=True)
class PriceLine:
    """A price on paper."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class PrintedSession:
    """A session on paper; `off` when it is not held."""

    dates: str
    hours: str
    place: str | None
    wheelchair: bool
    state: str
    off: bool


@dataclass(frozen=True, kw_only=True)
class ProgrammeSheet:
    """The PDF programme of a workshop: its template reads nothing else."""

    TEMPLATE: ClassVar[str] = "programme"
    record: WorkshopRecord = doc("the header of the workshop, typeset")
    agency: Agency = doc("agence.yaml, typeset")
    body: Markup = doc("the programme by half-days, below a title of its own")
    url: str = doc("the page of the workshop")
    updated: str | None = doc("the day of its last change")
    duration: str
    mode: str
    formats: str
    group: str | None
    prices: tuple[PriceLine, ...]
    vat_note: str | None
    sessions: tuple[PrintedSession, ...] = doc("those that are not over")
    trainers: tuple[Author, ...]
    contact: tuple[ContactLine, ...]
    accessibility_mail: bool = doc("whether the contact for disability is a mail address")
    certified_on: str | None
    declaration: str | None = doc("that of a training organisation")
    cover: str | None = doc("the address of the cover image")
    legal: str = doc("who publishes")
