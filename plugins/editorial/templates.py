"""The templates that pages name: those of the theme that show a page, and read nothing that a page has not."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

from plugins.common.places import ROOT
from plugins.common.problems import Problem
from plugins.editorial.rules import PAGE_TEMPLATE
from plugins.model.content import Content, Document
from plugins.model.facts import fact
from plugins.model.fields import brief
from plugins.model.page import Page

TEMPLATES = ROOT / "theme" / "templates"


def _theme(site: Content, kind: object) -> str:
    """What tells a theme's templates from others."""
    digest = blake2b(digest_size=16)
    for path in sorted(TEMPLATES.rglob("*.html")):
        data = path.read_bytes()
        digest.update(f"{path.relative_to(TEMPLATES)} {len(data)} ".encode() + data)
    return digest.hexdigest()


def check_page_templates(site: Content) -> Iterator[Problem]:
    """Le modèle qu’une page demande est dans le thème, montre une page, et ne lit rien qu’elle n’a pas."""
    for page in site.pages.values():
        for message in _unfit(site, page) if page.record.template else ():
            yield page.problem(("template",), message, PAGE_TEMPLATE)


@fact(of_site=_theme, kinds=("page",))
def _unfit(page: Document[Page], theme: str) -> list[str]:
    """What is wrong with the template that a page names, for a theme known by its digest."""
    # Here: templates are read only when one of them, or the page, has changed.
    from plugins.site.contract import page_templates, shows_a_page
    from plugins.site.filters import FILTERS
    from plugins.site.templates.reader import Reader

    name = page.record.template
    if not name:
        return []
    reader = Reader(TEMPLATES, FILTERS)
    what = f"modèle « {brief(name)} »"
    if shows_a_page(reader, name):
        return [
            f"{what} : {line}, qu’aucune page ne donne ; corrigez-le (voir docs/templates.md), ou prenez-en un autre"
            for line in _missing(name)
        ]
    other = "ce n’est pas celui d’une page" if reader.has(f"{name}.html") else None
    said = f"{what} : {other}" if other else f"{what} introuvable dans theme/templates"
    return [f"{said} ; au choix : {', '.join(page_templates(TEMPLATES))}"]


def _missing(name: str) -> Iterator[str]:
    """What a template of pages reads that no page has, each with its line; the theme's other faults stop the build."""
    from plugins.site.contract import given_to
    from plugins.site.filters import FILTERS
    from plugins.site.templates.reader import Reader
    from plugins.site.views import PlainPage

    theme = Reader(TEMPLATES, FILTERS)
    theme.page(f"{name}.html", given_to(PlainPage))
    for fault in sorted(theme.notes.faults):
        if fault.missing:
            yield f"theme/templates/{fault.template}:{fault.line} lit « {fault.read} »"
