"""Settling what the client did: his correction becomes the base, or ours is to be written over it; a post made by hand
becomes a relay. Nothing is written on the blog here: the next plan shows what would be.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from plugins.relays.apply import locked
from plugins.relays.context import Run
from plugins.relays.labels import word_diff
from plugins.relays.ledger import Entry, Ledger
from plugins.relays.plan import Line, make_plan
from plugins.targets.errors import RelayError
from plugins.targets.target import BlogPost, readable, relay_marks, same_text, text_digest

PAGES = {"feed": "un flux, une page de notre site", "card": "une carte, une page de notre site"}


def find_line(run: Run, ledger: Ledger, article: str, client: str) -> Line:
    """The line of the plan for one relay. Raises RelayError when there is none, or when the blog cannot be read."""
    for line in make_plan(run.site, ledger, run.blogs, run.typography).lines:
        if (line.article, line.client) == (article, client):
            if line.relay_state is None and line.action == "blocked":
                raise RelayError(line.reason)
            return line
    document = run.site.clients.get(client)
    relay = document.record.relay if document else None
    if relay and relay.kind in PAGES:
        raise RelayError(f"« {client} » reçoit nos extraits par {PAGES[relay.kind]} : rien à retirer ni à adopter")
    raise RelayError(f"aucun relais de « {article} » chez « {client} » : vérifiez « relay » dans l’article")


def adopt(run: Run, article: str, client: str, *, address: str = "", ours: bool = False) -> str:
    """Take the client's text as the base of the relay; returns what to do next, in French.

    `address` names an existing post, by number or address, to take as this relay. With `ours`, the client's text is
    known but not kept: the next plan shows the update that replaces it.
    """
    with locked(run.lock):
        ledger = Ledger(run.site.root)
        line = find_line(run, ledger, article, client)
        relay_state = line.relay_state
        if relay_state is None or relay_state.text is None:
            raise RelayError(f"« {article} » ne demande plus ce relais : rien à adopter")
        target, _ = run.blogs.of(client)
        remote = target.locate(address) if address else next(iter(relay_state.live), None)
        if remote is None or not remote.live:
            raise RelayError(f"aucun billet « {address} » sur ce blog" if address else "aucun billet sur ce blog")
        entry, theirs = relay_state.entry, (remote.title, remote.content)
        known = entry.remote.get("id")
        if address and known and known != remote.id and relay_state.live:
            raise RelayError(f"ce relais a déjà le billet {known} : retirez-le d’abord (relay.withdraw)")
        if address:
            _check_free(ledger, entry, remote, address)
        entry.article, entry.source = article, relay_state.wanted.source if relay_state.wanted else entry.source
        if "content" in entry.base:  # a copy that still holds this text is ours
            entry.base["former"] = text_digest(entry.base["title"], entry.base["content"])
        entry.record(remote, relay_state.text)
        entry.blog = run.blogs.place(client)
        entry.base["asked"] = remote.status if remote.status in ("draft", "published") else "draft"
        entry.adopted = not ours and not same_text(theirs, relay_state.text)
        if ours:
            entry.base["sent"] = ""  # nothing of ours is there: the plan will propose it
        entry.state, entry.intent, entry.by = "published", None, ""
        diff = word_diff(readable(relay_state.text[1]), readable(remote.content))
        entry.note(run.site.now.isoformat(timespec="seconds"), "keep-ours" if ours else "adopt", remote.url)
        path = ledger.write(entry)
        run.push_ledger([path], f"Relay adopt: {entry.name}")
    if ours:
        return "Notre texte sera remis par relay.apply ; relay.plan le montre d’abord."
    if entry.adopted:
        return f"Texte du client adopté. Reportez sa correction dans l’article :\n{diff}"
    return "Billet inscrit au registre."


def _check_free(ledger: Ledger, entry: Entry, remote: BlogPost, address: str) -> None:
    """A post that a person names is on this blog and is no other relay's. Raises RelayError when it is not so."""
    named, held = _host(address), _host(remote.url)
    if named and named != held:
        raise RelayError(f"« {address} » est sur {named}, et le blog du client sur {held} : vérifiez l’adresse")
    for other in ledger:
        if other.client == entry.client and other.name != entry.name and other.remote.get("id") == remote.id:
            raise RelayError(f"le billet {remote.id} est déjà celui de « {other.article} » chez ce client")
    if relay_marks(remote.content) - {entry.key}:
        raise RelayError(f"le billet {remote.id} porte la marque d’un autre relais : son article le retrouvera")


def _host(address: str) -> str:
    """The host of an address, also written without `https://`; empty for a number or a name alone."""
    if "/" not in address:
        return ""
    return (urlsplit(address if "//" in address else f"//{address}").hostname or "").removeprefix("www.")
