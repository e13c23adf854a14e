"""The digest of a plain value: two that are equal have the same, in any process, on any machine.

Plain are text, numbers, dates, time zones, members of an Enum, tuples, lists, mappings by text, frozen dataclasses and
pydantic models of plain values, and whatever says its own digest (`__digest__() -> bytes`), which is then not opened.
Anything else (a function, a set, an object that lives) is a TypeError: what cannot be compared cannot be shown to be
the same.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from hashlib import blake2b
from itertools import count
from keyword import iskeyword
from typing import cast
from zoneinfo import ZoneInfo

from markupsafe import Markup
from pydantic import BaseModel

from plugins.common.code import SIZE
from plugins.common.frozen import is_frozen
from plugins.common.untyped import Untyped

# What marshal writes of these says their class. What stands for another class is a tuple that begins with « ... », as
# no plain one does.
_AS_IT_IS = frozenset((str, int, float, bool, bytes, type(None)))
_FEW = 10  # values of a class, which cost less to read field by field than to write a function for
_SMALL = 5  # fields: to remember the digest of so little costs more than to write it again
Encoder = Callable[[Untyped], object]


class Digests:
    """Digests of values; what several hold is opened once, and kept alive as long as this is."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, bytes]] = {}  # the value beside its digest: its id stays its own
        self._encoders = _Encoders(self._known)

    def of(self, *values: object) -> bytes:
        """The digest of some values in their order. TypeError for one that is not plain."""
        return _digest(self._encoders[tuple](values))

    def forget(self) -> None:
        """Let go of the values that were opened."""
        self._known.clear()


class _Encoders(dict[type, Encoder]):
    """By class: what turns a value into what marshal writes, the same bytes for equal values."""

    def __init__(self, known: dict[int, tuple[object, bytes]]) -> None:
        super().__init__()
        self._known = known

    def __missing__(self, cls: type) -> Encoder:
        self[cls] = encoder = self._encoder(cls)
        return encoder

    def _encoder(self, cls: type) -> Encoder:
        if hasattr(cls, "__digest__"):
            return lambda value: (..., cls.__qualname__, value.__digest__())
        if cls in _SIMPLE:
            return _SIMPLE[cls]
        if cls in (tuple, list):
            return lambda value: cls([x if x.__class__ in _AS_IT_IS else self[x.__class__](x) for x in value])
        if cls is dict:
            return self._mapping
        if issubclass(cls, Enum):
            return lambda value: (..., cls.__qualname__, value.name)
        if is_dataclass(cls) and is_frozen(cls):
            return self._fields(cls, [field.name for field in fields(cls)])
        if issubclass(cls, BaseModel) and cls.model_config.get("frozen"):
            extra = ["model_extra"] if cls.model_config.get("extra") == "allow" else []
            return self._fields(cls, [*cls.model_fields, *extra])
        raise TypeError(f"{cls.__module__}.{cls.__qualname__} is no plain value")

    def _mapping(self, value: dict[Untyped, Untyped]) -> object:
        for key in value:
            if key.__class__ is not str:
                raise TypeError(f"the keys of a mapping are text, not {key!r}")
        return (..., "dict", self[tuple](tuple(value.items())))  # in its order: templates show them in it

    def _fields(self, cls: type, names: list[str]) -> Encoder:
        """Fields read one by one; of a class that has more than a few values, by a function written for it."""
        label = f"{cls.__module__}.{cls.__qualname__}"
        known, made = self._known, count(1)

        def few(value: object) -> object:
            if next(made) > _FEW:
                encoders[0] = written = self._written(label, names)
                if len(names) <= _SMALL:
                    self[cls] = written
                return written(value)
            return (..., label, *cast("list[object]", self[list]([getattr(value, name) for name in names])))

        def remembered(value: object) -> object:
            found = known.get(id(value))
            if found is None:
                found = known[id(value)] = value, _digest(encoders[0](value))
            return found[1]

        encoders: list[Encoder] = [few]
        return few if len(names) <= _SMALL else remembered

    def _written(self, label: str, names: list[str]) -> Encoder:
        # Only a dictionary holds the name of a key that is a word of Python's (`for`).
        read = [f"value.__dict__[{name!r}]" if iskeyword(name) else f"value.{name}" for name in names]
        parts = [f"x if (x := {each}).__class__ in plain else of[x.__class__](x)" for each in read]
        source = f"lambda value: (..., label, {', '.join(parts)})"
        written: Encoder = eval(source, {"label": label, "plain": _AS_IT_IS, "of": self})
        return written


_SIMPLE: dict[type, Encoder] = {
    ZoneInfo: lambda value: (..., "zone", value.key),
    Markup: lambda value: (..., "HTML", str(value)),
    datetime: lambda value: (..., "instant", value.isoformat(), str(value.tzinfo)),
    date: lambda value: (..., "day", value.isoformat()),
    time: lambda value: (..., "time", value.isoformat()),
    timedelta: lambda value: (..., "length", value.days, value.seconds, value.microseconds),
    Decimal: lambda value: (..., "decimal", str(value)),
}


def _digest(plain: Untyped) -> bytes:
    # Format 2: later ones say which objects are shared and which texts are interned, hence more than the value.
    return blake2b(marshal.dumps(plain, 2), digest_size=SIZE).digest()
