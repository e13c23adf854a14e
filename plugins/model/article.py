"""Schema of an article (`content/articles/*.md`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AliasChoices, BeforeValidator, Field

from plugins.common.texts import slugify
from plugins.model.alternatives import alternative_fault
from plugins.model.fields import (
    OWN_KEYS,
    AuthorRef,
    AuthorRefs,
    ClientRef,
    Day,
    Extra,
    Fault,
    GuideRef,
    ImageRef,
    Language,
    Line,
    Moment,
    Name,
    Names,
    OldAddresses,
    Prose,
    Record,
    Slug,
    Title,
    Url,
    WorkshopRef,
    rule,
    split_names,
)
from plugins.model.kind import Kind
from plugins.model.rules import IMAGE_ALT, IMAGE_ALT_NAME, MISSING_KEY, UPDATE
from plugins.model.waivers import Waivers

Status = Literal["draft", "published", "hidden", "skip"]


class Source(Record):
    """The text that an article adapts or answers."""

    title: Line = Field(description="Titre du texte adapté ou commenté")
    author: Line | None = Field(None, description="Son auteur")
    url: Url | None = Field(None, description="Son adresse")


class RelayOrder(Record):
    """A client blog that is to receive an excerpt, from a day on."""

    client: ClientRef = Field(description="Identifiant du client")
    date: Day | None = Field(None, description="Pas avant ce jour")


def _relay_list(value: object) -> object:
    """`relay: [sparklane, {client: exocet, date: 2026-12-01}]`, or one client alone."""
    items = value if isinstance(value, list) else [value]
    return [{"client": item} if isinstance(item, str) else item for item in items]


class Article(Record):
    """An article of the blog, or one written for a client (`client` and `original_url`)."""

    title: Title = Field(description="Titre, sans guillemets autour : « Twitter : un réseau sur le déclin ? »")
    date: Moment | None = Field(None, description="Date de parution, AAAA-MM-JJ ou AAAA-MM-JJ HH:MM (sauf brouillon)")
    authors: AuthorRefs | None = Field(
        None,
        description="Signatures : identifiants de content/auteurs/ (l’agence si absent)",
        validation_alias=AliasChoices("authors", "author"),
    )
    modified: Moment | None = Field(None, description="Date de la dernière mise à jour")
    modified_by: AuthorRef | None = Field(None, description="Qui l’a mis à jour")
    status: Status = Field(
        "published",
        description="draft (brouillon), published, hidden (publié hors des listes), skip (ignoré)",
    )
    category: Name | None = Field(
        None,
        description="Rubrique ; de plusieurs, la première, les autres sont des thèmes",
        validation_alias=AliasChoices("category", "categories"),
    )
    tags: Names = Field(default_factory=list, description="Thèmes, séparés par des virgules")
    slug: Slug | None = Field(None, description="Fin de l’adresse ; sinon le nom du fichier sans la date")
    summary: Prose | None = Field(
        None, description="Chapô, deux phrases au plus : il présente l’article dans les listes"
    )
    image: ImageRef | None = Field(None, description="Illustration, par exemple images/cap.png")
    image_alt: Line | None = Field(None, description="Ce que montre l’illustration, pour qui ne la voit pas")
    image_caption: Line | None = Field(None, description="Légende sous l’illustration")
    image_credit: Line | None = Field(None, description="Crédit de l’illustration : « Photo : Jeanne Exemple »")
    series: Name | None = Field(None, description="Nom de la série")
    series_part: int | None = Field(None, ge=1, le=999, description="Rang dans la série : 1, 2, 3…")
    client: ClientRef | None = Field(None, description="Client pour qui l’article a été écrit")
    original_url: Url | None = Field(None, description="Adresse de l’article sur le blog du client")
    original_title: Line | None = Field(None, description="Titre de l’article sur le blog du client")
    original_date: Day | None = Field(None, description="Sa date sur le blog du client")
    relay: Annotated[list[RelayOrder], BeforeValidator(_relay_list)] = Field(
        default_factory=list,
        description="Clients dont le blog reçoit un extrait : [client] ou [{client, date}]",
    )
    source: Source | None = Field(None, description="Texte adapté ou commenté : {title, author, url}")
    guide: GuideRef | None = Field(None, description="Guide proposé dans l’article")
    workshop: WorkshopRef | None = Field(None, description="Atelier proposé dans l’article")
    description: Line | None = Field(None, description="Description pour les moteurs (sinon le chapô)")
    seo_title: Line | None = Field(None, description="Titre pour les moteurs (sinon le titre)")
    canonical: Url | None = Field(None, description="Adresse de référence, si ce n’est pas celle du site")
    noindex: bool = Field(False, description="true : les moteurs ne l’indexent pas")
    redirect_from: OldAddresses
    lang: Language | None = Field(None, description="Langue, si ce n’est pas le français : en, de…")
    toc: bool | None = Field(
        None, description="true : un sommaire, quelle que soit la longueur ; false : aucun ; sinon, aux textes longs"
    )
    comments: bool | None = Field(
        None, description="false : pas de commentaires ici ; true : on y invite, même si agence.yaml n’en dit rien"
    )
    exceptions: Waivers
    extra: Extra = Field(default_factory=dict, description=OWN_KEYS)

    @classmethod
    def prepared(cls, data: dict[object, object]) -> dict[object, object]:
        """Of several categories the first is the rubric, the others are themes: a text stands in one place."""
        named = data.get("category")
        if isinstance(named, str):
            named = [part.strip() for part in re.split(r"[;,]", named) if part.strip()]
        if not isinstance(named, list) or len(named) < 2:
            return data if not isinstance(named, list) or not named else {**data, "category": named[0]}
        tags = split_names(data["tags"]) if data.get("tags") else []
        if not isinstance(tags, list):
            return {**data, "category": named[0]}
        known = {slugify(str(tag)) for tag in tags}
        others = [name for name in named[1:] if slugify(str(name)) not in known]
        return {**data, "category": named[0], "tags": [*tags, *others]}

    @rule
    def dated(self) -> Iterator[Fault]:
        if self.date is None and self.status in ("published", "hidden"):
            yield Fault(("date",), "date absente : ajoutez « date: AAAA-MM-JJ », ou « status: draft »", MISSING_KEY)

    @rule
    def updated_later(self) -> Iterator[Fault]:
        # Compared by day: an update of the same day is often written without its hour.
        if self.date and self.modified and self.modified.date() < self.date.date():
            yield Fault(
                ("modified",),
                f"« modified » ({self.modified:%Y-%m-%d}) précède « date » ({self.date:%Y-%m-%d}) : corrigez l’une",
                UPDATE,
            )

    @rule
    def dated_update(self) -> Iterator[Fault]:
        if self.modified_by and not self.modified:
            yield Fault(
                ("modified_by",),
                "« modified_by » sans « modified » : ajoutez la date de mise à jour",
                UPDATE,
            )

    @rule
    def described_image(self) -> Iterator[Fault]:
        yield from image_faults(self.image, self.image_alt)

    @rule
    def ranked_in_series(self) -> Iterator[Fault]:
        if self.series_part and not self.series:
            yield Fault(("series_part",), "« series_part » sans « series » : ajoutez le nom de la série", MISSING_KEY)
        if self.series and not self.series_part:
            message = "« series » sans « series_part » : ajoutez le rang de l’article dans la série"
            yield Fault(("series",), message, MISSING_KEY)

    @rule
    def relayed_once(self) -> Iterator[Fault]:
        names = [slugify(order.client) for order in self.relay]
        for rank, order in enumerate(self.relay):
            if names[rank] in names[:rank]:
                yield Fault(("relay", rank), f"« relay » nomme deux fois « {order.client} » : gardez l’une des deux")

    @rule
    def original_of_client(self) -> Iterator[Fault]:
        if self.client and not self.original_url:
            yield Fault(
                ("client",),
                "« client » sans « original_url » : ajoutez l’adresse de l’article sur le blog du client",
                MISSING_KEY,
            )
        for key in ("original_url", "original_title", "original_date"):
            if getattr(self, key) and not self.client:
                yield Fault((key,), f"« {key} » sans « client » : ajoutez l’identifiant du client", MISSING_KEY)
                break


def image_faults(image: str | None, alt: str | None) -> Iterator[Fault]:
    """An image says what it shows: RGAA 4.1, criterion 1.1 (text alternative)."""
    if image and not alt:
        yield Fault(("image",), "image sans texte alternatif : ajoutez « image_alt: ce que montre l’image »", IMAGE_ALT)
    elif image and alt and (fault := alternative_fault(alt, image)):
        yield Fault(("image_alt",), fault, IMAGE_ALT_NAME)
    if alt and not image:
        yield Fault(("image_alt",), "« image_alt » sans « image » : ajoutez l’image, ou effacez ce texte")


ARTICLE = Kind(
    "article",
    "articles",
    Article,
    label="l’article",
    noun="article",
    dated=True,
    reserved=frozenset(("page", "index")),
    values={"date": "{date}", "authors": "[{author}]", "category": "{category}"},
    honest=frozenset(("authors",)),
    body=(
        "Une première phrase qui donne envie de lire la seconde.\n\n"
        "<!-- more -->\n\n## Un premier intertitre\n\nLe texte. Un lien : [texte du lien](https://exemple.fr/).\n"
    ),
)
