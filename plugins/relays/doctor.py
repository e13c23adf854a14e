"""What each client's blog lets us do, before any write: reach, account, role, rights, clock, and its own advice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from plugins.model.client import RelayTarget
from plugins.model.content import Content
from plugins.relays.blogs import MAX_SKEW
from plugins.targets.errors import RelayError
from plugins.targets.target import Account, Factory

POWERFUL = frozenset(("owner", "administrator", "super editor", "editor"))


@dataclass(frozen=True)
class Finding:
    """One thing checked at one client's."""

    client: str
    good: bool
    message: str

    def __str__(self) -> str:
        return f"{self.client} : {'bon' if self.good else 'À CORRIGER'} : {self.message}"


def examine(site: Content, kinds: Mapping[str, Factory], environment: Mapping[str, str]) -> Iterator[Finding]:
    """The findings of every client whose blog posts are sent to; nothing is written anywhere."""
    for name, document in sorted(site.clients.items()):
        relay = document.record.relay
        if relay is None or relay.kind not in kinds:
            continue
        try:
            target = kinds[relay.kind](relay, environment)
        except RelayError as error:
            yield Finding(name, False, str(error))
            continue
        try:
            account = target.preflight()
        except RelayError as error:
            yield Finding(name, False, target.diagnose() or str(error))
        else:
            yield from _account(name, account, relay)
            yield from (Finding(name, good, words) for good, words in target.advise(relay))
        finally:
            target.close()


def _account(name: str, account: Account, relay: RelayTarget) -> Iterator[Finding]:
    roles = ", ".join(account.roles)
    role = f"rôle : {roles}" if roles else "rôle non dit : ce blog ferme la liste de ses comptes"
    yield Finding(name, True, f"le blog répond, le compte « {account.name} » est reconnu ({role})")
    if not roles and account.can_publish:
        yield Finding(name, True, "ses droits ne sont pas dits : une écriture refusée dira pourquoi")
    elif relay.status == "published" and not account.can_publish:
        yield Finding(name, False, "ce compte ne peut pas publier : rôle auteur, ou « status: draft »")
    elif not account.can_edit_published:
        yield Finding(
            name, False, "ce compte ne pourra plus corriger ni retirer un billet que le client publie : rôle auteur"
        )
    else:
        yield Finding(name, True, "ce compte peut publier, corriger et retirer ses billets")
    if not account.can_upload:
        yield Finding(name, False, "ce compte ne peut pas envoyer d’image : les extraits partiront sans illustration")
    if POWERFUL & set(account.roles):
        yield Finding(name, False, "ce compte peut plus qu’il ne faut : demandez le rôle auteur")
    skew = account.skew
    if abs(skew) > MAX_SKEW:
        yield Finding(name, False, f"écart d’horloge de {skew:+.0f} s (30 s au plus) : réglez celle de cette machine")
    else:
        yield Finding(name, True, "les horloges s’accordent")
