"""Schema of a signature (`content/auteurs/*.md`); the body is the biography."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import AliasChoices, Field

from plugins.model.article import image_faults
from plugins.model.fields import OWN_KEYS, Extra, Fault, ImageRef, Line, Name, OldAddresses, Record, Url, rule
from plugins.model.kind import Kind
from plugins.model.waivers import Waivers


class Author(Record):
    """Someone, or a team, who signs articles or leads workshops."""

    name: Name = Field(description="Nom qui signe")
    role: Line | None = Field(None, description="Fonction")
    portrait: ImageRef | None = Field(None, description="Portrait, par exemple images/portrait.jpg")
    portrait_alt: Line | None = Field(
        None, description="Ce que montre le portrait", validation_alias=AliasChoices("portrait_alt", "alt")
    )
    links: dict[str, Url] = Field(default_factory=dict, description="{LinkedIn: https://…, Mastodon: https://…}")
    team: bool = Field(False, description="true : une équipe, et non une personne")
    trainer: bool = Field(False, description="true : anime des ateliers")
    active: bool = Field(True, description="false : ne signe plus, sa page reste")
    exceptions: Waivers
    extra: Extra = Field(default_factory=dict, description=OWN_KEYS)
    redirect_from: OldAddresses

    @rule
    def described_portrait(self) -> Iterator[Fault]:
        for fault in image_faults(self.portrait, self.portrait_alt):
            loc = ("portrait",) if fault.loc == ("image",) else ("portrait_alt",)
            yield Fault(loc, fault.message.replace("image_alt", "portrait_alt"), fault.rule)


AUTHOR = Kind(
    "author",
    "auteurs",
    Author,
    label="l’auteur",
    noun="auteur",
    term="signature",
    when_absent=" ; une signature qui est partie garde son fichier, avec « active: false »",
    values={"role": "Fonction"},
    body="Deux ou trois phrases de biographie.\n",
)
