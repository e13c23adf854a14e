"""The files of workshops: their pages, their lists by facet, calendars and PDF programmes; what general pages show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from plugins.common.outputs import Source
from plugins.common.pdf import PdfCache
from plugins.common.problems import Problem
from plugins.model.content import Document, site_path
from plugins.model.register_files import read_register
from plugins.model.workshop import WORKSHOP
from plugins.model.workshop import Workshop as WorkshopRecord
from plugins.site import indexing
from plugins.site.assemble import Site, updated_of
from plugins.site.heard import below_a_heading
from plugins.site.outputs import Output, Render, page, row_of_text
from plugins.site.paper import PAPERS, Papers, make_papers
from plugins.site.slots import Slots, WorkshopLine
from plugins.site.values import ROOT as SITE_ROOT
from plugins.site.values import Link, Person, shared_of
from plugins.workshops.calendar import calendar_files, calendar_text
from plugins.workshops.calendar_compat import REGISTER, origin_of, uid_host
from plugins.workshops.calendar_links import calendar_links, session_calendar, workshop_calendar
from plugins.workshops.callouts import callouts_of, next_sessions
from plugins.workshops.facets import MODE_IDS
from plugins.workshops.jsonld import course_node, event_node
from plugins.workshops.lists import HOME, lists_of
from plugins.workshops.offer import PRICED, instants, lines_at
from plugins.workshops.order_form import form_address, session_form, workshop_form
from plugins.workshops.prices import card_prices, price_views, rates_of, vat_notice
from plugins.workshops.programme import PROGRAMMES, formats_label, programme_path, programme_sheet
from plugins.workshops.rights import documents_of, rights_of
from plugins.workshops.rules import declaration
from plugins.workshops.sessions import MODES, duration_label, in_order, quote_action, session_view, split_sessions
from plugins.workshops.views import SessionPage, Workshop, WorkshopPage


def workshops_of(site: Site) -> tuple[Workshop, ...]:
    """The workshops that this build shows, listed ones first, each group in the order of its files; no PDF yet."""
    documents = (*site.shown(WORKSHOP), *site.unlisted(WORKSHOP))
    people = {person.id: person for person in site.people}
    return tuple(_workshop(site, document, people) for document in documents)


def slots(site: Site, render: Render) -> Slots:
    """The call-outs of articles, the workshops of those who lead them, the next sessions of the home page."""
    workshops = site.once(workshops_of)
    listed = [each for each in workshops if each.listed]
    led: dict[str, list[WorkshopLine]] = {}
    for each in listed:
        for person in each.people:
            line = WorkshopLine(each.title, each.url, each.duration_label, each.mode_label)
            led.setdefault(person.id, []).append(line)
    coming = (view for each in listed for view in each.upcoming if view.state in PRICED and each.banner is None)
    records = (site.content.workshops[each.id].record for each in workshops)
    return Slots(
        workshops=callouts_of(site, workshops),
        led_by={name: tuple(lines) for name, lines in led.items()},
        next_sessions=in_order(coming)[: site.options.sessions_on_home],
        sections=(HOME,) if listed else (),
        changes=frozenset(instant for record in records for instant in instants(site.content, record)),
        notice=declaration(site.content.agency) or "",
    )


def outputs(site: Site, slots: Slots, before: Sequence[Output], render: Render) -> Iterator[Output | Problem]:
    """Every file of workshops. Programmes come first, since pages say their weight."""
    cache = PdfCache(PAPERS)
    workshops, programmes = with_programmes(site, site.once(workshops_of), cache, render)
    cache.forget()
    yield from programmes.problems
    yield from programmes.outputs
    listed = tuple(each for each in workshops if each.listed)
    yield from _calendars(site, workshops)
    for each in workshops:
        yield from _pages(site, each)
    yield from lists_of(site, listed)


def _workshop(site: Site, document: Document[WorkshopRecord], people: Mapping[str, Person]) -> Workshop:
    content, record, text = site.content, document.record, site.text(document)
    link = Link(record.title, site_path(document))
    contact = record.contact.email or content.agency.email
    sessions = tuple(
        session_view(
            content,
            record,
            session,
            link,
            contact,
            content.now,
            calendar_links(session_calendar(document.id, session.id), site.origin, record.title),
        )
        for session in record.sessions
    )
    upcoming, past = split_sessions(sessions)
    own = [price for session in record.sessions for price in session.prices]
    prices = lines_at(record.prices, content.zone, content.now)
    return Workshop(
        id=document.id,
        url=link.url,
        title=record.title,
        summary=record.summary,
        description=text.description,
        banner=site.banner(document),
        listed=site.status(document) == "published",
        record=record,
        content=text.content.then("below", below_a_heading),
        body=text.body,
        hero=site.picture(record.image, record.image_alt),
        updated=updated_of(content, document),
        people=tuple(people[name] for name in map(content.author_id, record.trainers) if name),
        contact_email=contact,
        mode_label=MODES[record.mode],
        mode_id=MODE_IDS[record.mode],
        duration_label=duration_label(record.duration),
        formats_label=formats_label(record),
        quote=quote_action(record, contact, form_address(link.url) if content.agency.registration else None),
        lang=record.lang or "fr",
        prices=price_views(prices, content.zone, rates_of(content, record, content.now)),
        card_prices=card_prices(content, record, content.now),
        vat_notice=vat_notice([*record.prices, *own], content.agency),
        after=record.after_registration or content.agency.after_registration,
        documents=documents_of(content.agency, site.origin),
        complaints=content.agency.complaints,
        rights=rights_of(content.agency, record),
        sessions=sessions,
        upcoming=upcoming,
        next_sessions=next_sessions(sessions, content.now),
        past=past,
        calendar=calendar_links(workshop_calendar(document.id), site.origin, record.title),
        programme=None,
    )


def with_programmes(
    site: Site, workshops: Iterable[Workshop], cache: PdfCache, render: Render
) -> tuple[tuple[Workshop, ...], Papers]:
    """The workshops with their PDF, None where it cannot be made; these files, and what is to be said of them."""
    workshops = tuple(workshops)
    # The public address, whatever serves this build: a PDF leaves the site.
    origin = origin_of(site.content)
    sheets = (
        (document, programme_path(each.id), sheet)
        for each in workshops
        for document in [site.content.workshops[each.id]]
        for sheet in [programme_sheet(site.content, document, str(each.body).replace(SITE_ROOT, origin), origin)]
    )
    papers = make_papers(site, PROGRAMMES, sheets, cache, render)
    return tuple(replace(each, programme=papers.downloads.get(each.id)) for each in workshops), papers


def _calendars(site: Site, workshops: Iterable[Workshop]) -> Iterator[Output]:
    content = site.content
    host = uid_host(read_register(content, REGISTER)[0], content.agency.url)
    shown: tuple[list[Document[WorkshopRecord]], list[Document[WorkshopRecord]]] = ([], [])
    for each in workshops:
        shown[not each.listed].append(content.workshops[each.id])
    for file in calendar_files(content, *shown, origin=site.origin, host=host):
        path, name = file.path, file.path.removesuffix(".ics").split("/")
        document = content.workshops.get(name[1]) if len(name) > 1 else None
        source = document.source() if document else Source(f"{content.shown}/ateliers")
        yield Output(path, source, make=calendar_text, of=(file,))


def _pages(site: Site, workshop: Workshop) -> Iterator[Output]:
    source = site.place(WORKSHOP, workshop.id)
    way = (HOME, Link(workshop.title, workshop.url))
    row, today = row_of_text(listed=workshop.listed, banner=workshop.banner), site.content.now.date()
    shared = shared_of(workshop.hero, site.first_picture(WORKSHOP, workshop.id))
    agency, origin = site.content.agency, site.origin
    view = WorkshopPage(
        trail=way,
        nodes=(course_node(workshop, origin, workshop.hero or shared),),
        workshop=workshop,
        order=workshop_form(workshop, agency, origin),
        today=today,
        shared=shared,
    )
    yield page(workshop.url, source, view, view.TEMPLATE, row, modified=workshop.updated)
    for session in workshop.sessions:
        title = session.title[:1].upper() + session.title[1:]
        yield page(
            session.url,
            source,
            SessionPage(
                trail=(*way, Link(title, session.url)),
                nodes=(event_node(workshop, session, origin, workshop.hero or shared),),
                workshop=workshop,
                session=session,
                order=session_form(workshop, session, agency, origin),
                today=today,
                shared=shared,
            ),
            SessionPage.TEMPLATE,
            indexing.PAST if row is indexing.PLAIN and session.ended else row,
            modified=workshop.updated,
        )
