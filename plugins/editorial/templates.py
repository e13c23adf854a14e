"""The templates that pages name: those of the theme that show a page, and read nothing that a page has not."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.common.places import ROOT
from plugins.common.problems import Problem
from plugins.editorial.rules import PAGE_TEMPLATE
from plugins.model.content import Content
from plugins.model.fields import brief
from plugins.site.contract import given_to, page_templates, shows_a_page
from plugins.site.filters import FILTERS
from plugins.site.templates.reader import Reader
from plugins.site.views import PlainPage

TEMPLATES = ROOT / "theme" / "templates"


def check_page_templates(site: Content) -> Iterator[Problem]:
    """Le modèle qu’une page demande est dans le thème, montre une page, et ne lit rien qu’elle n’a pas."""
    theme = Reader(TEMPLATES, FILTERS)
    for page in site.pages.values():
        name = page.record.template
        if not name:
            continue
        if shows_a_page(theme, name):
            for line in _missing(name):
                what = f"modèle « {brief(name)} » : {line}, qu’aucune page ne donne"
                yield page.problem(
                    ("template",),
                    f"{what} ; corrigez-le (voir docs/templates.md), ou prenez-en un autre",
                    PAGE_TEMPLATE,
                )
            continue
        if theme.has(f"{name}.html"):
            what = f"modèle « {brief(name)} » : ce n’est pas celui d’une page"
        else:
            what = f"modèle « {brief(name)} » introuvable dans theme/templates"
        message = f"{what} ; au choix : {', '.join(page_templates(TEMPLATES))}"
        yield page.problem(("template",), message, PAGE_TEMPLATE)


def _missing(name: str) -> Iterator[str]:
    """What a template of pages reads that no page has, each with its line; the theme's other faults stop the build."""
    theme = Reader(TEMPLATES, FILTERS)
    theme.page(f"{name}.html", given_to(PlainPage))
    for fault in sorted(theme.notes.faults):
        if fault.missing:
            yield f"theme/templates/{fault.template}:{fault.line} lit « {fault.read} »"
