"""What has changed since it was put on line and does not say so."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.common.problems import Problem
from plugins.french.dates import date_fr
from plugins.model.content import Content
from plugins.model.memory import memory_of
from plugins.publishing.rules import CHANGED


def check_changes(site: Content) -> Iterator[Problem]:
    """Un texte dont les mots ont changé depuis sa mise en ligne le dit."""
    memory = memory_of(site)
    for document in site.documents() if memory.known.texts else ():
        if not hasattr(document.record, "modified") or site.state(document) not in ("published", "hidden"):
            continue
        noted = memory.of(document)
        if noted is not None and memory.silent_change(document):
            key = "modified" if document.record.modified else "title"
            message = (
                f"les mots ont changé depuis le {date_fr(noted.seen)} sans que « modified » le dise : écrivez "
                f"« modified: {site.now:%Y-%m-%d} » si le lecteur doit le savoir"
            )
            yield document.problem((key,), message, CHANGED)
