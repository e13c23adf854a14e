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
    asked = [page for page in site.pages.values() if page.record.template]
    known = page_templates(TEMPLATES) if asked else []
    for page in asked:
        name = page.record.template
        if name in known:
            continue
        if (TEMPLATES / f"{name}.html").is_file():
            what = f"modèle « {shown(name)} » : ce n’est pas celui d’une page"
        else:
            what = f"modèle « {shown(name)} » introuvable dans theme/templates"
        yield page.problem(("template",), f"{what} ; au choix : {', '.join(known)}")


def page_templates(folder: Path) -> list[str]:
    """The names, without `.html`, of the templates of a folder that read `page`, themselves or one that they extend.

    One that cannot be read is among them: its fault is the theme's, told where the theme is built.
    """
    environment = Environment(autoescape=True)
    own: dict[str, bool] = {}  # whether a template reads `page` itself, and gives it no other meaning
    parents: dict[str, str] = {}
    for path in sorted(folder.glob("*.html")):
        try:
            tree = environment.parse(path.read_text("utf-8"))
        except (TemplateSyntaxError, UnicodeDecodeError):
            own[path.name] = True
            continue
        own[path.name] = {name.ctx for name in tree.find_all(Name) if name.name == "page"} == {"load"}
        for parent in tree.find_all(Extends):
            if isinstance(parent.template, Const):
                parents[path.name] = str(parent.template.value)

    def shows_a_page(name: str, seen: frozenset[str] = frozenset()) -> bool:
        if name in seen or name not in own:
            return False
        return own[name] or shows_a_page(parents.get(name, ""), seen | {name})

    return [name.removesuffix(".html") for name in sorted(own) if not name.startswith("_") and shows_a_page(name)]
