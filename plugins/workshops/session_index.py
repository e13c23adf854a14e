"""The index of sessions that the script of filters reads (theme/static/js/ateliers.js): every session to come, with
what is said of it now and later, as the lists say it.

A module of JavaScript rather than JSON: pages may run the scripts of the site, and fetch nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from plugins.common.frozen import frozen
from plugins.common.untyped import JsonObject
from plugins.workshops.sessions import SessionView
from plugins.workshops.views import Facet

INDEX = "ateliers/par/sessions.js"


@frozen
class IndexedPhase:
    """What is said of a session as long as its offer holds: `since` and `until` are instants."""

    state: str
    label: str
    notes: tuple[str, ...]
    since: str | None
    until: str | None


@frozen
class IndexedSession:
    """A session as a row of the list; `facets` are ranks among those of the index."""

    url: str
    workshop: str
    workshop_url: str
    when: str
    details: tuple[str, ...]
    starts: str
    facets: tuple[int, ...]
    phases: tuple[IndexedPhase, ...]


@frozen
class SessionIndex:
    """Every session to come, soonest first, and the facets that have one: kind, name of the kind, id, label."""

    facets: tuple[tuple[str, str, str, str], ...]
    sessions: tuple[IndexedSession, ...]


def session_index(facets: Sequence[Facet], sessions: Sequence[SessionView]) -> SessionIndex:
    """The index of sessions by facets."""
    shown = [facet for facet in facets if facet.sessions]
    ranks: dict[str, list[int]] = {}
    for rank, facet in enumerate(shown):
        for session in facet.sessions:
            ranks.setdefault(session.url, []).append(rank)
    return SessionIndex(
        tuple((facet.kind, facet.kind_label, facet.id, facet.label) for facet in shown),
        tuple(_indexed(session, tuple(ranks.get(session.url, ()))) for session in sessions),
    )


def _indexed(session: SessionView, facets: tuple[int, ...]) -> IndexedSession:
    hours = f"{session.hours} ({session.clock})" if session.clock else session.hours
    return IndexedSession(
        url=session.url,
        workshop=session.workshop.name,
        workshop_url=session.workshop.url,
        when=session.when[:1].upper() + session.when[1:],
        details=(*(() if session.state == "postponed" else (hours,)), session.place_label),
        starts="" if session.state == "postponed" else session.starts.date().isoformat(),
        facets=facets,
        phases=tuple(
            IndexedPhase(
                phase.state,
                phase.label,
                phase.notes,
                phase.since.isoformat() if phase.since else None,
                phase.until.isoformat() if phase.until else None,
            )
            for phase in session.phases
        ),
    )


def index_text(index: SessionIndex) -> str:
    """The index as a module: texts are said once, and named by their rank."""
    texts: dict[str, int] = {}

    def rank(text: str) -> int:
        return texts.setdefault(text, len(texts))

    rows = [
        [
            each.url,
            rank(each.workshop),
            each.workshop_url,
            rank(each.when),
            [rank(detail) for detail in each.details],
            each.starts,
            each.facets,
            [
                [rank(phase.state), rank(phase.label), [rank(note) for note in phase.notes], phase.since, phase.until]
                for phase in each.phases
            ],
        ]
        for each in index.sessions
    ]
    data: JsonObject = {"facets": index.facets, "texts": list(texts), "sessions": rows}
    return f"export default {json.dumps(data, ensure_ascii=False, separators=(',', ':'))};\n"
