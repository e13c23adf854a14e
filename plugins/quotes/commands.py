"""What the tasks on articles written for clients do; their options and French descriptions are in `relays.tasks`.

What one task alone needs (an HTTP client, an HTML parser) is imported when it runs.
"""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from invoke import Exit

from plugins.common.texts import nearest, slugify
from plugins.model.article import Article
from plugins.model.content import Content, Document
from plugins.model.load_content import load_valid_content
from plugins.site.feature import content_kinds, listed_features

if TYPE_CHECKING:
    from plugins.quotes.verify import Fetch


def verify_task(
    article: str = "", content: str = "", json: bool = False, now: str = "", ignore_robots: bool = False
) -> None:
    """`relay.verify`: print what became of our excerpts; raises Exit with the code of the worst."""
    from plugins.quotes.client_articles import client_articles
    from plugins.quotes.verify import exit_code, report, verify

    site = load_valid_content(content, now, content_kinds(listed_features()))
    documents = [_article(site, article)] if article else client_articles(site)
    findings = verify(
        site,
        _polite(site, ignore_robots),
        site.now,
        documents=documents,
        progress=lambda line: print(line, file=sys.stderr),
    )
    print(report(findings, "json" if json else "text"))
    code = exit_code(findings)
    if code:
        raise Exit(code=code)


def quote(article: str, content: str = "", now: str = "", write: bool = False) -> None:
    """`relay.quote`: print a passage of the original that may be quoted, or write it in the article."""
    from plugins.quotes.captures import CaptureError, capture_of
    from plugins.quotes.match import share
    from plugins.quotes.self_references import pointing_words
    from plugins.quotes.suggest import SuggestionError, insert_passage, suggest, to_markdown

    site = load_valid_content(content, now, content_kinds(listed_features()))
    document = _article(site, article)
    try:
        capture = capture_of(site, document)
        if capture is None or not capture.blocks:
            raise Exit(f"{document.shown} : original jamais lu, lancez d’abord ./inv relay.verify", code=1)
        client = site.clients[site.resolve("client", document.record.client or "") or ""].record
        blocks = suggest(capture.blocks, client.excerpt_max_share)
        passage = to_markdown(blocks)
        print(passage)
        part = share(blocks, capture.blocks)
        print(f"{part * 100:.0f} % de l’original, {client.excerpt_max_share * 100:.0f} % au plus.", file=sys.stderr)
        for words in dict.fromkeys(words for block in blocks for words, _ in pointing_words(block.text)):
            print(f"Relisez « {words} » : ces mots désignent autre chose sur notre blog.", file=sys.stderr)
        if write:
            insert_passage(document, passage)
            print(f"Ajouté à la fin de {document.shown} : déplacez-le à sa place.", file=sys.stderr)
    except (CaptureError, SuggestionError) as error:
        raise Exit(str(error), code=1) from None


def _polite(site: Content, ignore_robots: bool) -> Fetch:
    """One fetch after the other, a second between two requests to a host, each robots.txt read once."""
    from plugins.common.fetch import Robots, fetch, policy_from_environment
    from plugins.quotes.verify import Pace

    agency = {"agent_url": site.agency.url} if "url" in site.agency.model_fields_set else {}
    return partial(
        fetch,
        policy=policy_from_environment(os.environ, **agency),
        robots=Robots(),
        ignore_robots=ignore_robots,
        pace=Pace(),
    )


def _article(site: Content, name: str) -> Document[Article]:
    """The article written for a client that a file name, a path or a slug names."""
    from plugins.quotes.client_articles import client_articles

    documents = client_articles(site)
    wanted = Path(name).stem
    for document in documents:
        if wanted in (document.id, document.path.stem) or slugify(wanted) == document.id:
            return document
    near = nearest(wanted, [document.id for document in documents])
    remedy = f" ; voulez-vous « {near} » ?" if near else ""
    known = wanted in site.articles or any(wanted == document.path.stem for document in site.articles.values())
    what = "n’est pas écrit pour un client" if known else "est inconnu"
    raise Exit(f"l’article « {name} » {what}{remedy}", code=1)
