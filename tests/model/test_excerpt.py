"""Excerpts end at a sentence end; the reading time is that of French readers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.model.excerpt import (
    cut_at_sentence,
    excerpt_html,
    opening_text,
    reading_minutes,
    sentence_ends,
    teaser_text,
    without_passage,
)
from plugins.model.markdown import render

PROSE = st.text("aé.!?…»« \u00a0,'’M1-", max_size=120)


@given(PROSE, st.integers(1, 40))
def test_a_cut_is_a_beginning_not_too_long(text, limit):
    """Un texte coupé est un début du texte, d’au plus deux fois la longueur voulue."""
    cut = cut_at_sentence(text, limit)

    assert text.startswith(cut) or text.startswith(cut.removesuffix("…"))
    assert len(cut) <= 2 * limit + 1


@given(st.lists(st.text("aé’", min_size=1, max_size=8), min_size=1, max_size=30).map(" ".join), st.integers(10, 40))
def test_a_cut_never_ends_inside_a_word(text, limit):
    """Un texte n’est jamais coupé au milieu d’un mot."""
    cut = cut_at_sentence(text, limit).removesuffix("…")

    assert cut.split() == text.split()[: len(cut.split())]


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("Court.", 100, "Court."),
        ("Un deux. Trois quatre. Cinq.", 23, "Un deux. Trois quatre."),
        ("Un deux trois quatre. Cinq.", 12, "Un deux trois quatre."),
        ("Un deux trois quatre cinq six sept huit neuf dix", 14, "Un deux trois…"),
        ("Un, deux, trois, quatre, cinq, six, sept, huit", 10, "Un, deux…"),
        ("Il cite Yahoo! comme exemple", 7, "Il cite…"),
        ("M. Dupont parle. Puis il se tait.", 20, "M. Dupont parle."),
        ("Voir p. 12. Puis suivre la suite.", 15, "Voir p. 12."),
        ("Il dit « Oui\u00a0! » Puis il part.", 20, "Il dit « Oui\u00a0! »"),
        ("Le site exemple.fr plaît. Puis il se tait.", 28, "Le site exemple.fr plaît."),
        ("Vraiment\u202f? Oui, sans aucun doute.", 15, "Vraiment\u202f?"),
        ("Il vend 3.5 millions de pièces. Puis il se tait.", 33, "Il vend 3.5 millions de pièces."),
        ("a" * 12 + " exemple.fr est long et ne finit jamais vraiment", 10, "aaaaaaaaaaaa…"),
    ],
)
def test_a_cut_ends_at_a_french_sentence_end(text, limit, cut):
    """Une coupe tombe en fin de phrase, et connaît « M. », « p. », les guillemets et les adresses."""
    assert cut_at_sentence(text, limit) == cut


def test_the_end_of_what_is_read_is_no_sentence_end():
    """Un point au milieu d’une adresse ne finit pas une phrase, où que tombe la longueur voulue."""
    text = "Un mot et puis exemple.fr continue encore longtemps sans jamais finir"

    assert {cut_at_sentence(text, limit).endswith("exemple.") for limit in range(5, 40)} == {False}


def test_sentence_ends_of_initials():
    """L’initiale d’un prénom ne finit pas une phrase."""
    assert sentence_ends("Selon J. Martin. Fin.") == [16, 21]


@pytest.mark.parametrize("text", ["Voyez l’art. 12 du code", "Selon d'env. 3 auteurs", "Voir (fig. 2) et tél. 01"])
def test_an_abbreviation_before_a_number_ends_no_sentence(text):
    """« l’art. 12 » ne finit pas une phrase : l’abréviation élidée en est une."""
    assert sentence_ends(f"{text}. Fin.") == [len(text) + 1, len(text) + 6]


@pytest.mark.parametrize(
    ("body", "summary", "html"),
    [
        ("Un **deux**.\n\n<!-- more -->\n\nTrois.", "Chapô", "<p>Un <strong>deux</strong>.</p>"),
        ("Un\n<!-- more -->\nTrois.", None, "<p>Un</p>"),
        ("- un\n- deux\n\n<!--more-->\n\nTrois.", None, "<ul>\n<li>un</li>\n<li>deux</li>\n</ul>"),
        ("<!-- more -->\n\nTrois.", "Un < deux & trois", "<p>Un &lt; deux &amp; trois</p>"),
        ("Un.", "Chapô « vrai »", "<p>Chapô « vrai »</p>"),
        ("## Titre\n\n> Citation.\n\n- liste\n\nUn [lien](https://exemple.fr/).", None, "<p>Un lien.</p>"),
        ("Une note[^1]. Suite.\n\n[^1]: La note.", None, "<p>Une note. Suite.</p>"),
        ("![x](i.png)", None, ""),
        ("<!-- extrait -->\nUn.\n<!-- /extrait -->\n\n<!-- more -->\n\nDeux.", None, "<p>Un.</p>"),
    ],
)
def test_the_excerpt_of_a_list(body, summary, html):
    """Les listes montrent le texte jusqu’à « more », sinon le chapô, sinon les premières phrases."""
    assert excerpt_html(render(body).html, summary) == html


def test_a_marker_inside_an_element_closes_it():
    """Une marque posée dans un élément le ferme, sans en couper la balise."""
    html = '<blockquote class="a">\n<p>Un.</p>\n<!-- more -->\n<p>Deux.</p>\n</blockquote>'

    assert excerpt_html(html, None) == '<blockquote class="a">\n<p>Un.</p>\n</blockquote>'


def test_the_opening_leaves_out_what_is_no_prose():
    """Le début d’un texte n’est fait que de ses paragraphes."""
    html = render("## Un\n\n> Deux\n\n1. Trois\n\nQuatre.\n\n```\nCinq\n```\n\nSix.").html

    assert opening_text(html) == "Quatre. Six."


def test_a_teaser_is_short_and_plain():
    """Une accroche tient en deux cent quatre-vingts signes, sans balise."""
    assert (
        teaser_text("<p>" + "Une phrase &amp; une autre. " * 40 + "</p>", None)
        == ("Une phrase & une autre. " * 11).strip()
    )


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (1, 1), (214, 1), (215, 2), (2140, 10)])
def test_reading_time(words, minutes):
    """La durée de lecture s’arrondit à la minute supérieure, une au moins."""
    assert reading_minutes("mot " * words) == minutes


def test_headings_start_below_the_title():
    """Les intertitres commencent sous le titre de la page, et gardent leur ancre."""
    rendered = render("# L’été\n\n## Un\n\nTexte.")

    assert rendered.html == '<h2 id="l-ete">L’été</h2>\n<h3 id="un">Un</h3>\n<p>Texte.</p>'


def test_the_quoted_passage_is_left_out_unless_it_is_all():
    """Le passage cité d’un client ne passe pas pour le nôtre dans un extrait ; s’il est seul, il reste."""
    passage = "<!-- extrait --><p>Les mots du client.</p><!-- /extrait -->"

    assert without_passage(f"<p>Les nôtres.</p>{passage}<p>Après.</p>") == "<p>Les nôtres.</p><p>Après.</p>"
    assert without_passage(passage) == passage
