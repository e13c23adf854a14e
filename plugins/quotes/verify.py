"""Each original read again: is the article still there, and our excerpt in it word for word?

An HTTP status proves nothing: a blog can answer 200 with « introuvable », or redirect a deleted post to another one.
What is compared is the quoted passage.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from html import unescape
from urllib.parse import urljoin, urlsplit

from plugins.common.fetch import FetchError, Page
from plugins.french.dates import date_fr
from plugins.model.article import Article
from plugins.model.content import Content, Document
from plugins.quotes.blocks import Block
from plugins.quotes.captures import (
    Capture,
    CaptureError,
    QuoteState,
    Reading,
    capture_ids,
    capture_of,
    capture_path,
    update,
    write_capture,
)
from plugins.quotes.client_articles import client_articles, quoted_blocks
from plugins.quotes.extract_article import Body, BodyError, find_body, wider_views
from plugins.quotes.match import Comparison, compare
from plugins.quotes.walls import wall

Fetch = Callable[[str], Page]
LABELS: dict[QuoteState, str] = {
    "exact": "exact",
    "changed": "changé",
    "absent": "absent",
    "vanished": "disparu",
    "unquoted": "sans extrait",
    "unrecognised": "jamais reconnu",
    "undetermined": "indéterminé",
}
SUMMARY: tuple[tuple[QuoteState, str, str], ...] = (
    ("exact", "exact", "exacts"),
    ("changed", "changé", "changés"),
    ("absent", "absent", "absents"),
    ("vanished", "disparu", "disparus"),
    ("unquoted", "sans extrait", "sans extrait"),
    ("unrecognised", "jamais reconnu", "jamais reconnus"),
    ("undetermined", "indéterminé", "indéterminés"),
)
CHANGED: tuple[QuoteState, ...] = ("changed", "absent", "vanished")
UNKNOWN: tuple[QuoteState, ...] = ("unrecognised", "undetermined")


@dataclass(frozen=True)
class Finding:
    """What became of one original. `notes` are French sentences, `diffs` the sentences that differ, word by word."""

    article: str
    path: str
    client: str
    url: str
    state: QuoteState
    final_url: str | None = None
    ratio: float = 0.0
    share: float = 0.0
    notes: tuple[str, ...] = ()
    diffs: tuple[str, ...] = ()


class Pace:
    """Waits so that one host gets at most one request each `interval` seconds."""

    def __init__(
        self,
        interval: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval = interval
        self._clock = clock
        self._sleep = sleep
        self._last: dict[str, float] = {}

    def __call__(self, host: str) -> None:
        """To be called before each request to a host."""
        if host in self._last:
            wait = self._last[host] + self._interval - self._clock()
            if wait > 0:
                self._sleep(wait)
        self._last[host] = self._clock()


def verify(
    site: Content,
    fetch: Fetch,
    now: datetime,
    *,
    documents: Sequence[Document[Article]] | None = None,
    progress: Callable[[str], None] = lambda line: None,
) -> list[Finding]:
    """Read each original once, one after the other, write the captures; findings in the order of articles.

    `fetch` gives the page of an address and keeps to the pace of hosts; `progress` gets a French line before each.
    """
    chosen = client_articles(site) if documents is None else documents
    pages: dict[str, Page | FetchError] = {}
    findings: list[Finding] = []
    for rank, document in enumerate(chosen, 1):
        url = document.record.original_url or ""
        progress(f"{rank}/{len(chosen)} {document.id} : {url}")
        if url not in pages:
            try:
                pages[url] = fetch(url)
            except FetchError as error:
                pages[url] = error
        findings.append(_check(site, document, pages[url], now))
    return findings


def _check(site: Content, document: Document[Article], page: Page | FetchError, now: datetime) -> Finding:
    record = document.record
    url = record.original_url or ""
    notes: list[str] = []
    previous: Capture | None = None
    try:
        previous = capture_of(site, document)
    except CaptureError as error:
        notes.append(f"{error} ; elle est refaite")
    quote = quoted_blocks(document)
    reading, comparison = _read(site, document, quote, page, previous, notes)
    if reading.state == "absent" and not _was_seen(previous, quote):
        notes.append(_never_seen(site, document, page))
        reading = replace(reading, state="unrecognised")
    capture = update(previous, document.id, url, reading, now)
    if capture is not None:
        written = write_capture(site.root, capture)
        for former in capture_ids(site, document)[1:]:  # the file is renamed with its article
            path = capture_path(site.root, former)
            if path != written:
                path.unlink(missing_ok=True)
    state = reading.state
    if capture is not None and state == "absent":
        state = capture.state
        if capture.absent_since and state == "absent":
            notes.append(f"vu ainsi depuis le {_day(capture.absent_since)} : revérifiez demain, avant d’ôter le lien")
        elif capture.absent_since:
            notes.append(
                f"absent depuis le {_day(capture.absent_since)} : le lien n’est plus montré aux lecteurs ;"
                " demandez au client, ou corrigez « original_url »"
            )
    return Finding(
        document.id,
        document.shown,
        site.resolve("client", record.client or "") or "",
        url,
        state,
        page.url if isinstance(page, Page) else None,
        comparison.ratio if comparison else 0.0,
        comparison.share if comparison else 0.0,
        tuple(notes),
        tuple(change.diff for change in comparison.changes) if comparison and state == "changed" else (),
    )


def _sent_to(page: Page) -> str:
    """The address that a page sends its readers to by itself (HTML, `http-equiv`, state « refresh »), or nothing."""
    for tag in re.findall(r"<meta\b[^>]{0,2000}>", page.text, re.I):
        if re.search(r"http-equiv\s*=\s*[\"']?refresh\b", tag, re.I):
            found = re.search(r"\burl\s*=\s*[\"']?([^\"'\s>;]+)", tag, re.I)
            address = urljoin(page.url, unescape(found[1])) if found else page.url
            if address.partition("#")[0] != page.url.partition("#")[0]:
                return address
    return ""


def _was_seen(previous: Capture | None, quote: Sequence[Block]) -> bool:
    """Whether the passage was read at this address, or the article itself when nothing of it is quoted."""
    if previous is None or not previous.blocks:
        return False
    return not quote or compare(quote, previous.blocks).verdict != "absent"


def _never_seen(site: Content, document: Document[Article], page: Page | FetchError) -> str:
    client = site.resolve("client", document.record.client or "") or ""
    if isinstance(page, Page) and page.status == 200:
        return (
            "jamais reconnu à cette adresse : si un navigateur l’y montre, donnez « selector » dans"
            f" {site.clients[client].shown} ; sinon corrigez « original_url », ou l’extrait"
        )
    return "jamais lu à cette adresse : corrigez « original_url »"


def _read(
    site: Content,
    document: Document[Article],
    quote: Sequence[Block],
    page: Page | FetchError,
    previous: Capture | None,
    notes: list[str],
) -> tuple[Reading, Comparison | None]:
    """What a page says of an article; notes are added to."""
    if isinstance(page, FetchError):
        notes.append(str(page))
        return Reading("undetermined"), None
    if page.status in (404, 410):
        notes.append(f"le serveur répond {page.status} : la page n’existe plus à cette adresse")
        return Reading("absent"), None
    if page.status != 200:
        notes.append(f"le serveur répond {page.status} : rien n’est conclu")
        return Reading("undetermined"), None
    selector = site.clients[site.resolve("client", document.record.client or "") or ""].record.body_selector
    try:
        body = find_body(page.text, selector)
    except BodyError as error:
        notes.append(str(error))
        return Reading("undetermined"), None
    if selector and not body.by_selector:
        notes.append(f"le sélecteur « {selector} » du client ne trouve rien : corrigez « selector » dans sa fiche")
    elsewhere = _sent_to(page)
    known = previous.blocks if previous and not page.redirects else ()
    if not quote:
        return _read_unquoted(document, page, body, known, elsewhere, notes), None
    comparison = compare(quote, body.blocks)
    if comparison.verdict != "exact" and not page.redirects:
        # Elsewhere in the page is still on the page; where it was sent from here, only an article is a proof.
        body, comparison = _wider(quote, page, body, comparison, notes)
    if comparison.verdict != "exact":
        reason = f"la page renvoie à {elsewhere} : lisez-la, puis corrigez « original_url »" if elsewhere else ""
        # Sentences that are merely not there may be behind the wall; one that differs was changed by someone.
        missing = comparison.verdict == "absent" or not any(change.theirs for change in comparison.changes)
        if not elsewhere and missing:
            reason = wall(page.text, body.blocks, known)
        if reason and missing:
            notes.append(reason)
            return Reading("undetermined"), comparison
    if comparison.verdict == "absent":
        there = f"à l’adresse où il redirige ({page.url})" if page.redirects else "sur la page"
        notes.append(f"l’extrait n’est pas {there}, qui répond pourtant 200")
        return Reading("absent", ratio=comparison.ratio), comparison
    if page.redirects and comparison.verdict != "exact":
        # A redirect may lead to another article that looks like ours: only an exact quotation is a proof.
        notes.append(
            f"redirigé vers {page.url}, où l’extrait n’est pas mot pour mot : vérifiez que c’est notre article"
        )
        return Reading("changed", ratio=comparison.ratio), comparison
    if page.redirects:
        notes.append(f"la page a changé d’adresse : écrivez « original_url: {page.url} »")
    elif body.canonical and not _same_address(body.canonical, page.url):
        notes.append(f"la page donne {body.canonical} comme son adresse de référence")
    return _found(comparison.verdict, page, body, comparison.ratio), comparison


def _read_unquoted(
    document: Document[Article], page: Page, body: Body, known: Sequence[Block], elsewhere: str, notes: list[str]
) -> Reading:
    """What a page says of an article that quotes nothing of it: its text, when it can be read there."""
    reason = ""
    if elsewhere:
        reason = f"la page renvoie à {elsewhere} : lisez-la, puis corrigez « original_url »"
    elif page.redirects:
        reason = f"redirigé vers {page.url}, et aucun extrait ne dit si c’est le même article : vérifiez-le"
    reason = reason or wall(page.text, body.blocks, known)
    if reason:
        notes.append(reason)
        return Reading("undetermined")
    notes.append(f"aucun extrait cité : ./inv relay.quote {document.id} en propose un")
    return _found("unquoted", page, body, 0.0)


def _wider(
    quote: Sequence[Block], page: Page, body: Body, comparison: Comparison, notes: list[str]
) -> tuple[Body, Comparison]:
    """The comparison with the view of the page where the passage is best found, and that view as the body."""
    found, best = body, comparison
    for blocks in wider_views(page.text):
        other = compare(quote, blocks)
        if other.ratio > best.ratio:
            found, best = replace(body, blocks=blocks), other
    if found is not body and comparison.verdict == "absent" and best.verdict != "absent":
        notes.append("l’extrait est dans la page, hors de ce qui a été pris pour l’article : donnez « selector »")
    return found, best


def _found(state: QuoteState, page: Page, body: Body, ratio: float) -> Reading:
    return Reading(state, page.url, body.canonical, page.etag, page.last_modified, round(ratio, 4), body.blocks)


def _same_address(one: str, other: str) -> bool:
    """Whether two addresses differ at most by scheme, case of the host and final slash."""

    def key(address: str) -> tuple[str, str, str]:
        parts = urlsplit(address)
        return parts.netloc.lower(), parts.path.rstrip("/"), parts.query

    return key(one) == key(other)


def _day(moment: str) -> str:
    return date_fr(datetime.fromisoformat(moment))


def report(findings: Sequence[Finding], form: str = "text") -> str:
    """The findings for people, or as JSON for programs."""
    if form == "json":
        return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2, sort_keys=True)
    lines = [line for finding in findings for line in _lines(finding)]
    counts = [
        f"{count} {one if count == 1 else many}"
        for state, one, many in SUMMARY
        if (count := sum(finding.state == state for finding in findings))
    ]
    total = f"{len(findings)} {'originaux' if len(findings) > 1 else 'original'}"
    lines.append(f"{total} : {', '.join(counts)}." if counts else "Aucun article écrit pour un client.")
    return "\n".join(lines)


def _lines(finding: Finding) -> Iterator[str]:
    figures = ""
    if finding.state == "exact":
        figures = f", {_percent(finding.share)} de l’original"
    elif finding.state == "changed":
        figures = f", {_percent(min(finding.ratio, 0.99))} des mots retrouvés"
    yield f"{finding.path} : {LABELS[finding.state]}{figures} ({finding.url})"
    for note in finding.notes:
        yield f"  {note}"
    for diff in finding.diffs:
        yield f"  ~ {diff}"


def _percent(value: float) -> str:
    return f"{value * 100:.0f}\u00a0%"


def exit_code(findings: Sequence[Finding]) -> int:
    """0 when nothing changed, 2 when something did, 1 when something could not be checked."""
    if any(finding.state in CHANGED for finding in findings):
        return 2
    return 1 if any(finding.state in UNKNOWN for finding in findings) else 0
