"""What the tasks of kits and clicks do; their options and their French descriptions are in `relays.tasks`."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from invoke import Exit

from plugins.common.files import write_whole
from plugins.common.places import ROOT
from plugins.common.problems import reason
from plugins.common.texts import nearest, slugify
from plugins.model.content import Content
from plugins.model.load_content import load_valid_content
from plugins.relays import confirmed
from plugins.relays.clicks import count_clicks, section
from plugins.relays.desired_posts import DesiredPost
from plugins.relays.kits import kit_page, kit_relays
from plugins.relays.ledger import Ledger
from plugins.relays.report import month_name
from plugins.site.feature import content_kinds, listed_features
from plugins.site.typesetting import typeset
from plugins.targets.errors import RelayError
from plugins.typography.options import site_options

if TYPE_CHECKING:
    from plugins.relays.confirm import Proof


def kit(article: str, client: str, folder: str = "", content: str = "", now: str = "") -> None:
    """`relay.kit`: write the file that a client is sent."""
    from plugins.relays.kit_file import kit_file

    site, wanted = _asked(article, client, content, now)
    view = kit_page(wanted, site.clients[wanted.client].record.name)
    path = Path(folder or "kits") / f"{wanted.article}-{wanted.client}.html"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, kit_file(view, wanted.picture, ROOT).encode("utf-8"))
    except OSError as error:
        raise Exit(f"{path} : {reason(error)} ; donnez un autre --dossier", code=1) from None
    print(f"{path} : un fichier à envoyer à {site.clients[wanted.client].record.name}, qui s’ouvre dans un navigateur.")
    print(f"Une fois publié : ./inv relay.confirm {wanted.article} {wanted.client} ADRESSE")


def _asked(article: str, client: str, content: str, now: str) -> tuple[Content, DesiredPost]:
    """A typeset site and the kit of an article for a client, as a command names them. Raises Exit without one."""
    media = [check for feature in listed_features() if feature.name == "media" for check in feature.checks]
    typography = site_options()
    site = typeset(load_valid_content(content, now, content_kinds(listed_features()), media), typography)
    try:
        kits = kit_relays(site, typography)
    except RelayError as error:
        raise Exit(str(error), code=1) from None
    asked = site.resolve("client", client) or client
    named = (Path(article).stem, slugify(Path(article).stem))
    for wanted in kits:
        if wanted.client == asked and {wanted.article, Path(wanted.source).stem} & set(named):
            return site, wanted
    raise Exit(_absence(site, kits, named[0], asked), code=1)


def _absence(site: Content, kits: list[DesiredPost], article: str, client: str) -> str:
    """Why an article has no kit for a client, and what to do."""
    if client not in site.clients:
        near = nearest(client, site.clients)
        known = f"voulez-vous « {near} » ?" if near else f"au choix {', '.join(sorted(site.clients))}"
        return f"client « {client} » inconnu : {known}"
    relay = site.clients[client].record.relay
    if relay is None or relay.kind != "kit":
        return f"{site.clients[client].shown} : ce client n’a pas de kit ; écrivez « relay: {{kind: kit}} »"
    known_articles = [each.article for each in kits if each.client == client]
    if near := nearest(article, known_articles):
        return f"« {article} » n’a pas de kit pour « {client} » ; voulez-vous « {near} » ?"
    if document := site.articles.get(article):
        if not any(site.resolve("client", order.client) == client for order in document.record.relay):
            return f"{document.shown} n’est pas donné à « {client} » : ajoutez « relay: [{client}] »"
        return f"{document.shown} n’a pas encore paru, ou son jour chez « {client} » n’est pas venu"
    return f"article « {article} » inconnu, ou pas donné à « {client} »"


def confirm(
    article: str,
    client: str,
    url: str,
    unproved: bool = False,
    ignore_robots: bool = False,
    content: str = "",
    now: str = "",
) -> None:
    """`relay.confirm`: read the page of a client, and write that readers have the excerpt there.

    `unproved` writes it on someone's word, for what nobody reads from outside (a newsletter, a network).
    """
    site, wanted = _asked(article, client, content, now)
    if not re.fullmatch(r"https?://[^\s/]+\.[^\s]+|http://127\.0\.0\.1:\d+/\S*", url):
        raise Exit(f"« {url} » n’est pas une adresse : donnez celle de la page du client, https://…", code=1)
    proof = None if unproved else _proof(site, wanted, url, ignore_robots)
    try:
        ledger = Ledger.of(site, confirmed.FOLDER)
    except RelayError as error:
        raise Exit(str(error), code=1) from None
    at, address = site.now.isoformat(timespec="seconds"), proof.url if proof else url
    path = confirmed.record(ledger, wanted, site.articles, address, at, proved=proof is not None)
    how = "sur parole" if proof is None else "mot pour mot, lien compris" if proof.exact else "avec d’autres mots"
    print(f"{wanted.article} → {wanted.client} : publié à {address}, {how} ({path.name} inscrit)")
    for line in (*(proof.diffs if proof else ()), *(f"note : {note}" for note in (proof.notes if proof else ()))):
        print(f"  {line}")


def _proof(site: Content, wanted: DesiredPost, url: str, ignore_robots: bool) -> Proof:
    from plugins.common.fetch import FetchError, Robots, fetch, policy_from_environment  # here: other tasks do without
    from plugins.relays.confirm import prove

    agency = {"agent_url": site.agency.url} if "url" in site.agency.model_fields_set else {}
    hint = "si vous la voyez dans un navigateur, --sans-preuve l’inscrit sur parole"
    try:
        policy = policy_from_environment(os.environ, **agency)
        page = fetch(url, policy=policy, robots=Robots(), ignore_robots=ignore_robots)
        return prove(wanted, page, site.clients[wanted.client].record.body_selector)
    except FetchError as error:
        raise Exit(f"{url} : {error} ; {hint}", code=1) from None
    except RelayError as error:
        raise Exit(f"{error} ; {hint}", code=1) from None


def clicks(files: list[str], month: str = "", content: str = "") -> None:
    """`relay.clicks`: print how many readers each client sent in a month (YYYY-MM, the current one when empty)."""
    site = load_valid_content(content, "", content_kinds(listed_features()))
    if not files:
        raise Exit("donnez un journal de votre serveur, ou un export de Matomo ou de Plausible", code=1)
    try:
        asked = month or f"{site.now:%Y-%m}"
        title = month_name(asked)
        counted = count_clicks(site, files, asked)
    except (RelayError, ValueError) as error:
        raise Exit(str(error), code=1) from None
    print(f"# Lecteurs venus de chez les clients, {title}")
    for client, document in sorted(site.clients.items()):
        if document.record.relay:
            print(f"\n{section(counted, client, f'## {document.record.name}')}")
    for note in counted.notes:
        print(f"note : {note}", file=sys.stderr)
