"""What was given and received in a month, for each client: Markdown that can be sent as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from plugins.common.dates import MONTHS, date_fr
from plugins.common.elision import de
from plugins.crosspost.ledger import Entry, Ledger
from plugins.crosspost.wording import STATUS_LABELS, date_of
from plugins.model.content import Site

CHANGED = frozenset(("conflict", "adopt", "keep-ours"))


def month_name(month: str) -> str:
    """« novembre 2026 » for `2026-11`. Raises ValueError for anything else."""
    year, _, number = month.partition("-")
    if not (len(year) == 4 and year.isdigit() and len(number) == 2 and number.isdigit() and 1 <= int(number) <= 12):
        raise ValueError(f"mois « {month} » : écrivez AAAA-MM, par exemple 2026-11")
    return f"{MONTHS[int(number) - 1]} {year}"


def report(
    site: Site, ledger: Ledger, month: str, client: str = "", state_of: Callable[[str], str] = lambda article: ""
) -> str:
    """The report of a month, all clients or one. `state_of` says how the original of an incoming article is."""
    title = month_name(month)
    parts = [f"# Relais {de(title)}"]
    for name, document in sorted(site.clients.items()):
        if client and name != client:
            continue
        entries = sorted((entry for entry in ledger if entry.client == name), key=lambda entry: entry.name)
        received = list(_received(site, name, month, state_of))
        given = [line for entry in entries for line in _given(site, entry, month)]
        if not entries and not received and not document.record.relay:
            continue
        parts += [f"## {document.record.name}", *_section("Donnés ce mois-ci", given)]
        parts += _section("Écrits pour ce blog ce mois-ci", received)
        parts += _section("En ligne aujourd’hui", [_linked(site, entry) for entry in entries if _is_live(entry)])
        parts += _section(
            "Modifiés par le client", [line for entry in entries for line in _changed(site, entry, month)]
        )
        parts += _section("Retirés", [_dead(site, entry) for entry in entries if entry.state == "withdrawn"])
    return "\n\n".join(parts if len(parts) > 1 else [*parts, "Aucun relais."]) + "\n"


def _section(title: str, lines: list[str]) -> list[str]:
    return [f"### {title} ({len(lines)})", "\n".join(f"- {line}" for line in lines) or "Aucun."]


def _title(site: Site, entry: Entry) -> str:
    document = site.articles.get(entry.article)
    return document.record.title if document else entry.base.get("title") or entry.article


def _linked(site: Site, entry: Entry) -> str:
    status = entry.remote.get("status", "")
    shown = "" if status == "published" else f" ({STATUS_LABELS.get(status, status)})"
    return f"[{_title(site, entry)}]({entry.remote.get('url', '')}){shown}"


def _is_live(entry: Entry) -> bool:
    return entry.state in ("published", "conflict") and bool(entry.remote.get("id"))


def _given(site: Site, entry: Entry, month: str) -> Iterator[str]:
    first = next((line for line in entry.history if line["what"] in ("create", "record", "adopt")), None)
    if first and date_of(first["at"]).startswith(month):
        yield f"{_linked(site, entry)}, le {date_of(first['at'])}"


def _changed(site: Site, entry: Entry, month: str) -> Iterator[str]:
    for line in entry.history:
        if line["what"] in CHANGED and date_of(line["at"]).startswith(month):
            what = {"conflict": line.get("detail", "à régler"), "adopt": "correction adoptée"}
            yield f"{_linked(site, entry)}, le {date_of(line['at'])} : {what.get(line['what'], 'notre texte remis')}"


def _dead(site: Site, entry: Entry) -> str:
    who = {"client": "par le client", "nous": "par nous"}.get(entry.by, "l’article ne demande plus ce relais")
    when = date_of(entry.history[-1]["at"]) if entry.history else ""
    return f"{_title(site, entry)}, {who}{f', le {when}' if when else ''}"


def _received(site: Site, client: str, month: str, state_of: Callable[[str], str]) -> Iterator[str]:
    for document in site.articles.values():
        record = document.record
        written_for = site.resolve("client", record.client) if record.client else None
        if written_for != client or record.date is None or f"{record.date:%Y-%m}" != month:
            continue
        state = state_of(document.id)
        shown = f" : {state}" if state else ""
        yield f"[{record.title}]({record.original_url}), le {date_fr(record.date.date())}{shown}"
