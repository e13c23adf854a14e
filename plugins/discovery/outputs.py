"""What machines read: structured data in pages, the site's feeds, its site map, robots.txt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from markupsafe import Markup

from plugins.common.outputs import Source
from plugins.common.texts import slugify
from plugins.discovery.collectors import at_the_root, reservation, robots
from plugins.discovery.entries import FORMS, LABELS, MEDIA_TYPES, Form, channels, list_feeds
from plugins.discovery.feeds import atom, json_feed, rss
from plugins.discovery.jsonld import article_node, graph, profile_node
from plugins.discovery.sitemap import Entry, sitemap
from plugins.model.addresses import RESERVATION
from plugins.site import indexing
from plugins.site.assemble import Site
from plugins.site.outputs import Output, Render, page
from plugins.site.slots import Feed, Slots
from plugins.site.values import Link
from plugins.site.views import ArticlePage, Facts, Node, PersonPage, SiteMapPage, SiteMapPart, View

SITE_MAP = "plan-du-site/"
# The parts of the plan, in their order: the first folder of an address, and what its pages are.
PARTS = {
    "": "Le site",
    "ateliers": "Ateliers",
    "guides": "Guides",
    "articles": "Articles",
    "rubriques": "Rubriques",
    "themes": "Thèmes",
    "archives": "Archives",
    "clients": "Clients",
    "auteurs": "Signatures",
}

NAMED = ("rubriques", "themes", "clients", "auteurs")  # parts whose pages have no order of their own

MAKERS: dict[Form, Callable[..., str]] = {"atom": atom, "rss": rss, "json": json_feed}


def slots(site: Site, render: Render) -> Slots:
    """The feeds that pages announce, and the plan of the site."""
    feeds = tuple(Feed(LABELS[form], url, MEDIA_TYPES[form]) for form, url in FORMS.items())
    return Slots(feeds=feeds, list_feeds=list_feeds(site), site_plan=SITE_MAP)


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


def parts_of(outputs: Sequence[Output], *besides: Link) -> Iterator[SiteMapPart]:
    """The pages that the site map names, by part of the site: in each, the shallowest first, then in their order, which
    is that of names in some. Those `besides` them end the first part.

    A page of the root, or of a kind that a feature brings, is in the first part. Of pages that have one name, each says
    what it is below, or which part it is in.
    """
    found: dict[str, list[Link]] = {name: [] for name in PARTS}
    shown = [(each.url, each.view.trail) for each in outputs if each.indexed and isinstance(each.view, View)]
    named = Counter(trail[-1].name for _, trail in shown if trail)
    for url, trail in shown:
        folder = url.partition("/")[0]
        name = trail[-1].name if trail else "Accueil"
        if named[name] > 1 and len(trail) > 1:
            above = PARTS[folder] if folder in ("rubriques", "themes") else trail[-2].name
            name = f"{above}\u00a0: {name}"
        found[folder if folder in PARTS else ""].append(Link(name, url))
    for folder, links in found.items():
        if not folder:
            links += besides
        if links:
            order = _by_name if folder in NAMED else _by_depth
            yield SiteMapPart(PARTS[folder], tuple(sorted(links, key=order)))


def _by_depth(link: Link) -> int:
    return link.url.count("/")


def _by_name(link: Link) -> tuple[int, str]:
    """In the order of French, where accents and capitals do not count."""
    return link.url.count("/"), slugify(link.name)


def outputs(site: Site, slots: Slots, before: Sequence[Output], render: Render) -> Iterator[Output]:
    """Feeds, site map and robots.txt."""
    agency = Source(f"{site.content.shown}/agence.yaml")
    search = (Link("Recherche", slots.search),) if slots.search else ()  # no answer to a question: it is not in the map
    view = SiteMapPage(trail=(Link("Plan du site", SITE_MAP),), parts=tuple(parts_of(before, *search)))
    yield page(SITE_MAP, Source(f"theme/templates/{view.TEMPLATE}.html"), view, view.TEMPLATE, indexing.APART)
    for name, form, channel in channels(site, slots):
        yield Output(name, agency, make=MAKERS[form], of=(channel,))
    entries = [Entry(f"{site.origin}/{each.url}", each.modified) for each in before if each.indexed]
    yield Output("sitemap.xml", agency, data=sitemap(entries))
    told = site.content.agency
    yield Output("robots.txt", agency, data=robots(told, site.origin))
    if at_the_root(site.origin) and (text := reservation(told, site.origin)):
        yield Output(RESERVATION, agency, data=text)
