"""The relays that the content asks for: for each article and client, the post that we want on that client's blog."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Literal

from plugins.common.frozen import frozen
from plugins.french.quoting import is_french
from plugins.model.agency import DEFAULT_URL
from plugins.model.article import Article
from plugins.model.client import RelayTarget
from plugins.model.content import Content, Document, public_address
from plugins.quotes.client_articles import former_ids
from plugins.relays.invitations import invitation
from plugins.targets.errors import RelayError
from plugins.targets.target import Picture, Post
from plugins.typography.options import Options as Typography
from plugins.typography.rules import typeset_html

RASTER = frozenset((".png", ".jpg", ".jpeg", ".gif", ".webp"))


@frozen
class DesiredPost:
    """One relay that an article asks for.

    `reference` is the canonical address that the article's page declares, its own unless its header says otherwise.
    `aliases` are the ids that the article had before; `tracking` is what the client's file says today: the ledger
    keeps the one of the first publication, since statistics and readers of feeds tell posts apart by their link.
    """

    article: str
    client: str
    source: str
    aliases: tuple[str, ...]
    due: date | None
    published: date
    address: str
    reference: str
    tracking: str
    title: str
    excerpt: str
    invitation: str
    status: Literal["draft", "published"]
    rel: str | None = None
    category: str | None = None
    canonical: str | None = None
    robots: str | None = None
    picture: Picture | None = None
    language: str = "fr"

    def post(self, key: str, tracking: str) -> Post:
        """What to write on the blog."""
        return Post(
            key=key,
            title=self.title,
            excerpt=self.excerpt,
            link=f"{self.address}?{tracking}" if tracking else self.address,
            invitation=self.invitation,
            slug=self.article,
            status=self.status,
            rel=self.rel,
            category=self.category,
            canonical=self.canonical,
            robots=self.robots,
            picture=self.picture,
            language=self.language,
        )


def relay_key(uid: str, client: str) -> str:
    """The mark that our posts carry: it says (article, client) and survives every change of title, slug and address."""
    return "cx-" + hashlib.blake2b(f"{uid}@{client}".encode(), digest_size=8).hexdigest()


def desired_posts(site: Content, kinds: set[str], typography: Typography) -> Iterator[DesiredPost]:
    """The relays of a content, by article then client; `kinds` are those that posts are sent to.

    `site` is typeset (`plugins.site.typesetting`): what a relay sends is what the page shows. A text in another
    language keeps its own typography. An article that readers do not have yet gives nothing.
    """
    for document in site.articles.values():
        if site.state(document) not in ("published", "hidden"):
            continue
        for order in document.record.relay:
            client = site.resolve("client", order.client)
            relay = site.clients[client].record.relay if client else None
            if client is None or relay is None or relay.kind not in kinds:
                continue
            if str(site.agency.url) == DEFAULT_URL:
                raise RelayError("content/agence.yaml sans « url » : le lien « Lire la suite » ne mènerait nulle part")
            from plugins.relays.excerpts import relay_excerpt  # here: a site without relays needs no tree of a page

            address = public_address(site, document)
            language = document.record.lang or "fr"
            given = relay_excerpt(site, document, relay.max_words)
            title = document.record.title
            yield DesiredPost(
                article=document.id,
                client=client,
                source=document.relative,
                aliases=tuple(former_ids(document)),
                due=order.date,
                published=(document.record.date or site.now).date(),
                address=address,
                reference=document.record.canonical or address,
                tracking=tracking_of(relay, client),
                title=title,
                excerpt=typeset_html(given, typography) if is_french(language) else given,
                invitation=invitation(title, site.agency.name, document.record.lang),
                status=relay.status,
                rel=relay.rel,
                category=relay.category,
                canonical=address if relay.canonical else None,
                robots=relay.robots,
                picture=_picture(site, document),
                language=language,
            )


def tracking_of(relay: RelayTarget, client: str) -> str:
    """What tells the clicks of a client. What we host ourselves says it without being asked."""
    own = f"utm_source={client}&utm_medium=relais" if relay.kind in ("feed", "card", "kit") else ""
    return (relay.utm or own).lstrip("?&")


def _picture(site: Content, document: Document[Article]) -> Picture | None:
    record = document.record
    name = site.resolve("image", record.image) or "" if record.image else ""
    path = site.for_readers(name)
    if path is None or path.suffix.lower() not in RASTER:
        return None  # a drawing (SVG) is refused by WordPress with an error 500
    return Picture(path, record.image_alt or "", site.files[name])
