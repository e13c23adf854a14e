"""The search page and the files that its script reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from plugins.common.outputs import Source
from plugins.common.places import CACHE
from plugins.common.problems import Problem
from plugins.search.index import FOLDER, IndexingFailed, index_of, program
from plugins.search.rules import ABSENT, NOT_INDEXED
from plugins.search.texts import texts_of
from plugins.search.views import SearchPage
from plugins.site import indexing
from plugins.site.assemble import Site
from plugins.site.outputs import Output, Render, page
from plugins.site.slots import Slots
from plugins.site.values import Link

SEARCH = Link("Recherche", "recherche/")
_SETTINGS = ("pelicanconf.py", 1, 1)


def slots(site: Site, render: Render) -> Slots:
    """Where one searches: nowhere on a site to publish from a machine that cannot index it."""
    return Slots(search=SEARCH.url) if _has_page(site) else Slots()


def _has_page(site: Site) -> bool:
    return not site.options.production or program() is not None


def outputs(site: Site, slots: Slots, before: Sequence[Output], render: Render) -> Iterator[Output | Problem]:
    """The page; on a site to publish, the index of the texts whose pages search engines may know.

    A preview has none: it would be made again at each word that is written. Nor has a trial, for what it would find
    wrong is of the machine, not of the texts.
    """
    if not _has_page(site):
        yield ABSENT.at(
            *_SETTINGS,
            "le site est construit sans sa page de recherche : cette machine n’a pas Pagefind, qui l’indexe (Linux "
            "x86-64 ou ARM 64, macOS et Windows en ont un) ; construisez-le sur une autre, ou retirez « search » de "
            "PLUGINS",
        )
        return
    found = SearchPage(trail=(SEARCH,), index=FOLDER if site.options.production else "")
    yield page(SEARCH.url, Source(f"theme/templates/{found.TEMPLATE}.html"), found, found.TEMPLATE, indexing.APART)
    indexer = program() if site.options.production and not site.options.trial else None
    if indexer is None:
        return
    texts = texts_of(site, {each.url for each in before if each.indexed})
    try:
        files = index_of(texts, indexer, CACHE / "recherche")
    except IndexingFailed as failure:
        told = f"{failure} : recommencez, ou retirez « search » de PLUGINS pour publier sans page de recherche"
        yield NOT_INDEXED.at(*_SETTINGS, told)
        return
    for name, data in files.items():
        yield Output(f"{FOLDER}{quote(name)}", Source("pelicanconf.py"), data=data)
