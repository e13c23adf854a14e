"""The body of an article in the pages of blogs as they are."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.quotes.blocks import Block
from plugins.quotes.extract_article import BodyError, blocks_of, find_body, sanitise

SENTENCE = (
    "Le vendeur qui arrive avec une réponse parle à quelqu’un qui n’a pas de question, et il le fatigue très vite. "
)
TEXT = f"<p>{SENTENCE}</p><p>Il reste à <em>comprendre</em>.</p>"
WANTED = [SENTENCE.strip(), "Il reste à comprendre."]
NOISE = "<p>Partager cet article avec vos amis</p>"

SHAPES = {
    "WordPress": f"<article class='post category-social-selling'><div class=entry-content>{TEXT}</div></article>",
    "Ghost": f"<article><section class='gh-content'>{TEXT}</section></article>",
    "schema.org": f"<div><div itemprop='articleBody'>{TEXT}</div></div>",
    "HTML seul": f"<nav><ul><li>Accueil</li></ul></nav><main>{TEXT}</main><footer>©</footer>",
    "sans repère": f"<header><p>Bannière du site</p></header>{TEXT}<footer>©</footer>",
    "partage dedans": f"<div class=entry-content>{TEXT}<div class='sharedaddy'>{NOISE}</div></div>",
    "articles liés dedans": f"<article>{TEXT}<div id='jp-related'>{NOISE}</div></article>",
    "commentaires dedans": f"<article>{TEXT}<section id=comments>{NOISE * 30}</section></article>",
    "formulaire et script": f"<article>{TEXT}<form><p>Bonjour</p></form><script>a = '<p>x</p>'</script></article>",
    "encart": f"<article><aside>{NOISE}</aside>{TEXT}</article>",
    "mot de bruit sur le tout": f"<article class='widget social-selling'>{TEXT}</article>",
    "aperçus d’autres articles": "<article><p>Lire aussi.</p></article>" * 9 + f"<article>{TEXT}</article>",
    "coquille vide": f"<div class=entry-content></div><main>{TEXT}</main>",
    "paragraphes jamais fermés": f"<article><p>{SENTENCE}<p>Il reste à <b>comprendre</b>.</article>",
    "liens à la fin": f"<article>{TEXT}<p>À lire aussi</p><ul><li><a href=/a>Un autre</a></li></ul></article>",
    "sommaire": f"<article><p>Sommaire</p><ul><li><a href='#a'>La nuit</a></li></ul>{TEXT}</article>",
    "doubles sauts de ligne": f"<article><div>{SENTENCE}<br><br>\n Il reste à comprendre.</div></article>",
}


@pytest.mark.parametrize("page", SHAPES.values(), ids=SHAPES)
def test_the_text_is_found_without_its_surroundings(page: str) -> None:
    """Le texte de l’article est trouvé entier, et rien de ce qui l’entoure."""
    assert [block.text for block in find_body(f"<html><body>{page}</body></html>").blocks] == WANTED


def test_the_selector_of_the_client_comes_first() -> None:
    """Le sélecteur du client passe avant les repères habituels, classes de la page comprises."""
    page = f"<body class='single large'><div class=entry-content>{NOISE * 20}</div><div class=texte>{TEXT}</div></body>"
    found = find_body(page, "body.single .texte")

    assert found.by_selector and [block.text for block in found.blocks] == WANTED


def test_a_selector_that_finds_nothing_is_said() -> None:
    """Un sélecteur qui ne trouve rien laisse la place aux repères habituels, et cela se sait."""
    found = find_body(f"<article>{TEXT}</article>", ".ancien-theme")

    assert not found.by_selector and [block.text for block in found.blocks] == WANTED


def test_a_selector_that_is_no_css_is_refused() -> None:
    """Un sélecteur mal écrit est refusé en français."""
    with pytest.raises(BodyError, match="écrivez un sélecteur CSS"):
        find_body(TEXT, "div[")


def test_blocks_keep_their_kind() -> None:
    """Titres, listes et citations gardent leur nature."""
    html = "<h1>A</h1><p>B</p><ul><li>C</li><li><p>D</p></li></ul><ol><li>E</li></ol><blockquote><p>F</p></blockquote>"

    assert list(blocks_of(html)) == [
        Block("h2", "A"), Block("p", "B"), Block("ul", "C"), Block("ul", "D"), Block("ol", "E"), Block("quote", "F"),
    ]  # fmt: skip


def test_the_canonical_address_is_read() -> None:
    """L’adresse de référence est lue si c’en est une."""
    link = "<head><link rel=canonical href='{}'></head>"

    assert find_body(link.format("https://a.example/x") + TEXT).canonical == "https://a.example/x"
    assert find_body(link.format("javascript:alert(1)") + TEXT).canonical is None


def test_nothing_active_is_kept() -> None:
    """Ce qui est gardé ne porte ni script, ni style, ni image, ni attribut qui agit."""
    html = sanitise(
        "<p onclick=x style=color:red class=a id=b>Un <a href='javascript:x'>lien</a>, <a href='https://a.example'>un"
        " autre</a><script>x()</script><img src=x onerror=x><iframe src=x></iframe><!-- extrait --></p>"
    )

    assert html == '<p>Un <a rel="noopener">lien</a>, <a href="https://a.example" rel="noopener">un autre</a></p>'


@pytest.mark.parametrize(
    "trap", ["<div>" * 90_000, "<ul><li>" * 90_000, "<p>a" * 300_000, "<!--" * 400_000, "<" * 50_000]
)
def test_a_trap_of_tags_takes_no_time(trap: str) -> None:
    """Une page faite pour bloquer les lecteurs de HTML ne nous retient pas."""
    started = time.monotonic()
    try:
        found = find_body(trap)
    except BodyError:
        found = None
    assert found is None or len(found.blocks) <= 1
    assert time.monotonic() - started < 5


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<li>", "<div>", "</div>", "<script>", "<b", ">", "a ", "<!--", "-->", "&", "<br>"]
        )
    )
)
def test_any_markup_gives_blocks_of_one_line(parts: list[str]) -> None:
    """Un balisage quelconque donne des blocs d’une ligne, jamais vides."""
    assert all(block.text == " ".join(block.text.split()) != "" for block in find_body("".join(parts)).blocks)
