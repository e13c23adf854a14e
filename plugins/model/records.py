"""Records as plain values and back: how what was read of a header waits for the next build.

Plain values are those of `marshal`: texts, numbers, lists, dicts. What is none of them is a tuple, whose first item
says what it is; no record holds a tuple of its own.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from importlib import import_module
from typing import TypeVar, cast

from plugins.common.untyped import Json, JsonObject
from plugins.model.fields import Record

R = TypeVar("R", bound=Record)
_READERS: dict[str, Callable[[str], object]] = {
    "instant": datetime.fromisoformat,
    "day": date.fromisoformat,
    "hour": time.fromisoformat,
    "number": Decimal,
}
_NAMES = {datetime: "instant", date: "day", time: "hour"}


def to_plain(record: Record) -> JsonObject:
    """What a record says, by key; a key that the header does not hold is left out. TypeError for a value of no kind."""
    return {name: _plain(record.__dict__[name]) for name in sorted(record.model_fields_set)}


def changes(record: R, other: R) -> JsonObject:
    """What another record of the same schema says otherwise, by key."""
    old = record.__dict__
    return {name: _plain(value) for name, value in other.__dict__.items() if value is not old[name] != value}


def packed(record: Record) -> bytes:
    """What `to_plain` reads of a record, as bytes: opened when the record is asked for."""
    return marshal.dumps(to_plain(record))


def unpacked(schema: type[R], data: bytes) -> R:
    """The record that `packed` has read."""
    return of_plain(schema, marshal.loads(data))


def of_plain(schema: type[R], plain: JsonObject) -> R:
    """The record that `to_plain` has read; nothing is validated again."""
    values = _defaults(schema).copy()
    for name, value in plain.items():
        values[name] = value if type(value) in _AS_THEY_ARE else _value(value)
    return _record(schema, values, _given(tuple(plain)))


def changed(record: R, plain: JsonObject) -> R:
    """The record with what `changes` has found."""
    if not plain:
        return record
    values = {**record.__dict__, **{name: _value(value) for name, value in plain.items()}}
    return _record(type(record), values, record.__pydantic_fields_set__)


_AS_THEY_ARE = frozenset((str, int, bool, float, type(None)))


def _record(schema: type[R], values: JsonObject, given: set[str]) -> R:
    """As `model_construct` makes one, without looking at each field (pydantic 2, `BaseModel.__slots__`)."""
    record = schema.__new__(schema)
    object.__setattr__(record, "__dict__", values)
    object.__setattr__(record, "__pydantic_fields_set__", given)
    object.__setattr__(record, "__pydantic_extra__", None)
    object.__setattr__(record, "__pydantic_private__", None)
    return record


@cache
def _given(names: tuple[str, ...]) -> set[str]:
    """The keys that a header holds; shared by all that hold the same."""
    return set(names)


@cache
def _defaults(schema: type[Record]) -> JsonObject:
    """The values of keys that a header does not hold; shared, since records are frozen."""
    return {name: info.get_default(call_default_factory=True) for name, info in schema.model_fields.items()}


def _plain(value: object) -> Json:
    if type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, Record):
        return ("record", f"{type(value).__module__}:{type(value).__qualname__}", to_plain(value))
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {_plain(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Decimal):
        return ("number", str(value))
    if type(value) in _NAMES:
        return (_NAMES[type(value)], value.isoformat())  # type: ignore[attr-defined]
    raise TypeError(f"{type(value).__name__} is no value of a record")


def _value(value: Json) -> Json:
    kind = type(value)
    if kind is list:
        return [_value(item) for item in value]
    if kind is dict:
        return {_value(key): _value(item) for key, item in value.items()}
    if kind is not tuple:
        return value
    if value[0] == "record":
        return of_plain(_schema(value[1]), value[2])
    return _READERS[value[0]](value[1])


@cache
def _schema(name: str) -> type[Record]:
    module, _, attribute = name.partition(":")
    return cast("type[Record]", getattr(import_module(module), attribute))
