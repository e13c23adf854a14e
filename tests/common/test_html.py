"""HTML fragments cut and rewritten."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.common.html import VOID, close_at, for_a_list, rewrite_addresses

WORDS = st.text("abé &;'\"=/«»", min_size=1, max_size=6).map(lambda text: text.replace("&", "&amp;"))
ATTRIBUTES = st.sampled_from(["", ' class="a"', " title='<b> > c'", ' id="x" data-a="</p>"'])
FRAGMENTS = st.recursive(
    st.one_of(WORDS, st.sampled_from(["<br>", '<img src="i.png" alt="<p>">', "<hr/>", "<!-- <div> -->"])),
    lambda inner: st.builds(
        lambda name, attributes, children: f"<{name}{attributes}>{''.join(children)}</{name}>",
        st.sampled_from(["p", "div", "em", "ul", "h2", "custom-tag"]),
        ATTRIBUTES,
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)
TAG = re.compile(r"""<!--.*?-->|<(?:[^<>"']|"[^"]*"|'[^']*')*>""")


class Balance(HTMLParser):
    """Fails on a tag that closes nothing; `opened` holds what is never closed."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.opened.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.opened and self.opened.pop() == tag


@given(st.lists(FRAGMENTS, max_size=4).map("".join), st.data())
def test_a_cut_fragment_is_balanced(fragment, data):
    """Un fragment coupé hors d’une balise garde son début et ferme tout ce qui est ouvert."""
    inside = {offset for tag in TAG.finditer(fragment) for offset in range(tag.start() + 1, tag.end())}
    offset = data.draw(st.sampled_from([n for n in range(len(fragment) + 1) if n not in inside]))

    cut = close_at(fragment, offset)
    balance = Balance()
    balance.feed(cut)

    assert cut.startswith(fragment[:offset]) and balance.opened == []


@pytest.mark.parametrize(
    ("fragment", "rewritten"),
    [
        ('<a href="x.md">x</a>', '<a href="[x.md]">x</a>'),
        ("<a class='b' href='x.md'>x</a>", "<a class='b' href=\"[x.md]\">x</a>"),
        ("<img src=i.png alt=Vue>", '<img src="[i.png]" alt=Vue>'),
        ('<img srcset="a,b.png 1x, c.png,d.png 2x">', '<img srcset="[a,b.png] 1x, [c.png,d.png] 2x">'),
        ('<video src="a.mp4" poster="a.png"></video>', '<video src="[a.mp4]" poster="[a.png]"></video>'),
        ('<img alt="un src=\'x\'" src="i.png">', '<img alt="un src=\'x\'" src="[i.png]">'),
        ('<p data-href="x">href="y"</p>', '<p data-href="x">href="y"</p>'),
        ('<!-- <a href="x"> -->', '<!-- <a href="x"> -->'),
        ("<code>&lt;a href=\"x\"&gt;</code>", "<code>&lt;a href=\"x\"&gt;</code>"),
    ],
)  # fmt: skip
def test_addresses_alone_are_rewritten(fragment, rewritten):
    """Chaque adresse d’une balise est réécrite ; le reste ne bouge pas."""
    assert rewrite_addresses(fragment, lambda value: f"[{value}]") == rewritten


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ('<p>Un <a href="x">lien</a> <abbr>SA</abbr>.</p>', "<p>Un lien <abbr>SA</abbr>.</p>"),
        ('<p>Un<sup id="fnref:1"><a href="#fn:1">1</a></sup>.</p>', "<p>Un.</p>"),
        ('<h2 id="a">Titre</h2><p>Un.</p>', "<p><strong>Titre</strong></p><p>Un.</p>"),
        ("<figure><table><tr><td>1</td></tr></table><figcaption>x</figcaption></figure><p>Un.</p>", "<p>Un.</p>"),
        ('<p><img src="i.png" alt="x"></p>\n<p>Un.</p>', "<p>Un.</p>"),
        ("<!-- extrait --><p>Un.</p><!-- /extrait -->", "<p>Un.</p>"),
        ("<aside>A<aside>B</aside>C</aside><p>Un.</p>", "<p>Un.</p>"),
        ('<div class="toc"><ul></ul></div><div class="note"><p>Un.</p></div>', '<div class="note"><p>Un.</p></div>'),
    ],
)  # fmt: skip
def test_a_list_shows_text_alone(fragment, text):
    """Dans une liste, un extrait n’a ni lien, ni image, ni note, ni encadré, ni titre, ni identifiant."""
    assert for_a_list(fragment) == text
