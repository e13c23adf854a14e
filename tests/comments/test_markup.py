"""The text of a comment: a small Markdown, and nothing that a stranger could do with more."""

from __future__ import annotations

import time

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from plugins.comments.markup import comment_html

ALLOWED = {"p", "br", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a"}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Un.\nDeux.\n\nTrois.", "<p>Un.<br>\nDeux.</p>\n<p>Trois.</p>"),
        ("**gras** et *italique*, _aussi_", "<p><strong>gras</strong> et <em>italique</em>, <em>aussi</em></p>"),
        ("un mot_avec_des_traits et 2*3*4", "<p>un mot_avec_des_traits et 2*3*4</p>"),
        ("`<b>` et 1 < 2 & 3", "<p><code>&lt;b&gt;</code> et 1 &lt; 2 &amp; 3</p>"),
        ("> cité\n> encore", "<blockquote><p>cité<br>\nencore</p></blockquote>"),
        ("- un\n- deux", "<ul><li>un</li><li>deux</li></ul>"),
        ("1. un\n2. deux", "<ol><li>un</li><li>deux</li></ol>"),
        ("```\n**non**\n```", "<pre><code>**non**</code></pre>"),
        (
            "Voir https://exemple.fr/a. Puis [ceci](https://exemple.fr/b?c=1&d=2)",
            '<p>Voir <a href="https://exemple.fr/a" rel="ugc nofollow noopener">https://exemple.fr/a</a>. Puis '
            '<a href="https://exemple.fr/b?c=1&amp;d=2" rel="ugc nofollow noopener">ceci</a></p>',
        ),
        ("[x](javascript:alert(1)) <script>alert(1)</script>", None),
        ('<img src=x onerror=alert(1)> <a href="//x" style="x">y</a>', None),
    ],
)
def test_what_is_written_is_shown(text: str, html: str | None) -> None:
    """Paragraphes, gras, italique, code, citation, listes, liens : rien d’autre ; le HTML est montré, non rendu."""
    made = comment_html(text)

    if html is not None:
        assert made == html
    else:
        assert BeautifulSoup(made, "html.parser").get_text().strip() == text


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            "<script> </p> <img onerror= javascript: https://a.fr/\" http://x' ** * _ ` ``` > - [ ]( ) &lt; &#60;"
            " <!-- --> <svg/onload= \u202e \u200b \n\n \n ' \" style= data:text/html <a href=".split(" ")
        ),
        st.text(max_size=10),
    ),
    max_size=30,
)


@given(PIECES)
def test_nothing_else_comes_out(pieces: list[str]) -> None:
    """Quoi que l’on écrive, il n’en sort que les balises permises, et des liens http qui ne disent rien du lecteur."""
    tree = BeautifulSoup(comment_html("".join(pieces)), "html.parser")

    for tag in tree.find_all(True):
        assert tag.name in ALLOWED
        assert set(tag.attrs) == ({"href", "rel"} if tag.name == "a" else set())
        if tag.name == "a":
            assert str(tag["href"]).startswith(("https://", "http://"))
            assert tag["rel"] in (["ugc", "nofollow", "noopener"], "ugc nofollow noopener")


SIGNS = ["[", "](", "*", "**a", "_", "`", "> ", "- ", "<", "http://", "[a](http://", "\n", "&", "a "]


@pytest.mark.parametrize("sign", SIGNS)
def test_no_text_takes_long(sign: str) -> None:
    """Quatre mille signes répétés se rendent en moins d’un dixième de seconde de calcul."""
    start = time.process_time()
    comment_html((sign * 4000)[:4000])

    assert time.process_time() - start < 0.1


@pytest.mark.parametrize("address", ["http://x'\u202e", "https://a:b/", "https://%/"])
def test_what_is_no_address_is_its_words(address: str) -> None:
    """Une adresse qui n’en est pas une est montrée comme du texte."""
    assert "<a" not in comment_html(f"Voir {address} ici")


def test_a_link_that_leads_nowhere_is_its_words() -> None:
    """Un lien que le site refuse est montré comme du texte."""
    assert comment_html("[ici](https://a.fr/x) https://a.fr/y", lambda address: False) == "<p>ici https://a.fr/y</p>"
