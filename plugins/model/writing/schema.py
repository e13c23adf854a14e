"""What the schema of a kind makes of a place of its headers."""

from __future__ import annotations

from plugins.common.untyped import Annotation, origin_of
from plugins.model.fields import Loc, Record, inner_record


def held_at(schema: type[Record], loc: Loc) -> set[type]:
    """The types of the scalars that a place may hold; empty for one that the schema does not know."""
    annotation: Annotation = None
    record: type[Record] | None = schema
    for part in loc:
        if isinstance(part, int):
            continue
        info = record.model_fields.get(part) if record else None
        annotation = info.annotation if info else None
        record = inner_record(annotation) if info else None
    return _held(annotation)


def _held(annotation: Annotation) -> set[type]:
    inner = getattr(annotation, "__args__", ())
    if not inner:
        return {annotation if isinstance(annotation, type) else type(annotation)}
    return {object} if origin_of(annotation) is dict else set().union(*map(_held, inner))
