"""The borders of the types: what comes from where none are declared, each under the name of what it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias, get_origin

Json: TypeAlias = Any  # a value as a parser of JSON or YAML gives it, or as a writer of JSON takes it
JsonObject: TypeAlias = dict[str, Json]
Settings: TypeAlias = Mapping[str, Any]  # those of Pelican, by name
Annotation: TypeAlias = Any  # a type as annotations write it: a class, a union, `list[str]`, `Any` itself
Untyped: TypeAlias = Any  # an object of a library that declares no types


def origin_of(annotation: Annotation) -> Annotation:
    """What an annotation is made from, as `get_origin` gives it: `list` of `list[str]`, None of a class."""
    return get_origin(annotation)
