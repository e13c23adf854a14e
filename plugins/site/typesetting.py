"""The content with the typography of its records: a copy, so that messages keep the words as they were typed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from plugins.french.quoting import is_french
from plugins.model.content import Content, Document, with_record
from plugins.model.fields import Record
from plugins.model.links import RESOLVED
from plugins.typography.options import Options as Typography
from plugins.typography.records import typeset_record
from plugins.typography.rules import typeset_text


def typeset(content: Content, typography: Typography) -> Content:
    """A copy of the content whose records read as they are to be shown.

    Ids and slugs come from file names and from `slugify`, which sees no difference between spaces. Problems are the
    same list: what is found later is told with the rest. So is what links lead to, which typography does not change.
    """
    set_text = partial(typeset_text, options=typography)

    def document(each: Document[Record]) -> Document[Record]:
        if not is_french(getattr(each.record, "lang", None)):
            return each
        return with_record(each, typeset_record(each.record, set_text))

    by_path = {path: document(each) for path, each in content.by_path.items()}
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
