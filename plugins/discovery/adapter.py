"""Discovery inside Pelican: signatures, what the home page and the lists hold, feeds, site map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar
from urllib.parse import urlsplit

from feedgenerator import Rss201rev2Feed
from markupsafe import Markup
from pelican import signals
from pelican.contents import Content
from pelican.generators import Generator

from plugins.common.dates import date_fr, datetime_fr
from plugins.common.money import euros
from plugins.common.outputs import Source
from plugins.common.texts import quoted, slugify
from plugins.discovery.jsonld import article_node, graph, profile_node
from plugins.discovery.series import series_block, series_of
from plugins.discovery.settings import DEFAULTS
from plugins.discovery.share import share_links
from plugins.discovery.sitemap import Entry, robots, sitemap
from plugins.model.adapter import EntriesGenerator, fill_settings


def connect() -> None:
    signals.initialized.connect(set_defaults)
    signals.get_generators.connect(people_generator)
    signals.get_generators.connect(files_generator)
    signals.all_generators_finalized.connect(complete)
    signals.feed_generated.connect(settle_feed)


def set_defaults(pelican: Any) -> None:
    origin, site = pelican.settings["SITEURL"], pelican.settings["TRIBUNE_SITE"]
    filters = {
        "date_fr": date_fr,
        "datetime_fr": datetime_fr,
        "isodate": lambda day: day.strftime("%Y-%m-%d"),
        "isodatetime": lambda moment: moment.isoformat(timespec="seconds"),
        "quoted": quoted,
        "plural": lambda count, one, many: many if count >= 2 else one,
        "number": lambda value: f"{value:,}".replace(",", "\u202f"),
        "euros": euros,
        "slug": slugify,
        "capitalized": lambda text: text[:1].upper() + text[1:],
        "address": lambda path: path.removesuffix("index.html"),
    }
    names = {
        "ORIGIN": origin,
        "BASE_PATH": urlsplit(origin).path,
        "PREVIEW": not pelican.settings["TRIBUNE_PRODUCTION"],
        "agency": site.agency,
        "structured_data": partial(structured_data, site.agency, origin),
        "now": site.now,
    }
    fill_settings(pelican, DEFAULTS, JINJA_FILTERS=filters, JINJA_GLOBALS=names)


def structured_data(
    agency: Any, origin: str, here: str, nodes: Sequence[dict[str, Any]] = (), trail: Sequence[tuple[str, str]] = ()
) -> Markup:
    """The element that carries what machines read of a page: the template gives the nodes that plugins left."""
    return Markup(f'<script type="application/ld+json">{graph(agency, origin, nodes, trail, here)}</script>')


class Person(Content):
    """The page of a signature."""

    mandatory_properties = ("name",)
    default_template = "author"

    @property
    def bio(self) -> Markup:
        """The biography, its links resolved for the page that shows it."""
        return Markup(self.content)


class PeopleGenerator(EntriesGenerator):
    """Reads `auteurs/` and writes a page each, with or without articles."""

    folder: ClassVar[str] = "auteurs"
    content_class: ClassVar[type[Content]] = Person
    context_name: ClassVar[str] = "people"

    def generate_output(self, writer: Any) -> None:
        for person in self.entries:
            workshops = [each for each in self.context["workshops"] if person.slug in each.trainer_ids]
            self.write(writer, person, "author", "person", articles=person.articles, workshops=workshops)


class FilesGenerator(Generator):
    """Writes sitemap.xml, robots.txt and favicon.ico, last of all."""

    def generate_output(self, writer: Any) -> None:
        origin, outputs = self.settings["SITEURL"], self.settings["TRIBUNE_OUTPUTS"]
        agency = Source(f"{self.settings['TRIBUNE_SITE'].shown}/agence.yaml")
        outputs.write("sitemap.xml", sitemap(site_map_entries(self.context, origin)), agency)
        outputs.write("robots.txt", robots(origin), agency)
        icon = Path(self.theme, "static", "favicon.ico")
        if icon.exists():
            outputs.copy("favicon.ico", icon, Source("theme/static/favicon.ico"))


def people_generator(pelican: Any) -> type[EntriesGenerator]:
    return PeopleGenerator


def files_generator(pelican: Any) -> type[Generator]:
    return FilesGenerator


def complete(generators: list[Any]) -> None:
    """Leaves on each article its people, series and share links; in the context what home, lists and menus show."""
    context, settings = generators[0].context, generators[0].settings
    origin = settings["SITEURL"]
    listed = [*context["articles"], *context["hidden_articles"]]
    people = {person.slug: person for person in context["people"]}
    for person in context["people"]:
        record = person.record
        person.role, person.active, person.links = record.role, record.active, record.links
        person.articles = []
        person.jsonld = [profile_node(person, origin)]
    by_name = series_of(context["articles"])
    for article in listed:
        article.people = [people[name] for name in article.author_ids]
        article.updated_by = people.get(article.updated_by_id)
        article.canonical = article.canonical_url or f"{origin}/{article.url}"
        article.share = share_links(article.title, f"{origin}/{article.url}")
        article.series = series_block(article, by_name)
        article.source = article.record.source
        article.toc_items = [_toc_item(item) for item in article.toc_items]
        article.jsonld = [article_node(article, origin)]
        if article.status == "published":
            for person in article.people:
                person.articles.append(article)
    for workshop in (*context["workshops"], *context["hidden_workshops"]):
        workshop.people = [people[name] for name in workshop.trainer_ids]
    articles = context["articles"]
    context["lead"] = articles[0] if articles else None
    context["latest"] = articles[1 : 1 + settings["LATEST_ON_HOME"]]
    context["recent"] = articles[: settings["LATEST_ON_404"]]
    context["years"] = [
        SimpleNamespace(year=year, url=f"archives/{year}/", articles=list(group))
        for year, group in groupby(articles, key=lambda article: article.date.year)
    ]
    # The legal notice is one click from every page (loi nº 2004-575), whatever its menu says.
    legal = [page for page in context["pages"] if page.menu is None and page.template == "mentions-legales"]
    placed = [page for page in context["pages"] if page.menu is not None]
    context["menu_pages"] = [*sorted(placed, key=lambda page: (page.menu, page.slug)), *legal]
    context["site_sections"] = SimpleNamespace(
        articles=bool(articles),
        workshops=bool(context["workshops"]),
        guides=bool(context["guides"]),
        clients=bool(context["clients"]),
    )


def _toc_item(item: dict[str, Any]) -> SimpleNamespace:
    return SimpleNamespace(
        id=item["id"], title=item["title"], children=[_toc_item(child) for child in item["children"]]
    )


def settle_feed(context: dict[str, Any], feed: Any) -> None:
    """Makes Pelican's feeds valid.

    Each has an id of its own (RFC 4287 § 4.2.6: Pelican gives all the site's address), and an RSS guid that is no
    link says so (RSS 2.0, « guid »: `isPermaLink` is true unless it is said).
    """
    feed.feed["id"] = feed.feed["feed_url"]
    feed.feed["language"] = "fr"
    # Pelican cleans titles with striptags(), which turns no-break spaces into plain ones.
    articles = {f"{context['SITEURL']}/{article.url}": article for article in context["articles"]}
    feed.feed["title"] = context["SITENAME"]
    for item in feed.items:
        article = articles.get(item["link"])
        if article is not None:
            item["title"] = article.title
            item["other_authors"] = [author.name for author in article.authors[1:]]
    name_every_author(feed)
    if isinstance(feed, Rss201rev2Feed):
        for item in feed.items:
            item["unique_id_is_permalink"] = False


def name_every_author(feed: Any) -> None:
    """Makes a feed name each author of an item: the engine's feeds write the first, `other_authors` come after it.

    One `author` each in Atom (RFC 4287 § 4.2.1), one `dc:creator` each in RSS (RSS Advisory Board, « Dublin Core »).
    """
    write = feed.add_item_elements
    rss = isinstance(feed, Rss201rev2Feed)

    def write_item(handler: Any, item: dict[str, Any]) -> None:
        write(handler, item)
        for name in item.get("other_authors", ()):
            if rss:
                handler.addQuickElement("dc:creator", name, {"xmlns:dc": "http://purl.org/dc/elements/1.1/"})
            else:
                handler.startElement("author", {})
                handler.addQuickElement("name", name)
                handler.endElement("author")

    feed.add_item_elements = write_item


def site_map_entries(context: dict[str, Any], origin: str) -> Iterator[Entry]:
    """Every page that engines may index: no tag list, no page 2, nothing that says noindex."""

    def entry(content: Any) -> Entry:
        moment = getattr(content, "updated", None) or getattr(content, "date", None)
        return Entry(f"{origin}/{content.url}", moment)

    yield Entry(f"{origin}/")
    for article in context["articles"]:
        if not article.noindex and article.canonical_url is None and article.banner is None:
            yield entry(article)
    for name in ("pages", "workshops", "guides", "clients", "people"):
        for content in context[name]:
            if content.banner is None:
                yield entry(content)
    for workshop in context["workshops"]:
        if workshop.banner is None:
            for session in workshop.upcoming:
                yield Entry(f"{origin}/{session.url}", workshop.updated)
    for facet in context["workshop_facets"]:
        if facet.sessions:
            yield Entry(f"{origin}/{facet.url}")
    sections = context["site_sections"]
    if sections.articles:
        yield Entry(f"{origin}/articles/")
        yield Entry(f"{origin}/archives/")
    if sections.workshops:
        yield Entry(f"{origin}/ateliers/")
    if sections.clients:
        yield Entry(f"{origin}/clients/")
    for category, _ in context["categories"]:
        yield Entry(f"{origin}/{category.url}")
