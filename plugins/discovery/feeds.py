"""The feeds of the site: its latest articles, whole in Atom, their excerpts in RSS.

Each feed has an id of its own (RFC 4287 § 4.2.6), each item every author (one `author` each in Atom, RFC 4287
§ 4.2.1, one `dc:creator` each in RSS), and a guid that says it is no link (RSS 2.0, « guid »).
"""

from __future__ import annotations

from typing import Literal

from feedgenerator import Atom1Feed, Rss201rev2Feed, get_tag_uri

from plugins.common.feeds import Dated
from plugins.common.untyped import Untyped
from plugins.site.assemble import Site
from plugins.site.outputs import row_of_article
from plugins.site.slots import Slots
from plugins.site.texts import without_marks
from plugins.site.values import ROOT, Article

Form = Literal["atom", "rss"]
FORMS: dict[Form, str] = {"atom": "flux/atom.xml", "rss": "flux/rss.xml"}
LABELS: dict[Form, str] = {"atom": "Atom", "rss": "RSS"}
MEDIA_TYPES: dict[Form, str] = {"atom": "application/atom+xml", "rss": "application/rss+xml"}
_DUBLIN_CORE = {"xmlns:dc": "http://purl.org/dc/elements/1.1/"}


class _Atom(Dated, Atom1Feed):
    """Atom whose entries name each author, with the agency's icon (RFC 4287 § 4.2.5)."""

    def add_root_elements(self, handler: Untyped) -> None:
        super().add_root_elements(handler)
        if self.feed["icon"]:
            handler.addQuickElement("icon", self.feed["icon"])

    def add_item_elements(self, handler: Untyped, item: dict[str, Untyped]) -> None:
        super().add_item_elements(handler, item)
        for name in item["other_authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.endElement("author")


class _Rss(Dated, Rss201rev2Feed):
    """RSS whose items name each author, with the agency's icon (RSS 2.0, « image »)."""

    def add_root_elements(self, handler: Untyped) -> None:
        super().add_root_elements(handler)
        if self.feed["icon"]:
            handler.startElement("image", {})
            for name, text in (("url", "icon"), ("title", "title"), ("link", "link")):
                handler.addQuickElement(name, self.feed[text])
            handler.endElement("image")

    def add_item_elements(self, handler: Untyped, item: dict[str, Untyped]) -> None:
        super().add_item_elements(handler, item)
        for name in item["other_authors"]:
            handler.addQuickElement("dc:creator", name, _DUBLIN_CORE)


def site_feed(site: Site, slots: Slots, form: Form) -> str:
    """The XML of a feed, latest first. A feed without articles is dated by the build."""
    agency, now = site.content.agency, site.content.now
    maker = _Rss if form == "rss" else _Atom
    address = f"{site.origin}/{FORMS[form]}"
    feed = maker(
        title=agency.name,
        link=f"{site.origin}/",
        feed_url=address,
        description=agency.tagline or "",
        subtitle=agency.tagline or "",
        language="fr",
        built=now,
    )
    feed.feed["id"] = address
    feed.feed["icon"] = f"{site.origin}/{slots.icon}" if slots.icon else ""
    for article in [each for each in site.articles if row_of_article(each).in_feeds][: site.options.items_in_feeds]:
        link = f"{site.origin}/{article.url}"
        names = [person.name for person in article.people] or [agency.name]
        whole = _whole(site, slots, article) if form == "atom" else None
        feed.add_item(
            title=article.title,
            link=link,
            unique_id=get_tag_uri(link, article.date),
            unique_id_is_permalink=False,
            description=None if whole == article.excerpt else str(article.excerpt),  # said once
            content=whole,
            categories=[article.category.name, *(tag.name for tag in article.tags)],
            author_name=names[0],
            other_authors=names[1:],
            pubdate=article.date,
        )
    return str(feed.writeString("utf-8"))


def _whole(site: Site, slots: Slots, article: Article) -> str:
    return str(slots.contents.get(article.id) or without_marks(str(article.content))).replace(ROOT, site.origin)
