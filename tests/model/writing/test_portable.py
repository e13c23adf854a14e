"""A header that YAML alone reads with the same values."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from plugins.model.agency import Agency, Place
from plugins.model.article import ARTICLE
from plugins.model.author import AUTHOR
from plugins.model.document_reader import PROSE_KEYS
from plugins.model.frontmatter import parse_document
from plugins.model.workshop import WORKSHOP
from plugins.model.writing.edits import edited
from plugins.model.writing.portable import portable_file, portable_header
from tests.model.test_frontmatter import TITLES

PLAIN = "Title: {}\nDate: 2026-03-01\n\nUn.\n"
KEYS = PROSE_KEYS | ARTICLE.one_text_keys


def fixed(text: str, kind=ARTICLE, name: str = "2026-03-01-un.md") -> str:
    return edited(text, portable_header(text, kind, Path(name)))


def alone(text: str) -> dict[str, object]:
    """What a reader of YAML finds between the lines of dashes."""
    found = yaml.safe_load(text.split("---\n")[1])
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize(
    "form", ["---\ntitle: {}\ndate: 2026-03-01\n---\nUn.\n", "Title: {}\nDate: 2026-03-01\n\nUn.\n"]
)
def test_a_title_is_the_same_elsewhere(title, form):
    """Un titre français est lu le même par tout lecteur de YAML, et par Tribune."""
    text = fixed(form.format(title))

    assert alone(text) == {"title": title, "date": date(2026, 3, 1)}
    assert parse_document(text, KEYS).data["title"] == title
    assert fixed(text) == text


@example("0\u00a0")
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn", "Co")), min_size=1))
def test_any_title_is_the_same_elsewhere(title):
    """N’importe quel titre lu sans faute est le même pour tout lecteur de YAML."""
    text = f"---\ntitle: {title}\ndate: 2026-03-01\n---\nUn.\n"
    header = parse_document(text, KEYS)
    if header.faults or "title" not in header.data or not str(header.data["title"]).strip():
        return
    try:
        ARTICLE.schema.model_validate(header.data)
    except ValueError:
        return

    assert alone(fixed(text))["title"] == header.data["title"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: Un\nTags: [vente]", "title: Un\ntags: [vente]"),
        ("title: Un\nauthor: jean", "title: Un\nauthors: jean"),
        ("title: Un\ntoc: yes", "title: Un\ntoc: true"),
        ("title: Un\ntags: [no, 'oui', 2017]", 'title: Un\ntags: ["no", \'oui\', "2017"]'),
        ("title: Un\nseries: Vente\nseries_part: 2", "title: Un\nseries: Vente\nseries_part: 2"),
        ("title: Un # deux\nlang: no", 'title: "Un # deux"\nlang: "no"'),
        ("title: Un\n  : deux\n  et trois", 'title: "Un\n  : deux\n  et trois"'),
        ("title: Un\nextra: {isbn: 978, prix: 012}", 'title: Un\nextra: {isbn: 978, prix: "012"}'),
        ("title: 'Un : deux' # vu\nsummary: |\n  Un : deux", "title: 'Un : deux' # vu\nsummary: |\n  Un : deux"),
    ],
)
def test_only_what_others_would_read_otherwise_changes(before, after):
    """Seul change ce qu’un autre lecteur prendrait pour autre chose."""
    text = "---\n# Un commentaire\n{}\ndate: 2026-03-01   # le jour\n---\n\nUn : deux.\n"

    assert fixed(text.format(before)) == text.format(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("date: 3 novembre 2026", "date: 2026-11-03"),
        ("date: 25/04/2017 à 9h", "date: 2017-04-25 09:00"),
        ("date: 04/05/2017", "date: 04/05/2017"),
        ("titre: Un : deux", 'title: "Un : deux"'),
        ("Auteur: jean # lui", "authors: jean # lui"),
        ("title: Un\ntitre: deux", "title: Un\ntitre: deux"),
    ],
)
def test_what_is_meant_beyond_doubt_is_said(before, after):
    """Une date qui n’a qu’un sens, une clé en français sont écrites comme le schéma les veut ; le doute reste."""
    assert fixed(f"---\n{before}\n---\n\nUn.\n") == f"---\n{after}\n---\n\nUn.\n"


def test_an_hour_as_people_write_it():
    """« 9h » est écrit "09:00", « le 21 janvier 2027 » est un jour."""
    text = "---\ntitle: Un\nsessions:\n  - days: [{date: le 21 janvier 2027, start: 9h, end: 17 h 30}]\n---\n"

    assert '[{date: 2027-01-21, start: "09:00", end: "17:30"}]' in fixed(text, WORKSHOP)


def test_hours_and_sessions():
    """Dans un atelier, une heure est un texte partout."""
    text = "---\ntitle: Un\nsessions:\n  - id: a\n    days: [{date: 2027-01-21, start: 9:00, end: 17:30}]\n---\n"

    assert '{date: 2027-01-21, start: "9:00", end: "17:30"}' in fixed(text, WORKSHOP)


def test_a_plain_header_becomes_yaml():
    """L’en-tête simple de Pelican devient du YAML qui dit la même chose ; ses clés à lui sont sous « extra »."""
    text = "Title: Vendre : écouter\nTags: vente, écoute\nAuthor: jean\nCategory:\nIsbn: 978-2\nToc: yes\n\nLe texte.\n"

    assert fixed(text, name="2017-04-20-vendre.md") == (
        '---\ntitle: "Vendre : écouter"\ntags: [vente, écoute]\nauthors: [jean]\ntoc: true\ndate: 2017-04-20\n'
        "extra: {isbn: 978-2}\n---\n\nLe texte.\n"
    )


@pytest.mark.parametrize(
    "text", ["---\ntitle: Un : deux\ntitle: b\n---\nUn.\n", "---\ntags: [a\n---\n", "Sans en-tête.\n"]
)
def test_a_header_with_a_fault_stays(text):
    """Un en-tête qui a une faute n’est pas touché : ce qu’il dit n’est pas certain."""
    assert fixed(text) == text


def test_an_author_without_a_body():
    """Une signature sans texte se corrige aussi."""
    assert fixed("---\nname: Jean : essai\n---\n", AUTHOR) == '---\nname: "Jean : essai"\n---\n'


def test_files_that_are_all_yaml():
    """agence.yaml et lieux.yaml se corrigent de même."""
    agency = "name: Dire : l’agence\nsiren: 123456789\nrules: {titre-double: off}\n"
    places = "lyon:\n  name: Lyon\n  postcode: 01000\n  wheelchair: yes\n"

    assert edited(agency, portable_file(agency, Agency, many=False)) == (
        'name: "Dire : l’agence"\nsiren: "123456789"\nrules: {titre-double: "off"}\n'
    )
    assert edited(places, portable_file(places, Place, many=True)) == (
        'lyon:\n  name: Lyon\n  postcode: "01000"\n  wheelchair: true\n'
    )
