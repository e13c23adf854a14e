"""The rules of a page: what may stand in it, what it loads, what it has once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plugins.publishing.gate.page import read_page

INERT = [
    '<p class="x" data-fin="2026" aria-label="y">texte <em lang="en">x</em></p>',
    '<img src="../../images/a.png" srcset="../../images/a.png 2x, ../../images/b,c.png 3x" alt="None">',
    '<a href="https://ailleurs.example/" rel="nofollow">x</a> <a href="mailto:a@b.example">y</a> <a href="#z">z</a>',
    '<ul><li><input type="checkbox" disabled checked> fait</li></ul>',
    '<svg viewBox="0 0 1 1" aria-hidden="true"><path d="M0 0"/></svg>',
    "<pre><code>&lt;script&gt;alert(1)&lt;/script&gt; {{ nom }} {% si %} {filename}x.md</code></pre>",
    '<script type="application/ld+json">{"@id": "https://essai.example/carnet/#a"}</script>',
    '<script src="../../theme/js/sessions.js" defer></script>',
    '<table><tr><td colspan="2">x</td></tr></table><details open><summary>x</summary>y</details>',
]
HOSTILE = {
    "<script>alert(1)</script>": "« <script> » écrit dans la page",
    "<SCRIPT/x>alert(1)</SCRIPT>": "« <script> » écrit dans la page",
    '<script src="../../theme/js/x.js">alert(1)</script>': "« <script> » écrit dans la page",
    '<script src="https://ailleurs.example/x.js"></script>': "serait chargé d’un autre site",
    '<script src="../../images/x.js"></script>': "hors du thème",
    '<p onclick="x()">': "attribut onclick",
    "<a href=x onMouseOver=x()>": "attribut onmouseover",
    '<p style="color: red">': "attribut style",
    "<style>p { color: red }</style>": "« <style> » n’est pas permis",
    '<a href="javascript:x()">x</a>': "écrivez une adresse https:",
    '<a href=" java&#10;script&colon;x()">x</a>': "écrivez une adresse https:",
    '<a href="data:text/html,x">x</a>': "écrivez une adresse https:",
    '<img src="https://ailleurs.example/pixel.gif" alt="">': "serait chargé d’un autre site",
    '<img src="//ailleurs.example/pixel.gif" alt="">': "serait chargé d’un autre site",
    '<img srcset="../../a.png 1x, https://ailleurs.example/b.png 2x" alt="">': "serait chargé d’un autre site",
    '<img src="data:image/png;base64,AA" alt="">': "adresse « data:",
    '<video poster="https://ailleurs.example/x.jpg"></video>': "serait chargé d’un autre site",
    '<audio src="https://ailleurs.example/x.mp3"></audio>': "serait chargé d’un autre site",
    '<iframe src="https://ailleurs.example/"></iframe>': "« <iframe> » n’est pas permis",
    '<object data="x.swf"></object>': "« <object> » n’est pas permis",
    '<form action="https://ailleurs.example/"></form>': "« <form action=https://ailleurs.example/> » n’est pas permis",
    '<form action="../recherche/" method="post"></form>': "attribut « method » de « <form> » non permis",
    '<form action="../recherche/?q=x"></form>': "« <form action=../recherche/?q=x> » n’est pas permis",
    '<input type="password" name="x">': "« <input type=password> » n’est pas permis",
    '<input type="text" name="x">': "<input type=text>",
    '<base href="https://ailleurs.example/">': "« <base> » n’est pas permis",
    '<link rel="stylesheet" href="https://ailleurs.example/x.css">': "serait chargé d’un autre site",
    '<link rel="preconnect" href="https://ailleurs.example/">': "« <link rel=\"preconnect\"> » non permis",
    '<link rel="stylesheet" href="../../images/x.css">': "hors du thème",
    '<a ping="https://ailleurs.example/" href="x">x</a>': "attribut « ping »",
    '<svg><use href="https://ailleurs.example/x.svg#a"/></svg>': "serait chargé d’un autre site",
    '<svg><script>alert(1)</script></svg>': "« <script> »",
    "<!-- note pour l’éditeur -->": "commentaire « note pour l’éditeur »",
    "<!-- a --!><b onclick=x>": "attribut onclick",
    "<?php echo 1 ?>": "commentaire « ",
    '<p id="a"></p><p id="a"></p>': "identifiant « a » deux fois",
    "<h1>Encore</h1>": "2 titres de premier niveau",
    "<p>Voir {{ titre }}</p>": "« {{ titre }} » resté tel quel",
    "<p>{% highlight %}</p>": "« {% highlight %} » resté tel quel",
    '<a href="{filename}x.md">x</a>': "n’a pas été trouvé",
    '<time datetime="None">x</time>': "attribut datetime=« None »",
    '<script type="application/ld+json">{"a": </script>': "JSON mal formé",
    '<script type="application/ld+json">{"a": NaN}</script>': "JSON mal formé",
    '<a href="../../../hors/">x</a>': "sort du site",
    '<a href="/ailleurs/">x</a>': "sort du site",
    '<a href="http://localhost:8000/x/">x</a>': "la machine qui construit",
    '<a href="//127.0.0.1:8001/">x</a>': "la machine qui construit",
}  # fmt: skip


@pytest.mark.parametrize("body", INERT)
def test_what_is_inert_passes(faults, body: str) -> None:
    """Ce qui n’exécute ni ne charge rien d’ailleurs passe, code montré compris."""
    assert faults(body) == []


@pytest.mark.parametrize("body", HOSTILE)
def test_what_runs_or_loads_is_a_fault(faults, body: str) -> None:
    """Ce qui s’exécuterait, se chargerait d’ailleurs ou ne mènerait nulle part est une faute."""
    found = faults(body)

    assert any(HOSTILE[body] in message for message in found), found


FORM = (
    '<form action="https://f.example/x" method="post"><label>Nom <input name="n" type="text" required></label>'
    '<select name="s"><option value="">x</option></select><textarea name="m"></textarea>'
    '<button type="submit">Envoyer</button></form>'
)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", None),
        ("f.example/x", "f.example/x/y", "<form action=https://f.example/x/y>"),
        ("https://f.example/x", "../", "<form action=../>"),
        ("post", "get", "<form method=get>"),
        ('type="submit"', 'type="submit" formaction="https://ailleurs.example/"', "attribut « formaction »"),
        ('type="text"', 'type="password"', "<input type=password>"),
    ],
)
def test_a_form_is_sent_to_the_one_address_of_the_agency(rules, page, old: str, new: str, said: str | None) -> None:
    """Un formulaire part, par POST, à l’adresse de l’agence, et nulle part ailleurs."""
    told = replace(rules, forms=("https://f.example/x", "https://lettre.example/y"))
    found = [fault.message for fault in read_page("a/index.html", page(FORM.replace(old, new, 1)), told).faults]

    assert [said in message for message in found] == ([True] if said else [])


@pytest.mark.parametrize(
    "body",
    [
        "<p>{{ a }} puis {{ a }}</p>",
        '<a href="/hors/">x</a> <a href="/hors/">y</a>',
        "<b onclick=x>x</b><b onclick=x>y</b>",
    ],
)
def test_the_same_fault_twice_is_told_twice(faults, body: str) -> None:
    """Chacune de deux mêmes fautes d’une page a son message, pour avoir chacune sa ligne."""
    assert len(faults(body)) == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<!DOCTYPE html>", "", "sans « <!DOCTYPE html> »"),
        ("<title>Essai</title>", "<title> </title>", "page sans titre"),
        (' lang="fr"', "", "ne dit pas sa langue"),
        ("<h1>Essai</h1>", "", "aucun titre de premier niveau"),
        ("script-src 'self'", "script-src 'self' 'unsafe-inline'", "sans la politique de sécurité"),
        ("<head>", '<head><meta charset="utf-8">', "sans la politique de sécurité"),
        ("</head>", '<link rel="canonical" href="/x/"></head>', "adresse canonique « /x/ » incomplète"),
    ],
)
def test_what_each_page_has_once(rules, page, old: str, new: str, said: str) -> None:
    """Type, titre, langue, h1, politique et adresse canonique sont à leur place."""
    facts = read_page("a/index.html", page().replace(old.encode(), new.encode()), rules)

    assert [said in fault.message for fault in facts.faults].count(True) == 1


def test_a_preview_may_name_itself(rules, page) -> None:
    """L’aperçu, lui, est à une adresse de cette machine ; une autre y est un lien comme un autre."""
    from dataclasses import replace

    own = replace(rules, origin="http://127.0.0.1:8000", production=False)
    facts = read_page(
        "index.html", page('<a href="http://127.0.0.1:8000/a/">x</a> <a href="//localhost:9/">y</a>'), own
    )

    assert facts.faults == [] and [link.target for link in facts.links] == ["a/index.html"]


@pytest.mark.parametrize("escaped", [False, True])
def test_the_addresses_of_structured_data_are_links(rules, page, escaped: bool) -> None:
    """Les adresses du site que des données structurées donnent sont des liens, chaque fois ; une clé n’en est pas."""
    own = "https://essai.example/carnet"
    told = f'{{"@id": "{own}/a/#b", "x": ["{own}/a/", {{"{own}/c/" : "{own}.net/"}}], "y": "texte"}}'
    data = told.replace("texte", r"un \" mot") if escaped else told
    facts = read_page("index.html", page(f'<script type="application/ld+json">{data}</script>'), rules)

    assert facts.faults == []
    assert [(link.target, link.raw) for link in facts.links] == [("a/index.html", f"{own}/a/")] * 2
