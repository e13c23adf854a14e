"""The house's dictionary of foreign expressions: what is marked in HTML, and what is left as it is."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.typography.foreign import mark_expressions

HOUSE = (
    ("en", ("social selling", "social", "call-to-action", "lead", "Q&A", "who’s who", "B2B", "inbound", "gen")),
    ("de", ("Weltanschauung", "über alles")),
)

CAPS = '<span class="caps">'


def marked(html: str) -> str:
    """What is marked, its tags short: [en:social selling]."""
    return re.sub(r'<span lang="(\w+)">(.*?)</span>', r"[\1:\2]", mark_expressions(html, HOUSE), flags=re.S)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Le social selling.</p>", "<p>Le [en:social selling].</p>"),
        ("<h1>SOCIAL SELLING</h1>", "<h1>[en:SOCIAL SELLING]</h1>"),
        ("<p>Social\u00a0selling, social\u202fselling",
         "<p>[en:Social\u00a0selling], [en:social\u202fselling]"),
        ("<p>social-selling, social\u2011selling, social&nbsp;selling</p>",
         "<p>[en:social-selling], [en:social\u2011selling], [en:social&nbsp;selling]</p>"),
        ("<p>social\n  selling</p>", "<p>[en:social\n  selling]</p>"),
        ("<p>un call to action</p>", "<p>un [en:call to action]</p>"),
        ("<p>l’inbound, d'inbound, l&#39;inbound, anti-inbound</p>",
         "<p>l’[en:inbound], d'[en:inbound], l&#39;[en:inbound], anti-[en:inbound]</p>"),
        ("<p>« lead », (lead) lead.</p>", "<p>« [en:lead] », ([en:lead]) [en:lead].</p>"),
        ("<p>mislead, leadership, plead</p>", "<p>mislead, leadership, plead</p>"),
        ("<p>des leads, LEADS, calls-to-actions, gens, le B2Bs</p>",
         "<p>des [en:leads], [en:LEADS], calls-to-actions, gens, le [en:B2Bs]</p>"),
        ("<p>lead2, élead, leadé</p>", "<p>lead2, élead, leadé</p>"),
        ("<p>le Q&amp;A, le who&#39;s who</p>", "<p>le [en:Q&amp;A], le [en:who&#39;s who]</p>"),
        ("<p>Weltanschauung über alles, ÜBER ALLES</p>",
         "<p>[de:Weltanschauung] [de:über alles], [de:ÜBER ALLES]</p>"),
        ("<p>İ lead</p>", "<p>İ [en:lead]</p>"),
        ("<p><a href='/lead/' title='lead'>un <em>lead</em></a></p>",
         "<p><a href='/lead/' title='lead'>un <em>[en:lead]</em></a></p>"),
        ('<abbr title="a <b>lead</b> c" aria-label="lead">lead</abbr>',
         '<abbr title="a <b>lead</b> c" aria-label="lead">[en:lead]</abbr>'),
        ('<img alt="lead > tout lead"> lead', '<img alt="lead > tout lead"> [en:lead]'),
        ("<!-- lead <b>lead</b> --> lead", "<!-- lead <b>lead</b> --> [en:lead]"),
        ("<title>Le lead</title><p>lead", "<title>Le lead</title><p>[en:lead]"),
        ("<script>var lead = '<p>lead</p>'; if (lead < 2) {}</script> lead",
         "<script>var lead = '<p>lead</p>'; if (lead < 2) {}</script> [en:lead]"),
        ("<code>lead</code> <pre>\n<code>lead</code> lead</pre> <kbd>lead</kbd> lead",
         "<code>lead</code> <pre>\n<code>lead</code> lead</pre> <kbd>lead</kbd> [en:lead]"),
        ("<b class='verbatim'>lead <i>lead</i></b> lead", "<b class='verbatim'>lead <i>lead</i></b> [en:lead]"),
        ("<select><option>lead</option></select> lead", "<select><option>lead</option></select> [en:lead]"),
        ("<i lang=en>lead <b>lead</b></i> lead", "<i lang=en>lead <b>lead</b></i> [en:lead]"),
        ("<div lang='en'>lead <div>lead</div> lead <p lang='fr-CA'>lead</p> lead</div> lead",
         "<div lang='en'>lead <div>lead</div> lead <p lang='fr-CA'>[en:lead]</p> lead</div> [en:lead]"),
        ("<html lang='en'><body><p>lead<footer lang='fr'>lead</footer></body></html>",
         "<html lang='en'><body><p>lead<footer lang='fr'>[en:lead]</footer></body></html>"),
        ("<CODE>lead</CODE> lead", "<CODE>lead</CODE> [en:lead]"),
        ("<p>https://a.example/lead lead@a.example www.lead.example lead/autre</p>",
         "<p>https://a.example/lead lead@a.example www.lead.example [en:lead]/autre</p>"),
        ("<p>Fin : lead.</p><p>Lead…</p>", "<p>Fin : [en:lead].</p><p>[en:Lead]…</p>"),
        ("<a href=x>data-lang</a> lead", "<a href=x>data-lang</a> [en:lead]"),
    ],
)  # fmt: skip
def test_each_expression_is_marked_where_it_is_read(html: str, expected: str) -> None:
    """Une expression est marquée dans tout texte, par mots entiers, et nulle part ailleurs."""
    assert marked(html) == expected


def test_the_longest_is_taken() -> None:
    """De deux expressions qui commencent ensemble, la plus longue ; celle qui la suit ne la coupe pas."""
    dictionary = (("en", ("selling point", "social", "social selling")), ("de", ("social selling punkt",)))

    assert mark_expressions("social selling point", dictionary) == '<span lang="en">social selling</span> point'
    assert mark_expressions("social Selling punkt", dictionary) == '<span lang="de">social Selling punkt</span>'


def test_marking_twice_is_marking_once() -> None:
    """Ce qui est marqué ne l’est pas une seconde fois."""
    once = mark_expressions("<p>Le <em>social selling</em>, un lead</p>", HOUSE)

    assert mark_expressions(once, HOUSE) == once != ""


def test_without_a_dictionary_nothing_is_read() -> None:
    """Sans dictionnaire, c’est le même texte."""
    html = "<p>Le social selling</p>"

    assert mark_expressions(html, ()) is html
    assert mark_expressions("<p>Le réseau</p>", HOUSE) == "<p>Le réseau</p>"


class Reader(HTMLParser):
    """The tags of a page, but for those of the dictionary, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if (tag, attrs) != ("span", [("lang", "en")]):
            self.seen.append(f"<{tag} {attrs}>")

    def handle_endtag(self, tag: str) -> None:
        self.seen.append(f"</{tag}>" if tag != "span" else "")

    def handle_data(self, data: str) -> None:
        self.seen.append(data)


pieces = st.sampled_from(
    ["<p>", "</p>", "<em>", "</em>", "<code>", "</code>", '<a href="/lead" title="un lead">', "</a>", "<br>",
     "<script>", "</script>",
     '<i lang="en">', "</i>", '<i lang="fr">', "<!--", "-->", "lead", " social ", "selling", " ", "é",
     "&amp;", '<img alt="lead<b>">', "'", '"', "=", "> ", "İ", "lang=", "class='verbatim'"]
)  # fmt: skip


@given(st.lists(pieces, max_size=30).map("".join))
def test_nothing_else_changes(html: str) -> None:
    """Quoi qu’on écrive, seules des marques de langue s’ajoutent : balises, attributs et mots restent."""
    new = mark_expressions(html, (("en", ("social selling", "lead")),))

    assert re.sub(r'<span lang="en">(.*?)</span>', r"\1", new, flags=re.S) == html
    assert "".join(Reader(new).seen) == "".join(Reader(html).seen)


def test_a_long_text_costs_its_length() -> None:
    """Un texte de mille expressions, ou de mille éléments ouverts, se lit en bien moins d’une seconde."""
    from time import process_time

    for html in (
        "<p>lead <code>x</code> lead</p>" * 5_000, "<code>" * 20_000 + "lead", "<i lang='en'>" * 300 + "lead" * 9_000,
        "lead " * 30_000, "lang=lead " * 20_000, "é class=math lead " * 10_000, "<b " * 30_000 + "lead",
        '="<' * 30_000 + "lead", "<!--" * 30_000 + "lead",
    ):  # fmt: skip
        start = process_time()
        mark_expressions(html, HOUSE)
        assert process_time() - start < 2, html[:20]


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (f"{CAPS}SOCIAL</span> {CAPS}SELLING</span>", f"{CAPS}SOCIAL</span> {CAPS}SELLING</span>"),
        (f"un {CAPS}SOCIAL</span> selling.", f"{CAPS}SOCIAL</span> selling"),
        (f"un social {CAPS}SELLING</span>.", f"social {CAPS}SELLING</span>"),
        (f"{CAPS}CALL</span> to {CAPS}ACTION</span>", f"{CAPS}CALL</span> to {CAPS}ACTION</span>"),
        (f"un {CAPS}TOUT-SOCIAL</span> selling", ""),
        (f"{CAPS}SOCIAL</span> {CAPS}SELLING-TOUT</span>", ""),
    ],
)
def test_words_in_capitals_keep_their_elements(html: str, words: str) -> None:
    """Une expression en capitales garde les éléments de ses mots, entiers."""
    found = re.fullmatch(r'(.*?)<span lang="en">(.*)</span>(\.?)', mark_expressions(html, (HOUSE[0],)))

    assert (found[2] if found and words else "") == words
    assert mark_expressions(html, (("en", ("social selling", "call to action")),)).count("<span") == (
        html.count("<span") + bool(words)
    )
