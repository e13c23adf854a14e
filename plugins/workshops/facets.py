"""Lists of workshops by place, theme, mode and month, and by two of these: each has its own address, and a link that
leads there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date

from plugins.common.texts import slugify
from plugins.french.dates import MONTHS
from plugins.model.session import Session
from plugins.site.slots import Venue
from plugins.workshops.sessions import MODES, SessionView, in_order
from plugins.workshops.views import FACET_KINDS, Criterion, Facet, Narrower, Workshop

PAIRS = (("theme", "lieu"), ("theme", "mode"), ("theme", "mois"), ("lieu", "mois"))  # what buyers ask together
ENOUGH_OF_BOTH = 6  # sessions from which a list of two criteria is worth a page
MODE_IDS = {"onsite": "sur-place", "online": "en-ligne", "hybrid": "hybride"}


def facets_of(workshops: Iterable[Workshop], places: Mapping[str, Venue]) -> tuple[Facet, ...]:
    """Every list that has a workshop, by kind then name.

    One that is held on site or online is in both lists; a place keeps its page after its last session, so that no
    address dies.
    """
    labels: dict[tuple[str, str], tuple[str, Venue | None]] = {}
    held: dict[tuple[str, str], list[tuple[Workshop, Sequence[SessionView]]]] = {}

    def add(
        kind: str,
        name: str,
        label: str,
        workshop: Workshop,
        sessions: Sequence[SessionView],
        place: Venue | None = None,
    ) -> None:
        labels.setdefault((kind, name), (label, place))
        held.setdefault((kind, name), []).append((workshop, sessions))

    for workshop in workshops:
        record = workshop.record
        if record.theme:
            add("theme", slugify(record.theme), record.theme, workshop, workshop.upcoming)
        for mode in ("onsite", "online", "hybrid"):
            if record.mode == mode or (record.mode == "hybrid" and mode != "hybrid"):
                add("mode", MODE_IDS[mode], MODES[mode], workshop, _held(workshop.upcoming, record.mode, mode))
        held_at = dict.fromkeys(name for session in record.sessions for name in places_of(session) if name in places)
        for name in held_at:
            sessions = [view for view in workshop.upcoming if name in places_of(view.record)]
            add("lieu", name, _place_label(name, places), workshop, sessions, places[name])
    facets = [
        Facet(
            *key,
            *labels[key],
            workshops=tuple(workshop for workshop, _ in entries),
            sessions=in_order(view for _, sessions in entries for view in sessions),
        )
        for key, entries in held.items()
    ]
    order = list(FACET_KINDS)
    return tuple(sorted(facets, key=lambda facet: (order.index(facet.kind), slugify(facet.label))))


def months_of(workshops: Iterable[Workshop]) -> tuple[Facet, ...]:
    """The list of each month in which a session is to begin, the soonest first."""
    found: dict[str, list[tuple[Workshop, SessionView]]] = {}
    for workshop in workshops:
        for view in workshop.upcoming:
            if view.state not in ("postponed", "running"):
                found.setdefault(f"{view.starts:%Y-%m}", []).append((workshop, view))
    return tuple(
        Facet(
            "mois",
            name,
            month_label(entries[0][1].starts),
            None,
            workshops=tuple({workshop.url: workshop for workshop, _ in entries}.values()),
            sessions=in_order(view for _, view in entries),
        )
        for name, entries in sorted(found.items())
    )


def pairs_of(facets: Sequence[Facet]) -> tuple[Facet, ...]:
    """The lists of two criteria: those of `ENOUGH_OF_BOTH` sessions to come at least, fewer than each criterion has.

    For each of `PAIRS` there is at most one for six sessions to come, a session in two places counting in each: their
    number grows as that of the sessions, not as the product of criteria. A place and a mode are no pair, as a place
    says its mode.
    """
    urls = {facet.url: {session.url for session in facet.sessions} for facet in facets}
    found = []
    for kinds in PAIRS:
        firsts, seconds = ([facet for facet in facets if facet.kind == kind] for kind in kinds)
        for first in firsts:
            for second in seconds:
                both = urls[first.url] & urls[second.url]
                if ENOUGH_OF_BOTH <= len(both) < min(len(first.sessions), len(second.sessions)):
                    found.append(_pair(first, second, both))
    return tuple(found)


def with_narrower(facet: Facet, pairs: Iterable[Facet]) -> Facet:
    """A list of one criterion, with the ways to those of two that narrow it."""
    ways = []
    for pair in pairs:
        for one, other in (pair.criteria, pair.criteria[::-1]):
            if (one.kind, one.id) == (facet.kind, facet.id):
                ways.append(Narrower(other.kind, other.kind_label, other.label, pair.url, len(pair.sessions)))
    return replace(facet, narrower=tuple(ways))


def _pair(first: Facet, second: Facet, both: Set[str]) -> Facet:
    sessions = tuple(session for session in first.sessions if session.url in both)
    taught = {session.workshop.url for session in sessions}
    return replace(
        first,
        place=first.place or second.place,
        workshops=tuple(workshop for workshop in first.workshops if workshop.url in taught),
        sessions=sessions,
        criteria=tuple(
            Criterion(each.kind, each.id, each.label, other.url) for each, other in ((first, second), (second, first))
        ),
    )


def month_label(day: date) -> str:
    """« septembre 2026 »."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def _held(sessions: Sequence[SessionView], mode: str, wanted: str) -> Sequence[SessionView]:
    """The sessions of a workshop that are held in a mode: those of a hybrid one are where their places are."""
    if mode != "hybrid" or wanted == "hybrid":
        return sessions
    return [view for view in sessions if any(place.online == (wanted == "online") for place in view.venues)]


def places_of(session: Session) -> tuple[str, ...]:
    """The places where one comes to a session, the room online from which one follows it among them."""
    return tuple(dict.fromkeys([*(session.place_of(day) for day in session.days), *filter(None, [session.remote])]))


def _place_label(name: str, places: Mapping[str, Venue]) -> str:
    """The city, with the name of the place when several are in one city."""
    place = places[name]
    if place.online or not place.city:
        return place.name
    alone = sum(other.city == place.city for other in places.values()) == 1
    return place.city if alone else f"{place.city} ({place.name})"
