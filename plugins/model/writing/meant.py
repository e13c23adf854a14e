"""What a header means beyond doubt and does not say as the schema asks: dates and hours, keys in French."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from plugins.french.dates import meant_clock, meant_date, parse_clock, parse_day, parse_moment
from plugins.model.body.edits import Edit
from plugins.model.fields import Record
from plugins.model.messages import french_key
from plugins.model.price import whom_meant
from plugins.model.writing.edits import change
from plugins.model.writing.schema import held_at
from plugins.model.writing.tree import Node

DATES = "dates"
WHOM = "prix-pour"
NAMES = "noms-de-cles"


def meant(root: Node, schema: type[Record]) -> Iterator[Edit]:
    """The edits that say it: « 3 novembre 2026 » as 2026-11-03, « 9h » as "09:00", `titre` as `title`."""
    known = {key.text.lower() for key, _ in root.pairs or ()}
    for key, _ in root.pairs or ():
        name = french_key(key.text, schema)
        if name and key.text.lower() not in schema.model_fields and name not in known:
            known.add(name)
            yield change(key.start, key.end, name, NAMES)
    for loc, node, _ in root.walk():
        written = _meant(node.text or "", held_at(schema, loc))
        if written:
            yield change(node.start, node.end, written, DATES)


def _meant(text: str, held: set[type]) -> str | None:
    if datetime in held:
        return meant_date(text) if parse_moment(text) is None else None
    if date in held:
        found = meant_date(text) if parse_day(text) is None else None
        return found[:10] if found else None
    clock = meant_clock(text) if time in held and parse_clock(text) is None else None
    return f'"{clock}"' if clock else None


def meant_for(root: Node) -> Iterator[Edit]:
    """The edits by which the prices of a workshop say whom they are for, after their first key."""
    keys = {key.text.lower(): node for key, node in root.pairs or ()}
    if "formats" not in keys or "prices" not in keys:
        return
    formats = [node.text or "" for node in keys["formats"].items or ()]
    for price in keys["prices"].items or ():
        pairs = price.pairs or []
        said = {key.text.lower(): node.text or "" for key, node in pairs}
        whom = whom_meant(formats, said.get("label", ""), said.get("unit", ""))
        if whom is None or "for" in said or len(pairs) < 2:
            continue
        second = pairs[1][0].start
        parting = ", " if price.flow else f"\n{' ' * price.column}"
        yield change(second, second, f"for: {whom}{parting}", WHOM)
