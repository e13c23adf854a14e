"""Clients inside Pelican: their pages, and the attribution of the articles written for them."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import Any, ClassVar

from markupsafe import Markup
from pelican import signals
from pelican.contents import Content
from pelican.generators import Generator

from plugins.common.elision import de
from plugins.crosspost.captures import CaptureError, capture_of
from plugins.crosspost.cards import former_slugs, oembed
from plugins.crosspost.errors import RelayError
from plugins.crosspost.feeds import FOLDER as FEED_FOLDER
from plugins.crosspost.feeds import KIND as FEED
from plugins.crosspost.feeds import client_feed, feed_item, feed_relays
from plugins.crosspost.jsonld import is_based_on
from plugins.crosspost.ledger import Ledger
from plugins.crosspost.outgoing import Wanted
from plugins.crosspost.passage import attribute_passage, strip_marks
from plugins.crosspost.settings import DEFAULTS
from plugins.crosspost.taken import taken
from plugins.model.adapter import EntriesGenerator, fill_settings


def connect() -> None:
    signals.initialized.connect(set_defaults)
    signals.get_generators.connect(generator)
    signals.get_generators.connect(cards_generator)
    signals.get_generators.connect(feeds_generator)
    signals.all_generators_finalized.connect(complete)


def set_defaults(pelican: Any) -> None:
    fill_settings(pelican, DEFAULTS, JINJA_FILTERS={"de": de, "on_blog": lambda client: f"sur {client.blog_name}"})


def generator(pelican: Any) -> type[EntriesGenerator]:
    return ClientsGenerator


def cards_generator(pelican: Any) -> type[Generator]:
    return CardsGenerator


class Client(Content):
    """A client's page."""

    mandatory_properties = ("name",)
    default_template = "client"


class ClientsGenerator(EntriesGenerator):
    """Reads `clients/`, writes a page each and the list."""

    folder: ClassVar[str] = "clients"
    content_class: ClassVar[type[Content]] = Client
    context_name: ClassVar[str] = "clients"

    def generate_output(self, writer: Any) -> None:
        for client in self.entries:
            self.write(writer, client, "client", "client", articles=client.articles)
        if self.entries:
            save_as = self.settings["CLIENTS_SAVE_AS"]
            writer.write_file(
                save_as,
                self.get_template("clients"),
                self.context,
                relative_urls=self.settings["RELATIVE_URLS"],
                url=save_as.removesuffix("index.html"),
            )


def feeds_generator(pelican: Any) -> type[Generator]:
    return FeedsGenerator


class FeedsGenerator(Generator):
    """Writes the feeds of each client who takes our excerpts that way, RSS and Atom."""

    def generate_output(self, writer: Any) -> None:
        site, origin = self.settings["TRIBUNE_SITE"], self.settings["SITEURL"]
        # The checks tell of a file at fault, which stops what goes online: its item would have another id.
        ledger = Ledger(site.root, FEED_FOLDER, faults=[])
        polish = self.settings.get("TYPESET_HTML", str)
        articles = {article.slug: article for article in self.context["articles"]}
        try:
            wanted = [relay for relay in feed_relays(site, polish) if relay.article in articles]
        except RelayError:  # no public address yet: the checks say so
            wanted = []
        of_client: dict[str, list[Wanted]] = {}
        for relay in wanted:
            of_client.setdefault(relay.client, []).append(relay)
        for client in self.context["clients"]:
            if not client.feeds:
                continue
            items = []
            for relay in of_client.get(client.slug, ()):
                article = articles[relay.article]
                author = ", ".join(person.name for person in article.people) or self.settings["SITENAME"]
                updated = article.updated or article.date
                items.append(feed_item(relay, ledger, site.articles, author, article.date, updated))
            title = f"{self.settings['SITENAME']} pour {client.name}"
            for form, name in client.feeds.items():
                feed = client_feed(form, title, f"{origin}/{client.url}", f"{origin}/{name}", items, site.now)
                self.settings["TRIBUNE_OUTPUTS"].write(name, feed, client.document.source(("relay",)))


class CardsGenerator(Generator):
    """Writes the card of each listed article: its oEmbed answer and the page that the frame shows."""

    def generate_output(self, writer: Any) -> None:
        origin = self.settings["SITEURL"]
        template = self.get_template("card")
        for article in self.context["articles"]:
            answer = oembed(article, origin, self.settings["SITENAME"])
            # Where readers pasted a card, its address stays that of the article then.
            for name in (article.slug, *former_slugs(article.record.redirect_from)):
                writer.write_file(
                    f"oembed/{name}/index.html",
                    template,
                    self.context,
                    relative_urls=self.settings["RELATIVE_URLS"],
                    url=f"oembed/{name}/",
                    article=article,
                )
                self.settings["TRIBUNE_OUTPUTS"].write(f"oembed/{name}.json", answer, article.document.source())


def is_gone(site: Any, document: Any) -> bool:
    """Whether the capture of an article says that its original is no more; a check tells of a capture at fault."""
    try:
        capture = capture_of(site, document)
    except CaptureError:
        return False
    return capture is not None and capture.gone


def _attributed(block: Any, article: Any, quote: str) -> str:
    """The quoted HTML in its block: the template and what it shows."""
    shown: str = block.render(quote=Markup(quote), article=article, client=article.client, original=article.original)
    return shown


def complete(generators: list[Any]) -> None:
    """Leaves `client`, `original`, `based_on`, `card` on articles, `articles` on clients; sets the quotation in its
    block. `card` is the address of the oEmbed answer, empty for an article that is listed nowhere."""
    context = generators[0].context
    site, origin = generators[0].settings["TRIBUNE_SITE"], generators[0].settings["SITEURL"]
    own = next(each for each in generators if isinstance(each, ClientsGenerator))
    clients = {client.slug: client for client in own.entries}
    for client in own.entries:
        client.site, client.blog_url, client.blog_name = (
            client.record.url,
            client.record.blog_url,
            client.record.blog,
        )
        client.articles = []
        client.relayed = []
        relay = client.record.relay
        client.feeds = (
            {"rss": f"{client.url}flux.xml", "atom": f"{client.url}atom.xml"} if relay and relay.kind == FEED else {}
        )
    for name, ids in taken(site).items():
        clients[name].relayed = [article for article in context["articles"] if article.slug in ids]
    block = own.get_template("_extrait")
    for article in (*context["articles"], *context["hidden_articles"]):
        record = article.record
        article.client = clients[site.resolve("client", record.client)] if record.client else None
        article.original, article.based_on = None, {}
        article.card = f"{origin}/oembed/{article.slug}.json" if article.status == "published" else ""
        if article.client is None:
            article._content = strip_marks(article._content)
            continue
        article.original = SimpleNamespace(
            url=record.original_url,
            title=record.original_title,
            date=record.original_date,
            gone=is_gone(site, article.document),
        )
        article.based_on = is_based_on(article)
        article._content = attribute_passage(article._content, partial(_attributed, block, article))
        if article.status == "published":
            article.client.articles.append(article)
