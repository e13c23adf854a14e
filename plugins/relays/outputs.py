"""The files of relays on our own site: pages of clients, cards, feeds; the attribution of what was written for them."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from markupsafe import Markup

from plugins.common.outputs import Source
from plugins.model.article import ARTICLE
from plugins.model.article import Article as ArticleRecord
from plugins.model.client import CLIENT
from plugins.model.client import Client as ClientRecord
from plugins.model.content import Document, site_path
from plugins.quotes.captures import CaptureError, capture_of
from plugins.quotes.quote_markers import attribute_passage
from plugins.relays.cards import KIND as CARD
from plugins.relays.cards import card_address, card_tracking, former_slugs, oembed
from plugins.relays.confirmed import KIND as KIT
from plugins.relays.desired_posts import DesiredPost, tracking_of
from plugins.relays.feeds import FILES, Illustration, client_feed, feed_item, feed_relays
from plugins.relays.feeds import FOLDER as FEED_FOLDER
from plugins.relays.feeds import KIND as FEED
from plugins.relays.ledger import Ledger
from plugins.relays.placements import orders, placements
from plugins.relays.views import CardPage, Client, ClientPage, ClientsPage, QuotedPassage
from plugins.site import indexing
from plugins.site.assemble import Site
from plugins.site.outputs import Output, Render, list_pages, page
from plugins.site.slots import Feed, Original, Slots, WrittenFor
from plugins.site.values import Article, ArticleCard, Html, Link
from plugins.targets.errors import RelayError

HOME = Link("Clients", "clients/")


def slots(site: Site, render: Render) -> Slots:
    """For whom articles were written, their bodies with the quotation attributed, the addresses of their cards."""
    written_for: dict[str, WrittenFor] = {}
    contents: dict[str, Html] = {}
    for article in (*site.articles, *site.unlisted_articles):
        found = _written_for(site, site.content.articles[article.id])
        if found is None:
            continue
        written_for[article.id] = found
        block = partial(_block, render, article.title, found)
        contents[article.id] = Html.of(attribute_passage(str(article.content), block))
    return Slots(
        written_for=written_for,
        contents=contents,
        oembed_urls={article.id: f"{site.origin}/oembed/{article.id}.json" for article in site.articles},
        sections=(HOME,) if site.shown(CLIENT) else (),
    )


def _block(render: Render, title: str, written_for: WrittenFor, quote: str) -> str:
    view = QuotedPassage(quote=Markup(quote), title=title, written_for=written_for)
    return render(QuotedPassage.TEMPLATE, view)


def outputs(site: Site, slots: Slots, before: Sequence[Output], render: Render) -> Iterator[Output]:
    """Pages of clients and their list, cards, feeds."""
    clients = clients_of(site)
    for client in clients:
        yield from list_pages(
            client.url,
            site.place(CLIENT, client.id),
            client.articles,
            partial(
                ClientPage,
                trail=(HOME, Link(client.name, client.url)),
                client=client,
                shared=site.first_picture(CLIENT, client.id),
                own_feeds=tuple(
                    Feed(f"extraits pour {client.name}", feed.url, f"application/{feed.name}+xml")
                    for feed in client.feeds
                ),
            ),
            site,
            indexing.PRESENTED if client.content else indexing.NAMED,
            others=[each.url for each in client.relayed],
        )
    if clients:
        view = ClientsPage(trail=(HOME,), clients=clients)
        source, holds = Source("theme/templates/clients.html"), [each.url for each in clients]
        yield page("clients/", source, view, view.TEMPLATE, indexing.LIST, holds=holds)
    trackings = _card_trackings(site)
    for article in site.articles:
        yield from _card(site, article, card_tracking(trackings.get(article.id, ())))
    yield from _feeds(site, clients)
    if not site.options.production:
        yield from _kits(site)


def clients_of(site: Site) -> tuple[Client, ...]:
    """The clients, by file name."""
    shown = {client: frozenset(ids) for client, ids in placements(site.content).items()}
    written: dict[str, list[ArticleCard]] = {}
    relayed: dict[str, list[ArticleCard]] = {}
    for article in site.articles:  # once for all clients
        card, name = site.cards[article.id], site.content.articles[article.id].record.client
        if name and (client := site.content.resolve("client", name)):
            written.setdefault(client, []).append(card)
        for client, ids in shown.items():
            if article.id in ids:
                relayed.setdefault(client, []).append(card)
    return tuple(_client(site, each, written.get(each.id, ()), relayed.get(each.id, ())) for each in site.shown(CLIENT))


def _client(
    site: Site, document: Document[ClientRecord], written: Sequence[ArticleCard], relayed: Sequence[ArticleCard]
) -> Client:
    record, url = document.record, site_path(document)
    forms = FILES if record.relay and record.relay.kind == FEED else {}
    return Client(
        id=document.id,
        url=url,
        name=record.name,
        site=record.url,
        blog_url=record.blog_url,
        blog_name=record.blog,
        logo=site.picture(record.logo, record.logo_alt),
        content=site.text(document).content,
        articles=tuple(written),
        relayed=tuple(relayed),
        feeds=tuple(Link(form, f"{url}{name}") for form, name in forms.items()),
    )


def _written_for(site: Site, document: Document[ArticleRecord]) -> WrittenFor | None:
    record = document.record
    name = site.content.resolve("client", record.client) if record.client else None
    if name is None or not record.original_url:  # a check tells of a missing address
        return None
    client = site.content.clients[name]
    return WrittenFor(
        name=client.record.name,
        url=site_path(client),
        site=client.record.url,
        on_blog=f"sur {client.record.blog}",
        original=Original(record.original_url, record.original_title, record.original_date, is_gone(site, document)),
    )


def is_gone(site: Site, document: Document[ArticleRecord]) -> bool:
    """Whether the capture of an article says that its original is no more; a check tells of a capture at fault."""
    try:
        capture = capture_of(site.content, document)
    except CaptureError:
        return False
    return capture is not None and capture.gone


def _card_trackings(site: Site) -> dict[str, list[str]]:
    """What the links of each article's card would say for each client that takes it as a card."""
    found: dict[str, list[str]] = {}
    for document, client, kind, _ in orders(site.content):
        relay = site.content.clients[client].record.relay
        if relay and kind == CARD:
            found.setdefault(document.id, []).append(tracking_of(relay, client))
    return found


def _card(site: Site, article: Article, tracking: str) -> Iterator[Output]:
    source = site.place(ARTICLE, article.id)
    answer_of = (site.cards[article.id], site.origin, site.content.agency.name, tracking)
    link = f"{site.origin}/{article.url}{f'?{tracking}' if tracking else ''}"
    # Where readers pasted a card, its address stays that of the article then.
    for name in (article.id, *former_slugs(site.content.articles[article.id].record.redirect_from)):
        view = CardPage(article=site.cards[article.id], link=link, robots=indexing.standing(indexing.APART).robots)
        yield page(card_address("", name)[1:], source, view, view.TEMPLATE, indexing.APART)
        yield Output(f"oembed/{name}.json", source, make=oembed, of=answer_of)


def _feeds(site: Site, clients: Sequence[Client]) -> Iterator[Output]:
    """The feeds of each client who takes our excerpts that way, RSS and Atom."""
    content, agency = site.content, site.content.agency.name
    # The checks tell of a file at fault, which stops what goes online: its item would have another id.
    ledger = Ledger.of(content, FEED_FOLDER, faults=[])
    articles = {article.id: article for article in site.articles}
    wanted = _given(lambda: feed_relays(content, site.options.typography))
    of_client: dict[str, list[DesiredPost]] = {}
    for relay in wanted:
        if relay.article not in articles:
            continue
        of_client.setdefault(relay.client, []).append(relay)
    for client in clients:
        items = []
        for relay in of_client.get(client.id, ()) if client.feeds else ():
            article = articles[relay.article]
            author = ", ".join(person.name for person in article.people) or agency
            updated = article.updated or article.date
            picture = _illustration(site, article, relay)
            items.append(feed_item(relay, ledger, content.articles, author, article.date, updated, picture))
        for form, name in FILES.items() if client.feeds else ():
            title, path = f"{agency} pour {client.name}", f"{client.url}{name}"
            home, address = f"{site.origin}/{client.url}", f"{site.origin}/{path}"
            feed = client_feed(form, title, home, address, items, content.midnight)
            yield Output(path, content.clients[client.id].source(("relay",)), data=feed)


def _illustration(site: Site, article: Article, relay: DesiredPost) -> Illustration | None:
    """The picture of an item of a feed; a drawing is none, which readers of feeds do not show."""
    hero = article.hero
    if not (hero and relay.picture and hero.width and hero.height):
        return None
    kind = mimetypes.guess_type(hero.src)[0] or ""
    size = relay.picture.path.stat().st_size
    return Illustration(f"{site.origin}/{hero.src}", size, kind, hero.width, hero.height, hero.alt)


def _kits(site: Site) -> Iterator[Output]:
    """The pages of kits, for those who build the site: no reader is to meet them."""
    relays = (document.record.relay for document in site.content.clients.values())
    if not any(relay and relay.kind == KIT for relay in relays):
        return
    from plugins.relays.kits import kit_page, kit_picture, kit_relays  # here: most sites have none, and no tree of HTML

    for relay in _given(lambda: kit_relays(site.content, site.options.typography)):
        folder, source = f"relais/{relay.article}-{relay.client}/", site.place(ARTICLE, relay.article, ("relay",))
        picture = relay.picture
        if picture:
            of = (str(picture.path), picture.name)
            yield Output(f"{folder}{relay.article}.jpg", source, make=kit_picture, of=of)
        view = kit_page(
            relay,
            site.content.clients[relay.client].record.name,
            picture=f"{relay.article}.jpg" if picture else "",
            commands=(
                f"./inv relay.kit {relay.article} {relay.client}",
                f"./inv relay.confirm {relay.article} {relay.client} https://…",
            ),
        )
        yield page(folder, source, view, view.TEMPLATE, indexing.APART)


def _given(make: Callable[[], list[DesiredPost]]) -> list[DesiredPost]:
    """What clients are given; nothing while the site has no public address, which the checks tell."""
    try:
        return make()
    except RelayError:
        return []
