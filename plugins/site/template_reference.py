"""docs/templates.md, written from the views: what whoever writes a theme may read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from inspect import getdoc, signature
from pathlib import Path
from typing import Any, get_type_hints

from markupsafe import Markup
from pydantic import BaseModel

from plugins.common.untyped import Annotation
from plugins.site.contract import owner_of, templates_of, values_of
from plugins.site.filters import FILTERS
from plugins.site.templates.types import NONE, Function, Many, Pairs, Row, Types, fields_of, properties_of, types_of
from plugins.site.views import Frame, View

_PLAIN = {
    str: "text", Markup: "HTML", int: "number", float: "number", bool: "true or false", datetime: "instant",
    date: "day", time: "hour", Any: "any value", NONE: "none",
}  # fmt: skip
HEADER = """# What templates may read

This file is written by `./inv docs` from the views of `plugins/*/views.py`: do not edit it by hand.

A template of `theme/templates` is given the fields of its view by their names, those of the frame besides when it
shows a page, and nothing else: an unknown name stops the build. `tests/site/test_contract.py` says in a second, without
a build, which template reads what it is not given, or what may be none, and which field no template reads.

An address is below the root of the site: `{{ SITEURL }}/{{ article.url }}` leads there from any page,
`{{ ORIGIN }}/{{ article.url }}` from anywhere. Texts are typeset already. Where a type ends with « or none », a
template asks first: `{% if article.hero %}`.

Macros are imported without context, once for all pages: of the frame they read what pages have in common, all but
`address`, `output_file`, `section` and `structured_data`; what the view gives, they are given.
"""


def template_reference(views: Iterable[type], folder: Path) -> str:
    """The whole page, in Markdown, for these views and the theme whose templates are in a folder."""
    views = list(views)
    pages = [each for each in views if issubclass(each, View)]
    others = [each for each in views if not issubclass(each, View)]
    shared: set[type] = {owner for page in pages for owner in page.__mro__} - set(pages)
    parts = [HEADER, "## Pages\n"]
    for page in pages:
        parts += [_title(page, folder), *_table(page, {*page.__mro__} - {View})]
    parts += ["## Every page\n", "The frame, which a page reads besides its view.\n", *_table(Frame, [Frame])]
    parts += ["The way down to the page is of its view:\n", *_table(View, [View])]
    parts.append("## What is no page\n")
    for other in others:
        parts += [_title(other, folder), *_table(other, [other])]
    parts.append("## Values\n")
    for kind in sorted(set(values_of(views)) - {Frame, *views} - shared, key=lambda kind: kind.__name__):
        parts += [f"### {kind.__name__}\n", f"{_help(kind)}\n", *_extended(kind), *_table(kind, [kind])]
    parts += ["Records (`Agency`, `Workshop`…) have the keys of [the headers](reference.md), typeset.\n"]
    return "\n".join([*parts, "## Filters\n", *_filters()]).rstrip() + "\n"


def _title(view: type, folder: Path) -> str:
    names = ", ".join(f"`{name}`" for name in templates_of(view, folder))
    return f"### {names}\n\n{_help(view)}\n"


def _extended(kind: type) -> Iterator[str]:
    parents = [each for each in kind.__bases__ if is_dataclass(each)]
    if parents:
        yield f"All that {' and '.join(map(_label, parents))} has, and:\n"


def _table(kind: Annotation, owners: Iterable[type]) -> Iterator[str]:
    """The fields and the properties that a class has of some of those that it extends."""
    owners = set(owners)
    rows = [
        (each.name, each.metadata["doc"])
        for each in fields(kind)
        if owner_of(kind, each.name) in owners and not each.metadata["for_code"]
    ]
    rows += [(name, _help(getter)) for name, getter in properties_of(kind) if owner_of(kind, name) in owners]
    if rows:
        yield "| name | type | what it is |\n|---|---|---|"
        for name, text in rows:
            yield f"| `{name}` | {_types(fields_of(kind)[name])} | {_cell(text)} |"
        yield ""


def _filters() -> Iterator[str]:
    yield "Besides those of Jinja.\n\n| filter | takes | gives | what it is |\n|---|---|---|---|"
    for name, function in sorted(FILTERS.items()):
        hints = get_type_hints(function)
        first, *more = signature(function).parameters
        call = f"{name}({', '.join(more)})" if more else name
        takes, gives = (_types(types_of(hints[each])) for each in (first, "return"))
        yield f"| `{call}` | {takes} | {gives} | {_help(function)} |"


def _types(kinds: Types) -> str:
    names = sorted(_label(kind) for kind in kinds if kind is not NONE)
    return " or ".join([*names, "none"] if NONE in kinds else names)


def _label(kind: Annotation) -> str:
    if isinstance(kind, Many):
        return f"list of {_types(kind.element)}"
    if isinstance(kind, Row):
        return f"({', '.join(map(_types, kind.items))})"
    if isinstance(kind, Pairs):
        return f"{_types(kind.value)} by {_types(kind.key)}"
    if isinstance(kind, Function):
        return f"what gives {_types(kind.returns)}"
    if isinstance(kind, type) and is_dataclass(kind):
        return f"[{kind.__name__}](#{kind.__name__.lower()})"
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return f"record `{kind.__name__}`"
    return _PLAIN[kind]


def _help(documented: Annotation) -> str:
    return _cell((getdoc(documented) or "").split("\n\n")[0])


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|")
