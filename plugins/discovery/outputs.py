"""What machines read: structured data in pages, the site's feeds, its site map, robots.txt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from markupsafe import Markup

from plugins.common.outputs import Source
from plugins.discovery.collectors import at_the_root, reservation, robots
from plugins.discovery.entries import FORMS, LABELS, MEDIA_TYPES, Form, channels, list_feeds
from plugins.discovery.feeds import atom, json_feed, rss
from plugins.discovery.jsonld import article_node, graph, profile_node
from plugins.discovery.sitemap import Entry, sitemap
from plugins.model.addresses import RESERVATION
from plugins.site.assemble import Site
from plugins.site.outputs import Output, Render
from plugins.site.slots import Feed, Slots
from plugins.site.views import ArticlePage, Facts, Node, PersonPage, View

MAKERS: dict[Form, Callable[..., str]] = {"atom": atom, "rss": rss, "json": json_feed}


def slots(site: Site, render: Render) -> Slots:
    """The feeds that pages announce."""
    feeds = tuple(Feed(LABELS[form], url, MEDIA_TYPES[form]) for form, url in FORMS.items())
    return Slots(feeds=feeds, list_feeds=list_feeds(site))


def head(facts: Facts, view: View, address: str) -> Markup:
    """The element that carries the `@graph` of a page: who publishes, the page's own nodes, the way down to it."""
    here = f"{facts.origin}/{address}"
    text = graph(facts, nodes_of(view, facts.origin), view.trail, here)
    return Markup(f'<script type="application/ld+json">{text}</script>')


def nodes_of(view: View, origin: str) -> Sequence[Node]:
    """The nodes of a page: its own, or those of an article and of a signature."""
    if isinstance(view, ArticlePage):
        return [article_node(view, origin)]
    if isinstance(view, PersonPage) and not view.articles_page.number:
        return [profile_node(view.person, origin)]
    return view.nodes


def outputs(site: Site, slots: Slots, before: Sequence[Output], render: Render) -> Iterator[Output]:
    """Feeds, site map and robots.txt."""
    agency = Source(f"{site.content.shown}/agence.yaml")
    for name, form, channel in channels(site, slots):
        yield Output(name, agency, make=MAKERS[form], of=(channel,))
    entries = [Entry(f"{site.origin}/{each.url}", each.modified) for each in before if each.indexed]
    yield Output("sitemap.xml", agency, data=sitemap(entries))
    told = site.content.agency
    yield Output("robots.txt", agency, data=robots(told, site.origin))
    if at_the_root(site.origin) and (text := reservation(told, site.origin)):
        yield Output(RESERVATION, agency, data=text)
