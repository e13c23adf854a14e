"""`./inv new session ATELIER`: a session more at the end of a workshop's list, each key with its comment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from plugins.common.files import write_whole
from plugins.common.problems import reason
from plugins.common.texts import suggestion
from plugins.editorial.scaffold import ScaffoldError, existing_names
from plugins.model.content import Content, Document
from plugins.model.session import Session
from plugins.model.source import decode, read_bytes
from plugins.model.workshop import WORKSHOP, Workshop
from plugins.model.writing.edits import change, edited_bytes

NOUN = "session"
DATE = "AAAA-MM-JJ"  # no date at all: `check` asks for one, and nothing is published meanwhile
# What a new session shows, in this order; the rest of the reference is for rarer needs.
_LATER = (
    "seats", "seats_left", "registration", "registration_until", "minimum", "remote", "lang", "prices",
)  # fmt: skip


def add_session(name: str, site: Content) -> tuple[Path, int]:
    """Write a session more in the file of a workshop; its path and the line where it begins.

    Raises ScaffoldError when there is no such workshop, or when its list is not one session a line.
    """
    document = _workshop(name, site)
    data, _ = read_bytes(document.path)
    text, faults = decode(data or b"")
    if data is None or not text or faults:
        raise ScaffoldError(f"{document.shown} ne se lit pas : corrigez-le d’abord (./inv check)")
    lines = text.split("\n")
    first, last, above = _place(document, lines)
    added = [*above, *_lines(document, site)]
    start = sum(len(line) + 1 for line in lines[:first])
    end = sum(len(line) + 1 for line in lines[:last])
    try:
        write_whole(document.path.resolve(), edited_bytes(data, [change(start, end, "\n".join(added) + "\n")]))
    except OSError as error:
        message = f"« {document.shown} » ne peut être écrit ({reason(error)}) : vérifiez ses droits"
        raise ScaffoldError(message) from None
    return document.path, first + len(above) + 1


def _workshop(name: str, site: Content) -> Document[Workshop]:
    found = site.resolve("workshop", name) or site.resolve("workshop", Path(name).stem)
    if found is None and (file := f"{WORKSHOP.folder}/{Path(name).stem}.md") in site.refused:
        raise ScaffoldError(f"{site.shown}/{file} a des fautes : corrigez-les d’abord (./inv check)")
    if found is None:
        known = list(site.workshops)
        hint = suggestion(name, known) or (f" ; il y a : {', '.join(known)}" if known else "")
        raise ScaffoldError(f"atelier « {name} » introuvable dans {site.shown}/{WORKSHOP.folder}/{hint}")
    return site.workshops[found]


def _place(document: Document[Workshop], lines: list[str]) -> tuple[int, int, list[str]]:
    """The lines, from 0, whose place the session takes, the last left out, and what is to stand above it."""
    close = next((rank for rank, line in enumerate(lines) if rank and re.fullmatch(r"(?:---|\.\.\.)\s*", line)), None)
    if not lines[0].startswith("---") or close is None:
        raise ScaffoldError(f"{document.shown} : en-tête simple ; passez-le en YAML d’abord (./inv fix)")
    key = next((rank for rank in range(close) if re.match(r"sessions\s*:", lines[rank], re.I)), None)
    if key is None:
        asked = next((rank for rank in range(close) if re.match(r"#\s*sessions\s*:\s*$", lines[rank])), None)
        return (close, close, ["sessions:"]) if asked is None else (asked, asked + 1, ["sessions:"])
    value = lines[key].partition(":")[2].partition("#")[0].strip()
    if value in ("[]", "null", "~"):
        return key, key + 1, ["sessions:"]
    if value:
        raise ScaffoldError(
            f"{document.shown}:{key + 1}: « sessions » entre crochets : écrivez une session par ligne, « - … », d’abord"
        )
    last = key
    for rank in range(key + 1, close):
        if re.match(r"[^\s#-]", lines[rank]):
            break
        if lines[rank].strip() and not lines[rank].startswith("#"):
            last = rank
    return last + 1, last + 1, []


def _lines(document: Document[Workshop], site: Content) -> Iterator[str]:
    """The lines of the session."""
    record, helps = document.record, {name: info.description or "" for name, info in Session.model_fields.items()}
    usual = record.session_defaults
    place = (usual and usual.place) or (record.sessions[-1].place if record.sessions else next(iter(site.places), ""))
    yield f"  # {helps['id']}"
    yield f"  - id: {_identifier(record, place)}"
    yield f"    # {helps['days']}"
    yield "    days:"
    yield f"      - {{date: {DATE}{_hours(record)}}}"
    yield f"    # {helps['place']}{existing_names(site, 'place')}"
    yield f"    {'#' if usual and usual.place else ''}place: {place}".rstrip()
    yield f"    # {helps['state']}"
    yield "    state: tentative"
    for key in _LATER:
        yield f"    # {helps[key]}"
        yield f"    #{key}:"


def _hours(record: Workshop) -> str:
    """The hours of the last session; none where the workshop says them for all."""
    usual = record.session_defaults
    if usual and usual.start and usual.end:
        return ""
    days = record.sessions[-1].days if record.sessions else []
    if not days:
        return ', start: "09:00", end: "17:00", break_minutes: 60'
    pause = f", break_minutes: {days[0].break_minutes}" if days[0].break_minutes else ""
    return f', start: "{days[0].start:%H:%M}", end: "{days[0].end:%H:%M}"{pause}'


def _identifier(record: Workshop, place: str) -> str:
    """« lyon-3 »: one that no session has."""
    taken, number = {session.id for session in record.sessions}, len(record.sessions) + 1
    while f"{place or NOUN}-{number}" in taken:
        number += 1
    return f"{place or NOUN}-{number}"
