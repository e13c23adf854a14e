"""Which of our articles each client shows, from the content and the ledger on the disk: builds never touch the network.

A feed or a card is ours: the article is there from its day on. A kit counts once its page was confirmed. A post is the
client's: it counts when the ledger says that readers have it. Never sent, a draft, withdrawn, or changed by the client
until someone has decided: it does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain

from plugins.common.frozen import frozen
from plugins.model.article import Article
from plugins.model.content import Content, Document, public_address
from plugins.quotes.client_articles import former_ids
from plugins.relays import cards, confirmed, feeds
from plugins.relays.entry import Entry
from plugins.relays.ledger import Ledger, LedgerFault

OURS = (feeds.KIND, cards.KIND)  # pages of our own site: no account, no ledger of posts


def placements(site: Content) -> dict[str, list[str]]:
    """The ids of the listed articles that each client shows, by client, each once, in the order of articles."""
    faults: list[LedgerFault] = []  # the checks tell of them
    of_client = _by_client(Ledger.of(site, faults=faults), Ledger.of(site, confirmed.FOLDER, faults))
    found: dict[str, dict[str, None]] = {}
    for document, client, kind, _ in orders(site):
        if kind in OURS or any(_shown(entry, document, client) for entry in of_client.get(client, ())):
            found.setdefault(client, {})[document.id] = None
    return {client: list(ids) for client, ids in found.items()}


def _by_client(*ledgers: Ledger) -> dict[str, list[Entry]]:
    """The entries of each client: a relay is not looked for among those of all others."""
    found: dict[str, list[Entry]] = {}
    for entry in chain(*ledgers):
        found.setdefault(entry.client, []).append(entry)
    return found


@frozen
class HostedCopy:
    """An article given without an account. `kind` is « feed », « card », « kit » (its page was read) or « declared »
    (a kit, on someone's word); `day` is the first on which it was there."""

    client: str
    kind: str
    title: str
    link: str
    day: date


def hosted_copies(site: Content) -> Iterator[HostedCopy]:
    """What clients have of us without an account; an item of a feed keeps the link and the day that were frozen."""
    frozen, kits = Ledger.of(site, feeds.FOLDER), Ledger.of(site, confirmed.FOLDER)
    for document, client, kind, day in orders(site):
        if kind == confirmed.KIND:
            yield from _confirmed(kits, document, client)
        if kind not in OURS:
            continue
        link = public_address(site, document)
        entry = next((each for each in frozen if _is_of(each, document, client)), None) if kind == feeds.KIND else None
        if entry:
            link = entry.remote.get("url", link)
            day = date.fromisoformat(entry.first[:10]) if entry.first else day
        yield HostedCopy(client, kind, document.record.title, link, day)


def _confirmed(kits: Ledger, document: Document[Article], client: str) -> Iterator[HostedCopy]:
    for entry in kits:
        if _shown(entry, document, client):
            kind = "kit" if confirmed.how(entry) == confirmed.PROVED else "declared"
            day = date.fromisoformat(entry.first[:10])
            yield HostedCopy(client, kind, document.record.title, entry.remote.get("url", ""), day)


def unconfirmed(site: Content, client: str) -> list[str]:
    """The titles of the articles that a client was given as a kit, and whose page nobody has confirmed."""
    kits = Ledger.of(site, confirmed.FOLDER)
    given = (document for document, name, kind, _ in orders(site) if (name, kind) == (client, confirmed.KIND))
    return [each.record.title for each in given if not any(_shown(entry, each, client) for entry in kits)]


def no_more_in_feed(site: Content, client: str) -> Iterator[Entry]:
    """The frozen items of a client that its feed has no more."""
    there = [document for document, name, kind, _ in orders(site) if (name, kind) == (client, feeds.KIND)]
    for entry in Ledger.of(site, feeds.FOLDER):
        if entry.client == client and not any(_is_of(entry, document, client) for document in there):
            yield entry


def orders(site: Content) -> Iterator[tuple[Document[Article], str, str, date]]:
    """Each relay that a listed article asks for, its day come: the article, the client, the kind of relay, that day."""
    for document in site.articles.values():
        if site.state(document) != "published":
            continue
        for order in document.record.relay:
            client = site.resolve("client", order.client)
            relay = site.clients[client].record.relay if client else None
            appeared = (document.record.date or site.now).date()
            day = max(appeared, order.date or appeared)
            if client and relay and day <= site.now.date():
                yield document, client, relay.kind, day


def _shown(entry: Entry, document: Document[Article], client: str) -> bool:
    """Whether an entry says that the client's readers have the article."""
    public = entry.state == "published" and entry.remote.get("status") == "published"
    return public and _is_of(entry, document, client)


def _is_of(entry: Entry, document: Document[Article], client: str) -> bool:
    """Whether an entry is that of an article, under its id of today or a former one."""
    if entry.client != client:
        return False
    return entry.article in (document.id, *former_ids(document)) or entry.source == document.relative
