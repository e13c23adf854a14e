"""The feed of a client who takes our excerpts without an account."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from plugins.relays.desired_posts import DesiredPost
from plugins.relays.feeds import Illustration, client_feed, feed_item, freeze
from plugins.relays.ledger import Ledger

FIRST, LATER = datetime(2026, 3, 1, 8, tzinfo=UTC), datetime(2026, 4, 1, 8, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
RELAY = DesiredPost(
    article="oser",
    client="orvane",
    source="articles/2026-03-01-oser.md",
    aliases=(),
    due=None,
    published=FIRST.date(),
    address="https://agence.example/articles/oser/",
    reference="https://agence.example/articles/oser/",
    tracking="utm_source=orvane",
    title="Oser",
    excerpt="<p>Un extrait.</p>",
    invitation="Lire la suite",
    status="published",
)


def item_of(relay: DesiredPost, ledger: Ledger, known: tuple[str, ...] = ("oser",), published: datetime = FIRST):
    """The item of a relay, as a build makes it."""
    return feed_item(relay, ledger, known, "La rédaction", published, published)


def test_a_frozen_item_keeps_its_id_and_link_when_the_article_is_renamed(tmp_path: Path) -> None:
    """L’identifiant et le lien d’un extrait paru ne changent plus, quels que soient l’adresse, la date et le suivi."""
    ledger = Ledger(tmp_path)
    before = item_of(RELAY, ledger)
    freeze([RELAY], ledger, ["oser"], "2026-03-01")
    renamed = replace(
        RELAY,
        article="oser-dire",
        aliases=("oser",),
        published=LATER.date(),
        address="https://ailleurs.example/articles/oser-dire/",
        tracking="utm_source=autre",
    )
    after = item_of(renamed, Ledger(tmp_path), ("oser-dire",))

    assert (after.id, after.link) == (before.id, before.link)
    assert after.link == "https://agence.example/articles/oser/?utm_source=orvane"


def test_without_the_ledger_a_renamed_article_is_another_item(tmp_path: Path) -> None:
    """Sans registre, un article renommé serait un doublon chez qui suit le flux : le gel est nécessaire."""
    ledger = Ledger(tmp_path)

    assert item_of(RELAY, ledger).id != item_of(replace(RELAY, article="oser-dire"), ledger, ("oser-dire",)).id


def test_freezing_twice_changes_nothing(tmp_path: Path) -> None:
    """Geler deux fois le même extrait n’écrit qu’une fois."""
    ledger = Ledger(tmp_path)

    assert [path.stem for path in freeze([RELAY], ledger, ["oser"], "2026-03-01")] == ["oser@orvane"]
    assert freeze([RELAY], ledger, ["oser"], "2026-04-01") == []


def test_a_register_without_ids_gets_them(tmp_path: Path) -> None:
    """Un registre qui ne garde encore que les liens reçoit les identifiants au gel suivant."""
    ledger = Ledger(tmp_path)
    freeze([RELAY], ledger, ["oser"], "2026-03-01")
    ledger.entries["oser@orvane"].remote.pop("id")

    assert freeze([RELAY], ledger, ["oser"], "2026-04-01") != []
    assert Ledger(tmp_path).entries["oser@orvane"].remote["id"] == item_of(RELAY, Ledger(tmp_path / "vide")).id


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_a_feed_has_its_latest_item_first(tmp_path: Path, form: str) -> None:
    """Le flux va du plus récent au plus ancien, chaque extrait suivi de son lien sur une autre ligne."""
    ledger = Ledger(tmp_path)
    items = [item_of(RELAY, ledger), item_of(replace(RELAY, article="dire", title="Dire"), ledger, ("dire",), LATER)]
    feed = client_feed(form, "Pour Orvane", "https://a.example/", "https://a.example/flux.xml", items, LATER)
    root = etree.fromstring(feed.encode())
    titles = [node.text for node in root.iter("title" if form == "rss" else f"{ATOM}title")]

    assert titles == ["Pour Orvane", "Dire", "Oser"]
    assert "Un extrait.&lt;/p&gt;\n&lt;p&gt;&lt;a href=" in feed


def test_the_guid_of_an_item_is_no_link(tmp_path: Path) -> None:
    """Le guid d’un extrait n’est pas une adresse, et le dit."""
    feed = client_feed(
        "rss", "x", "https://a.example/", "https://a.example/f.xml", [item_of(RELAY, Ledger(tmp_path))], LATER
    )
    guid = etree.fromstring(feed.encode()).find("channel/item/guid")

    assert guid.get("isPermaLink") == "false" and guid.text.startswith("tag:agence.example,2026-03-01:cx-")


def test_an_item_in_another_language_says_so(tmp_path: Path) -> None:
    """Un extrait en anglais dit sa langue dans les deux flux, et son invitation, de la même langue, ne la redit pas."""
    item = item_of(replace(RELAY, language="en"), Ledger(tmp_path))
    feeds = {
        form: client_feed(form, "x", "https://a.example/", "https://a.example/f.xml", [item], LATER)
        for form in ("rss", "atom")
    }
    entry = etree.fromstring(feeds["atom"].encode()).find(f"{ATOM}entry")
    spoken = etree.fromstring(feeds["rss"].encode()).find("channel/item/{http://purl.org/dc/elements/1.1/}language")

    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == spoken.text == "en"
    assert "<p><a href=" in entry.findtext(f"{ATOM}summary")
    assert "lang=" not in item_of(RELAY, Ledger(tmp_path)).excerpt


def test_an_item_shows_its_picture(tmp_path: Path) -> None:
    """L’illustration est dans les deux flux, entière adresse, poids, taille et ce qu’elle montre."""
    picture = Illustration("https://a.example/i.png", 2048, "image/png", 1200, 627, "Un « plan »")
    item = replace(item_of(RELAY, Ledger(tmp_path)), illustration=picture)
    rss, atom = (
        etree.fromstring(
            client_feed(form, "x", "https://a.example/", "https://a.example/f.xml", [item], LATER).encode()
        )
        for form in ("rss", "atom")
    )
    media = "{http://search.yahoo.com/mrss/}"
    enclosure = rss.find("channel/item/enclosure")

    assert dict(enclosure.attrib) == {"url": picture.url, "length": "2048", "type": "image/png"}
    assert atom.find(f"{ATOM}entry/{ATOM}link[@rel='enclosure']").get("href") == picture.url
    for found in (rss.find(f"channel/item/{media}content"), atom.find(f"{ATOM}entry/{media}content")):
        assert (found.get("width"), found.get("medium")) == ("1200", "image")
        assert found.findtext(f"{media}description") == "Un « plan »"


def test_an_empty_feed_is_dated_by_the_build(tmp_path: Path) -> None:
    """Un flux encore vide porte l’heure de la construction, pas celle de la machine."""
    feeds = {client_feed("atom", "x", "https://a.example/", "https://a.example/f.xml", [], FIRST) for _ in range(2)}

    assert len(feeds) == 1 and "2026-03-01T08:00:00" in feeds.pop()


def test_the_client_who_takes_a_feed_has_one(published_site: Path) -> None:
    """Le client dont le relais est un flux en a un, en RSS et en Atom, et sa page y mène."""
    page = (published_site / "clients/le-cadran/index.html").read_text("utf-8")

    for name in ("flux.xml", "atom.xml"):
        assert etree.parse(published_site / "clients/le-cadran" / name) is not None
        assert f"clients/le-cadran/{name}" in page
    assert not (published_site / "clients/orvane/flux.xml").exists()
