"""Whatever a header holds, and however it is written: a value is set, taken away, written as any reader takes it."""

from __future__ import annotations

from copy import deepcopy

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.model.frontmatter import parse_document
from plugins.model.header import iter_locs
from plugins.model.writing import scalars
from plugins.model.writing.edits import edited
from plugins.model.writing.header import remove_key, set_value

SIGNS = [*"abé«»’'\"#:-?!|>&*@`%[]{},\\ \u00a0", ": ", " #", "- ", "oui", "no", "2026-03-01", "9:00", "012", "~", "…"]
TEXT = st.lists(st.sampled_from(SIGNS), min_size=1, max_size=8).map("".join).map(str.strip).filter(bool)
LINES = st.lists(TEXT, min_size=2, max_size=3).map("\n".join)
KEY = st.sampled_from(["title", "tags", "b_1", "lieu", "seats"])
VALUE = st.recursive(
    TEXT | LINES,
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(KEY, inner, min_size=1, max_size=3),
    max_leaves=8,
)
DATA = st.dictionaries(KEY, VALUE, min_size=1, max_size=4)


def header_of(data: dict[str, object]) -> str:
    entries = "\n".join(f"# {key}\n{scalars.entry(key, value, 0)}" for key, value in data.items())
    return f"---\n{entries}\n# fin\n---\n\nLe texte.\n"


def places(data):
    found = dict.fromkeys(loc[:end] for loc, _ in iter_locs(data) for end in range(1, len(loc) + 1))
    return list(found)


@settings(max_examples=50, deadline=None)
@given(DATA)
def test_any_value_is_written_as_any_reader_takes_it(data):
    """Ce qui est écrit est lu le même par YAML seul et par Tribune, textes de plusieurs lignes compris."""
    text = header_of(data)

    assert yaml.safe_load(text.split("---\n")[1]) == data
    assert parse_document(text).data == data


@settings(max_examples=50, deadline=None)
@given(DATA, VALUE, st.data())
def test_any_value_may_take_the_place_of_any_other(data, value, draw):
    """N’importe quelle valeur prend la place de n’importe quelle autre ; ses commentaires de marge restent."""
    text = header_of(data)
    loc = draw.draw(st.sampled_from(places(data)))
    new = edited(text, set_value(text, loc, value))
    wanted = deepcopy(data)
    holder = wanted
    for part in loc[:-1]:
        holder = holder[part]
    holder[loc[-1]] = value

    assert parse_document(new).data == wanted
    assert yaml.safe_load(new.split("---\n")[1]) == wanted
    assert [line for line in new.split("\n") if line.startswith("#")] == [*(f"# {key}" for key in data), "# fin"]


@settings(max_examples=50, deadline=None)
@given(DATA, st.data())
def test_any_value_may_go(data, draw):
    """N’importe quelle clé, n’importe quel élément s’en va ; le reste dit la même chose."""
    text = header_of(data)
    loc = draw.draw(st.sampled_from(places(data)))
    wanted = deepcopy(data)
    holder = wanted
    for part in loc[:-1]:
        holder = holder[part]
    del holder[loc[-1]]

    assert parse_document(edited(text, remove_key(text, loc))).data == wanted
