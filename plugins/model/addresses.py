"""Every address of the site that is not a text's own: lists, feeds, calendars, files; what a link may lead to.

They are those that the features write (docs/architecture.md, « Addresses »); a test compares them with a build.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from plugins.common.texts import slugify
from plugins.model.fields import Record
from plugins.model.legal import ECODESIGN, TITLES

if TYPE_CHECKING:
    from plugins.model.content import Content, Document
    from plugins.model.workshop import Workshop

FEED_SIZE = 20  # articles in a feed, as FEED_MAX_ITEMS says
PAGE_SIZE = 10  # articles on one page of a list, as DEFAULT_PAGINATION of pelicanconf.py says
ALWAYS = (
    "", "404.html", "articles/", "archives/", "flux/atom.xml", "flux/rss.xml", "flux/feed.json", "sitemap.xml",
    "robots.txt", "favicon.ico", "apple-touch-icon.png", "site.webmanifest", "_headers", "prochain-changement.json",
    "plan-du-site/", "recherche/",
)  # fmt: skip
RESERVATION = ".well-known/tdmrep.json"  # at the root of a host alone
# The lists by mode that a workshop is in: one held on site or online is in both.
MODES = {"onsite": ("sur-place",), "online": ("en-ligne",), "hybrid": ("hybride", "sur-place", "en-ligne")}
UNPUBLISHED = ("draft", "scheduled", "skip")


def full_pages(count: int, size: int) -> range:
    """The numbers of the pages of a list of `count` articles, `size` on each, that come after its first one.

    They are numbered from the oldest: page 1 holds the oldest articles, and for ever. What is newer than the last of
    them is on the first page, at the address of the list: `size` articles at least, less than twice as many. So a new
    article changes that page alone, or, once in `size` times, makes a new one; and each article is on one page.
    """
    return range(1, max(1, count // size))


def archive_count(count: int, size: int) -> int:
    """How many archives a feed of `count` articles has, `size` in each and in the feed: the oldest are in them."""
    return max(0, -(-count // size) - 1)


def site_addresses(site: Content, *, drafts: bool) -> frozenset[str]:
    """Addresses below the site's root, without a leading slash; with `drafts`, as editors see the site."""
    left_out = ("skip",) if drafts else UNPUBLISHED
    return frozenset(_addresses(site, left_out))


def _addresses(site: Content, left_out: tuple[str, ...]) -> Iterator[str]:
    yield from ALWAYS
    if site.agency.ai and site.agency.ai.training == "reserved" and not urlsplit(site.agency.url).path.strip("/"):
        yield RESERVATION
    if site.agency.accessibility:
        yield "accessibilite/"
    templates = {each.record.template for each in site.pages.values() if site.state(each) not in left_out}
    for legal in TITLES:  # a page of that template, whatever its address, stands for it
        if legal not in templates and (legal != ECODESIGN or site.agency.ecodesign):
            yield f"{legal}/"
    yield from site.root_files
    listed = [each for each in site.articles.values() if site.state(each) not in (*left_out, "hidden")]
    lists, people = Counter({"articles/": len(listed)}), Counter[str]()  # articles in each
    for article in listed:
        record = article.record
        yield f"oembed/{article.id}.json"
        yield f"oembed/{article.id}/"
        if record.client:
            people[f"clients/{site.resolve('client', record.client)}/"] += 1
        yield f"archives/{(record.date or site.now).year}/"
        for name in {site.author_id(name) for name in record.authors or ()} - {None}:
            people[f"auteurs/{name}/"] += 1
            yield f"auteurs/{name}/atom.xml"
        lists[f"rubriques/{slugify(record.category or site.agency.default_category)}/"] += 1
        lists.update({f"themes/{slug}/" for slug in map(slugify, record.tags)})
    if listed:
        yield "rubriques/"
    if any(article.record.tags for article in listed):
        yield "themes/"
    if site.authors:
        yield "auteurs/"
    guides = [each for each in site.guides.values() if site.state(each) not in left_out]
    if any(site.state(each) != "hidden" for each in guides):
        yield "guides/"
    for guide in guides:
        yield from companions(guide)
    for address in lists:
        yield address
        if address != "articles/":
            yield f"{address}atom.xml"
    archived = archive_count(sum(not each.record.noindex for each in listed), FEED_SIZE)
    yield from (f"flux/archives/{number}.xml" for number in range(1, archived + 1))
    for address, count in (*lists.items(), *people.items()):
        yield from (f"{address}page/{number}/" for number in full_pages(count, PAGE_SIZE))
    for kind in site.kinds:
        states = map(site.state, site.of(kind).values()) if kind.has_list else ()
        if any(state not in (*left_out, "hidden") for state in states):
            yield f"{kind.folder}/"
    if site.clients:
        yield "clients/"
    for client in site.clients.values():
        if client.record.relay and client.record.relay.kind == "feed":
            yield from companions(client)
    workshops = [each for each in site.workshops.values() if site.state(each) not in left_out]
    offered = [each for each in workshops if site.state(each) != "hidden"]
    if offered:
        yield from ("ateliers/", "ateliers.ics")
    for workshop in workshops:
        yield from companions(workshop)
    for workshop in offered:
        for address in _facets(site, workshop):
            yield from (address, f"{address.rstrip('/')}.ics")


def leads_somewhere(site: Content, address: str) -> bool:
    """Whether readers find something at a path of the site (`/cgv/`, `/images/cgv.pdf#2`): a page, a list, a file."""
    bare = address.split("#")[0].lstrip("/").removesuffix("index.html")
    folder = f"{bare.rstrip('/')}/"
    text = site.by_address.get(folder)
    if text is not None and site.state(text) in ("published", "hidden"):
        return True
    known = site.once("addresses in production", partial(site_addresses, site, drafts=False))
    return bare in known or folder in known or bare in site.root_files or site.stored_path(bare) in site.files


def companions(document: Document[Record]) -> Iterable[str]:
    """What a text may have besides its page: the calendars, programme and sessions of a workshop, a client's feeds."""
    return document.kind.companions(document.kind.address(document.id).rstrip("/"), document.record)


def _facets(site: Content, workshop: Document[Workshop]) -> Iterator[str]:
    record = workshop.record
    if record.theme:
        yield f"ateliers/par/theme/{slugify(record.theme)}/"
    yield from (f"ateliers/par/mode/{mode}/" for mode in MODES[record.mode])
    yield from (f"ateliers/par/lieu/{session.place}/" for session in record.sessions if session.place in site.places)
