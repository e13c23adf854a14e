"""One value or one key of a header changes; all else of the file stays, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest

from plugins.model.document_reader import PROSE_KEYS
from plugins.model.fields import Loc
from plugins.model.frontmatter import parse_document
from plugins.model.header import iter_locs
from plugins.model.kinds import KINDS
from plugins.model.source import decode
from plugins.model.writing.edits import CannotWrite, edited, edited_bytes
from plugins.model.writing.header import remove_key, rename_key, set_value

ROOT = Path(__file__).resolve().parents[3]
KEYS = frozenset(PROSE_KEYS.union(*(kind.one_text_keys for kind in KINDS)))
TEXTS = sorted(
    path for folder in (ROOT / "content", ROOT.parent / "shared/corpus/content") for path in folder.glob("*/*.md")
)
ALL = """\
---
# Les clés, et ce qu’elles disent
title: Vendre : écouter ?   # compris dans le titre
date:   2026-03-01 # le jour
authors: ['claire-martin', "redaction"]   # deux

#summary:
tags:
  # un par ligne
  - vente   # le premier
  - "écoute"
prices:
  - label: Un   # un prix
    amount: 590

  - {label: Deux, amount: 790, vat: exempt} # l’autre
access: |
  Par la cour.
  Au fond.
sessions:
  - id: paris
    days:
      - {date: 2027-01-21, start: "09:00"}
      - {date: 2027-01-22, start: "09:00"}
    place: paris # à confirmer
source: {title: 'L''été', author: X}
---

Le texte, title: compris.
"""


def changed(text: str, loc: Loc, value: object) -> str:
    return edited(text, set_value(text, loc, value, KEYS))


def read(text: str) -> dict[str, object]:
    return parse_document(text, KEYS).data


def at(data: object, loc: Loc) -> object:
    for part in loc:
        data = data[part]  # type: ignore[index]
    return data


@pytest.mark.parametrize(
    ("loc", "value", "before", "after"),
    [
        (("title",), "Oser", "title: Vendre : écouter ?   # compris dans le titre", "title: Oser"),
        (("title",), "#1 : oser", "title: Vendre : écouter ?   # compris dans le titre", 'title: "#1 : oser"'),
        (("date",), "2026-04-02", "date:   2026-03-01 # le jour", "date:   2026-04-02 # le jour"),
        (("authors", 0), "jean", "['claire-martin', ", "['jean', "),
        (("authors", 1), "d'Arc", '"redaction"]', '"d\'Arc"]'),
        (("tags", 0), "yes", "- vente   # le premier", '- "yes"   # le premier'),
        (("prices", 0, "amount"), 690, "    amount: 590", "    amount: 690"),
        (("prices", 1, "amount"), "890", "amount: 790,", "amount: 890,"),
        (("prices", 1, "label"), "Un, deux", "{label: Deux,", '{label: "Un, deux",'),
        (("access",), "Par la rue.\nÀ droite.\n", "  Par la cour.\n  Au fond.", "  Par la rue.\n  À droite."),
        (("sessions", 0, "days", 1, "start"), "09:30", '22, start: "09:00"', '22, start: "09:30"'),
        (("sessions", 0, "place"), "lyon", "place: paris # à", "place: lyon # à"),
        (("source", "title"), "L'hiver", "'L''été'", "'L''hiver'"),
    ],
)
def test_a_value_changes_and_nothing_else(loc, value, before, after):
    """Une valeur change, avec ses guillemets ; le reste de l’en-tête, commentaires compris, reste à l’octet près."""
    assert ALL.count(before) == 1
    assert changed(ALL, loc, value) == ALL.replace(before, after)


@pytest.mark.parametrize(
    ("loc", "value", "before", "after"),
    [
        (("summary",), "Un chapô : court.", "#summary:\n", 'summary: "Un chapô : court."\n'),
        (("status",), "draft", "author: X}\n", "author: X}\nstatus: draft\n"),
        (("toc",), True, "author: X}\n", "author: X}\ntoc: true\n"),
        (("series",), "Oui", "author: X}\n", "author: X}\nseries: Oui\n"),
        (("tags", 2), "relation", '  - "écoute"\n', '  - "écoute"\n  - relation\n'),
        (("tags",), ["vente", "relation", "écoute"], "le premier\n", "le premier\n  - relation\n"),
        (("authors", 2), "jean", '"redaction"]', '"redaction", jean]'),
        (("prices", 0, "unit"), "personne", "    amount: 590\n", "    amount: 590\n    unit: personne\n"),
        (("prices", 1, "unit"), "jour", "vat: exempt}", "vat: exempt, unit: jour}"),
        (("sessions", 0, "seats"), 10, "# à confirmer\n", "# à confirmer\n    seats: 10\n"),
        (
            ("sessions", 1),
            {"id": "lyon", "days": [{"date": "2027-02-01", "start": "09:00"}]},
            "# à confirmer\n",
            '# à confirmer\n  - id: lyon\n    days:\n      - {date: "2027-02-01", start: "09:00"}\n',
        ),
        (("client",), "orvane", "author: X}\n", "author: X}\nclient: orvane\n"),
    ],
)
def test_what_is_not_there_takes_its_place(loc, value, before, after):
    """Une clé neuve vient à la fin, ou à la place que le fichier neuf lui garde ; un élément, après le dernier."""
    assert ALL.count(before) == 1
    assert changed(ALL, loc, value) == ALL.replace(before, after)


@pytest.mark.parametrize(
    ("loc", "gone"),
    [
        (("title",), "title: Vendre : écouter ?   # compris dans le titre\n"),
        (("date",), "date:   2026-03-01 # le jour\n"),
        (("authors", 0), "'claire-martin', "),
        (("authors", 1), ', "redaction"'),
        (("tags", 0), "  - vente   # le premier\n"),
        (("prices", 0, "label"), "label: Un   # un prix\n    "),
        (("prices", 1, "vat"), ", vat: exempt"),
        (("access",), "access: |\n  Par la cour.\n  Au fond.\n"),
        (("sessions", 0, "days", 0), '      - {date: 2027-01-21, start: "09:00"}\n'),
        (("source",), "source: {title: 'L''été', author: X}\n"),
    ],
)
def test_a_key_goes_and_nothing_else(loc, gone):
    """Une clé, ou un élément, s’en va avec sa valeur ; le reste ne bouge pas."""
    assert ALL.count(gone) == 1
    assert edited(ALL, remove_key(ALL, loc, KEYS)) == ALL.replace(gone, "")


def test_a_list_that_loses_all_is_empty():
    """Une liste qui perd son dernier élément est écrite vide."""
    text = "---\ntitle: Un\ntags: # les thèmes\n  - vente\ndate: 2026-01-01\n---\nUn.\n"

    assert edited(text, remove_key(text, ("tags", 0), KEYS)) == text.replace(
        "tags: # les thèmes\n  - vente", "tags: [] # les thèmes"
    )


def test_a_key_takes_another_name():
    """Une clé change de nom, sa valeur et sa place restent."""
    assert edited(ALL, rename_key(ALL, ("source", "author"), "url", KEYS)) == ALL.replace("author: X", "url: X")
    with pytest.raises(CannotWrite, match="déjà là"):
        rename_key(ALL, ("tags",), "title", KEYS)


def test_a_mapping_takes_what_differs():
    """De paires données ensemble, seul ce qui diffère est écrit."""
    wanted = {"label": "Deux", "unit": "jour", "amount": "790"}

    assert changed(ALL, ("prices", 1), wanted) == ALL.replace(
        "{label: Deux, amount: 790, vat: exempt}", "{label: Deux, amount: 790, unit: jour}"
    )


def test_the_bytes_of_windows_stay():
    """Un fichier de Windows garde ses fins de ligne et sa marque ; ce qui s’y ajoute les a aussi."""
    data = b"\xef\xbb\xbf" + ALL.replace("\n", "\r\n").encode()
    text, _ = decode(data)

    new = edited_bytes(data, set_value(text, ("status",), "draft", KEYS))

    assert new == data.replace(b"author: X}\r\n", b"author: X}\r\nstatus: draft\r\n")


PLAIN = "Title: Vendre : écouter\nTags: vente,\n    écoute\nDate: 2026-03-01\n\nLe texte.\n"


@pytest.mark.parametrize(
    ("loc", "value", "before", "after"),
    [
        (("title",), "#1 : oser", "Vendre : écouter", "#1 : oser"),
        (("tags",), ["un", "deux"], "vente,\n    écoute", "un, deux"),
        (("status",), "draft", "2026-03-01\n", "2026-03-01\nStatus: draft\n"),
        (("summary",), "Un.\nDeux.", "2026-03-01\n", "2026-03-01\nSummary: Un.\n    Deux.\n"),
    ],
)
def test_a_plain_header_stays_plain(loc, value, before, after):
    """L’en-tête simple de Pelican reste le sien."""
    assert changed(PLAIN, loc, value) == PLAIN.replace(before, after)


def test_what_a_plain_header_cannot_say_is_refused():
    """Ce qu’un en-tête simple ne peut dire est refusé, avec le remède."""
    for loc, value in ((("prices",), [{"amount": 1}]), (("tags",), ["un, deux"])):
        with pytest.raises(CannotWrite, match="inv fix"):
            set_value(PLAIN, loc, value, KEYS)


@pytest.mark.parametrize("text", ["Sans en-tête.\n", "---\ntags: [un\n---\nUn.\n", "---\ntitle: a\n"])
def test_what_cannot_be_read_is_not_written(text):
    """Un en-tête illisible n’est pas changé."""
    with pytest.raises(CannotWrite):
        set_value(text, ("title",), "Un", KEYS)


def every_loc(data: dict[str, object]) -> Iterator[Loc]:
    """Each place of a header, those of lists and mappings too; of a long list, its first two items."""
    seen = set()
    for loc, _ in iter_locs(data):
        if any(isinstance(part, int) and part > 1 for part in loc):
            continue
        for end in range(1, len(loc) + 1):
            if loc[:end] not in seen:
                seen.add(loc[:end])
                yield loc[:end]


def differing(before: list[str], after: list[str]) -> list[str]:
    """The lines of a text between those that stay at its beginning and at its end."""
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return before[head : len(before) - tail]


VALUES = ("Non", "no", "#1 : « l’été », d'hiver", "x\n\ny", '"', "@a, [b] {c}", "12:30", "- un", "é" * 300, "a\\b'c\"d")


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_each_key_of_each_text(path):
    """Dans chaque texte, chaque clé se change, s’ôte et s’ajoute : rien d’autre de lui ne change."""
    text, _ = decode(path.read_bytes())
    data = read(text)
    comments = [line for line in text.splitlines() if line.lstrip().startswith("#")]
    for rank, loc in enumerate(every_loc(data)):
        value, old = VALUES[rank % len(VALUES)], at(data, loc)
        value = "autre" if value == old else value
        new = changed(text, loc, value)
        assert at(read(new), loc) == value
        lines = new.splitlines()
        if not isinstance(old, list | dict):
            assert [line for line in lines if line.lstrip().startswith("#")] == comments
        # What differs is the line of the key, and those of its value below it.
        first, *below = differing(text.splitlines(), lines)
        assert all(not line or line[:1] in " #-" for line in below), (first, below)
        assert at(read(changed(new, loc, old)), loc) == old
        without = edited(text, remove_key(text, loc, KEYS))
        assert _without(deepcopy(data), loc) == read(without)
        if isinstance(old, dict):
            added = changed(text, (*loc, "neuve"), value)
            assert at(read(added), (*loc, "neuve")) == value
            assert edited(added, remove_key(added, (*loc, "neuve"), KEYS)) == text


def _without(data, loc):
    holder = data
    for part in loc[:-1]:
        holder = holder[part]
    del holder[loc[-1]]
    return data
