"""Schema of a client (`content/clients/*.md`); the body is the text of its page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import AliasChoices, Field

from plugins.common.regex import regex
from plugins.french.elision import de
from plugins.model.article import image_faults
from plugins.model.fields import OWN_KEYS, Code, Extra, Fault, ImageRef, Line, Name, OldAddresses, Record, Url, rule
from plugins.model.kind import Kind
from plugins.model.rules import MISSING_KEY, REFUSED_VALUE, USELESS_KEY
from plugins.model.waivers import Waivers

_TRACKING = regex(r"[?&]?[^\s=&?#<>\"]+=[^\s=&?#<>\"]*(?:&[^\s=&?#<>\"]+=[^\s=&?#<>\"]*)*")


class RelayTarget(Record):
    """How excerpts reach the client's blog."""

    kind: Literal["wordpress", "ghost", "feed", "card", "kit"] = Field(
        description="wordpress, ghost, feed (un flux), card (une carte) ou kit (à coller)"
    )
    url: Url | None = Field(None, description="Adresse du site (wordpress), de son administration (ghost)")
    account: Code | None = Field(None, description="Compte de l’agence sur ce site (wordpress)")
    secret_env: Code | None = Field(
        None,
        pattern=r"^[A-Z][A-Z0-9_]*$",
        description="Nom de la variable d’environnement qui tient le secret",
    )
    status: Literal["draft", "published"] = Field("draft", description="État du billet créé")
    max_words: int | None = Field(None, ge=20, le=2000, description="Longueur de l’extrait, en mots")
    category: Code | None = Field(None, description="Catégorie (wordpress) ou étiquette (ghost) du blog du client")
    rel: Code | None = Field(None, description="Attribut rel du lien, par exemple sponsored")
    utm: Code | None = Field(None, description="Suivi ajouté au lien (flux, carte, kit : utm_source=client)")
    selector: Code | None = Field(None, description="Ancienne place de « selector », qui va à côté de « relay »")
    canonical: bool | None = Field(None, description="true : l’extrait déclare notre article comme référence")
    robots: Code | None = Field(None, description="Consigne aux moteurs, par exemple noindex")
    per_week: int | None = Field(None, ge=1, le=50, description="Nouveaux billets par semaine, au plus")
    hours: Code | None = Field(
        None,
        pattern=r"^([01]?\d|2[0-3])-([01]?\d|2[0-4])$",
        description="Heures entre lesquelles un nouveau billet peut partir, par exemple 9-18",
    )
    remind_days: int = Field(7, ge=1, le=365, description="Jours avant de rappeler au client un brouillon qui attend")

    @property
    def open_hours(self) -> tuple[int, int] | None:
        """The first hour at which a post may go out, and the one at which it may no more."""
        first, _, last = (self.hours or "").partition("-")
        return (int(first), int(last)) if last else None


class Client(Record):
    """A client, and its blog."""

    name: Name = Field(description="Nom du client")
    url: Url = Field(description="Site du client")
    blog_url: Url = Field(description="Blog du client")
    blog_name: Line | None = Field(None, description="« le blog de … », si la forme par défaut ne convient pas")
    logo: ImageRef | None = Field(None, description="Logo")
    logo_alt: Line | None = Field(
        None, description="Texte alternatif du logo", validation_alias=AliasChoices("logo_alt", "alt")
    )
    excerpt_max_share: float = Field(0.25, gt=0, le=1, description="Part de l’original qui peut être citée (0.25)")
    selector: Code | None = Field(None, description="Sélecteur CSS du corps des articles sur le blog du client")
    relay: RelayTarget | None = Field(None, description="Relais : {kind, url, account, secret_env…}")
    exceptions: Waivers
    extra: Extra = Field(default_factory=dict, description=OWN_KEYS)
    redirect_from: OldAddresses

    @property
    def blog(self) -> str:
        """« le blog de Sparklane », « le blog d’Exocet », « le blog du Figaro »."""
        return self.blog_name or f"le blog {de(self.name)}"

    @property
    def body_selector(self) -> str | None:
        """Where the text of an article is on the client's blog, as its file says."""
        return self.selector or (self.relay.selector if self.relay else None)

    @rule
    def one_selector(self) -> Iterator[Fault]:
        if self.selector and self.relay and self.relay.selector:
            message = "« selector » est donné deux fois : gardez celui qui est à côté de « relay »"
            yield Fault(("relay", "selector"), message, USELESS_KEY)

    @rule
    def described_logo(self) -> Iterator[Fault]:
        for fault in image_faults(self.logo, self.logo_alt):
            loc = ("logo",) if fault.loc == ("image",) else ("logo_alt",)
            yield Fault(loc, fault.message.replace("image_alt", "logo_alt"), fault.rule)

    @rule
    def complete_relay(self) -> Iterator[Fault]:
        if self.relay and self.relay.kind in ("wordpress", "ghost"):
            for key in ("url", "secret_env"):
                if getattr(self.relay, key) is None:
                    message = f"relais « {self.relay.kind} » sans « {key} » : ajoutez cette clé"
                    yield Fault(("relay",), message, MISSING_KEY)

    @rule
    def sound_tracking(self) -> Iterator[Fault]:
        if self.relay and self.relay.utm and not _TRACKING.fullmatch(self.relay.utm):
            yield Fault(
                ("relay", "utm"),
                f"« utm » : « {self.relay.utm} » ; écrivez sans espace des paires « clé=valeur » jointes par « & », "
                "par exemple utm_source=orvane&utm_medium=relais",
                REFUSED_VALUE,
            )

    @rule
    def sound_hours(self) -> Iterator[Fault]:
        hours = self.relay.open_hours if self.relay else None
        if hours and hours[0] >= hours[1]:
            message = f"« hours » : « {hours[0]}-{hours[1]} » ; écrivez la première heure, puis une plus tardive"
            yield Fault(("relay", "hours"), message, REFUSED_VALUE)

    @rule
    def kit_without_account(self) -> Iterator[Fault]:
        for key in ("url", "account", "secret_env", "category", "canonical", "robots"):
            if self.relay and self.relay.kind == "kit" and getattr(self.relay, key) is not None:
                yield Fault(("relay", key), f"relais « kit » avec « {key} » : rien n’y est écrit, ôtez-le", USELESS_KEY)

    @rule
    def ghost_account(self) -> Iterator[Fault]:
        if self.relay and self.relay.kind == "ghost" and self.relay.account:
            message = "relais « ghost » avec « account » : la clé dit le compte, ôtez-le"
            yield Fault(("relay", "account"), message, USELESS_KEY)


def feeds(home: str, client: Client) -> Iterator[str]:
    """The feeds that a client may have."""
    yield from (f"{home}/flux.xml", f"{home}/atom.xml")


CLIENT = Kind(
    "client",
    "clients",
    Client,
    label="le client",
    noun="client",
    companions=feeds,
    values={"url": "https://site-du-client.example/", "blog_url": "https://blog-du-client.example/"},
    body="Ce que nous écrivons pour ce client.\n",
)
