"""Checks on excerpts that change house, from the sources and the captures: no network."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.common.problems import Problem
from plugins.common.texts import plain_text
from plugins.model.article import Article
from plugins.model.body.masking import mask
from plugins.model.content import Content, Document
from plugins.model.excerpt import MORE
from plugins.model.facts import fact
from plugins.model.fields import Record
from plugins.model.kind import Kind
from plugins.quotes.captures import FOLDER, CaptureError, capture_of
from plugins.quotes.client_articles import client_articles, quoted_blocks
from plugins.quotes.match import share
from plugins.quotes.quote_markers import marks
from plugins.quotes.self_references import pointing_words
from plugins.relays.confirmed import FOLDER as KITS
from plugins.relays.feeds import FOLDER as FEEDS
from plugins.relays.feeds import KIND
from plugins.relays.invitations import has_invitation
from plugins.relays.ledger import FOLDER as LEDGER
from plugins.relays.ledger import Ledger, LedgerFault
from plugins.relays.rules import (
    ANNOUNCED,
    EMPTY,
    IDLE_MARK,
    NOTHING_LEAVES,
    POINTING,
    SHARE,
    UNREAD_FEED,
    UNREAD_LEDGER,
    UNTRANSLATED,
)
from plugins.targets.target import kinds

Pointing = tuple[int, int, str]  # line, column, words that mean something else elsewhere


def check_relays(site: Content) -> Iterator[Problem]:
    """Every warning on the excerpts of a content."""
    for document in client_articles(site):
        yield from check_share(site, document)
        for line, column, words in _pointing_in_passage(site, document):
            yield POINTING.at(document.shown, line, column, _message(words, "extrait du blog du client"))
    yield from check_served(site)
    yield from check_marked(site)
    yield from check_ledgers(site)
    for document in site.articles.values():
        if document.record.relay and document.record.status != "skip" and not document.record.client:
            yield from check_outgoing(site, document)
            yield from check_given(site, document)


def check_served(site: Content) -> Iterator[Problem]:
    """Un article demandé chez un client y part : son fichier dit comment."""
    for document in site.articles.values():
        for rank, order in enumerate(document.record.relay):
            client = site.resolve("client", order.client)
            if client and document.record.client and site.resolve("client", document.record.client) == client:
                yield document.problem(
                    ("relay", rank),
                    f"« {client} » a déjà cet article, écrit pour son blog (« client ») : ôtez ce relais",
                    NOTHING_LEAVES,
                )
            if client and site.clients[client].record.relay is None:
                yield document.problem(
                    ("relay", rank),
                    f"rien ne partira chez « {client} » : content/clients/{client}.md sans « relay » ; "
                    f"« kind » au choix {', '.join(sorted({*kinds(), KIND, 'card', 'kit'}))}",
                    NOTHING_LEAVES,
                )


def check_marked(site: Content) -> Iterator[Problem]:
    """Un passage marqué est cité d’un client, ou envoyé chez un autre : sans eux, la marque ne fait rien."""
    for document in site.articles.values():
        if not document.record.client and not document.record.relay and (place := _passage_place(site, document)):
            message = "« <!-- extrait --> » sans effet : ajoutez « client » et « original_url », ou « relay »"
            yield IDLE_MARK.at(document.shown, *place, message)


def check_ledgers(site: Content) -> Iterator[Problem]:
    """Chaque fichier du registre se lit ; sans le sien, un extrait paraîtrait deux fois chez qui suit le flux."""
    for folder, rule in ((LEDGER, UNREAD_LEDGER), (FEEDS, UNREAD_FEED), (KITS, UNREAD_LEDGER)):
        faults: list[LedgerFault] = []
        Ledger(site.root, folder, faults)
        for fault in faults:
            path = fault.path.relative_to(site.root).as_posix()
            yield rule.at(f"{site.shown}/{path}", 1, 1, fault.what.removeprefix(": "))


def check_share(site: Content, document: Document[Article]) -> Iterator[Problem]:
    """La part citée de l’original reste dans ce que le client a accepté."""
    try:
        capture = capture_of(site, document)
    except CaptureError as error:
        yield UNREAD_LEDGER.at(f"{site.shown}/{FOLDER}/{document.id}.json", 1, 1, str(error))
        return
    if capture is None or not capture.blocks:
        return
    client = site.clients[site.resolve("client", document.record.client or "") or ""].record
    part = share(quoted_blocks(document), capture.blocks)
    if part > client.excerpt_max_share:
        yield SHARE.at(
            document.shown,
            *(_passage_place(site, document) or document.body_place(0)),
            f"l’extrait cite {part * 100:.0f} % de l’original, {client.excerpt_max_share * 100:.0f} % au plus avec"
            f" {client.name} : raccourcissez-le",
        )


def check_outgoing(site: Content, document: Document[Article]) -> Iterator[Problem]:
    """Un extrait donné à un client se lit chez lui sans renvoyer à notre blog."""
    for line, column, words in _pointing_outside(site, document):
        yield POINTING.at(document.shown, line, column, _message(words, "extrait donné au client"))


def check_given(site: Content, document: Document[Article]) -> Iterator[Problem]:
    """Un extrait donné à un client a quelque chose à lire."""
    if not _gives_words(site, document):
        yield document.problem(
            ("relay",),
            "l’extrait donné au client serait vide (une liste, un tableau, une image en tête ne donnent rien) : "
            "mettez un passage entre <!-- extrait --> et <!-- /extrait -->, ou écrivez « summary »",
            EMPTY,
        )
    announced = _announcements(site, document)
    relays = [site.clients[client].record.relay for client in _clients(site, document)]
    lengths = [relay.max_words or 0 for relay in relays if relay and relay.kind != "card"]  # a card shows our own page
    for words in dict.fromkeys(announced.get(length, "") for length in lengths):
        if words:
            yield ANNOUNCED.at(
                document.shown,
                *_place_of(document, words),
                f"« {words} » annonce ce que l’extrait donné au client ne contient pas : mettez le passage à donner"
                " entre <!-- extrait --> et <!-- /extrait -->",
            )
    if not has_invitation(document.record.lang):
        yield document.problem(
            ("lang",),
            f"« lire la suite » n’est pas traduit en « {document.record.lang} » : chez le client, le lien vers"
            " l’article sera son titre seul",
            UNTRANSLATED,
        )


def _clients(site: Content, document: Document[Article]) -> list[str]:
    """The clients that an article is given to."""
    found = (site.resolve("client", order.client) for order in document.record.relay)
    return [client for client in found if client]


def _lengths(site: Content, kind: Kind[Record]) -> tuple[int, ...]:
    """The lengths agreed on with clients, in words; 0 for none."""
    relays = (document.record.relay for document in site.clients.values())
    return tuple(sorted({relay.max_words or 0 for relay in relays if relay}))


@fact(kinds=("article",))
def _passage_place(document: Document[Article]) -> tuple[int, int] | None:
    """Where the marked passage of a body begins (line, column); None when it has none."""
    start, end = _marked(document)
    return document.body_place(start) if start < end else None


@fact(kinds=("article",))
def _pointing_in_passage(document: Document[Article]) -> list[Pointing]:
    """The words of the marked passage that mean something else elsewhere."""
    return _pointing(document, *_marked(document))


@fact(kinds=("article",))
def _pointing_outside(document: Document[Article]) -> list[Pointing]:
    """Those of the excerpt that an article gives: its passage, what precedes `more`, its summary, its first words."""
    if not document.record.relay:
        return []
    text, (start, end) = document.header.body, _marked(document)
    if end > start:
        return _pointing(document, start, end)
    more = MORE.search(text)
    if more:
        return _pointing(document, 0, more.start())
    if document.record.summary:
        place = document.place(("summary",))
        return [(*place, words) for words, _ in pointing_words(document.record.summary)]
    # Without marks nor summary the excerpt is the first blocks: as many of the body's words as it holds.
    from plugins.relays.excerpts import AUTOMATIC_WORDS, first_blocks  # here: most texts are given to nobody

    excerpt = plain_text(first_blocks(document.rendered.html, AUTOMATIC_WORDS).html)
    count = sum(1 for _ in pointing_words(excerpt))
    found = list(pointing_words(mask(text)))[:count]
    return [(*document.body_place(offset), words) for words, offset in found]


@fact(kinds=("article",))
def _gives_words(document: Document[Article]) -> bool:
    """Whether the excerpt that an article gives has words; where its links lead changes nothing to it."""
    if not document.record.relay:
        return True
    from plugins.relays.excerpts import given_excerpt  # here: most texts are given to nobody

    return bool(plain_text(given_excerpt(document, None).html))


@fact(of_site=_lengths, kinds=("article",))
def _announcements(document: Document[Article], lengths: tuple[int, ...]) -> dict[int, str]:
    """The words by which an excerpt of each length would announce what it does not hold."""
    if not document.record.relay:
        return {}
    from plugins.relays.excerpts import given_excerpt  # here: most texts are given to nobody

    found = {length: given_excerpt(document, length or None).announced for length in lengths}
    return {length: words for length, words in found.items() if words}


def _place_of(document: Document[Article], words: str) -> tuple[int, int]:
    """Where the last words of a text are in the body (line, column); where the relay is asked for when not found."""
    last = re.findall(r"\w+", words)[-4:]
    match = re.search(r"\W+".join(map(re.escape, last)) + r"\W*?:", document.header.body)
    return document.body_place(match.start()) if match else document.place(("relay",))


def _marked(document: Document[Article]) -> tuple[int, int]:
    """Offsets of the marked passage in the body; equal when there is none."""
    body = document.header.body
    return marks(mask(body)) if "extrait" in body else (0, 0)


def _pointing(document: Document[Article], start: int, end: int) -> list[Pointing]:
    text = mask(document.header.body)
    return [(*document.body_place(start + offset), words) for words, offset in pointing_words(text[start:end])]


def _message(words: str, what: str) -> str:
    return f"« {words} » dans un {what} : ailleurs, ces mots désignent autre chose ; nommez ce dont vous parlez"
