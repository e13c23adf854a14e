"""The templates that a page may name: those of the theme that show a page, and need nothing that a page lacks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError
from jinja2.nodes import Const, Extends, Name

from plugins.common.places import ROOT
from plugins.common.problems import Problem
from plugins.model.content import Site
from plugins.model.fields import shown

TEMPLATES = ROOT / "theme" / "templates"


def check_page_templates(site: Site) -> Iterator[Problem]:
    """Le modèle qu’une page demande est dans le thème, et montre une page."""
    theme = _Theme(TEMPLATES)
    for page in site.pages.values():
        name = page.record.template
        if not name or theme.offers(name):
            continue
        if (TEMPLATES / f"{name}.html").is_file():
            what = f"modèle « {shown(name)} » : ce n’est pas celui d’une page"
        else:
            what = f"modèle « {shown(name)} » introuvable dans theme/templates"
        yield page.problem(("template",), f"{what} ; au choix : {', '.join(page_templates(TEMPLATES))}")


def page_templates(folder: Path) -> list[str]:
    """The names, without `.html`, of the templates of a folder that read `page`, themselves or one that they extend.

    One that cannot be read is among them: its fault is the theme's, told where the theme is built.
    """
    theme = _Theme(folder)
    return [path.stem for path in sorted(folder.glob("*.html")) if theme.offers(path.stem)]


class _Theme:
    """The templates of a folder, each read when it is asked for: most builds ask for one or two of forty."""

    def __init__(self, folder: Path) -> None:
        self._files = {path.name: path for path in folder.glob("*.html")}
        self._environment = Environment(autoescape=True)

    def offers(self, name: str) -> bool:
        """Whether a page may name a template, without its `.html`."""
        return not name.startswith("_") and self._shows_a_page(f"{name}.html", frozenset())

    def _shows_a_page(self, file: str, seen: frozenset[str]) -> bool:
        """Whether it reads `page` itself, and gives it no other meaning, or extends one that does."""
        if file in seen or file not in self._files:
            return False
        try:
            tree = self._environment.parse(self._files[file].read_text("utf-8"))
        except (TemplateSyntaxError, UnicodeDecodeError):
            return True
        if {name.ctx for name in tree.find_all(Name) if name.name == "page"} == {"load"}:
            return True
        parents = [str(each.template.value) for each in tree.find_all(Extends) if isinstance(each.template, Const)]
        return bool(parents) and self._shows_a_page(parents[-1], seen | {file})
