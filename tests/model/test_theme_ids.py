"""The ids that the theme keeps for itself: no text takes one, and the list is that of its templates."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, meta, nodes

from plugins.model.markdown import THEME_IDS

TEMPLATES = Path(__file__).resolve().parents[2] / "theme" / "templates"


def used(name: str) -> set[str]:
    """A template and all those that it extends, includes or imports."""
    tree = Environment().parse((TEMPLATES / name).read_text("utf-8"))
    found = {name}
    for other in meta.find_referenced_templates(tree):
        assert other, f"{name} takes a template whose name is not written"
        found |= used(other)
    return found


def shows_a_text(name: str) -> bool:
    """Whether a template writes the body of a text."""
    tree = Environment().parse((TEMPLATES / name).read_text("utf-8"))
    return any(each.attr == "content" for each in tree.find_all(nodes.Getattr)) or any(
        each.name == "content" for each in tree.find_all(nodes.Name)
    )


def test_the_ids_of_the_theme_are_those_that_texts_may_not_take() -> None:
    """Tout identifiant écrit dans un modèle qui montre un texte, ou dans ceux dont il est fait, est réservé."""
    showing = [path.name for path in TEMPLATES.glob("*.html") if shows_a_text(path.name)]
    made_of = set().union(*map(used, showing))
    ids = {value for name in made_of for value in re.findall(r'\bid="([^"]*)"', (TEMPLATES / name).read_text("utf-8"))}

    assert {"article.html", "workshop.html", "page.html", "base.html"} <= made_of
    ids.remove("{{ comment.id }}")  # « commentaire_1 » has a sign that no id of a text has
    assert ids == THEME_IDS
