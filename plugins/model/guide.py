"""Schema of a guide (`content/guides/*.md`): articles gathered, or a file to download."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import AliasChoices, BeforeValidator, Field

from plugins.model.article import Status, image_faults
from plugins.model.fields import (
    OWN_KEYS,
    ArticleRef,
    Extra,
    Fault,
    FileRef,
    ImageRef,
    Line,
    Moment,
    OldAddresses,
    Prose,
    Record,
    Title,
    rule,
    split_names,
)
from plugins.model.kind import Kind
from plugins.model.rules import MISSING_KEY
from plugins.model.waivers import Waivers


class Guide(Record):
    """A guide given to readers."""

    title: Title = Field(description="Titre du guide")
    summary: Prose = Field(description="Deux phrases qui le présentent")
    audience: Line | None = Field(None, description="À qui il s’adresse")
    articles: Annotated[list[ArticleRef], BeforeValidator(split_names)] = Field(
        default_factory=list, description="Articles rassemblés : leurs identifiants (slug)"
    )
    file: FileRef | None = Field(
        None,
        description="Fichier à télécharger, par exemple images/guide.pdf ; sans lui, un PDF est fait des articles",
    )
    cover: ImageRef | None = Field(None, description="Couverture")
    cover_alt: Line | None = Field(
        None, description="Ce que montre la couverture", validation_alias=AliasChoices("cover_alt", "alt")
    )
    status: Status = Field("published", description="draft (brouillon) ou published")
    modified: Moment | None = Field(None, description="Date de la dernière mise à jour")
    exceptions: Waivers
    extra: Extra = Field(default_factory=dict, description=OWN_KEYS)
    redirect_from: OldAddresses

    @rule
    def holds_something(self) -> Iterator[Fault]:
        if not self.articles and not self.file:
            yield Fault(
                ("articles",),
                "guide sans contenu : ajoutez « articles: [slug, …] » ou « file: images/guide.pdf »",
                MISSING_KEY,
            )

    @rule
    def described_cover(self) -> Iterator[Fault]:
        for fault in image_faults(self.cover, self.cover_alt):
            loc = ("cover",) if fault.loc == ("image",) else ("cover_alt",)
            yield Fault(loc, fault.message.replace("image_alt", "cover_alt"), fault.rule)


def companions(home: str, guide: Guide) -> Iterator[str]:
    """The PDF that the house makes of its articles, where it has no file of its own."""
    if guide.articles and not guide.file:
        yield f"{home}/guide.pdf"


GUIDE = Kind(
    "guide",
    "guides",
    Guide,
    label="le guide",
    noun="guide",
    values={"summary": "Deux phrases : ce que le lecteur y trouve.", "articles": "[{article}]"},
    honest=frozenset(("articles",)),
    needs={"articles": 'un guide rassemble des articles : écrivez-en un d’abord, ./inv new article "Titre"'},
    body="Ce que ce guide rassemble, et dans quel ordre le lire.\n",
    companions=companions,
)
