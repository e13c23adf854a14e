"""Texts that the sample does not have: unsigned, without a paragraph, or with all that Markdown can set."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback import serving_site
from pages import pages, soup, text
from test_browser import AXE, prepare

from tests.conftest import LEGAL
from tests.waiting import until

ASIDES = "\n".join(
    f"!!! {kind}\n    Un mot, un [récit](https://essai.example/) et du `code`.\n\n    - un\n        - deux\n"
    for kind in ("note", "tip", "warning", "example", 'méthode "Un titre à soi"')
)
TABLE = "\n".join(
    (
        "| " + " | ".join(f"Colonne numéro {number}" for number in range(12)) + " |",
        "|" + "---|" * 12,
        "| " + " | ".join(f"valeur-très-longue-{number}" for number in range(12)) + " |",
    )
)
# Every block that the author's guide shows.
BLOCKS = """
[TOC]

## Le premier essai {: .essai }

> Une phrase que l’on cite.
>
> — Une autrice, *Un livre*

!!! exergue
    Une phrase en grand.

**On le dit souvent.**

VRAI et FAUX : « Souvent, non. »

FAUX, « jamais ».

![Un carré](../images/carre.png "Sa légende."){: .cote credit="Dessin : la rédaction" }

![Un carré](../images/carre.png "Sa légende."){: .large credit="Dessin : la rédaction" }

![Un carré](../images/carre.png "Sa légende."){: .pleine }

!!! appel "Un atelier"
    Deux jours.

    [Voir la liste](../pages/liste.md)

## Le second essai {: .essai #second }

[Parler sans notes](https://www.youtube.com/watch?v=abc123)

[![Un carré](../images/carre.png)](https://vimeo.com/123456 "Trois questions")

[Une publication](https://www.linkedin.com/posts/agence_activity-7000000000000000000-abcd)

[Le guide](../images/guide.pdf)

Une note.[^un]

[^un]: Son texte.
"""
BODY = f"""Un texte que personne ne signe.

{ASIDES}

Tribune
:   Un lieu d’où l’on parle.

{TABLE}

<details><summary>La question</summary><p id="reponse">La réponse.</p></details>
{BLOCKS}"""
ALONE = "status: hidden\ncategory: Nulle part ailleurs\ntags: [rien d’autre]\n"
LIST = "- un\n- deux\n"  # nothing to make an excerpt of
A4 = {"width": 642, "height": 900}  # what the margins of the sheet leave


@pytest.fixture(scope="module")
def site(build_once: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of two articles and a page."""
    content = tmp_path_factory.mktemp("peu-commun")
    for name, header, body in (
        ("agence.yaml", "", f"name: Agence Essai\nurl: https://essai.example/\n{LEGAL}"),
        ("articles/tout.md", "---\ntitle: Tout\ndate: 2026-02-01\n---\n", BODY),
        ("articles/liste.md", "---\ntitle: Liste\ndate: 2026-01-01\n---\n", LIST),
        ("articles/cache.md", f"---\ntitle: À part\ndate: 2026-01-01\n{ALONE}---\n", "Un mot.\n"),
        ("pages/liste.md", "---\ntitle: Liste\n---\n", LIST),
    ):
        (content / name).parent.mkdir(exist_ok=True)
        (content / name).write_text(header + body, encoding="utf-8")
    (content / "images").mkdir()
    for name in ("carre.png", "guide.pdf"):
        shutil.copy(Path(__file__).with_name("content") / "images" / name, content / "images" / name)
    return build_once("uncommon", "publish", "--content", content)


@pytest.fixture
def page(browser: Any, site: Path) -> Iterator[Any]:
    """The article that holds all, open on a phone."""
    with serving_site(site) as place:
        context = browser.new_context(viewport={"width": 360, "height": 740})
        page = prepare(context.new_page(), f"http://{place}/")
        page.goto(f"http://{place}/articles/tout/")
        yield page
        context.close()


def test_a_hidden_article_leads_to_no_list_without_a_page(site: Path) -> None:
    """Un article masqué ne mène pas à la liste de sa rubrique ni de son thème quand lui seul les porte."""
    page = soup(site, "articles/cache/")

    assert "Nulle part ailleurs" not in text(page.select_one(".breadcrumb"))
    assert "Rien d’autre" in text(page.select_one(".tags")) and not page.select(".tags a")


def test_no_page_has_an_empty_description(site: Path, published_site: Path) -> None:
    """Un texte sans paragraphe n’a pas de description, plutôt qu’une description vide."""
    assert [
        page for folder in (site, published_site) for page in pages(folder) if 'content=""' in page.read_text()
    ] == []


def test_an_unsigned_article_is_the_agencys(site: Path) -> None:
    """Un article que personne ne signe est de l’agence, pour le lecteur comme pour les machines."""
    article = soup(site, "articles/tout/")

    assert article.find("meta", attrs={"name": "author"})["content"] == "Agence Essai"
    assert text(article.select_one(".by")) == "Par Agence Essai"


def test_axe_finds_nothing_in_any_block(page: Any) -> None:
    """Encadrés, définitions, tableaux et blocs du guide : axe n’y trouve rien, en clair ni en sombre."""
    page.evaluate(AXE.read_text("utf-8"))
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)")

    assert [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found] == []


def test_a_byline_without_portrait_begins_at_the_margin(page: Any) -> None:
    """Sur un téléphone, la mention « Par » commence à la marge même sans portrait."""
    left = "document.querySelector('{}').getBoundingClientRect().left"

    assert page.evaluate(left.format(".by")) == page.evaluate(left.format("h1"))


def test_an_aside_is_set_apart(page: Any) -> None:
    """Un encadré se détache du texte par un filet et un fond, et tient dans l’écran d’un téléphone."""
    style = "getComputedStyle(document.querySelector('.admonition-note'))"

    assert page.evaluate(f"parseFloat({style}.borderLeftWidth)") > 0
    assert page.evaluate(f"{style}.backgroundColor != getComputedStyle(document.body).backgroundColor")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_term_is_told_from_its_definition(page: Any) -> None:
    """Dans une liste de définitions, le terme est gras et la définition en retrait."""
    style = "getComputedStyle(document.querySelector('.prose {}'))"

    assert page.evaluate(style.format("dt") + ".fontWeight") == "600"
    assert page.evaluate(f"parseFloat({style.format('dd')}.paddingLeft)") > 0


def test_a_wide_table_is_printed_whole(page: Any) -> None:
    """Imprimé, un tableau large tient dans la feuille."""
    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    fits = "document.querySelector('table').offsetWidth <= document.querySelector('.prose').offsetWidth"

    until(lambda: page.evaluate(fits))  # laid out for paper at the next frame


def test_what_is_folded_is_printed(page: Any) -> None:
    """Imprimé, un passage replié est écrit en entier."""
    visible = "document.querySelector('#reponse').checkVisibility({contentVisibilityAuto: true})"

    assert not page.evaluate(visible)
    page.emulate_media(media="print")
    # What was skipped is laid out at the next frame.
    until(lambda: page.evaluate(visible))
