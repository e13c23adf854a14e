"""The forms of a feed: Atom (RFC 4287, its archives RFC 5005), RSS 2.0 that letters are made from, JSON Feed 1.1.

Each holds articles whole, with their main image, every author (one `author` each in Atom, RFC 4287 § 4.2.1, one
`dc:creator` each in RSS) and the language of what is not in French. A guid of RSS says that it is no link.
"""

from __future__ import annotations

import json
from functools import lru_cache
from io import StringIO
from typing import cast

from feedgenerator import Atom1Feed, Rss201rev2Feed
from feedgenerator.django.utils.xmlutils import SimplerXMLGenerator

from plugins.common.feeds import Dated
from plugins.common.untyped import JsonObject, Untyped
from plugins.discovery.entries import Channel, Entry, Illustration
from plugins.french.quoting import is_french

_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_MEDIA = "http://search.yahoo.com/mrss/"  # rssboard.org/media-rss


class _Channel(Dated):
    """Before a class of feedgenerator: its entries are written once for all the feeds that have them."""

    def write_items(self, handler: Untyped) -> None:
        """Write each entry as it is."""
        maker: Untyped = type(self)
        for entry in self.feed["entries"]:
            handler.ignorableWhitespace(_written(maker, entry))


class _Atom(_Channel, Atom1Feed):
    """Atom with every author, languages, images, the agency’s icon (RFC 4287 § 4.2.5), the links of archives."""

    def root_attributes(self) -> dict[str, str]:
        archived = {"xmlns:fh": "http://purl.org/syndication/history/1.0"} if self.feed["archive"] else {}
        return {**super().root_attributes(), "xmlns:media": _MEDIA, **archived}

    def add_root_elements(self, handler: Untyped) -> None:
        super().add_root_elements(handler)
        if self.feed["icon"]:
            handler.addQuickElement("icon", self.feed["icon"])
        if self.feed["archive"]:
            handler.addQuickElement("fh:archive", "")
        for rel, address in self.feed["archives"]:
            handler.addQuickElement("link", "", {"rel": rel, "href": address})

    def item_attributes(self, item: dict[str, Untyped]) -> dict[str, str]:
        return {"xml:lang": item["language"]} if item["language"] else {}

    def add_item_elements(self, handler: Untyped, item: dict[str, Untyped]) -> None:
        super().add_item_elements(handler, item)
        for name, address in item["other_authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.addQuickElement("uri", address)
            handler.endElement("author")
        _add_picture(handler, item["picture"])


class _Rss(_Channel, Rss201rev2Feed):
    """RSS with the whole text, every author, languages, images, the agency’s icon (RSS 2.0, « image »)."""

    def rss_attributes(self) -> dict[str, str]:
        own = {"xmlns:dc": _DUBLIN_CORE, "xmlns:content": "http://purl.org/rss/1.0/modules/content/"}
        return {**super().rss_attributes(), **own, "xmlns:media": _MEDIA}

    def add_root_elements(self, handler: Untyped) -> None:
        super().add_root_elements(handler)
        if self.feed["icon"]:
            handler.startElement("image", {})
            for name, text in (("url", "icon"), ("title", "title"), ("link", "link")):
                handler.addQuickElement(name, self.feed[text])
            handler.endElement("image")

    def add_item_elements(self, handler: Untyped, item: dict[str, Untyped]) -> None:
        super().add_item_elements(handler, {**item, "author_name": None})
        for name, _ in ((item["author_name"], ""), *item["other_authors"]):
            handler.addQuickElement("dc:creator", name)
        if item["language"]:
            handler.addQuickElement("dc:language", item["language"])
        handler.addQuickElement("content:encoded", item["content"])
        _add_picture(handler, item["picture"])


def _add_picture(handler: Untyped, picture: Illustration | None) -> None:
    if picture is None:
        return
    size = {"width": str(picture.width), "height": str(picture.height)} if picture.width and picture.height else {}
    found = {"url": picture.address, "medium": "image", "type": picture.media_type, **size}
    handler.startElement("media:content", found)
    handler.addQuickElement("media:description", picture.alt, {"type": "plain"})
    handler.endElement("media:content")


def atom(channel: Channel) -> str:
    """A feed, or an archive, in Atom."""
    return _xml(_Atom, channel)


def rss(channel: Channel) -> str:
    """A feed in RSS."""
    return _xml(_Rss, channel)


def _xml(maker: type[_Atom] | type[_Rss], channel: Channel) -> str:
    feed = maker(
        title=channel.title,
        link=channel.home,
        feed_url=channel.address,
        description=channel.subtitle or (channel.title if maker is _Rss else ""),
        subtitle=channel.subtitle,
        language="fr",
        built=channel.built,
        archive=channel.archive,
        archives=channel.archives,
        entries=channel.entries,
    )
    feed.feed["id"], feed.feed["icon"] = channel.address, channel.icon
    feed.items = [{"pubdate": each.published, "updateddate": each.updated} for each in channel.entries]  # dates alone
    return str(feed.writeString("utf-8"))


@lru_cache(maxsize=1000)  # some ten million signs
def _written(maker: Untyped, entry: Entry) -> str:
    """An entry as it stands in any feed of a form."""
    (name, address), *others = entry.authors
    content = str(entry.content)
    feed = maker(title="", link="", description="")
    feed.add_item(
        title=entry.title,
        link=entry.address,
        unique_id=entry.id,
        unique_id_is_permalink=False,
        description=None if content == entry.summary and maker is _Atom else entry.summary,  # said once
        content=content,
        categories=entry.categories,
        author_name=name,
        author_link=address,
        other_authors=others,
        pubdate=entry.published,
        updateddate=entry.updated,
        language="" if is_french(entry.language) else entry.language,
        picture=entry.picture,
    )
    text, plain = StringIO(), cast("Untyped", super(_Channel, feed))
    plain.write_items(SimplerXMLGenerator(text, "utf-8", short_empty_elements=True))
    return text.getvalue()


def json_feed(channel: Channel) -> str:
    """A feed in JSON Feed 1.1 (jsonfeed.org)."""
    said: JsonObject = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.home,
        "feed_url": channel.address,
        "language": "fr",
        "items": [_item(entry) for entry in channel.entries],
    }
    if channel.icon:
        said["icon"] = channel.icon
    if channel.subtitle:
        said["description"] = channel.subtitle
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def _item(entry: Entry) -> JsonObject:
    item: JsonObject = {
        "id": entry.id,
        "url": entry.address,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": str(entry.content),
        "date_published": entry.published.isoformat(timespec="seconds"),
        "date_modified": entry.updated.isoformat(timespec="seconds"),
        "authors": [{"name": name, "url": address} for name, address in entry.authors],
        "tags": list(entry.categories),
        "language": entry.language,
    }
    if entry.picture:
        item["image"] = entry.picture.address
    return item
