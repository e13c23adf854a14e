"""The house's dictionary of foreign expressions: marked wherever a reader meets one, and nowhere else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from loopback import serving_site

from tests.conftest import LEGAL, small_content, write

# Those of the sample.
HOUSE = (
    "call to action", "challenger sale", "employee advocacy", "need-payoff", "social selling", "solution selling",
    "SPIN selling",
)  # fmt: skip
ANY = re.compile("|".join(each.replace(" ", r"[\s-]+") for each in HOUSE), re.I)
UNREAD = ["script", "style", "title", "code", "pre", "option"]
KINDS = (
    "", "articles/", "articles/le-rendez-vous-commence-avant/", "rubriques/", "rubriques/social-selling/",
    "themes/conversation/", "auteurs/redaction/", "archives/2026/", "plan-du-site/",
    "oembed/le-rendez-vous-commence-avant/", "404.html",
)  # fmt: skip
# Each marked expression whose element is not the same without it: its place, its size, its words.
MOVED = """() => {
  const spans = [...document.querySelectorAll("span[lang=en]")];
  const seen = span => { const box = span.getBoundingClientRect();
    return [box.x, box.y, box.width, box.height].map(Math.round).join() + span.innerText; };
  const around = spans.map(span => span.parentElement), before = around.map(seen);
  spans.forEach(span => span.replaceWith(...span.childNodes));
  around.forEach(each => each.normalize());
  return [spans.length, around.filter((each, rank) => seen(each) !== before[rank]).map(each => each.outerHTML)]; }"""

HOSTILE = """---
title: Le lead magnet, ou l’inbound
date: 2026-03-01
category: Lead magnet
tags: [inbound]
summary: Un « lead magnet » ne fait pas tout.
toc: true
---
Un LEAD\u00a0MAGNET, des lead-magnets, `lead magnet`, [lead magnet](https://lead.example/lead "lead magnet").

<!-- more -->

## Le lead magnet {: #lead-magnet }

![lead magnet](../images/carre.png "Un lead magnet")

*The lead magnet is what you give*{: lang=en } et l’*inbound*, sur https://lead.example/inbound.

| lead magnet | fin |
|---|---|
| inbound | non |

    lead magnet
"""


def unmarked(html: str, expressions: re.Pattern[str] = ANY) -> Iterator[str]:
    """The expressions that a page says in French."""
    for text in BeautifulSoup(html, "html.parser").find_all(string=expressions):
        around = text.find_parent(lang=True)
        french = not isinstance(around, Tag) or str(around["lang"]).startswith("fr")
        if text.startswith("https://"):  # the address of the page, in print
            continue
        if french and type(text).__name__ == "NavigableString" and not text.find_parent(UNREAD):
            yield str(text)


def test_each_expression_is_marked_on_every_page(published_site: Path) -> None:
    """Titres, rubriques, fil d’Ariane, listes, cartes, plan, textes : toute expression dit sa langue (RGAA 8.7)."""
    texts = {
        path.relative_to(published_site).as_posix(): path.read_text("utf-8")
        for path in sorted(published_site.rglob("*.html"))
    }

    assert {path: found for path, html in texts.items() if (found := list(unmarked(html)))} == {}
    for kind in KINDS:
        path = kind if kind.endswith(".html") else f"{kind}index.html"
        assert re.search(r'<span lang="en">[^<]*\bselling</span>', texts[path], re.I), path


def test_what_is_marked_stays_in_its_place(published_site: Path, browser: Any) -> None:
    """Une expression marquée ne déplace ni ne coupe rien, sur un écran ou un téléphone."""
    moved = {}
    count = 0
    with serving_site(published_site) as site:
        page = browser.new_page()
        for kind in KINDS:
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 844})
                page.goto(f"http://{site}/{kind}")
                page.evaluate("document.fonts.ready")
                found, elements = page.evaluate(MOVED)
                count += found
                if elements:
                    moved[kind] = elements
        page.close()

    assert count > 40 and moved == {}


@pytest.fixture(scope="module")
def hostile(build_once: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose dictionary is in everything that an article says."""
    content = small_content(tmp_path_factory.mktemp("foreign") / "content")
    house = "foreign: {en: [lead magnet, inbound], de: [lead-magnets]}\n"
    write(content, "agence.yaml", f"name: Agence Essai\nurl: https://essai.example/carnet\n{LEGAL}{house}")
    write(content, "articles/2026-03-01-lead-magnet.md", HOSTILE)
    return build_once("foreign", "publish", "--content", content, told=("]",))


def test_what_no_one_hears_is_left(hostile: Path) -> None:
    """Attributs, code, adresses, titre de la page, données des moteurs gardent leurs mots tels quels."""
    html = (hostile / "articles/lead-magnet/index.html").read_text("utf-8")
    soup = BeautifulSoup(html, "html.parser")
    attributes = [str(value) for tag in soup.find_all(True) for value in tag.attrs.values()]
    (title,), codes = soup.find_all("title"), soup.find_all("code")

    assert not any("<span" in value for value in attributes)
    assert title.string and title.string.startswith("Le lead magnet, ou l’inbound")
    assert [code.get_text().strip() for code in codes] == ["lead magnet", "lead magnet"] and not soup.select(
        "code span"
    )
    for script in soup.find_all("script", type="application/ld+json"):
        assert json.loads(script.string or "") and "span" not in str(script.string)
    assert re.search(r"[^>\"]https://lead\.example/inbound", soup.get_text()) and "example/<span" not in html
    assert [str(each) for each in soup.select("em[lang] span")] == []


def test_each_language_has_its_own(hostile: Path) -> None:
    """Chaque langue du dictionnaire marque ses expressions, dans le texte, le tableau, la légende, le sommaire."""
    soup = BeautifulSoup((hostile / "articles/lead-magnet/index.html").read_text("utf-8"), "html.parser")
    marked = [(span["lang"], span.get_text(), span.parent.name) for span in soup.select("span[lang]") if span.parent]

    assert ("de", "lead-magnets", "p") in marked
    assert {name for language, _, name in marked if language == "en"} >= {
        "h1",
        "h2",
        "p",
        "a",
        "th",
        "td",
        "figcaption",
    }
    assert list(unmarked(str(soup.find("main")), re.compile(r"lead\smagnets?", re.I))) == []


def test_feeds_mark_texts_and_not_titles(hostile: Path) -> None:
    """Dans un flux, le texte d’un article marque ses expressions ; son titre, texte simple, n’a pas de marque."""
    feed = json.loads((hostile / "flux/feed.json").read_text("utf-8"))
    item = next(each for each in feed["items"] if "lead" in each["url"])

    assert item["title"] == "Le lead magnet, ou l’inbound"
    assert '<span lang="en"><span class="caps">LEAD</span>' in item["content_html"]
    for name in ("atom", "rss"):
        xml = (hostile / f"flux/{name}.xml").read_text("utf-8")
        assert (
            '&lt;span lang="en"&gt;&lt;span class="caps"&gt;LEAD' in xml
            and "<title>Le lead magnet, ou l’inbound</title>" in xml
        )


def test_a_dictionary_that_changes_makes_its_pages_anew(inv: Any, tmp_path: Path) -> None:
    """Un mot ajouté au dictionnaire se voit à la construction suivante ; ôté, les octets d’avant reviennent."""
    content, out = small_content(tmp_path / "content"), tmp_path / "out"
    write(content, "articles/2026-03-01-lead.md", "---\ntitle: Un lead\ndate: 2026-03-01\n---\nUn lead.\n")
    agency = f"name: Agence Essai\nurl: https://essai.example/carnet\n{LEGAL}"
    pages = []
    for house in ("", "foreign: {en: [lead]}\n", ""):
        write(content, "agence.yaml", agency + house)
        assert inv("publish", "--content", content, "--output", out, "--now", "2026-11-22 09:00").returncode == 0
        pages.append((out / "articles/lead/index.html").read_text("utf-8"))

    assert 'Un <span lang="en">lead</span>' in pages[1]
    assert pages[0] == pages[2] and "<span lang" not in pages[0]
