"""The templates that a page may name."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from jinja2 import Environment

from plugins.model.loader import load_site
from plugins.site.contract import page_templates
from tests.conftest import ROOT, write

CHECK = "plugins.editorial.templates:check_page_templates"


def told(content: Path) -> list[str]:
    now = datetime(2026, 6, 1, tzinfo=ZoneInfo("Europe/Paris"))
    return [
        f"{problem.line}:{problem.column}: {problem.message}"
        for problem in load_site(content, lambda zone: now, checks=[CHECK]).problems
    ]


CHOICE = "confidentialite, ecoconception, mentions-legales, page"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("page", []),
        ("mentions-legales", []),
        ("article", [f"4:11: modèle « article » : ce n’est pas celui d’une page ; au choix : {CHOICE}"]),
        ("404", [f"4:11: modèle « 404 » : ce n’est pas celui d’une page ; au choix : {CHOICE}"]),
        ("base", [f"4:11: modèle « base » : ce n’est pas celui d’une page ; au choix : {CHOICE}"]),
        ("equipe", [f"4:11: modèle « equipe » introuvable dans theme/templates ; au choix : {CHOICE}"]),
    ],
)
@pytest.mark.parametrize("status", ["published", "draft"])
def test_a_page_names_a_template_of_pages(content: Path, name: str, said: list[str], status: str) -> None:
    """Une page ne prend qu’un modèle du thème qui montre une page ; brouillon, elle casserait l’aperçu."""
    write(content, "pages/a.md", f"---\ntitle: Équipe\nstatus: {status}\ntemplate: {name}\n---\n\nUn texte.\n")

    assert told(content) == said


def test_a_template_that_reads_what_no_page_has_is_told(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Un modèle qui lit ce qu’aucune page ne donne est dit avant la construction, à sa ligne."""
    theme = tmp_path / "modeles"
    write(theme, "base.html", "{% block content %}{% endblock %}{{ agency.name }}")
    text = "{% block content %}{{ page.titel }}\n{% if page.banner %}{{ page.updated|date_fr }}{% endif %}{{ photo }}"
    write(theme, "equipe.html", f"{{% extends 'base.html' %}}\n{text}{{% endblock %}}")
    write(content, "pages/a.md", "---\ntitle: Équipe\ntemplate: equipe\n---\n\nUn texte.\n")
    monkeypatch.setattr("plugins.editorial.templates.TEMPLATES", theme)

    end = "qu’aucune page ne donne ; corrigez-le (voir docs/templates.md), ou prenez-en un autre"
    assert told(content) == [
        f"3:11: modèle « equipe » : theme/templates/equipe.html:2 lit « page.titel », {end}",
        f"3:11: modèle « equipe » : theme/templates/equipe.html:3 lit « photo », {end}",
    ]


def test_a_template_of_the_theme_is_known_by_what_it_reads(tmp_path: Path) -> None:
    """Un modèle ajouté au thème sert aux pages s’il lit « page », ou s’il étend un modèle qui la lit."""
    write(tmp_path, "base.html", "{% block content %}{% endblock %}")
    write(tmp_path, "equipe.html", "{% extends 'base.html' %}{% block content %}{{ page.title }}{% endblock %}")
    write(tmp_path, "trombines.html", "{% extends 'equipe.html' %}")
    write(
        tmp_path, "liste.html", "{% import '_icon.html' as icon %}{% for page in pages %}{{ page.title }}{% endfor %}"
    )
    write(tmp_path, "_morceau.html", "{{ page.title }}")
    write(tmp_path, "boucle.html", "{% extends 'boucle.html' %}")
    write(tmp_path, "casse.html", "{% if %}")

    assert page_templates(tmp_path) == ["casse", "equipe", "trombines"]


def test_only_the_templates_that_pages_name_are_read(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Une page ne fait lire que son modèle, ceux qu’il prolonge et ceux qu’il emploie : les lire tous serait cher."""
    read: list[str] = []
    parse = Environment.parse
    monkeypatch.setattr(Environment, "parse", lambda self, source, *rest: read.append(source) or parse(self, source))
    write(content, "pages/a.md", "---\ntitle: Équipe\ntemplate: page\n---\n\nUn texte.\n")

    assert told(content) == []
    names = {path.name for path in (ROOT / "theme/templates").glob("*.html") if path.read_text("utf-8") in read}
    assert {"page.html", "base.html"} <= names <= {
        "page.html", "base.html", "_banner.html", "_breadcrumb.html", "_footer.html", "_icon.html", "_time.html",
    }  # fmt: skip


def test_those_of_the_theme_are_two() -> None:
    """Le thème a deux modèles de page."""
    assert page_templates(ROOT / "theme" / "templates") == [
        "confidentialite",
        "ecoconception",
        "mentions-legales",
        "page",
    ]
