"""Records as plain values: what waits for the next build is what was read."""

from __future__ import annotations

import marshal
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from plugins.model.article import Article
from plugins.model.kinds import known_kinds
from plugins.model.loader import load_site
from plugins.model.records import changed, changes, of_plain, to_plain
from plugins.site.feature import content_kinds, listed_features
from plugins.typography.options import Options
from plugins.typography.records import typeset_record
from plugins.typography.rules import typeset_text

ROOT = Path(__file__).resolve().parents[2]
CONTENTS = [ROOT / "content", ROOT / "tests/site/content"]


@pytest.mark.parametrize("content", CONTENTS, ids=lambda path: path.parent.name)
def test_a_record_comes_back_from_plain_values_as_it_was(content: Path) -> None:
    """Every record of two contents is the same once written by marshal and read again, given keys included."""
    kinds = content_kinds(listed_features())
    site = load_site(content, lambda zone: datetime.fromisoformat("2026-11-25T10:00:00+01:00"), (), kinds)
    documents = list(site.documents())
    assert documents
    assert known_kinds(kinds)
    for document in documents:
        plain = marshal.loads(marshal.dumps(to_plain(document.record)))
        back = of_plain(type(document.record), plain)
        assert back == document.record
        assert back.model_fields_set == document.record.model_fields_set


def test_a_typeset_record_is_the_record_and_its_changes() -> None:
    """What typography changes in a record is enough to make the typeset one of it."""
    record = Article.model_validate(
        {"title": "Vraiment ?", "date": "2026-01-02", "tags": ["C'est ça !", "oui"], "source": {"title": "Ah !"}},
        context={"zone": None},
    )
    typeset = typeset_record(record, partial(typeset_text, options=Options()))
    found = marshal.loads(marshal.dumps(changes(record, typeset)))
    assert set(found) == {"title", "tags", "source"}
    assert changed(record, found) == typeset
    assert changed(record, {}) is record


def test_a_value_of_no_kind_is_refused() -> None:
    """A record that holds what cannot wait is told, rather than kept in another form."""
    record = Article.model_construct({"title"}, title=object())
    with pytest.raises(TypeError, match="object"):
        to_plain(record)
