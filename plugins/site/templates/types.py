"""What an expression of a template can be: sets of types, made of annotations, and what each type gives.

A set holds classes and the shapes below; an empty one is the element of an empty list, of which all is true.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from inspect import getattr_static
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_type_hints

from markupsafe import Markup
from pydantic import BaseModel

from plugins.common.untyped import Annotation, origin_of
from plugins.site.values import Html

Types = frozenset[Annotation]


@dataclass(frozen=True)
class Many:
    """A list, or a tuple of any length."""

    element: Types


@dataclass(frozen=True)
class Row:
    """A tuple of so many values, each by its rank, by name too where it has `names`."""

    items: tuple[Types, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pairs:
    """A mapping."""

    key: Types
    value: Types


@dataclass(frozen=True)
class Function:
    """What is called, and gives."""

    returns: Types


NEVER: Types = frozenset()
ANY: Types = frozenset({Any})
NONE = type(None)
TEXT: Types = frozenset({str})
HTML: Types = frozenset({Markup})
NUMBER: Types = frozenset({int})
TRUTH: Types = frozenset({bool})
_TEXTS: Types = frozenset({Many(TEXT)})

# What the values of Python give, as far as templates have a use for it.
_PLAIN: dict[str, Types] = {
    **dict.fromkeys(("year", "month", "day", "hour", "minute", "second"), NUMBER),
    **dict.fromkeys(("split", "rsplit", "splitlines", "partition", "rpartition"), frozenset({Function(_TEXTS)})),
    **dict.fromkeys(("isoformat", "strftime", "removeprefix", "removesuffix", "strip"), frozenset({Function(TEXT)})),
    **dict.fromkeys(("startswith", "endswith"), frozenset({Function(TRUTH)})),
    **dict.fromkeys(("weekday", "isoweekday", "count", "find"), frozenset({Function(NUMBER)})),
}
LOOP = Row(
    (NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, TRUTH, TRUTH, NUMBER, ANY, ANY),
    ("index", "index0", "revindex", "revindex0", "length", "first", "last", "depth", "previtem", "nextitem"),
)


def types_of(annotation: Annotation) -> Types:
    """The types that an annotation tells."""
    origin, arguments = origin_of(annotation), get_args(annotation)
    if origin is Annotated:
        return types_of(arguments[0])
    if origin in (Union, types.UnionType):
        return NEVER.union(*map(types_of, arguments))
    if origin is Literal:
        return frozenset(map(type, arguments))
    if origin is tuple and arguments[-1] is not Ellipsis:
        return frozenset({Row(tuple(map(types_of, arguments)))})
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return frozenset({Pairs(*map(types_of, arguments))})
    if isinstance(origin, type) and issubclass(origin, Iterable):
        return frozenset({Many(types_of(arguments[0]))})
    if annotation is Html:
        return HTML
    if annotation is None or isinstance(annotation, type):
        return frozenset({annotation or NONE})
    return ANY


@cache
def fields_of(kind: type) -> Mapping[str, Types]:
    """The fields of a dataclass or of a record of the model, and the properties of its classes; else nothing."""
    if not (is_dataclass(kind) or issubclass(kind, BaseModel)):
        return {}
    names = [each.name for each in fields(kind)] if is_dataclass(kind) else list(kind.model_fields)
    hints = get_type_hints(kind)
    return {
        **{name: types_of(hints[name]) for name in names},
        **{name: types_of(get_type_hints(getter)["return"]) for name, getter in properties_of(kind)},
    }


def properties_of(kind: type) -> Iterator[tuple[str, Callable[..., object]]]:
    """The public properties of a class and of those of ours that it extends, with their getters."""
    for owner in reversed(kind.__mro__):
        if owner.__module__.startswith("pydantic"):
            continue
        for name, value in vars(owner).items():
            if isinstance(value, property) and value.fget and not name.startswith("_"):
                yield name, value.fget


def attribute(kind: Annotation, name: str) -> Types | None:
    """What a type gives under a name; None when it has nothing of that name."""
    if kind is Any:
        return ANY
    if isinstance(kind, Row) and name in kind.names:
        return kind.items[kind.names.index(name)]
    if isinstance(kind, Pairs):
        rows = Many(frozenset({Row((kind.key, kind.value))}))
        methods = {"items": rows, "keys": Many(kind.key), "values": Many(kind.value)}
        return frozenset({Function(frozenset({methods[name]}))}) if name in methods else None
    if not isinstance(kind, type) or name.startswith("_"):
        return None
    if is_dataclass(kind) or issubclass(kind, BaseModel):
        return fields_of(kind).get(name)
    if getattr_static(kind, name, None) is None:
        return None
    return _PLAIN.get(name, ANY)


def element(kind: Annotation) -> Types | None:
    """What a loop over a type gives; None when it cannot be looped over."""
    if kind is Any:
        return ANY
    if isinstance(kind, Many):
        return kind.element
    if isinstance(kind, Row) and kind is not LOOP:
        return NEVER.union(*kind.items)
    if isinstance(kind, Pairs):
        return kind.key
    return TEXT if isinstance(kind, type) and issubclass(kind, str) else None


def item(kind: Annotation, key: object) -> Types | None:
    """What a type gives at a rank or under a key (None when only the build knows it); None when it gives nothing."""
    if isinstance(kind, Row) and isinstance(key, int):
        return kind.items[key] if -len(kind.items) <= key < len(kind.items) else None
    if isinstance(kind, Pairs):
        return kind.value
    return attribute(kind, key) if isinstance(key, str) else element(kind)


def shows(kind: Annotation) -> bool:
    """Whether a page can show a value as it is: a text or a number, not « None », « True » nor what Python calls it."""
    return kind is Any or (isinstance(kind, type) and issubclass(kind, str | int | float) and kind is not bool)


def always_true(kind: Annotation) -> bool:
    """Whether a value is true whatever it holds: a value of ours, a date; a text may be empty, a number may be 0."""
    return isinstance(kind, type) and (is_dataclass(kind) or issubclass(kind, BaseModel | date))


def fits(kind: Annotation, wanted: Types) -> bool:
    """Whether a value can stand where a function of Python wants some types."""
    if kind is Any or Any in wanted or kind in wanted:
        return True
    if float in wanted and kind is int:
        return True
    return isinstance(kind, type) and any(isinstance(each, type) and issubclass(kind, each) for each in wanted)


def called(function: Callable[..., object], given: Iterable[Types]) -> tuple[Types, Types]:
    """What a function gives for these arguments, and those of their types that it cannot take."""
    hints = get_type_hints(function)
    returns = hints.pop("return")
    bound: dict[Annotation, Types] = {}
    wrong = NEVER
    for wanted, got in zip(hints.values(), given, strict=False):
        if isinstance(wanted, TypeVar):
            bound[wanted] = bound.get(wanted, NEVER) | got
        else:
            wrong |= {kind for kind in got if not fits(kind, types_of(wanted))}
    return bound.get(returns, types_of(returns)), wrong


def name_of(kind: Annotation) -> str:
    """How a message names a type."""
    if isinstance(kind, Many | Row):
        return "a list"
    if isinstance(kind, Pairs):
        return "a mapping"
    if isinstance(kind, Function):
        return "a function"
    return "None" if kind is NONE else str(getattr(kind, "__name__", kind))
