"""How the values that templates read are declared: frozen dataclasses, each field with its line of help."""

from __future__ import annotations

from dataclasses import MISSING, field
from typing import Any, TypeVar, dataclass_transform

from plugins.common.frozen import freeze

T = TypeVar("T")


def doc(text: str, *, default: Any = MISSING, for_code: bool = False) -> Any:
    """A field with the line that docs/templates.md says of it. One `for_code` is for features, no template reads it."""
    metadata = {"doc": text, "for_code": for_code}
    return field(metadata=metadata) if default is MISSING else field(default=default, metadata=metadata)


@dataclass_transform(frozen_default=True, field_specifiers=(doc,))
def value(cls: type[T]) -> type[T]:
    """A class of values: a frozen dataclass, of which type checkers know what `doc` declares."""
    return freeze(cls)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(doc,))
def view(cls: type[T]) -> type[T]:
    """The same, whose fields are given by name."""
    return freeze(cls, kw_only=True)
