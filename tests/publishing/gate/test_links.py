"""Addresses, as a browser resolves them in a page of a site under a sub-path."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.publishing.gate.links import Address, _resolve, known, resolve

ORIGIN = "https://essai.example/carnet"


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("../b/", Address("site", "articles/b/index.html")),
        ("../b/#x", Address("site", "articles/b/index.html", "x")),
        ("../b/?p=1#%C3%A9", Address("site", "articles/b/index.html", "é")),
        ("#x", Address("site", "articles/a/index.html", "x")),
        ("", Address("site", "articles/a/index.html")),
        ("../..", Address("site", "index.html")),
        ("../../", Address("site", "index.html")),
        ("../../images/%C3%A9t%C3%A9%20bleu.png", Address("site", "images/été bleu.png")),
        ("../../\n  ", Address("site", "index.html")),
        ("https://essai.example/carnet/x/", Address("site", "x/index.html")),
        ("https://essai.example/carnet", Address("site", "index.html")),
        ("//essai.example/carnet/x.pdf", Address("site", "x.pdf")),
        ("/carnet/x/", Address("site", "x/index.html")),
        ("HTTPS://essai.example/carnet/x/", Address("site", "x/index.html")),
        ("https://essai.example/carnets/", Address("elsewhere")),
        ("http://essai.example/carnet/x/", Address("elsewhere")),
        ("https://essai.example:8443/carnet/x/", Address("elsewhere")),
        ("../../../x/", Address("outside")),
        ("/x/", Address("outside")),
        ("https://essai.example/carnet/../x/", Address("outside")),
        ("JavaScript:x", Address("refused")),
        ("java\nscript:x", Address("refused")),
        ("\x01javascript:x", Address("refused")),
        ("https://[::1", Address("refused")),
        ("mailto:a@b.example", Address("other")),
        ("http://localhost:8000/x", Address("preview")),
        ("https://127.0.0.1/", Address("preview")),
    ],
)
def test_where_an_address_leads(href: str, expected: Address) -> None:
    """Une adresse mène où un navigateur la mène ; ce qui monte au-dessus du site en sort."""
    assert resolve(href, "articles/a/index.html", ORIGIN) == expected


def test_a_page_at_the_root_of_its_host() -> None:
    """Sans sous-chemin, la racine de l’hôte est celle du site."""
    assert resolve("/x/", "a/index.html", "https://essai.example") == Address("site", "x/index.html")
    assert resolve("../../x/", "a/index.html", "https://essai.example") == Address("outside")


ORIGINS = [ORIGIN, "https://essai.example", "http://essai.example:8000/a/b", "https://essai.example/%C3%A9"]


@given(
    st.sampled_from([*ORIGINS, "https://Essai.example", "https://essai.example/a?b", "https://essai.example/a&b"]),
    st.sampled_from(["index.html", "404.html", "a/index.html", "a/b/index.html"]),
    st.sampled_from(["", *ORIGINS]),
    st.lists(
        st.sampled_from("../ ../../ ./ / a b/ . .. - _x // # #a ?p=1 %C3%A9 A é \t : https:// localhost \\".split(" "))
    ).map("".join),
)
def test_what_is_known_of_an_address_is_what_it_means(origin: str, base: str, start: str, rest: str) -> None:
    """Une adresse lue d’un coup d’œil, ou déjà lue pour une autre page, mène où une lecture entière la mène."""
    known.cache_clear()
    meant, href = known(base.count("/"), origin), start + rest

    assert meant.of(href, base) == meant.of(href, base) == _resolve(href, base, origin)
    assert meant.of(href, base.replace("a/", "z/", 1)) == _resolve(href, base.replace("a/", "z/", 1), origin)
