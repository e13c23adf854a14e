"""Slugs, nearest names, plain text, words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.common.texts import count_words, nearest, plain_text, slugify, suggestion


@given(st.text())
def test_slugify_twice_is_slugify_once(text):
    """Une adresse déjà faite ne change plus."""
    assert slugify(slugify(text)) == slugify(text)


@given(st.text())
def test_a_slug_is_safe_in_an_address(text):
    """Une adresse ne tient que lettres sans accent, chiffres et traits d’union simples."""
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slugify(text))


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("L’été à Paris", "l-ete-a-paris"),
        ("L'été à Paris", "l-ete-a-paris"),
        ("Cœur et Æther", "coeur-et-aether"),
        ("« Ça » : 100 % !", "ca-100"),
        ("ﬁn ½ №5", "fin-1-2-no5"),
        ("E\u0301te\u0301", "ete"),
        ("🎉", ""),
        ("東京", ""),
        ("../../etc", "etc"),
        ("Łódź, Ørsted, Đakovo, Þór", "lodz-orsted-dakovo-thor"),
        ("anti\u00adconsti\u200btution\ufeffnel", "anticonstitutionnel"),
        ("a\u2011t\u2011il", "a-t-il"),
    ],
)
def test_a_french_text_gives_its_slug(text, slug):
    """Un texte français donne l’adresse qu’on attend, quelles que soient ses espaces et ses apostrophes."""
    assert slugify(text) == slug


@pytest.mark.parametrize(
    ("name", "known", "near"),
    [
        ("sumary", ["summary", "title"], "summary"),
        ("Claire Martin", ["claire-martin", "luc"], "claire-martin"),
        ("Paris", ["Europe/Paris", "Europe/Rome"], "Europe/Paris"),
        ("martin", ["claire-martin", "luc"], "claire-martin"),
        ("zzz", ["summary", "title"], None),
        ("reponse", ["r", "q"], None),
        ("x", [], None),
    ],
)
def test_nearest_name(name, known, near):
    """Le nom le plus proche est proposé s’il ressemble, et lui seul."""
    assert nearest(name, known) == near


@pytest.mark.parametrize(
    ("name", "known", "text"),
    [
        ("sumary", ["title", "summary"], " ; voulez-vous « summary » ?"),
        ("zzz", ["b", "a"], " ; au choix : a, b"),
        ("zzz", [f"nom{n}" for n in range(13)], ""),
        ("zzz", [], ""),
    ],
)
def test_suggestion_says_the_choice_when_it_is_short(name, known, text):
    """Sans nom proche, le choix est donné quand il est court."""
    assert suggestion(name, known) == text


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("<p>Un &amp; deux</p>\n<p>Trois</p>", "Un & deux Trois"),
        ("<p>Un<!-- <b>caché</b> --> <em>deux</em></p>", "Un deux"),
        ("<ul><li>Un</li><li>Deux</li></ul>", "Un Deux"),
        ("Un<br>deux", "Un deux"),
        ("Vraiment\u202f?", "Vraiment\u202f?"),
    ],
)
def test_plain_text_of_a_fragment(fragment, text):
    """Le texte d’un fragment tient sur une ligne, sans balise ni entité."""
    assert plain_text(fragment) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("L’été, peut-être", 2), ("Twitter : 16 % !", 2), ("aujourd'hui", 1), ("« Oui »", 1)],
)
def test_words_are_counted_as_read(text, words):
    """Un mot élidé ou composé compte pour un ; un signe ne compte pas."""
    assert count_words(text) == words
