"""Lists of workshops by place, theme and mode: each is a page at its own address, and a link that leads there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from plugins.common.elision import at
from plugins.common.texts import slugify
from plugins.model.agency import Place
from plugins.workshops.sessions import MODES, SessionView

KINDS = {"lieu": "Lieu", "theme": "Thème", "mode": "Modalité"}
MODE_IDS = {"onsite": "sur-place", "online": "en-ligne", "hybrid": "hybride"}


@dataclass
class Facet:
    """One list: what it is of, its address, what is in it. `place` is set for a list by place."""

    kind: str
    id: str
    label: str
    place: Place | None = None
    workshops: list[Any] = field(default_factory=list)
    sessions: list[SessionView] = field(default_factory=list)
    jsonld: list[dict[str, Any]] = field(default_factory=list)

    @property
    def kind_label(self) -> str:
        """« Lieu »."""
        return KINDS[self.kind]

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


def facets_of(workshops: Iterable[Any], places: Mapping[str, Place]) -> list[Facet]:
    """Every list that has a workshop, by kind then name.

    A workshop has `record`, `upcoming` and `past`. One that is held on site or online is in both lists; a place keeps
    its page after its last session, so that no address dies.
    """
    found: dict[tuple[str, str], Facet] = {}

    def add(
        kind: str, identifier: str, label: str, workshop: Any, sessions: list[SessionView], place: Any = None
    ) -> None:
        facet = found.setdefault((kind, identifier), Facet(kind, identifier, label, place))
        facet.workshops.append(workshop)
        facet.sessions.extend(sessions)

    for workshop in workshops:
        record = workshop.record
        if record.theme:
            add("theme", slugify(record.theme), record.theme, workshop, workshop.upcoming)
        for mode in ("onsite", "online", "hybrid"):
            if record.mode == mode or (record.mode == "hybrid" and mode != "hybrid"):
                add("mode", MODE_IDS[mode], MODES[mode], workshop, _held(workshop.upcoming, record.mode, mode))
        for name in dict.fromkeys(session.place for session in record.sessions if session.place in places):
            sessions = [view for view in workshop.upcoming if view.record.place == name]
            add("lieu", name, _place_label(name, places), workshop, sessions, places[name])
    for facet in found.values():
        facet.sessions.sort(key=lambda view: (view.starts, view.id))
    order = list(KINDS)
    return sorted(found.values(), key=lambda facet: (order.index(facet.kind), slugify(facet.label)))


def _held(sessions: list[SessionView], mode: str, wanted: str) -> list[SessionView]:
    """The sessions of a workshop that are held in a mode: those of a hybrid one are where their place is."""
    if mode != "hybrid" or wanted == "hybrid":
        return sessions
    return [view for view in sessions if view.place and view.place.online == (wanted == "online")]


def _place_label(name: str, places: Mapping[str, Place]) -> str:
    """The city, with the name of the place when several are in one city."""
    place = places[name]
    if place.online or not place.city:
        return place.name
    alone = sum(other.city == place.city for other in places.values()) == 1
    return place.city if alone else f"{place.city} ({place.name})"
