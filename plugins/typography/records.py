"""The texts of a record, set: those that its schema marks as read by people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import TypeVar

from pydantic import BaseModel

from plugins.model.fields import Loc, is_prose, records_of

R = TypeVar("R", bound=BaseModel)


def typeset_record(record: R, typeset: Callable[[str], str]) -> R:
    """A copy of a record with each of its texts passed through `typeset`; codes, addresses and ids stay."""
    changed: dict[str, object] = {}
    for name, prose in _prose_by_field(type(record)):
        value = getattr(record, name)
        new = _value(value, prose, typeset)
        if new is not value:
            changed[name] = new
    return record.model_copy(update=changed) if changed else record


def prose_of(record: BaseModel, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    """Each text of a record that is read by people, with its place there."""
    for name, prose in _prose_by_field(type(record)):
        yield from _prose_in(getattr(record, name, None), prose, (*loc, name))


def _prose_in(value: object, prose: bool, loc: Loc) -> Iterator[tuple[Loc, str]]:
    if isinstance(value, str):
        if prose:
            yield loc, value
    elif isinstance(value, BaseModel):
        yield from prose_of(value, loc)
    elif isinstance(value, list):
        for rank, item in enumerate(value):
            yield from _prose_in(item, prose, (*loc, rank))


@cache
def _prose_by_field(schema: type[BaseModel]) -> tuple[tuple[str, bool], ...]:
    """The fields of a schema that hold texts, or records with texts, and whether people read those texts."""
    found = ((name, is_prose(info), info.annotation) for name, info in schema.model_fields.items())
    return tuple((name, prose) for name, prose, form in found if prose or any(map(_prose_by_field, records_of(form))))


def _value(value: object, prose: bool, typeset: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return typeset(value) if prose else value
    if isinstance(value, BaseModel):
        return typeset_record(value, typeset)
    if isinstance(value, list):
        items = [_value(item, prose, typeset) for item in value]
        return items if any(new is not item for new, item in zip(items, value, strict=True)) else value
    return value
