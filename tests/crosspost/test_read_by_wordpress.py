"""What a real WordPress makes of a client's feed and of a card, when it reads them on the site that we built.

Screenshots of the card in a post are left in .cache/captures/ for whoever wants to look.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from loopback import serving_site

from tests.conftest import ROOT, write
from tests.services.wordpress import READER, Blog, WordPress

NOW = "2026-11-22 09:00"
FORMS = {"rss": "flux.xml", "atom": "atom.xml"}
ARTICLE = """---
title: "Relire & couper : est-ce écrire ?"
date: 2026-11-02 08:30
authors: [redaction]
relay: [orvane]
image: images/plume.png
image_alt: Une plume trace une ligne qui ondule puis se calme
---

Un texte *relu* n’est plus le même : « Vraiment ? », dira l’auteur ; oui. Il a perdu un tiers de ses mots.

<!-- more -->

La suite est chez nous.
"""


def spaced(text: str) -> str:
    """The text with its no-break spaces: ⍽ is U+00A0, ⎵ is U+202F."""
    return text.replace("⍽", "\u00a0").replace("⎵", "\u202f")


TITLE = spaced("Relire & couper⍽: est-ce écrire⎵?")


@dataclass
class Agency:
    """Our site as a client's WordPress sees it: built from a content of its own, served on this machine."""

    url: str
    content: Path
    output: Path
    inv: Callable[..., Any]

    def task(self, *arguments: str | Path) -> None:
        result = self.inv(*arguments, "--content", self.content, "--now", NOW)
        assert result.returncode == 0, result.stdout + result.stderr

    def publish(self) -> None:
        self.task("publish", "--output", self.output)

    def feed(self, form: str) -> str:
        return f"{self.url}/clients/orvane/{FORMS[form]}"

    def article(self, slug: str) -> str:
        return f"{self.url}/articles/{slug}/"


@pytest.fixture(scope="module")
def agency(inv: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    """The agency's site, published, its feed frozen: two articles, the second short and without a picture."""
    root = tmp_path_factory.mktemp("agence")
    content, output = root / "content", root / "site"
    with serving_site(output) as place:
        # Not by its number: WordPress would take another port of its own host for itself.
        url = f"http://{place.replace('127.0.0.1', 'localhost')}"
        write(content, "agence.yaml", f"name: Agence Essai\nurl: {url}\n")
        write(content, "auteurs/redaction.md", "---\nname: La rédaction\n---\n\nUne équipe qui relit.\n")
        write(
            content,
            "clients/orvane.md",
            "---\nname: Orvane\nurl: https://www.orvane.example/\nblog_url: https://blog.orvane.example/\n"
            "relay: {kind: feed, utm: utm_source=orvane&utm_medium=flux}\n---\n\nUn client.\n",
        )
        write(content, "articles/2026-11-02-relire.md", ARTICLE)
        write(content, "articles/2026-11-09-couper.md", "---\ntitle: Couper\ndate: 2026-11-09\n---\n\nUn mot suffit.\n")
        (content / "images").mkdir()
        shutil.copy(ROOT / "content" / "images" / "plume-et-ligne.png", content / "images" / "plume.png")
        made = Agency(url, content, output, inv)
        made.task("relay.apply")
        made.publish()
        yield made


@pytest.fixture(scope="module")
def reader(wordpress: WordPress) -> Iterator[Blog]:
    """A client's blog that may read a site of this machine."""
    blog = wordpress.blogs["cadran"]
    blog.plugin(True, READER)
    yield blog
    blog.plugin(False, READER)
    blog.empty()


def read_feed(reader: Blog, address: str) -> list[dict[str, str]]:
    """The items of a feed as `fetch_feed` gives them to a plugin or a theme."""
    return reader.ask("GET", "essai/v1/flux", None, params={"url": address})


def written(reader: Blog, content: str) -> str:
    """The address of a post that an author of the client's publishes."""
    post = {"title": "Lu ailleurs", "content": content, "status": "publish"}
    return reader.ask("POST", "wp/v2/posts", "author", json=post)["link"]


@pytest.fixture(scope="module")
def items(agency: Agency, reader: Blog) -> dict[str, dict[str, str]]:
    """The one item of the feed, in each of its two forms."""
    found = {}
    for form in FORMS:
        [found[form]] = read_feed(reader, agency.feed(form))
    return found


@pytest.mark.parametrize("form", FORMS)
def test_wordpress_reads_what_the_feed_says(agency: Agency, items: Any, form: str) -> None:
    """SimplePie lit le titre, le lien suivi, la signature et l’instant de parution, en RSS comme en Atom."""
    item = items[form]

    assert unescape(item["title"]) == TITLE
    assert unescape(item["link"]) == f"{agency.article('relire')}?utm_source=orvane&utm_medium=flux"
    assert (item["author"], item["date"]) == ("La rédaction", "2026-11-02T07:30:00+00:00")


@pytest.mark.parametrize("form", FORMS)
def test_the_excerpt_survives_the_cleaning(agency: Agency, items: Any, form: str) -> None:
    """L’extrait sort entier du nettoyage de WordPress : balises, guillemets, espaces insécables et fines, lien."""
    excerpt = spaced(
        "<p>Un texte <em>relu</em> n’est plus le même⍽: «⍽Vraiment⎵?⍽», dira l’auteur⎵; oui. Il a perdu un tiers de ses"
        " mots.</p>\n"
        f'<p><a href="{agency.article("relire")}?utm_source=orvane&amp;utm_medium=flux">Lire la suite de «⍽Relire &amp;'
        " couper⍽: est-ce écrire⎵?⍽» sur le blog d’Agence Essai</a></p>"
    )

    assert items[form]["html"] == excerpt


def test_the_block_of_feeds_shows_the_excerpt(agency: Agency, reader: Blog) -> None:
    """Le bloc « Flux RSS » montre titre et extrait, sans coller « Lire la suite » au dernier mot."""
    block = f'<!-- wp:rss {{"feedURL":"{agency.feed("rss")}","displayExcerpt":true,"excerptLength":60}} /-->'
    page = unescape(reader.page(written(reader, block)).text)

    assert f">{TITLE}</a>" in page
    assert spaced("un tiers de ses mots. Lire la suite de «⍽Relire") in page


def test_a_renamed_article_stays_the_same_item(agency: Agency, reader: Blog, items: Any) -> None:
    """Renommé, redaté et retitré, l’article garde l’identifiant et le lien que WordPress connaît : pas de doublon."""
    former = agency.content / "articles" / "2026-11-02-relire.md"
    moved = ARTICLE.replace("2026-11-02 08:30\n", "2026-11-03 10:00\nredirect_from: [/articles/relire/]\n")
    try:
        former.unlink()
        renamed = write(agency.content, "articles/2026-11-03-elaguer.md", moved.replace("Relire & couper", "Élaguer"))
        agency.publish()
        for form in FORMS:
            [item] = read_feed(reader, agency.feed(form))

            assert (item["id"], item["link"]) == (items[form]["id"], items[form]["link"])
            assert unescape(item["title"]).startswith("Élaguer")
    finally:
        renamed.unlink()
        former.write_text(ARTICLE, encoding="utf-8")
