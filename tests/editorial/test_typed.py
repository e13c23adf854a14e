"""What the author settles: the language of a passage, the accent of a capital; and what typography changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invoke import Config, Context, Exit

from plugins.editorial.composed import diff
from plugins.editorial.typed import _CAPITAL
from plugins.model.loader import load_site


@pytest.fixture
def told(content: Path) -> Callable[..., list[str]]:
    """The messages on an article, by its body and the keys of its header."""

    def messages(body: str, **keys: str) -> list[str]:
        header = "".join(f"{key}: {value}\n" for key, value in {"title": "Essai", "date": "2026-03-01", **keys}.items())
        (content / "articles/essai.md").write_text(f"---\n{header}---\n{body}\n", "utf-8")
        site = load_site(content, lambda zone: NOW, checks=["plugins.editorial.typed:check_typed"])
        return [str(each).removeprefix("content/articles/essai.md:") for each in site.problems]

    return messages


NOW = datetime(2026, 6, 1, tzinfo=UTC)
ENGLISH = "Here are the steps: read the manual; then try it!"


@pytest.mark.parametrize(
    ("body", "place", "words", "act"),
    [
        (f"Un.\n\n{ENGLISH}", "7:1", ENGLISH, "ajoutez {: lang=en } à la fin de ce paragraphe"),
        (f"Un.\n\n> {ENGLISH}", "7:3", ENGLISH, "ajoutez {: lang=en } à la fin de ce paragraphe"),
        (f"Un mot de plus.\n\n## {ENGLISH}", "7:4", ENGLISH, "ajoutez {: lang=en } à la fin de ce paragraphe"),
        ("On dit « the show must go on » ici.", "5:10", "the show must go on",
         'écrivez <span lang="en">…</span> autour de ces mots'),
        ("On dit *just do it* dans cette maison.", "5:9", "just do it",
         'écrivez <span lang="en">…</span> autour de ces mots,'
         " ou ajoutez-les à « foreign: {en: […]} » d’agence.yaml s’ils reviennent"),
        ("Sa devise : keep it simple, and do it well.", "5:13", "keep it simple, and do it well.",
         'écrivez <span lang="en">…</span> autour de ces mots'),
    ],
)  # fmt: skip
def test_a_passage_in_english_is_told(body, place, words, act, told):
    """Un passage en anglais est signalé à sa place, avec l’acte qui le dit."""
    assert told(f"{body}\n\nUn autre paragraphe, en français, qui reste tel quel.") == [
        f"{place}: avertissement : « {words} » est en anglais : {act} [langue-a-dire]"
    ]


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("Wir sind nicht hier, und das ist alles.", "allemand"),
        ("Esto no es todo, porque también están los otros.", "espagnol"),
        ("Questo non è tutto, ma anche il resto della storia.", "italien"),
    ],
)
def test_other_languages_are_told(body, language, told):
    """L’allemand, l’espagnol et l’italien sont nommés."""
    (message,) = told(f"Un paragraphe en français, pour commencer, et un second.\n\n{body}")

    assert f"est en {language} : ajoutez" in message


def test_what_the_house_knows_is_not_told(told, content):
    """Une expression du dictionnaire de la maison est déjà marquée : elle n’est pas signalée."""
    (content / "agence.yaml").write_text("name: Essai\nforeign: {en: [Just do it]}\n", "utf-8")

    assert told("On dit *just do it* dans cette maison.\n\nUn autre paragraphe, en français.") == []


def test_a_text_in_english_is_told_once(told):
    """Un texte écrit en anglais n’est signalé qu’une fois, à son en-tête."""
    assert told(f"{ENGLISH}\n\n{ENGLISH}\n\n{ENGLISH}") == [
        "2:8: avertissement : ce texte est en anglais : écrivez « lang: en » dans l’en-tête [langue-a-dire]"
    ]
    assert told(f"{ENGLISH}\n\n{ENGLISH}", lang="en") == []


@pytest.mark.parametrize(
    "body",
    [
        f"{ENGLISH}\n{{: lang=en }}",
        f'Il dit <span lang="en">{ENGLISH}</span> et *just do it*{{: lang=en }}.',
        f"```\n{ENGLISH}\n```\n\nVoir `and the rest of the code`.",
        f"{ENGLISH}\n{{: .verbatim }}",
        "[Un lien](https://a.example/the-end-of-the-road/and/more) et les marques The Conversation, Le Monde.",
        "Le mot « people » est anglais : on dit « les gens » !",
        "Un brand content, du storytelling, un think tank, le marketing digital, un best of.",
        "Il faut lire on a, but, or, son, pour, me, plus : ce sont des mots français.",
    ],
)
def test_what_is_said_or_french_is_not_told(body, told):
    """Ni un passage dont la langue est dite, ni du code, ni un mot passé en français ne sont signalés."""
    assert told(f"Un paragraphe de plus, en français, avant celui-ci.\n\n{body}") == []


@pytest.mark.parametrize(
    ("word", "right"),
    [
        ("Etat", "État"), ("Ecole", "École"), ("Etre", "Être"), ("Evidemment", "Évidemment"),
        ("Egalement", "Également"), ("Ile", "Île"), ("Ecosse", "Écosse"), ("Egypte", "Égypte"), ("Etes", "Êtes"),
    ],
)  # fmt: skip
def test_a_capital_without_its_accent_is_told(word, right, told):
    """Une capitale qui a perdu son accent est signalée à sa place, avec le mot juste."""
    assert told(f"Un.\n\nVoici l’{word}-là.") == [
        f"7:9: avertissement : « {word} » : écrivez « {right} » (une capitale garde son accent) [capitale-sans-accent]"
    ]


def test_an_a_at_the_head_of_a_sentence_is_told(told):
    """« A la », « A partir », « Ca va » sont signalés en tête de phrase."""
    found = told("A la une. A partir de là. Ca va.")

    assert [message.partition("»")[0] for message in found] == [
        "5:1: avertissement : « A la ",
        "5:11: avertissement : « A partir ",
        "5:27: avertissement : « Ca ",
    ]


def test_the_header_is_read_too(told):
    """Un titre et un chapô sont lus comme le texte."""
    assert [message[:5] for message in told("Un.", title="Etat des lieux", summary="Une Ecole")] == ["2:8: ", "4:10:"]


@pytest.mark.parametrize(
    "body",
    ["Nomad Education et Second Edition.", "Plan A la carte", "`Etat`", "Un État, à la une.", "ETAT", "Il a. Les."],
)
def test_a_name_and_code_keep_their_capital(body, told):
    """Un nom, un code, une capitale juste ne sont pas signalés."""
    assert told(f"Un mot.\n\n{body}") == []


def test_the_fault_may_be_admitted(told):
    """Un texte peut admettre la faute."""
    assert told(ENGLISH + "\n\nUn.", exceptions="[{rule: langue-a-dire, reason: voulu}]") == []


@pytest.fixture
def context() -> Context:
    return Context(Config())


def test_the_diff_shows_what_the_page_shows(content, context, capsys):
    """`typography.diff` montre le titre et chaque bloc tels que la page les donne, à leur ligne."""
    (content / "articles/essai.md").write_text(
        '---\ntitle: Oser : la 2ème fois\ndate: 2026-03-01\n---\n\nIl écrit "mot"[^1].\n\n`a !`\n\n> Tel quel\n\n'
        "- Un ;\n- A-t-il 10 ans de plus que ses anticonstitutionnels\n\n[^1]: Anticonstitutionnellement !\n",
        "utf-8",
    )
    diff.body(context, str(content / "articles/essai.md"))

    assert capsys.readouterr().out == (
        "content/articles/essai.md:2\n- Oser : la 2ème fois\n+ Oser⍽: la 2e fois\n"
        'content/articles/essai.md:6\n- Il écrit "mot"1.\n+ Il écrit «⍽mot⍽»1.\n'
        "content/articles/essai.md:12\n- Un ;\n+ Un⎵;\n"
        "content/articles/essai.md:13\n- A-t-il 10 ans de plus que ses anticonstitutionnels\n"
        "+ A‑t‑il 10⍽ans de plus que ses anticonstitutionnels\n"
        "content/articles/essai.md:15\n- Anticonstitutionnellement !⍽↩\n+ Anticonstitutionnellement⎵!⍽↩\n"
    )


def test_the_diff_of_a_folder_counts_its_texts(content, context, capsys):
    """Un dossier est lu texte par texte."""
    diff.body(context, str(content))

    assert capsys.readouterr().err == "0 texte à composer sur 2.\n"


@pytest.mark.parametrize(("name", "message"), [("absent.md", "introuvable"), ("../x.md", "pas un texte du contenu")])
def test_the_diff_says_why_it_cannot(name, message, content, context):
    """Ce qui n’est pas un texte du contenu est dit."""
    (content / "../x.md").write_text("Un.", "utf-8")
    with pytest.raises(Exit) as stop:
        diff.body(context, str(content / name))

    assert message in stop.value.message


@given(st.text("AaCEIleoàÉ_1 \n\u00a0’.", max_size=12))
def test_a_capital_that_may_lack_its_accent_begins_a_word(text: str) -> None:
    """Une capitale où chercher un accent commence un mot, quel que soit l’ordre où l’on regarde."""
    after_nothing = re.compile(r"(?<!\w)(?:A(?=\s)|Ca(?=\s)|E[a-zà-ÿ]|Il[eo])")
    assert [match.span() for match in _CAPITAL.finditer(text)] == [m.span() for m in after_nothing.finditer(text)]
