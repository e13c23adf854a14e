"""The e-mail that tells a client which drafts wait for him, ready to be sent: where they are, and what to check.

One a client: of the drafts that he was never told of, and again of those that he was told of long ago.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from plugins.french.dates import date_fr
from plugins.model.content import Content, public_address
from plugins.relays.decision import waiting
from plugins.relays.entry import Entry
from plugins.relays.ledger import Ledger

TO_CHECK = """Avant de publier, vérifiez, s’il vous plaît :
- le titre, les noms et les chiffres ;
- la catégorie et l’illustration ;
- le dernier lien, vers l’article entier : gardez-le.

Corrigez ce que vous voulez : votre texte restera tel quel, et nous le reporterons chez nous. Si vous ne voulez pas de
l’un de ces billets, mettez-le à la corbeille : il ne reviendra pas."""


@dataclass(frozen=True)
class Mail:
    """One e-mail, and the relays that it tells of."""

    client: str
    subject: str
    text: str
    entries: tuple[Entry, ...]

    def to_text(self) -> str:
        return f"Objet : {self.subject}\n\n{self.text}\n"


def mails(site: Content, ledger: Ledger, client: str = "") -> Iterator[Mail]:
    """The e-mails to be sent at the instant of a site, to all clients or to one."""
    for name, document in sorted(site.clients.items()):
        relay = document.record.relay
        if relay is None or (client and name != client):
            continue
        delay = timedelta(days=relay.remind_days)
        drafts = sorted(
            (entry for entry in ledger if entry.client == name and entry.state == "published" and entry.waiting),
            key=lambda entry: (entry.waiting, entry.id),
        )
        due = [entry for entry in drafts if not entry.told or site.now - datetime.fromisoformat(entry.told) >= delay]
        if due:
            yield _mail(site, name, due)


def _mail(site: Content, client: str, drafts: list[Entry]) -> Mail:
    where = f"sur {site.clients[client].record.blog}"
    one = len(drafts) == 1
    again = all(entry.told for entry in drafts)
    subject = f"{'un billet attend' if one else f'{len(drafts)} billets attendent'} {where}"
    subject = f"Rappel\u00a0: {subject}" if again else subject[0].upper() + subject[1:]
    what = "un extrait d’un de nos articles attend" if one else f"{len(drafts)} extraits de nos articles attendent"
    them = "le" if one else "les"
    parts = ["Bonjour,", f"{what[0].upper()}{what[1:]} que vous {them} publiiez {where}."]
    for number, entry in enumerate(drafts, 1):
        since = date_fr(datetime.fromisoformat(entry.waiting))
        lines = [f"{number}. « {entry.title} »", f"   {_since(entry, site.now)} ({since})"]
        lines.append(f"   Voir, corriger, publier : {entry.remote.get('edit_url') or entry.remote.get('url', '')}")
        article = site.articles.get(entry.article)
        if article is not None:
            lines.append(f"   L’article entier : {public_address(site, article)}")
        parts.append("\n".join(lines).replace("« ", "«\u00a0").replace(" »", "\u00a0»"))
    parts += [TO_CHECK, f"Merci,\n{site.agency.name}"]
    return Mail(client, subject, "\n\n".join(parts), tuple(drafts))


def _since(entry: Entry, now: datetime) -> str:
    said = waiting(entry.waiting, now).removeprefix("en attente chez le client ")
    return f"En attente {said}"
