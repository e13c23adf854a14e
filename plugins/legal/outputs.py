"""The pages that the law asks for, where no text of the house has their address or their template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plugins.common.outputs import Source
from plugins.model.legal import ECODESIGN, NOTICE, PRIVACY, TITLES
from plugins.site import indexing
from plugins.site.assemble import Site
from plugins.site.outputs import LEGAL, Output, Render, page
from plugins.site.slots import Slots
from plugins.site.values import Html, Link, Page
from plugins.site.views import PlainPage

_ABOUT = {
    NOTICE: "Qui publie ce site, qui l’héberge, à qui en sont les textes.",
    PRIVACY: "Ce que ce site reçoit de vous, pourquoi, combien de temps, et vos droits.",
    ECODESIGN: "Ce que pèse ce site, et ce que nous faisons pour l’alléger.",
}


def slots(site: Site, render: Render) -> Slots:
    """The pages that stand at the foot of every page, besides those of menus."""
    written = {each.template: each for each in site.pages if each.template in TITLES}
    made = set(_made(site))
    links = []
    for name, title in TITLES.items():
        own = written.get(name) or next((each for each in site.pages if each.id == name), None)
        if name in made:
            links.append(Link(title, f"{name}/"))
        elif own is not None and own.menu is None and own.template != LEGAL:
            links.append(Link(own.title, own.url))
    return Slots(legal_pages=tuple(links))


def outputs(site: Site, slots: Slots, before: Sequence[Output], render: Render) -> Iterator[Output]:
    """The page of each, filled from agence.yaml."""
    for name in _made(site):
        title, url = TITLES[name], f"{name}/"
        made = Page(
            id=name,
            url=url,
            title=title,
            lang="fr",
            summary=_ABOUT[name],
            description=_ABOUT[name],
            template=name,
            menu=None,
            status="published",
            banner=None,
            updated=None,
            content=Html.of(""),
        )
        source = Source(f"{site.content.shown}/agence.yaml")
        yield page(url, source, PlainPage(trail=(Link(title, url),), page=made), name, indexing.PLAIN)


def _made(site: Site) -> Iterator[str]:
    """The names of those that no text of the house is; that of ecodesign only where it is declared."""
    pages = (*site.pages, *site.unlisted_pages)
    theirs = {each.template for each in pages} | {each.id for each in pages}
    for name in TITLES:
        if name not in theirs and (name != ECODESIGN or site.content.agency.ecodesign):
            yield name
