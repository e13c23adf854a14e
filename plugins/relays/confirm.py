"""Whether the page of a client shows the excerpt of a kit, and leads to our article: read as originals are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

from bs4 import BeautifulSoup

from plugins.common.fetch import Page
from plugins.common.texts import plain_text
from plugins.quotes.extract_article import BodyError, blocks_of, find_body, wider_views
from plugins.quotes.match import Comparison, compare
from plugins.quotes.page_tree import parse
from plugins.quotes.walls import wall
from plugins.relays.desired_posts import DesiredPost
from plugins.targets.errors import RelayError


@dataclass(frozen=True)
class Proof:
    """What a page shows: where it is, whether the excerpt is to the word, what differs, and French notes."""

    url: str
    exact: bool
    diffs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def prove(wanted: DesiredPost, page: Page, selector: str | None = None) -> Proof:
    """What a page shows of an excerpt. Raises RelayError, in French, when the excerpt or its link is not there."""
    if page.status != 200:
        raise RelayError(f"{page.url} : le serveur répond {page.status}, rien n’est inscrit ; vérifiez l’adresse")
    try:
        comparison, reason = _compared(wanted, page, selector)
        links = _links(page)
    except BodyError as error:
        raise RelayError(f"{page.url} : {error}") from None
    if comparison.verdict == "absent":
        raise RelayError(f"{page.url} : l’extrait n’y est pas, rien n’est inscrit ; {reason or 'vérifiez l’adresse'}")
    ours = [link for link in links if _place(link) == _place(wanted.address)]
    notes = [f"la page renvoie de {page.redirects[0]} à {page.url}"] if page.redirects else []
    if not ours:
        if _place(wanted.address) not in re.sub(r"https?://(?:www\.)?", "", plain_text(page.text)):
            raise RelayError(
                f"{page.url} : l’extrait y est, mais aucun lien n’y mène à {wanted.address} : demandez-le au client"
            )
        notes.append("l’adresse de l’article y est écrite sans être un lien : demandez au client d’en faire un")
    elif not any(_tracked(link, wanted.tracking) for link in ours):
        notes.append("le lien n’a plus son suivi (utm_source) : ses lecteurs ne seront pas comptés")
    exact = comparison.verdict == "exact"
    return Proof(page.url, exact, () if exact else tuple(change.diff for change in comparison.changes), tuple(notes))


def _compared(wanted: DesiredPost, page: Page, selector: str | None) -> tuple[Comparison, str]:
    """The excerpt compared with the view of the page where it is best found, and why the page may hide it."""
    quote = list(blocks_of(wanted.excerpt))
    body = find_body(page.text, selector).blocks
    best = compare(quote, body)
    if best.verdict != "exact":
        best = max((best, *(compare(quote, blocks) for blocks in wider_views(page.text))), key=lambda each: each.ratio)
    return best, wall(page.text, body) if best.verdict == "absent" else ""


def _links(page: Page) -> list[str]:
    """Where the links of a page lead; that of a shortener or a tracker, which has ours within, leads there."""
    tree: BeautifulSoup = parse(page.text)
    found = [urljoin(page.url, str(link["href"])) for link in tree.find_all("a", href=True)]
    within = [value for link in found for values in parse_qs(urlsplit(link).query).values() for value in values]
    return found + [value for value in within if value.startswith(("http://", "https://"))]


def _place(address: str) -> str:
    """An address without what does not change where it leads: scheme, « www. », query, last slash."""
    parts = urlsplit(unescape(address))
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}"


def _tracked(link: str, tracking: str) -> bool:
    """Whether a link says the source that our tracking says."""
    source = parse_qs(tracking).get("utm_source")
    return source is None or parse_qs(urlsplit(unescape(link)).query).get("utm_source") == source
