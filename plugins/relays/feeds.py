"""A feed for each client who takes our excerpts that way: no account there, and nothing that makes a duplicate.

Readers of feeds know an item by its id and its link (WordPress's SimplePie by the guid, its blocks by the link): both
are those of the first publication, which the ledger keeps, whatever the article, its date or the tracking become.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed

from plugins.common.feeds import Dated
from plugins.common.frozen import frozen
from plugins.common.untyped import Untyped
from plugins.french.quoting import is_french
from plugins.model.content import Content
from plugins.relays.desired_posts import DesiredPost, desired_posts, relay_key
from plugins.relays.entry import Entry
from plugins.relays.events import Seen
from plugins.relays.ledger import Ledger
from plugins.typography.options import Options as Typography

KIND = "feed"
Form = Literal["rss", "atom"]
FILES: dict[Form, str] = {"rss": "flux.xml", "atom": "atom.xml"}  # below the page of a client
FOLDER = Path("registre") / "flux"  # beside the ledger of posts: nothing here is on another's blog to be withdrawn


@frozen
class Illustration:
    """The picture of an item: its whole address, its bytes, its media type, its size in pixels, what it shows."""

    url: str
    length: int
    type: str
    width: int
    height: int
    alt: str


@frozen
class Item:
    """One excerpt of a client's feed; `id` and `link` never change once published."""

    id: str
    link: str
    title: str
    excerpt: str
    invitation: str
    author: str
    published: datetime
    updated: datetime
    rel: str | None = None
    language: str = "fr"
    illustration: Illustration | None = None


def _add_illustration(handler: Untyped, item: dict[str, Untyped]) -> None:
    """The picture of an item as Media RSS says it: an enclosure tells neither its size nor what it shows."""
    found: Illustration | None = item["illustration"]
    if found is None:
        return
    space = {"xmlns:media": "http://search.yahoo.com/mrss/"}
    sizes = {"width": str(found.width), "height": str(found.height)}
    handler.startElement("media:content", {**space, "url": found.url, "type": found.type, "medium": "image", **sizes})
    if found.alt:
        handler.addQuickElement("media:description", found.alt)
    handler.endElement("media:content")


class _Rss(Dated, Rss201rev2Feed):
    """RSS whose items may say a language: it has no word for it, Dublin Core has."""

    def add_item_elements(self, handler: Untyped, item: dict[str, Untyped]) -> None:
        super().add_item_elements(handler, item)
        if item["language"]:
            handler.addQuickElement("dc:language", item["language"], {"xmlns:dc": "http://purl.org/dc/elements/1.1/"})
        _add_illustration(handler, item)


class _Atom(Dated, Atom1Feed):
    """Atom whose entries may say a language (RFC 4287 §2)."""

    def add_item_elements(self, handler: Untyped, item: dict[str, Untyped]) -> None:
        super().add_item_elements(handler, item)
        _add_illustration(handler, item)

    def item_attributes(self, item: dict[str, Untyped]) -> dict[str, str]:
        return {"xml:lang": item["language"]} if item["language"] else {}


def feed_item(
    wanted: DesiredPost,
    ledger: Ledger,
    known: Container[str],
    author: str,
    published: datetime,
    updated: datetime,
    illustration: Illustration | None = None,
) -> Item:
    """The item of a relay, with the id and the link of its first publication when the ledger has them."""
    entry = ledger.entry_of(wanted, known)
    key = entry.key if entry else relay_key(wanted.article, wanted.client)
    frozen = entry.remote if entry else {}
    return Item(
        id=frozen.get("id") or tag_uri(wanted, key),
        link=frozen.get("url") or tracked(wanted),
        title=wanted.title,
        excerpt=wanted.excerpt,
        invitation=wanted.invitation,
        author=author,
        published=published,
        updated=updated,
        rel=wanted.rel,
        language=wanted.language,
        illustration=illustration,
    )


def feed_relays(site: Content, typography: Typography) -> list[DesiredPost]:
    """What the feeds of a site hold at its instant: relays of listed articles, their day come.

    A hidden article is for whoever has its address: nobody is told of it by a feed.
    """
    return [
        relay
        for relay in desired_posts(site, {KIND}, typography)
        if site.state(site.articles[relay.article]) == "published"
        and (relay.due is None or relay.due <= site.now.date())
    ]


def tracked(wanted: DesiredPost) -> str:
    """Our article's address with the tracking that the client's file asks for."""
    return f"{wanted.address}?{wanted.tracking}" if wanted.tracking else wanted.address


def tag_uri(wanted: DesiredPost, key: str) -> str:
    """An id that is no address (RFC 4151): authority and day of publication, then the key of the relay."""
    return f"tag:{urlsplit(wanted.address).hostname},{wanted.published:%Y-%m-%d}:{key}"


def unfrozen(wanted: Iterable[DesiredPost], ledger: Ledger, known: Iterable[str], at: str) -> list[Entry]:
    """The entries that the ledger lacks, or that name an article as it was before: what `freeze` will write."""
    entries = []
    known = set(known)
    for relay in wanted:
        entry = ledger.entry_of(relay, known) or ledger.new_entry(relay)
        if entry.article == relay.article and entry.source == relay.source and "id" in entry.remote:
            continue
        frozen = {"id": tag_uri(relay, entry.key), "url": tracked(relay), **entry.remote}
        if frozen != entry.remote:
            entry.add(Seen(at=at, post={"id": frozen["id"], "url": frozen["url"]}, detail="mis dans le flux"))
        entry.article, entry.source = relay.article, relay.source
        entries.append(entry)
    return entries


def freeze_line(entry: Entry) -> dict[str, str]:
    """What a plan says of an item that enters a feed."""
    return {
        "article": entry.article,
        "client": entry.client,
        "id": entry.remote["id"],
        "url": entry.remote["url"],
    }


def freeze(wanted: Iterable[DesiredPost], ledger: Ledger, known: Iterable[str], at: str) -> list[Path]:
    """Write into the ledger the id and the link of items that it does not know yet; returns the files written."""
    return [ledger.write(entry) for entry in unfrozen(wanted, ledger, known, at)]


def client_feed(form: Form, title: str, home: str, address: str, items: Sequence[Item], now: datetime) -> str:
    """The XML of a client's feed, latest first.

    `home` is our page of the client, `address` the feed's own; `now` dates a feed without items. A line feed stands
    before the invitation: blocks that strip tags would glue it to the last word.
    """
    maker = _Rss if form == "rss" else _Atom
    feed = maker(title=title, link=home, feed_url=address, description=title, language="fr", built=now)
    feed.feed["id"] = address
    for item in sorted(items, key=lambda item: (item.published, item.id), reverse=True):
        rel = f' rel="{escape(item.rel)}"' if item.rel else ""
        link = f'<a href="{escape(item.link)}"{rel}>{escape(item.invitation, quote=False)}</a>'
        foreign = not is_french(item.language)
        feed.add_item(
            title=item.title,
            link=item.link,
            description=f"{item.excerpt}\n<p>{link}</p>",
            unique_id=item.id,
            unique_id_is_permalink=False,
            author_name=item.author,
            pubdate=item.published,
            updateddate=item.updated,
            language=item.language if foreign else "",
            enclosures=[Enclosure(found.url, str(found.length), found.type)] if (found := item.illustration) else (),
            illustration=item.illustration,
        )
    return str(feed.writeString("utf-8"))
