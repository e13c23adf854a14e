"""A feature that brings a kind of content, « étude »: a schema, a kind, and no code for its pages."""

from __future__ import annotations

from pydantic import Field

from plugins.model.article import Status
from plugins.model.fields import AuthorRefs, Moment, OldAddresses, Prose, Record, Title
from plugins.model.kind import Kind
from plugins.site.feature import Feature, add


class Study(Record):
    """What the agency asked of some people, and what they answered."""

    title: Title = Field(description="Titre de l’étude")
    sample: int = Field(ge=1, description="Nombre de personnes interrogées")
    finding: Prose = Field(description="Ce que l’on en retient")
    authors: AuthorRefs | None = Field(None, description="Qui l’a menée")
    status: Status = Field("published", description="draft (brouillon) ou published")
    modified: Moment | None = Field(None, description="Date de la dernière mise à jour")
    redirect_from: OldAddresses


STUDY = Kind(
    "study",
    "etudes",
    Study,
    label="l’étude",
    noun="étude",
    template="etude",
    plural="Études",
    values={"sample": "100", "finding": "Ce que l’on en retient : une phrase.", "authors": "[{author}]"},
    honest=frozenset(("sample", "authors")),
    body="Comment les questions ont été posées.\n",
)


def register() -> None:
    """Hand the feature to the build: a plugin of Pelican's."""
    add(Feature("etudes", kinds=(f"{__name__}:STUDY",)))
