"""Schema of a page (`content/pages/*.md`)."""

from __future__ import annotations

from pydantic import Field

from plugins.model.article import Status
from plugins.model.fields import OWN_KEYS, Extra, Moment, OldAddresses, Prose, Record, Slug, Title
from plugins.model.kind import Kind
from plugins.model.waivers import Waivers


class Page(Record):
    """A page of the site: legal notice, contact, about."""

    title: Title = Field(description="Titre de la page")
    summary: Prose | None = Field(None, description="Description pour les moteurs")
    status: Status = Field("published", description="draft (brouillon), published ou hidden")
    modified: Moment | None = Field(None, description="Date de la dernière mise à jour")
    template: Slug | None = Field(None, description="Modèle du thème, par exemple mentions-legales")
    menu: int | None = Field(None, description="Rang dans le menu ; sans lui la page n’y est pas")
    exceptions: Waivers
    extra: Extra = Field(default_factory=dict, description=OWN_KEYS)
    redirect_from: OldAddresses


PAGE = Kind(
    "page",
    "pages",
    Page,
    label="la page",
    noun="page",
    in_folder=False,
    # First segments of addresses that are the site's own, folders of other kinds aside.
    reserved=frozenset(
        "rubriques themes archives recherche flux images theme oembed pagefind index 404 sitemap robots favicon".split()
    ),
    body="Le texte de la page.\n",
)
