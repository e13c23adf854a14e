"""What a text of ours is, whatever blog holds it: its mark, its words, its form, and what lists show of it."""

from __future__ import annotations

import pytest

from plugins.targets.texts import (
    carries,
    contains,
    readable,
    relay_marks,
    same_form,
    same_text,
    teaser,
    text_digest,
)

OURS = (
    "<!-- wp:paragraph -->\n<p>Un «\xa0mot\xa0», l’autre… et 3 × 4\u202f%&nbsp;; <b>gras</b>,<br>deux.</p>\n"
    "<!-- /wp:paragraph -->"
    '\n\n<!-- wp:list -->\n<ul class="wp-block-list"><!-- wp:list-item -->\n<li>a</li>\n<!-- /wp:list-item -->\n\n'
    "<!-- wp:list-item -->\n<li>b &amp; c</li>\n<!-- /wp:list-item --></ul>\n<!-- /wp:list -->"
    '\n\n<!-- wp:heading {"level":3} -->\n<h3 class="wp-block-heading">Titre</h3>\n<!-- /wp:heading -->'
    '\n\n<p class="lire-la-suite cx-0123456789abcdef"><a href="https://a.example/?a=1&amp;b=2">Lire</a></p>'
)


def test_a_class_made_of_the_key_is_no_mark() -> None:
    """Une classe de thème faite de l’étiquette n’est pas la marque de l’extrait."""
    assert carries('<p class="lire-la-suite cx-01">', "cx-01") and carries("<p class='cx-01 x'>", "cx-01")
    assert not carries('<body class="post tag-hash-cx-01">', "cx-01")
    assert not carries('<p class="cx-012">class="x" cx-01', "cx-01")
    assert relay_marks(OURS) == {"cx-0123456789abcdef"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\n\n<!-- wp", "<!-- wp"),
        ("<!-- wp:paragraph -->\n", '<!-- wp:paragraph {"className":"x"} -->'),
        (' class="wp-block-list"', ""),
        (' class="wp-block-heading"', ' class="wp-block-heading" id="h-titre"'),
        ("<br>", "<br />\n"),
        ("&nbsp;", "\xa0"),
        ("&amp; c", "&#038; c"),
        ("b=2", "b=2"),
        ("href=", 'rel="noopener" target="_blank" href='),
        ("<b>gras</b>", "<strong>gras</strong>"),
        ("<li>a</li>", "<li><p>a</p></li>"),
        ("</p>\n<!-- /wp:paragraph", "</p>\n\n<!-- /wp:paragraph"),
    ],
)
def test_what_an_editor_writes_anew_is_no_change(before: str, after: str) -> None:
    """Lignes vides, classes, commentaires, entités, `<br>` : ce qu’un éditeur récrit n’est ni un mot ni une forme."""
    theirs = OURS.replace(before, after)

    assert before in OURS and same_text(("T", OURS), ("T", theirs)) and same_form(("T", OURS), ("T", theirs))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("«\xa0mot\xa0»", "&#8220;mot&#8221;"),
        ("«\xa0mot\xa0»", '"mot"'),
        ("l’autre", "l'autre"),
        ("…", "..."),
        ("3 × 4", "3 x 4"),
        ("\u202f%", " %"),
        ("<b>gras</b>", "gras"),
        ('<h3 class="wp-block-heading">Titre</h3>', "<p>Titre</p>"),
        ("gras", "g\u00adras"),
    ],
)
def test_signs_and_emphasis_are_a_form_and_no_word(before: str, after: str) -> None:
    """Les signes que WordPress montre et la mise en forme ne corrigent aucun mot ; la nôtre, changée, se voit."""
    theirs = OURS.replace(before, after)

    assert before in OURS and same_text(("T", OURS), ("T", theirs)) and not same_form(("T", OURS), ("T", theirs))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("autre", "aube", "l’aube"),
        ("3 × 4", "3 × 5", "3 × 5"),
        ("a=1", "a=3", "(https://a.example/?a=3&b=2)"),
        ("<li>a</li>", '<li>a<img src="/i/photo-300x200.jpg" alt="Une photo"></li>', "[image photo : Une photo]"),
        ("<li>a</li>", '<li>a</li><!-- wp:latest-posts {"n":3} /-->', '[bloc latest-posts {"n":3}]'),
        ("<li>a</li>", '<li>a<iframe src="https://v.example/1"></iframe></li>', "[https://v.example/1]"),
        ("Un «", "Une «", "Une «"),
    ],
)
def test_a_word_a_link_or_a_picture_changed_is_seen(before: str, after: str, shown: str) -> None:
    """Un mot, un lien, une image, un bloc ajouté : la correction se voit, et se lit."""
    theirs = OURS.replace(before, after)

    assert before in OURS and not same_text(("T", OURS), ("T", theirs)) and shown in readable(theirs)
    assert readable(theirs) != readable(OURS)


def test_a_title_is_text() -> None:
    """Un titre est comparé comme un texte : « a < b » n’est pas une balise."""
    assert not same_text(("a < b", ""), ("a", "")) and same_text(("l'a", ""), ("l’a", ""))


def test_a_public_page_may_add_its_own_around() -> None:
    """Vu par les visiteurs, un billet garde ses mots au milieu de ce que le thème ajoute."""
    shown = OURS.replace("«\xa0mot\xa0»", "“mot”")
    page = f"<div>Partager</div>{shown}<div>À lire aussi</div>"

    assert contains(("T", page), ("T", OURS)) and not contains(("T", page.replace("autre", "aube")), ("T", OURS))
    assert not contains(("T", "<p>Unanime</p>"), ("T", "<p>Un</p>")) and not contains(("U", page), ("T", OURS))


def test_a_digest_says_the_form() -> None:
    """L’empreinte dit la forme : celle d’un texte mis autrement en blocs est la même."""
    assert text_digest("T", OURS) == text_digest("T", OURS.replace("\n\n", "\n"))
    assert text_digest("T", OURS) != text_digest("T", OURS.replace("autre", "aube"))


SENTENCE = "Un rendez-vous commence avant la porte, dit-on ici. "


@pytest.mark.parametrize(
    ("passage", "limits", "shown"),
    [
        (f"<p>{SENTENCE}</p>", {}, SENTENCE.strip()),
        (f"<p>{SENTENCE * 9}</p>", {"words": 20}, (SENTENCE * 2).strip()),
        (f"<p>{SENTENCE * 9}</p>", {"words": 4}, "Un rendez-vous commence…"),
        (f"<p>{SENTENCE * 9}</p>", {"characters": 60}, SENTENCE.strip()),
        ("<p>Un &amp; <b>deux</b></p>\n<ul><li>trois</li></ul>", {}, "Un & deux trois"),
    ],
)
def test_what_lists_show_ends_with_a_sentence(passage: str, limits: dict[str, int], shown: str) -> None:
    """L’extrait des listes tient dans sa longueur, finit à une phrase, et laisse l’invitation."""
    assert teaser(f'{passage}<p class="lire-la-suite cx-0123456789abcdef"><a href="/x">Lire</a></p>', **limits) == shown
