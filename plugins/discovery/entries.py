"""What the feeds of the site hold: values, of which each form of a feed is made when one of them changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from html import escape
from mimetypes import guess_type
from typing import Literal

from plugins.common.frozen import frozen
from plugins.common.html import rewrite_addresses
from plugins.common.regex import regex
from plugins.model.addresses import archive_count
from plugins.site.assemble import Site
from plugins.site.outputs import row_of_article
from plugins.site.slots import Feed, Slots
from plugins.site.texts import without_marks
from plugins.site.values import ROOT, Article, Group, Html, Picture
from plugins.typography.foreign import Expressions, expressions, mark_expressions

Form = Literal["atom", "rss", "json"]
FORMS: dict[Form, str] = {"atom": "flux/atom.xml", "rss": "flux/rss.xml", "json": "flux/feed.json"}
LABELS: dict[Form, str] = {"atom": "Atom", "rss": "RSS", "json": "JSON"}
MEDIA_TYPES: dict[Form, str] = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}
_ID = regex(r"(<[a-zA-Z][^<>]*?)\sid=\"[^\"]*\"")


@frozen
class Illustration:
    """The main image of an entry, at its whole address."""

    address: str
    media_type: str
    alt: str
    caption: str | None
    width: int | None
    height: int | None


@frozen
class Entry:
    """An article in a feed. `authors` are names, each with the whole address of its page, empty without one."""

    id: str
    address: str
    title: str
    language: str
    published: datetime
    updated: datetime
    authors: tuple[tuple[str, str], ...]
    categories: tuple[str, ...]
    summary: str
    content: Html
    picture: Illustration | None


@frozen
class Channel:
    """A feed, or an archive of one (RFC 5005 § 4): `archives` are its links to others, by their `rel`.

    `built` dates a feed without entries: None for the others.
    """

    title: str
    subtitle: str
    home: str
    address: str
    entries: tuple[Entry, ...]
    built: datetime | None
    icon: str = ""
    archive: bool = False
    archives: tuple[tuple[str, str], ...] = ()


def list_feed(group: Group) -> Feed:
    """The feed of the articles of a rubric, of a theme, of a signature."""
    return Feed(group.name, f"{group.url}atom.xml", MEDIA_TYPES["atom"])


def groups_of(site: Site) -> Iterator[Group]:
    """The lists that have a feed."""
    yield from (*site.categories, *site.tags, *site.signatures.values())


def channels(site: Site, slots: Slots) -> Iterator[tuple[str, Form, Channel]]:
    """Every feed of the site: its path, its form, what it holds."""
    listed = [article for article in site.articles if row_of_article(article).in_feeds]
    entries = {article.id: entry_of(site, slots, article) for article in listed}
    size, agency = site.options.items_in_feeds, site.content.agency
    icon = f"{site.origin}/{slots.icon}" if slots.icon else ""
    yield from _of_site(site, [entries[article.id] for article in listed], size, icon)
    for group in groups_of(site):
        feed = list_feed(group)
        held = [entries[card.id] for card in group.articles if card.id in entries][:size]
        title = f"{agency.name} — {group.name}"
        channel = Channel(
            title, "", f"{site.origin}/{group.url}", f"{site.origin}/{feed.url}", tuple(held), _built(site, held), icon
        )
        yield feed.url, "atom", channel


def _of_site(site: Site, entries: list[Entry], size: int, icon: str) -> Iterator[tuple[str, Form, Channel]]:
    """The latest articles in each form; then, of Atom, the archives of all, numbered from the oldest.

    What one holds, it holds for ever: a new article changes none but the last.
    """
    agency, home = site.content.agency, f"{site.origin}/"
    count = archive_count(len(entries), size)
    of_archive = [f"{site.origin}/flux/archives/{number}.xml" for number in range(1, count + 1)]
    latest = entries[:size]
    channel = Channel(agency.name, agency.tagline or "", home, "", tuple(latest), _built(site, latest), icon)
    for form, path in FORMS.items():
        before = (("prev-archive", of_archive[-1]),) if of_archive and form == "atom" else ()
        yield path, form, replace(channel, address=f"{site.origin}/{path}", archives=before)
    for rank, address in enumerate(of_archive):
        end = len(entries) - size * rank
        links = [("current", f"{site.origin}/{FORMS['atom']}")]
        links += [("prev-archive", of_archive[rank - 1])] if rank else []
        links += [("next-archive", of_archive[rank + 1])] if rank + 1 < count else []
        held = tuple(entries[end - size : end])
        archive = Channel(agency.name, agency.tagline or "", home, address, held, None, icon, True, tuple(links))
        yield f"flux/archives/{rank + 1}.xml", "atom", archive


def _built(site: Site, held: Iterable[Entry]) -> datetime | None:
    return None if held else site.content.midnight


def entry_of(site: Site, slots: Slots, article: Article) -> Entry:
    """An article as feeds have it: whole, its main image first."""
    address, origin = f"{site.origin}/{article.url}", site.origin
    content = slots.contents.get(article.id) or article.content
    people = tuple((person.name, f"{origin}/{person.url}") for person in article.people)
    picture = illustration(article.hero, origin) if article.hero else None
    foreign = expressions(site.content.agency.foreign)
    return Entry(
        id=article.entry_id,
        address=address,
        title=article.title,
        language=article.lang,
        published=article.date,
        updated=article.changed or article.date,
        authors=people or ((site.content.agency.name, f"{origin}/"),),
        categories=(article.category.name, *(tag.name for tag in article.tags)),
        summary=str(article.excerpt),
        content=content.then(
            f"in feeds {address} {picture!r} {foreign!r}", partial(whole, origin, address, picture, foreign)
        ),
        picture=picture,
    )


def illustration(picture: Picture, origin: str) -> Illustration:
    """A picture of the site as machines are given it."""
    kind = guess_type(picture.src)[0] or "image/jpeg"
    address = f"{origin}/{picture.src}"
    return Illustration(address, kind, picture.alt, picture.caption, picture.width, picture.height)


def whole(origin: str, address: str, picture: Illustration | None, foreign: Expressions, html: str) -> str:
    """The body of an article out of the site: its main image first, every address whole.

    Notes lead to those of the page: several entries are shown together, and each has a first note.
    """
    html = _ID.sub(r"\1", without_marks(html))
    html = rewrite_addresses(html, lambda value: f"{address}{value}" if value.startswith("#") else value)
    return mark_expressions(f"{_figure(picture)}{html}", foreign).replace(ROOT, origin)


def _figure(picture: Illustration | None) -> str:
    if picture is None:
        return ""
    size = f' width="{picture.width}" height="{picture.height}"' if picture.width else ""
    caption = f"<figcaption>{escape(picture.caption, quote=False)}</figcaption>" if picture.caption else ""
    return f'<figure><img src="{escape(picture.address)}" alt="{escape(picture.alt)}"{size}>{caption}</figure>\n'


def list_feeds(site: Site) -> Mapping[str, tuple[Feed, ...]]:
    """The feeds of lists, by the address of the list."""
    return {group.url: (list_feed(group),) for group in groups_of(site)}
