"""What was given and received in a month, for each client: Markdown that can be sent as it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from plugins.french.dates import MONTHS, date_fr
from plugins.french.elision import de
from plugins.model.article import Article
from plugins.model.content import Content, Document
from plugins.quotes.captures import CaptureError, QuoteState, capture_of, capture_path
from plugins.relays.clicks import Clicks, section
from plugins.relays.decision import waiting
from plugins.relays.entry import WAITING, Entry
from plugins.relays.events import Adopted, Changed, Kept, Past
from plugins.relays.labels import STATUS_LABELS, day_of
from plugins.relays.ledger import Ledger
from plugins.relays.placements import HostedCopy, hosted_copies, no_more_in_feed, unconfirmed
from plugins.targets.errors import RelayError

# How an original is, from its capture: the day is that of the text last read, or of the first absence.
ORIGINALS: dict[QuoteState, str] = {
    "exact": "cité mot pour mot, lu le {day}",
    "changed": "changé par le client, lu le {day}",
    "absent": "introuvable le {day}, à confirmer",
    "vanished": "disparu, introuvable depuis le {day}",
    "unrecognised": "jamais reconnu à cette adresse, cherché depuis le {day}",
    "unquoted": "lu le {day}, rien n’en est cité",
}
TO_REVIEW: tuple[QuoteState, ...] = ("changed", "absent", "vanished", "unrecognised")
HOW = {
    "feed": "par le flux",
    "card": "par la carte",
    "kit": "publié par le client",
    "declared": "publié par le client, sur parole",
}
SETTLED = {"adopt": "correction adoptée", "keep-ours": "notre texte remis"}  # steps of a ledger in its first form


def month_name(month: str) -> str:
    """« novembre 2026 » for `2026-11`. Raises ValueError for anything else."""
    year, _, number = month.partition("-")
    if not (len(year) == 4 and year.isdigit() and len(number) == 2 and number.isdigit() and 1 <= int(number) <= 12):
        raise ValueError(f"mois « {month} » : écrivez AAAA-MM, par exemple 2026-11")
    return f"{MONTHS[int(number) - 1]} {year}"


def report(site: Content, ledger: Ledger, month: str, client: str = "", clicks: Clicks | None = None) -> str:
    """The report of a month, all clients or one. Raises RelayError for a capture that cannot be read.

    `clicks` are the readers of that month, where they were counted.
    """
    title = month_name(month)
    parts = [f"# Relais {de(title)}"]
    without_account = list(hosted_copies(site))
    for name, document in sorted(site.clients.items()):
        if client and name != client:
            continue
        entries = sorted((entry for entry in ledger if entry.client == name), key=lambda entry: entry.id)
        written = [document for document in site.articles.values() if _written_for(site, document) == name]
        received = [_original(site, document) for document in written if _is_of(document, month)]
        doubtful = [_original(site, document) for document in written if _state(site, document)[0] in TO_REVIEW]
        ours = [copy for copy in without_account if copy.client == name]
        given = [line for entry in entries for line in _given(site, entry, month)]
        given += [f"{_hosted_copy(copy)}, le {date_fr(copy.day)}" for copy in ours if f"{copy.day:%Y-%m}" == month]
        if not entries and not received and not doubtful and not document.record.relay:
            continue
        parts += [f"## {document.record.name}", *_section("Donnés ce mois-ci", given)]
        parts += _section("Écrits pour ce blog ce mois-ci", received)
        parts += _section("Originaux à revoir", doubtful)
        live = [_linked(site, entry) for entry in entries if entry.public]
        parts += _section("En ligne aujourd’hui", [*live, *map(_hosted_copy, ours)])
        parts += _section(
            "En attente chez le client",
            [f"{_linked(site, entry)}, {waiting(entry.waiting, site.now)}" for entry in entries if entry.waiting],
        )
        kits = unconfirmed(site, name)
        parts += _section("Kits à confirmer", kits) if kits else []
        orphans = [f"{_linked(site, entry)} : à retirer, ou à garder ?" for entry in entries if _is_orphan(site, entry)]
        parts += _section("En ligne sans leur article", orphans) if orphans else []
        parts += _section(
            "Modifiés par le client", [line for entry in entries for line in _changed(site, entry, month)]
        )
        retired = [_dead(site, entry) for entry in entries if entry.state == "withdrawn"]
        retired += [f"{_title(site, entry)}, n’est plus dans le flux" for entry in no_more_in_feed(site, name)]
        parts += _section("Retirés", retired)
        if clicks is not None:
            parts.append(section(clicks, name, "### Lecteurs venus de chez ce client"))
    return "\n\n".join(parts if len(parts) > 1 else [*parts, "Aucun relais."]) + "\n"


def _section(title: str, lines: list[str]) -> list[str]:
    return [f"### {title} ({len(lines)})", "\n".join(f"- {line}" for line in lines) or "Aucun."]


def _hosted_copy(copy: HostedCopy) -> str:
    return f"[{copy.title}]({copy.link}), {HOW[copy.kind]}"


def _title(site: Content, entry: Entry) -> str:
    """The title on the client's blog, else that of our article."""
    document = site.articles.get(entry.article)
    return entry.title or (document.record.title if document else entry.article)


def _linked(site: Content, entry: Entry) -> str:
    """The post under its title: its page, or where the client's people open it while readers have none."""
    status = entry.remote.get("status", "")
    shown = "" if status in ("published", *WAITING) else f" ({STATUS_LABELS.get(status, status)})"
    address = (status in WAITING and entry.remote.get("edit_url")) or entry.remote.get("url", "")
    return f"[{_title(site, entry)}]({address}){shown}"


def _is_orphan(site: Content, entry: Entry) -> bool:
    """A post that readers have, of an article that they have no more."""
    document = site.articles.get(entry.article)
    return entry.public and (document is None or site.state(document) not in ("published", "hidden"))


def _given(site: Content, entry: Entry, month: str) -> Iterator[str]:
    if entry.first.startswith(month):
        yield f"{_linked(site, entry)}, le {day_of(entry.first)}"


def _changed(site: Content, entry: Entry, month: str) -> Iterator[str]:
    for event in entry.events:
        match event:
            case Changed() | Past(step="conflict"):
                what = event.detail or "à régler"
            case Adopted() if not (event.carried and event.sent is None):
                what = SETTLED["adopt"]
            case Kept():
                what = SETTLED["keep-ours"]
            case Past() if event.step in SETTLED:
                what = SETTLED[event.step]
            case _:
                continue
        if event.at.startswith(month):
            yield f"{_linked(site, entry)}, le {day_of(event.at)} : {what}"


def _dead(site: Content, entry: Entry) -> str:
    who = {"client": "par le client", "nous": "par nous", "oubli": "plus suivi, laissé sur le blog"}.get(
        entry.by, "l’article ne demande plus ce relais"
    )
    return f"{_title(site, entry)}, {who}{f', le {day_of(entry.since)}' if entry.since else ''}"


def _written_for(site: Content, document: Document[Article]) -> str | None:
    """The client for whom a public article was written."""
    public = site.state(document) in ("published", "hidden")
    return site.resolve("client", document.record.client) if public and document.record.client else None


def _is_of(document: Document[Article], month: str) -> bool:
    return document.record.date is not None and f"{document.record.date:%Y-%m}" == month


def _state(site: Content, document: Document[Article]) -> tuple[QuoteState | None, str]:
    """How the original of an article is, also in French, as `relay.verify` last read it."""
    try:
        capture = capture_of(site, document)
    except CaptureError as error:
        raise RelayError(f"{capture_path(site.root, document.id)} : {error}") from None
    if capture is None:
        return None, "jamais vérifié"
    day = date_fr(datetime.fromisoformat(capture.absent_since or capture.date))
    return capture.state, ORIGINALS[capture.state].format(day=day)


def _original(site: Content, document: Document[Article]) -> str:
    record = document.record
    when = f", le {date_fr(record.date.date())}" if record.date else ""
    return f"[{record.title}]({record.original_url}){when} : {_state(site, document)[1]}"
