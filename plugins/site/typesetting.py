"""The content with the typography of its records: a copy, so that messages keep the words as they were typed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TypeVar

from plugins.common.untyped import JsonObject
from plugins.french.quoting import is_french
from plugins.model.content import Content, Document, with_record
from plugins.model.facts import Fact
from plugins.model.fields import Record
from plugins.model.links import RESOLVED
from plugins.model.records import changed, changes
from plugins.model.rules import READ_QUOTES
from plugins.typography.options import Options as Typography
from plugins.typography.records import typeset_record
from plugins.typography.rules import typeset_text

R = TypeVar("R", bound=Record)


def typeset(content: Content, typography: Typography) -> Content:
    """A copy of the content whose records read as they are to be shown.

    Ids and slugs come from file names and from `slugify`, which sees no difference between spaces. Problems are the
    same list: what is found later is told with the rest. So is what links lead to, which typography does not change.
    """
    set_text = partial(typeset_text, options=replace(typography, curly_quotes=True))
    by_path = {
        path: with_record(each, partial(typeset_record_of, each, typography)) for path, each in content.by_path.items()
    }
    return replace(
        content,
        agency=typeset_record(content.agency, set_text),
        places={name: typeset_record(place, set_text) for name, place in content.places.items()},
        by_path=by_path,
        by_kind={
            kind: {name: by_path[each.relative] for name, each in documents.items()}
            for kind, documents in content.by_kind.items()
        },
        _derived={RESOLVED: content.once(RESOLVED, dict)},
    )


def typeset_record_of(document: Document[R], typography: Typography) -> R:
    """The record of a document as it is to be shown."""
    return changed(document.record, CHANGES.of(document, typography))


def _changes(document: Document[Record], typography: Typography) -> JsonObject:
    """What typography changes in a record, by key (model/records.py)."""
    record = document.record
    if not is_french(getattr(record, "lang", None)):
        return {}
    if READ_QUOTES.id not in document.left_as_written:  # “mot” as in the body
        typography = replace(typography, curly_quotes=True)
    return changes(record, typeset_record(record, partial(typeset_text, options=typography)))


CHANGES: Fact[JsonObject] = Fact(_changes, None, ())
