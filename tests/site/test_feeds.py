"""Feeds, site map and robots.txt of the published sample content."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree
from pages import shared_schema

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
    for name in ("flux/atom.xml", "flux/rss.xml"):
        content = (published_site / name).read_text("utf-8")
        addresses = re.findall(r"(?:href|src)=(?:\"|&quot;)(.*?)(?:\"|&quot;)", content)

        assert [address for address in addresses if not re.match(r"https?:|mailto:|#", address)] == []


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
