"""HTML judged as a browser reads it: what the list does not name is seen, however it is written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.common.safe_html import (
    Fragment,
    Rules,
    _element,
    _foreign,
    addresses_of,
    elements,
    fragment_faults,
    page_faults,
    parse_page,
    scheme_of,
    scripts,
)

RULES = Rules(
    elements={
        **dict.fromkeys("p b div hr table tr td th tbody ul li pre".split(), frozenset()),
        "a": frozenset(("href",)),
        "img": frozenset(("src", "srcset", "alt", "width")),
        "svg svg": frozenset(),
        "svg path": frozenset(("d",)),
    },
    anywhere=frozenset(("id", "title")),
    prefixes=("aria-",),
    addresses={"href": frozenset(("", "https", "mailto")), "src": frozenset(("",)), "srcset": frozenset(("",))},
    origin="https://agence.example",
    values={"img width": re.compile("[0-9]+")},
    reserved=frozenset(("contenu",)),
    comment=re.compile(" more "),
)


def faults(html: str) -> list[tuple[str, str, str]]:
    """The kind, the element and the attribute of each fault of a fragment."""
    return [(fault.kind, fault.element, fault.attribute) for fault in fragment_faults(html, RULES)]


@pytest.mark.parametrize(
    "html",
    [
        "",
        "Un <b>mot</b> &lt;script&gt; & un autre.",
        '<p id="a" title="<script>" aria-label="x">a<p>b',
        "<ul><li>a<li>b</ul><table><tr><td>1</table>",
        '<a href="../x/?q=java:script#b">x</a><a href=mailto:a@b.example>y</a><a href="#javascript:">z</a>',
        "<a href=HTTPS://a.example/>x</a><pre>\nx</pre>",
        "<pre>\n\nx</pre><pre>\n\n\n<b>x</b></pre>",
        '<img src="a.png" alt="" width=12 srcset="a.png 1x, b,c.png 2x">',
        '<img src="https://agence.example/a.png">',
        '<svg><path d="M0 0"/></svg><!-- more -->',
    ],
)
def test_what_the_list_names_stands(html):
    """Ce que la liste nomme passe, balises de fin omises comprises."""
    assert faults(html) == []


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<script>x</script>", ("element", "script", "")),
        ("<SCRIPT/x>x</SCRIPT>", ("element", "script", "")),
        ("<!-- a --!><script>x</script>-->", ("element", "script", "")),
        ("<p/onclick=x>", ("attribute", "p", "onclick")),
        ('<a title=">" onclick>x</a>', ("attribute", "a", "onclick")),
        ("<p onclick\n=\nx>", ("attribute", "p", "onclick")),
        ("<p style='color:red'>", ("attribute", "p", "style")),
        ("<a href=javascript:x>y</a>", ("address", "a", "href")),
        ("<a href=' \x01java\nscript\t:x'>y</a>", ("address", "a", "href")),
        ("<a href='&#106;avascript&colon;x'>y</a>", ("address", "a", "href")),
        ("<a href='data:text/html,x'>y</a>", ("address", "a", "href")),
        ("<img src=//tiers.example/a.png>", ("third-party", "img", "src")),
        ("<img src='/\\tiers.example/a.png'>", ("third-party", "img", "src")),
        ("<img src='https://agence.example.tiers.example/a.png'>", ("third-party", "img", "src")),
        ("<img srcset='a.png, https://tiers.example/a.png 2x'>", ("third-party", "img", "srcset")),
        ("<img width=100%>", ("value", "img", "width")),
        ("<b id=contenu>x</b>", ("id", "b", "id")),
        ("<svg><a href=x>y</a></svg>", ("element", "svg a", "")),
        ("<svg><style>a{}</style></svg>", ("element", "svg style", "")),
        ("<svg><path onload=x /></svg>", ("attribute", "svg path", "onload")),
        ("<math><mtext><img src=x onerror=y></mtext></math>", ("attribute", "math img", "onerror")),
        ("<template><script>x</script></template>", ("element", "template", "")),
        ("<iframe srcdoc='<script>'></iframe>", ("element", "iframe", "")),
        ("<base href=//x>", ("element", "base", "")),
        ("<meta http-equiv=refresh content='0;url=x'>", ("element", "meta", "")),
        ("<body onload=x>", ("element", "body", "")),
        ("<html onclick=x>", ("element", "html", "")),
        ("<noscript><p title='</noscript><img src=x onerror=y>'>", ("attribute", "img", "onerror")),
        ("<!-- secret -->", ("comment", "", "")),
        ("<?php echo 1 ?>", ("comment", "", "")),
        ("<![CDATA[ x ]]>", ("comment", "", "")),
        ("<img src=x onerror=y ", ("attribute", "img", "onerror")),
        ("<img src=x onerror=y", ("attribute", "img", "onerror")),
        ("<p title='", ("unfinished", "", "")),
        ("<!-- ", ("unfinished", "", "")),
        ("<b>x", ("unclosed", "b", "")),
        ("<a><table><a></table></a>", ("unstable", "", "")),
        ("<table>", ("unclosed", "div", "")),
        ("x</div></div>", ("unclosed", "body", "")),
    ],
)  # fmt: skip
def test_what_a_browser_would_run_fetch_or_swallow_is_seen(html, fault):
    """Ce qu’un navigateur exécuterait, irait chercher ou avalerait est vu, quelle qu’en soit l’écriture."""
    assert fault in faults(html)


def test_the_marks_of_the_end_cannot_be_forged():
    """Un texte qui contient la marque de fin n’échappe pas à l’examen."""
    assert faults('<p title="<hr data-end>" onclick="<hr data-end>">') == [("attribute", "p", "onclick")]


def test_the_first_of_two_attributes_counts():
    """De deux attributs de même nom, le navigateur lit le premier."""
    assert faults("<a href=x href=javascript:y>z</a>") == []
    assert faults("<a href=javascript:y href=x>z</a>") == [("address", "a", "href")]


def test_a_page_is_judged_whole():
    """Dans une page, les commentaires autour de la racine comptent aussi."""
    page = "<!-- a --><!DOCTYPE html><p>x<!-- b --></html><!-- c -->"

    assert [fault.value for fault in page_faults(page, RULES) if fault.kind == "comment"] == [" a ", " b ", " c "]


@pytest.mark.parametrize(
    ("value", "addresses"),
    [
        ("a.png", ["a.png"]),
        ("a.png, b.png 2x", ["a.png", "b.png"]),
        ("a,b.png 1x,c.png 100w", ["a,b.png", "c.png"]),
        ("data:image/png;base64,aa== 1x, b", ["data:image/png;base64,aa==", "b"]),
        (",, a", ["a"]),
        ("", []),
    ],
)
def test_the_addresses_of_a_set(value, addresses):
    """Un « srcset » donne chacune de ses adresses."""
    assert addresses_of("srcset", value) == addresses


@given(st.text(" \t\n\x00\x01ab:/\\", max_size=8))
def test_a_scheme_is_read_as_a_browser_does(noise):
    """Espaces et contrôles autour d’une adresse, tabulations et fins de ligne dedans ne cachent pas son schéma."""
    before = noise.strip("ab:/\\")
    within = "".join(char for char in noise if char in "\t\n")

    if not before.strip(" \t\n\x00\x01"):
        assert scheme_of(f"{before}java{within}script{within}:x") == "javascript"


@given(st.text("<>/=\"'ab -!?&;\n", max_size=60))
def test_any_text_is_judged(text):
    """Aucun texte ne fait échouer l’examen."""
    list(fragment_faults(text, RULES))


@pytest.mark.parametrize("told", ["", "<!-- x -->"])  # with a comment, the tree is walked; without, its tags are read
def test_elements_are_the_same_by_either_way(told):
    """Éléments, dessins et scripts sont les mêmes, que l’arbre soit lu par ses balises ou parcouru."""
    tree = parse_page(
        f'<!DOCTYPE html><p title="a &lt;b&gt; &amp;amp; &quot;">x{told}<svg><use href="#a"/></svg><svg></svg>'
        "<i id=x></i><script type=a>1</script><script src=x></script>"
    )
    found = {(each.name, *each.attributes.items()) for each in elements(tree)}

    assert (
        ("p", ("title", 'a <b> &amp; "')) in found
        and ("svg use", ("href", "#a")) in found
        and ("i", ("id", "x")) in found
    )
    assert [(each.attributes, text) for each, text in scripts(tree)] == [({"type": "a"}, "1"), ({"src": "x"}, "")]


def test_a_value_that_was_never_given_is_seen():
    """Ce qu’un programme écrit faute de valeur est une faute, sauf où un auteur met des mots."""
    rules = Rules(
        elements={"p": frozenset(("id", "title"))},
        unset=frozenset(("None",)),
        printed=re.compile("object at 0x"),
        worded=frozenset(("title",)),
    )
    html = '<p id="None" title="None"></p><p id="Nones"></p><p id="<x object at 0x7f>"></p>'

    assert [(fault.kind, fault.value) for fault in fragment_faults(html, rules)] == [
        ("unset", "None"),
        ("unset", "<x object at 0x7f>"),
    ]


TAGS = (
    '<p id=a>|</p>|<svg>|</svg>|<path d=x>|<a href=x>|</a>|<p a"b=c>|<b <\'=x>|&lt;|<|>|"|=|/|x| '
    "|<b title='<i>\"&amp;'>|<style>|</style>|<textarea>|<title>|<template>"
    "|<script>|</script>|<!-- a -->|<svg/>|<math>|<noscript>"
)


@given(st.lists(st.sampled_from(TAGS.split("|"))).map("".join))
def test_elements_read_by_tags_are_those_of_the_tree(html):
    """Les éléments lus par leurs balises sont ceux de l’arbre, avec leurs attributs, à l’ordre des dessins près."""
    tree = parse_page(html)
    foreign = _foreign(tree)
    walked = [_element(node, foreign) for node in tree.css("*")]

    assert sorted((each.name, *each.attributes.items()) for each in elements(tree)) == sorted(
        (each.name, *each.attributes.items()) for each in walked
    )
    assert [text for _, text in scripts(tree)] == [node.text(deep=True) for node in tree.css("script")]


WRITTEN = (
    '<p>|</p>|<b>|</b>|<a href="x">|</a>|<div>|</div>|<hr>|<br>|<ul>|</ul>|<li>|</li>|<table>|<tbody>|<tr>|<td>|</td>'
    '|</tr>|</tbody>|</table>|<pre>|</pre>|\n|x|\u00a0|&nbsp;|&amp;|&lt;|<i>|</i>|<p id="a">|<svg>|</svg>'
    '|<body>|<!-- a -->|<textarea>|</textarea>|<p aria-\'="x">|<form>|</form>|<frameset>|<script>|</script>'
    "|<BR>|<br/>|&|>|\"|'"
)
WHOLE = st.recursive(
    st.sampled_from(["x", " ", "\u00a0", "&amp;", "<br>", "<hr>", '<p id="a">x</p>']),
    lambda inner: st.tuples(st.sampled_from(["p", "b", "div", "ul", "li", "i", "a", "pre", "x"]), st.lists(inner)).map(
        lambda each: f"<{each[0]}>{''.join(each[1])}</{each[0]}>"
    ),
    max_leaves=6,
)


@given(st.one_of(st.lists(st.sampled_from(WRITTEN.split("|"))).map("".join), st.lists(WHOLE).map("".join)))
def test_a_fragment_written_down_as_it_was_given_is_judged_as_any(html):
    """Un fragment que l’analyseur récrit tel quel se juge par ses balises : les fautes sont celles de son arbre."""
    rules = Rules(
        elements=dict.fromkeys("p b div hr br ul li table tbody tr td pre a".split(), frozenset(("href",))),
        prefixes=("aria-",),
    )
    walked = Fragment(html)
    walked.__dict__["as_written"] = False

    assert list(Fragment(html).faults(rules)) == list(walked.faults(rules))


def test_what_markdown_writes_is_written_down_as_it_was_given():
    """Ce que donne le convertisseur est récrit tel quel ; ce que l’analyseur répare ne l’est pas."""
    assert Fragment('<h2 id="a">Un\u00a0« mot »</h2>\n<p>Un <a href="x?a&amp;b">lien</a><br>\n&lt;</p>').as_written
    for mended in (
        "<p>",
        "</div><div>",
        "<p>a<p>b</p></p>",
        "<BR>",
        "<br/>",
        "<svg></svg>",
        "<!-- a -->",
        "<b><p></b></p>",
    ):
        assert not Fragment(mended).as_written
