"""Feeds, site map and robots.txt of the published sample content."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from lxml import etree
from pages import shared_schema

from tests.conftest import missing, small_content, write

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_the_atom_feed_has_what_the_standard_asks(published_site: Path) -> None:
    """Le flux Atom a un identifiant à lui, une date, et des entrées aux identifiants uniques (RFC 4287)."""
    feed = etree.parse(published_site / "flux/atom.xml").getroot()
    entries = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]

    assert feed.findtext(f"{ATOM}id") == "https://agence.example/carnet/flux/atom.xml"
    assert feed.findtext(f"{ATOM}updated") and feed.findtext(f"{ATOM}title")
    assert len(ids) == len(set(ids)) == 14
    assert all(entry.findtext(f"{ATOM}updated") and entry.findtext(f"{ATOM}title") for entry in entries)


def test_the_atom_feed_follows_the_schema(published_site: Path) -> None:
    """Le flux Atom suit le schéma RELAX NG de la RFC 4287."""
    schema = etree.RelaxNG(etree.parse(shared_schema("atom.rng")))

    assert schema.validate(etree.parse(published_site / "flux/atom.xml")), schema.error_log


def test_the_rss_feed_says_that_its_guids_are_no_links(published_site: Path) -> None:
    """Les guid du flux RSS disent qu’ils ne sont pas des liens (RSS 2.0)."""
    guids = etree.parse(published_site / "flux/rss.xml").getroot().findall("channel/item/guid")

    assert guids and {guid.get("isPermaLink") for guid in guids} == {"false"}


def test_feeds_hold_absolute_addresses_only(published_site: Path) -> None:
    """Dans les flux, chaque lien et chaque image a son adresse complète."""
    for path in (*(published_site / "flux").rglob("*.*"), *published_site.rglob("atom.xml")):
        content = path.read_text("utf-8").replace('\\"', '"')
        addresses = re.findall(r"(?:href|src|url)=(?:\"|&quot;)(.*?)(?:\"|&quot;)", content)

        assert [address for address in addresses if not re.match(r"https?:|mailto:", address)] == []


def test_the_site_map_lists_pages_that_exist(published_site: Path) -> None:
    """Le plan du site ne liste que des pages qui existent, une fois chacune, sans page suivante d’une liste."""
    tree = etree.parse(published_site / "sitemap.xml").getroot()
    addresses = [node.text.removeprefix("https://agence.example/carnet/") for node in tree.iter(f"{SITEMAP}loc")]

    assert addresses and len(addresses) == len(set(addresses))
    assert [address for address in addresses if not (published_site / address / "index.html").is_file()] == []
    assert [address for address in addresses if "/page/" in address] == []


def test_the_site_map_follows_the_schema(published_site: Path) -> None:
    """Le plan du site suit le schéma de sitemaps.org."""
    schema = etree.XMLSchema(etree.parse(shared_schema("sitemap.xsd")))

    assert schema.validate(etree.parse(published_site / "sitemap.xml")), schema.error_log


def test_robots_txt_names_the_site_map(published_site: Path) -> None:
    """robots.txt donne l’adresse complète du plan du site."""
    assert "Sitemap: https://agence.example/carnet/sitemap.xml" in (published_site / "robots.txt").read_text("utf-8")


def test_two_builds_at_one_instant_give_the_same_bytes(published_site: Path, inv, tmp_path: Path) -> None:
    """Deux constructions au même instant donnent les mêmes octets, quels que soient la machine et son fuseau."""
    inv("publish", "--output", tmp_path / "out", "--now", "2026-11-22 09:00", PYTHONHASHSEED="7", TZ="Asia/Tokyo")
    first, second = (
        {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        for root in (published_site, tmp_path / "out")
    )

    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_feeds_name_every_author(content: Path, inv, tmp_path: Path) -> None:
    """Un article à deux signatures en a deux dans les deux flux."""
    (content / "auteurs" / "deux.md").write_text("---\nname: Deux & fils\n---\n", encoding="utf-8")
    text = "---\ntitle: Essai\ndate: 2026-03-01\nauthors: [redaction, deux]\n---\n[nos ateliers](/articles/)\n"
    (content / "articles" / "essai.md").write_text(text, encoding="utf-8")

    result = inv("publish", "--content", content, "--output", tmp_path / "site", "--now", "2026-11-22")

    assert result.returncode == 0, result.stderr
    entry = etree.parse(tmp_path / "site/flux/atom.xml").getroot().find(f"{ATOM}entry")
    item = etree.parse(tmp_path / "site/flux/rss.xml").getroot().find("channel/item")
    assert [name.text for name in entry.iter(f"{ATOM}name")] == ["La rédaction", "Deux & fils"]
    assert [name.text for name in item.iter("{http://purl.org/dc/elements/1.1/}creator")] == [
        "La rédaction",
        "Deux & fils",
    ]
    page = (tmp_path / "site/articles/essai/index.html").read_text(encoding="utf-8")
    assert '<a href="../../articles/">nos ateliers</a>' in page
    assert 'href="https://essai.example/carnet/articles/"' in entry.findtext(f"{ATOM}content")


RICH = """---
title: A letter from abroad
date: 2026-02-03
lang: en
authors: [redaction]
image: images/carre.png
image_alt: Un carré & rien d’autre
image_caption: Une légende
tags: [essai]
---

A word[^1], then [a link](2026-02-01-second.md) and more words of the same kind, so that it reads well.

## A part

![Un carré](../images/carre.png)

[^1]: A note.
"""


@pytest.fixture(scope="module")
def rich_site(inv, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with a text that has all that a feed may hold."""
    folder = tmp_path_factory.mktemp("riche")
    content = small_content(folder / "content")
    write(content, "articles/2026-02-03-abroad.md", RICH)
    result = inv("publish", "--content", content, "--output", folder / "out", "--now", "2026-11-22")
    assert result.returncode == 0, result.stderr
    return folder / "out"


def whole_texts(site: Path, slug: str) -> dict[str, str]:
    """The HTML of an entry in each form of the feed."""
    link = f"https://essai.example/carnet/articles/{slug}/"
    atom = etree.parse(site / "flux/atom.xml").getroot()
    rss = etree.parse(site / "flux/rss.xml").getroot()
    told = json.loads((site / "flux/feed.json").read_text("utf-8"))
    (entry,) = [each for each in atom.iter(f"{ATOM}entry") if each.find(f"{ATOM}link").get("href") == link]
    (item,) = [each for each in rss.iter("item") if each.findtext("link") == link]
    (said,) = [each for each in told["items"] if each["url"] == link]
    encoded = item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded")
    return {"atom": entry.findtext(f"{ATOM}content"), "rss": encoded, "json": said["content_html"]}


def test_each_form_holds_the_whole_text(rich_site: Path) -> None:
    """Atom, RSS et JSON tiennent le même texte entier : l’image principale d’abord, les notes menant à la page."""
    texts = whole_texts(rich_site, "abroad")
    html = texts["atom"]

    assert texts["rss"] == texts["json"] == html
    assert html.startswith('<figure><img src="https://essai.example/carnet/images/carre.png" alt="Un carré &amp; rien')
    assert "<figcaption>Une légende</figcaption>" in html and "A part</h2>" in html
    notes = re.findall(r'href="([^"]*fn[^"]*)"', html)
    assert notes and all(each.startswith("https://essai.example/carnet/articles/abroad/#fn") for each in notes)
    assert " id=" not in html and html.count("<img") == 2


def test_each_form_says_the_language_and_the_picture(rich_site: Path) -> None:
    """Chaque forme dit la langue d’un texte étranger et son image, avec ce qu’elle montre."""
    atom, rss = (etree.parse(rich_site / f"flux/{name}.xml").getroot() for name in ("atom", "rss"))
    first = json.loads((rich_site / "flux/feed.json").read_text("utf-8"))["items"][0]
    media = "{http://search.yahoo.com/mrss/}"

    assert atom.find(f"{ATOM}entry").get("{http://www.w3.org/XML/1998/namespace}lang") == first["language"] == "en"
    assert rss.find("channel/item").findtext("{http://purl.org/dc/elements/1.1/}language") == "en"
    for entry in (atom.find(f"{ATOM}entry"), rss.find("channel/item")):
        picture = entry.find(f"{media}content")
        assert (picture.get("url"), picture.get("type"), picture.get("medium")) == (
            first["image"],
            "image/png",
            "image",
        )
        assert picture.findtext(f"{media}description") == "Un carré & rien d’autre"
    assert first["image"] == "https://essai.example/carnet/images/carre.png"


@pytest.mark.parametrize("address", ["themes/essai/", "rubriques/articles/", "auteurs/redaction/"])
def test_a_list_announces_its_feed(rich_site: Path, address: str) -> None:
    """Une rubrique, un thème, une signature ont leur flux, annoncé dans l’en-tête de leur page, avant ceux du site."""
    head = (rich_site / address / "index.html").read_text("utf-8").partition("</head>")[0]
    found = re.findall(r'<link rel="alternate" type="application/[a-z]+\+[a-z]+" title="[^"]+" href="([^"]+)"', head)
    feed = etree.parse(rich_site / address / "atom.xml").getroot()

    assert found == [
        f"../../{name}" for name in (f"{address}atom.xml", "flux/atom.xml", "flux/rss.xml", "flux/feed.json")
    ]
    assert feed.findtext(f"{ATOM}id") == f"https://essai.example/carnet/{address}atom.xml"
    assert feed.find(f"{ATOM}link[@rel='alternate']").get("href") == f"https://essai.example/carnet/{address}"
    page = (rich_site / address / "index.html").read_text("utf-8")
    links = [entry.find(f"{ATOM}link").get("href").rsplit("/", 2)[1] for entry in feed.iter(f"{ATOM}entry")]
    assert links and all(f"articles/{name}/" in page for name in links)


def test_every_article_is_in_the_feed_or_its_archives(many_site: Path) -> None:
    """Du flux à ses archives (RFC 5005), d’un lien au suivant, chaque article figure."""
    origin, seen, address, rels = "https://essai.example/carnet", [], "flux/atom.xml", []
    while address:
        root = etree.parse(many_site / address).getroot()
        links = {link.get("rel"): link.get("href").removeprefix(f"{origin}/") for link in root.findall(f"{ATOM}link")}
        seen += [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
        archive = root.find("{http://purl.org/syndication/history/1.0}archive") is not None
        assert links["self"] == address and archive == ("archives" in address) == ("current" in links)
        rels.append(sorted(links))
        address = links.get("prev-archive", "")

    assert len(set(seen)) == 75 and len(rels) == 4
    oldest = etree.parse(many_site / "flux/archives/1.xml").getroot()
    titles = [entry.findtext(f"{ATOM}title") for entry in oldest.iter(f"{ATOM}entry")]
    assert titles == [f"Le billet numéro {rank}" for rank in range(20, 0, -1)]


def test_feedparser_reads_every_feed(published_site: Path) -> None:
    """feedparser, que tant de lecteurs emploient, lit chaque flux sans réserve, et y trouve les mêmes entrées."""
    try:
        import feedparser
    except ImportError:
        missing("pas de feedparser (pip install feedparser)")
    found = {}
    for path in (*(published_site / "flux").rglob("*.xml"), *published_site.rglob("atom.xml")):
        read = feedparser.parse(path.read_bytes())
        assert not read.bozo, (path, read.get("bozo_exception"))
        found[path.name, path.parent.name] = [entry.id for entry in read.entries]
        assert all(entry.title and entry.link and entry.authors for entry in read.entries)

    assert found["atom.xml", "flux"] == found["rss.xml", "flux"] and len(found) > 10


def test_the_feed_of_a_list_follows_the_schema(rich_site: Path, many_site: Path) -> None:
    """Les flux des listes et les archives suivent le schéma RELAX NG de la RFC 4287."""
    schema = etree.RelaxNG(etree.parse(shared_schema("atom.rng")))

    for path in (rich_site / "themes/essai/atom.xml", rich_site / "flux/atom.xml", many_site / "flux/archives/2.xml"):
        assert schema.validate(etree.parse(path)), (path, schema.error_log)
