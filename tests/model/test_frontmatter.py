"""The header: French texts that YAML refuses, both forms, and where each value stands."""

from __future__ import annotations

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plugins.model.document_reader import PROSE_KEYS
from plugins.model.frontmatter import parse_document
from plugins.model.rules import HEADER

TITLES = [
    "Twitter : un réseau social sur le déclin ? Vrai-Faux avec @flashtweet",
    "#1 — Vendre une solution",
    "C# et F#, deux langages",
    "Les réseaux sociaux #vente",
    "@flashtweet répond à nos questions",
    "« Écrire, c’est choisir »",
    "« Écrire » : mode d’emploi",
    "\"Écrire\" ou 'parler' ?",
    '"Écrire" : mode d’emploi',
    "L'été, l'automne et l'hiver",
    "[Vidéo] Trois minutes pour convaincre",
    "{Exclusif} Le baromètre",
    "[Vidéo",
    "% de marge : le piège",
    "100 % en ligne",
    "& si l’on se taisait ?",
    "* Astérisque",
    "! Attention",
    "| Barre",
    "> Chevron",
    "- Tiret : une liste ?",
    "— Tiret cadratin",
    "? Question",
    ": deux-points d’abord",
    "`code`",
    "2017",
    "3.10",
    "1 000 abonnés",
    "12:30, l’heure du direct",
    "oui",
    "true",
    "null",
    "~",
    "2026-03-01",
    "Vendre : écouter : conclure",
    "Finir par deux-points :",
    "Le ratio 16:9",
    "https://exemple.fr/ : une adresse",
    "Œuvre, cœur, ÿ et Ç",
    "L’été\u00a0: saison « chaude\u00a0»\u202f!",
    "東京",
    "Retour à la ligne \\n",
    "Un antislash \\",
    "Deux  espaces",
    "Tom & Jerry <3",
    "{{ jinja }} et {% bloc %}",
    "title: essai",
    "-",
    "…",
]


@pytest.mark.parametrize("title", TITLES)
def test_a_french_title_needs_no_quotes(title):
    """Un titre français s’écrit sans guillemets, quels que soient ses signes."""
    header = parse_document(f"---\ntitle: {title}\ndate: 2026-03-01\n---\nTexte", PROSE_KEYS)

    assert (header.data, header.faults) == ({"title": title, "date": "2026-03-01"}, [])


@pytest.mark.parametrize("title", TITLES)
def test_a_french_title_needs_no_quotes_in_a_plain_header(title):
    """Un titre français s’écrit tel quel dans un en-tête simple."""
    header = parse_document(f"Title: {title}\nDate: 2026-03-01\n\nTexte", PROSE_KEYS)

    assert (header.data, header.faults) == ({"title": title, "date": "2026-03-01"}, [])


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ('"Twitter : le déclin"', "Twitter : le déclin"),
        ("'L''été'", "L'été"),
        ('"Un \\"mot\\""', 'Un "mot"'),
        ('"Essai" # à revoir', "Essai"),
        ("Twitter : un réseau\n  sur le déclin : vrai ?", "Twitter : un réseau sur le déclin : vrai ?"),
        (">\n  Twitter : un réseau\n  sur le déclin", "Twitter : un réseau sur le déclin\n"),
        ("|\n  Premier : vers\n  #second", "Premier : vers\n#second\n"),
    ],
)
def test_quoted_and_long_titles_are_read_as_yaml_does(written, title):
    """Un titre entre guillemets, sur plusieurs lignes ou en bloc est lu comme YAML le veut."""
    header = parse_document(f"---\ntitle: {written}\ndate: 2026-03-01\n---\n", PROSE_KEYS)

    assert (header.data, header.faults) == ({"title": title, "date": "2026-03-01"}, [])


@pytest.mark.parametrize(
    ("written", "data"),
    [
        ("tags: vente, #social", {"tags": "vente, #social"}),
        ("tags: #vente, #social", {"tags": "#vente, #social"}),
        ("tags: [vente, écoute] # deux thèmes", {"tags": ["vente", "écoute"]}),
        ("tags:\n  - Vendre : écouter\n  - '#social'", {"tags": ["Vendre : écouter", "#social"]}),
        ("# un commentaire\ncategory: Web # un autre", {"category": "Web"}),
        ("category: Vente : méthodes", {"category": "Vente : méthodes"}),
        ("category: Vente\n  et : méthodes", {"category": "Vente et : méthodes"}),
        ("category: @nom", {"category": "@nom"}),
        ("postcode: 01000", {"postcode": "01000"}),
        ("phone: +33400000000", {"phone": "+33400000000"}),
        ("start: 17:00", {"start": "17:00"}),
        ("noindex: true", {"noindex": "true"}),
        ("qualiopi: null", {"qualiopi": None}),
        ("faq:\n  - q: Combien : en tout ?\n    r: Sept", {"faq": [{"q": "Combien : en tout ?", "r": "Sept"}]}),
        ("objectives:\n  - Être capable : d’écrire", {"objectives": ["Être capable : d’écrire"]}),
        ("TITLE: Essai\nStatus : draft", {"title": "Essai", "status": "draft"}),
    ],
)
def test_a_value_stays_what_the_author_wrote(written, data):
    """Une valeur reste ce que l’auteur a écrit : ni nombre arrondi, ni zéro perdu, ni mot-dièse effacé."""
    header = parse_document(f"---\n{written}\n---\n", PROSE_KEYS)

    assert (header.data, header.faults) == (data, [])


def test_places_of_nested_values():
    """Chaque valeur d’un en-tête connaît sa ligne et sa colonne, si profonde soit-elle."""
    header = parse_document(
        "---\n"
        "title: Twitter : un réseau\n"
        "tags: [vente, écoute]\n"
        "sessions:\n"
        "  - id: lyon\n"
        "    Days:\n"
        "      - {date: 2027-03-25, END: 17:00}\n"
        "---\n"
    )

    assert {
        "title": header.place(("title",)),
        "key": header.place(("title",), key=True),
        "tag": header.place(("tags", 1)),
        "session": header.place(("sessions", 0)),
        "end": header.place(("sessions", 0, "days", 0, "end")),
        "END": header.place(("sessions", 0, "Days", 0, "END")),
        "end key": header.place(("sessions", 0, "days", 0, "end"), key=True),
        "absent": header.place(("sessions", 0, "days", 0, "start")),
        "unknown": header.place(("slug",)),
    } == {
        "title": (2, 8),
        "key": (2, 1),
        "tag": (3, 15),
        "session": (5, 5),
        "end": (7, 33),
        "END": (7, 33),
        "end key": (7, 28),
        "absent": (7, 9),
        "unknown": (1, 1),
    }


@pytest.mark.parametrize("times", [60, 100_000])
@pytest.mark.parametrize(("opened", "closed"), [("[", "]"), ("- ", "")])
def test_values_nested_without_end_are_refused(opened, closed, times):
    """Des crochets imbriqués sans fin, ou plus qu’aucune clé n’en demande, sont refusés sans arrêter le programme."""
    header = parse_document(f"---\ntags:\n  {opened * times}x{closed * times}\n---\n")

    assert header.faults == [(2, 1, "valeurs trop imbriquées dans l’en-tête : simplifiez-les", HEADER)]


@pytest.mark.parametrize("line", ["a" + " " * 200_000, "title: a" + " " * 200_000, "tags: [" + " #a," * 50_000 + "]"])
def test_a_long_line_is_read_in_linear_steps(line):
    """Une ligne démesurée se lit, ou se refuse, sans bloquer la construction."""
    assert parse_document(f"---\n{line}\n---\n").body == ""


def test_the_body_keeps_its_lines():
    """Le texte suit l’en-tête, et ses lignes gardent leur numéro."""
    header = parse_document("---\ntitle: Essai\n---\n\nUn.\n\n---\n\nDeux.")

    assert (header.body, header.body_line) == ("\nUn.\n\n---\n\nDeux.", 4)


def test_empty_lines_above_the_header_are_no_fault():
    """Des lignes vides au-dessus de l’en-tête ne gênent pas."""
    header = parse_document("\n\n---\ntitle: Essai\n---\nUn.")

    assert (header.data, header.place(("title",)), header.body, header.body_line) == (
        {"title": "Essai"},
        (4, 8),
        "Un.",
        6,
    )


def test_a_plain_header_of_pelican():
    """L’en-tête simple de Pelican se lit avec ses suites de ligne, et sans espace après les deux-points."""
    header = parse_document("Title: Un titre\n    en deux lignes\nDate:2026-03-01\nTAGS: vente, écoute\n\nLe texte.")

    assert (header.data, header.faults, header.body, header.body_line) == (
        {"title": "Un titre\nen deux lignes", "date": "2026-03-01", "tags": "vente, écoute"},
        [],
        "Le texte.",
        6,
    )


@given(st.text())
@example("---\n? [a]\n---")
@example("---\na: &x [*x]\n---")
@example("---\n" + "[" * 5000 + "\n---")
@example("---\n" + "- " * 5000 + "\n---")
@example("---\na: !!binary é\n---")
@example("---\n\u0085\n---")
def test_no_text_makes_the_parser_raise(text):
    """Aucun texte ne fait échouer la lecture : une faute est un message."""
    for source in (text, f"---\n{text}\n---\n", f"---\ntitle: {text}", f"---\ntags: [{text}]\n---"):
        header = parse_document(source, PROSE_KEYS)

        assert all(line >= 1 and column >= 1 and message for line, column, message, _ in header.faults)


LETTERS = string.ascii_letters + string.digits + "éèêàâçùœÉÀŒ’«»—–…:;!?.,#@%&*()[]{}\"'`|>-+=/€°\u00a0\u202f "


@given(st.text(LETTERS, min_size=1).map(str.strip).filter(bool))
def test_a_plain_french_title_comes_back_unchanged(title):
    """Un titre sans guillemets autour revient tel qu’il a été écrit."""
    if title[0] in "\"'|>" or title[0] == title[-1] == "#":
        title = f"Essai {title}"

    header = parse_document(f"---\ntitle: {title}\ndate: 2026-03-01\n---\n", PROSE_KEYS)

    assert (header.data, header.faults) == ({"title": title, "date": "2026-03-01"}, [])


def test_an_item_may_begin_with_a_key_whose_value_is_below():
    """Un élément de liste peut commencer par une clé dont la valeur est dessous."""
    header = parse_document(
        "---\nsessions:\n  - days:\n      - {date: 2026-03-01}\n    place: lyon\n---\nUn.\n", PROSE_KEYS
    )

    assert header.faults == []
    assert header.data == {"sessions": [{"days": [{"date": "2026-03-01"}], "place": "lyon"}]}
