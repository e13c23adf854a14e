"""The articles written for clients, and what they quote. Nothing here reads the network: builds use it too."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.model.article import Article
from plugins.model.content import Content, Document
from plugins.quotes.blocks import Block
from plugins.quotes.quote_markers import find_passage


def client_articles(site: Content) -> list[Document[Article]]:
    """The articles written for a client, skipped ones aside."""
    return [
        document
        for document in site.articles.values()
        if document.record.client and document.record.original_url and document.record.status != "skip"
    ]


def quoted_blocks(document: Document[Article]) -> list[Block]:
    """The passage that an article quotes, by block; empty when it quotes none."""
    from plugins.quotes.extract_article import blocks_of  # here: most builds read no page, and need no tree of one

    return list(blocks_of(find_passage(document.rendered.html).quote))


def former_ids(document: Document[Article]) -> Iterator[str]:
    """The ids that an article had, by the addresses it is redirected from: `/articles/ancien/` gives `ancien`."""
    for path in document.record.redirect_from:
        last = str(path).rstrip("/").rpartition("/")[2].removesuffix(".html")
        if last and last != document.id:
            yield last
