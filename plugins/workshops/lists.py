"""The lists of workshops: all of them, those of a facet; short enough to be read whatever the size of the catalogue.

Where few sessions are to come, one page says all. Beyond, `/ateliers/` has the next ones and the ways to the others
(places, themes, months), each of them a page or several, which leads to those of two criteria; every workshop is in one
list of titles. A script filters by as many facets as one likes, over an index of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from plugins.common.outputs import Source
from plugins.common.texts import slugify
from plugins.model.register_files import read_register
from plugins.site import indexing
from plugins.site.assemble import Site
from plugins.site.outputs import Output, page
from plugins.site.slots import SessionLine
from plugins.site.values import Link
from plugins.workshops.calendar import calendar_text, list_calendar
from plugins.workshops.calendar_compat import REGISTER, uid_host
from plugins.workshops.calendar_links import SITE_CALENDAR, calendar_links, list_path
from plugins.workshops.callouts import next_sessions
from plugins.workshops.facets import facets_of, month_label, months_of, pairs_of, with_narrower
from plugins.workshops.jsonld import catalogue_node
from plugins.workshops.places import venue
from plugins.workshops.rights import certificate_of
from plugins.workshops.session_index import INDEX, index_text, session_index
from plugins.workshops.sessions import SessionView, in_order
from plugins.workshops.views import Facet, SessionGroup, Workshop, WorkshopsPage

HOME = Link("Ateliers", "ateliers/")
TITLES = "ateliers/par/titre/"
MANY = 24  # sessions or workshops, beyond which a list is cut
NEXT_ONES = 12  # sessions on the first page of a long catalogue
SOURCE = Source("theme/templates/workshops.html")


def lists_of(site: Site, workshops: Sequence[Workshop]) -> Iterator[Output]:
    """Every page that lists workshops; nothing without one. `workshops` are those that lists show."""
    if not workshops:
        return
    places = {name: venue(site.content, place) for name, place in site.content.places.items()}
    kept = facets = facets_of(workshops, places)
    sessions = in_order(view for each in workshops for view in each.upcoming)
    long = len(sessions) > MANY or len(workshops) > MANY
    if long:
        facets = (*facets, *months_of(workshops))
    pairs = pairs_of(facets) if long else ()
    index = session_index(facets, sessions) if long else None
    view = partial(
        WorkshopsPage,
        facets=facets,
        certificate=None,
        index=INDEX if index else None,
        count=len(workshops),
        today=site.content.now.date(),
    )
    yield from _all(site, view, workshops, sessions, long)
    for facet in facets:
        yield from _of_facet(site, view, with_narrower(facet, pairs))
    for pair in pairs:
        yield from _of_facet(site, view, pair)
    yield from _calendars(site, kept)
    if index:
        yield Output(INDEX, SOURCE, make=index_text, of=(index,))


def _all(
    site: Site, view: partial[WorkshopsPage], workshops: Sequence[Workshop], sessions: Sequence[SessionView], long: bool
) -> Iterator[Output]:
    """The first page of the catalogue; when it is long, the list of every title besides."""
    shown = sessions[:NEXT_ONES] if long else sessions
    offered = {each.workshop.url for each in shown}
    listed = tuple(each for each in workshops if each.url in offered) if long else tuple(workshops)
    first = view(
        trail=(HOME,),
        nodes=(catalogue_node(listed, f"{site.origin}/ateliers/", site.origin),),
        workshops=() if long else listed,
        brief=False,
        sessions=by_month(shown) if long else whole(shown),
        facet=None,
        titles=TITLES if long else "",
        calendar=calendar_links(SITE_CALENDAR, site.origin, f"Ateliers — {site.content.agency.name}"),
        certificate=certificate_of(site.content.agency, site.origin),
    )
    yield page("ateliers/", SOURCE, first, first.TEMPLATE, indexing.CATALOGUE, holds=[each.url for each in sessions])
    if not long:
        return
    facet = Facet("titre", "", "De A à Z", None, tuple(sorted(workshops, key=lambda each: slugify(each.title))), ())
    every = view(
        trail=(HOME, Link(facet.label, TITLES)),
        nodes=(catalogue_node(facet.workshops, f"{site.origin}/{TITLES}", site.origin),),
        workshops=facet.workshops,
        brief=True,
        sessions=(),
        facet=facet,
        calendar=None,
    )
    yield page(TITLES, SOURCE, every, every.TEMPLATE, indexing.CATALOGUE, holds=[each.url for each in workshops])


def _of_facet(site: Site, view: partial[WorkshopsPage], facet: Facet) -> Iterator[Output]:
    """The pages of a facet: its workshops and its next sessions, then those that follow."""
    parts = [facet.sessions[at : at + MANY] for at in range(0, len(facet.sessions), MANY)] or [()]
    addresses = ["", facet.url, *(f"{facet.url}page/{number}/" for number in range(2, len(parts) + 1)), ""]
    holds = [each.url for each in facet.sessions]
    # A month passes, a list of two criteria goes with its sessions: who follows it would have nothing more.
    own = facet.kind != "mois" and not facet.criteria
    calendar = calendar_links(list_path(facet.url), site.origin, _calendar_name(site, facet)) if own else None
    for rank, part in enumerate(parts):
        made = view(
            trail=_trail(facet),
            nodes=() if rank else (catalogue_node(facet.workshops, f"{site.origin}/{facet.url}", site.origin),),
            workshops=() if rank else _cards(site, facet),
            brief=len(facet.workshops) > MANY,
            sessions=by_month(part) if len(parts) > 1 else whole(part),
            facet=facet,
            calendar=calendar,
            number=rank + 1,
            previous_url=addresses[rank],
            next_url=addresses[rank + 2],
        )
        yield page(addresses[rank + 1], SOURCE, made, made.TEMPLATE, indexing.FACET, holds=holds, following=rank > 0)


def _cards(site: Site, facet: Facet) -> tuple[Workshop, ...]:
    """The workshops of a facet, each with the next of its sessions that the list holds, not with one held elsewhere."""
    if len(facet.workshops) > MANY:
        return facet.workshops  # their titles alone are shown
    own: dict[str, list[SessionView]] = {}
    for view in facet.sessions:
        own.setdefault(view.workshop.url, []).append(view)
    now = site.content.now
    return tuple(replace(each, next_sessions=next_sessions(own.get(each.url, []), now)) for each in facet.workshops)


def _trail(facet: Facet) -> tuple[Link, ...]:
    if not facet.criteria:
        return HOME, Link(facet.label, facet.url)
    second = facet.criteria[1]
    return HOME, Link(facet.label, second.without), Link(second.label, facet.url)


def _calendar_name(site: Site, facet: Facet) -> str:
    return f"{facet.title} — {site.content.agency.name}"


def _calendars(site: Site, facets: Sequence[Facet]) -> Iterator[Output]:
    """The calendar of each list: its sessions. A list that has none keeps its own, which will follow the next ones."""
    content = site.content
    host = uid_host(read_register(content, REGISTER)[0], content.agency.url)
    for facet in facets:
        ids = {each.url: each.id for each in facet.workshops}
        sessions = [(ids[view.workshop.url], view.record) for view in facet.sessions]
        name = _calendar_name(site, facet)
        file = list_calendar(content, name, facet.url, sessions, origin=site.origin, host=host)
        yield Output(file.path, Source(f"{content.shown}/ateliers"), make=calendar_text, of=(file,))


def whole(sessions: Sequence[SessionLine]) -> tuple[SessionGroup, ...]:
    """Sessions as one group without a name."""
    return (SessionGroup(None, tuple(sessions)),) if sessions else ()


def by_month(sessions: Sequence[SessionLine]) -> tuple[SessionGroup, ...]:
    """Sessions in their order, each run that begins in one month under its name; a date to come, and what has begun,
    under theirs."""
    return tuple(SessionGroup(name, tuple(group)) for name, group in groupby(sessions, key=_group))


def _group(session: SessionLine) -> str:
    if session.state == "postponed":
        return "Date à venir"
    return "En cours" if session.state == "running" else month_label(session.starts)
